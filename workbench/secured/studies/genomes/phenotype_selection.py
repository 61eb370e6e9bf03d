# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Can a genome be picked by what its owner looks like? Measured on simulated traits, beside what their heritability allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes
from secured.dean.genomes.phenotypes import (
    MaximumEntropyMatcher,
    Selection,
    SelectionPoint,
    known_predictor,
    selection_chance,
)
from secured.dean.prior import PriorCurve
from secured_datasets.simulated.traits import AdditiveTraits, SimulatedTraits

__all__ = ["PhenotypeSelection", "select_by_phenotype"]

SIZES = (2, 5, 10, 20, 50, 100)
SETS = (10, 20, 50)
FALSE_POSITIVES = 0.01


@dataclass(frozen=True, kw_only=True)
class PhenotypeSelection:
    """How often the right genome is picked among N.

    Parameters
    ----------
    people : str
        Whose genomes, with their standing.
    n_people : int
    traits : str
        Always simulated.
    predictors : {"known effects", "learned"}
    explained : tuple of float
        Share of every trait's variance that the predictor explains: the heritability, or if learned what it explains
        among the matched people.
    points : tuple of SelectionPoint
        Measured: one genome of N for a person.
    reverse : tuple of SelectionPoint
        Measured: one person of N for a genome.
    expected : tuple of float
        The closed form at the sizes of `points`.
    sets : tuple of SelectionPoint
        Measured: N people and their N genomes matched at once.
    worth : PriorCurve or None
        Of "this genome is this person's" at a false positive rate; None for too few people to show it.
    false_positive_rate : float
    """

    people: str
    n_people: int
    traits: str
    predictors: str
    explained: tuple[float, ...]
    points: tuple[SelectionPoint, ...]
    reverse: tuple[SelectionPoint, ...]
    expected: tuple[float, ...]
    sets: tuple[SelectionPoint, ...]
    worth: PriorCurve | None
    false_positive_rate: float

    @property
    def agrees(self) -> bool:
        """Whether the closed form lies within the bounds of every measured point."""
        pairs = zip(self.points, self.expected, strict=True)
        return all(one.right.low <= chance <= one.right.high for one, chance in pairs)

    def table(self) -> pd.DataFrame:
        """One row a size."""
        rows = [
            {**point.to_dict(), "expected": chance, "reverse": back.right.point, "chance": 1 / point.size}
            for point, back, chance in zip(self.points, self.reverse, self.expected, strict=True)
        ]
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "people": self.people,
            "n_people": self.n_people,
            "traits": self.traits,
            "predictors": self.predictors,
            "explained": list(self.explained),
            "points": [one.to_dict() for one in self.points],
            "reverse": [one.to_dict() for one in self.reverse],
            "expected": list(self.expected),
            "agrees": self.agrees,
            "sets": [one.to_dict() for one in self.sets],
            "false_positive_rate": self.false_positive_rate,
            "worth": None if self.worth is None else self.worth.to_dict(),
        }

    def _repr_html_(self) -> str:
        return str(self.table().round(3).to_html(index=False, border=0))


def select_by_phenotype(
    genotypes: Genotypes,
    *,
    people: str,
    heritability: Sequence[float],
    prior: float,
    population: int,
    seed: int,
    sizes: Sequence[int] = SIZES,
    n_causal: int = 300,
    learn_on: int = 0,
) -> PhenotypeSelection:
    """Simulate traits on genomes, real or simulated, and pick genomes by them.

    Parameters
    ----------
    genotypes : Genotypes
        Of unrelated people of one population: the closed form takes genetic values for normal and independent.
    people : str
        Whose, with their standing, for the reader.
    heritability : sequence of float
        Of every trait, in [0, 1).
    prior, population : float, int
        For what a match is worth; only the owner can say.
    seed : int
    sizes : sequence of int
        N; those above the number of people are left out.
    n_causal : int
        Variants behind a trait.
    learn_on : int
        People to learn predictors from, who are then not matched; 0 to take the true effects.

    Raises
    ------
    PrivacyInputError
        If fewer than ten people are left to match.
    """
    rng = np.random.default_rng(seed)
    traits = AdditiveTraits(heritability=tuple(heritability), n_causal=n_causal).make(genotypes, rng)
    order = rng.permutation(len(genotypes))
    others, matched = order[:learn_on], order[learn_on:]
    if len(matched) < 10:
        raise PrivacyInputError(
            f"select_by_phenotype: {len(matched)} people are left to match. Give more, or learn on fewer."
        )
    if learn_on:
        matcher = MaximumEntropyMatcher.learn(genotypes.take(others), traits.values.iloc[others])
    else:
        matcher = _true_effects(traits)
    scores = matcher.log_ratios(genotypes.take(matched), traits.values.iloc[matched].reset_index(drop=True))
    by_person, by_genome = Selection(log_ratios=scores.T), Selection(log_ratios=scores)
    sizes = [one for one in sizes if one <= len(matched)]
    explained = _explained(
        matcher, genotypes.dosages[matched], traits.values.to_numpy()[matched], learned=learn_on > 0
    )
    enough = FALSE_POSITIVES * len(matched) >= 1
    return PhenotypeSelection(
        people=people,
        n_people=len(matched),
        traits=f"{len(explained)} simulated traits of heritability {min(heritability):g} to {max(heritability):g}",
        predictors="learned" if learn_on else "known effects",
        explained=explained,
        points=by_person.curve(sizes, rng=rng),
        reverse=by_genome.curve(sizes, rng=rng),
        expected=tuple(float(one) for one in selection_chance(explained, sizes)),
        sets=by_person.in_sets([one for one in SETS if 2 * one <= len(matched)], rng=rng),
        worth=by_person.worth(false_positive_rate=FALSE_POSITIVES, prior=prior, population=population)
        if enough
        else None,
        false_positive_rate=FALSE_POSITIVES,
    )


def _true_effects(traits: SimulatedTraits) -> MaximumEntropyMatcher:
    """What an adversary knows at best: the effects that the traits were made with."""
    return MaximumEntropyMatcher(
        predictors=tuple(
            known_predictor(str(name), effects, traits.centre, explained)
            for name, effects, explained in zip(
                traits.values.columns, traits.effects, traits.heritability, strict=True
            )
        )
    )


def _explained(
    matcher: MaximumEntropyMatcher, dosages: np.ndarray, values: np.ndarray, *, learned: bool
) -> tuple[float, ...]:
    """Heritability, or the squared correlation of trait and learned prediction; 0 where they do not go together."""
    if not learned:
        return tuple(one.r2 for one in matcher.predictors)
    found = []
    for one, value in zip(matcher.predictors, values.T, strict=True):
        predicted = one.predict(dosages)
        r = float(np.corrcoef(predicted, value)[0, 1]) if predicted.std() > 0 else 0.0
        found.append(max(r, 0.0) ** 2)
    return tuple(found)
