# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Sidecars and tables of BIDS keep numbers and closed words, and a dataset that is cleaned is one again."""

import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import nibabel
import numpy as np
import pytest

from secured.common.outcome import Reason
from secured.common.project_key import ProjectKey
from secured.dans.deidentification import People, Person
from secured.dans.manager.deidentify import deidentify
from secured.dans.manager.profile import Profile
from secured.dans.nifti import NiftiFiles, bids_json, bids_terms
from secured.dans.nifti.bids_names import bids_name, place

BIDS_PATH = re.compile(
    r"(sub-[a-z2-7]{16}/(ses-[a-z0-9]+/)?((anat|func|dwi|fmap)/)?sub-[a-z2-7]{16}(_[a-z]+-[A-Za-z0-9]+)*_[A-Za-z0-9]+"
    r"|(task-[a-z0-9]+_)?bold|participants|dataset_description)\.(nii\.gz|nii|json|tsv|bval|bvec)"
)


def test_sidecar(planted, tmp_path, clean):
    """N1 of sidecars."""
    name = f"sub-{planted.SUBJECT}/fmap/sub-{planted.SUBJECT}_task-Q7731task_epi.json"
    path = planted.sidecar(tmp_path / Path(name).name)
    assert len([one for one in planted.IN_SIDECAR if one in path.read_text()]) >= 12
    result = clean(NiftiFiles(), path, name=name)
    assert result.holding(planted.IN_SIDECAR) == []
    after = json.loads(result.file().read_text())
    kept = {
        "RepetitionTime", "EchoTime", "FlipAngle", "SliceTiming", "PhaseEncodingDirection", "MagneticFieldStrength",
    }  # fmt: skip
    assert {term: after[term] for term in kept} == {term: planted.SIDECAR[term] for term in kept}
    assert after["Manufacturer"] == "Siemens"
    assert after["ImageType"] == ["ORIGINAL", "PRIMARY"]
    assert set(after) == kept | {"Manufacturer", "ImageType", "TaskName", "IntendedFor"}
    assert f"task-{after['TaskName']}_epi.json" in result.file().name
    (intended,) = after["IntendedFor"]
    assert re.fullmatch(
        r"bids::sub-(\w{16})/ses-(\w{8})/func/sub-\1_ses-\2_task-rest_bold\.nii\.gz", intended
    )
    assert "Q7731name" in result.cleaned.identifiers and "Q7731address" in result.cleaned.identifiers


def test_a_term_wrongly_kept_is_noticed(planted, tmp_path, clean, monkeypatch):
    monkeypatch.setattr(bids_json, "clean_term", lambda term, value: value)
    path = planted.sidecar(tmp_path / f"sub-{planted.SUBJECT}_T1w.json")
    assert len(clean(NiftiFiles(), path).holding(planted.IN_SIDECAR)) >= 12


@pytest.mark.parametrize(
    ("term", "value", "kept"),
    [
        ("EchoTime", 0.03, True), ("EchoTime", 48291331, False), ("EchoTime", "Doe", False), ("EchoTime", True, False),
        ("EchoTime", float("nan"), False), ("EchoTime", 10**400, False), ("EchoTime", [0.01, 0.02], True),
        ("SliceTiming", [], False), ("SliceTiming", [0, "Doe"], False), ("SliceTiming", [[0]], False),
        ("PhaseEncodingDirection", "j-", True), ("PhaseEncodingDirection", "Doe", False), ("SkullStripped", 1, False),
        ("SkullStripped", True, True), ("ImageType", "ORIGINAL", False), ("ImageType", ["Doe"], False),
        ("PatientName", "Doe", False), ("Modality", {"MR": 1}, False), ("BodyPartExamined", "DOE", False),
    ],
)  # fmt: skip
def test_terms(term, value, kept):
    assert (bids_terms.clean_term(term, value) is not None) is kept


def test_no_known_word_is_free_text():
    for rule in bids_terms.TERMS.values():
        assert isinstance(rule, frozenset | tuple) or rule is bool


@pytest.mark.parametrize(
    "content",
    [
        b"[1, 2]",
        b'{"EchoTime": NaN}',
        b'{"a": 1, "a": 2}',
        b"{",
        b"[" * 100_000,
        b'{"a": \xff}',
        b'"Q7731"',
        b"",
    ],
)
def test_what_is_no_sidecar_is_refused(tmp_path, clean, content):
    path = tmp_path / "sub-1_T1w.json"
    path.write_bytes(content)
    result = clean(NiftiFiles(), path)
    assert result.refused.reason is Reason.MALFORMED and "Q7731" not in str(result.refused)


