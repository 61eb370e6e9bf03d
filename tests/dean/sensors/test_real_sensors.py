# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Anchors on real recordings: other weeks of step counts, and the same session at the bedside."""

import numpy as np
import pytest

import secured_datasets
from secured.common import DatasetUnavailable
from secured.dean.sensors import LearnedMatcher, SaxMatcher
from secured.studies.signals.sensor_identification import identify_by_sensors
from secured.studies.signals.sensor_settings import halves, weeks_apart

DAY = 86400.0


def loaded(name):
    try:
        return secured_datasets.load(name).data
    except DatasetUnavailable as missing:
        pytest.skip(str(missing))


def found(split, matcher):
    """Rank-1, and rank-1 when the released recordings carry other people's numbers."""
    row = identify_by_sensors([split], [matcher], rng=np.random.default_rng(7)).rows[0]
    return row.closed.rank(1).point, row.null_rank_1


def test_steps_of_other_weeks():
    """29 people; measured .83-.90 over seeds."""
    split = weeks_apart(loaded("fitbit").channel("steps"), 2, 2)
    assert len(split.gallery.people) == len(split.probes.people) == 29 and not split.same_session
    forest = LearnedMatcher(model="random forest", seconds=DAY, step=DAY, with_values=True)
    right, wrong = found(split, forest)
    assert right >= 0.7 and wrong <= 0.15


def test_energy_at_rest_names_people():
    """The hourly minimum is a constant of the person (basal metabolism by age, sex, height, weight): measured 1.00."""
    split = weeks_apart(loaded("fitbit").channel("energy"), 2, 2)
    right, _ = found(split, LearnedMatcher(model="random forest", seconds=DAY, step=DAY))
    assert right >= 0.9
    least = [
        [one.of([who]).samples.min() for who in split.gallery.people] for one in (split.gallery, split.probes)
    ]
    assert np.mean(np.array(least[0]) == np.array(least[1])) > 0.9


def test_bedside_of_the_same_session():
    """53 people, 30 s between the halves; measured .91 with words."""
    split = halves(loaded("bidmc"), gap=30.0)
    assert len(split.gallery.people) == 53 and split.label.endswith("(same session)")
    right, wrong = found(split, SaxMatcher(seconds=2.0, segments=6, alphabet=4))
    assert right >= 0.8 and wrong <= 0.1
