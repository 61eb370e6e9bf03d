# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Damaged files are cleaned or quarantined, whatever was damaged, and never leak; large ones need little memory."""

import io
import json
import random
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Source, Stage
from secured.dans.fhir import FhirFiles
from secured.dans.fhir.json_stream import End, Entry, Member, read_objects

NAME = "Canaryname"
MR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}


def small_bundle() -> dict[str, Any]:
    patient = {
        "resourceType": "Patient", "id": "canary-id-1", "text": {"status": "generated", "div": f"<div>{NAME}</div>"},
        "identifier": [{"type": MR, "system": "urn:x", "value": "canary-mrn-2"}],
        "name": [{"family": NAME, "given": [NAME, NAME]}], "telecom": [{"system": "phone", "value": "555-canary"}],
        "address": [{"line": [f"7 {NAME} Road"], "city": NAME, "postalCode": "12345"}], "birthDate": "1970-01-02",
        "extension": [{"url": "http://x.example", "valueString": NAME}], "multipleBirthInteger": 2, "active": True,
    }  # fmt: skip
    observation = {
        "resourceType": "Observation", "id": "canary-id-3", "status": "final", "subject": {"reference": "Patient/canary-id-1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2", "display": NAME}], "text": NAME},
        "effectiveDateTime": "2020-01-02T03:04:05Z", "valueQuantity": {"value": 1.5, "unit": "cm", "code": "cm"},
        "contained": [{"resourceType": "Practitioner", "id": "canary-id-4", "name": [{"text": NAME}]}],
        "performer": [{"reference": "#canary-id-4", "display": NAME}], "note": [{"text": NAME, "time": "2020-01-02"}],
    }  # fmt: skip
    return {
        "resourceType": "Bundle", "id": "canary-id-5", "type": "collection",
        "entry": [{"fullUrl": "urn:uuid:canary-id-1", "resource": patient}, {"resource": observation}],
    }  # fmt: skip


def nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(one, dict | list):
            yield from nodes(one)


def damaged(rng: random.Random) -> bytes:
    """A bundle with one to three things wrong: in its bytes, or in its structure."""
    data = small_bundle()
    for _ in range(rng.randint(1, 3)):
        holder, key = rng.choice(list(nodes(data)))
        value, kind = holder[key], rng.randrange(8)
        odd = [
            "",
            " ",
            "\0",
            "#",
            "# ",
            "urn:uuid:",
            "urn:oid: ",
            "Patient/",
            "Patient?identifier= ",
            "\ud800",
            None,
            True,
            7,
            -1.5,
            "x",
            NAME,
            [],
            {},
            [NAME],
            {"reference": NAME},
            [[NAME]],
            {"extension": [{"url": NAME}]},
        ]
        if kind < 3 or kind == 7:
            holder[key] = rng.choice(odd)
        elif kind == 3:
            holder[key] = [value]
        elif kind == 4 and isinstance(holder, dict):
            del holder[key]
        elif kind == 5 and isinstance(holder, dict):
            holder[
                rng.choice(["id", "text", "resourceType", "entry", "contained", "_status", "value", NAME])
            ] = value
        elif isinstance(value, str):
            holder[key] = (
                value[: len(value) // 2]
                + rng.choice(["", "\ud800", "é", "\u0000", NAME])
                + value[len(value) // 2 :]
            )
    raw = bytearray(json.dumps(data).encode())
    if rng.random() < 0.4:
        for _ in range(rng.randint(1, 4)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
    if rng.random() < 0.2:
        raw = raw[: rng.randrange(len(raw))]
    return bytes(raw)


def test_five_hundred_damaged_files_are_cleaned_or_quarantined_and_never_leak(clean):
    rng, seen = random.Random(20261124), Counter()
    for _ in range(500):
        raw = damaged(rng)
        try:
            result = clean(raw)
        except Quarantined as error:
            seen[error.reason] += 1
            assert "canary" not in str(error).lower()
        else:
            seen["cleaned"] += 1
            assert "canary" not in result.text.lower(), raw
            assert "canary" not in str(dict(result.cleaned.counts)).lower()
    assert seen["cleaned"] > 100 and seen[Reason.MALFORMED] > 100 and seen[Reason.TRUNCATED] > 20
    assert set(seen) <= {"cleaned", *Reason} - {Reason.INTERNAL_ERROR}


class Drip(io.BytesIO):
    """Gives a few bytes at a time, so that every value is cut somewhere."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 1, 3))


def test_the_reader_agrees_with_the_standard_one_wherever_it_is_cut():
    data = {**small_bundle(), "total": 12345, "numbers": [1, 2.5, -3e2, "é\u0000\n", None, True], "empty": {}}
    text = json.dumps(data, indent=1) + "\n" + json.dumps({"a": 1}) + json.dumps({}) + " "
    seen: list[dict] = [{}]
    for event in read_objects(Drip(text.encode())):
        if isinstance(event, Member):
            seen[-1][event.key] = event.value
        elif isinstance(event, Entry):
            seen[-1].setdefault("entry", []).append(event.value)
        elif isinstance(event, End):
            seen.append({})
    assert json.loads(json.dumps(seen, default=float)) == [data, {"a": 1}, {}, {}]


def large_bundle(path: Path, megabytes: int) -> None:
    """A bundle of many observations of one patient."""
    observation = json.dumps(small_bundle()["entry"][1])
    with path.open("w", encoding="utf-8") as file:
        file.write('{"resourceType":"Bundle","type":"collection","entry":[')
        file.write(json.dumps(small_bundle()["entry"][0]))
        for number in range(megabytes * 2**20 // len(observation)):
            file.write("," + observation.replace("canary-id-3", f"canary-o-{number}"))
        file.write("]}")


def peak_of(megabytes: int, tmp_path: Path, identities: Any) -> tuple[int, int]:
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / f"{megabytes}.json"
    large_bundle(path, megabytes)
    stage = Stage(tmp_path / "aside" / str(megabytes))
    tracemalloc.start()
    try:
        FhirFiles().deidentify(Source(files=(path,), name=path.name), identities, stage)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    (out,) = stage.files
    size = out.stat().st_size
    return peak, size


class Endless(io.RawIOBase):
    """A bundle that is made while it is read."""

    def __init__(self, megabytes: int) -> None:
        entry = b"," + json.dumps(small_bundle()["entry"][1]).encode()
        self._pieces = [
            b'{"resourceType":"Bundle","entry":[1',
            *[entry * 200] * (megabytes * 2**20 // len(entry) // 200),
            b"]}",
        ]

    def read(self, size: int = -1) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


@pytest.mark.slow
def test_the_reader_needs_no_more_memory_for_fifty_megabytes_than_for_two():
    peaks = []
    for megabytes in (2, 50):
        file = Endless(megabytes)
        tracemalloc.start(1)
        try:
            count = sum(isinstance(event, Entry) for event in read_objects(file))
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert count > 40_000 and peaks[1] < 1.1 * peaks[0] < 2**22


@pytest.mark.slow
def test_memory_does_not_follow_the_size_of_a_bundle(tmp_path, identities):
    peak_of(1, tmp_path / "first", identities)  # tables of definitions stay
    small, _ = peak_of(1, tmp_path, identities)
    peak, size = peak_of(3, tmp_path, identities)
    assert size > 3 * 2**20
    assert peak < small + 2**20 < 2**22
