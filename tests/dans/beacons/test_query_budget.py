# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The budget by hand, for each person and querier; it outlasts a new process, and a variant in memory is caught."""

import json
import subprocess
import sys
from collections.abc import Callable
from math import log
from pathlib import Path

import numpy as np
import pytest

from secured.common import PrivacyInputError, ProjectKey
from secured.common.genotypes import Beacon, Genotypes, Responder
from secured.dans.beacons import QueryBudget
from secured.dean.genomes.beacons import BeaconStrategy, Budgeted, MembershipTest, evidence_by_queries
from secured_datasets.simulated.independent_variants import (
    independent_variants,
    neutral_frequencies,
    variants_table,
)

KEY = ProjectKey(bytes(32))
PERSON = "Q7731-someone"


def beacon_of(dosages: list[list[int]]) -> Beacon:
    copies = np.array(dosages, dtype=np.int8)
    people = np.array([PERSON, *(f"p{at}" for at in range(1, len(copies)))])
    return Beacon.of(Genotypes(dosages=copies, variants=variants_table(copies.shape[1]), subjects=people))


def behind(folder: Path, beacon: Beacon, frequency: float, **more: object) -> Responder:
    policy = QueryBudget(
        **{"p": 0.05, "frequencies": np.full(beacon.n_variants, frequency), "key": KEY, "folder": folder}
        | more
    )
    return policy.over(beacon)


def cost(frequency: float, n_people: int) -> float:
    return -log(1 - (1 - frequency) ** (2 * n_people))


def test_a_person_is_counted_until_the_budget_is_spent(tmp_path):
    """Four people, f = 0.1: a yes costs -log(1 - 0.9^8) = .563; -log(0.05) = 2.996 pays five of them."""
    beacon = beacon_of([[1] * 8, [0] * 8, [0] * 8, [0] * 8])
    assert int(log(1 / 0.05) / cost(0.1, 4)) == 5
    answers = behind(tmp_path, beacon, 0.1, charges="everybody").answer(np.arange(8))
    assert answers.tolist() == [True] * 5 + [False] * 3


def test_another_carrier_still_answers_and_pays(tmp_path):
    """Once the first person's budget is gone, a second carrier keeps the answer right, and only the carriers pay."""
    beacon = beacon_of([[1] * 8, [0] * 5 + [1] * 3, [0] * 8, [0] * 8])
    assert behind(tmp_path, beacon, 0.1, charges="everybody").answer(np.arange(8)).all()


def test_each_querier_has_a_budget_and_all_together_may_have_one(tmp_path):
    beacon = beacon_of([[1] * 8, [0] * 8, [0] * 8, [0] * 8])
    apart = behind(tmp_path / "apart", beacon, 0.1, charges="everybody")
    assert apart.answer(np.arange(8), "ann").sum() == apart.answer(np.arange(8), "bob").sum() == 5
    together = behind(tmp_path / "together", beacon, 0.1, charges="everybody", everybodys_p=0.05)
    assert (together.answer(np.arange(5), "ann").sum(), together.answer(np.arange(8), "bob").sum()) == (5, 0)


def test_two_variants_that_are_named_alike_have_answers_of_their_own(tmp_path):
    copies = np.array([[1, 0], [0, 0], [0, 0]], dtype=np.int8)
    table = variants_table(2).assign(id=".", chromosome="1", position=5, counted="A", other="G")
    beacon = Beacon.of(Genotypes(dosages=copies, variants=table, subjects=np.arange(3)))
    for querier, asked in (("ann", [0, 1]), ("bob", [1, 0])):
        answers = behind(tmp_path, beacon, 0.1).answer(np.array(asked), querier)
        assert answers.tolist() == [at == 0 for at in asked]


def test_asking_again_is_free_and_brings_the_same(tmp_path):
    beacon = beacon_of([[1] * 8, [0] * 8, [0] * 8, [0] * 8])
    responder = behind(tmp_path, beacon, 0.1, charges="everybody")
    assert responder.answer(np.zeros(30, int)).all()
    assert responder.answer(np.arange(8)).tolist() == [True] * 5 + [False] * 3
    assert responder.answer(np.array([7, 0])).tolist() == [False, True]


def test_who_is_no_longer_counted_makes_a_yes_dearer(tmp_path):
    """With nobody else counted, a yes of a person costs as among one."""
    beacon = beacon_of([[0, 0, 1], [1, 1, 0]])
    frequencies = np.array([0.2, 0.2, 0.2])
    spent = {}
    for charges in ("everybody", "still counted"):
        responder = QueryBudget(
            p=0.4, frequencies=frequencies, key=KEY, folder=tmp_path / charges, charges=charges
        ).over(beacon)
        assert cost(0.2, 2) < -log(0.4) < 2 * cost(0.2, 2) and cost(0.2, 1) > -log(0.4)
        spent[charges] = responder.answer(np.arange(3)).tolist()
    assert spent["everybody"] == [True, False, True]
    assert spent["still counted"] == [True, False, False]  # one person alone could be told from nobody


def test_rare_alleles_may_be_denied_and_cost_nothing(tmp_path):
    beacon = beacon_of([[1] * 8, [0] * 8, [0] * 8, [0] * 8])
    frequencies = np.r_[np.full(4, 0.001), np.full(4, 0.1)]
    policy = QueryBudget(p=0.05, frequencies=frequencies, key=KEY, folder=tmp_path, denies_below=0.01)
    assert policy.over(beacon).answer(np.arange(8)).tolist() == [False] * 4 + [True] * 4


