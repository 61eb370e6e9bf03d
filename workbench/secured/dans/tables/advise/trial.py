# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Run one candidate on the table and measure what comes of it, all by the same loss and the same risk."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import Dataset, GeneralizedValue, LinkedRelease, Release
from secured.dans.tables.advise.profile import NUMERIC
from secured.dans.tables.measures.recoded_loss import recoded_loss
from secured.dans.tables.risk.released_classes import classes_of_release
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization
from secured.dans.tables.transformations.pipeline import ReleaseMaker

__all__ = ["Candidate", "Measured", "Trial", "run_trial"]

Measured = Literal["levels", "rows", "groups", "sets"]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A method on the shortlist.

    Parameters
    ----------
    name : str
    method : ReleaseMaker
    protects, does_not_protect : tuple of str
    source : str
    measured : {"levels", "rows", "groups", "sets"}
        How loss is read: from the levels, from released labels, from the spread of the people averaged, from items.
    true_rows : bool
    tried_as : ReleaseMaker, optional
        What stands in for the method in the trial.
    promise : str, optional
        What the method guarantees, where what stands in for it does not.
    known_risk : float, optional
        Chance that follows from the promise, where classes of equal rows do not tell it.
    """

    name: str
    method: ReleaseMaker
    protects: tuple[str, ...]
    does_not_protect: tuple[str, ...]
    source: str
    measured: Measured = "rows"
    true_rows: bool = True
    tried_as: ReleaseMaker | None = None
    promise: str | None = None
    known_risk: float | None = None


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of a candidate; see `Suggestion`."""

    promise: str
    loss: float
    left_out: int
    highest: float
    average: float
    proved_optimal: bool | None
    seconds: float


def run_trial(candidate: Candidate, dataset: Dataset, seed: int, seconds: float) -> Trial:
    """Run a candidate; a search of levels stops after `seconds`.

    Raises
    ------
    PrivacyInputError
        If it can make no release of this table.
    """
    start = time.perf_counter()
    method, optimal = candidate.tried_as or candidate.method, None
    if isinstance(method, FullDomainGeneralization):
        solution = replace(method, seconds=seconds).solve(dataset)
        optimal = solution.node.optimal if solution.node else None
        linked = solution.link(np.random.default_rng(seed))
    else:
        linked = method.link(dataset, np.random.default_rng(seed))
    highest, average = _risk(linked.release, candidate.known_risk)
    return Trial(
        promise=candidate.promise or linked.release.guarantee.text,
        loss=_loss(candidate.measured, dataset, linked),
        left_out=dataset.n_people - linked.release.n_records,
        highest=highest,
        average=average,
        proved_optimal=optimal,
        seconds=time.perf_counter() - start,
    )


def _risk(release: Release, known: float | None) -> tuple[float, float]:
    if known is not None:
        return known, known
    risk = classes_of_release(release).risk()
    return risk.prosecutor.highest, risk.prosecutor.average


def _loss(measured: Measured, dataset: Dataset, linked: LinkedRelease) -> float:
    release = linked.release
    if not release.n_records:
        return 1.0
    if measured == "groups":
        return recoded_loss(dataset, _spread(dataset, linked))
    if measured == "sets":
        return _loss_of_sets(release.parameters, len(dataset.quasi_identifiers) - 1)
    return float(release.parameters["loss"]) if measured == "levels" else recoded_loss(dataset, release)


def _loss_of_sets(parameters: Mapping[str, Any], n_relational: int) -> float:
    """Mean over quasi-identifiers of relational loss and of the penalty of an item."""
    relational = float(parameters.get("relational", {}).get("loss", 0.0))
    return (n_relational * relational + float(parameters["ncp"])) / (n_relational + 1)


def _spread(dataset: Dataset, linked: LinkedRelease) -> Release:
    """Return the release with every average said as the range, or the set, of the values that were averaged."""
    there = np.flatnonzero(linked.row_of >= 0)
    release = linked.release
    data = dataset.data.iloc[there][list(dataset.quasi_identifiers)].reset_index(drop=True)
    group_of = classes_of_release(release).class_of[linked.row_of[there]]
    shown, descriptions = {}, {}
    for name in dataset.quasi_identifiers:
        groups = data.groupby(group_of)[name]
        numeric = dataset.columns[name].type in NUMERIC
        meanings = {
            f"group {number}": _meaning(values.dropna(), numeric, bool(values.isna().any()))
            for number, values in groups
            if values.notna().any()
        }
        labels = np.array([f"group {number}" for number in group_of], dtype=object)
        shown[name] = pd.Series([label if label in meanings else None for label in labels], dtype=object)
        descriptions[name] = meanings
    return replace(release, data=pd.DataFrame(shown), descriptions=descriptions)


def _meaning(values: pd.Series, numeric: bool, some_missing: bool) -> GeneralizedValue:
    if some_missing:
        return GeneralizedValue(kind="suppressed")
    if numeric:
        return GeneralizedValue(
            kind="interval", lower=float(values.min()), upper=float(np.nextafter(float(values.max()), np.inf))
        )
    return GeneralizedValue(kind="group", members=tuple(sorted(set(values.astype(str)))))
