# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Run one attack five times: on members, outsiders, without the release, on unprotected data, on scrambled data."""

import time
import zlib
from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from secured.common import Interval, LinkedRelease, PrivacyInputError
from secured.common.intervals import clopper_pearson, excess_over_independent, excess_over_paired
from secured.dean.attack import Attack, FittedAttack
from secured.dean.claims import Claims
from secured.dean.threat_model import Goal
from secured.dean.world import World
from secured.dean.worst_off import WorstOff, worst_off

__all__ = ["AttackResult", "Run", "evaluate", "evaluate_again", "fit_main_run", "hits_of"]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run: of `n` targets (or claims of an attack with a budget), `claimed` dared and `successes` right."""

    successes: int
    claimed: int
    n: int

    @property
    def rate(self) -> float:
        """Successes per target."""
        return self.successes / self.n if self.n else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Counts and rate."""
        return {"successes": self.successes, "claimed": self.claimed, "n": self.n, "rate": self.rate}


@dataclass(frozen=True, kw_only=True)
class AttackResult:
    """What one attack achieved on one release.

    Parameters
    ----------
    attack : dict
        Name, threat model and source.
    main, control, baseline, positive, null : Run
        On members; on outsiders; without the release; on unprotected data; on the release with every
        column shuffled.
    paired : (int, int, int) or None
        Members right by the attack only, by the baseline only, by neither; None if they are not the same targets.
    prior, population : float, int
        From the threat model.
    n_members : int
    worst_off : WorstOff
    seconds : float
    """

    attack: dict[str, Any]
    main: Run
    control: Run
    baseline: Run
    positive: Run
    null: Run
    paired: tuple[int, int, int] | None
    prior: float
    population: int
    n_members: int
    worst_off: WorstOff
    seconds: float

    @property
    def id(self) -> str:
        """Name of the attack."""
        return str(self.attack["attack"])

    @property
    def goal(self) -> str:
        """Goal of its threat model."""
        return str(self.attack["threat"]["goal"])

    def excess(self, alpha: float) -> Interval:
        """Success beyond the better of control and baseline, e = (s - r0) / (1 - r0).

        e is the smaller of the excess over the control and over the baseline. The bounds hold for it at
        level `alpha` each: either comparison gets half.
        """
        over_control = self._over(self.control, alpha / 2)
        if self.paired is None:
            over_baseline = self._over(self.baseline, alpha / 2)
        else:
            over_baseline = excess_over_paired(*self.paired, n=self.main.n, alpha=alpha / 2)
        return Interval(
            point=min(over_control.point, over_baseline.point),
            low=min(over_control.low, over_baseline.low),
            high=min(over_control.high, over_baseline.high),
        )

    def _over(self, run: Run, alpha: float, of: Run | None = None) -> Interval:
        of = of or self.main
        return excess_over_independent(of.successes, of.n, run.successes, run.n, alpha)

    def has_power(self, margin: float, alpha: float) -> bool:
        """Whether the attack shows more than `margin` on unprotected data: else it cannot tell safe from weak."""
        return self._over(self.null, alpha, of=self.positive).low > margin

    def can_decide(self, margin: float, alpha: float) -> bool:
        """Whether the best possible outcome could stay below `margin`, with so many people."""
        undecided = self.main.n - self.baseline.successes if self.paired is not None else self.main.n
        return undecided > 0 and clopper_pearson(0, undecided, alpha / 2).high < margin

    def ppv(self, prior: float) -> float | None:
        """Share of claims that are right when a target is a member with that prior; None without claims.

        That somebody outside is in the release is never right: there the control counts what is wrong.
        """
        claimed = prior * self.main.claimed / self.main.n + (1 - prior) * self.control.claimed / max(
            self.control.n, 1
        )
        outside = 0.0 if self.goal == Goal.MEMBERSHIP else self.control.rate
        right = prior * self.main.rate + (1 - prior) * outside
        return right / claimed if claimed else None

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {
            "attack": self.attack,
            "runs": {
                name: getattr(self, name).to_dict()
                for name in ("main", "control", "baseline", "positive", "null")
            },
            "paired": list(self.paired) if self.paired else None,
            "n_members": self.n_members,
            "ppv_at_prior": self.ppv(self.prior),
            "ppv_in_population": self.ppv(min(self.n_members / self.population, 1.0)),
            "worst_off": self.worst_off.to_dict(),
            "seconds": self.seconds,
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "AttackResult":
        """Rebuild what `to_dict` gave."""
        runs = {
            name: Run(successes=run["successes"], claimed=run["claimed"], n=run["n"])
            for name, run in raw["runs"].items()
        }
        threat = raw["attack"]["threat"]
        return cls(
            attack=raw["attack"],
            **runs,
            paired=tuple(raw["paired"]) if raw["paired"] else None,
            prior=threat["prior"],
            population=threat["population"],
            n_members=raw["n_members"],
            worst_off=WorstOff.from_dict(raw["worst_off"]),
            seconds=raw["seconds"],
        )


def evaluate(attack: Attack, world: World, *, memo: MutableMapping[str, Any] | None = None) -> AttackResult:
    """Run `attack` five times in `world` and score it against the truth, which it never sees.

    Parameters
    ----------
    attack : Attack
    world : World
    memo : mutable mapping, optional
        Keeps the runs that do not depend on the protected release, for worlds that differ only in that.

    Raises
    ------
    PrivacyInputError
        If the world has no targets on one side, or the population is smaller than the release.
    """
    if not len(world.targets_in) or not len(world.targets_out) or not len(world.reference):
        raise PrivacyInputError("evaluate: needs targets in and out of the release, and reference people.")
    if attack.threat.population < len(world.members):
        raise PrivacyInputError(
            f"evaluate: population={attack.threat.population} is smaller than the release's {len(world.members)} people. "
            "Count everybody among whom the adversary would look."
        )
    with threadpool_limits(limits=1):  # small models: threads of their own only get in each other's way
        return _five_runs(attack, world, {} if memo is None else memo)


def _five_runs(attack: Attack, world: World, memo: MutableMapping[str, Any]) -> AttackResult:
    start, runner = time.perf_counter(), _Runner(attack=attack, world=world)
    if attack.id not in memo:
        memo[attack.id] = (*runner.without_release(), runner.on(world.unprotected, "positive")[0])
    baseline, baseline_hits, positive = memo[attack.id]
    main, hits, claims = runner.on(world.protected, "main")
    known = _known_of_targets(attack, world)
    return AttackResult(
        attack=attack.to_dict(),
        main=main,
        control=runner.control(claims),
        baseline=baseline,
        positive=positive,
        null=runner.on(world.scrambled, "null")[0],
        paired=_paired(hits, baseline_hits) if attack.starts_from == "person" else None,
        prior=attack.threat.prior,
        population=attack.threat.population,
        n_members=len(world.members),
        worst_off=worst_off(
            hits, baseline_hits, claims.confidence, claims.abstain, known, attack.starts_from
        ),
        seconds=time.perf_counter() - start,
    )


def evaluate_again(
    attack: Attack, world: World, final: LinkedRelease, result: AttackResult, memo: MutableMapping[str, Any]
) -> AttackResult:
    """Repeat the main run on the file that leaves, made from everybody by the same recipe.

    Control, baseline and the rest stay those of `result`, for in the final file nobody is left out. An attack
    that starts from records guesses with reference people who are now in the file; its result is kept.
    """
    if attack.starts_from == "record":
        return result
    main, hits, claims = _Runner(attack=attack, world=world).on(final, "final")
    baseline_hits, known = memo[attack.id][1], _known_of_targets(attack, world)
    return replace(
        result,
        main=main,
        paired=_paired(hits, baseline_hits),
        n_members=len(final.row_of),
        worst_off=worst_off(
            hits, baseline_hits, claims.confidence, claims.abstain, known, attack.starts_from
        ),
    )


def hits_of(attack: Attack, world: World) -> tuple[np.ndarray, Claims]:
    """Return who of the targets is hit by the main run, bool of shape (n_targets,), and what was claimed.

    For the risk of single people, which stays with the owner. Worlds of other seeds draw anew.
    """
    with threadpool_limits(limits=1):
        _, hits, claims = _Runner(attack=attack, world=world).on(world.protected, "main")
    return hits, claims


def fit_main_run(attack: Attack, world: World) -> FittedAttack:
    """Return the attack as the main run fits it; its first claims about the targets are those of `hits_of`."""
    runner = _Runner(attack=attack, world=world)
    return attack.fit(world.protected.release, runner.reference(), runner.rng("main"))


def _known_of_targets(attack: Attack, world: World) -> pd.DataFrame:
    return world.people.facts(world.targets_in, attack.threat.knows)


def _paired(hits: np.ndarray, baseline_hits: np.ndarray) -> tuple[int, int, int]:
    """People right by the attack only, by the baseline only, by neither."""
    return (
        int((hits & ~baseline_hits).sum()),
        int((~hits & baseline_hits).sum()),
        int((~hits & ~baseline_hits).sum()),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Runner:
    attack: Attack
    world: World

    def rng(self, run: str) -> np.random.Generator:
        return np.random.default_rng([self.world.seed, zlib.crc32(f"{self.attack.id}/{run}".encode())])

    def on(self, linked: LinkedRelease, run: str) -> tuple[Run, np.ndarray, Claims]:
        """Attack the members who are targets."""
        world, attack = self.world, self.attack
        fitted = attack.fit(linked.release, self.reference(), self.rng(run))
        rows = world.row_of(linked)
        if attack.starts_from == "record":
            shown = rows[world.targets_in]
            claims = _padded(fitted.claim(pd.DataFrame({"record": shown[shown >= 0]})), shown >= 0)
        else:
            claims = fitted.claim(self._known(world.targets_in))
        hits = self._hits(claims, world.targets_in, rows)
        return self._run(hits, claims), hits, claims

    def control(self, main: Claims) -> Run:
        """The same attack on people who are not in the release."""
        world, attack = self.world, self.attack
        if attack.starts_from == "record":  # the same predicates, held against outsiders
            return self._run(self._isolates(main, world.targets_out), main)
        fitted = attack.fit(world.protected.release, self.reference(), self.rng("control"))
        claims = fitted.claim(self._known(world.targets_out))
        return self._run(self._hits(claims, world.targets_out, world.row_of(world.protected)), claims)

    def without_release(self) -> tuple[Run, np.ndarray]:
        """The best guess without the release, on the same targets."""
        world = self.world
        fitted: FittedAttack = self.attack.without_release(
            world.people.scrambled(world.unprotected, self.rng("marginals")).release,
            self.reference(),
            self.rng("baseline"),
        )
        claims = fitted.claim(self._known(world.targets_in))
        hits = self._hits(claims, world.targets_in, world.row_of(world.unprotected))
        return self._run(hits, claims), hits

    def reference(self) -> Any:
        """Reference people without identifiers: nothing that a release could not show."""
        return self.world.people.reference(self.world.reference, self.world.unprotected.release)

    def _known(self, people: np.ndarray) -> Any:
        return self.world.people.known(people, self.attack.threat.knows)

    def _hits(self, claims: Claims, people: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Join the truth: which claims are right."""
        if claims.kind == "predicate":
            return self._isolates(claims, self.world.members)
        if (
            claims.kind == "member"
        ):  # of people outside, those who are taken for members: what the rate inside costs
            return ~claims.abstain & ((rows[people] >= 0) | ~np.isin(people, self.world.members))
        best = claims.values[:, 0]
        if claims.kind == "record":
            return ~claims.abstain & (rows[people] >= 0) & (best.astype(np.int64) == rows[people])
        return ~claims.abstain & (best == self.attack.observe(self.world.people.take(people)))

    def _isolates(self, claims: Claims, people: np.ndarray) -> np.ndarray:
        """Which predicates hold for exactly one of the people."""
        holders = pd.Series(self.attack.observe(self.world.people.take(people))).value_counts()
        alone = set(holders.index[holders == 1])
        return np.array(
            [
                not quiet and value in alone
                for value, quiet in zip(claims.values[:, 0], claims.abstain, strict=True)
            ]
        )

    def _run(self, hits: np.ndarray, claims: Claims) -> Run:
        budget = self.attack.threat.budget
        n = len(hits) if budget is None else min(budget, len(hits))
        return Run(successes=int(hits.sum()), claimed=int((~claims.abstain).sum()), n=n)


def _padded(claims: Claims, shown: np.ndarray) -> Claims:
    """Extend claims about shown records to all targets; nothing is claimed about the others."""
    values = np.full((len(shown), claims.values.shape[1]), None, dtype=object)
    confidence, abstain = np.zeros(len(shown)), np.ones(len(shown), dtype=bool)
    values[shown], confidence[shown], abstain[shown] = claims.values, claims.confidence, claims.abstain
    return replace(claims, values=values, confidence=confidence, abstain=abstain)
