# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Quality of a release, column by column and as a whole: the statistics that ARX reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common.result_table import html_table
from secured.dans.tables.covered_tuples import cells, domain_cells
from secured.dans.tables.equivalence_classes import CompressedTable, EquivalenceClasses
from secured.dans.tables.measures.class_sizes import average_class_size, discernibility
from secured.dans.tables.measures.kl_divergence import KLDivergence
from secured.dans.tables.measures.non_uniform_entropy import lost_bits_of_columns
from secured.dans.tables.measures.squared_error import SquaredErrors

__all__ = ["QualityReport"]


@dataclass(frozen=True, kw_only=True, eq=False)
class QualityReport:
    """Statistics of a release; 1 is the exact table and 0 nothing left, but for `missings`, a share of cells.

    A statistic of the whole is taken from the columns' mean error between the mean of their least and of their
    largest, so that columns with more to lose weigh more, as in ARX. None where nothing can be lost.

    Parameters
    ----------
    attributes : mapping of statistic to mapping of column to float or None
        Granularity (Iyengar 2002), generalization intensity (Sweeney 2002), non-uniform entropy (Gionis & Tassa 2009),
        missings (cells that show ``*``), squared error (see `SquaredErrors`).
    dataset : mapping of statistic to float or None
        The same over all columns; discernibility (Bayardo & Agrawal 2005), average class size
        (LeFevre et al. 2006), ambiguity (Goldberger & Tassa 2010), record-level squared error, SSE/SST,
        KL divergence (Machanavajjhala et al. 2007), suppressed (share of people left out).

    References
    ----------
    Prasser, Bild & Kuhn 2016, doi:10.3233/978-1-61499-678-1-312. D2.1 section 4.1.1.
    """

    attributes: Mapping[str, Mapping[str, float | None]]
    dataset: Mapping[str, float | None]

    @classmethod
    def of(cls, table: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray) -> "QualityReport":
        """Measure the release of the kept classes of a table."""
        columns = [hierarchy.column for hierarchy in classes.hierarchies]
        errors = SquaredErrors.of(table, classes, kept)
        attributes: dict[str, dict[str, float | None]] = {}
        dataset: dict[str, float | None] = {}
        for name, (least, value, most) in _column_errors(table, classes, kept, errors).items():
            attributes[name] = {
                column: _kept_part(*one)
                for column, one in zip(columns, zip(least, value, most, strict=True), strict=True)
            }
            dataset[name] = _kept_part(least.mean(), value.mean(), most.mean())
        missings = _missings(classes, kept)
        attributes["missings"] = {
            column: float(share) for column, share in zip(columns, missings, strict=True)
        }
        dataset["missings"] = float(missings.mean())
        for name, one in _table_errors(table, classes, kept, errors).items():
            dataset[name] = _kept_part(*one)
        dataset["suppressed"] = float(classes.counts[~kept].sum() / max(classes.n_people, 1))
        return cls(attributes=attributes, dataset=dataset)

    def to_dict(self) -> dict[str, Any]:
        """All statistics, for JSON."""
        return {
            "attributes": {name: dict(values) for name, values in self.attributes.items()},
            "dataset": dict(self.dataset),
        }

    def _repr_html_(self) -> str:
        columns = list(next(iter(self.attributes.values()), {}))
        rows = [
            (
                name.replace("_", " "),
                value,
                *(self.attributes.get(name, {}).get(column) for column in columns),
            )
            for name, value in self.dataset.items()
        ]
        return html_table("Quality of the release", ("statistic", "all", *columns), rows)


def _kept_part(least: float, value: float, most: float) -> float | None:
    """Return 1 at the least error, 0 at the largest; None where they are the same, or too large to compare."""
    if not least < most < np.inf or np.isnan(value):
        return None
    return float(1 - min(max((value - least) / (most - least), 0.0), 1.0))


def _missings(classes: EquivalenceClasses, kept: np.ndarray) -> np.ndarray:
    """Share of cells of each column that show ``*``."""
    top = np.array([hierarchy.n_levels - 1 for hierarchy in classes.hierarchies])
    return np.where(
        np.array(classes.levels) == top, 1.0, classes.counts[~kept].sum() / max(classes.n_people, 1)
    )


Errors = dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]


def _column_errors(
    table: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray, errors: SquaredErrors
) -> Errors:
    """Least, present and largest error of each column, by statistic."""
    n, suppressed = max(classes.n_people, 1), classes.counts[~kept].sum()
    hierarchies = classes.hierarchies
    none, one = np.zeros(len(hierarchies)), np.ones(len(hierarchies))
    heights = np.array(classes.levels) / np.array([max(one.n_levels - 1, 1) for one in hierarchies])
    bits, whole = lost_bits_of_columns(table, classes, kept)
    return {
        "granularity": (
            np.array([hierarchy.shares[0].min() for hierarchy in hierarchies]),
            (classes.share_sums(kept) + suppressed) / n,
            one,
        ),
        "generalization_intensity": (none, (heights * (n - suppressed) + suppressed) / n, one),
        "non_uniform_entropy": (none, bits, whole),
        "squared_error": (none, errors.attribute, errors.attribute_most),
    }


def _table_errors(
    table: CompressedTable, classes: EquivalenceClasses, kept: np.ndarray, errors: SquaredErrors
) -> dict[str, tuple[float, float, float]]:
    """Least, present and largest error of the table, by statistic."""
    base, n = table.base, classes.n_people
    everybody = np.ones(len(base.counts), dtype=bool)
    domain, divergence = domain_cells(classes.hierarchies), KLDivergence(table=table)
    covered = np.where(kept, cells(classes), domain) @ classes.counts
    nobody = np.zeros(len(kept), dtype=bool)
    return {
        "discernibility": (
            float(discernibility(base, everybody)),
            float(discernibility(classes, kept)),
            float(n) ** 2,
        ),
        "average_class_size": (
            average_class_size(base, everybody),
            average_class_size(classes, kept) or np.nan,
            float(n),
        ),
        "ambiguity": (float(n), float(covered), n * domain),
        "record_squared_error": (0.0, errors.record, errors.record_most),
        "sse_sst": (0.0, errors.between, errors.total),
        "kl_divergence": (0.0, divergence.score(classes, kept), divergence.score(classes, nobody)),
    }
