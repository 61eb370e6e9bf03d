# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Remove faces from volumes of heads, or refuse."""

from secured.dans.nifti.defacing.deface import DefacingResult, deface
from secured.dans.nifti.defacing.registration import Fit

__all__ = ["DefacingResult", "Fit", "deface"]
