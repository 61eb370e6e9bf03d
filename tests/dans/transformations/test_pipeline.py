# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A pipeline applies its steps in order, knows whose row is whose, and promises no more than its last method."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import Guarantee, PrivacyInputError, Role
from secured.common.project_key import ProjectKey
from secured.dans import FullDomainGeneralization, IdentifierRemoval, KAnonymity
from secured.dans.tables.transformations.microaggregation import UnivariateMicroaggregation
from secured.dans.tables.transformations.noise_addition import NoiseAddition
from secured.dans.tables.transformations.pipeline import Pipeline
from secured.dans.tables.transformations.pram import PRAM
from secured.dans.tables.transformations.pseudonyms import Pseudonyms
from secured.dans.tables.transformations.rank_swapping import RankSwapping
from secured.dans.tables.transformations.sampling import Sampling
from secured.dans.tables.transformations.suppression import AttributeSuppression
from secured.dans.tables.transformations.top_bottom_coding import TopBottomCoding

KEY = ProjectKey(bytes(32))
PERTURBING = (
    PRAM(column="disease", retention=0.5),
    RankSwapping(columns=("cost",), p=0.3),
    NoiseAddition(columns=("intervals0",), scale=0.2),
)


@pytest.fixture
def dataset(plain):
    return plain.random_dataset(11, 90, ["intervals", "tree"], 0.1)


def named(dataset):
    """Pseudonyms say in the release whose row it is."""
    return Pseudonyms(column="name", key=KEY, domain="patient"), [
        KEY.pseudonym("patient", name) for name in dataset.data["name"]
    ]


@settings(deadline=None, max_examples=30)
@given(share=st.floats(0.2, 1), again=st.booleans(), fixed=st.booleans(), seed=st.integers(0, 99))
def test_every_row_is_the_persons_it_is_linked_to_after_sampling(plain, share, again, fixed, seed):
    dataset = plain.random_dataset(seed, 90, ["intervals", "tree"], 0.1)
    step, pseudonyms = named(dataset)
    steps = (Sampling(share=share), step, *([Sampling(share=0.5)] if again else []))
    release = (
        FullDomainGeneralization(models=(KAnonymity(k=2),), levels=(1, 1)) if fixed else IdentifierRemoval()
    )
    linked = Pipeline(steps=steps, release=release).link(dataset, np.random.default_rng(seed))
    there = linked.row_of >= 0
    sampled = round(round(share * 90) * 0.5) if again else round(share * 90)
    assert there.sum() == linked.release.n_records
    assert linked.release.n_records == sampled if not fixed else linked.release.n_records <= sampled
    assert sorted(linked.row_of[there]) == list(range(linked.release.n_records))
    assert linked.release.data["name"].iloc[linked.row_of[there]].tolist() == [
        pseudonym for pseudonym, kept in zip(pseudonyms, there, strict=True) if kept
    ]


def test_a_link_that_forgets_who_was_sampled_is_caught(dataset):
    """The variant broken on purpose: row numbers of the sample taken for those of the source."""
    step, pseudonyms = named(dataset)
    linked = Pipeline(steps=(Sampling(share=0.5), step)).link(dataset, np.random.default_rng(0))
    broken = np.full(90, -1)
    broken[:45] = linked.row_of[linked.row_of >= 0]
    names = linked.release.data["name"].to_numpy()
    there = broken >= 0
    assert names[broken[there]].tolist() != np.array(pseudonyms)[there].tolist()


def test_an_index_that_names_people_does_not_matter(dataset):
    odd = dataclasses.replace(dataset, data=dataset.data.set_index(np.zeros(90, dtype=int)))
    pipeline = Pipeline(steps=(Sampling(share=0.5), PERTURBING[0]))
    one, other = (pipeline.link(each, np.random.default_rng(0)) for each in (dataset, odd))
    assert np.array_equal(one.row_of, other.row_of)
    pd.testing.assert_frame_equal(one.release.data, other.release.data)


@pytest.mark.parametrize("steps", [(), *((one,) for one in PERTURBING), PERTURBING], ids=len)
def test_perturbation_promises_nothing(dataset, steps):
    release = Pipeline(steps=steps).apply(dataset, rng=np.random.default_rng(0))
    assert release.guarantee == Guarantee()
    assert release.guarantee.text == "none"
    assert release.n_records == 90


