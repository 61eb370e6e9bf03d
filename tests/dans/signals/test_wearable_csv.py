# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables of wearables: pseudonyms, times moved per person, numbers to the letter, all else gone."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common.outcome import Reason
from secured.dans.deidentification import Person
from secured.dans.signals import WearableCsvFiles, wearable_columns, wearable_csv
from secured.dans.signals.wearable_columns import Role, role_of
from secured.dans.signals.written_times import TimeColumn


def test_nothing_planted_is_left_and_numbers_are_kept_to_the_letter(planted, tmp_path, clean, identities):
    path = planted.table(tmp_path / "in" / "Q7731doe.csv")
    before = path.read_bytes()
    assert len(planted.IN_CSV) >= 15 and all(
        text.encode() in before + path.name.encode() for text in planted.IN_CSV
    )
    format = WearableCsvFiles()
    assert format.recognises(path, before[:4096])
    result = clean(format, path)
    assert result.holding(planted.IN_CSV) == [] and path.read_bytes() == before
    new = pd.read_csv(result.folder / result.places[0], dtype=str, keep_default_na=False)
    assert list(new) == ["Participant Id", "Time", "TotalSteps", "HeartRate", "value14"]
    doe, roe = (identities.pseudonym(name) for name in ("Q7731doe", "Q7731roe"))
    steps = {name: list(rows["TotalSteps"]) for name, rows in new.groupby("Participant Id")}
    assert steps == {doe: ["0120", ""], roe: ["7.50"]}
    moved = identities.shifted("Q7731doe", datetime(2021, 3, 4, 8, 30))
    assert new.loc[new["Participant Id"] == doe, "Time"].iloc[0] == f"{moved:%Y-%m-%dT%H:%M:%S}Z"
    assert list(new["Participant Id"]) == sorted(new["Participant Id"])  # grouped: order tells no dates
    assert {"Q7731doe", "Q7731roe"} <= result.cleaned.identifiers


def test_a_rule_left_out_is_noticed(planted, tmp_path, clean, monkeypatch):
    path = planted.table(tmp_path / "in" / "a.csv")
    with monkeypatch.context() as patch:
        patch.setattr(wearable_columns, "DIRECT", frozenset())
        patch.setattr(wearable_csv, "_number", lambda text: True)
        assert "12" in clean(WearableCsvFiles(), path).holding(["12"])
    monkeypatch.setattr(wearable_csv, "new_name", lambda name, position: name)
    assert clean(WearableCsvFiles(), path).holding(planted.IN_CSV) == ["Q7731tag"]


def test_a_table_of_one_person_needs_to_be_told_whose(planted, tmp_path, clean, identities):
    path = tmp_path / "watch.csv"
    path.write_text("timestamp,heart_rate,steps\n1614850200,61,12\n1614850260,62,0\n")
    format = WearableCsvFiles()
    assert format.recognises(path, path.read_bytes())
    assert clean(format, path).refused.reason is Reason.NO_PERSON
    result = clean(format, path, Person(id="4711"))
    seconds = identities.shift("4711").days * 86400
    lines = (result.folder / result.places[0]).read_text().splitlines()
    assert lines == [
        "timestamp,heart_rate,steps",
        f"{1614850200 + seconds},61,12",
        f"{1614850260 + seconds},62,0",
    ]
    assert result.places[0].parts[0] == identities.pseudonym("4711")
    two = planted.table(tmp_path / "in" / "two.csv")
    assert clean(format, two, Person(id="4711")).refused.reason is Reason.INCONSISTENT
    assert len(set(clean(format, two, Person(id="Q7731doe")).cleaned.identifiers)) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Id,Date,Steps\n7,4/5/2021,1\n", Reason.UNSUPPORTED),  # April or May
        ("Id,Date,Steps\n7,14/5/2021,1\n7,5/14/2021,2\n", Reason.MALFORMED),
        ("Id,Date,Steps\n7,2021-02-30,1\n", Reason.MALFORMED),
        ("Id,Date,Steps\n" + "".join(f"{n},0001-01-01,1\n" for n in range(40)), Reason.MALFORMED),
        ("Id,Date,Steps\n7,2021-02-03\n", Reason.MALFORMED),
        ("Id,Date,Steps\n7,2021-02-03,many\n", Reason.MALFORMED),
        ("Id,Date,Steps\n,2021-02-03,1\n", Reason.NO_PERSON),
        ("Id,Date,Steps\n", Reason.MALFORMED),
        ('Id,Date,Steps\n"7,2021-02-03,1\n', Reason.MALFORMED),
        ("Id,Date,Steps\n\xe9,2021-02-03,1\n", Reason.MALFORMED),
        ("Id,Date,Steps\n7,2021-02-03," + "1" * 2**20 + "\n", Reason.MALFORMED),
        ("", Reason.MALFORMED),
    ],
)
def test_what_is_not_clear_is_refused(tmp_path, clean, text, reason):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("latin-1"))
    assert clean(WearableCsvFiles(), path).refused.reason is reason


