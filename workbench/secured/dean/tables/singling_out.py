# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Singling out: turn a released row into a combination of values that exactly one person has."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from secured.common import Release, method
from secured.dean.claims import Claims
from secured.dean.tables.matching import Matcher
from secured.dean.threat_model import ThreatModel

__all__ = ["SinglingOut"]


@method(
    name="singling out by predicates",
    engine="dean",
    modality="table",
    goal="isolate one person in the data",
    section="5.2",
    source="Cohen & Nissim 2020, doi:10.1073/pnas.1914598117",
)
@dataclass(frozen=True, kw_only=True)
class SinglingOut:
    """Write the predicates that are likeliest to isolate somebody, up to the budget.

    A predicate names one exact cell of every known column: that keeps its weight negligible, without
    which isolating by luck proves nothing (Cohen & Nissim). Of a generalised row the adversary guesses the
    cell as that of a reference person whom the row could describe. The comparison guesses cells of
    reference people without any row.

    Parameters
    ----------
    threat : ThreatModel
        `knows` gives the cell's width per numeric column (0: exact); `budget` the number of predicates.

    References
    ----------
    Cohen & Nissim 2020, doi:10.1073/pnas.1914598117; Giomi et al. 2023, doi:10.56553/popets-2023-0055.
    D2.1 section 5.2.
    """

    threat: ThreatModel
    id: str = "singling out"
    starts_from: Literal["person", "record"] = "record"

    def fit(
        self, release: Release, reference: pd.DataFrame, rng: np.random.Generator
    ) -> "_FittedSinglingOut":
        """Index the release and find, for every group of identical rows, reference people it could describe."""
        known = {name: 0.0 for name in self.threat.knows}
        return _FittedSinglingOut(
            attack=self, matcher=Matcher(release, known), release=release, reference=reference, rng=rng
        )

    def without_release(
        self, marginals: Release, reference: pd.DataFrame, rng: np.random.Generator
    ) -> "_ReferenceCells":
        """Cells of reference people."""
        return _ReferenceCells(attack=self, reference=reference, rng=rng)

    def observe(self, people: pd.DataFrame) -> np.ndarray:
        """The cell of every person."""
        return _array_of(cells(people, dict(self.threat.knows)))

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {"attack": self.id, "threat": self.threat.to_dict(), "source": "Cohen & Nissim 2020"}

    def within_budget(self, confidence: np.ndarray) -> np.ndarray:
        """Tell which claims are made: the most confident, up to the budget, and none without confidence."""
        chosen = np.zeros(len(confidence), dtype=bool)
        chosen[np.argsort(-confidence, kind="stable")[: self.threat.budget or len(confidence)]] = True
        return chosen & (confidence > 0)


def cells(table: pd.DataFrame, widths: dict[str, float]) -> list[tuple[Any, ...]]:
    """Return the cell of every row: numbers in steps of the column's width, missing as None."""
    columns = []
    for name, width in widths.items():
        values = table[name]
        if width and pd.api.types.is_numeric_dtype(values):
            values = np.floor(values / width + 1e-9)
        columns.append(values.astype(object).where(values.notna(), None))
    return list(zip(*columns, strict=True))


