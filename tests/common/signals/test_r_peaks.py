# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""R peaks are found where they are: known ones of simulated hearts, annotated ones of real hearts."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common.signals import r_peaks
from secured_datasets.simulated.ecg_cohort import EcgCohort

MIRROR = Path(os.environ.get("SECURED_DATA", "")) / "ecg-id"
LEAD = EcgCohort(n_people=1, n_visits=1).make(np.random.default_rng(3))
HEART, TRUE = LEAD.signals.samples[0, 0].astype(float), LEAD.r_peaks["seconds"].to_numpy()


def found(reference: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """Tell which of the reference times, in seconds, have a peak within 50 ms."""
    if not len(peaks):
        return np.zeros(len(reference), dtype=bool)
    return np.abs(reference[:, None] - peaks[None]).min(axis=1) <= 0.05


def test_true_peaks_of_simulated_hearts_are_found_and_no_others(cohort):
    hits, beats, false = 0, 0, 0
    for at, lead in enumerate(cohort.signals.samples[:, 0]):
        true = cohort.r_peaks.loc[cohort.r_peaks["record"] == at, "seconds"].to_numpy()
        peaks = r_peaks(lead, cohort.signals.fs) / cohort.signals.fs
        hits, beats = hits + found(true, peaks).sum(), beats + len(true)
        false += (~found(peaks, true)).sum()
    assert hits / beats >= 0.99
    assert false / beats <= 0.01


@pytest.mark.skipif(not MIRROR.is_dir(), reason="no copy of ecg-id")
def test_annotated_peaks_of_every_seventh_real_recording_are_found():
    import wfdb

    hits, beats = 0, 0
    for name in (MIRROR / "RECORDS").read_text().split()[::7]:
        lead = wfdb.rdrecord(str(MIRROR / name), channels=[0]).p_signal[:, 0]
        marks = wfdb.rdann(str(MIRROR / name), "atr")
        true = np.array([at for at, kind in zip(marks.sample, marks.symbol, strict=True) if kind == "N"])
        there = [np.ptp(lead[max(at - 25, 0) : at + 26]) > 0 for at in true]  # not where samples were lost
        true = true[there] / 500
        hits, beats = hits + found(true, r_peaks(lead, 500.0) / 500).sum(), beats + len(true)
    assert beats > 400
    assert hits / beats >= 0.98


@settings(max_examples=20, deadline=None)
@given(factor=st.floats(1e-3, 1e3), level=st.floats(-5, 5))
def test_scale_and_level_change_nothing(factor, level):
    assert np.array_equal(r_peaks(HEART * factor + level * factor, 250.0), r_peaks(HEART, 250.0))


@settings(max_examples=20, deadline=None)
@given(shift=st.integers(1, 1500))
def test_peaks_move_with_the_recording(shift):
    """Away from the edges, where the filter cannot see what is behind them."""
    whole, part = r_peaks(HEART, 250.0), r_peaks(HEART[shift:], 250.0)
    inside = part[(part > 500) & (part < len(HEART) - shift - 500)]
    assert np.abs((inside + shift)[:, None] - whole[None]).min(axis=1, initial=99).max(initial=0) <= 1


@pytest.mark.parametrize("start", [0, 1500, 3500])
def test_six_seconds_of_bursts_hide_no_beat_far_from_them(start):
    burst = HEART.copy()
    burst[start : start + 1500] += 100 * np.random.default_rng(start).normal(
        size=len(burst[start : start + 1500])
    )
    far = (TRUE < start / 250 - 4.2) | (TRUE > start / 250 + 6 + 4.2)
    assert far.sum() >= 2
    assert found(TRUE[far], r_peaks(burst, 250.0) / 250).all()


def test_an_inverted_lead_has_its_peaks_where_the_upright_one_has(cohort):
    for lead in cohort.signals.samples[:10, 0].astype(float):
        assert np.array_equal(r_peaks(lead, 250.0), r_peaks(-lead, 250.0))


@pytest.mark.parametrize("lead", [np.zeros(5000), np.full(5000, np.nan), np.ones(100), np.zeros(0)])
def test_without_a_heartbeat_there_are_no_peaks(lead):
    assert r_peaks(lead, 250.0).tolist() == []


def test_no_peak_lies_where_samples_are_missing_or_do_not_move():
    for lost in (np.nan, 0.0):
        lead = HEART.copy()
        lead[:1500] = lost
        peaks = r_peaks(lead, 250.0)
        assert peaks.min() > 1500 - 20
        assert found(TRUE[TRUE > 6.5], peaks / 250).all()


def test_the_filters_ringing_between_lost_electrodes_and_a_heart_is_no_beat():
    lead = HEART.copy()
    lead[500:4500] = 3.0
    peaks = r_peaks(lead, 250.0)
    assert not ((peaks > 520) & (peaks < 4480)).any()
