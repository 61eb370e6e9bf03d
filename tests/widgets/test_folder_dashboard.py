# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The folder dashboard: its sums come out, filters choose, thousands of sources stay quick, names stay out."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common.outcome import Outcome, Reason, Status
from secured.dans.leaks.leak_report import Control, Leak, LeakReport
from secured.dans.manager.folder_report import Entry, FolderReport
from secured_widgets import FolderDashboard
from secured_widgets.folder_figures import outcomes_figure
from secured_widgets.folder_filter import PAGE, FolderFilter, n_pages

CANARY = "CANARY-6021"
FORMATS = ("dicom", "nifti", "text", "")


def entry(number: int, format: str, reason: Reason | None, detail: str = "") -> Entry:
    if reason is None:
        outcome = Outcome(
            status=Status.DEIDENTIFIED, format=format or "dicom", counts={"removed": 3, "dates_shifted": 2}
        )
    else:
        outcome = Outcome(status=Status.QUARANTINED, format=format, reason=reason, detail=detail)
    places = (f"aaa/{number}.dcm",) if reason is None else ()
    return Entry(
        code=f"{number:016d}", fingerprint="f", outcome=outcome, places=places, name=f"{CANARY}/{number}.dcm"
    )


def report(entries: tuple[Entry, ...]) -> FolderReport:
    return FolderReport(profile="basic", key_fingerprint="0123456789abcdef", entries=entries)


@pytest.fixture
def ward() -> FolderReport:
    """Six sources, three of them quarantined, one with a detail that would break careless HTML."""
    return report(
        (
            entry(1, "dicom", None),
            entry(2, "dicom", None),
            entry(3, "dicom", Reason.TRUNCATED, "512 rows, <b>300</b> follow."),
            entry(4, "text", None),
            entry(5, "", Reason.UNKNOWN_FORMAT, "No format of the profile recognises the content."),
            entry(6, "nifti", Reason.TRUNCATED, "Ends early."),
        )
    )


def test_outcomes_reasons_and_what_was_done(ward: FolderReport) -> None:
    html = FolderDashboard(ward).to_html()
    assert "3 of 6 sources were de-identified" in html and "3 quarantined" in html
    assert "dicom: 2 de-identified" in html and "dicom: 1 quarantined" in html
    assert "truncated: 2" in html and "unknown format: 1" in html
    assert "<td>dicom</td><td>dates shifted</td><td class=n>4</td>" in html
    assert "512 rows, &lt;b&gt;300&lt;/b&gt; follow." in html and "<b>300" not in html
    assert html.index("0000000000000003") < html.index("0000000000000001")  # the quarantined come first


def test_filters_choose(ward: FolderReport) -> None:
    view = FolderDashboard(ward)
    assert ("dicom (3)", "dicom") in view.filters["format"].options
    view.filters["format"].value = "dicom"
    view.filters["reason"].value = "TRUNCATED"
    assert "0000000000000003" in view.list.value and "0000000000000006" not in view.list.value
    view.filters["status"].value = "DEIDENTIFIED"
    assert "No source is like that." in view.list.value
    view.show(status="QUARANTINED")
    assert view.state == FolderFilter(status="QUARANTINED")
    view.show(status="QUARANTINED", reason="NO_SUCH")
    assert view.state == FolderFilter(status="QUARANTINED")
    with pytest.raises(TypeError):
        view.show(statuss="QUARANTINED")
    with pytest.raises(TypeError):
        FolderDashboard(ward, leak=None)  # type: ignore[call-arg]


