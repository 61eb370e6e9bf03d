# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Compiled loops where numba is there; without it, or told so, everything runs on numpy with the same results."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from secured.common import compiled

SUBSET = (
    "tests/common/test_grouping.py::test_columns_beyond_62_bits",
    "tests/dans/test_equivalence_classes.py::test_any_path_of_generalizations_ends_where_a_recount_does",
    "tests/dans/search/test_lattice_search.py::test_the_search_is_right_in_all_seeded_cases",
    "tests/dans/search/test_surface.py::test_the_surface_reads_what_a_search_finds",
    "tests/dans/search/test_grid_surface.py::test_every_node_at_every_point_is_that_of_its_classes",
    "tests/dans/search/test_grid_surface.py::test_keys_of_many_words_are_walked_too",
)


def without_numba(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, env=os.environ | {"SECURED_NUMBA": "0"}, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.slow
def test_search_grouping_and_surface_pass_on_numpy_alone(root):
    run = without_numba("-m", "pytest", "-p", "no:cacheprovider", *SUBSET, root=root)
    assert run.returncode == 0, run.stdout + run.stderr
    if compiled.numba is not None:
        assert compiled.COMPILED


def test_the_variable_turns_compiled_code_off(root):
    code = (
        "import sys; from secured.common.compiled import COMPILED, njit; f = njit(lambda n: n + 1); "
        "import secured.dans; assert not COMPILED and f(1) == 2 and 'numba' not in sys.modules"
    )
    run = without_numba("-c", code, root=root)
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(compiled.numba is None, reason="numba is not installed")
def test_a_function_is_compiled_and_computes_the_same():
    def total(numbers):
        result = 0
        for number in numbers:
            result += number
        return result

    fast = compiled.njit(total)
    assert fast is not total
    assert fast(np.arange(5)) == total(np.arange(5)) == 10


@pytest.mark.skipif(compiled.numba is None, reason="numba is not installed")
def test_where_machine_code_cannot_be_kept_it_is_compiled_all_the_same(monkeypatch):
    """numba refuses at import where no folder can be written to: the workbench must start there too."""
    njit = compiled.numba.njit

    def unwritable(*, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return njit(**options)

    monkeypatch.setattr(compiled.numba, "njit", unwritable)
    assert compiled.njit(lambda number: number + 1)(2) == 3
