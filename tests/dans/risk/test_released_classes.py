# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading a release back: rows of stars are nobody's class, and a general label may hide anybody it can stand for."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import GeneralizedValue, PrivacyInputError
from secured.common.hierarchies import Days, Ending, Masked, OneOf
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dans.tables.risk.released_classes import classes_of_release
from secured.dans.tables.risk.released_label import covers, meaning, overlaps

INTERVAL = GeneralizedValue(kind="interval", lower=40, upper=50)
YOUNG = GeneralizedValue(kind="interval", lower=40, upper=45)
GROUP = GeneralizedValue(kind="group", members=("ES", "PT"))
PREFIX = GeneralizedValue(kind="prefix", prefix="080", length=5)
STAR = GeneralizedValue(kind="suppressed")
APRIL = Days(kind="interval", lower=-3562, upper=-3532)  # of 1960
SPRING = Days(kind="interval", lower=-3562, upper=-3471)
ENDING = Ending(kind="prefix", prefix="16", length=5)
EITHER = OneOf.of([INTERVAL, GROUP])


def test_rows_of_stars_are_not_one_large_safe_class():
    """Eight suppressed rows and two unique people: the risk is theirs, 1, not 3 / 10."""
    table = pd.DataFrame({"age": ["*"] * 8 + ["40", "41"], "sex": ["*"] * 8 + ["f", "f"]})
    classes = classes_of_release(table, ("age", "sex"))
    assert (classes.suppressed, classes.counts.tolist()) == (8, [1, 1])
    assert classes.class_of.tolist() == [-1] * 8 + [0, 1]
    risk = classes.risk()
    assert (risk.prosecutor.highest, risk.prosecutor.average, risk.suppressed) == (1.0, 1.0, 8)
    taken_at_face_value = 3 / 10
    assert risk.prosecutor.average != taken_at_face_value


def test_wildcards_by_hand():
    """Rows (f, 40), (f, 40), (f, *), (m, *), (m, 41): who could be whom.

    (f, *) fits (f, 40) twice and itself; (m, *) and (m, 41) each other. Only the starred row covers the other.
    """
    table = pd.DataFrame({"sex": list("fffmm"), "age": ["40", "40", "*", "*", "41"]})
    classes = classes_of_release(table, ("sex", "age"))
    rows = classes.class_of
    assert classes.counts[rows].tolist() == [2, 2, 1, 1, 1]
    assert classes.compatible[rows].tolist() == [3, 3, 3, 2, 2]
    assert classes.covering[rows].tolist() == [3, 3, 1, 1, 2]
    assert classes.risk(matching="compatible").prosecutor.average == pytest.approx((3 / 3 + 2 / 2) / 5)
    assert classes.risk(matching="covering").prosecutor.highest == 1.0


def test_descriptions_give_labels_their_meaning():
    table = pd.DataFrame({"age": ["40-49", "40-44", "42", "51"], "home": ["Iberia", "ES", "Iberia", "FR"]})
    descriptions = {"age": {"40-49": INTERVAL, "40-44": YOUNG}, "home": {"Iberia": GROUP}}
    classes = classes_of_release(table, ("age", "home"), descriptions=descriptions)
    assert classes.compatible[classes.class_of].tolist() == [3, 3, 3, 1]
    assert classes.covering[classes.class_of].tolist() == [1, 2, 2, 1]
    undescribed = classes_of_release(table, ("age", "home"))
    assert undescribed.compatible.tolist() == undescribed.counts.tolist()


