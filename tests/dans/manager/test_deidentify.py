# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every file ends handed on or quarantined, nothing names a person, and an interrupted run is taken up again."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from secured.common import PrivacyInputError, ProjectKey, Reason
from secured.dans.deidentification import People, Person
from secured.dans.manager import FolderReport, Profile, deidentify


def run(ward: Path, cards: Profile, key: Path | ProjectKey, **options: object) -> FolderReport:
    return deidentify(ward, cards, key, destination=ward.parent / "out", **options)  # type: ignore[arg-type]


def outputs(ward: Path) -> dict[str, bytes]:
    out = ward.parent / "out"
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def reasons(report: FolderReport) -> set[Reason | None]:
    return {one.outcome.reason for one in report.entries}


def card(ward: Path, *lines: str) -> None:
    (ward / "new.card").write_text("\n".join(["CARD Nova Nomen", *lines]) + "\n")


def test_every_file_is_in_exactly_one_entry(ward: Path, cards: Profile, key: Path) -> None:
    report = run(ward, cards, key)
    assert report.by_format() == {
        "card": {"DEIDENTIFIED": 2, "QUARANTINED": 0},
        "unknown": {"DEIDENTIFIED": 0, "QUARANTINED": 2},
    }
    assert report.by_reason() == {"EMPTY": 1, "UNKNOWN_FORMAT": 1}
    assert len(outputs(ward)) == 1 + 2 + 1  # a card, a card with rows, the report


def test_nothing_that_leaves_names_anybody(ward: Path, cards: Profile, key: Path) -> None:
    report = run(ward, cards, key)
    seen = [repr(report), report._repr_html_(), json.dumps(report.to_dict())]
    for name, content in outputs(ward).items():
        seen += [name, content.decode()]
    for word in ("Canarius", "Serena", "Bertram", "Bly", "ward", "notes", "b.card"):
        assert not [text for text in seen if word in text], word


def test_the_source_is_left_untouched_and_nothing_stays_aside(ward: Path, cards: Profile, key: Path) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in ward.rglob("*") if path.is_file()
    }
    run(ward, cards, key)
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in ward.rglob("*") if path.is_file()
    }
    assert not list(ward.parent.glob(".*.work"))


def test_the_owners_list_leads_back_and_is_the_owners_alone(ward: Path, cards: Profile, key: Path) -> None:
    place = ward.parent / "sources.csv"
    run(ward, cards, key, owners_list=place)
    assert place.stat().st_mode & 0o077 == 0
    assert "Canarius, Serena/Canarius.card" in place.read_text()
    assert place.read_text().count("\n") == 1 + 4


def test_the_same_key_makes_the_same_bytes_and_another_key_no_name_alike(
    ward: Path, cards: Profile, key: Path
) -> None:
    run(ward, cards, key)
    first = outputs(ward)
    shutil.rmtree(ward.parent / "out")
    run(ward, cards, key)
    assert outputs(ward) == first
    shutil.rmtree(ward.parent / "out")
    run(ward, cards, ProjectKey(bytes(32)))
    assert set(outputs(ward)) & set(first) == {"deidentification.json"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("!forget", Reason.LEAK_FOUND),
        ("!stop", Reason.INTERNAL_ERROR),
        ("!refuse", Reason.UNSUPPORTED),
        ("!extra", Reason.DEPENDENCY_MISSING),
    ],
)
def test_a_reader_that_misbehaves_hands_on_nothing(
    ward: Path, cards: Profile, key: Path, line: str, reason: Reason
) -> None:
    card(ward, "blood 5", line)
    report = run(ward, cards, key)
    assert reason in reasons(report)
    assert report.n_deidentified == 2
    assert "Canarius" not in json.dumps(report.to_dict())
    assert not [
        name for name, content in outputs(ward).items() if b"Nova" in content or b"blood 5" in content
    ]


def test_what_the_owner_knows_of_a_person_is_looked_for_too(ward: Path, cards: Profile, key: Path) -> None:
    (ward / "b.rows").write_text("phone 0471-5566\n")
    people = People(patterns=(("b.card", Person(id="4711", known=("0471-5566",))),))
    assert Reason.LEAK_FOUND in reasons(run(ward, cards, key, people=people))


def test_a_short_name_is_looked_for_as_a_word(ward: Path, cards: Profile, key: Path) -> None:
    people = People(patterns=(("b.card", Person(id="4711", known=("Brown",))),))
    (ward / "b.rows").write_text("a brownish spot\n")
    assert run(ward, cards, key, people=people).n_deidentified == 2
    shutil.rmtree(ward.parent / "out")
    (ward / "b.rows").write_text("told Brown\n")
    assert Reason.LEAK_FOUND in reasons(run(ward, cards, key, people=people))


def test_a_process_that_dies_costs_its_source_alone(ward: Path, cards: Profile, key: Path) -> None:
    card(ward, "!die")
    for n in range(6):
        (ward / f"{n}.card").write_text(f"CARD Patient {n}\nblood {n}\n")
    report = run(ward, cards, key, workers=2)
    assert report.n_deidentified == 2 + 6
    assert report.by_reason() == {"EMPTY": 1, "INTERNAL_ERROR": 1, "UNKNOWN_FORMAT": 1}


