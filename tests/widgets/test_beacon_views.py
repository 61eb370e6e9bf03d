# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The console asks by button and by name and keeps nothing of a genome; power, verdict and updates are told with bounds."""

import json
from dataclasses import replace
from typing import Any

import pytest
from ipywidgets import Widget

from secured.common.genotypes import counting_rarer
from secured.studies.genomes.beacon_dialogue import OUTSIDER, BeaconOnTrial, beacon_on_trial
from secured.studies.genomes.beacon_reconstruction import beacon_reconstruction
from secured.studies.genomes.beacon_safety import assess_beacon
from secured.studies.genomes.hidden_allele_attacks import hidden_allele_attacks
from secured_datasets import load
from secured_widgets import (
    BeaconConsole,
    BeaconConsoleState,
    BeaconPowerView,
    BeaconVerdict,
    HiddenAllelesView,
    ReconstructionView,
)
from secured_widgets.live_figure import LiveFigure


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    messages: list[str] = []
    monkeypatch.setattr(
        LiveFigure, "send", lambda self, content, buffers=None: messages.append(content["figure"])
    )
    return messages


@pytest.fixture(scope="module")
def trial() -> BeaconOnTrial:
    return beacon_on_trial(load("simulated-genomes"), beacon_size=20, most_queries=30, seed=1)


def states(view: Widget) -> str:
    seen, rest = [], [view]
    while rest:
        one = rest.pop()
        seen.append(json.dumps(one.get_state(), default=str))
        rest += [child for child in getattr(one, "children", ()) if isinstance(child, Widget)]
    return "".join(seen)


def test_a_page_about_people_with_few_alleles_says_what_there_is() -> None:
    genomes = load("simulated-genomes")
    few = replace(genomes, data=genomes.data.select(range(30)))
    page = BeaconConsole(beacon_on_trial(few, beacon_size=20, most_queries=30, seed=1)).to_html()
    assert "About a member" in page and f"About {OUTSIDER}" in page


def test_buttons_ask_and_nothing_of_it_is_kept(trial: BeaconOnTrial, sent: list[str]) -> None:
    view = BeaconConsole(trial)
    assert "Nothing asked yet" in sent[-1]
    view.rarest.click()
    view.ten.click()
    assert view.state == BeaconConsoleState(target="a member", number=0, n_asked=11)
    assert "After 11 queries" in sent[-1] and "taken for a member" in sent[-1]
    asked = trial.genotypes.variants["id"].iloc[view.dialogue.asked[-1]]
    assert asked in sent[-1]
    assert asked not in states(view) and asked not in view.to_html()
    assert "simulated0" not in view.to_html() and "+2." not in states(view)


def test_a_name_is_asked_about_and_forgotten(trial: BeaconOnTrial, sent: list[str]) -> None:
    view = BeaconConsole(trial)
    name = str(trial.genotypes.variants["id"].iloc[5])
    view.name.value = name
    view.ask.click()
    assert view.dialogue.asked == (5,) and view.name.value == "" and name in sent[-1]
    view.name.value = "<b>nothing"
    view.ask.click()
    assert "no variant of that name" in sent[-1] and "<b>" not in sent[-1]
    view.target.value = OUTSIDER
    assert view.state == BeaconConsoleState(target=OUTSIDER, number=0, n_asked=0)
    view.number.value = 3
    view.anew.click()
    assert view.dialogue.place == 23


def test_of_real_people_only_the_threshold_is_saved(trial: BeaconOnTrial, sent: list[str]) -> None:
    simulated = BeaconConsole(trial).to_html()
    assert simulated.count("<svg") == 2 and "About somebody outside" in simulated
    real = BeaconConsole(replace(trial, standing="real")).to_html()
    assert real.count("<svg") == 1 and "yes" not in real and "in no saved page" in real


def test_the_saved_page_stands_beside_the_widget(trial: BeaconOnTrial, sent: list[str]) -> None:
    data: Any = BeaconConsole(trial)._repr_mimebundle_()[0]
    assert data["text/plain"] == "BeaconConsole()" and "<svg" in data["text/html"]
    assert "currentColor" in data["text/html"]  # follows dark themes


def test_power_and_verdict_are_told() -> None:
    safety = assess_beacon(
        load("simulated-genomes"), beacon_size=20, defence="threshold", most_queries=5, most_beacons=1, seed=1
    )
    power = BeaconPowerView(safety.power, standing="simulated").to_html()
    assert (
        power.count("<svg") == 2
        and "Right answers" in power
        and "variants at random" in power
        and "1.000" in power
    )
    verdict = BeaconVerdict(safety).to_html()
    assert safety.said in verdict and "Not run" in verdict and "Of 100" not in verdict
    assert f"{safety.strongest.power.high * 100:.1f}" in verdict


def test_hidden_alleles_and_updates_are_told() -> None:
    people = counting_rarer(load("simulated-genomes").data)
    hidden = hidden_allele_attacks(
        people.select(range(2000)), beacon_size=20, n_reference=60, most_queries=20, seed=1
    )
    html = HiddenAllelesView(hidden, standing="simulated").to_html()
    assert "more than 20" in html and "alleles inferred (GI)" in html and "<svg" in html
    rebuilt = beacon_reconstruction(people, beacon_size=30, batches=(3,), n_runs=2, seed=1)
    html = ReconstructionView(rebuilt, standing="simulated").to_html()
    assert "dealt by frequency" in html and "came at once" in html
