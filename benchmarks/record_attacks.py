# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many people the attacks on records find in a raw copy of real data: diabetes130 and clinical-notes.

2,500 patients with four visits or more, 1,750 of them released, 600 of these targets; of the 207 notes 144 are released.
The attacks are those of secured.studies.records.attacks and a few variants. An attack must find more than the line, one in
ten; each is run on outsiders and on dealt columns too. The register is simulated from the patients' own facts, a fifth of
entries wrong. Prints shares, writes results/record_attacks.json and .svg.
"""

from dataclasses import replace
from pathlib import Path

import mirror  # noqa: F401
import numpy as np
from plot import keep

from secured.dans import IdentifierRemoval
from secured.dean import AttackResult, evaluate
from secured.dean.records import ConsecutiveVisits, PartialHistory
from secured.studies.people import split_people
from secured.studies.records.attacks import patients_of, world_of
from secured.studies.records.notes import notes_of
from secured.studies.records.patients import Patients, PlannedAttack
from secured_datasets import load

PEOPLE, TARGETS, SEED = 2500, 600, 7
LIMIT = 0.1


def plans(patients: Patients) -> dict[str, PlannedAttack]:
    """The study's attacks, and variants of them, by a short name."""
    own = {one.attack.id: one for one in patients.attacks}
    register, pairs = own["register linkage"], own["rare pairs of codes and drugs"]
    history, stays = own["four diagnoses, one wrong"], own["lengths of four stays"]
    exact = own["facts, exactly"]
    named = {
        "codes": replace(pairs, attack=replace(pairs.attack, size=1, id="codes")),
        "pairs": pairs,
        "clusters": own["cluster isolation"],
        "history": replace(history, knowledge={"history": PartialHistory(n_items=4, days=1)}),
        "1 wrong": history,
        "stays": stays,
        "any 4": replace(
            stays,
            attack=replace(stays.attack, dates="shifted", id="any four stays"),
            knowledge={"stays": ConsecutiveVisits(n_visits=4)},
        ),
        "visits": own["diagnoses of four visits"],
        "register": register,
        "exact": replace(exact, knowledge=register.knowledge, overlap=register.overlap),
        "facts": exact,
        "learned": own["learned inference of readmitted"],
    }
    return named


def raw_copy(patients: Patients, planned: PlannedAttack) -> AttackResult:
    """The attack on a release with nothing but identifiers removed."""
    people = split_people(patients.dataset.n_people, seed=SEED)
    linked = IdentifierRemoval().link(patients.dataset.take(people.members), np.random.default_rng(5))
    world = world_of(patients.dataset, people, planned, linked, linked, n_targets=TARGETS, seed=SEED)
    return evaluate(planned.attack, world)


def main() -> None:
    """Run and report."""
    patients = patients_of(load("diabetes130"), n_people=PEOPLE, seed=SEED)
    texts = notes_of(load("clinical-notes"), n_people=PEOPLE, seed=SEED)
    results = {name: raw_copy(patients, planned) for name, planned in plans(patients).items()}
    results["notes"] = raw_copy(texts, texts.attacks[0])
    found = {name: result.main.rate for name, result in results.items()}
    figures = {name: one.to_dict()["runs"] | {"seconds": one.seconds} for name, one in results.items()}
    keep(Path(__file__), {"limit": LIMIT, "runs": figures}, bars=found, limit=LIMIT, unit="share right")
    weak = [name for name, rate in found.items() if rate < LIMIT and name != "exact"]
    if weak or found["register"] <= found["exact"]:
        raise SystemExit(f"record_attacks: too few are found by {', '.join(weak) or 'register linkage'}")


if __name__ == "__main__":
    main()
