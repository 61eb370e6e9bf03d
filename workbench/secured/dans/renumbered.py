# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hand out records of whatever native type under new numbers for their people, or what was counted over all of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, Release
from secured.common.of_people import OfPeople

__all__ = ["counted", "renumbered"]


def renumbered(
    dataset: Dataset,
    changed: OfPeople,
    rng: np.random.Generator,
    *,
    method: str,
    parameters: Mapping[str, Any],
    guarantee: Guarantee | None = None,
) -> LinkedRelease:
    """Number people anew at random, and put their records into the order of these numbers.

    Parameters
    ----------
    dataset : Dataset
        What the release is made from.
    changed : OfPeople
        What is handed out, still with the subjects of `dataset`; people without a record are left out.
    rng : numpy.random.Generator
    method, parameters, guarantee
        Of the release.
    """
    released = changed.people
    number_of = dict(zip(released, rng.permutation(len(released)), strict=True))
    subjects = np.array([number_of[one] for one in changed.subjects], dtype=np.int64)
    order = np.argsort(subjects, kind="stable")
    data: Any = changed.take(order)
    release = Release(
        data=replace(data, subjects=subjects[order]),
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


def counted(
    dataset: Dataset,
    data: OfPeople,
    rng: np.random.Generator,
    *,
    method: str,
    parameters: Mapping[str, Any],
) -> LinkedRelease:
    """Hand out what was counted over everybody: whoever is in it has a number without a record.

    Parameters
    ----------
    dataset : Dataset
        What was counted over.
    data : OfPeople
        Of as many people.
    rng : numpy.random.Generator
    method, parameters
        Of the release.
    """
    release = Release(
        data=data,
        quasi_identifiers=(),
        sensitive=(),
        method=method,
        parameters=parameters,
        seed=None,
        source=dataset.fingerprint,
        guarantee=Guarantee(),
    )
    return LinkedRelease(release=release, row_of=rng.permutation(len(data)).astype(np.int64))
