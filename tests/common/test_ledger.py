# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The ledger adds up, refuses before too much is spent, survives restarts and holds between processes."""

import fcntl
import json
import multiprocessing
import os
import time
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import (
    BudgetExceeded,
    Column,
    ColumnType,
    Dataset,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.common import ledger as ledger_module
from secured.common.ledger import Ledger, Spent


def people(*values: str) -> Dataset:
    return Dataset(
        name="clinic", title="Clinic", modality=Modality.TABLE, data=pd.DataFrame({"disease": list(values)}, dtype=object),
        subjects=np.arange(len(values)), columns={"disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)},
        standing=Standing.SIMULATED, provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


CLINIC = people("Q7731", "flu")


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    return Ledger(epsilon=1.0, delta=1e-5, path=tmp_path / "folder" / "ledger.jsonl")


def test_spending_adds_up_and_is_refused_before_it_is_too_much(ledger):
    assert ledger.spend(CLINIC, 0.4, 4e-6, "count") == Spent(epsilon=0.6, delta=6e-6)
    ledger.spend(CLINIC, 0.4)
    with pytest.raises(BudgetExceeded, match="histogram of clinic needs epsilon=0.4.*epsilon=0.8"):
        ledger.spend(CLINIC, 0.4, what="histogram")
    with pytest.raises(BudgetExceeded, match="delta"):
        ledger.spend(CLINIC, 0.0, 7e-6)
    assert ledger.spent(CLINIC) == Spent(epsilon=0.8, delta=4e-6)
    assert ledger.left(CLINIC) == Spent(epsilon=0.2, delta=6e-6)
    assert len(ledger.entries()) == 2


def test_three_tenths_are_three_times_a_tenth(tmp_path):
    ledger = Ledger(epsilon=0.3, path=tmp_path / "ledger.jsonl")
    for _ in range(3):
        left = ledger.spend(CLINIC, 0.1)
    assert left == Spent(epsilon=0.0, delta=0.0)
    with pytest.raises(BudgetExceeded):
        ledger.spend(CLINIC, 1e-12)


@settings(deadline=None, max_examples=40)
@given(amounts=st.lists(st.integers(0, 40).map(lambda n: n / 100), max_size=12))
def test_the_sum_never_exceeds_the_budget_and_nothing_that_fits_is_refused(tmp_path_factory, amounts):
    ledger = Ledger(epsilon=1.0, path=tmp_path_factory.mktemp("ledger") / "ledger.jsonl")
    spent = Decimal(0)
    for amount in amounts:
        fits = spent + Decimal(str(amount)) <= 1
        try:
            ledger.spend(CLINIC, amount)
        except BudgetExceeded:
            assert not fits
        else:
            assert fits
            spent += Decimal(str(amount))
    assert ledger.spent(CLINIC).epsilon == float(spent) <= 1.0


def test_tables_and_units_have_accounts_of_their_own(ledger):
    ledger.spend(CLINIC, 1.0)
    other = people("Q7731", "gout")
    assert ledger.left(other).epsilon == 1.0
    ledger.spend(other, 1.0)
    ledger.spend(CLINIC, 1.0, unit="household")
    with pytest.raises(BudgetExceeded):
        ledger.spend(CLINIC, 0.1)


def test_disjoint_parts_count_once_and_the_same_part_twice(ledger):
    ledger.spend(CLINIC, 0.5, partition="ward", part="a")
    ledger.spend(CLINIC, 0.5, partition="ward", part="b")
    assert ledger.spent(CLINIC).epsilon == 0.5
    ledger.spend(CLINIC, 0.25, partition="ward", part="b")
    assert ledger.spent(CLINIC).epsilon == 0.75
    ledger.spend(CLINIC, 0.25, partition="sex", part="F")  # parts of another partition overlap
    with pytest.raises(BudgetExceeded):
        ledger.spend(CLINIC, 0.1)
    with pytest.raises(PrivacyInputError, match="partition and a part"):
        ledger.spend(CLINIC, 0.1, partition="ward")


def test_a_restart_remembers_and_the_file_tells_no_value(ledger):
    ledger.spend(CLINIC, 0.9, what="count by disease")
    again = Ledger(epsilon=1.0, delta=1e-5, path=ledger.file)
    with pytest.raises(BudgetExceeded) as caught:
        again.spend(CLINIC, 0.2)
    text = ledger.file.read_text()
    assert "Q7731" not in text + str(caught.value) + repr(ledger)
    assert json.loads(text)["dataset"] == CLINIC.fingerprint
    assert ledger.file.stat().st_mode & 0o077 == 0  # the owner's alone


def test_the_users_data_folder_is_the_default(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    ledger = Ledger(epsilon=1.0)
    assert ledger.entries() == [] and ledger.spent(CLINIC).epsilon == 0
    ledger.spend(CLINIC, 0.5)
    assert tmp_path in ledger.file.parents and ledger.file.exists()


def test_a_line_that_a_crash_left_unfinished_was_never_paid(ledger):
    ledger.spend(CLINIC, 0.4)
    with ledger.file.open("a") as file:
        file.write('{"dataset": "')
    assert ledger.spend(CLINIC, 0.4).epsilon == pytest.approx(0.2)
    assert [entry["epsilon"] for entry in ledger.entries()] == [0.4, 0.4]


@pytest.mark.parametrize(
    "line", ["nonsense", "[]", "{}", '{"dataset": "x", "epsilon": "much", "delta": 0}', '{"epsilon": NaN}']
)
def test_a_file_that_cannot_be_read_stops_all_spending(ledger, line):
    ledger.spend(CLINIC, 0.4)
    with ledger.file.open("a") as file:
        file.write(line + "\n")
    for call in (lambda: ledger.spend(CLINIC, 0.1), lambda: ledger.spent(CLINIC), ledger.entries):
        with pytest.raises(PrivacyInputError, match="line 2 of ledger.jsonl"):
            call()


def test_a_negative_entry_written_by_hand_gives_nothing_back(ledger):
    ledger.spend(CLINIC, 1.0)
    entry = json.loads(ledger.file.read_text()) | {"epsilon": -1.0}
    with ledger.file.open("a") as file:
        file.write(json.dumps(entry) + "\n")
    with pytest.raises(PrivacyInputError, match="line 2"):
        ledger.spend(CLINIC, 1.0)


def test_a_full_disk_leaves_no_half_entry(ledger, monkeypatch):
    ledger.spend(CLINIC, 0.4)
    before, write = ledger.file.read_bytes(), os.write
    monkeypatch.setattr(os, "write", lambda descriptor, line: write(descriptor, line[:10]))
    with pytest.raises(OSError, match="full"):
        ledger.spend(CLINIC, 0.4)
    assert ledger.file.read_bytes() == before


@pytest.mark.parametrize("amount", [-0.1, float("nan"), float("inf")])
def test_what_is_no_amount_is_refused(ledger, amount):
    with pytest.raises(PrivacyInputError, match="epsilon"):
        ledger.spend(CLINIC, amount)
    with pytest.raises(PrivacyInputError, match="epsilon"):
        Ledger(epsilon=amount)
    with pytest.raises(PrivacyInputError, match="delta"):
        ledger.spend(CLINIC, 0.1, 1.0)


def _spend_when_told(path, amount, tries, start, answers) -> None:
    ledger = Ledger(epsilon=1.0, path=path)
    start.wait()
    for _ in range(tries):
        try:
            ledger.spend(CLINIC, amount)
            answers.put("spent")
        except BudgetExceeded:
            answers.put("refused")


def race(path, amount: float, tries: int) -> list[str]:
    """Two processes that spend at the same time, of a budget of one."""
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(2), context.Queue()
    both = [
        context.Process(target=_spend_when_told, args=(path, amount, tries, start, answers)) for _ in range(2)
    ]
    for process in both:
        process.start()
    given_back = [answers.get(timeout=60) for _ in range(2 * tries)]
    for process in both:
        process.join()
    return sorted(given_back)


@pytest.fixture
def slow(monkeypatch) -> None:
    """Leave the other process time between what is read and what is written."""
    read = ledger_module._read

    def read_and_wait(descriptor, name):
        entries = read(descriptor, name)
        time.sleep(0.2)
        return entries

    monkeypatch.setattr(ledger_module, "_read", read_and_wait)


def test_two_processes_cannot_spend_the_same_budget(tmp_path):
    assert race(tmp_path / "ledger.jsonl", 0.1, 10) == ["refused"] * 10 + ["spent"] * 10
    assert Ledger(epsilon=1.0, path=tmp_path / "ledger.jsonl").spent(CLINIC).epsilon == 1.0


def test_two_processes_cannot_spend_the_last_budget(tmp_path, slow):
    assert race(tmp_path / "ledger.jsonl", 1.0, 1) == ["refused", "spent"]


def test_without_the_lock_they_do(tmp_path, slow, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", lambda descriptor, how: None)
    assert race(tmp_path / "ledger.jsonl", 1.0, 1) == ["spent", "spent"]
