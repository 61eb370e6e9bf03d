# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Releases of one table for the classroom on distances: some pass the usual test and leak, some fail and do not."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from secured.common import Interval, PrivacyInputError, clopper_pearson
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.studies.classroom.distances import closest_records, distance_test
from secured.studies.classroom.three_groups import OnTrial, ThreeGroups, isolation, of_rows

__all__ = [
    "crowds",
    "first_passing",
    "harmless_passing",
    "hidden_copies",
    "moved",
    "noisy",
    "other_people",
    "random_move",
]

MOST_TRIES = 200
LEAST_MOVE, LARGEST_MOVE = 0.5, 1.5  # standard deviations


def moved(groups: ThreeGroups, by: Mapping[str, float]) -> OnTrial:
    """Add the same amount to everybody's number, for each of some columns.

    Raises
    ------
    PrivacyInputError
        If a column is no number.
    """
    if strange := set(by) - set(groups.numbers):
        raise PrivacyInputError(
            f"moved: {', '.join(sorted(strange))} cannot be moved. Name numbers: {', '.join(groups.numbers)}."
        )
    rows = groups.dataset.data.iloc[groups.training].reset_index(drop=True)
    rows = rows.assign(**{name: (rows[name] + amount).round(6) for name, amount in by.items()})
    return of_rows("everything moved", groups, rows, np.arange(len(rows)), {"by": dict(by)}, 21)


def noisy(groups: ThreeGroups, rng: np.random.Generator, *, noise: float) -> OnTrial:
    """Add normal noise of so many standard deviations to every number, anew for everybody."""
    rows = groups.dataset.data.iloc[groups.training].reset_index(drop=True)
    added = {name: rng.normal(0, noise * rows[name].std(), len(rows)) for name in groups.numbers}
    rows = rows.assign(**{name: (rows[name] + one).round(2) for name, one in added.items()})
    return of_rows(f"noise {noise:g}", groups, rows, np.arange(len(rows)), {"noise": noise}, 22)


def first_passing(
    make: Callable[[ThreeGroups, np.random.Generator], OnTrial], groups: ThreeGroups
) -> OnTrial:
    """Draw releases until one passes the test by distance.

    Raises
    ------
    PrivacyInputError
        If none of 200 does.
    """
    rng = groups.rng(23)
    for tries in range(1, MOST_TRIES + 1):
        found = make(groups, rng)
        if found.test().passes:
            return replace(found, tries=tries)
    raise PrivacyInputError(f"first_passing: none of {MOST_TRIES} draws passes. Make the release otherwise.")


def random_move(groups: ThreeGroups, rng: np.random.Generator) -> OnTrial:
    """Move all numbers, each by half to one and a half standard deviations up or down, in whole units."""
    deviations = groups.rows(groups.training)[list(groups.numbers)].std()
    by = {
        name: float(np.ceil(rng.uniform(LEAST_MOVE, LARGEST_MOVE) * one) * rng.choice([-1, 1]))
        for name, one in deviations.items()
    }
    return moved(groups, {str(name): amount for name, amount in by.items()})


def hidden_copies(groups: ThreeGroups, *, copied: float) -> OnTrial:
    """Copy the most isolated people, and make up all other rows so that the test by distance does not see it.

    The others are drawn from a normal distribution fitted to training, for each combination of the other
    quasi-identifiers; a *similarity filter* then drops those that are closest to training, until the test passes.

    Parameters
    ----------
    groups : ThreeGroups
    copied : float
        Share of copies, in (0, 0.05): the test looks at the 5th percentile.

    Raises
    ------
    PrivacyInputError
        If the share is out of range, or no filter makes the test pass.

    References
    ----------
    Ganev & De Cristofaro 2023, arXiv:2312.05114 (such filters themselves tell of people).
    """
    if not 0 < copied < 0.05:
        raise PrivacyInputError(f"hidden_copies: copied={copied} is not in (0, 0.05).")
    rows = groups.dataset.data.iloc[groups.training].reset_index(drop=True)
    alone = np.argsort(-isolation(groups), kind="stable")[: max(int(copied * len(rows)), 1)]
    training = groups.rows(groups.training)
    drawn = _made_up(groups, rows, 3 * len(rows))
    near = closest_records(drawn[list(training.columns)], training, like=training).first
    for share in (0.1, 0.2, 0.3, 0.4):
        kept = drawn[near > np.quantile(near, share)].iloc[: len(rows) - len(alone)]
        mixed = pd.concat([rows.iloc[alone], kept], ignore_index=True)
        of = np.concatenate([alone, np.full(len(kept), -1)])
        found = of_rows("copies hidden", groups, mixed, of, {"copied": copied, "filtered": share}, 24)
        if found.test().passes:
            return found
    raise PrivacyInputError("hidden_copies: no filter makes the test pass. Use more people.")


