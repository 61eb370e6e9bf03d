# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Groups hold k people, their recordings are equal, identification stays at 1 / k, and recordings are no people."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, LinkedRelease, Modality, PrivacyInputError
from secured.common.signals.beats import mean_beats
from secured.dans.series import DiagnosticUtility, RecordingIdentifierRemoval, SubjectMicroaggregation
from secured.dans.series import subject_microaggregation as module
from secured.dans.tables.transformations.mdav_groups import euclidean, mdav_groups

KS = (2, 3, 5, 10)


def link(method, dataset: Dataset, seed: int = 0) -> LinkedRelease:
    return method.link(dataset, np.random.default_rng(seed))


def people_of_each_output(linked: LinkedRelease) -> list[int]:
    """How many released people have each of the different recordings."""
    data = linked.release.data
    owners: dict[bytes, set[int]] = {}
    for samples, person in zip(data.samples, data.subjects, strict=True):
        owners.setdefault(samples.tobytes(), set()).add(int(person))
    return [len(people) for people in owners.values()]


def identified(linked: LinkedRelease, dataset: Dataset, hearts_of: Dataset) -> float:
    """Chance that the released person with the nearest mean beat is the target: ties are broken by a fair draw."""
    released, known = mean_beats(linked.release.data), mean_beats(hearts_of.data)
    of = linked.release.data.subjects
    right = 0.0
    for person, one in enumerate(dataset.data.people):
        probe = known[hearts_of.data.subjects == one].mean(axis=0)
        apart = ((released - probe) ** 2).sum(axis=1)
        nearest = of[apart <= apart.min() * (1 + 1e-6)]
        right += (linked.row_of[person] == nearest).sum() / len(nearest)
    return right / len(dataset.data.people)


@pytest.fixture(scope="module")
def halves(hearts) -> tuple[Dataset, Dataset]:
    """Recordings of the same 48 people to release (two each), and to know (two each)."""
    whole = hearts.cohort(48, 4, seed=3)
    first = whole.data.sessions < 2
    return tuple(hearts.dataset_of(whole.data.take(part)) for part in (first, ~first))


@pytest.mark.parametrize(("k", "distance"), [*((k, "euclidean") for k in KS), (2, "dtw"), (5, "dtw")])
def test_every_output_is_that_of_k_people(k, distance, sixty):
    linked = link(SubjectMicroaggregation(k=k, distance=distance), sixty)
    assert min(people_of_each_output(linked)) >= k
    assert max(people_of_each_output(linked)) < 2 * k
    assert len(linked.release.data) == 60  # one recording a person: how many there were is not told
    assert sorted(linked.row_of.tolist()) == list(range(60))
    assert linked.release.guarantee.k == k
    assert linked.release.data.samples.shape[1:] == sixty.data.samples.shape[1:]


def test_a_group_of_fewer_than_k_is_caught(sixty, monkeypatch):
    """The variant broken on purpose: one person gets a group of their own."""

    def broken(points, k, distances):
        group_of = mdav_groups(points, k, distances)
        group_of[0] = group_of.max() + 1
        return group_of

    monkeypatch.setattr(module, "mdav_groups", broken)
    assert min(people_of_each_output(link(SubjectMicroaggregation(k=3), sixty))) == 1


def test_recordings_as_they_are_identify(halves):
    released, known = halves
    assert identified(link(RecordingIdentifierRemoval(), released), released, known) >= 0.95


@pytest.mark.parametrize("k", KS)
def test_identification_stays_near_one_in_k(k, halves):
    """S2: the nearest mean beat is the target's with chance at most 1 / k + .05."""
    released, known = halves
    assert identified(link(SubjectMicroaggregation(k=k), released), released, known) <= 1 / k + 0.05


def test_a_diagnosis_is_still_learnt_at_five(sixty, others):
    """S2: utility of at least .90, tested on other people."""
    linked = link(SubjectMicroaggregation(k=5), sixty)
    score = DiagnosticUtility(label="t_wave").score(sixty, linked, held_out=others)
    assert score.accuracy.point >= 0.90
    assert score.majority < 0.8


