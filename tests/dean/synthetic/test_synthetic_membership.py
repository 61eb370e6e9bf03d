# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Membership in synthetic data as an attack of the five runs: a generator that copies gives people away, others do not."""

import json

import numpy as np
import pandas as pd
import pytest

from secured.common import Guarantee, LinkedRelease, PrivacyInputError, Release
from secured.dean import Goal, ThreatModel, World, evaluate, hits_of
from secured.dean.synthetic import ComparableRows, Domias, GanLeaks, SyntheticMembership
from secured.dean.tables.originals import TableOriginals

THREAT = ThreatModel(goal=Goal.MEMBERSHIP, knows={"a": 0.0, "b": 0.0, "sex": 0.0}, population=5000, prior=0.1)
N = 150


def everybody() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    n = 4 * N
    return pd.DataFrame(
        {
            "a": rng.normal(50, 10, n),
            "b": rng.normal(0, 1, n),
            "c": rng.normal(size=n),
            "sex": rng.choice(["f", "m"], n),
        }
    )


def release_of(data: pd.DataFrame) -> Release:
    return Release(
        data=data.reset_index(drop=True), quasi_identifiers=("a", "b", "c", "sex"), sensitive=(), method="a generator",
        parameters={}, seed=0, source="0", guarantee=Guarantee(),
    )  # fmt: skip


def world_of(noise: float) -> World:
    people = everybody()
    members, out, reference = np.split(np.arange(4 * N), [N, 2 * N])
    rng = np.random.default_rng(1)
    synthetic = people.iloc[members[rng.integers(N, size=3 * N)]].copy()
    for name in ("a", "b", "c"):
        synthetic[name] += noise * people[name].std() * rng.normal(size=3 * N)
    return World(
        people=TableOriginals(data=people),
        members=members,
        protected=LinkedRelease(release=release_of(synthetic), row_of=np.arange(N)),
        unprotected=LinkedRelease(release=release_of(people.iloc[members]), row_of=np.arange(N)),
        targets_in=members,
        targets_out=out,
        reference=reference,
        seed=3,
    )


@pytest.mark.parametrize(
    "score", [GanLeaks(calibrated=False), Domias(density="neighbours")], ids=lambda one: one.name
)
def test_copies_give_people_away_and_clouds_do_not(score):
    attack = SyntheticMembership(threat=THREAT, attack=score)
    copies, cloud = (evaluate(attack, world_of(noise)) for noise in (0.01, 3.0))
    assert copies.excess(0.05).low > 0.3 and copies.positive.rate > 0.5
    assert cloud.excess(0.05).low <= 0.02 and cloud.main.rate < 0.2
    for result in (copies, cloud):
        assert result.control.rate < 0.15 and result.baseline.rate < 0.15 and result.null.rate < 0.2
    assert json.loads(json.dumps(copies.to_dict()))["attack"]["attack"] == attack.id


def test_claims_say_that_somebody_is_in_or_nothing():
    attack = SyntheticMembership(threat=THREAT, attack=GanLeaks(calibrated=False))
    hits, claims = hits_of(attack, world_of(0.01))
    assert claims.kind == "member" and set(claims.values[:, 0]) == {True}
    assert (hits == ~claims.abstain).all()  # all of these targets are in
    assert claims.confidence[hits].min() > claims.confidence[~hits].max() and (claims.confidence < 1).all()


def test_with_too_few_reference_people_nothing_is_claimed():
    attack = SyntheticMembership(threat=THREAT, attack=GanLeaks(calibrated=False), false_positive_rate=0.01)
    people = everybody()
    fitted = attack.fit(release_of(people[:N]), people[N : N + 40], np.random.default_rng(0))
    assert fitted.claim(people[:N]).abstain.all()


def test_what_is_no_membership_is_refused():
    with pytest.raises(PrivacyInputError, match="its goal is membership, not linkage"):
        SyntheticMembership(threat=ThreatModel(goal=Goal.LINKAGE, knows={}, population=10, prior=1.0))
    with pytest.raises(PrivacyInputError, match="false_positive_rate=1.0"):
        SyntheticMembership(threat=THREAT, false_positive_rate=1.0)
    with pytest.raises(PrivacyInputError, match="known as a ndarray"):
        ComparableRows(release_of(everybody())).known(np.zeros((2, 4)))
