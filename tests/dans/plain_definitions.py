# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Random tables of people, and k, l, t, Loss and the optimum by their definitions: row by row, node by node."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Dataset, Modality, Provenance, Role, Standing
from secured.common.hierarchies import Flat, Intervals, Ordered, Redaction, Tree
from secured.dans import DistinctLDiversity, KAnonymity, PrivacyModel, TCloseness

# kind: type, hierarchy, base values
QUASI_IDENTIFIERS = {
    "flat": (ColumnType.CATEGORY, Flat(), list("abcd")),
    "tree": (ColumnType.CATEGORY, Tree(tree={"U": {"V": ["p", "q"], "W": ["r"]}, "X": ["s", "t", "u"]}), list("pqrstu")),
    "intervals": (ColumnType.INTEGER, Intervals(widths=(5, 10), bounds=(0, 19)), list(range(20))),
    "ordered": (ColumnType.CATEGORY, Ordered(order=("1st", "2nd", "3rd", "4th", "5th"), sizes=(2,)), ["1st", "2nd", "4th", "5th"]),
    "redaction": (ColumnType.TEXT, Redaction(keep=(2, 1)), ["000", "001", "010", "100", "111"]),
}  # fmt: skip
STAGES = ("none", "mild", "severe", "worst")
SENSITIVE = {
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
    "cost": Column(role=Role.SENSITIVE, type=ColumnType.INTEGER),
    "stage": Column(
        role=Role.SENSITIVE, type=ColumnType.CATEGORY, hierarchy=Ordered(order=STAGES, sizes=(2,))
    ),
}
ORDER = {"cost": None, "stage": STAGES}  # None: the numbers' own


def dataset_of(
    data: pd.DataFrame, columns: Mapping[str, Column], subjects: Sequence[object] | None = None
) -> Dataset:
    """Describe a table of one row a person."""
    return Dataset(
        name="simulated", title="Simulated people", modality=Modality.TABLE, data=data, columns=columns,
        subjects=np.arange(len(data)) if subjects is None else np.asarray(subjects), standing=Standing.SIMULATED,
        provenance=Provenance(source="simulated", licence="CC0", citation="none"),
    )  # fmt: skip


