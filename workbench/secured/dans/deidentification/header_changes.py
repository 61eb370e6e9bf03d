# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What became of each element of a header, in any format: where it is, what it is called, what was done; no values."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from secured.common.dataset import Standing
from secured.common.errors import PrivacyInputError

__all__ = ["ElementAction", "ElementChange", "HeaderComparison"]


class ElementAction(StrEnum):
    """What was done to an element."""

    REMOVED = "removed"
    EMPTIED = "emptied"
    REPLACED = "replaced"
    REMAPPED = "remapped"  # a unique identifier, by the key
    SHIFTED = "shifted"  # a date or time, by the person's own days
    ADDED = "added"
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class ElementChange:
    """One element of a header.

    Parameters
    ----------
    where : str
        Tag, path or field: positions and names of the format, never content.
    name : str
        As the format's dictionary has it; empty where it has none.
    kind : str
        Value representation or type.
    action : ElementAction
    before, after : str
        What kind of value it was and is: lengths and kinds, such as "text of 12 characters"; empty where there is none.
    values : (str, str) or None
        The values themselves; only of simulated people.
    """

    where: str
    name: str
    kind: str
    action: ElementAction
    before: str = ""
    after: str = ""
    values: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class HeaderComparison:
    """A header before and after.

    Parameters
    ----------
    format : str
    standing : Standing
        Of the people in the file.
    changes : tuple of ElementChange
        In the order of the header.

    Raises
    ------
    PrivacyInputError
        If values are carried and the people are not simulated.
    """

    format: str
    standing: Standing
    changes: tuple[ElementChange, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if self.with_values and self.standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"HeaderComparison: values of {self.standing} people are not carried. Leave them out, or use simulated people."
            )

    @property
    def with_values(self) -> bool:
        """Whether the values themselves are carried."""
        return any(one.values is not None for one in self.changes)

    def counts(self) -> dict[ElementAction, int]:
        """How many elements each action was done to."""
        counted = Counter(one.action for one in self.changes)
        return {action: counted[action] for action in ElementAction}
