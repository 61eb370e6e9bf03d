# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Killed at any moment, a run leaves whole files and nothing else; the next call finishes the work."""

import multiprocessing
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from secured.dans.manager import Profile, deidentify


def contents(out: Path) -> dict[str, bytes]:
    """Places and contents of everything in a folder."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
def test_a_kill_at_a_random_moment_leaves_no_part_of_a_file(
    ward: Path, cards: Profile, key: Path, tmp_path: Path
) -> None:
    for n in range(12):
        (ward / f"{n}.card").write_text(f"CARD Patient Number {n}\n" + "blood 4\n" * 10)
        if n % 3 == 0:
            (ward / f"{n}.rows").write_text("1 2 3\n" * 100)
    deidentify(ward, cards, key, destination=tmp_path / "whole")
    whole = contents(tmp_path / "whole")
    slow = replace(cards, formats=(replace(cards.formats[0], slow=0.003),))  # type: ignore[type-var]
    moments = random.Random(7)
    reached = set()
    for attempt in range(20):
        out = tmp_path / f"out{attempt}"
        run = multiprocessing.get_context("fork").Process(
            target=deidentify, args=(ward, slow, key), kwargs={"destination": out}
        )
        run.start()
        while run.is_alive() and len(list(out.rglob("*.*"))) < attempt % 15:
            time.sleep(0.001)
        time.sleep(moments.uniform(0.0, 0.04))  # a card takes 0.03 s: the kill falls in the middle of one
        run.kill()
        run.join()
        left = contents(out) if out.is_dir() else {}
        reached.add(len(left))
        for name, content in left.items():
            assert content == whole[name], name
        deidentify(ward, cards, key, destination=out)
        assert contents(out) == whole
    assert len(reached) > 5  # the moments were spread over the work
