# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many people the attacks on records find in a raw copy of real data: diabetes130 and clinical-notes.

2,500 patients with four visits or more, 1,500 of them released, 600 of these targets; of the 207 notes 124 are released.
An attack must find more than the line, one in ten; each is run on outsiders and on dealt columns too. The register is
simulated from the patients' own facts, a fifth of entries wrong. Prints shares, writes results/record_attacks.json and .svg.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from plot import keep

from secured.common import Column, ColumnType, Dataset, Modality, Provenance, Role, Standing
from secured.dans import IdentifierRemoval
from secured.dean import Attack, Goal, Linkage, ThreatModel, World, evaluate
from secured.dean.records import (
    ClusterIsolation,
    ConsecutiveVisits,
    Knowledge,
    Miscoded,
    Moved,
    NoteMatching,
    PartialHistory,
    RareCodes,
    RecordOriginals,
    RegisterLinkage,
    SparseHistories,
    VisitPatterns,
    histories,
)
from secured_datasets import load

PEOPLE, VISITS, TARGETS = 2500, 4, 600
LIMIT = 0.1
FACTS = ("race", "gender", "age")
NUMBERS = ("time_in_hospital", "num_lab_procedures", "num_medications")
ERRORS: dict[str, Knowledge] = {
    **{name: Miscoded(wrong=0.05, missing=0.1) for name in FACTS},
    **{name: Moved(by=2, wrong=0.2, missing=0.1) for name in NUMBERS},
    "diag_1": Miscoded(wrong=0.2, missing=0.1),
}


def patients() -> pd.DataFrame:
    """One row a patient: facts and numbers of the first visit, and histories of all."""
    encounters = load("diabetes130").related["encounters"]
    encounters = encounters.assign(**{name: encounters[name].astype(int) for name in NUMBERS})
    visits = encounters.groupby("patient_nbr").size()
    people = np.random.default_rng(0).permutation(visits.index[visits >= VISITS].to_numpy())[:PEOPLE]
    first = encounters.drop_duplicates("patient_nbr").set_index("patient_nbr").loc[people].reset_index()
    at = list(first.columns)
    drugs = at[at.index("metformin") : at.index("change")]
    taken = [drug + "|" for drug in drugs]
    codes = first[["diag_1", "diag_2", "diag_3"]].fillna("").agg("|".join, axis=1)
    return first[[*FACTS, *NUMBERS, "diag_1"]].assign(
        diagnoses=codes,
        drugs=(first[drugs] != "No").dot(np.array(taken, dtype=object)),
        history=histories(encounters, people, person="patient_nbr", item="diag_1"),
        stays=histories(encounters, people, person="patient_nbr", item="time_in_hospital"),
    )


def world_of(
    data: pd.DataFrame, hidden: tuple[str, ...] = (), overlap: float = 1.0, **known: Knowledge
) -> World:
    """Release six in ten with nothing but `hidden` columns removed; the adversary knows the others by `known`."""
    columns = {
        name: Column(role=Role.IDENTIFIER if name in hidden else Role.SENSITIVE, type=ColumnType.TEXT)
        for name in data.columns
    }
    dataset = Dataset(
        name="records",
        title="Records",
        modality=Modality.TABLE,
        data=data,
        subjects=np.arange(len(data)),
        columns=columns,
        standing=Standing.REAL,
        provenance=Provenance(source="see the registry", licence="", citation=""),
    )
    order = np.random.default_rng(11).permutation(len(data))
    n_in, n_out = int(0.6 * len(data)), int(0.2 * len(data))
    linked = IdentifierRemoval().link(dataset.take(order[:n_in]), np.random.default_rng(5))
    return World(
        people=RecordOriginals(data=data, knowledge=known, overlap=overlap, seed=7),
        members=order[:n_in],
        protected=linked,
        unprotected=linked,
        targets_in=order[:n_in][:TARGETS],
        targets_out=order[n_in : n_in + n_out],
        reference=order[n_in + n_out :],
        seed=3,
    )


def knows(data: pd.DataFrame, *names: str, off: float = 0.0) -> ThreatModel:
    """An adversary who is certain that the target is in."""
    return ThreatModel(goal=Goal.LINKAGE, knows=dict.fromkeys(names, off), population=len(data), prior=1.0)


def runs() -> dict[str, tuple[Attack, World]]:
    """Every attack with its world."""
    data, notes = patients(), load("clinical-notes").data
    raw, dated = world_of(data), {"days": 1, "n_items": 4}
    facts = knows(data, *FACTS, *NUMBERS, "diag_1", off=2.0)
    exact = knows(data, *FACTS, *NUMBERS, "diag_1")
    register = world_of(data, overlap=0.8, **ERRORS)
    first, any_of = ConsecutiveVisits(n_visits=4, from_first=True), ConsecutiveVisits(n_visits=4)
    said = knows(notes, "dialogue")
    return {
        "codes": (RareCodes(threat=knows(data, "diagnoses", "drugs"), size=1), raw),
        "pairs": (RareCodes(threat=knows(data, "diagnoses", "drugs")), raw),
        "clusters": (ClusterIsolation(threat=knows(data, *FACTS, *NUMBERS)), raw),
        "history": (
            SparseHistories(threat=knows(data, "history", off=1.0)),
            world_of(data, history=PartialHistory(**dated)),
        ),
        "1 wrong": (
            SparseHistories(threat=knows(data, "history", off=1.0)),
            world_of(data, history=PartialHistory(**dated, n_wrong=1)),
        ),
        "stays": (VisitPatterns(threat=knows(data, "stays")), world_of(data, stays=first)),
        "any 4": (
            VisitPatterns(threat=knows(data, "stays"), dates="shifted"),
            world_of(data, stays=any_of),
        ),
        "visits": (VisitPatterns(threat=knows(data, "history")), world_of(data, history=first)),
        "register": (RegisterLinkage(threat=facts), register),
        "exact": (Linkage(threat=exact), register),
        "notes": (
            NoteMatching(threat=said, note="note"),
            world_of(notes, hidden=("encounter_id", "dialogue")),
        ),
    }


def main() -> None:
    """Run and report."""
    found, figures = {}, {}
    for name, (attack, world) in runs().items():
        result = evaluate(attack, world)
        found[name] = result.main.rate
        figures[name] = result.to_dict()["runs"] | {"seconds": result.seconds}
    keep(Path(__file__), {"limit": LIMIT, "runs": figures}, bars=found, limit=LIMIT, unit="share found")
    weak = [name for name, rate in found.items() if rate < LIMIT and name != "exact"]
    if weak or found["register"] <= found["exact"]:
        raise SystemExit(f"record_attacks: too few are found by {', '.join(weak) or 'register linkage'}")


if __name__ == "__main__":
    main()
