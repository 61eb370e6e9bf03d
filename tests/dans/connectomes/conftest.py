# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated connectomes for the tests of protections."""

import numpy as np
import pytest

from secured.common import Dataset, Modality, Provenance, Standing
from secured_datasets.simulated.connectome_cohort import ConnectomeCohort


@pytest.fixture(scope="session")
def brains() -> Dataset:
    """Forty people with two visits and 32 regions."""
    made = ConnectomeCohort(n_people=40, n_regions=32, volumes=200).make(np.random.default_rng(5))
    return Dataset(
        name="brains",
        title="Brains",
        modality=Modality.CONNECTOME,
        data=made.connectomes,
        subjects=made.connectomes.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
        related={"people": made.people},
    )
