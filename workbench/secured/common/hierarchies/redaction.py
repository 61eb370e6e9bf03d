# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Codes cut from the right or from the left, what is cut shown by a mask character."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.generalized_kinds import Ending
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import HierarchySpec

__all__ = ["Redaction"]


@dataclass(frozen=True, kw_only=True)
class Redaction(HierarchySpec):
    """Codes and dates as text, cut from one side: ``08016``, ``080..``, ``0....``.

    Parameters
    ----------
    keep : sequence of int
        Characters kept at level 1, 2, ..., falling.
    side : {"right", "left"}
        From where characters are taken away.
    mask : str
        The character shown for each of them.

    Examples
    --------
    >>> Redaction(keep=(7, 4)).build("born", np.array(["1960-04-01"], dtype=object)).labels[1][0]
    '1960-04...'
    >>> Redaction(keep=(2,), side="left", mask="#").build("code", np.array(["08016"], dtype=object)).labels[1][0]
    '###16'
    """

    kind: ClassVar[str] = "redaction"
    keep: tuple[int, ...]
    side: Literal["right", "left"] = "right"
    mask: str = "."

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Build over text values."""
        if list(self.keep) != sorted(set(self.keep), reverse=True) or min(self.keep, default=1) < 1:
            raise PrivacyInputError(
                f"Redaction of {column}: keep={list(self.keep)} must fall and stay above 0."
            )
        if self.side not in ("right", "left") or len(self.mask) != 1:
            raise PrivacyInputError(
                f"Redaction of {column}: side={self.side!r}, mask={self.mask!r}. Give right or left, and one character."
            )
        texts = [str(value) for value in values]
        labels, descriptions = [], []
        for length in self.keep:
            names = np.array([self._cut(text, length) for text in texts], dtype=object)
            labels.append(names)
            descriptions.append(
                {
                    name: self._described(text, length)
                    for name, text in dict(zip(names, texts, strict=True)).items()
                    if name != text
                }
            )
        return Hierarchy.from_labels(column, np.array(texts, dtype=object), labels, descriptions)

    def _cut(self, text: str, length: int) -> str:
        cut = self.mask * (len(text) - length)
        if not cut:
            return text
        return text[:length] + cut if self.side == "right" else cut + text[-length:]

    def _described(self, text: str, length: int) -> GeneralizedValue:
        if self.side == "right":
            return GeneralizedValue(kind="prefix", prefix=text[:length], length=len(text))
        return Ending(kind="prefix", prefix=text[-length:], length=len(text))
