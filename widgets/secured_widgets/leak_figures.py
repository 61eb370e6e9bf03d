# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The result of an audit: whether identifiers were found in what was handed on, and whether they could have been."""

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from secured_widgets.hatched_bars import ROW, Kind, legend, stacked_bar
from secured_widgets.svg import BLUE, RED, Axis, Chart
from secured_widgets.view import table

if TYPE_CHECKING:
    from secured.dans.leaks.leak_report import LeakReport

__all__ = ["leak_section"]

KINDS = (Kind("found", RED, "x"), Kind("looked for, not found", BLUE, ""))
MOST_ROWS, MOST_FIELDS = 50, 15
SIGNS = {"FOUND": "&#9888;", "NONE_FOUND": "&#10003;", "INCONCLUSIVE": "?"}
READING = {
    "FOUND": "Identifiers of the source are in what was handed on: do not hand it out.",
    "NONE_FOUND": "None was found by a search that finds all of them in the untouched source.",
    "INCONCLUSIVE": "Nothing was found, but the search proves too little.",
}


def leak_section(leaks: "LeakReport") -> str:
    """Verdict with its positive control, identifiers by field, and where each was found; no identifier itself."""
    verdict = str(leaks.verdict)
    control = leaks.control
    proof = table(
        ["positive control", "found", "of"],
        [
            ["identifiers in the untouched source", f"{control.found:,}", f"{control.expected:,}"],
            ["ways to write and pack a string", f"{control.ways_found:,}", f"{control.ways:,}"],
        ],
        numeric=(1, 2),
        caption="Could it have been found?",
    )
    return (
        f"<h4>Audit</h4>"
        f'<div class="box" role="status"><strong>{SIGNS[verdict]} {escape(verdict.replace("_", " ").lower())}</strong>: '
        f'{READING[verdict]}<br><span class="small">{escape(leaks.summary())} Pixels: {escape(leaks.pixels)}.</span></div>'
        f'<div class="row"><div>{_by_field(leaks)}</div><div>{proof}{_not_searched(leaks)}</div></div>{_places(leaks)}'
    )


def _by_field(leaks: "LeakReport") -> str:
    """One bar a field in which something was found, then one for all other fields of each format."""
    if not leaks.identifiers:
        return "<p>There was no identifier to look for.</p>"
    rows = _rows(leaks)
    most = max(n for _, _, n in rows)
    chart = Chart(
        title="Identifiers of the source",
        x=Axis(label="distinct identifiers", low=0, high=most * 1.4, ticks=_whole(most)),
        y=Axis(label="", low=0, high=len(rows), ticks=(1e9,)),
        width=560,
        height=76 + ROW * len(rows),
        left=215,
    )
    for at, (name, held, n) in enumerate(rows):
        parts = [
            (kind, float(one), f"{name}: {one:,} {kind.name}", "")
            for kind, one in zip(KINDS, (held, n - held), strict=True)
        ]
        stacked_bar(chart, len(rows) - at, name, parts, room=34)
        chart.note(n, len(rows) - at, f"{held:,} of {n:,}", dx=6, dy=17)
    return chart.render() + legend(KINDS)


def _rows(leaks: "LeakReport") -> list[tuple[str, int, int]]:
    """Name, identifiers found, identifiers looked for: the fields with most found, and the rest by format."""
    found = Counter({one.token: one.field for one in leaks.leaks}.values())
    named = [name for name, _ in found.most_common(MOST_FIELDS) if name in leaks.identifiers]
    rest: dict[str, list[int]] = {}
    for name, n in sorted(leaks.identifiers.items()):
        if name not in named:
            held = rest.setdefault(name.split(" ")[0], [0, 0, 0])
            held[0], held[1], held[2] = held[0] + min(found[name], n), held[1] + n, held[2] + 1
    return [
        *((name, min(found[name], leaks.identifiers[name]), leaks.identifiers[name]) for name in named),
        *(
            (f"{format}: {fields:,} {'other ' * bool(named)}field{'s' * (fields != 1)}", held, n)
            for format, (held, n, fields) in rest.items()
        ),
    ]


def _places(leaks: "LeakReport") -> str:
    if not leaks.leaks:
        return ""
    rows = [
        [str(one.token), one.field, one.file, " > ".join((*one.layers, one.encoding)), f"{one.offset:,}"]
        for one in leaks.leaks[:MOST_ROWS]
    ]
    left = len(leaks.leaks) - MOST_ROWS
    more = f'<p class="small">{left:,} more places are not listed.</p>' if left > 0 else ""
    return (
        table(
            ["identifier", "field", "file handed on", "how it is written", "byte"],
            rows,
            caption=f"Where {leaks.found:,} identifiers were found",
            numeric=(0, 4),
        )
        + more
    )


def _not_searched(leaks: "LeakReport") -> str:
    if not leaks.not_searched:
        return ""
    rows = [[name, why] for name, why in leaks.not_searched[:MOST_ROWS]]
    return table(["file", "why not"], rows, caption=f"Not searched in full: {len(leaks.not_searched):,}")


def _whole(most: int) -> tuple[float, ...]:
    return tuple(float(one) for one in range(most + 1)) if most <= 5 else ()
