# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it, by their ECG? All matchers in all protocols on ecg-id and heartprint, and galleries of warped beats.

Anchors: ecg-id, 89 people on the same day, rank-1 >= .94 and 20 on another day >= .85 by the best; heart rate
variability < .35; heartprint, first to second visit of 199 people, >= .60 by matchers that learned on other people
(template: .38). Warping 90 x 90 beats < 3 s, and 100 probes in a gallery of 10,000 < 60 s, on one core.
`--quick` leaves out the networks, which take most of its six minutes.
"""

import sys
import time
from pathlib import Path

import mirror  # noqa: F401
import numpy as np
from plot import keep

from secured.common.signals.dtw import dtw_distances
from secured.dean.signals.description import unit_rows
from secured.dean.signals.template_matching import TemplateMatching
from secured.dean.signals.warped_search import WarpedSearch
from secured.studies.signals.ecg_identification import identify_by_ecg, quick_matchers, trained_matchers
from secured_datasets import load

LIMIT = 0.6
BAND = 8  # samples of 8 ms


def speed(beats: np.ndarray) -> dict[str, float]:
    """Seconds to warp 90 x 90 beats, and 100 probes in a gallery of 10,000 mixtures of real beats, all or bounded."""
    rng = np.random.default_rng(7)
    start = time.perf_counter()
    dtw_distances(list(beats[:90]), list(beats[90:180]), BAND)
    seconds = {"90 x 90": time.perf_counter() - start}
    shares = rng.dirichlet(np.ones(3), 10_000)
    mixed = (shares[:, :, None] * beats[rng.integers(0, len(beats), (10_000, 3))]).sum(axis=1)
    gallery = unit_rows(mixed + 0.01 * rng.normal(size=mixed.shape), centred=True)
    probes = gallery[:100] + 0.01 * rng.normal(size=(100, gallery.shape[1]))
    start = time.perf_counter()
    places, _, warped = WarpedSearch(gallery=gallery, band=BAND).nearest(probes, 5)
    seconds["100 in 10,000, bounded"] = time.perf_counter() - start
    start = time.perf_counter()
    apart = dtw_distances(list(probes), list(gallery), BAND)
    seconds["100 in 10,000, all"] = time.perf_counter() - start
    if not np.array_equal(np.sort(apart.argsort(axis=1)[:, :5]), np.sort(places)):
        raise SystemExit("ecg_identification: the search is not exact")
    return seconds | {"share warped": warped / apart.size}


def main() -> None:
    """Run and report."""
    figures, bars = {}, {}
    for name in ("ecg-id", "heartprint"):
        signals = load(name).data
        found = identify_by_ecg(
            signals,
            rng=np.random.default_rng(7),
            matchers=quick_matchers() if "--quick" in sys.argv else trained_matchers(),
        )
        figures[name] = found.to_dict()
        print(found.table().round(3).to_string())
        for row in found.rows:
            if not row.protocol.endswith("(same session)"):
                bars[f"{name}: {row.matcher}"] = row.closed.rank(1).point
    figures["seconds"] = speed(TemplateMatching().describe(signals).values)
    keep(Path(__file__), figures, bars=bars, limit=LIMIT, unit="rank-1, another day")
    for what, value in figures["seconds"].items():
        print(f"ecg_identification: {what}: {value:.3g}")


if __name__ == "__main__":
    main()
