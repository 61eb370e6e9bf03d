# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""WFDB records: nothing planted is left, samples and annotations are as they were."""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import wfdb
from wfdb.io._signal import _required_byte_num

from secured.common.errors import PrivacyInputError
from secured.common.outcome import Reason
from secured.dans.deidentification import Person
from secured.dans.signals import WfdbFiles, wfdb_header
from secured.dans.signals.wfdb_annotations import cleaned_annotations


def raw(path: Path) -> bytes:
    """All bytes of a record's files."""
    return b"".join(file.read_bytes() + file.name.encode() for file in sorted(path.parent.iterdir()))


def test_nothing_planted_is_left_and_samples_are_the_same_bits(planted, tmp_path, clean):
    path = planted.record(tmp_path / "in")
    before = raw(path)
    assert len(planted.IN_WFDB) >= 15 and all(text.encode() in before for text in planted.IN_WFDB)
    result = clean(WfdbFiles(), path)
    assert result.holding(planted.IN_WFDB) == []
    assert raw(path) == before  # the source is left alone
    old = wfdb.rdrecord(str(path.with_suffix("")), physical=False)
    new = wfdb.rdrecord(str(result.file(".hea").with_suffix("")), physical=False)
    assert np.array_equal(old.d_signal, new.d_signal)
    assert new.sig_name == ["MLII", "ch2", "ECG I filtered"] and new.units == ["mV", "unknown", "mV"]
    assert (new.fs, new.sig_len, new.adc_gain, new.baseline) == (250, 500, [200.5, 1000, 200], [-3, 0, 0])
    assert new.checksum == old.checksum and new.init_value == old.init_value
    assert new.comments == [] and new.base_date is None and new.base_time is None
    assert {"Q7731name", "Q7731lead of Doe", "Q7731note odd"} <= result.cleaned.identifiers
    assert not any("Q7731" in str(name) for name in result.cleaned.counts)


def test_annotations_keep_times_codes_and_standard_texts(planted, tmp_path, clean):
    path = planted.record(tmp_path / "in")
    old = wfdb.rdann(str(path.with_suffix("")), "atr")
    new = wfdb.rdann(str(clean(WfdbFiles(), path).file(".atr").with_suffix("")), "atr")
    assert np.array_equal(old.sample, new.sample) and old.symbol == new.symbol and new.fs == 250
    assert np.array_equal(old.subtype, new.subtype) and np.array_equal(old.chan, new.chan)
    assert [text.strip("\0") for text in new.aux_note] == ["(AFIB", "", "", "", "", ""]
    assert new.custom_labels["description"].tolist() == ["custom"]


def test_a_rule_left_out_is_noticed(planted, tmp_path, clean, monkeypatch):
    """With the channels' whitelist gone, the search finds what it is there for."""
    monkeypatch.setattr(wfdb_header, "channel", lambda text, position: text)
    assert clean(WfdbFiles(), planted.record(tmp_path / "in")).holding(planted.IN_WFDB) == ["Q7731lead"]


def test_dates_are_shifted_by_the_persons_shift(planted, tmp_path, clean, identities):
    path, person = planted.record(tmp_path / "in"), Person(id="4711")
    result = clean(WfdbFiles(dates="shift"), path, person)
    new = wfdb.rdheader(str(result.file(".hea").with_suffix("")))
    assert new.base_date == identities.shifted("4711", date(2021, 3, 4))
    assert str(new.base_time) == "21:10:05"
    assert result.places[0].parts[0] == identities.pseudonym("4711")
    assert clean(WfdbFiles(dates="shift"), path).refused.reason is Reason.NO_PERSON
    with pytest.raises(PrivacyInputError, match="dates='drop'"):
        WfdbFiles(dates="drop")


