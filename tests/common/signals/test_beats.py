# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Beats are cut about their peak, whole ones only; a robust mean beat survives ectopic ones."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals import Signals, band_pass, find_beats, has_heartbeats, mean_beats


def test_beats_are_whole_aligned_and_of_their_recording(cohort):
    signals = cohort.signals.take(np.arange(6))
    beats = find_beats(signals)
    assert beats.values.shape == (len(beats), 1 + round(0.25 * 125) + round(0.45 * 125))
    assert np.isfinite(beats.values).all()
    assert np.all(np.diff(beats.record) >= 0)
    assert beats.peak.min() >= 0.25 - 0.01
    assert beats.peak.max() <= signals.seconds - 0.45 + 0.01
    height = np.abs(beats.values[:, round(0.25 * 125)])
    assert np.median(height / np.abs(beats.values).max(axis=1)) > 0.9


def test_the_rate_of_a_recording_does_not_change_its_beats(cohort):
    signals = cohort.signals.take(np.arange(8))
    slower = replace(signals, samples=band_pass(signals.samples, 250.0, 0.05, 55)[:, :, ::2], fs=125.0)
    same = [
        np.corrcoef(one, other)[0, 1]
        for one, other in zip(mean_beats(signals), mean_beats(slower), strict=True)
    ]
    assert min(same) > 0.98


def test_a_mean_beat_survives_a_burst_and_a_lost_second(cohort):
    signals = cohort.signals.take(np.arange(4))
    samples = signals.samples.copy()
    samples[0, 0, 1000:1100] += 30
    samples[1, 0, 2000:2400] = np.nan
    before, after = mean_beats(signals), mean_beats(replace(signals, samples=samples))
    assert min(np.corrcoef(before[at], after[at])[0, 1] for at in range(4)) > 0.98


def test_recordings_without_beats_have_no_mean_beat():
    samples = np.zeros((2, 1, 2500), dtype=np.float32)
    samples[1] = np.nan
    empty = Signals(
        samples=samples,
        fs=250.0,
        channels=("I",),
        units=("mV",),
        subjects=np.arange(2),
        sessions=np.zeros(2, int),
    )
    assert np.isnan(mean_beats(empty)).all()
    assert len(find_beats(empty)) == 0
    assert mean_beats(empty.take(np.zeros(0, int))).shape == (0, 88)


@pytest.mark.parametrize(("frequency", "kept"), [(0.2, False), (10.0, True), (90.0, False)])
def test_a_band_keeps_what_lies_in_it_unmoved(frequency, kept):
    time = np.arange(5000) / 250
    wave = np.sin(2 * np.pi * frequency * time)
    passed = band_pass(wave, 250.0, 1.0, 40.0)
    if kept:
        assert np.abs(passed - wave)[500:-500].max() < 0.02
    else:
        assert np.abs(passed)[500:-500].max() < 0.1


def test_a_band_begins_and_ends_without_a_jump():
    passed = band_pass(5 + np.sin(2 * np.pi * 10 * np.arange(5000) / 250), 250.0, 1.0, 40.0)
    assert np.abs(passed).max() < 1.2


def test_a_band_that_does_not_fit_the_rate_is_refused():
    with pytest.raises(PrivacyInputError, match=r"band_pass: 30 to 22\.5 Hz is no band at 50 Hz"):
        band_pass(np.zeros(500), 50.0, 30.0, 40.0)


def test_heartbeats_are_told_from_pulse_waves_steps_and_noise(cohort):
    hearts = cohort.signals.take(np.arange(8))
    assert has_heartbeats(hearts)
    assert has_heartbeats(replace(hearts, channels=("finger ECG",), units=("a.u.",)))
    assert not has_heartbeats(replace(hearts, units=("NU",)))
    assert not has_heartbeats(replace(hearts, fs=1 / 3600))
    assert not has_heartbeats(replace(hearts, samples=np.zeros_like(hearts.samples)))
    assert not has_heartbeats(hearts.take(np.zeros(0, dtype=int)))
