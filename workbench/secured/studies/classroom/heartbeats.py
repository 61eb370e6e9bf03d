# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The classroom on heartbeats: people of whom one recording is released and another known, and who is recognised."""

import time
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease, PrivacyInputError
from secured.common.signals import Signals, find_beats, flaws, mean_beats, with_fs
from secured.dean.identification import SAME_SESSION, Identification, identify
from secured.dean.signals import TemplateMatching, splits
from secured.dean.signals.description import Description, unit_rows
from secured.dean.signals.matcher import Matcher
from secured.studies.signals.ecg_identification import UNUSABLE
from secured.studies.signals.flow import visits
from secured.studies.signals.identification_table import (
    IdentificationRow,
    IdentificationTable,
    identify_split,
)

__all__ = [
    "TwoOccasions",
    "recognised",
    "sittings_side_by_side",
    "through_the_rate_of",
    "two_occasions",
    "unit_beats",
]

FEWEST = 20  # people, of whom a quarter is kept out of the release


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TwoOccasions:
    """Two recordings of everybody: of most people one is released, and an adversary has the other one of all.

    Parameters
    ----------
    released : Dataset
        One recording of everybody who is in the release, with facts about them where there are any.
    known : Signals
        What an adversary has recorded of the same people, in the same order.
    held_out : Dataset
        One recording of everybody else.
    strangers : Signals
        What the adversary has of these, of whom nothing is released.
    occasion : str
        When the adversary's recordings were made, with "(same session)" where due.
    same_session : bool
    """

    released: Dataset
    known: Signals
    held_out: Dataset
    strangers: Signals
    occasion: str
    same_session: bool

    def __len__(self) -> int:
        return len(self.known)

    def __repr__(self) -> str:
        return f"TwoOccasions({len(self)} people released, {len(self.strangers)} not; {self.occasion})"


def two_occasions(dataset: Dataset, *, seed: int, share_out: float = 0.25) -> TwoOccasions:
    """Take two recordings of everybody, another day apart where enough people came again.

    Parameters
    ----------
    dataset : Dataset
        Recordings; people without a usable beat in both are left out.
    seed : int
        Who is kept out of the release follows from it.
    share_out : float, default 0.25
        Of the people who are kept out of the release.

    Raises
    ------
    PrivacyInputError
        If fewer than twenty people are left, or the share is not above 0 and at most one half.
    """
    if not 0 < share_out <= 0.5:
        raise PrivacyInputError(f"two_occasions: share_out={share_out} is not above 0 and at most 0.5.")
    split = visits(dataset.data)
    first, later = _one_each(split.gallery), _one_each(split.probes).of(split.gallery.people)
    usable = _usable(first) & _usable(later)
    if usable.sum() < FEWEST:
        raise PrivacyInputError(
            f"two_occasions: {usable.sum()} people have two usable recordings. Take a dataset with {FEWEST} or more."
        )
    people = np.random.default_rng([seed, 1]).permutation(np.flatnonzero(usable))
    n_out = max(round(share_out * len(people)), 1)
    out, kept = np.sort(people[:n_out]), np.sort(people[n_out:])
    return TwoOccasions(
        released=_part(dataset, first.take(kept)),
        known=later.take(kept),
        held_out=_part(dataset, first.take(out)),
        strangers=later.take(out),
        occasion=split.label,
        same_session=split.same_session,
    )


def unit_beats(signals: Signals) -> np.ndarray:
    """Mean beat of every recording, of mean 0 and length 1: for these, squared distance is 2 - 2 correlation.

    Returns
    -------
    ndarray of float, shape (n_records, length)
    """
    return unit_rows(mean_beats(signals), centred=True)


def recognised(
    meeting: TwoOccasions,
    linked: LinkedRelease,
    *,
    seed: int,
    matcher: Matcher | None = None,
    adapts: bool = False,
) -> IdentificationRow:
    """Let an adversary look for everybody in a release, and for the strangers too.

    Parameters
    ----------
    meeting : TwoOccasions
    linked : LinkedRelease
        Made from ``meeting.released``.
    seed : int
        Equal scores are put in an order that follows from it.
    matcher : Matcher, optional
        One that does not learn; by the correlation of mean beats if not given.
    adapts : bool, default False
        Whether the adversary sends their own recordings through the rate of the release, and both back.

    Raises
    ------
    PrivacyInputError
        If somebody of the meeting is not in the release, who would pass for a stranger.
    """
    if len(linked.row_of) != len(meeting) or (linked.row_of < 0).any():
        raise PrivacyInputError(
            f"recognised: the release leaves out some of {len(meeting)} people. Release everybody of the meeting."
        )
    matcher = matcher or TemplateMatching()
    start = time.perf_counter()
    released: Signals = linked.release.data
    known, strangers = meeting.known, meeting.strangers
    if adapts:
        known, strangers = (through_the_rate_of(released, one) for one in (known, strangers))
        released = with_fs(released, meeting.known.fs)
    learned = matcher.fit(None, np.random.default_rng([seed, 2]))
    gallery = matcher.describe(released)
    scores = np.concatenate([learned.scores(matcher.describe(one), gallery) for one in (known, strangers)])
    seconds = time.perf_counter() - start
    named = np.concatenate([linked.row_of, -1 - np.arange(len(strangers))])
    inside = np.arange(len(named)) < len(meeting)
    rng = np.random.default_rng([seed, 3])
    closed = _identified(meeting, scores[inside], named[inside], released.people, rng)
    scrambled = _identified(meeting, scores[inside], named[inside], rng.permutation(released.people), rng)
    return IdentificationRow(
        protocol=meeting.occasion,
        matcher=matcher.name,
        closed=closed,
        open=_identified(meeting, scores, named, released.people, rng),
        null_rank_1=scrambled.rank(1).point,
        seconds=seconds,
    )


