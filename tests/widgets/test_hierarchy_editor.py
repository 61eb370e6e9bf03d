# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The hierarchy editor changes a tree, counts people per group, takes back, and names no rare value."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import Widget

from secured.common import Column, ColumnType, Dataset, PrivacyInputError, Role
from secured.common.hierarchies import Flat, Hierarchy, Tree, read_hierarchy
from secured_widgets import HierarchyEditor
from secured_widgets.hierarchy_state import EditState, ValueCounts
from secured_widgets.hierarchy_table import hierarchy_table

RARE = "CANARY-4410"
TREE = {"work": {"care": ["nurse", "doctor"], "office": ["clerk"]}, "other": {"none": ["retired", "pupil"]}}
PEOPLE = {"nurse": 40, "doctor": 12, "clerk": 7, "retired": 30, "pupil": 3}


def jobs(table: Dataset, hierarchy: object, people: dict[str, int]) -> Dataset:
    """The simulated patients with a further quasi-identifier."""
    data = table.data.iloc[: sum(people.values())].reset_index(drop=True)
    data["job"] = np.repeat(list(people), list(people.values()))
    column = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=hierarchy)
    return replace(
        table, data=data, subjects=np.arange(len(data)), columns=dict(table.columns) | {"job": column}
    )


@pytest.fixture
def editor(table: Dataset) -> HierarchyEditor:
    return HierarchyEditor(jobs(table, Tree(tree=TREE), PEOPLE), "job")


@pytest.fixture
def of_data(table: Dataset) -> HierarchyEditor:
    """A column without a list of its values, one of which two people have."""
    return HierarchyEditor(jobs(table, Flat(), {"nurse": 40, "clerk": 7, RARE: 2}), "job")


def options(select: Widget) -> dict[str, str]:
    """What a list offers: value to text."""
    return {value: text for text, value in select.options}


def state_of(widget: Widget) -> str:
    """Everything that a notebook would keep of a view."""
    below = "".join(state_of(child) for child in getattr(widget, "children", ()))
    return json.dumps(widget.get_state(), default=str) + below


def test_groups_are_shown_with_their_people(editor: HierarchyEditor) -> None:
    assert options(editor.groups) == {"care": "care  (52)", "office": "office  (7)", "none": "none  (33)"}
    assert 'retired <span class="count">30</span>, pupil <span class="count">&lt;5</span>' in editor.to_html()
    assert '<td rowspan="2">work <span class="count">59</span>' in editor.to_html()
    editor.level.value = 2
    assert options(editor.groups) == {"work": "work  (59)", "other": "other  (33)"}


def test_join_undo_redo(editor: HierarchyEditor) -> None:
    before = editor.hierarchy
    editor.groups.value = ("care", "office")
    assert "class=chosen" in editor.shown.value
    editor.label.value = " jobs "
    editor.buttons["Join"].click()
    assert options(editor.groups) == {"jobs": "jobs  (59)", "none": "none  (33)"}
    assert "&#10003; 2 groups are one now: jobs." in editor.said.value and editor.label.value == ""
    editor.buttons["Undo"].click()
    assert editor.hierarchy is before and editor.buttons["Undo"].disabled
    editor.buttons["Redo"].click()
    assert "jobs" in options(editor.groups) and editor.buttons["Redo"].disabled


def test_a_refused_change_says_why_and_changes_nothing(editor: HierarchyEditor) -> None:
    before = editor.hierarchy
    editor.groups.value = ("care", "none")
    editor.label.value = "both"
    editor.buttons["Join"].click()
    assert 'role="alert"' in editor.said.value and "join at level 2 first" in editor.said.value
    assert editor.hierarchy is before and editor.groups.value == ("care", "none")
    editor.label.value = ""
    for name in ("Join", "Rename", "Split", "Move"):
        editor.buttons[name].click()
        assert 'role="alert"' in editor.said.value
    assert editor.hierarchy is before


def test_split_rename_move(editor: HierarchyEditor) -> None:
    editor.groups.value = ("care",)
    assert options(editor.inside) == {"nurse": "nurse  (40)", "doctor": "doctor  (12)"}
    editor.inside.value, editor.label.value = ("doctor",), "doctors"
    editor.buttons["Split"].click()
    assert options(editor.groups)["doctors"] == "doctors  (12)"
    editor.groups.value, editor.label.value = ("doctors",), "<physicians>"
    editor.buttons["Rename"].click()
    assert "<physicians>" in options(editor.groups)
    assert "<physicians>" not in editor.shown.value and "&lt;physicians&gt;" in editor.shown.value
    editor.groups.value = ("none",)
    editor.inside.value, editor.target.value = ("pupil",), "office"
    editor.buttons["Move"].click()
    assert options(editor.groups)["office"] == "office  (10)"
    assert len(editor.state.past) == 3


def test_levels_come_and_go(editor: HierarchyEditor) -> None:
    editor.level.value = 0
    assert editor.buttons["Join"].disabled and len(editor.groups.options) == 5
    editor.buttons["Add level"].click()
    assert editor.hierarchy.n_levels == 5 and editor.level.value == 1
    editor.buttons["Remove level"].click()
    assert editor.hierarchy.n_levels == 4
    assert [labels.tolist() for labels in editor.hierarchy.labels] == [
        labels.tolist() for labels in editor.state.past[0].labels
    ]


