# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The anchor cohort: all edges find nineteen of twenty and more, a hundred chosen edges more than a hundred random ones."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, Provenance, Standing
from secured.dean.neuro import Fingerprinting, LeverageMatching, two_visits
from secured.studies.neuro.connectome_defences import defend_connectomes
from secured.studies.neuro.connectome_identification import identify_by_connectomes
from secured.studies.neuro.edge_curve import edge_curve, pooled
from secured_datasets import load
from secured_datasets.simulated.connectome_cohort import ConnectomeCohort


def cohort(**more: object) -> Dataset:
    made = ConnectomeCohort(**more).make(np.random.default_rng(7))
    data = made.connectomes
    return Dataset(
        name="brains", title="Brains", modality=Modality.CONNECTOME, data=data, subjects=data.subjects, columns={},
        standing=Standing.SIMULATED, provenance=Provenance(source="a test", licence="none", citation="none"),
        related={"people": made.people, "recordings": made.recordings},
    )  # fmt: skip


@pytest.fixture(scope="module")
def anchor():
    return identify_by_connectomes(cohort(), rng=np.random.default_rng(7), draws=20)


def test_all_edges_find_nearly_everybody(anchor):
    rows = {row.matcher: row.to_dict() for row in anchor.table.rows}
    assert rows["all edges"]["rank_1"] >= 0.95 and rows["all edges"]["rank_1_low"] >= 0.8
    assert rows["leverage, 100 edges"]["rank_1"] >= 0.95
    assert all(row["null_rank_1"] <= 0.25 for row in rows.values())
    assert rows["edges of frontoparietal"]["rank_1"] > rows["edges of visual 1"]["rank_1"] + 0.5


def test_a_hundred_chosen_edges_find_more_than_random_ones_by_their_interval(anchor):
    at = anchor.curve.sizes.index(100)
    assert anchor.curve.advantage[at].low > 0
    repeats = [
        edge_curve(*two_visits(ConnectomeCohort().make(np.random.default_rng(seed)).connectomes),
                   rng=np.random.default_rng(seed), sizes=(100,), draws=20)
        for seed in (1, 2, 3)
    ]  # fmt: skip
    whole = pooled([replace(anchor.curve, sizes=(100,), chosen=anchor.curve.chosen[at : at + 1],
                            random=anchor.curve.random[at : at + 1]), *repeats])  # fmt: skip
    assert whole.chosen.shape == (1, 80) and whole.gallery == 20
    assert whole.by_leverage[0].low > whole.by_chance[0].point
    assert whole.advantage[0].low > 0.05


def test_the_curve_is_that_of_the_matcher(anchor):
    gallery, probes = two_visits(cohort().data)
    for size in (25, 100):
        scores = LeverageMatching(n_edges=size).scores(probes, gallery, np.random.default_rng(0))
        hits = scores.argmax(axis=1) == np.arange(20)
        assert np.array_equal(anchor.curve.chosen[anchor.curve.sizes.index(size)], hits)


def test_telling_edges_run_in_the_networks_of_the_signature(anchor):
    counts = anchor.telling_networks(100)
    inside = counts.loc[["medial frontal", "frontoparietal"], ["medial frontal", "frontoparietal"]].to_numpy()
    assert np.triu(inside).sum() >= 95 and np.triu(counts.to_numpy()).sum() == 100


def test_people_without_a_signature_are_not_found():
    lost = identify_by_connectomes(
        cohort(n_regions=48, volumes=200, signature=0.0, state=0.5), rng=np.random.default_rng(1), draws=2,
        matchers=(Fingerprinting(), LeverageMatching()),
    )  # fmt: skip
    assert all(row.closed.rank(1).point <= 0.4 for row in lost.table.rows)


def test_every_two_visits_are_a_protocol_named_by_condition():
    dataset = cohort(n_people=6, n_regions=24, volumes=60, conditions=("rest", "rest", "task"))
    found = identify_by_connectomes(dataset, rng=np.random.default_rng(1), draws=2)
    assert list(dict.fromkeys(row.protocol for row in found.table.rows)) == [
        "visit 2 (rest) to visit 3 (task)", "visit 1 (rest) to visit 3 (task)", "visit 1 (rest) to visit 2 (rest)",
    ]  # fmt: skip
    text = json.dumps(found.to_dict())
    assert "simulated-0" not in text and "simulated-0" not in repr(found)
    plain = replace(dataset, related={"recordings": pd.DataFrame(index=range(18))})
    rows = identify_by_connectomes(plain, rng=np.random.default_rng(1), draws=2).table.rows
    assert rows[-1].protocol == "visit 1 to visit 2"


def test_defences_are_tried_on_everybody():
    found = defend_connectomes(
        cohort(n_people=30, n_regions=48, volumes=300), k=5, rng=np.random.default_rng(1)
    )
    table = found.table().set_index(["release", "attack"])
    assert table.loc[("identifiers removed", "all edges"), "found"] >= 0.9
    assert table.loc[("one connectome for k=5", "all edges"), "found"] <= 0.4
    assert found.n_people == 30 and json.dumps(found.to_dict())


def test_bad_input_is_refused():
    with pytest.raises(PrivacyInputError, match="Give connectomes"):
        identify_by_connectomes(load("nafld"), rng=np.random.default_rng(0))
    dataset = cohort(n_people=3, n_regions=16, volumes=40)
    gallery, probes = two_visits(dataset.data)
    with pytest.raises(PrivacyInputError, match="not the same"):
        edge_curve(gallery, probes.take(np.arange(2)), rng=np.random.default_rng(0))
    with pytest.raises(PrivacyInputError, match="no size of 1 fits"):
        edge_curve(gallery, probes, rng=np.random.default_rng(0), sizes=(9999,))
    curves = [
        edge_curve(gallery, probes, rng=np.random.default_rng(0), sizes=(one,), draws=1) for one in (5, 10)
    ]
    with pytest.raises(PrivacyInputError, match="of 2 kinds"):
        pooled(curves)
