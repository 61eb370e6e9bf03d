# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset in one card: who the people are, where the data come from, and what each column may reveal."""

from html import escape

from secured.common import Dataset
from secured_widgets.view import StaticView, page, table

__all__ = ["DatasetCard"]


class DatasetCard(StaticView):
    """Facts about a dataset, in aggregates.

    Parameters
    ----------
    dataset : Dataset
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def to_html(self) -> str:
        """Title, standing, source, licence, notes and columns."""
        dataset = self.dataset
        rows = []
        for name, column in dataset.columns.items():
            values = dataset.facts[name]
            missing = values.isna().mean()
            rows.append(
                [
                    name,
                    str(column.role),
                    str(column.type),
                    column.unit,
                    f"{values.nunique()}",
                    f"{missing:.1%}",
                    column.reason,
                ]
            )
        related = "".join(
            f"<li>{escape(name)}: {len(frame)} records</li>" for name, frame in dataset.related.items()
        )
        notes = "".join(f"<li>{escape(note)}</li>" for note in dataset.notes)
        return page(
            f"<h4>{escape(dataset.title)}</h4>",
            f"<p>{dataset.n_people} people, <strong>{dataset.standing}</strong>. Source: {escape(dataset.provenance.source)}. "
            f"Licence: {escape(dataset.provenance.licence)}. {escape(dataset.provenance.citation)}</p>",
            f"<ul>{related}{notes}</ul>" if related or notes else "",
            table(
                ["column", "role", "type", "unit", "distinct", "missing", "why this role"],
                rows,
                numeric=(4, 5),
            ),
        )
