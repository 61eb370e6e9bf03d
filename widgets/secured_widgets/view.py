# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The base of every view: live in JupyterLab, static HTML wherever there is no front end."""

from html import escape
from typing import Any

import ipywidgets

from secured.studies import Assessment

__all__ = ["AssessmentView", "LiveView", "StaticView", "page", "table"]

STYLE = """<style>
.secured-view { color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, inherit); line-height: 1.4; }
.secured-view .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: flex-start; }
.secured-view table { border-collapse: collapse; color: inherit; font-size: .85rem; margin: .4rem 0; }
.secured-view th, .secured-view td { border-bottom: 1px solid var(--jp-border-color2, #8886); padding: .2rem .55rem; text-align: left; vertical-align: top; background: transparent; color: inherit; }
.secured-view th { font-weight: 600; }
.secured-view td.n, .secured-view th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.secured-view caption { text-align: left; font-weight: 600; padding: .2rem 0; }
.secured-view .box { border: 2px solid currentColor; border-radius: 6px; padding: .6rem .9rem; margin: .4rem 0; max-width: 60rem; }
.secured-view .small { font-size: .8rem; opacity: .85; max-width: 60rem; }
.secured-view h4 { margin: .7rem 0 .2rem; font-size: .95rem; }
.secured-view svg { max-width: 100%; height: auto; }
</style>"""


def page(*parts: str) -> str:
    """Wrap parts in the one scoped element that carries the style."""
    return f'{STYLE}<div class="secured-view">{"".join(parts)}</div>'


def table(
    header: list[str], rows: list[list[str]], *, caption: str = "", numeric: tuple[int, ...] = ()
) -> str:
    """Return an HTML table; every cell is escaped, numeric columns are set right."""

    def cell(tag: str, at: int, text: str) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{' class=n' if at in numeric else ''}>{escape(text)}</{tag}>"

    head = "".join(cell("th", at, text) for at, text in enumerate(header))
    body = "".join(f"<tr>{''.join(cell('td', at, text) for at, text in enumerate(row))}</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class StaticView:
    """A view that is only HTML."""

    def to_html(self) -> str:
        """Return self-contained HTML."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class AssessmentView(StaticView):
    """A static view of one release assessment.

    Parameters
    ----------
    assessment : Assessment
    """

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment


class LiveView(ipywidgets.VBox):
    """A view with controls; beside the live widget it always hands out its static HTML."""

    def to_html(self) -> str:
        """Return self-contained HTML of the present state, without controls."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return data | {"text/html": self.to_html(), "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