def test_participants(planted, tmp_path, clean, identities):
    """N1 of tables, ages from 89 on in one class, rows in no order of the source."""
    path = planted.table(
        tmp_path / "participants.tsv",
        [
            ["participant_id", "age", "sex", "group", "handedness", "Q7731column", "site"],
            ["sub-Q7731one", "93", "F", "Q7731diagnosis", "R", "Q7731note", "Q7731site"],
            ["sub-Q7731two", "34.273", "m", "control", "Q7731name Doe", "Q7731address", "n/a"],
            ["sub-03", "088", "", "Q7731diagnosis", "n/a", "", ""],
            ["sub-04", "1951-02-03", "x", "control", "left", "", ""],
        ],
    )
    result = clean(NiftiFiles(), path)
    assert result.holding(planted.IN_TABLE) == []
    header, *rows = [line.split("\t") for line in result.file().read_text().splitlines()]
    assert header == ["participant_id", "age", "sex", "handedness", "group"]
    found = {row[0]: row[1:] for row in rows}
    assert [row[0] for row in rows] == sorted(found)
    ids = ("Q7731one", "Q7731two", "03", "04")
    one, two, three, four = (found[f"sub-{identities.pseudonym(label)}"] for label in ids)
    assert (one[0], two[0], three[0], four[0]) == ("89+", "34", "88", "n/a")
    assert one[3] == three[3] and len(one[3]) == 8 and two[3] == "control"
    assert (one[1], two[1], three[1]) == ("F", "m", "n/a") and four[2] == "left"


def test_columns_that_the_owner_names(planted, tmp_path, clean):
    rows = [["participant_id", "age", "education", "bdi", "note"], ["sub-1", "30", "Q7731name", "12.5", "Q7731note"],
            ["sub-2", "31", "16", "20160314092653", "x"]]  # fmt: skip
    path = planted.table(tmp_path / "participants.tsv", rows)
    result = clean(NiftiFiles(participant_columns=("education", "bdi", "absent")), path)
    assert result.holding((*planted.IN_TABLE, "20160314")) == []
    header, *found = [line.split("\t") for line in result.file().read_text().splitlines()]
    assert header == ["participant_id", "education", "bdi"]
    assert {row[2] for row in found} >= {"12.5"} and {row[1] for row in found} >= {"16"}


def test_participants_follow_the_owners_list(planted, tmp_path, clean, identities):
    people = People(patterns=(("bids/sub-01/*", Person(id="4711")),))
    rows = [["participant_id"], ["sub-01"], ["sub-02"]]
    path = planted.table(tmp_path / "participants.tsv", rows)
    result = clean(NiftiFiles(people=people), path, name="bids/participants.tsv")
    assert f"sub-{identities.pseudonym('4711')}" in result.file().read_text()
    twice = people.patterns + (("bids/sub-02/*", Person(id="4711")),)
    result = clean(NiftiFiles(people=People(patterns=twice)), path, name="bids/participants.tsv")
    assert result.refused.reason is Reason.INCONSISTENT


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["name", "participant_id"], ["Q7731", "sub-01"]], Reason.MALFORMED),
        ([["participant_id", "age"], ["Q7731 Doe", "3"]], Reason.MALFORMED),
        ([["participant_id", "age"], ["sub-01", "3", "Q7731"]], Reason.INCONSISTENT),
        ([["participant_id", "age", "age"], ["sub-01", "3", "4"]], Reason.MALFORMED),
        ([["participant_id"], ["sub-01"], ["sub-01"]], Reason.INCONSISTENT),
    ],
)
def test_participants_that_are_not_understood(planted, tmp_path, clean, rows, reason):
    path = planted.table(tmp_path / "participants.tsv", rows)
    result = clean(NiftiFiles(), path)
    assert result.refused.reason is reason and "Q7731" not in str(result.refused)


def test_scans_keep_days_between_and_lose_the_rest(planted, tmp_path, clean, identities):
    subject = planted.SUBJECT
    path = planted.table(
        tmp_path / f"sub-{subject}_ses-Q7731_scans.tsv",
        [
            ["filename", "acq_time", "operator", "Q7731room"],
            [f"anat/sub-{subject}_ses-Q7731_T1w.nii.gz", "2016-03-14T09:26:53", "Q7731operator", "1"],
            [f"func/sub-{subject}_ses-Q7731_task-rest_bold.nii.gz", "2016-03-16T23:59:59.123456Z", "x", "2"],
            [f"func/sub-{subject}_ses-Q7731_task-rest_run-2_bold.nii.gz", "Q7731 on Monday", "x", "2"],
            ["anat/Q7731file.nii", "2016-03-14T09:26:53", "x", "3"],
            ["anat/sub-other_T1w.nii.gz", "2016-03-14T09:26:53", "x", "3"],
        ],
    )
    name = f"sub-{subject}/ses-Q7731/{path.name}"
    result = clean(NiftiFiles(), path, name=name)
    assert result.holding((*planted.IN_TABLE, "Q7731", "2016-03-14", "2016-03-16")) == []
    header, *rows = [line.split("\t") for line in result.file().read_text().splitlines()]
    assert header == ["filename", "acq_time"] and len(rows) == 3
    times = {row[0]: row[1] for row in rows}
    at = sorted(datetime.fromisoformat(time) for time in times.values() if time != "n/a")
    assert at[1] - at[0] == timedelta(days=2, hours=14, minutes=33, seconds=6)
    assert at[0] == identities.shifted(subject, datetime(2016, 3, 14, 9, 26, 53))
    for scan in times:
        other = f"sub-{subject}/ses-Q7731/{'anat/' if 'T1w' in scan else 'func/'}sub-{subject}_ses-Q7731_x"
        assert other and bids_name(str(result.places[0].parent / scan)) is not None
    removed = clean(NiftiFiles(dates="remove"), path, name=name).file().read_text()
    assert "n/a" in removed and ":" not in removed


