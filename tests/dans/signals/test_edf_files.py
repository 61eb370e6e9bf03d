# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""EDF and BDF: nothing planted is left in header or annotations, samples are as they were."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyedflib
import pytest

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Reason
from secured.dans.deidentification import Person
from secured.dans.signals import EdfFiles, edf_files, edf_header
from secured.dans.signals.edf_annotations import CleanTexts


def samples_of(path: Path, n_records: int = 10) -> list[bytes]:
    """The bytes of the two signals, by the numbers in the header."""
    content = path.read_bytes()
    n_signals = int(content[252:256])
    width = 3 if content[0] == 255 else 2
    counts = [int(content[256 + n_signals * 216 + 8 * n :][:8]) for n in range(n_signals)]
    size = sum(counts) * width
    records = [content[256 * (n_signals + 1) + size * n :][:size] for n in range(n_records)]
    return [record[: 200 * width] for record in records]


@pytest.mark.parametrize("kind", ["EDF", "EDF+", "BDF", "BDF+"])
def test_nothing_planted_is_left_and_samples_are_the_same_bits(planted, tmp_path, clean, kind):
    path = planted.recording(tmp_path / "in" / "Q7731doe.edf", kind)
    before = path.read_bytes()
    assert sum(text.encode() in before for text in planted.IN_EDF) >= 15
    result = clean(EdfFiles(), path)
    assert result.refused is None and result.holding(planted.IN_EDF) == [] and path.read_bytes() == before
    new = result.folder / result.places[0]
    assert samples_of(path) == samples_of(new)
    with pyedflib.EdfReader(str(path)) as old_file, pyedflib.EdfReader(str(new)) as new_file:
        for n in range(2):
            assert np.array_equal(old_file.readSignal(n), new_file.readSignal(n))
        assert new_file.getSignalLabels()[0] == "EEG Fpz-Cz" and new_file.getSignalLabels()[1].startswith(
            "ch"
        )
        assert (
            new_file.getTransducer(0) == "AgAgCl electrode" and new_file.getPrefilter(0) == "HP:0.1Hz LP:75Hz"
        )
        assert new_file.filetype == old_file.filetype and new_file.getPatientName() in ("", "X")
    assert {"Q7731doe", "Q7731mrn", "Q7731device"} <= result.cleaned.identifiers
    assert not any("Q7731" in str(name) for name in result.cleaned.counts)


def test_annotations_keep_onset_duration_and_standard_texts(planted, tmp_path, clean):
    for kind in ("EDF+", "BDF+"):
        result = clean(EdfFiles(), planted.recording(tmp_path / "in" / "a.edf", kind))
        with pyedflib.EdfReader(str(result.folder / result.places[0])) as file:
            onsets, durations, texts = file.readAnnotations()
        assert onsets.tolist() == [1.5, 4.25, 9.0] and durations.tolist() == [30, -1, 2]
        assert texts.tolist() == ["Sleep stage 2", "Event", "Event"]


def test_the_patients_code_is_the_person(planted, tmp_path, clean, identities):
    path = planted.recording(tmp_path / "in" / "a.edf", "EDF+")
    result = clean(EdfFiles(), path)
    pseudonym = identities.pseudonym("Q7731mrn")
    assert result.places[0].parts[0] == pseudonym
    with pyedflib.EdfReader(str(result.folder / result.places[0])) as file:
        assert file.getPatientCode() == pseudonym
        moved = identities.shifted("Q7731mrn", datetime(2021, 3, 4, 21, 10, 5))
        assert file.getStartdatetime() == moved
    listed = clean(EdfFiles(), path, Person(id="4711", known=("Devereux",)))
    assert (
        listed.places[0].parts[0] == identities.pseudonym("4711") and "Devereux" in listed.cleaned.identifiers
    )


def test_dates_are_removed_on_wish_or_where_nobody_is_known(planted, tmp_path, clean):
    path = planted.recording(tmp_path / "in" / "a.edf", "EDF")
    content = path.read_bytes()
    path.write_bytes(content[:8] + b"Doe Jane".ljust(80) + content[88:])
    for format in (EdfFiles(), EdfFiles(dates="remove")):
        new = (result := clean(format, path)).folder / result.places[0]
        header = new.read_bytes()[:256]
        assert header[168:184] == b"01.01.8500.00.00" and header[88:168].rstrip() == b"Startdate X X X X"
        assert header[8:88].rstrip() == b"X X X X"
    with pytest.raises(PrivacyInputError, match="dates='keep'"):
        EdfFiles(dates="keep")


