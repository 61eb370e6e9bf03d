# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Several tables of the same people: one pseudonym, one level a column, the same people, and k that counts them all."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import secured_datasets
from secured.common import Column, ColumnType, Dataset, PrivacyInputError, Release, Role
from secured.common.hierarchies import Intervals, Tree
from secured.common.project_key import ProjectKey
from secured.dans import KAnonymity
from secured.dans.tables.scale.child_table import ChildTable, Days
from secured.dans.tables.scale.multi_table import LinkedTables

KEY = ProjectKey(bytes(range(32)))
AGE = Column(
    role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10, 50), bounds=(0, 99))
)
WARD = Column(
    role=Role.QUASI_IDENTIFIER,
    type=ColumnType.CATEGORY,
    hierarchy=Tree(tree={"heart": ["h1", "h2"], "lung": ["l1", "l2"]}),
)
PLAIN = Column(role=Role.INSENSITIVE, type=ColumnType.CATEGORY)
SECRET = Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)
NAME = Column(role=Role.IDENTIFIER, type=ColumnType.TEXT)


def hospital(plain, n: int = 40, seed: int = 0) -> Dataset:
    """People with an age; stays with their age again, a ward and a day; some stays are of nobody known."""
    rng = np.random.default_rng(seed)
    people = pd.DataFrame(
        {
            "name": [f"person {at}" for at in range(n)],
            "age": rng.integers(0, 60, n),
            "disease": pd.Series(rng.choice(["flu", "gout"], n), dtype=object),
        }
    )
    whose = rng.integers(0, n, 3 * n)
    stays = pd.DataFrame(
        {
            "patient": whose.astype(float),
            "age": people["age"].to_numpy()[whose],
            "ward": pd.Series(rng.choice(["h1", "h2", "l1", "l2", None], 3 * n), dtype=object),
            "day": rng.integers(-500, 500, 3 * n),
            "nurse": [f"nurse {at}" for at in range(3 * n)],
            "note": "n",
        }
    )
    strangers = stays.head(3).assign(patient=[1000.0, 1001.0, np.nan])
    columns = {"name": NAME, "age": AGE, "disease": SECRET}
    return replace(
        plain.dataset_of(people, columns, subjects=np.arange(n)),
        related={"stays": pd.concat([stays, strangers], ignore_index=True)},
    )


def stays(policy: str | None, **more: object) -> ChildTable:
    columns = {
        "age": AGE,
        "ward": WARD,
        "day": Column(role=Role.SENSITIVE, type=ColumnType.INTEGER),
        "nurse": NAME,
    }
    order = "day" if policy in ("first", "last") else None
    return ChildTable(**{"person": "patient", "columns": columns, "policy": policy, "order": order} | more)


def linked(table: ChildTable, k: int = 3, limit: float = 0.3) -> LinkedTables:
    return LinkedTables(models=(KAnonymity(k=k),), key=KEY, tables={"stays": table}, suppression_limit=limit)


def known_of(released: dict[str, Release], policy: str) -> pd.Series:
    """What an adversary can know of every released person: the joined quasi-identifiers, by the policy."""
    people, rows = released["simulated"].data, released["stays"].data
    if policy == "set":
        ward = (
            rows.fillna({"ward": "?"}).groupby("person")["ward"].agg(lambda wards: tuple(sorted(set(wards))))
        )
    else:
        in_order = rows.sort_values("day", kind="stable")
        ward = in_order.groupby("person")["ward"].agg(
            lambda wards: wards.fillna("?").iloc[0 if policy == "first" else -1]
        )
    top = (
        released["stays"].parameters["levels"].get("stays.ward") == 2
    )  # all stays alike: who has none is like the others
    joined = (
        people["person"].map(ward).fillna("('*',)" if top and policy == "set" else "*" if top else "nowhere")
    )
    return people["age"].astype(str) + " / " + joined.astype(str)


@settings(deadline=None, max_examples=12)
@given(policy=st.sampled_from(["first", "last", "set"]), seed=st.integers(0, 1000), k=st.integers(2, 4))
def test_every_person_hides_among_k_over_all_tables(plain, policy, seed, k):
    dataset = hospital(plain, seed=seed)
    dataset.related["stays"]["day"] = np.random.default_rng(seed).permutation(len(dataset.related["stays"]))
    released = linked(stays(policy), k).apply_all(dataset, rng=np.random.default_rng(0))
    assert known_of(released, policy).value_counts().min() >= k


