# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it, by their ECG? Every matcher in every protocol side by side, judged on people it has not learned on."""

import time
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.common.signals.quality import flaws
from secured.dean.signals.beat_discriminant import BeatDiscriminant
from secured.dean.signals.beat_embedding import BeatEmbedding
from secured.dean.signals.beat_features_svm import BeatFeaturesSVM
from secured.dean.signals.cross_fitting import cross_fitted_scores
from secured.dean.signals.hrv_matching import HrvMatching
from secured.dean.signals.matcher import Matcher
from secured.dean.signals.protocols import Split, splits
from secured.dean.signals.score_fusion import mean_of_scores
from secured.dean.signals.segment_lstm import SegmentLSTM
from secured.dean.signals.template_matching import TemplateMatching
from secured.studies.signals.identification_table import (
    IdentificationRow,
    IdentificationTable,
    identify_split,
)

__all__ = ["identify_by_ecg", "quick_matchers", "trained_matchers"]

STRANGERS = 1 / 3  # of the probe people, who are taken out of the gallery for the open set
UNUSABLE = ("flat", "lost lead", "too short")  # of another scale or clipped, a beat still has its shape
NOTE = "Whoever learns does so on other people."


def quick_matchers() -> tuple[Matcher, ...]:
    """Those that take seconds."""
    return (
        TemplateMatching(),
        TemplateMatching(measure="dtw"),
        HrvMatching(),
        BeatFeaturesSVM(),
        BeatDiscriminant(),
    )


def trained_matchers() -> tuple[Matcher, ...]:
    """All, with the networks, which take minutes."""
    return (*quick_matchers(), BeatEmbedding(), SegmentLSTM())


def identify_by_ecg(
    signals: Signals,
    *,
    rng: np.random.Generator,
    matchers: Sequence[Matcher] | None = None,
    folds: int = 10,
    network_folds: int = 4,
    fused: Sequence[str] = ("beat features, SVM", "mean beat, discriminants", "beats, convolutional network"),
) -> IdentificationTable:
    """Run all matchers in all protocols that the recordings allow.

    Parameters
    ----------
    signals : Signals
        Recordings of people, some of them with several recordings.
    rng : numpy.random.Generator
    matchers : sequence of Matcher, optional
        `quick_matchers` if not given.
    folds, network_folds : int, default 10 and 4
        Of people, see `cross_fitted_scores`; the more, the more people each matcher learns on. Networks are trained
        network_folds (network_folds - 1) / 2 times.
    fused : sequence of str
        Names of the matchers whose mean score is a further row; fixed beforehand, not the best of this run.

    Raises
    ------
    PrivacyInputError
        If less than two people have usable recordings.
    """
    found = flaws(signals)
    kept = ~np.isin(found, UNUSABLE)
    left_out = {name: int((found == name).sum()) for name in UNUSABLE if (found == name).any()}
    usable = signals.take(kept)
    if len(usable.people) < 2:
        raise PrivacyInputError(
            f"identify_by_ecg: {len(usable.people)} people have usable recordings. Two or more can be told apart."
        )
    protocols = splits(usable)
    scores: dict[str, list[np.ndarray]] = {}
    seconds: dict[str, float] = {}
    with threadpool_limits(limits=1):
        for matcher in quick_matchers() if matchers is None else matchers:
            start = time.perf_counter()
            scores[matcher.name] = cross_fitted_scores(
                matcher,
                protocols,
                learn_from=usable,
                folds=network_folds if isinstance(matcher, (BeatEmbedding, SegmentLSTM)) else folds,
                rng=rng,
            )
            seconds[matcher.name] = time.perf_counter() - start
    voting = [scores[name] for name in fused if name in scores]
    if len(voting) > 1:
        name = f"fusion of {len(voting)}"
        scores[name] = [mean_of_scores(several) for several in zip(*voting, strict=True)]
        seconds[name] = sum(seconds[one] for one in fused if one in seconds)
    rows = [
        _row(split, name, several[at], seconds[name], rng)
        for at, split in enumerate(protocols)
        for name, several in scores.items()
    ]
    return IdentificationTable(rows=tuple(rows), left_out=left_out, note=NOTE)


def _row(
    split: Split, name: str, scores: np.ndarray, seconds: float, rng: np.random.Generator
) -> IdentificationRow:
    gallery = split.gallery.people
    known = split.probes.people
    n_strangers = round(STRANGERS * len(known))
    strangers = rng.choice(known, n_strangers, replace=False)
    stays = ~np.isin(gallery, strangers)
    closed = identify_split(split, scores, gallery, rng=rng)
    open_set = n_strangers and stays.sum() > 1 and n_strangers < len(known)
    return IdentificationRow(
        protocol=split.label,
        matcher=name,
        closed=closed,
        open=identify_split(split, scores[:, stays], gallery[stays], rng=rng) if open_set else None,
        null_rank_1=identify_split(split, scores, rng.permutation(gallery), rng=rng).rank(1).point,
        seconds=seconds,
    )
