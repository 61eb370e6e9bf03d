# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is it the same patient? Ways to compare images against releases of them, with what is left to see."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from secured.common import Dataset, Interval, MissingDependency, PrivacyInputError
from secured.common.images import Images
from secured.common.resized_images import with_size
from secured.dean.images import (
    PerceptualHash,
    PixelCorrelation,
    PixelIdentity,
    PrincipalComponents,
    Retrieval,
    SiameseNetwork,
    retrieve,
)
from secured.dean.images.image_matcher import ImageMatcher
from secured.studies.images.image_defences import DEFENCES, Defence, seen_findings
from secured.studies.images.image_people import ImagePeople, image_people

__all__ = ["ImageRetrievalStudy", "LookedUp", "RetrievalRow", "image_matchers", "image_retrieval"]

METRICS = {
    "auc": "area",
    "precision_at_1": "precision_at_1",
    "map_at_r": "map_at_r",
    "map": "mean_average_precision",
}


def image_matchers(*, steps: int = 1200) -> tuple[ImageMatcher, ...]:
    """Return the ways to compare images, the plainest first.

    Parameters
    ----------
    steps : int
        Of training of the siamese network; 0 leaves it out.

    Raises
    ------
    MissingDependency
        If there are steps and no torch.
    """
    plain: tuple[ImageMatcher, ...] = (
        PixelIdentity(),
        PerceptualHash(),
        PerceptualHash(kind="difference"),
        PixelCorrelation(),
        PrincipalComponents(),
    )
    if not steps:
        return plain
    if find_spec("torch") is None:
        raise MissingDependency(
            "image_matchers: torch is not installed, which the siamese network needs. "
            "Install secured-workbench[attacks], or leave the network out with steps=0."
        )
    return (*plain, SiameseNetwork(steps=steps))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LookedUp:
    """Scores behind a row, for the owner's session; in no file.

    Parameters
    ----------
    queries, gallery : Images
        What the adversary has, and what is released, with the owner's names.
    scores : ndarray, shape (n_queries, n_gallery)
    """

    queries: Images
    gallery: Images
    scores: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class RetrievalRow:
    """One way to compare on one release."""

    release: str
    matcher: str
    found: Retrieval
    seconds: float
    looked_up: LookedUp = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "release": self.release,
            "matcher": self.matcher,
            "seconds": round(self.seconds, 2),
            **self.found.to_dict(),
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ImageRetrievalStudy:
    """Ways to compare by releases.

    Parameters
    ----------
    title, standing : str
    known : str
        What the adversary has of a person.
    n_lessons, n_released : int
        People learned on, and people released.
    rows : tuple of RetrievalRow
    useful : dict of str to (Interval, float)
        By release: how often a simple reader names the finding, and how often the usual finding is right; empty where the
        dataset has no finding.
    finding : str
        Its name.
    how : dict of str to str
        What each release does.
    """

    title: str
    standing: str
    known: str
    n_lessons: int
    n_released: int
    rows: tuple[RetrievalRow, ...]
    useful: dict[str, tuple[Interval, float]]
    finding: str
    how: dict[str, str]

    def row(self, release: str, matcher: str) -> RetrievalRow:
        """Return one row.

        Raises
        ------
        PrivacyInputError
            If there is none.
        """
        for one in self.rows:
            if (one.release, one.matcher) == (release, matcher):
                return one
        raise PrivacyInputError(f"ImageRetrievalStudy: no row of {matcher!r} on {release!r}.")

    def table(self, metric: str = "precision_at_1") -> pd.DataFrame:
        """One row a release and way to compare: the metric with its 95 % interval.

        Parameters
        ----------
        metric : {"auc", "precision_at_1", "map_at_r", "map"}

        Raises
        ------
        PrivacyInputError
            For another metric.
        """
        if metric not in METRICS:
            raise PrivacyInputError(
                f"ImageRetrievalStudy: no metric {metric!r}. Use one of {', '.join(METRICS)}."
            )
        found = [(one, getattr(one.found, METRICS[metric])) for one in self.rows]
        return pd.DataFrame(
            [
                {
                    "release": one.release,
                    "matcher": one.matcher,
                    metric: value.point,
                    "low": value.low,
                    "high": value.high,
                }
                for one, value in found
            ]
        )

    def wide(self, metric: str = "precision_at_1") -> pd.DataFrame:
        """One row a way to compare, one column a release; "0.86 (0.78 to 0.92)"."""
        table = self.table(metric)
        said = [
            f"{point:.2f} ({low:.2f} to {high:.2f})"
            for point, low, high in zip(table[metric], table["low"], table["high"], strict=True)
        ]
        wide = table.assign(said=said).pivot(index="matcher", columns="release", values="said")
        return wide.loc[table["matcher"].unique(), table["release"].unique()]

    def usefulness(self) -> pd.DataFrame:
        """One row a release: how often a simple reader names the finding."""
        return pd.DataFrame(
            [
                {
                    "release": name,
                    "finding named": right.point,
                    "low": right.low,
                    "high": right.high,
                    "always the usual": usual,
                }
                for name, (right, usual) in self.useful.items()
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values; no image, no score of anybody."""
        return {
            "title": self.title,
            "standing": self.standing,
            "adversary_has": self.known,
            "learns_on": "other people's images, protected alike and unprotected",
            "people": {"learned_on": self.n_lessons, "released": self.n_released},
            "rows": [one.to_dict() for one in self.rows],
            "finding": self.finding,
            "useful": {
                name: {"right": right.point, "low": right.low, "high": right.high, "usual": usual}
                for name, (right, usual) in self.useful.items()
            },
            "how": self.how,
        }

    def __repr__(self) -> str:
        return (
            f"ImageRetrievalStudy({len(self.rows)} rows, {self.n_released} people released, {self.standing})"
        )


def image_retrieval(
    dataset: str | Dataset = "simulated-radiographs",
    *,
    n_people: int | None = None,
    matchers: Sequence[ImageMatcher] | None = None,
    defences: Sequence[Defence] = DEFENCES,
    seed: int = 7,
    progress: Callable[[str], None] | None = None,
) -> ImageRetrievalStudy:
    """Release images of some people under every defence, and look for everybody by their last image.

    The adversary has the last image of everybody, unprotected, and images of other people to learn on: unprotected, and as
    the release shows images, for the method is no secret. All is compared at the size of the release.

    Parameters
    ----------
    dataset : str or Dataset
    n_people : int, optional
        Of both groups; all if not given.
    matchers : sequence of ImageMatcher, optional
        `image_matchers` if not given.
    defences : sequence of Defence
    seed : int
    progress : callable, optional
        Told what is done next.

    Raises
    ------
    PrivacyInputError
        If the dataset holds no images, or too few people.
    """
    people = image_people(dataset, n_people=n_people, seed=seed)
    rows: list[RetrievalRow] = []
    useful: dict[str, tuple[Interval, float]] = {}
    source, queries = people.parts(people.released)
    with threadpool_limits(limits=1):  # small matrices: threads of their own only get in each other's way
        for defence in defences:
            gallery = _released(source, defence, seed)
            others = _lessons(people, defence, gallery.shape[:2], seed)
            known = with_size(queries, *gallery.shape[:2])
            for matcher in image_matchers() if matchers is None else matchers:
                if progress is not None:
                    progress(f"{matcher.name} on {defence.name}")
                rows.append(_row(defence.name, matcher, others, known, gallery, seed))
            findings = people.findings(gallery, source)
            if findings is not None:
                useful[defence.name] = seen_findings(gallery, findings, np.random.default_rng([seed, 5]))
    return ImageRetrievalStudy(
        title=people.dataset.title,
        standing=str(people.dataset.standing),
        known=people.known,
        n_lessons=len(people.lessons),
        n_released=len(people.released),
        rows=tuple(rows),
        useful=useful,
        finding=people.dataset.sensitive[0] if useful else "",
        how={one.name: one.how for one in defences},
    )


def _released(source: Dataset, defence: Defence, seed: int) -> Images:
    """The release of a dataset, under the owner's names again."""
    linked = defence.protection.link(source, np.random.default_rng([seed, 2]))
    released: Images = linked.release.data
    name_of = np.empty(len(source.data.people), dtype=source.data.people.dtype)
    name_of[linked.row_of] = source.data.people
    return replace(released, subjects=name_of[released.subjects]).of(source.data.people)


def _lessons(people: ImagePeople, defence: Defence, size: tuple[int, int], seed: int) -> Images:
    """Earlier images of other people as the release shows images, and all of their images unprotected, at its size."""
    source, last = people.parts(people.lessons)
    parts = [_released(source, defence, seed), with_size(source.data, *size), with_size(last, *size)]
    return Images(
        pixels=np.concatenate([one.pixels for one in parts]),
        subjects=np.concatenate([one.subjects for one in parts]),
        sessions=np.concatenate([one.sessions for one in parts]),
    )


def _row(
    release: str, matcher: ImageMatcher, others: Images, known: Images, gallery: Images, seed: int
) -> RetrievalRow:
    begun = time.perf_counter()
    comparison = matcher.fit(others if matcher.learns else None, np.random.default_rng([seed, 3]))
    scores = comparison.scores(known, gallery)
    found = retrieve(
        scores,
        query_people=known.subjects,
        gallery_people=gallery.subjects,
        rng=np.random.default_rng([seed, 4]),
    )
    return RetrievalRow(
        release=release,
        matcher=matcher.name,
        found=found,
        seconds=time.perf_counter() - begun,
        looked_up=LookedUp(queries=known, gallery=gallery, scores=scores),
    )
