# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset of recordings: taken by people, with the facts about them, and known again by its samples."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, Provenance, Standing


@pytest.fixture
def dataset(cohort):
    return Dataset(
        name="hearts",
        title="Hearts",
        modality=Modality.SIGNAL,
        data=cohort.signals,
        subjects=cohort.signals.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
        related={"people": cohort.people},
    )


def test_people_are_counted_not_recordings(dataset):
    assert dataset.n_people == 24
    assert len(dataset.data) == 48
    assert dataset.hierarchies == {}
    assert dataset.quasi_identifiers == ()


def test_some_people_are_taken_with_all_their_recordings_and_facts(dataset, cohort):
    part = dataset.take(np.array([9, 2]))
    assert part.data.people.tolist() == [cohort.signals.people[9], cohort.signals.people[2]]
    assert len(part.data) == 4
    assert part.related["people"].equals(cohort.people.iloc[[9, 2]].reset_index(drop=True))
    assert np.array_equal(part.data.samples[:2], cohort.signals.samples[cohort.signals.codes == 9])


def test_one_changed_sample_person_or_rate_changes_the_fingerprint(dataset):
    held = dataset.data
    samples, people = held.samples.copy(), held.subjects.copy()
    samples[3, 0, 77] = np.nextafter(samples[3, 0, 77], np.float32(np.inf))
    people[1] = "another"
    others = [
        replace(held, samples=samples),
        replace(held, subjects=people),
        replace(held, fs=251.0),
        replace(held, units=("uV",)),
        replace(held, sessions=held.sessions + 1),
    ]
    prints = {replace(dataset, data=one, subjects=one.subjects, related={}).fingerprint for one in others}
    assert len(prints | {dataset.fingerprint}) == 6
    assert replace(dataset, related={}).fingerprint == dataset.fingerprint


def test_the_schema_is_known_by_channels_units_and_rate_alone(dataset):
    part = dataset.take(np.array([4]))
    assert part.schema_fingerprint == dataset.schema_fingerprint
    slower = replace(dataset, data=replace(dataset.data, fs=125.0))
    assert slower.schema_fingerprint != dataset.schema_fingerprint


def test_its_page_shows_channels_and_no_person(dataset):
    page = dataset._repr_html_()
    assert "24 people, 48 recordings of 20 s, simulated" in page
    assert "mV" in page
    assert "simulated-0" not in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": np.zeros((1, 1, 9))}, "data of modality signal are a ndarray"),
        ({"subjects": np.arange(48)}, "its subjects are not those of its records"),
    ],
)
def test_what_does_not_belong_together_is_refused(dataset, change, message):
    with pytest.raises(PrivacyInputError, match=message):
        replace(dataset, **change)


def test_facts_of_other_people_are_refused(dataset, cohort):
    with pytest.raises(PrivacyInputError, match="23 rows tell of 24 people"):
        replace(dataset, related={"people": cohort.people.iloc[1:]})