def sittings_side_by_side(dataset: Dataset, *, seed: int) -> IdentificationTable:
    """Recognise everybody by one recording against another: first of one sitting, then of another day.

    The first row does what much of the literature did: it deals the beats of one recording out at random to the
    release and the adversary. The last row is the honest one.

    Parameters
    ----------
    dataset : Dataset
        Recordings.
    seed : int
    """
    usable = dataset.data.take(~np.isin(flaws(dataset.data), UNUSABLE))
    matcher = TemplateMatching()
    rng = np.random.default_rng([seed, 4])
    several = [
        replace(one, gallery=_one_each(one.gallery), probes=_one_each(one.probes)) for one in splits(usable)
    ]
    whole = _one_each(usable)
    dealt = replace(several[0], name="beats of one recording at random", gallery=whole, probes=whole)
    rows = []
    for split in (dealt, *several):
        start = time.perf_counter()
        pair = (
            _dealt(whole, rng)
            if split is dealt
            else [matcher.describe(one) for one in (split.probes, split.gallery)]
        )
        scores = matcher.scores(*pair)
        people = split.gallery.people
        rows.append(
            IdentificationRow(
                protocol=split.label,
                matcher=matcher.name,
                closed=identify_split(split, scores, people, rng=rng),
                null_rank_1=identify_split(split, scores, rng.permutation(people), rng=rng).rank(1).point,
                seconds=time.perf_counter() - start,
            )
        )
    return IdentificationTable(rows=tuple(rows), note="One recording of everybody on either side.")


def through_the_rate_of(released: Signals, own: Signals) -> Signals:
    """Do to one's own recordings what lowering the rate did to the released ones, and come back to one's own rate."""
    return own if released.fs >= own.fs else with_fs(with_fs(own, released.fs), own.fs)


def _identified(
    meeting: TwoOccasions,
    scores: np.ndarray,
    named: np.ndarray,
    gallery: np.ndarray,
    rng: np.random.Generator,
) -> Identification:
    return identify(
        scores,
        probe_people=named,
        gallery_people=gallery,
        probe_sessions=np.full(len(named), 0 if meeting.same_session else 1),
        gallery_sessions=np.zeros(len(gallery), dtype=np.int64),
        protocol=SAME_SESSION if meeting.same_session else meeting.occasion,
        rng=rng,
    )


def _dealt(signals: Signals, rng: np.random.Generator) -> list[Description]:
    """Beats of every recording dealt out at random to probes and gallery, and averaged on either side."""
    beats = find_beats(signals)
    first = rng.random(len(beats)) < 0.5
    sides = []
    for chosen in (first, ~first):
        side = Description(
            values=beats.values[chosen].astype(np.float64),
            record=beats.record[chosen],
            subjects=signals.subjects,
            sessions=signals.sessions,
        )
        side = side.mean_by_record(side.values)
        sides.append(replace(side, values=unit_rows(side.values, centred=True)))
    return sides


def _one_each(signals: Signals) -> Signals:
    """Everybody's first recording."""
    return signals.take(np.sort(np.unique(signals.codes, return_index=True)[1]))


def _usable(signals: Signals) -> np.ndarray:
    """Mask of the recordings that have a mean beat and nothing that hides it."""
    return np.isfinite(mean_beats(signals)).all(axis=1) & ~np.isin(flaws(signals), UNUSABLE)


def _part(dataset: Dataset, signals: Signals) -> Dataset:
    """The dataset with these recordings only, one a person, and the facts about their people."""
    facts = dataset.related.get("people")
    related = {}
    if facts is not None:
        order = pd.Index(dataset.data.people).get_indexer(signals.subjects)
        related = {"people": facts.iloc[order].reset_index(drop=True)}
    return replace(dataset, data=signals, subjects=signals.subjects, related=related)
