# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Thresholds that others have used, each with its source and how sure that source is. None is a default."""

from dataclasses import dataclass
from enum import StrEnum

from secured.common import PrivacyInputError

__all__ = ["Evidence", "ThresholdPreset", "presets", "threshold_of"]


class Evidence(StrEnum):
    """How sure the source is."""

    CHECKED = "read in the source"
    UNVERIFIED = "recalled, not read in the source: check before you rely on it"


@dataclass(frozen=True, kw_only=True)
class ThresholdPreset:
    """A largest acceptable risk.

    Parameters
    ----------
    name : str
    value : float
        In (0, 1).
    meaning : str
        The group size it stands for, and where it was used.
    source : str
    standing : Evidence
    """

    name: str
    value: float
    meaning: str
    source: str
    standing: Evidence

    def to_dict(self) -> dict[str, str | float]:
        """Plain values, for the report."""
        return {
            "name": self.name,
            "value": self.value,
            "meaning": self.meaning,
            "source": self.source,
            "standing": str(self.standing),
        }


_EL_EMAM = "El Emam 2013, Guide to the De-Identification of Personal Health Information, CRC Press"

_PRESETS = tuple(
    ThresholdPreset(name=name, value=value, meaning=meaning, source=source, standing=Evidence.UNVERIFIED)
    for name, value, meaning, source in (
        (
            "EMA policy 0070",
            0.09,
            "1 of 11 people, for clinical reports that anybody may read; also used by Health Canada",
            "EMA/90915/2016 (guidance on policy 0070); Health Canada, Public Release of Clinical Information",
        ),
        ("cell size 20", 0.05, "1 of 20 people, for files that anybody may download", _EL_EMAM),
        ("cell size 5", 0.2, "1 of 5 people, for files handed out under a contract", _EL_EMAM),
        ("cell size 3", 0.33, "1 of 3 people, for files that stay in a controlled room", _EL_EMAM),
    )
)


def presets() -> tuple[ThresholdPreset, ...]:
    """All presets, strictest first.

    Examples
    --------
    >>> [one.value for one in presets()]
    [0.05, 0.09, 0.2, 0.33]
    """
    return tuple(sorted(_PRESETS, key=lambda one: one.value))


def threshold_of(name: str) -> ThresholdPreset:
    """Return the preset of that name; the owner has to name one, or give a number.

    Raises
    ------
    PrivacyInputError
        For an unknown name.
    """
    for one in _PRESETS:
        if one.name == name:
            return one
    raise PrivacyInputError(
        f"threshold_of: unknown preset {name!r}. Use {', '.join(one.name for one in presets())}."
    )
