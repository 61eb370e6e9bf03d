# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One node of the lattice in words and numbers: levels, loss, people left out, classes, and the call that makes it."""

from html import escape

import numpy as np

from secured.dans import FullDomainGeneralization
from secured_widgets.class_figures import class_sizes
from secured_widgets.lattice_state import LatticeModel, LatticeState, LatticeView
from secured_widgets.small_cells import SMALLEST_CELL, people
from secured_widgets.view import table

__all__ = ["method_call", "node_page"]


def node_page(model: LatticeModel, state: LatticeState, view: LatticeView) -> str:
    """Describe the selected node, or say that there is none."""
    if view.node is None:
        return (
            '<div class="box" role="status">No node on show is safe. Allow more people to be left out, relax k, l or t, '
            "or widen the filters.</div>"
        )
    node = view.node
    classes, kept = model.classes(state, node)
    counts, left_out = classes.counts[kept], int(classes.counts[~kept].sum())
    released = int(counts.sum())
    promise = ", ".join(one.guarantee().text for one in model.models(state))
    facts = [
        ["promise", promise if view.safe[node] else f"{promise}: not within the limit of people left out"],
        ["loss of detail", f"{view.loss[node]:.4f}"],
        ["people left out", f"{people(left_out)} of {model.n_people:,} ({view.left_out[node]:.2%})"
         if left_out == 0 or left_out >= SMALLEST_CELL else f"<5 of {model.n_people:,}"],
        ["classes, average size", f"{int(kept.sum()):,}, {released / max(kept.sum(), 1):.1f}"],
        ["smallest, largest class", f"{counts.min():,}, {counts.max():,}" if len(counts) else "none"],
        ["largest chance of being picked out", f"{1 / counts.min():.4f}" if len(counts) else "0"],
    ]  # fmt: skip
    title = "The optimum" if node == view.best else "The selected node"
    return (
        f'<div class="row"><div>{table(["", "now"], facts, caption=title)}</div><div>{_columns(model, state, node)}</div>'
        f"{class_sizes(counts, left_out)}</div>"
        f'<div class="small">To make this release:</div><pre class="code" tabindex="0">{escape(method_call(model.method(state, node)))}</pre>'
    )


def _columns(model: LatticeModel, state: LatticeState, node: int) -> str:
    classes, kept = model.classes(state, node)
    base, rows = model.table.base, []
    released = max(int(classes.counts[kept].sum()), 1)
    shares = classes.share_sums(kept) / released
    for at, name in enumerate(model.columns):
        hierarchy, level = classes.hierarchies[at], classes.levels[at]
        codes = classes.codes_of(at)[kept]
        held = np.bincount(codes, weights=classes.counts[kept], minlength=len(hierarchy.labels[level]))
        rows.append(
            [
                name,
                f"{level} of {hierarchy.n_levels - 1}",
                f"{len(np.unique(base.codes_of(at))):,}",
                f"{len(np.unique(codes)):,}",
                f"{shares[at]:.1%}",
                _example(hierarchy.labels[level], held, level),
            ]
        )
    return table(
        ["column", "level", "values before", "after", "width", "for example"],
        rows,
        caption="What the columns become (width: part of the domain that a value covers)",
        numeric=(2, 3, 4),
    )


def _example(labels: np.ndarray, held: np.ndarray, level: int) -> str:
    """The label of most people; exact values are not shown, nor labels of few."""
    if level == 0:
        return "exact"
    most = int(np.argmax(held))
    if held[most] < SMALLEST_CELL:
        return ""
    return "missing" if labels[most] is None else str(labels[most])


def method_call(method: FullDomainGeneralization) -> str:
    """Write the Python call that makes the release of a node.

    Examples
    --------
    >>> from secured.dans import KAnonymity
    >>> print(method_call(FullDomainGeneralization(models=(KAnonymity(k=5),), levels=(2, 0))))
    FullDomainGeneralization(
        models=(KAnonymity(k=5),),
        suppression_limit=0.05,
        levels=(2, 0),
    )
    """
    models = ", ".join(map(repr, method.models)) + ("," if len(method.models) == 1 else "")
    return (
        f"FullDomainGeneralization(\n    models=({models}),\n    suppression_limit={method.suppression_limit!r},\n"
        f"    levels={method.levels!r},\n)"
    )
