# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Compare two NIfTI headers field by field, extensions included; values are described, not told."""

from pathlib import Path
from typing import Any

import numpy as np

from secured.common.dataset import Standing
from secured.common.errors import PrivacyInputError
from secured.dans.deidentification.header_changes import ElementAction, ElementChange, HeaderComparison

__all__ = ["nifti_header_changes"]

NAMES = {
    "descrip": "Description", "aux_file": "Auxiliary file", "db_name": "Database name", "data_type": "Data type (old)",
    "intent_name": "Name of the intent", "qform_code": "Kind of first coordinates", "sform_code": "Kind of second coordinates",
    "pixdim": "Spacing", "dim": "Sizes", "datatype": "Kind of number", "cal_max": "Brightest", "cal_min": "Darkest",
}  # fmt: skip


def nifti_header_changes(
    before: Path | str, after: Path | str, *, standing: Standing = Standing.REAL, values: bool = False
) -> HeaderComparison:
    """Return what was done to every field and every extension.

    Parameters
    ----------
    before, after : path
        A file, or the header of a pair, and what became of it.
    standing : Standing, default real
        Of the person in it.
    values : bool, default False
        Carry the values too; of simulated people only.

    Raises
    ------
    PrivacyInputError
        If a file cannot be read, or values of people are asked for who are not simulated.
    """
    if values and standing is not Standing.SIMULATED:
        raise PrivacyInputError(
            f"nifti_header_changes: values of {standing} people are not carried. Ask without values, or use simulated people."
        )
    old, new = _fields(before), _fields(after)
    return HeaderComparison(
        format="nifti",
        standing=standing,
        changes=tuple(
            _change(one, old.get(one), new.get(one), values) for one in dict.fromkeys([*old, *new])
        ),
    )


def _fields(path: Path | str) -> dict[str, np.ndarray]:
    import nibabel
    from nibabel.filebasedimages import ImageFileError

    try:
        header: Any = nibabel.load(path).header  # which type, the content says
        fields = {name: np.asarray(header[name]) for name in header}
        extensions = getattr(header, "extensions", ())
        for number, one in enumerate(extensions, 1):
            fields[f"extension {number}"] = np.asarray(bytes(one.content))
    except (ImageFileError, OSError, EOFError, ValueError, TypeError, KeyError) as error:
        raise PrivacyInputError(
            f"nifti_header_changes: a file cannot be read as NIfTI ({type(error).__name__})."
        ) from None
    return fields


def _change(name: str, old: np.ndarray | None, new: np.ndarray | None, values: bool) -> ElementChange:
    some = old if old is not None else new
    text = some is not None and some.dtype.kind == "S"
    return ElementChange(
        where=name,
        name=NAMES.get(name, "Extension" if name.startswith("extension") else ""),
        kind="text" if text else "number",
        action=_action(old, new),
        before=_described(old),
        after=_described(new),
        values=(_told(old), _told(new)) if values else None,
    )


def _action(old: np.ndarray | None, new: np.ndarray | None) -> ElementAction:
    if old is None or new is None:
        return ElementAction.ADDED if old is None else ElementAction.REMOVED
    if old.tobytes() == new.tobytes():
        return ElementAction.KEPT
    return ElementAction.REPLACED if new.any() else ElementAction.EMPTIED


def _described(value: np.ndarray | None) -> str:
    if value is None:
        return ""
    if not value.any():
        return "empty"
    if value.dtype.kind == "S":
        return f"text of {len(bytes(value.item()))} characters"
    return "a number" if value.ndim == 0 else f"{value.size} numbers"


def _told(value: np.ndarray | None) -> str:
    if value is None:
        return ""
    if value.dtype.kind == "S":
        return bytes(value.item()).decode("utf-8", "replace").strip("\0")[:200]
    return str(value.tolist())
