# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which strings are worth looking for: long and rare enough that finding one is no chance."""

import re
from collections.abc import Iterator

__all__ = ["name_parts", "rare_enough"]

SHORTEST = 4
SHORTEST_NUMBER = 6  # digits
# Words that stand in the place of a name, or are names and everyday words of reports at once.
COMMON_TEXT = """
anonymous anonymized anonymised unknown none null empty missing other test tester testing patient phantom
subject person doctor nurse name surname male female baby boy girl infant mother father child adult junior
senior mister miss misses professor technician operator physician radiologist hospital clinic department
university medical centre center institute radiology cardiology neurology oncology surgery emergency ward
room building floor main street road avenue lane drive house city county state country north south east
west central general national royal saint imaging scanner siemens philips toshiba canon hitachi general
electric brain head neck chest heart lung liver kidney bone hand foot knee spine hip pelvis skull face
body left right image images series study scan report note notes record records data file files default
local remote normal control case group sample black brown white green gray grey gold silver young long
short small little large great good best cross bush wood woods stone rock hill hills field fields banks
brook river lake ford park parks garden bell page pages book king queen prince bishop pope knight page
cook baker butler carter carpenter mason miller porter potter shepherd smith taylor turner walker weaver
wright fisher hunter archer barber chandler cooper dyer farmer fuller gardener glover goldsmith marshall
parker sawyer skinner slater spicer tanner thatcher tyler waller ward webb april june july august may
march winter summer spring autumn monday sunday friday saturday rose lily daisy iris ivy grace hope faith
joy mark will bill rich drew chase grant miles dean earl duke high cold frost snow rain storm love power
price rice pepper berry bean beans lamb wolf fox bird swan crane swift strong stout wise moody noble
savage sharp blunt hardy hale keen quick reading christian german french english irish welsh scott norman
england france ireland spain york london paris berlin madrid boston washington date time year month week
hour born birth code number identifier value values table column true false yes
"""
COMMON = frozenset(COMMON_TEXT.split())


def rare_enough(text: str, *, name: bool = False) -> bool:
    """Say whether finding a string would mean something.

    Parameters
    ----------
    name : bool
        A part of a name has no digits.

    Examples
    --------
    >>> [rare_enough(text) for text in ("Kovacs", "unknown", "4711", "48291377", "000000000")]
    [True, False, False, True, False]
    """
    text = text.strip()
    kernel = re.sub(r"[\W_]", "", text)
    digits = sum(map(str.isdigit, kernel))
    if len(kernel) < SHORTEST or len(set(kernel)) < (3 if digits else 2) or kernel.lower() in COMMON:
        return False
    if name and digits:
        return False
    if digits == len(kernel):
        return digits >= SHORTEST_NUMBER
    words = [word for word in re.split(r"[\W_\d]+", text.lower()) if word]
    return digits >= 4 or not all(word in COMMON or len(word) < 3 for word in words)


def name_parts(name: str) -> Iterator[str]:
    """Yield a name and the parts of it that are rare enough by themselves.

    Examples
    --------
    >>> list(name_parts("KOVACS^ANNA MARIA"))
    ['KOVACS^ANNA MARIA', 'KOVACS', 'ANNA', 'MARIA']
    """
    parts = [part.strip(".'") for part in re.split(r"[\s^=,;_/]+", name) if part.strip(".'")]
    if len(parts) > 1 and sum(map(len, parts)) >= 6 and not all(part.lower() in COMMON for part in parts):
        yield name.strip(" ^=")
    yield from (part for part in parts if rare_enough(part, name=True))
