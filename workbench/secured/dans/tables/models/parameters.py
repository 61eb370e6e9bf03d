# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Refuse parameters that no privacy model can have, and tables too small for them."""

from math import isfinite
from numbers import Real
from typing import Any

from secured.common import PrivacyInputError
from secured.dans.tables.equivalence_classes import EquivalenceClasses

__all__ = ["check_people", "check_population_size", "check_positive", "check_share", "check_whole"]


def check_whole(who: str, name: str, value: Any, least: int = 1) -> None:
    """Refuse what is no whole number from `least` on; True is none."""
    if not _is_number(value) or not value >= least or value != int(value):
        raise PrivacyInputError(f"{who}: {name}={value} is no whole number from {least} on.")


def check_positive(who: str, name: str, value: Any) -> None:
    """Refuse what is no finite number above 0."""
    if not _is_number(value) or not value > 0:
        raise PrivacyInputError(f"{who}: {name}={value} must be a number above 0.")


def check_share(who: str, name: str, value: Any, *, of: str = "(0, 1]") -> None:
    """Refuse what does not lie in an interval from 0 to 1, written as ``(0, 1]``: a bracket holds its end."""
    inside = _is_number(value) and 0 <= value <= 1
    if not inside or (value == 0 and of[0] == "(") or (value == 1 and of[-1] == ")"):
        raise PrivacyInputError(f"{who}: {name}={value} is not in {of}.")


def check_population_size(who: str, value: Any, n_people: int = 1) -> None:
    """Refuse what is no number of people, and fewer people than the table's."""
    if not _is_number(value) or not value >= 1:
        raise PrivacyInputError(f"{who}: population_size={value} is no number of people.")
    if value < n_people:
        raise PrivacyInputError(
            f"{who}: population_size={value} is smaller than the table's {n_people} people. "
            "Give the number of people from whom the table was drawn."
        )


def check_people(who: str, name: str, k: int, classes: EquivalenceClasses) -> None:
    """Refuse a table of fewer than `k` people: no class of it can hold so many."""
    if classes.n_people < k:
        raise PrivacyInputError(
            f"{who}: {name}={k} needs at least {k} people, got {classes.n_people}. Lower {name} or pool more records."
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)
