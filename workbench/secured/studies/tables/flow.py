# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables in the one flow: privacy models by full-domain generalization, put to linkage, singling out and inference."""

from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release
from secured.common.io.tables import write_whole
from secured.dans import (
    ClassificationUtility,
    CompressedTable,
    Loss,
    Solution,
    average_class_size,
    discernibility,
)
from secured.dean import Attack
from secured.dean.tables.originals import TableOriginals
from secured.studies.flow import Made, NotRun
from secured.studies.people import SHARES
from secured.studies.tables.attacks import NOT_BUILT, table_attacks
from secured.studies.tables.candidates import Candidate, ladder

__all__ = ["TableFlow"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TableFlow:
    """A table with one row a person.

    Parameters
    ----------
    dataset : Dataset
    target : str, optional
        Column that classification utility predicts; `main_secret` when not given.
    """

    dataset: Dataset
    target: str | None = None
    shares: ClassVar[tuple[float, float]] = SHARES

    @property
    def n_people(self) -> int:
        """Rows."""
        return self.dataset.n_people

    @cached_property
    def originals(self) -> TableOriginals:
        """Everybody's row."""
        return TableOriginals(data=self.dataset.data)

    def candidates(self, k: int) -> tuple[Candidate, ...]:
        """From the exact table to the fully suppressed one.

        Raises
        ------
        PrivacyInputError
            If nothing about the people is known outside: then there is nothing to generalise or to look for.
        """
        if not self.dataset.quasi_identifiers:
            raise PrivacyInputError(
                f"TableFlow: {self.dataset.name} has no quasi-identifier. Say in its entry which columns are known outside."
            )
        return ladder(self.dataset, k)

    def attacks(self, *, population: int, prior: float) -> tuple[Attack, ...]:
        """Linkage, singling out, and inference of every sensitive column."""
        return table_attacks(self.dataset, population=population, prior=prior)

    def not_run(self) -> tuple[NotRun, ...]:
        """Columns that cannot be inferred, and attacks that are not built."""
        dataset = self.dataset
        found = [
            NotRun(attack=f"inference of {name}", reason="the column holds one value only.")
            for name in dataset.sensitive
            if dataset.data[name].nunique() <= 1
        ]
        if not dataset.sensitive:
            found.append(NotRun(attack="attribute inference", reason="no column is sensitive."))
        return (*found, *NOT_BUILT)

    def knowledge(self) -> str:
        """The quasi-identifiers."""
        known = ", ".join(self.dataset.quasi_identifiers)
        return f"knows {known} of a person exactly as recorded (missing values included)"

    def part(self, people: np.ndarray) -> Dataset:
        """The table of some people."""
        return self.dataset.take(people)

    def unprotected(self, members: Dataset, seed: int) -> LinkedRelease:
        """Identifiers removed."""
        return Candidate(name="identifiers removed").link(members, seed)

    def make(self, candidate: Candidate, members: Dataset, seed: int) -> Made:
        """Search the levels, release, and measure classes and loss."""
        solution = candidate.solve(members)
        linked = candidate.link(members, seed, solution)
        classes = solution.classes if solution else CompressedTable.of(members).base
        kept = solution.kept if solution else np.ones(len(classes.counts), dtype=bool)
        sizes, classes_of_size = np.unique(classes.counts[kept], return_counts=True)
        return Made(
            linked=linked,
            utility={
                "loss": Loss(table=solution.table).score(classes, kept) if solution else 0.0,
                "discernibility": discernibility(classes, kept),
                "average_class_size": average_class_size(classes, kept),
                "kept_share": float(classes.counts[kept].sum() / classes.n_people),
            },
            levels=dict(zip(members.quasi_identifiers, map(int, classes.levels), strict=True)),
            class_sizes={int(size): int(size * n) for size, n in zip(sizes, classes_of_size, strict=True)},
            how=solution,
        )

    def use(
        self,
        made: Made,
        unprotected: LinkedRelease,
        members: Dataset,
        outsiders: np.ndarray,
        seed: int,
        memo: MutableMapping[str, Any],
    ) -> dict[str, float | None]:
        """AUC of a classifier that was trained on the release, for outsiders."""
        target = self.target
        if not target:
            return {"classification_auc": None, "classification_auc_unprotected": None}
        measure, rows = ClassificationUtility(target=target), self.dataset.data.iloc[outsiders]
        solution: Solution | None = made.how
        shown = solution.generalize(rows) if solution else rows
        if "auc" not in memo:
            memo["auc"] = measure.score(unprotected.release, rows, rng=np.random.default_rng([seed, 3]))
        return {
            "classification_auc": measure.score(
                made.linked.release, shown, rng=np.random.default_rng([seed, 3])
            ),
            "classification_auc_unprotected": memo["auc"],
        }

    def final(self, candidate: Candidate, levels: dict[str, int], seed: int) -> LinkedRelease:
        """Everybody, at the levels found on the members."""
        fixed = tuple(levels[name] for name in self.dataset.quasi_identifiers)
        return replace(candidate, levels=fixed if candidate.models else None).link(self.dataset, seed)

    def write(self, release: Release, folder: Path) -> Path:
        """Write release.parquet."""
        place = folder / "release.parquet"
        write_whole(place, lambda part: release.data.to_parquet(part, index=False))
        return place
