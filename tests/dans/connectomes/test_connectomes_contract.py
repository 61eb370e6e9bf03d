# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every registered method for connectomes keeps to."""

import copy
import dataclasses
import json

import numpy as np
import pytest

from secured.common import PrivacyInputError, methods
from secured.dans import connectomes
from secured_datasets import load

MADE = {
    "identifier removal from connectomes": lambda **more: connectomes.ConnectomeIdentifierRemoval(**more),
    "networks for regions": lambda **more: connectomes.NetworkAverages(**more),
    "noise on edges": lambda **more: connectomes.EdgeNoise(scale=0.1, **more),
    "prediction from connectomes": lambda **more: connectomes.ConnectomePrediction(label="sex", **more),
    "rounding of edges": lambda **more: connectomes.EdgeRounding(step=0.1, **more),
    "subject-level MDAV of connectomes": lambda **more: connectomes.GroupConnectomes(k=3, **more),
    "suppression of telling edges": lambda **more: connectomes.LeverageSuppression(share=0.1, **more),
}
IMPLEMENTATIONS = {card.name: card.implementation for card in methods("dans", "connectome")}
RELEASING = sorted(name for name in IMPLEMENTATIONS if hasattr(IMPLEMENTATIONS[name], "apply"))


def test_every_registered_method_is_under_contract():
    assert set(MADE) == set(IMPLEMENTATIONS)


@pytest.mark.parametrize("name", sorted(MADE))
def test_it_is_a_frozen_dataclass_of_keywords(name):
    one = MADE[name]()
    assert type(one) is IMPLEMENTATIONS[name] and dataclasses.is_dataclass(one)
    for field in dataclasses.fields(one):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, field.name, None)
    with pytest.raises(TypeError):
        type(one)(*[getattr(one, field.name) for field in dataclasses.fields(one)], "positional")
    with pytest.raises(TypeError, match="sensitve"):
        MADE[name](sensitve="x")


@pytest.mark.parametrize("name", RELEASING)
def test_the_input_is_untouched_and_the_seed_decides(name, brains):
    before = copy.deepcopy(brains.data)
    one, again, other = (MADE[name]().apply(brains, rng=np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(brains.data.edges, before.edges)
    assert np.array_equal(brains.data.subjects, before.subjects)
    assert one.data.fingerprint == again.data.fingerprint != other.data.fingerprint
    assert one.method == name and json.dumps(dict(one.parameters))


@pytest.mark.parametrize("name", RELEASING)
def test_no_person_is_named_and_everybody_has_a_new_number(name, brains):
    linked = MADE[name]().link(brains, np.random.default_rng(0))
    release = linked.release
    texts = [repr(release), release._repr_html_(), json.dumps(dict(release.parameters)), repr(release.data)]
    assert not any("simulated-0" in text for text in texts)
    assert not np.shares_memory(release.data.edges, brains.data.edges)
    assert sorted(linked.row_of) == list(range(40)) and (np.diff(release.data.subjects) >= 0).all()
    assert release.data.edges.dtype == np.float32 and np.abs(release.data.edges).max() <= 1


@pytest.mark.parametrize("name", RELEASING)
def test_other_data_and_none_are_refused(name, brains):
    with pytest.raises(PrivacyInputError, match="Give a dataset of connectomes"):
        MADE[name]().apply(load("nafld"), rng=np.random.default_rng(0))
    nobody = brains.data.take(np.zeros(80, dtype=bool))
    empty = dataclasses.replace(brains, data=nobody, subjects=nobody.subjects, related={})
    with pytest.raises(PrivacyInputError, match="holds no connectomes"):
        MADE[name]().apply(empty, rng=np.random.default_rng(0))
