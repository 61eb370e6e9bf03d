# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Every combination of few released items is counted by brute force, in whole tables and within classes."""

import dataclasses
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import secured_datasets
from secured.common import Column, ColumnType, Dataset, LinkedRelease, PrivacyInputError, Role
from secured.common.hierarchies import Flat, HierarchySpec, Intervals, Tree
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dans.tables.models.km_anonymity import KmAnonymity, rare_itemsets
from secured.dans.tables.transformations import item_recoding, km_anonymity
from secured.dans.tables.transformations.km_anonymity import AprioriAnonymization, RelationalSetAnonymization
from secured.dans.tables.transformations.local_recoding import LocalRecoding
from secured.dans.tables.transformations.mondrian import Mondrian

FOOD = Tree(tree={"fruit": ["apple", "pear", "plum"], "grain": ["oat", "rye"], "nut": ["hazel", "pecan"]})
LEAVES = ["apple", "pear", "plum", "oat", "rye", "hazel", "pecan"]
AGE = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10,), bounds=(0, 99))
)


def basket(hierarchy: HierarchySpec = FOOD) -> Column:
    return Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.TEXT, hierarchy=hierarchy)


def baskets(plain, sets: list, hierarchy: HierarchySpec = FOOD, **more) -> Dataset:
    data = pd.DataFrame({"food": pd.Series(sets, dtype=object), **more})
    return plain.dataset_of(data, {"food": basket(hierarchy), **dict.fromkeys(more, AGE)})


def random_baskets(plain, seed: int, n: int, **more) -> Dataset:
    rng = np.random.default_rng(seed)
    sets = ["|".join(rng.choice(LEAVES, rng.integers(0, 5), replace=False)) or None for _ in range(n)]
    return baskets(plain, sets, **more)


def link(dataset: Dataset, k: int, m: int, **more) -> LinkedRelease:
    method = AprioriAnonymization(model=KmAnonymity(k=k, m=m, items="food"), **more)
    return method.link(dataset, np.random.default_rng(0))


def rare(shown: pd.Series, k: int, m: int) -> list[tuple[str, ...]]:
    """Combinations of up to m labels in the released column that fewer than k people have."""
    counts: Counter = Counter()
    for entry in shown.dropna():
        labels = sorted(set(entry.split("|") if isinstance(entry, str) else entry) - {""})
        counts.update(one for size in range(1, m + 1) for one in combinations(labels, size))
    return [one for one, n in counts.items() if n < k]


def test_a_table_by_hand(plain):
    """Plum and hazel are rare; so is rye with pear, which fruit settles: 4 x pear and 3 x apple remain only as fruit."""
    sets = ["apple|oat", "apple|oat", "pear|rye", "pear|oat", "plum|rye", "pear"]
    release = link(baskets(plain, sets), 2, 1).release
    assert sorted(release.data["food"]) == [
        "fruit",
        "fruit|oat",
        "fruit|oat",
        "fruit|oat",
        "fruit|rye",
        "fruit|rye",
    ]
    assert release.descriptions["food"]["fruit"].members == ("apple", "pear", "plum")
    assert release.parameters["ncp"] == pytest.approx(6 * (3 / 7) / 11)
    assert release.guarantee.text == "k^m-anonymity of food (k=2, m=1)"
    assert rare(release.data["food"], 2, 1) == []


def test_knowing_two_items_by_hand(plain):
    """Every item is common, but oat and hazel meet once: for m = 2 they are joined with their like, or all is."""
    sets = ["oat|apple"] * 3 + ["hazel|apple"] * 3 + ["oat|hazel"] + ["rye|pecan"] * 2
    assert set("|".join(link(baskets(plain, sets), 2, 1).release.data["food"]).split("|")) == {"oat", "apple", "hazel", "rye", "pecan"}  # fmt: skip
    shown = link(baskets(plain, sets), 3, 2).release.data["food"]
    assert sorted(shown) == ["apple|grain"] * 3 + ["apple|nut"] * 3 + ["grain|nut"] * 3


