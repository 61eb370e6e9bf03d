# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What is aside is handed on whole or not at all, and never over something else."""

from pathlib import Path

import pytest

from secured.common import Quarantined, Reason
from secured.dans.deidentification import Stage


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def staged(tmp_path: Path, content: dict[str, str]) -> Stage:
    stage = Stage(tmp_path / "aside" / "one")
    for name, text in content.items():
        stage.new(name).write_text(text)
    return stage


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_there_before_the_commit(tmp_path: Path, place: Path) -> None:
    stage = staged(tmp_path, {"p/a.txt": "x"})
    assert files(place) == set()
    assert [str(one) for one in stage.commit(place)] == ["p/a.txt"]
    assert files(place) == {"p/a.txt"}
    assert not (tmp_path / "aside" / "one").exists()


def test_several_files_move_as_their_folder(tmp_path: Path, place: Path) -> None:
    (place / "p").mkdir()  # of another source of the same person
    staged(tmp_path, {"p/r/a.hea": "x", "p/r/a.dat": "y"}).commit(place)
    assert files(place) == {"p/r/a.hea", "p/r/a.dat"}


@pytest.mark.parametrize("content", [{"p/a.txt": "x"}, {"p/r/a.hea": "x", "p/r/a.dat": "y"}])
def test_the_same_again_is_accepted_and_other_content_is_not(
    tmp_path: Path, place: Path, content: dict[str, str]
) -> None:
    staged(tmp_path, content).commit(place)
    staged(tmp_path, content).commit(place)
    with pytest.raises(Quarantined) as caught:
        staged(tmp_path, dict.fromkeys(content, "other")).commit(place)
    assert caught.value.reason is Reason.NAME_TAKEN
    assert {(place / name).read_text() for name in content} == set(content.values())


@pytest.mark.parametrize("outside", ["/etc/x", "../x", "p/../../x", ""])
def test_a_place_outside_is_refused(tmp_path: Path, outside: str) -> None:
    with pytest.raises(Quarantined, match="not below"):
        Stage(tmp_path / "aside").new(outside)


def test_a_place_that_was_not_written_is_no_output(tmp_path: Path, place: Path) -> None:
    stage = staged(tmp_path, {"p/r/a.hea": "x"})
    stage.new("p/r/a.dat")
    with pytest.raises(Quarantined, match="wrote nothing"):
        stage.commit(place)
    assert files(place) == set()


def test_several_files_without_a_folder_are_refused(tmp_path: Path, place: Path) -> None:
    with pytest.raises(Quarantined, match="folder of their own"):
        staged(tmp_path, {"a": "x", "b": "y"}).commit(place)
