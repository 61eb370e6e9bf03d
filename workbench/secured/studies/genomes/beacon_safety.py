# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is this beacon safe to open? Membership attacks behind one defence, and a verdict on the upper bound of their power."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from secured.common import Dataset, Interval, PrivacyInputError, ProjectKey
from secured.common.genotypes import Genotypes, allele_frequencies, counting_rarer
from secured.common.io.tables import write_whole
from secured.dans.beacons import (
    BeaconDefence,
    CarrierThreshold,
    QueryBudget,
    RandomisedResponse,
    UniqueAlleleBias,
)
from secured.dean.genomes.beacons import bounded_power
from secured.dean.risk import Verdict
from secured.studies.flow import NotRun
from secured.studies.genomes.beacon_power import BeaconPower, beacon_power
from secured.studies.genomes.flow import unrelated

__all__ = ["DEFENCES", "AttackBound", "BeaconSafety", "assess_beacon", "defence_named"]

DEFENCES = ("none", "threshold", "unique", "flip", "budget")
LOOKS = (5, 100)  # numbers of queries judged; the most that may be asked is one too
ENOUGH = (
    150  # people outside one beacon, if there are so many: fewer show no 5 %, with ten comparisons and more
)
ALPHA = 0.05  # chance that any bound is too low
POPULATION = "population"
NOT_RUN = (
    NotRun(
        attack="inference of hidden alleles, and queries for them (QI, GI)",
        reason="the adversary has all of a target's alleles here, which is stronger; explore/beacon.ipynb runs them.",
    ),
    NotRun(
        attack="several queriers who put their answers together",
        reason="every target is asked about by one querier; a budget for each is multiplied by their number.",
    ),
    NotRun(attack="the same people in several beacons", reason="one beacon is judged here, asked alone."),
    NotRun(
        attack="relatives' genomes",
        reason="the adversary has the target's own genome; people with a parent in the data are left out.",
    ),
    NotRun(
        attack="reconstruction of genomes from updates",
        reason="the beacon is opened once; explore/beacon.ipynb attacks updates.",
    ),
)


