# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""1000 Genomes: 2,504 people of 26 populations at 358 markers of ancestry, phased."""

from pathlib import Path

import numpy as np
import pandas as pd

from secured.common import Dataset, DatasetUnavailable
from secured.common.genotypes import Genotypes
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.genotypes import facts_of, genotypes_dataset

__all__ = ["load_tgp358"]

FACTS = {"Sex": "sex", "Population code": "population", "Superpopulation code": "superpopulation"}
LETTERS = {"male": "M", "female": "F"}


def load_tgp358(entry: DatasetEntry, folder: Path) -> Dataset:
    """Read phased_genotypes.csv.gz (a row a marker, a column a person, "A|G") and samples.csv.

    The rarer allele is counted. Of a marker with three alleles, all but the commonest count together.

    Raises
    ------
    DatasetUnavailable
        If a genotype is none, or the facts do not belong to the people.
    """
    file = "phased_genotypes.csv.gz"
    table = pd.read_csv(folder / file, index_col=0, dtype=str, keep_default_na=False)
    codes, texts = pd.factorize(table.to_numpy().ravel())
    pairs = [text.split("|") for text in texts]
    if any(len(pair) != 2 or "" in pair for pair in pairs):
        raise DatasetUnavailable(f"{file}: holds something else than two alleles (A|G). Fetch it again.")
    letters, names = pd.factorize(np.array(pairs).ravel())
    alleles = letters.reshape(-1, 2)[codes].reshape(*table.shape, 2).transpose(1, 2, 0)
    counted, other, haplotypes, several = [], [], [], []
    for at, marker in enumerate(table.index):
        often = np.bincount(alleles[:, :, at].ravel(), minlength=len(names))
        common, *rarer = (one for one in np.argsort(-often, kind="stable") if often[one])
        counted.append("/".join(names[rarer]) or ".")
        other.append(names[common])
        haplotypes.append((alleles[:, :, at] != common).astype(np.int8))
        several += [marker] if len(rarer) > 1 else []
    strands = np.stack(haplotypes, axis=-1)
    genotypes = Genotypes(
        dosages=strands.sum(axis=1, dtype=np.int8),
        variants=pd.DataFrame(
            {
                "id": table.index.to_numpy(),
                "chromosome": "0",
                "position": 0,
                "counted": counted,
                "other": other,
            }
        ),
        subjects=table.columns.to_numpy().astype(str),
        haplotypes=strands,
    )
    facts = pd.read_csv(folder / "samples.csv", index_col=0, dtype=str, keep_default_na=False)
    people = facts_of(genotypes.subjects, facts[list(FACTS)].rename(columns=FACTS), "samples.csv")
    notes = (f"{', '.join(several)} has three alleles: the two rarer count together.",) if several else ()
    return genotypes_dataset(
        entry, genotypes, people=people.assign(sex=people["sex"].map(LETTERS)), notes=notes
    )
