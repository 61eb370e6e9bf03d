# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The classroom on k, l and t: what classes of people who look alike give away, and which model stops which attack."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError, clopper_pearson
from secured.common.result_table import html_table
from secured.dans import EquivalenceClasses

__all__ = [
    "GivenAway",
    "Skewness",
    "background_knowledge",
    "closest_band",
    "homogeneity",
    "similarity",
    "skewness",
]


@dataclass(frozen=True, kw_only=True)
class GivenAway:
    """How many people an attack gives away.

    Parameters
    ----------
    attack : str
        What the adversary does, in words.
    given_away, classes : int
        People about whom the claim is right, and the classes in which they are.
    guessed : int
        Those of them about whom the best guess without classes is right too.
    people : int
        All people of the release.
    """

    attack: str
    given_away: int
    classes: int
    guessed: int
    people: int

    @property
    def share(self) -> Interval:
        """Share of the people given away, with 95 % bounds."""
        return clopper_pearson(self.given_away, self.people, alpha=0.025)

    def to_dict(self) -> dict[str, Any]:
        """Counts, share and bounds."""
        return asdict(self) | {"share": asdict(self.share)}

    def _repr_html_(self) -> str:
        share = self.share
        return html_table(
            f"{self.attack}: {self.people} people",
            ("given away", "of whom guessed anyway", "in classes", "share", "95 % interval"),
            [
                (
                    self.given_away,
                    self.guessed,
                    self.classes,
                    f"{share.point:.2%}",
                    f"{share.low:.2%} to {share.high:.2%}",
                )
            ],
        )


@dataclass(frozen=True, kw_only=True)
class Skewness:
    """What an adversary gains who suspects everybody in whose class a rare value is much likelier than overall.

    Parameters
    ----------
    rare : float
        Largest share of people who have a rare value.
    times : float
        How many times likelier it must be in the class.
    suspected, right : int
        Suspicions, one for a person and value, and how many are right.
    expected : float
        How many of as many suspicions about people drawn at random would be right.
    largest_gain, largest_difference : float
        Largest quotient, and difference, of a rare value's share in a class and overall.
    people : int
    """

    rare: float
    times: float
    suspected: int
    right: int
    expected: float
    largest_gain: float
    largest_difference: float
    people: int

    @property
    def success(self) -> Interval:
        """Share of the suspicions that are right, with 95 % bounds."""
        return clopper_pearson(self.right, self.suspected, alpha=0.025)

    def to_dict(self) -> dict[str, Any]:
        """Counts, gains, and the rate of success with its bounds."""
        return asdict(self) | {"success": asdict(self.success)}

    def _repr_html_(self) -> str:
        success = self.success
        return html_table(
            f"Skewness: values of at most {self.rare:.0%} of {self.people} people, {self.times:g} times likelier in a class",
            ("suspicions", "right", "right without classes", "success", "95 % interval", "largest gain", "difference"),
            [
                (
                    self.suspected,
                    self.right,
                    f"{self.expected:.1f}",
                    f"{success.point:.1%}",
                    f"{success.low:.1%} to {success.high:.1%}",
                    f"{self.largest_gain:.1f} times",
                    f"{self.largest_difference:.1%}",
                )
            ],
        )  # fmt: skip


def homogeneity(classes: EquivalenceClasses, sensitive: str) -> GivenAway:
    """Count the people whose value is known because all recorded values of their class are the same.

    Parameters
    ----------
    classes : EquivalenceClasses
        The released ones.
    sensitive : str

    References
    ----------
    Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302.
    """
    table = _table(classes, sensitive)
    return _counted("Homogeneity", classes, table, _certain(table, 0, 1.0))


def background_knowledge(
    classes: EquivalenceClasses, sensitive: str, *, excluded: int, certainty: float = 1.0
) -> GivenAway:
    """Count the people whose value has at least that certainty once the adversary excludes others of the class.

    For every person those values are excluded, among the ones that they do not have, that are most frequent in
    their class: the worst that knowing so many can do.

    Parameters
    ----------
    classes : EquivalenceClasses
    sensitive : str
    excluded : int
        Values that the adversary knows the person not to have, >= 0.
    certainty : float, default 1.0
        Share of the remaining people of the class who have the person's value, in (0, 1].

    References
    ----------
    Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302.
    """
    if excluded < 0 or not 0 < certainty <= 1:
        raise PrivacyInputError(
            f"background_knowledge: excluded={excluded} is negative, or certainty={certainty} not in (0, 1]."
        )
    table = _table(classes, sensitive)
    name = f"Background knowledge, {excluded} values excluded, certainty {certainty:g}"
    return _counted(name, classes, table, _certain(table, excluded, certainty))


