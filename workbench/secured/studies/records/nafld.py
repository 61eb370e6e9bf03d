# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of the fatty-liver study: facts, diagnoses with dates, laboratory results, and the days on which they came."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from secured.common import Dataset
from secured.common.hierarchies import Flat, Hierarchy, Tree
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
    item_sets,
    linkage_threat,
    needs_splink,
    one_row_each,
    thinned,
    threat_of,
)
from secured.studies.records.protections import protections_of

__all__ = ["nafld_patients"]

VISITS = 4
FACTS = ("age", "sex", "weight", "height", "bmi")
BAND = 20  # of a laboratory result
SECRET = "htn"
ERRORS: dict[str, Knowledge] = {
    "age": Moved(by=1, wrong=0.1, missing=0.05),
    "sex": Miscoded(wrong=0.02, missing=0.05),
    "weight": Moved(by=2, wrong=0.3, missing=0.1),
    "height": Moved(by=1, wrong=0.2, missing=0.1),
}


def nafld_patients(dataset: Dataset, *, n_people: int, seed: int, k: int) -> Patients:
    """Gather people measured on four days or more, attacks and releases of nafld.

    Days count from each person's entry into the study; the adversary is taken to know that day. The register
    is simulated from the people's own facts, with errors and gaps.
    """
    table, people = _table(dataset, n_people, seed)
    columns = {name: dataset.columns[name] for name in (*FACTS, SECRET)}
    patients = one_row_each(dataset, table, people, columns)
    results = {name: _bands(table[name], name) for name in ("results", "first_results")}
    general = {
        "diagnoses": ItemRule(
            hierarchy=hierarchy_over(table["diagnoses"], Flat(), "diagnoses"), fewest=10 * k
        ),
        "first_results": ItemRule(hierarchy=results["first_results"], level=1, fewest=10 * k),
        "results": ItemRule(hierarchy=results["results"], level=2, fewest=k),
        "visits": ItemRule(hierarchy=hierarchy_over(table["visits"], Flat(), "visits")),
    }
    attacks, not_run = _attacks(patients)
    return Patients(
        dataset=patients,
        attacks=attacks,
        items=tuple(general),
        not_run=(
            *not_run,
            NotRun(
                attack="drugs with diagnoses",
                reason="nafld has no drugs; pairs are of diagnoses and results.",
            ),
            NotRun(attack="lengths of stay", reason="nafld tells the days of measurements, not of stays."),
            NotRun(attack="matching of notes", reason="nafld has no notes; clinical-notes has."),
        ),
        protections=protections_of(
            general,
            k=k,
            first=2,
            shift_days=365,
            dated=("results", "visits"),
            how=f"Results in bands of {BAND} or as the test's name, and what fewer than {k} or {10 * k} people have left out.",
        ),
    )


def _table(dataset: Dataset, n_people: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    measured = dataset.related["measurements"]
    days = measured.groupby("id")["days"].nunique()
    people = thinned(days.index[days >= VISITS].to_numpy(), n_people, seed)
    measured = measured[measured["id"].isin(people)].sort_values(["id", "days", "test"], kind="stable")
    measured = measured.assign(
        item=measured["test"] + " " + measured["value"].map("{:g}".format), came="measured"
    )
    events = dataset.related["events"]
    facts = dataset.data.set_index("id").loc[people].reset_index()
    first = measured.drop_duplicates(["id", "test"])
    return facts[[*FACTS, SECRET]].assign(
        diagnoses=item_sets(events, people, person="id", item="event"),
        first_results=item_sets(first, people, person="id", item="item"),
        results=histories(measured, people, person="id", item="item", day="days"),
        visits=histories(
            measured.drop_duplicates(["id", "days"]), people, person="id", item="came", day="days"
        ),
    ), people


def _bands(cells: pd.Series, name: str) -> Hierarchy:
    """Results, bands of results, tests."""
    tree: dict[str, dict[str, list[str]]] = {}
    for item in hierarchy_over(cells, Flat(), name).values:
        test, value = str(item).rsplit(" ", 1)
        low = int(float(value) // BAND) * BAND
        tree.setdefault(test, {}).setdefault(f"{test} from {low} to {low + BAND}", []).append(str(item))
    return Tree(tree=tree).build(name, np.zeros(0, dtype=object))


def _attacks(patients: Dataset) -> tuple[tuple[PlannedAttack, ...], tuple[NotRun, ...]]:
    linkage = partial(linkage_threat, patients)
    known = ("age", "sex", "weight", "height")
    about = {"age": 1.0, "sex": 0.0, "weight": 2.0, "height": 1.0}
    register, not_run = needs_splink(
        PlannedAttack(
            told="A register with the same facts, errors and gaps in it, and a fifth of people missing.",
            attack=RegisterLinkage(threat=linkage(**about)),
            knowledge=ERRORS,
            overlap=0.8,
        )
    )
    visits = VisitPatterns(threat=linkage(visits=1.0), id="days of four visits")
    return (
        PlannedAttack(
            told="Age, sex, weight and height, exactly.",
            attack=Linkage(threat=linkage(**dict.fromkeys(known, 0.0)), id="facts, exactly"),
        ),
        *register,
        PlannedAttack(
            told="All facts, exactly; claims only records that stand alone.",
            attack=ClusterIsolation(threat=linkage(**dict.fromkeys(FACTS, 0.0))),
        ),
        PlannedAttack(
            told="All diagnoses, and the first result of each test.",
            attack=RareCodes(
                threat=linkage(diagnoses=0.0, first_results=0.0), id="rare pairs of diagnoses and results"
            ),
        ),
        PlannedAttack(
            told="Four laboratory results, dates within 30 days, one of the four somebody else's.",
            attack=SparseHistories(threat=linkage(results=30.0), id="four results, one wrong"),
            knowledge={"results": PartialHistory(n_items=4, days=30, n_wrong=1)},
        ),
        PlannedAttack(
            told="Four visits in a row, dates within a day.",
            attack=visits,
            knowledge={"visits": ConsecutiveVisits(n_visits=VISITS, days=1)},
            if_shifted=replace(visits, dates="shifted"),
        ),
        PlannedAttack(
            told="All facts, exactly; wants to know of hypertension.",
            attack=LearnedInference(
                threat=threat_of(patients, Goal.INFERENCE, dict.fromkeys(FACTS, 0.0)), secret=SECRET
            ),
        ),
    ), not_run
