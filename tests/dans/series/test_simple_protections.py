# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Cheap protections do what they say and promise nothing; a replaced rhythm is shared by k people."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import LinkedRelease, PrivacyInputError
from secured.common.signals import Signals
from secured.dans.series import (
    Quantisation,
    RecordingIdentifierRemoval,
    Resampling,
    RRReplacement,
    SubjectMicroaggregation,
    WindowSuppression,
    people_series,
)
from secured.dans.series import rr_replacement as module
from secured.dans.series.beat_train import beat_train, shared_residual, shared_rhythm
from secured.dans.series.recordings import mean_of_people


def link(method, dataset, seed: int = 0) -> LinkedRelease:
    return method.link(dataset, np.random.default_rng(seed))


def pairs(linked: LinkedRelease, signals: Signals):
    """Recordings of every released person, before and after."""
    for person, number in zip(signals.people, linked.row_of, strict=True):
        data = linked.release.data
        yield signals.samples[signals.subjects == person], data.samples[data.subjects == number]


@pytest.mark.parametrize(
    "method",
    [
        RecordingIdentifierRemoval(),
        RRReplacement(k=5),
        Resampling(rate=100.0),
        Quantisation(step=0.05),
        WindowSuppression(share=0.3),
        SubjectMicroaggregation(k=5),
    ],
    ids=lambda one: type(one).__name__,
)
def test_people_get_new_numbers_in_random_order(method, sixty):
    linked = link(method, sixty)
    data = linked.release.data
    assert sorted(linked.row_of.tolist()) == sorted(set(data.subjects.tolist())) == list(range(60))
    assert linked.row_of.tolist() != list(range(60))
    assert np.array_equal(data.subjects, np.sort(data.subjects))
    assert (link(method, sixty, 1).row_of != linked.row_of).any()
    assert linked.release.guarantee.k == (5 if isinstance(method, SubjectMicroaggregation) else None)


def test_identifiers_go_and_samples_stay(sixty):
    for before, after in pairs(link(RecordingIdentifierRemoval(), sixty), sixty.data):
        assert np.array_equal(before, after)


@settings(deadline=None, max_examples=10)
@given(step=st.floats(0.01, 0.5))
def test_quantised_samples_are_multiples_within_half_a_step(step, sixty, hearts):
    few = hearts.dataset_of(sixty.data.take(np.arange(8)))
    for before, after in pairs(link(Quantisation(step=step), few), few.data):
        assert np.abs(after - before).max() <= step / 2 + 1e-5
        assert after / step == pytest.approx(np.rint(after / step), abs=1e-3)
        assert not np.signbit(after[after == 0]).any()


def test_resampled_recordings_keep_slow_waves_and_lose_fast_ones(hearts):
    times = np.arange(2500) / 250
    slow, fast = np.sin(2 * np.pi * 3 * times), np.sin(2 * np.pi * 60 * times)
    dataset = hearts.series_cohort(np.stack([slow, fast]))
    dataset = hearts.dataset_of(replace(dataset.data, fs=250.0))
    linked = link(Resampling(rate=50.0), dataset)
    assert linked.release.data.fs == 50.0 and linked.release.data.samples.shape == (2, 1, 500)
    inner = slice(50, -50)
    kept, lost = (linked.release.data.samples[number, 0] for number in linked.row_of)
    assert kept[inner] == pytest.approx(slow[::5][inner], abs=0.02)
    assert np.abs(lost[inner]).max() < 0.05
    assert linked.release.data.seconds == pytest.approx(dataset.data.seconds)


@pytest.mark.parametrize("choice", ["random", "unusual"])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_share_of_windows_is_missing(choice, share, sixty):
    linked = link(WindowSuppression(share=share, window=1.0, choice=choice), sixty)
    missing = min(max(round(share * 8), 1), 7)  # of eight windows in 8 s
    for before, after in pairs(linked, sixty.data):
        holes = np.isnan(after)
        assert (holes.reshape(len(after), 8, -1).all(axis=2).sum(axis=1) == missing).all()
        assert np.array_equal(after[~holes], before[~holes])
    assert np.isfinite(sixty.data.samples).all()


def test_the_unusual_window_goes_first(hearts, sixty):
    samples = sixty.data.samples.copy()
    samples[:, :, 500:750] *= 5
    linked = link(
        WindowSuppression(share=0.1, choice="unusual"),
        hearts.dataset_of(replace(sixty.data, samples=samples)),
    )
    assert np.isnan(linked.release.data.samples[:, :, 500:750]).all()


@pytest.fixture
def only_rhythms(monkeypatch):
    """Recordings that hold the RR intervals they would be made with, and no beats."""

    def train(beat, rr, *, before, rate, fs, n_samples):
        samples = np.zeros((len(beat), n_samples), dtype=np.float32)
        samples[:, : len(rr)] = rr
        return samples

    monkeypatch.setattr(people_series, "beat_train", train)


def people_of_each_rhythm(linked: LinkedRelease) -> list[int]:
    return list(Counter(one.tobytes() for one in linked.release.data.samples).values())


