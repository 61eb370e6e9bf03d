# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: text burned into pixels is covered, every string of every kind that is plain, and pictures without text stay.

Strings are drawn on simulated frames of 480x640 (the tests' program); a string counts as covered where no pixel of its ink
is outside of the boxes. The kinds that are hard say how much is missed. Writes results/burned_in_text.json and .svg.
"""

import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
from plot import keep

from secured.dans.dicom.pixels import find_text, mask_boxes

FRAMES, PLAIN, HARD = 10, (12, 14, 16, 20, 24, 32), (12, 16, 24)
DRAWN = Path(__file__).parents[1] / "tests" / "dans" / "dicom" / "pixels" / "drawn_frames.py"
MUST = ("white on texture", "grey 160 on texture")


def drawn_frames() -> ModuleType:
    """The tests' program that draws."""
    spec = importlib.util.spec_from_file_location("drawn_frames", DRAWN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kinds(drawn: ModuleType) -> dict[str, tuple[Callable[[np.random.Generator], np.ndarray], dict]]:
    """Grounds and how is written on them."""
    black = lambda rng: np.zeros(drawn.SHAPE)
    return {
        "white on texture": (drawn.texture, {"sizes": PLAIN, "ink": 255}),
        "grey 160 on texture": (drawn.texture, {"sizes": PLAIN, "ink": 160}),
        "grey 160 on white noise": (drawn.white_noise, {"sizes": PLAIN, "ink": 160}),
        "black on bright texture": (lambda rng: 255 - drawn.texture(rng), {"sizes": HARD, "ink": 10}),
        "turned a quarter": (drawn.texture, {"sizes": HARD, "ink": 200, "turn": 1}),
        "64 px": (drawn.texture, {"sizes": (64,), "ink": 220, "strings": 2}),
        "10 px on texture": (drawn.texture, {"sizes": (10,), "ink": 255}),
        "8 px on black": (black, {"sizes": (8,), "ink": 255}),
        "8 px over anatomy": (drawn.anatomy, {"sizes": (8,), "ink": 255}),
        "over anatomy": (drawn.anatomy, {"sizes": HARD, "ink": 255}),
        "over speckle": (drawn.speckle, {"sizes": HARD, "ink": 255}),
        "45 above anatomy": (drawn.anatomy, {"sizes": HARD, "ink": lambda ground: ground.mean() + 45}),
        "6 px on black": (black, {"sizes": (6,), "ink": 255}),
    }


def main() -> None:
    """Run and report."""
    drawn, rng = drawn_frames(), np.random.default_rng(2026)
    shares, areas, seconds = {}, {}, []
    for name, (ground, how) in kinds(drawn).items():
        covered, area = [], []
        for _ in range(FRAMES):
            made = drawn.draw(rng, ground(rng), **how)
            start = time.perf_counter()
            boxes = find_text(made.frame[None])
            seconds.append(time.perf_counter() - start)
            mask = mask_boxes(np.zeros((1, *drawn.SHAPE)), boxes, 1)[0]
            covered += [float((ink * (1 - mask)).sum()) < 1e-9 for ink in made.glyphs]
            area.append(float(mask.mean()))
        shares[name], areas[name] = float(np.mean(covered)), float(np.mean(area))
    plain = {
        name: sum(bool(find_text(getattr(drawn, name)(rng)[None])) for _ in range(FRAMES))
        for name in ("texture", "white_noise", "speckle", "anatomy")
    }
    figures = {
        "frames_of_each_kind": FRAMES,
        "share_of_strings_covered": shares,
        "share_of_area_covered": areas,
        "frames_without_text_that_changed": plain,
        "seconds_a_frame": float(np.median(seconds)),
    }
    keep(Path(__file__), figures, bars=shares, limit=1, unit="share of strings covered")
    print(f"burned_in_text: {sum(plain.values())} of {4 * FRAMES} frames without text changed")
    if min(shares[name] for name in MUST) < 1 or any(plain.values()):
        raise SystemExit("burned_in_text: the claim does not hold")


if __name__ == "__main__":
    main()