def test_sessions_and_scans_agree(planted, tmp_path, clean):
    sessions = planted.table(
        tmp_path / "sub-9_sessions.tsv",
        [
            ["session_id", "acq_time", "note"],
            ["ses-20160314", "2016-03-14T09:00:00", "Q7731"],
            ["ses-01", "n/a", "x"],
        ],
    )
    scan = planted.write_volume(tmp_path / "in", "nii")
    result = clean(NiftiFiles(), sessions, name=f"sub-9/{sessions.name}")
    labels = {line.split("\t")[0] for line in result.file().read_text().splitlines()[1:]}
    where = clean(NiftiFiles(), scan, name="sub-9/ses-20160314/anat/sub-9_ses-20160314_T1w.nii").places[0]
    assert where.parts[3] in labels and "ses-01" in labels and "20160314" not in str(where)
    assert "ses-01" not in result.cleaned.identifiers


def test_events(planted, tmp_path, clean):
    path = planted.table(
        tmp_path / f"sub-{planted.SUBJECT}_task-rest_events.tsv",
        [
            ["onset", "duration", "trial_type", "response_time", "Q7731column", "value"],
            ["1.5", "0.5", "Q7731name", "0.123", "Q7731note", "3"],
            ["2.25", "n/a", "Q7731name", "48291331", "x", "Q7731level"],
            ["20160314092653", "1e-1", "2", "x", "x", "n/a"],
        ],
    )
    result = clean(NiftiFiles(), path, name=f"sub-{planted.SUBJECT}/func/{path.name}")
    assert result.holding((*planted.IN_TABLE, "48291331", "20160314")) == []
    header, *rows = [line.split("\t") for line in result.file().read_text().splitlines()]
    assert header == ["onset", "duration", "response_time", "trial_type", "value"]
    assert [row[:3] for row in rows] == [
        ["1.5", "0.5", "0.123"],
        ["2.25", "n/a", "n/a"],
        ["n/a", "0.1", "n/a"],
    ]
    assert rows[0][3] == rows[1][3] != rows[2][3] == "2"


def test_gradients(planted, tmp_path, clean):
    path = tmp_path / "sub-1_dwi.bvec"
    path.write_text("0 1 -0.5\n0 0 0.25\n1 0 0.1\n")
    assert np.array_equal(np.loadtxt(clean(NiftiFiles(), path).file()), np.loadtxt(path))
    for wrong in ("0 1 Q7731\n", "0 1\n0\n1 0\n", "1 48291331\n", "0 nan\n", ""):
        path.write_text(wrong)
        assert clean(NiftiFiles(), path).refused


def test_description_and_dictionary(planted, tmp_path, clean):
    path = planted.sidecar(tmp_path / "dataset_description.json", Name="Q7731study of Doe", License="CC0",
                           BIDSVersion="1.8.0", Authors=["Q7731name"])  # fmt: skip
    result = clean(NiftiFiles(), path)
    assert result.holding(planted.IN_SIDECAR) == []
    after = json.loads(result.file().read_text())
    assert after == {
        "Name": "De-identified dataset", "BIDSVersion": "1.8.0", "DatasetType": "raw", "License": "CC0",
    }  # fmt: skip
    path = planted.sidecar(tmp_path / "participants.json", age={"Description": "Q7731note", "Units": "year"})
    result = clean(NiftiFiles(), path)
    assert result.holding(planted.IN_SIDECAR) == [] and set(json.loads(result.file().read_text())) == {
        "participant_id",
        "age",
    }


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("sub-1/ses-02/anat/sub-1_ses-02_run-3_T1w.nii.gz", "{p}/nifti/sub-{p}/ses-02/anat/sub-{p}_ses-02_run-3_T1w"),
        ("sub-1/func/sub-1_task-rest_dir-AP_echo-2_bold.nii", "{p}/nifti/sub-{p}/func/sub-{p}_task-rest_dir-AP_echo-2_bold"),
        ("sub-1/anat/sub-1_acq-DoeJane_T1w.nii", "{p}/nifti/sub-{p}/anat/sub-{p}_acq-{acq}_T1w"),
        ("sub-1/anat/sub-1_run-20160314_T1w.nii", "{p}/nifti/sub-{p}/anat/sub-{p}_run-{run}_T1w"),
    ],
)  # fmt: skip
def test_places(identities, name, wanted):
    found = bids_name(name)
    owner = identities.pseudonym("1")
    acq, run = identities.code("acq", "DoeJane")[:8], identities.code("run", "20160314")[:8]
    assert place(found, "1", owner, identities, "") == wanted.format(p=owner, acq=acq, run=run)


