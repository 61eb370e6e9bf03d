# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Beacons attacked by inference: hidden rare alleles (QI and GI), and genomes rebuilt from updates.

Anchors: with alleles rarer than .05 hidden, GI needs fewer queries than QI, and QI fewer than the blind test (von Thenen
et al. 2019); of 5 people who come to a beacon of 50, clustering finds more than the frequency baseline does, with an
interval over 20 runs, and batches blur it (Ayoz et al. 2021).
"""

import time
from pathlib import Path
from typing import Any

import mirror  # noqa: F401
import numpy as np
from plot import keep, keep_groups

from secured.common.genotypes import Genotypes, counting_rarer
from secured.studies.genomes.beacon_reconstruction import BeaconReconstruction, beacon_reconstruction
from secured.studies.genomes.hidden_allele_attacks import HiddenAlleleAttacks, hidden_allele_attacks
from secured_datasets import load
from secured_datasets.simulated.genomes import GenomeCohort

PROGRAM = Path(__file__)


def cohort(**changed: Any) -> tuple[Genotypes, np.ndarray]:
    """Simulated people, and who of them is a founder."""
    made = GenomeCohort(**({"populations": ("one",), "split": 0.0} | changed)).make(np.random.default_rng(7))
    return counting_rarer(made.genotypes), made.people["father"].isna().to_numpy()


def ceu() -> tuple[Genotypes, np.ndarray]:
    """CEU people of HapMap, and who of them is a founder."""
    dataset = load("hapmap")
    facts = dataset.related["people"]
    here = (facts["population"] == "CEU").to_numpy()
    people = dataset.data.take(here)
    parents = facts.loc[here, ["father", "mother"]]
    return counting_rarer(people), ~parents.isin(set(people.subjects)).any(axis=1).to_numpy()


def hidden() -> dict[str, HiddenAlleleAttacks]:
    """Beacons of three kinds of genomes."""
    real, founders = ceu()
    thirty, _ = cohort(n_people=300, n_variants=60_000, block=80)
    whole, _ = cohort(n_people=400, n_variants=200_000, block=80)
    return {
        "simulated, 30 people": hidden_allele_attacks(
            thirty, beacon_size=30, n_reference=200, n_beacons=5, seed=1
        ),
        "simulated, 65 people": hidden_allele_attacks(
            whole, beacon_size=65, n_reference=250, n_beacons=2, most_queries=2000, seed=1
        ),
        "simulated, 65 people in the panel": hidden_allele_attacks(
            whole, beacon_size=65, n_reference=250, n_beacons=2, targets_in_panel=True, seed=1
        ),
        "hapmap CEU, 20 people": hidden_allele_attacks(
            real.take(founders), beacon_size=20, n_reference=19, n_beacons=10, seed=1
        ),
    }


def rebuilt() -> dict[str, BeaconReconstruction]:
    """Updates of beacons of 50: one place of the genome, all of it with relatives known or not, and HapMap's."""
    place, _ = cohort(n_people=255, n_variants=8000, block=8000)
    families, founders = cohort(n_people=300, n_variants=8000, block=40, families=60)
    real, real_founders = ceu()
    several = (5, 10, 20)
    return {
        "simulated, one place": beacon_reconstruction(place, batches=several, seed=1),
        "simulated, children known": beacon_reconstruction(
            families, batches=several, candidates=founders, seed=1
        ),
        "simulated, strangers known": beacon_reconstruction(
            families, batches=several, candidates=founders, reference=founders, seed=1
        ),
        "hapmap CEU, children known": beacon_reconstruction(real, candidates=real_founders, seed=1),
        "hapmap CEU, strangers known": beacon_reconstruction(
            real, candidates=real_founders, reference=real_founders, seed=1
        ),
    }


def main() -> None:
    """Run and report."""
    start = time.perf_counter()
    queries, genomes = hidden(), rebuilt()
    f1 = {
        f"{name}, {size} came": {method: one.f1.point for method, one in methods.items()}
        for name, study in genomes.items()
        for size, methods in study.batches.items()
    }
    figures = {
        "hidden below 0.05": {name: one.to_dict() for name, one in queries.items()},
        "reconstruction": {name: one.to_dict() for name, one in genomes.items()},
        "seconds": time.perf_counter() - start,
    }
    first = queries["simulated, 30 people"]
    bars = {name: curve.at(60).point for name, curve in first.curves.items()}
    keep(PROGRAM, figures, bars=bars, limit=0.95, unit="power after 60 queries, beacon of 30")
    keep_groups(PROGRAM, "reconstruction", f1, limit=1.0, unit="best-match F1")
    keep_groups(
        PROGRAM,
        "power",
        {
            f"{name}, {n} queries": {attack: curve.at(n).point for attack, curve in one.curves.items()}
            for name, one in queries.items()
            for n in (20, 100, 1000)
        },
        limit=0.95,
        unit="power at 5 % false positives",
    )
    for name, one in queries.items():
        for attack, needed in one.needed.items():
            print(f"beacon_inference: {name}: {attack}: {needed.said} queries to 95 %")
    for name, study in genomes.items():
        for size, methods in study.batches.items():
            for method, found in methods.items():
                f1_of = found.f1
                print(
                    f"beacon_inference: {name}, {size} came: {method}: F1 {f1_of.point:.3f} "
                    f"({f1_of.low:.3f} to {f1_of.high:.3f})"
                )


if __name__ == "__main__":
    main()