def test_segments_are_cleaned_with_their_record(tmp_path, clean):
    folder = tmp_path / "in"
    samples = {}
    for name in ("Q7731a", "Q7731b"):
        samples[name] = np.random.default_rng(len(samples)).integers(-99, 99, 300).astype("<i2")
        (folder / "x").mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.dat").write_bytes(samples[name].tobytes())
        (folder / f"{name}.hea").write_text(f"{name} 1 125 300\n{name}.dat 16 200/mV 16 0 0 0 0 II\n")
    (folder / "Q7731_layout.hea").write_text("Q7731_layout 1 125 0\n~ 0 200/mV 16 0 0 0 0 II\n")
    path = folder / "Q7731.hea"
    path.write_text("Q7731/4 1 125 650 10:00:00 01/02/2003\nQ7731_layout 0\nQ7731a 300\n~ 50\nQ7731b 300\n")
    format = WfdbFiles()
    assert {file.name for file in format.companions(path)} == {
        *("Q7731_layout.hea", "Q7731a.hea", "Q7731a.dat", "Q7731b.hea", "Q7731b.dat")
    }
    result = clean(format, path)
    assert result.holding(["Q7731", "01/02/2003"]) == []
    main = min(
        (place for place in result.places if place.suffix == ".hea"), key=lambda place: len(place.name)
    )
    new = wfdb.rdrecord(str(result.folder / main.with_suffix("")))
    assert np.allclose(new.p_signal[:300, 0], samples["Q7731a"] / 200)
    assert np.allclose(new.p_signal[350:, 0], samples["Q7731b"] / 200)
    path.write_text("Q7731/2 1 125 650\nQ7731a 300\nQ7731b 300\n")
    assert clean(format, path).refused.reason is Reason.INCONSISTENT


@pytest.mark.parametrize("format", ["16", "24", "32", "61", "80", "160", "212", "310", "311"])
@pytest.mark.parametrize(("n_frames", "n_signals"), [(300, 1), (301, 1), (250, 3)])
def test_samples_of_all_formats_are_the_same_bits(tmp_path, clean, format, n_frames, n_signals):
    folder = tmp_path / "in"
    folder.mkdir()
    path, data = folder / "Q7731.hea", folder / "Q7731.dat"
    n_bytes = _required_byte_num("write", format, n_frames * n_signals)
    data.write_bytes(np.random.default_rng(9).integers(0, 255, n_bytes).astype(np.uint8).tobytes())
    signals = "".join(f"Q7731.dat {format} 200/mV 10 0 0 0 0 V{n + 1}\n" for n in range(n_signals))
    path.write_text(f"Q7731 {n_signals} 250 {n_frames}\n{signals}")
    samples = wfdb.rdrecord(str(path.with_suffix("")), physical=False).d_signal
    for length in (f" {n_frames}", ""):
        path.write_text(f"Q7731 {n_signals} 250{length}\n{signals}")
        result = clean(WfdbFiles(), path)
        if length or format not in ("310", "311"):  # where the last word may hold one sample or two
            assert result.file(".dat").read_bytes() == data.read_bytes()
        new = wfdb.rdrecord(str(result.file(".hea").with_suffix("")), physical=False)
        assert np.array_equal(samples[: new.sig_len], new.d_signal) and n_frames - new.sig_len <= 1
    path.write_text(f"Q7731 {n_signals} 250 {n_frames}\n{signals}")
    data.write_bytes(data.read_bytes() + bytes(512))  # a last block filled up
    assert clean(WfdbFiles(), path).cleaned.counts["bytes that are no samples dropped"] in (511, 512, 513)


