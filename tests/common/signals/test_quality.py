# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every flaw that was put into a recording is named, and a usable one has none."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals import FLAWS, flaws


def spoiled(lead: np.ndarray, flaw: str) -> np.ndarray:
    """Return a lead of 20 s at 250 Hz with that flaw."""
    lead = lead.copy()
    if flaw == "flat":
        lead[:] = 0.4
    elif flaw == "lost lead":
        lead[1000:3000] = lead[1000]
    elif flaw == "too short":
        lead[1000:] = np.nan
    elif flaw == "odd scale":
        lead *= 200
    elif flaw == "clipped":
        lead = np.clip(lead, -10, np.quantile(lead, 0.97))
    return lead


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_named_and_the_others_stay_usable(cohort, flaw):
    samples = cohort.signals.samples.copy()
    samples[5, 0] = spoiled(samples[5, 0], flaw)
    expected = [""] * len(samples)
    expected[5] = flaw
    assert flaws(replace(cohort.signals, samples=samples)).tolist() == expected
    assert flaws(replace(cohort.signals, samples=samples), ignore=(flaw,))[5] != flaw


def test_one_lead_of_two_that_is_off_is_a_lost_lead(cohort):
    both = np.repeat(cohort.signals.samples, 2, axis=1)
    both[3, 1], both[4, 0] = 0.0, np.nan
    two = replace(cohort.signals, samples=both, channels=("I", "II"), units=("mV", "mV"))
    assert flaws(two)[[3, 4]].tolist() == ["lost lead", "lost lead"]
    assert (np.delete(flaws(two), [3, 4]) == "").all()


def test_nothing_recorded_has_no_flaws_and_unknown_flaws_are_refused(cohort):
    assert flaws(cohort.signals.take(np.zeros(0, int))).tolist() == []
    with pytest.raises(PrivacyInputError, match="flaws: 'ugly' is no flaw"):
        flaws(cohort.signals, ignore=("ugly",))


def test_the_samples_stay_as_they_are(cohort):
    before = cohort.signals.samples.copy()
    flaws(cohort.signals)
    assert np.array_equal(before, cohort.signals.samples)
