# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Killed at any moment, a run leaves whole files and nothing else; the next call finishes the work."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from plain_cards import Cards
from secured.dans.manager import Profile, deidentify
profile = Profile(name="plain", formats=(Cards(slow=float(sys.argv[5])),))
print("begun", flush=True)
deidentify(sys.argv[2], profile, sys.argv[3], destination=sys.argv[4])
"""


def begin(ward: Path, key: Path, out: Path, slow: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(ward), str(key), str(out), str(slow)],
        stdout=subprocess.PIPE,
        text=True,
    )


def contents(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_a_kill_at_a_random_moment_leaves_no_part_of_a_file(ward: Path, key: Path, tmp_path: Path) -> None:
    for n in range(12):
        (ward / f"{n}.card").write_text(f"CARD Patient Number {n}\n" + "blood 4\n" * 10)
        if n % 3 == 0:
            (ward / f"{n}.rows").write_text("1 2 3\n" * 100)
    assert begin(ward, key, tmp_path / "whole", 0.0).wait() == 0
    whole = contents(tmp_path / "whole")
    moments = random.Random(7)
    reached = set()
    for attempt in range(20):
        out = tmp_path / f"out{attempt}"
        run = begin(ward, key, out, 0.003)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.45))
        run.send_signal(signal.SIGKILL)
        run.wait()
        left = contents(out)
        reached.add(len(left))
        for name, content in left.items():
            assert content == whole[name], name
    assert len(reached) > 5  # the moments were spread over the work
    assert begin(ward, key, out, 0.0).wait() == 0
    assert contents(out) == whole
