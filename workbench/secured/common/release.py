# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A release: the data handed out, how they were made, and what they promise; never the link back to people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from secured import __version__
from secured.common.generalized import GeneralizedValue
from secured.common.guarantees import Guarantee
from secured.common.of_people import OfPeople

__all__ = ["LinkedRelease", "Release"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Release:
    """Data that leave, with their description.

    Parameters
    ----------
    data : pandas.DataFrame or OfPeople
        Rows, or people's numbers, in an order that says nothing about the source.
    quasi_identifiers, sensitive : tuple of str
        Columns by role, as released.
    method : str
        Name of the method in the registry.
    parameters : mapping
        Everything needed to make it again from the same source.
    seed : int or None
    source : str
        Fingerprint of the dataset it was made from.
    guarantee : Guarantee
    descriptions : mapping of column to mapping of label to GeneralizedValue
        What each generalised label stands for; a label that is not listed is an exact value.
    """

    data: Any
    quasi_identifiers: tuple[str, ...]
    sensitive: tuple[str, ...]
    method: str
    parameters: Mapping[str, Any]
    seed: int | None
    source: str
    guarantee: Guarantee
    descriptions: Mapping[str, Mapping[str, GeneralizedValue]] = field(default_factory=dict)

    @property
    def n_records(self) -> int:
        """Records handed out."""
        return len(self.data)

    def to_dict(self) -> dict[str, Any]:
        """How it was made and how to read it, without a record."""
        return {
            "method": self.method,
            "parameters": dict(self.parameters),
            "guarantee": self.guarantee.to_dict() | {"text": self.guarantee.text},
            "n_records": self.n_records,
            **self._content(),
            "values": {
                column: {label: value.to_dict() for label, value in labels.items()}
                for column, labels in self.descriptions.items()
            },
            "missing": "an empty cell means that the value was never recorded",
            "seed": self.seed,
            "source_sha256": self.source,
            "secured_version": __version__,
            "pandas_version": pd.__version__,
        }

    def _content(self) -> dict[str, Any]:
        """What the data hold: columns with their role, or what their native type says."""
        if isinstance(self.data, OfPeople):
            return self.data.content() | {"n_people": len(self.data.people)}
        roles = dict.fromkeys(self.data.columns, "insensitive")
        roles |= dict.fromkeys(self.quasi_identifiers, "quasi-identifier") | dict.fromkeys(
            self.sensitive, "sensitive"
        )
        return {"columns": {name: roles[name] for name in self.data.columns}}

    def __repr__(self) -> str:
        return f"Release({self.method}, {self.n_records} records, {self.guarantee.text})"

    def _repr_html_(self) -> str:
        return f"<p><b>Release</b> by {escape(self.method)}: {self.n_records} records, {escape(self.guarantee.text)}.</p>"


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkedRelease:
    """The owner's view of a release: which released row is whose. It never leaves the owner.

    Parameters
    ----------
    release : Release
    row_of : ndarray of int64, shape (n_people,)
        Released row of every person of the source, -1 for a person who was left out.
    """

    release: Release
    row_of: np.ndarray

    def __repr__(self) -> str:
        return f"LinkedRelease({self.release!r})"
