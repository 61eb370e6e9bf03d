# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset of recordings: single ones brought together, of one rate and length, with what is wrong with them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable, Modality, Provenance
from secured.common.signals import FLAWS, Signals, flaws, resampled
from secured_datasets.entry import DatasetEntry

__all__ = ["Recording", "recordings_dataset", "together"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Recording:
    """One recording as its file holds it.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    samples : ndarray of float, shape (n_channels, n_samples)
    fs : float
        Hz.
    subject : str
    session : int
    """

    name: str
    samples: np.ndarray
    fs: float
    channels: tuple[str, ...]
    units: tuple[str, ...]
    subject: str
    session: int


def together(recordings: Sequence[Recording]) -> tuple[Signals, tuple[str, ...]]:
    """Stack recordings at the rate of most of them; shorter ones end in missing samples.

    Returns
    -------
    signals : Signals
    notes : tuple of str
        How many recordings were resampled or filled up.

    Raises
    ------
    DatasetUnavailable
        If there are none, or one has other channels or units than the first.
    """
    if not recordings:
        raise DatasetUnavailable("Recordings: the folder holds none. Fetch the dataset again.")
    first = recordings[0]
    for one in recordings:
        if (one.channels, one.units) != (first.channels, first.units):
            raise DatasetUnavailable(
                f"{one.name}: its channels or units are not those of {first.name}. Fetch the file again."
            )
    fs = Counter(one.fs for one in recordings).most_common(1)[0][0]
    parts = [one.samples if one.fs == fs else resampled(one.samples, one.fs, fs) for one in recordings]
    longest = max(part.shape[1] for part in parts)
    samples = np.full((len(parts), len(first.channels), longest), np.nan, dtype=np.float32)
    for at, part in enumerate(parts):
        samples[at, :, : part.shape[1]] = part
    others, short = sum(one.fs != fs for one in recordings), sum(part.shape[1] < longest for part in parts)
    notes = [f"{others} recordings of another rate were resampled to {fs:g} Hz."] if others else []
    notes += [f"{short} recordings are shorter than the longest; what lacks is missing."] if short else []
    signals = Signals(
        samples=samples,
        fs=fs,
        channels=first.channels,
        units=first.units,
        subjects=np.array([one.subject for one in recordings]),
        sessions=np.array([one.session for one in recordings], dtype=np.int64),
    )
    return signals, tuple(notes)


def recordings_dataset(
    entry: DatasetEntry,
    signals: Signals,
    *,
    people: pd.DataFrame | None = None,
    recordings: pd.DataFrame | None = None,
    further: dict[str, pd.DataFrame] | None = None,
    shortest: float = 5.0,
    ignore: Collection[str] = (),
    notes: tuple[str, ...] = (),
) -> Dataset:
    """Join an entry's facts with the recordings that its loader made; flawed ones are named, none is left out.

    Parameters
    ----------
    people : pandas.DataFrame, optional
        One row a person, in the order of `signals.people`.
    recordings : pandas.DataFrame, optional
        One row a recording; the column ``flaw`` is added.
    shortest, ignore
        See `secured.common.signals.flaws`.
    """
    found = flaws(signals, shortest=shortest, ignore=ignore)
    listed = pd.DataFrame(index=range(len(signals))) if recordings is None else recordings
    related = {"recordings": listed.assign(flaw=found), **(further or {})}
    if people is not None:
        related["people"] = people.reset_index(drop=True)
    counts = [f"{(found == name).sum()} {name}" for name in FLAWS if (found == name).any()]
    told = (f"Flawed recordings, kept: {', '.join(counts)} of {len(signals)}.",) if counts else ()
    return Dataset(
        name=entry.name,
        title=entry.title,
        modality=Modality.SIGNAL,
        data=signals,
        subjects=signals.subjects,
        columns=dict(entry.columns) if people is not None else {},
        standing=entry.standing,
        provenance=Provenance(source=entry.source, licence=entry.licence, citation=entry.citation),
        population=entry.threat.population,
        prior=entry.threat.prior,
        related=related,
        one_recording_each=entry.one_recording_each,
        notes=(*entry.notes, *notes, *told),
    )