def harmless_passing(groups: ThreeGroups, *, n_each: int, draws: int) -> Interval:
    """Share of releases of other people's rows that pass the test, with 95 % bounds.

    For every draw the people are dealt anew into training, hold-out and others, so many each.

    Raises
    ------
    PrivacyInputError
        If there are fewer than three times as many people.
    """
    everybody = groups.rows(np.concatenate([groups.training, groups.hold_out, groups.reference]))
    if not 1 <= n_each <= len(everybody) // 3 or draws < 1:
        raise PrivacyInputError(
            f"harmless_passing: n_each={n_each} is not between 1 and a third of {len(everybody)} people, or draws={draws} below 1."
        )
    rng, passed = groups.rng(29), 0
    for _ in range(draws):
        training, hold_out, others = np.split(rng.permutation(len(everybody))[: 3 * n_each], 3)
        passed += distance_test(*(everybody.iloc[part] for part in (others, training, hold_out))).passes
    return clopper_pearson(passed, draws, alpha=0.025)


def crowds(groups: ThreeGroups, k: int) -> OnTrial:
    """Generalise until everybody is in a class of at least `k`; at most one in twenty is left out."""
    solution = FullDomainGeneralization(models=(KAnonymity(k=k),)).solve(groups.dataset.take(groups.training))
    linked = solution.link(groups.rng(25))

    def shown(rows: pd.DataFrame) -> pd.DataFrame:
        built = groups.dataset.hierarchies
        levels = zip(groups.dataset.quasi_identifiers, solution.levels, strict=True)
        return pd.DataFrame(
            {name: built[name].generalize(built[name].encode(rows[name]), at) for name, at in levels}
        )

    return OnTrial(name=f"crowds of {k}", groups=groups, linked=linked, shown=shown)


def other_people(groups: ThreeGroups) -> OnTrial:
    """Rows of the reference people as they are: nobody of training is in it."""
    rows = groups.dataset.data.iloc[groups.reference].reset_index(drop=True)
    return of_rows("other people", groups, rows, np.full(len(rows), -1), {}, 26)


def _made_up(groups: ThreeGroups, rows: pd.DataFrame, n: int) -> pd.DataFrame:
    """Draw rows: numbers from a normal distribution within each kind of person, all else from somebody of that kind."""
    rng, numbers = groups.rng(27), list(groups.numbers)
    kinds = [name for name in groups.dataset.quasi_identifiers if name not in numbers]
    like = rows.iloc[rng.integers(0, len(rows), n)].reset_index(drop=True)
    codes = like.groupby(kinds, dropna=False).ngroup() if kinds else pd.Series(np.zeros(n, dtype=int))
    drawn = np.empty((n, len(numbers)))
    for kind in np.unique(codes):
        of_kind = (codes == kind).to_numpy()
        seen = like.loc[of_kind, numbers].to_numpy(dtype=float)
        spread = np.cov(seen, rowvar=False) if len(seen) > len(numbers) else np.diag(seen.var(axis=0))
        drawn[of_kind] = rng.multivariate_normal(seen.mean(axis=0), spread, len(seen))
    low, high = rows[numbers].min().to_numpy(), rows[numbers].max().to_numpy()
    whole = [pd.api.types.is_integer_dtype(rows[name]) for name in numbers]
    drawn = np.where(whole, np.round(drawn), np.round(drawn, 1))
    inside = np.flatnonzero(((drawn >= low) & (drawn <= high)).all(axis=1))
    return like.assign(**dict(zip(numbers, drawn.T, strict=True))).iloc[inside]
