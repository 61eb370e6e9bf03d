# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The fourth tutorial's answers come from the files, and its ways to clean do what the page says of them."""

import numpy as np
import pytest

from secured.dans.dicom.canary_study import CanaryStudy, canary_study, canary_tags
from secured.studies.classroom.dicom_headers import (
    burned_in,
    cleaned,
    days_between,
    dicom_headers,
    names_left,
    resolved_references,
    without_name,
)

NAME = "Canarius^Serinus"


@pytest.fixture(scope="module")
def study() -> CanaryStudy:
    return canary_study(seed=3)


def test_the_name_stays_where_nobody_looks_and_goes_by_the_table(study: CanaryStudy) -> None:
    first = study.datasets[0]
    assert len(names_left(first, NAME)) == 5 and len(names_left(without_name(first), NAME)) == 4
    assert first.PatientName == NAME  # it was a copy
    left = names_left(without_name(first), NAME)
    assert ("(5200,9229)[1] (0018,9114)[1] (0010,0010)", "Patient's Name") in left.places
    assert "still stands in 4 elements" in left._repr_html_()
    assert all(len(names_left(one, NAME)) == 0 for one in cleaned(study.datasets))


def test_intervals_and_references_stay(study: CanaryStudy) -> None:
    clean = cleaned(study.datasets)
    assert clean[0].StudyDate != study.datasets[0].StudyDate
    assert days_between(clean[0], clean[-1]) == days_between(study.datasets[0], study.datasets[-1]) != 0
    assert resolved_references(clean) == resolved_references(study.datasets) == 4
    assert not {one.SOPInstanceUID for one in clean} & {one.SOPInstanceUID for one in study.datasets}
    assert [one.SOPInstanceUID for one in cleaned(study.datasets)] == [one.SOPInstanceUID for one in clean]


def test_answers_are_right_and_others_are_not(study: CanaryStudy) -> None:
    frames = burned_in(NAME, 3)
    exercises = dicom_headers(study.datasets, frames, NAME)
    assert set(exercises) == {"listed", "left", "days", "covered"}
    assert exercises["left"].check(4).passed and not exercises["left"].check(5).passed
    listed = sum(int(one.tag) in canary_tags() for one in study.datasets[0].iterall())
    assert listed > 1000 and exercises["listed"].check(listed).passed
    assert not exercises["listed"].check(len(study.datasets[0])).passed  # the top level alone
    assert exercises["days"].check(1).passed and not exercises["days"].check(None).passed
    written = (frames[0] == 255).any(axis=1)
    assert 0.02 < exercises["covered"].answer < 0.3 and written.sum() < 60


def test_the_frame_is_the_same_for_the_same_seed() -> None:
    assert (burned_in(NAME, 5) == burned_in(NAME, 5)).all()
    assert (burned_in(NAME, 5) != burned_in(NAME, 6)).any()
    assert not np.array_equal(burned_in("Aa^B", 5), burned_in("Cc^D", 5))
