# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The span review: what was found in a text is accepted, rejected or added to, and applied; the text is seen live only."""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from secured.common import PrivacyInputError, Standing
from secured_widgets.key_guard import KeyGuard
from secured_widgets.live_text import LiveText
from secured_widgets.span_state import FoundSpan, ReviewedSpan, SpanState, kinds_table
from secured_widgets.view import LiveView, page

if TYPE_CHECKING:
    from secured.dans.text.spans import Spans

__all__ = ["SpanReview"]

KINDS = ("NAME", "DATE", "AGE", "ID", "CONTACT", "LOCATION")
HINT = "Arrow keys go from span to span, Enter accepts or rejects, Delete takes an added one away; or click."


class SpanReview(LiveView):
    """Read a note with what was found in it, accept or reject spans, add what was missed, and apply.

    ``spans`` are the accepted ones, ``result`` is the text with them replaced, ``applied`` says whether the owner has
    pressed **Apply** since the last change. The text is seen in the owner's session; a saved notebook and a report
    hold numbers by kind and no word of it.

    Parameters
    ----------
    text : str
    spans : iterable of spans
        Anything with ``start``, ``end``, ``kind`` and ``score``; spans that overlap become one.
    replace : callable, optional
        Makes the new text of the old one and the accepted spans; ``[KIND]`` for each when not given.
    on_apply : callable, optional
        Called with the accepted spans when they are applied.
    standing : Standing, default real
        Of the people in the text.
    show_text : bool, default False
        Write the text into the static page too; of simulated people only.

    Raises
    ------
    PrivacyInputError
        If a text of people is to be written who are not simulated.
    """

    def __init__(
        self,
        text: str,
        spans: Iterable[FoundSpan],
        *,
        replace: Callable[[str, tuple[ReviewedSpan, ...]], str] | None = None,
        on_apply: Callable[[tuple[ReviewedSpan, ...]], None] | None = None,
        standing: Standing = Standing.REAL,
        show_text: bool = False,
    ) -> None:
        if show_text and standing is not Standing.SIMULATED:
            raise PrivacyInputError(
                f"SpanReview: a text of {standing} people is not written into a page. Leave show_text out."
            )
        self._text, self._replace, self._on_apply = text, replace or _kinds_for_spans, on_apply
        self.standing, self.show_text = standing, show_text
        self.state = SpanState.of(len(text), spans)
        kinds = dict.fromkeys([*(one.kind for one in self.state.spans), *KINDS])
        self.note = LiveText(
            label="Note with marked spans", hint=HINT, kinds=tuple(kinds), on_message=self._asked
        )
        self.buttons = {name: self._button(name, tip, act) for name, (tip, act) in self._actions().items()}
        self.said, self.counted = ipywidgets.HTML(), ipywidgets.HTML()
        super().__init__(
            [self.note, ipywidgets.HBox(list(self.buttons.values())), self.said, self.counted, KeyGuard()]
        )
        self._show()

    @property
    def spans(self) -> tuple[ReviewedSpan, ...]:
        """What will be replaced."""
        return self.state.accepted

    def decided(self) -> "Spans":
        """Return the spans with what was accepted and what rejected, as the cleaner of texts takes them.

        Raises
        ------
        PrivacyInputError
            If they were not applied, or one is of a kind that the cleaner does not know.
        """
        from secured.dans.text.kinds import Kind
        from secured.dans.text.spans import Span, Spans

        unknown = {one.kind for one in self.state.spans} - set(Kind)
        if unknown or not self.applied:
            raise PrivacyInputError(
                f"SpanReview: nothing is decided, or {len(unknown)} kinds are unknown. Apply the spans; use {', '.join(Kind)}."
            )
        return Spans(
            spans=tuple(
                Span(
                    start=one.start, end=one.end, kind=Kind(one.kind), score=one.score, accepted=one.accepted,
                    rule="added by a person" if one.added else "",
                )
                for one in self.state.spans
            )
        )  # fmt: skip

    @property
    def applied(self) -> bool:
        """Whether the present spans were applied."""
        return self.state.applied

    @property
    def result(self) -> str:
        """The text with the accepted spans replaced."""
        return self._replace(self._text, self.spans)

    def toggle(self, number: int) -> None:
        """Accept or reject a span, by its number in the text from 0 on."""
        self._become(self.state.toggled(number))

    def add(self, start: int, end: int, kind: str) -> None:
        """Add a span by its characters; the end is not part of it."""
        self._become(self.state.added([(start, end)], kind))

    def find(self, sought: str, kind: str) -> None:
        """Add every place of a text as a kind, whatever its case."""
        places = (
            [one.span() for one in re.finditer(re.escape(sought), self._text, re.IGNORECASE)]
            if sought
            else []
        )
        self._become(self.state.added(places, kind))

    def apply(self) -> None:
        """Take the accepted spans as final, and hand them to `on_apply`."""
        self._become(self.state.finished())
        if self._on_apply is not None:
            self._on_apply(self.spans)

    def to_html(self) -> str:
        """Return numbers by kind; of simulated people the text, if asked for."""
        n = len(self.spans)
        done = f"{n} span{'s' * (n != 1)} " + (
            "replaced" if self.applied else "to be replaced, not applied yet"
        )
        text = ""
        if self.show_text:
            shown = escape(self.result) if self.applied else _marked(self._text, self.state.spans)
            text = f'<div style="white-space:pre-wrap;max-width:60rem;line-height:1.7">{shown}</div>'
        return page(
            f"<p><strong>{done}</strong> in a text of {self.state.length:,} characters ({escape(str(self.standing))} people)."
            f"{'' if self.show_text else ' The text is not part of this page.'}</p>",
            text,
            kinds_table(self.state),
        )

    def _actions(self) -> dict[str, tuple[str, Callable[[], None]]]:
        return {
            "Accept all": ("replace all spans", lambda: self._become(self.state.all_switched(True))),
            "Reject all": ("replace none", lambda: self._become(self.state.all_switched(False))),
            "Apply": ("replace the accepted spans", self.apply),
            "Show the spans again": ("go back to the text as it was", self._again),
        }

    def _button(self, name: str, tip: str, act: Callable[[], None]) -> ipywidgets.Button:
        button = ipywidgets.Button(
            description=name, tooltip=tip, layout={"width": "auto"},
            button_style="primary" if name == "Apply" else "",
        )  # fmt: skip
        button.on_click(lambda _: act())
        return button

    def _asked(self, what: str, about: Any) -> None:
        """What the text was asked for by pointer or keys."""
        if self.applied:  # what is on show is the result, whose characters are others
            self._become(self.state.refusing("Show the spans again first."))
        elif what == "add":
            self.add(*about)
        elif what == "find":
            self.find(*about)
        else:
            self._become(self.state.toggled(about) if what == "toggle" else self.state.removed(about))

    def _again(self) -> None:
        self._become(SpanState(length=self.state.length, spans=self.state.spans, said="As it was."))

    def _become(self, state: SpanState) -> None:
        self.state = state
        self._show()

    def _show(self) -> None:
        state = self.state
        if state.applied:
            self.note.show(self.result, [])
        else:
            self.note.show(self._text, state.for_page())
        role, sign = ("alert", "&#9888; ") if state.refused else ("status", "")
        self.said.value = page(f'<div role="{role}">{sign}{escape(state.said)}</div>')
        self.counted.value = page(kinds_table(state))


def _kinds_for_spans(text: str, spans: tuple[ReviewedSpan, ...]) -> str:
    """The plainest replacement: the kind in brackets."""
    parts, at = [], 0
    for one in spans:
        parts += [text[at : one.start], f"[{one.kind}]"]
        at = one.end
    return "".join([*parts, text[at:]])


def _marked(text: str, spans: tuple[ReviewedSpan, ...]) -> str:
    """The text with its spans marked and named, for simulated notes."""
    parts, at = [], 0
    for one in spans:
        look = "border-bottom:2px solid" if one.accepted else "border-bottom:1px dotted"
        parts.append(
            f'{escape(text[at : one.start])}<span style="{look}" title="{escape(one.words())}">'
            f"{escape(text[one.start : one.end])}</span>"
            f'<sup style="opacity:.85">{escape(one.kind)}{"" if one.accepted else " ✕"}</sup>'
        )
        at = one.end
    return "".join([*parts, escape(text[at:])])
