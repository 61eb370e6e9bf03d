# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A MIDI-compatible score: the share of required actions that de-identified files show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.dans.dicom.quiet_pydicom import quiet_pydicom
from secured.dans.dicom.scorer.answer_key import AnswerKey
from secured.dans.dicom.scorer.check_actions import Evidence, holds

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["Failure", "MidiCompatibleScore", "score"]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A check that failed: which instance of the key, what was asked for, and where; no value."""

    instance: int
    action: str
    place: str


@dataclass(frozen=True, kw_only=True)
class MidiCompatibleScore:
    """How many of the required actions were done.

    Parameters
    ----------
    table : DataFrame
        One row an action and category: ``passed``, ``failed``, ``not_judged``.
    missing : int
        Instances of the key without an output; all their checks count as failed.
    failures : tuple of Failure
    """

    table: pd.DataFrame
    missing: int
    failures: tuple[Failure, ...] = ()

    @property
    def passed(self) -> int:
        """Checks that hold."""
        return int(self.table["passed"].sum())

    @property
    def total(self) -> int:
        """Checks that were judged."""
        return self.passed + int(self.table["failed"].sum())

    @property
    def share(self) -> float:
        """Passed of total, 0 to 1; NaN where nothing was judged."""
        return self.passed / self.total if self.total else float("nan")

    def by_action(self) -> pd.DataFrame:
        """The table summed over categories."""
        return self.table.groupby("action", sort=True)[["passed", "failed", "not_judged"]].sum().reset_index()

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "passed": self.passed,
            "total": self.total,
            "share": self.share,
            "missing": self.missing,
            "table": self.table.to_dict("records"),
        }

    def _repr_html_(self) -> str:
        head = (
            f"<p><b>{self.passed} of {self.total}</b> required actions ({self.share:.2%}), "
            f"{self.missing} instances without output; MIDI-compatible scoring</p>"
        )
        return head + self.table.to_html(index=False, escape=True)


def score(
    key: AnswerKey,
    folder: str | Path,
    *,
    uids: Mapping[str, str],
    patients: Mapping[str, str],
    read_text: Callable[[np.ndarray], str] | None = None,
) -> MidiCompatibleScore:
    """Judge the DICOM files below a folder by an answer key.

    Parameters
    ----------
    key : AnswerKey
    folder : path
        De-identified files, in any arrangement; files that are no DICOM are passed over.
    uids, patients : mapping of str to str
        New unique and patient identifiers by the old ones, as `read_mapping` reads them.
    read_text : callable or None
        Reads characters in pixels; without it, checks of hidden pixels are not judged, and say so.

    Raises
    ------
    PrivacyInputError
        If the folder does not exist, or two files in it have the same SOP Instance UID.
    """
    outputs, evidence = _outputs(Path(folder)), Evidence(uids=uids, patients=patients, read_text=read_text)
    counts: Counter[tuple[str, str, str]] = Counter()
    failures, missing = [], 0
    for number, instance in enumerate(key.instances):
        path = outputs.get(uids.get(instance.instance, instance.instance))
        missing += path is None
        with quiet_pydicom():
            dataset = None if path is None else _read(path)
            for check in instance.checks:
                held = False if dataset is None else holds(check, dataset, evidence)
                verdict = "not_judged" if held is None else "passed" if held else "failed"
                counts[str(check.action), check.category, verdict] += 1
                if held is False:
                    place = str(check.place or "")
                    failures.append(Failure(instance=number, action=str(check.action), place=place))
    rows = sorted({(action, category) for action, category, _ in counts})
    verdicts = ("passed", "failed", "not_judged")
    table = pd.DataFrame(
        [(*row, *(counts[(*row, verdict)] for verdict in verdicts)) for row in rows],
        columns=["action", "category", *verdicts],
    )
    return MidiCompatibleScore(table=table, missing=missing, failures=tuple(failures))


def _outputs(folder: Path) -> dict[str, Path]:
    """Files by SOP Instance UID."""
    if not folder.is_dir():
        raise PrivacyInputError(f"score: {folder.name} is no folder. Name the folder of de-identified files.")
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        with quiet_pydicom():
            dataset = _read(path, header=True)
        uid = str(dataset.get("SOPInstanceUID", "")) if dataset is not None else ""
        if uid and found.setdefault(uid, path) != path:
            raise PrivacyInputError(
                "score: two files have the same SOP Instance UID. Score one run's output."
            )
    return found


def _read(path: Path, *, header: bool = False) -> Dataset | None:
    from pydicom import dcmread

    try:
        dataset = dcmread(path, stop_before_pixels=header)
        list(dataset.iterall())  # decodes every value: what cannot be decoded is not judged in part
    except Exception:  # noqa: BLE001  (what pydicom cannot read in full is no output, however it fails)
        return None
    return dataset
