# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Identifiers are mapped the same everywhere, dates of a person move together: within a study, by the key alone."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.uid import UID_dictionary

from secured.common import ProjectKey, Quarantined, Reason
from secured.dans.deidentification import Identities
from secured.dans.dicom.moved_dates import moved_date, moved_datetime

MODIFIED = {"retain_longitudinal_modified_dates": True}
OTHER = bytes(range(1, 33))


def all_uids(dataset: Dataset) -> list[str]:
    found = []
    for element in dataset.iterall():
        if element.VR == "UI" and element.value:
            found += [str(one) for one in (element.value if element.VM > 1 else [element.value])]
    return found


def test_one_study_two_series_four_images_stay_so_and_references_resolve(
    canaries: tuple[Path, ...], clean
) -> None:
    after = [dcmread(clean(path)[0]) for path in canaries]
    assert len({one.StudyInstanceUID for one in after}) == 1
    assert len({one.SeriesInstanceUID for one in after}) == 2
    instances = {one.SOPInstanceUID for one in after}
    assert len(instances) == 4
    shared = [one[0x52009229].value[0][0x00189114].value[0] for one in after]
    for one in (*after, *shared):
        assert one.ReferencedImageSequence[0].ReferencedSOPInstanceUID in instances
    assert {one.file_meta.MediaStorageSOPInstanceUID for one in after} == instances


def test_the_same_key_gives_the_same_bytes_and_another_none_of_the_identifiers(
    canaries: tuple[Path, ...], clean
) -> None:
    first, _ = clean(canaries[0])
    again, _ = clean(canaries[0])
    assert first.read_bytes() == again.read_bytes()
    assert first.parts[-4:] == again.parts[-4:]
    other, _ = clean(canaries[0], key=OTHER)
    ours = set(all_uids(dcmread(first))) - UID_dictionary.keys()
    assert len(ours) > 50
    assert not ours & set(all_uids(dcmread(other)))
    assert dcmread(first).PatientID != dcmread(other).PatientID


def test_several_identifiers_in_one_attribute_are_mapped_each(tmp_path: Path, clean) -> None:
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    dataset.FailedSOPInstanceUIDList = ["1.2.3.4.5.6.7.8", str(dataset.SOPInstanceUID)]
    dataset.SynchronizationFrameOfReferenceUID = (
        "1.2.840.10008.15.1.1"  # coordinated universal time, of the standard
    )
    dcmwrite(tmp_path / "several.dcm", dataset, enforce_file_format=True)
    after = dcmread(clean(tmp_path / "several.dcm")[0])
    first, second = after.FailedSOPInstanceUIDList
    assert second == after.SOPInstanceUID
    assert first != "1.2.3.4.5.6.7.8"
    assert after.SynchronizationFrameOfReferenceUID == "1.2.840.10008.15.1.1"
    assert after.SOPClassUID == dataset.SOPClassUID


def test_the_owners_list_wins_and_a_file_without_a_number_is_its_studys(tmp_path: Path, clean) -> None:
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    identities = Identities(key=ProjectKey(bytes(range(32))))
    path = tmp_path / "one.dcm"
    dcmwrite(path, dataset, enforce_file_format=True)
    assert dcmread(clean(path, person="4711")[0]).PatientID == identities.pseudonym("4711")
    assert dcmread(clean(path)[0]).PatientID == identities.pseudonym(str(dataset.PatientID))
    dataset.PatientID = ""
    dcmwrite(path, dataset, enforce_file_format=True)
    without = dcmread(clean(path)[0]).PatientID
    assert without == identities.pseudonym(f"study {dataset.StudyInstanceUID}")


def visit(number: str, when: datetime, path: Path) -> Path:
    """A PET image with dates at the top and nested, as SUV needs them."""
    dataset = dcmread(get_testdata_file("MR_small.dcm", download=False))
    injected = when - timedelta(minutes=61, seconds=7)
    dataset.PatientID = number
    dataset.StudyDate, dataset.StudyTime = f"{when:%Y%m%d}", f"{when:%H%M%S}.25"
    dataset.AcquisitionDateTime = f"{when:%Y%m%d%H%M%S}.250000+0100"
    drug = Dataset()
    drug.RadiopharmaceuticalStartDateTime = f"{injected:%Y%m%d%H%M%S}"
    drug.RadiopharmaceuticalStopDateTime = f"{injected + timedelta(seconds=30):%Y%m%d%H%M%S}"
    dataset.RadiopharmaceuticalInformationSequence = [drug]
    dcmwrite(path, dataset, enforce_file_format=True)
    return path


