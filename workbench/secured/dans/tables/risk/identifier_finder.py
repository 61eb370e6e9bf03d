# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Find columns that identify people: HIPAA's 18 identifiers and European numbers, by name and by values."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, method
from secured.common.result_table import html_table
from secured.dans.tables.risk.identifier_kinds import KINDS, kinds_by_name, words_of
from secured.dans.tables.risk.identifier_values import value_patterns

__all__ = ["IdentifierFinder", "IdentifierFindings", "IdentifierHit"]

AGE_WORDS = frozenset(
    ["age", "ages", "edad", "edades", "leeftijd", "alter", "eletkor", "eta", "ilikia", "ηλικια"]
)
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class IdentifierHit:
    """One column that identifies people, and why; never a value of it.

    Parameters
    ----------
    column, kind : str
    share : float
        Part of the recorded values that match; 1 where only the name tells.
    found_in : {"name", "values", "both"}
    reason : str
    hipaa, note : str
        Category of HIPAA Safe Harbor; what European law says.
    suggestion : {"identifier", "quasi-identifier", "remove"}
        Role to give the column; "remove" for texts that contain identifiers among other words.
    """

    column: str
    kind: str
    share: float
    found_in: str
    reason: str
    hipaa: str
    note: str
    suggestion: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return dict(self.__dict__)


@dataclass(frozen=True, kw_only=True)
class IdentifierFindings:
    """All hits, in the order of the columns."""

    hits: tuple[IdentifierHit, ...]
    columns: int

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Columns that should not be released as they are, each once."""
        return tuple(dict.fromkeys(hit.column for hit in self.hits if hit.suggestion != "quasi-identifier"))

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"columns": self.columns, "hits": [hit.to_dict() for hit in self.hits]}

    def _repr_html_(self) -> str:
        header = ("column", "kind", "share", "found in", "reason", "HIPAA", "Europe", "suggestion")
        return html_table(
            f"Identifiers in {self.columns} columns", header, [tuple(hit.to_dict().values()) for hit in self.hits]
        )  # fmt: skip


@method(
    name="identifier finder",
    engine="dans",
    modality="table",
    goal="find columns that name people, by their names and values",
    section="4.1.1",
    source="45 CFR 164.514(b)(2) (HIPAA Safe Harbor); Article 29 Working Party Opinion 05/2014 (WP216)",
    peers=("ARX",),
)
@dataclass(frozen=True, kw_only=True)
class IdentifierFinder:
    """Look at every column's name and values for direct identifiers and for what Safe Harbor removes beside them.

    Check digits are computed, so a column of numbers is a national number only if nearly all fit. It finds formats,
    not meaning: a name in a column called `x1` is not found.

    Parameters
    ----------
    min_share : float, default 0.8
        Part of the recorded values that must fit a format, in (0.5, 1]. E-mail and web addresses, IBANs, MAC addresses
        and UUIDs are reported from the first one on.
    max_values : int, default 20000
        Distinct values of a column that are looked at, evenly over all of them.

    References
    ----------
    45 CFR 164.514(b)(2)(i) (Safe Harbor). Regulation (EU) 2016/679. Article 29 Working Party Opinion 05/2014 on
    anonymisation techniques. D2.1 section 4.1.1.

    Examples
    --------
    >>> table = pd.DataFrame({"contact": ["a@b.org", "see ward"], "dose": [1, 2]})
    >>> [(hit.column, hit.kind, hit.share) for hit in IdentifierFinder().assess(table).hits]
    [('contact', 'email', 0.5)]
    """

    min_share: float = 0.8
    max_values: int = 20_000

    def __post_init__(self) -> None:
        if not 0.5 < self.min_share <= 1 or self.max_values < 1:
            raise PrivacyInputError(
                f"IdentifierFinder: min_share={self.min_share} is not in (0.5, 1], or max_values={self.max_values} below 1."
            )

    def assess(self, data: pd.DataFrame) -> IdentifierFindings:
        """Look at all columns.

        Raises
        ------
        PrivacyInputError
            If a column name stands twice.
        MissingDependency
            If python-stdnum is not installed and a column has to be checked for national numbers.
        """
        if not data.columns.is_unique:
            raise PrivacyInputError("IdentifierFinder: a column name stands twice. Rename one.")
        hits = [hit for name in data.columns for hit in self._look_at(str(name), data[name])]
        return IdentifierFindings(hits=tuple(hits), columns=len(data.columns))

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "method": "identifier finder",
            "min_share": self.min_share,
            "max_values": self.max_values,
        }

    def _look_at(self, name: str, column: pd.Series) -> list[IdentifierHit]:
        named, is_number = kinds_by_name(name)
        texts, weights = self._texts(column)
        by_value = self._by_value(column, texts, weights)
        found: dict[str, IdentifierHit] = {}
        for kind in named:
            if kind in by_value or self._plausible(kind, column, texts, weights):
                share, label = by_value.get(kind, (1.0, ""))
                reason = f"its name; {label}" if label else "its name"
                found[kind] = _hit(name, kind, share, "both" if label else "name", reason)
        for kind, (share, label) in by_value.items():
            if kind not in found and not (kind == "unique number" and found):
                found[kind] = _hit(name, kind, share, "values", label, texts=share < self.min_share)
        unique = _nearly_unique(column)
        if is_number and unique and not found:
            found["unique number"] = _hit(
                name, "unique number", 1.0, "both", "its name, and nearly every row differs"
            )
        above = _above_89(name, column)
        if above:
            found["age above 89"] = _hit(name, "age above 89", above, "values", "ages above 89")
        return list(found.values())

    def _texts(self, column: pd.Series) -> tuple[list[str], np.ndarray]:
        """Distinct recorded values as texts, and how many rows have each."""
        present = column.dropna()
        if isinstance(column.dtype, pd.CategoricalDtype):
            present = present.astype(object)
        if not len(present) or not _may_be_code(present):
            return [], np.zeros(0)
        counts = present.value_counts(sort=False)
        if len(counts) > self.max_values:
            counts = counts.iloc[np.linspace(0, len(counts) - 1, self.max_values).astype(int)]
        texts = [_text(value) for value in counts.index]
        return texts, counts.to_numpy(dtype=float)

    def _by_value(
        self, column: pd.Series, texts: list[str], weights: np.ndarray
    ) -> dict[str, tuple[float, str]]:
        """Share of matching rows and label for every kind that the values show."""
        if pd.api.types.is_datetime64_any_dtype(column):
            whole_years = column.dropna().dt.is_year_start.all()
            return {} if whole_years else {"date": (1.0, "full dates")}
        found: dict[str, tuple[float, str]] = {}
        if not texts:
            return found
        for pattern in value_patterns():
            if not pattern.telling and not _promising(pattern.fits, texts, self.min_share):
                continue
            fits = np.fromiter(map(pattern.fits, texts), dtype=bool, count=len(texts))
            share = float(weights[fits].sum() / weights.sum())
            enough = fits.any() if pattern.telling else share >= self.min_share and fits.sum() >= 2
            if enough and share > found.get(pattern.kind, (0.0, ""))[0]:
                found[pattern.kind] = share, pattern.label
        if "national number" in found:  # the same digits may pass for less
            for less in ("phone", "account", "vehicle", "device"):
                found.pop(less, None)
        return found

    def _plausible(self, kind: str, column: pd.Series, texts: list[str], weights: np.ndarray) -> bool:
        """Whether values can be what the column's name says: flags and few categories are not."""
        if kind in ("biometric", "photo", "geography"):
            return not pd.api.types.is_bool_dtype(column) and column.nunique() > 2
        if kind == "date":
            return False  # a date shows in its values
        distinct = column.nunique()
        return distinct > 2 and (kind == "name" or distinct >= 0.5 * column.notna().sum())


