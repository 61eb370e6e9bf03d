# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Waves lie where the simulation put them, and where annotators of real hearts saw them."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.signals import (
    DELINEATION_FEATURES,
    FIDUCIALS,
    HRV_FEATURES,
    delineate,
    hrv,
    mean_beats,
    normal_rr,
)

FS = 250.0
TIME = np.arange(-63, 114) / FS
MIRROR = Path(os.environ.get("SECURED_DATA", "")) / "ecg-id"


def beat(t_place: float = 0.27, t_height: float = 0.3, p_place: float = -0.16) -> np.ndarray:
    """A beat of five Gaussian waves; R at 0."""
    waves = (
        (0.12, p_place, 0.02),
        (-0.15, -0.03, 0.01),
        (1, 0, 0.01),
        (-0.25, 0.03, 0.01),
        (t_height, t_place, 0.03),
    )
    return sum(height * np.exp(-0.5 * ((TIME - place) / width) ** 2) for height, place, width in waves)


@settings(max_examples=25, deadline=None)
@given(
    t_place=st.floats(0.2, 0.34),
    t_height=st.sampled_from([-0.3, -0.15, 0.15, 0.4]),
    p_place=st.floats(-0.19, -0.12),
    factor=st.sampled_from([0.01, 1.0, 40.0]),
)
def test_waves_are_found_where_they_were_put(t_place, t_height, p_place, factor):
    found = delineate(factor * beat(t_place, t_height, p_place)[None], FS, before=63 / FS)
    for name, place in (("p", p_place), ("q", -0.03), ("r", 0.0), ("s", 0.03), ("t", t_place)):
        assert found.at(name)[0] == pytest.approx(place, abs=0.009), name
    assert np.sign(found.heights[0, FIDUCIALS.index("t")]) == np.sign(t_height)
    # The tangent at a Gaussian's steepest point meets zero two standard deviations from its middle.
    assert found.at("t_off")[0] == pytest.approx(t_place + 0.06, abs=0.01)
    assert found.at("qrs_on")[0] < found.at("q")[0] < found.at("s")[0] < found.at("qrs_off")[0]


def test_features_are_the_differences_by_hand():
    one = delineate(beat()[None], FS, before=63 / FS)
    features = dict(zip(DELINEATION_FEATURES, one.features[0], strict=True))
    assert features["r_t_seconds"] == pytest.approx(0.27, abs=0.005)
    assert features["p_q_seconds"] == pytest.approx(0.13, abs=0.009)
    assert features["t_r_ratio"] == pytest.approx(0.3, abs=0.03)
    assert features["q_t_seconds"] == pytest.approx(one.at("t_off")[0] - one.at("qrs_on")[0])


def test_an_inverted_complex_is_read_like_an_upright_one():
    upright, turned = (delineate(sign * beat()[None], FS, before=63 / FS) for sign in (1, -1))
    assert turned.seconds == pytest.approx(upright.seconds, abs=0.005, nan_ok=True)


def test_waves_that_are_not_there_are_missing():
    flat, unknown = np.zeros(len(TIME)), np.full(len(TIME), np.nan)
    alone = np.exp(-0.5 * (TIME / 0.01) ** 2)
    found = delineate(np.stack([flat, unknown, alone]), FS, before=63 / FS)
    assert np.isnan(found.seconds[:2]).all()
    assert np.isnan(found.at("p")[2])
    assert np.isnan(found.at("t")[2])
    assert found.at("r")[2] == 0
    with pytest.raises(PrivacyInputError, match=r"delineate: beats of 0\.4 s with R at 0\.1 s do not reach"):
        delineate(np.zeros((1, 100)), FS, before=0.1)


@pytest.mark.skipif(not MIRROR.is_dir(), reason="no copy of ecg-id")
def test_t_peaks_of_real_hearts_lie_within_50_ms_of_the_annotated_ones():
    import wfdb

    from secured.common.signals import Signals

    names = (MIRROR / "RECORDS").read_text().split()[::9]
    samples = np.stack([wfdb.rdrecord(str(MIRROR / name), channels=[0]).p_signal.T for name in names])
    signals = Signals(
        samples=samples,
        fs=500.0,
        channels=("ECG I",),
        units=("mV",),
        subjects=np.array(names),
        sessions=np.zeros(len(names), int),
    )
    found = delineate(mean_beats(signals, rate=250.0), FS).at("t")
    for name, seconds in zip(names, found, strict=True):
        marks = wfdb.rdann(str(MIRROR / name), "atr")
        kinds = np.array(marks.symbol)
        told = np.median(marks.sample[kinds == "t"] - marks.sample[kinds == "N"]) / 500
        assert seconds == pytest.approx(told, abs=0.051), name


def test_variability_by_hand():
    rr = np.array([0.8, 0.9, 0.8, 1.0])
    measures = dict(zip(HRV_FEATURES, hrv(rr), strict=True))
    steps = np.array([0.1, -0.1, 0.2])
    assert measures["mean_rr"] == pytest.approx(0.875)
    assert measures["sdnn"] == pytest.approx(np.sqrt(((rr - 0.875) ** 2).sum() / 3))
    assert measures["rmssd"] == pytest.approx(np.sqrt((steps**2).mean()))
    assert measures["pnn50"] == 1.0
    assert measures["sd1"] ** 2 + measures["sd2"] ** 2 == pytest.approx(2 * measures["sdnn"] ** 2)
    assert np.isnan(hrv(rr[:2])).all()


@given(st.lists(st.floats(0.4, 1.6), min_size=3, max_size=50))
def test_variability_of_a_steady_heart_is_zero_and_scales_with_time(rr):
    intervals = np.array(rr)
    seconds = [at for at, name in enumerate(HRV_FEATURES) if name != "pnn50"]
    assert hrv(2 * intervals)[seconds] == pytest.approx(2 * hrv(intervals)[seconds], abs=1e-9)
    assert hrv(np.full(9, 0.75))[1:6] == pytest.approx(np.zeros(5), abs=1e-12)


def test_an_interval_that_a_missed_beat_explains_is_left_out():
    assert normal_rr(np.array([0.0, 0.8, 1.6, 3.2, 4.0])) == pytest.approx([0.8, 0.8, 0.8])
    assert normal_rr(np.array([1.0])).tolist() == []
