# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A small simulated cohort, with what is true of it."""

import numpy as np
import pytest

from secured_datasets.simulated.ecg_cohort import EcgCohort


@pytest.fixture(scope="session")
def cohort():
    return EcgCohort(n_people=24, n_visits=2).make(np.random.default_rng(7))
