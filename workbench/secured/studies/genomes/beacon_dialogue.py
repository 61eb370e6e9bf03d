# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Ask a beacon about one person, query by query: what the answers add up to, and what is left of the person's budget."""

import tempfile
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from secured.common import Dataset, PrivacyInputError, ProjectKey
from secured.common.genotypes import Beacon, Genotypes, Responder, allele_frequencies, counting_rarer
from secured.dans.beacons import QueryBudget
from secured.dean.genomes.beacons import BeaconStrategy, Honest, MembershipTest, evidence_by_queries
from secured.studies.genomes.aware_attacker import aware_of
from secured.studies.genomes.beacon_safety import defence_named
from secured.studies.genomes.flow import unrelated

__all__ = ["BeaconDialogue", "BeaconOnTrial", "Told", "beacon_on_trial"]

MEMBER, OUTSIDER = "a member", "somebody outside"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BeaconOnTrial:
    """A beacon, people in it, people outside, and the threshold that the outsiders set.

    Parameters
    ----------
    genotypes : Genotypes
        Members first, then outsiders.
    beacon_size : int
    defence : str
    responder : Responder
        The beacon, behind the defence.
    test : MembershipTest
        The rarest alleles first, weighed by somebody who knows the defence.
    thresholds : ndarray of float, shape (most_queries,)
        After each number of queries, the evidence that a share of `false_positive_rate` of outsiders exceeds; at least
        0, since evidence against membership is no claim of it.
    false_positive_rate : float
    standing : str
    budget : float or None
        What each person may spend, where the defence is a budget.
    """

    genotypes: Genotypes
    beacon_size: int
    defence: str
    responder: Responder
    test: MembershipTest
    thresholds: np.ndarray
    false_positive_rate: float
    standing: str
    budget: float | None
    _kept: Any = field(repr=False, default=None)  # the folder of accounts lives as long as the beacon

    def begin(self, target: str, number: int = 0) -> "BeaconDialogue":
        """Begin to ask about a member or somebody outside, by number; each dialogue is a querier of its own.

        Raises
        ------
        PrivacyInputError
            If there is no such person.
        """
        n = {MEMBER: self.beacon_size, OUTSIDER: len(self.genotypes) - self.beacon_size}.get(target, 0)
        if not 0 <= number < n:
            raise PrivacyInputError(f"BeaconOnTrial: there is no {target!r} of number {number}.")
        place = number + (self.beacon_size if target == OUTSIDER else 0)
        self._dialogues.append(place)
        return BeaconDialogue(trial=self, place=place, querier=f"dialogue {len(self._dialogues)}")

    @cached_property
    def _dialogues(self) -> list[int]:
        return []

    def __repr__(self) -> str:
        return f"BeaconOnTrial({self.beacon_size} people, {self.defence})"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One answer and what it is worth.

    Parameters
    ----------
    variant : int
    carried : bool
        Whether the target carries the allele; if not, the answer says nothing of them.
    frequency : float
    answer : bool
    weight, evidence : float
        Of this answer, and of all so far.
    left : float or None
        Of the target's budget, as the adversary can work it out; None where there is none.
    """

    variant: int
    carried: bool
    frequency: float
    answer: bool
    weight: float
    evidence: float
    left: float | None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BeaconDialogue:
    """Questions about one person so far; asking returns a longer dialogue."""

    trial: BeaconOnTrial
    place: int
    querier: str
    asked: tuple[int, ...] = ()
    answers: tuple[bool, ...] = ()

    def ask(self, name: str) -> "BeaconDialogue":
        """Ask about a variant by its id, or by chromosome:position.

        Raises
        ------
        PrivacyInputError
            If the beacon has no such variant, or it was asked about already.
        """
        table = self.trial.genotypes.variants
        places = table["chromosome"].astype(str) + ":" + table["position"].astype(str)
        found = np.flatnonzero(((table["id"] == name.strip()) | (places == name.strip())).to_numpy())
        if not len(found) or not name.strip():
            raise PrivacyInputError(
                "BeaconDialogue: the beacon has no variant of that name. Give an id or chromosome:position."
            )
        return self._ask(int(found[0]))

    def ask_next(self) -> "BeaconDialogue":
        """Ask about the rarest allele of the target that was not asked about.

        Raises
        ------
        PrivacyInputError
            If none is left.
        """
        left = [one for one in self._by_rarity if one not in self.asked]
        if not left:
            raise PrivacyInputError(
                "BeaconDialogue: everything the target carries was asked about. Begin anew."
            )
        return self._ask(int(left[0]))

    def _ask(self, variant: int) -> "BeaconDialogue":
        if variant in self.asked:
            raise PrivacyInputError(
                "BeaconDialogue: that was asked already, and the answer stays. Ask about another one."
            )
        answer = bool(self.trial.responder.answer(np.array([variant]), self.querier)[0])
        return replace(self, asked=(*self.asked, variant), answers=(*self.answers, answer))

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """All answers so far."""
        if not self.asked:
            return ()
        asked, answers, test = np.array(self.asked), np.array(self.answers), self.trial.test
        carried = self.trial.genotypes.dosages[self.place, asked] > 0
        weights = np.zeros(len(asked))
        weights[carried] = test.weights(asked[carried], answers[carried])
        frequencies = test.frequencies[asked]
        left = self._left(frequencies, answers & carried)
        rows = zip(asked, carried, frequencies, answers, weights, np.cumsum(weights), left, strict=True)
        return tuple(
            Told(
                variant=int(variant), carried=bool(has), frequency=float(frequency), answer=bool(answer),
                weight=float(weight), evidence=float(evidence), left=one,
            )
            for variant, has, frequency, answer, weight, evidence, one in rows
        )  # fmt: skip

    @property
    def evidence(self) -> float:
        """Log-likelihood ratio of membership."""
        return self.told[-1].evidence if self.told else 0.0

    @property
    def threshold(self) -> float:
        """What that share of outsiders exceeds after as many queries."""
        thresholds = self.trial.thresholds
        return float(thresholds[min(max(len(self.asked), 1), len(thresholds)) - 1])

    @property
    def taken_for_member(self) -> bool:
        """Whether the evidence exceeds the threshold."""
        return bool(self.asked) and self.evidence > self.threshold

    def _left(self, frequencies: np.ndarray, paid: np.ndarray) -> list[float | None]:
        """After each answer, as if the target were a member who is counted: a yes costs -log(1 - D)."""
        budget = self.trial.budget
        if budget is None:
            return [None] * len(paid)
        known = np.maximum(frequencies, self.trial.test.floor)
        costs = -np.log(
            np.maximum(-np.expm1(2 * self.trial.beacon_size * np.log1p(-known)), np.finfo(float).tiny)
        )
        left = budget
        found: list[float | None] = []
        for cost, pays in zip(costs, paid, strict=True):
            left -= cost if pays and cost <= left else 0.0
            found.append(left)
        return found

    @cached_property
    def _by_rarity(self) -> np.ndarray:
        dosages = self.trial.genotypes.dosages[self.place]
        return self.trial.test.queries(dosages, len(dosages), np.random.default_rng(0))

    def __repr__(self) -> str:
        return f"BeaconDialogue({len(self.asked)} queries)"


def beacon_on_trial(
    dataset: Dataset,
    *,
    beacon_size: int = 50,
    defence: str = "none",
    carriers: int = 2,
    denied: float = 0.9,
    epsilon: float = 1.0,
    p: float = 0.5,
    common_from: float = 0.01,
    false_positive_rate: float = 0.05,
    most_queries: int = 100,
    seed: int,
) -> BeaconOnTrial:
    """Deal unrelated people into a beacon, as many outside and a panel, and find the threshold.

    Parameters
    ----------
    dataset : Dataset
        Of genotypes.
    defence, carriers, denied, epsilon, p, common_from
        See `defence_named`.

    Raises
    ------
    PrivacyInputError
        If there are too few people.
    """
    people = counting_rarer(dataset.data.take(unrelated(dataset)))
    n_outsiders = max(beacon_size, int(np.ceil(1 / false_positive_rate)))
    if beacon_size < 1 or beacon_size + n_outsiders >= len(people):
        raise PrivacyInputError(
            f"beacon_on_trial: beacon_size={beacon_size} takes {beacon_size + n_outsiders + 1} unrelated people, there are "
            f"{len(people)}. Lower it."
        )
    rng = np.random.default_rng(seed)
    dealt = rng.permutation(len(people))
    tried = people.take(dealt[: beacon_size + n_outsiders])
    frequencies = np.nan_to_num(allele_frequencies(people.take(dealt[beacon_size + n_outsiders :])))
    folder = tempfile.TemporaryDirectory()
    stands = defence_named(
        defence, carriers=carriers, denied=denied, epsilon=epsilon, p=p, common_from=common_from,
        frequencies=frequencies, folder=Path(folder.name), key=ProjectKey(rng.bytes(32)),
    )  # fmt: skip
    beacon = Beacon.of(tried.take(np.arange(beacon_size)))
    responder = beacon if stands is None else stands.over(beacon)
    believed = None if stands is None else aware_of(stands)
    test = MembershipTest(
        strategy=BeaconStrategy.RARE_FIRST,
        frequencies=frequencies,
        n_people=beacon_size,
        model=believed or Honest(),
    )
    queries = tuple(range(1, most_queries + 1))
    evidence = evidence_by_queries(
        test, responder, tried.dosages[beacon_size:], queries, rng, querier="calibration"
    )
    allowed = int(np.floor(false_positive_rate * n_outsiders + 1e-9))
    return BeaconOnTrial(
        genotypes=tried, beacon_size=beacon_size, defence=defence, responder=responder, test=test,
        thresholds=np.maximum(np.sort(evidence, axis=0)[::-1][min(allowed, n_outsiders - 1)], 0.0),
        false_positive_rate=false_positive_rate, standing=str(dataset.standing),
        budget=-float(np.log(stands.p)) if isinstance(stands, QueryBudget) else None, _kept=folder,
    )  # fmt: skip
