# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it? Rank-k identification, verification and open-set identification from a matrix of scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.dean.cluster_bootstrap import cluster_bootstrap, rate_over_people

__all__ = ["SAME_SESSION", "Identification", "OpenSetPoint", "best_by_person", "equal_error_rate", "identify"]

SAME_SESSION = "same session"
Ties = Literal["random", "middle"]


@dataclass(frozen=True, kw_only=True)
class OpenSetPoint:
    """Detection and identification at a false alarm rate.

    Parameters
    ----------
    wanted : float
        False alarm rate asked for.
    false_alarms : Interval
        Of probes of people who are not in the gallery, those given a name.
    identified : Interval or None
        Of probes of people who are in the gallery, those given their own; None if so few strangers cannot show
        a rate of `wanted`.
    threshold : float
        Smallest score that is given a name.
    floor : float
        1 / strangers: no smaller false alarm rate can be seen.
    """

    wanted: float
    false_alarms: Interval
    identified: Interval | None
    threshold: float
    floor: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "wanted": self.wanted,
            "false_alarms": _plain(self.false_alarms),
            "identified": _plain(self.identified) if self.identified else None,
            "floor": self.floor,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Identification:
    """How well scores tell people apart; made by `identify`.

    Parameters
    ----------
    protocol : str
        How gallery and probes were recorded, as the owner names it; "same session" wherever they share a session.
    ranks : ndarray of int, shape (n_probes,)
        Place of the right person, from 1; 0 for probes that could not be compared, which count as failures.
    best, own : ndarray of float, shape (n_probes,)
        Highest score over all people, and of the right person.
    others : ndarray of float
        Scores of all wrong pairs of probe and person.
    probe_people : ndarray, shape (n_probes,)
    stranger_best : ndarray of float, shape (n_strangers,)
        Highest score of probes of people who are not in the gallery; -inf where nothing could be compared.
    stranger_people : ndarray, shape (n_strangers,)
    gallery_size : int
        People in the gallery.
    seed : int
        Draws of the bootstrap follow from it.
    """

    protocol: str
    ranks: np.ndarray
    best: np.ndarray
    own: np.ndarray
    others: np.ndarray
    other_probes: np.ndarray
    probe_people: np.ndarray
    stranger_best: np.ndarray
    stranger_people: np.ndarray
    gallery_size: int
    seed: int

    @property
    def chance(self) -> float:
        """Rank-1 of a guesser."""
        return 1 / self.gallery_size

    @property
    def failed(self) -> int:
        """Probes that could not be compared."""
        return int((self.ranks == 0).sum())

    def rank(self, k: int, alpha: float = 0.025) -> Interval:
        """Share of probes whose person is among the k best, with a bound on either side."""
        hits = (self.ranks >= 1) & (self.ranks <= k)
        return rate_over_people(
            hits, self.probe_people, rng=np.random.default_rng([self.seed, k]), alpha=alpha
        )

    @cached_property
    def cmc(self) -> np.ndarray:
        """Cumulative match characteristic: share within the k best, for k = 1 ... gallery size."""
        counts = np.bincount(self.ranks, minlength=self.gallery_size + 1)[1:]
        return np.cumsum(counts) / len(self.ranks)

    def eer(self, alpha: float = 0.025, draws: int = 200) -> Interval:
        """Equal error rate of "is it this person?", people bootstrapped as probes."""
        able = np.flatnonzero(self.ranks > 0)
        of_probe = np.split(self.others, np.flatnonzero(np.diff(self.other_probes)) + 1)
        wrong = dict(zip(np.unique(self.other_probes), of_probe, strict=True))

        def rate(at: np.ndarray) -> float:
            probes = able[at]
            return equal_error_rate(self.own[probes], np.concatenate([wrong[one] for one in probes]))

        rng = np.random.default_rng([self.seed, 0])
        return cluster_bootstrap(rate, self.probe_people[able], rng=rng, alpha=alpha, draws=draws)

    def open_set(self, false_alarm_rate: float, alpha: float = 0.025) -> OpenSetPoint:
        """Identify at a false alarm rate; the threshold is the lowest that strangers exceed no more often.

        Raises
        ------
        PrivacyInputError
            Without probes of strangers, or for a rate out of range.
        """
        n = len(self.stranger_best)
        if not n:
            raise PrivacyInputError(
                "Identification: no probe is of a person outside the gallery. Leave some people out."
            )
        if not 0 < false_alarm_rate < 1:
            raise PrivacyInputError(f"Identification: false_alarm_rate={false_alarm_rate} is not in (0, 1).")
        allowed = int(np.floor(false_alarm_rate * n + 1e-9))
        threshold = float(np.sort(self.stranger_best)[::-1][min(allowed, n - 1)])
        rng = np.random.default_rng([self.seed, 1])
        alarms = self.stranger_best > threshold
        right = (self.ranks == 1) & (self.best > threshold)
        return OpenSetPoint(
            wanted=false_alarm_rate,
            false_alarms=rate_over_people(alarms, self.stranger_people, rng=rng, alpha=alpha),
            identified=rate_over_people(right, self.probe_people, rng=rng, alpha=alpha) if allowed else None,
            threshold=threshold,
            floor=1 / n,
        )

    def to_dict(self, *, ranks: Sequence[int] = (1, 5), far: Sequence[float] = (0.01, 0.1)) -> dict[str, Any]:
        """Rates of everybody together; nothing of single people."""
        return {
            "protocol": self.protocol,
            "gallery": self.gallery_size,
            "probes": len(self.ranks),
            "people": len(np.unique(self.probe_people)),
            "failed": self.failed,
            "chance": self.chance,
            "rank": {str(k): _plain(self.rank(k)) for k in ranks if k <= self.gallery_size},
            "eer": _plain(self.eer()) if len(np.unique(self.probe_people[self.ranks > 0])) > 1 else None,
            "open_set": [self.open_set(rate).to_dict() for rate in far] if len(self.stranger_best) else [],
        }

    def __repr__(self) -> str:
        return f"Identification({self.protocol!r}, {len(self.ranks)} probes, gallery of {self.gallery_size})"