@pytest.mark.parametrize(
    "name",
    ["sub-1_Doe.nii", "sub-1_doe-2_T1w.nii", "T1w.nii", "sub-1_T1w.txt", "sub-1_sub-2_T1w.nii", "sub-1__T1w.nii", "Doe.json",
     "sub-1_run-1_run-2_T1w.nii", "sub-J.D_T1w.nii", "notes_T1w.json"],
)  # fmt: skip
def test_other_names_are_not_of_bids(name):
    assert bids_name(name) is None


def dataset(planted, root: Path) -> None:
    for subject in ("Q7731one", "Q7731two"):
        for session in ("1", "20160314"):
            stem = f"sub-{subject}_ses-{session}"
            folder = root / f"sub-{subject}" / f"ses-{session}"
            for kind, suffix in (
                ("anat", "acq-Q7731note_T1w"),
                ("func", "task-rest_run-1_bold"),
                ("dwi", "dwi"),
            ):
                (folder / kind).mkdir(parents=True)
                nibabel.save(planted.volume(), folder / kind / f"{stem}_{suffix}.nii.gz")
                planted.sidecar(folder / kind / f"{stem}_{suffix}.json")
            (folder / "dwi" / f"{stem}_dwi.bval").write_text("0 1000 1000\n")
            planted.table(folder / f"{stem}_scans.tsv", [
                ["filename", "acq_time"], [f"anat/{stem}_acq-Q7731note_T1w.nii.gz", "2016-03-14T09:26:53"],
                [f"func/{stem}_task-rest_run-1_bold.nii.gz", "2016-03-14T09:36:53"],
            ])  # fmt: skip
        planted.table(root / f"sub-{subject}" / f"sub-{subject}_sessions.tsv", [
            ["session_id", "acq_time"], ["ses-1", "2016-03-14T09:26:53"], ["ses-20160314", "n/a"],
        ])  # fmt: skip
    planted.table(root / "participants.tsv", [
        ["participant_id", "age", "Q7731column"], ["sub-Q7731one", "50", "x"], ["sub-Q7731two", "90", "y"],
    ])  # fmt: skip
    planted.sidecar(root / "participants.json")
    planted.sidecar(root / "dataset_description.json")
    planted.sidecar(root / "task-rest_bold.json", TaskName="rest")


def test_a_whole_dataset_is_one_again(planted, tmp_path):
    """Through the manager; the folders of all owners laid over each other are a dataset."""
    dataset(planted, tmp_path / "in")
    n = sum(path.is_file() for path in (tmp_path / "in").rglob("*"))
    report = deidentify(
        tmp_path / "in",
        Profile(name="volumes", formats=(NiftiFiles(),)),
        ProjectKey(bytes(32)),
        destination=tmp_path / "out",
    )
    assert [entry for entry in report.entries if not entry.outcome.deidentified] == []
    assert len(report.entries) == n
    everything = tmp_path / "dataset"
    for owner in (tmp_path / "out").iterdir():
        if owner.is_dir():
            shutil.copytree(owner / "nifti", everything, dirs_exist_ok=True)
    files = sorted(
        path.relative_to(everything).as_posix() for path in everything.rglob("*") if path.is_file()
    )
    assert len(files) == n and [name for name in files if not BIDS_PATH.fullmatch(name)] == []
    assert "Q7731" not in str(files)
    participants = (everything / "participants.tsv").read_text().splitlines()[1:]
    assert {line.split("\t")[0] for line in participants} == {path.name for path in everything.glob("sub-*")}
    scans = list(everything.rglob("*_scans.tsv"))
    assert len(scans) == 4
    for path in scans:
        named = [line.split("\t")[0] for line in path.read_text().splitlines()[1:]]
        assert len(named) == 2 and all((path.parent / name).is_file() for name in named)
    for path in everything.rglob("*_sessions.tsv"):
        labels = {line.split("\t")[0] for line in path.read_text().splitlines()[1:]}
        assert labels == {folder.name for folder in path.parent.glob("ses-*")}