class Measured(Protocol):
    """Whatever has plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        ...


@dataclass(frozen=True, kw_only=True)
class AttackBound:
    """The power of one attack at one number of queries, with bounds that hold for all of them at once."""

    attack: str
    queries: int
    power: Interval

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "attack": self.attack,
            "queries": self.queries,
            "power": {"point": self.power.point, "low": self.power.low, "high": self.power.high},
        }


@dataclass(frozen=True, kw_only=True)
class BeaconSafety:
    """A verdict on one beacon behind one defence.

    Parameters
    ----------
    dataset, standing : str
    power : BeaconPower
        With the open beacon ("none") as the positive control.
    defence : str
    threshold : float
        Largest power that the owner accepts at that false positive rate.
    false_positive_rate : float
    most_queries, seed : int
    bounds : tuple of AttackBound
        Behind the defence; simultaneous over attacks and numbers of queries.
    control : AttackBound
        The strongest attack on the open beacon.
    verdict : Verdict
    reason : str
    """

    dataset: str
    standing: str
    power: BeaconPower
    defence: str
    threshold: float
    false_positive_rate: float
    most_queries: int
    seed: int
    bounds: tuple[AttackBound, ...]
    control: AttackBound
    verdict: Verdict
    reason: str
    not_run: tuple[NotRun, ...] = NOT_RUN

    @property
    def strongest(self) -> AttackBound:
        """The bound that decides: the highest."""
        return max(self.bounds, key=lambda one: one.power.high)

    @property
    def said(self) -> str:
        """The verdict in words; never "safe"."""
        if self.verdict is Verdict.NOT_SHOWN_UNSAFE:
            return "Not shown unsafe by these attacks under this threat model."
        return f"{str(self.verdict).capitalize()}."

    def to_dict(self) -> dict[str, Any]:
        """Plain values; nothing about anybody."""
        return {
            "dataset": self.dataset,
            "standing": self.standing,
            "verdict": str(self.verdict),
            "reason": self.reason,
            "defence": self.defence,
            "threshold": self.threshold,
            "false_positive_rate": self.false_positive_rate,
            "most_queries": self.most_queries,
            "seed": self.seed,
            "alpha": ALPHA,
            "strongest": self.strongest.to_dict(),
            "positive_control": self.control.to_dict(),
            "bounds": [one.to_dict() for one in self.bounds],
            "not_run": [one.to_dict() for one in self.not_run],
            "measured": self.power.to_dict(),
        }

    def write(self, folder: Path, **further: Measured) -> Path:
        """Write result.json, with what else was measured under its name."""
        whole = self.to_dict() | {name: one.to_dict() for name, one in further.items()}
        text = json.dumps(whole, indent=1, ensure_ascii=False)
        write_whole(folder / "result.json", lambda part: part.write_text(text, encoding="utf-8"))
        return folder / "result.json"

    def __repr__(self) -> str:
        return f"BeaconSafety({self.defence}: {self.verdict})"


def defence_named(
    name: str,
    *,
    carriers: int,
    denied: float,
    epsilon: float,
    p: float,
    common_from: float,
    frequencies: np.ndarray,
    folder: Path,
    key: ProjectKey,
) -> BeaconDefence | None:
    """Return the defence that a report is asked about; each reads its own numbers only.

    Parameters
    ----------
    name : str
        One of `DEFENCES`.
    carriers : int
        Of "threshold": fewest for a yes.
    denied : float
        Of "unique": chance that an allele of one person is denied.
    epsilon : float
        Of "flip": of each answer.
    p, common_from : float
        Of "budget": what is given to every person, and the frequency below which alleles are denied.
    frequencies : ndarray of float, shape (n_variants,)
        In the population.

    Raises
    ------
    PrivacyInputError
        If there is no such defence.
    """
    if name == "threshold":
        return CarrierThreshold(k=carriers)
    if name == "unique":
        return UniqueAlleleBias(probability=denied, key=key)
    if name == "flip":
        return RandomisedResponse(epsilon=epsilon, key=key)
    if name == "budget":
        return QueryBudget(p=p, frequencies=frequencies, key=key, folder=folder, denies_below=common_from)
    if name == "none":
        return None
    raise PrivacyInputError(f"defence_named: no defence {name!r}. There are: {', '.join(DEFENCES)}.")


def assess_beacon(
    dataset: Dataset,
    *,
    beacon_size: int = 50,
    defence: str = "budget",
    carriers: int = 2,
    denied: float = 0.9,
    epsilon: float = 1.0,
    p: float = 0.5,
    common_from: float = 0.01,
    threshold: float = 0.4,
    false_positive_rate: float = 0.05,
    most_queries: int = 1000,
    most_beacons: int = 10,
    population: str = "",
    seed: int,
) -> BeaconSafety:
    """Deal people into beacons, people outside and a public panel; attack; decide on the upper bound.

    A sixth of the people, at least 20, are the panel that frequencies come from; of the others as many beacons are
    opened as there are people for, with half as many people again outside each, or more. Shown unsafe: some lower bound reaches the
    threshold. Inconclusive: no attack is shown to reach it on the open beacon either, or a bound lies above it. The
    bounds know that a threshold comes from a finite number of people outside (`bounded_power`).

    Parameters
    ----------
    dataset : Dataset
        Of genotypes; who has a parent in it is left out.
    beacon_size : int, default 50
    defence, carriers, denied, epsilon, p, common_from
        See `defence_named`.
    threshold : float, default 0.4
        Of power, above `false_positive_rate` and below 1: who knows nothing reaches that rate.
    false_positive_rate : float, default 0.05
    most_queries : int, default 1000
    most_beacons : int, default 10
        Opened; the more, the more people are attacked and the narrower the bounds.
    population : str, optional
        Keep people of one population, as the facts name it.
    seed : int

    Raises
    ------
    PrivacyInputError
        If the threshold is out of range, or there are too few people.
    """
    if not 0 < false_positive_rate < threshold < 1:
        raise PrivacyInputError(
            f"assess_beacon: threshold={threshold} of power at a false positive rate of {false_positive_rate}. "
            "Use a rate above 0, and a threshold between it and 1."
        )
    people = _people(dataset, population)
    n_panel = max(20, len(people) // 6)
    n_outsiders = max(int(1.5 * beacon_size), int(np.ceil(1 / false_positive_rate)))
    n_beacons = min((len(people) - n_panel) // (beacon_size + n_outsiders), most_beacons)
    if n_beacons < 1:
        raise PrivacyInputError(
            f"assess_beacon: beacon_size={beacon_size} takes {beacon_size + n_outsiders + n_panel} unrelated people, "
            f"there are {len(people)}. Lower it or pool more people."
        )
    n_outsiders = min((len(people) - n_panel) // n_beacons - beacon_size, max(n_outsiders, ENOUGH))
    rng = np.random.default_rng(seed)
    dealt = rng.permutation(len(people))
    frequencies = np.nan_to_num(allele_frequencies(people.take(dealt[:n_panel])))
    with tempfile.TemporaryDirectory() as folder:
        stands = defence_named(
            defence, carriers=carriers, denied=denied, epsilon=epsilon, p=p, common_from=common_from,
            frequencies=frequencies, folder=Path(folder), key=ProjectKey(rng.bytes(32)),
        )  # fmt: skip
        power = beacon_power(
            people.take(dealt[n_panel:]),
            beacon_size=beacon_size,
            defences={} if stands is None else {defence: stands},
            n_outsiders=n_outsiders,
            n_beacons=n_beacons,
            frequencies=frequencies,
            most_queries=most_queries,
            false_positive_rate=false_positive_rate,
            seed=seed,
        )
    bounds = _bounds(power, defence, false_positive_rate, rng)
    control = max(_bounds(power, "none", false_positive_rate, rng), key=lambda one: one.power.low)
    verdict, reason = _decide(bounds, control, threshold)
    return BeaconSafety(
        dataset=dataset.name, standing=str(dataset.standing), power=power, defence=defence, threshold=threshold,
        false_positive_rate=false_positive_rate, most_queries=most_queries, seed=seed, bounds=bounds, control=control,
        verdict=verdict, reason=reason,
    )  # fmt: skip


def _people(dataset: Dataset, population: str) -> Genotypes:
    kept = unrelated(dataset)
    if population:
        facts = dataset.related.get("people")
        if facts is None or POPULATION not in facts.columns:
            raise PrivacyInputError(
                f"assess_beacon: population={population!r}, but the dataset names no populations."
            )
        kept = kept[(facts[POPULATION] == population).to_numpy()[kept]]
    return counting_rarer(dataset.data.take(kept))


def _bounds(
    power: BeaconPower, defence: str, false_positive_rate: float, rng: np.random.Generator
) -> tuple[AttackBound, ...]:
    """The allowed error is dealt among all attacks and looks."""
    queries = next(iter(power.curves[defence].values())).queries
    looks = [at for at, n in enumerate(queries) if n in LOOKS or n == queries[-1]]
    alpha = ALPHA / (len(power.evidence[defence]) * len(looks))
    return tuple(
        AttackBound(
            attack=attack,
            queries=queries[at],
            power=bounded_power(
                members[:, at], outsiders[:, at], rng, false_positive_rate=false_positive_rate, alpha=alpha
            ),
        )
        for attack, (members, outsiders) in power.evidence[defence].items()
        for at in looks
    )


def _decide(bounds: tuple[AttackBound, ...], control: AttackBound, threshold: float) -> tuple[Verdict, str]:
    found = max(bounds, key=lambda one: one.power.low)
    worst = max(bounds, key=lambda one: one.power.high)
    if found.power.low >= threshold:
        said = (
            f"{found.attack} finds at least {found.power.low:.3f} of the members with {found.queries} queries"
        )
        return Verdict.SHOWN_UNSAFE, f"{said}, threshold {threshold:g}."
    if control.power.low < threshold:
        said = f"On the open beacon no attack is shown to find {threshold:g} of the members (at least {control.power.low:.3f})"
        return (
            Verdict.INCONCLUSIVE,
            f"{said}: too little to tell a safe beacon from weak attacks or few people.",
        )
    if worst.power.high < threshold:
        said = f"No attack finds more than {worst.power.high:.3f} of the members"
        return Verdict.NOT_SHOWN_UNSAFE, f"{said}, threshold {threshold:g}."
    said = f"{worst.attack} finds between {worst.power.low:.3f} and {worst.power.high:.3f} with {worst.queries} queries"
    return Verdict.INCONCLUSIVE, f"{said}, threshold {threshold:g} lies between."
