# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Masking: write a mask character over part of a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, get_args

import numpy as np
import pandas as pd

from secured.common import Column, ColumnType, GeneralizedValue, PrivacyInputError, method
from secured.common.hierarchies import Masked
from secured.dans.tables.transformations.label_meanings import LabelSpec
from secured.dans.tables.transformations.named_columns import described, found, recoded

__all__ = ["Masking"]

Unmatched = Literal["refuse", "mask", "keep"]


@method(
    name="masking",
    engine="dans",
    modality="table",
    goal="write a mask character over part of a text",
    section="4.1.2",
    source="Amnesia, mask rules, https://amnesia.openaire.eu",
    peers=("Amnesia",),
)
@dataclass(frozen=True, kw_only=True)
class Masking:
    """Write a mask character over the end of each text, over given positions, or over what a pattern finds.

    The length of a text stays visible, and so does whatever is not masked: masking promises nothing. Missing
    stays missing. A release describes a masked text as every text that agrees with it where it is legible; one that
    had the mask character before counts as masked there. Give exactly one of `suffix`, `positions` and `pattern`.

    Parameters
    ----------
    column : str
        Column of texts.
    suffix : int, optional
        Mask that many last characters, or all where there are fewer.
    positions : tuple of int, optional
        Mask these characters: 0 is the first, -1 the last.
    pattern : str, optional
        Mask every match of this regular expression.
    character : str, default ``"*"``
    unmatched : {"refuse", "mask", "keep"}
        What becomes of a text in which nothing is to be masked: an error, masked whole, or left as it is.

    References
    ----------
    Amnesia's masks (suffix, positions, pattern). D2.1 section 4.1.2.

    Examples
    --------
    >>> step = Masking(column="post code", suffix=2)
    >>> step.apply(pd.DataFrame({"post code": ["08016"]}), rng=np.random.default_rng(0))["post code"].tolist()
    ['080**']
    """

    column: str
    suffix: int | None = None
    positions: tuple[int, ...] | None = None
    pattern: str | None = None
    character: str = "*"
    unmatched: Unmatched = "refuse"

    def __post_init__(self) -> None:
        given = [one for one in ("suffix", "positions", "pattern") if getattr(self, one) is not None]
        if len(given) != 1:
            raise PrivacyInputError(
                f"Masking: {' and '.join(given) or 'nothing'} given. Give one of suffix, positions and pattern."
            )
        if self.suffix is not None and (self.suffix < 1 or self.suffix != int(self.suffix)):
            raise PrivacyInputError(f"Masking: suffix={self.suffix} is not a whole number from 1 on.")
        if self.positions is not None and (not self.positions or any(at != int(at) for at in self.positions)):
            raise PrivacyInputError(
                f"Masking: positions={self.positions} are not whole numbers. Give at least one."
            )
        if self.pattern is not None:
            try:
                re.compile(self.pattern)
            except re.error as error:
                raise PrivacyInputError(
                    f"Masking: pattern {self.pattern!r} cannot be read: {error}."
                ) from error
        if len(self.character) != 1:
            raise PrivacyInputError(f"Masking: character={self.character!r} is not one character.")
        if self.unmatched not in get_args(Unmatched):
            raise PrivacyInputError(
                f"Masking: unknown unmatched={self.unmatched!r}. Use one of {', '.join(get_args(Unmatched))}."
            )

    def apply(self, table: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame:
        """Return a changed copy; nothing is drawn from `rng`.

        Raises
        ------
        PrivacyInputError
            If the column is not there or holds other values than texts, or if nothing is to be masked in some
            and `unmatched` is refuse.
        """
        column = found("Masking", table, self.column)
        values = column.dropna()
        others = sum(not isinstance(value, str) for value in values)
        if others:
            raise PrivacyInputError(
                f"Masking: {others} values of {self.column} are no texts. Write them as texts, with their leading zeros."
            )
        masked = {text: self._masked(text) for text in values.unique()}
        nowhere = {text for text, result in masked.items() if result is None}
        if nowhere and self.unmatched == "refuse":
            raise PrivacyInputError(
                f"Masking: in {int(values.isin(nowhere).sum())} rows of {self.column} there is nothing to mask. "
                "Correct the rule, or say with unmatched whether to mask such texts whole or to keep them."
            )
        for text in nowhere:
            masked[text] = text if self.unmatched == "keep" else self.character * len(text)
        result = table.copy()
        result[self.column] = recoded(column, masked)
        return result

    def _masked(self, text: str) -> str | None:
        """The masked text, None if no character is to be masked."""
        n = len(text)
        if self.suffix is not None:
            hidden = set(range(max(n - self.suffix, 0), n))
        elif self.positions is not None:
            hidden = {at % n for at in self.positions if -n <= at < n}
        else:
            found_at = re.finditer(self.pattern or "", text)
            hidden = {at for match in found_at for at in range(*match.span())}
        if not hidden:
            return None
        return "".join(self.character if at in hidden else shown for at, shown in enumerate(text))

    def describe(self, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        """Return the columns with a masked text, described, that no hierarchy foresees.

        Raises
        ------
        PrivacyInputError
            If the column is not there, or an earlier step wrote intervals or ``*`` into it: their length is not
            that of a value.
        """
        column, before = described("Masking", columns, self.column), ""
        if isinstance(column.hierarchy, _MaskedTexts):
            before = column.hierarchy.characters
        elif isinstance(column.hierarchy, LabelSpec):
            raise PrivacyInputError(
                f"Masking: {self.column} holds labels of an earlier step, not values. Mask before that step."
            )
        spec = _MaskedTexts(characters="".join(dict.fromkeys(before + self.character)))
        return {**columns, self.column: replace(column, type=ColumnType.TEXT, hierarchy=spec)}

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "transformation": "masking",
            "column": self.column,
            "suffix": self.suffix,
            "positions": self.positions and list(self.positions),
            "pattern": self.pattern,
            "character": self.character,
            "unmatched": self.unmatched,
        }


@dataclass(frozen=True, kw_only=True)
class _MaskedTexts(LabelSpec):
    """Texts, masked ones described; then suppression."""

    kind: ClassVar[str] = "masked texts"
    characters: str

    def meanings(self, labels: np.ndarray) -> dict[str, GeneralizedValue]:
        """Of the texts that show a mask character."""
        return {
            label: Masked.of(label, self.characters)
            for label in labels
            if any(one in label for one in self.characters)
        }
