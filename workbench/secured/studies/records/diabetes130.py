# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Patients of diabetes130 with four encounters or more: facts and codes of the first, sequences of all."""

from functools import partial

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, Dataset, Role
from secured.common.hierarchies import Flat, Icd9, Intervals
from secured.dans import ItemRule
from secured.dean import Goal, LearnedInference, Linkage
from secured.dean.records import (
    ClusterIsolation,
    ConsecutiveVisits,
    Knowledge,
    Miscoded,
    Moved,
    PartialHistory,
    RareCodes,
    RegisterLinkage,
    SparseHistories,
    VisitPatterns,
    histories,
)
from secured.studies.flow import NotRun
from secured.studies.records.patients import (
    Patients,
    PlannedAttack,
    hierarchy_over,
    linkage_threat,
    needs_splink,
    one_row_each,
    thinned,
    threat_of,
)
from secured.studies.records.protections import protections_of

__all__ = ["diabetes_patients"]

VISITS = 4
FACTS = ("race", "gender", "age")
NUMBERS = {"time_in_hospital": (1, 14), "num_lab_procedures": (1, 132), "num_medications": (1, 81)}
FIRST_DRUG, AFTER_DRUGS = "metformin", "change"
SECRET = "readmitted"
ERRORS: dict[str, Knowledge] = {
    **{name: Miscoded(wrong=0.05, missing=0.1) for name in FACTS},
    **{name: Moved(by=2, wrong=0.2, missing=0.1) for name in NUMBERS},
    "diag_1": Miscoded(wrong=0.2, missing=0.1),
}


def diabetes_patients(dataset: Dataset, *, n_people: int, seed: int, k: int) -> Patients:
    """Gather patients, attacks and releases of diabetes130.

    The adversary of a register has a simulated one: the patients' own facts, a fifth of numbers and codes wrong, a
    tenth of entries missing, a fifth of people not in it. Encounters carry no dates, only their order.
    """
    table, people = _table(dataset, n_people, seed)
    patients = one_row_each(dataset, table, people, _columns(dataset))
    codes = {name: hierarchy_over(table[name], Icd9(), name) for name in ("diagnoses", "history")}
    lengths = Intervals(widths=(2, 4, 8), bounds=(1, 14), origin=1)
    general = {
        "diagnoses": ItemRule(hierarchy=codes["diagnoses"], level=2, fewest=k),
        "drugs": ItemRule(hierarchy=hierarchy_over(table["drugs"], Flat(), "drugs"), fewest=10 * k),
        "history": ItemRule(hierarchy=codes["history"], level=2, fewest=k),
        "stays": ItemRule(hierarchy=hierarchy_over(table["stays"], lengths, "stays"), level=2),
    }
    attacks, not_run = _attacks(patients)
    return Patients(
        dataset=patients,
        attacks=attacks,
        items=tuple(general),
        not_run=(
            *not_run,
            NotRun(
                attack="dates of visits", reason="encounters of diabetes130 carry no dates, only their order."
            ),
            NotRun(attack="matching of notes", reason="diabetes130 has no notes; clinical-notes has."),
        ),
        protections=protections_of(
            general,
            k=k,
            first=2,
            shift_days=0,
            dated=("history", "stays"),
            how=f"Diagnoses as chapters of ICD-9, lengths of stay in fours, codes of fewer than {k} people and drugs of fewer than {10 * k} left out.",
        ),
    )


def _table(dataset: Dataset, n_people: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    encounters = dataset.related["encounters"]
    visits = encounters.groupby("patient_nbr").size()
    people = thinned(visits.index[visits >= VISITS].to_numpy(), n_people, seed)
    encounters = encounters[encounters["patient_nbr"].isin(people)]
    encounters = encounters.assign(**{name: encounters[name].astype(int) for name in NUMBERS})
    first = encounters.drop_duplicates("patient_nbr").set_index("patient_nbr").loc[people].reset_index()
    at = list(first.columns)
    drugs = at[at.index(FIRST_DRUG) : at.index(AFTER_DRUGS)]
    taken = np.array([drug + "|" for drug in drugs], dtype=object)
    table = first[[*FACTS, *NUMBERS, "diag_1", SECRET]].assign(
        diagnoses=first[["diag_1", "diag_2", "diag_3"]].fillna("").agg("|".join, axis=1),
        drugs=np.dot((first[drugs] != "No").to_numpy(), taken),
        history=histories(encounters, people, person="patient_nbr", item="diag_1"),
        stays=histories(encounters, people, person="patient_nbr", item="time_in_hospital"),
    )
    return table, people


def _columns(dataset: Dataset) -> dict[str, Column]:
    numbers = {
        name: Column(
            role=Role.QUASI_IDENTIFIER,
            type=ColumnType.INTEGER,
            hierarchy=Intervals(widths=(4, 8, 16, 32), bounds=bounds, origin=1),
            reason="Known to visitors, family and insurers, about.",
        )
        for name, bounds in NUMBERS.items()
    }
    code = Column(
        role=Role.QUASI_IDENTIFIER,
        type=ColumnType.CATEGORY,
        hierarchy=Icd9(),
        reason=dataset.columns["diag_1"].reason,
    )
    kept = {name: dataset.columns[name] for name in (*FACTS, SECRET)}
    return kept | numbers | {"diag_1": code}


def _attacks(patients: Dataset) -> tuple[tuple[PlannedAttack, ...], tuple[NotRun, ...]]:
    linkage = partial(linkage_threat, patients)
    exact = dict.fromkeys((*FACTS, *NUMBERS, "diag_1"), 0.0)
    about = exact | dict.fromkeys(NUMBERS, 2.0)
    in_a_row = ConsecutiveVisits(n_visits=VISITS, from_first=True)
    register, not_run = needs_splink(
        PlannedAttack(
            told="A register with the same facts, errors and gaps in it, and a fifth of people missing.",
            attack=RegisterLinkage(threat=linkage(**about)),
            knowledge=ERRORS,
            overlap=0.8,
        )
    )
    return (
        PlannedAttack(
            told="Facts, numbers and main diagnosis of the first stay, exactly.",
            attack=Linkage(threat=linkage(**exact), id="facts, exactly"),
        ),
        *register,
        PlannedAttack(
            told="Facts and numbers, exactly; claims only records that stand alone.",
            attack=ClusterIsolation(threat=linkage(**dict.fromkeys((*FACTS, *NUMBERS), 0.0))),
        ),
        PlannedAttack(
            told="Three diagnoses and all drugs of the first stay.",
            attack=RareCodes(threat=linkage(diagnoses=0.0, drugs=0.0), id="rare pairs of codes and drugs"),
        ),
        PlannedAttack(
            told="Main diagnoses of four stays, their order within one, one of the four somebody else's.",
            attack=SparseHistories(threat=linkage(history=1.0), id="four diagnoses, one wrong"),
            knowledge={"history": PartialHistory(n_items=4, days=1, n_wrong=1)},
        ),
        PlannedAttack(
            told="Main diagnoses of the first four stays, in order.",
            attack=VisitPatterns(threat=linkage(history=0.0), id="diagnoses of four visits"),
            knowledge={"history": in_a_row},
        ),
        PlannedAttack(
            told="Lengths of the first four stays, in order.",
            attack=VisitPatterns(threat=linkage(stays=0.0), id="lengths of four stays"),
            knowledge={"stays": in_a_row},
        ),
        PlannedAttack(
            told="Facts, numbers and main diagnosis, exactly; wants to know of readmission.",
            attack=LearnedInference(threat=threat_of(patients, Goal.INFERENCE, exact), secret=SECRET),
        ),
    ), not_run
