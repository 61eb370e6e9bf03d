# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Suggestions come from the values, with reasons that quote none, and an entry can hold them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.hierarchies import (
    Dates,
    Flat,
    Intervals,
    Ordered,
    Priority,
    Redaction,
    Tree,
    spec_text,
    suggest_hierarchy,
)
from secured_datasets import read_entry

CANARY = "Jane" + "Q" + "7731"


def suggested(values, type="category"):
    return suggest_hierarchy("c", pd.Series(values), type)


def test_suggestions_by_hand():
    assert suggested([20, 95, 51], "integer").spec == Intervals(widths=(5, 10, 20, 40), bounds=(20, 95))
    assert suggested([0.5, 1.5, 12.25, None], "real").spec == Intervals(
        widths=(1, 2, 4, 8), bounds=(0, 13), resolution=0.01
    )
    assert suggested(["1960-04-01", "1961-04-02"]).spec == Redaction(keep=(7, 4, 3))
    assert suggested(["01/02/1960", "31/12/1961"]).spec == Dates(order="dmy")
    assert suggested(["1960-04-01 13:30", "1961-04-01 14:00"]).spec == Dates(
        levels=("day", "month", "year", "decade")
    )
    assert suggested([f"0{number}" for number in range(8000, 8030)]).spec == Redaction(keep=(4, 2, 1))
    assert suggested(["f", "m", None]).spec == Flat()
    assert suggested([None, None]).spec == Flat()
    assert suggested([7, 7], "integer").spec == Flat()


def test_an_order_of_day_and_month_that_cannot_be_told_is_said():
    unsure = suggested(["01/02/1960", "03/04/1961"])
    assert "check the order" in unsure.reason
    assert "check the order" not in suggested(["13/02/1960", "03/04/1961"]).reason


def test_rare_names_are_joined_first():
    names = [f"job{number} {'x' * number}" for number in range(25)]
    rows = [name for at, name in enumerate(names) for _ in range(1 + at * 3)]
    spec = suggested(rows).spec
    assert isinstance(spec, Priority)
    assert spec.order[0] == names[-1]
    assert len(spec.order) == 25
    assert isinstance(suggested([f"{'x' * (at % 9)}{at}" for at in range(600)]).spec, Flat)


@pytest.mark.parametrize(
    "values", [[CANARY] * 3 + ["b"], [f"{CANARY}{at}" for at in range(30)], [1, 9, CANARY]]
)
def test_reasons_quote_no_value(values):
    assert CANARY not in suggested(values).reason


def test_wrong_types_are_refused_without_a_value():
    for type in ("integer", "datum"):
        with pytest.raises(PrivacyInputError, match="Hierarchy of c") as caught:
            suggested([CANARY], type)
        assert CANARY not in str(caught.value)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6)), max_size=20),
    st.booleans(),
)
def test_a_suggestion_for_numbers_covers_them(rows, whole):
    column = pd.Series([None if one is None else round(one) if whole else one for one in rows], dtype=float)
    spec = suggested(column, "integer" if whole else "real").spec
    hierarchy = spec.build("c", np.unique(column.dropna().to_numpy()))
    assert hierarchy.encode(column).max(initial=0) <= len(hierarchy.values)


SPECS = [
    Flat(),
    Intervals(widths=(5, 10), bounds=(0, 99)),
    Intervals(cuts=((18, 65.5), (18,)), bounds=(0, 99), bottom=5, top=90, resolution=0.5),
    Ordered(order=("a b", 'q"'), sizes=(2,)),
    Priority(order=("a", "b", "c"), keep=(2, 1), other="Rest"),
    Redaction(keep=(3, 1), side="left", mask="#"),
    Dates(levels=("month", "year"), order="dmy", bounds=("1900-01-01", "2026-12-31")),
    Tree(tree={"a b": {"x": ["1", "2"]}, "c": ["\x7f"]}),
]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_an_entry_holds_any_spec(spec, tmp_path):
    head = '\n'.join(f'{key} = "{value}"' for key, value in {
        "name": "t", "title": "t", "modality": "table", "access": "simulated", "standing": "simulated", "licence": "-",
        "citation": "-", "source": "-", "how_to_obtain": "-"}.items())  # fmt: skip
    text = (
        f'{head}\n[columns.c]\nrole = "quasi-identifier"\ntype = "category"\nhierarchy = {spec_text(spec)}\n'
    )
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    read = read_entry(tmp_path / "t.toml").columns["c"].hierarchy
    if isinstance(spec, Tree):
        assert read.tree == {"a b": {"x": ["1", "2"]}, "c": ["\x7f"]}
    else:
        assert read == spec


@pytest.mark.parametrize("kind", ["amnesia-text", "amnesia-json", "hierarchy-toml", "arx-csv"])
def test_an_entry_names_hierarchy_files_of_every_format(kind, tmp_path):
    head = '\n'.join(f'{key} = "{value}"' for key, value in {
        "name": "t", "title": "t", "modality": "table", "access": "simulated", "standing": "simulated", "licence": "-",
        "citation": "-", "source": "-", "how_to_obtain": "-"}.items())  # fmt: skip
    text = f'{head}\n[columns.c]\nrole = "quasi-identifier"\ntype = "category"\nhierarchy = {{ kind = "{kind}", path = "h" }}\n'
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    assert read_entry(tmp_path / "t.toml").columns["c"].hierarchy.kind == kind
