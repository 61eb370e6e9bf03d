# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""New people join a release without breaking the promise to anybody who is out; a recount over all rows shows it."""

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Hierarchy, HierarchySpec
from secured.dans import DistinctLDiversity, FullDomainGeneralization, KAnonymity, TCloseness
from secured.dans.tables.models.risk_limits import AverageRisk
from secured.dans.tables.recipes import extension
from secured.dans.tables.recipes.recipe import Recipe

COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "ward": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
    "ill": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
}


def rows(first: int, **wards: str) -> pd.DataFrame:
    """A row for every letter: a="yyn" are three people of ward a, two of them ill."""
    people = [(ward, ill) for ward, answers in wards.items() for ill in answers]
    return pd.DataFrame(
        {
            "name": [f"p{first + at}" for at in range(len(people))],
            "ward": pd.Series([ward for ward, _ in people], dtype=object),
            "ill": pd.Series([ill for _, ill in people], dtype=object),
        }
    )


def recipe_of(plain, data: pd.DataFrame, *models, columns=COLUMNS):
    dataset = plain.dataset_of(data, columns)
    solution = FullDomainGeneralization(models=models, levels=(0,)).solve(dataset)
    return dataset, Recipe.of(solution, seed=1)


def sizes(release) -> dict[str, int]:
    return release.data["ward"].value_counts().to_dict()


def test_classes_are_counted_over_all_people_who_are_out(plain):
    """Of b one person was left out: with the two new ones that makes three, but only two of them would be out."""
    dataset, recipe = recipe_of(plain, rows(0, a="ynyn", b="y"), KAnonymity(k=3))
    linked = recipe.extend(dataset, rows(9, a="y", b="yn", c="yyn"))
    assert sizes(linked.release) == {"a": 1, "c": 3}
    assert (linked.row_of >= 0).tolist() == [True, False, False, True, True, True]
    assert linked.release.data["ill"].iloc[linked.row_of[linked.row_of >= 0]].tolist() == list("yyyn")
    assert linked.release.guarantee.k == 3
    assert "name" not in linked.release.data.columns
    assert linked.release.parameters["suppressed"] == 2


def test_whoever_may_know_the_batch_asks_for_more(plain):
    dataset, recipe = recipe_of(plain, rows(0, a="ynyn", b="y"), KAnonymity(k=3))
    linked = recipe.extend(dataset, rows(9, a="y", b="yn", c="yyn"), batch_known=True)
    assert sizes(linked.release) == {"c": 3}


def unions_that_break(plain):
    """Four new people of ward a, all ill, are exactly like the new people as a whole: by themselves they are fine.

    Together 8 of 12 are ill; in ward b, whose people are out, 2 of 4 are: a distance of 1/6.
    """
    return *recipe_of(plain, rows(0, a="ynyn", b="ynyn"), TCloseness(sensitive="ill", t=0.1)), rows(
        9, a="yyyy"
    )


def test_people_who_are_out_are_not_withdrawn_but_the_extension_refused(plain):
    dataset, recipe, new = unions_that_break(plain)
    with pytest.raises(PrivacyInputError, match="1 classes of 4 people who are already out would fail"):
        recipe.extend(dataset, new)


def test_a_check_of_the_new_rows_by_themselves_is_caught(plain, monkeypatch):
    """The variant broken on purpose: it passes what the test above refuses, and a recount shows the damage."""
    dataset, recipe, new = unions_that_break(plain)
    whole = extension._Parts.of

    def new_rows_only(union, status, levels, sensitive):
        there = np.flatnonzero(status == extension.NEW)
        return whole(union.take(there), status[there], levels, sensitive)

    monkeypatch.setattr(extension._Parts, "of", staticmethod(new_rows_only))
    linked = recipe.extend(dataset, new)
    assert linked.release.n_records == 4
    old = recipe.replay(dataset).release.data
    assert wrong([old, linked.release.data], pd.concat([dataset.data, new]), ["ward"], 1, {}, {"ill": 0.1})


def test_new_people_of_a_class_that_they_would_break_are_left_out(plain):
    """Ward a stays as it was; the two of ward c have no l = 2."""
    dataset, recipe = recipe_of(
        plain, rows(0, a="ynyn", b="ynyn"), KAnonymity(k=2), TCloseness(sensitive="ill", t=0.3)
    )
    linked = recipe.extend(dataset, rows(9, a="yyyyyyy", b="nnnnn", c="yy"))
    union = pd.concat([dataset.data, rows(9, a="yyyyyyy", b="nnnnn", c="yy")])
    old = recipe.replay(dataset).release.data
    assert linked.release.n_records < 14
    assert not wrong([old, linked.release.data], union, ["ward"], 2, {}, {"ill": 0.3})


