# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it, by their connectome? Twenty repeats of the anchor cohort, the curve by edges, and defences beside.

Anchors, on simulated people (20, two recordings, 148 regions; within-person correlation .80, between-person .50): all
edges find at least .95; a hundred edges of highest leverage find more than a hundred at random, by the intervals of
both over the people of all repeats. Defences are those of the flow on 120 people.
"""

import time
from pathlib import Path

import numpy as np
from plot import keep

from secured.dean.neuro import Fingerprinting, two_visits
from secured.studies.neuro.connectome_defences import defend_connectomes
from secured.studies.neuro.connectome_identification import identify_by_connectomes
from secured.studies.neuro.edge_curve import edge_curve, pooled
from secured_datasets import load
from secured_datasets.simulated.connectome_cohort import ConnectomeCohort

LIMIT = 0.95
REPEATS = 20
SIZES = (5, 10, 25, 50, 100, 250, 1000)


def anchors() -> dict:
    """Pool repeats of the anchor cohort: separation, all edges, and the curve."""
    curves, found, within, between = [], [], [], []
    for seed in range(REPEATS):
        made = ConnectomeCohort().make(np.random.default_rng([7, seed]))
        gallery, probes = two_visits(made.connectomes)
        scores = Fingerprinting().scores(probes, gallery, np.random.default_rng(seed))
        own = np.eye(len(scores), dtype=bool)
        found.append((scores.argmax(axis=1) == np.arange(len(scores))).mean())
        within.append(scores[own].mean())
        between.append(scores[~own].mean())
        curves.append(edge_curve(gallery, probes, rng=np.random.default_rng(seed), sizes=SIZES))
    return {
        "within": {"mean": float(np.mean(within)), "sd of repeats": float(np.std(within))},
        "between": {"mean": float(np.mean(between)), "sd of repeats": float(np.std(between))},
        "all edges": {"mean": float(np.mean(found)), "least": float(np.min(found))},
        **pooled(curves).to_dict(),
    }


def main() -> None:
    """Run and report."""
    start = time.perf_counter()
    anchor = anchors()
    dataset = load("simulated-connectomes")
    identified = identify_by_connectomes(dataset, rng=np.random.default_rng(7))
    defended = defend_connectomes(dataset, k=5, rng=np.random.default_rng(7))
    hundred = next(one for one in anchor["curve"] if one["edges"] == 100)
    figures = {
        "anchor": anchor,
        "120 people": identified.to_dict(),
        "defences": defended.to_dict(),
        "seconds": time.perf_counter() - start,
    }
    if anchor["all edges"]["mean"] < LIMIT or hundred["leverage"]["low"] <= hundred["random"]["high"]:
        raise SystemExit(f"connectome_identification: the anchor is missed: {anchor['all edges']}, {hundred}")
    bars = {
        "all edges": anchor["all edges"]["mean"],
        "leverage, 100": hundred["leverage"]["point"],
        "random, 100": hundred["random"]["point"],
    }
    keep(Path(__file__), figures, bars=bars, limit=LIMIT, unit="rank-1, 20 people")
    print(f"connectome_identification: 100 edges: {hundred}")
    print(f"connectome_identification: {figures['seconds']:.0f} s")
    print(defended.table().round(3).to_string())


if __name__ == "__main__":
    main()
