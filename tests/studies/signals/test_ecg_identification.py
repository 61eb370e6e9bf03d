# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""All matchers in all protocols: the anchors on real recordings, and what the table must say beside them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from secured.common import PrivacyInputError
from secured.common.signals import Signals
from secured.dean.signals.beat_discriminant import BeatDiscriminant
from secured.dean.signals.cross_fitting import cross_fitted_scores
from secured.dean.signals.hrv_matching import HrvMatching
from secured.dean.signals.matcher import Matcher
from secured.dean.signals.protocols import Split, other_day, same_day
from secured.dean.signals.template_matching import TemplateMatching
from secured.studies.signals.ecg_identification import identify_by_ecg
from secured.studies.signals.identification_table import IdentificationTable
from secured_datasets import load
from secured_datasets.simulated.ecg_cohort import EcgCohort

MIRROR = Path(__file__).parents[4] / "shared" / "data"
FEW = (TemplateMatching(), HrvMatching(), BeatDiscriminant())


def study(signals: Signals) -> IdentificationTable:
    return identify_by_ecg(
        signals, rng=np.random.default_rng(7), matchers=FEW, fused=[one.name for one in FEW[::2]]
    )


@pytest.fixture(scope="module")
def simulated() -> Signals:
    return EcgCohort(n_people=30, n_visits=3, seconds=10.0).make(np.random.default_rng(1)).signals


@pytest.fixture(scope="module")
def found(simulated) -> IdentificationTable:
    return study(simulated)


def test_every_matcher_stands_in_every_protocol_with_the_warning(found):
    table = found.table()
    assert table["protocol"].unique().tolist() == ["halves of one recording (same session)", "other day"]
    assert table.groupby("protocol")["matcher"].nunique().eq(4).all()
    assert table["matcher"].tolist()[3] == "fusion of 2"


def test_controls(found):
    """A raw copy breaks; permuted names are found no more often than by luck."""
    table = found.table().set_index(["protocol", "matcher"])
    assert table.loc[("other day", "mean beat, discriminants"), "rank_1"] >= 0.8
    assert (table["null_rank_1"] <= 0.2).all()
    assert (table["rank_1_low"] <= table["rank_1"]).all()
    assert (table["rank_1"] <= table["rank_1_high"]).all()
    assert (table["rank_1"] <= table["rank_5"]).all()
    assert table["dir_at_far_0.1"].notna().all()
    assert table["dir_at_far_0.05"].isna().all()  # ten strangers show no rate below a tenth


def test_the_same_seed_gives_the_same_table(simulated, found):
    again = study(simulated).table().drop(columns="seconds")
    assert again.equals(found.table().drop(columns="seconds"))


def test_unusable_recordings_are_left_out_by_name(simulated):
    samples = simulated.samples.copy()
    samples[0], samples[1] = 0.0, np.nan
    found = study(replace(simulated, samples=samples))
    assert sum(found.left_out.values()) == 2
    assert "flat" in found.left_out


def test_the_page_names_nobody(found):
    assert "simulated-" not in found._repr_html_()
    assert "simulated-" not in str(found.to_dict())


def test_one_person_cannot_be_told_apart(simulated):
    with pytest.raises(PrivacyInputError, match="1 people have usable"):
        study(simulated.of(simulated.people[:1]))


def first_ranks(signals: Signals, split: Split, *matchers: Matcher) -> dict[str, tuple[float, int]]:
    """Rank-1 and number of probe people, without the study's intervals."""
    found = {}
    for matcher in matchers:
        rng = np.random.default_rng(7)
        scores = cross_fitted_scores(matcher, [split], learn_from=signals, folds=10, rng=rng)[0]
        right = split.gallery.people[scores.argmax(axis=1)] == split.probes.people
        found[matcher.name] = float(right.mean()), len(right)
    return found


@pytest.mark.skipif(not (MIRROR / "ecg-id").is_dir(), reason="ecg-id is not here")
def test_anchor_on_ecg_id():
    signals = load("ecg-id").data
    sitting, day = (first_ranks(signals, one, *FEW) for one in (same_day(signals), other_day(signals)))
    assert {n for _, n in sitting.values()} == {89}
    assert {n for _, n in day.values()} == {20}
    assert sitting["mean beat, correlation"][0] >= 0.90
    assert 0.5 <= day["mean beat, correlation"][0] <= 0.95
    assert sitting["mean beat, discriminants"][0] >= 0.94
    assert day["mean beat, discriminants"][0] >= 0.85
    assert sitting["heart rate variability"][0] < 0.35
    assert day["heart rate variability"][0] < 0.35


@pytest.mark.skipif(not (MIRROR / "heartprint").is_dir(), reason="heartprint is not here")
def test_anchor_on_heartprint():
    signals = load("heartprint").data
    found = first_ranks(signals, other_day(signals), TemplateMatching(), BeatDiscriminant())
    assert {n for _, n in found.values()} == {199}
    assert 0.33 <= found["mean beat, correlation"][0] <= 0.43
    assert found["mean beat, discriminants"][0] >= 0.60