def similarity(classes: EquivalenceClasses, sensitive: str, *, width: int) -> GivenAway:
    """Count the people whose class holds only values within `width` steps of each other, different as they may be.

    Parameters
    ----------
    classes : EquivalenceClasses
    sensitive : str
        A column whose values have an order.
    width : int
        Steps along the ordered values of the table, >= 0.

    References
    ----------
    Li, Li & Venkatasubramanian 2007, doi:10.1109/ICDE.2007.367856.
    """
    _check_order(classes, sensitive, width)
    table = _table(classes, sensitive)
    held = table > 0
    low = held.argmax(axis=1)
    high = table.shape[1] - 1 - held[:, ::-1].argmax(axis=1)
    close = (high - low <= width) & held.any(axis=1)
    steps = np.arange(table.shape[1])
    whole = table.sum(axis=0)
    begin = int(np.argmax([whole[at : at + width + 1].sum() for at in steps]))
    commonest = (steps >= begin) & (steps <= begin + width)
    return GivenAway(
        attack=f"Similarity, values within {width} steps",
        given_away=int(table[close].sum()),
        classes=int(close.sum()),
        guessed=int(table[close][:, commonest].sum()),
        people=classes.n_people,
    )


def closest_band(classes: EquivalenceClasses, sensitive: str, *, width: int) -> float:
    """Least ordered distance from everybody's values of any class whose values lie within `width` steps.

    Under t-closeness with a smaller t there can be no such class: what lies outside a band must move to its edge.

    Parameters
    ----------
    classes : EquivalenceClasses
        Of the whole table, from which t-closeness measures.
    sensitive : str
    width : int
        Steps along the ordered values of the table, >= 0.
    """
    _check_order(classes, sensitive, width)
    whole = classes.sensitive[sensitive].total
    recorded = len(whole) - 1
    steps = np.arange(len(whole) if whole[-1] else recorded)  # missing stands last, and may be in any class
    moved = []
    for low in range(max(recorded - width, 1)):
        outside = np.maximum(low - steps, 0) + np.maximum(steps - low - width, 0)
        moved.append(whole[: len(steps)] @ np.minimum(outside, np.abs(recorded - steps)))
    return float(min(moved) / whole.sum() / max(len(steps) - 1, 1))


def skewness(
    classes: EquivalenceClasses, sensitive: str, *, rare: float = 0.05, times: float = 5.0
) -> Skewness:
    """Suspect everybody in whose class a rare value is at least `times` times as frequent as in the release.

    Under t-closeness (equal distance) a value of share p has at most the share p + t in a class: a gain of 1 + t / p.

    Parameters
    ----------
    classes : EquivalenceClasses
        The released ones.
    sensitive : str
    rare : float, default 0.05
        Values that at most that share of the people have.
    times : float, default 5.0
        More than 1.

    References
    ----------
    Li, Li & Venkatasubramanian 2007, doi:10.1109/ICDE.2007.367856.
    """
    if not 0 < rare < 1 or not times > 1:
        raise PrivacyInputError(f"skewness: rare={rare} is not in (0, 1), or times={times} not above 1.")
    table = _table(classes, sensitive)
    prior = table.sum(axis=0) / max(classes.n_people, 1)
    among = (prior > 0) & (prior <= rare)
    table, prior = table[:, among], prior[among]
    within = table / classes.counts[:, None]
    gain = within / prior
    suspected = gain >= times - 1e-12
    return Skewness(
        rare=rare,
        times=times,
        suspected=int(suspected.sum(axis=1) @ classes.counts),
        right=int(table[suspected].sum()),
        expected=float(classes.counts @ suspected @ prior),
        largest_gain=float(gain.max(initial=0.0)),
        largest_difference=float((within - prior).max(initial=0.0)),
        people=classes.n_people,
    )


def _table(classes: EquivalenceClasses, sensitive: str) -> np.ndarray:
    """People of each class (row) with each recorded value (column); a missing value hides nothing and is left out."""
    counts = classes.sensitive[sensitive]
    table = np.zeros((len(classes.counts), len(counts.total)), dtype=np.int64)
    table[counts.classes, counts.values] = counts.counts
    return table[:, :-1]


def _certain(table: np.ndarray, excluded: int, certainty: float) -> np.ndarray:
    """People of each class and value who are sure enough, the most frequent other values being excluded."""
    descending = -np.sort(-table, axis=1)
    top = np.cumsum(np.pad(descending, ((0, 0), (1, excluded + 1))), axis=1)
    whole = table.sum(axis=1, keepdims=True)
    among_top = table >= top[:, excluded + 1, None] - top[:, excluded, None]  # as frequent as the first left
    others = np.where(among_top, whole - top[:, excluded + 1, None], whole - table - top[:, excluded, None])
    sure = (table > 0) & (table >= certainty * (table + others) * (1 - 1e-12))
    return np.where(sure, table, 0)


def _counted(attack: str, classes: EquivalenceClasses, table: np.ndarray, sure: np.ndarray) -> GivenAway:
    commonest = int(table.sum(axis=0).argmax())
    return GivenAway(
        attack=attack,
        given_away=int(sure.sum()),
        classes=int(sure.any(axis=1).sum()),
        guessed=int(sure[:, commonest].sum()),
        people=classes.n_people,
    )


def _check_order(classes: EquivalenceClasses, sensitive: str, width: int) -> None:
    if not classes.sensitive[sensitive].ordered:
        raise PrivacyInputError(
            f"similarity: {sensitive} has no order. Use a column of numbers or an ordered list."
        )
    if width < 0:
        raise PrivacyInputError(f"similarity: width={width} is negative.")
