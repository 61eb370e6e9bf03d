# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A certificate of anonymization: what went in, what was done and what came out, without a value of the data."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from secured import __version__
from secured.common import Dataset, PrivacyInputError, Release, Role
from secured.common.fingerprint import fingerprint_of_values
from secured.common.io.tables import write_whole
from secured.dans.tables.measures.quality_report import QualityReport
from secured.dans.tables.recipes.certificate_page import certificate_body, certificate_page, json_of_page
from secured.dans.tables.recipes.models_by_name import meaning
from secured.dans.tables.recipes.recipe_columns import hierarchy_fingerprint
from secured.dans.tables.risk.attackers import ReidentificationRisk
from secured.dans.tables.transformations.full_domain import Solution

__all__ = ["Certificate", "release_fingerprint"]

FORMAT = "secured-certificate/1"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Certificate:
    """Facts about one full-domain release, as HTML and JSON, with a hash over all of them.

    It holds names of columns, counts, shares and hashes; no value of the data and no label. The hash tells every
    change made by accident; whoever changes a certificate on purpose can also make a new hash, so sign the file where
    that matters. There is no clock inside: the same release gives the same certificate.

    Parameters
    ----------
    content : mapping
        Input, attributes, configuration, solution, output, risk, quality, versions, date, content_sha256.

    References
    ----------
    Prasser, Eicher, Spengler, Bild & Kuhn 2020, doi:10.1002/spe.2812 (the certificate of ARX). D2.1 section 4.1.1.
    """

    content: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        solution: Solution,
        release: Release,
        *,
        date: Date | str,
        threshold: float = 0.2,
        population: int | None = None,
    ) -> "Certificate":
        """Certify a release of a solution.

        Parameters
        ----------
        solution : Solution
        release : Release
            Made by `solution.link`, or replayed from its recipe.
        date : datetime.date or str
            As YYYY-MM-DD.
        threshold : float, default 0.2
            Largest acceptable chance to re-identify a record, in (0, 1].
        population : int, optional
            People among whom a journalist or marketer would look.

        Raises
        ------
        PrivacyInputError
            If the release is not of this solution, or date, threshold or population cannot be used.
        """
        dataset, kept = solution.dataset, solution.kept
        _check_release(solution, release)
        risk = ReidentificationRisk.of(
            solution.classes.only(kept),
            threshold=threshold,
            population=population,
            suppressed=solution.n_suppressed,
        )
        quality = QualityReport.of(solution.table, solution.classes, kept)
        content = {
            "format": FORMAT,
            "date": _day(date),
            "input": {
                "name": dataset.name,
                "standing": str(dataset.standing),
                "rows": len(dataset.data),
                "columns": len(dataset.columns),
                "sha256": dataset.fingerprint,
            },
            "attributes": _attributes(dataset),
            "configuration": _configuration(solution),
            "solution": _found(solution),
            "output": _output(solution, release),
            "risk": risk.to_dict() | {"population": population},
            "quality": quality.to_dict(),
            "versions": {
                "secured": __version__,
                "python": platform.python_version(),
                "numpy": np.__version__,
                "pandas": pd.__version__,
            },
        }
        plain = _plain(content)
        return cls(content=plain | {"content_sha256": fingerprint_of_values(plain)})

    def __repr__(self) -> str:
        return f"Certificate({self.content['input']['name']!r}, {self.content['date']})"

    def _repr_html_(self) -> str:
        return certificate_body(self.content)

    def to_dict(self) -> dict[str, Any]:
        """All facts, for JSON."""
        return dict(self.content)

    def to_json(self) -> str:
        """Return the text of the JSON file."""
        return _text(self.content)

    def to_html(self) -> str:
        """Return one page that needs no network."""
        return certificate_page(self.content, self.to_json())

    def write(self, path: Path) -> None:
        """Write ``.json`` or ``.html``, whole or not at all.

        Raises
        ------
        PrivacyInputError
            For another suffix.
        """
        made = {".json": self.to_json, ".html": self.to_html}.get(path.suffix.lower())
        if made is None:
            raise PrivacyInputError(f"{path.name}: a certificate is written as .json or .html. Choose one.")
        text = made()
        write_whole(path, lambda part: part.write_bytes(text.encode("utf-8")))

    @classmethod
    def read(cls, path: Path) -> "Certificate":
        """Read a certificate that is unchanged.

        Raises
        ------
        PrivacyInputError
            If it is changed or none.
        """
        found = _unchanged(path)
        if found is None:
            raise PrivacyInputError(f"{path.name}: is no certificate, or was changed. Ask its author for it.")
        return cls(content=found)

    @staticmethod
    def verify(path: Path) -> bool:
        """Tell whether a file is a certificate in which not a byte was changed.

        Raises
        ------
        PrivacyInputError
            If there is no such file.
        """
        return _unchanged(path) is not None

    def matches(self, release: Release | Path) -> bool:
        """Tell whether the certificate is about this release, or about this CSV file of it (commas, UTF-8, LF)."""
        if isinstance(release, Path):
            found = hashlib.sha256(release.read_bytes()).hexdigest()
        else:
            found = release_fingerprint(release)
        return found == self.content["output"]["csv_sha256"]


