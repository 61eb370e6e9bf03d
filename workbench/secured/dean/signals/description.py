# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a matcher computes of every recording, once: beats, segments or features, with the person they belong to."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common.signals import Signals
from secured.common.signals.beats import Beats

__all__ = ["Description", "scores_of_people", "unit_rows"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Description:
    """Items (beats, segments, feature rows) of recordings.

    Parameters
    ----------
    values : ndarray, shape (n_items, ...)
    record : ndarray of int, shape (n_items,)
        The recording of every item. A recording of which nothing is usable has none.
    subjects, sessions : ndarray, shape (n_records,)
        As in `Signals`.
    """

    values: np.ndarray
    record: np.ndarray
    subjects: np.ndarray
    sessions: np.ndarray

    @classmethod
    def by_record(cls, signals: Signals, values: np.ndarray) -> "Description":
        """One item a recording; rows that are not finite are left out."""
        usable = np.flatnonzero(np.isfinite(values).all(axis=1))
        return cls(values=values[usable], record=usable, subjects=signals.subjects, sessions=signals.sessions)

    @classmethod
    def of_beats(cls, signals: Signals, beats: Beats, *, averaged: int) -> "Description":
        """Means of so many neighbouring beats of a recording; the last of a recording may be of fewer."""
        place = np.zeros(len(beats), dtype=np.int64)
        for record in np.unique(beats.record):
            own = beats.record == record
            place[own] = np.arange(own.sum()) // averaged
        most = int(place.max(initial=0)) + 1
        kept, item, count = np.unique(
            beats.record.astype(np.int64) * most + place, return_inverse=True, return_counts=True
        )
        values = np.zeros((len(kept), beats.values.shape[1]))
        np.add.at(values, item, beats.values)
        return cls(
            values=values / count[:, None],
            record=kept // most,
            subjects=signals.subjects,
            sessions=signals.sessions,
        )

    @property
    def people(self) -> np.ndarray:
        """The people, in the order in which they first occur, also those of whom nothing is usable."""
        return np.asarray(pd.unique(pd.Series(self.subjects)))

    @property
    def owner(self) -> np.ndarray:
        """Position in `people` of every item's person."""
        return pd.factorize(pd.Series(self.subjects))[0][self.record]

    def of(self, people: np.ndarray) -> "Description":
        """Keep the recordings of some people, in the order of `people`."""
        places = pd.Index(people).get_indexer(self.subjects)
        records = np.flatnonzero(places >= 0)
        records = records[np.argsort(places[records], kind="stable")]
        number = np.full(len(self.subjects), -1)
        number[records] = np.arange(len(records))
        kept = number[self.record] >= 0
        return replace(
            self,
            values=self.values[kept],
            record=number[self.record[kept]],
            subjects=self.subjects[records],
            sessions=self.sessions[records],
        )

    def mean_by_record(self, values: np.ndarray) -> "Description":
        """Average something computed of every item over each recording."""
        kept, place = np.unique(self.record, return_inverse=True)
        total = np.zeros((len(kept), *values.shape[1:]))
        np.add.at(total, place, values)
        count = np.bincount(place, minlength=len(kept)).reshape(-1, *[1] * (values.ndim - 1))
        return replace(self, values=total / count, record=kept)

    def __repr__(self) -> str:
        return (
            f"Description({len(self.values)} items of {len(self.subjects)} recordings "
            f"of {len(self.people)} people)"
        )


def scores_of_people(items: np.ndarray, probes: Description, gallery: Description) -> np.ndarray:
    """Average the scores of items over the people on both sides.

    Parameters
    ----------
    items : ndarray, shape (n_probe_items, n_gallery_items)
        Higher is more alike.

    Returns
    -------
    ndarray, shape (n_probe_people, n_gallery_people)
        -inf where one of the two has no item.
    """
    rows = _averaging(probes)
    columns = _averaging(gallery)
    scores = rows @ items @ columns.T
    scores[rows.sum(axis=1) == 0] = -np.inf
    scores[:, columns.sum(axis=1) == 0] = -np.inf
    return np.asarray(scores)


def _averaging(description: Description) -> np.ndarray:
    weights = np.zeros((len(description.people), len(description.values)))
    weights[description.owner, np.arange(len(description.values))] = 1.0
    return weights / np.maximum(weights.sum(axis=1, keepdims=True), 1.0)


def unit_rows(values: np.ndarray, *, centred: bool = False) -> np.ndarray:
    """Scale rows to length 1, if wished after taking their mean away: cosine and correlation are then products.

    Examples
    --------
    >>> unit_rows(np.array([[3.0, 4.0]]))
    array([[0.6, 0.8]])
    """
    if centred:
        values = values - values.mean(axis=1, keepdims=True)
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12))
