# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every envelope is that of k people, every pattern in it that of P, counted one by one."""

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest

from secured.common import LinkedRelease, PrivacyInputError
from secured.dans.series import KPAnonymity
from secured.dans.series import kapra as module


def random_series(seed: int) -> np.ndarray:
    """Random walks around a few shapes; some equal, some flat."""
    rng = np.random.default_rng(seed)
    n, length = int(rng.integers(12, 70)), int(rng.integers(16, 50))
    shapes = rng.normal(size=(int(rng.integers(1, 5)), length)).cumsum(axis=1)
    values = shapes[rng.integers(0, len(shapes), n)] + rng.uniform(0.1, 2) * rng.normal(size=(n, length))
    values[rng.random(n) < 0.1] = values[0]
    values[rng.random(n) < 0.05] = 1.0
    return values


def counted(linked: LinkedRelease) -> tuple[int, int]:
    """Least number of people of an envelope, and of a pattern within an envelope; by the released bytes."""
    lower, upper, pattern = linked.release.data.samples.swapaxes(0, 1)
    envelopes = [low.tobytes() + high.tobytes() for low, high in zip(lower, upper, strict=True)]
    patterns = defaultdict(Counter)
    for envelope, shape in zip(envelopes, pattern, strict=True):
        patterns[envelope][shape.tobytes()] += 1
    return min(Counter(envelopes).values()), min(min(found.values()) for found in patterns.values())


def link(method: KPAnonymity, dataset, seed: int = 0) -> LinkedRelease:
    return method.link(dataset, np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(20))
def test_k_people_share_an_envelope_and_p_a_pattern(seed, hearts):
    """S3, by brute force."""
    rng = np.random.default_rng(100 + seed)
    P = int(rng.integers(2, 5))
    k = int(rng.integers(P, 12))
    values = random_series(seed)
    method = KPAnonymity(k=k, P=P, n_segments=int(rng.integers(2, 9)), one_recording_each=True)
    linked = link(method, hearts.series_cohort(values))
    data = linked.release.data
    assert counted(linked) >= (k, P)
    assert (linked.row_of < 0).sum() < P
    assert linked.release.guarantee.k == P
    assert linked.release.guarantee.others == {f"({k}, {P})-anonymity of series": {"k": k, "P": P}}
    for person in np.flatnonzero(linked.row_of >= 0):  # envelopes hold the series
        lower, upper, _ = data.samples[data.subjects == linked.row_of[person]][0]
        assert (lower <= values[person].astype(np.float32)).all()
        assert (upper >= values[person].astype(np.float32)).all()


def test_a_group_that_is_too_small_is_caught(hearts, monkeypatch):
    """Variants broken on purpose: groups of fewer than k, and classes of fewer than P."""
    dataset = hearts.series_cohort(random_series(3))
    method = KPAnonymity(k=8, P=3, one_recording_each=True)
    joined, recycled = module._joined, module._recycled
    monkeypatch.setattr(module, "_joined", lambda values, classes, k: joined(values, classes, k - 4))
    assert counted(link(method, dataset))[0] < 8
    monkeypatch.setattr(module, "_joined", joined)
    monkeypatch.setattr(module, "_recycled", lambda small, symbols, P: recycled(small, symbols, 1))
    assert counted(link(method, dataset))[1] < 3


def test_patterns_and_values_are_paid_for(hearts):
    """More people in an envelope widen it, more people with a pattern coarsen it; means of eight cohorts."""
    figures = {}
    for k, P in ((4, 2), (12, 2), (12, 10)):
        method = KPAnonymity(k=k, P=P, one_recording_each=True)
        made = [link(method, hearts.series_cohort(random_series(seed))).release for seed in range(8)]
        figures[k, P] = {
            name: np.mean([one.parameters[name] for one in made]) for name in ("value_loss", "mean_level")
        }
    assert figures[4, 2]["value_loss"] < 0.9 * figures[12, 2]["value_loss"]
    assert figures[12, 10]["mean_level"] < 0.9 * figures[12, 2]["mean_level"]


def test_one_series_is_drawn_from_envelope_and_pattern_alone(hearts):
    values = random_series(7)
    dataset = hearts.series_cohort(values)
    method = KPAnonymity(k=6, P=3, one_recording_each=True)
    envelope, series = (link(one, dataset) for one in (method, replace(method, output="series")))
    assert series.release.data.channels == ("steps",)
    drawn: dict[bytes, set[bytes]] = defaultdict(set)
    for person in np.flatnonzero(envelope.row_of >= 0):
        told = envelope.release.data.samples[envelope.row_of[person]]
        mine = series.release.data.samples[series.row_of[person]][0]
        assert (told[0] - 1e-5 <= mine).all() and (mine <= told[1] + 1e-5).all()
        drawn[told.tobytes()].add(mine.tobytes())
    assert all(len(found) == 1 for found in drawn.values())


def test_beats_are_protected_too(sixty):
    linked = link(KPAnonymity(k=6, P=3, of="beats", output="series"), sixty)
    assert linked.release.data.samples.shape[1:] == sixty.data.samples.shape[1:]
    assert min(Counter(one.tobytes() for one in linked.release.data.samples).values()) >= 3


def test_wrong_input_is_refused(hearts, sixty):
    with pytest.raises(PrivacyInputError, match="2 <= P <= k"):
        KPAnonymity(k=3, P=4)
    with pytest.raises(PrivacyInputError, match="unknown choice 'envelopes'"):
        KPAnonymity(k=3, P=2, output="envelopes")
    with pytest.raises(PrivacyInputError, match="1 to 26 symbols"):
        KPAnonymity(k=3, P=2, max_level=30)
    with pytest.raises(PrivacyInputError, match="needs at least 80 people"):
        link(KPAnonymity(k=80, P=2), sixty)
    with pytest.raises(PrivacyInputError, match="has no 8 segments"):
        link(KPAnonymity(k=2, P=2, one_recording_each=True), hearts.series_cohort(np.eye(6)))
