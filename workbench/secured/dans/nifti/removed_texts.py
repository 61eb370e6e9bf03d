# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which of the removed texts can be searched for in an output without being met by chance or by right."""

import re
from collections.abc import Iterable

from secured.dans.nifti.bids_names import FOLDERS, KNOWN
from secured.dans.nifti.bids_terms import VOCABULARY

__all__ = ["removed_texts"]

_PLAIN = (
    "taskname intendedfor participant_id session_id filename acq_time onset duration trial_type response_time sample value participants "
    "sessions scans age sex handedness group species unknown false true null none homo sapiens dataset description "
    "levels units years year male female other left right ambidextrous control controls patient patients healthy"
)
ORDINARY = (
    VOCABULARY
    | {word.lower() for words in KNOWN.values() for word in words}
    | {word.lower() for word in FOLDERS}
    | set(_PLAIN.split())
)


def removed_texts(texts: Iterable[str], *, words: bool = False) -> frozenset[str]:
    """Return the texts that tell something: four letters or seven digits at least, and no part of a word of the formats.

    Parameters
    ----------
    words : bool, default False
        Also each word of six letters or more, such as the parts of a name.
    """
    found: set[str] = set()
    for text in texts:
        whole = text.strip()
        parts = re.split(r"[\s_,;^]+", whole)
        if not all(_ordinary(part) for part in parts):
            found.update({whole} if _long(whole, 4) else ())
        if words:
            found.update(part for part in parts if _long(part, 6) and not _ordinary(part))
    return frozenset(found)


def _ordinary(text: str) -> bool:
    return any(text.lower() in word for word in ORDINARY)


def _long(text: str, shortest: int) -> bool:
    return len(text) >= (shortest if any(one.isalpha() for one in text) else 7)