def test_the_last_methods_promise_is_about_the_transformed_table(dataset):
    """k is counted after the noise: with different ages nobody is like another, and nobody is released."""
    last = FullDomainGeneralization(models=(KAnonymity(k=3),), levels=(0, 0))
    before = last.apply(dataset, rng=np.random.default_rng(0))
    noisy = Pipeline(steps=(PERTURBING[2],), release=last).apply(dataset, rng=np.random.default_rng(0))
    alike = Pipeline(steps=(UnivariateMicroaggregation(column="intervals0", k=40),), release=last).apply(
        dataset, rng=np.random.default_rng(0)
    )
    for release in (noisy, alike):
        sizes = release.data.groupby(list(release.quasi_identifiers), dropna=False).size()
        assert (sizes >= 3).all()
        assert release.guarantee == Guarantee(k=3)
    missing = dataset.data["intervals0"].isna()
    assert noisy.n_records <= missing.sum() < before.n_records < alike.n_records


def test_steps_are_applied_in_order(dataset):
    """0 to 89, cut at 40 and averaged over 30, or averaged and cut: the second group has a mean below 40, or 40."""
    dataset = dataclasses.replace(dataset, data=dataset.data.assign(cost=np.arange(90.0)))
    steps = (TopBottomCoding(column="cost", top=40), UnivariateMicroaggregation(column="cost", k=30))
    forth, back = (
        Pipeline(steps=order).apply(dataset, rng=np.random.default_rng(0)).data["cost"]
        for order in (steps, steps[::-1])
    )
    assert back.value_counts().to_dict() == {14.5: 30, 40.0: 60}
    assert forth.max() <= 40
    assert forth.between(30, 40, inclusive="neither").any()


def test_the_release_says_how_it_was_made(dataset):
    steps = (Sampling(share=0.9), named(dataset)[0], AttributeSuppression(columns=("stage",)))
    before = dataset.data.copy(deep=True)
    release = Pipeline(
        steps=steps, release=FullDomainGeneralization(models=(KAnonymity(k=3),), levels=(2, 2))
    ).apply(dataset, rng=np.random.default_rng(0))
    described = json.loads(json.dumps(release.to_dict()))
    assert described["method"] == "pipeline"
    assert described["parameters"]["steps"] == [step.to_dict() for step in steps]
    assert described["parameters"]["release"]["method"] == "full-domain generalization"
    assert described["source_sha256"] == dataset.fingerprint
    assert list(release.data.columns) == [name for name in before.columns if name != "stage"]
    assert release.descriptions["intervals0"]  # of the last method
    pd.testing.assert_frame_equal(dataset.data, before)


def test_identifiers_never_leave(dataset):
    release = Pipeline(steps=PERTURBING).apply(dataset, rng=np.random.default_rng(0))
    assert dataset.having(Role.IDENTIFIER) == ("name",)
    assert "name" not in release.data.columns
    assert not release.data.isin(set(dataset.data["name"])).any(axis=None)


def test_the_same_seed_gives_the_same_release(dataset):
    pipeline = Pipeline(steps=(Sampling(share=0.8), *PERTURBING))
    one, again, other = (pipeline.apply(dataset, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.data, again.data)
    assert one.to_dict() == again.to_dict()
    assert not one.data.equals(other.data)


def test_the_last_method_gets_the_people_of_its_rows(dataset):
    got = []

    class Watching(IdentifierRemoval):
        def link(self, dataset, rng):
            got.append(dataset)
            return super().link(dataset, rng)

    people = np.array([f"p{number}" for number in range(90)])
    marked = dataclasses.replace(dataset, subjects=people, data=dataset.data.assign(name=people))
    Pipeline(steps=(Sampling(share=0.3),), release=Watching()).apply(marked, rng=np.random.default_rng(0))
    assert got[0].subjects.tolist() == got[0].data["name"].tolist()
    assert len(got[0].subjects) == 27


class Repeated(Sampling):
    """A step that hands out some people twice."""

    def apply(self, table, *, rng):
        return table.iloc[[0, 0, 1]]


def test_a_step_that_repeats_people_is_refused(dataset):
    with pytest.raises(PrivacyInputError, match="a step repeated rows"):
        Pipeline(steps=(Repeated(share=1),)).apply(dataset, rng=np.random.default_rng(0))


def test_a_misspelt_or_positional_parameter_is_refused():
    with pytest.raises(TypeError):
        Pipeline(steps=(), relese=IdentifierRemoval())
    with pytest.raises(TypeError):
        Pipeline(())
    with pytest.raises(dataclasses.FrozenInstanceError):
        Pipeline(steps=()).steps = ()


def test_differential_privacy_does_not_carry_over_to_steps_that_saw_the_data(dataset):
    class Private:
        def link(self, changed, rng):
            linked = IdentifierRemoval().link(changed, rng)
            private = dataclasses.replace(linked.release, guarantee=Guarantee(epsilon=1.0, delta=1e-6))
            return dataclasses.replace(linked, release=private)

    with pytest.raises(PrivacyInputError, match="differential privacy does not carry over"):
        Pipeline(steps=(PERTURBING[0],), release=Private()).link(dataset, np.random.default_rng(0))