def _array_of(tuples: list[tuple[Any, ...]]) -> np.ndarray:
    """One-dimensional array of tuples."""
    array = np.empty(len(tuples), dtype=object)
    array[:] = tuples
    return array


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedSinglingOut:
    attack: SinglingOut
    matcher: Matcher
    release: Release
    reference: pd.DataFrame
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        """`auxiliary` holds one column, `record`: rows of the release."""
        matcher, widths = self.matcher, dict(self.attack.threat.knows)
        records = auxiliary["record"].to_numpy(dtype=np.int64)
        groups = matcher.group_of[records]
        exact = self._exact_rows()[records]
        shown_widths = {name: width if self._is_exact(name) else 0.0 for name, width in widths.items()}
        values = _array_of(cells(self.release.data.iloc[records], shown_widths)).reshape(-1, 1)
        confidence = np.where(exact, 1.0 / matcher.sizes[groups], 0.0)
        shown = np.flatnonzero(~exact)
        person, fitting = self._fitting_people(groups[shown])
        guessed, possible = self._guess(records[shown], person)
        values[shown, 0] = _array_of(cells(guessed, widths))
        chance = 1.0 / (matcher.sizes[groups[shown]] * np.maximum(fitting, 1) + 1)
        confidence[shown] = np.where(possible & self._says_something()[groups[shown]], chance, 0.0)
        return Claims(
            kind="predicate",
            values=values,
            confidence=confidence,
            abstain=~self.attack.within_budget(confidence),
        )

    def _says_something(self) -> np.ndarray:
        """Tell which groups are not suppressed in every known column."""
        says = np.zeros(len(self.matcher.groups), dtype=bool)
        for column, (name, labels) in enumerate(zip(self.matcher.knows, self.matcher.labels, strict=True)):
            described = self.release.descriptions.get(name, {})
            open_label = np.array(
                [label not in described or described[label].kind != "suppressed" for label in labels]
            )
            says |= open_label[self.matcher.groups[:, column]]
        return says

    def _is_exact(self, name: str) -> bool:
        return name in self.release.data.columns and not self.release.descriptions.get(name)

    def _exact_rows(self) -> np.ndarray:
        """Tell which rows show an exact value in every known column."""
        exact = np.ones(self.release.n_records, dtype=bool)
        for name in self.attack.threat.knows:
            described = self.release.descriptions.get(name, {})
            exact &= ~self.release.data[name].isin(list(described)).to_numpy()
        return exact

    def _fitting_people(self, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Draw, for every group, a reference person it could describe (-1: none), and count them."""
        found = self.matcher.candidates(self.reference)
        order = np.argsort(found.groups, kind="stable")
        people, starts = (
            found.targets[order],
            np.searchsorted(found.groups[order], np.arange(len(self.matcher.groups) + 1)),
        )
        n = (starts[1:] - starts[:-1])[groups]
        pick = starts[groups] + (self.rng.random(len(groups)) * n).astype(np.int64)
        return np.where(n > 0, people[np.minimum(pick, len(people) - 1)] if len(people) else -1, -1), n

    def _guess(self, records: np.ndarray, person: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
        """Values for released rows: those of the fitting person; else what the row shows, and for each general
        label a reference value that it covers. Also tells for which rows that was possible."""
        columns, possible, alone = {}, np.ones(len(records), dtype=bool), person < 0
        for name in self.attack.threat.knows:
            released = self.release.data[name].iloc[records].to_numpy(dtype=object)
            known = self.reference[name].to_numpy(dtype=object)
            recorded = self.reference[name].dropna().to_numpy()
            guess = np.where(alone, released, known[np.maximum(person, 0)])
            for label, described in self.release.descriptions.get(name, {}).items():
                there = alone & (released == label)
                pool = recorded[described.covers(recorded)] if there.any() else recorded[:0]
                if len(pool):
                    guess[there] = self.rng.choice(pool, int(there.sum()))
                else:
                    guess[there], possible[there] = None, False
            numeric = pd.api.types.is_numeric_dtype(self.reference[name])
            columns[name] = (
                pd.to_numeric(pd.Series(guess), errors="coerce")
                if numeric
                else pd.Series(guess, dtype=object)
            )
        return pd.DataFrame(columns), possible


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _ReferenceCells:
    attack: SinglingOut
    reference: pd.DataFrame
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        people = self.rng.integers(0, len(self.reference), size=len(auxiliary))
        values = _array_of(cells(self.reference.iloc[people], dict(self.attack.threat.knows))).reshape(-1, 1)
        confidence = np.full(len(people), 0.5)
        return Claims(
            kind="predicate",
            values=values,
            confidence=confidence,
            abstain=~self.attack.within_budget(confidence),
        )
