# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Compare two DICOM headers element by element, at every depth, and say what was done; values are described, not told."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secured.common.dataset import Standing
from secured.common.errors import PrivacyInputError
from secured.dans.deidentification.header_changes import ElementAction, ElementChange, HeaderComparison
from secured.dans.dicom.dummy_values import dummy_value
from secured.dans.dicom.quiet_pydicom import quiet_pydicom

if TYPE_CHECKING:
    import pydicom

__all__ = ["dicom_header_changes"]

TEXTS = frozenset({"AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"})
BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
LONGEST = 200  # characters of a simulated value that are carried


def dicom_header_changes(
    before: "Path | str | pydicom.Dataset",
    after: "Path | str | pydicom.Dataset",
    *,
    standing: Standing = Standing.REAL,
    values: bool = False,
) -> HeaderComparison:
    """Return what was done to every element, file meta information included.

    Parameters
    ----------
    before, after : path or pydicom.Dataset
        A file and what became of it.
    standing : Standing, default real
        Of the people in it.
    values : bool, default False
        Carry the values too; of simulated people only.

    Raises
    ------
    PrivacyInputError
        If a file cannot be read, or values of people are asked for who are not simulated.
    """
    if values and standing is not Standing.SIMULATED:
        raise PrivacyInputError(
            f"dicom_header_changes: values of {standing} people are not carried. Ask without values, or use simulated people."
        )
    with quiet_pydicom():
        old, new = ({one.where: one for one in _elements(_read(side))} for side in (before, after))
    places = sorted(old.keys() | new.keys())
    return HeaderComparison(
        format="dicom",
        standing=standing,
        changes=tuple(_change(place, old.get(place), new.get(place), values) for place in places),
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class _Element:
    """An element with its place: (tag, item, tag, item, ...), items from 0 on."""

    where: tuple[int, ...]
    name: str
    vr: str
    value: Any

    @property
    def empty(self) -> bool:
        return self.value is None or (hasattr(self.value, "__len__") and len(self.value) == 0)


def _read(side: "Path | str | pydicom.Dataset") -> "pydicom.Dataset":
    import pydicom
    from pydicom.errors import InvalidDicomError

    if isinstance(side, pydicom.Dataset):
        return side
    try:
        return pydicom.dcmread(side, defer_size="64 KB")
    except (InvalidDicomError, OSError, ValueError, EOFError, KeyError, AttributeError) as error:
        raise PrivacyInputError(
            f"dicom_header_changes: a file cannot be read as DICOM ({type(error).__name__})."
        ) from None


def _elements(dataset: "pydicom.Dataset") -> Iterator[_Element]:
    meta = getattr(dataset, "file_meta", None)
    for part in (meta, dataset):
        if part is not None:
            yield from _walk(part, ())


def _walk(dataset: "pydicom.Dataset", above: tuple[int, ...]) -> Iterator[_Element]:
    for tag in sorted(dataset.keys()):
        where = (*above, int(tag))
        try:
            element = dataset[tag]
            name, vr, value = element.name, element.VR, element.value
        except Exception:  # noqa: BLE001  whatever is wrong with a value, the element is there and is listed
            yield _Element(where=where, name="", vr="??", value=None)
            continue
        yield _Element(where=where, name=name.removeprefix("[").removesuffix("]"), vr=vr, value=value)
        if vr == "SQ":
            for at, item in enumerate(value or ()):
                yield from _walk(item, (*where, at))


def _change(
    where: tuple[int, ...], old: _Element | None, new: _Element | None, values: bool
) -> ElementChange:
    some = old or new
    return ElementChange(
        where=_path(where),
        name=some.name if some else "",
        kind=some.vr if some else "",
        action=_action(old, new),
        before=_described(old),
        after=_described(new),
        values=(_told(old), _told(new)) if values else None,
    )


def _action(old: _Element | None, new: _Element | None) -> ElementAction:
    if old is None:
        return ElementAction.ADDED
    if new is None:
        return ElementAction.REMOVED
    if old.vr == "SQ" and new.vr == "SQ":
        return ElementAction.EMPTIED if new.empty and not old.empty else ElementAction.KEPT
    if old.value == new.value:
        return ElementAction.KEPT
    if new.empty:
        return ElementAction.EMPTIED
    if new.vr == "UI":
        return ElementAction.REMAPPED
    if new.vr in ("DA", "DT", "TM") and new.value != dummy_value(new.vr) and not old.empty:
        return ElementAction.SHIFTED
    return ElementAction.REPLACED


def _path(where: tuple[int, ...]) -> str:
    """Write a place as ``(0040,A730)[1] (0040,A160)``."""
    parts = []
    for at, number in enumerate(where):
        parts.append(f"({number >> 16:04X},{number & 0xFFFF:04X})" if at % 2 == 0 else f"[{number + 1}] ")
    return "".join(parts)


def _described(element: _Element | None) -> str:
    """The kind and the size of a value, nothing of it."""
    if element is None:
        return ""
    value, vr = element.value, element.vr
    if vr == "??":
        return "cannot be read"
    if element.empty:
        return "empty"
    if vr == "SQ":
        return f"{len(value)} item" + "s" * (len(value) != 1)
    if vr in BYTES and isinstance(value, bytes):
        return f"{len(value):,} bytes"
    several = (
        value if not isinstance(value, str | bytes) and hasattr(value, "__iter__") and vr != "PN" else None
    )
    many = f"{len(list(several)):,} values" if several is not None else ""
    if vr not in TEXTS:
        return many or "a number"
    return many or f"{KINDS.get(vr, 'text')} of {len(str(value))} characters"


KINDS = {
    "PN": "name", "UI": "identifier", "DA": "date", "DT": "date and time", "TM": "time", "AS": "age", "CS": "code",
    "UR": "address",
}  # fmt: skip


def _told(element: _Element | None) -> str:
    if element is None or element.vr == "SQ" or element.empty:
        return ""
    if isinstance(element.value, bytes):
        return _described(element)
    text = str(element.value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
