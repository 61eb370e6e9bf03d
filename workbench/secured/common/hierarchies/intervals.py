# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Half-open intervals over a number: of growing width, or between cut points, with open ends where asked for."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import HierarchySpec

__all__ = ["Intervals", "interval_name"]


@dataclass(frozen=True, kw_only=True)
class Intervals(HierarchySpec):
    """Half-open intervals of growing width, or between given cut points, over a number.

    Parameters
    ----------
    widths : sequence of float
        Width at level 1, 2, ...; each a whole multiple of the one before.
    bounds : (float, float)
        Smallest and largest possible value: the domain to which a width is compared.
    cuts : sequence of sequence of float
        Instead of widths: where intervals end and begin at level 1, 2, ...; each level's cuts among those
        of the one before.
    bottom, top : float, optional
        At every level values below `bottom` are one group, ``<18``, and values from `top` on another,
        ``>=90``: what happens at the ends of the domain tells most about a person.
    origin : float, default 0
        A point where intervals of a width begin.
    resolution : float, default 1
        Smallest difference that the exact value shows (1 for whole numbers).

    Examples
    --------
    >>> Intervals(widths=(5, 10), bounds=(0, 99)).build("age", np.array([41.0, 47.0])).labels[1][:2]
    array(['40-44', '45-49'], dtype=object)
    >>> schools = Intervals(cuts=((6, 11, 18), (18,)), bounds=(0, 99), top=67)
    >>> hierarchy = schools.build("age", np.array([7.0, 30.0, 81.0]))
    >>> [hierarchy.labels[level][:3].tolist() for level in (1, 2)]
    [['6-10', '18-66', '>=67'], ['0-17', '18-66', '>=67']]
    """

    kind: ClassVar[str] = "intervals"
    widths: tuple[float, ...] = ()
    bounds: tuple[float, float]
    cuts: tuple[tuple[float, ...], ...] = ()
    bottom: float | None = None
    top: float | None = None
    origin: float = 0.0
    resolution: float = 1.0

    def __post_init__(self) -> None:
        if not self.bounds[0] < self.bounds[1] or not 0 < self.resolution < np.inf:
            raise PrivacyInputError(
                f"Intervals: bounds {list(self.bounds)} or resolution {self.resolution} span nothing."
            )
        if self.cuts:
            self._check_cuts()
        else:
            self._check_widths()
        low, high = self.bounds
        ends = [end for end in (self.bottom, self.top) if end is not None]
        if not all(low < end <= high for end in ends) or sorted(set(ends)) != ends:
            raise PrivacyInputError(
                f"Intervals: bottom {self.bottom} and top {self.top} must rise and lie inside the bounds {list(self.bounds)}."
            )

    def _check_widths(self) -> None:
        positive = min(self.widths, default=0) > 0
        ratios = np.array(self.widths[1:]) / np.array(self.widths[:-1]) if positive else np.zeros(1)
        if (
            not ((np.abs(ratios - ratios.round()) <= 1e-9) & (ratios >= 2 - 1e-9)).all()
            or not np.isfinite(self.widths).all()
        ):
            raise PrivacyInputError(
                f"Intervals: widths {list(self.widths)} are not nested. Make each a whole multiple of the one before."
            )

    def _check_cuts(self) -> None:
        if self.widths:
            raise PrivacyInputError("Intervals: widths and cuts are given. Keep one of them.")
        low, high = self.bounds
        for level, cuts in enumerate(self.cuts, 1):
            if not cuts or list(cuts) != sorted(set(cuts)) or not low < cuts[0] <= cuts[-1] <= high:
                raise PrivacyInputError(
                    f"Intervals: cuts {list(cuts)} of level {level} must rise and lie inside the bounds {list(self.bounds)}."
                )
        for level, (finer, coarser) in enumerate(zip(self.cuts, self.cuts[1:], strict=False), 2):
            if not set(coarser) <= set(finer):
                raise PrivacyInputError(
                    f"Intervals: {len(set(coarser) - set(finer))} cuts of level {level} are none of level {level - 1}. "
                    "Take each from the level before, so that intervals are nested."
                )

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over numeric values; values outside the bounds are refused."""
        numbers = values.astype(float)
        low, high = self.bounds
        outside = int(((numbers < low) | (numbers > high)).sum())
        if outside:
            raise PrivacyInputError(
                f"Intervals of {column}: {outside} distinct values lie outside the bounds [{low:g}, {high:g}]. Widen them."
            )
        domain = high - low + self.resolution
        labels, descriptions, shares = [], [], []
        for starts, ends in (self._ends(numbers, step) for step in self.cuts or self.widths):
            pairs = list(zip(starts.tolist(), ends.tolist(), strict=True))
            names = {pair: self._label(*pair) for pair in dict.fromkeys(pairs)}
            labels.append(np.array([names[pair] for pair in pairs], dtype=object))
            descriptions.append(
                {
                    name: GeneralizedValue(kind="interval", lower=start, upper=end)
                    for (start, end), name in names.items()
                }
            )
            shares.append(np.minimum((ends - starts) / domain, 1.0))
        exact = min(self.resolution / domain, float(shares[0].min(initial=1.0)))
        shares = [np.full(len(values), exact), *shares, np.ones(len(values))]
        return Hierarchy.from_labels(column, values, labels, descriptions, np.array(shares))

    def _ends(self, numbers: np.ndarray, step: float | tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper end of the interval of every number, for a width or for cuts."""
        low, above = self.bounds[0], self.bounds[1] + self.resolution
        if isinstance(step, tuple):
            edges = np.array([low, *step, above], dtype=float)
            place = np.searchsorted(edges, numbers, side="right") - 1
            starts, ends = edges[place], edges[place + 1]
        else:
            finest = np.floor(
                (numbers - self.origin) / self.widths[0] + 1e-9
            )  # once: every level joins these
            starts = np.round(self.origin + finest // round(step / self.widths[0]) * step, 10)
            ends = np.round(starts + step, 10)
        if self.bottom is not None:
            below = numbers < self.bottom
            starts = np.where(below, low, np.maximum(starts, self.bottom))
            ends = np.where(below, self.bottom, ends)
        if self.top is not None:
            over = numbers >= self.top
            starts, ends = np.where(over, self.top, starts), np.where(over, above, np.minimum(ends, self.top))
        return starts, np.round(ends, 10)

    def _label(self, start: float, end: float) -> str:
        if self.bottom is not None and end <= self.bottom:
            return f"<{self.bottom:.12g}"
        if self.top is not None and start >= self.top:
            return f">={self.top:.12g}"
        return interval_name(start, end, whole=self.resolution == 1)


def interval_name(start: float, end: float, *, whole: bool) -> str:
    """Name a half-open interval: of whole numbers by its first and last, else by its ends.

    Examples
    --------
    >>> interval_name(40, 45, whole=True), interval_name(40, 41, whole=True), interval_name(0.5, 1, whole=False)
    ('40-44', '40', '[0.5, 1)')
    """
    if whole and float(start).is_integer() and float(end).is_integer():
        return f"{start:.0f}-{end - 1:.0f}" if end - start > 1 else f"{start:.0f}"
    return f"[{start:.12g}, {end:.12g})"