def test_one_item_of_one_person_is_cheaper_than_generalising_all(plain):
    sets = ["oat|apple"] * 5 + ["pecan"] * 5 + ["oat|pecan"]
    assert set(link(baskets(plain, sets), 3, 2).release.data["food"]) == {"*"}
    release = link(baskets(plain, sets), 3, 2, suppression_limit=0.1).release
    assert set(release.data["food"]) == {"apple|oat", "pecan", "oat"} or set(release.data["food"]) == {
        "apple|oat",
        "pecan",
    }
    assert release.parameters["removed_items"] == 1
    assert release.parameters["ncp"] == pytest.approx(1 / 17)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**16), n=st.integers(8, 50), k=st.integers(1, 6), m=st.integers(1, 4),
    limit=st.sampled_from([0.0, 0.1, 0.5]),
)  # fmt: skip
def test_no_combination_is_rare_by_brute_force(plain, seed, n, k, m, limit):
    dataset = random_baskets(plain, seed, n)
    if dataset.data["food"].notna().sum() < k:
        return
    linked = link(dataset, k, m, suppression_limit=limit)
    release = linked.release
    assert rare(release.data["food"], k, m) == []
    assert (
        release.parameters["removed_items"]
        <= limit * dataset.data["food"].dropna().str.split("|").str.len().sum()
    )
    for shown, original in zip(release.data["food"].iloc[linked.row_of], dataset.data["food"], strict=True):
        assert pd.isna(shown) == pd.isna(original)
        if pd.isna(original):
            continue
        items, labels = set(original.split("|")), set(shown.split("|")) - {""}
        described = release.descriptions.get("food", {})
        stands_for = {
            label: set(described[label].members or LEAVES) if label in described else {label}
            for label in labels
        }
        assert all(items & covered for covered in stands_for.values())  # nothing is made up
        if release.parameters["removed_items"] == 0:
            assert items <= set().union(*stands_for.values())


@settings(deadline=None, max_examples=30)
@given(
    sets=st.lists(st.sets(st.integers(0, 6), max_size=5), min_size=1, max_size=30),
    size=st.integers(1, 4),
    k=st.integers(1, 5),
)
def test_rare_itemsets_by_brute_force(sets, size, k):
    people = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    items = np.array([item for one in sets for item in sorted(one)], dtype=np.int64)
    who, found = rare_itemsets(people, items, size, k)
    counts = Counter(one for held in sets for one in combinations(sorted(held), size))
    expected = [
        (person, one)
        for person, held in enumerate(sets)
        for one in combinations(sorted(held), size)
        if counts[one] < k
    ]
    assert sorted(zip(who.tolist(), map(tuple, found.tolist()), strict=True)) == sorted(expected)


def test_a_search_for_one_too_few_is_caught(plain, monkeypatch):
    dataset = random_baskets(plain, 5, 40)
    assert rare(link(dataset, 5, 2).release.data["food"], 5, 2) == []
    monkeypatch.setattr(
        item_recoding, "rare_itemsets", lambda *given, k=None: rare_itemsets(*given[:3], given[3] - 3)
    )
    with pytest.raises(PrivacyInputError, match="Nothing was released"):
        link(dataset, 5, 2)
    monkeypatch.setattr(km_anonymity, "rare_itemsets", item_recoding.rare_itemsets)
    assert rare(link(dataset, 5, 2).release.data["food"], 5, 2)


def test_tuples_stay_tuples_and_missing_stays_missing(plain):
    sets = [("apple", "oat"), ("oat", "apple"), None, (), ("oat",)]
    release = link(baskets(plain, sets), 2, 2).release
    shown = release.data["food"].tolist()
    assert sorted(map(str, shown)) == sorted(["('apple', 'oat')"] * 2 + ["None", "()", "('oat',)"])
    assert release.to_dict()["columns"] == {"food": "quasi-identifier"}


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (["apple", "pear"], "needs that many people"),
        ([None, None, None], "needs that many people"),
        ([1, 2, 3], "no column of sets"),
        (["apple", ("pear",), "plum"], "no column of sets"),
        (["apple", "tomato", "tomato"], "does not list"),
    ],
)
def test_what_is_no_set_or_too_few_is_refused(plain, sets, message):
    with pytest.raises(PrivacyInputError, match=message) as caught:
        link(baskets(plain, sets), 3, 1)
    assert "tomato" not in str(caught.value)


