# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Answer keys are read as they are published, refused when they are not, and each action means what it says."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from secured.common.errors import PrivacyInputError
from secured.dans.dicom.canary_study import CanaryStudy
from secured.dans.dicom.scorer import (
    Action,
    AnswerKey,
    Check,
    KeyInstance,
    Place,
    canary_key,
    read_key,
    read_mapping,
    write_key,
)
from secured.dans.dicom.scorer.check_actions import Evidence, holds
from secured.dans.dicom.scorer.element_place import Step

EVIDENCE = Evidence(uids={"1.2.3": "2.25.1"}, patients={"4711": "abc"})
NAMES = (
    "PatientID",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "SOPInstanceUID",
    "Modality",
    "SOPClassUID",
    "AnswerData",
)


def published(path: Path, answers: object, table: str = "answer_data") -> Path:
    database = sqlite3.connect(path)
    database.execute(f"CREATE TABLE {table} ({', '.join(NAMES)}, scope TEXT)")
    database.execute(
        f"INSERT INTO {table} VALUES ('p', '1', '2', '3', 'CT', '4', ?, '<Instance>')", [answers]
    )
    database.commit()
    database.close()
    return path


def test_the_published_layout_is_read(tmp_path: Path) -> None:
    answers = {
        "0": {
            "tag": "<(0008,0050)>", "tag_ds": "<(0008,0050)>", "tag_name": "<Accession Number>", "value": "<528B>",
            "action": "<text_removed>", "action_text": "<528B>", "answer_category_v2": {"hipaa": {"z": "HIPAA-Z"}},
        },
        "1": {
            "tag": None, "tag_ds": None, "tag_name": None, "value": None, "action": "<pixels_hidden>",
            "action_text": {"text": "DOE", "top_left": [0, 0], "bottom_right": [9, 9]}, "answer_category_v2": None,
        },
    }  # fmt: skip
    key = read_key(published(tmp_path / "key.db", json.dumps(answers)))
    first, second = key.instances[0].checks
    assert (first.action, str(first.place), first.name) == (
        Action.TEXT_REMOVED,
        "<(0008,0050)>",
        "Accession Number",
    )
    assert (first.value, first.category) == ("528B", "HIPAA-Z")
    assert (second.action, second.place, json.loads(second.text)["text"]) == (
        Action.PIXELS_HIDDEN,
        None,
        "DOE",
    )
    assert (key.instances[0].instance, key.instances[0].modality) == ("3", "CT")


