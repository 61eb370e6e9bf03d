# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The guide to anonymizing a table runs as it stands, and its comments say what comes out."""

import ast
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from secured_datasets import load

ELSEWHERE = ("PostgresTable(", "from distributed import")  # need servers; tests/dans/scale has them


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of a page's blocks, in order."""
    found = re.findall(r"\.\. code-block:: (\w+)\n\n((?:   .*\n|\n)+)", page.read_text(encoding="utf-8"))
    return [(language, textwrap.dedent(text)) for language, text in found]


def typed(block: str) -> None:
    """Type the commands of a console block."""
    for line in block.splitlines():
        words = line.removeprefix("$ secured ").split()
        if words:
            subprocess.run([sys.executable, "-m", "secured.cli", *words], check=True, capture_output=True)


def told(line: str) -> Any:
    """The value that a comment states, or None where it says something else."""
    comment = line.rpartition("# ")[2] if "# " in line else ""
    try:
        return ast.literal_eval(comment.strip())
    except (ValueError, SyntaxError):
        return None


def plain(value: Any) -> Any:
    """Numbers of numpy as Python's, lists and tuples alike."""
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


def same(seen: Any, stated: Any) -> bool:
    """Equal, numbers as far as they are written out."""
    seen, stated = plain(seen), plain(stated)
    if isinstance(stated, list):
        return isinstance(seen, list) and len(seen) == len(stated) and all(map(same, seen, stated))
    if isinstance(stated, float):
        digits = len(str(stated).partition(".")[2])
        return round(float(seen), digits) == stated
    if isinstance(stated, str) and stated.endswith("..."):
        return str(seen).startswith(stated.removesuffix("..."))
    return bool(seen == stated)


@pytest.mark.slow
def test_the_guide_runs_and_says_what_comes_out(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    compared = 0
    load("nafld").data.to_csv("patients.csv", index=False)
    for language, block in blocks(root / "docs" / "anonymizing_tables.rst"):
        if any(word in block for word in ELSEWHERE):
            continue
        if language == "console":
            typed(block)
            continue
        lines = block.splitlines()
        for statement in ast.parse(block).body:
            code = compile(ast.Module([statement], type_ignores=[]), "<guide>", "exec")
            if not isinstance(statement, ast.Expr):
                exec(code, names)  # noqa: S102  our own page
                continue
            value = eval(compile(ast.Expression(statement.value), "<guide>", "eval"), names)
            line = lines[statement.end_lineno - 1]
            follows = lines[statement.end_lineno] if statement.end_lineno < len(lines) else ""
            stated = told(line) if "# " in line else told(follows) if follows.startswith("# ") else None
            if stated is not None:
                assert same(value, stated), line
                compared += 1
    assert compared >= 25


def test_the_comparison_sees_a_wrong_comment() -> None:
    assert same(0.1487, told("x  # 0.149"))
    assert not same(0.1487, told("x  # 0.148"))
    assert same((2, 0), told("x  # (2, 0)"))
    assert not same((2, 0, 1), told("x  # (2, 0)"))
    assert told("x  # 519 of 549 new people") is None
