# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""NIfTI volumes, with the files of SPM and BIDS around them; faces taken away."""

from secured.dans.nifti.nifti_files import NiftiFiles

__all__ = ["NiftiFiles"]