def test_the_order_of_day_and_month_can_be_said(tmp_path, clean, identities):
    path = tmp_path / "a.csv"
    path.write_text("Id,Date,Steps\n7,4/5/2021 2:47:30 PM,1\n")
    for day_first, day in ((True, date(2021, 5, 4)), (False, date(2021, 4, 5))):
        result = clean(WearableCsvFiles(day_first=day_first), path)
        new = identities.shifted("7", day)
        parts = (new.day, new.month) if day_first else (new.month, new.day)
        line = (result.folder / result.places[0]).read_text().splitlines()[1]
        assert line.split(",")[1] == f"{parts[0]}/{parts[1]}/{new.year} 2:47:30 PM"
    path.write_text("Id,Date,Steps\n7,14/5/2021,1\n")
    assert clean(WearableCsvFiles(day_first=False), path).refused.reason is Reason.INCONSISTENT


@given(
    day=st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    shift=st.integers(-400, 400),
    style=st.sampled_from(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d"]),
)
def test_moved_times_are_spelled_as_before(day, shift, style):
    column = TimeColumn(day_first="%d.%m" in style)
    when = datetime(day.year, day.month, day.day, 13, 5)
    column.learn(when.strftime(style))
    assert column.possible
    assert column.moved(when.strftime(style), timedelta(shift)) == (when + timedelta(shift)).strftime(style)


def test_columns_are_told_by_their_names():
    assert role_of("ActivityMinute") is Role.TIME and role_of("Heart Rate (bpm)") is Role.MEASURE
    assert role_of("user_id") is Role.PERSON and role_of("SleepLogId") is Role.OTHER
    assert role_of("Patient name") is Role.OTHER and role_of("") is Role.OTHER
    recognises = WearableCsvFiles().recognises
    assert not recognises(Path("a.csv"), b"Id,Date,Diagnosis\n1,2021-02-03,x\n")
    assert not recognises(Path("a.txt"), b"Id,Date,Steps\n")
    assert not recognises(Path("a.csv"), b"Id,Steps\n") and not recognises(Path("a.csv"), b"\xff\xfe\n")


@pytest.mark.skipif("SECURED_DATA" not in os.environ, reason="no data folder")
def test_public_tables(clean, identities):
    paths = sorted(Path(os.environ["SECURED_DATA"]).glob("fitbit/*.csv"))
    if not paths:
        pytest.skip("the tables are not there")
    for path in paths:
        assert WearableCsvFiles().recognises(path, path.read_bytes()[:4096])
        result = clean(WearableCsvFiles(), path)
        old, new = pd.read_csv(path, dtype=str), pd.read_csv(result.folder / result.places[0], dtype=str)
        person, time = old.columns[:2]
        assert result.holding(set(old[person])) == []
        old["pseudonym"] = old[person].map(identities.pseudonym)
        old = old.sort_values("pseudonym", kind="stable", ignore_index=True)
        kept = [name for name in new if name not in (person, time)]
        assert old[kept].equals(new[kept]) and list(old["pseudonym"]) == list(new[person])
        moved = [
            identities.shifted(who, when)
            for who, when in zip(old[person], pd.to_datetime(old[time]), strict=True)
        ]
        assert list(pd.to_datetime(new[time])) == moved
