# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is it the same patient? A siamese network against plain comparisons, with and without defences.

240 simulated people with three visits, 144 to learn on and 96 released; and augmented stand-ins of 400 small chest X-rays
(pneumoniamnist), which are no repeats and say nothing about patients. The network must find more of the simulated people at
once than any plain comparison, and k-Same must leave no more than one in five. Its sight is also narrowed to the lungs by a
U-Net, taught on 60 other simulated people. Prints precision at 1, writes results/image_retrieval.json and .svg.
"""

from pathlib import Path

import mirror  # noqa: F401
import numpy as np
from plot import keep

from secured.dean.images import (
    PerceptualHash,
    PixelCorrelation,
    PixelIdentity,
    PrincipalComponents,
    RegionOfInterest,
    SiameseNetwork,
)
from secured.dean.images.region_of_interest import FittedRegion, overlap
from secured.studies.images import DEFENCES, dicom_metadata_linkage, image_retrieval, linked_images
from secured_datasets.simulated.radiograph_cohort import RadiographCohort

STEPS, SEED, K = 800, 7, 5
PLAIN = (
    PixelIdentity(),
    PerceptualHash(),
    PerceptualHash(kind="difference"),
    PixelCorrelation(),
    PrincipalComponents(),
)
SIAMESE = SiameseNetwork(steps=STEPS)
TRIED = tuple(
    one for one in DEFENCES if one.name in ("1/8 resolution", "noise 0.8", "middle only", "k-Same 5")
)


def lungs() -> tuple[FittedRegion, float]:
    """A U-Net for lungs, and its overlap with the truth on people it has not seen."""
    rng = np.random.default_rng(SEED)
    taught = RadiographCohort(n_people=60, n_visits=1).make(np.random.default_rng(101))
    others = RadiographCohort(n_people=60, n_visits=1).make(np.random.default_rng(102))
    region = RegionOfInterest().fit(taught.images, taught.lungs, rng)
    return region, overlap(region.inside(others.images), others.lungs)


def main() -> None:
    """Run and report."""
    say = print
    region, dice = lungs()
    narrowed = SiameseNetwork(steps=STEPS, region=region)
    contrastive = SiameseNetwork(steps=STEPS, loss="contrastive")
    open_eyed = image_retrieval(
        matchers=(*PLAIN, SIAMESE, contrastive, narrowed), defences=DEFENCES[:1], seed=SEED, progress=say
    )
    defended = image_retrieval(matchers=(*PLAIN[1:], SIAMESE), defences=TRIED, seed=SEED, progress=say)
    stand_ins = image_retrieval(
        "pneumoniamnist",
        n_people=1000,
        matchers=(*PLAIN, SIAMESE),
        defences=DEFENCES[:1],
        seed=SEED,
        progress=say,
    )
    runs = linked_images(matchers=(PrincipalComponents(),), defences=DEFENCES, seed=SEED)
    headers = dicom_metadata_linkage()
    bars = {one.matcher: one.found.precision_at_1.point for one in open_eyed.rows}
    bars |= {
        f"siamese, {one.release}": one.found.precision_at_1.point
        for one in defended.rows
        if one.matcher == SIAMESE.name
    }
    figures = {
        "simulated": open_eyed.to_dict(),
        "defended": defended.to_dict(),
        "stand_ins": stand_ins.to_dict(),
        "lungs_dice": dice,
        "five_runs": {f"{matcher} on {release}": one.to_dict() for (release, matcher), one in runs.items()},
        "headers": headers.to_dict(),
    }
    plain = max(bars[one.name] for one in PLAIN)
    keep(Path(__file__), figures, bars=bars, limit=plain, unit="precision at 1")
    same = defended.row(DEFENCES[-1].name, SIAMESE.name).found.precision_at_1
    if bars[SIAMESE.name] <= plain or same.low > 1 / K:
        raise SystemExit(
            "image_retrieval: the network is no better than plain comparisons, or k-Same leaves too much"
        )


if __name__ == "__main__":
    main()
