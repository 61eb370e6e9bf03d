# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How far brains beyond connectomes, and faces, give people away: series, slices, regions, traits, genomes, head scans.

Simulated cohorts where the question needs two visits; msd-hippocampus and ixi, of which everybody has one scan, as
stand-ins that are called "same session". Arguments name parts to run anew (series, regions, slices, traits, genomes,
faces); the others keep their last figures. Writes results/neuro_attacks.json and .svg.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mirror  # noqa: F401
import numpy as np
from plot import keep

from secured.common import Standing
from secured.common.signals import Signals
from secured.dean.identification import identify
from secured.dean.neuro import PhenotypePrediction, RegionalHMM
from secured.studies.neuro.defacing_attack import attack_cohort, attack_real_heads
from secured.studies.neuro.genome_links import link_genomes
from secured.studies.neuro.simulated_faces import FaceCohort
from secured.studies.neuro.volume_identification import identify_regions, identify_slices, identify_two_visits
from secured_datasets import load
from secured_datasets.simulated.brain_genome_cohort import BrainGenomeCohort
from secured_datasets.simulated.connectome_cohort import ConnectomeCohort
from secured_datasets.simulated.regional_cohort import RegionalCohort

SEED, FACES = 7, 40


def series() -> dict[str, Any]:
    """Hidden Markov models of regional series of two visits: with a signature and, as a control, without."""
    found = {}
    for name, signature in (("signature", 2.0), ("no signature", 0.0)):
        made = ConnectomeCohort(n_people=20, signature=signature).regional_series(np.random.default_rng(SEED))
        signals = Signals(
            samples=made.series, fs=0.5, channels=made.regions, units=("",) * len(made.regions),
            subjects=made.subjects, sessions=made.sessions,
        )  # fmt: skip
        gallery, probes = (signals.take(signals.sessions == visit) for visit in (0, 1))
        for matcher in (
            RegionalHMM(),
            RegionalHMM(n_states=1),
            RegionalHMM(kind="shared states", n_states=6, n_components=15),
        ):
            scores = matcher.fit(None, np.random.default_rng(SEED)).scores(probes, gallery)
            one = identify(
                scores, probe_people=probes.people, gallery_people=gallery.people, protocol="another visit",
                probe_sessions=probes.sessions, gallery_sessions=gallery.sessions, rng=np.random.default_rng(SEED),
            )  # fmt: skip
            found[f"{matcher.name}, {matcher.n_states} states, {name}"] = one.to_dict(far=())
    return found


def regions() -> dict[str, Any]:
    """Regional measures: two visits of simulated people at three reliabilities, and changed copies of real ones."""
    found: dict[str, Any] = {}
    for reliability in (0.9, 0.7, 0.0):
        made = RegionalCohort(n_people=200, reliability=reliability).make(np.random.default_rng(SEED))
        found[f"simulated, reliability {reliability:g}"] = identify_two_visits(
            made.volumes, subjects=made.subjects, visits=made.visits, n_others=100, standing=Standing.SIMULATED,
            rng=np.random.default_rng(SEED),
        ).to_dict()  # fmt: skip
    volumes = load("msd-hippocampus").data
    found["msd-hippocampus"] = identify_regions(
        volumes, n_others=80, rng=np.random.default_rng(SEED)
    ).to_dict()
    return found


def slices() -> dict[str, Any]:
    """Slices of real volumes: networks with and without transfer beside plain comparisons."""
    return identify_slices(
        load("msd-hippocampus").data, n_others=80, other_images=load("simulated-radiographs").data,
        rng=np.random.default_rng(SEED),
    ).to_dict()  # fmt: skip


def traits() -> dict[str, Any]:
    """Traits of simulated people from edges and from regions, and from edges when traits were dealt anew."""
    made = ConnectomeCohort(n_people=200).make(np.random.default_rng(SEED))
    first = made.connectomes.take(made.connectomes.sessions == 0)
    cohort = RegionalCohort(n_people=200, n_visits=1).make(np.random.default_rng(SEED))
    dealt = np.random.default_rng(SEED).permutation(200)
    found = {}
    for trait in ("age", "sex", "cognition"):
        column = made.people[trait]
        predicted = PhenotypePrediction().predict(first.edges, column, np.random.default_rng(SEED))
        nothing = PhenotypePrediction().predict(
            first.edges, column.iloc[dealt].reset_index(drop=True), np.random.default_rng(SEED)
        )
        found |= {f"{trait} from edges": predicted.to_dict(), f"{trait}, dealt anew": nothing.to_dict()}
    for trait in ("age", "sex"):
        for model in ("linear", "forest"):
            one = PhenotypePrediction(model=model).predict(
                cohort.volumes.to_numpy(), cohort.people[trait], np.random.default_rng(SEED)
            )
            found[f"{trait} from regions, {model}"] = one.to_dict()
    return found


def genomes() -> dict[str, Any]:
    """One of N genomes chosen by a brain, at three strengths of the link and without one."""
    found = {}
    for correlations in ((0.9, 0.8, 0.7), (0.6, 0.5, 0.4), (0.3, 0.2), ()):
        cohort = BrainGenomeCohort(n_people=5500, correlations=correlations)
        found[str(list(correlations))] = link_genomes(
            cohort, n_learned=5000, rng=np.random.default_rng(SEED)
        ).to_dict()
    return found


def faces() -> dict[str, Any]:
    """Faces before and after defacing: simulated people with two scans, and the real heads of ixi re-rendered."""
    cohort = FaceCohort(n_people=FACES, seed=SEED + 4)  # the matcher's limits were chosen on people of seed 7
    simulated = attack_cohort(cohort, rng=np.random.default_rng(SEED))
    some = FaceCohort(n_people=8, seed=SEED + 1)
    real = attack_real_heads(load("ixi").data, some, rng=np.random.default_rng(SEED))
    return {"simulated": simulated.to_dict(), "ixi": real.to_dict()}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "genomes": genomes, "series": series, "traits": traits, "regions": regions, "slices": slices, "faces": faces,
}  # fmt: skip


def bars(figures: dict[str, Any]) -> dict[str, float]:
    """One figure of every part."""

    def rank_1(one: dict[str, Any]) -> float:
        return float(one["rank"]["1"]["point"])

    rows = {"HMM": rank_1(figures["series"]["HMM of regions, 3 states, signature"])}
    real = figures["regions"]["msd-hippocampus"]["rows"]
    rows["regions"] = max(rank_1(one) for one in real)
    rows["slices"] = max(
        rank_1(one) for one in figures["slices"]["rows"] if one["knowledge"].startswith("other")
    )
    rows["genome 1/10"] = figures["genomes"]["[0.9, 0.8, 0.7]"]["one_of"]["10"]["point"]
    rows["no link"] = figures["genomes"]["[]"]["one_of"]["10"]["point"]
    for one in figures["faces"]["simulated"]["rows"]:
        rows[{"not defaced": "face"}.get(one["release"], one["release"])] = rank_1(one["matching"])
    return rows


def main() -> None:
    """Run what is asked for, or everything."""
    program = Path(__file__)
    place = program.parent / "results" / f"{program.stem}.json"
    figures = json.loads(place.read_text()) if place.is_file() else {}
    for name in sys.argv[1:] or PARTS:
        start = time.perf_counter()
        figures[name] = PARTS[name]() | {"seconds": time.perf_counter() - start}
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(figures, indent=1))
        print(f"{program.stem}: {name} took {figures[name]['seconds']:.0f} s")
    if set(PARTS) <= set(figures):
        keep(program, figures, bars=bars(figures), limit=0.1, unit="share right")


if __name__ == "__main__":
    main()
