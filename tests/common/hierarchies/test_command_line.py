# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The command line converts and checks hierarchy files, in one sentence a mistake and without a value."""

import pytest
from typer.testing import CliRunner

from secured.cli import app
from secured.common import SecuredError

CANARY = "Jane" + "Q" + "7731"


def run(*arguments):
    return CliRunner().invoke(app, ["hierarchy", *map(str, arguments)])


def test_a_file_goes_to_every_format_and_back(tmp_path):
    first = tmp_path / "land.csv"
    first.write_text("New York;US;*\nLa Paz;BO;*\n", encoding="utf-8")
    place = first
    for name in ("a.txt", "b.json", "c.toml", "d.csv"):
        done = run("convert", place, tmp_path / name)
        assert done.exit_code == 0, done.output
        assert "2 values, 3 levels" in done.output
        place = tmp_path / name
    assert place.read_bytes() == first.read_bytes()


def test_nothing_is_written_over_unasked(tmp_path):
    (tmp_path / "a.csv").write_text("x;*\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("mine", encoding="utf-8")
    refused = run("convert", tmp_path / "a.csv", tmp_path / "b.txt")
    assert isinstance(refused.exception, SecuredError)
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == "mine"
    assert run("convert", tmp_path / "a.csv", tmp_path / "b.txt", "--force").exit_code == 0
    assert run("convert", tmp_path / "a.csv", tmp_path / "c.dat", "--to", "toml").exit_code == 0
    assert run("check", tmp_path / "c.dat", "--format", "toml").exit_code == 0


@pytest.mark.parametrize(
    ("text", "code", "words"), [("x;*\ny;*\n", 0, "can be used"), ("x;*\n", 2, "1 distinct values")]
)
def test_check_compares_with_a_column(tmp_path, text, code, words):
    (tmp_path / "h.csv").write_text(text, encoding="utf-8")
    (tmp_path / "t.csv").write_text(f"name,c\n{CANARY},x\n{CANARY},y\n", encoding="utf-8")
    done = run("check", tmp_path / "h.csv", "--data", tmp_path / "t.csv", "--column", "c")
    assert done.exit_code == code
    assert words in done.output
    assert CANARY not in done.output
    wrong = run("check", tmp_path / "h.csv", "--data", tmp_path / "t.csv", "--column", "d")
    assert "has no column 'd'" in str(wrong.exception)
