# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A register with errors finds people whom exact matching misses, tells how sure it is, and nobody in dealt columns."""

import sys

import numpy as np
import pandas as pd
import pytest

from secured.common import GeneralizedValue, MissingDependency, PrivacyInputError
from secured.dean import Linkage, evaluate
from secured.dean.records import Miscoded, Moved, RegisterLinkage, Typed
from secured.dean.records.fellegi_sunter import matched_pairs

KNOWN = ("birth", "sex", "postcode", "admitted")
ERRORS = {
    "birth": Typed(wrong=0.2, missing=0.1),
    "sex": Miscoded(wrong=0.02),
    "postcode": Typed(wrong=0.2, missing=0.1),
    "admitted": Moved(by=5, wrong=0.2, missing=0.1),
}
OVERLAP = 0.8


@pytest.fixture(scope="module", autouse=True)
def splink():
    return pytest.importorskip("splink")


def threat(records):
    return records.threat(**{name: 0.0 for name in KNOWN})


@pytest.fixture(scope="module")
def world(records):
    return records.world(overlap=OVERLAP, **ERRORS)


@pytest.fixture(scope="module")
def result(records, world):
    return evaluate(RegisterLinkage(threat=threat(records)), world)


def claims_in(records, world, **more):
    fitted = RegisterLinkage(threat=threat(records), **more).fit(
        world.protected.release, None, np.random.default_rng(0)
    )
    return fitted.claim(world.people.known(world.targets_in, KNOWN))


@pytest.fixture(scope="module")
def claims(records, world):
    return claims_in(records, world)


def test_it_finds_nearly_everybody_of_the_register_in_spite_of_errors(result):
    assert 0.9 * OVERLAP < result.main.rate <= OVERLAP + 0.05
    assert result.main.successes > 0.97 * result.main.claimed
    assert result.control.successes == 0 and result.control.claimed <= 0.15 * result.control.n
    assert result.null.rate < 0.03 and result.baseline.rate < 0.03


def test_it_beats_exact_matching(records, world, result):
    exact = evaluate(Linkage(threat=threat(records)), world)
    assert result.main.successes > 1.8 * exact.main.successes > 0


def test_its_confidence_is_about_its_chance(world, claims):
    said = ~claims.abstain
    hits = claims.values[:, 0].astype(int) == world.row_of(world.protected)[world.targets_in]
    assert claims.confidence[said].mean() == pytest.approx(hits[said].mean(), abs=0.05)
    assert ((claims.confidence - hits)[said] ** 2).mean() < 0.05


def test_of_people_who_are_not_in_the_register_nothing_is_said(world, claims):
    known = world.people.known(world.targets_in, KNOWN)
    nobody = known.isna().all(axis=1).to_numpy()
    assert 0.1 < nobody.mean() < 0.3
    assert claims.abstain[nobody].all() and (claims.confidence[nobody] == 0).all()


def test_below_the_match_weight_nothing_is_claimed(records, world, claims):
    bold, cautious = claims, claims_in(records, world, least=20.0)
    assert cautious.abstain.sum() > bold.abstain.sum()
    assert not (bold.abstain & ~cautious.abstain).any()


def test_the_same_seed_gives_the_same_claims(records, world, claims):
    again = claims_in(records, world)
    assert again.values.tolist() == claims.values.tolist()
    assert again.abstain.tolist() == claims.abstain.tolist()
    np.testing.assert_allclose(again.confidence, claims.confidence, atol=1e-9)


def test_suppressed_columns_find_nobody(records, flatten):
    world = records.world(flatten("*"), overlap=OVERLAP, **ERRORS)
    hidden = {name: {"*": GeneralizedValue(kind="suppressed")} for name in KNOWN}
    release = records.tables.release_of(world.protected.release.data, hidden)
    fitted = RegisterLinkage(threat=threat(records)).fit(release, None, np.random.default_rng(0))
    assert fitted.claim(world.people.known(world.targets_in, KNOWN)).abstain.all()


def test_columns_dealt_anew_find_nobody(records, deal):
    world = records.world(deal(*KNOWN), overlap=OVERLAP, **ERRORS)
    claims = claims_in(records, world)
    hits = claims.values[:, 0].astype(int) == world.row_of(world.protected)[world.targets_in]
    assert (hits & ~claims.abstain).mean() < 0.03


def test_a_generalised_column_is_compared_by_its_labels(tables):
    rng = np.random.default_rng(0)
    age, code = (
        rng.integers(0, 100, 200),
        np.array([f"K{one:04d}" for one in rng.integers(0, 300, 200)], dtype=object),
    )
    labels = {
        f"[{low}, {low + 10})": GeneralizedValue(kind="interval", lower=low, upper=low + 10)
        for low in range(0, 100, 10)
    }
    shown = np.array([f"[{one // 10 * 10}, {one // 10 * 10 + 10})" for one in age], dtype=object)
    release = tables.release_of(pd.DataFrame({"age": shown, "code": code}), {"age": labels})
    model = tables.ThreatModel(
        goal=tables.Goal.LINKAGE, knows={"age": 0.0, "code": 0.0}, population=200, prior=1.0
    )
    claims = (
        RegisterLinkage(threat=model).fit(release, None, rng).claim(pd.DataFrame({"age": age, "code": code}))
    )
    fitting = pd.DataFrame({"age": shown, "code": code}).value_counts()
    alone = np.array([fitting[one, other] == 1 for one, other in zip(shown, code, strict=True)])
    assert (claims.values[alone, 0].astype(int) == np.flatnonzero(alone)).mean() > 0.95
    assert (claims.confidence[~alone] <= 0.51).all()  # who looks alike shares the chance


def test_nothing_in_common_means_no_pairs():
    left, right = pd.DataFrame({"a": ["x", "y"]}), pd.DataFrame({"a": ["z", None]})
    assert len(matched_pairs(left, right, tolerance={}, prior=0.1, seed=0).left) == 0


def test_without_splink_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    table = pd.DataFrame({"a": ["x", "y"]})
    with pytest.raises(MissingDependency, match=r"secured-workbench\[attacks\]"):
        matched_pairs(table, table, tolerance={}, prior=0.1, seed=0)


def test_a_weight_that_is_no_number_is_refused(records):
    with pytest.raises(PrivacyInputError, match="least"):
        RegisterLinkage(threat=threat(records), least=float("nan"))
