# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loaders: each turns the files of one official layout into a `Dataset`."""

from collections.abc import Callable
from pathlib import Path

from secured.common import Dataset
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.bidmc import load_bidmc
from secured_datasets.loaders.clinical_notes import load_clinical_notes
from secured_datasets.loaders.connectomes import load_connectomes
from secured_datasets.loaders.diabetes130 import load_diabetes130
from secured_datasets.loaders.ecg_id import load_ecg_id
from secured_datasets.loaders.fitbit import load_fitbit
from secured_datasets.loaders.hapmap import load_hapmap
from secured_datasets.loaders.heartprint import load_heartprint
from secured_datasets.loaders.image_folder import load_image_folder
from secured_datasets.loaders.ixi import load_ixi
from secured_datasets.loaders.mnist import load_mnist
from secured_datasets.loaders.msd_hippocampus import load_msd_hippocampus
from secured_datasets.loaders.nafld import load_nafld
from secured_datasets.loaders.pneumoniamnist import load_pneumoniamnist
from secured_datasets.loaders.single_table import load_single_table
from secured_datasets.loaders.synthea_csv import load_synthea_csv
from secured_datasets.loaders.tgp358 import load_tgp358
from secured_datasets.loaders.vcf_chr22 import load_vcf_chr22
from secured_datasets.simulated.connectome_cohort import load_simulated_connectomes
from secured_datasets.simulated.ecg_cohort import load_simulated_ecg
from secured_datasets.simulated.genomes import load_simulated_genomes
from secured_datasets.simulated.radiograph_cohort import load_simulated_radiographs

__all__ = ["LOADERS"]

# "" is a user's own table: the entry's [table] says all there is to say.
LOADERS: dict[str, Callable[[DatasetEntry, Path], Dataset]] = {
    "": load_single_table,
    "bidmc": load_bidmc,
    "clinical_notes": load_clinical_notes,
    "connectomes": load_connectomes,
    "diabetes130": load_diabetes130,
    "ecg_id": load_ecg_id,
    "fitbit": load_fitbit,
    "hapmap": load_hapmap,
    "heartprint": load_heartprint,
    "image_folder": load_image_folder,
    "ixi": load_ixi,
    "mnist": load_mnist,
    "msd_hippocampus": load_msd_hippocampus,
    "nafld": load_nafld,
    "pneumoniamnist": load_pneumoniamnist,
    "simulated_connectomes": load_simulated_connectomes,
    "simulated_ecg": load_simulated_ecg,
    "simulated_genomes": load_simulated_genomes,
    "simulated_radiographs": load_simulated_radiographs,
    "synthea_csv": load_synthea_csv,
    "table": load_single_table,
    "tgp358": load_tgp358,
    "vcf_chr22": load_vcf_chr22,
}
