# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Defences of heartbeats side by side: whom each hides from which adversary, and what it costs a cardiologist."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from secured.common import Dataset, Interval, LinkedRelease, PrivacyInputError
from secured.common.signals import Signals
from secured.dans.series import (
    DiagnosticScore,
    DiagnosticUtility,
    RecordingIdentifierRemoval,
    Resampling,
    RRReplacement,
    SubjectMicroaggregation,
)
from secured.dans.series.recordings import linked_release, recordings
from secured.dean.signals import HrvMatching
from secured.studies.classroom.heartbeats import TwoOccasions, recognised

__all__ = ["AddedNoise", "Defence", "Defences", "defended", "one_heartbeat", "usual_defences"]

RATES = (50.0, 25.0)  # Hz
NOBODY_ASKED = "no diagnosis"  # a label for datasets without one


class Protection(Protocol):
    """A method for recordings."""

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease: ...


@dataclass(frozen=True, kw_only=True)
class AddedNoise:
    """Add white noise to every sample: what comes to mind first. For the classroom; it promises nothing.

    Parameters
    ----------
    spreads : float
        Standard deviation of the noise, in those of a usual recording (the median of all).

    Raises
    ------
    PrivacyInputError
        If that is not above 0 and finite.
    """

    spreads: float

    def __post_init__(self) -> None:
        if not 0 < self.spreads < np.inf:
            raise PrivacyInputError(f"AddedNoise: spreads={self.spreads} is not above 0 and finite.")

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which released person is whose."""
        signals = recordings("AddedNoise", dataset)
        usual = np.nanmedian(np.nanstd(signals.samples, axis=2), axis=0)  # of every channel
        noise = self.spreads * usual[:, None] * rng.standard_normal(signals.samples.shape)
        return linked_release(
            dataset,
            replace(signals, samples=(signals.samples + noise).astype(np.float32)),
            rng,
            method="white noise",
            parameters={"spreads": self.spreads},
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Defence:
    """A release of heartbeats, attacked and measured.

    Parameters
    ----------
    name : str
    linked : LinkedRelease
    as_is, adapted : Interval
        Share of people found at first guess by their beat: by an adversary who compares recordings as they are, and
        by one who does to their own what was done to the released ones.
    by_rhythm : Interval
        Share found by heart rate variability alone.
    promised : float or None
        No adversary is right about more than that share, whatever they know of beats; None without a promise.
    groups : int
        Different recordings in the release.
    cost : DiagnosticScore or None
        None where the release has no beats left to measure.
    diagnosis : bool
        Whether there is one to learn; the accuracy in `cost` means nothing otherwise.
    """

    name: str
    linked: LinkedRelease
    as_is: Interval
    adapted: Interval
    by_rhythm: Interval
    promised: float | None
    groups: int
    cost: DiagnosticScore | None
    diagnosis: bool

    def to_dict(self) -> dict[str, Any]:
        """Rates and costs in plain values, None where there is none."""
        cost = self.cost
        return {
            "defence": self.name,
            "found": self.as_is.point,
            "found, adapting": self.adapted.point,
            "95 % from": self.adapted.low,
            "to": self.adapted.high,
            "by rhythm": self.by_rhythm.point,
            "at most": self.promised,
            "beat error": cost.prd / 100 if cost else None,
            "P wave error": cost.prd_of_waves["P"] / 100 if cost else None,
            "rhythm error": cost.deviation_rr_error if cost else None,
            "right diagnoses": cost.accuracy.point if cost and self.diagnosis else None,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Defences:
    """Several, in the order in which one would think of them."""

    rows: tuple[Defence, ...]

    def table(self) -> pd.DataFrame:
        """One row a defence."""
        return pd.DataFrame([one.to_dict() for one in self.rows])

    def _repr_html_(self) -> str:
        shares = {name: "{:.1%}".format for name in self.table().columns[1:]}
        return str(self.table().astype({name: float for name in shares}).to_html(
            index=False, border=0, na_rep="none", formatters=shares
        ))  # fmt: skip


def defended(meeting: TwoOccasions, protection: Protection, *, name: str, seed: int) -> Defence:
    """Make a release, let three adversaries look for everybody in it, and measure what it is still good for.

    Parameters
    ----------
    meeting : TwoOccasions
    protection : Protection
    name : str
    seed : int
    """
    linked = protection.link(meeting.released, np.random.default_rng([seed, 5]))
    released: Signals = linked.release.data
    as_is = recognised(meeting, linked, seed=seed)
    changed = released.fs < meeting.known.fs
    adapted = recognised(meeting, linked, seed=seed, adapts=True) if changed else as_is
    rhythm = recognised(meeting, linked, seed=seed, matcher=HrvMatching())
    k = linked.release.guarantee.k
    return Defence(
        name=name,
        linked=linked,
        as_is=as_is.closed.rank(1),
        adapted=adapted.closed.rank(1),
        by_rhythm=rhythm.closed.rank(1),
        promised=1 / k if k else None,
        groups=len(np.unique(released.samples, axis=0)),
        cost=_cost(meeting, linked),
        diagnosis=_label(meeting.released) is not None,
    )


def one_heartbeat(meeting: TwoOccasions, k: int, *, seed: int) -> Defence:
    """Give groups of at least `k` people one heartbeat and one rhythm, and measure that."""
    protection = SubjectMicroaggregation(k=k, one_recording_each=True)
    return defended(meeting, protection, name=f"one heartbeat for k={k}", seed=seed)


def usual_defences(meeting: TwoOccasions, *, k: int, noise: tuple[float, ...], seed: int) -> Defences:
    """Names removed, noise, lower rates, rhythms of k people, heartbeats of k people.

    Parameters
    ----------
    meeting : TwoOccasions
    k : int
        Smallest group of the last two.
    noise : tuple of float
        See `AddedNoise`.
    seed : int
    """
    several: list[tuple[str, Protection]] = [("names removed", RecordingIdentifierRemoval())]
    several += [(f"noise, {one:g} times the signal", AddedNoise(spreads=one)) for one in noise]
    several += [
        (f"resampled to {rate:g} Hz", Resampling(rate=rate)) for rate in RATES if rate < meeting.known.fs
    ]
    several.append((f"rhythm of k={k} people", RRReplacement(k=k, one_recording_each=True)))
    rows = [defended(meeting, one, name=name, seed=seed) for name, one in several]
    return Defences(rows=(*rows, one_heartbeat(meeting, k, seed=seed)))


def _cost(meeting: TwoOccasions, linked: LinkedRelease) -> DiagnosticScore | None:
    label = _label(meeting.released)
    released, held_out = meeting.released, meeting.held_out
    if label is None:
        label = NOBODY_ASKED
        released, held_out = (_labelled(one) for one in (released, held_out))
    try:
        return DiagnosticUtility(label=label).score(released, linked, held_out=held_out)
    except PrivacyInputError:  # too few beats are left
        return None


def _label(dataset: Dataset) -> str | None:
    """The first sensitive fact that everybody has."""
    facts = dataset.related.get("people", pd.DataFrame())
    return next((one for one in dataset.sensitive if one in facts and facts[one].notna().all()), None)


def _labelled(dataset: Dataset) -> Dataset:
    facts = pd.DataFrame({NOBODY_ASKED: ["none"] * len(dataset.data.people)})
    return replace(dataset, related={"people": facts})