@pytest.mark.parametrize(("digits", "year"), [("85", 1985), ("99", 1999), ("00", 2000), ("84", 2084)])
def test_two_digits_of_a_year_mean_1985_to_2084(digits, year):
    assert edf_header._start(f"15.06.{digits}", "") == date(year, 6, 15)
    assert edf_header._start("00.00.00", "") is None
    assert edf_header._start(f"15.06.{digits}", "Startdate 01-FEB-1984 X X X") == date(1984, 2, 1)


def test_a_rule_left_out_is_noticed(planted, tmp_path, clean, monkeypatch):
    path = planted.recording(tmp_path / "in" / "a.edf", "EDF+")
    with monkeypatch.context() as patch:
        patch.setattr(edf_header, "channel", lambda text, position: text)
        assert clean(EdfFiles(), path).holding(planted.IN_EDF) == ["Q7731lab"]
    monkeypatch.setattr(edf_files, "cleaned_texts", lambda content: CleanTexts(content=content, dropped=()))
    assert clean(EdfFiles(), path).holding(planted.IN_EDF) == ["Q7731note", "Q7731other"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: content[:-1], Reason.TRUNCATED),
        (lambda content: content[:300], Reason.TRUNCATED),
        (lambda content: content[:100], Reason.TRUNCATED),
        (lambda content: content + b"Q7731", Reason.INCONSISTENT),
        (lambda content: content[:236] + b"99999999" + content[244:], Reason.TRUNCATED),
        (lambda content: content[:236] + b"5       " + content[244:], Reason.INCONSISTENT),
        (lambda content: content[:236] + b"-7      " + content[244:], Reason.MALFORMED),
        (lambda content: content[:252] + b"9999" + content[256:], Reason.INCONSISTENT),
        (lambda content: content[:252] + b"two " + content[256:], Reason.MALFORMED),
        (lambda content: content.replace(b"EDF Annotations", b"EDF Annot@tions"), Reason.INCONSISTENT),
        (lambda content: content.replace(b"\x14Q7731note", b"\x00Q7731note"), Reason.MALFORMED),
        (lambda content: b"0       " + b"".ljust(176) + b"256     " + b"".ljust(64), Reason.MALFORMED),
    ],
)
def test_what_does_not_fit_is_refused(planted, tmp_path, clean, change, reason):
    path = planted.recording(tmp_path / "in" / "a.edf", "EDF+")
    path.write_bytes(change(path.read_bytes()))
    refused = clean(EdfFiles(), path).refused
    assert refused.reason is reason and "Q7731" not in str(refused)


def test_annotations_under_another_label_are_refused(planted, tmp_path, clean):
    path = planted.recording(tmp_path / "in" / "a.edf", "EDF+")
    content = path.read_bytes().replace(b"EDF Annotations", b"Q7731 marks    ").replace(b"EDF+C", b"     ")
    path.write_bytes(content)
    assert clean(EdfFiles(), path).refused.reason is Reason.INCONSISTENT


def test_an_unknown_number_of_records_is_counted(planted, tmp_path, clean):
    path = planted.recording(tmp_path / "in" / "a.edf", "EDF+")
    content = path.read_bytes()
    path.write_bytes(content[:236] + b"-1      " + content[244:])
    result = clean(EdfFiles(), path)
    assert (result.folder / result.places[0]).read_bytes()[236:244] == content[236:244]


def test_recordings_with_gaps_stay_such(planted, tmp_path, clean):
    path = planted.recording(tmp_path / "in" / "a.edf", "EDF+")
    content = path.read_bytes().replace(b"EDF+C", b"EDF+D").replace(b"+9\x14\x14", b"+99\x14\x14", 1)
    path.write_bytes(content.replace(b"+99\x14\x14\0\0", b"+99\x14\x14\0"))
    result = clean(EdfFiles(), path)
    new = (result.folder / result.places[0]).read_bytes()
    assert new[192:236].rstrip() == b"EDF+D" and b"+99\x14\x14\0" in new and len(new) == path.stat().st_size


def test_recognised_by_version():
    format = EdfFiles()
    assert format.recognises(Path("a"), b"\xffBIOSEMI")
    assert format.recognises(Path("a"), b"0       ".ljust(184) + b"512     ")
    assert not format.recognises(Path("a.edf"), b"0       ".ljust(184) + b"abc     ")
    assert format.companions(Path("a.edf")) == ()
