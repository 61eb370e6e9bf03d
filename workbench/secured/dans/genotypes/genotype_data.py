# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every method for genotypes does first: look whether these are genotypes of somebody."""

from secured.common import Dataset, PrivacyInputError
from secured.common.genotypes import Genotypes

__all__ = ["genotypes_of"]


def genotypes_of(who: str, dataset: Dataset) -> Genotypes:
    """Return the genotypes of a dataset.

    Raises
    ------
    PrivacyInputError
        If it holds something else, nobody, or no variant.
    """
    if not isinstance(dataset.data, Genotypes):
        raise PrivacyInputError(
            f"{who}: {dataset.name} holds {dataset.modality} data. Give a dataset of genotypes."
        )
    if not len(dataset.data) or not dataset.data.n_variants:
        raise PrivacyInputError(
            f"{who}: {dataset.name} holds {dataset.data.content()['variants']} variants of "
            f"{len(dataset.data)} people. Give at least one of each."
        )
    return dataset.data
