# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables of dosages: every format gives the same, and what is no hard call is named by its column."""

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.common.genotypes import read_dosage_table

CANARY = "Q7731"
TABLE = pd.DataFrame(
    {"person": [f"{CANARY}-1", f"{CANARY}-2", "007"], "rs1": [0, 1, None], "rs2": [2, None, 0]}
)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet"])
def test_formats_give_the_same(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        TABLE.to_parquet(path, index=False)
    else:
        TABLE.astype({"rs1": "Int8", "rs2": "Int8"}).to_csv(
            path, sep="," if suffix == ".csv" else "\t", index=False
        )
    read = read_dosage_table(path)
    assert read.dosages.tolist() == [[0, 2], [1, -1], [-1, 0]]
    assert read.subjects.tolist() == TABLE["person"].tolist()
    assert read.variants["id"].tolist() == ["rs1", "rs2"]
    assert read.haplotypes is None


@pytest.mark.parametrize("absent", ["", "NA", ".", "-1", "-9"])
def test_what_is_not_known_is_missing(tmp_path, absent):
    (tmp_path / "a.csv").write_text(f"id,rs1\nx,{absent}\ny,1\n")
    assert read_dosage_table(tmp_path / "a.csv").dosages.ravel().tolist() == [-1, 1]


BAD = {
    "a probability": ("id,rs1,rs2\nx,0,0.7\n", "a.csv: column 3 holds 1 values other than 0, 1, 2"),
    "a letter": (f"id,rs1\nx,{CANARY}\ny,1\n", "a.csv: column 2 holds 1 values other than 0, 1, 2"),
    "three copies": ("id,rs1\nx,3\n", "a.csv: column 2 holds 1 values"),
    "no variant": (f"id\n{CANARY}\n", "a.csv: holds no variants"),
    "nobody's row": ("id,rs1\n,1\ny,1\n", "a.csv: 1 rows name no person"),
    "somebody twice": (
        f"id,rs1\n{CANARY},1\n{CANARY},1\n",
        "a.csv: 1 of 2 people have the id of another one",
    ),
    "a variant twice": ("id,rs1,rs1\nx,1,1\n", "a.csv: 1 column names stand twice"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD.keys())
def test_a_bad_table_is_named_and_no_cell_quoted(tmp_path, text, message):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(PrivacyInputError) as caught:
        read_dosage_table(tmp_path / "a.csv")
    assert str(caught.value).startswith(message)
    assert CANARY not in str(caught.value)


def test_numbers_of_people_in_parquet_are_names(tmp_path):
    pd.DataFrame({"id": [7, 8], "rs1": np.array([0, 2], np.int8)}).to_parquet(
        tmp_path / "a.parquet", index=False
    )
    assert read_dosage_table(tmp_path / "a.parquet").subjects.tolist() == ["7", "8"]
