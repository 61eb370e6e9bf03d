# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Classes that are rolled up are those that a recount from the rows finds."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Intervals, Ordered, Tree
from secured.dans import CompressedTable, EquivalenceClasses

CANARY = "JaneQ7731"
COLUMNS = {
    "age": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10,), bounds=(0, 99))
    ),
    "home": Column(
        role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY,
        hierarchy=Tree(tree={"Spain": ["Vic", "Lugo"], "Italy": ["Pisa"]}),
    ),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}  # fmt: skip


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": [31, 31, 35, 44, 44, 31],
            "home": ["Vic", "Vic", "Lugo", "Pisa", None, None],
            "disease": ["flu", "gout", "flu", "flu", None, "flu"],
        }
    )


def shown(classes: EquivalenceClasses) -> dict[tuple[object, ...], int]:
    """People by the labels of their class."""
    labels = [
        hierarchy.labels[level][codes]
        for hierarchy, level, codes in zip(classes.hierarchies, classes.levels, classes.codes.T, strict=True)
    ]
    assert len(set(zip(*labels, strict=True))) == len(classes.counts)
    return dict(zip(zip(*labels, strict=True), classes.counts.tolist(), strict=True))


def test_classes_by_hand(plain, table):
    compressed = CompressedTable.of(plain.dataset_of(table, COLUMNS), ("disease",))
    assert compressed.shape == (3, 3)
    assert compressed.top == (2, 2)
    assert shown(compressed.base) == {
        (31, "Vic"): 2, (35, "Lugo"): 1, (44, "Pisa"): 1, (44, None): 1, (31, None): 1,
    }  # fmt: skip
    assert shown(compressed.classes((1, 1))) == {
        ("30-39", "Spain"): 3, ("40-49", "Italy"): 1, ("40-49", None): 1, ("30-39", None): 1,
    }  # fmt: skip
    assert shown(compressed.classes((2, 1))) == {("*", "Spain"): 3, ("*", "Italy"): 1, ("*", None): 2}
    top = compressed.classes((2, 2))
    assert shown(top) == {("*", "*"): 6}
    assert top.n_people == 6
    assert top.sensitive["disease"].counts.tolist() == [4, 1, 1]  # flu, gout, missing
    assert top.sensitive["disease"].total.tolist() == [4, 1, 1]


def secrets_of(classes: EquivalenceClasses, name: str, values: list[object]) -> list[Counter]:
    """How often each value occurs in each class."""
    counts, found = classes.sensitive[name], [Counter() for _ in classes.counts]
    assert len(counts.total) == len(values) + 1
    for at, value, count in zip(counts.classes, counts.values, counts.counts, strict=True):
        assert count > 0
        found[at][values[value] if value < len(values) else None] += int(count)
    return found


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_path_of_generalizations_ends_where_a_recount_does(plain, data):
    dataset = data.draw(plain.datasets())
    compressed, definitions = CompressedTable.of(dataset, dataset.sensitive), plain.Definitions(dataset)
    classes, levels = compressed.base, list(compressed.base.levels)
    for column in data.draw(st.lists(st.integers(0, len(levels) - 1), max_size=8)):
        levels[column] = min(levels[column] + data.draw(st.integers(1, 2)), compressed.top[column])
        classes = classes.generalize(tuple(levels))
    expected = definitions.groups(levels)
    assert classes.levels == tuple(levels)
    assert shown(classes) == {label: len(people) for label, people in expected.items()}
    assert shown(compressed.classes(tuple(levels))) == shown(classes)
    recorded = {"disease": "wxyz", "cost": [0, 10, 20, 50, 70]}
    for name in dataset.sensitive:
        whole = Counter(definitions.secrets[name])
        values = (
            list(plain.STAGES) if name == "stage" else [value for value in recorded[name] if value in whole]
        )
        recount = {
            label: Counter(definitions.secrets[name][person] for person in people)
            for label, people in expected.items()
        }
        assert dict(zip(shown(classes), secrets_of(classes, name, values), strict=True)) == recount
        assert classes.sensitive[name].total.tolist() == [whole[value] for value in [*values, None]]
        assert classes.sensitive[name].ordered == (name != "disease")


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_everybody_is_in_the_class_of_their_own_values(plain, data):
    dataset = data.draw(plain.datasets())
    compressed = CompressedTable.of(dataset)
    codes = np.column_stack(
        [dataset.hierarchies[name].encode(dataset.data[name]) for name in dataset.quasi_identifiers]
    )
    assert np.array_equal(compressed.base.codes[compressed.class_of], codes)
    assert np.array_equal(np.bincount(compressed.class_of), compressed.base.counts)


def refusal(build) -> str:
    with pytest.raises(PrivacyInputError) as caught:
        build()
    assert CANARY not in str(caught.value)
    return str(caught.value)


def test_a_person_with_two_rows_is_refused(plain, table):
    dataset = plain.dataset_of(table, COLUMNS, subjects=[CANARY, "b", "c", CANARY, "e", CANARY])
    assert "2 rows belong to people already seen" in refusal(lambda: CompressedTable.of(dataset))


