# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The flow of a dataset, by its modality."""

from secured.common import Dataset, Modality, PrivacyInputError
from secured.studies.flow import Flow

__all__ = ["flow_of"]


def flow_of(dataset: Dataset, *, target: str | None = None) -> Flow:
    """Return the flow of a dataset's modality.

    Parameters
    ----------
    dataset : Dataset
    target : str, optional
        What models are trained to predict; chosen from the dataset when not given.

    Raises
    ------
    PrivacyInputError
        If there is none for the modality.
    """
    if dataset.modality is Modality.TABLE:
        from secured.studies.tables.flow import TableFlow

        return TableFlow(dataset=dataset, target=target)
    if dataset.modality is Modality.SIGNAL:
        from secured.studies.signals.flow import SignalFlow

        return SignalFlow(dataset=dataset, target=target)
    if dataset.modality is Modality.CONNECTOME:
        from secured.studies.neuro.flow import ConnectomeFlow

        return ConnectomeFlow(dataset=dataset, target=target)
    if dataset.modality is Modality.GENOTYPE:
        from secured.studies.genomes.flow import GenomeFlow

        return GenomeFlow(dataset=dataset, target=target)
    raise PrivacyInputError(
        f"flow_of: {dataset.name} is of modality {dataset.modality}, for which releases are not assessed yet. "
        "Use a table, signals or connectomes."
    )
