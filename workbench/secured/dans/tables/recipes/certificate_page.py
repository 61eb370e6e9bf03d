# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A certificate as one page that opens offline, in light and dark, and holds its own JSON for the check."""

from collections.abc import Mapping
from html import escape, unescape
from importlib.resources import files
from typing import Any

from secured.common.result_table import html_table

__all__ = ["certificate_body", "certificate_page", "json_of_page"]

BEGIN, END = '<pre id="json">', "</pre>"


def certificate_page(content: Mapping[str, Any], text: str) -> str:
    """Return the page; `text` is the JSON of `content`."""
    template = (
        files("secured.dans.tables.recipes").joinpath("certificate_page.html").read_text(encoding="utf-8")
    )
    body = certificate_body(content) + (
        f"<details><summary>The same as JSON</summary>{BEGIN}{escape(text)}{END}</details>"
    )
    title = escape(f"Certificate of anonymization: {content['input']['name']}")
    head, _, tail = template.replace("{{title}}", title, 1).partition("{{body}}")
    return head + body + tail


def json_of_page(page: str) -> str:
    """Return the JSON that a page holds, empty where it holds none."""
    return unescape(page.partition(BEGIN)[2].partition(END)[0])


def certificate_body(content: Mapping[str, Any]) -> str:
    """Return headings and tables, escaped."""
    configuration = content["configuration"]
    models = "".join(f"<li>{escape(model['meaning'])}</li>" for model in configuration["models"])
    attributes = [
        (
            name,
            column["role"],
            column["type"],
            column.get("hierarchy"),
            column.get("height"),
            content["solution"]["levels"].get(name),
        )
        for name, column in content["attributes"].items()
    ]
    return "".join(
        [
            f"<h1>Certificate of anonymization: {escape(content['input']['name'])}</h1>",
            f"<p>{escape(content['date'])}. A promise is not a verdict: what an attack finds, the attack report tells.</p>",
            _section("Input", _pairs("Table", content["input"])),
            _section(
                "Attributes",
                html_table(
                    "Columns",
                    ("column", "role", "type", "hierarchy", "levels it has", "level chosen"),
                    attributes,
                ),
            ),
            _section(
                "Configuration",
                f"<ul>{models}</ul>"
                + _pairs(
                    "Settings", {name: value for name, value in configuration.items() if name != "models"}
                ),
            ),
            _section(
                "Solution",
                _pairs(
                    "Levels found",
                    {name: value for name, value in content["solution"].items() if name != "levels"},
                ),
            ),
            _section("Output", _pairs("Release", content["output"])),
            _section("Risk of re-identification", _risk(content["risk"])),
            _section("Quality of the release", _quality(content["quality"])),
            _section("Versions", _pairs("Software", content["versions"])),
            f"<p>SHA-256 of this certificate's content: <code>{escape(content['content_sha256'])}</code></p>",
        ]
    )


def _section(title: str, inner: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{inner}</section>"


def _pairs(caption: str, values: Mapping[str, Any]) -> str:
    rows = [
        (name.replace("_", " "), _plain(value)) for name, value in values.items() if value not in (None, {})
    ]
    return html_table(caption, ("figure", "value"), rows)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _risk(risk: Mapping[str, Any]) -> str:
    names = ("highest", "average", "lowest", "at_risk", "success_rate")
    rows = [
        (attacker, *(risk[attacker].get(name) for name in names))
        for attacker in ("prosecutor", "journalist", "marketer")
    ]
    where = f"{risk['population']} people" if risk["population"] else "the release itself"
    caption = f"Threshold {risk['threshold']:g}; population: {where}"
    return html_table(
        caption, ("attacker", "highest", "average", "lowest", "records at risk", "success rate"), rows
    )


def _quality(quality: Mapping[str, Any]) -> str:
    columns = list(next(iter(quality["attributes"].values()), {}))
    rows = [
        (
            name.replace("_", " "),
            value,
            *(quality["attributes"].get(name, {}).get(column) for column in columns),
        )
        for name, value in quality["dataset"].items()
    ]
    return html_table(
        "1 is the exact table, 0 nothing left; missings and suppressed are shares",
        ("statistic", "all", *columns),
        rows,
    )
