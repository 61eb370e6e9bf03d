# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Anchors on real recordings: other weeks of step counts, and the same session at the bedside."""

import numpy as np
import pytest

import secured_datasets
from secured.common import DatasetUnavailable
from secured.dean.sensors import LearnedMatcher, SaxMatcher, combine_sensors, precision_at, ranks_of
from secured.studies.sensor_settings import halves, weeks_apart

DAY = 86400.0


def loaded(name):
    try:
        return secured_datasets.load(name).data
    except DatasetUnavailable as missing:
        pytest.skip(str(missing))


def found(gallery, probes, matcher):
    """Rank-1, and rank-1 when the released recordings carry other people's numbers."""
    distances = matcher.distances(probes.of(gallery.people), gallery, np.random.default_rng(7))
    scores, n = combine_sensors(distances), len(distances)
    right, wrong = np.arange(n), np.roll(np.arange(n), n // 2)
    return precision_at(ranks_of(scores, right), 1), precision_at(ranks_of(scores, wrong), 1)


def test_steps_of_other_weeks():
    """29 people; measured .83-.90 over seeds."""
    gallery, probes = weeks_apart(loaded("fitbit").channel("steps"), 2, 2)
    assert len(gallery.people) == len(probes.people) == 29
    forest = LearnedMatcher(model="random forest", seconds=DAY, step=DAY, with_values=True)
    right, wrong = found(gallery, probes, forest)
    assert right >= 0.7 and wrong <= 0.15


def test_energy_at_rest_names_people():
    """The hourly minimum is a constant of the person (basal metabolism by age, sex, height, weight): measured 1.00."""
    gallery, probes = weeks_apart(loaded("fitbit").channel("energy"), 2, 2)
    right, _ = found(gallery, probes, LearnedMatcher(model="random forest", seconds=DAY, step=DAY))
    assert right >= 0.9
    least = [[one.of([who]).samples.min() for who in gallery.people] for one in (gallery, probes)]
    assert np.mean(np.array(least[0]) == np.array(least[1])) > 0.9


def test_bedside_of_the_same_session():
    """53 people, 30 s between the halves; measured .91 with words."""
    gallery, probes = halves(loaded("bidmc"), gap=30.0)
    assert len(gallery.people) == 53
    right, wrong = found(gallery, probes, SaxMatcher(seconds=2.0, segments=6, alphabet=4))
    assert right >= 0.8 and wrong <= 0.1