def test_a_table_without_rows_or_quasi_identifiers_is_refused(plain, table):
    assert "no rows" in refusal(lambda: CompressedTable.of(plain.dataset_of(table.head(0), COLUMNS)))
    only = plain.dataset_of(table[["disease"]], {"disease": COLUMNS["disease"]})
    assert "quasi-identifier" in refusal(lambda: CompressedTable.of(only))


def test_a_column_that_is_not_sensitive_is_refused(plain, table):
    message = refusal(lambda: CompressedTable.of(plain.dataset_of(table, COLUMNS), ("age",)))
    assert "column age is not sensitive" in message


def test_a_value_outside_the_ordered_list_is_refused(plain, table):
    ordered = Column(
        role=Role.SENSITIVE, type=ColumnType.CATEGORY, hierarchy=Ordered(order=("flu", "gout"), sizes=(2,))
    )
    dataset = plain.dataset_of(
        table.assign(disease=["flu", CANARY, "gout", None, "flu", "flu"]), COLUMNS | {"disease": ordered}
    )
    message = refusal(lambda: CompressedTable.of(dataset, ("disease",)))
    assert "disease holds values outside its ordered list" in message


def test_a_value_outside_the_hierarchy_is_refused(plain, table):
    dataset = plain.dataset_of(table.assign(home=CANARY), COLUMNS)
    assert "home: 6 rows" in refusal(lambda: CompressedTable.of(dataset))


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_classes_within_a_population_are_those_of_a_recount(plain, data):
    dataset = data.draw(plain.datasets(most_columns=2))
    kinds = [key.rstrip("0123456789") for key in dataset.quasi_identifiers]
    others = plain.random_dataset(data.draw(st.integers(0, 99)), 30, kinds)
    population = plain.population_of(dataset, others, data.draw(st.integers(0, 30)))
    table, definitions = CompressedTable.of(dataset, (), population), plain.Definitions(dataset, population)
    levels = data.draw(st.sampled_from(definitions.lattice))
    classes, groups = table.classes(levels), definitions.groups(levels)
    assert {label: n for label, n in shown(classes).items() if n} == {
        label: len(people) for label, people in groups.items()
    }
    assert classes.population.sum() == len(population)
    for number, people in enumerate(classes.counts):
        persons = np.flatnonzero(table.class_of_people(levels) == number)
        assert len(persons) == people
        if people:
            assert definitions.crowd(levels, int(persons[0])) == classes.population[number]


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_some_of_the_classes_are_a_table_of_their_own(plain, data):
    dataset = data.draw(plain.datasets())
    table = CompressedTable.of(dataset, ("disease",))
    levels = data.draw(st.sampled_from(plain.Definitions(dataset).lattice))
    classes = table.classes(levels)
    kept = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(classes.counts), max_size=len(classes.counts)))
    )
    part, whole = classes.only(kept), classes.sensitive["disease"]
    assert np.array_equal(part.codes, classes.codes[kept])
    assert np.array_equal(part.counts, classes.counts[kept])
    dense = np.zeros((len(classes.counts), len(whole.total)), dtype=int)
    dense[whole.classes, whole.values] = whole.counts
    found = np.zeros((len(part.counts), len(whole.total)), dtype=int)
    triples = part.sensitive["disease"]
    found[triples.classes, triples.values] = triples.counts
    assert np.array_equal(found, dense[kept])
    assert np.array_equal(triples.total, dense[kept].sum(axis=0))


def test_only_the_columns_asked_for_are_carried_on(plain):
    dataset = plain.random_dataset(3, 30, ["tree", "flat"])
    base = CompressedTable.of(dataset, dataset.sensitive).base
    assert set(base.generalize((1, 0)).sensitive) == set(dataset.sensitive)
    assert set(base.generalize((1, 0), ("stage",)).sensitive) == {"stage"}
    assert not base.generalize((1, 0), ()).sensitive


def test_two_hundred_columns_are_rolled_up_like_two(plain):
    """Keys of 200 columns take seven words; a recount by pandas says the same."""
    dataset = plain.random_dataset(6, 40, ["flat", "tree"] * 100, 0.2)
    table = CompressedTable.of(dataset)
    assert table.base.packing.n_words > 4
    rng = np.random.default_rng(0)
    for _ in range(5):
        levels = tuple(int(level) for level in rng.integers(0, np.array(table.shape)))
        levels = tuple(
            top if rng.random() < 0.97 else level for top, level in zip(table.top, levels, strict=True)
        )
        labels = {
            name: [str(label) for label in hierarchy.generalize(hierarchy.encode(dataset.data[name]), level)]
            for (name, hierarchy), level in zip(dataset.hierarchies.items(), levels, strict=True)
        }
        expected = pd.DataFrame(labels).value_counts(sort=False).to_numpy()
        assert sorted(table.classes(levels).counts) == sorted(expected)
        people = table.class_of_people(levels)
        assert np.array_equal(np.bincount(people), table.classes(levels).counts)