def random_dataset(seed: int, n_rows: int, kinds: Sequence[str], missing: float = 0.1) -> Dataset:
    """People with a quasi-identifier of each kind, three sensitive columns and an identifier."""
    rng = np.random.default_rng(seed)
    columns = {"name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT)}
    data = {"name": [f"person {number}" for number in range(n_rows)]}

    def drawn(values: Sequence[object]) -> list[object]:
        few = rng.choice(len(values), size=rng.integers(1, len(values) + 1), replace=False)
        picked = [values[few[at]] for at in rng.integers(0, len(few), n_rows)]
        return [
            None if gone else value for value, gone in zip(picked, rng.random(n_rows) < missing, strict=True)
        ]

    for number, kind in enumerate(kinds):
        kind_type, hierarchy, values = QUASI_IDENTIFIERS[kind]
        columns[f"{kind}{number}"] = Column(role=Role.QUASI_IDENTIFIER, type=kind_type, hierarchy=hierarchy)
        data[f"{kind}{number}"] = pd.Series(drawn(values), dtype=float if kind == "intervals" else object)
    columns |= SENSITIVE
    data["disease"] = pd.Series(drawn(list("wxyz")), dtype=object)
    data["cost"] = pd.Series(drawn([0, 10, 20, 50, 70]), dtype=float)
    data["stage"] = pd.Series(drawn(STAGES[:3]), dtype=object)
    return dataset_of(pd.DataFrame(data), columns)


@st.composite
def datasets(draw, least_columns: int = 1, most_columns: int = 3, least_rows: int = 1, most_rows: int = 60):
    """Random datasets for hypothesis."""
    kinds = draw(
        st.lists(st.sampled_from(sorted(QUASI_IDENTIFIERS)), min_size=least_columns, max_size=most_columns)
    )
    return random_dataset(
        draw(st.integers(0, 2**32 - 1)),
        draw(st.integers(least_rows, most_rows)),
        kinds,
        draw(st.sampled_from([0.0, 0.1, 0.5])),
    )


def models(with_k: bool = True) -> st.SearchStrategy[tuple[PrivacyModel, ...]]:
    """k, k + l, k + t with equal distance, k + t with ordered distance."""
    k = st.builds(KAnonymity, k=st.integers(1, 6))
    l_or_t = st.one_of(
        st.builds(DistinctLDiversity, sensitive=st.sampled_from(["disease", "stage"]), l=st.integers(1, 3)),
        st.builds(TCloseness, sensitive=st.sampled_from(["disease", "stage"]), t=st.sampled_from([0.0, 0.1, 0.25, 0.5])),
        st.builds(
            TCloseness, sensitive=st.sampled_from(["cost", "stage"]), t=st.sampled_from([0.0, 0.1, 0.25, 0.5]),
            distance=st.just("ordered"),
        ),
    )  # fmt: skip
    return st.one_of(st.tuples(k), st.tuples(k, l_or_t), st.tuples(l_or_t)) if with_k else st.tuples(l_or_t)


class Definitions:
    """A dataset's classes, privacy models and losses by their definitions."""

    def __init__(self, dataset: Dataset) -> None:
        self.hierarchies = [dataset.hierarchies[name] for name in dataset.quasi_identifiers]
        self.n = len(dataset.data)
        self.positions = [
            [self._position(hierarchy, value) for value in dataset.data[name]]
            for name, hierarchy in zip(dataset.quasi_identifiers, self.hierarchies, strict=True)
        ]
        self.secrets = {
            name: [None if pd.isna(value) else value for value in dataset.data[name]]
            for name in dataset.sensitive
        }

    @staticmethod
    def _position(hierarchy, value) -> int:
        return len(hierarchy.values) if pd.isna(value) else hierarchy.values.tolist().index(value)

    @property
    def lattice(self) -> list[tuple[int, ...]]:
        """Every node."""
        return list(product(*(range(hierarchy.n_levels) for hierarchy in self.hierarchies)))

    def groups(self, levels: Sequence[int]) -> dict[tuple[object, ...], list[int]]:
        """People by the labels of their quasi-identifiers."""
        found: dict[tuple[object, ...], list[int]] = {}
        for person in range(self.n):
            label = tuple(
                hierarchy.labels[level][hierarchy.codes[level][positions[person]]]
                for hierarchy, level, positions in zip(self.hierarchies, levels, self.positions, strict=True)
            )
            found.setdefault(label, []).append(person)
        return found

    def distance(self, sensitive: str, people: Sequence[int], distance: str) -> Fraction:
        """Earth mover's distance of some people's values from everybody's, missing being a value."""
        secrets = self.secrets[sensitive]
        whole, part = Counter(secrets), Counter(secrets[person] for person in people)
        difference = {
            value: Fraction(part[value], len(people)) - Fraction(whole[value], self.n) for value in whole
        }
        if distance == "equal":
            return sum(map(abs, difference.values()), Fraction(0)) / 2
        domain: list[object] = list(ORDER[sensitive] or sorted(value for value in whole if value is not None))
        if None in whole:
            domain.append(None)
        moved, total = Fraction(0), Fraction(0)
        for value in domain:
            moved += difference.get(value, Fraction(0))
            total += abs(moved)
        return total / max(len(domain) - 1, 1)

    def holds(self, model: PrivacyModel, people: Sequence[int]) -> bool:
        """Whether the people of a class satisfy a model."""
        says = model.to_dict()
        if says["model"] == "k-anonymity":
            return len(people) >= says["k"]
        if says["model"] == "distinct l-diversity":
            return len({self.secrets[says["sensitive"]][person] for person in people} - {None}) >= says["l"]
        return self.distance(says["sensitive"], people, says["distance"]) <= Fraction(str(says["t"]))

    def loss(self, levels: Sequence[int], kept: Sequence[int], mean: str = "geometric") -> float:
        """ARX's Loss of a release of the kept people."""
        parts = []
        for hierarchy, level, positions in zip(self.hierarchies, levels, self.positions, strict=True):
            exact = sum(hierarchy.shares[0][position] for position in positions)
            given_up = sum(hierarchy.shares[level][positions[person]] for person in kept) + self.n - len(kept)
            span = self.n - exact
            parts.append(max(given_up - exact, 0.0) / span if span > 0 else 0.0)
        return (
            sum(parts) / len(parts)
            if mean == "arithmetic"
            else prod(1 + part for part in parts) ** (1 / len(parts)) - 1
        )

    def release(
        self, levels: Sequence[int], models: Sequence[PrivacyModel], mean: str = "geometric"
    ) -> tuple[float, int]:
        """Loss and suppressed people of a node."""
        kept = [
            person
            for people in self.groups(levels).values()
            if all(self.holds(model, people) for model in models)
            for person in people
        ]
        return self.loss(levels, kept, mean), self.n - len(kept)

    def optimum(self, models: Sequence[PrivacyModel], limit: float, mean: str = "geometric") -> float | None:
        """Least loss over the whole lattice; None if every node suppresses more people than allowed."""
        allowed = int(Fraction(str(limit)) * self.n)
        found = [self.release(levels, models, mean) for levels in self.lattice]
        return min((loss for loss, suppressed in found if suppressed <= allowed), default=None)
