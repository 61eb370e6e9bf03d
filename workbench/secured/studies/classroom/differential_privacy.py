# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The classroom on differential privacy: what two releases tell together, what noise costs, what epsilon means."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from secured.common import BudgetExceeded, Dataset, Interval, PrivacyInputError, Release, clopper_pearson
from secured.common.ledger import Ledger
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dans.tables.dp.audit import Audit, audit, best_success
from secured.dans.tables.dp.counts import half_width
from secured.dans.tables.dp.histogram import DPHistogram
from secured.dans.tables.dp.opendp_noise import noisy_counts
from secured.dans.tables.dp.randomness import Randomness
from secured.dans.tables.dp.safepub import SafePub
from secured.studies.classroom.exercises import Exercise

__all__ = [
    "CompositionTrial",
    "compose",
    "differential_privacy_and_syntactic_models",
    "distinguishing_game",
    "k_anonymous",
    "noisy_table",
    "only_columns",
    "releases_until_refused",
    "safepub_against_k_anonymity",
    "smallest_epsilon",
]

Maker = FullDomainGeneralization | SafePub
Combination = tuple[str, ...]

RARE = 0.01  # share of people below which a combination of sensitive values is rare


@dataclass(frozen=True, kw_only=True)
class CompositionTrial:
    """How often an adversary learns all sensitive values of a person from one release, and from two.

    Counted are people whose combination of sensitive values is rare: nobody would guess it.

    Parameters
    ----------
    one, both : Interval
        Share of people in both releases whose values are found from the first release, and from both.
    absent : Interval
        The same attack with both releases, on people who are in neither: what is found without having been told.
    """

    one: Interval
    both: Interval
    absent: Interval

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{who}</td><td>{rate.point:.1%}</td><td>{rate.low:.1%} to {rate.high:.1%}</td></tr>"
            for who, rate in (
                ("people in both, from one release", self.one),
                ("people in both, from both releases", self.both),
                ("people in neither, from both releases", self.absent),
            )
        )
        return f"<table><tr><th></th><th>all values found</th><th>95 % interval</th></tr>{rows}</table>"


def k_anonymous(dataset: Dataset, k: int, levels: Mapping[str, int]) -> FullDomainGeneralization:
    """Make k-anonymous releases at these levels; other quasi-identifiers and small classes are left out."""
    nodes = tuple(levels.get(name, h.n_levels - 1) for name, h in dataset.hierarchies.items())
    return FullDomainGeneralization(models=(KAnonymity(k=k),), levels=nodes)


def compose(dataset: Dataset, first: Maker, second: Maker, *, n_targets: int, seed: int) -> CompositionTrial:
    """Let two owners, who share some people, each make a release, and look a person up in both.

    Of the people, `n_targets` are with both owners, as many with none, and the others with one of the two. The
    adversary knows a person's quasi-identifiers, finds the class in each release, and claims the combination of
    sensitive values that is likeliest: among those in both classes, the one with the largest product of its shares
    in the two classes over its share in the releases as a whole.

    Parameters
    ----------
    dataset : Dataset
    first, second : FullDomainGeneralization or SafePub
    n_targets : int
        At most a third of the people.
    seed : int

    References
    ----------
    Ganta, Kasiviswanathan & Smith 2008, doi:10.1145/1401890.1401926.
    """
    rng = np.random.default_rng([seed, 5])
    order = rng.permutation(len(dataset.data))
    if not 1 <= n_targets <= len(order) // 3:
        raise PrivacyInputError(
            f"compose: n_targets={n_targets} is not between 1 and a third of {len(order)} people."
        )
    shared, absent, rest = np.split(order, [n_targets, 2 * n_targets])
    released = [
        _release(maker, dataset.take(np.concatenate([shared, part])), rng)
        for maker, part in ((first, rest[::2]), (second, rest[1::2]))
    ]
    secrets = [name for name in dataset.sensitive if all(name in release.data for release in released)]
    if not secrets:
        raise PrivacyInputError(
            "compose: the releases have no sensitive column in common. Release one in both."
        )
    everybody = Counter(_texts(dataset.data[secrets]))
    overall = sum((Counter(_texts(release.data[secrets])) for release in released), Counter())
    rates = {}
    for who, people in (("in", shared), ("out", absent)):
        truth = _texts(dataset.data[secrets].iloc[people])
        rare = [everybody[value] < RARE * len(order) for value in truth]
        classes = [_classes(dataset, release, people, secrets) for release in released]
        alone = [_likeliest(one, Counter(one.keys()), Counter(one.keys())) for one in classes[0]]
        both = [_likeliest(one, other, overall) for one, other in zip(*classes, strict=True)]
        for claims, name in ((alone, f"{who} one"), (both, f"{who} both")):
            found = sum(r and claim == value for claim, value, r in zip(claims, truth, rare, strict=True))
            rates[name] = clopper_pearson(found, sum(rare), alpha=0.025)
    return CompositionTrial(one=rates["in one"], both=rates["in both"], absent=rates["out both"])


