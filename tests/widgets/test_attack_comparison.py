# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks by releases in a matrix and a plot that agree with the figures; names are escaped; nothing else is shown."""

import importlib.util
from pathlib import Path

import pytest

from secured.common import clopper_pearson
from secured.dean import risk
from secured.studies.compared_attacks import ComparedAttacks, ComparedRelease
from secured.studies.flow import NotRun
from secured.studies.records.curves import PopulationCheck, RecordCurves
from secured_widgets import AttackComparison, RecordCurvesView


@pytest.fixture(scope="module")
def tables():
    path = Path(__file__).parents[1] / "dean" / "tables_for_attacks.py"
    spec = importlib.util.spec_from_file_location("tables_for_attacks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def release(tables, name: str, *successes: int, loss: float | None = 0.25) -> ComparedRelease:
    results = [
        tables.result(
            n, 400, control_n=400, paired=(n, 0, 400 - n), attack=f"<i>attack {at}</i>", baseline=at
        )
        for at, n in enumerate(successes)
    ]
    return ComparedRelease(
        name=name,
        how=f"By <u>hand</u>: {name}.",
        loss_of_facts=loss,
        loss_of_codes=0.5,
        kept_share=0.9,
        risk=risk(results, threshold=0.2),
    )


@pytest.fixture(scope="module")
def compared(tables):
    return ComparedAttacks(
        title="Trial",
        standing="simulated",
        threshold=0.2,
        releases=(release(tables, "<b>raw</b>", 380, 200), release(tables, "safe", 4, 80, loss=None)),
        not_run=(NotRun(attack="notes", reason="there are none."),),
        people={"members": 400, "targets": 400, "outsiders": 100, "reference": 50},
        told={"<i>attack 0</i>": "Everything.", "<i>attack 1</i>": "Little."},
    )


def test_every_figure_is_in_the_matrix_and_the_table(compared):
    html = AttackComparison(compared, title="Records").to_html()
    for row in compared.table().to_dict("records"):
        assert f"{row['success']:.3f}" in html and f"{row['low']:.3f} to {row['high']:.3f}" in html
    exact = clopper_pearson(380, 400, 0.025)
    assert f"{exact.low:.3f} to {exact.high:.3f}" in html
    assert "0.950 ✗" in html and "0.010 ✓" in html and "0.200 ?" in html
    assert "not measured" in html and "90.0%" in html and "there are none." in html
    assert "400 simulated people are released, 400 of them looked for; 150 others" in html


def test_the_plot_has_a_mark_for_each_run_and_an_interval_for_each_attack_and_release(compared):
    html = AttackComparison(compared).to_html()
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert svg.count("<circle") == 4  # main
    assert svg.count("380 of 400 = 0.950") == 1 and svg.count("people in the release") == 4
    assert svg.count("<title>") == 12  # main, baseline and positive control
    assert svg.count('stroke="#D55E00" stroke-width="1.6"') == 4


def test_names_are_escaped_and_nothing_is_loaded(compared):
    html = AttackComparison(compared, title="<script>").to_html()
    for raw in ("<b>raw", "<i>attack", "<u>hand", "<script"):
        assert raw not in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")
    assert AttackComparison(compared)._repr_html_() == AttackComparison(compared).to_html()


def test_what_is_not_available_is_one_sentence():
    nothing = ComparedAttacks(
        title="Notes", standing="", threshold=0.2, unavailable="take <them> from there."
    )
    html = AttackComparison(nothing, title="Notes").to_html()
    assert (
        "Not compared: take &lt;them&gt; from there." in html and "<svg" not in html and "<table" not in html
    )


CURVES = RecordCurves(
    title="Trial",
    standing="simulated",
    unit="people",
    n_people=10,
    combinations={"<b>age</b>": 0.1, "age and sex": 0.4},
    sequences={"visits": {1: 0.25, 2: 0.75}},
    people_with={"visits": {1: 8, 2: 4}},
)


def test_curves_show_their_shares_and_escape_names():
    html = RecordCurvesView(CURVES).to_html()
    for text in ("0.100", "0.400", "0.250", "0.750", "<polyline", "10 simulated people"):
        assert text in html
    assert "<b>age" not in html and "population?" not in html


def test_the_check_of_the_population_stands_beside_the_truth_or_says_why_not():
    check = PopulationCheck(
        columns=("age",), n_sample=3, population=30, true_share=0.111, sample_share=0.9, modelled_share=0.3,
        share=0.2, brier=0.05, brier_modelled=0.07, brier_of_constant=0.099, others={"Pitman": None, "Zayatz": 0.4},
    )  # fmt: skip
    html = RecordCurvesView(CURVES, check).to_html()
    for text in ("0.111", "0.900", "0.300", "0.200", "0.050", "0.099", "0.400", "3 of 30 people"):
        assert text in html
    none = RecordCurvesView(CURVES, PopulationCheck(unavailable="too few.")).to_html()
    assert "Not estimated: too few." in none


def test_without_histories_one_sentence_says_so():
    alone = RecordCurves(
        title="Trial",
        standing="real",
        unit="people",
        n_people=3,
        combinations={"age": 1.0},
        unavailable="none known.",
    )
    assert "No curve of histories: none known." in RecordCurvesView(alone).to_html()