def test_a_label_that_holds_the_separator_is_refused(plain):
    tree = Tree(tree={"fruit|veg": ["apple", "pear"], "grain": ["oat"]})
    with pytest.raises(PrivacyInputError, match="holds the separator"):
        link(baskets(plain, ["apple", "pear", "oat", "oat"], tree), 2, 1)


def test_roles_and_repeated_people_are_refused(plain):
    dataset = plain.random_dataset(7, 20, ["tree"], 0.0)
    with pytest.raises(PrivacyInputError, match="no quasi-identifier"):
        link(dataset, 2, 1)
    data = pd.DataFrame({"food": ["apple"] * 4})
    twice = plain.dataset_of(data, {"food": basket()}, subjects=[0, 0, 1, 2])
    with pytest.raises(PrivacyInputError, match="1 rows belong to people already seen"):
        link(twice, 2, 1)


@pytest.mark.parametrize("wrong", [{"k": 0}, {"m": 0}, {"m": 1.5}, {"separator": ""}])
def test_parameters_that_promise_nothing_are_refused(wrong):
    with pytest.raises(PrivacyInputError, match="KmAnonymity"):
        KmAnonymity(**{"k": 2, "m": 2, "items": "food"} | wrong)
    with pytest.raises(PrivacyInputError, match="suppression_limit"):
        AprioriAnonymization(model=KmAnonymity(k=2, m=2, items="food"), suppression_limit=2.0)


def mixed(dataset: Dataset, k: int, m: int, relational, limit: float = 0.0) -> LinkedRelease:
    method = RelationalSetAnonymization(
        model=KmAnonymity(k=k, m=m, items="food"), relational=relational, suppression_limit=limit
    )
    return method.link(dataset, np.random.default_rng(0))


def wrong_classes(linked: LinkedRelease, k: int, m: int) -> list[object]:
    """Classes of the relational part that are too small, and combinations that are rare within one."""
    wrong: list[object] = []
    for _, rows in linked.release.data.groupby("age", dropna=False):
        wrong += [len(rows)] if len(rows) < k else []
        wrong += rare(rows["food"], k, m)
    return wrong


@settings(deadline=None, max_examples=20)
@given(
    seed=st.integers(0, 2**16), k=st.integers(2, 4), m=st.integers(1, 3), limit=st.sampled_from([0.0, 0.3]),
    way=st.sampled_from([Mondrian, LocalRecoding, FullDomainGeneralization]),
)  # fmt: skip
def test_classes_and_their_sets_by_brute_force(plain, seed, k, m, limit, way):
    ages = np.random.default_rng(seed).integers(20, 60, 50)
    dataset = random_baskets(plain, seed, 50, age=ages)
    relational = way(models=(KAnonymity(k=k if way is LocalRecoding else 3 * k),))
    linked = mixed(dataset, k, m, relational, limit)
    assert wrong_classes(linked, k, m) == []
    release, there = linked.release, linked.row_of >= 0
    assert list(release.data.columns) == ["food", "age"]
    assert release.quasi_identifiers == dataset.quasi_identifiers
    rows = release.data.iloc[linked.row_of[there]]
    for shown, original in zip(rows["food"], dataset.data["food"][there], strict=True):
        assert pd.isna(shown) == pd.isna(original)
    for shown, original in zip(rows["age"], ages[there], strict=True):
        described = release.descriptions.get("age", {}).get(shown)
        assert shown == original if described is None else described.covers(np.array([original]))[0]
    assert f"(k, k^m)-anonymity with food (k={k}, m={m})" in release.guarantee.text


