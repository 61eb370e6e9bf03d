# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The 27 simulated patients of Synthea: names in a register, diagnoses, drugs and visits with dates."""

from dataclasses import replace
from functools import partial

from secured.common import Dataset
from secured.common.hierarchies import Flat
from secured.dans import ItemRule
from secured.dean import Linkage
from secured.dean.records import (
    ConsecutiveVisits,
    Knowledge,
    Miscoded,
    Moved,
    PartialHistory,
    RareCodes,
    RegisterLinkage,
    SparseHistories,
    Typed,
    VisitPatterns,
    histories,
)
from secured.studies.flow import NotRun
from secured.studies.records.patients import (
    Patients,
    PlannedAttack,
    hierarchy_over,
    item_sets,
    linkage_threat,
    needs_splink,
    one_row_each,
)
from secured.studies.records.protections import protections_of

__all__ = ["synthea_patients"]

FACTS = ("birthdate", "gender", "race", "city", "zip")
ERRORS: dict[str, Knowledge] = {
    "birthdate": Moved(by=3, wrong=0.1),
    "gender": Miscoded(wrong=0.02),
    "race": Miscoded(wrong=0.1),
    "city": Typed(wrong=0.2),
    "zip": Typed(wrong=0.1, missing=0.1),
}
FEW = "27 people are too few for clusters and for a model of a secret."


def synthea_patients(dataset: Dataset, *, n_people: int, seed: int, k: int) -> Patients:
    """Gather patients, attacks and releases of synthea-csv; all of its few people are taken."""
    people = dataset.subjects
    related = dataset.related
    facts = dataset.data[list(FACTS)].astype(object)
    table = facts.where(facts.notna(), None).assign(
        diagnoses=item_sets(related["conditions"], people, person="patient", item="code"),
        drugs=item_sets(related["medications"], people, person="patient", item="code"),
        history=histories(related["conditions"], people, person="patient", item="code", day="day"),
        visits=histories(related["encounters"], people, person="patient", item="length", day="day"),
    )
    patients = one_row_each(dataset, table, people, {name: dataset.columns[name] for name in FACTS})
    general = {
        name: ItemRule(
            hierarchy=hierarchy_over(table[name], Flat(), name), fewest=1 if name == "visits" else k
        )
        for name in ("diagnoses", "drugs", "history", "visits")
    }
    attacks, not_run = _attacks(patients)
    return Patients(
        dataset=patients,
        attacks=attacks,
        items=tuple(general),
        not_run=(
            *not_run,
            NotRun(attack="cluster isolation", reason=FEW),
            NotRun(attack="attribute inference by boosting", reason=FEW),
            NotRun(attack="matching of notes", reason="synthea-csv has no notes; clinical-notes has."),
        ),
        protections=protections_of(
            general,
            k=k,
            first=2,
            shift_days=365,
            dated=("history", "visits"),
            how=f"Diagnoses and drugs of fewer than {k} people left out.",
        ),
    )


def _attacks(patients: Dataset) -> tuple[tuple[PlannedAttack, ...], tuple[NotRun, ...]]:
    linkage = partial(linkage_threat, patients)
    known = dict.fromkeys(FACTS, 0.0)
    register, not_run = needs_splink(
        PlannedAttack(
            told="A register with the same facts, typing errors and gaps in it.",
            attack=RegisterLinkage(threat=linkage(**known)),
            knowledge=ERRORS,
        )
    )
    visits = VisitPatterns(threat=linkage(visits=2.0), id="days of four visits")
    return (
        PlannedAttack(
            told="Date of birth, sex, race, town and postcode, exactly.",
            attack=Linkage(threat=linkage(**known), id="facts, exactly"),
        ),
        *register,
        PlannedAttack(
            told="All diagnoses and drugs.",
            attack=RareCodes(threat=linkage(diagnoses=0.0, drugs=0.0), id="rare pairs of codes and drugs"),
        ),
        PlannedAttack(
            told="Four diagnoses, dates within 14 days, one of the four somebody else's.",
            attack=SparseHistories(threat=linkage(history=14.0), id="four diagnoses, one wrong"),
            knowledge={"history": PartialHistory(n_items=4, days=14, n_wrong=1)},
        ),
        PlannedAttack(
            told="Four visits in a row, dates within two days.",
            attack=visits,
            knowledge={"visits": ConsecutiveVisits(n_visits=4, days=2)},
            if_shifted=replace(visits, dates="shifted"),
        ),
    ), not_run
