# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it, by slices or by regional measures of a volume? On people with one scan each: stand-ins, and named so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Standing
from secured.common.images import Images
from secured.common.volumes import Volumes
from secured.dean.identification import SAME_SESSION, Identification, identify
from secured.dean.images.embedding_retrieval import PixelCorrelation, PrincipalComponents
from secured.dean.images.image_matcher import ImageMatcher
from secured.dean.neuro.nearest_regions import NearestRegions
from secured.dean.neuro.regional_features import regional_features
from secured.dean.neuro.regional_forest import RegionalForest
from secured.dean.neuro.slice_cnn import SliceCNN
from secured.dean.neuro.slices import rescanned, slices_at

__all__ = [
    "IdentifiedVolumes",
    "VolumeIdentification",
    "identify_regions",
    "identify_slices",
    "identify_two_visits",
]

RELEASED, KNOWN = (0.3, 0.5, 0.7), (0.4, 0.6)  # places of slices: none is on both sides
LEARNED = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
OTHER_SLICES = "other slices of the same scan, changed as by another scan"
SAME_SLICES = "the same slices, changed as by another scan"
CHANGED_COPY = "the same scan, changed as by another scan"


@dataclass(frozen=True, kw_only=True)
class IdentifiedVolumes:
    """One attacker with one kind of knowledge.

    Parameters
    ----------
    attacker : str
    knowledge : str
        What the adversary has, in words.
    found : Identification
    """

    attacker: str
    knowledge: str
    found: Identification

    def to_dict(self) -> dict[str, Any]:
        """Rates of everybody together."""
        return {"attacker": self.attacker, "knowledge": self.knowledge, **self.found.to_dict(far=())}


@dataclass(frozen=True, kw_only=True)
class VolumeIdentification:
    """Attackers side by side.

    Parameters
    ----------
    rows : tuple of IdentifiedVolumes
    standing : Standing
    note : str
        What the figures do not say.
    """

    rows: tuple[IdentifiedVolumes, ...]
    standing: Standing
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "standing": str(self.standing),
            "note": self.note,
            "rows": [row.to_dict() for row in self.rows],
        }


def identify_slices(
    volumes: Volumes,
    *,
    n_others: int,
    other_images: Images | None = None,
    network: SliceCNN | None = None,
    standing: Standing = Standing.REAL,
    rng: np.random.Generator,
) -> VolumeIdentification:
    """Release three slices of everybody; the adversary has others of the same scan, turned, lit and grained anew.

    Parameters
    ----------
    n_others : int
        People who are not released, on whom matchers may learn.
    other_images : Images, optional
        Of another kind, with repeats: a network trained on these is tuned to the release too.
    network : SliceCNN, optional

    Raises
    ------
    PrivacyInputError
        If fewer than two people are left to be told apart.
    """
    others, targets = _split(volumes, n_others, rng)
    network = network or SliceCNN()
    scratch = SliceCNN(
        tuning=network.tuning, batch=network.batch, width=network.width, dimensions=network.dimensions,
        rate=network.rate, learns=False,
    )  # fmt: skip
    again = rescanned(targets, rng)
    released = slices_at(targets, RELEASED)
    learned = slices_at(others, LEARNED)
    attackers: list[tuple[str, ImageMatcher, Images | None]] = [
        (PixelCorrelation().name, PixelCorrelation(), None),
        (PrincipalComponents().name, PrincipalComponents(), learned),
        (scratch.name, scratch, None),
        (f"{network.name} from other people", network, learned),
    ]
    if other_images is not None:
        attackers.append((f"{network.name} from other images", network, other_images))
    rows = []
    for name, matcher, material in attackers:
        fitted = matcher.fit(material, rng.spawn(1)[0])
        for knowledge, places in ((OTHER_SLICES, KNOWN), (SAME_SLICES, RELEASED)):
            probes = slices_at(again, places)
            found = _identified(fitted.scores(probes, released), probes.subjects, released.subjects, rng)
            rows.append(IdentifiedVolumes(attacker=name, knowledge=knowledge, found=found))
    return VolumeIdentification(rows=tuple(rows), standing=standing, note=NOTE)


