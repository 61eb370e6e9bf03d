# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The anonymization manager: any files in, cleaned files and one report out; D2.1 section 4.2."""

from secured.dans.manager.deidentify import deidentify
from secured.dans.manager.folder_report import Entry, FolderReport, owners_list_beside
from secured.dans.manager.profile import Profile, profile

__all__ = ["Entry", "FolderReport", "Profile", "deidentify", "owners_list_beside", "profile"]
