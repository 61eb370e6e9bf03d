# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise strings in a text that was read from pixels, where letters are mistaken for each other."""

__all__ = ["alike", "is_in_drawn"]

ALIKE = str.maketrans("OQDILSBZGY", "000115826V")  # letters that are read for each other
SHORTEST = 5
PER_MISTAKE = 6  # letters of a string for one that may be wrong, missing or too many


def alike(text: str) -> str:
    """Letters and digits alone, those that are read for each other made one.

    Examples
    --------
    >>> alike("Doe, B0b") == alike("DOE^BOB")
    True
    """
    return "".join(letter for letter in text.upper() if letter.isalnum()).translate(ALIKE)


def is_in_drawn(text: str, read: str) -> bool:
    """Say whether a string is in a text that was read; numbers must be right, names may have a mistake or two.

    Parameters
    ----------
    text : str
    read : str
        What `alike` made of the text that was read.

    References
    ----------
    Sellers 1980, The theory and computation of evolutionary distances, doi:10.1016/0196-6774(80)90016-4.

    Examples
    --------
    >>> is_in_drawn("Kovalchenko", alike("KOVALCHENK0 ANNA")), is_in_drawn("Kovalchenko", alike("C0VALCHENKO"))
    (True, True)
    >>> is_in_drawn("48291377", alike("48291877"))
    False
    """
    looked_for = alike(text)
    if len(looked_for) < SHORTEST:
        return False
    if looked_for in read:
        return True
    mistakes = 0 if text.isdigit() else len(looked_for) // PER_MISTAKE
    if not mistakes:
        return False
    size = len(looked_for) // (mistakes + 1)  # so many mistakes leave one of so many pieces whole
    pieces = (looked_for[at * size : (at + 1) * size] for at in range(mistakes + 1))
    return any(piece in read for piece in pieces) and _fewest_mistakes(looked_for, read) <= mistakes


def _fewest_mistakes(looked_for: str, read: str) -> int:
    """Edit distance of a string to the part of a text that is nearest to it."""
    row = list(range(len(looked_for) + 1))
    best = row[-1]
    for letter in read:
        before, row[0] = row[0], 0
        for at, one in enumerate(looked_for, 1):
            before, row[at] = row[at], min(before + (one != letter), row[at] + 1, row[at - 1] + 1)
        best = min(best, row[-1])
    return best
