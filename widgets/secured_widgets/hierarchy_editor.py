# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The hierarchy editor: join, split, rename and move groups while their numbers of people are in view."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np

from secured.common import Dataset, PrivacyInputError
from secured.common.hierarchies import Hierarchy, HierarchyEdit, HierarchyToml, write_hierarchy
from secured_widgets.hierarchy_state import EditState, Operation, ValueCounts, text_of_label
from secured_widgets.hierarchy_table import hierarchy_table
from secured_widgets.key_guard import KeyGuard
from secured_widgets.view import LiveView, page

__all__ = ["HierarchyEditor"]

MOST_OPTIONS = 500
STYLE = """<style>
.secured-view table.tree td { border: 1px solid var(--jp-border-color2, #8886); min-width: 6rem; }
.secured-view table.tree .count { opacity: .8; font-variant-numeric: tabular-nums; padding-left: .3rem; }
.secured-view table.tree .bar { display: block; height: 3px; margin-top: 2px; background: #56B4E9; }
.secured-view table.tree td.chosen { outline: 2px solid #D55E00; outline-offset: -2px; }
.secured-view table.tree caption { white-space: nowrap; }
.secured-view .scroll { max-height: 26rem; overflow: auto; }
</style>"""


class HierarchyEditor(LiveView):
    """Change the hierarchy of one column, by mouse or keyboard, with people per group beside every step.

    ``hierarchy`` is the present one. Values that come from the data and that fewer than 5 people have are counted,
    not named; they stay with their group when others are taken out.

    Parameters
    ----------
    source : Dataset or Hierarchy
        A hierarchy alone is edited without numbers of people.
    column : str
        Quasi-identifier of the dataset; not needed for a hierarchy.

    Raises
    ------
    PrivacyInputError
        If the column is no quasi-identifier.
    """

    def __init__(self, source: Dataset | Hierarchy, column: str = "") -> None:
        if isinstance(source, Hierarchy):
            self.dataset, hierarchy = None, source
            self.counts = ValueCounts(of_value=None, public=True)
        else:
            self.dataset, self.counts = source, ValueCounts.of(source, column)
            hierarchy = source.hierarchies[column]
        self.state = EditState(hierarchy=hierarchy)
        self.level = ipywidgets.Dropdown(description="Level", layout={"width": "20rem"})
        self.groups = ipywidgets.SelectMultiple(
            description="Groups", rows=10, layout={"width": "26rem"}, tooltip="groups of the level"
        )
        self.inside = ipywidgets.SelectMultiple(
            description="Inside", rows=10, layout={"width": "26rem"}, tooltip="what the chosen groups hold"
        )
        self.label = ipywidgets.Text(description="New label", layout={"width": "20rem"})
        self.target = ipywidgets.Dropdown(description="Move to", layout={"width": "20rem"})
        self.file = ipywidgets.Text(
            value=f"{hierarchy.column}.toml", description="File", layout={"width": "20rem"},
            tooltip=".csv for ARX, .toml for the workbench, .txt or .json for Amnesia",
        )  # fmt: skip
        self.shown = ipywidgets.HTML()
        self.said = ipywidgets.HTML()
        self.buttons = {name: self._button(name, tip, act) for name, (tip, act) in self._actions().items()}
        self._list_levels(1)
        self.level.observe(self._level_chosen, "value")
        self.groups.observe(self._group_chosen, "value")
        super().__init__(self._rows())
        self._show()

    @property
    def hierarchy(self) -> Hierarchy:
        """The hierarchy as it stands."""
        return self.state.hierarchy

    def edit(self, operation: Callable[[HierarchyEdit], Hierarchy], said: str = "Changed.") -> None:
        """Apply an operation from Python, so that it can be undone here; a refused one is only reported."""
        self._change(self.state.after(operation, said))

    def write(self, path: Path | str) -> None:
        """Write the hierarchy: .csv for ARX, .toml for the workbench, .txt or .json for Amnesia.

        Raises
        ------
        PrivacyInputError
            If the suffix tells no format.
        """
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_hierarchy(self.hierarchy, path)

    def dataset_with(self, path: Path | str) -> Dataset:
        """Write the hierarchy as TOML and return the dataset that reads it from there.

        Raises
        ------
        PrivacyInputError
            If the editor was made from a hierarchy alone, or the path does not end in .toml.
        """
        path = Path(path)
        if self.dataset is None or path.suffix != ".toml":
            raise PrivacyInputError(
                f"HierarchyEditor: {path.name} is no .toml file, or there is no dataset. Make the editor from one."
            )
        self.write(path)
        column = self.hierarchy.column
        columns = dict(self.dataset.columns)
        columns[column] = replace(columns[column], hierarchy=HierarchyToml(path=path))
        return replace(self.dataset, columns=columns)

    def to_html(self) -> str:
        """Return the tree with its counts, without controls."""
        return page(STYLE, hierarchy_table(self.hierarchy, self.counts))

    def _actions(self) -> dict[str, tuple[str, Callable[[], EditState]]]:
        return {
            "Join": ("make one group of the chosen ones, under the new label", self._join),
            "Split": ("take what is chosen inside out, as a group with the new label", self._split),
            "Rename": ("give the chosen group the new label", self._rename),
            "Move": ("put what is chosen inside into another group", self._move),
            "Add level": ("insert a level above this one with the same groups", self._add_level),
            "Remove level": ("take this level away", self._remove_level),
            "Undo": ("take the last change back", lambda: self.state.undone()),
            "Redo": ("make it again", lambda: self.state.redone()),
            "Save": ("write the file; the suffix tells the format", self._save),
        }

    def _button(self, name: str, tip: str, act: Callable[[], EditState]) -> ipywidgets.Button:
        button = ipywidgets.Button(description=name, tooltip=tip, layout={"width": "auto"})
        button.on_click(lambda _: self._change(act()))
        return button

    def _rows(self) -> list[Any]:
        b = self.buttons
        wrap = {"flex_flow": "row wrap"}
        return [
            ipywidgets.HBox(
                [self.level, b["Add level"], b["Remove level"], b["Undo"], b["Redo"]], layout=wrap
            ),
            ipywidgets.HBox([self.groups, self.inside], layout=wrap),
            ipywidgets.HBox([self.label, b["Join"], b["Rename"], b["Split"]], layout=wrap),
            ipywidgets.HBox([self.target, b["Move"]], layout=wrap),
            self.said,
            self.shown,
            ipywidgets.HBox([self.file, b["Save"]], layout=wrap),
            KeyGuard(),
        ]

    def _join(self) -> EditState:
        level, chosen, label = self.level.value, self.groups.value, self.label.value.strip()
        if len(chosen) < 2 or not label:
            return self.state.refusing("Choose two groups or more, and give a new label.")
        return self.state.after(
            lambda edit: edit.join(level, list(chosen), label), f"{len(chosen)} groups are one now: {label}."
        )

    def _split(self) -> EditState:
        level, chosen, label = self.level.value, set(self.inside.value), self.label.value.strip()
        if len(self.groups.value) != 1 or not chosen or not label:
            return self.state.refusing("Choose one group, what to take out of it, and a new label.")
        (group,) = self.groups.value
        below = [text_of_label(self.hierarchy.labels[level - 1][one]) for one in self._below((group,))]
        rest = [one for one in below if one not in chosen]
        if not rest:
            return self.state.refusing("Leave something in the group, or rename it.")
        parts = {group: rest, label: sorted(chosen)}
        return self.state.after(
            lambda edit: edit.split(level, group, parts), f"{group} is two groups now: {group}, {label}."
        )

    def _rename(self) -> EditState:
        level, chosen, label = self.level.value, self.groups.value, self.label.value.strip()
        if len(chosen) != 1 or not label:
            return self.state.refusing("Choose one group and give a new label.")
        return self.state.after(
            lambda edit: edit.rename(level, chosen[0], label), f"{chosen[0]} is called {label} now."
        )

    def _move(self) -> EditState:
        level, chosen, target = self.level.value, self.inside.value, self.target.value
        if not chosen or target is None:
            return self.state.refusing("Choose what to move inside a group, and the group it goes to.")
        return self.state.after(_moving(chosen, level, target), f"{len(chosen)} went to {target}.")

    def _add_level(self) -> EditState:
        level = self.level.value
        return self.state.after(
            lambda edit: edit.add_level(level), f"Level {level + 1} is new, with the groups of level {level}."
        )

    def _remove_level(self) -> EditState:
        level = self.level.value
        return self.state.after(lambda edit: edit.remove_level(level), f"Level {level} is gone.")

    def _save(self) -> EditState:
        name = self.file.value.strip()
        try:
            self.write(name)
        except (PrivacyInputError, OSError) as error:
            return self.state.refusing(
                str(error) if isinstance(error, PrivacyInputError) else f"{name}: cannot be written."
            )
        return replace(self.state, said=f"Written: {name}.", refused=False)

    def _change(self, state: EditState) -> None:
        grew = state.hierarchy.n_levels > self.hierarchy.n_levels
        changed, self.state = state.hierarchy is not self.hierarchy, state
        if changed:
            level = self.level.value + grew
            self._list_levels(min(max(level, 1), state.hierarchy.n_levels - 2))
            self.label.value = ""
        self._show()

    def _list_levels(self, level: int) -> None:
        last = self.hierarchy.n_levels - 2
        names = {0: "0: values"} | {
            one: f"{one}: {len(self.hierarchy.labels[one]) - 1:,} groups" for one in range(1, last + 1)
        }
        level = min(level, last)
        self.level.options = [(text, one) for one, text in names.items()]
        self.level.value = level
        self._list_groups()

    def _list_groups(self) -> None:
        self.groups.options = self._options(self.level.value, self._named(self.level.value))
        self.target.options = self.groups.options
        self._list_inside()

    def _list_inside(self) -> None:
        below = self._below(self.groups.value)
        named = self.counts.named(self.hierarchy, max(self.level.value - 1, 0))
        self.inside.options = self._options(
            self.level.value - 1, below[named[below]] if len(below) else below
        )

    def _named(self, level: int) -> np.ndarray:
        return np.flatnonzero(self.counts.named(self.hierarchy, level))

    def _options(self, level: int, groups: np.ndarray) -> list[tuple[str, str]]:
        held = self.counts.per_level(self.hierarchy)[max(level, 0)]
        if held is not None:
            groups = (
                groups[np.argsort(-held[groups], kind="stable")] if len(groups) > MOST_OPTIONS else groups
            )
        labels = self.hierarchy.labels[max(level, 0)]
        return [
            (self.counts.group_text(self.hierarchy, level, int(one)), text_of_label(labels[one]))
            for one in groups[:MOST_OPTIONS]
        ]

    def _below(self, chosen: tuple[str, ...]) -> np.ndarray:
        """Groups of the level below that lie in the chosen ones."""
        level = self.level.value
        if level < 1 or not chosen:
            return np.zeros(0, dtype=int)
        labels = [text_of_label(one) for one in self.hierarchy.labels[level][:-1]]
        groups = [labels.index(one) for one in chosen if one in labels]
        steps = self.hierarchy.steps[level - 1][:-1]
        return np.flatnonzero(np.isin(steps, groups))

    def _level_chosen(self, _: object) -> None:
        if self.level.value is not None:
            self._list_groups()
            self._show()

    def _group_chosen(self, _: object) -> None:
        self._list_inside()
        self._show()

    def _show(self) -> None:
        state, inner = self.state, 1 <= self.level.value <= self.hierarchy.n_levels - 2
        for name in ("Join", "Split", "Rename", "Move", "Remove level"):
            self.buttons[name].disabled = not inner
        self.buttons["Undo"].disabled, self.buttons["Redo"].disabled = not state.past, not state.future
        role, sign = ("alert", "&#9888; ") if state.refused else ("status", "&#10003; " if state.said else "")
        self.said.value = page(f'<div role="{role}">{sign}{escape(state.said)}</div>')
        tree = hierarchy_table(state.hierarchy, self.counts, level=self.level.value, chosen=self.groups.value)
        self.shown.value = page(STYLE, tree)


def _moving(chosen: tuple[str, ...], level: int, target: str) -> Operation:
    def move(edit: HierarchyEdit) -> Hierarchy:
        hierarchy = edit.hierarchy
        for one in chosen:
            hierarchy = HierarchyEdit(hierarchy=hierarchy).move(one, level, target)
        return hierarchy

    return move
