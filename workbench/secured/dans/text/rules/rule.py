# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A rule: a pattern whose group is what identifies, its kind, how sure it is, and a check of what was matched."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from secured.dans.text.kinds import Kind
from secured.dans.text.spans import Span

__all__ = ["FIRST", "LOWER", "UPPER", "WORD", "Rule"]

UPPER = "".join(chr(one) for one in range(0x41, 0x400) if chr(one).isupper())
LOWER = "".join(chr(one) for one in range(0x61, 0x400) if chr(one).islower()) + "ἀ-῾"
FIRST = f"[{UPPER}]"
WORD = (
    rf"(?:[{UPPER}]['’])?[{UPPER}][{LOWER}]{{1,24}}(?:[{UPPER}][{LOWER}]{{1,24}})?"  # O'Brien, McDonald too
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One way in which an identifier is written.

    Parameters
    ----------
    name : str
    kind : Kind
    pattern : re.Pattern
        The group ``hit`` is what identifies, or the whole match where there is none.
    score : float
    fits : callable of str to bool, optional
        Looks at what was matched.
    """

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    score: float
    fits: Callable[[str], bool] | None = None

    def find(self, text: str) -> Iterator[Span]:
        """Yield the places where the rule holds."""
        group: int | str = "hit" if "hit" in self.pattern.groupindex else 0
        for found in self.pattern.finditer(text):
            start, end = found.span(group)
            if end > start and (self.fits is None or self.fits(found[group])):
                yield Span(start=start, end=end, kind=self.kind, score=self.score, rule=self.name)
