# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""HapMap: 269 people of four populations, among them parents with a child, at autosomal variants."""

from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured.common.genotypes import read_plink1
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.genotypes import facts_of, genotypes_dataset

__all__ = ["load_hapmap"]

REPLICATE = ".dup"  # ends the name of a second record of somebody
AUTOSOMES = [str(number) for number in range(1, 23)]


def load_hapmap(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read the PLINK fileset and samples.csv, one record of each person, at variants of chromosomes 1 to 22.

    Ten people were measured twice, the second time as NAME.dup: these records are left out, or a person would be inside
    and outside of a release at once. Variants of X are left out, since men have one copy of it. Some variants have no
    id ("---"), and one stands there twice, with the same genotypes: it is kept once.

    Facts are population, sex, father and mother; a parent who is not in the data is named all the same.

    Raises
    ------
    DatasetUnavailable
        If there is no fileset or more than one, or the facts do not belong to it.
    """
    filesets = sorted(folder.glob("*.bed"))
    if len(filesets) != 1:
        raise DatasetUnavailable(
            f"{entry.name}: {len(filesets)} .bed files in its folder. {entry.how_to_obtain}"
        )
    genotypes = read_plink1(filesets[0], unnamed=(".", "---"), repeated="first")
    again = np.char.endswith(genotypes.subjects, REPLICATE)
    autosomal = genotypes.variants["chromosome"].isin(AUTOSOMES).to_numpy()
    genotypes = genotypes.take(~again).select(autosomal)
    table = pd.read_csv(folder / "samples.csv", dtype=str, keep_default_na=False, index_col="iid")
    people = facts_of(genotypes.subjects, table[["population", "sex", "father", "mother"]], "samples.csv")
    notes = []
    if again.any():
        notes.append(
            f"{int(again.sum())} second records of a person ({REPLICATE}) are left out: one record each."
        )
    if not autosomal.all():
        notes.append(f"{int((~autosomal).sum())} variants of sex chromosomes are left out.")
    return genotypes_dataset(entry, genotypes, people=people, notes=tuple(notes))