def test_sets_that_are_safe_in_the_table_but_not_in_their_class_are_caught(plain, monkeypatch):
    dataset = random_baskets(plain, 3, 60, age=np.random.default_rng(3).integers(20, 60, 60))
    relational = Mondrian(models=(KAnonymity(k=6),))
    assert wrong_classes(mixed(dataset, 3, 2, relational), 3, 2) == []
    whole = km_anonymity._Sets.recoded

    def everybody(self, people, limit):
        recoding, own = whole(self, np.arange(len(self.missing)), limit), np.isin(self.people, people)
        return item_recoding.ItemRecoding(
            hierarchy=self.hierarchy, people=self.people[own], items=self.items[own],
            levels=recoding.levels, kept=recoding.kept[own],
        )  # fmt: skip

    monkeypatch.setattr(km_anonymity._Sets, "recoded", everybody)
    with pytest.raises(PrivacyInputError, match="Nothing was released"):
        mixed(dataset, 3, 2, relational)
    monkeypatch.setattr(km_anonymity, "rare_itemsets", lambda *given: (np.zeros(0), np.zeros((0, 1))))
    assert wrong_classes(mixed(dataset, 3, 2, relational), 3, 2)


def test_a_relational_part_that_promises_less_is_refused(plain):
    dataset = random_baskets(plain, 3, 40, age=np.arange(40))
    with pytest.raises(PrivacyInputError, match="the model needs k=5"):
        mixed(dataset, 5, 2, Mondrian(models=(KAnonymity(k=4),)))


def chapter(code: str) -> str:
    """Chapter of an ICD-9 code by its number."""
    ends = (140, 240, 280, 290, 320, 390, 460, 520, 580, 630, 680, 710, 740, 760, 780, 800, 1000)
    return f"chapter below {next(end for end in ends if int(code[:3].split('.')[0]) < end)}" if code[0].isdigit() else "supplementary"  # fmt: skip


def patients(n: int) -> Dataset:
    """Age, sex and all diagnoses of some patients, the items under their ICD-9 category and chapter."""
    everybody = secured_datasets.load("diabetes130")
    source, encounters = everybody.take(np.arange(n)), everybody.related["encounters"]
    own = encounters[encounters["patient_nbr"].isin(source.data["patient_nbr"])]
    codes = own.melt("patient_nbr", ["diag_1", "diag_2", "diag_3"], value_name="code").dropna()
    sets = codes.groupby("patient_nbr")["code"].agg(lambda values: "|".join(sorted(set(values))))
    tree: dict[str, dict[str, list[str]]] = {}
    for code in sorted(set(codes["code"])):
        tree.setdefault(chapter(code), {}).setdefault(f"{code.split('.')[0]}.-", []).append(code)
    columns = {name: source.columns[name] for name in ("age", "gender")}
    data = source.data[list(columns)].assign(food=source.data["patient_nbr"].map(sets).astype(object))
    return dataclasses.replace(
        source, data=data, columns={**columns, "food": basket(Tree(tree=tree))}, related={}
    )


def test_diagnoses_of_patients():
    """A few removed codes save what one rare pair would cost: with none, everything becomes one group."""
    dataset = patients(1500)
    strict, lenient = link(dataset, 5, 2).release, link(dataset, 5, 2, suppression_limit=0.05).release
    for release in (strict, lenient):
        assert rare(release.data["food"], 5, 2) == []
    assert lenient.parameters["ncp"] < 0.3 < strict.parameters["ncp"]
    relational = Mondrian(models=(KAnonymity(k=60),))
    method = RelationalSetAnonymization(
        model=KmAnonymity(k=5, m=2, items="food"), relational=relational, suppression_limit=0.2
    )
    release = method.apply(dataset, rng=np.random.default_rng(0))
    for _, rows in release.data.groupby(["age", "gender"], dropna=False):
        assert len(rows) >= 60
        assert rare(rows["food"], 5, 2) == []
    assert release.parameters["ncp"] < 0.6


def test_a_flat_hierarchy_knows_only_the_item_and_everything(plain):
    release = link(baskets(plain, ["a|b", "a", "a", "c"], Flat()), 2, 1).release
    assert set(release.data["food"]) == {"*"}
    release = link(baskets(plain, ["a|b", "a", "a", "c"], Flat()), 2, 1, suppression_limit=0.5).release
    assert release.data["food"].value_counts().to_dict() == {"a": 3, "": 1}
