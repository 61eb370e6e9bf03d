# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How unique people are: by what is known, by how much of their history is known, and in the population."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, PrivacyInputError
from secured.dean import IndividualUniqueness
from secured.dean import unique_share as modelled_shares
from secured.studies.records.uniqueness import record_uniqueness, unique_sequences, unique_share

__all__ = ["PopulationCheck", "RecordCurves", "population_check", "record_curves"]

LENGTHS = (1, 2, 3, 4)
MODELS = {
    "pitman": "Pitman",
    "zayatz": "Zayatz",
    "snb": "slide negative binomial",
    "negative_binomial": "negative binomial",
    "poisson_lognormal": "Poisson-lognormal",
}


@dataclass(frozen=True, kw_only=True)
class RecordCurves:
    """Shares of people, or of records, that no other equals in what is known.

    Parameters
    ----------
    title, standing, unit : str
        Of the dataset, and what is counted by `combinations`.
    n_people : int
    combinations : mapping of str to float
        What is known: the unique share.
    sequences : mapping of str to mapping of int to float
        Kind of history: how many of its first entries are known: the unique share among those who have so many.
    people_with : mapping of str to mapping of int to int
        How many have so many.
    unavailable : str
        Why there is no curve of histories; empty where there is one.
    """

    title: str
    standing: str
    unit: str
    n_people: int
    combinations: Mapping[str, float]
    sequences: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    people_with: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    unavailable: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "unit": self.unit,
            "n_people": self.n_people,
            "combinations": dict(self.combinations),
            "sequences": {name: _keyed(one) for name, one in self.sequences.items()},
            "people_with": {name: _keyed(one) for name, one in self.people_with.items()},
            "unavailable": self.unavailable,
        }


def _keyed(curve: Mapping[int, Any]) -> dict[str, Any]:
    return {str(length): value for length, value in curve.items()}


def record_curves(dataset: Dataset) -> RecordCurves:
    """Measure how unique a dataset's people are.

    diabetes130 gives the curves of D2.1's scenarios, on encounters; another table gives its quasi-identifiers one after the
    other, and the histories of the tables beside it, where their kind is known.

    Parameters
    ----------
    dataset : Dataset
        A table.
    """
    if "encounters" in dataset.related and "diag_1" in dataset.related["encounters"]:
        return _of_encounters(dataset)
    known = dataset.quasi_identifiers
    combinations = {
        _words(known[:n]): unique_share(dataset.data, known[:n]) for n in range(1, len(known) + 1)
    }
    events = _histories(dataset)
    return RecordCurves(
        title=dataset.title,
        standing=str(dataset.standing),
        unit="people",
        n_people=dataset.n_people,
        combinations=combinations,
        sequences={
            name: unique_sequences(rows, "person", "item", _possible(rows)) for name, rows in events.items()
        },
        people_with={name: _people_with(rows) for name, rows in events.items()},
        unavailable="" if events else f"{dataset.name} has no known histories beside it.",
    )


def _of_encounters(dataset: Dataset) -> RecordCurves:
    found = record_uniqueness(dataset)
    return RecordCurves(
        title=dataset.title,
        standing=str(dataset.standing),
        unit="encounters",
        n_people=found.n_patients,
        combinations=found.combinations,
        sequences={"primary diagnoses": found.diagnosis, "lengths of stay": found.length_of_stay},
        people_with={"primary diagnoses": found.patients_with, "lengths of stay": found.patients_with},
    )


