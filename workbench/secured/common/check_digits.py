# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Numbers of people, accounts and devices that prove themselves by their check digits."""

import re
from functools import cache
from importlib import import_module
from typing import Any

from secured.common.errors import MissingDependency

__all__ = ["has_valid_digits", "is_taj"]


def has_valid_digits(number: str, text: str, **options: Any) -> bool:
    """Say whether a text is a number of a kind, check digits included.

    Parameters
    ----------
    number : str
        A module of python-stdnum, such as ``gb.nhs`` or ``luhn``.
    text : str
    **options
        Of that module's ``is_valid``.

    Raises
    ------
    MissingDependency
        If python-stdnum is not installed.

    Examples
    --------
    >>> has_valid_digits("gb.nhs", "943 476 5870")
    True
    """
    return bool(_module(number).is_valid(text, **options))


def is_taj(text: str) -> bool:
    """Say whether a text is a Hungarian social security number: weights 3 and 7 in turn, modulo 10.

    Examples
    --------
    >>> is_taj("123 456 788"), is_taj("123 456 789")
    (True, False)
    """
    digits = re.sub(r"[ -]", "", text)
    if re.fullmatch(r"[0-9]{9}", digits) is None or digits == "0" * 9:
        return False
    return sum(int(digit) * (7 if at % 2 else 3) for at, digit in enumerate(digits[:8])) % 10 == int(
        digits[8]
    )


@cache
def _module(number: str) -> Any:
    try:
        return import_module(f"stdnum.{number}")
    except ImportError as error:
        raise MissingDependency(
            "check digits: they need the package python-stdnum. Install python-stdnum."
        ) from error