@pytest.mark.parametrize(
    ("one", "other", "may", "surely"),
    [
        (STAR, None, True, True),
        (None, STAR, True, False),
        (None, None, True, True),
        (INTERVAL, None, False, False),
        (INTERVAL, "44", True, True),
        (INTERVAL, 50, False, False),
        (INTERVAL, "flu", False, False),
        (INTERVAL, YOUNG, True, True),
        (YOUNG, INTERVAL, True, False),
        (INTERVAL, GeneralizedValue(kind="interval", lower=50, upper=60), False, False),
        (INTERVAL, GeneralizedValue(kind="group", members=(41, 60)), True, False),
        (GROUP, "PT", True, True),
        ("PT", GROUP, True, False),
        ("PT", GeneralizedValue(kind="group", members=("PT",)), True, True),
        (GROUP, GeneralizedValue(kind="group", members=("PT", "FR")), True, False),
        (PREFIX, "08016", True, True),
        (PREFIX, "0801", False, False),
        (PREFIX, GeneralizedValue(kind="prefix", prefix="0801", length=5), True, True),
        (GeneralizedValue(kind="prefix", prefix="0801", length=5), PREFIX, True, False),
        (PREFIX, GeneralizedValue(kind="prefix", prefix="081", length=5), False, False),
        (PREFIX, INTERVAL, False, False),
        (40, "40", True, True),
        (APRIL, "1960-04-30", True, True),
        (APRIL, "1960-05-01", False, False),
        (APRIL, 41, False, False),
        (SPRING, APRIL, True, True),
        (APRIL, SPRING, True, False),
        (APRIL, GeneralizedValue(kind="interval", lower=-3562, upper=-3532), False, False),
        (ENDING, "08016", True, True),
        (Ending(kind="prefix", prefix="6", length=5), ENDING, True, True),
        (ENDING, Ending(kind="prefix", prefix="6", length=5), True, False),
        (ENDING, Ending(kind="prefix", prefix="6", length=4), False, False),
        (ENDING, PREFIX, True, False),
        (ENDING, GeneralizedValue(kind="prefix", prefix="0801", length=5), True, False),
        (ENDING, GeneralizedValue(kind="prefix", prefix="0802", length=5), False, False),
        (PREFIX, GeneralizedValue(kind="prefix", prefix="08", length=None), True, False),
        (GeneralizedValue(kind="prefix", prefix="08", length=None), PREFIX, True, True),
        (Masked.of("*80*", "*"), Masked.of("80**", "*"), False, False),
        (Masked.of("*80", "*"), Masked.of("18*", "*"), True, False),
        (Masked.of("*80", "*"), "180", True, True),
        (Masked.of("1***", "*"), Masked.of("12*4", "*"), True, True),
        (EITHER, 1, False, False),
        (EITHER, 44, True, True),
        (EITHER, "PT", True, True),
        (EITHER, YOUNG, True, True),
        (YOUNG, EITHER, True, False),
        (OneOf.of([EITHER, STAR]), EITHER, True, True),
        (EITHER, OneOf.of([YOUNG, GROUP]), True, True),
        (EITHER, OneOf.of([PREFIX, GROUP]), True, False),
    ],
)
def test_what_labels_can_stand_for(one, other, may, surely):
    assert overlaps(one, other) is overlaps(other, one) is may
    assert covers(one, other) is surely


def test_labels_that_nobody_described_are_read_where_that_is_safe():
    assert meaning("*").kind == "suppressed"
    assert (meaning("[40, 50[").lower, meaning("[1.5;2)").upper) == (40.0, 2.0)
    assert meaning("{a,b}").members == ("a", "b")
    assert (meaning("080**").prefix, meaning("080**").length) == ("080", 5)
    for plain in ("40-49", "flu", "[1.2.3, 4)", 40, None):
        assert meaning(plain) is plain


CELLS = st.sampled_from(["a", "b", "c", "*", "{a, b}", None])


@given(rows=st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["x", "y"])), min_size=1, max_size=14))
def test_sizes_are_those_of_the_definition_and_bound_each_other(rows):
    table = pd.DataFrame(rows, columns=["p", "q", "r"], dtype=object)
    classes = classes_of_release(table, ("p", "q", "r"))
    meant = [[meaning(None if pd.isna(cell) else cell) for cell in row] for row in table.to_numpy()]
    for at, number in enumerate(classes.class_of):
        may = sum(all(map(overlaps, other, meant[at])) for other in meant)
        surely = sum(all(map(covers, other, meant[at])) for other in meant)
        assert classes.compatible[number] == may
        assert classes.covering[number] == surely
        assert classes.counts[number] <= surely <= may


@pytest.mark.parametrize("levels", [(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 1, 2)])
def test_a_release_is_read_by_its_own_descriptions(plain, levels):
    """Full-domain classes are disjoint: equal, covering and compatible sizes agree, and are those released."""
    dataset = plain.random_dataset(5, 80, ("tree", "intervals", "redaction"))
    solution = FullDomainGeneralization(models=(KAnonymity(k=2),), levels=levels).solve(dataset)
    classes = classes_of_release(solution.link(np.random.default_rng(0)).release)
    assert classes.suppressed == 0
    assert sorted(classes.counts) == sorted(solution.classes.counts[solution.kept])
    assert classes.compatible.tolist() == classes.covering.tolist() == classes.counts.tolist()


def test_a_release_of_nothing_but_stars_puts_nobody_at_risk(plain):
    dataset = plain.random_dataset(5, 40, ("tree", "intervals"))
    solution = FullDomainGeneralization(models=(KAnonymity(k=2),), levels=(3, 3)).solve(dataset)
    classes = classes_of_release(solution.link(np.random.default_rng(0)).release)
    assert (classes.suppressed, len(classes.counts)) == (40, 0)
    assert classes.risk().prosecutor.highest == 0.0


def test_missing_is_a_value_of_its_own():
    table = pd.DataFrame({"a": [None, None, "x"], "b": [1.0, 1.0, np.nan]})
    classes = classes_of_release(table, ("a", "b"))
    assert sorted(classes.counts) == [1, 2]
    assert classes.suppressed == 0


def test_refusals_and_what_is_shown():
    table = pd.DataFrame({"a": ["Q7731"]})
    for names in ((), None, ("b",)):
        with pytest.raises(PrivacyInputError, match="classes_of_release"):
            classes_of_release(table, names)
    classes = classes_of_release(table, ("a",))
    with pytest.raises(PrivacyInputError, match="unknown matching"):
        classes.risk(matching="fuzzy")
    assert "Q7731" not in repr(classes) + classes._repr_html_() + str(classes.to_dict())
    assert classes_of_release(table.iloc[:0], ("a",)).risk().prosecutor.highest == 0.0
