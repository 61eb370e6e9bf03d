# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""(k, P)-anonymity: k people share an envelope of values, and P of them the shape of the series."""

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from secured.common import Dataset, Guarantee, LinkedRelease, PrivacyInputError, Release, method
from secured.common.signals import Signals
from secured.common.signals.sax import sax
from secured.dans.series.kapra import kapra, value_loss
from secured.dans.series.people_series import Kind, PeopleSeries
from secured.dans.series.recordings import check_subjects, linked_release, recordings

__all__ = ["KPAnonymity"]

Output = Literal["envelope", "series"]


@method(
    name="(k, P)-anonymity",
    engine="dans",
    modality="signal",
    goal="release value envelopes shared by k people, with patterns shared by P of them",
    section="4.1.1",
    source="Shou, Shang, Chen, Chen & Zhang 2013, doi:10.1109/TKDE.2011.249",
)
@dataclass(frozen=True, kw_only=True)
class KPAnonymity:
    """Publish of every person the envelope of a group and a pattern, not the series.

    A group of at least k people has one envelope: the least and the largest value at every time. Each person's
    pattern, the symbols of SAX on the finest level that enough share, is that of at least P people of the group.
    Who knows values of a person finds no fewer than k people, who knows the shape as well no fewer than P. So the
    release as a whole is P-anonymous. Groups are found by KAPRA; people whose pattern no P share are left out.

    Parameters
    ----------
    k, P : int
        2 <= P <= k.
    of : {"series", "beats"}
        Recordings that are aligned already, such as daily profiles; or mean beats of electrocardiograms.
    output : {"envelope", "series"}
        Channels `X lower`, `X upper` and `X pattern` (the middle of a symbol's range, of a standard normal
        distribution) of every channel X, on the aligned times; or one series drawn from them alone: the pattern in
        place and size of the envelope's middle, cut to the envelope, of beats repeated to a recording.
    n_segments : int, default 8
        Of a pattern, for each channel.
    max_level : int, default 8
        Most symbols.
    one_recording_each : bool, default False
        The owner's word that everybody has one recording only; needed where the data do not show otherwise.

    References
    ----------
    Shou, Shang, Chen, Chen & Zhang 2013, doi:10.1109/TKDE.2011.249; Lin, Keogh, Wei & Lonardi 2007,
    doi:10.1007/s10618-007-0064-z (SAX). D2.1 section 4.1.1.

    Examples
    --------
    >>> KPAnonymity(k=6, P=2).output
    'envelope'
    """

    k: int
    P: int
    of: Kind = "series"
    output: Output = "envelope"
    n_segments: int = 8
    max_level: int = 8
    one_recording_each: bool = False

    def __post_init__(self) -> None:
        if any(value != int(value) for value in (self.k, self.P)) or not 2 <= self.P <= self.k:
            raise PrivacyInputError(
                f"KPAnonymity: k={self.k}, P={self.P}. Use whole numbers with 2 <= P <= k."
            )
        for value, allowed in ((self.of, Kind), (self.output, Output)):
            if value not in get_args(allowed):
                raise PrivacyInputError(
                    f"KPAnonymity: unknown choice {value!r}. Use one of {', '.join(get_args(allowed))}."
                )
        if self.n_segments < 1 or not 1 <= self.max_level <= 26:
            raise PrivacyInputError(
                f"KPAnonymity: n_segments={self.n_segments}, max_level={self.max_level}. Use at least one segment "
                "and 1 to 26 symbols."
            )

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose.

        Raises
        ------
        PrivacyInputError
            If the people are not told apart, too few have a usable series, or it is shorter than a pattern.
        """
        signals = recordings("KPAnonymity", dataset)
        check_subjects("KPAnonymity", signals, one_recording_each=self.one_recording_each)
        series = PeopleSeries.of(signals, self.of)
        n, _, length = series.values.shape
        if n < self.k:
            raise PrivacyInputError(
                f"KPAnonymity: k={self.k} needs at least {self.k} people with usable {self.of}, got {n} of "
                f"{len(signals.people)}. Lower k or pool more people."
            )
        if length < self.n_segments:
            raise PrivacyInputError(
                f"KPAnonymity: a series of {length} values has no {self.n_segments} segments. Use fewer."
            )
        groups = kapra(
            series.values.reshape(n, -1),
            lambda level: self._symbols(series.values, level).reshape(n, -1),
            self.k,
            self.P,
            self.max_level,
        )
        lower, upper, pattern = (np.zeros(series.values.shape) for _ in range(3))
        group_of, level_of = np.full(n, -1), np.zeros(n)
        for number, group in enumerate(groups):
            everybody = np.concatenate([one.members for one in group])
            group_of[everybody] = number
            lower[everybody] = series.values[everybody].min(axis=0)
            upper[everybody] = series.values[everybody].max(axis=0)
            for one in group:
                pattern[one.members] = self._pattern(series.values[one.members], one.level)
                level_of[one.members] = one.level
        kept = group_of >= 0
        return linked_release(
            dataset,
            self._released(series, lower, upper, pattern, group_of, rng),
            rng,
            method="(k, P)-anonymity",
            parameters=self.to_dict()
            | {
                "groups": len(groups),
                "value_loss": float(
                    np.mean([value_loss(a, b) for a, b in zip(lower[kept], upper[kept], strict=True)])
                ),
                "pattern_loss": _pattern_loss(series.values[kept], pattern[kept]),
                "mean_level": float(level_of[kept].mean()),
            },
            guarantee=Guarantee(
                k=self.P, others={f"({self.k}, {self.P})-anonymity of series": {"k": self.k, "P": self.P}}
            ),
        )

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def _symbols(self, values: np.ndarray, level: int) -> np.ndarray:
        """SAX symbols; int64, shape (n, n_channels, n_segments)."""
        n, n_channels, length = values.shape
        if level == 1:
            return np.zeros((n, n_channels, self.n_segments), dtype=np.int64)
        found = sax(values.reshape(-1, length), self.n_segments, level)
        return np.asarray(found, dtype=np.int64).reshape(n, n_channels, -1)

    def _pattern(self, values: np.ndarray, level: int) -> np.ndarray:
        """Middle of each symbol's range in every place; shape of `values`."""
        from scipy.stats import norm

        heights = norm.ppf((self._symbols(values, level) + 0.5) / level)
        segment = np.arange(values.shape[2]) * self.n_segments // values.shape[2]
        found: np.ndarray = heights[:, :, segment]
        return found

    def _released(
        self,
        series: PeopleSeries,
        lower: np.ndarray,
        upper: np.ndarray,
        pattern: np.ndarray,
        group_of: np.ndarray,
        rng: np.random.Generator,
    ) -> Signals:
        if self.output == "series":
            middle = (lower + upper) / 2
            drawn = middle.mean(axis=2, keepdims=True) + middle.std(axis=2, keepdims=True) * pattern
            return series.recordings(np.clip(drawn, lower, upper), group_of, rng)
        kept, signals = np.flatnonzero(group_of >= 0), series.signals
        return replace(
            signals,
            samples=np.concatenate([lower, upper, pattern], axis=1)[kept],
            fs=series.rate,
            channels=tuple(
                f"{name} {what}" for what in ("lower", "upper", "pattern") for name in signals.channels
            ),
            units=(*signals.units, *signals.units, *[""] * len(signals.units)),
            subjects=signals.people[series.people[kept]],
            sessions=np.zeros(len(kept), dtype=np.int64),
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "(k, P)-anonymity",
            "k": self.k,
            "P": self.P,
            "of": self.of,
            "output": self.output,
            "n_segments": self.n_segments,
            "max_level": self.max_level,
            "one_recording_each": self.one_recording_each,
        }


def _pattern_loss(values: np.ndarray, pattern: np.ndarray) -> float:
    """One minus the mean correlation of series with their patterns; a pattern without shape correlates with nothing."""
    centred = [each - each.mean(axis=2, keepdims=True) for each in (values, pattern)]
    products = (centred[0] * centred[1]).sum(axis=2)
    norms = np.sqrt((centred[0] ** 2).sum(axis=2) * (centred[1] ** 2).sum(axis=2))
    return float(1 - np.divide(products, norms, out=np.zeros_like(products), where=norms > 0).mean())
