# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Views of membership, generators and audits: the figures are the study's, floors are told, nobody is named."""

from dataclasses import replace

import numpy as np
import pytest

from secured.dean import MembershipCurve
from secured.dean.synthetic import Extraction, RepeatedGenerations
from secured.studies.synthetic.dp_audit import AuditRow, AuditTable
from secured.studies.synthetic.generator_attacks import GeneratorAttacks, MembershipRow, WorstRecords
from secured_widgets import AuditView, GeneratorView, MembershipView
from secured_widgets.membership_view import most_by_epsilon


def curve(shift: float, n: int = 180) -> MembershipCurve:
    rng = np.random.default_rng(0)
    return MembershipCurve(members=rng.normal(shift, 1, 60), outsiders=rng.normal(0, 1, n))


def generator() -> GeneratorAttacks:
    return GeneratorAttacks(
        name="<kernel>",
        standing="simulated",
        n_training=60,
        n_outsiders=180,
        n_reference=180,
        n_synthetic=300,
        rows=(MembershipRow(attack="GAN-leaks", curve=curve(2.0), seconds=0.1),),
        extraction=Extraction(synthetic=300, flagged=290, people=60, extracted=57),
        by_chance=Extraction(synthetic=300, flagged=3, people=60, extracted=2),
        repeated=RepeatedGenerations(
            guesses=np.array([[77315.0], [1.0]]), sizes=np.array([6, 5]), synthetic=300
        ),
        repeated_right=2,
        worst=WorstRecords(attack="GAN-leaks", isolated=6, isolated_found=5, others=54, others_found=31),
    )


def test_guess_bound_and_floor_are_there():
    shown = {"<b>": curve(2.0), "other": curve(0.0)}
    html = MembershipView(shown, standing="simulated", epsilons=(0.5,)).to_html()
    assert "guessing" in html and "nothing below 1/180 can be seen" in html and "<b>" not in html
    assert "at most, epsilon 0.5" in html and "simulated people" in html and "cannot be shown" in html
    point = curve(2.0).at(0.01).true_positives
    assert f"{point.point:.3f} ({point.low:.3f} to {point.high:.3f})" in html


def test_a_tenth_of_a_percent_is_shown_where_a_thousand_outsiders_show_it():
    assert "cannot be shown" not in MembershipView({"one": curve(1.0, 1000)}).to_html()


def test_more_curves_than_can_be_told_apart_are_not_drawn():
    html = MembershipView({f"attack {at}": curve(at / 5) for at in range(13)}).to_html()
    assert "Drawn are the 10 of 13" in html and html.count("<polyline") == 11


def test_the_bound_is_the_least_of_both_sides():
    false, true = most_by_epsilon(1.0)
    assert np.interp(0.01, false, true) == pytest.approx(np.e / 100, rel=1e-2)
    assert true[-1] == 1 and (true >= false - 1e-12).all() and (np.diff(true) >= -1e-12).all()


def test_copies_stand_beside_chance_and_nobody_is_shown():
    html = GeneratorView(generator(), epsilons=(1.0,)).to_html()
    assert "57 of 60" in html and "2 of 60" in html and "people never seen (chance)" in html
    assert "2 groups of synthetic people" in html and "5 of 6" in html and "31 of 54" in html
    assert "&lt;kernel&gt;" in html and "<kernel>" not in html and "77315" not in html + repr(generator())


def test_refuted_claims_lie_above_the_line():
    sound = AuditRow(
        trial="Laplace", by="one run", claimed=1.0, delta=0.0, broken=False, bounds=np.full(20, 0.7)
    )
    broken = replace(sound, trial="<i>broken", broken=True, bounds=np.full(20, 4.0))
    html = AuditView(AuditTable(rows=(sound, broken), canaries=600, alpha=0.05)).to_html()
    assert (
        "100.0% (83.2% to 100.0%)" in html and "0.0% (0.0% to 16.8%)" in html and "verifies nothing" in html
    )
    assert "<i>" not in html and "claim; above it is refuted" in html and 'fill="none"' in html
    assert "Laplace, one run: 0.70 of 1.00 claimed" in html