def read_times(path: Path) -> tuple[datetime, datetime, datetime, datetime]:
    dataset = dcmread(path)
    drug = dataset.RadiopharmaceuticalInformationSequence[0]
    return (
        datetime.strptime(dataset.StudyDate + dataset.StudyTime[:6], "%Y%m%d%H%M%S"),
        datetime.strptime(dataset.AcquisitionDateTime[:14], "%Y%m%d%H%M%S"),
        datetime.strptime(drug.RadiopharmaceuticalStartDateTime[:14], "%Y%m%d%H%M%S"),
        datetime.strptime(drug.RadiopharmaceuticalStopDateTime[:14], "%Y%m%d%H%M%S"),
    )


def test_all_dates_of_a_patient_move_by_one_offset_and_intervals_stay_to_the_second(
    tmp_path: Path, clean
) -> None:
    whens = [
        datetime(2024, 2, 28, 23, 50, 1),
        datetime(2024, 3, 1, 0, 10, 2),
        datetime(2025, 12, 31, 8, 0, 3),
    ]
    offsets = set()
    for at, when in enumerate(whens):
        path = visit("4711", when, tmp_path / f"{at}.dcm")
        before, out = read_times(path), clean(path, **MODIFIED)[0]
        offsets |= {new - old for old, new in zip(before, read_times(out), strict=True)}
        assert dcmread(out).AcquisitionDateTime.endswith(".250000+0100")
        assert dcmread(out).LongitudinalTemporalInformationModified == "MODIFIED"
    assert len(offsets) == 1
    assert offsets.pop() == Identities(key=ProjectKey(bytes(range(32)))).shift("4711") != timedelta(0)


def test_two_hundred_patients_have_offsets_of_their_own(tmp_path: Path, clean) -> None:
    offsets = []
    for number in range(200):
        path = visit(f"P{number}", datetime(2024, 5, 5, 12, 0, 0), tmp_path / "visit.dcm")
        offsets.append(read_times(clean(path, **MODIFIED)[0])[0] - datetime(2024, 5, 5, 12, 0, 0))
    assert timedelta(0) not in offsets
    assert len(set(offsets)) >= 100
    assert max(abs(one) for one in offsets) <= timedelta(days=365)


def test_without_an_option_no_date_is_left(tmp_path: Path, clean) -> None:
    path = visit("4711", datetime(2024, 5, 5, 12, 0, 0), tmp_path / "visit.dcm")
    out, _ = clean(path)
    assert b"20240505" not in out.read_bytes()
    assert dcmread(out).LongitudinalTemporalInformationModified == "REMOVED"
    kept = dcmread(clean(path, retain_longitudinal_full_dates=True)[0])
    assert kept.StudyDate == "20240505"
    assert kept.LongitudinalTemporalInformationModified == "UNMODIFIED"


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(-365, 365),
)
def test_moving_keeps_the_days_between_any_two_dates(first: date, second: date, days: int) -> None:
    def move(day: date) -> date:
        return day + timedelta(days=days)

    moved = [datetime.strptime(moved_date(f"{day:%Y%m%d}", move), "%Y%m%d").date() for day in (first, second)]
    assert moved[1] - moved[0] == second - first
    assert moved_datetime(f"{first:%Y%m%d}235960.5-0330", move) == f"{moved[0]:%Y%m%d}235960.5-0330"


@pytest.mark.parametrize("text", ["2024", "20240230", "born 20240101", "2024-01-01", "", "20240101-20240201"])
def test_what_is_no_date_is_not_moved(text: str) -> None:
    with pytest.raises(ValueError, match="date|day|month"):
        moved_date(text, lambda day: day)


def test_a_date_that_cannot_be_moved_becomes_a_dummy(tmp_path: Path, clean) -> None:
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    dataset.StudyDate, dataset.ContentDate, dataset.AcquisitionDateTime = (
        "00010101",
        "Canarius",
        "2024Canarius",
    )
    dcmwrite(tmp_path / "odd.dcm", dataset, enforce_file_format=True)
    for options in (MODIFIED, {"retain_longitudinal_full_dates": True}):
        out, _ = clean(tmp_path / "odd.dcm", **options)
        assert b"anarius" not in out.read_bytes()


def test_images_that_may_hold_writing_are_quarantined_unless_looked_at(tmp_path: Path, clean) -> None:
    from secured.dans.dicom import DicomFiles

    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    dataset.BurnedInAnnotation = "YES"
    dcmwrite(tmp_path / "burned.dcm", dataset, enforce_file_format=True)
    with pytest.raises(Quarantined) as refused:
        clean(tmp_path / "burned.dcm", files=DicomFiles())
    assert refused.value.reason is Reason.BURNED_IN_TEXT
