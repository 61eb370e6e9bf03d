# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read a table of dosages: a row a person, a column a variant, 0, 1, 2 or empty."""

from pathlib import Path

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.genotypes.genotypes import MISSING, Genotypes
from secured.common.genotypes.named_once import check_people
from secured.common.io.tables import read_table

__all__ = ["read_dosage_table"]

ABSENT = ("", "NA", "NaN", "nan", ".", "-1", "-9")


def read_dosage_table(path: Path, *, missing: tuple[str, ...] = ABSENT) -> Genotypes:
    """Read copies of one allele of every variant; which allele is counted is the file's own affair.

    The first column names the person, every other is a variant by its id. Chromosome, position and alleles are not
    known from such a file: "0", 0, "counted" and "other".

    Parameters
    ----------
    path : Path
        ``.csv``, ``.tsv`` or ``.parquet``.
    missing : tuple of str
        Texts that mean "not known"; in Parquet, a missing value means it too.

    Returns
    -------
    Genotypes
        Unphased.

    Raises
    ------
    PrivacyInputError
        If there is no variant, a person has no name or stands twice, a variant stands twice, or a column holds
        something else than 0, 1, 2 and missing. No cell is quoted.
    """
    table = read_table(path, missing=missing)
    if len(table.columns) < 2:
        raise PrivacyInputError(
            f"{path.name}: holds no variants. Give people in the first column, then a column each."
        )
    people = table.iloc[:, 0]
    if people.isna().any():
        raise PrivacyInputError(
            f"{path.name}: {int(people.isna().sum())} rows name no person. Name or remove them."
        )
    people = people.astype(str)
    check_people(people, path.name)
    raw = table.iloc[:, 1:]
    numbers = raw.apply(pd.to_numeric, errors="coerce")
    wrong = (numbers.isna() & raw.notna() & ~raw.isin(missing)) | (
        numbers.notna() & ~numbers.isin([-1, -9, 0, 1, 2])
    )
    if wrong.to_numpy().any():
        column = int(np.flatnonzero(wrong.any().to_numpy())[0])
        raise PrivacyInputError(
            f"{path.name}: column {column + 2} holds {int(wrong.iloc[:, column].sum())} values other than 0, 1, 2 and "
            "missing. Give hard calls (copies of one allele), not probabilities."
        )
    copies = numbers.where(numbers >= 0).to_numpy(dtype=float)
    variants = pd.DataFrame(
        {
            "id": [str(name) for name in raw.columns],
            "chromosome": "0",
            "position": 0,
            "counted": "counted",
            "other": "other",
        }
    )
    return Genotypes(
        dosages=np.where(np.isnan(copies), MISSING, copies).astype(np.int8),
        variants=variants,
        subjects=people.to_numpy().astype(str),
    )
