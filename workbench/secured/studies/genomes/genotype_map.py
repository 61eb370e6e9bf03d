# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where groups of people stand by their genomes, and how many are related: counts only, small ones withheld."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, Modality, PrivacyInputError
from secured.common.genotypes import Genotypes
from secured.dean.genomes.components import neighbour_map, principal_components
from secured.dean.genomes.kinship import DEGREES, LIMITS, UNRELATED, degrees_of_relation, kinship

__all__ = ["GenotypeMap", "KinshipCounts", "MapOfPeople", "map_genotypes"]

SMALLEST = 5
OTHERS = "others"
BIN = 0.025  # of kinship
LOWEST, HIGHEST = -0.25, 0.5
PIECES = 20
SAME_POPULATION = -0.05  # coefficients of people of different populations lie below
PEOPLE_FOR_ERROR = 150


@dataclass(frozen=True, kw_only=True)
class MapOfPeople:
    """People counted in the squares of a map; no coordinate is kept.

    Parameters
    ----------
    name : str
    axes : tuple of str
        Of the two directions.
    cells : dict of (group, column, row) to int
        People in squares that may be shown, counted from the left and from below.
    withheld : dict of str to int
        Of every group, people in squares that are not shown; where these are does not show.
    """

    name: str
    axes: tuple[str, str]
    cells: dict[tuple[str, int, int], int]
    withheld: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        listed = [
            {"group": group, "column": column, "row": row, "people": n}
            for (group, column, row), n in self.cells.items()
        ]
        return {"name": self.name, "axes": list(self.axes), "cells": listed, "withheld": self.withheld}


@dataclass(frozen=True, kw_only=True)
class KinshipCounts:
    """How many pairs are related, and how far.

    Parameters
    ----------
    pairs : dict of str to int or None
        By degree, as far as the variants tell it from unrelated; None where there are some, but fewer than `least`.
    not_told : tuple of str
        Degrees that cannot be told from unrelated.
    error : float
        Standard error of a pair's kinship coefficient, from pieces of the genome.
    histogram : dict of float to int
        Pairs by kinship coefficient, from the lower end of each bin; small counts are left out.
    """

    pairs: dict[str, int | None]
    not_told: tuple[str, ...]
    error: float
    histogram: dict[float, int]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "pairs": self.pairs,
            "not_told": list(self.not_told),
            "error": self.error,
            "histogram": [{"kinship": low, "pairs": n} for low, n in self.histogram.items()],
        }


@dataclass(frozen=True, kw_only=True)
class GenotypeMap:
    """Maps and relatives of a dataset of genotypes, as they may be shown.

    Parameters
    ----------
    title, standing : str
        Of the dataset.
    groups : dict of str to int
        People of every group.
    maps : tuple of MapOfPeople
        Principal components 1 and 2, 3 and 4, and t-SNE.
    related : KinshipCounts
    grid, least : int
        Squares in each direction, and the smallest count.
    """

    title: str
    standing: str
    groups: dict[str, int]
    maps: tuple[MapOfPeople, ...]
    related: KinshipCounts
    grid: int
    least: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "title": self.title,
            "standing": self.standing,
            "groups": self.groups,
            "maps": [one.to_dict() for one in self.maps],
            "related": self.related.to_dict(),
            "grid": self.grid,
            "least": self.least,
        }


def map_genotypes(
    dataset: Dataset,
    rng: np.random.Generator,
    *,
    group_by: str = "population",
    grid: int = 12,
    least: int = SMALLEST,
    perplexity: float | None = 30.0,
) -> GenotypeMap:
    """Map people by principal components and t-SNE of their genotypes, and count relatives.

    Parameters
    ----------
    dataset : Dataset
        Of genotypes.
    group_by : str
        A fact of people; groups of fewer than `least` are taken together as "others". "" for no groups.
    grid : int
        Squares in each direction.
    least : int
        Smallest count that is shown, 5 or more.
    perplexity : float, optional
        Of t-SNE, which takes a minute for thousands of people; None for none.

    Raises
    ------
    PrivacyInputError
        If the dataset holds no genotypes or has no such fact, `least` is below 5, or there are too few people.

    References
    ----------
    D2.1 section 5.2. Patterson, Price & Reich 2006; Manichaikul et al. 2010.
    """
    if dataset.modality is not Modality.GENOTYPE:
        raise PrivacyInputError(
            f"map_genotypes: {dataset.name} holds {dataset.modality} data. Give genotypes."
        )
    if least < SMALLEST or grid < 2:
        raise PrivacyInputError(
            f"map_genotypes: least={least}, grid={grid}. Show no counts below {SMALLEST}, and take 2 squares or more."
        )
    group = _groups(dataset, group_by, least)
    components = principal_components(dataset.data, n_components=4)
    explained = [f"component {at} ({share:.1%})" for at, share in enumerate(components.explained, 1)]
    placed = components.coordinates
    maps = [
        _counted("Components 1 and 2", placed[:, :2], (explained[0], explained[1]), group, grid, least),
        _counted("Components 3 and 4", placed[:, 2:], (explained[2], explained[3]), group, grid, least),
    ]
    if perplexity is not None:
        near = neighbour_map(components, rng, perplexity=perplexity)
        maps.append(_counted("t-SNE", near, ("one direction", "the other"), group, grid, least))
    names, sizes = np.unique(group, return_counts=True)
    return GenotypeMap(
        title=dataset.title,
        standing=str(dataset.standing),
        groups=dict(zip(names.tolist(), sizes.tolist(), strict=True)),
        maps=tuple(maps),
        related=_relatives(dataset.data, least),
        grid=grid,
        least=least,
    )


