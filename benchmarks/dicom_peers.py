# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: of 623 identifying attributes, planted at top level and nested, our DICOM engine leaves none; others do.

The canary study (four MR images of one simulated patient) is de-identified by our engine and, where the peers'
environment is there (`make peers`), by dicognito, dicom-anonymizer, dcmanon and deid with their defaults, in one run. An
attribute is left where its original value is still at its place. Files a second are of copies of a CT image that
pydicom carries, header only, one process: read the ratios. Writes results/dicom_peers.json and .svg beside this file.
"""

import json
import shutil
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from peers.environment import run_peer
from plot import keep
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file

from secured.common import ProjectKey
from secured.dans.deidentification import Identities, Source, Stage
from secured.dans.dicom import DicomFiles, DicomOptions
from secured.dans.dicom.canary_study import FREE_TEXT, CanaryStudy, canary_study, canary_tags
from secured.dans.dicom.scorer import canary_key, score

COPIES, ROUNDS = 40, 3
PEERS = ("dicognito", "dicom-anonymizer 2023", "dicom-anonymizer 2026c", "dcmanon", "deid")
OURS = {
    "SECURED basic": DicomOptions(),
    "SECURED modified dates": DicomOptions(retain_longitudinal_modified_dates=True),
}
NAME = "Canarius"
REFERENCES = 0x00081140


def ours(options: DicomOptions, source: Path, target: Path) -> dict[str, Any]:
    """De-identify a folder, as the peers' program does."""
    files = DicomFiles(options=options, accept_unreviewed_pixels=True)
    identities = Identities(key=ProjectKey(bytes(range(32))))
    paths, start = sorted(source.glob("*.dcm")), time.perf_counter()
    for path in paths:
        stage = Stage(target / f"aside_{path.stem}")
        files.deidentify(Source(files=(path,), name=path.name), identities, stage)
        stage.files[0].replace(target / path.name)
        stage.discard()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "files": len(paths), "written": len(paths), "failures": {}}


def run(tool: str, source: Path) -> tuple[dict[str, Any] | None, Path]:
    """Run a tool on a folder; return its figures and where the outputs are."""
    target = Path(tempfile.mkdtemp(prefix="dicom_peers_"))
    if tool in OURS:
        return ours(OURS[tool], source, target), target
    return run_peer("dicom_tools.py", tool, str(source), str(target)), target


def text(dataset: Dataset, tag: int) -> str | None:
    """A value as text; None where there is none."""
    element = dataset.get(tag)
    if element is None or element.value in (None, "", b"") or (element.VR == "SQ" and not element.value):
        return None
    return str(element.value)


def left(before: Dataset, after: Dataset | None, mapped: set[int]) -> int:
    """How many of the table's attributes still hold the original value; but sequences that keep mapped references."""
    if after is None:
        return 0
    return sum(
        text(before, tag) is not None and text(before, tag) == text(after, tag)
        for tag in canary_tags().keys() - mapped
    )


def nested(dataset: Dataset) -> Dataset | None:
    """The data set two sequences deep, where it is still there."""
    outer = dataset.get(0x52009229)
    inner = outer.value[0].get(0x00189114) if outer is not None and outer.value else None
    return inner.value[0] if inner is not None and inner.value else None


def marked(before: Dataset, after: Dataset, chosen: Any) -> int:
    """How many elements of some groups still hold what was planted."""
    planted = [one for one in before if chosen(one.tag) and one.value not in (None, "", b"")]
    return sum(text(after, int(one.tag)) == str(one.value) for one in planted)


def dates(befores: list[Dataset], afters: list[Dataset]) -> str:
    """Whether dates moved and their gap over the series stayed: by Study Date, of the first and the third image."""
    old = [int(one.StudyDate[-2:]) for one in (befores[0], befores[2])]
    new = [str(one.get("StudyDate") or "") for one in (afters[0], afters[2])]
    if not all(len(day) == 8 for day in new):
        return "removed"
    if new == [befores[0].StudyDate, befores[2].StudyDate]:
        return "left"
    first, second = (datetime.strptime(day, "%Y%m%d") for day in new)
    return "moved, gap kept" if (second - first).days == old[1] - old[0] else "replaced, gap lost"


