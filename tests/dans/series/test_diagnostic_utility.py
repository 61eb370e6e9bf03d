# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A release of the recordings themselves loses nothing; nonsense teaches nothing; figures are those of the formulas."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import LinkedRelease, PrivacyInputError
from secured.dans.series import DiagnosticUtility, Quantisation, RecordingIdentifierRemoval, Resampling
from secured.dans.series.diagnostic_utility import prd


def link(method, dataset, seed: int = 0) -> LinkedRelease:
    return method.link(dataset, np.random.default_rng(seed))


def test_recordings_as_they_are_lose_nothing(sixty, others):
    score = DiagnosticUtility(label="t_wave").score(
        sixty, link(RecordingIdentifierRemoval(), sixty), held_out=others
    )
    assert score.prd == pytest.approx(0, abs=1e-4)
    assert score.mean_rr_error == score.deviation_rr_error == 0
    assert score.accuracy.point == score.accuracy_of_real >= 0.95
    assert (score.n_released, score.n_usable, score.n_tested) == (60, 60, 60)
    assert "t_wave" not in score._repr_html_() and "60" in score._repr_html_()
    assert score.to_dict()["prd_of_waves"].keys() == {"P", "QRS", "T"}


def test_recordings_of_somebody_else_teach_nothing(sixty, others):
    """Everybody's recordings under another person's number: the diagnosis cannot be learnt."""
    linked = link(RecordingIdentifierRemoval(), sixty)
    scrambled = replace(linked, row_of=np.random.default_rng(0).permutation(linked.row_of))
    score = DiagnosticUtility(label="t_wave").score(sixty, scrambled, held_out=others)
    assert score.accuracy.point < 0.8 < score.accuracy_of_real
    assert score.prd > 20


def test_coarser_recordings_are_worse(sixty, others):
    utility = DiagnosticUtility(label="t_wave")
    steps = [
        utility.score(sixty, link(Quantisation(step=step), sixty), held_out=others).prd
        for step in (0.05, 0.3)
    ]
    assert steps[0] < steps[1]
    waves = utility.score(sixty, link(Resampling(rate=50.0), sixty), held_out=others).prd_of_waves
    assert waves["QRS"] > waves["T"]  # what is fast suffers first


def test_a_rhythm_is_learnt_from_the_rhythm(sixty, others, hearts):
    from secured.dans.series.people_series import rr_of_people

    def fast(dataset):
        rr = rr_of_people(dataset.data)[:, 0]
        return replace(
            dataset, related={"people": pd.DataFrame({"rate": np.where(rr < 0.85, "fast", "slow")})}
        )

    score = DiagnosticUtility(label="rate", basis="rhythm").score(
        fast(sixty), link(RecordingIdentifierRemoval(), sixty), held_out=fast(others)
    )
    assert score.accuracy.point >= 0.85


def test_the_percentage_is_that_of_the_formula():
    real = np.array([[[1.0, 3.0]], [[0.0, 2.0]]])
    other = real + np.array([[[0.5, 0.5]], [[0.0, 0.0]]])
    # errors .5, energy without the mean 2: 100 sqrt(.5 / 2) = 50; and 0: the median of both
    assert prd(real, other) == pytest.approx(25)


def test_what_cannot_be_measured_is_refused(sixty, others):
    linked = link(RecordingIdentifierRemoval(), sixty)
    utility = DiagnosticUtility(label="t_wave")
    with pytest.raises(PrivacyInputError, match="60 people are both released and tested on"):
        utility.score(sixty, linked, held_out=sixty)
    with pytest.raises(PrivacyInputError, match="has no fact diagnosis of each"):
        DiagnosticUtility(label="diagnosis").score(sixty, linked, held_out=others)
    facts = sixty.related["people"].copy()
    facts.loc[3, "t_wave"] = None
    with pytest.raises(PrivacyInputError, match="1 people of hearts have no t_wave"):
        utility.score(replace(sixty, related={"people": facts}), linked, held_out=others)
    with pytest.raises(PrivacyInputError, match="unknown choice 'waves'"):
        DiagnosticUtility(label="t_wave", basis="waves")
    nobody = replace(linked, row_of=np.full(60, -1))
    with pytest.raises(PrivacyInputError, match="usable beats of 0 people"):
        utility.score(sixty, nobody, held_out=others)