def _groups(dataset: Dataset, group_by: str, least: int) -> np.ndarray:
    """The group of every person; shape (n_people,)."""
    if not group_by:
        return np.full(dataset.n_people, "everybody")
    people = dataset.related.get("people")
    if people is None or group_by not in people.columns:
        raise PrivacyInputError(
            f"map_genotypes: {dataset.name} has no fact {group_by!r} of people. Give group_by='' for one group."
        )
    told = people[group_by].astype(object).fillna("not known").astype(str)
    sizes = told.value_counts(ascending=True)
    together = max(
        int((sizes < least).sum()), int((sizes.cumsum() < least).sum()) + 1 if sizes.iloc[0] < least else 0
    )
    return told.where(~told.isin(sizes.index[:together]), OTHERS).to_numpy().astype(str)


def _counted(
    name: str, placed: np.ndarray, axes: tuple[str, str], group: np.ndarray, grid: int, least: int
) -> MapOfPeople:
    """Count people by group and square, and number the squares from those that are shown."""
    low, high = placed.min(axis=0), placed.max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    square = np.minimum((placed - low) / width * grid, grid - 1).astype(int)
    cells: dict[tuple[str, int, int], int] = {}
    withheld: dict[str, int] = {}
    for one in np.unique(group).tolist():
        where, counts = np.unique(square[group == one], axis=0, return_counts=True)
        shown = [(at, int(n)) for at, n in zip(where.tolist(), counts, strict=True) if n >= least]
        cells |= {(one, column, row): n for (column, row), n in shown}
        withheld[one] = int((group == one).sum()) - sum(n for _, n in shown)
    left = min((column for _, column, _ in cells), default=0)
    below = min((row for _, _, row in cells), default=0)
    cells = {(one, column - left, row - below): n for (one, column, row), n in cells.items()}
    return MapOfPeople(name=name, axes=axes, cells=cells, withheld=withheld)


def _relatives(genotypes: Genotypes, least: int) -> KinshipCounts:
    """Count pairs by degree, as far as chance does not reach it: four standard errors above 0."""
    error = _standard_error(genotypes)
    found = kinship(genotypes)[np.triu_indices(len(genotypes), 1)]
    degree = degrees_of_relation(found)
    told = [at for at in range(UNRELATED) if LIMITS[at] > 4 * error]
    counts = {DEGREES[at]: int((degree == at).sum()) for at in told}
    bins = np.floor(np.clip(found[~np.isnan(found)], LOWEST, HIGHEST) / BIN + 1e-9).astype(int)
    where, often = np.unique(bins, return_counts=True)
    histogram = {round(int(at) * BIN, 6): int(n) for at, n in zip(where, often, strict=True) if n >= least}
    return KinshipCounts(
        pairs={name: None if 0 < n < least else n for name, n in counts.items()},
        not_told=tuple(DEGREES[at] for at in range(UNRELATED) if at not in told),
        error=error,
        histogram=histogram,
    )


def _standard_error(genotypes: Genotypes) -> float:
    """Of the kinship of a usual pair of one population: how far pieces of the genome disagree.

    Linked variants stand in one piece, so they count as little as they tell. Of many people, some stand for all.
    """
    some = np.linspace(0, len(genotypes) - 1, min(len(genotypes), PEOPLE_FOR_ERROR)).astype(int)
    along = np.lexsort((genotypes.variants["position"], pd.factorize(genotypes.variants["chromosome"])[0]))
    sample = genotypes.take(some).select(along)
    pair = np.triu_indices(len(some), 1)
    pieces = np.array_split(np.arange(sample.n_variants), min(PIECES, sample.n_variants))
    found = np.stack([kinship(sample.select(piece))[pair] for piece in pieces])
    alike = np.isfinite(found).all(axis=0) & (kinship(sample)[pair] > SAME_POPULATION)
    spread = np.std(found[:, alike], axis=0, ddof=1)
    return float(np.median(spread) / np.sqrt(len(pieces))) if spread.size else float("inf")
