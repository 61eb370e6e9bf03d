# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every tutorial passes all its checks with the solutions, whatever the parameters, and none as a student gets it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest

CHANGED = {  # other parameters than the notebook's own
    "01_why_removing_names_is_not_enough": {"seed": 3},
    "02_k_l_t_and_their_attacks": {"seed": 3, "k": 6, "t": 0.4, "excluded": 2},
    "03_differential_privacy_and_syntactic_models": {"seed": 3, "epsilon": 0.8},
    "04_what_a_dicom_file_tells_about_you": {"seed": 3, "name": "Finchley^Goldie"},
    "05_your_heartbeat_is_a_fingerprint": {
        "seed": 3, "person": 5, "k": 4, "limit": 0.15, "ahead": 0.002, "prior": 0.1, "city": 5000,
    },
    "06_why_a_distance_is_not_a_privacy_guarantee": {
        "seed": 3, "n_each": 1000, "n_targets": 400, "k": 40, "epsilon": 0.8, "copied": 0.03,
    },
    "07_a_beacon_that_says_yes_or_no": {
        "seed": 3, "size": 40, "frequency": 0.004, "ratio": 10.0, "epsilon": 2.0, "p": 0.25, "prior": 0.05,
    },
    "08_what_epsilon_buys": {
        "seed": 3, "n_training": 200, "n_synthetic": 1000, "narrow": 0.05, "share": 0.1, "prior": 0.1, "most": 0.08, "epsilon": 0.8,
        "noise_share": 0.2,
    },
}  # fmt: skip
TUTORIALS = Path(__file__).parents[2] / "notebooks/tutorials"
SOLUTION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)


def solutions(name: str) -> int:
    """How many a tutorial has."""
    return sum(
        len(SOLUTION.findall(cell.source)) for cell in nbformat.read(TUTORIALS / f"{name}.ipynb", 4).cells
    )


def test_all_tutorials_are_here() -> None:
    assert sorted(CHANGED) == sorted(path.stem for path in TUTORIALS.glob("*.ipynb"))
    assert all(solutions(name) >= 3 for name in CHANGED)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGED)
def test_solutions_pass_with_other_parameters(tmp_path: Path, name: str) -> None:
    papermill.execute_notebook(
        str(TUTORIALS / f"{name}.ipynb"),
        str(tmp_path / "run.ipynb"),
        {"output_dir": str(tmp_path / "out"), **CHANGED[name]},
        progress_bar=False,
        store_widget_state=False,
        kernel_name="python3",
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert [one["passed"] for one in result.values()] == [True] * len(result)
    assert len(result) >= 3


@pytest.mark.slow
def test_a_student_gets_a_notebook_that_runs_and_has_everything_to_solve(tmp_path: Path) -> None:
    """Under `pytest --nbval-lax`, as a teacher would check a hand-out."""
    handed_out = tmp_path / "tutorials"
    shutil.copytree(TUTORIALS, handed_out, ignore=shutil.ignore_patterns("results", ".ipynb_checkpoints"))
    for path in handed_out.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = SOLUTION.sub("", cell.source)
        nbformat.write(notebook, path)
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider", "--nbval-cell-timeout=300",
            "tutorials",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:]
    assert "failed" not in run.stdout.splitlines()[-1]
    results = sorted(handed_out.glob("results/*/result.json"))
    assert len(results) == len(CHANGED)
    for result in results:
        passed = [one["passed"] for one in json.loads(result.read_text()).values()]
        assert passed == [False] * len(passed), result.parent.name
