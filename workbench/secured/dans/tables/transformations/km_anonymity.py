# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""k^m-anonymous releases of set-valued columns, alone and beside relational quasi-identifiers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release, method
from secured.common.hierarchies import Hierarchy
from secured.dans.tables.models.km_anonymity import KmAnonymity, rare_itemsets
from secured.dans.tables.search.lattice_search import people_allowed
from secured.dans.tables.transformations.identifier_removal import IdentifierRemoval
from secured.dans.tables.transformations.item_recoding import ItemRecoding, recode_items
from secured.dans.tables.transformations.pipeline import ReleaseMaker
from secured.dans.tables.transformations.recoded_classes import Meanings

__all__ = ["AprioriAnonymization", "RelationalSetAnonymization"]


@method(
    name="k^m-anonymity",
    engine="dans",
    modality="table",
    goal="generalise the items of a set-valued column until few known items fit many people",
    section="4.1.1",
    source="Terrovitis et al. 2008, doi:10.14778/1453856.1453874",
    peers=("Amnesia",),
)
@dataclass(frozen=True, kw_only=True)
class AprioriAnonymization:
    """Generalise items along their hierarchy, the same item alike in all sets, until the model holds.

    The column is a quasi-identifier whose entries are tuples of items or texts of items joined by the model's
    separator; its hierarchy is one of items. Sets are released in the form in which they came, their labels
    sorted. A set that was never recorded stays missing. Other columns are released as they are: only the items are
    protected.

    Parameters
    ----------
    model : KmAnonymity
    suppression_limit : float, default 0
        Largest share of all items of all people that may be removed from single sets, where that costs less
        than generalising an item in all.

    References
    ----------
    Terrovitis, Mamoulis & Kalnis 2008, doi:10.14778/1453856.1453874. D2.1 section 4.1.1.
    """

    model: KmAnonymity
    suppression_limit: float = 0.0

    def __post_init__(self) -> None:
        _check_limit("AprioriAnonymization", self.suppression_limit)

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose.

        Raises
        ------
        PrivacyInputError
            If fewer than k people have an item, or the column cannot be read as sets.
        """
        sets = _Sets.of(dataset, self.model)
        everybody = np.arange(len(sets.missing))
        recoding = sets.recoded(everybody, self.suppression_limit)
        if recoding is None or not len(sets.items):
            raise PrivacyInputError(
                f"AprioriAnonymization: k={self.model.k} needs that many people with an item, "
                f"got {len(np.unique(sets.people))}. Lower k or pool more records."
            )
        sets.show(everybody, recoding)
        linked = IdentifierRemoval().link(dataset, rng)
        release = replace(
            linked.release,
            method="k^m-anonymity",
            parameters={
                "model": self.model.to_dict(),
                "suppression_limit": self.suppression_limit,
                "generalised_items": int((recoding.levels[np.unique(sets.items)] > 0).sum()),
                **sets.cost(),
            },
            guarantee=self.model.guarantee(),
        )
        return sets.put_into(LinkedRelease(release=release, row_of=linked.row_of), dataset)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only shuffles rows."""
        return self.link(dataset, rng).release


