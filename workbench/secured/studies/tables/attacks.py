# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attacks that a table is put to, and the known ones that it is not."""

import numpy as np

from secured.common import ColumnType, Dataset
from secured.dean import Attack, AttributeInference, Goal, Linkage, SinglingOut, ThreatModel
from secured.studies.flow import NotRun

__all__ = ["NOT_BUILT", "table_attacks"]

PREDICATES = 500
BANDS = 5
MOST_PLAIN_NUMBERS = 12


NOT_BUILT = (
    NotRun(
        attack="linkage to a real outside register",
        reason="no register is given; auxiliary knowledge is the owner's own, exact.",
    ),
    NotRun(
        attack="membership inference",
        reason="at prior 1 there is nothing to infer; the closer look shows how members and outsiders differ.",
    ),
    NotRun(
        attack="singling out by one column",
        reason="predicates speak of all known columns together; a rare exact value alone singles out too, also where "
        "columns are shuffled.",
    ),
    NotRun(
        attack="composition of several releases", reason="earlier releases of the same people are not given."
    ),
    NotRun(attack="minimality attack", reason="not built yet; it uses knowledge of the search."),
    NotRun(
        attack="knowledge of other sensitive values",
        reason="the adversary is assumed to know quasi-identifiers only.",
    ),
)


def table_attacks(dataset: Dataset, *, population: int, prior: float) -> tuple[Attack, ...]:
    """Linkage, singling out, and inference of every sensitive column.

    The adversary knows every quasi-identifier exactly as recorded, missing values included. Predicates
    of singling out speak in steps of each column's resolution. A number that takes many values is
    inferred up to the fifth of its range of ranks.

    Parameters
    ----------
    dataset : Dataset
    population, prior
        Of the threat model.
    """
    exact = {name: 0.0 for name in dataset.quasi_identifiers}
    steps = {
        name: dataset.columns[name].resolution
        if dataset.columns[name].type in (ColumnType.INTEGER, ColumnType.REAL)
        else 0.0
        for name in dataset.quasi_identifiers
    }
    inference = ThreatModel(goal=Goal.INFERENCE, knows=exact, population=population, prior=prior)
    return (
        Linkage(threat=ThreatModel(goal=Goal.LINKAGE, knows=exact, population=population, prior=prior)),
        SinglingOut(
            threat=ThreatModel(
                goal=Goal.SINGLING_OUT, knows=steps, population=population, prior=prior, budget=PREDICATES
            )
        ),
        *(
            AttributeInference(threat=inference, secret=name, edges=_edges(dataset, name))
            for name in dataset.sensitive
            if dataset.data[name].nunique() > 1
        ),
    )


def _edges(dataset: Dataset, name: str) -> tuple[float, ...]:
    """Borders between fifths of a number's values; none for other columns or few values."""
    if dataset.columns[name].type not in (ColumnType.INTEGER, ColumnType.REAL):
        return ()
    values = dataset.data[name].dropna().to_numpy(dtype=float)
    if len(np.unique(values)) <= MOST_PLAIN_NUMBERS:
        return ()
    return tuple(float(edge) for edge in np.unique(np.quantile(values, np.arange(1, BANDS) / BANDS)))