RESTART = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[2])
from test_query_budget import beacon_of, behind
from pathlib import Path
beacon = beacon_of([[1] * 8, [0] * 8, [0] * 8, [0] * 8])
print(behind(Path(sys.argv[1]), beacon, 0.1, charges="everybody").answer(np.arange(5, 8)).tolist())
"""


def in_files(folder: Path) -> Callable[[], Responder]:
    beacon = beacon_of([[1] * 8, [0] * 8, [0] * 8, [0] * 8])
    return lambda: behind(folder, beacon, 0.1, charges="everybody")


def in_memory_only(folder: Path) -> Callable[[], Responder]:
    """Broken on purpose: every start begins in an empty folder, so what was spent is forgotten."""
    starts = iter(range(9))
    return lambda: in_files(folder / f"start {next(starts)}")()


def yeses_after_a_restart(start: Callable[[], Responder]) -> int:
    assert start().answer(np.arange(5)).sum() == 5
    return int(start().answer(np.arange(5, 8)).sum())


def test_a_spent_budget_outlasts_a_restart(tmp_path):
    assert yeses_after_a_restart(in_files(tmp_path / "files")) == 0
    assert yeses_after_a_restart(in_memory_only(tmp_path / "memory")) == 3
    other = subprocess.run(
        [sys.executable, "-c", RESTART, str(tmp_path / "files"), str(Path(__file__).parent)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert other.stdout.strip() == "[False, False, False]"


def test_files_hold_no_name_and_no_genotype_and_are_the_owners(tmp_path):
    beacon = beacon_of([[1, 2, 0], [0, 1, 1]])
    behind(tmp_path, beacon, 0.1).answer(np.arange(3), "dr. curious")
    files = sorted(tmp_path.iterdir())
    assert len(files) == 3
    for file in files:
        text = file.name + file.read_text()
        assert PERSON not in text and "curious" not in text and "dosage" not in text
        assert file.stat().st_mode & 0o077 == 0
    held = [json.loads(file.read_text()) for file in files if file.suffix == ".json"]
    assert all(set(one) == {"spent", "answered"} for one in held)
    assert all(value > 0 for one in held for value in one["spent"].values())


def test_a_file_that_cannot_be_read_is_answered_by_nothing(tmp_path):
    responder = in_files(tmp_path)()
    responder.answer(np.arange(2))
    for broken in ("", "{", '{"spent": {"a": -1}, "answered": {}}', '{"spent": {"a": NaN}, "answered": {}}'):
        for file in tmp_path.glob("*.json"):
            file.write_text(broken)
        with pytest.raises(PrivacyInputError, match="cannot be read"):
            in_files(tmp_path)().answer(np.arange(2))


def test_nothing_is_answered_that_is_not_written_down(tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    responder = in_files(tmp_path)()
    monkeypatch.setattr("secured.dans.beacons.budget_accounts.write_whole", full)
    with pytest.raises(OSError, match="full"):
        responder.answer(np.arange(2))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"p": 0.0}, "p=0"),
        ({"everybodys_p": 1.0}, "p=1"),
        ({"charges": "nobody"}, "charges"),
        ({"denies_below": 2.0}, "denies"),
    ],
)
def test_parameters_out_of_range_are_refused(tmp_path, more, said):
    with pytest.raises(PrivacyInputError, match=said):
        behind(tmp_path, beacon_of([[1]]), 0.1, **more)
    with pytest.raises(PrivacyInputError, match="3 frequencies"):
        QueryBudget(p=0.5, frequencies=np.full(3, 0.1), key=KEY, folder=tmp_path).over(beacon_of([[1]]))


@pytest.mark.parametrize(("charges", "gives_away"), [("everybody", True), ("still counted", False)])
def test_others_may_be_used_up_first(tmp_path, charges, gives_away):
    """Ask about alleles that the target does not carry, then about five of the target's.

    As charged in the paper (of 30 people at f = 0.05 a yes costs 0.047, so a budget of log 2 pays 14), nobody else is
    counted in the end, and a yes can only be the target's.
    """
    rng, n = np.random.default_rng(0), 30
    frequencies = np.full(400, 0.05)
    people = independent_variants(2 * n, frequencies, rng)
    policy = QueryBudget(p=0.5, frequencies=frequencies, key=KEY, folder=tmp_path, charges=charges)
    responder = policy.over(Beacon.of(people.take(np.arange(n))))
    yeses = []
    for at, target in enumerate(people.dosages):
        others, own = np.flatnonzero(target == 0), np.flatnonzero(target > 0)[:5]
        yeses.append(responder.answer(np.concatenate([others, own]), f"attack {at}")[-5:].sum())
    inside, outside = np.mean(yeses[:n]), np.mean(yeses[n:])
    assert (inside > outside + 4) == gives_away
    assert gives_away or inside <= outside + 1


def test_an_aware_attacker_gains_no_more_than_the_budget(tmp_path):
    """At a false positive rate of 5 %, a power of at most 5 % / p; here p = 1/2, with room for so few people."""
    rng, queries = np.random.default_rng(5), (20, 100)
    frequencies = neutral_frequencies(10_000, rng)
    people = independent_variants(180, frequencies, rng)
    beacon = Beacon.of(people.take(np.arange(65)))
    responder = QueryBudget(p=0.5, frequencies=frequencies, key=KEY, folder=tmp_path).over(beacon)
    test = MembershipTest(
        strategy=BeaconStrategy.RARE_FIRST,
        frequencies=frequencies,
        n_people=65,
        model=Budgeted(budget=log(2)),
    )
    found = evidence_by_queries(test, responder, people.dosages, queries, rng)
    assert found.max() <= log(2) + 1e-6
    unprotected = evidence_by_queries(test, beacon, people.dosages, queries, rng)
    assert unprotected[:65].min() > -1e-6  # a member's answers are yes
