# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Random tables of people, and privacy models, Loss and the optimum by their definitions: row by row, node by node."""

import importlib.util
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import count, product
from math import prod
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from secured.common import Column, ColumnType, Dataset, Modality, Provenance, Role, Standing
from secured.common.hierarchies import Flat, Intervals, Ordered, Redaction, Tree
from secured.dans import CompressedTable, DistinctLDiversity, KAnonymity, PrivacyModel, TCloseness
from secured.dans.tables.models.alpha_k_anonymity import AlphaKAnonymity
from secured.dans.tables.models.beta_likeness import BetaLikeness, EnhancedBetaLikeness
from secured.dans.tables.models.cost_benefit import CostBenefit
from secured.dans.tables.models.delta_disclosure import DeltaDisclosure
from secured.dans.tables.models.delta_presence import DeltaPresence
from secured.dans.tables.models.entropy_l_diversity import EntropyLDiversity
from secured.dans.tables.models.k_map import EstimatedKMap, KMap
from secured.dans.tables.models.recursive_l_diversity import RecursiveLDiversity
from secured.dans.tables.models.risk_limits import AverageRisk, HighestRisk, RecordsAtRisk
from secured.dans.tables.models.uniqueness import SampleUniqueness

_beside = importlib.util.spec_from_file_location("plain_models", Path(__file__).with_name("plain_models.py"))
_models = importlib.util.module_from_spec(_beside)
_beside.loader.exec_module(_models)
DEFINED, OF_TABLE, exact = _models.DEFINED, _models.OF_TABLE, _models.exact

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


SECRET = st.sampled_from(["disease", "stage"])
CLASS_MODELS: dict[type, st.SearchStrategy[PrivacyModel]] = {
    KAnonymity: st.builds(KAnonymity, k=st.integers(1, 6)),
    HighestRisk: st.builds(HighestRisk, limit=st.sampled_from([1.0, 0.5, 0.34, 0.2])),
    AlphaKAnonymity: st.builds(AlphaKAnonymity, sensitive=SECRET, alpha=st.sampled_from([0.3, 0.5, 0.6, 0.75, 1.0]), k=st.integers(1, 4)),
    DistinctLDiversity: st.builds(DistinctLDiversity, sensitive=SECRET, l=st.integers(1, 3)),
    EntropyLDiversity: st.builds(
        EntropyLDiversity, sensitive=SECRET, l=st.sampled_from([1.0, 1.3, 1.7, 2.0, 2.3, 3.0]), estimator=st.sampled_from(["shannon", "grassberger"])
    ),
    RecursiveLDiversity: st.builds(RecursiveLDiversity, sensitive=SECRET, c=st.sampled_from([0.55, 1.0, 1.1, 2.0, 3.5]), l=st.integers(2, 3)),
    TCloseness: st.one_of(
        st.builds(TCloseness, sensitive=SECRET, t=st.sampled_from([0.0, 0.1, 0.25, 0.5])),
        st.builds(
            TCloseness, sensitive=st.just("stage"), t=st.sampled_from([0.0, 0.1, 0.25, 0.5]), distance=st.sampled_from(["ordered", "hierarchical"])
        ),
    ),
    BetaLikeness: st.builds(BetaLikeness, sensitive=SECRET, beta=st.sampled_from([0.25, 0.5, 1.0, 2.0])),
    EnhancedBetaLikeness: st.builds(EnhancedBetaLikeness, sensitive=SECRET, beta=st.sampled_from([0.25, 0.5, 1.0, 2.0])),
    DeltaDisclosure: st.builds(DeltaDisclosure, sensitive=SECRET, delta=st.sampled_from([0.3, 0.5, 1.0, 2.0])),
    EstimatedKMap: st.builds(
        EstimatedKMap, k=st.integers(1, 8), population_size=st.sampled_from([60, 100, 1000]), significance=st.sampled_from([0.01, 0.2]),
        estimator=st.sampled_from(["poisson", "zero-truncated poisson"]),
    ),
    CostBenefit: st.builds(
        CostBenefit, publisher_benefit=st.sampled_from([100.0, 1200.0]), publisher_loss=st.sampled_from([0.0, 300.0, 900.0]),
        adversary_gain=st.just(300.0), adversary_cost=st.sampled_from([4.0, 100.0, 140.0]), no_attack=st.booleans(),
    ),
}  # fmt: skip
POPULATION_MODELS: dict[type, st.SearchStrategy[PrivacyModel]] = {
    KMap: st.builds(KMap, k=st.integers(1, 8)),
    DeltaPresence: st.builds(
        DeltaPresence, low=st.sampled_from([0.0, 0.2, 0.5]), high=st.sampled_from([0.5, 0.6, 0.75, 1.0])
    ),
}
TABLE_MODELS: dict[type, st.SearchStrategy[PrivacyModel]] = {
    AverageRisk: st.builds(AverageRisk, limit=st.sampled_from([1.0, 0.5, 0.3, 0.2])),
    RecordsAtRisk: st.builds(
        RecordsAtRisk, threshold=st.sampled_from([0.5, 0.34, 0.2]), share=st.sampled_from([0.0, 0.1, 0.3])
    ),
    SampleUniqueness: st.builds(SampleUniqueness, share=st.sampled_from([0.0, 0.1, 0.3])),
}


