# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Make every candidate release, measure it and attack it: in parallel, cached by content, resumable."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor

import secured
from secured import __version__
from secured.common import Dataset, LinkedRelease, PrivacyInputError
from secured.common.fingerprint import fingerprint_of_values
from secured.common.io.tables import write_whole
from secured.dean import Attack, AttackResult, World, evaluate
from secured.studies.flow import Flow, FlowCandidate
from secured.studies.flow_of import flow_of
from secured.studies.people import People

__all__ = ["CandidateResult", "Sweep", "cache_folder"]


def cache_folder() -> Path:
    """`SECURED_CACHE` where set, else the platform's cache folder. It holds aggregates only."""
    configured = os.environ.get("SECURED_CACHE")
    if configured:
        return Path(configured)
    from platformdirs import user_cache_path

    return user_cache_path("secured") / "studies"


@dataclass(frozen=True, kw_only=True)
class CandidateResult:
    """What one candidate costs, and what the attacks on it achieved.

    Parameters
    ----------
    candidate : dict
        Name, method and parameters.
    guarantee : dict
    levels : dict of column to int
    utility : dict
        loss, kept_share, classification_auc, classification_auc_unprotected, and what the modality adds.
    class_sizes : dict of int to int
        People by size of their class, among those kept.
    results : tuple of AttackResult
        On tuning people.
    infeasible : str
        Why no such release exists; empty if it does.
    """

    candidate: dict[str, Any]
    guarantee: dict[str, Any] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    utility: dict[str, float | None] = field(default_factory=dict)
    class_sizes: dict[int, int] = field(default_factory=dict)
    results: tuple[AttackResult, ...] = ()
    infeasible: str = ""

    @property
    def name(self) -> str:
        """Name of the candidate."""
        return str(self.candidate["name"])

    @property
    def loss(self) -> float:
        """What is lost of the detail, from 0 to 1."""
        return float(self.utility["loss"] or 0.0)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "candidate": self.candidate,
            "guarantee": self.guarantee,
            "levels": self.levels,
            "utility": self.utility,
            "class_sizes": self.class_sizes,
            "results": [result.to_dict() for result in self.results],
            "infeasible": self.infeasible,
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "CandidateResult":
        """Rebuild what `to_dict` gave."""
        return cls(
            **raw
            | {
                "results": tuple(AttackResult.from_dict(result) for result in raw["results"]),
                "class_sizes": {int(size): people for size, people in raw["class_sizes"].items()},
            }
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Sweep:
    """All candidates against all attacks on the tuning half of the members.

    Parameters
    ----------
    dataset : Dataset
        Everybody.
    people : People
    candidates : tuple of FlowCandidate
    attacks : tuple of Attack
    seed : int
    target : str or None
        What models trained on a release are to predict.
    """

    dataset: Dataset
    people: People
    candidates: tuple[FlowCandidate, ...]
    attacks: tuple[Attack, ...]
    seed: int
    target: str | None = None

    def __post_init__(self) -> None:
        names = [attack.id for attack in self.attacks]
        if len(set(names)) < len(names):
            raise PrivacyInputError("Sweep: two attacks have the same id. Name them apart.")

    @cached_property
    def flow(self) -> Flow:
        """How data of this modality are released and attacked."""
        return flow_of(self.dataset, target=self.target)

    @cached_property
    def members(self) -> Dataset:
        """What releases of the members are made from."""
        return self.flow.part(self.people.members)

    @cached_property
    def unprotected(self) -> LinkedRelease:
        """The members with only identifiers removed."""
        return self.flow.unprotected(self.members, self.seed)

    def world(self, linked: LinkedRelease, targets: np.ndarray) -> World:
        """The world in which a release is attacked."""
        return World(
            people=self.flow.originals,
            members=self.people.members,
            protected=linked,
            unprotected=self.unprotected,
            targets_in=targets,
            targets_out=self.people.outsiders,
            reference=self.people.reference,
            seed=self.seed,
        )

    def key(self, candidate: FlowCandidate) -> str:
        """Content hash of everything the candidate's result depends on."""
        return fingerprint_of_values(
            [
                _code_fingerprint(),
                self.dataset.fingerprint,
                self.dataset.schema_fingerprint,
                candidate.to_dict(),
                [attack.to_dict() for attack in self.attacks],
                self.people.fingerprint,
                self.seed,
                self.target,
            ]
        )

    def run(
        self,
        *,
        workers: int = 1,
        progress: Callable[[int, int], None] | None = None,
        memo: dict[str, Any] | None = None,
    ) -> list[CandidateResult]:
        """Return one result per candidate, in order; finished ones come from the cache.

        Parameters
        ----------
        workers : int
            Processes.
        progress : callable, optional
            Called with (done, all) after every candidate.
        memo : dict, optional
            Keeps runs that depend on no candidate, for a sweep of the same people and attacks.
        """
        folder = cache_folder()
        places = [folder / f"{self.key(candidate)}.json" for candidate in self.candidates]
        todo = [at for at, place in enumerate(places) if not place.is_file()]
        done = len(places) - len(todo)
        if progress:
            progress(done, len(places))
        if todo:
            memo = {} if memo is None else memo
            for step, (at, result) in enumerate(self._measured(todo, memo, workers), start=1):
                _keep(places[at], result)
                if progress:
                    progress(done + step, len(places))
        return [CandidateResult.from_dict(json.loads(place.read_text())) for place in places]

    def _measured(
        self, todo: list[int], memo: dict[str, Any], workers: int
    ) -> Iterator[tuple[int, CandidateResult]]:
        """Measure candidates; the first one here, since it fills the memo that the others share."""
        yield _measure(self, todo[0], memo)
        others = [delayed(_measure)(self, at, memo) for at in todo[1:]]
        try:
            yield from Parallel(n_jobs=workers, return_as="generator_unordered")(others)
        finally:
            if workers > 1 and others:
                get_reusable_executor().shutdown(wait=True)  # leave no worker behind

    def measure(self, candidate: FlowCandidate, memo: dict[str, Any]) -> CandidateResult:
        """Make, measure and attack one candidate."""
        try:
            made = self.flow.make(candidate, self.members, self.seed)
        except PrivacyInputError as error:
            return CandidateResult(candidate=candidate.to_dict(), infeasible=str(error))
        world = self.world(made.linked, self.people.tuning)
        use = self.flow.use(made, self.unprotected, self.members, self.people.outsiders, self.seed, memo)
        return CandidateResult(
            candidate=candidate.to_dict(),
            guarantee=made.linked.release.guarantee.to_dict() | {"text": made.linked.release.guarantee.text},
            levels=made.levels,
            utility=made.utility | use,
            class_sizes=made.class_sizes,
            results=tuple(evaluate(attack, world, memo=memo) for attack in self.attacks),
        )


@cache
def _code_fingerprint() -> str:
    """SHA-256 of the package's source: a result of other code is no result of this one."""
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(Path(secured.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _measure(sweep: Sweep, at: int, memo: dict[str, Any]) -> tuple[int, CandidateResult]:
    return at, sweep.measure(sweep.candidates[at], memo)


def _keep(place: Path, result: CandidateResult) -> None:
    text = json.dumps(result.to_dict())
    write_whole(place, lambda part: part.write_text(text, encoding="utf-8"))
