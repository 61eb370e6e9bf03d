# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""DICOM files: strict reading, the standard's confidentiality profile, pixels, and a study of canaries to try it on."""

from secured.dans.dicom.dicom_files import DicomFiles
from secured.dans.dicom.options import DicomOptions

__all__ = ["DicomFiles", "DicomOptions"]