def judge(study: CanaryStudy, target: Path) -> dict[str, Any] | None:
    """The columns of the comparison; None where a file is missing or cannot be read."""
    befores = list(study.datasets)
    try:
        afters = [dcmread(target / f"canary_{at}.dcm") for at in range(len(befores))]
        [list(one.iterall()) for one in afters]
    except Exception as error:  # noqa: BLE001  (an output that cannot be read is a figure too)
        return {"unreadable": type(error).__name__}
    uids = {str(one.get("SOPInstanceUID", "")) for one in afters} - {""}
    before, after = befores[0], afters[0]
    references = [
        str(item.get("ReferencedSOPInstanceUID"))
        for one in afters
        for item in (one.get("ReferencedImageSequence") or [])[:1]
    ]
    mapping, patients = {}, {}
    for old, new in zip(befores, afters, strict=True):
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
            mapping[str(old[keyword].value)] = str(new.get(keyword) or "")
        patients[str(old.PatientID)] = str(new.get("PatientID") or "")
    try:
        share = score(canary_key(study), target, uids=mapping, patients=patients).share
    except ValueError:
        share = None  # all outputs have the same identifier
    markers = [
        f"0012,{tag & 0xFFFF:04X}"
        for tag in (0x00120062, 0x00120063, 0x00120064)
        if text(after, tag) is not None
    ]
    return {
        "left_top": left(before, after, {REFERENCES}),
        "left_nested": left(nested(before), nested(after), {REFERENCES}),
        "private_left": marked(before, after, lambda tag: tag.is_private and not tag.is_private_creator),
        "overlay_or_curve_left": marked(
            before,
            after,
            lambda tag: tag.group >> 8 in (0x50, 0x60) and tag.element in (0x3000, 0x4000, 0x22),
        ),
        "free_text_with_name": sum(NAME in str(after.get(field, "")) for field in FREE_TEXT),
        "references_that_resolve": sum(uid in uids for uid in references),
        "different_sop_uids": len(uids),
        "dates": dates(befores, afters),
        "markers": markers,
        "method_codes": len(after.get("DeidentificationMethodCodeSequence") or []),
        "midi_compatible_share": share,
    }


def speed(tool: str, folder: Path) -> float | None:
    """Median files a second over rounds on copies of a small CT image."""
    rates = []
    for _ in range(ROUNDS):
        figures, target = run(tool, folder)
        shutil.rmtree(target)
        if figures is None or not figures["written"]:
            return None
        rates.append(figures["files"] / figures["seconds"])
    return statistics.median(rates)


def main() -> None:
    """Run and report."""
    work = Path(tempfile.mkdtemp(prefix="dicom_peers_"))
    study, small = canary_study(), work / "small"
    study.write(work / "study")
    small.mkdir()
    for at in range(COPIES):
        dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"2.25.{at + 1}"
        dataset.save_as(small / f"{at:03d}.dcm")
    figures: dict[str, Any] = {"attributes": len(canary_tags())}
    for tool in (*OURS, *PEERS):
        ran, target = run(tool, work / "study")
        if ran is None:
            continue
        figures[tool] = {**ran, "judged": judge(study, target), "files_per_second": speed(tool, small)}
        shutil.rmtree(target)
        print(f"dicom_peers: {tool}: {json.dumps(figures[tool])}")
    shutil.rmtree(work)
    bars = {
        tool: one["judged"]["left_top"] + one["judged"]["left_nested"]
        for tool, one in figures.items()
        if isinstance(one, dict) and "left_top" in one["judged"]
    }
    keep(Path(__file__), figures, bars=bars, limit=0, unit="attributes left, of 1246")
    if bars["SECURED basic"]:
        raise SystemExit("dicom_peers: our engine leaves an attribute")


if __name__ == "__main__":
    main()
