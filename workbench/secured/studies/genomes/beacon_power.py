# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is this beacon safe to open? Power of membership attacks by queries, behind each defence, and what answers are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from secured.common import PrivacyInputError
from secured.common.genotypes import Beacon, Genotypes, Responder, allele_frequencies
from secured.dans.beacons import BeaconDefence, RightAnswers, right_answers
from secured.dean.genomes.beacons import (
    BeaconStrategy,
    Honest,
    MembershipTest,
    PowerCurve,
    evidence_by_queries,
    ld_centrality,
    power_by_queries,
    query_steps,
)
from secured.studies.genomes.aware_attacker import aware_of

__all__ = ["BeaconAttacker", "BeaconPower", "beacon_power"]

WORKLOAD = 1000  # queries of a researcher
RESEARCHERS = 5  # a beacon
UNPROTECTED = "none"


@dataclass(frozen=True, kw_only=True)
class BeaconAttacker:
    """A membership attack, by somebody who does or does not know which defence stands before the beacon.

    Parameters
    ----------
    strategy : BeaconStrategy
    aware : bool, default False
    """

    strategy: BeaconStrategy
    aware: bool = False

    @property
    def name(self) -> str:
        """In words."""
        return f"{self.strategy}, aware of the defence" if self.aware else str(self.strategy)


USUAL = (
    BeaconAttacker(strategy=BeaconStrategy.BLIND),
    BeaconAttacker(strategy=BeaconStrategy.FREQUENCY_AWARE),
    BeaconAttacker(strategy=BeaconStrategy.RARE_FIRST),
    BeaconAttacker(strategy=BeaconStrategy.FREQUENCY_AWARE, aware=True),
    BeaconAttacker(strategy=BeaconStrategy.RARE_FIRST, aware=True),
)


@dataclass(frozen=True, kw_only=True)
class BeaconPower:
    """What attackers reach behind each defence, and how right answers stay.

    Parameters
    ----------
    beacon_size, n_beacons, n_variants : int
    curves : mapping of defence to mapping of attacker to PowerCurve
        Defence "none" is the positive control.
    answers : mapping of defence to mapping of str to RightAnswers
        For 1,000 queries of a researcher, by workload ("variants at random", "alleles of a patient") and by which
        frequency alleles are common (", in the population", ", in the beacon").
    defences : mapping of defence to dict
        Name and parameters.
    evidence : mapping of defence to mapping of attacker to (members, outsiders)
        What every target's answers add up to, each of shape (n_targets, len(queries)); in no file.
    """

    beacon_size: int
    n_beacons: int
    n_variants: int
    curves: Mapping[str, Mapping[str, PowerCurve]]
    answers: Mapping[str, Mapping[str, RightAnswers]]
    defences: Mapping[str, Mapping[str, Any]]
    evidence: Mapping[str, Mapping[str, tuple[np.ndarray, np.ndarray]]] = field(repr=False, compare=False)

    def highest(self, defence: str, *, aware: bool = True) -> tuple[str, PowerCurve]:
        """Return the attacker who reaches most behind a defence, and the curve; without `aware`, of the unaware."""
        open_to = {
            name: curve for name, curve in self.curves[defence].items() if aware or "aware of" not in name
        }
        return max(open_to.items(), key=lambda one: one[1].highest.point)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; nothing about anybody."""
        return {
            "beacon_size": self.beacon_size,
            "beacons": self.n_beacons,
            "variants": self.n_variants,
            "defences": {
                name: {
                    "parameters": dict(self.defences[name]),
                    "power": {attacker: curve.to_dict() for attacker, curve in curves.items()},
                    "right_answers": {said: one.to_dict() for said, one in self.answers[name].items()},
                }
                for name, curves in self.curves.items()
            },
        }

    def __repr__(self) -> str:
        return f"BeaconPower({self.n_beacons} beacons of {self.beacon_size}, {len(self.curves) - 1} defences)"


def beacon_power(
    genotypes: Genotypes,
    *,
    beacon_size: int,
    defences: Mapping[str, BeaconDefence],
    n_outsiders: int,
    n_beacons: int = 1,
    attackers: Sequence[BeaconAttacker] = USUAL,
    frequencies: np.ndarray | None = None,
    most_queries: int = 1000,
    false_positive_rate: float = 0.05,
    seed: int,
) -> BeaconPower:
    """Open beacons over people dealt at random, attack each with its members and with people outside, and pool.

    Every target is attacked by a querier of their own. Scores of beacons of one size are pooled: one threshold is that
    of an adversary who calibrates on outsiders of many.

    Parameters
    ----------
    genotypes : Genotypes
        Counting the rarer alleles (`counting_rarer`). Relatives in it stay apart or not as the lot falls.
    beacon_size, n_outsiders : int
        People in a beacon, and people who are in none, against each.
    defences : mapping of str to BeaconDefence
        Each with a name; a beacon without is attacked too.
    n_beacons : int, default 1
        Of people who are in no other.
    attackers : sequence of BeaconAttacker
    frequencies : ndarray of float, shape (n_variants,), optional
        In the population, from a public source. When not given, those among everybody who is left.
    most_queries : int, default 1000
    false_positive_rate : float, default 0.05
        At which people outside set the threshold of every attack.
    seed : int

    Raises
    ------
    PrivacyInputError
        If there are too few people, or a defence is called "none".
    """
    if UNPROTECTED in defences:
        raise PrivacyInputError("beacon_power: a defence is called 'none'. Call it otherwise.")
    needed = n_beacons * (beacon_size + n_outsiders)
    if needed + (frequencies is None) > len(genotypes):
        raise PrivacyInputError(
            f"beacon_power: {n_beacons} beacons of {beacon_size} with {n_outsiders} outsiders each need {needed} people "
            f"of {len(genotypes)}. Lower one of them, or give frequencies."
        )
    rng = np.random.default_rng(seed)
    dealt = rng.permutation(len(genotypes))
    rest = genotypes.take(dealt[needed:])
    wants_network = any(one.strategy is BeaconStrategy.CENTRAL_FIRST for one in attackers)
    known = _Known(
        frequencies=np.nan_to_num(allele_frequencies(rest)) if frequencies is None else frequencies,
        centrality=ld_centrality(rest) if wants_network else None,
        queries=query_steps(most_queries),
    )
    trials = [
        _Trial(
            genotypes=genotypes, members=group[:beacon_size], outsiders=group[beacon_size:], known=known,
            name=f"beacon {at}",
        )
        for at, group in enumerate(dealt[:needed].reshape(n_beacons, -1))
    ]  # fmt: skip
    behind: dict[str, BeaconDefence | None] = {UNPROTECTED: None, **defences}
    curves, evidence = {}, {}
    for name, one in behind.items():
        curves[name], evidence[name] = _curves(trials, one, attackers, rng, false_positive_rate)
    return BeaconPower(
        beacon_size=beacon_size,
        n_beacons=n_beacons,
        n_variants=genotypes.n_variants,
        curves=curves,
        evidence=evidence,
        answers={name: _answers(trials, one, rng) for name, one in behind.items()},
        defences={name: {} if one is None else one.to_dict() for name, one in behind.items()},
    )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Known:
    """What adversaries know, and how often they are looked at."""

    frequencies: np.ndarray
    centrality: np.ndarray | None
    queries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Trial:
    """One beacon, its members and as many outsiders as are tried."""

    genotypes: Genotypes
    members: np.ndarray
    outsiders: np.ndarray
    known: _Known
    name: str

    @cached_property
    def beacon(self) -> Beacon:
        return Beacon.of(self.genotypes.take(self.members))

    def behind(self, defence: BeaconDefence | None) -> Responder:
        if defence is None:
            return self.beacon
        if id(defence) not in self._responders:
            self._responders[id(defence)] = defence.over(self.beacon)
        return self._responders[id(defence)]

    @cached_property
    def _responders(self) -> dict[int, Responder]:
        """Kept, since they remember what follows from keys."""
        return {}

    def attacked(
        self, attacker: BeaconAttacker, defence: BeaconDefence | None, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Evidence about members and about outsiders; each of shape (n_targets, len(queries))."""
        believed = None if defence is None or not attacker.aware else aware_of(defence)
        test = MembershipTest(
            strategy=attacker.strategy, frequencies=self.known.frequencies, n_people=len(self.members),
            centrality=self.known.centrality, model=believed or Honest(),
        )  # fmt: skip
        responder = self.behind(defence)
        inside, outside = (
            evidence_by_queries(
                test, responder, self.genotypes.dosages[people], self.known.queries, rng,
                querier=f"{self.name}, {attacker.name}, {side}",
            )
            for side, people in (("inside", self.members), ("outside", self.outsiders))
        )  # fmt: skip
        return inside, outside


