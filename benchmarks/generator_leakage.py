# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a small diffusion model gives away when it is trained on 100 images, and when on 5,000, at equal training steps.

Real digits of MNIST, each a person as a stand-in, and beside them the reconstructed chest X-rays of PneumoniaMNIST. From 100 images
copies must be found, clearly more than of images it has never seen; from 5,000 none. LiRA with 16 copies of the model must
find clearly more than 1 % of members at a false positive rate of 1 % in the first case; in the second its interval must hold 1 %.
About 13 minutes of one core, most of it shadow models. Prints shares, writes results/generator_leakage.json and .svg.
"""

import time
from pathlib import Path

import mirror  # noqa: F401
import numpy as np
from plot import keep

from secured.dean.synthetic import GenerateAndFilter, Lira
from secured.sdg import DenoisingDiffusion
from secured.studies.synthetic.generator_attacks import GeneratorAttacks, attack_generator
from secured.studies.synthetic.shadow_models import ShadowAttack, attack_by_shadows, shadows_of
from secured_datasets import load

FEW, MANY, MODELS, SEED = 100, 5000, 16, 7
GENERATOR = DenoisingDiffusion(training_steps=1000)
SHADOW = DenoisingDiffusion(training_steps=600, batch=32)  # a third of the time, for there are many
POOLS = {FEW: 2 * FEW, MANY: 2 * MANY}
RATE = 0.01


def attacked(name: str, n: int) -> tuple[GeneratorAttacks, float]:
    """Train on n images and run all attacks; the other images are outsiders and reference."""
    dataset, rng = load(name), np.random.default_rng([SEED, n])
    order = rng.permutation(dataset.n_people)
    n_outside = min(1000, (len(order) - n) // 3)
    training, outsiders, reference = np.split(order[: 3 * n_outside + n], [n, n + n_outside])
    start = time.process_time()
    fitted = GENERATOR.fit(dataset.take(training), rng=rng)
    seconds = time.process_time() - start
    found = attack_generator(
        fitted, dataset.take(training), dataset.take(outsiders), dataset.take(reference),
        name=f"diffusion, {n} images of {name}", rng=rng, repeated=GenerateAndFilter(tiles_across=4),
    )  # fmt: skip
    return found, seconds


def shadowed(n: int) -> tuple[list[ShadowAttack], float]:
    """LiRA, online and offline, on copies trained on n digits each."""
    dataset, rng = load("mnist"), np.random.default_rng([SEED, n, 1])
    pool = dataset.take(np.arange(dataset.n_people)[-POOLS[MANY] :])
    pool = pool.take(rng.permutation(pool.n_people)[: POOLS[n]])
    shadows, seconds = shadows_of(SHADOW, pool, n_models=MODELS, n_members=n, rng=rng)
    both = [
        attack_by_shadows(shadows, generator=f"diffusion, {n} images", attack=Lira(knows=knows), seed=SEED)
        for knows in ("online", "offline")
    ]
    return both, seconds


def main() -> None:
    """Run and report."""
    direct = {(name, n): attacked(name, n) for name in ("mnist", "pneumoniamnist") for n in (FEW, MANY)}
    shadows = {n: shadowed(n) for n in (FEW, MANY)}
    few, many = direct["mnist", FEW][0], direct["mnist", MANY][0]
    online = {n: both[0].found_at(RATE) for n, (both, _) in shadows.items()}
    keep(
        Path(__file__),
        {
            "generator": GENERATOR.to_dict(),
            "shadow_generator": SHADOW.to_dict(),
            "direct": [one.to_dict() | {"training_seconds": took} for one, took in direct.values()],
            "shadows": [
                {"attacks": [one.to_dict() for one in both], "seconds": took}
                for both, took in shadows.values()
            ],
        },
        bars={
            f"copies, {FEW}": few.extraction.share.point,
            "chance": few.by_chance.share.point,
            f"copies, {MANY}": many.extraction.share.point,
            f"LiRA, {FEW}": online[FEW].point,
            f"LiRA, {MANY}": online[MANY].point,
        },
        limit=RATE,
        unit="share of training images",
    )
    for (name, n), (one, _) in direct.items():
        found = one.extraction
        copied = found.share.low > one.by_chance.share.high
        if (n == FEW) is not copied or (n == MANY and found.extracted):
            raise SystemExit(f"generator_leakage: {name}, {n} images: {found.extracted} extracted")
    if online[FEW].low < 5 * RATE or not online[MANY].low <= RATE <= online[MANY].high:
        raise SystemExit(
            f"generator_leakage: LiRA finds {online[FEW].point:.3f} and {online[MANY].point:.4f}"
        )


if __name__ == "__main__":
    main()
