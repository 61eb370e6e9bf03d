# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""AUC, P@1, mAP@R and mAP against hand-worked orders and an outside implementation; intervals draw people."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from secured.common import PrivacyInputError
from secured.dean.images import retrieve


def found(scores, queries, gallery, **more):
    return retrieve(
        np.asarray(scores, float),
        query_people=np.asarray(queries),
        gallery_people=np.asarray(gallery),
        rng=np.random.default_rng(0),
        **more,
    )


def test_hand_worked():
    """Query of a: right at places 1, 3 and 4 of 5; R = 3. Query of b: right at place 2; R = 1... and one of 2."""
    one = found(
        [[0.9, 0.8, 0.7, 0.6, 0.1], [0.5, 0.9, 0.1, 0.2, 0.3]],
        ["a", "b"],
        ["a", "b", "a", "a", "b"],
    )
    assert one.first.tolist() == [1.0, 1.0]
    # a: precision 1/1, 2/3, 3/4 at the right ones; the first R = 3 hold two of them. b: 1/1 and 2/3, R = 2 holds one.
    assert one.at_r == pytest.approx([(1 + 2 / 3) / 3, 1 / 2])
    assert one.average == pytest.approx([(1 + 2 / 3 + 3 / 4) / 3, (1 + 2 / 3) / 2])
    assert one.chance == pytest.approx((3 / 5 + 2 / 5) / 2)
    # right pairs .9 .7 .6 .9 .3; wrong .8 .1 .5 .1 .2: 9 + ... of 25 comparisons
    assert one.area.point == pytest.approx((5 + 4 + 4 + 5 + 3) / 25)


def test_against_another_implementation():
    rng = np.random.default_rng(3)
    people = np.repeat(np.arange(15), 3)
    scores = rng.normal(size=(45, 45)) + 1.2 * (people[:, None] == people[None, :])
    one = found(scores, people, people, same_images=True)
    off = ~np.eye(45, dtype=bool)
    same = people[:, None] == people[None, :]
    assert one.area.point == pytest.approx(roc_auc_score(same[off], scores[off]))
    each = [average_precision_score(same[at][off[at]], scores[at][off[at]]) for at in range(45)]
    assert one.average == pytest.approx(each)
    assert one.area.low < one.area.point < one.area.high


def test_an_image_never_finds_itself():
    people = np.array([0, 0, 1, 1])
    scores = np.eye(4) * 9.0 + np.array([[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]])
    one = found(scores, people, people, same_images=True)
    assert one.first.sum() == 0 and one.area.point == 0
    assert found(scores, people, people).first.sum() == 4


def test_perfect_useless_and_silent_scores():
    people = np.repeat(np.arange(20), 2)
    same = (people[:, None] == people[None, :]).astype(float)
    best = found(same, people, people, same_images=True)
    assert best.area.point == 1 and best.first.mean() == 1 and best.at_r.mean() == 1
    equal = found(np.zeros((40, 40)), people, people, same_images=True)
    assert equal.area.point == 0.5 and equal.first.mean() < 0.2
    silent = found(np.full((40, 40), np.nan), people, people, same_images=True)
    assert silent.area.point == 0.5


def test_the_interval_of_people_is_wider_than_that_of_images():
    """Ten people with thirty images each, all or none of whose queries are right."""
    people = np.repeat(np.arange(10), 30)
    right = people % 2 == 0
    same = people[:, None] == people[None, :]
    scores = np.where(same, np.where(right, 1.0, -1.0)[:, None], 0.0)
    one = found(scores, people, people, same_images=True).precision_at_1
    assert one.point == pytest.approx(0.5)
    assert one.high - one.low > 0.5  # 300 independent images would give 0.11


def test_more_wrong_pairs_than_are_needed_are_sampled(monkeypatch):
    rng = np.random.default_rng(1)
    people = np.repeat(np.arange(30), 2)
    scores = rng.normal(size=(60, 60)) + 1.0 * (people[:, None] == people[None, :])
    whole = found(scores, people, people, same_images=True).area.point
    monkeypatch.setattr("secured.dean.images.retrieval.MOST_PAIRS", 1000)
    sampled = found(scores, people, people, same_images=True)
    assert len(sampled.others) == 1000
    assert sampled.area.point == pytest.approx(whole, abs=0.05)


def test_people_without_repeats_and_wrong_shapes_are_refused():
    with pytest.raises(PrivacyInputError, match="Give people with repeats"):
        found(np.eye(3), [0, 1, 2], [0, 1, 2], same_images=True)
    with pytest.raises(PrivacyInputError, match="do not fit"):
        found(np.eye(3), [0, 1], [0, 1, 2])


def test_nobody_s_score_is_told():
    people = np.repeat(["Q7731-a", "Q7731-b", "Q7731-c"], 2)
    one = found(np.random.default_rng(0).random((6, 6)), people, people, same_images=True)
    assert "Q7731" not in repr(one) + str(one.to_dict())
    assert one.to_dict()["queries"] == 6 and one.to_dict()["people"] == 3
