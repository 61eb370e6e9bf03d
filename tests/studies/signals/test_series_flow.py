# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Series without heartbeats go through the one flow: found by their days, hidden in groups, refused without people."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, DatasetUnavailable, Modality, PrivacyInputError, Provenance, Standing
from secured.common.signals import Signals
from secured.dans.series.shape_loss import shape_loss
from secured.dean import Verdict, risk
from secured.studies import assess, curves_of, flow_of, last_look
from secured.studies.people import split_people
from secured.studies.signals.candidates import kind_of
from secured.studies.sweep import Sweep
from secured_datasets import load


def days(n_people: int = 60, n_days: int = 10, habit: float = 1.0) -> Dataset:
    """Hourly activity in two channels: everybody's own hours of the day, and a day's luck."""
    rng = np.random.default_rng(3)
    own = rng.normal(size=(n_people, 2, 24)) * habit
    luck = rng.normal(size=(n_people, 2, n_days, 24))
    samples = (own[:, :, None] + 0.5 * luck).reshape(n_people, 2, -1).astype(np.float32)
    signals = Signals(
        samples=samples, fs=1 / 3600, channels=("steps", "energy"), units=("steps/h", "kcal/h"),
        subjects=np.arange(n_people), sessions=np.zeros(n_people, dtype=np.int64),
    )  # fmt: skip
    return Dataset(
        name="days", title="Days", modality=Modality.SIGNAL, data=signals, subjects=signals.subjects, columns={},
        standing=Standing.SIMULATED, provenance=Provenance(source="a test", licence="none", citation="none"),
        population=n_people, prior=1.0, one_recording_each=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return assess(days(), k=5, threshold=0.5, seed=7, workers=1)


def test_people_are_found_by_their_days_and_not_in_groups(study):
    assert kind_of(study.dataset.data) == "series"
    assert study.risks["identifiers removed"].verdict is Verdict.SHOWN_UNSAFE
    assert study.risks["identifiers removed"].plain >= 0.9
    assert study.risks["one series for k=5"].plain <= 1 / 5 + 0.05
    assert study.choice.chosen is not None
    for one in study.candidates:
        assert not one.infeasible, one.infeasible
        for result in one.results:
            assert result.null.rate <= 0.2 and result.control.rate == 0


def test_half_as_many_values_and_half_of_the_days_protect_nobody(study):
    for name in ("resampled to one value in 2 h", "half the windows left out"):
        assert study.risks[name].verdict is Verdict.SHOWN_UNSAFE


def test_a_closer_look_at_days(study):
    looks = [last_look(study, name) for name in ("identifiers removed", "one series for k=5")]
    raw, grouped = (curves_of(look, rng=np.random.default_rng(1)) for look in looks)
    assert raw.found[0] >= 0.9 and raw.found[0] == pytest.approx(looks[0].findings.hits.mean())
    assert raw.membership["how alike the best"].area >= 0.9
    assert grouped.found[0] <= 1 / 5 + 0.02
    chance = grouped.membership["how sure of the best"]  # of nine outsiders: standard error 0.1
    assert len(chance.outsiders) == 9 and abs(chance.area - 0.5) < 0.2


def raw_risk(dataset: Dataset):
    """Of the release with identifiers removed, among `dataset`'s people."""
    flow = flow_of(dataset)
    sweep = Sweep(
        dataset=dataset,
        people=split_people(flow.n_people, seed=7),
        candidates=flow.candidates(5)[:1],
        attacks=flow.attacks(population=dataset.population, prior=1.0),
        seed=7,
        target=None,
    )
    return risk(sweep.run()[0].results, threshold=0.3)


def test_people_without_habits_are_not_found():
    assert raw_risk(days(habit=0.0)).plain <= 0.2


def test_groups_are_refused_where_nothing_says_that_subjects_are_people():
    unknown = replace(days(), one_recording_each=False)
    flow = flow_of(unknown)
    members = flow.part(np.arange(40))
    for candidate in flow.candidates(5):
        if candidate.name.startswith(("one series", "patterns")):
            with pytest.raises(PrivacyInputError, match="nothing shows that these are people"):
                flow.make(candidate, members, 7)
            known = flow_of(days())
            assert candidate.to_dict() != next(
                one.to_dict() for one in known.candidates(5) if one.name == candidate.name
            )


def test_loss_of_series_by_hand():
    dataset = days(40)
    flow = flow_of(dataset)
    members = flow.part(np.arange(40))
    linked = flow.unprotected(members, 7)
    assert shape_loss(members.data, linked, "series") == 0.0
    assert shape_loss(members.data, replace(linked, row_of=np.full(40, -1)), "series") == 1.0
    released = linked.release.data
    half = released.samples.copy()
    half[:, :, : half.shape[2] // 2] = np.nan
    gone = replace(linked, release=replace(linked.release, data=replace(released, samples=half)))
    assert shape_loss(members.data, gone, "series") == pytest.approx(0.5)
    flat = np.broadcast_to(released.samples.mean(axis=2, keepdims=True), half.shape)
    mean = replace(linked, release=replace(linked.release, data=replace(released, samples=flat)))
    assert shape_loss(members.data, mean, "series") == pytest.approx(1.0, abs=1e-3)


def test_what_was_never_known_is_not_lost_and_rounding_looks_past_gaps():
    dataset = days(20)
    samples = dataset.data.samples.copy() * 50
    samples[:, :, 7] = np.nan
    samples[:5, 1] = np.nan
    gaps = replace(dataset, data=replace(dataset.data, samples=samples))
    flow = flow_of(gaps)
    members = flow.part(np.arange(20))
    assert shape_loss(members.data, flow.unprotected(members, 7), "series") == 0.0
    spreads = np.median(np.nanstd(samples[5:], axis=2), axis=0)
    (rounded,) = [one for one in flow.candidates(5) if one.name.startswith("rounded")]
    assert np.asarray(rounded.protection.step) == pytest.approx(spreads, rel=0.15)


@pytest.mark.slow
def test_steps_and_energy_of_real_people_are_as_good_as_names():
    try:
        fitbit = load("fitbit")
    except DatasetUnavailable as absent:
        pytest.skip(str(absent))
    assert raw_risk(fitbit).verdict is Verdict.SHOWN_UNSAFE
