# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Non-uniform entropy: how hard the exact value is to guess from the released one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from secured.common import method
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.aggregation import AggregateFunction, Aggregation
from secured.dans.tables.measures.gs_factor import factors

__all__ = ["NonUniformEntropy", "NormalizedNonUniformEntropy", "lost_bits_of_columns"]


@method(
    name="non-uniform entropy",
    engine="dans",
    modality="table",
    goal="bits needed to tell the exact values from the released ones",
    section="4.1.1",
    source="Gionis & Tassa 2009, doi:10.1109/TKDE.2008.129",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True, eq=False)
class NonUniformEntropy:
    """Bits needed to go back from released to exact values, summed over people and columns.

    At its level a column loses -sum log2(people with the exact value / people with the released one) over
    all people. Suppressed people then lose the step from the level to ``*`` too: -sum log2(those with
    the same value at the level / all suppressed). Missing is a value of its own.

    Parameters
    ----------
    table : CompressedTable
    mean : {"sum", "arithmetic", "geometric", "max", "rank"}
        See `Aggregation`.
    gs_factor : float, default 0.5
        In [0, 1]: 0 favours suppression, 1 favours generalization.
    weights : mapping of column to float, optional
        Importance of columns; one that is not named weighs 0.5.

    References
    ----------
    Gionis & Tassa 2009, doi:10.1109/TKDE.2008.129; with suppression Prasser, Bild & Kuhn 2016,
    doi:10.3233/978-1-61499-678-1-312. D2.1 section 4.1.1.
    """

    table: CompressedTable
    mean: AggregateFunction = "sum"
    gs_factor: float = 0.5
    weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        factors("NonUniformEntropy", self.gs_factor)
        _ = self._bits

    @cached_property
    def _bits(self) -> "_Bits":
        return _Bits("NonUniformEntropy", self.table, self.mean, self.gs_factor, self.weights)

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Bits lost by the release of the kept classes."""
        return self._bits.join(self._bits.of_release(classes, kept))

    def floor(self, levels: tuple[int, ...]) -> float:
        """Return what no node at or above these levels scores below."""
        return self._bits.join(self._bits.of_levels(levels))

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: the bits without suppression."""
        return self.floor(classes.levels)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "objective": "non-uniform entropy",
            "mean": self.mean,
            "gs_factor": self.gs_factor,
            "weights": dict(self.weights) if self.weights else None,
        }


@method(
    name="normalized non-uniform entropy",
    engine="dans",
    modality="table",
    goal="part of each column's entropy that is lost",
    section="4.1.1",
    source="Gionis & Tassa 2009, doi:10.1109/TKDE.2008.129",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True, eq=False)
class NormalizedNonUniformEntropy:
    """`NonUniformEntropy` with each column's bits divided by those of a fully suppressed column.

    Parameters
    ----------
    table : CompressedTable
    mean : {"sum", "arithmetic", "geometric", "max", "rank"}
        See `Aggregation`.
    weights : mapping of column to float, optional
        Importance of columns; one that is not named weighs 0.5.

    References
    ----------
    Gionis & Tassa 2009, doi:10.1109/TKDE.2008.129; Prasser, Bild & Kuhn 2016,
    doi:10.3233/978-1-61499-678-1-312. D2.1 section 4.1.1.
    """

    table: CompressedTable
    mean: AggregateFunction = "sum"
    weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        _ = self._bits

    @cached_property
    def _bits(self) -> "_Bits":
        return _Bits("NormalizedNonUniformEntropy", self.table, self.mean, 0.5, self.weights)

    def score(self, classes: EquivalenceClasses, kept: np.ndarray) -> float:
        """Return the part of the bits that the release of the kept classes loses."""
        return self._bits.join(self._bits.normalise(self._bits.of_release(classes, kept)))

    def floor(self, levels: tuple[int, ...]) -> float:
        """Return what no node at or above these levels scores below."""
        return self._bits.join(self._bits.normalise(self._bits.of_levels(levels)))

    def bound(self, classes: EquivalenceClasses) -> float:
        """Return what no node that generalises `classes` further scores below: the part without suppression."""
        return self.floor(classes.levels)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "objective": "normalized non-uniform entropy",
            "mean": self.mean,
            "weights": dict(self.weights) if self.weights else None,
        }


def lost_bits_of_columns(
    table: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Bits that each column of the release of the kept classes loses, and all it could; float, shape (n_columns,)."""
    bits = _Bits("lost_bits_of_columns", table, "sum", 0.5, None)
    return bits.of_release(classes, kept), bits.of_levels(table.top)


class _Bits:
    """Lost bits of each column, and how they are joined."""

    def __init__(
        self,
        who: str,
        table: CompressedTable,
        mean: AggregateFunction,
        gs_factor: float,
        weights: Mapping[str, float] | None,
    ) -> None:
        base = table.base
        self.generalization, self.suppression = factors(who, gs_factor)
        columns = [hierarchy.column for hierarchy in base.hierarchies]
        self.aggregation = Aggregation.of(who, columns, mean, weights)
        self.at_level = []
        for column, hierarchy in enumerate(base.hierarchies):
            exact = np.bincount(base.codes[:, column], base.counts, hierarchy.codes.shape[1])
            groups = [np.bincount(codes, exact)[codes] for codes in hierarchy.codes]
            self.at_level.append(np.array([_lost_bits(exact, among) for among in groups]))

    def of_levels(self, levels: tuple[int, ...]) -> np.ndarray:
        """Bits that each column loses at its level, nobody suppressed."""
        return self.generalization * np.array(
            [bits[level] for bits, level in zip(self.at_level, levels, strict=True)]
        )

    def of_release(self, classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
        """Bits that each column of the release of the kept classes loses."""
        left_out = classes.counts[~kept]
        suppressed = []
        for codes in classes.codes[~kept].T:
            people = np.bincount(codes, left_out) if len(codes) else np.zeros(1)
            suppressed.append(_lost_bits(people, np.full(len(people), left_out.sum(), dtype=float)))
        return self.of_levels(classes.levels) + self.suppression * np.array(suppressed)

    def normalise(self, bits: np.ndarray) -> np.ndarray:
        """Divide by the bits of a suppressed column; a column of one value has none to lose."""
        whole = np.array([bits[-1] for bits in self.at_level])
        return np.where(whole > 0, bits / np.where(whole > 0, whole, 1.0), 0.0)

    def join(self, bits: np.ndarray) -> float:
        """Aggregate over columns."""
        return float(self.aggregation.join(bits))


def _lost_bits(people: np.ndarray, among: np.ndarray) -> float:
    """-sum people log2(people / among): what the people of each value lose when mixed among so many."""
    some = people > 0
    return float(-(people[some] * np.log2(people[some] / among[some])).sum())
