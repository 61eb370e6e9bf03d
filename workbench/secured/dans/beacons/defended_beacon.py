# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every defence of a beacon is: a policy, and a responder that answers by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, ProjectKey
from secured.common.genotypes import CarrierBeacon, Responder

__all__ = ["BeaconDefence", "DefendedBeacon", "KeyedDraws", "key_of"]


class BeaconDefence(Protocol):
    """A policy by which a beacon answers."""

    def over(self, beacon: CarrierBeacon) -> Responder:
        """Return a responder that answers about the same variants."""
        ...

    def to_dict(self) -> Mapping[str, Any]:
        """Name and parameters."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DefendedBeacon:
    """A beacon of which only what a policy lets through is seen.

    Parameters
    ----------
    beacon : CarrierBeacon
        The owner's; it stays behind the defence.
    """

    beacon: CarrierBeacon

    @property
    def variants(self) -> pd.DataFrame:
        """What may be asked."""
        return self.beacon.variants

    @property
    def n_people(self) -> int:
        """People behind it."""
        return self.beacon.n_people

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.n_people} people, {len(self.variants)} variants)"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class KeyedDraws:
    """A number for every variant that looks drawn and is always the same: repeated questions average nothing out.

    It follows from a secret key and from what the variant is, not from where it stands, who asks or how often; so it
    stays over restarts, and when the beacon gets other people or variants.

    Parameters
    ----------
    key : ProjectKey
    domain : str
        What is drawn; different domains have nothing in common.
    variants : pandas.DataFrame
    """

    key: ProjectKey
    domain: str
    variants: pd.DataFrame

    def below(self, probability: float, variants: np.ndarray) -> np.ndarray:
        """Say for which variants the number is below a probability; bool of shape (n_queries,)."""
        drawn = self._drawn
        for at in np.unique(variants[np.isnan(drawn[variants])]):
            drawn[at] = (self.key.number(self.domain, self._names[at]) >> 203) / 2**53
        return np.asarray(drawn[variants] < probability)

    @cached_property
    def _names(self) -> list[str]:
        return names_of(self.variants)

    @cached_property
    def _drawn(self) -> np.ndarray:
        return np.full(len(self.variants), np.nan)


def names_of(variants: pd.DataFrame) -> list[str]:
    """Return what a variant is, by place and alleles: chromosome:position:counted:other, and the id.

    Of variants that are alike in all of it, the second and further ones are numbered: each has answers of its own.
    """
    columns = [variants[name].astype(str) for name in ("chromosome", "position", "counted", "other", "id")]
    names = pd.Series([":".join(parts) for parts in zip(*columns, strict=True)], dtype=object)
    if names.duplicated().any():
        before = names.groupby(names).cumcount()
        names = names.where(before == 0, names + ":" + before.astype(str))
    return names.tolist()


def key_of(defence: Any) -> ProjectKey:
    """Return a defence's key.

    Raises
    ------
    PrivacyInputError
        If it has none.
    """
    if defence.key is None:
        raise PrivacyInputError(
            f"{type(defence).__name__}: it has no key, so the same question would get other answers. "
            "Give ProjectKey.generate()."
        )
    key: ProjectKey = defence.key
    return key
