# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every registered method for recordings keeps to."""

import copy
import dataclasses
import json

import numpy as np
import pytest

from secured.common import Release, methods
from secured.dans import series

MADE = {
    "(k, P)-anonymity": lambda **more: series.KPAnonymity(k=6, P=2, of="beats", **more),
    "Fourier perturbation": lambda **more: series.FourierPerturbation(epsilon=1.0, noise="teaching", **more),
    "PAA with Laplace noise": lambda **more: series.PAALaplace(epsilon=1.0, noise="teaching", **more),
    "RR series replacement": lambda **more: series.RRReplacement(k=3, **more),
    "diagnostic utility": lambda **more: series.DiagnosticUtility(label="t_wave", **more),
    "heart rate variability with Laplace noise": lambda **more: series.HRVLaplace(
        epsilon=1.0, bounds={"mean_rr": (0.3, 2.0)}, noise="teaching", **more
    ),
    "identifier removal from recordings": lambda **more: series.RecordingIdentifierRemoval(**more),
    "quantisation of recordings": lambda **more: series.Quantisation(step=0.1, **more),
    "resampling of recordings": lambda **more: series.Resampling(rate=100.0, **more),
    "subject-level MDAV of series": lambda **more: series.SubjectMicroaggregation(k=3, **more),
    "window suppression": lambda **more: series.WindowSuppression(share=0.3, **more),
}
IMPLEMENTATIONS = {
    card.name: card.implementation
    for card in methods("dans", "signal")
    if card.implementation.__module__.startswith("secured.dans.series")
}
RELEASING = sorted(name for name in IMPLEMENTATIONS if hasattr(IMPLEMENTATIONS[name], "apply"))


def shown(release: Release) -> bytes:
    data = release.data
    values = (
        data.samples.tobytes() + data.subjects.tobytes() if hasattr(data, "fs") else data.to_csv().encode()
    )
    return values + json.dumps(dict(release.parameters), sort_keys=True).encode()


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
def test_the_input_is_untouched_and_the_seed_decides(name, sixty):
    before = copy.deepcopy(sixty.data)
    one, again, other = (MADE[name]().apply(sixty, rng=np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(sixty.data.samples, before.samples)
    assert np.array_equal(sixty.data.subjects, before.subjects)
    assert shown(one) == shown(again) != shown(other)
    assert one.method == name


@pytest.mark.parametrize("name", RELEASING)
def test_no_person_is_named(name, sixty):
    release = MADE[name]().apply(sixty, rng=np.random.default_rng(0))
    texts = [repr(release), release._repr_html_(), json.dumps(dict(release.parameters)), repr(release.data)]
    assert not any("S01" in text for text in texts)
    assert not np.shares_memory(getattr(release.data, "samples", np.zeros(1)), sixty.data.samples)
