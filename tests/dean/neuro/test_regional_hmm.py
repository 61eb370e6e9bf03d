# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A model of everybody's regional series finds their second visit; without a signature, and scrambled, it finds nobody."""

import sys

import numpy as np
import pytest

from secured.common import MissingDependency, PrivacyInputError
from secured.common.signals import Signals
from secured.dean.neuro import RegionalHMM

pytest.importorskip("hmmlearn")
N, REGIONS, VOLUMES = 12, 16, 240


def visits(personal: float, seed: int = 0) -> tuple[Signals, Signals]:
    """Two states, alternating in blocks; everybody mixes regions a little differently in each, by `personal`."""
    rng = np.random.default_rng(seed)
    group = rng.normal(size=(2, REGIONS, 4))
    own = group + personal * rng.normal(size=(N, 2, REGIONS, 4))
    found = []
    for _ in range(2):
        state = np.repeat(rng.integers(0, 2, (N, VOLUMES // 20)), 20, axis=1)
        courses = rng.normal(size=(N, VOLUMES, 4))
        series = np.einsum("ntrk,ntk->nrt", own[np.arange(N)[:, None], state], courses)
        found.append(series + 0.5 * rng.normal(size=series.shape))
    names = tuple(f"r{at}" for at in range(REGIONS))
    return tuple(
        Signals(
            samples=one.astype(np.float32), fs=0.5, channels=names, units=("",) * REGIONS,
            subjects=np.arange(N), sessions=np.full(N, session),
        )
        for session, one in enumerate(found)
    )  # type: ignore[return-value]  # fmt: skip


def right(matcher: RegionalHMM, probes: Signals, gallery: Signals) -> float:
    scores = matcher.fit(None, np.random.default_rng(1)).scores(
        matcher.describe(probes), matcher.describe(gallery)
    )
    return float((scores.argmax(axis=1) == np.arange(N)).mean())


@pytest.fixture(scope="module")
def signed() -> tuple[Signals, Signals]:
    return visits(0.6)


def test_people_with_a_signature_are_found_and_others_are_not(signed):
    small = RegionalHMM(n_states=2, n_components=10)
    assert right(small, signed[1], signed[0]) >= 0.9
    assert right(small, *reversed(visits(0.0))) <= 0.35


def test_numbers_that_were_dealt_anew_lead_to_nobody(signed):
    gallery = signed[0]
    moved = gallery.take((np.arange(N) + 1) % N)
    scrambled = Signals(
        samples=moved.samples, fs=0.5, channels=gallery.channels, units=gallery.units,
        subjects=gallery.subjects, sessions=gallery.sessions,
    )  # fmt: skip
    assert right(RegionalHMM(n_states=2, n_components=10), signed[1], scrambled) <= 0.1


def test_one_state_is_the_likelihood_of_a_normal_distribution(signed):
    """With one state nothing is hidden: scores are those of the multivariate normal, up to hmmlearn's prior."""
    from scipy.stats import multivariate_normal

    from secured.dean.neuro.regional_hmm import _of_people, _principal

    gallery, probes = signed
    scores = (
        RegionalHMM(n_states=1, n_components=5).fit(None, np.random.default_rng(0)).scores(probes, gallery)
    )
    directions = _principal(gallery, 5)
    shown, known = (_of_people(one, directions)[2][0] for one in (gallery, probes))
    normal = multivariate_normal(shown.mean(axis=0), np.cov(shown.T, bias=True))
    assert scores[2, 2] == pytest.approx(normal.logpdf(known).mean(), abs=1e-2)


def test_habits_of_shared_states_tell_who_lingers():
    rng = np.random.default_rng(3)
    stay = np.linspace(0.7, 0.98, N)
    found = []
    for _ in range(2):
        series = np.empty((N, 2, 1200))
        for person in range(N):
            change = rng.random(1200) > stay[person]
            state = np.cumsum(change) % 2
            series[person] = np.stack([state * 4.0, 4.0 - state * 4.0]) + rng.normal(size=(2, 1200))
        found.append(series)
    gallery, probes = (
        Signals(
            samples=one,
            fs=1.0,
            channels=("a", "b"),
            units=("", ""),
            subjects=np.arange(N),
            sessions=np.full(N, at),
        )
        for at, one in enumerate(found)
    )
    matcher = RegionalHMM(kind="shared states", n_states=2, n_components=1)
    scores = matcher.fit(None, np.random.default_rng(0)).scores(probes, gallery)
    order = np.argsort(-scores, axis=1)
    assert np.abs(order[:, 0] - np.arange(N)).mean() < N / 4  # a guesser is off by a third


def test_wrong_parameters_and_data_are_refused(signed):
    for wrong, message in (
        ({"kind": "pairs"}, "no kind 'pairs'"),
        ({"n_states": 0}, "n_states=0"),
        ({"kind": "shared states", "n_states": 1}, "Take two or more"),
    ):
        with pytest.raises(PrivacyInputError, match=message):
            RegionalHMM(**wrong)
    other = signed[0].select(signed[0].channels[:4])
    with pytest.raises(PrivacyInputError, match="4 regions, the release 16 others"):
        RegionalHMM().fit(None, np.random.default_rng(0)).scores(other, signed[0])
    holed = signed[0].samples.copy()
    holed[0, 0, 0] = np.nan
    missing = Signals(
        samples=holed, fs=0.5, channels=signed[0].channels, units=signed[0].units,
        subjects=signed[0].subjects, sessions=signed[0].sessions,
    )  # fmt: skip
    with pytest.raises(PrivacyInputError, match="1 recordings have values that are missing"):
        RegionalHMM().describe(missing)


def test_without_hmmlearn_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "hmmlearn", None)
    with pytest.raises(MissingDependency, match=r"secured-workbench\[attacks\]"):
        RegionalHMM().fit(None, np.random.default_rng(0))
