# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The explorer that fits an assessment: generalization of a table, or releases of anything else."""

from secured.common import Modality
from secured.studies import Assessment
from secured_widgets.explorer import PrivacyUtilityExplorer
from secured_widgets.release_explorer import ReleaseExplorer

__all__ = ["explorer_of"]


def explorer_of(assessment: Assessment) -> PrivacyUtilityExplorer | ReleaseExplorer:
    """Return `PrivacyUtilityExplorer` for a table and `ReleaseExplorer` for every other modality."""
    if assessment.dataset.modality is Modality.TABLE:
        return PrivacyUtilityExplorer(assessment)
    return ReleaseExplorer(assessment)
