# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Does defacing keep people from being recognised? Faces are matched to head scans before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from secured.common import PrivacyInputError, Quarantined, Standing
from secured.common.volumes import Volumes
from secured.dean.identification import SAME_SESSION, Identification, identify
from secured.dean.neuro.faces import FaceLeft, FaceMatching, FaceSurface, Rendering, face_left, face_surface
from secured.studies.neuro.simulated_faces import FaceCohort

__all__ = ["NOT_DEFACED", "TOOLS", "DefacingAttack", "DefacingRow", "attack_cohort", "attack_real_heads"]

Tool = Literal["registered", "quickshear"]
NOT_DEFACED = "not defaced"
TOOLS: tuple[Tool, ...] = ("registered", "quickshear")
ANOTHER_SCAN = "another scan"


@dataclass(frozen=True, kw_only=True)
class DefacingRow:
    """One way to release the same heads.

    Parameters
    ----------
    release : str
        "not defaced", or the tool.
    matching : Identification
        Its protocol says what the adversary has: another scan, or "same session" where it is the same scan, re-rendered.
    left : tuple of FaceLeft
        Of every released head.
    refused : int
        Heads in which the tool located no face: they are not released.
    """

    release: str
    matching: Identification
    left: tuple[FaceLeft, ...]
    refused: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Rates and means; nothing of single heads."""
        mean = {
            name: float(np.mean([getattr(one, name) for one in self.left])) if self.left else None
            for name in ("face", "eyes", "nose", "mouth_and_chin")
        }
        return {
            "release": self.release,
            "matching": self.matching.to_dict(far=()),
            "face_left": mean,
            "heads_with_a_face": sum(one.is_left for one in self.left),
            "heads": len(self.left),
            "refused": self.refused,
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class DefacingAttack:
    """Rates of recognition before and after defacing.

    Parameters
    ----------
    rows : tuple of DefacingRow
    standing : Standing
        Of the people who are looked for.
    knowledge : str
        What the adversary has of them, in words.
    gallery : str
        Among whom they are looked for, in words.
    shown : mapping of str to tuple of FaceSurface
        A few surfaces of every release, of simulated heads only.
    """

    rows: tuple[DefacingRow, ...]
    standing: Standing
    knowledge: str
    gallery: str
    shown: dict[str, tuple[FaceSurface, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.shown and self.standing is not Standing.SIMULATED:
            raise PrivacyInputError("DefacingAttack: surfaces of real faces are not kept. Leave `shown` out.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, without any surface."""
        return {
            "standing": str(self.standing),
            "knowledge": self.knowledge,
            "gallery": self.gallery,
            "rows": [row.to_dict() for row in self.rows],
        }

    def __repr__(self) -> str:
        return f"DefacingAttack({self.standing}, {', '.join(row.release for row in self.rows)})"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Released:
    """Surfaces of the heads that a tool lets go, by number of the head."""

    surfaces: dict[int, FaceSurface]
    left: tuple[FaceLeft, ...]
    refused: int = 0


Head = tuple[np.ndarray, np.ndarray]


def attack_cohort(
    cohort: FaceCohort,
    *,
    tools: Sequence[Tool] = TOOLS,
    matcher: FaceMatching | None = None,
    true_brain: bool = False,
    n_shown: int = 4,
    rng: np.random.Generator,
) -> DefacingAttack:
    """Scan everybody twice; release the first scan, not defaced and by every tool; the adversary has the second.

    Parameters
    ----------
    true_brain : bool, default False
        Give quickshear the simulated brain instead of a registered one: no registration is run, and no tool that needs
        it is allowed.
    n_shown : int, default 4
        Simulated heads whose surfaces are kept to be looked at.

    Raises
    ------
    PrivacyInputError
        If the cohort is of fewer than two people, or a tool needs what was not asked for.
    MissingDependency
        If registration is needed and SimpleITK not installed.
    """
    if cohort.n_people < 2 or (true_brain and "registered" in tools):
        raise PrivacyInputError(
            f"attack_cohort: {cohort.n_people} people with true_brain={true_brain}: take two people or more, and "
            "quickshear alone where the brain is given."
        )
    scans = [cohort.scan(one, 0) for one in range(cohort.n_people)]
    heads: list[Head] = [(scan.volume, scan.affine) for scan in scans]
    brains = [scan.brain for scan in scans] if true_brain else None
    known = {one: _surface((second.volume, second.affine)) for one, second in _second_scans(cohort)}
    released = _released_by(heads, tools, brains)
    matcher = matcher or FaceMatching()
    return DefacingAttack(
        rows=tuple(
            DefacingRow(
                release=name,
                matching=_match(matcher, known, one.surfaces, ANOTHER_SCAN, rng),
                left=one.left,
                refused=one.refused,
            )
            for name, one in released.items()
        ),
        standing=Standing.SIMULATED,
        knowledge="the face as another scan of the person shows it, in another pose",
        gallery=f"{cohort.n_people} simulated heads that differ below the brow only",
        shown={
            name: tuple(one.surfaces[at] for at in sorted(one.surfaces)[:n_shown])
            for name, one in released.items()
        },
    )