@method(
    name="(k, k^m)-anonymity",
    engine="dans",
    modality="table",
    goal="hide people whose relational quasi-identifiers and some of whose items are known",
    section="4.1.1",
    source="Poulis et al. 2013, doi:10.1007/978-3-642-40994-3_23",
    peers=("Amnesia",),
)
@dataclass(frozen=True, kw_only=True)
class RelationalSetAnonymization:
    """Make the relational columns k-anonymous, and the sets k^m-anonymous within each of their classes.

    Items are generalised class by class, so an item may be shown at different levels in different classes. Where
    fewer than k people of a class have an item at all, the class's sets are emptied. Larger classes keep
    more of the items: ask the relational part for a larger k.

    Parameters
    ----------
    model : KmAnonymity
    relational : ReleaseMaker
        Makes a release of all columns but the sets that promises k-anonymity, for k of the model or above:
        `FullDomainGeneralization`, `Mondrian`, `LocalRecoding`.
    suppression_limit : float, default 0
        Largest share of a class's items that may be removed from single sets.

    References
    ----------
    Poulis, Loukides, Gkoulalas-Divanis & Skiadopoulos 2013, doi:10.1007/978-3-642-40994-3_23. D2.1 section 4.1.1.
    """

    model: KmAnonymity
    relational: ReleaseMaker
    suppression_limit: float = 0.0

    def __post_init__(self) -> None:
        _check_limit("RelationalSetAnonymization", self.suppression_limit)

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release and keep for the owner which row is whose.

        Raises
        ------
        PrivacyInputError
            If the relational part promises less than k, or the column cannot be read as sets.
        """
        sets, column = _Sets.of(dataset, self.model), self.model.items
        relational = replace(
            dataset,
            data=dataset.data.drop(columns=column),
            columns={name: described for name, described in dataset.columns.items() if name != column},
        )
        linked = self.relational.link(relational, rng)
        made = linked.release
        if (made.guarantee.k or 0) < self.model.k:
            raise PrivacyInputError(
                f"RelationalSetAnonymization: the relational part promises k={made.guarantee.k}, the model needs "
                f"k={self.model.k}. Give both the same k, or the relational part a larger one."
            )
        person_of = np.argsort(linked.row_of, kind="stable")[(linked.row_of < 0).sum() :]
        for rows in made.data.groupby(list(made.quasi_identifiers), dropna=False).indices.values():
            own = person_of[rows]
            sets.show(own, sets.recoded(own, self.suppression_limit) or sets.emptied(own))
        promise = f"(k, k^m)-anonymity with {column} (k={self.model.k}, m={self.model.m})"
        parameters = {"k": self.model.k, "m": self.model.m, "items": column}
        release = replace(
            made,
            method="(k, k^m)-anonymity",
            quasi_identifiers=dataset.quasi_identifiers,
            parameters={
                "model": self.model.to_dict(),
                "relational": {"method": made.method, **made.parameters},
                **sets.cost(person_of),
            },
            source=dataset.fingerprint,
            guarantee=replace(made.guarantee, others={**(made.guarantee.others or {}), promise: parameters}),
        )
        return sets.put_into(LinkedRelease(release=release, row_of=linked.row_of), dataset)

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched and `rng` only shuffles rows."""
        return self.link(dataset, rng).release


