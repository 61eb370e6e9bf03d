# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The privacy-utility explorer for recordings: subject-level microaggregation under a slider."""

from secured.common import Modality, PrivacyInputError
from secured.studies import Assessment
from secured_widgets.release_explorer import ReleaseExplorer, ReleaseExplorerState

__all__ = ["SignalExplorer", "SignalExplorerState"]

SignalExplorerState = ReleaseExplorerState


class SignalExplorer(ReleaseExplorer):
    """Subject-level microaggregation under a slider: its releases beside the assessment's candidates.

    The threshold answers at once, for every release that was attacked; a new k is made and attacked on request.

    Parameters
    ----------
    assessment : Assessment
        Of recordings.
    state : SignalExplorerState, optional
        Where the sliders begin; at the assessment's k and threshold when not given.

    Raises
    ------
    PrivacyInputError
        If the assessment is of another modality.
    """

    def __init__(self, assessment: Assessment, state: SignalExplorerState | None = None) -> None:
        if assessment.dataset.modality is not Modality.SIGNAL:
            raise PrivacyInputError(
                f"SignalExplorer: {assessment.dataset.name} holds {assessment.dataset.modality} data. "
                "Use PrivacyUtilityExplorer for tables."
            )
        super().__init__(assessment, state)
