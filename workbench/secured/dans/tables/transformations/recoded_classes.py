# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Classes that are no node of the lattice: whatever people a recoding gives the same released values."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from secured.common import (
    Dataset,
    GeneralizedValue,
    Guarantee,
    LinkedRelease,
    PrivacyInputError,
    Release,
    Role,
)
from secured.common.grouping import Packing, group_rows
from secured.common.hierarchies import Hierarchy
from secured.dans.tables.equivalence_classes import EquivalenceClasses
from secured.dans.tables.measures.recoded_loss import recoded_loss
from secured.dans.tables.models.privacy_model import PrivacyModel, released_guarantee, satisfied

__all__ = ["Meanings", "holding", "joined", "refuse_table_models", "release_of", "verified"]


class Meanings:
    """What every label of one column stands for; a label that would stand for two things is refused.

    Labels of several levels of a hierarchy share a column here, so a word used on two levels must mean the same.

    Parameters
    ----------
    column : str
        For messages.
    """

    def __init__(self, column: str) -> None:
        self.column = column
        self.known: dict[object, GeneralizedValue | None] = {}

    def add(self, label: object, value: GeneralizedValue | None) -> None:
        """Note a label; None: it stands for itself.

        Raises
        ------
        PrivacyInputError
            If the label stands for something else already.
        """
        if self.known.setdefault(label, value) != value:
            raise PrivacyInputError(
                f"Hierarchy of {self.column}: a label stands for different values on different levels, and rows of "
                "several levels would show it. Give each group a name of its own."
            )

    @property
    def described(self) -> dict[str, GeneralizedValue]:
        """The labels that are not exact values."""
        return {str(label): value for label, value in self.known.items() if value is not None}


def refuse_table_models(who: str, models: tuple[PrivacyModel, ...]) -> None:
    """Refuse models that look at all classes together: a part of the table cannot be judged by them."""
    for model in models:
        if hasattr(model, "enforce"):
            raise PrivacyInputError(
                f"{who}: {type(model).__name__} judges the table as a whole, not class by class. "
                "Use full-domain generalization with it."
            )


class _NoNode(tuple[Hierarchy, ...]):
    """Stands for the hierarchies of classes that have no levels; reading it is refused."""

    def __iter__(self) -> Iterator[Hierarchy]:
        raise PrivacyInputError(
            "A model reads at which levels a class stands, and rows of this recoding stand at several. "
            "Use full-domain generalization with it."
        )


def joined(items: EquivalenceClasses, class_of: np.ndarray) -> EquivalenceClasses:
    """Join items (rows of `items`) to classes that have counts but no codes."""
    n = int(class_of.max(initial=-1)) + 1

    def together(people: np.ndarray) -> np.ndarray:
        return np.bincount(class_of, weights=people, minlength=n).astype(np.int64)

    return EquivalenceClasses(
        hierarchies=_NoNode(),
        levels=(),
        packing=Packing(()),
        keys=np.arange(n, dtype=np.int64).reshape(-1, 1),
        counts=together(items.counts),
        sensitive={name: counts.merged(class_of) for name, counts in items.sensitive.items()},
        population=together(items.population) if items.population is not None else None,
    )


def holding(
    models: tuple[PrivacyModel, ...], items: EquivalenceClasses, class_of: np.ndarray, n: int
) -> np.ndarray:
    """Tell which of the `n` classes satisfy all models; bool, shape (n,).

    Items of class -1 belong to none, but to the table from which models estimate and with which they compare.
    """
    return satisfied(models, joined(items, np.where(class_of < 0, n, class_of)))[:n]


def verified(
    who: str,
    models: tuple[PrivacyModel, ...],
    items: EquivalenceClasses,
    labels: list[np.ndarray],
    kept: np.ndarray,
) -> Guarantee:
    """Recount the classes from the released labels of the kept items and return what the models promise of them.

    `labels` holds an array per quasi-identifier. Rows that came about apart but look alike are one class here.

    Raises
    ------
    PrivacyInputError
        If a class fails: nothing may be released then.
    """
    coded = [pd.factorize(column[kept], use_na_sentinel=False) for column in labels]
    codes = np.column_stack([codes for codes, _ in coded])
    first, of_kept = group_rows(codes, [max(len(values), 1) for _, values in coded])
    class_of = np.full(len(kept), -1, dtype=np.int64)
    class_of[kept] = of_kept
    failing = int((~holding(models, items, class_of, len(first))).sum())
    if failing:
        raise PrivacyInputError(
            f"{who}: {failing} classes of the finished table fail {', '.join(str(m.to_dict()) for m in models)}. "
            "Nothing was released."
        )
    return released_guarantee(models, joined(items.only(kept), of_kept))


def release_of(
    dataset: Dataset,
    labels: Mapping[str, np.ndarray],
    meanings: Mapping[str, Meanings],
    kept: np.ndarray,
    made: Release,
    rng: np.random.Generator,
) -> LinkedRelease:
    """Fill `made` with the rows of the kept people, shuffled, and with what they lose.

    Parameters
    ----------
    labels : mapping of quasi-identifier to ndarray of object, shape (n_people,)
    meanings : mapping of quasi-identifier to Meanings
    kept : ndarray of bool, shape (n_people,)
    made : Release
        Everything but data, descriptions and loss.
    """
    order = rng.permutation(np.flatnonzero(kept))
    row_of = np.full(len(kept), -1, dtype=np.int64)
    row_of[order] = np.arange(len(order))
    columns, descriptions = {}, {}
    for name, column in dataset.columns.items():
        if column.role is Role.IDENTIFIER:
            continue
        columns[name] = dataset.data[name].iloc[order].reset_index(drop=True)
        if column.role is Role.QUASI_IDENTIFIER and meanings[name].described:
            columns[name] = pd.Series(labels[name][order], dtype=object)
            shown = set(columns[name].unique())
            descriptions[name] = {
                label: value for label, value in meanings[name].described.items() if label in shown
            }
    release = replace(
        made,
        data=pd.DataFrame(columns),
        descriptions={name: labels for name, labels in descriptions.items() if labels},
    )
    loss = {"suppressed": int((~kept).sum()), "loss": recoded_loss(dataset, release)}
    return LinkedRelease(release=replace(release, parameters={**made.parameters, **loss}), row_of=row_of)
