# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People with connectomes of two visits: one is released, an adversary has the other."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.connectomes import Connectomes
from secured.dean.recorded_originals import RecordedOriginals

__all__ = ["ConnectomeOriginals", "two_visits"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ConnectomeOriginals(RecordedOriginals[Connectomes]):
    """Connectomes of everybody, in two disjoint parts; see `RecordedOriginals` for what they hold."""


def two_visits(connectomes: Connectomes) -> tuple[Connectomes, Connectomes]:
    """Split into everybody's first visit and the one after it, in the same order of people.

    People with one visit are left out.

    Returns
    -------
    gallery, probes : Connectomes

    Raises
    ------
    PrivacyInputError
        If nobody came twice.
    """
    visits = pd.Series(connectomes.sessions).groupby(connectomes.codes).rank(method="dense").to_numpy()
    probes = connectomes.take(visits == 2)
    if not len(probes):
        raise PrivacyInputError(
            f"two_visits: none of {len(connectomes.people)} people has recordings of two visits, so there is nothing "
            "an adversary could compare. Give the session of every recording."
        )
    return connectomes.take(np.asarray(visits == 1)).of(probes.people), probes.of(probes.people)