@pytest.mark.parametrize(("format", "bits"), [("508", 7), ("516", 15), ("524", 23)])
def test_compressed_signals_are_decoded_and_lose_their_tags(planted, tmp_path, clean, format, bits):
    path = planted.compressed_record(tmp_path / "in", format, bits)
    data = path.with_suffix(".dat")
    content = data.read_bytes()
    samples = wfdb.rdrecord(str(path.with_suffix("")), physical=False).d_signal
    assert abs(samples).max() > 2 ** (bits - 1) and content.count(b"Q7731") == 2
    result = clean(WfdbFiles(), path)
    assert result.holding(["Q7731"]) == []
    new = wfdb.rdrecord(str(result.file(".hea").with_suffix("")), physical=False)
    assert np.array_equal(new.d_signal, samples)
    data.write_bytes(content[: len(content) // 2])
    assert clean(WfdbFiles(), path).refused.reason in (Reason.MALFORMED, Reason.TRUNCATED)
    text = path.read_text()
    data.write_bytes(content)
    path.write_text(text.replace(" 700", " 600"))
    assert clean(WfdbFiles(), path).refused.reason is Reason.INCONSISTENT


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text, folder: text.replace(" 500 ", " 600 "), Reason.TRUNCATED),
        (lambda text, folder: text.replace(" 500 ", " 400 "), Reason.INCONSISTENT),
        (lambda text, folder: text.replace("3 250", "9999 250"), Reason.TRUNCATED),
        (lambda text, folder: text.replace("3 250", "2 250"), Reason.INCONSISTENT),
        (lambda text, folder: text.replace("Q7731dat2.dat 16", "Q7731dat2.dat 516"), Reason.MALFORMED),
        (lambda text, folder: text.replace("Q7731dat2.dat 16", "Q7731dat2.dat 17"), Reason.UNSUPPORTED),
        (lambda text, folder: text.replace("Q7731dat2.dat 16", "../other.dat 16"), Reason.UNSUPPORTED),
        (lambda text, folder: text.replace("Q7731dat2.dat 16", "none.dat 16"), Reason.INCOMPLETE),
        (lambda text, folder: text.replace("200.5(-3)", "gain"), Reason.MALFORMED),
        (lambda text, folder: text.replace("04/03/2021", "04/31/2021"), Reason.MALFORMED),
        (lambda text, folder: (folder / "Q7731name.atr").write_bytes(b"\x01\x04") and text, Reason.TRUNCATED),
        (
            lambda text, folder: (folder / "Q7731name.atr").write_bytes(b"\x01\xd0\0\0") and text,
            Reason.MALFORMED,
        ),
        (
            lambda text, folder: (folder / "Q7731name.qrs").write_bytes(b"Jane Doe\0\0") and text,
            Reason.MALFORMED,
        ),
    ],
)
def test_what_does_not_fit_is_refused(planted, tmp_path, clean, change, reason):
    path = planted.record(tmp_path / "in")
    path.write_text(change(path.read_text(), path.parent))
    refused = clean(WfdbFiles(), path).refused
    assert refused.reason is reason
    assert "Q7731" not in str(refused)


def test_recognised_by_suffix_and_record_line(tmp_path):
    format = WfdbFiles()
    assert format.recognises(Path("a.hea"), b"# c\na 2 250 1000\n")
    assert not format.recognises(Path("a.hea"), b"Dear colleague,\n")
    assert not format.recognises(Path("a.txt"), b"a 2 250 1000\n")
    assert format.companions(tmp_path / "none.hea") == ()


def test_an_annotation_file_without_texts_stays_bit_for_bit():
    content = b"\x0a\x04\x00\xec\x01\x00\x00\x00\x05\x04\x01\xf4\x00\x00"
    assert cleaned_annotations(content).content == content


@pytest.mark.skipif("SECURED_DATA" not in os.environ, reason="no data folder")
def test_public_records(clean):
    data = Path(os.environ["SECURED_DATA"])
    paths = [
        *sorted(data.glob("bidmc/*.hea"))[:10],
        *sorted(data.glob("ecg-id/*/*.hea"))[:5],
        *sorted(data.rglob("ctu-uhb/**/*.hea"))[:5],
    ]
    if not paths:
        pytest.skip("the databases are not there")
    for path in paths:
        result = clean(WfdbFiles(), path)
        old = wfdb.rdrecord(str(path.with_suffix("")), physical=False)
        stem = result.file(".hea").with_suffix("")
        new = wfdb.rdrecord(str(stem), physical=False)
        assert np.array_equal(old.d_signal, new.d_signal) and old.sig_name == new.sig_name
        assert new.comments == [] and result.holding([f"{path.stem}."]) == []
        for place in result.places:
            if place.suffix not in (".hea", ".dat"):
                marks = [wfdb.rdann(str(name), place.suffix[1:]) for name in (path.with_suffix(""), stem)]
                assert (
                    np.array_equal(marks[0].sample, marks[1].sample)
                    and marks[0].aux_note == marks[1].aux_note
                )
