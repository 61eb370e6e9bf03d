# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every method for recordings does first and last: look at whose they are, and hand them out under new numbers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, Modality, PrivacyInputError, Release
from secured.common.signals import Signals

__all__ = ["check_subjects", "linked_release", "mean_of_people", "recordings", "recordings_of_several"]


def recordings(who: str, dataset: Dataset) -> Signals:
    """Return the recordings of a dataset.

    Raises
    ------
    PrivacyInputError
        If it holds something else, or nothing.
    """
    if dataset.modality is not Modality.SIGNAL or not isinstance(dataset.data, Signals):
        raise PrivacyInputError(
            f"{who}: {dataset.name} holds {dataset.modality} data. Give a dataset of signals."
        )
    if not len(dataset.data):
        raise PrivacyInputError(f"{who}: {dataset.name} holds no recordings.")
    return dataset.data


def recordings_of_several(who: str, dataset: Dataset) -> Signals:
    """Return the recordings of a population, of which an aggregate can be made.

    Raises
    ------
    PrivacyInputError
        If they are of one person only.
    """
    signals = recordings(who, dataset)
    if len(signals.people) < 2:
        raise PrivacyInputError(
            f"{who}: recordings of one person are no aggregate; noise for a single one would be as large as its "
            "whole range. Give recordings of a population, or protect single ones by SubjectMicroaggregation."
        )
    return signals


def check_subjects(who: str, signals: Signals, *, one_recording_each: bool) -> None:
    """Refuse recordings whose people are not told apart.

    Where every recording has a subject of its own, the subjects may be mere numbers of recordings: several of one
    person would then fall into one group, which would hide nobody. Only the owner knows.

    Raises
    ------
    PrivacyInputError
        If so, and the owner does not confirm that everybody has only one.
    """
    if len(signals.people) == len(signals) and not one_recording_each:
        raise PrivacyInputError(
            f"{who}: each of the {len(signals)} recordings has a subject of its own, so nothing shows that these are "
            "people and not recordings; groups of recordings protect nobody. Give the person of every recording, or "
            "confirm with one_recording_each=True that everybody has only one."
        )


def mean_of_people(values: np.ndarray, signals: Signals) -> np.ndarray:
    """Average over every person's recordings, without those that hold NaN.

    Parameters
    ----------
    values : ndarray of float, shape (n_records, ...)
    signals : Signals

    Returns
    -------
    means : ndarray of float64, shape (n_people, ...)
        In the order of `signals.people`; NaN where a person has no recording without NaN.
    """
    usable = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    codes = signals.codes[usable]
    sums = np.zeros((len(signals.people), *values.shape[1:]))
    np.add.at(sums, codes, values[usable])
    count = np.bincount(codes, minlength=len(sums)).astype(float)
    count[count == 0] = np.nan
    means: np.ndarray = sums / count.reshape(-1, *[1] * (values.ndim - 1))
    return means


def linked_release(
    dataset: Dataset,
    changed: Signals,
    rng: np.random.Generator,
    *,
    method: str,
    parameters: Mapping[str, Any],
    guarantee: Guarantee | None = None,
) -> LinkedRelease:
    """Hand out recordings under new numbers of people, in the order of these numbers.

    Parameters
    ----------
    dataset : Dataset
        What the release is made from.
    changed : Signals
        What is handed out, still with the subjects of `dataset`; people without a recording are left out.
    """
    released = changed.people
    number_of = dict(zip(released, rng.permutation(len(released)), strict=True))
    subjects = np.array([number_of[one] for one in changed.subjects], dtype=np.int64)
    order = np.argsort(subjects, kind="stable")
    data = replace(
        changed,
        samples=changed.samples[order].astype(np.float32),
        subjects=subjects[order],
        sessions=changed.sessions[order],
    )
    release = Release(
        data=data,
        quasi_identifiers=(),
        sensitive=(),
        method=method,
        parameters=parameters,
        seed=None,
        source=dataset.fingerprint,
        guarantee=guarantee or Guarantee(),
    )
    row_of = np.array([number_of.get(one, -1) for one in dataset.data.people], dtype=np.int64)
    return LinkedRelease(release=release, row_of=row_of)
