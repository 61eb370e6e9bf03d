# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A de-identified folder in figures and tables: outcomes by format, reasons, what was done, and the sources by code."""

from collections import Counter
from html import escape

from secured.common.outcome import Status
from secured.dans.manager.folder_report import Entry, FolderReport
from secured_widgets.folder_filter import FolderFilter, format_of, n_pages, words
from secured_widgets.hatched_bars import ROW, Kind, legend, stacked_bar
from secured_widgets.svg import GREEN, ORANGE, Axis, Chart
from secured_widgets.view import table

__all__ = ["done_table", "folder_headline", "outcomes_figure", "reasons_figure", "sources_table"]

KINDS = (Kind("de-identified", GREEN, ""), Kind("quarantined", ORANGE, "x"))
MOST_FORMATS = 30


def folder_headline(report: FolderReport) -> str:
    """The sum that has to come out: every source is one or the other."""
    n, quarantined = len(report.entries), report.n_quarantined
    sign = "&#9888; " if quarantined else "&#10003; "
    rest = (
        f"{quarantined:,} quarantined: nothing of them was handed on."
        if quarantined
        else "none was quarantined."
    )
    return (
        f'<div class="box" role="status"><strong>{report.n_deidentified:,} of {n:,} sources were de-identified, '
        f'{sign}{rest}</strong><br><span class="small">Profile {escape(report.profile)}, key '
        f"{escape(report.key_fingerprint)} (its fingerprint).</span></div>"
    )


def outcomes_figure(report: FolderReport) -> str:
    """One bar a format: de-identified and quarantined sources."""
    formats = list(report.by_format().items())[:MOST_FORMATS]
    most = max((sum(n.values()) for _, n in formats), default=1)
    chart = _bars("Sources by format", "sources", len(formats), most, room=1.4)
    for at, (format, n) in enumerate(formats):
        held = [n[str(status)] for status in (Status.DEIDENTIFIED, Status.QUARANTINED)]
        parts = [
            (kind, float(one), f"{format}: {one:,} {kind.name}", "")
            for kind, one in zip(KINDS, held, strict=True)
        ]
        stacked_bar(chart, len(formats) - at, format, parts)
        beside = f"✓ {held[0]:,}" + (f"  ✕ {held[1]:,}" if held[1] else "")
        chart.note(sum(held), len(formats) - at, beside, dx=6, dy=17)
    return chart.render() + legend(KINDS)


def reasons_figure(report: FolderReport) -> str:
    """One bar a reason, the most frequent first; empty where nothing was quarantined."""
    reasons = list(report.by_reason().items())
    if not reasons:
        return ""
    chart = _bars("Why sources were quarantined", "sources", len(reasons), max(n for _, n in reasons))
    for at, (reason, n) in enumerate(reasons):
        tip = f"{words(reason)}: {n:,}"
        stacked_bar(chart, len(reasons) - at, words(reason), [(KINDS[1], float(n), tip, f"{n:,}")], room=24)
    return chart.render()


def done_table(entries: tuple[Entry, ...]) -> str:
    """What was done to the sources that were handed on, summed over each format."""
    done: dict[str, Counter[str]] = {}
    for one in entries:
        if one.outcome.deidentified:
            done.setdefault(format_of(one), Counter()).update(one.outcome.counts)
    if not done:
        return ""
    rows = [
        [format, what.replace("_", " "), f"{n:,}"]
        for format, counted in sorted(done.items())
        for what, n in sorted(counted.items())
        if n
    ]
    return table(["format", "what was done", "times"], rows, caption="What was done", numeric=(2,))


def sources_table(entries: tuple[Entry, ...], state: FolderFilter) -> str:
    """One page of sources, by code; a source's name is in no view."""
    shown = state.shown(entries)
    if not shown:
        return '<p role="status">No source is like that.</p>'
    rows = [
        [one.code, format_of(one), _outcome(one), one.outcome.detail or _done(one), f"{len(one.places):,}"]
        for one in shown
    ]
    pages = n_pages(len(entries))
    part = f", page {state.page + 1:,} of {pages:,}" if pages > 1 else ""
    return table(
        ["code", "format", "outcome", "why, or what was done", "files handed on"],
        rows,
        caption=f"{len(entries):,} sources{part}",
        numeric=(4,),
    )


def _outcome(entry: Entry) -> str:
    """In words that stay on one line."""
    if entry.outcome.deidentified:
        return "✓\N{NO-BREAK SPACE}de\N{NON-BREAKING HYPHEN}identified"
    return f"✕ {words(str(entry.outcome.reason))}".replace(" ", "\N{NO-BREAK SPACE}")


def _done(entry: Entry) -> str:
    return ", ".join(
        f"{what.replace('_', ' ')} {n:,}" for what, n in sorted(entry.outcome.counts.items()) if n
    )


def _bars(title: str, label: str, n: int, most: int, room: float = 1.05) -> Chart:
    return Chart(
        title=title,
        x=Axis(label=label, low=0, high=most * room, ticks=_whole(most)),
        y=Axis(label="", low=0, high=max(n, 1), ticks=(1e9,)),
        width=560,
        height=76 + ROW * max(n, 1),
        left=160,
    )


def _whole(most: int) -> tuple[float, ...]:
    """Ticks at whole numbers where there are few."""
    return tuple(float(one) for one in range(most + 1)) if most <= 5 else ()
