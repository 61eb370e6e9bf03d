# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The simulated connectomes have the published separation, a signature where it belongs, and facts that leave traces."""

import numpy as np
import pytest

from secured.common import Modality, PrivacyInputError, Standing
from secured_datasets import load
from secured_datasets.simulated.connectome_cohort import INDIVIDUAL, ConnectomeCohort


@pytest.fixture(scope="module")
def anchor():
    """20 people, two recordings, 148 regions."""
    return ConnectomeCohort().make(np.random.default_rng(7))


def alike(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    n = len(first)
    return np.corrcoef(first, second)[:n, n:]


def test_two_recordings_of_a_person_correlate_by_four_fifths_and_of_two_people_by_half(anchor):
    data = anchor.connectomes
    assert data.edges.shape == (40, 10_878) and len(data.people) == 20
    found = alike(data.edges[data.sessions == 0], data.edges[data.sessions == 1])
    assert np.diag(found).mean() == pytest.approx(0.80, abs=0.02)
    assert found[~np.eye(20, dtype=bool)].mean() == pytest.approx(0.50, abs=0.02)


def test_who_it_is_stands_in_some_networks(anchor):
    data = anchor.connectomes
    names = np.array([name.partition(": ")[0] for name in data.regions])
    rows, columns = np.triu_indices(148, 1)
    edges = [data.edges[data.sessions == visit] for visit in (0, 1)]

    def gap(inside: np.ndarray) -> float:
        found = alike(edges[0][:, inside], edges[1][:, inside])
        return float(np.diag(found).mean() - found[~np.eye(20, dtype=bool)].mean())

    telling = np.isin(names, INDIVIDUAL)
    both, neither = telling[rows] & telling[columns], ~telling[rows] & ~telling[columns]
    assert gap(both) > 0.7 and gap(neither) < 0.15


def test_connectomes_are_the_correlations_of_the_series_of_the_same_seed():
    cohort = ConnectomeCohort(n_people=2, conditions=("rest", "task"), n_regions=24, volumes=80)
    made, series = (what(np.random.default_rng(3)) for what in (cohort.make, cohort.regional_series))
    assert series.series.shape == (4, 24, 80) and series.series.dtype == np.float32
    assert series.regions == made.connectomes.regions
    assert np.array_equal(series.subjects, made.connectomes.subjects)
    upper = np.triu_indices(24, 1)
    for one, edges in zip(series.series, made.connectomes.edges, strict=True):
        assert np.allclose(np.corrcoef(one)[upper], edges, atol=1e-5)
    assert made.recordings["condition"].tolist() == ["rest", "task"] * 2


def test_series_remember_the_volume_before():
    series = ConnectomeCohort(n_people=1, conditions=("rest",), n_regions=16, volumes=4000).regional_series(
        np.random.default_rng(1)
    )
    one = series.series[0]
    found = [np.corrcoef(row[:-1], row[1:])[0, 1] for row in one]
    assert np.mean(found) == pytest.approx(0.5, abs=0.05)


def test_the_same_seed_gives_the_same_people_and_another_gives_others():
    small = ConnectomeCohort(n_people=3, n_regions=16, volumes=40)
    one, again, other = (small.make(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.connectomes.fingerprint == again.connectomes.fingerprint != other.connectomes.fingerprint
    assert one.people.equals(again.people)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"n_people": 0}, "0 people"),
        ({"n_regions": 15}, "15 regions"),
        ({"conditions": ()}, "0 visits"),
        ({"conditions": ("sleep",)}, "no condition 'sleep'"),
        ({"state": -1.0}, "state=-1.0"),
    ],
)
def test_numbers_out_of_range_are_refused(wrong, said):
    with pytest.raises(PrivacyInputError, match=said):
        ConnectomeCohort(**wrong)


def test_the_entry_is_the_cohort_with_facts():
    dataset = load("simulated-connectomes")
    assert (dataset.modality, dataset.standing) == (Modality.CONNECTOME, Standing.SIMULATED)
    assert dataset.data.edges.shape == (360, 10_878) and dataset.n_people == 120
    facts = dataset.related["people"]
    assert list(facts) == list(dataset.columns) == ["age", "sex", "cognition"]
    assert (facts["cognition"] == "high").sum() == 60 and facts["age"].between(18, 89).all()
    assert dataset.related["recordings"]["condition"].value_counts().to_dict() == {"rest": 240, "task": 120}
