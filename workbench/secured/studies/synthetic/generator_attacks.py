# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a generator gives away of its training people: membership, copies, and who is worst off."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, PrivacyInputError, Release
from secured.dean.membership_curve import MembershipCurve
from secured.dean.synthetic import (
    ComparableRows,
    Domias,
    Extraction,
    GanLeaks,
    GenerateAndFilter,
    Logan,
    MembershipAttack,
    NeighbourExtraction,
    RepeatedGenerations,
    Sampler,
    WhiteBox,
    isolation,
)

__all__ = [
    "BY_LOSS",
    "GeneratorAttacks",
    "MembershipRow",
    "WorstRecords",
    "attack_generator",
    "usual_attacks",
]

BY_LOSS = "loss (white box)"
ISOLATED = 0.1  # share of the training people who count as the most isolated
FALSE_POSITIVES = 0.1  # at which the worst off are compared: few people, few false positives to be seen


@dataclass(frozen=True, kw_only=True)
class MembershipRow:
    """One attack on membership.

    Parameters
    ----------
    attack : str
    curve : MembershipCurve
        Training people against others, one score each.
    seconds : float
    """

    attack: str
    curve: MembershipCurve
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Area, and the share of training people found at low false positive rates, with floors."""
        return {"attack": self.attack, "seconds": self.seconds, **self.curve.to_dict()}


@dataclass(frozen=True, kw_only=True)
class WorstRecords:
    """Whether people who are far from all others are found more often; counts only.

    Parameters
    ----------
    attack : str
        With the largest area.
    isolated, isolated_found : int
        The most isolated tenth of the training people, and those of them who are found at a false positive rate of 10 %.
    others, others_found : int
    """

    attack: str
    isolated: int
    isolated_found: int
    others: int
    others_found: int

    def to_dict(self) -> dict[str, Any]:
        """Counts."""
        return {
            "attack": self.attack,
            "false_positive_rate": FALSE_POSITIVES,
            "isolated": self.isolated,
            "isolated_found": self.isolated_found,
            "others": self.others,
            "others_found": self.others_found,
        }


@dataclass(frozen=True, kw_only=True)
class GeneratorAttacks:
    """What all attacks found.

    Parameters
    ----------
    name : str
        Of the generator.
    standing : str
        Of the training people.
    n_training, n_outsiders, n_reference, n_synthetic : int
    rows : tuple of MembershipRow
    extraction, by_chance : Extraction
        Copies of training people; and "copies" of as many outsiders, which the generator has never seen.
    repeated : RepeatedGenerations
        Groups of near-duplicates, found without the training list.
    repeated_right : int
        Groups whose guess is a copy of a training person.
    worst : WorstRecords
    """

    name: str
    standing: str
    n_training: int
    n_outsiders: int
    n_reference: int
    n_synthetic: int
    rows: tuple[MembershipRow, ...]
    extraction: Extraction
    by_chance: Extraction
    repeated: RepeatedGenerations
    repeated_right: int
    worst: WorstRecords

    def curves(self) -> dict[str, MembershipCurve]:
        """Curve of every attack, by name."""
        return {row.attack: row.curve for row in self.rows}

    def table(self) -> pd.DataFrame:
        """One row an attack: area, share found at low false positive rates (NaN where too few people show them), floor."""
        rows = []
        for row in self.rows:
            found = {rate: row.curve.at(rate).true_positives for rate in (0.01, 0.001)}
            rows.append(
                {
                    "attack": row.attack,
                    "area": row.curve.area,
                    "TPR at FPR 1 %": found[0.01].point if found[0.01] else np.nan,
                    "low": found[0.01].low if found[0.01] else np.nan,
                    "high": found[0.01].high if found[0.01] else np.nan,
                    "TPR at FPR 0.1 %": found[0.001].point if found[0.001] else np.nan,
                    "floor of FPR": 1 / len(row.curve.outsiders),
                    "seconds": row.seconds,
                }
            )
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; no score of anybody."""
        return {
            "generator": self.name,
            "standing": self.standing,
            "training": self.n_training,
            "outsiders": self.n_outsiders,
            "reference": self.n_reference,
            "synthetic": self.n_synthetic,
            "membership": [row.to_dict() for row in self.rows],
            "extraction": self.extraction.to_dict(),
            "by_chance": self.by_chance.to_dict(),
            "repeated": self.repeated.to_dict() | {"right": self.repeated_right},
            "worst": self.worst.to_dict(),
        }

    def _repr_html_(self) -> str:
        return str(self.table().round(3).to_html(index=False, border=0))


def usual_attacks() -> tuple[MembershipAttack, ...]:
    """The attacks on membership that need synthetic people only."""
    return (
        GanLeaks(calibrated=False),
        GanLeaks(),
        Domias(density="kernel"),
        Domias(density="neighbours"),
        Logan(),
    )


