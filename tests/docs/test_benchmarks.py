# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of benchmarks names every program; peers have environments that `make` makes; releases compared are as said."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

NO_PROGRAMS = {"plot", "mirror", "arx_grassberger"}


@pytest.fixture
def program(root: Path, monkeypatch):
    """Import a program of benchmarks/, which finds its neighbours beside it."""
    monkeypatch.syspath_prepend(root / "benchmarks")

    def read(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(
            name.replace("/", "_"), root / "benchmarks" / f"{name}.py"
        )
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return read


@pytest.mark.parametrize("part", ["What is claimed", "What was seen"])
def test_every_program_has_its_row(root: Path, part: str) -> None:
    text = (root / "docs" / "benchmarks.rst").read_text(encoding="utf-8").partition(f"{part}\n---")[2]
    rows = re.findall(r"\* - ``(\w+)\.py``", text.partition("\n---")[0])
    programs = {path.stem for path in (root / "benchmarks").glob("*.py")} - NO_PROGRAMS
    assert sorted(rows) == sorted(programs)


def test_make_peers_makes_every_environment(root: Path, program) -> None:
    made = re.search(r"^peers:(.*)$", (root / "Makefile").read_text(), re.MULTILINE).group(1).split()
    assert made == [f".venv-{name}/done" for name in program("peers/environment").PEERS]


def test_a_peer_without_its_environment_is_not_run(program, monkeypatch, tmp_path) -> None:
    peers = program("peers/environment")
    monkeypatch.setenv("SECURED_PEERS_ALC", str(tmp_path / "none"))
    assert peers.peer_python("peers-alc") is None
    assert peers.run_peer("alc_risk.py", environment="peers-alc") is None
    (tmp_path / "none").touch()
    assert peers.peer_python("peers-alc") == tmp_path / "none"


@pytest.mark.slow
def test_the_releases_hold_whom_they_are_said_to_hold(program, monkeypatch) -> None:
    engines = program("risk_engines")
    monkeypatch.setattr(engines, "N", 300)
    dataset, _ = engines.narrowed("nafld")
    members, strangers = dataset.take(np.arange(300)), dataset.take(np.arange(300, 600))
    made = engines.releases(members, strangers)
    held = {name: (linked.row_of >= 0).mean() for name, linked in made.items()}
    assert held["raw copy"] == 1 and held["other people"] == held["columns shuffled"] == 0
    assert held["half of each"] == pytest.approx(0.5, abs=0.1) and held["k = 5"] > 0.9
    for name in ("raw copy", "half of each"):
        linked, names = made[name], list(members.data.columns)
        there = np.flatnonzero(linked.row_of >= 0)
        own = linked.release.data[names].iloc[linked.row_of[there]].reset_index(drop=True)
        assert own.equals(members.data[names].iloc[there].reset_index(drop=True).astype(own.dtypes))
    others = np.setdiff1d(np.arange(300), made["half of each"].row_of)
    theirs = made["half of each"].release.data.iloc[others]
    assert theirs.equals(made["other people"].release.data.iloc[others])


def test_engines_that_refuse_are_told_apart_from_those_that_find_nothing(program) -> None:
    engines = program("risk_engines")
    found = engines.bars(
        {
            "ours": {"high": 0.02},
            "anonymeter": {"linkability": {"refuses": "RuntimeError"}, "inference": {"risk": 0.0}},
            "alc": {"refuses": "UFuncTypeError"},
        }
    )
    assert found["anonymeter: linkability"] == "refuses: RuntimeError" and found["anonymeter: inference"] == 0
    assert found["ALC, the highest"] == "refuses: UFuncTypeError" and found["ours"] == 0.02
    assert list(engines.bars({"ours": {"high": 0.02}, "anonymeter": None, "alc": None})) == ["ours"]
