# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The folder dashboard: what became of every source, why some were kept back, and what the audit found."""

from typing import TYPE_CHECKING, Any

import ipywidgets

from secured.dans.manager.folder_report import FolderReport
from secured_widgets.folder_figures import (
    done_table,
    folder_headline,
    outcomes_figure,
    reasons_figure,
    sources_table,
)
from secured_widgets.folder_filter import FolderFilter, choices
from secured_widgets.key_guard import KeyGuard
from secured_widgets.leak_figures import leak_section
from secured_widgets.view import LiveView, page

if TYPE_CHECKING:
    from secured.dans.leaks.leak_report import LeakReport

__all__ = ["FolderDashboard"]


class FolderDashboard(LiveView):
    """Outcomes by format, reasons, what was done, and the sources by code, with filters.

    Sources are known by their codes: names of files name patients. Which code is which file is said by the owner's
    list, and nowhere else.

    Parameters
    ----------
    report : FolderReport
        Of `deidentify`, or of ``FolderReport.read(destination)``.
    leaks : LeakReport, optional
        Of the audit of the same folder, shown below.
    """

    def __init__(self, report: FolderReport, leaks: "LeakReport | None" = None) -> None:
        self.report, self.leaks = report, leaks
        self.state = FolderFilter()
        self.filters = {
            name: ipywidgets.Dropdown(
                options=options, description=name.capitalize(), layout={"width": "20rem"},
                tooltip=f"show sources of one {name}",
            )
            for name, options in choices(report).items()
        }  # fmt: skip
        self.back = ipywidgets.Button(description="Previous page", layout={"width": "9rem"})
        self.forth = ipywidgets.Button(description="Next page", layout={"width": "9rem"})
        self.list = ipywidgets.HTML()
        self._draw()
        for one in self.filters.values():
            one.observe(self._chosen, "value")
        self.back.on_click(lambda _: self._turn(-1))
        self.forth.on_click(lambda _: self._turn(1))
        filters = ipywidgets.Box(
            list(self.filters.values()), layout={"flex_flow": "row wrap", "display": "flex"}
        )
        pages = ipywidgets.HBox([self.back, self.forth])
        super().__init__(
            [
                ipywidgets.HTML(page(self._overview())),
                filters,
                self.list,
                pages,
                ipywidgets.HTML(page(self._audit())),
                KeyGuard(),
            ]
        )

    def show(self, *, format: str = "", status: str = "", reason: str = "") -> None:
        """Set the filters from Python; a value that no source has leaves all filters as they are."""
        wanted = {"format": format, "status": status, "reason": reason}
        known = {name: {value for _, value in one.options} for name, one in self.filters.items()}
        if all(value in known[name] for name, value in wanted.items()):
            for name, value in wanted.items():
                self.filters[name].value = value

    def to_html(self) -> str:
        """Return everything as it stands, without controls."""
        return page(self._overview(), self._list(), self._audit())

    def _overview(self) -> str:
        report = self.report
        return (
            folder_headline(report)
            + f'<div class="row"><div>{outcomes_figure(report)}</div><div>{reasons_figure(report)}</div></div>'
        )

    def _list(self) -> str:
        entries = self.state.of(self.report)
        asked = [
            f"{name} {value}"
            for name, value in (
                ("format", self.state.format), ("status", self.state.status), ("reason", self.state.reason)
            )
            if value
        ]  # fmt: skip
        asked_for = f'<p class="small">Only {", ".join(asked)}.</p>' if asked else ""
        return (
            f"{asked_for}{sources_table(entries, self.state)}"
            '<p class="small">A code stands for a source; the owner\'s list says which. '
            "deidentification.json, in the destination, has all sources.</p>"
            f"{done_table(entries)}"
        )

    def _audit(self) -> str:
        return leak_section(self.leaks) if self.leaks is not None else ""

    def _chosen(self, _: Any) -> None:
        self.state = FolderFilter(**{name: one.value for name, one in self.filters.items()})
        self._draw()

    def _turn(self, by: int) -> None:
        self.state = self.state.turned(by, len(self.state.of(self.report)))
        self._draw()

    def _draw(self) -> None:
        n = len(self.state.of(self.report))
        self.list.value = page(self._list())
        self.back.disabled = self.state.page == 0
        self.forth.disabled = self.state.turned(1, n) == self.state
