# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of signals: WFDB, EDF and BDF, tables of wearables."""

from secured.dans.signals.edf_files import EdfFiles
from secured.dans.signals.wearable_csv import WearableCsvFiles
from secured.dans.signals.wfdb_files import WfdbFiles

__all__ = ["EdfFiles", "WearableCsvFiles", "WfdbFiles"]
