# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People of recordings: what is released of each, and what an adversary has recorded of them at another time."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from secured.common.signals import Signals
from secured.dean.recorded_originals import RecordedOriginals

__all__ = ["SignalOriginals"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SignalOriginals(RecordedOriginals[Signals]):
    """Recordings of everybody, in two disjoint parts; see `RecordedOriginals` for what they hold."""

    def known(self, people: np.ndarray, what: Collection[str]) -> Signals:
        """Return what an adversary has recorded of some people: all of `what` that are channels, or all channels."""
        probes = self.probes.of(self.people[people])
        named = tuple(name for name in probes.channels if name in what)
        return probes.select(named) if named else probes