@given(
    st.lists(st.tuples(st.sampled_from(FORMATS), st.sampled_from([None, *Reason])), max_size=120),
    st.sampled_from(["", "unknown", "dicom"]),
    st.sampled_from(["", *map(str, Status)]),
    st.lists(st.sampled_from([-1, 1, 5]), max_size=6),
)
def test_every_source_is_on_exactly_one_page(
    kinds: list[tuple[str, Reason | None]], format: str, status: str, turns: list[int]
) -> None:
    folder = report(tuple(entry(at, *kind) for at, kind in enumerate(kinds)))
    state = FolderFilter(format=format, status=status)
    kept = state.of(folder)
    assert {one.code for one in kept} == {
        one.code
        for one in folder.entries
        if (not format or (one.outcome.format or "unknown") == format)
        and (not status or one.outcome.status == status)
    }
    pages = [replace(state, page=at).shown(kept) for at in range(n_pages(len(kept)))]
    assert [one for page in pages for one in page] == list(kept)
    for by in turns:
        state = state.turned(by, len(kept))
        assert 0 <= state.page < n_pages(len(kept)) and (state.shown(kept) or not kept)


def test_ten_thousand_sources_stay_quick_and_small(saved: Callable[[Any], str]) -> None:
    rng = np.random.default_rng(3)
    reasons = list(Reason)
    entries = tuple(
        entry(at, str(rng.choice(FORMATS)), reasons[at % len(reasons)] if rng.random() < 0.3 else None)
        for at in range(10_000)
    )
    start = time.perf_counter()
    view = FolderDashboard(report(entries))
    view.show(status="QUARANTINED")
    view.forth.click()
    assert time.perf_counter() - start < 2
    assert view.state.page == 1 and not view.back.disabled
    assert view.list.value.count("<td>0000") == PAGE
    assert len(saved(view)) < 600_000


def test_names_of_sources_are_nowhere(ward: FolderReport, saved: Callable[[Any], str]) -> None:
    view = FolderDashboard(ward)
    assert CANARY not in saved(view)
    assert CANARY in ward.entries[0].name


def test_the_check_for_names_would_notice(ward: FolderReport, saved: Callable[[Any], str]) -> None:
    """A variant that shows the name in the place of the code."""
    open_entries = tuple(replace(one, code=one.name) for one in ward.entries)
    assert CANARY in saved(FolderDashboard(report(open_entries)))


def test_an_empty_folder() -> None:
    assert "0 of 0 sources" in FolderDashboard(report(())).to_html()


def test_colour_is_never_the_only_sign(ward: FolderReport) -> None:
    svg = outcomes_figure(ward)
    assert "✓ 2  ✕ 1" in svg and svg.count("stroke-opacity") >= 3 and "url(" not in svg


def audit(**changes: Any) -> LeakReport:
    first = LeakReport(
        identifiers={"dicom PatientName": 2, "<i>MRN": 3},
        leaks=(),
        control=Control(expected=5, found=5, ways=70, ways_found=70),
        files=3,
        size=1000,
    )
    return replace(first, **changes)


def test_an_audit_of_very_many_fields_is_summed_by_format(ward: FolderReport) -> None:
    leaks = tuple(
        Leak(token=at, field=f"dicom Element{at % 40:02d}", file="a", encoding="utf-8") for at in range(60)
    )
    fields = {f"dicom Element{at:02d}": 5 for at in range(300)} | {"fhir id": 7}
    html = FolderDashboard(ward, audit(identifiers=fields, leaks=leaks)).to_html()
    assert "dicom: 285 other fields" in html and "30 of 1,425" in html and "0 of 7" in html
    assert "10 more places are not listed" in html


def test_the_audit_stands_beside(ward: FolderReport) -> None:
    html = FolderDashboard(ward, audit()).to_html()
    assert "none found" in html and "5 identifiers of the source, 0 found in 3 files" in html
    assert "dicom: 1 field" in html and "&lt;i&gt;MRN: 1 field" in html and "<i>MRN" not in html
    leak = Leak(
        token=4, field="<i>MRN", file="aaa/1.dcm", encoding="utf-16-le", layers=("gzip",), offset=1234
    )
    html = FolderDashboard(ward, audit(leaks=(leak,))).to_html()
    assert "do not hand it out" in html and "gzip &gt; utf-16-le" in html and "1,234" in html
    assert "1 of 3" in html and "dicom: 1 other field" in html
    html = FolderDashboard(ward, audit(control=Control(expected=5, found=4))).to_html()
    assert "inconclusive" in html and "proves too little" in html