def _release(maker: Maker, dataset: Dataset, rng: np.random.Generator) -> Release:
    if isinstance(maker, SafePub):
        return maker.apply(dataset, rng=rng)
    return maker.solve(dataset).link(rng).release


def _classes(
    dataset: Dataset, release: Release, people: np.ndarray, secrets: list[str]
) -> list[Counter[Combination]]:
    """For each person how often each combination of sensitive values is in the class that fits."""
    names, levels = list(release.quasi_identifiers), release.parameters["levels"]
    classes: defaultdict[Combination, Counter[Combination]] = defaultdict(Counter)
    for label, value in zip(_texts(release.data[names]), _texts(release.data[secrets]), strict=True):
        classes[label][value] += 1
    rows = dataset.data.iloc[people]
    labels = {
        name: dataset.hierarchies[name].generalize(dataset.hierarchies[name].encode(rows[name]), levels[name])
        for name in names
    }
    return [classes.get(label, Counter()) for label in _texts(pd.DataFrame(labels))]


def _likeliest(
    one: Counter[Combination], other: Counter[Combination], overall: Counter[Combination]
) -> Combination | None:
    """The combination in both classes with the largest product of shares over its overall share; None if there is none."""
    weights = {value: one[value] * other[value] / overall[value] for value in one if value in other}
    return max(weights, key=lambda value: (weights[value], value), default=None)


def _texts(table: pd.DataFrame) -> list[Combination]:
    """Rows as tuples of texts, in which 41 and 41.0 are the same and missing is a value."""
    columns = []
    for name in table.columns:
        cells = (
            pd.to_numeric(table[name])
            if pd.api.types.is_numeric_dtype(table[name].infer_objects())
            else table[name]
        )
        texts = cells.astype(float if cells.dtype.kind in "if" else object).map(str, na_action="ignore")
        columns.append(texts.astype(object).where(cells.notna(), "(missing)"))
    return list(zip(*columns, strict=True))


def only_columns(dataset: Dataset, columns: Sequence[str]) -> Dataset:
    """Return the dataset with some of its columns."""
    return replace(
        dataset,
        data=dataset.data[list(columns)],
        columns={name: dataset.columns[name] for name in columns},
        related={},
    )


def safepub_against_k_anonymity(
    dataset: Dataset, levels: Mapping[str, int], *, k: int, epsilons: Sequence[float], delta: float, seed: int
) -> pd.DataFrame:
    """Release the same columns at the same levels, k-anonymous and by SafePub, and compare what is left.

    `people told` is the share of people with a row; `error of a cell` the mean difference, in people, between the
    exact number in a cell of all columns and what the release says: its rows, divided by the chance to be drawn.
    """
    part = only_columns(dataset, tuple(levels))
    ladder: dict[str, Maker] = {f"{k}-anonymity": k_anonymous(part, k, levels)}
    ladder |= {
        f"SafePub, epsilon {epsilon:g}": SafePub(
            epsilon=epsilon, delta=delta, levels=levels, noise="teaching"
        )
        for epsilon in epsilons
    }
    rows = []
    exact = _cells(part, k_anonymous(part, 1, levels), seed)[0]
    for name, maker in ladder.items():
        counts, release = _cells(part, maker, seed)
        told = counts / release.parameters.get("sampling_rate", 1.0)
        rows.append(
            {
                "release": name,
                "smallest class": release.guarantee.k,
                "people told": release.n_records / part.n_people,
                "error of a cell": float(exact.sub(told, fill_value=0.0).abs().mean()),
            }
        )
    return pd.DataFrame(rows)


