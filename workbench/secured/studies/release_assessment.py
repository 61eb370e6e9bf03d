# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The main study: which release of a table may be handed out, at what cost, and what could still be learned."""

import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from secured import __version__
from secured.common import Dataset, LinkedRelease, Modality, PrivacyInputError
from secured.common.io.tables import write_whole
from secured.dans import PrivacyModel
from secured.dean import Attack, AttackResult, RiskAssessment, evaluate, evaluate_again, risk
from secured.studies.choose import Choice, choose
from secured.studies.flow import FlowCandidate, NotRun
from secured.studies.flow_of import flow_of
from secured.studies.people import People, split_people
from secured.studies.sweep import CandidateResult, Sweep
from secured.studies.tables.candidates import ladder, main_secret

__all__ = ["STAMP", "Assessment", "assess", "describe_threat"]

STAMP = "not shown unsafe by these attacks under this threat model"
ALPHA = 0.05
LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn")


@dataclass(frozen=True, kw_only=True, eq=False)
class Assessment:
    """The answer, with everything it rests on; aggregates only, but for the file to hand out.

    Parameters
    ----------
    dataset : Dataset
    people : People
    parameters : dict
        k, threshold, population, prior, n_targets, seed.
    candidates : tuple of CandidateResult
    attacks : tuple of Attack
        Those that were run.
    choice : Choice
    not_run : tuple of NotRun
    final : LinkedRelease or None
        The file to hand out, made from everybody by the chosen recipe.
    seconds : float
    """

    dataset: Dataset
    people: People
    parameters: dict[str, Any]
    candidates: tuple[CandidateResult, ...]
    attacks: tuple[Attack, ...]
    choice: Choice
    not_run: tuple[NotRun, ...]
    final: LinkedRelease | None
    seconds: float

    @cached_property
    def risks(self) -> dict[str, RiskAssessment]:
        """Risk of every feasible candidate on tuning people."""
        return {
            one.name: risk(one.results, threshold=self.parameters["threshold"], alpha=ALPHA)
            for one in self.candidates
            if not one.infeasible
        }

    def models_of(self, name: str) -> tuple[PrivacyModel, ...]:
        """Privacy models of the candidate of that name."""
        ladder_ = {one.name: one for one in ladder(self.dataset, self.parameters["k"])}
        return ladder_[name].models

    @property
    def verdict(self) -> str:
        """One sentence for the owner."""
        if self.choice.chosen is None:
            return f"No release is offered. {self.choice.reason}"
        return f"{self.choice.chosen.name}: {STAMP}. {self.choice.reason}"

    def to_dict(self) -> dict[str, Any]:
        """The content of result.json."""
        dataset, parameters = self.dataset, self.parameters
        return {
            "dataset": dataset.name,
            "title": dataset.title,
            "standing": str(dataset.standing),
            "data_fingerprint": dataset.fingerprint,
            "notes": list(dataset.notes),
            "k": parameters["k"],
            "threshold": parameters["threshold"],
            "alpha": ALPHA,
            "seed": parameters["seed"],
            "threat_model": {
                "population": parameters["population"],
                "prior": parameters["prior"],
                "access": "release",
                "knows": list(dict.fromkeys(name for attack in self.attacks for name in attack.threat.knows)),
                "text": describe_threat(dataset, parameters),
            },
            "people": {"table": dataset.n_people} | self.people.to_dict(),
            "versions": {"secured": __version__, "python": platform.python_version()}
            | {n: version(n) for n in LIBRARIES},
            "wall_time_s": round(self.seconds, 2),
            "candidates": [self._candidate(one) for one in self.candidates],
            "chosen": self._candidate(self.choice.chosen) if self.choice.chosen else None,
            "reason": self.choice.reason,
            "verdict": self.verdict,
            "confirmations": [look.to_dict() for look in self.choice.confirmations],
            "attacks_not_run": [one.to_dict() for one in self.not_run],
            "release": self.final.release.to_dict() | {"values": "see release.json"} if self.final else None,
            "citation": dataset.provenance.citation,
            "licence": dataset.provenance.licence,
        }

    def _candidate(self, one: CandidateResult) -> dict[str, Any]:
        if one.infeasible:
            return {
                "name": one.name,
                "method": one.candidate["method"],
                "parameters": one.candidate,
                "verdict": "infeasible",
                "reason": one.infeasible,
            }
        assessment = self.risks[one.name].to_dict()
        return {
            "name": one.name,
            "method": one.candidate["method"],
            "parameters": one.candidate | {"levels": one.levels},
            "guarantee": one.guarantee,
            "utility": one.utility,
            "class_sizes": one.class_sizes,
            "risk": {
                key: assessment[key]
                for key in ("point", "low", "high", "plain", "resolution", "strongest", "by_goal", "reason")
            },
            "verdict": assessment["verdict"],
            "attacks": assessment["attacks"],
        }

    def write_result(self, folder: Path) -> Path:
        """Write result.json alone."""
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False)
        write_whole(folder / "result.json", lambda part: part.write_text(text, encoding="utf-8"))
        return folder / "result.json"

    def write(self, folder: Path) -> list[Path]:
        """Write result.json and, if a release is offered, its file and release.json; none of them half, none of before."""
        written = []
        for stale in ("result.json", "release.parquet", "release.npz", "release.json"):
            (folder / stale).unlink(missing_ok=True)
        if self.final:
            release = self.final.release
            how = json.dumps(
                release.to_dict() | {"verdict": self.verdict, "dataset": self.dataset.name},
                indent=1,
                ensure_ascii=False,
            )
            data = flow_of(self.dataset).write(release, folder)
            write_whole(folder / "release.json", lambda part: part.write_text(how, encoding="utf-8"))
            written = [data, folder / "release.json"]
        return [self.write_result(folder), *written]

    def __repr__(self) -> str:
        return f"Assessment({self.dataset.name!r}, {len(self.candidates)} candidates, {self.verdict!r})"


