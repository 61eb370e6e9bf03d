# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The ladder of candidates: from the exact table to stars, and nothing between them below k."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.dans import KAnonymity
from secured.studies import Candidate, ladder


@settings(max_examples=25, deadline=None)
@given(
    k=st.integers(1, 80),
    n=st.integers(40, 400),
    secrets=st.sampled_from([(), ("disease",), ("disease", "cost")]),
)
def test_nothing_between_the_ends_is_below_k(tables, k, n, secrets):
    found = ladder(tables.simulated(n, sensitive=secrets), k)
    first, *between, last = found
    assert first.models == () and first.method == "identifier removal"
    for candidate in (*between, last):
        assert candidate.method == "full-domain generalization"
        assert next(model.k for model in candidate.models if isinstance(model, KAnonymity)) >= k
    assert last.levels is not None and all(candidate.levels is None for candidate in between)
    names = [candidate.name for candidate in found]
    assert len(set(names)) == len(names)
    assert len({json.dumps(candidate.to_dict(), sort_keys=True) for candidate in found}) == len(found)


def test_the_last_candidate_shows_stars_only(tables):
    dataset = tables.simulated(60)
    linked = ladder(dataset, 3)[-1].link(dataset, seed=1)
    assert (linked.release.data[list(tables.KNOWN)] == "*").all(axis=None)
    assert linked.release.n_records == 60


def test_the_first_candidate_shows_everything_but_names(tables):
    dataset = tables.simulated(60)
    linked = ladder(dataset, 3)[0].link(dataset, seed=1)
    assert list(linked.release.data.columns) == [*tables.KNOWN, "disease"]
    for name in (*tables.KNOWN, "disease"):
        assert (linked.release.data[name].to_numpy()[linked.row_of] == dataset.data[name].to_numpy()).all()


def test_models_of_the_secret_need_a_secret(tables):
    without = {
        model.to_dict()["model"]
        for one in ladder(tables.simulated(200, sensitive=()), 3)
        for model in one.models
    }
    assert without == {"k-anonymity"}
    found = {model.to_dict()["model"] for one in ladder(tables.simulated(200), 3) for model in one.models}
    assert found == {"k-anonymity", "distinct l-diversity", "t-closeness"}


def test_the_secret_can_be_chosen(tables):
    dataset = tables.simulated(200, sensitive=("disease", "cost"))
    named = {
        model.sensitive
        for one in ladder(dataset, 3, sensitive="cost")
        for model in one.models
        if model.sensitive
    }
    assert named == {"cost"}


@pytest.mark.parametrize(
    ("n", "sizes"), [(400, {5, 10, 25, 50}), (120, {5, 10, 25}), (44, {5, 10}), (41, {5, 10}), (39, {5})]
)
def test_small_tables_get_fewer_sizes(tables, n, sizes):
    dataset = tables.simulated(n)
    assert {one.models[0].k for one in ladder(dataset, 5) if one.models} == sizes


def test_a_table_too_small_for_k_still_gets_its_ends_and_k_itself(tables):
    found = ladder(tables.simulated(40), 30)
    assert {one.models[0].k for one in found if one.models} == {30}
    assert found[0].models == () and found[-1].levels is not None


def test_every_candidate_keeps_its_promise(tables):
    dataset = tables.simulated(300)
    for candidate in ladder(dataset, 4):
        linked = candidate.link(dataset, seed=1)
        sizes = tables.class_sizes(linked)
        shown = sizes[sizes > 0]
        assert shown.min() >= (linked.release.guarantee.k or 1)
        assert (sizes == 0).mean() <= candidate.suppression_limit


def test_the_seed_only_shuffles_rows(tables):
    dataset = tables.simulated(100)
    candidate = Candidate(name="five", models=(KAnonymity(k=5),))
    first, again, other = (candidate.link(dataset, seed=seed) for seed in (1, 1, 2))
    assert first.release.data.equals(again.release.data) and not first.release.data.equals(other.release.data)
    shown = first.row_of >= 0
    np.testing.assert_array_equal(shown, other.row_of >= 0)
    left, right = (one.release.data.iloc[one.row_of[shown]].reset_index(drop=True) for one in (first, other))
    assert left.equals(right)
    assert first.release.seed == 1


def test_without_models_nothing_is_searched(tables):
    assert Candidate(name="raw").solve(tables.simulated(40)) is None


def test_what_cannot_be_reached_is_refused(tables):
    with pytest.raises(PrivacyInputError, match="k=41"):
        Candidate(name="too much", models=(KAnonymity(k=41),)).solve(tables.simulated(40))
