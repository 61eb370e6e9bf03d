# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many megabytes a second the search for identifiers looks through, beside `grep -F -f` on the same files.

Seconds are those of the processor, of one core, so that other work on the machine does not count. The line is at
10 MB/s. `grep` reads bytes as they are; the search also unpacks, and reads them
as wide text, escapes, wrapped lines, base64 and hexadecimal, so what each of them found is written down too: the
same string is planted in every kind of file, plain in half of them and packed in the other half. Prints the speeds,
writes results/leak_search.json and .svg beside this file.
"""

import gzip
import os
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from plot import keep

from secured.dans.leaks.find_strings import scan_file
from secured.dans.leaks.text_views import VIEWS
from secured.dans.leaks.wanted import Wanted

LIMIT = 10.0  # MB/s
SIZE = 2**24  # bytes of each file
IDENTIFIERS = (10, 3000)
SECRET = "Kovalchenko48291377"


def write_files(folder: Path) -> None:
    """A table, an image of 16 bits, noise, and each of them packed; the secret in the middle of all."""
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 10**6, (SIZE // 34, 3))
    table = "".join(f"{at:08d},ward {a % 90},{b},{c}\n" for at, (a, b, c) in enumerate(rows)).encode()[:SIZE]
    contents = {
        "table": table,
        "image": rng.normal(900, 200, SIZE // 2).astype("<i2").tobytes(),
        "noise": rng.bytes(SIZE),
    }
    for name, data in contents.items():
        whole = data[: SIZE // 2] + f" {SECRET} ".encode() + data[SIZE // 2 :]
        (folder / name).write_bytes(whole)
        (folder / f"{name}.gz").write_bytes(gzip.compress(whole, 1, mtime=0))


def identifiers(count: int) -> list[str]:
    """Names, numbers and unique identifiers that nobody has, and the secret."""
    rng = np.random.default_rng(count)
    made = [SECRET]
    while len(made) < count:
        number = int(rng.integers(10**11, 10**12))
        made += [f"Zq{number % 10**7}name", f"MRN{number}", f"1.2.826.0.1.3680043.10.{number}"]
    return made[:count]


def _of_children(start: os.times_result) -> float:
    now = os.times()
    return max(now.children_user + now.children_system - start.children_user - start.children_system, 0.01)


def main() -> None:
    """Run and report."""
    speed: dict[str, float] = {}
    files_found: dict[str, int] = {}
    by_file: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_files(folder)
        files = sorted(folder.iterdir())
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        for count in IDENTIFIERS:
            strings = identifiers(count)
            patterns = folder.with_name(f"{folder.name}.patterns")
            patterns.write_text("\n".join(strings))
            start = os.times()
            run = subprocess.run(
                ["grep", "-a", "-l", "-i", "-F", "-f", patterns, *files],
                capture_output=True,
                check=False,
                env={**os.environ, "LC_ALL": "C"},
            )
            speed[f"grep, {count}"] = megabytes / _of_children(start)
            files_found[f"grep, {count}"] = len(run.stdout.splitlines())
            patterns.unlink()
            for label, views in (("plain only", ("plain",)), ("all ways", VIEWS)):
                name = f"{label}, {count}"
                seconds: dict[str, float] = {}
                found = 0
                for path in files:
                    start = time.process_time()
                    found += bool(scan_file(path, Wanted(strings, views=views)).sights)
                    seconds[path.name] = time.process_time() - start
                speed[name] = megabytes / sum(seconds.values())
                files_found[name] = found
                by_file[name] = {one: SIZE / 1e6 / taken for one, taken in seconds.items()}
            if files_found[f"all ways, {count}"] != len(files):
                raise SystemExit("leak_search: the search missed a planted string")
    keep(
        Path(__file__),
        {
            "limit_MB_per_s": LIMIT,
            "files": len(files),
            "megabytes": megabytes,
            "MB_per_s": speed,
            "files_with_the_secret_found": files_found,
            "MB_per_s_of_unpacked_content_by_file": by_file,
        },
        bars=speed,
        limit=LIMIT,
        unit="MB/s",
    )


if __name__ == "__main__":
    main()