def describe_threat(dataset: Dataset, parameters: dict[str, Any]) -> str:
    """The threat model in plain words."""
    where = "table" if dataset.modality is Modality.TABLE else "data"
    if parameters["prior"] == 1:
        belief = f"is certain that the person is in the {where}"
    else:
        belief = f"believes with chance {parameters['prior']:g} that the person is in the {where}"
    return f"An adversary who has the released file, {flow_of(dataset).knowledge()}, looks among {parameters['population']} people and {belief}."


def assess(
    dataset: Dataset,
    *,
    k: int,
    threshold: float,
    population: int = 0,
    prior: float = 0.0,
    n_targets: int = 0,
    seed: int = 7,
    workers: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Assessment:
    """Sweep candidate releases, attack them, choose under the threshold and confirm the choice.

    Parameters
    ----------
    dataset : Dataset
        A table with one row a person, or recordings.
    k : int
        Smallest equivalence class that the owner allows.
    threshold : float
        Largest acceptable risk, in (0, 1), held against an upper bound.
    population, prior
        Of the threat model; 0: as the dataset's entry says.
    n_targets : int
        Most people to attack in either half; 0: all, up to 20,000.
    seed : int
        Every draw follows from it.
    workers : int
        Processes; 0: one per core.
    progress : callable, optional
        Called with (done, all) after every candidate.

    Raises
    ------
    PrivacyInputError
        If a parameter cannot be used with this table, or population and prior are given nowhere.
    """
    start = time.perf_counter()
    parameters = _checked(dataset, k, threshold, population, prior, n_targets, seed)
    target = main_secret(dataset)
    flow = flow_of(dataset, target=target)
    people = split_people(flow.n_people, seed=seed, n_targets=n_targets or None, shares=flow.shares)
    attacks = flow.attacks(population=parameters["population"], prior=parameters["prior"])
    sweep = Sweep(
        dataset=dataset,
        people=people,
        candidates=flow.candidates(k),
        attacks=attacks,
        seed=seed,
        target=target,
    )
    results = sweep.run(workers=workers or os.cpu_count() or 1, progress=progress)
    results, undecided = _decidable(results, threshold)
    chosen_attacks = tuple(attack for attack in attacks if attack.id not in {one.attack for one in undecided})
    by_name = {candidate.name: candidate for candidate in sweep.candidates}
    confirm = _Confirmation(sweep=sweep, attacks=chosen_attacks)
    choice = choose(
        results, threshold=threshold, alpha=ALPHA, confirm=lambda one: confirm(by_name[one.name], one.levels)
    )
    final = confirm.final(by_name[choice.chosen.name], choice.chosen.levels) if choice.chosen else None
    return Assessment(
        dataset=dataset,
        people=people,
        parameters=parameters,
        candidates=tuple(results),
        attacks=chosen_attacks,
        choice=choice,
        not_run=(*undecided, *flow.not_run()),
        final=final,
        seconds=time.perf_counter() - start,
    )


def _checked(
    dataset: Dataset, k: int, threshold: float, population: int, prior: float, n_targets: int, seed: int
) -> dict[str, Any]:
    population, prior = population or dataset.population or 0, prior or dataset.prior or 0.0
    if k < 1 or k > dataset.n_people:
        raise PrivacyInputError(
            f"assess: k={k} does not fit a table of {dataset.n_people} people. Choose k between 2 and a fraction of that."
        )
    if not 0 < threshold < 1:
        raise PrivacyInputError(f"assess: threshold={threshold} is not in (0, 1).")
    if not population or not prior:
        raise PrivacyInputError(
            "assess: population and prior are given neither as parameters nor in the dataset's entry. Say among how many "
            "people an adversary looks, and how sure they are that the person is in the table (1: certain)."
        )
    if population < dataset.n_people:
        raise PrivacyInputError(
            f"assess: population={population} is smaller than the table's {dataset.n_people} people. Count them too."
        )
    if not 0 < prior <= 1 or n_targets < 0 or seed < 0:
        raise PrivacyInputError(
            f"assess: prior={prior} must be in (0, 1], n_targets={n_targets} and seed={seed} not negative."
        )
    return {
        "k": k,
        "threshold": threshold,
        "population": population,
        "prior": prior,
        "n_targets": n_targets,
        "seed": seed,
    }


def _decidable(
    results: list[CandidateResult], threshold: float
) -> tuple[list[CandidateResult], tuple[NotRun, ...]]:
    """Set aside attacks that so few people could not clear, however harmless the release; they are named."""
    measured = next((one.results for one in results if one.results), ())
    level = ALPHA / 4 / max(len(measured), 1)
    undecided = tuple(
        NotRun(
            attack=one.id,
            reason=f"too few people to decide at threshold {threshold:g}: only {one.main.n - one.baseline.successes} of "
            f"{one.main.n} targets have another value than could be guessed.",
        )
        for one in measured
        if one.paired is not None and one.goal == "inference" and not one.can_decide(threshold, level)
    )
    names = {one.attack for one in undecided}
    return [_without(one, names) for one in results], undecided


def _without(one: CandidateResult, names: set[str]) -> CandidateResult:
    return replace(one, results=tuple(result for result in one.results if result.id not in names))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Confirmation:
    """Attack a candidate on the verdict people, then the file made from everybody by the same recipe."""

    sweep: Sweep
    attacks: tuple[Attack, ...]
    memo: dict[str, Any] = field(default_factory=dict)
    files: dict[tuple[Any, ...], LinkedRelease] = field(default_factory=dict)

    def __call__(
        self, candidate: FlowCandidate, levels: dict[str, int]
    ) -> tuple[Sequence[AttackResult], Sequence[AttackResult] | None]:
        sweep = self.sweep
        world = sweep.world(
            sweep.flow.make(candidate, sweep.members, sweep.seed).linked, sweep.people.verdict
        )
        results = [evaluate(attack, world, memo=self.memo) for attack in self.attacks]
        final = self.final(candidate, levels)
        pairs = zip(self.attacks, results, strict=True)
        return results, [evaluate_again(attack, world, final, result, self.memo) for attack, result in pairs]

    def final(self, candidate: FlowCandidate, levels: dict[str, int]) -> LinkedRelease:
        """The file that would leave: everybody, with the settings found on the members.

        Made once: what is drawn anew would be another file than the one that was attacked.
        """
        which = (candidate.name, *sorted(levels.items()))
        if which not in self.files:
            self.files[which] = self.sweep.flow.final(candidate, levels, self.sweep.seed)
        return self.files[which]
