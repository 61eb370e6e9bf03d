# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: the sensor attacks find people across a gap and across weeks; the published setting flatters them.

Real data: bidmc (53 intensive-care patients, respiration and pulse, 8 minutes: one session, halves 30 s apart) and
fitbit (hourly steps, and steps with intensity and energy; two weeks against the two that follow). Figures with exact 95 % bounds in results/.
"""

import time
from pathlib import Path

import mirror  # noqa: F401
import numpy as np
from plot import keep

import secured_datasets
from secured.common.signals import Signals
from secured.dean.sensors import DtwAlignment, LearnedMatcher
from secured.studies.sensor_identification import (
    activity_matchers,
    bedside_matchers,
    identify,
    in_or_out,
)
from secured.studies.sensor_settings import cut_out, halves, weeks_apart

SEED = 7
GAP = 30.0
WINDOW = 10.0
CUT_GAPS = (0.0, 10.0, 30.0, 60.0)


def rows(gallery: Signals, probes: Signals, matchers, setting: str) -> tuple[list[dict], list[dict]]:
    """Identification and in-out decision of every matcher."""
    found, decided = [], []
    for matcher in matchers:
        start, rng = time.perf_counter(), np.random.default_rng(SEED)
        learned = isinstance(matcher, LearnedMatcher)
        combinations = ("score",) if learned or len(probes.channels) == 1 else ("score", "rank", "bayes")
        new = [
            one.to_dict()
            for one in identify(gallery, probes, matcher, setting=setting, rng=rng, combinations=combinations)
        ]
        seconds = time.perf_counter() - start
        found += [one | {"seconds": seconds} for one in new]
        decided += [one.to_dict() for one in in_or_out(gallery, probes, matcher, setting=setting, rng=rng)]
        print(
            setting,
            matcher.name,
            [(one["combine"], round(one["rank_1"], 3)) for one in new],
            round(seconds, 1),
        )
    return found, decided


def bars_of(found: list[dict], cut: list[dict]) -> dict[str, float]:
    """Rank-1 by dropped neighbours, and of three matchers with their best combination in every other setting."""
    best = {
        f"{short} {matcher.split()[0]}": max(
            one["rank_1"] for one in found if one["setting"].startswith(start) and one["matcher"] == matcher
        )
        for short, start in (("bed", "bidmc"), ("steps", "fitbit steps,"), ("all", "fitbit steps+"))
        for matcher in ("slicing alignment", "SAX words", "random forest")
    }
    return {f"cut {one['gap']:g} s": one["rank_1"] for one in cut} | best


def main() -> None:
    """Run every matcher in every setting and keep the figures."""
    bedside = secured_datasets.load("bidmc").data
    found, decided = rows(*halves(bedside, GAP), bedside_matchers(), f"bidmc, same session, {GAP:g} s apart")
    hourly = secured_datasets.load("fitbit").data
    for sensors in (hourly.channel("steps"), hourly):
        setting = f"fitbit {'+'.join(sensors.channels)}, other weeks"
        new = rows(*weeks_apart(sensors, 2, 2), activity_matchers(), setting)
        found, decided = found + new[0], decided + new[1]
    cut = [
        one.to_dict() | {"gap": gap}
        for gap in CUT_GAPS
        for one in identify(
            *cut_out(bedside, WINDOW, gap),
            DtwAlignment(variant="slicing", seconds=WINDOW, rate=8.0, band=0.1, overlap=0.9),
            setting=f"bidmc, window cut out, {gap:g} s dropped",
            rng=np.random.default_rng(SEED),
        )
    ]
    figures = {"standing": "real", "identification": found, "in_or_out": decided, "cut_out": cut}
    keep(Path(__file__), figures, bars=bars_of(found, cut), limit=1 / 53, unit="rank-1")


if __name__ == "__main__":
    main()