def test_without_the_joined_column_a_person_stands_out(plain):
    """The count above on a variant broken on purpose: the ward passes through as if nobody knew it."""
    dataset = hospital(plain)
    open_ward = ChildTable(
        person="patient", columns={"age": AGE, "ward": replace(WARD, role=Role.INSENSITIVE)}
    )
    released = linked(open_ward).apply_all(dataset, rng=np.random.default_rng(0))
    assert known_of(released, "set").value_counts().min() < 3
    assert released["stays"].parameters["not_covered"]["columns that pass through"] == {"stays": ["ward"]}


@pytest.mark.parametrize("policy", ["first", "last", "set"])
def test_tables_are_consistent(plain, policy):
    dataset = hospital(plain)
    before = dataset.related["stays"].copy()
    method = linked(stays(policy), limit=0.5)
    released = method.apply_all(dataset, rng=np.random.default_rng(0))
    people, rows = released["simulated"].data, released["stays"].data
    assert list(people) == ["person", "age", "disease"] and list(rows) == ["person", "age", "ward", "day"]
    assert people["person"].is_unique and set(rows["person"]) <= set(people["person"])
    age = people.set_index("person")["age"]
    assert (rows["person"].map(age) == rows["age"]).all()  # one level everywhere
    suppressed = released["simulated"].parameters["suppressed"]
    assert len(people) == 40 - suppressed
    row_of = method.link(dataset, np.random.default_rng(0)).row_of
    kept = {KEY.pseudonym("person", at) for at in np.flatnonzero(row_of >= 0)}
    assert set(people["person"]) == kept
    assert (
        len(rows) == before["patient"].isin(np.flatnonzero(row_of >= 0)).sum()
    )  # strangers are left out too
    pd.testing.assert_frame_equal(dataset.related["stays"], before)
    for release in released.values():
        assert release.guarantee.k == 3 and json.dumps(release.to_dict())
        text = release.data.to_csv() + json.dumps(release.to_dict())
        assert "person 1" not in text and "nurse" not in text


def test_only_the_row_that_counts_shows_its_value(plain):
    released = linked(stays("first"), limit=1.0).apply_all(hospital(plain), rng=np.random.default_rng(0))
    rows = released["stays"].data.sort_values("day", kind="stable")
    assert (rows[rows["person"].duplicated()]["ward"] == "*").all()


def test_by_hand(plain):
    """Two pairs, told apart by the ward; one person alone in hers."""
    people = pd.DataFrame({"name": list("abcde"), "age": [30] * 5})
    wards = pd.DataFrame({"patient": list("aabbcde"), "ward": ["h1", "l1", "l1", "h1", "h2", "h2", "l2"]})
    dataset = replace(
        plain.dataset_of(people, {"name": NAME, "age": AGE}, subjects=people["name"].to_numpy()),
        related={"stays": wards},
    )
    table = ChildTable(person="patient", columns={"ward": WARD}, policy="set")
    released = linked(table, k=2, limit=0.2).apply_all(dataset, rng=np.random.default_rng(0))
    assert released["simulated"].parameters["levels"] == {"age": 0, "stays.ward": 0}
    assert released["simulated"].parameters["suppressed"] == 1
    found = released["stays"].data.sort_values(["person", "ward"])
    expected = [
        (KEY.pseudonym("person", who), ward)
        for who, ward in zip("aabbcd", ["h1", "l1", "l1", "h1", "h2", "h2"], strict=True)
    ]
    assert list(found.itertuples(index=False, name=None)) == sorted(expected)
    nobody = linked(table, k=2, limit=0.0).apply_all(dataset, rng=np.random.default_rng(0))
    assert set(nobody["stays"].data["ward"]) == {"*"}  # e is like nobody below the top
    assert nobody["stays"].descriptions["ward"]["*"].kind == "suppressed"


def test_days_move_with_their_person(plain):
    dataset = hospital(plain)
    dataset.related["stays"]["date"] = (
        pd.Timestamp("2020-01-01") + pd.to_timedelta(dataset.related["stays"]["day"], unit="D")
    ).dt.strftime("%Y-%m-%d")
    columns = {"day": PLAIN, "date": PLAIN}

    def rows(days: Days | None) -> pd.DataFrame:
        treated = {} if days is None else {"day": days, "date": days}
        table = ChildTable(person="patient", columns=columns, days=treated)
        return linked(table, limit=0.0).apply_all(dataset, rng=np.random.default_rng(0))["stays"].data

    plain_rows, moved, coarse = rows(None), rows(Days(shift=30)), rows(Days(width=7))
    assert moved["person"].equals(plain_rows["person"])
    by_days = moved["day"] - plain_rows["day"]
    assert by_days.abs().between(1, 30).all() and (by_days.groupby(moved["person"]).nunique() == 1).all()
    assert by_days.nunique() > 5
    assert ((moved["date"] - pd.to_datetime(plain_rows["date"])).dt.days == by_days).all()
    assert (coarse["day"] % 7 == 0).all() and (plain_rows["day"] - coarse["day"]).between(0, 6).all()
    assert {at: KEY.date_shift(at, days=30).days for at in range(40)}[0] in set(by_days)


