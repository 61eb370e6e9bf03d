# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The MIDI-compatible score of the canary study: ours is whole, and three wrong engines get what counting by hand gives."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.uid import generate_uid

from secured.common import ProjectKey
from secured.common.errors import PrivacyInputError
from secured.dans.deidentification import Identities
from secured.dans.dicom.canary_study import CanaryStudy
from secured.dans.dicom.confidentiality_table import attribute_rules
from secured.dans.dicom.scorer import Action, AnswerKey, MidiCompatibleScore, canary_key, score

IDENTITIES = Identities(key=ProjectKey(bytes(range(32))))
DATES = ("DA", "DT", "TM")


@pytest.fixture(scope="module")
def key(study: CanaryStudy) -> AnswerKey:
    return canary_key(study)


def mapped(study: CanaryStudy, new: Callable[[str], str]) -> dict[str, str]:
    """New unique identifiers of everything in the study, by the old ones."""
    uids = {value for one in study.datasets for value in every_uid(one)}
    return {uid: new(uid) for uid in uids}


def every_uid(dataset: Dataset) -> list[str]:
    return [str(element.value) for element in dataset.iterall() if element.VR == "UI" and element.value]


def failed(result: MidiCompatibleScore) -> dict[str, int]:
    table = result.by_action()
    return {row.action: row.failed for row in table.itertuples() if row.failed}


def judged(result: MidiCompatibleScore) -> dict[str, int]:
    return {row.action: row.passed + row.failed for row in result.by_action().itertuples()}


def test_the_key_asks_for_every_kind_of_thing(key: AnswerKey, study: CanaryStudy) -> None:
    asked = {check.action for instance in key.instances for check in instance.checks}
    assert asked == set(Action) - {Action.PIXELS_HIDDEN}
    places = {str(check.place) for check in key.instances[0].checks}
    assert '<(0029,"CANARY CORP",01)>' in places
    assert "<(5200,9229)>[<0000>]<(0018,9114)>[<0000>]<(0010,0010)>" in places
    assert {"<(5000,0022)>", "<(0010,4000)>", "<(0020,4000)>"} <= places


