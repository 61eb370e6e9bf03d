# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People and variants that a file names twice: refused, or variants kept once, and never a person's name told."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError

__all__ = ["NO_ID", "Repeated", "check_people", "kept_variants"]

NO_ID = "."
Repeated = Literal["refuse", "first"]


def check_people(people: Sequence[str] | pd.Series, file: str) -> None:
    """Refuse people who stand twice.

    Raises
    ------
    PrivacyInputError
        With how many.
    """
    twice = int(pd.Series(people).duplicated().sum())
    if twice:
        raise PrivacyInputError(
            f"{file}: {twice} of {len(people)} people have the id of another one. Keep one record of each."
        )


def kept_variants(ids: pd.Series, repeated: Repeated, file: str) -> np.ndarray:
    """Say which variants stay: all, or of those with one id the first; variants without id all stay.

    Parameters
    ----------
    ids : pandas.Series of str
        "." where there is none.
    repeated : {"refuse", "first"}

    Returns
    -------
    ndarray of bool, shape (n_variants,)

    Raises
    ------
    PrivacyInputError
        If ids stand twice and are to be refused, or the option is unknown.

    Examples
    --------
    >>> kept_variants(pd.Series(["rs1", ".", "rs1", "."]), "first", "a.bim").tolist()
    [True, True, False, True]
    >>> kept_variants(pd.Series(["rs1", "rs1"]), "refuse", "a.bim")
    Traceback (most recent call last):
        ...
    secured.common.errors.PrivacyInputError: a.bim: 1 of 2 variants have the id of another one. Keep one of each, or read it with repeated='first'.
    """
    if repeated not in ("refuse", "first"):
        raise PrivacyInputError(f"{file}: repeated={repeated!r} is unknown. Use 'refuse' or 'first'.")
    again = (ids.duplicated() & (ids != NO_ID)).to_numpy()
    if again.any() and repeated == "refuse":
        raise PrivacyInputError(
            f"{file}: {int(again.sum())} of {len(ids)} variants have the id of another one. Keep one of each, or read it "
            "with repeated='first'."
        )
    return np.asarray(~again)
