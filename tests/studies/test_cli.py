# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The command line as a user types it: what it prints, and one sentence with exit status 2 for every mistake."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secured.cli import main

CANARY = "CANARY-4242"
Run = subprocess.CompletedProcess[str]


def secured(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "secured.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )


@pytest.fixture
def mistaken(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The same within this process, for what is refused before anything runs."""

    def run(*arguments: str, cwd: Path) -> Run:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["secured", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out, err)

    return run


def patients(n: int = 1200, seed: int = 11) -> pd.DataFrame:
    """Simulated patients with spaces and accents in names, mixed types and missing values; names are canaries."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 95, n)
    return pd.DataFrame(
        {
            "Patient ID": [f"{CANARY}-{i}" for i in range(n)],
            "Âge (années)": age,
            "sexo": rng.choice(["F", "M"], n),
            "código postal": [f"{code:05d}" for code in rng.integers(8001, 8040, n)],
            "peso kg": pd.Series(rng.normal(75, 12, n).round(1)).where(rng.random(n) > 0.1),
            "room": rng.choice(["1", "2", "x"], n),
            "diagnosis": np.where(rng.random(n) < age / 200, "E11", "I10"),
        }
    )


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the table and its suggested entry."""
    folder = tmp_path_factory.mktemp("own data")
    patients().to_csv(folder / "my patients.csv", index=False, na_rep="NA")
    run = secured("data", "describe", "my patients.csv", "-o", "my.toml", cwd=folder)
    assert run.returncode == 0, run.stderr
    return folder


def assert_one_sentence(run: subprocess.CompletedProcess[str], *words: str) -> None:
    assert run.returncode == 2, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    assert CANARY not in run.stderr + run.stdout
    for word in words:
        assert word in run.stderr


def test_list_show_and_verify() -> None:
    listed = secured("data", "list")
    assert listed.returncode == 0 and "nafld" in listed.stdout and "usable" in listed.stdout
    assert len(listed.stdout.splitlines()) >= 23
    shown = secured("data", "show", "nafld").stdout
    assert "LGPL" in shown and "quasi-identifier" in shown and "population, prior" in shown
    assert "agree with their checksums" in secured("data", "verify", "nafld").stdout
    assert "release_assessment" in secured("report").stdout
    assert "notebooks:" in secured("doctor").stdout


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("data", "show", "nothing"), ("no dataset 'nothing'", "secured data list")),
        (("data", "verify", "inbreast"), ()),
        (("report", "nothing"), ("no template 'nothing'",)),
        (("report", "release_assessment", "-p", "kk=3"), ("unknown parameter 'kk'",)),
        (("report", "release_assessment", "-p", "k"), ("not KEY=VALUE",)),
        (("data", "describe", "absent.csv"), ("no such file",)),
        (("data", "describe", "absent.docx"), ("unknown format",)),
    ],
)
def test_mistakes_give_one_sentence(
    arguments: tuple[str, ...], words: tuple[str, ...], tmp_path: Path, mistaken: Callable[..., Run]
) -> None:
    run = mistaken(*arguments, cwd=tmp_path)
    if arguments[:2] != ("data", "verify"):
        assert_one_sentence(run, *words)
    assert list(tmp_path.iterdir()) == []


def test_describe_suggests_roles_with_reasons(described: Path) -> None:
    entry = (described / "my.toml").read_text(encoding="utf-8")
    assert CANARY not in entry
    from secured_datasets import load

    dataset = load(described / "my.toml")
    assert dataset.quasi_identifiers == ("Âge (années)", "sexo", "código postal", "peso kg", "room")
    assert dataset.sensitive == ("diagnosis",)
    assert (dataset.population, dataset.prior) == (1200, 1.0)
    assert entry.count("reason = ") == 7 and 'missing = ["", "NA"]' in entry


def test_describe_writes_over_nothing_unasked(described: Path, mistaken: Callable[..., Run]) -> None:
    before = (described / "my.toml").read_text(encoding="utf-8")
    assert_one_sentence(
        mistaken("data", "describe", "my patients.csv", "-o", "my.toml", cwd=described), "exists", "--force"
    )
    assert (described / "my.toml").read_text(encoding="utf-8") == before


@pytest.mark.slow
def test_an_unseen_table_goes_through_unedited(described: Path) -> None:
    run = secured(
        "report",
        "release_assessment",
        "-p",
        "dataset=my.toml",
        "-p",
        "k=8",
        "-p",
        "threshold=0.2",
        "-o",
        "out",
        cwd=described,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert "100%" in run.stderr  # progress
    out = described / "out"
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert result["k"] == 8 and result["standing"] == "real" and result["verdict"] in run.stdout
    assert all(CANARY not in path.read_text(encoding="utf-8", errors="replace") for path in out.iterdir())
    assert result["chosen"] is not None
    release = pd.read_parquet(out / "release.parquet")
    columns = ["Âge (années)", "sexo", "código postal", "peso kg", "room"]
    assert release.groupby(columns, dropna=False).size().min() >= 8
    how = json.loads((out / "release.json").read_text(encoding="utf-8"))
    assert how["n_records"] == len(release) and how["guarantee"]["k"] == 8
    assert "prior" in result["threat_model"]["text"] or "certain" in result["threat_model"]["text"]


BAD_ENTRIES = {
    "unknown role": ('role = "identifier"', 'role = "secret"', "unknown value 'secret'"),
    "unknown key": ("[threat]", "[threat]\nodds = 3", "unknown key 'odds'"),
    "wrong type": ('type = "integer"', 'type = "real"\nunits = 3', "unknown key 'units'"),
    "missing file": ('file = "my patients.csv"', 'file = "gone.csv"', "no such file"),
    "text as number": ('[columns."sexo"]\n', '[columns."sexo"]\n#', ""),
}


@pytest.mark.parametrize("name", list(BAD_ENTRIES))
def test_a_bad_entry_gives_one_sentence_and_writes_nothing(
    described: Path, name: str, mistaken: Callable[..., Run]
) -> None:
    old, new, told = BAD_ENTRIES[name]
    entry = (described / "my.toml").read_text(encoding="utf-8").replace(old, new, 1)
    if name == "text as number":
        entry = entry.replace(
            'type = "category"\nhierarchy = { kind = "flat" }',
            'type = "integer"\nhierarchy = { kind = "flat" }',
        )
        told = "rows are no number"
    bad = described / "bad.toml"
    bad.write_text(entry, encoding="utf-8")
    run = mistaken("report", "release_assessment", "-p", "dataset=bad.toml", "-o", "never", cwd=described)
    assert_one_sentence(run, told)
    assert not (described / "never").exists()


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("-p", "dataset=nothing"), "no dataset 'nothing'"),
        (("-p", "dataset=my.toml", "-p", "k=5000"), "does not fit a table of 1200 people"),
        (("-p", "dataset=inbreast"), "loader comes with"),
    ],
)
def test_what_the_study_refuses_reaches_the_user_as_one_sentence(
    described: Path, arguments: tuple[str, ...], told: str
) -> None:
    assert_one_sentence(
        secured("report", "release_assessment", *arguments, "-o", "never", cwd=described), told
    )
    assert not (described / "never").exists()


def test_a_binary_file_is_refused_without_a_cell(tmp_path: Path, mistaken: Callable[..., Run]) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1" + CANARY.encode() + b"\x00\xff")
    (tmp_path / "broken.xlsx").write_bytes(CANARY.encode())
    (tmp_path / "empty.csv").write_text("")
    for name in ("broken.parquet", "broken.xlsx", "empty.csv"):
        assert_one_sentence(mistaken("data", "describe", name, cwd=tmp_path), name)
