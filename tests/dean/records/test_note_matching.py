# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a patient said finds the note written of it, unless notes are replaced; simulated and real notes."""

import numpy as np
import pandas as pd
import pytest

from secured.common import DatasetUnavailable, PrivacyInputError
from secured.dean import Goal, ThreatModel, evaluate
from secured.dean.records import NoteMatching
from secured_datasets import load


def attack(records, **more):
    return NoteMatching(threat=records.threat(said=0.0), note="note", characters=(3, 4), **more)


def test_what_was_said_finds_the_note(records):
    result = evaluate(attack(records), records.world())
    assert result.main.rate > 0.95
    assert result.control.successes == 0 and result.null.rate < 0.03 and result.baseline.rate < 0.03


def test_notes_replaced_or_dealt_anew_find_nobody(records, deal, flatten):
    assert evaluate(attack(records), records.world(flatten("The note is withheld."))).main.claimed == 0
    assert evaluate(attack(records), records.world(deal("note"))).main.rate < 0.03


def test_without_a_column_of_notes_it_says_nothing(records):
    assert evaluate(attack(records), records.world(lambda data: data.drop(columns="note"))).main.claimed == 0


def test_an_author_is_known_by_spelling(tables, records):
    notes = pd.DataFrame(
        {"note": ["colour and odour were favourable", "color and odor were favorable", None]}
    )
    fitted = attack(records).fit(tables.release_of(notes), notes.iloc[:0], np.random.default_rng(0))
    claims = fitted.claim(
        pd.DataFrame({"said": ["neighbour's behaviour, favourably", "neighbor's behavior, favorably"]})
    )
    assert claims.values[:, 0].tolist() == [0, 1]


def test_wrong_parameters_are_refused(records):
    with pytest.raises(PrivacyInputError, match="2 columns are known"):
        NoteMatching(threat=records.threat(said=0.0, sex=0.0), note="note")
    with pytest.raises(PrivacyInputError, match="characters"):
        NoteMatching(threat=records.threat(said=0.0), note="note", characters=(4, 3))


@pytest.fixture(scope="module")
def clinical(tables):
    try:
        dataset = load("clinical-notes")
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    threat = ThreatModel(goal=Goal.LINKAGE, knows={"dialogue": 0.0}, population=207, prior=1.0)
    return evaluate(
        NoteMatching(threat=threat, note="note", characters=(3, 3)), tables.world(dataset, n_targets=60)
    )


def test_conversations_find_their_clinical_notes(clinical):
    """ACI-Bench, 60 of 124 released notes: about nine in ten, and hardly ever a wrong one."""
    assert clinical.main.rate > 0.85
    assert clinical.main.successes > 0.95 * clinical.main.claimed
    assert clinical.control.successes == 0 and clinical.null.rate < 0.05
