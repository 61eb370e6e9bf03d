# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: the sensor attacks find people across a gap and across weeks; the published setting flatters them.

Real data: bidmc (53 intensive-care patients, respiration and pulse, 8 minutes: one session, halves 30 s apart) and
fitbit (hourly steps, and steps with intensity and energy; two weeks against the two that follow). Figures with exact 95 % bounds in results/.
"""

from pathlib import Path

import mirror  # noqa: F401
import numpy as np
from plot import keep

import secured_datasets
from secured.dean.sensors import DtwAlignment
from secured.dean.signals.protocols import Split
from secured.studies.signals.in_or_out import in_or_out
from secured.studies.signals.sensor_identification import (
    activity_matchers,
    bedside_matchers,
    identify_by_sensors,
)
from secured.studies.signals.sensor_settings import cut_out, halves, weeks_apart

SEED = 7
COMBINATIONS = ("score", "rank", "bayes")
GAP = 30.0
WINDOW = 10.0
CUT_GAPS = (0.0, 10.0, 30.0, 60.0)
SHORT = {"bed": "bidmc", "steps": "fitbit steps", "all": "fitbit steps+energy+intensity"}


def rows(data: str, split: Split, matchers) -> tuple[list[dict], list[dict]]:
    """Identification and in-out decision of every matcher."""
    found, decided = [], []
    for matcher in matchers:
        rng = np.random.default_rng(SEED)
        new = identify_by_sensors([split], [matcher], rng=rng, combinations=COMBINATIONS).to_dict()["rows"]
        found += [{"data": data, **one} for one in new]
        decided += [{"data": data, **one} for one in in_or_out([split], [matcher], rng=rng).to_dict()["rows"]]
        print(data, split.label, [(one["matcher"], round(one["rank_1"], 3)) for one in new])
    return found, decided


def bars_of(found: list[dict], cut: list[dict]) -> dict[str, float]:
    """Rank-1 by dropped neighbours, and of three matchers with their best combination in every other setting."""
    best = {
        f"{short} {matcher.split()[0]}": max(
            one["rank_1"] for one in found if one["data"] == data and one["matcher"].split(", ")[0] == matcher
        )
        for short, data in SHORT.items()
        for matcher in ("slicing alignment", "SAX words", "random forest")
    }
    return {f"cut {one['gap']:g} s": one["rank_1"] for one in cut} | best


def main() -> None:
    """Run every matcher in every setting and keep the figures."""
    bedside = secured_datasets.load("bidmc").data
    hourly = secured_datasets.load("fitbit").data
    found, decided = rows("bidmc", halves(bedside, GAP), bedside_matchers())
    for sensors in (hourly.channel("steps"), hourly):
        new = rows(f"fitbit {'+'.join(sensors.channels)}", weeks_apart(sensors, 2, 2), activity_matchers())
        found, decided = found + new[0], decided + new[1]
    slicing = DtwAlignment(variant="slicing", seconds=WINDOW, rate=8.0, band=0.1, overlap=0.9)
    cut = [
        {"data": "bidmc", "gap": gap, **one}
        for gap in CUT_GAPS
        for one in identify_by_sensors(
            [cut_out(bedside, WINDOW, gap)], [slicing], rng=np.random.default_rng(SEED)
        ).to_dict()["rows"]
    ]
    figures = {"standing": "real", "identification": found, "in_or_out": decided, "cut_out": cut}
    keep(Path(__file__), figures, bars=bars_of(found, cut), limit=1 / 53, unit="rank-1")


if __name__ == "__main__":
    main()
