# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Candidate releases: what an owner might hand out."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease
from secured.dans import (
    DistinctLDiversity,
    FullDomainGeneralization,
    IdentifierRemoval,
    KAnonymity,
    PrivacyModel,
    Solution,
    TCloseness,
)

__all__ = ["Candidate", "ladder", "main_secret"]

FEW_VALUES = 20


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One way to make a release of a table.

    Parameters
    ----------
    name : str
    models : tuple of PrivacyModel
        Empty: only identifiers are removed.
    suppression_limit : float
        Largest share of people left out.
    levels : tuple of int, optional
        Fixed levels instead of the search's.
    """

    name: str
    models: tuple[PrivacyModel, ...] = ()
    suppression_limit: float = 0.05
    levels: tuple[int, ...] | None = None

    @property
    def method(self) -> str:
        """Name of the method in the registry."""
        return "full-domain generalization" if self.models else "identifier removal"

    def solve(self, dataset: Dataset) -> Solution | None:
        """Find the levels; None where nothing is generalised."""
        if not self.models:
            return None
        method = FullDomainGeneralization(
            models=self.models, suppression_limit=self.suppression_limit, levels=self.levels
        )
        return method.solve(dataset)

    def link(self, dataset: Dataset, seed: int, solution: Solution | None = None) -> LinkedRelease:
        """Make the release; `seed` only shuffles its rows."""
        rng = np.random.default_rng([seed, 2])
        solution = solution or self.solve(dataset)
        linked = solution.link(rng) if solution else IdentifierRemoval().link(dataset, rng)
        return replace(linked, release=replace(linked.release, seed=seed))

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the parameters by which it is made."""
        return {
            "name": self.name,
            "method": self.method,
            "models": [model.to_dict() for model in self.models],
            "suppression_limit": self.suppression_limit if self.models else 0.0,
            "levels": list(self.levels) if self.levels else None,
        }


def main_secret(dataset: Dataset) -> str | None:
    """The first sensitive column with few values, else the first that varies; for l, t and classification."""
    facts = dataset.facts
    values = {name: facts[name].nunique() for name in dataset.sensitive}
    few = [name for name, n in values.items() if 2 <= n <= FEW_VALUES]
    return next(iter(few), next((name for name, n in values.items() if n > 1), None))


def ladder(dataset: Dataset, k: int, sensitive: str | None = None) -> tuple[Candidate, ...]:
    """Candidates from the exact table to the fully suppressed one, none between them with classes below `k`.

    Parameters
    ----------
    dataset : Dataset
        The table of all people.
    k : int
        Smallest class that the owner allows.
    sensitive : str, optional
        Column for l-diversity and t-closeness; `main_secret` when not given.
    """
    sensitive = sensitive or main_secret(dataset)
    found = [Candidate(name="identifiers removed")]
    sizes = [size for size in (k, 2 * k, 5 * k, 10 * k) if size <= dataset.n_people // 4] or [k]
    for size in sizes:
        for limit in (0.01, 0.05):
            found.append(_candidate((KAnonymity(k=size),), limit))
    if sensitive:
        for size, distances in zip(sizes, ((0.3, 0.15, 0.05), (0.15,)), strict=False):
            found.append(_candidate((KAnonymity(k=size), DistinctLDiversity(sensitive=sensitive, l=2)), 0.05))
            for t in distances:
                found.append(_candidate((KAnonymity(k=size), TCloseness(sensitive=sensitive, t=t)), 0.05))
        found.append(
            _candidate(
                (
                    KAnonymity(k=sizes[0]),
                    DistinctLDiversity(sensitive=sensitive, l=2),
                    TCloseness(sensitive=sensitive, t=0.15),
                ),
                0.05,
            )
        )
    top = tuple(dataset.hierarchies[name].n_levels - 1 for name in dataset.quasi_identifiers)
    found.append(Candidate(name="quasi-identifiers suppressed", models=(KAnonymity(k=k),), levels=top))
    return tuple(found)


def _candidate(models: tuple[PrivacyModel, ...], limit: float) -> Candidate:
    words = {"k-anonymity": "k={k}", "distinct l-diversity": "l={l}", "t-closeness": "t={t:g}"}
    parts = [words[model.to_dict()["model"]].format(**model.to_dict()) for model in models]
    return Candidate(
        name=f"{' '.join(parts)}, at most {limit:.0%} left out", models=models, suppression_limit=limit
    )