def release_fingerprint(release: Release) -> str:
    """SHA-256 of the released rows as CSV with header, commas, UTF-8 and LF: what ``sha256sum`` says of such a file."""
    text = release.data.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _check_release(solution: Solution, release: Release) -> None:
    levels = dict(zip(solution.dataset.quasi_identifiers, map(int, solution.levels), strict=True))
    same = (
        release.source == solution.dataset.fingerprint
        and dict(release.parameters.get("levels", {})) == levels
        and release.n_records == solution.dataset.n_people - solution.n_suppressed
    )
    if not same:
        raise PrivacyInputError(
            "Certificate: the release was not made by this solution: table, levels or number of rows differ. Give its own."
        )


def _attributes(dataset: Dataset) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, column in dataset.columns.items():
        found[str(name)] = {"role": str(column.role), "type": str(column.type)}
        if column.role is Role.QUASI_IDENTIFIER:
            hierarchy = dataset.hierarchies[name]
            found[str(name)] |= {
                "hierarchy": column.hierarchy.kind,
                "height": hierarchy.n_levels,
                "hierarchy_sha256": hierarchy_fingerprint(hierarchy),
            }
    return found


def _configuration(solution: Solution) -> dict[str, Any]:
    method = solution.method
    return {
        "method": "full-domain generalization",
        "models": [model.to_dict() | {"meaning": meaning(model)} for model in method.models],
        "suppression_limit": method.suppression_limit,
        "objective": method.objective(solution.table).to_dict()
        if method.objective
        else {"objective": "loss"},
    }


def _found(solution: Solution) -> dict[str, Any]:
    node = solution.node
    search: dict[str, Any] = {"levels_chosen_by": "owner"} if node is None else {"levels_chosen_by": "search"}
    if node is not None:
        search |= {"score": node.score, "proved_optimal": node.optimal, "gap": node.score - node.bound}
        search |= {"nodes_evaluated": node.evaluated}
    return {
        "levels": dict(zip(solution.dataset.quasi_identifiers, map(int, solution.levels), strict=True)),
        "loss": solution.loss,
        "people_left_out": solution.n_suppressed,
        **search,
    }


def _output(solution: Solution, release: Release) -> dict[str, Any]:
    sizes = solution.classes.counts[solution.kept & (solution.classes.counts > 0)]
    return {
        "rows": release.n_records,
        "columns": len(release.data.columns),
        "csv_sha256": release_fingerprint(release),
        "guarantee": release.guarantee.text,
        "classes": len(sizes),
        "smallest_class": int(sizes.min()) if len(sizes) else None,
        "average_class": float(sizes.mean()) if len(sizes) else None,
    }


def _day(date: Date | str) -> str:
    try:
        return (
            Date.fromisoformat(date) if isinstance(date, str) else Date(date.year, date.month, date.day)
        ).isoformat()
    except (AttributeError, TypeError, ValueError):
        raise PrivacyInputError("Certificate: the date is no day. Give it as YYYY-MM-DD.") from None


def _plain(value: Any) -> Any:
    """Values as JSON has them; what is no finite number is not said."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value if value is None else str(value)


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _unchanged(path: Path) -> dict[str, Any] | None:
    """Return the content of a file that is, byte for byte, what its content makes."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise PrivacyInputError(f"{path.name}: cannot be read ({type(error).__name__}).") from None
    except UnicodeDecodeError:
        return None
    page = text.lstrip().startswith("<")
    try:
        content = json.loads(json_of_page(text) if page else text)
        hashed = {name: value for name, value in content.items() if name != "content_sha256"}
        if content["format"] != FORMAT or content["content_sha256"] != fingerprint_of_values(hashed):
            return None
        again = _text(content)
        return content if text == (certificate_page(content, again) if page else again) else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