def test_a_flat_hierarchy_grows(of_data: HierarchyEditor) -> None:
    assert of_data.level.value == 0 and all(of_data.buttons[one].disabled for one in ("Join", "Remove level"))
    of_data.buttons["Add level"].click()
    of_data.groups.value, of_data.label.value = ("nurse", "clerk"), "staff"
    of_data.buttons["Join"].click()
    assert "staff" in of_data.hierarchy.labels[1]


def test_a_rare_value_is_counted_not_named(of_data: HierarchyEditor) -> None:
    for step in ("", "Add level"):
        if step:
            of_data.buttons[step].click()
        for group in ((), ("nurse",)):
            of_data.groups.value = group
            assert RARE not in of_data.to_html() + state_of(of_data) + repr(of_data._repr_mimebundle_())
    assert "1 of fewer than 5 people" in of_data.to_html()
    assert "a rare value" in of_data.to_html()


def test_a_rare_value_stays_behind_when_others_are_taken_out(of_data: HierarchyEditor) -> None:
    of_data.edit(lambda edit: edit.add_level(0))
    of_data.edit(lambda edit: edit.join(1, ["nurse", "clerk", RARE], "anybody"))
    of_data.level.value = 1
    of_data.groups.value = ("anybody",)
    assert options(of_data.inside) == {"nurse": "nurse  (40)", "clerk": "clerk  (7)"}
    of_data.inside.value, of_data.label.value = ("nurse",), "nurses"
    of_data.buttons["Split"].click()
    assert options(of_data.groups) == {"anybody": "anybody  (9)", "nurses": "nurses  (40)"}
    assert RARE not in of_data.to_html() + state_of(of_data)


def test_the_check_for_rare_values_would_notice(of_data: HierarchyEditor) -> None:
    """A variant that takes the values for public shows the value."""
    open_counts = replace(of_data.counts, public=True)
    assert RARE in hierarchy_table(of_data.hierarchy, open_counts)


@pytest.mark.parametrize("name", ["job.csv", "job.toml", "job.json", "job.txt"])
def test_files_are_read_back(editor: HierarchyEditor, tmp_path: Path, name: str) -> None:
    editor.file.value = str(tmp_path / name)
    editor.buttons["Save"].click()
    assert 'role="status"' in editor.said.value, editor.said.value
    again = read_hierarchy(tmp_path / name, "job")
    values = pd.Series(list(PEOPLE))
    for level in range(editor.hierarchy.n_levels):
        assert (
            again.generalize(again.encode(values), level).tolist()
            == editor.hierarchy.generalize(editor.hierarchy.encode(values), level).tolist()
        )


def test_a_file_that_cannot_be_written_is_said(editor: HierarchyEditor, tmp_path: Path) -> None:
    for name in (tmp_path / "job.xlsx", tmp_path):
        editor.file.value = str(name)
        editor.buttons["Save"].click()
        assert 'role="alert"' in editor.said.value


def test_the_dataset_reads_the_edited_hierarchy(editor: HierarchyEditor, tmp_path: Path) -> None:
    editor.edit(lambda edit: edit.rename(1, "care", "carers"))
    dataset = editor.dataset_with(tmp_path / "new" / "job.toml")
    assert "carers" in dataset.hierarchies["job"].labels[1]
    assert "care" in editor.dataset.hierarchies["job"].labels[1]  # the one before is as it was
    with pytest.raises(PrivacyInputError, match="no .toml file"):
        editor.dataset_with(tmp_path / "job.csv")
    with pytest.raises(PrivacyInputError, match="there is no dataset"):
        HierarchyEditor(editor.hierarchy).dataset_with(tmp_path / "job.toml")


def test_a_hierarchy_alone_has_no_counts(editor: HierarchyEditor) -> None:
    alone = HierarchyEditor(editor.hierarchy)
    assert options(alone.groups) == {"care": "care", "office": "office", "none": "none"}
    assert 'class="count"' not in alone.to_html() and "pupil" in alone.to_html()


def test_only_quasi_identifiers_are_edited(table: Dataset) -> None:
    with pytest.raises(PrivacyInputError, match="no quasi-identifier"):
        HierarchyEditor(table, "patient")


def test_numbers_are_edited_by_their_text(table: Dataset) -> None:
    editor = HierarchyEditor(table, "age")
    editor.groups.value = ("20-24",)
    editor.inside.value, editor.label.value = ("20", "21"), "20-21"
    editor.buttons["Split"].click()
    held = dict(zip(editor.hierarchy.labels[1], editor.counts.per_level(editor.hierarchy)[1], strict=True))
    assert held["20-21"] == int(table.data["age"].isin([20, 21]).sum())


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4), st.integers(0, 4)), max_size=8))
def test_any_history_can_be_taken_back(steps: list[tuple[int, int, int]]) -> None:
    first = Tree(tree=TREE).build("job", np.array([], dtype=object))
    people = np.array([40, 12, 7, 30, 3, 2])
    counts, state = ValueCounts(of_value=people, public=True), EditState(hierarchy=first)
    for level, a, b in steps:
        state = state.after(_joining(level, a, b), "joined")
        for held in counts.per_level(state.hierarchy):
            assert held.sum() == people.sum()
    while state.past:
        state = state.undone()
    assert state.hierarchy is first
    while state.future:
        state = state.redone()
    assert state.undone().refused == (not state.past)


def _joining(level: int, a: int, b: int) -> object:
    def join(edit: object) -> Hierarchy:
        labels = [str(one) for one in edit.hierarchy.labels[min(level, edit.hierarchy.n_levels - 1)]]
        return edit.join(level, [labels[a % len(labels)], labels[b % len(labels)]], f"joined {level}{a}{b}")

    return join