def test_our_engine_does_all_that_is_asked(
    key: AnswerKey, study: CanaryStudy, canaries: tuple[Path, ...], clean, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for at, path in enumerate(canaries):
        (folder / f"{at}.dcm").write_bytes(clean(path)[0].read_bytes())
    patient = str(study.datasets[0].PatientID)
    result = score(
        key, folder, uids=mapped(study, IDENTITIES.uid), patients={patient: IDENTITIES.pseudonym(patient)}
    )
    assert (result.missing, result.failures, result.share) == (0, (), 1.0)
    assert result.total > 4 * 1200
    assert "100.00%" in result._repr_html_() and "MIDI-compatible" in result._repr_html_()


def write(datasets: list[Dataset], folder: Path) -> Path:
    folder.mkdir()
    for at, dataset in enumerate(datasets):
        dcmwrite(folder / f"{at}.dcm", dataset, enforce_file_format=True)
    return folder


def test_doing_nothing_keeps_everything_and_removes_nothing(
    key: AnswerKey, study: CanaryStudy, tmp_path: Path
) -> None:
    same = mapped(study, lambda uid: uid)
    patient = str(study.datasets[0].PatientID)
    result = score(key, write(list(study.datasets), tmp_path / "out"), uids=same, patients={patient: patient})
    asked = judged(result)
    removal = ("text_removed", "date_shifted", "uid_changed")
    assert failed(result) == {action: asked[action] for action in removal}
    kept = (
        4 * (6 + 5 + 3 + 1 + 1 + 3) + 4 * 2 * 2
    )  # header, pixels, patient, own UIDs; two references an instance, class and UID
    assert (result.passed, result.total) == (kept, kept + sum(asked[action] for action in removal))


def top_level_walker(dataset: Dataset) -> Dataset:
    """Applies the table to the outermost elements alone, removes private ones, groups 50xx and overlays alone."""
    copy = deepcopy(dataset)
    rules = attribute_rules()
    for element in list(copy):
        tag = f"{int(element.tag):08X}"
        rule = rules.get(tag) or rules.get(f"{tag[:2]}xx{tag[4:]}")
        if (
            element.tag.is_private
            or tag.startswith("50")
            or rule is not None
            and element.VR == "SQ"
            and rule.basic.startswith("X")
        ):
            del copy[element.tag]
        elif rule is not None and rule.basic.startswith("U"):
            element.value = IDENTITIES.uid(str(element.value)) if element.VR == "UI" else element.value
        elif rule is not None and element.tag != 0x7FE00010:
            element.value = [] if element.VR == "SQ" else None
    copy.PatientID = IDENTITIES.pseudonym(str(dataset.PatientID))
    copy.file_meta.MediaStorageSOPInstanceUID = copy.SOPInstanceUID
    return copy


def names_and_uids_only(dataset: Dataset) -> Dataset:
    """Replaces names, the patient's number, dates and unique identifiers at every depth; leaves all other text."""
    copy = deepcopy(dataset)
    for element in copy.iterall():
        if element.VR == "UI" and not str(element.value).startswith("1.2.840.10008."):
            element.value = IDENTITIES.uid(str(element.value))
        elif element.VR == "PN":
            element.value = "Somebody^Else"
        elif element.VR in DATES:
            element.value = None
        elif element.keyword == "PatientID":
            element.value = IDENTITIES.pseudonym(str(element.value))
    copy.file_meta.MediaStorageSOPInstanceUID = copy.SOPInstanceUID
    return copy


# the walker empties the outer references (a class and an identifier an image) and leaves the inner ones unmapped
REFERENCES = {top_level_walker: {"text_retained": 4, "uid_consistent": 4 + 4}, names_and_uids_only: {}}


@pytest.mark.parametrize("engine", [top_level_walker, names_and_uids_only])
def test_wrong_engines_fail_where_counting_by_hand_says(
    key: AnswerKey, study: CanaryStudy, tmp_path: Path, engine: Callable[[Dataset], Dataset]
) -> None:
    outputs = [engine(dataset) for dataset in study.datasets]
    patient = str(study.datasets[0].PatientID)
    result = score(
        key,
        write(outputs, tmp_path / "out"),
        uids=mapped(study, IDENTITIES.uid),
        patients={patient: IDENTITIES.pseudonym(patient)},
    )
    expected = by_hand(key, outputs) | REFERENCES[engine]
    assert failed(result) == {action: count for action, count in expected.items() if count}
    places = {failure.place for failure in result.failures}
    inner = "<(5200,9229)>[<0000>]<(0018,9114)>[<0000>]<(0008,0080)>"
    assert inner in places
    assert ("<(0008,0080)>" in places) is (engine is names_and_uids_only)
    assert ("<(5200,9229)>[<0000>]<(0018,9114)>[<0000>]<(0010,0010)>" in places) is (
        engine is top_level_walker
    )
    assert (
        result.passed
        == 5636 - sum(expected.values())
        == {top_level_walker: 2872, names_and_uids_only: 2076}[engine]
    )


def by_hand(key: AnswerKey, outputs: list[Dataset]) -> dict[str, int]:
    """Failures counted by comparing values, without the scorer's own walk of places."""
    counts = dict.fromkeys(("text_removed", "date_shifted", "uid_changed"), 0)
    for instance, output in zip(key.instances, outputs, strict=True):
        left = flat(output, "")
        for check in instance.checks:
            if str(check.action) in counts:
                counts[str(check.action)] += left.get(path_of(check, output)) == check.value
    return counts


def flat(dataset: Dataset, path: str) -> dict[str, str]:
    found = {}
    for element in dataset:
        here = f"{path}{int(element.tag):08X}"
        if element.VR == "SQ":
            for at, item in enumerate(element.value):
                found |= flat(item, f"{here}.{at}.")
        elif element.value is not None:
            value = element.value
            found[here] = value.decode("latin-1").strip(" \0") if isinstance(value, bytes) else str(value)
            if element.VM > 1:
                found[here] = "\\".join(map(str, value))
    return found


def path_of(check, output: Dataset) -> str:
    parts = []
    for at, step in enumerate(check.place.steps):
        block = {"CANARY CORP": 0x10, "GEMS_ACQU_01": 0x10}[step.creator] << 8 if step.creator else 0
        parts.append(f"{step.group << 16 | block | step.element:08X}")
        if at < len(check.place.items):
            parts.append(str(check.place.items[at]))
    return ".".join(parts)


def test_a_missing_output_fails_everything(key: AnswerKey, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("no DICOM")
    result = score(key, tmp_path / "out", uids={}, patients={})
    assert (result.missing, result.passed, result.share) == (4, 0, 0.0)


def test_mistakes_in_mapping_are_failures(key: AnswerKey, study: CanaryStudy, tmp_path: Path) -> None:
    outputs = [names_and_uids_only(dataset) for dataset in study.datasets]
    other = mapped(study, IDENTITIES.uid)
    series = str(study.datasets[0].SeriesInstanceUID)
    other[series] = generate_uid(entropy_srcs=["another"])
    result = score(key, write(outputs, tmp_path / "out"), uids=other, patients={})
    assert failed(result)["uid_consistent"] == 2  # two instances are in that series
    assert failed(result)["patid_consistent"] == 4


def test_changed_pixels_are_seen(key: AnswerKey, study: CanaryStudy, tmp_path: Path) -> None:
    outputs = [names_and_uids_only(dataset) for dataset in study.datasets]
    outputs[2].PixelData = b"\1" + outputs[2].PixelData[1:]
    result = score(key, write(outputs, tmp_path / "out"), uids=mapped(study, IDENTITIES.uid), patients={})
    assert failed(result)["pixels_retained"] == 1
    assert [one.instance for one in result.failures if one.action == "pixels_retained"] == [2]


def test_two_outputs_of_one_instance_are_refused(key: AnswerKey, study: CanaryStudy, tmp_path: Path) -> None:
    folder = write([study.datasets[0], study.datasets[0]], tmp_path / "out")
    with pytest.raises(PrivacyInputError, match="two files"):
        score(key, folder, uids={}, patients={})
    with pytest.raises(PrivacyInputError, match="no folder"):
        score(key, tmp_path / "nowhere", uids={}, patients={})


def test_no_value_is_told(key: AnswerKey, study: CanaryStudy, tmp_path: Path) -> None:
    result = score(key, write(list(study.datasets), tmp_path / "out"), uids={}, patients={})
    told = f"{key!r}{key.instances[0]!r}{key.instances[0].checks[0]!r}{result!r}{result.to_dict()}{result._repr_html_()}"
    assert not [word for word in ("CANARY0", "CANARYN", "Canarius", "4711-0815") if word in told]
    assert dcmread(tmp_path / "out" / "0.dcm").PatientName == "Canarius^Serinus"
