# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A recipe: all that is needed to make a full-domain release again, or to add people to it, as plain data."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from secured import __version__
from secured.common import Dataset, LinkedRelease, PrivacyInputError
from secured.common.fingerprint import fingerprint
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.recipes.extension import added_people
from secured.dans.tables.recipes.recipe_columns import RecipeColumn, check_column, described
from secured.dans.tables.recipes.recipe_file import read_recipe, write_recipe
from secured.dans.tables.search.lattice_search import people_allowed
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization, Solution
from secured.dans.tables.transformations.pipeline import Pipeline, Transformation

__all__ = ["Recipe"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What was done to a table, without a record of it; made with `Recipe.of`, kept in a small TOML file.

    It belongs to the owner: with the seed the order of rows can be undone. `without_seed` is for handing out.

    Parameters
    ----------
    columns : mapping of str to RecipeColumn
        Of the source, in order.
    levels : mapping of str to int
        Level of every quasi-identifier of the table that was generalised.
    models : tuple of PrivacyModel
    suppression_limit : float
    objective, guarantee : mapping
        What the search minimised, and what the release promises: for the reader.
    source, release : str
        SHA-256 of the table, and of the released rows.
    seed : int or None
    steps : tuple of mapping
        What a pipeline did before; of a key only its fingerprint.
    population : str or None
        SHA-256 of the population's quasi-identifiers, where a model needs one.
    version : str
        Of the workbench.

    References
    ----------
    Samarati 2001, doi:10.1109/69.971193. D2.1 sections 4.1.1 and 7.1.1 (output of DANS).
    """

    columns: Mapping[str, RecipeColumn]
    levels: Mapping[str, int]
    models: tuple[PrivacyModel, ...]
    suppression_limit: float
    objective: Mapping[str, Any]
    guarantee: Mapping[str, Any]
    source: str
    release: str
    seed: int | None = field(repr=False)
    steps: tuple[Mapping[str, Any], ...] = ()
    population: str | None = None
    version: str = __version__

    @classmethod
    def of(cls, solution: Solution, seed: int) -> "Recipe":
        """Describe a solution whose rows are shuffled by `numpy.random.default_rng(seed)`."""
        made = solution.link(np.random.default_rng(seed)).release
        return cls(
            columns=described(solution.dataset),
            source=solution.dataset.fingerprint,
            release=fingerprint(made.data),
            guarantee=_without_none(made.guarantee.to_dict() | {"text": made.guarantee.text}),
            seed=int(seed),
            **_of_solution(solution),
        )

    @classmethod
    def of_pipeline(cls, pipeline: Pipeline, dataset: Dataset, seed: int) -> "Recipe":
        """Describe a pipeline that ends in full-domain generalization, run with `numpy.random.default_rng(seed)`.

        Raises
        ------
        PrivacyInputError
            If it ends in another method.
        """
        last = pipeline.release
        if not isinstance(last, FullDomainGeneralization):
            raise PrivacyInputError(
                f"Recipe: describes pipelines that end in full-domain generalization, not in {type(last).__name__}. "
                "The release itself says how it was made."
            )
        watched = _Watched(last)
        made = replace(pipeline, release=watched).link(dataset, np.random.default_rng(seed)).release
        return cls(
            columns=described(dataset),
            source=dataset.fingerprint,
            release=fingerprint(made.data),
            guarantee=_without_none(made.guarantee.to_dict() | {"text": made.guarantee.text}),
            seed=int(seed),
            steps=tuple(_without_none(step.to_dict()) for step in pipeline.steps),
            **_of_solution(watched.solution),
        )

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        """Read a recipe. Nothing in it is executed.

        Raises
        ------
        PrivacyInputError
            Naming file and key that is wrong; an unknown key is.
        """
        content = read_recipe(path)
        columns = {name: RecipeColumn(**column) for name, column in content.pop("columns").items()}
        return cls(columns=columns, **content)

    def write(self, path: Path) -> None:
        """Write the whole file or nothing."""
        content = {one.name: getattr(self, one.name) for one in dataclasses.fields(self)}
        content["models"] = [_without_none(model.to_dict()) for model in self.models]
        content["columns"] = {
            name: _without_none(vars(column).copy()) for name, column in self.columns.items()
        }
        write_recipe(path, _without_none(content))

    def without_seed(self) -> "Recipe":
        """Return a copy that cannot undo the order of rows, nor replay it."""
        return replace(self, seed=None)

    def replay(
        self,
        dataset: Dataset,
        *,
        same_source: bool = True,
        steps: tuple[Transformation, ...] = (),
        population: pd.DataFrame | None = None,
    ) -> LinkedRelease:
        """Make the release again, row for row.

        Parameters
        ----------
        dataset : Dataset
        same_source : bool, default True
            Without it, the same levels and models are applied to another table of the same columns.
        steps : tuple of Transformation
            Of a pipeline, with their keys, which no recipe holds.
        population : pandas.DataFrame, optional
            Where a model needs it.

        Raises
        ------
        PrivacyInputError
            If the table, its roles, types or hierarchies, the steps or the population are others, or another table
            would lose more people than the limit allows.
        """
        if self.seed is None:
            raise PrivacyInputError("Recipe: has no seed, which the owner keeps. Use the owner's copy.")
        self._check(dataset, same_source, steps, population)
        method = self._method(population)
        maker = Pipeline(steps=steps, release=method) if steps else method
        linked = maker.link(dataset, np.random.default_rng(self.seed))
        made = linked.release.parameters
        made = made["release"] if steps else made
        if dict(made["levels"]) != dict(self.levels):
            raise PrivacyInputError(
                f"Recipe: the steps leave the quasi-identifiers {', '.join(made['levels'])}, the recipe knows "
                f"{', '.join(self.levels)}. Give the steps it was made with."
            )
        if same_source and fingerprint(linked.release.data) != self.release:
            raise PrivacyInputError(
                f"Recipe: the rows differ from those that version {self.version} released; this is {__version__}. "
                "Replay with that version."
            )
        if not same_source and made["suppressed"] > people_allowed(self.suppression_limit, dataset.n_people):
            raise PrivacyInputError(
                f"Recipe: at these levels {made['suppressed']} of {dataset.n_people} people would be left out, more than "
                f"the limit of {self.suppression_limit:g}. Search levels for this table."
            )
        return linked

    def extend(
        self,
        dataset: Dataset,
        new_rows: pd.DataFrame,
        *,
        earlier: tuple[pd.DataFrame, ...] = (),
        batch_known: bool = False,
    ) -> LinkedRelease:
        """Release new people of the same table at the same levels; the promise is about all released people together.

        Classes are counted over the people released before and the new ones; sensitive values are compared with those
        of all old and new people. Of a class that fails, the new people are left out.

        Parameters
        ----------
        dataset : Dataset
            The table of the recipe.
        new_rows : pandas.DataFrame
            A row for each new person, with the columns of the dataset.
        earlier : tuple of pandas.DataFrame
            New people of earlier calls, in order.
        batch_known : bool, default False
            Ask that the new rows alone keep the promise too: for adversaries who know when a person was added, and
            for whom the two releases are two tables.

        Returns
        -------
        LinkedRelease
            Of the new people alone.

        Raises
        ------
        PrivacyInputError
            If the new people break a class that is already out (their number is told), are not new, or have values
            that change what released labels mean.

        References
        ----------
        Byun, Sohn, Bertino & Li 2006, doi:10.1007/11844662_4; Xiao & Tao 2007, doi:10.1145/1247480.1247556
        (what batches give away when they are known).
        """
        if self.steps:
            raise PrivacyInputError(
                "Recipe: a pipeline's release cannot be extended: its steps would draw anew."
            )
        if self.population is not None:
            raise PrivacyInputError(
                "Recipe: cannot be extended: new people change the population that a model reads. Make a new release."
            )
        released = self.replay(dataset)
        return added_people(
            dataset,
            released.row_of >= 0,
            (*earlier, new_rows),
            self._method(None),
            seed=int(self.seed or 0),
            batch_known=batch_known,
            extends=self.release,
        )

    def _method(self, population: pd.DataFrame | None) -> FullDomainGeneralization:
        return FullDomainGeneralization(
            models=self.models,
            suppression_limit=self.suppression_limit,
            levels=tuple(self.levels.values()),
            population=population,
        )

    def _check(
        self,
        dataset: Dataset,
        same_source: bool,
        steps: tuple[Transformation, ...],
        population: pd.DataFrame | None,
    ) -> None:
        found = described(dataset)
        if list(found) != list(self.columns):
            raise PrivacyInputError(
                f"Recipe: {dataset.name} has the columns {', '.join(map(str, found))}, the recipe "
                f"{', '.join(self.columns)}. Give the same, in the same order."
            )
        for name, column in self.columns.items():
            check_column(name, found[name], column, same_source)
        if same_source and dataset.fingerprint != self.source:
            raise PrivacyInputError(
                f"Recipe: {dataset.name} is another table than the one released (SHA-256 {self.source[:12]}...). "
                "Use same_source=False to apply the levels to it."
            )
        if [_without_none(step.to_dict()) for step in steps] != [dict(step) for step in self.steps]:
            raise PrivacyInputError(
                f"Recipe: the {len(steps)} steps given are not the {len(self.steps)} of the recipe. Give those, with their keys."
            )
        if self.population is not None and _population_sha(population, list(self.levels)) != self.population:
            raise PrivacyInputError("Recipe: the population is missing or another one. Give the same.")


class _Watched:
    """Full-domain generalization that keeps the solution it found."""

    solution: Solution

    def __init__(self, method: FullDomainGeneralization) -> None:
        self.method = method

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        self.solution = self.method.solve(dataset)
        return self.solution.link(rng)


def _of_solution(solution: Solution) -> dict[str, Any]:
    method, names = solution.method, solution.dataset.quasi_identifiers
    objective = method.objective(solution.table).to_dict() if method.objective else {"objective": "loss"}
    return {
        "levels": dict(zip(names, map(int, solution.levels), strict=True)),
        "models": method.models,
        "suppression_limit": float(method.suppression_limit),
        "objective": _without_none(objective),
        "population": None if method.population is None else _population_sha(method.population, list(names)),
    }


def _population_sha(population: pd.DataFrame | None, names: list[str]) -> str | None:
    if population is None or not set(names) <= set(population.columns):
        return None
    return fingerprint(population[names])


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not set: TOML has no word for it."""
    return {
        name: _without_none(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if value is not None
    }
