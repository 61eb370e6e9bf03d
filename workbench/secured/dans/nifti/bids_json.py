# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""JSON files of BIDS, rebuilt from terms that are numbers or words of closed lists."""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Identities
from secured.dans.nifti.bids_names import BidsName, bids_name, label_of, place
from secured.dans.nifti.bids_terms import clean_term
from secured.dans.nifti.removed_texts import removed_texts

__all__ = ["as_json", "clean_dataset_description", "clean_sidecar", "read_json", "texts_in"]

LARGEST = 16 * 2**20
LICENCES = {"CC0", "PDDL", "PD", "CC-BY-4.0", "CC BY 4.0", "CC-BY-SA-4.0", "ODbL", "ODC-By"}
VERSION = re.compile(r"1\.[0-9]{1,2}\.[0-9]{1,2}")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    Quarantined
        If it is none, or holds what JSON does not know.
    """
    if path.stat().st_size > LARGEST:
        raise Quarantined(Reason.UNSUPPORTED, "The JSON file is too large for a sidecar.")
    try:
        content = json.loads(
            path.read_text(encoding="utf-8-sig"), parse_constant=_refused, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise Quarantined(Reason.MALFORMED, "The file is not valid JSON.") from None
    if not isinstance(content, dict):
        raise Quarantined(Reason.MALFORMED, "The JSON file holds no object.")
    return content


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is given twice")
    return dict(pairs)


def as_json(content: dict[str, Any]) -> bytes:
    """Write an object in ASCII."""
    return (json.dumps(content, indent=1, sort_keys=True) + "\n").encode("ascii")


def clean_sidecar(
    content: dict[str, Any], name: BidsName, person: str | None, owner: str, identities: Identities
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the terms that are kept, and the texts that are not.

    Parameters
    ----------
    content : dict
    name : BidsName
        Of the sidecar: it says the task, and whose images it may speak of.
    """
    clean: dict[str, Any] = {}
    for term, value in content.items():
        kept = clean_term(term, value)
        if kept is not None:
            clean[term] = kept
    task = name.label("task")
    if "TaskName" in content and task is not None:
        clean["TaskName"] = label_of("task", task, person, identities)
    if person is not None and "IntendedFor" in content:
        value = content["IntendedFor"]
        mapped = [
            _intended(one, name, person, owner, identities)
            for one in (value if isinstance(value, list) else [value])
        ]
        clean["IntendedFor"] = [one for one in mapped if one]
    dropped = {term: value for term, value in content.items() if clean.get(term) != value}
    return clean, removed_texts(texts_in(dropped), words=False) | _names_in(dropped)


def _intended(value: Any, name: BidsName, person: str, owner: str, identities: Identities) -> str | None:
    """Map the path of another image of the same person."""
    if not isinstance(value, str):
        return None
    path = value.removeprefix("bids::")
    other = bids_name(path if path.startswith("sub-") else f"sub-{name.subject}/{path}")
    if other is None or other.subject != name.subject:
        return None
    mapped = PurePosixPath(place(other, person, owner, identities, other.ending))
    return f"bids::{mapped.relative_to(PurePosixPath(owner) / 'nifti')}"


def clean_dataset_description(content: dict[str, Any]) -> dict[str, Any]:
    """Return the least that BIDS asks for."""
    version = content.get("BIDSVersion")
    kind = content.get("DatasetType")
    clean: dict[str, Any] = {
        "Name": "De-identified dataset",
        "BIDSVersion": version if isinstance(version, str) and VERSION.fullmatch(version) else "1.9.0",
        "DatasetType": kind if kind in ("raw", "derivative") else "raw",
    }
    if clean["DatasetType"] == "derivative":
        clean["GeneratedBy"] = [{"Name": "unknown"}]
    licence = content.get("License")
    if isinstance(licence, str) and licence in LICENCES:
        clean["License"] = licence
    return clean


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            todo += [*one.values(), *one.keys()]
        elif isinstance(one, list):
            todo += one
        elif isinstance(one, int) and not isinstance(one, bool):
            yield _digits(one)


def _digits(number: int) -> str:
    return str(number) if abs(number) < 10**20 else ""


NAMING = re.compile(r"Patient|Person|Physician|Operator|Institution|Address|Station|Serial|ID$|Name$")


def _names_in(dropped: dict[str, Any]) -> frozenset[str]:
    """The words of what names somebody or something."""
    naming = [value for term, value in dropped.items() if NAMING.search(term) and term != "TaskName"]
    return removed_texts(texts_in(naming), words=True)
