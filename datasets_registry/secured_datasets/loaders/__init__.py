# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Loaders: each turns the files of one official layout into a `Dataset`."""

from collections.abc import Callable
from pathlib import Path

from secured.common import Dataset
from secured_datasets.entry import DatasetEntry
from secured_datasets.loaders.bidmc import load_bidmc
from secured_datasets.loaders.clinical_notes import load_clinical_notes
from secured_datasets.loaders.diabetes130 import load_diabetes130
from secured_datasets.loaders.ecg_id import load_ecg_id
from secured_datasets.loaders.fitbit import load_fitbit
from secured_datasets.loaders.heartprint import load_heartprint
from secured_datasets.loaders.nafld import load_nafld
from secured_datasets.loaders.single_table import load_single_table
from secured_datasets.loaders.synthea_csv import load_synthea_csv
from secured_datasets.simulated.ecg_cohort import load_simulated_ecg

__all__ = ["LOADERS"]

# "" is a user's own table: the entry's [table] says all there is to say.
LOADERS: dict[str, Callable[[DatasetEntry, Path], Dataset]] = {
    "": load_single_table,
    "bidmc": load_bidmc,
    "clinical_notes": load_clinical_notes,
    "diabetes130": load_diabetes130,
    "ecg_id": load_ecg_id,
    "fitbit": load_fitbit,
    "heartprint": load_heartprint,
    "nafld": load_nafld,
    "simulated_ecg": load_simulated_ecg,
    "synthea_csv": load_synthea_csv,
    "table": load_single_table,
}