@dataclass(kw_only=True, eq=False, repr=False)
class _Sets:
    """A set-valued column as pairs of person and item, and what is shown of it."""

    model: KmAnonymity
    hierarchy: Hierarchy
    people: np.ndarray
    items: np.ndarray
    missing: np.ndarray
    as_text: bool
    meanings: Meanings
    shown: np.ndarray = field(init=False)
    penalties: np.ndarray = field(init=False)
    removed: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.shown = np.empty(len(self.missing), dtype=object)
        self.penalties = np.ones(len(self.items))
        self.removed = np.ones(len(self.items), dtype=bool)

    @classmethod
    def of(cls, dataset: Dataset, model: KmAnonymity) -> "_Sets":
        """Read the column; its hierarchy is built over the items that occur."""
        name = model.items
        if name not in dataset.quasi_identifiers:
            raise PrivacyInputError(
                f"KmAnonymity: {name} is no quasi-identifier of {dataset.name}. Name a column of sets with that role."
            )
        repeated = len(dataset.subjects) - dataset.n_people
        if repeated:
            raise PrivacyInputError(
                f"{dataset.name}: {repeated} rows belong to people already seen. Reduce the table to one row a person."
            )
        entries = dataset.data[name].tolist()
        texts = [isinstance(entry, str) for entry in entries]
        missing = np.array([_never_recorded(entry) for entry in entries], dtype=bool)
        odd = sum(
            not (gone or text or isinstance(entry, tuple | list | set | frozenset))
            for entry, text, gone in zip(entries, texts, missing, strict=True)
        )
        if odd or (any(texts) and sum(texts) < (~missing).sum()):
            raise PrivacyInputError(
                f"KmAnonymity: {name} is no column of sets: {odd} entries are neither text nor tuple, {sum(texts)} are "
                "text. Make all of one kind."
            )
        sets = [
            set() if gone else _items_of(entry, model.separator)
            for entry, gone in zip(entries, missing, strict=True)
        ]
        distinct = np.array(sorted(set().union(*sets)), dtype=object)
        hierarchy = dataset.columns[name].hierarchy.build(name, distinct)
        people = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
        items = hierarchy.encode(pd.Series([item for one in sets for item in sorted(one)], dtype=object))
        return cls(
            model=model, hierarchy=hierarchy, people=people, items=items.astype(np.int64), missing=missing,
            as_text=any(texts), meanings=Meanings(name),
        )  # fmt: skip

    def recoded(self, people: np.ndarray, suppression_limit: float) -> ItemRecoding | None:
        """Find groups for some people alone; None where too few of them have an item."""
        own = np.isin(self.people, people)
        removable = people_allowed(suppression_limit, int(own.sum()))
        return recode_items(
            self.people[own],
            self.items[own],
            self.hierarchy,
            k=self.model.k,
            m=self.model.m,
            removable=removable,
        )

    def emptied(self, people: np.ndarray) -> ItemRecoding:
        """All items of some people removed."""
        own = np.isin(self.people, people)
        exact = ItemRecoding.exact(self.hierarchy, self.people[own], self.items[own])
        return replace(exact, kept=np.zeros(int(own.sum()), dtype=bool))

    def show(self, people: np.ndarray, recoding: ItemRecoding) -> None:
        """Note what is shown of some people's sets, after counting once more that no combination is rare."""
        own = np.isin(self.people, people)
        self.removed[own] = ~recoding.kept
        self.penalties[own] = np.where(recoding.kept, recoding.penalties[recoding.items], 1.0)
        who, nodes = recoding.shown
        for size in range(1, self.model.m + 1):
            if len(rare_itemsets(who, nodes, size, self.model.k)[0]):
                raise PrivacyInputError(
                    f"KmAnonymity: combinations of {size} items are rare in the finished table. Nothing was released."
                )
        labels = {node: self._label(recoding, node) for node in np.unique(nodes).tolist()}
        sets: dict[int, list[str]] = {person: [] for person in people.tolist()}
        for person, node in zip(who.tolist(), nodes.tolist(), strict=True):
            sets[person].append(labels[node])
        for person, names in sets.items():
            if not self.missing[person]:
                names.sort()
                self.shown[person] = self.model.separator.join(names) if self.as_text else tuple(names)

    def _label(self, recoding: ItemRecoding, node: int) -> str:
        level = int(np.searchsorted(recoding.offsets, node, side="right")) - 1
        label = str(self.hierarchy.labels[level][node - recoding.offsets[level]])
        if self.as_text and self.model.separator in label:
            raise PrivacyInputError(
                f"KmAnonymity: a label of {self.model.items} holds the separator {self.model.separator!r}. Choose another."
            )
        self.meanings.add(label, self.hierarchy.descriptions[level].get(label))
        return label

    def cost(self, people: np.ndarray | None = None) -> dict[str, Any]:
        """Mean penalty (NCP) of an item of the released people, and how many items were removed."""
        own = np.ones(len(self.items), dtype=bool) if people is None else np.isin(self.people, people)
        ncp = float(self.penalties[own].mean()) if own.any() else 0.0
        return {"ncp": ncp, "removed_items": int(self.removed[own].sum())}

    def put_into(self, linked: LinkedRelease, dataset: Dataset) -> LinkedRelease:
        """Set the column in its place among the released ones."""
        made, name = linked.release, self.model.items
        person_of = np.argsort(linked.row_of, kind="stable")[(linked.row_of < 0).sum() :]
        data = made.data.assign(**{name: pd.Series(self.shown[person_of], dtype=object)})
        order = [column for column in dataset.columns if column in data.columns]
        descriptions = {
            **made.descriptions,
            **({name: self.meanings.described} if self.meanings.described else {}),
        }
        return replace(linked, release=replace(made, data=data[order], descriptions=descriptions))


def _check_limit(who: str, limit: float) -> None:
    if not 0 <= limit <= 1:
        raise PrivacyInputError(f"{who}: suppression_limit={limit} is not in [0, 1].")


def _never_recorded(entry: object) -> bool:
    return entry is None or entry is pd.NA or (isinstance(entry, float) and bool(np.isnan(entry)))


def _items_of(entry: Iterable[str], separator: str) -> set[str]:
    return {item for item in (entry.split(separator) if isinstance(entry, str) else entry) if item}