def _hit(
    column: str, kind: str, share: float, found_in: str, reason: str, *, texts: bool = False
) -> IdentifierHit:
    facts = KINDS[kind]
    return IdentifierHit(
        column=column, kind=kind, share=share, found_in=found_in, reason=reason,
        hipaa=facts.hipaa, note=facts.note, suggestion="remove" if texts else facts.role,
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _may_be_code(present: pd.Series) -> bool:
    """Texts and whole numbers may be codes; measurements and flags are not."""
    if pd.api.types.is_bool_dtype(present):
        return False
    if pd.api.types.is_float_dtype(present):
        numbers = present.to_numpy(dtype=float)
        return bool(np.isfinite(numbers).all() and (numbers == np.floor(numbers)).all())
    return True


def _promising(fits: Any, texts: list[str], min_share: float) -> bool:
    """A look at some values first: most columns fit nothing."""
    if len(texts) <= 60:
        return True
    some = texts[:: max(len(texts) // 40, 1)]
    return sum(map(fits, some)) >= 0.5 * min_share * len(some)


def _nearly_unique(column: pd.Series) -> bool:
    present = column.dropna()
    whole = _may_be_code(present) if len(present) else False
    return bool(whole and len(present) >= 10 and present.nunique() >= 0.5 * len(present))


def _above_89(name: str, column: pd.Series) -> float:
    """Share of the ages above 89, of a column whose name says age; 0 otherwise."""
    if not AGE_WORDS & set(words_of(name)):
        return 0.0
    ages = pd.to_numeric(column, errors="coerce").dropna()
    if not len(ages) or ages.max() > 130:
        return 0.0
    return float((ages > 89).mean())