NOTE = (
    "Everybody has one scan: gallery and probes are of the same session, and stand in for two visits that are not there. "
    "Rates between visits are lower."
)


def identify_regions(
    volumes: Volumes, *, n_others: int, standing: Standing = Standing.REAL, rng: np.random.Generator
) -> VolumeIdentification:
    """Release measures of labelled regions; the adversary has those of the same scan, changed as by another scan.

    Raises
    ------
    PrivacyInputError
        If fewer than two people are left to be told apart, or volumes have no labels.
    """
    others, targets = _split(volumes, n_others, rng)
    learned = pd.concat(
        [regional_features(others), regional_features(rescanned(others, rng))], ignore_index=True
    )
    released, known = regional_features(targets), regional_features(rescanned(targets, rng))
    rows = []
    for matcher in (NearestRegions(), RegionalForest()):
        fitted = matcher.fit(learned, np.tile(others.subjects, 2), rng.spawn(1)[0])
        found = _identified(fitted.scores(known, released), targets.subjects, targets.subjects, rng)
        rows.append(IdentifiedVolumes(attacker=matcher.name, knowledge=CHANGED_COPY, found=found))
    return VolumeIdentification(rows=tuple(rows), standing=standing, note=NOTE)


def identify_two_visits(
    measures: pd.DataFrame,
    *,
    subjects: np.ndarray,
    visits: np.ndarray,
    n_others: int,
    standing: Standing,
    rng: np.random.Generator,
) -> VolumeIdentification:
    """Release regional measures of the first visit; the adversary has those of the second.

    Parameters
    ----------
    measures : DataFrame, one row a person and visit
    subjects, visits : ndarray, shape (n_rows,)
        Everybody with visits 0 and 1.

    Raises
    ------
    PrivacyInputError
        If fewer than two people are left to be told apart.
    """
    people = rng.permutation(np.unique(subjects))
    if len(people) - n_others < 2:
        raise PrivacyInputError(
            f"identify_two_visits: {n_others} of {len(people)} people leave none. Take fewer."
        )
    other = np.isin(subjects, people[:n_others])
    first, second = (~other & (visits == visit) for visit in (0, 1))
    rows = []
    for matcher in (NearestRegions(), RegionalForest()):
        fitted = matcher.fit(measures[other], subjects[other], rng.spawn(1)[0])
        scores = fitted.scores(measures[second], measures[first])
        found = _identified(scores, subjects[second], subjects[first], rng, protocol="another visit")
        rows.append(
            IdentifiedVolumes(attacker=matcher.name, knowledge="measures of another visit", found=found)
        )
    return VolumeIdentification(rows=tuple(rows), standing=standing, note="")


def _split(volumes: Volumes, n_others: int, rng: np.random.Generator) -> tuple[Volumes, Volumes]:
    people = rng.permutation(volumes.people)
    if n_others < 3 or len(people) - n_others < 2:
        raise PrivacyInputError(
            f"Volume identification: {n_others} of {len(people)} people to learn on: take three, and leave two or more."
        )
    return volumes.of(people[:n_others]), volumes.of(people[n_others:])


def _identified(
    scores: np.ndarray,
    probe_people: Sequence[str] | np.ndarray,
    gallery_people: Sequence[str] | np.ndarray,
    rng: np.random.Generator,
    *,
    protocol: str = SAME_SESSION,
) -> Identification:
    return identify(
        scores,
        probe_people=np.asarray(probe_people),
        gallery_people=np.asarray(gallery_people),
        probe_sessions=np.full(len(probe_people), 0 if protocol == SAME_SESSION else 1),
        gallery_sessions=np.zeros(len(gallery_people), dtype=int),
        protocol=protocol,
        rng=rng,
    )