def _curves(
    trials: Sequence[_Trial],
    defence: BeaconDefence | None,
    attackers: Sequence[BeaconAttacker],
    rng: np.random.Generator,
    false_positive_rate: float,
) -> tuple[dict[str, PowerCurve], dict[str, tuple[np.ndarray, np.ndarray]]]:
    """Of every attacker; who would be aware of a defence that there is nothing to know of is left out."""
    found, evidence = {}, {}
    for attacker in attackers:
        if attacker.aware and (defence is None or aware_of(defence) is None):
            continue
        scores = [trial.attacked(attacker, defence, rng) for trial in trials]
        members, outsiders = (np.concatenate(side) for side in zip(*scores, strict=True))
        evidence[attacker.name] = (members, outsiders)
        found[attacker.name] = power_by_queries(
            members, outsiders, trials[0].known.queries, rng, false_positive_rate=false_positive_rate
        )
    return found, evidence


def _answers(
    trials: Sequence[_Trial], defence: BeaconDefence | None, rng: np.random.Generator
) -> dict[str, RightAnswers]:
    found: dict[str, list[RightAnswers]] = {}
    for trial in trials:
        responder, everything = trial.behind(defence), np.arange(trial.genotypes.n_variants)
        for number in range(RESEARCHERS):
            patient = trial.genotypes.dosages[trial.outsiders[number % len(trial.outsiders)]]
            workloads = {
                "variants at random": rng.permutation(everything)[:WORKLOAD],
                "alleles of a patient": rng.permutation(np.flatnonzero(patient == 1))[:WORKLOAD],
            }
            for workload, asked in workloads.items():
                for said, common in (
                    ("population", trial.known.frequencies),
                    ("beacon", trial.beacon.frequencies),
                ):
                    one = right_answers(
                        responder, trial.beacon, common, asked=asked,
                        querier=f"{trial.name}, researcher {number}, {workload}",
                    )  # fmt: skip
                    found.setdefault(f"{workload}, common in the {said}", []).append(one)
    return {said: RightAnswers.together(several) for said, several in found.items()}
