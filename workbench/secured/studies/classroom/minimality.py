# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The minimality attack: that no finer release was possible tells something about the people in it."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    Interval,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
    clopper_pearson,
)
from secured.common.grouping import group_counted
from secured.common.result_table import html_table
from secured.dans import BetaLikeness, EquivalenceClasses, KAnonymity, Solution
from secured.dans.tables.equivalence_classes import SensitiveCounts
from secured.dans.tables.models.privacy_model import satisfied
from secured.studies.classroom.one_secret import protect

__all__ = ["Minimality", "at_most", "minimality", "smallest_hiding_k", "two_groups"]

Expectations = tuple[float, np.ndarray, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Minimality:
    """What an adversary believes who knows that the search takes the finest levels that the models allow.

    Beliefs are about the rarer of the two values, and are the same for all people of a class one level below.

    Parameters
    ----------
    limit : float
        Largest share of the value that was promised for a class.
    belief, share, alike : float, float, int
        The strongest belief, the share in the released class, and the people it is about.
    beyond, having : int
        People believed to have the value more than the limit allows, and those of them who have it.
    surprise : float
        Chance that values dealt out at random within the released classes would have forced these levels too; at 1 the
        levels tell nothing.
    people : int
    """

    limit: float
    belief: float
    share: float
    alike: int
    beyond: int
    having: int
    surprise: float
    people: int

    @property
    def truth(self) -> Interval:
        """Share of the people beyond the limit who have the value, with 95 % bounds."""
        return clopper_pearson(self.having, self.beyond, alpha=0.025)

    def to_dict(self) -> dict[str, Any]:
        """Counts and beliefs, and what is true of the people beyond the limit."""
        return asdict(self) | {"truth": asdict(self.truth)}

    def _repr_html_(self) -> str:
        truth = f"{self.having} of {self.beyond} ({self.truth.low:.0%} to {self.truth.high:.0%})"
        return html_table(
            f"Minimality: {self.people} people, promised: at most {self.limit:.1%} in a class",
            ("strongest belief", "share in the class", "people", "beyond the promise", "who have it", "surprise"),
            [
                (
                    f"{self.belief:.1%}",
                    f"{self.share:.1%}",
                    self.alike,
                    self.beyond,
                    truth if self.beyond else "-",
                    self.surprise,
                )
            ],
        )  # fmt: skip


def minimality(solution: Solution, sensitive: str, *, column: str, limit: float) -> Minimality:
    """Reason from the levels that a search chose: one level below in `column`, some class must have failed.

    Who knows everybody's quasi-identifiers knows the classes one level below, but for their sensitive values. Of all
    ways to deal the values of each released class out to its people, only those count with which some class below
    fails; the belief is the share of these in which a person has the value. For a single quasi-identifier and models
    that are monotonic this is all that the levels tell; with several it is a part of it. Levels that were given, and not
    searched, tell nothing.

    Parameters
    ----------
    solution : Solution
        Nobody left out, `sensitive` with two values in the compressed table, models that look at single classes.
    sensitive, column : str
    limit : float
        Share of the value that was promised, in (0, 1).

    Raises
    ------
    PrivacyInputError
        If the solution is of another kind, or `column` was not generalised.

    References
    ----------
    Wong, Fu, Wang & Pei 2007, Minimality attack in privacy preserving data publishing, VLDB 2007, pages 543-554.
    """
    below = _one_level_below(solution, sensitive, column, limit)
    counts = below.sensitive[sensitive]
    rarer = int(np.argmin(np.where(counts.total[:-1] > 0, counts.total[:-1], np.iinfo(np.int64).max)))
    mine = counts.values == rarer
    have = np.bincount(counts.classes[mine], weights=counts.counts[mine], minlength=len(below.counts))
    have = have.astype(np.int64)
    class_of = group_counted(below.keys_at(solution.levels), below.counts)[1]
    members = [np.flatnonzero(class_of == at) for at in range(int(class_of.max()) + 1)]
    shares = np.concatenate([np.full(len(m), have[m].sum() / below.counts[m].sum()) for m in members])
    order = np.concatenate(members)
    if solution.method.levels is None:
        holds = _allowed(solution, below, sensitive, rarer)
        surprise, beliefs = _beliefs(members, below.counts, have, holds)
    else:
        surprise, beliefs = 1.0, shares
    most = int(beliefs.argmax())
    alike = order[beliefs >= beliefs[most] - 1e-12]
    beyond = order[beliefs > limit + 1e-12]
    return Minimality(
        limit=limit,
        belief=float(beliefs[most]),
        share=float(shares[most]),
        alike=int(below.counts[alike].sum()),
        beyond=int(below.counts[beyond].sum()),
        having=int(have[beyond].sum()),
        surprise=surprise,
        people=below.n_people,
    )


def at_most(dataset: Dataset, sensitive: str, share: float) -> BetaLikeness:
    """Return the model by which the rarer of two values has at most that share in every class.

    Raises
    ------
    PrivacyInputError
        If more people have the value, or the other value would be bounded too.
    """
    shares = dataset.data[sensitive].value_counts(normalize=True, dropna=False)
    if len(shares) != 2 or not shares.iloc[1] < share < 1 or shares.iloc[0] * share < shares.iloc[1]:
        raise PrivacyInputError(
            f"at_most: {share:g} cannot bound the rarer value of {sensitive} alone. Use a column of two values, and a share "
            "above that of the rarer one in the table."
        )
    return BetaLikeness(sensitive=sensitive, beta=float(share / shares.iloc[1] - 1))


def smallest_hiding_k(
    dataset: Dataset, sensitive: str, *, column: str, limit: float, most: int = 1000
) -> int:
    """Smallest k with which the best levels under k-anonymity and the limit tell nothing; `most` if none is."""
    bounded = at_most(dataset, sensitive, limit)
    for k in range(1, most):
        solution = protect(dataset, KAnonymity(k=k), bounded, suppression_limit=0.0)
        if minimality(solution, sensitive, column=column, limit=limit).surprise == 1:
            return k
    return most


def two_groups(seed: int) -> Dataset:
    """The example of Wong et al. 2007: two people of one group have HIV, five of another have something else.

    `seed` shuffles the rows.
    """
    data = pd.DataFrame(
        {"group": ["q1"] * 2 + ["q2"] * 5, "disease": ["HIV"] * 2 + ["other"] * 5}, dtype=object
    )
    data = data.iloc[np.random.default_rng([seed, 9]).permutation(7)].reset_index(drop=True)
    return Dataset(
        name="two-groups",
        title="Two groups, after Wong et al. 2007",
        modality=Modality.TABLE,
        data=data,
        subjects=np.arange(7),
        columns={
            "group": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
            "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
        },
        standing=Standing.SIMULATED,
        provenance=Provenance(source="made by code", licence="CC0", citation="Wong et al. 2007"),
    )  # fmt: skip


def _one_level_below(solution: Solution, sensitive: str, column: str, limit: float) -> EquivalenceClasses:
    method, names = solution.method, solution.dataset.quasi_identifiers
    if method.suppression_limit > 0 or not solution.kept.all():
        raise PrivacyInputError("minimality: the release may leave people out. Use suppression_limit=0.")
    if method.population is not None or any(hasattr(model, "enforce") for model in method.models):
        raise PrivacyInputError("minimality: a model looks at more than single classes. Use other models.")
    level = solution.levels[names.index(column)] if column in names else 0
    if not level or not 0 < limit < 1:
        raise PrivacyInputError(
            f"minimality: {column} is no generalised quasi-identifier, or limit={limit} is not in (0, 1)."
        )
    below = solution.table.classes(
        tuple(one - (name == column) for name, one in zip(names, solution.levels, strict=True))
    )
    total = below.sensitive[sensitive].total
    if (total > 0).sum() != 2 or total[-1]:
        raise PrivacyInputError(
            f"minimality: {sensitive} does not have two values, all recorded. Use one that has."
        )
    return below


def _allowed(
    solution: Solution, below: EquivalenceClasses, sensitive: str, rarer: int
) -> dict[int, np.ndarray]:
    """For every size of a class, whether the models hold with 0, 1, ... people who have the rarer value."""
    total = below.sensitive[sensitive].total
    other = next(at for at in np.flatnonzero(total) if at != rarer)
    sizes = np.unique(below.counts)
    people = np.repeat(sizes, sizes + 1)
    have = np.concatenate([np.arange(size + 1) for size in sizes])
    classes, counts = np.tile(np.arange(len(people)), 2), np.concatenate([have, people - have])
    values, some = np.repeat([rarer, other], len(people)), counts > 0
    triples = SensitiveCounts(
        classes=classes[some],
        values=values[some],
        counts=counts[some],
        total=total,
        ordered=below.sensitive[sensitive].ordered,
        tree=below.sensitive[sensitive].tree,
    )
    codes = np.zeros((len(people), len(below.hierarchies)), dtype=np.int64)
    every = EquivalenceClasses.of_codes(below.hierarchies, codes, people, {sensitive: triples})
    holds = np.split(satisfied(solution.method.models, every), np.cumsum(sizes + 1)[:-1])
    return dict(zip(sizes.tolist(), holds, strict=True))


def _beliefs(
    members: list[np.ndarray], sizes: np.ndarray, have: np.ndarray, holds: dict[int, np.ndarray]
) -> tuple[float, np.ndarray]:
    """Chance that some class below fails, and given that, each class's expected share, in the order of `members`."""
    dealt = [_dealt(sizes[m], [holds[int(size)] for size in sizes[m]], int(have[m].sum())) for m in members]
    with np.errstate(divide="ignore"):
        safe = np.log1p(-np.array([fails for fails, _, _ in dealt]))
    surprise = float(-np.expm1(safe.sum()))
    beliefs = []
    for at, (_, failing, holding) in enumerate(dealt):
        elsewhere = -np.expm1(np.delete(safe, at).sum())  # chance that a class below another one fails
        beliefs.append((failing + holding * elsewhere) / surprise)
    return surprise, np.concatenate(beliefs)


def _dealt(sizes: np.ndarray, holds: list[np.ndarray], have: int) -> Expectations:
    """Deal `have` values out to classes of these sizes at random.

    Returns
    -------
    fails : float
        Chance that some class fails.
    failing, holding : ndarray, shape (n_classes,)
        Expected share of each class, counted where some class fails, and where none does.

    Numbers per class are binomial given their sum, whatever the rate; at the observed one nothing that matters
    underflows. All summands are positive, so that rare failures keep their precision.
    """
    rate = have / sizes.sum()
    ways = [binom.pmf(np.arange(min(size, have) + 1), size, rate) for size in sizes]
    each = [(way * may[: len(way)], way * ~may[: len(way)]) for way, may in zip(ways, holds, strict=True)]
    before, after = [(np.ones(1), np.zeros(1))], [(np.ones(1), np.zeros(1))]
    for one, last in zip(each, reversed(each), strict=True):
        before.append(_joined(before[-1], one, have))
        after.append(_joined(last, after[-1], have))
    all_hold, some_fail = (float(_padded(part, have)[have]) for part in before[-1])
    whole = all_hold + some_fail
    failing, holding = np.empty(len(sizes)), np.empty(len(sizes))
    for at, (holding_ways, failing_ways) in enumerate(each):
        rest_holds, rest_fails = (
            _padded(part, have)[have - np.arange(len(holding_ways))]
            for part in _joined(before[at], after[len(sizes) - 1 - at], have)
        )
        share = np.arange(len(holding_ways)) / sizes[at]
        failing[at] = share @ (holding_ways * rest_fails + failing_ways * (rest_fails + rest_holds)) / whole
        holding[at] = share @ (holding_ways * rest_holds) / whole
    return some_fail / whole, failing, holding


def _joined(
    one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray], most: int
) -> tuple[np.ndarray, np.ndarray]:
    """Add up two groups of classes: where all hold, and where some fail."""
    (a, b), (c, d) = one, other
    return np.convolve(a, c)[: most + 1], (np.convolve(a, d) + np.convolve(b, c + d))[: most + 1]


def _padded(chances: np.ndarray, most: int) -> np.ndarray:
    return np.pad(chances, (0, most + 1 - len(chances)))