def _words(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _histories(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """Events of known kinds in order of time, as columns person and item."""
    related = dataset.related
    if dataset.name == "nafld":
        measured = related["measurements"].sort_values(["id", "days", "test"], kind="stable")
        events = related["events"].sort_values(["id", "days"], kind="stable")
        gaps = measured.drop_duplicates(["id", "days"])
        gaps = gaps.assign(gap=gaps.groupby("id")["days"].diff()).dropna(subset=["gap"])
        return {
            "diagnoses": _named(events, "id", events["event"]),
            "laboratory results": _named(
                measured, "id", measured["test"] + " " + measured["value"].map("{:g}".format)
            ),
            "days between visits": _named(gaps, "id", gaps["gap"]),
        }
    if dataset.name == "synthea-csv":
        kinds = {"diagnoses": "conditions", "drugs": "medications"}
        tables = {
            name: related[kind].sort_values(["patient", "day"], kind="stable") for name, kind in kinds.items()
        }
        return {name: _named(rows, "patient", rows["code"]) for name, rows in tables.items()}
    return {}


def _named(rows: pd.DataFrame, person: str, item: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"person": rows[person].to_numpy(), "item": item.to_numpy()})


def _people_with(rows: pd.DataFrame) -> dict[int, int]:
    counts = rows.groupby("person").size()
    return {length: int((counts >= length).sum()) for length in LENGTHS if (counts >= length).any()}


def _possible(rows: pd.DataFrame) -> tuple[int, ...]:
    return tuple(_people_with(rows))


@dataclass(frozen=True, kw_only=True)
class PopulationCheck:
    """Unique in the population? Estimated from a sample, beside the truth in the whole table.

    Parameters
    ----------
    columns : tuple of str
    n_sample, population : int
    true_share : float or None
        Of the sample's people who are unique in the whole table; None without a sample.
    sample_share, modelled_share, share : float or None
        Unique in the sample; in the population by the copula alone; by the copula recalibrated on halves of the sample.
    brier, brier_modelled, brier_of_constant : float or None
        Mean squared error of the single probabilities: recalibrated, by the copula alone, and of the true share for everybody.
    others : mapping of str to float or None
        The share by models of class sizes.
    unavailable : str
        Why nothing was estimated; empty where it was.
    """

    columns: tuple[str, ...] = ()
    n_sample: int = 0
    population: int = 0
    true_share: float | None = None
    sample_share: float | None = None
    modelled_share: float | None = None
    share: float | None = None
    brier: float | None = None
    brier_modelled: float | None = None
    brier_of_constant: float | None = None
    others: Mapping[str, float | None] = field(default_factory=dict)
    unavailable: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {
            "columns": list(self.columns),
            "others": dict(self.others),
        }


def population_check(
    dataset: Dataset, *, columns: Sequence[str] = (), n_sample: int = 300, seed: int
) -> PopulationCheck:
    """Estimate from a sample of a table who is unique in the whole of it, and compare.

    Parameters
    ----------
    dataset : Dataset
    columns : sequence of str
        What is known; all quasi-identifiers when empty.
    n_sample : int, default 300
    seed : int

    Raises
    ------
    PrivacyInputError
        If a column is not there.
    """
    names = tuple(columns) or dataset.quasi_identifiers
    if absent := [name for name in names if name not in dataset.data]:
        raise PrivacyInputError(
            f"population_check: {dataset.name} has no column {absent[0]}. Name columns of the data."
        )
    if dataset.n_people < 10 * n_sample:
        why = f"{dataset.n_people} people are too few to draw {n_sample} of them and call the rest a population."
        return PopulationCheck(columns=names, unavailable=why)
    rng, table = np.random.default_rng([seed, 5]), dataset.data[list(names)]
    taken = rng.choice(len(table), n_sample, replace=False)
    truth = ~table.duplicated(keep=False).to_numpy()[taken]
    found = IndividualUniqueness(population=len(table)).assess(table.iloc[taken], rng)
    counts = table.iloc[taken].groupby(list(names), dropna=False, observed=True).size().to_numpy()
    others = modelled_shares(counts, population=len(table)).to_dict()
    return PopulationCheck(
        columns=names,
        n_sample=n_sample,
        population=len(table),
        true_share=float(truth.mean()),
        sample_share=float(found.sample_unique.mean()),
        modelled_share=float(found.modelled.mean()),
        share=float(found.unique.mean()),
        brier=float(((found.unique - truth) ** 2).mean()),
        brier_modelled=float(((found.modelled - truth) ** 2).mean()),
        brier_of_constant=float(truth.mean() * (1 - truth.mean())),
        others={words: others[name] for name, words in MODELS.items()},
    )