def test_nafld_with_its_measurements_and_events():
    dataset = secured_datasets.load("nafld")
    number = Column(role=Role.INSENSITIVE, type=ColumnType.REAL)
    tables = {
        "measurements": ChildTable(person="id", columns={"days": number, "test": PLAIN, "value": replace(number, role=Role.SENSITIVE)}, days={"days": Days(shift=90)}),
        "events": ChildTable(person="id", columns={"days": number, "event": replace(PLAIN, role=Role.SENSITIVE)}, days={"days": Days(width=365)}),
        "follow_up": ChildTable(person="id", columns={"days": replace(number, role=Role.QUASI_IDENTIFIER, hierarchy=Intervals(widths=(365, 3650), bounds=(0, 7500)))}, policy="first", order="days"),
    }  # fmt: skip
    columns = dict(dataset.columns)
    for name in ("weight", "height", "bmi"):  # fewer columns: a smaller lattice for the test
        columns[name] = replace(columns[name], role=Role.INSENSITIVE)
    dataset = replace(dataset, columns=columns)
    method = LinkedTables(models=(KAnonymity(k=5),), key=KEY, tables=tables, suppression_limit=0.1)
    released = method.apply_all(dataset, rng=np.random.default_rng(7))
    people = released["nafld"].data.set_index("person")
    assert set(released) == {"nafld", *tables} and people.index.is_unique
    for name in tables:
        assert set(released[name].data["person"]) <= set(people.index)
    follow_up = released["follow_up"].data.set_index("person")["days"]
    known = people[["age", "sex"]].assign(days=follow_up.reindex(people.index)).astype(object)
    assert known.groupby(list(known), dropna=False).size().min() >= 5
    assert (released["events"].data["days"] % 365 == 0).all()
    assert "case_id" not in people and "id" not in people


WRONG = {
    "no related table 'visits'": {"tables": {"visits": stays("set")}},
    "has no column 'bed'": {"tables": {"stays": ChildTable(person="patient", columns={"bed": PLAIN})}},
    "has no column 'who'": {"tables": {"stays": ChildTable(person="who", columns={"note": PLAIN})}},
    "1 quasi-identifiers of its own and no policy": {"tables": {"stays": stays(None)}},
    "2 quasi-identifiers of its own; policy=set": {"tables": {"stays": ChildTable(person="patient", policy="set", columns={"ward": WARD, "note": replace(PLAIN, role=Role.QUASI_IDENTIFIER)})}},
    "named 'age' already": {"pseudonym": "age"},
}  # fmt: skip


@pytest.mark.parametrize("message", WRONG)
def test_what_does_not_fit_is_refused(plain, message):
    method = LinkedTables(
        **{"models": (KAnonymity(k=2),), "key": KEY, "tables": {"stays": stays("set")}} | WRONG[message]
    )
    with pytest.raises(PrivacyInputError, match=message):
        method.apply_all(hospital(plain), rng=np.random.default_rng(0))


def test_a_repeated_column_that_tells_more_is_refused(plain):
    dataset = hospital(plain)
    dataset.related["stays"].loc[:1, "age"] += 1
    with pytest.raises(PrivacyInputError, match="2 rows of stays hold another age"):
        linked(stays("set")).apply_all(dataset, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"policy": "every"}, "unknown policy 'every'"),
        ({"policy": "first"}, "needs the column that orders"),
        ({"days": {"bed": Days(width=7)}}, "days names 'bed'"),
        ({"columns": {"patient": PLAIN}}, "'patient' names the person"),
        ({"columns": {"age": AGE}, "days": {"age": Days(width=7)}}, "'age' is a quasi-identifier"),
    ],
)
def test_a_wrong_description_is_refused(how, message):
    with pytest.raises(PrivacyInputError, match=message):
        ChildTable(**{"person": "patient", "columns": {"note": PLAIN}} | how)
    with pytest.raises(PrivacyInputError, match="no whole number"):
        Days(shift=0)
