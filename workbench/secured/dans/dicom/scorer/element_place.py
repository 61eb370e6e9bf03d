# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where an element lies in a data set, as answer keys write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from secured.common.errors import PrivacyInputError

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

__all__ = ["Place", "Step"]

STEP = re.compile(r'<\(([0-9A-Fa-f]{4}),(?:([0-9A-Fa-f]{4})|"([^"]*)",([0-9A-Fa-f]{2}))\)>')
ITEM = re.compile(r"\[<(\d+)>\]")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One element on the way: a tag, or a private element by its creator and the last two digits of its number."""

    group: int
    element: int
    creator: str | None = None

    def of(self, dataset: Dataset) -> DataElement | None:
        """Return the element in a data set, or None."""
        if self.creator is None:
            tag = self.group << 16 | self.element
            return dataset.get(tag, None)
        for creator in dataset.group_dataset(self.group):
            block = creator.tag.element
            if 0x10 <= block <= 0xFF and str(creator.value).strip().upper() == self.creator.upper():
                tag = self.group << 16 | block << 8 | self.element
                return dataset.get(tag, None)
        return None

    def __str__(self) -> str:
        if self.creator is None:
            return f"<({self.group:04X},{self.element:04X})>"
        return f'<({self.group:04X},"{self.creator}",{self.element:02X})>'


@dataclass(frozen=True, kw_only=True)
class Place:
    """Steps from the top of a data set, and between them which item of the sequence is meant.

    Examples
    --------
    >>> place = Place.read("<(0008,1140)>[<0000>]<(0008,1155)>")
    >>> place.items, str(place)
    ((0,), '<(0008,1140)>[<0000>]<(0008,1155)>')
    """

    steps: tuple[Step, ...]
    items: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> Place:
        """Read a place as answer keys write it.

        Raises
        ------
        PrivacyInputError
            If it is not one.
        """
        steps: list[Step] = []
        items: list[int] = []
        at = 0
        while found := STEP.match(text, at):
            group, element, creator, low = found.groups()
            steps.append(Step(group=int(group, 16), element=int(element or low, 16), creator=creator))
            at = found.end()
            if at == len(text):
                return cls(steps=tuple(steps), items=tuple(items))
            item = ITEM.match(text, at)
            if item is None:
                break
            items.append(int(item[1]))
            at = item.end()
        raise PrivacyInputError("Place: a place of an answer key is not made of tags and items.")

    def of(self, dataset: Dataset) -> DataElement | None:
        """Return the element at this place, or None where it, or anything on the way, is missing."""
        for step, item in zip(self.steps, self.items, strict=False):
            sequence = step.of(dataset)
            if sequence is None or sequence.VR != "SQ" or item >= len(sequence.value):
                return None
            dataset = sequence.value[item]
        return self.steps[-1].of(dataset)

    def __str__(self) -> str:
        inner = "".join(
            f"[<{item:04d}>]{step}" for item, step in zip(self.items, self.steps[1:], strict=True)
        )
        return f"{self.steps[0]}{inner}"
