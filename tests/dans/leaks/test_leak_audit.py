# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The audit proves first that it can find, then says what it found, and never shows any of it."""

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from secured.common.errors import MissingDependency, PrivacyInputError
from secured.dans.leaks import LeakReport, Planted, Verdict, audit_folders, harvest_identifiers
from secured.dans.leaks.pixels import PixelReader
from secured.dans.leaks.text_views import VIEWS

Audit = Callable[..., LeakReport]


def audit(source: Path, destination: Path, **options: object) -> LeakReport:
    """An audit that does not read pixels."""
    return audit_folders(source, destination, read_pixels=False, **options)


@pytest.fixture
def note(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with a letter, and an empty one for its release."""
    source, destination = tmp_path / "source", tmp_path / "release"
    source.mkdir()
    destination.mkdir()
    (source / "letter.txt").write_text(
        "Patient: Kovalchenko, Annamaria\nMRN: 48291377\nborn 03/02/1961\nemail: a.kov@mail.example"
    )
    return source, destination


def test_untouched_copies_hold_everything(planted: Planted, tmp_path: Path) -> None:
    """X2: 100 % of what the originals hold is found in copies of them."""
    shutil.copytree(planted.folder, tmp_path / "copy")
    report = audit(planted.folder, tmp_path / "copy")
    total = sum(report.identifiers.values())
    assert total >= 100 and report.found == total
    assert report.control.complete and report.control.expected >= total - 1
    assert report.control.ways == report.control.ways_found >= 75
    assert report.verdict is Verdict.FOUND and report.exit_status == 1
    assert {"zip", "gzip"} & {layer for leak in report.leaks for layer in leak.layers}


def test_a_release_without_them_is_clean(planted: Planted, tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "means.csv").write_text("group,mean\na,61.5\nb,62.5\n")
    report = audit(planted.folder, tmp_path / "release")
    assert (report.verdict, report.found, report.exit_status) == (Verdict.NONE_FOUND, 0, 0)
    assert report.files == 1 and report.size > 0


def test_nothing_that_is_shown_holds_an_identifier(planted: Planted) -> None:
    report = audit(planted.folder, planted.folder)
    shown = (json.dumps(report.to_dict()) + report._repr_html_() + repr(report) + report.summary()).lower()
    # names of files of this folder hold the person's number: those are withheld
    harvested = {one.text.lower() for one in harvest_identifiers(planted.folder).identifiers}
    assert harvested and not [text for text in harvested if text in shown]
    assert "name withheld" in shown


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.txt", lambda path: path.write_text("seen: KOVALCHENKO")),
        ("b.gz", lambda path: path.write_bytes(gzip.compress(b"mrn=48291377"))),
        ("c.csv", lambda path: path.write_text("born\n1961-02-03")),
        ("d.bin", lambda path: path.write_bytes("annamaria".encode("utf-16"))),
        ("Kovalchenko_e.csv", lambda path: path.write_text("x")),
    ],
)
def test_each_way_to_leak_is_reported(
    note: tuple[Path, Path], name: str, write: Callable[[Path], object]
) -> None:
    source, destination = note
    write(destination / name)
    report = audit(source, destination)
    assert report.verdict is Verdict.FOUND and len({leak.token for leak in report.leaks}) == 1
    assert ("withheld" in report.leaks[0].file) == (name[0] == "K")


class TestInconclusive:
    """Nothing found, and that proves nothing: exit status 2."""

    def test_a_control_below_100_percent(self, note: tuple[Path, Path]) -> None:
        source, destination = note
        (destination / "a.txt").write_text("nothing")
        assert audit(source, destination).exit_status == 0
        for left_out in ("plain", "wide", "base64"):  # broken on purpose
            report = audit(source, destination, views=[view for view in VIEWS if view != left_out])
            assert (report.verdict, report.exit_status) == (Verdict.INCONCLUSIVE, 2)
            assert not report.control.complete and "Inconclusive" in report.summary()
            assert report.control.ways_found < report.control.ways

    def test_identifiers_that_are_not_in_their_file(self, note: tuple[Path, Path]) -> None:
        from dataclasses import replace

        source, destination = note
        (destination / "a.txt").write_text("nothing")
        known = harvest_identifiers(source).identifiers
        wrong = replace(known[0], number=99, text="SOMETHINGELSE", field="text name")
        report = audit(source, destination, identifiers=[*known, wrong])
        assert report.verdict is Verdict.INCONCLUSIVE and dict(report.control.missed) == {"text name": 1}

    def test_a_file_that_cannot_be_searched(self, note: tuple[Path, Path]) -> None:
        source, destination = note
        (destination / "a.gz").write_bytes(gzip.compress(b"nothing" * 99)[:-9])
        report = audit(source, destination)
        assert report.exit_status == 2 and report.not_searched[0][0] == "a.gz"
        (destination / "b.txt").write_text("Kovalchenko")
        assert audit(source, destination).exit_status == 1  # found is found

    def test_no_identifiers_and_no_files(self, note: tuple[Path, Path], tmp_path: Path) -> None:
        source, destination = note
        assert audit(source, destination).exit_status == 2  # an empty release
        (tmp_path / "blank").mkdir()
        (tmp_path / "blank" / "a.txt").write_text("nothing")
        assert audit(tmp_path / "blank", destination).exit_status == 2

    def test_a_link(self, note: tuple[Path, Path]) -> None:
        source, destination = note
        (destination / "link").symlink_to(source)
        assert audit(source, destination).not_searched == (("link", "a link or a device"),)


def test_dates_that_are_there_by_chance_are_no_leak(tmp_path: Path) -> None:
    """A release with every day of thirty years holds each birth date, and says nothing."""
    source, destination = tmp_path / "source", tmp_path / "release"
    source.mkdir()
    destination.mkdir()
    days = [date(1950, 1, 1) + timedelta(days=at) for at in range(11_000)]
    births = "".join(f"{day}\n" for day in days[::101])
    (source / "people.csv").write_text("birth_date\n" + births)
    (destination / "calendar.csv").write_text("day\n" + "".join(f"{day}\n" for day in days))
    report = audit(source, destination)
    assert report.by_chance == 109 and report.verdict is Verdict.NONE_FOUND
    (destination / "calendar.csv").write_text("day\n" + births)
    report = audit(source, destination)
    assert report.by_chance == 0 and report.verdict is Verdict.FOUND


@pytest.mark.skipif(not PixelReader.available(), reason="tesseract is not installed")
@pytest.mark.slow
def test_burned_in_names_are_found(note: tuple[Path, Path]) -> None:
    from PIL import Image

    from secured.dans.leaks.canaries.images import lettering

    source, destination = note
    image = lettering("KOVALCHENKO ANNAMARIA", 120, 500).astype("uint8") * 200
    Image.fromarray(image).save(destination / "scan.png")
    assert audit(source, destination).exit_status == 0
    report = audit_folders(source, destination)
    assert report.exit_status == 1 and report.pixels == "read by tesseract"
    assert {leak.encoding for leak in report.leaks} == {"drawn letters"}


def test_pixels_that_cannot_be_read_are_told(
    note: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    (note[1] / "a.txt").write_text("nothing")
    assert audit_folders(*note).pixels == "not read"
    with pytest.raises(MissingDependency, match="tesseract"):
        audit_folders(*note, read_pixels=True)


def test_progress_and_bad_input(note: tuple[Path, Path], tmp_path: Path) -> None:
    source, destination = note
    for name in "abc":
        (destination / name).write_text("nothing")
    calls: list[tuple[int, int]] = []
    audit(source, destination, progress=lambda done, of: calls.append((done, of)))
    assert calls == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(PrivacyInputError, match="not there"):
        audit(source, tmp_path / "nowhere")
    with pytest.raises(PrivacyInputError, match="lies in the other"):
        audit(tmp_path, destination)
