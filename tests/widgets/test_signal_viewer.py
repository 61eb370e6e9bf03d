# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The signal viewer: traces travel as messages, never as state, and into a page only of simulated people."""

import json
from dataclasses import replace

import ipywidgets
import numpy as np
import pytest

from secured.common import Guarantee, LinkedRelease, PrivacyInputError, Release, Standing
from secured.common.signals import Signals
from secured.dean import Claims
from secured_widgets.signal_viewer import SignalViewer


def hearts(session: int, n: int = 4, canary: float = 0.0) -> Signals:
    """Electrocardiograms of bumps, ten seconds at 250 Hz, everybody with a T wave of their own."""
    at = np.arange(2500) / 250
    samples = np.zeros((n, 1, 2500), dtype=np.float32)
    for person in range(n):
        for beat in np.arange(0.6, 9.6, 0.8 + 0.02 * person):
            samples[person, 0] += np.exp(-0.5 * ((at - beat) / 0.012) ** 2)
            samples[person, 0] += (0.1 + 0.1 * person) * np.exp(-0.5 * ((at - beat - 0.28) / 0.04) ** 2)
    samples[:, 0, 7] += canary
    return Signals(
        samples=samples, fs=250.0, channels=("I",), units=("mV",), subjects=np.array([f"p{i}" for i in range(n)]),
        sessions=np.full(n, session),
    )  # fmt: skip


@pytest.fixture
def before() -> Signals:
    return hearts(0, canary=123.4375)


@pytest.fixture
def linked(before: Signals) -> LinkedRelease:
    """New numbers; the last person is left out."""
    numbers = np.array([2, 0, 1, -1])
    data = replace(before.take(np.arange(3)), subjects=numbers[:3])
    release = Release(
        data=data, quasi_identifiers=(), sensitive=(), method="numbers", parameters={}, seed=0, source="",
        guarantee=Guarantee(k=2),
    )  # fmt: skip
    return LinkedRelease(release=release, row_of=numbers)


def claims(values: list[int]) -> Claims:
    return Claims(
        kind="record",
        values=np.array(values, dtype=object).reshape(-1, 1),
        confidence=np.ones(len(values)),
        abstain=np.array([value < 0 for value in values]),
    )


def state_of(view: ipywidgets.Widget) -> str:
    """All that a saved notebook would hold of a view."""
    seen, todo = [], [view]
    while todo:
        one = todo.pop()
        seen.append(json.dumps(one.get_state(), default=str))
        todo += list(getattr(one, "children", ()))
    return "".join(seen)


def test_no_trace_is_in_the_state_or_in_a_page_of_real_people(before, linked):
    view = SignalViewer(before, linked, probes=hearts(1), claims=claims([2, 1, 1, -1]))
    assert "polyline" in view.figures()
    everything = state_of(view) + view.to_html() + repr(view)
    assert "polyline" not in everything and "123.4" not in everything
    assert "seen in JupyterLab only" in view.to_html()
    with pytest.raises(PrivacyInputError, match="real people are not written"):
        SignalViewer(before, linked, show_traces=True)


def test_simulated_people_may_stand_in_a_page(before, linked):
    view = SignalViewer(before, linked, standing=Standing.SIMULATED, show_traces=True)
    assert view.to_html().count("polyline") >= 3


def test_it_says_whom_the_adversary_takes_a_person_for(before, linked):
    view = SignalViewer(before, linked, probes=hearts(1), claims=claims([2, 1, -1, 0]))
    said = []
    for person in range(1, 5):
        view.person.value = person
        said.append(view.told.value)
    assert "finds this person" in said[0] and "somebody else" in said[1]
    assert "says nothing" in said[2] and "left out" in said[3]
    view.person.value = 2
    assert "released person it was taken for" in view.figures()


def test_another_release_is_refused(before, linked):
    with pytest.raises(PrivacyInputError, match="release is of 4 people"):
        SignalViewer(before.take(np.arange(2)), linked)
    with pytest.raises(PrivacyInputError, match="claims need the probes"):
        SignalViewer(before, linked, claims=claims([0]))