def test_processes_make_the_same_as_one(ward: Path, cards: Profile, key: Path) -> None:
    run(ward, cards, key)
    alone = outputs(ward)
    shutil.rmtree(ward.parent / "out")
    run(ward, cards, key, workers=2)
    assert outputs(ward) == alone


def test_a_second_run_does_only_what_is_new(ward: Path, cards: Profile, key: Path) -> None:
    run(ward, cards, key)
    first = {name: (ward.parent / "out" / name).stat().st_ino for name in outputs(ward)}
    card(ward, "blood 5")
    assert run(ward, cards, key).n_deidentified == 3
    again = {name: (ward.parent / "out" / name).stat().st_ino for name in outputs(ward)}
    assert {name: again[name] for name in first if name.endswith("card")} == {
        name: node for name, node in first.items() if name.endswith("card")
    }


def test_a_changed_source_is_not_taken_for_the_old_one(ward: Path, cards: Profile, key: Path) -> None:
    run(ward, cards, key)
    (ward / "b.card").write_text("CARD Bertram Bly\nblood 44\n")
    assert Reason.NAME_TAKEN in reasons(run(ward, cards, key))


def test_another_key_does_not_go_on(ward: Path, cards: Profile, key: Path) -> None:
    run(ward, cards, key)
    with pytest.raises(PrivacyInputError, match="another key or profile"):
        run(ward, cards, ProjectKey(bytes(32)))


def test_a_folder_of_somebody_else_is_not_written_into(ward: Path, cards: Profile, key: Path) -> None:
    (ward.parent / "out").mkdir()
    (ward.parent / "out" / "thesis.doc").write_text("mine")
    with pytest.raises(PrivacyInputError, match="not empty"):
        run(ward, cards, key)
    assert set(outputs(ward)) == {"thesis.doc"}


@pytest.mark.parametrize("inside", ["ward/out", "."])
def test_source_and_destination_lie_apart(ward: Path, cards: Profile, key: Path, inside: str) -> None:
    with pytest.raises(PrivacyInputError, match="in one another"):
        deidentify(ward, cards, key, destination=ward.parent / inside)


def test_a_missing_key_and_a_source_that_is_not_there(ward: Path, cards: Profile, tmp_path: Path) -> None:
    with pytest.raises(PrivacyInputError, match="key is missing"):
        deidentify(ward, cards)
    with pytest.raises(PrivacyInputError, match="is not there"):
        deidentify(tmp_path / "nothing", cards, ProjectKey(bytes(32)))
    with pytest.raises(PrivacyInputError, match="the key as a file"):
        run(ward, cards, ProjectKey(bytes(32)), workers=2)
    with pytest.raises(PrivacyInputError, match="none of basic, research"):
        deidentify(ward, "bsaic", ProjectKey(bytes(32)))


def zipped(ward: Path, members: dict[str, str]) -> Path:
    path = ward / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_an_archive_is_opened(ward: Path, cards: Profile, key: Path) -> None:
    zipped(ward, {"Doe/x.card": "CARD John Doe\nblood 6\n", "readme": "about John Doe"})
    report = run(ward, cards, key)
    assert report.n_deidentified == 3
    assert len(report.entries) == 6
    assert b"blood 6\n" in outputs(ward).values()


@pytest.mark.parametrize("name", ["../x.card", "/x.card", "a\\..\\x.card"])
def test_an_archive_that_reaches_out_is_refused(ward: Path, cards: Profile, key: Path, name: str) -> None:
    zipped(ward, {name: "CARD John Doe\nblood 6\n"})
    report = run(ward, cards, key)
    assert report.by_reason() == {"EMPTY": 1, "MALFORMED": 1, "UNKNOWN_FORMAT": 1}


def test_a_bomb_is_not_unpacked(ward: Path, cards: Profile, key: Path) -> None:
    zipped(ward, {"x.card": "0" * 50_000_000})
    assert Reason.UNSUPPORTED in reasons(run(ward, cards, key))


def test_a_truncated_archive_is_refused(ward: Path, cards: Profile, key: Path) -> None:
    path = zipped(ward, {"x.card": "CARD John Doe\nblood 6\n" * 1000})
    data = bytearray(path.read_bytes())
    data[60:70] = b"0123456789"
    path.write_bytes(data)
    report = run(ward, cards, key)
    assert report.n_quarantined == 3


@pytest.mark.skipif(os.geteuid() == 0 and not hasattr(os, "symlink"), reason="needs links")
def test_a_link_is_not_followed(ward: Path, cards: Profile, key: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "s.card").write_text("CARD Secret One\nblood 7\n")
    (ward / "there").symlink_to(tmp_path / "elsewhere")
    (ward / "s.card").symlink_to(tmp_path / "elsewhere" / "s.card")
    report = run(ward, cards, key)
    assert report.by_reason()["UNREADABLE"] == 2
    assert b"blood 7\n" not in outputs(ward).values()


def test_progress_is_told(ward: Path, cards: Profile, key: Path) -> None:
    told: list[int] = []
    run(ward, cards, key, progress=lambda entry, n: told.append(n))
    assert told == [4] * 4
