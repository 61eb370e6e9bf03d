# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""SafePub: rows that are true and differentially private, by sampling, generalization and suppression."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from secured.common import ColumnType, Dataset, LinkedRelease, PrivacyInputError, Release, Role, method
from secured.common.grouping import group_rows
from secured.common.ledger import Ledger
from secured.dans.tables.dp.data_independence import domain_shares, of_released_columns
from secured.dans.tables.dp.level_search import SCORES, LevelSearch, Score
from secured.dans.tables.dp.randomness import Noise, Randomness, check_budget, check_noise, check_people
from secured.dans.tables.dp.safepub_parameters import sampling_rate, smallest_class
from secured.dans.tables.equivalence_classes import CompressedTable

__all__ = ["WITHHELD", "SafePub"]

WITHHELD = "withheld: a hash of the table would confirm a guess of it"


@method(
    name="SafePub",
    engine="dans",
    modality="table",
    goal="release true rows with (epsilon, delta)-differential privacy",
    section="4.1.1",
    source="Bild, Kuhn & Prasser 2018, doi:10.1515/popets-2018-0004",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class SafePub:
    """Draw people at random, generalise their rows, and leave out classes of fewer than `k` of those drawn.

    Rows stay true: nothing is perturbed. A class is made of *all* released columns, sensitive ones included,
    because the promise is about everything that is handed out. Missing is a value of its own. Neighbouring tables
    differ in one person added or removed; that a table holds at least two people counts as known.

    Levels come from the owner (without looking at the data), or a part of `epsilon` pays for a private search.

    Parameters
    ----------
    epsilon, delta : float
        The whole promise. Sampling has epsilon - search_epsilon, in [0.0001, 10], and all of delta, in (0, 1).
    levels : mapping of str to int, optional
        Level of every column to be released; other columns stay at home.
    columns : tuple of str, optional
        Columns to be released where levels are searched for; all but identifiers when empty.
    search_epsilon : float, default 0
        What the search spends; without it, levels must be given.
    score : {"granularity", "class count", "discernibility"}
        What the search maximises.
    steps : int, default 20
        Nodes of the lattice that the search goes on from; every step makes all choices less sharp.
    noise : {"secure", "teaching"}
        Where draws come from; a release with teaching noise claims no differential privacy.
    ledger : Ledger, optional
        Asked before anything is drawn.

    Raises
    ------
    PrivacyInputError
        For parameters that are out of range or contradict each other.

    References
    ----------
    Bild, Kuhn & Prasser 2018, doi:10.1515/popets-2018-0004 (there the search sees the sample; here the whole table,
    so that the two parts compose as they stand); Li, Qardaji & Su 2012, doi:10.1145/2414456.2414474. D2.1 section 4.1.1.

    Examples
    --------
    >>> method = SafePub(epsilon=1.0, delta=1e-5, levels={"age": 2, "sex": 0})
    >>> round(method.rate, 3), method.k
    (0.632, 61)
    """

    epsilon: float
    delta: float
    levels: Mapping[str, int] | None = None
    columns: tuple[str, ...] = ()
    search_epsilon: float = 0.0
    score: Score = "granularity"
    steps: int = 20
    noise: Noise = "secure"
    ledger: Ledger | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_budget("SafePub", self.epsilon, self.delta, needs_delta=True)
        check_noise(self.noise, "SafePub")
        if self.score not in SCORES:
            raise PrivacyInputError(f"SafePub: unknown score {self.score!r}. Use {', '.join(SCORES)}.")
        if self.steps != int(self.steps) or self.steps < 1:
            raise PrivacyInputError(f"SafePub: steps={self.steps} is no whole number from 1 on.")
        if self.levels is None and not 0 < self.search_epsilon < self.epsilon:
            raise PrivacyInputError(
                f"SafePub: without levels they are searched for, which costs: search_epsilon={self.search_epsilon} is not "
                f"between 0 and epsilon={self.epsilon}. Set it, or give levels."
            )
        if self.levels is not None and (self.search_epsilon != 0 or self.columns or not self.levels):
            raise PrivacyInputError(
                "SafePub: with levels nothing is searched for. Name every column to be released in levels, and leave "
                "search_epsilon and columns."
            )
        sampling_rate(self.epsilon - self.search_epsilon)

    @property
    def rate(self) -> float:
        """Chance of a person to be drawn."""
        return sampling_rate(self.epsilon - self.search_epsilon)

    @cached_property
    def k(self) -> int:
        """Smallest class released."""
        return smallest_class(self.epsilon - self.search_epsilon, self.delta)

    def link(self, dataset: Dataset, rng: np.random.Generator | None = None) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose; `rng` is for teaching noise only.

        Raises
        ------
        PrivacyInputError
            If a column, its level or its hierarchy cannot be used, a person has several rows, or people are too few.
        BudgetExceeded
            If the ledger refuses; nothing is drawn then.
        MissingDependency
            If levels are searched for with secure noise, and OpenDP is not installed.
        """
        check_people("SafePub", dataset.n_people)
        randomness = Randomness(noise=self.noise, rng=rng, who="SafePub")
        wide = of_released_columns("SafePub", dataset, self._released(dataset))
        table = CompressedTable.of(wide)
        self._check_levels(table, wide)
        if self.ledger:
            self.ledger.spend(dataset, self.epsilon, self.delta, f"SafePub of {len(wide.columns)} columns")
        levels = (
            tuple(self.levels.values()) if self.levels is not None else self._search(table, wide, randomness)
        )
        drawn = randomness.bernoulli(len(wide.data), self.rate)
        return self._made(dataset, wide, table, levels, drawn, randomness)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator | None = None) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def _released(self, dataset: Dataset) -> tuple[str, ...]:
        everything = tuple(
            name for name, column in dataset.columns.items() if column.role is not Role.IDENTIFIER
        )
        return tuple(self.levels) if self.levels is not None else self.columns or everything

    def _check_levels(self, table: CompressedTable, wide: Dataset) -> None:
        for (name, level), n_levels in zip((self.levels or {}).items(), table.shape, strict=False):
            if level != int(level) or not 0 <= level < n_levels:
                raise PrivacyInputError(f"SafePub: {name} has levels 0 to {n_levels - 1}, not {level}.")

    def _search(self, table: CompressedTable, wide: Dataset, randomness: Randomness) -> tuple[int, ...]:
        shares = tuple(domain_shares(wide.columns[name], wide.hierarchies[name]) for name in wide.columns)
        search = LevelSearch(
            table=table,
            shares=shares,
            score=self.score,
            k=ceil(self.k / self.rate),  # a class of so many has k drawn, on average
            epsilon=self.search_epsilon,
            steps=self.steps,
            randomness=randomness,
        )
        return search.run()

    def _made(
        self,
        dataset: Dataset,
        wide: Dataset,
        table: CompressedTable,
        levels: tuple[int, ...],
        drawn: np.ndarray,
        randomness: Randomness,
    ) -> LinkedRelease:
        """The release of those drawn whose class has at least k of them; nothing here depends on anybody else."""
        hierarchies = table.base.hierarchies
        codes = np.column_stack(
            [
                h.codes[level][table.base.codes[:, at]]
                for at, (h, level) in enumerate(zip(hierarchies, levels, strict=True))
            ]
        )[table.class_of]
        _, class_of = group_rows(
            codes, [int(h.codes[level].max()) + 1 for h, level in zip(hierarchies, levels, strict=True)]
        )
        sizes = np.bincount(class_of[drawn], minlength=int(class_of.max()) + 1)
        order = randomness.shuffled(np.flatnonzero(drawn & (sizes[class_of] >= self.k)))
        row_of = np.full(len(codes), -1, dtype=np.int64)
        row_of[order] = np.arange(len(order))
        data, descriptions = {}, {}
        for at, (name, level) in enumerate(zip(wide.columns, levels, strict=True)):
            values = hierarchies[at].labels[level][codes[order, at]]
            data[name] = _typed(values, wide.columns[name].type if level == 0 else ColumnType.TEXT)
            shown = set(values)
            descriptions[name] = {
                label: value for label, value in hierarchies[at].descriptions[level].items() if label in shown
            }
        release = Release(
            data=pd.DataFrame(data),
            quasi_identifiers=tuple(
                n for n in wide.columns if dataset.columns[n].role is Role.QUASI_IDENTIFIER
            ),
            sensitive=tuple(n for n in wide.columns if dataset.columns[n].role is Role.SENSITIVE),
            method="SafePub",
            parameters=self._parameters(dict(zip(wide.columns, map(int, levels), strict=True)), randomness),
            seed=None,
            source=WITHHELD,
            guarantee=randomness.guarantee(self.epsilon, self.delta, self.k),
            descriptions={name: labels for name, labels in descriptions.items() if labels},
        )
        return LinkedRelease(release=release, row_of=row_of)

    def _parameters(self, levels: dict[str, int], randomness: Randomness) -> dict[str, Any]:
        """What may be said: nothing of it depends on the data, but levels that were paid for."""
        said: dict[str, Any] = {
            "epsilon": self.epsilon,
            "delta": self.delta,
            "sampling_rate": self.rate,
            "k": self.k,
            "levels": levels,
            "search_epsilon": self.search_epsilon,
        }
        if self.levels is None:
            said |= {"score": self.score, "steps": self.steps}
        return said | randomness.to_dict()


def _typed(values: np.ndarray, column_type: ColumnType) -> np.ndarray:
    """Labels in the column's own type, which follows from the released rows alone."""
    if column_type not in (ColumnType.INTEGER, ColumnType.REAL):
        return values
    numbers = values.astype(float)
    whole = column_type is ColumnType.INTEGER and not np.isnan(numbers).any()
    return numbers.astype(np.int64) if whole else numbers