def identify(
    scores: np.ndarray,
    *,
    probe_people: np.ndarray,
    gallery_people: np.ndarray,
    probe_sessions: np.ndarray,
    gallery_sessions: np.ndarray,
    protocol: str,
    rng: np.random.Generator,
    ties: Ties = "random",
) -> Identification:
    """Rank the people of a gallery for every probe.

    Parameters
    ----------
    scores : ndarray of float, shape (n_probes, n_gallery)
        Similarity, higher is closer (give minus a distance); NaN where two records cannot be compared. A person
        with several gallery records has the best of them.
    probe_people, gallery_people : ndarray, shapes (n_probes,), (n_gallery,)
        Who they are of. Probes of people outside the gallery are strangers (open set).
    probe_sessions, gallery_sessions : ndarray, shapes (n_probes,), (n_gallery,)
        When they were recorded: a number that means the same occasion on both sides.
    protocol : str
        Name of the protocol, such as "other day". Must be "same session" if a person has one session on both sides.
    ties : {"random", "middle"}
        Equal scores are put in random order; or the right person takes the middle place among equals, rounded up, so
        that nothing is drawn and who looks like everybody else is never found. Published tables of wearables want that.

    Raises
    ------
    PrivacyInputError
        If shapes disagree, there are fewer than two people in the gallery, no probe is of any of them, one session is
        on both sides without being labelled so, or there is no such way to rank equals.

    References
    ----------
    ISO/IEC 19795-1:2021. Phillips, Grother & Micheals 2011, doi:10.1007/978-0-85729-932-1_21 (open set). Lange et al.
    2023, arXiv:2308.08310 (precision at k).

    Examples
    --------
    >>> scores = np.array([[0.9, 0.2, 0.1], [0.3, 0.8, 0.1], [0.7, 0.1, 0.4]])
    >>> people, first, later = np.arange(3), np.zeros(3, int), np.ones(3, int)
    >>> found = identify(scores, probe_people=people, gallery_people=people, probe_sessions=later,
    ...                  gallery_sessions=first, protocol="other day", rng=np.random.default_rng(0))
    >>> [round(float(value), 2) for value in found.cmc]
    [0.67, 1.0, 1.0]
    """
    scores = np.asarray(scores, dtype=float)
    _check(scores, probe_people, gallery_people, probe_sessions, gallery_sessions, protocol)
    if ties not in ("random", "middle"):
        raise PrivacyInputError(f'identify: ties={ties!r} is unknown. Choose "random" or "middle".')
    named, by_person = best_by_person(scores, gallery_people)
    column = np.searchsorted(named, probe_people).clip(max=len(named) - 1)
    known = named[column] == probe_people
    inside, column = by_person[known], column[known]
    if not len(inside):
        raise PrivacyInputError("identify: no probe is of a person in the gallery.")
    rows = np.arange(len(inside))
    own = inside[rows, column]
    able = np.isfinite(own)
    equal = (inside == own[:, None]).sum(axis=1)  # the right one among them
    before = equal // 2 if ties == "middle" else rng.integers(0, np.maximum(equal, 1))
    ranks = 1 + (inside > own[:, None]).sum(axis=1) + before
    wrong = np.ones(inside.shape, dtype=bool)
    wrong[rows, column] = False
    wrong &= able[:, None]
    return Identification(
        protocol=protocol,
        ranks=np.where(able, ranks, 0),
        best=inside.max(axis=1),
        own=own,
        others=inside[wrong],
        other_probes=np.nonzero(wrong)[0],
        probe_people=np.asarray(probe_people)[known],
        stranger_best=by_person[~known].max(axis=1, initial=-np.inf),
        stranger_people=np.asarray(probe_people)[~known],
        gallery_size=len(named),
        seed=int(rng.integers(2**31)),
    )