@pytest.mark.parametrize("k", [2, 5, 10])
def test_at_least_k_people_share_a_rhythm(k, sixty, only_rhythms):
    linked = link(RRReplacement(k=k), sixty)
    assert min(people_of_each_rhythm(linked)) >= k
    assert len(people_of_each_rhythm(linked)) == linked.release.parameters["rates"]


def test_a_rhythm_of_ones_own_is_caught(sixty, only_rhythms, monkeypatch):
    """Broken on purpose: everybody keeps their own rate."""
    monkeypatch.setattr(module, "optimal_groups", lambda ordered, k: np.arange(len(ordered)))
    assert min(people_of_each_rhythm(link(RRReplacement(k=5), sixty))) == 1


def test_beats_stay_those_of_the_person(sixty, others):
    from secured.dans.series import DiagnosticUtility

    linked = link(RRReplacement(k=5), sixty)
    score = DiagnosticUtility(label="t_wave").score(sixty, linked, held_out=others)
    assert score.prd < 12
    assert score.mean_rr_error < 0.05


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6), mean=st.floats(0.4, 1.5), deviation=st.floats(0, 0.2))
def test_a_train_repeats_the_beat_at_its_times(seed, mean, deviation):
    rng = np.random.default_rng(seed)
    beat = np.exp(-0.5 * (np.arange(-31, 57) / 125 / 0.02) ** 2)[None]
    rr = shared_rhythm(mean, deviation, shared_residual(40, rng))
    train = beat_train(beat, rr, before=31 / 125, rate=125.0, fs=250.0, n_samples=2500)
    peaks = 31 / 125 + np.concatenate([[0], np.cumsum(rr)])
    for peak in peaks[peaks < 9.5]:
        near = slice(max(round((peak - 0.05) * 250), 0), round((peak + 0.05) * 250) + 1)
        times = np.arange(2500)[near] / 250 - peak
        assert train[0, near] == pytest.approx(np.exp(-0.5 * (times / 0.02) ** 2), abs=0.03)
    assert np.isfinite(train).all()


def test_a_residual_is_of_mean_zero_and_deviation_one():
    drawn = shared_residual(50, np.random.default_rng(0))
    assert drawn.mean() == pytest.approx(0) and drawn.std() == pytest.approx(1)


def test_means_of_people_leave_out_what_is_missing():
    signals = Signals(
        samples=np.zeros((4, 1, 3), dtype=np.float32), fs=1.0, channels=("x",), units=("",),
        subjects=np.array(["b", "a", "b", "c"]), sessions=np.zeros(4, dtype=np.int64),
    )  # fmt: skip
    means = mean_of_people(np.array([[1.0], [5.0], [np.nan], [np.nan]]), signals)
    assert means[:2].tolist() == [[1.0], [5.0]]
    assert np.isnan(means[2]).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RRReplacement(k=1), "k=1 is no whole number"),
        (lambda: Resampling(rate=0.0), "rate=0.0 is no rate"),
        (lambda: Quantisation(step=0.0), "step=0.0"),
        (lambda: Quantisation(step=()), "step="),
        (lambda: Quantisation(step=(0.1, -1.0)), "-1.0"),
        (lambda: WindowSuppression(share=1.0), "share=1.0"),
        (lambda: WindowSuppression(share=0.5, window=0.0), "window=0.0"),
        (lambda: WindowSuppression(share=0.5, choice="worst"), "unknown choice 'worst'"),
    ],
)
def test_wrong_parameters_are_refused(make, message):
    with pytest.raises(PrivacyInputError, match=message):
        make()


def test_data_that_do_not_fit_are_refused(hearts, sixty):
    with pytest.raises(PrivacyInputError, match="is not below the 250 Hz"):
        link(Resampling(rate=250.0), sixty)
    with pytest.raises(PrivacyInputError, match="hold no two windows of 5 s"):
        link(WindowSuppression(share=0.5, window=5.0), sixty)
    with pytest.raises(PrivacyInputError, match="needs at least 61 people with usable beats"):
        link(RRReplacement(k=61), sixty)
    two = replace(
        sixty.data,
        samples=np.concatenate([sixty.data.samples] * 2, axis=1),
        channels=("I", "resp"),
        units=("mV", "l"),
    )
    with pytest.raises(PrivacyInputError, match="channels in l, mV share no step"):
        link(Quantisation(step=0.1), hearts.dataset_of(two))
    with pytest.raises(PrivacyInputError, match="3 steps are given for 2 channels"):
        link(Quantisation(step=(0.1, 0.2, 0.3)), hearts.dataset_of(two))
    own = link(Quantisation(step=(0.1, 0.5)), hearts.dataset_of(two)).release.data.samples
    for at, step in enumerate((0.1, 0.5)):
        assert np.abs(own[:, at] / step - np.rint(own[:, at] / step)).max() < 1e-4
    assert len(np.unique(own[:, 0])) > len(np.unique(own[:, 1])) > 1
    none = hearts.dataset_of(sixty.data.take(np.zeros(0, dtype=int)))
    with pytest.raises(PrivacyInputError, match="holds no recordings"):
        link(RecordingIdentifierRemoval(), none)
