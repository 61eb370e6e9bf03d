# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Hearts and other sensors stand in the same table; the figures are the study's, and nobody is named."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common.signals import Signals
from secured.dean.signals.template_matching import TemplateMatching
from secured.studies.signals.ecg_identification import identify_by_ecg
from secured.studies.signals.in_or_out import in_or_out
from secured.studies.signals.sensor_identification import identify_by_sensors
from secured.studies.signals.sensor_settings import cut_out, halves
from secured_datasets.simulated.ecg_cohort import EcgCohort
from secured_widgets import IdentificationView


class Noisy:
    """Knows everybody but for a normal error; its name would break careless HTML."""

    def __init__(self, error: float) -> None:
        self.error = error

    @property
    def name(self) -> str:
        return f"<b>error {self.error:g}</b>"

    def distances(self, targets: Signals, released: Signals, rng: np.random.Generator) -> np.ndarray:
        apart = (targets.people[:, None] != released.people).astype(float)
        return np.exp(apart + self.error * rng.normal(size=apart.shape))[..., None]

    def to_dict(self) -> dict[str, str]:
        return {"matcher": self.name}


def recordings(n_people: int) -> Signals:
    return Signals(
        samples=np.random.default_rng(0).normal(size=(n_people, 1, 200)),
        fs=10.0,
        channels=("steps",),
        units=("steps/h",),
        subjects=np.array([f"CANARY-7319-{at}" for at in range(n_people)]),
        sessions=np.zeros(n_people, dtype=int),
    )


@pytest.fixture(scope="module")
def protocols():
    whole = recordings(40)
    return cut_out(whole, 4.0), replace(halves(whole, gap=1.0), name="another day", same_session=False)


def of_sensors(protocols, errors, **kept):
    return identify_by_sensors(
        protocols, [Noisy(one) for one in errors], rng=np.random.default_rng(0), **kept
    )


def test_sensors_stand_beside_each_other_with_label_and_controls(protocols):
    found = of_sensors(protocols, (0.1, 0.6, 5.0))
    html = IdentificationView(found, standing="simulated").to_html()
    assert "<h4>another day</h4>" in html and "window cut out, 0 s dropped (same session)" in html
    assert "simulated people" in html and html.count("not tried") == 6
    for row in found.rows:
        assert f"{row.closed.rank(1).point:.3f}" in html and f"{row.null_rank_1:.3f}" in html
    assert "Classifiers learn the gallery" in html and "In or out?" not in html


def test_more_curves_than_can_be_told_apart_are_not_drawn(protocols):
    errors = np.linspace(0.05, 3.0, 12)
    found = of_sensors(protocols[1:], errors)
    html = IdentificationView(found).to_html()
    worst = min(found.rows, key=lambda row: row.closed.cmc[0])
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert "Drawn are the 10 of 12 that find most" in html
    assert svg.count("<polyline") == 11  # and the guess
    assert worst.matcher.replace("<", "&lt;").replace(">", "&gt;") not in svg


def test_in_or_out_is_shown_where_it_was_asked(protocols):
    found = of_sensors(protocols[1:], (0.1,))
    rng = np.random.default_rng(0)
    decided = in_or_out(protocols[1:], [Noisy(0.1), Noisy(9.0)], rng=rng)
    html = IdentificationView(found, in_or_out=decided).to_html()
    assert "In or out? another day" in html and "nothing below 1/40 can be seen" in html
    good, bad = decided.rows[0].to_dict(), decided.rows[2].to_dict()
    assert good["true_positives"] > 0.9 and bad["true_positives"] < 0.3
    for row in (good, bad):
        assert f"<td class=n>{row['true_positives']:.3f}</td>" in html
        assert f"<td class=n>{row['area']:.3f}</td>" in html


def test_too_few_people_are_said_to_be(protocols):
    few = halves(recordings(10), gap=1.0)
    found = of_sensors([few], (0.1,))
    html = IdentificationView(found, in_or_out=in_or_out([few], [Noisy(0.1)], rng=np.random.default_rng(0)))
    assert "too few" in html.to_html()


def test_hearts_stand_in_the_same_table():
    signals = EcgCohort(n_people=12, n_visits=2, seconds=10.0).make(np.random.default_rng(1)).signals
    found = identify_by_ecg(signals, rng=np.random.default_rng(7), matchers=(TemplateMatching(),))
    html = IdentificationView(found, standing="simulated").to_html()
    assert "<h4>other day</h4>" in html and "Whoever learns does so on other people" in html
    assert "simulated-" not in html


def test_nobody_is_named_and_names_are_escaped(protocols):
    found = of_sensors(protocols, (0.1,))
    decided = in_or_out(protocols, [Noisy(0.1)], rng=np.random.default_rng(0))
    view = IdentificationView(found, in_or_out=decided)
    assert "CANARY" not in view.to_html() + repr(view)
    assert "CANARY" not in str(found.to_dict()) + decided._repr_html_() + str(decided.to_dict())
    assert "<b>" not in view.to_html() and "&lt;b&gt;error" in view.to_html()