@pytest.mark.parametrize(
    "answers",
    [
        None, "", "[1]", '{"0": {}}', '{"0": {"action": "<text_blessed>"}}', "3",
        '{"0": {"action": "<text_removed>", "tag_ds": "(0008,0050)"}}',
        '{"0": {"action": "<text_removed>", "tag_ds": "<(0008,0050)>[<0>]"}}',
    ],
)  # fmt: skip
def test_other_answers_are_refused(tmp_path: Path, answers: str | None) -> None:
    with pytest.raises(PrivacyInputError, match="row 1"):
        read_key(published(tmp_path / "key.db", answers))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PrivacyInputError, match="does not exist"):
        read_key(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("a,b\n")
    with pytest.raises(PrivacyInputError, match="no answer key"):
        read_key(tmp_path / "text.db")
    with pytest.raises(PrivacyInputError, match="no answer key"):
        read_key(published(tmp_path / "other.db", "{}", table="others"))
    write_key(tmp_path / "mine.db", AnswerKey())
    with pytest.raises(PrivacyInputError, match="not overwritten"):
        write_key(tmp_path / "mine.db", AnswerKey())


def test_a_key_is_the_same_after_a_file(study: CanaryStudy, tmp_path: Path) -> None:
    key = canary_key(study)
    write_key(tmp_path / "canary.db", key)
    assert read_key(tmp_path / "canary.db") == key


steps = st.builds(
    Step, group=st.integers(0, 0xFFFF), element=st.integers(0, 0xFFFF), creator=st.none()
) | st.builds(
    Step,
    group=st.integers(0, 0xFFFF),
    element=st.integers(0, 0xFF),
    creator=st.text(
        st.characters(codec="ascii", exclude_characters='"', exclude_categories=["C"]), max_size=12
    ),
)


@given(first=steps, rest=st.lists(st.tuples(st.integers(0, 9999), steps), max_size=4))
def test_places_are_the_same_after_writing(first: Step, rest: list[tuple[int, Step]]) -> None:
    place = Place(steps=(first, *(step for _, step in rest)), items=tuple(item for item, _ in rest))
    assert Place.read(str(place)) == place


def test_a_place_is_found_at_depth_and_in_private_blocks() -> None:
    inner = Dataset()
    inner.ReferencedSOPInstanceUID = "1.2.3"
    dataset = Dataset()
    dataset.ReferencedImageSequence = [Dataset(), inner]
    dataset.private_block(0x0019, "OTHER", create=True).add_new(0x92, "LO", "a")
    dataset.private_block(0x0019, "ACME 1", create=True).add_new(0x92, "LO", "b")
    assert Place.read("<(0008,1140)>[<0001>]<(0008,1155)>").of(dataset).value == "1.2.3"
    assert Place.read('<(0019,"acme 1",92)>').of(dataset).value == "b"
    for missing in (
        "<(0008,1140)>[<0000>]<(0008,1155)>", "<(0008,1140)>[<0002>]<(0008,1155)>",
        "<(0010,0010)>[<0000>]<(0008,1155)>", '<(0019,"ACME 1",93)>', '<(0019,"NONE",92)>',
    ):  # fmt: skip
        assert Place.read(missing).of(dataset) is None


def verdict(
    action: Action, before: str, after: object, *, text: str = "", keyword: str = "StudyDescription"
) -> bool:
    dataset = Dataset()
    setattr(dataset, keyword, "")
    tag = dataset[keyword].tag
    if after is None:
        del dataset[keyword]
    else:
        setattr(dataset, keyword, after)
    place = Place(steps=(Step(group=tag.group, element=tag.element),))
    return holds(Check(action=action, place=place, value=before, text=text), dataset, EVIDENCE)


@pytest.mark.parametrize(
    ("action", "before", "after", "expected"),
    [
        (Action.TAG_RETAINED, "a", "", True),
        (Action.TAG_RETAINED, "a", None, False),
        (Action.TEXT_NOTNULL, "a", "b", True),
        (Action.TEXT_NOTNULL, "a", " ", False),
        (Action.TEXT_NOTNULL, "a", None, False),
        (Action.TEXT_RETAINED, "CT of the head", "ct HEAD of the", True),
        (Action.TEXT_RETAINED, "CT of the head", "CT of the", False),
        (Action.TEXT_RETAINED, "CT", None, False),
        (Action.TEXT_REMOVED, "Doe^Jane", None, True),
        (Action.TEXT_REMOVED, "Doe^Jane", "seen by JANE", False),
        (Action.TEXT_REMOVED, "Doe^Jane", "Janet Doer", True),
        (Action.TEXT_REMOVED, "the and", "the and", False),
        (Action.TEXT_REMOVED, "seen by the nurse", "by the way", True),
        (Action.DATE_SHIFTED, "20200102", "20200103", True),
        (Action.DATE_SHIFTED, "20200102", "20200102", False),
        (Action.DATE_SHIFTED, "20200102", None, True),
    ],
)
def test_actions_on_text(action: Action, before: str, after: str | None, expected: bool) -> None:
    assert verdict(action, before, after) is expected


@pytest.mark.parametrize(
    ("action", "before", "after", "expected"),
    [
        (Action.UID_CHANGED, "1.2.3", "2.25.1", True),
        (Action.UID_CHANGED, "1.2.3", "1.2.3", False),
        (Action.UID_CHANGED, "1.2.3\\1.2.4", ["2.25.1", "1.2.4"], False),
        (Action.UID_CONSISTENT, "1.2.3", "2.25.1", True),
        (Action.UID_CONSISTENT, "1.2.3", "2.25.2", False),
        (Action.UID_CONSISTENT, "1.2.9", None, False),
        (Action.UID_CONSISTENT, "['1.2.3', '1.2.3']", ["2.25.1", "2.25.1"], True),
    ],
)
def test_actions_on_unique_identifiers(action: Action, before: str, after: object, expected: bool) -> None:
    assert verdict(action, before, after, keyword="FailedSOPInstanceUIDList") is expected


def test_the_patient_is_the_one_of_the_mapping() -> None:
    assert verdict(Action.PATID_CONSISTENT, "4711", "abc", keyword="PatientID")
    assert not verdict(Action.PATID_CONSISTENT, "4711", "xyz", keyword="PatientID")
    assert not verdict(Action.PATID_CONSISTENT, "4712", "abc", keyword="PatientID")


def test_hidden_pixels_are_judged_by_whoever_reads(image) -> None:
    dataset = image(np.zeros((1, 20, 40), "u1"))
    text = json.dumps({"text": "DOE^JANE", "top_left": [5, 2], "bottom_right": [25, 12]})
    check = Check(action=Action.PIXELS_HIDDEN, text=text)
    seen: list[tuple[int, ...]] = []

    def reader(answer: str):
        return Evidence(uids={}, patients={}, read_text=lambda box: seen.append(box.shape) or answer)

    assert holds(check, dataset, EVIDENCE) is None
    assert holds(check, dataset, reader("")) is True
    assert holds(check, dataset, reader("xx Jane")) is False
    assert seen == [(10, 20)] * 2
    dataset.PixelData = b""
    assert holds(check, dataset, reader("")) is False
    with pytest.raises(PrivacyInputError, match="top_left"):
        holds(Check(action=Action.PIXELS_HIDDEN, text="DOE"), dataset, reader(""))


def test_mappings_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("id_old,id_new\n1.2.3,2.25.1\n1.2.3,2.25.1\n")
    assert read_mapping(path) == {"1.2.3": "2.25.1"}
    for text, told in (
        ("a,b\n", "needs the columns"),
        ("id_old,id_new\n1,2\n1,3\n", "line 3"),
        ("", "needs"),
    ):
        path.write_text(text)
        with pytest.raises(PrivacyInputError, match=told):
            read_mapping(path)
    with pytest.raises(PrivacyInputError, match="cannot be read"):
        read_mapping(tmp_path / "none.csv")


def test_instances_tell_nothing_in_their_representation() -> None:
    instance = KeyInstance(
        patient="DOE", study="1", series="2", instance="3", modality="CT", sop_class="4", checks=()
    )
    assert "DOE" not in repr(instance)