def attack_generator(
    generator: Sampler,
    training: Dataset,
    outsiders: Dataset,
    reference: Dataset,
    *,
    name: str,
    rng: np.random.Generator,
    n_synthetic: int = 1000,
    most_targets: int = 2000,
    attacks: Sequence[MembershipAttack] | None = None,
    extraction: NeighbourExtraction | None = None,
    repeated: GenerateAndFilter | None = None,
) -> GeneratorAttacks:
    """Run all attacks on a generator, or on the synthetic people of a folder.

    Parameters
    ----------
    generator : Sampler
        If it is a WhiteBox too, how well it knows people is one more attack.
    training : Dataset
        The people it was trained on: one record each.
    outsiders : Dataset
        As such people, whom it has not seen: no attack is fitted on them.
    reference : Dataset
        Further such people, whom the adversary has.
    name : str
        Of the generator, for the table.
    rng : numpy.random.Generator
    n_synthetic : int, default 1000
    most_targets : int, default 2000
        Of the training people, and of the outsiders, at most so many are targets.
    attacks : sequence of MembershipAttack, optional
        The usual ones if not given.
    extraction : NeighbourExtraction, optional
    repeated : GenerateAndFilter, optional

    Raises
    ------
    PrivacyInputError
        If the groups share people, or one is empty.
    """
    _disjoint(training, outsiders, reference)
    release: Release = generator.sample(n_synthetic, rng=rng)
    space = ComparableRows(release)
    inside, outside, similar = (space.known(one.data) for one in (training, outsiders, reference))
    targets = [np.sort(rng.permutation(len(one))[:most_targets]) for one in (inside, outside)]
    rows = [
        _row(attack, space.released, similar, inside[targets[0]], outside[targets[1]], rng)
        for attack in (usual_attacks() if attacks is None else attacks)
    ]
    if isinstance(generator, WhiteBox):
        rows.append(_by_loss(generator, training, outsiders, targets))
    neighbours, filtering = extraction or NeighbourExtraction(), repeated or GenerateAndFilter()
    groups = filtering.find(space.released, similar)
    return GeneratorAttacks(
        name=name,
        standing=str(training.standing),
        n_training=len(inside),
        n_outsiders=len(outside),
        n_reference=len(similar),
        n_synthetic=len(space.released),
        rows=tuple(rows),
        extraction=neighbours.against(space.released, inside),
        by_chance=neighbours.against(space.released, _as_many(inside, outside, similar)),
        repeated=groups,
        repeated_right=neighbours.against(groups.guesses, inside).flagged if len(groups.sizes) else 0,
        worst=_worst(rows, inside, targets[0]),
    )


def _row(
    attack: MembershipAttack,
    synthetic: np.ndarray,
    similar: np.ndarray,
    inside: np.ndarray,
    outside: np.ndarray,
    rng: np.random.Generator,
) -> MembershipRow:
    start = time.perf_counter()
    fitted = attack.fit(synthetic, similar, rng)
    curve = MembershipCurve(members=fitted.scores(inside), outsiders=fitted.scores(outside))
    return MembershipRow(attack=attack.name, curve=curve, seconds=time.perf_counter() - start)


def _by_loss(
    generator: WhiteBox, training: Dataset, outsiders: Dataset, targets: list[np.ndarray]
) -> MembershipRow:
    start = time.perf_counter()
    curve = MembershipCurve(
        members=generator.knows(training.data)[targets[0]],
        outsiders=generator.knows(outsiders.data)[targets[1]],
    )
    return MembershipRow(attack=BY_LOSS, curve=curve, seconds=time.perf_counter() - start)


def _as_many(inside: np.ndarray, outside: np.ndarray, similar: np.ndarray) -> np.ndarray:
    """As many people as were trained on, none of whom was; fewer where there are not so many."""
    return np.concatenate([outside, similar])[: len(inside)]


def _worst(rows: Sequence[MembershipRow], inside: np.ndarray, targets: np.ndarray) -> WorstRecords:
    best = max(rows, key=lambda row: row.curve.area)
    outsiders = np.sort(best.curve.outsiders)[::-1]
    found = best.curve.members > outsiders[int(FALSE_POSITIVES * len(outsiders))]
    far = isolation(inside, min(5, len(inside) - 1))[targets]
    isolated = np.zeros(len(targets), dtype=bool)
    isolated[np.argsort(-far, kind="stable")[: max(round(ISOLATED * len(targets)), 1)]] = True
    return WorstRecords(
        attack=best.attack,
        isolated=int(isolated.sum()),
        isolated_found=int(found[isolated].sum()),
        others=int((~isolated).sum()),
        others_found=int(found[~isolated].sum()),
    )


def _disjoint(training: Dataset, outsiders: Dataset, reference: Dataset) -> None:
    groups = {"training": training, "outsiders": outsiders, "reference": reference}
    for name, one in groups.items():
        if len(one.data) < 2:
            raise PrivacyInputError(
                f"attack_generator: {len(one.data)} {name} people are given. Give 2 or more."
            )
    together = np.concatenate([pd.unique(pd.Series(one.subjects)) for one in groups.values()])
    twice = len(together) - len(pd.unique(pd.Series(together)))
    if twice:
        raise PrivacyInputError(
            f"attack_generator: {twice} people are in two of training, outsiders and reference. Keep each in one."
        )
