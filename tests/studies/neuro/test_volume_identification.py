# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Volumes of people with one scan are matched as stand-ins and named so; genomes are found as often as theory allows."""

import nibabel
import numpy as np
import pytest
from scipy import ndimage

from secured.common import PrivacyInputError, Standing
from secured.common.volumes import Volumes
from secured.dean.identification import SAME_SESSION
from secured.dean.neuro import SliceCNN
from secured.studies.neuro.genome_links import link_genomes, right_at_best
from secured.studies.neuro.volume_identification import identify_regions, identify_slices, identify_two_visits
from secured_datasets.simulated.brain_genome_cohort import BrainGenomeCohort
from secured_datasets.simulated.regional_cohort import RegionalCohort


def labelled(n: int) -> Volumes:
    rng = np.random.default_rng(0)
    images, labels = [], []
    for _ in range(n):
        values = ndimage.gaussian_filter(rng.normal(size=(18, 24, 18)), 2)
        grid = np.indices(values.shape) - np.array([9, 12, 9])[:, None, None, None]
        sizes = rng.uniform(3, 7, 3)
        inside = ((grid / sizes[:, None, None, None]) ** 2).sum(axis=0) < 1
        images.append(nibabel.Nifti1Image((values + inside + 3).astype(np.float32), np.eye(4)))
        labels.append(nibabel.Nifti1Image(inside.astype(np.uint8), np.eye(4)))
    return Volumes(
        images=tuple(images), subjects=np.array([f"Q7731-{at}" for at in range(n)]), sessions=np.zeros(n, int),
        labels=tuple(labels),
    )  # fmt: skip


def test_regions_of_a_changed_copy_find_their_person_and_are_called_same_session():
    found = identify_regions(labelled(20), n_others=8, rng=np.random.default_rng(0))
    assert {row.found.protocol for row in found.rows} == {SAME_SESSION}
    assert "stand in" in found.to_dict()["note"]
    assert found.rows[0].found.rank(1).point >= 0.5  # chance .08
    assert "Q7731" not in str(found.to_dict()) + repr(found)


@pytest.mark.slow
def test_slices_list_every_attacker_with_both_kinds_of_knowledge():
    pytest.importorskip("torch")
    network = SliceCNN(steps=4, tuning=4, width=4, dimensions=8)
    found = identify_slices(labelled(8), n_others=4, network=network, rng=np.random.default_rng(0))
    assert len(found.rows) == 8
    assert {row.found.protocol for row in found.rows} == {SAME_SESSION}
    assert found.rows[1].found.rank(1).point == 1.0  # the same slices, pixel by pixel
    with pytest.raises(PrivacyInputError, match="leave two or more"):
        identify_slices(labelled(10), n_others=9, rng=np.random.default_rng(0))


def test_two_visits_are_no_one_session():
    made = RegionalCohort(n_people=40, n_regions=20).make(np.random.default_rng(0))
    found = identify_two_visits(
        made.volumes, subjects=made.subjects, visits=made.visits, n_others=20, standing=Standing.SIMULATED,
        rng=np.random.default_rng(1),
    )  # fmt: skip
    assert {row.found.protocol for row in found.rows} == {"another visit"}
    assert found.rows[0].found.rank(1).point >= 0.9
    assert found.to_dict()["standing"] == "simulated"


def test_genomes_are_chosen_nearly_as_often_as_is_possible_and_by_chance_without_a_link():
    cohort = BrainGenomeCohort(n_people=2100, correlations=(0.9, 0.8))
    links = link_genomes(cohort, n_learned=2000, sizes=(2, 20), rng=np.random.default_rng(0))
    for n, rate in links.chosen.items():
        assert rate.low <= links.best[n] + 0.01
        assert rate.high >= 0.8 * links.best[n]
        assert rate.low > 1 / n
    none = link_genomes(
        BrainGenomeCohort(n_people=600, correlations=()),
        n_learned=500,
        sizes=(20,),
        rng=np.random.default_rng(0),
    )
    assert none.chosen[20].low <= 1 / 20 <= none.chosen[20].high
    with pytest.raises(PrivacyInputError, match="no choice of 1 of 100"):
        link_genomes(cohort, n_learned=2050, rng=np.random.default_rng(0))


def test_the_best_choice_of_one_of_two_is_that_of_its_integral():
    """With one correlation r and N = 2 the ratio orders by r k p - r^2 p^2 / 2: checked by integration on a grid."""
    r, z = 0.8, np.linspace(-5, 5, 101)
    density = np.exp(-(z**2) / 2)
    density /= density.sum()
    known, own, other = np.meshgrid(z, z, z, indexing="ij")
    mine = r * known + np.sqrt(1 - r**2) * own
    ahead = (r * known * mine - r**2 * mine**2 / 2) > (r * known * other - r**2 * other**2 / 2)
    exact = float(np.einsum("i,j,k,ijk->", density, density, density, ahead, optimize=True))
    assert right_at_best((r,), 2, rng=np.random.default_rng(0), draws=40_000) == pytest.approx(
        exact, abs=0.01
    )
