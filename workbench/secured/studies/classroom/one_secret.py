# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables for the classroom with one secret, and their releases under several models side by side."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pandas as pd

from secured.common import Column, ColumnType, Dataset, PrivacyInputError, Role
from secured.common.hierarchies import Flat
from secured.dans import (
    CompressedTable,
    EquivalenceClasses,
    FullDomainGeneralization,
    PrivacyModel,
    Solution,
)
from secured.studies.classroom.attacks_on_models import GivenAway

__all__ = ["compare", "one_secret", "protect", "released"]


def one_secret(dataset: Dataset, secret: str, *, known: Iterable[str] = (), numeric: bool = False) -> Dataset:
    """Return the table with one sensitive column, and the quasi-identifiers (or only those that are `known`).

    Parameters
    ----------
    dataset : Dataset
    secret : str
        A column of any role; or, of the fatty-liver study, ``first_diagnosis`` (of its events) or ``hdl`` (the last
        measurement of HDL cholesterol, in steps of 5 mg/dl).
    known : iterable of str
        Quasi-identifiers to keep; all, when empty.
    numeric : bool, default False
        Read the values as whole numbers.

    Raises
    ------
    PrivacyInputError
        If there is no such column, or nothing from which to derive it.
    """
    if secret in dataset.columns:
        values, column = dataset.data[secret], replace(dataset.columns[secret], role=Role.SENSITIVE)
    elif secret in DERIVED and {"events", "measurements"} <= set(dataset.related):
        values = DERIVED[secret](dataset).set_axis(dataset.data.index)
        column = Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)
    else:
        raise PrivacyInputError(
            f"one_secret: {dataset.name} has no column {secret}. Use one of {', '.join(map(str, dataset.columns))}."
        )
    if numeric:
        values = pd.to_numeric(values)
        column = replace(column, type=ColumnType.INTEGER, hierarchy=Flat())
    names = [name for name in known or dataset.quasi_identifiers if name != secret]
    return replace(
        dataset,
        data=dataset.data[names].assign(**{secret: values}),
        columns={name: dataset.columns[name] for name in names} | {secret: column},
        related={},
    )


def protect(dataset: Dataset, *models: PrivacyModel, suppression_limit: float = 0.05) -> Solution:
    """Find the best full-domain generalization under some models, with the counts of all sensitive columns."""
    method = FullDomainGeneralization(models=models, suppression_limit=suppression_limit)
    return method.solve(dataset, CompressedTable.of(dataset, dataset.sensitive))


def released(solution: Solution) -> EquivalenceClasses:
    """Return the classes that a reader of the release sees."""
    return solution.classes.only(solution.kept)


def compare(
    dataset: Dataset,
    releases: Mapping[str, tuple[PrivacyModel, ...]],
    attacks: Mapping[str, Callable[[EquivalenceClasses], GivenAway]],
) -> pd.DataFrame:
    """Release the table under each of some models, and count whom each of some attacks gives away.

    Parameters
    ----------
    dataset : Dataset
    releases : mapping of name to tuple of PrivacyModel
    attacks : mapping of name to callable
        From the released classes to the result.
    """
    rows = []
    for name, models in releases.items():
        solution = protect(dataset, *models)
        classes = released(solution)
        given_away = {attack: run(classes).given_away for attack, run in attacks.items()}
        rows.append({"release": name, "people": classes.n_people, **given_away, "loss": solution.loss})
    return pd.DataFrame(rows)


def _first_diagnosis(dataset: Dataset) -> pd.Series:
    events = dataset.related["events"].sort_values(["days", "event"], kind="stable")
    first = events.drop_duplicates("id").set_index("id")["event"]
    return pd.Series(dataset.subjects).map(first).fillna("none").astype(object)


def _hdl(dataset: Dataset) -> pd.Series:
    tests = dataset.related["measurements"].query("test == 'hdl'").sort_values("days", kind="stable")
    last = tests.drop_duplicates("id", keep="last").set_index("id")["value"]
    return pd.Series(dataset.subjects).map(last) // 5 * 5


DERIVED = {"first_diagnosis": _first_diagnosis, "hdl": _hdl}