def attack_real_heads(
    volumes: Volumes,
    cohort: FaceCohort,
    *,
    tools: Sequence[Tool] = TOOLS,
    matcher: FaceMatching | None = None,
    rendering: Rendering | None = None,
    renderings: int = 20,
    standing: Standing = Standing.REAL,
    rng: np.random.Generator,
) -> DefacingAttack:
    """Release real heads, defaced and not, among simulated ones; the adversary has each face as it is re-rendered.

    The likeness comes from the same scan, so that rates say only whether what a scan shows fits itself: "same session".

    Parameters
    ----------
    volumes : Volumes
        Whole heads, one a person.
    cohort : FaceCohort
        Simulated heads among which they are looked for, defaced by the same tool.
    renderings : int, default 20
        Likenesses of everybody.
    """
    heads: list[Head] = [(volumes.voxels(at), volumes.affine(at)) for at in range(len(volumes))]
    others: list[Head] = [
        (scan.volume, scan.affine) for scan in (cohort.scan(one, 0) for one in range(cohort.n_people))
    ]
    rendering, matcher = rendering or Rendering(), matcher or FaceMatching()
    own = [_surface(head) for head in heads]
    likenesses = [
        (at, rendering.apply(surface, rng)) for at, surface in enumerate(own) for _ in range(renderings)
    ]
    released = _released_by([*heads, *others], tools, None)
    rows = []
    for name, one in released.items():
        people = np.array([at for at, _ in likenesses])
        found = _identified(
            matcher, people, [surface for _, surface in likenesses], one.surfaces, SAME_SESSION, rng
        )
        there = [at for at in sorted(one.surfaces) if at < len(heads)]
        left = tuple(face_left(own[at], one.surfaces[at]) for at in there)
        rows.append(DefacingRow(release=name, matching=found, left=left, refused=len(heads) - len(there)))
    return DefacingAttack(
        rows=tuple(rows),
        standing=standing,
        knowledge=f"the face of the same scan, re-rendered {renderings} times: turned, coarser and noisy",
        gallery=f"{len(heads)} {standing} heads among {cohort.n_people} simulated ones",
    )


def _second_scans(cohort: FaceCohort) -> Any:
    for one in range(cohort.n_people):
        yield one, cohort.scan(one, 1)


def _surface(head: Head) -> FaceSurface:
    return face_surface(*head)


def _released_by(
    heads: Sequence[Head], tools: Sequence[Tool], brains: Sequence[np.ndarray] | None
) -> dict[str, _Released]:
    """Surfaces of all heads, not defaced and by every tool; one registration of a head serves all tools."""
    before = {at: _surface(head) for at, head in enumerate(heads)}
    intact = tuple(face_left(one, one) for one in before.values())
    released = {NOT_DEFACED: _Released(surfaces=before, left=intact)}
    after: dict[Tool, dict[int, FaceSurface]] = {tool: {} for tool in tools}
    for at, (volume, affine) in enumerate(heads):
        for tool, removed in _removed(volume, affine, tools, None if brains is None else brains[at]).items():
            after[tool][at] = _surface((np.where(removed, volume.min(), volume), affine))
    for tool, surfaces in after.items():
        left = tuple(face_left(before[at], surface) for at, surface in surfaces.items())
        released[tool] = _Released(surfaces=surfaces, left=left, refused=len(heads) - len(surfaces))
    return released


def _removed(
    volume: np.ndarray, affine: np.ndarray, tools: Sequence[Tool], brain: np.ndarray | None
) -> dict[Tool, np.ndarray]:
    """What every tool takes away; nothing of a head in which no face was located."""
    if not tools:
        return {}
    from secured.dans.nifti.defacing import deface

    removed: dict[Tool, np.ndarray] = {}
    try:
        if brain is None:
            found = deface(volume, affine)
            brain = found.brain
            if "registered" in tools:
                removed["registered"] = found.removed
        if "quickshear" in tools:
            removed["quickshear"] = deface(volume, affine, method="quickshear", brain=brain).removed
    except Quarantined:
        return {}
    return removed


def _match(
    matcher: FaceMatching,
    known: dict[int, FaceSurface],
    released: dict[int, FaceSurface],
    protocol: str,
    rng: np.random.Generator,
) -> Identification:
    return _identified(matcher, np.array(list(known)), list(known.values()), released, protocol, rng)


def _identified(
    matcher: FaceMatching,
    people: np.ndarray,
    likenesses: Sequence[FaceSurface],
    released: dict[int, FaceSurface],
    protocol: str,
    rng: np.random.Generator,
) -> Identification:
    """Score all pairs and join the truth; the session is that of the release where the likeness is of the same scan."""
    numbers = np.array(list(released))
    scores = matcher.scores(likenesses, list(released.values()))
    return identify(
        scores,
        probe_people=people,
        gallery_people=numbers,
        probe_sessions=np.full(len(people), 0 if protocol == SAME_SESSION else 1),
        gallery_sessions=np.zeros(len(numbers), dtype=int),
        protocol=protocol,
        rng=rng,
    )
