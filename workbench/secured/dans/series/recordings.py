# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every method for recordings does first and last: look at whose they are, and hand them out under new numbers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, Modality, PrivacyInputError
from secured.common.signals import Signals
from secured.dans.renumbered import renumbered
from secured.dans.told_apart import check_subjects

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
    """Hand out recordings under new numbers of people, as float32."""
    narrow = replace(changed, samples=changed.samples.astype(np.float32))
    return renumbered(dataset, narrow, rng, method=method, parameters=parameters, guarantee=guarantee)
