# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Names of channels that are in use stay, names of people do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.dans.signals.channel_terms import SENSORS, WORDS, channel, filters, removed, transducer, unit

IN_USE = (  # in PhysioNet's databases and in polysomnography
    *(
        "EEG Fpz-Cz",
        "EEG Pz-Oz",
        "EOG horizontal",
        "Resp oro-nasal",
        "EMG submental",
        "Temp rectal",
        "Event marker",
    ),
    *(
        "MLII",
        "V5",
        "ECG I filtered",
        "i",
        "avr",
        "vx",
        "FHR",
        "UC",
        "PLETH",
        "RESP",
        "ABP",
        "CVP",
        "SpO2",
        "SaO2",
    ),
    *(
        "EOG(L)",
        "EOG(R)",
        "THOR RES",
        "ABDO RES",
        "POSITION",
        "FP1-F7",
        "T8-P8-1",
        "EEG FP1-REF",
        "PHOTIC-REF",
    ),
    *(
        "II, V",
        "ACC_x",
        "Acc X",
        "EDA",
        "BVP",
        "HR",
        "C3-A2",
        "ROC-A1",
        "LOC-A2",
        "F4-M1",
        "Chin1-Chin2",
        "Leg L",
    ),
)
PEOPLE = (
    *(
        "Doe",
        "Smith",
        "Jane",
        "Müller",
        "García",
        "Kovács",
        "O'Brien",
        "Ng",
        "Devereux",
        "Papadopoulos",
        "Rossi",
    ),
    *(
        "Li",
        "Dupont",
        "Jansen",
        "Nagy",
        "Kim",
        "Lee",
        "Ali",
        "Lopez",
        "de Vries",
        "MRN 482913",
        "61 y",
        "1234",
    ),
)


@pytest.mark.parametrize("text", IN_USE)
def test_names_in_use_stay(text):
    assert channel(f" {text} ", 3) == text


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("around", ["{}", "ECG {}", "{} EEG", "Fp1-{}", "ECG_{}_II", "ECG({})"])
def test_names_of_people_do_not(name, around):
    text = around.format(name)
    assert channel(text, 3) == "ch3" and transducer(text) == "" and filters(text) == ""
    assert unit(name) is None


@given(st.text(max_size=30))
def test_what_stays_is_made_of_known_words(text):
    kept = channel(text, 7)
    words = "".join(character if character.isalnum() else " " for character in kept).upper().split()
    assert kept == "ch7" or all(word in WORDS or (word.isdecimal() and len(word) < 2) for word in words)


def test_filters_and_transducers():
    assert filters("HP:0.1Hz LP:75Hz N:50Hz") == "HP:0.1Hz LP:75Hz N:50Hz" and filters("BP:0.5-35Hz") != ""
    assert filters("N12345678") == "" and filters("HP:0.1Hz by Doe") == ""
    assert transducer("AgAgCl cup electrodes") == "AgAgCl cup electrodes"


def test_what_was_removed_can_be_searched_for():
    assert removed(["ECG Devereux"]) == {"ECG Devereux", "Devereux"}
    assert removed(["ECG", "Doe", "1234", "123 456", "Sensor"]) == {"123 456"}
    assert removed(sorted(SENSORS)) == frozenset()
    assert removed(["Obstructive apnea, Devereux"], ("obstructive apnea",)) == {
        *("Obstructive apnea, Devereux", "Devereux")
    }