def wrong(releases, whole, names, k, diversity, closeness) -> list[str]:
    """Recount all released rows together with pandas alone; closeness from everybody, released or not."""
    found = []
    for _, people in pd.concat(releases).groupby(names, dropna=False):
        found += [f"a class of {len(people)}"] if len(people) < k else []
        found += [f"{name}: too few" for name, l in diversity.items() if people[name].nunique() < l]
        for name, t in closeness.items():
            p, q = (
                part[name].astype(object).where(part[name].notna(), "?").value_counts(normalize=True)
                for part in (people, whole)
            )
            if 0.5 * p.subtract(q, fill_value=0).abs().sum() > t + 1e-9:
                found.append(f"{name}: too far")
    return found


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_all_released_rows_together_keep_the_promise(plain, data):
    everybody = data.draw(plain.datasets(least_rows=12, most_rows=80))
    k, l = data.draw(st.integers(1, 4)), data.draw(st.integers(0, 2))
    t = data.draw(st.sampled_from([None, 0.3, 0.5]))
    models = [KAnonymity(k=k)] + ([DistinctLDiversity(sensitive="disease", l=l)] if l else [])
    models += [TCloseness(sensitive="stage", t=t)] if t else []
    n = everybody.n_people
    cuts = sorted({n // 3, 2 * n // 3} if data.draw(st.booleans()) else {n // 2})
    old = everybody.take(np.arange(cuts[0]))
    batches = [everybody.data.iloc[at] for at in np.split(np.arange(n), cuts)[1:]]
    levels = tuple(data.draw(st.integers(0, h.n_levels - 1)) for h in everybody.hierarchies.values())
    try:
        recipe = Recipe.of(FullDomainGeneralization(models=tuple(models), levels=levels).solve(old), seed=1)
    except PrivacyInputError:
        assume(False)
    releases, whole = [recipe.replay(old).release.data], old.data
    for at, batch in enumerate(batches):
        before = batch.copy(deep=True)
        try:
            linked = recipe.extend(old, batch, earlier=tuple(batches[:at]))
        except PrivacyInputError as error:
            assert "already out would fail" in str(error)
            assert t  # k and l of a class never fall
            return
        pd.testing.assert_frame_equal(batch, before)
        releases, whole = [*releases, linked.release.data], pd.concat([whole, batch])
        assert linked.release.n_records + linked.release.parameters["suppressed"] == len(batch)
        names = list(everybody.quasi_identifiers)
        assert not wrong(releases, whole, names, k, {"disease": l} if l else {}, {"stage": t} if t else {})


def test_the_same_extension_twice_is_the_same(plain):
    dataset, recipe = recipe_of(plain, rows(0, a="ynyn"), KAnonymity(k=3))
    one, again = (recipe.extend(dataset, rows(9, a="yyn", b="ynyny")) for _ in range(2))
    pd.testing.assert_frame_equal(one.release.data, again.release.data)
    assert one.release.to_dict() == again.release.to_dict()


def test_an_average_over_all_classes_is_kept_too(plain):
    dataset, recipe = recipe_of(plain, rows(0, a="ynynynyn"), AverageRisk(limit=0.25))
    assert sizes(recipe.extend(dataset, rows(20, b="y")).release) == {"b": 1}  # 2 classes of 9 people
    assert recipe.extend(dataset, rows(20, b="y", c="y", d="y", e="y")).release.n_records == 1


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (rows(9, a="y").drop(columns="ill"), "differ from simulated in 1 columns: ill"),
        (rows(9, a="y").assign(more=1), "differ from simulated in 1 columns: more"),
        (rows(9), "number 0"),
        (rows(3, a="yy"), "1 of 2 new rows belong to people already seen, by name"),
        (rows(9, a="yy").assign(name="p77"), "1 of 2 new rows belong to people already seen"),
    ],
)
def test_rows_that_do_not_fit_are_refused(plain, new, message):
    dataset, recipe = recipe_of(plain, rows(0, a="ynyn"), KAnonymity(k=3))
    with pytest.raises(PrivacyInputError, match=message) as error:
        recipe.extend(dataset, new)
    assert "p77" not in str(error.value) and "p3" not in str(error.value)


def test_texts_in_a_column_of_numbers_are_refused_without_quoting_one(plain):
    columns = {**COLUMNS, "ward": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)}
    dataset, recipe = recipe_of(
        plain, rows(0, a="ynyn").assign(ward=[1, 1, 1, 1]), KAnonymity(k=3), columns=columns
    )
    with pytest.raises(PrivacyInputError, match="ward of the new rows holds no numbers") as error:
        recipe.extend(dataset, rows(9, canary="yyn"))
    assert "canary" not in str(error.value)


@dataclass(frozen=True, kw_only=True)
class Thirds(HierarchySpec):
    """Groups by rank among the values that occur: more values, other groups."""

    kind: ClassVar[str] = "thirds"

    def build(self, column, values):
        labels = np.array([f"third {3 * at // len(values)}" for at in range(len(values))], dtype=object)
        return Hierarchy.from_labels(column, values, [labels], [{}])


def test_a_hierarchy_that_follows_the_data_is_noticed(plain):
    columns = {**COLUMNS, "ward": dataclasses.replace(COLUMNS["ward"], hierarchy=Thirds())}
    dataset = plain.dataset_of(rows(0, a="yn", b="yn", d="yn"), columns)
    solution = FullDomainGeneralization(models=(KAnonymity(k=2),), levels=(1,)).solve(dataset)
    recipe = Recipe.of(solution, seed=1)
    with pytest.raises(PrivacyInputError, match="labels of ward would stand for other values"):
        recipe.extend(dataset, rows(9, c="yn"))
    assert recipe.extend(dataset, rows(9, a="yn")).release.n_records == 2
