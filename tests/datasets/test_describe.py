# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Suggestions for an undescribed table: types, roles, bounds and hierarchies, on the cautious side."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secured.common import Role
from secured_datasets import load
from secured_datasets.column_names import role_by_name
from secured_datasets.describe import write_description


def described(folder: Path, **columns: object):
    """Write a table, describe it, load it."""
    table = pd.DataFrame(columns)
    table.to_csv(folder / "t.csv", index=False)
    write_description(folder / "t.csv", folder / "t.toml", force=True)
    return load(folder / "t.toml")


@pytest.mark.parametrize(
    "name, role",
    [
        ("PatientID", "identifier"),
        ("Family name", "identifier"),
        ("e-mail", "identifier"),
        ("IBAN", "identifier"),
        ("DOB", "quasi-identifier"),
        ("zip_code", "quasi-identifier"),
        ("fecha de nacimiento", "quasi-identifier"),
        ("Geschlecht", "quasi-identifier"),
        ("leeftijd", "quasi-identifier"),
        ("drug name", "sensitive"),
        ("HIV status", "sensitive"),
        ("icd10", "sensitive"),
        ("krankheit", "sensitive"),
        ("column 7", ""),
    ],
)
def test_names_that_tell(name: str, role: str) -> None:
    assert role_by_name(name)[0] == role


def test_types_are_read_from_values(tmp_path: Path) -> None:
    n = 40
    dataset = described(
        tmp_path,
        zip=[f"0{i:04d}" for i in range(n)],
        age=range(20, 20 + n),
        weight=np.linspace(50, 90, n).round(1),
        born=[f"19{50 + i}-01-02" for i in range(n)],
        flag=[0, 1] * 20,
        mixed=["1", "a"] * 20,
        visits=[1, 2, 3, 4] * 10,
    )
    types = {name: str(column.type) for name, column in dataset.columns.items()}
    assert types == {
        "zip": "category",
        "age": "integer",
        "weight": "real",
        "born": "category",
        "flag": "category",
        "mixed": "category",
        "visits": "integer",
    }
    assert dataset.data["zip"].iloc[0] == "00000"  # leading zeros survive
    assert dataset.hierarchies["born"].labels[1][0] == "1950-01..."


def test_free_text_and_unique_codes_are_withheld(tmp_path: Path) -> None:
    n = 60
    dataset = described(
        tmp_path,
        code=[f"x{i * 7919}" for i in range(n)],
        age=range(n),
        remark=[
            f"patient number {i} said a long sentence about the weather and the family {i * 31}"
            for i in range(n)
        ],
    )
    assert dataset.columns["code"].role is Role.IDENTIFIER
    assert dataset.columns["remark"].role is Role.IDENTIFIER


def test_of_several_rows_of_a_person_the_first_counts(tmp_path: Path) -> None:
    dataset = described(
        tmp_path,
        patient=[f"p{i // 3}" for i in range(150)],
        age=[20 + i for i in range(150)],
        diagnosis=["a", "b", "c"] * 50,
    )
    assert dataset.n_people == len(dataset.data) == 50
    assert dataset.data["age"].tolist() == list(range(20, 170, 3))
    assert any("100 further rows" in note for note in dataset.notes)


def test_nobody_known_outside_is_never_the_suggestion(tmp_path: Path) -> None:
    dataset = described(
        tmp_path, glucose=np.linspace(4, 9, 50).round(2), cholesterol=np.linspace(3, 7, 50).round(2)
    )
    assert dataset.quasi_identifiers


def test_bounds_reach_past_the_extremes_and_hold_no_single_value(tmp_path: Path) -> None:
    dataset = described(tmp_path, age=[*range(20, 90), 113], diagnosis=["a", "b"] * 35 + ["a"])
    assert dataset.columns["age"].hierarchy.bounds == (20, 120)
    assert "113" not in (tmp_path / "t.toml").read_text()


@pytest.mark.slow
def test_a_million_rows(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    n = 1_000_000
    table = pd.DataFrame(
        {
            "age": rng.integers(0, 99, n),
            "sex": rng.choice(["f", "m"], n),
            "zip": rng.integers(10000, 10100, n).astype(str),
            "diagnosis": rng.choice(["a", "b", "c"], n),
        }
    )
    table.to_csv(tmp_path / "big.csv", index=False)
    write_description(tmp_path / "big.csv", tmp_path / "big.toml")
    dataset = load(tmp_path / "big.toml")
    assert dataset.n_people == n and dataset.quasi_identifiers == ("age", "sex", "zip")
