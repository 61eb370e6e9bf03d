# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A hierarchy that lies in a file: what all formats share when they are read over a column."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.generalized import GeneralizedValue
from secured.common.generalized_kinds import OneOf
from secured.common.hierarchies.hierarchy import Hierarchy
from secured.common.hierarchies.specs import HierarchySpec

__all__ = ["HierarchyFile", "text_of_file", "text_of_value"]


@dataclass(frozen=True, kw_only=True)
class HierarchyFile(HierarchySpec):
    """A hierarchy file of one format.

    Parameters
    ----------
    path : Path
    """

    path: Path

    @abstractmethod
    def read(self, column: str) -> Hierarchy:
        """Read the file as it stands."""

    def build(self, column: str, values: np.ndarray) -> Hierarchy:
        """Read the file; its values are the domain, whatever the data hold."""
        hierarchy = self.read(column)
        if values.dtype.kind not in "if" or hierarchy.values.dtype.kind == "f":
            return hierarchy
        return _with_numbers(hierarchy, self.path.name)


def _with_numbers(hierarchy: Hierarchy, file: str) -> Hierarchy:
    """The same hierarchy over numbers, where the file can only hold texts."""
    try:
        numbers = hierarchy.values.astype(float)
    except ValueError:
        raise PrivacyInputError(
            f"{file}: the column {hierarchy.column} holds numbers, the hierarchy texts. "
            "Declare the column as category."
        ) from None
    if len(np.unique(numbers)) < len(numbers):
        raise PrivacyInputError(
            f"{file}: a number of {hierarchy.column} is written in two ways. Keep one line of it."
        )
    descriptions = tuple(
        {label: _of_numbers(value) for label, value in level.items()} for level in hierarchy.descriptions
    )
    exact = hierarchy.labels[0].copy()
    exact[:-1] = numbers
    return replace(
        hierarchy, values=numbers, labels=(exact, *hierarchy.labels[1:]), descriptions=descriptions
    )


def _of_numbers(value: GeneralizedValue) -> GeneralizedValue:
    if isinstance(value, OneOf):
        return replace(value, parts=tuple(map(_of_numbers, value.parts)))
    return replace(value, members=tuple(map(float, value.members)))


def text_of_file(path: Path) -> str:
    """Read a UTF-8 file, line ends untouched.

    Raises
    ------
    PrivacyInputError
        If it is missing, a folder, unreadable, not UTF-8 or empty.
    """
    if path.is_dir():
        raise PrivacyInputError(f"{path.name}: is a folder. Give a hierarchy file in it.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PrivacyInputError(f"{path.name}: no such file in {path.parent}.") from None
    except OSError as error:
        raise PrivacyInputError(
            f"{path.name}: cannot be read as a hierarchy ({type(error).__name__})."
        ) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PrivacyInputError(f"{path.name}, line {line}: is not UTF-8 text. Save it as UTF-8.") from None
    if not text.strip():
        raise PrivacyInputError(f"{path.name}: is empty, holds no rows. Give one row a value.")
    return text


def text_of_value(value: object) -> str:
    """Write a base value as files have it: whole numbers without a decimal point.

    Examples
    --------
    >>> text_of_value(41.0), text_of_value(0.1), text_of_value("41.0")
    ('41', '0.1', '41.0')
    """
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    return str(int(number)) if number.is_integer() else repr(number)