def classes_of(groups: Mapping[str, list], secret: Column, others: Mapping[str, int] | None = None):
    """Classes named by their only quasi-identifier, in the order of `groups`; `others` are people of the population."""
    rows = [(group, value) for group, values in groups.items() for value in values]
    data = pd.DataFrame(rows, columns=["group", "secret"])
    if secret.type is ColumnType.CATEGORY:
        data["secret"] = data["secret"].astype(object)
    group = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
    population = None
    if others is not None:
        more = pd.DataFrame({"group": [name for name, times in others.items() for _ in range(times)]})
        population = pd.concat([data[["group"]], more], ignore_index=True)
    dataset = dataset_of(data, {"group": group, "secret": secret})
    return CompressedTable.of(dataset, ("secret",), population).base


def population_of(dataset: Dataset, others: Dataset, n_others: int) -> pd.DataFrame:
    """Quasi-identifiers of a dataset's people and of some others."""
    names = list(dataset.quasi_identifiers)
    more = others.data[list(others.quasi_identifiers)].set_axis(names, axis=1).head(n_others)
    return pd.concat([dataset.data[names], more], ignore_index=True)


class Definitions:
    """A dataset's classes, privacy models and losses by their definitions."""

    def __init__(self, dataset: Dataset, population: pd.DataFrame | None = None) -> None:
        names = dataset.quasi_identifiers
        built = dataset.hierarchies
        if population is not None:
            built = dataset_of(population, {name: dataset.columns[name] for name in names}).hierarchies
        self.hierarchies = [built[name] for name in names]
        self.n = len(dataset.data)
        self.positions, self.population = (
            [
                [self._position(hierarchy, value) for value in table[name]]
                for name, hierarchy in zip(names, self.hierarchies, strict=True)
            ]
            for table in (dataset.data, dataset.data if population is None else population)
        )
        self.trees = {
            name: dataset.columns[name].hierarchy.build(name, np.array(ORDER[name], dtype=object))
            for name in dataset.sensitive
            if ORDER.get(name)
        }
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
        return self._grouped(levels, self.positions)

    def crowd(self, levels: Sequence[int], person: int) -> int:
        """People of the population who look like a person."""
        everybody = self._grouped(levels, self.population)
        return len(everybody[self._label(levels, self.positions, person)])

    def _label(self, levels: Sequence[int], columns: list[list[int]], row: int) -> tuple[object, ...]:
        return tuple(
            hierarchy.labels[level][hierarchy.codes[level][positions[row]]]
            for hierarchy, level, positions in zip(self.hierarchies, levels, columns, strict=True)
        )

    def _grouped(
        self, levels: Sequence[int], columns: list[list[int]]
    ) -> dict[tuple[object, ...], list[int]]:
        found: dict[tuple[object, ...], list[int]] = {}
        for row in range(len(columns[0])):
            found.setdefault(self._label(levels, columns, row), []).append(row)
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
        if distance == "hierarchical":
            return self._through_the_tree(self.trees[sensitive], difference)
        domain: list[object] = list(ORDER[sensitive] or sorted(value for value in whole if value is not None))
        if None in whole:
            domain.append(None)
        moved, total = Fraction(0), Fraction(0)
        for value in domain:
            moved += difference.get(value, Fraction(0))
            total += abs(moved)
        return total / max(len(domain) - 1, 1)

    @staticmethod
    def _through_the_tree(hierarchy, difference: Mapping[object, Fraction]) -> Fraction:
        """Mass times the way from leaf to leaf; each of a tree's edges carries what its branch has too much."""
        carried, height = Fraction(0), hierarchy.n_levels - 1
        for level in range(height):
            branches: dict[int, Fraction] = {}
            for value, extra in difference.items():
                branch = hierarchy.codes[level][Definitions._position(hierarchy, value)]
                branches[branch] = branches.get(branch, Fraction(0)) + extra
            carried += sum(map(abs, branches.values()), Fraction(0))
        return carried / (
            2 * height
        )  # from leaf to leaf by an ancestor at the top: 2 x height edges, distance 1

    def holds(self, model: PrivacyModel, people: Sequence[int], levels: Sequence[int] = ()) -> bool:
        """Whether the people of a class satisfy a model."""
        says = model.to_dict()
        return bool(DEFINED[says["model"]](self, says, people, levels))

    def undecided(self, model: PrivacyModel, people: Sequence[int]) -> bool:
        """Whether the entropy is exactly ln l, so that rounding decides."""
        says = model.to_dict()
        if says["model"] != "entropy l-diversity" or says["estimator"] != "shannon" or says["l"] == 1:
            return False
        n = self.recorded(says["sensitive"], people)
        return sum(n) > 0 and sum(n) ** sum(n) == exact(says["l"]) ** sum(n) * prod(one**one for one in n)

    def recorded(self, sensitive: str, people: Sequence[int]) -> list[int]:
        """How often each recorded value occurs, largest first."""
        values = Counter(self.secrets[sensitive][person] for person in people)
        return sorted((times for value, times in values.items() if value is not None), reverse=True)

    def shares(self, sensitive: str, people: Sequence[int]) -> list[tuple[Fraction, Fraction]]:
        """Share of each present value, missing included, among some people and among all."""
        part, whole = (
            Counter(self.secrets[sensitive][person] for person in people),
            Counter(self.secrets[sensitive]),
        )
        return [(Fraction(n, len(people)), Fraction(whole[value], self.n)) for value, n in part.items()]

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

    def kept(self, levels: Sequence[int], models: Sequence[PrivacyModel]) -> list[list[int]]:
        """Classes of a node that are released."""
        of_table = [model for model in models if model.to_dict()["model"] in OF_TABLE]
        kept = [
            people
            for people in self.groups(levels).values()
            if all(self.holds(model, people, levels) for model in models if model not in of_table)
        ]
        before = None
        while before != len(kept):
            before = len(kept)
            for model in of_table:
                kept = self.enforced(model, levels, kept)
        return kept

    def enforced(self, model: PrivacyModel, levels: Sequence[int], kept: list[list[int]]) -> list[list[int]]:
        """Leave out classes, smallest and then most detailed first, until a model of the whole table holds."""

        def room(people: list[int]) -> tuple[int, float]:
            covered = sum(
                np.log1p(len(people) * hierarchy.shares[level][positions[people[0]]])
                for hierarchy, level, positions in zip(self.hierarchies, levels, self.positions, strict=True)
            )
            return len(people), covered

        says, order = model.to_dict(), sorted(kept, key=room)
        for first in count():
            if OF_TABLE[says["model"]](says, [len(people) for people in order[first:]]):
                return [people for people in kept if people in order[first:]]

    def release(
        self, levels: Sequence[int], models: Sequence[PrivacyModel], mean: str = "geometric"
    ) -> tuple[float, int]:
        """Loss and suppressed people of a node."""
        kept = [person for people in self.kept(levels, models) for person in people]
        return self.loss(levels, kept, mean), self.n - len(kept)

    def optimum(self, models: Sequence[PrivacyModel], limit: float, mean: str = "geometric") -> float | None:
        """Least loss over the whole lattice; None if every node suppresses more people than allowed."""
        allowed = int(Fraction(str(limit)) * self.n)
        found = [self.release(levels, models, mean) for levels in self.lattice]
        return min((loss for loss, suppressed in found if suppressed <= allowed), default=None)
