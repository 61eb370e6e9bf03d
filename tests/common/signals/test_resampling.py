# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Another rate keeps slow waves, folds no fast one back, and leaves missing what is missing."""

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals import resampled


def test_a_slow_wave_is_the_same_at_another_rate_and_a_fast_one_is_gone():
    now, then = np.arange(1000) / 100, np.arange(400) / 40
    slow, fast = np.sin(2 * np.pi * 2 * now), np.sin(2 * np.pi * 45 * now)
    changed = resampled(np.stack([slow, fast]), 100.0, 40.0)
    assert changed.shape == (2, 400)
    assert changed[0, 20:-20] == pytest.approx(np.sin(2 * np.pi * 2 * then)[20:-20], abs=0.01)
    assert np.abs(changed[1, 20:-20]).max() < 0.05
    assert np.abs(fast[::2]).max() > 0.9  # every second sample would have folded it back


def test_what_is_missing_stays_missing_and_spoils_no_neighbour():
    wave = np.sin(np.arange(600) / 20)
    holed = wave.copy()
    holed[200:260] = np.nan
    holed[580:] = np.nan
    changed, whole = resampled(holed, 10.0, 5.0), resampled(wave, 10.0, 5.0)
    assert np.flatnonzero(np.isnan(changed)).tolist() == [*range(100, 130), *range(290, 300)]
    far = np.r_[10:85, 145:275]
    assert changed[far] == pytest.approx(whole[far], abs=0.02)
    assert np.isnan(resampled(np.full(50, np.nan), 10.0, 5.0)).all()


def test_rates_too_far_apart_are_refused():
    for fs, to in ((1e6, 1.0), (130.0, 0.07)):  # the latter would become 0.13 Hz
        with pytest.raises(PrivacyInputError, match="far too low"):
            resampled(np.zeros(10), fs, to)