def test_groups_of_recordings_are_no_groups_of_people(hearts):
    """The trap: k = 5 over recordings, and still more than half of the people are identified."""
    beats, _, _ = hearts.beats(48, 8, seed=3)
    known, released = beats[:, :4].reshape(-1, 88), beats[:, 4:].reshape(-1, 88)
    owner = np.repeat(np.arange(48), 4)

    def identified_of(group_of, points):
        means = np.stack([points[group_of == group].mean(axis=0) for group in range(group_of.max() + 1)])
        return means[group_of]

    def rate(outputs):
        nearest = ((outputs[:, None] - known[None]) ** 2).sum(axis=2).argmin(axis=1)
        return float((owner[nearest] == owner).mean())

    by_record = rate(identified_of(mdav_groups(released, 5, euclidean), released))
    people = beats[:, 4:].mean(axis=1)
    by_subject = rate(identified_of(mdav_groups(people, 5, euclidean), people)[owner])
    assert by_record > 0.5
    assert by_subject <= 1 / 5 + 0.05


def test_recordings_without_people_are_refused(hearts, sixty):
    numbers = replace(sixty.data, subjects=np.arange(len(sixty.data)))
    unnamed = hearts.dataset_of(numbers)
    with pytest.raises(PrivacyInputError, match="each of the 120 recordings has a subject of its own"):
        link(SubjectMicroaggregation(k=5), unnamed)
    linked = link(SubjectMicroaggregation(k=5, one_recording_each=True), unnamed)
    assert min(people_of_each_output(linked)) >= 5


@pytest.mark.parametrize("k", KS)
def test_aligned_series_get_their_groups_mean(k, hearts):
    values = np.random.default_rng(0).normal(size=(40, 24)).cumsum(axis=1)
    dataset = hearts.series_cohort(values)
    method = SubjectMicroaggregation(k=k, of="series", one_recording_each=True)
    linked = link(method, dataset)
    assert min(people_of_each_output(linked)) >= k
    group_of = mdav_groups(values.astype(np.float32)[:, None].astype(np.float64), k, euclidean)
    for person in range(40):
        expected = values[group_of == group_of[person]].mean(axis=0)
        at = int(np.flatnonzero(linked.release.data.subjects == linked.row_of[person])[0])
        assert linked.release.data.samples[at, 0] == pytest.approx(expected, abs=1e-4)
    with pytest.raises(PrivacyInputError, match="one_recording_each=True"):
        link(replace(method, one_recording_each=False), dataset)


def test_people_without_beats_are_left_out(hearts, sixty):
    samples = sixty.data.samples.copy()
    flat = sixty.data.subjects == sixty.data.people[7]
    samples[flat] = 0
    dataset = hearts.dataset_of(replace(sixty.data, samples=samples))
    linked = link(SubjectMicroaggregation(k=4), dataset)
    assert linked.row_of[7] == -1
    assert (linked.row_of >= 0).sum() == 59
    assert min(people_of_each_output(linked)) >= 4


def test_two_leads_are_protected_together(hearts, sixty):
    two = replace(
        sixty.data,
        samples=np.concatenate([sixty.data.samples, 0.5 * sixty.data.samples], axis=1),
        channels=("I", "II"),
        units=("mV", "mV"),
    )
    for distance in ("euclidean", "dtw"):
        linked = link(SubjectMicroaggregation(k=5, distance=distance), hearts.dataset_of(two))
        assert min(people_of_each_output(linked)) >= 5
        samples = linked.release.data.samples
        assert samples[:, 1] == pytest.approx(0.5 * samples[:, 0], abs=0.02)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"k": 1}, "k=1 is no whole number"),
        ({"k": 3, "distance": "gower"}, "unknown choice 'gower'"),
        ({"k": 3, "of": "beat"}, "unknown choice 'beat'"),
        ({"k": 3, "band": -1.0}, "band=-1.0"),
    ],
)
def test_wrong_parameters_are_refused(wrong, message):
    with pytest.raises(PrivacyInputError, match=message):
        SubjectMicroaggregation(**wrong)


def test_too_few_people_and_other_data_are_refused(sixty):
    with pytest.raises(PrivacyInputError, match="needs at least 61 people with usable beats, got 60 of 60"):
        link(SubjectMicroaggregation(k=61), sixty)
    with pytest.raises(PrivacyInputError, match="holds dicom data"):
        link(SubjectMicroaggregation(k=2), replace(sixty, modality=Modality.DICOM))