def _cells(dataset: Dataset, maker: Maker, seed: int) -> tuple[pd.Series, Release]:
    release = _release(maker, dataset, np.random.default_rng([seed, 6]))
    return pd.Series(_texts(release.data)).value_counts(), release


def noisy_table(
    dataset: Dataset,
    categories: Mapping[str, tuple[str, ...]],
    levels: Mapping[str, int],
    *,
    epsilon: float,
    seed: int,
) -> pd.DataFrame:
    """Count people by some columns, exactly and with noise; the exact column is for the classroom only."""
    names = tuple(categories)
    method = DPHistogram(
        columns=names, epsilon=epsilon, categories=categories, levels=levels, noise="teaching"
    )
    noisy = method.apply(dataset, rng=np.random.default_rng([seed, 7])).data
    cells, exact = method.exact(dataset)
    return cells.assign(exact=exact, noisy=noisy["count"], noise=noisy["count"] - exact)


def distinguishing_game(epsilon: float, *, rounds: int, seed: int, count: int = 10) -> Audit:
    """Play for one person: a noisy count of `count` people without, or of one more with them. Which was it?"""
    randomness = Randomness(noise="teaching", rng=np.random.default_rng([seed, 8]), who="distinguishing_game")
    without, with_person = (
        noisy_counts(np.full(rounds, people), 1 / epsilon, randomness) for people in (count, count + 1)
    )
    return audit(without, with_person, claimed=epsilon)


def smallest_epsilon(width: int) -> float:
    """Smallest of 0.1, 0.2, ... for which 95 of 100 noisy counts are off by at most `width` people."""
    tenths = next(tenths for tenths in range(1, 1000) if half_width(10 / tenths) <= width)
    return tenths / 10


def releases_until_refused(dataset: Dataset, *, budget: float, each: float) -> int:
    """How many releases a fresh ledger with that budget lets pass."""
    with TemporaryDirectory() as folder:
        ledger, passed = Ledger(epsilon=budget, path=Path(folder) / "ledger.jsonl"), 0
        try:
            while passed < 1000:
                ledger.spend(dataset, each, what="count")
                passed += 1
        except BudgetExceeded:
            pass
        return passed


def differential_privacy_and_syntactic_models(
    trial: CompositionTrial, *, epsilon: float, width: int
) -> dict[str, Exercise]:
    """The three exercises of the third tutorial; `trial` is of the two k-anonymous releases."""
    return {
        "two releases": Exercise(
            question="Of the people with rare diagnoses, what share do two k-anonymous releases give away, but not one of them?",
            answer=trial.both.point - trial.one.point,
            tolerance=0.001,
            hint="Subtract the share found in one release from the share found in both; `.point` holds a share.",
            explanation="Each release keeps its promise, and together they break it: k-anonymity does not compose.",
        ),
        "best guess": Exercise(
            question=f"How often can a player be right, at most, when epsilon is {epsilon:g}?",
            answer=best_success(epsilon),
            tolerance=0.005,
            hint="At even odds, exp(epsilon) / (1 + exp(epsilon)), whatever the player knows and can compute.",
            explanation="Whatever the player knows beside: that is what epsilon means.",
        ),
        "epsilon for a width": Exercise(
            question=f"What is the smallest epsilon, in steps of 0.1, with 95 of 100 counts off by at most {width}?",
            answer=smallest_epsilon(width),
            tolerance=0.01,
            hint="half_width(1 / epsilon) is how far 95 of 100 counts are off at most. Try values.",
            explanation="The noise depends on epsilon alone: it is as large for ten people as for ten thousand.",
        ),
    }
