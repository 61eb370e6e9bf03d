# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read PLINK 1 files: genotypes of a .bed, its variants in the .bim and its people in the .fam."""

from pathlib import Path

import numpy as np
import pandas as pd

from secured.common.errors import MissingDependency, PrivacyInputError
from secured.common.genotypes.genotypes import MISSING, Genotypes
from secured.common.genotypes.named_once import NO_ID, Repeated, check_people, kept_variants

__all__ = ["read_fam", "read_plink1"]

MAGIC = b"\x6c\x1b"
BY_VARIANT = b"\x01"
HEAD = 3  # bytes before the first genotype
FAM = ("family", "person", "father", "mother", "sex", "phenotype")
BIM = ("chromosome", "id", "morgans", "position", "counted", "other")
SEXES = {"1": "male", "2": "female"}


def read_plink1(
    bed: Path, *, unnamed: tuple[str, ...] = (NO_ID,), repeated: Repeated = "refuse"
) -> Genotypes:
    """Read a fileset by its .bed; .bim and .fam stand beside it under the same name.

    The counted allele is the first of the .bim (PLINK's A1). People are the individual ids of the .fam.

    Parameters
    ----------
    bed : Path
    unnamed : tuple of str
        Texts of the .bim that mean "no id".
    repeated : {"refuse", "first"}
        What becomes of variants whose id stands twice: an error, or the first of them is kept.

    Returns
    -------
    Genotypes
        Unphased; chromosomes as the file names them.

    Raises
    ------
    PrivacyInputError
        If a file is missing or has a bad line, the .bed is none, stores people instead of variants in its rows, or has
        another size than .fam and .bim ask for, or a person or variant stands twice. No line is quoted.
    MissingDependency
        If bed-reader is not installed.

    References
    ----------
    Purcell et al. 2007, doi:10.1086/519795. PLINK 1 binary format: https://www.cog-genomics.org/plink/1.9/formats#bed.
    """
    fam = read_fam(bed.with_suffix(".fam"))
    bim = _bim(bed.with_suffix(".bim"), unnamed)
    kept = kept_variants(bim["id"], repeated, bed.with_suffix(".bim").name)
    _check_bed(bed, len(fam), len(bim))
    try:
        from bed_reader import open_bed
    except ImportError:
        raise MissingDependency("read_plink1: needs bed-reader. Run `pip install bed-reader`.") from None
    with open_bed(bed, iid_count=len(fam), sid_count=len(bim), count_A1=True) as opened:
        dosages = np.ascontiguousarray(opened.read(dtype="int8"))
    dosages[dosages < 0] = MISSING
    return Genotypes(
        dosages=dosages[:, kept],
        variants=bim[kept].reset_index(drop=True),
        subjects=fam["person"].to_numpy().astype(str),
    )


def read_fam(path: Path) -> pd.DataFrame:
    """Read the people of a fileset.

    Returns
    -------
    pandas.DataFrame
        One row a person: ``family``, ``person``, ``father`` and ``mother`` (None where not known), ``sex`` (male,
        female or None), all text.

    Raises
    ------
    PrivacyInputError
        If the file is missing, has a line of other than six fields, or somebody stands there twice.
    """
    table = _fields(path, FAM).drop(columns="phenotype")
    check_people(table["person"], path.name)
    for parent in ("father", "mother"):
        table[parent] = table[parent].where(table[parent] != "0", None)
    table["sex"] = table["sex"].map(SEXES).astype(object).where(table["sex"].isin(SEXES), None)
    return table


def _bim(path: Path, unnamed: tuple[str, ...]) -> pd.DataFrame:
    table = _fields(path, BIM)
    position = pd.to_numeric(table["position"], errors="coerce")
    wrong = position.isna() | (position % 1 != 0)
    if wrong.any():
        raise PrivacyInputError(
            f"{path.name}: line {int(np.flatnonzero(wrong)[0]) + 1} has a position that is no whole number. "
            "Write the file anew with PLINK."
        )
    names = table["id"].where(~table["id"].isin(unnamed), NO_ID)
    return table.assign(id=names, position=position.astype(np.int64))[
        ["id", "chromosome", "position", "counted", "other"]
    ]


def _fields(path: Path, names: tuple[str, ...]) -> pd.DataFrame:
    """Read a text of fixed fields parted by blanks or tabs."""
    if not path.is_file():
        raise PrivacyInputError(
            f"{path.name}: is missing. A PLINK 1 fileset is a .bed, a .bim and a .fam of one name."
        )
    try:
        rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise PrivacyInputError(f"{path.name}: is not UTF-8 text. Write the file anew with PLINK.") from None
    for number, row in enumerate(rows, 1):
        if len(row) != len(names):
            raise PrivacyInputError(
                f"{path.name}: line {number} has {len(row)} fields instead of {len(names)} ({', '.join(names)}). "
                "Write the file anew with PLINK."
            )
    if not rows:
        raise PrivacyInputError(f"{path.name}: is empty. Write the file anew with PLINK.")
    return pd.DataFrame(rows, columns=list(names), dtype=object)


def _check_bed(path: Path, n_people: int, n_variants: int) -> None:
    if not path.is_file():
        raise PrivacyInputError(
            f"{path.name}: is missing. A PLINK 1 fileset is a .bed, a .bim and a .fam of one name."
        )
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head[:2] != MAGIC:
        raise PrivacyInputError(
            f"{path.name}: is no PLINK 1 .bed (its first bytes are not 6c 1b). Convert it with `plink2 --make-bed`."
        )
    if head[2:] != BY_VARIANT:
        raise PrivacyInputError(
            f"{path.name}: stores people in its rows (individual-major). Write it variant by variant with "
            "`plink2 --make-bed`."
        )
    expected = HEAD + n_variants * ((n_people + 3) // 4)
    if (size := path.stat().st_size) != expected:
        raise PrivacyInputError(
            f"{path.name}: has {size} bytes; {n_people} people in the .fam and {n_variants} variants in the .bim need "
            f"{expected}. Take the three files of one run."
        )