def best_by_person(scores: np.ndarray, gallery_people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Reduce scores of gallery records to the best of every person.

    Parameters
    ----------
    scores : ndarray of float, shape (n_probes, n_gallery)
        NaN where two records cannot be compared.
    gallery_people : ndarray, shape (n_gallery,)

    Returns
    -------
    people : ndarray, shape (n_people,)
        Sorted.
    best : ndarray of float, shape (n_probes, n_people)
        Minus infinity where nothing could be compared.

    Examples
    --------
    >>> best_by_person(np.array([[0.2, 0.9, np.nan]]), np.array([7, 7, 8]))[1].tolist()
    [[0.9, -inf]]
    """
    named, member = np.unique(gallery_people, return_inverse=True)
    best = np.full((len(scores), len(named)), -np.inf)
    np.maximum.at(best.T, member, np.where(np.isnan(scores), -np.inf, scores).T)
    return named, best


def equal_error_rate(own: np.ndarray, others: np.ndarray) -> float:
    """Error at the threshold where as many right pairs are refused as wrong ones accepted.

    Examples
    --------
    >>> equal_error_rate(np.array([0.9, 0.8, 0.4, 0.7]), np.array([0.1, 0.5, 0.2, 0.3]))
    0.25
    """
    thresholds = np.unique(np.concatenate([own, others]))
    refused = np.searchsorted(np.sort(own), thresholds, side="left") / len(own)
    accepted = 1 - np.searchsorted(np.sort(others), thresholds, side="left") / len(others)
    at = int(np.argmin(np.abs(refused - accepted)))
    return float((refused[at] + accepted[at]) / 2)


def _check(
    scores: np.ndarray,
    probe_people: np.ndarray,
    gallery_people: np.ndarray,
    probe_sessions: np.ndarray,
    gallery_sessions: np.ndarray,
    protocol: str,
) -> None:
    wanted = (len(probe_people), len(gallery_people))
    if scores.shape != wanted or (len(probe_sessions), len(gallery_sessions)) != wanted:
        raise PrivacyInputError(
            f"identify: scores of shape {scores.shape} do not fit {wanted} probes and gallery records."
        )
    if len(np.unique(gallery_people)) < 2:
        raise PrivacyInputError("identify: a gallery of fewer than two people leaves nothing to tell apart.")
    gallery = set(
        zip(np.asarray(gallery_people).tolist(), np.asarray(gallery_sessions).tolist(), strict=True)
    )
    probes = set(zip(np.asarray(probe_people).tolist(), np.asarray(probe_sessions).tolist(), strict=True))
    if (shared := len(gallery & probes)) and protocol != SAME_SESSION:
        raise PrivacyInputError(
            f"identify: {shared} sessions are in gallery and probes, which flatters the attack. "
            f'Take other recordings as probes, or call the protocol "{SAME_SESSION}".'
        )


def _plain(interval: Interval) -> dict[str, float]:
    return {"point": interval.point, "low": interval.low, "high": interval.high}
