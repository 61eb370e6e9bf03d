# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A person or variant that a file names twice is refused, with the file's name and without the person's."""

from collections.abc import Sequence

import pandas as pd

from secured.common.errors import PrivacyInputError

__all__ = ["check_named_once"]


def check_named_once(names: Sequence[str] | pd.Series, what: str, file: str) -> None:
    """Refuse names that stand twice.

    Raises
    ------
    PrivacyInputError
        With how many.

    Examples
    --------
    >>> check_named_once(["rs1", "rs2"], "variants", "a.bim")
    >>> check_named_once(["rs1", "rs1"], "variants", "a.bim")
    Traceback (most recent call last):
        ...
    secured.common.errors.PrivacyInputError: a.bim: 1 of 2 variants have the id of another one. Keep one of each.
    """
    twice = int(pd.Series(names).duplicated().sum())
    if twice:
        raise PrivacyInputError(
            f"{file}: {twice} of {len(names)} {what} have the id of another one. Keep one of each."
        )
