# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A ledger of the privacy budget: what was spent on which table, and a refusal before too much is."""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from secured.common.dataset import Dataset
from secured.common.errors import BudgetExceeded, PrivacyInputError

__all__ = ["Ledger", "Spent"]


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Epsilon and delta spent, or left."""

    epsilon: float
    delta: float


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The (epsilon, delta) spent on every table, in a file that only grows and that processes share.

    Spending composes sequentially: epsilons and deltas of one table and unit add up. Spending on disjoint parts
    of the people (parallel composition) counts once, as the largest part: name the partition and the part. A
    partition must come from a rule that does not look at the data as a whole, such as one value of one column.

    The file holds fingerprints of tables, amounts and what was done, never a value of a table. It belongs to the
    owner: a fingerprint confirms a guess of the whole table, so the file does not leave with a release. A table
    that was changed, or of which people were left out, has another fingerprint and an account of its own.

    Parameters
    ----------
    epsilon : float
        What may be spent on each table and unit in all, >= 0.
    delta : float, default 0
        Likewise, in [0, 1).
    path : Path, optional
        A JSON-lines file; in the user's data folder when not given.

    References
    ----------
    Dwork & Roth 2014, doi:10.1561/0400000042 (theorem 3.16); McSherry 2009, doi:10.1145/1559845.1559850 (theorem 4).
    """

    epsilon: float
    delta: float = 0.0
    path: Path | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check("budget", self.epsilon, self.delta)

    @property
    def file(self) -> Path:
        """Where the spending is written down."""
        if self.path is not None:
            return Path(self.path)
        from platformdirs import user_data_path

        return user_data_path("secured") / "privacy_ledger.jsonl"

    def spend(
        self,
        dataset: Dataset,
        epsilon: float,
        delta: float = 0.0,
        what: str = "",
        *,
        unit: str = "person",
        partition: str = "",
        part: str = "",
    ) -> Spent:
        """Write the spending down and return what is left; call it before anything is released.

        The entry is on the disk when this returns. Whatever fails afterwards stays paid for.

        Parameters
        ----------
        dataset : Dataset
        epsilon, delta : float
        what : str
            What the budget is spent on, without values of the data.
        unit : str
            Whom the promise is about.
        partition, part : str
            Both or none: spending on different parts of a partition counts once.

        Raises
        ------
        BudgetExceeded
            If the owner's budget does not suffice; nothing is written.
        PrivacyInputError
            If the amounts are no privacy parameters or the file cannot be read.
        """
        _check("spending", epsilon, delta)
        if bool(partition) != bool(part):
            raise PrivacyInputError("Ledger: give a partition and a part, or none of them.")
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "dataset": dataset.fingerprint,
            "unit": unit,
            "epsilon": float(epsilon),
            "delta": float(delta),
            "what": what,
            "partition": partition,
            "part": part,
        }
        with _locked(self.file) as descriptor:
            entries = _read(descriptor, self.file.name)
            before = _total(entries, dataset.fingerprint, unit)
            after = _total([*entries, entry], dataset.fingerprint, unit)
            if after[0] > _exact(self.epsilon) or after[1] > _exact(self.delta):
                raise BudgetExceeded(
                    f"Ledger: {what or 'this release'} of {dataset.name} needs epsilon={epsilon:g}, delta={delta:g}; of "
                    f"epsilon={self.epsilon:g}, delta={self.delta:g}, epsilon={float(before[0]):g}, "
                    f"delta={float(before[1]):g} are spent. Ask for less, or let the owner decide on a larger budget."
                )
            _append(descriptor, entry)
            if not entries:
                _make_lasting(self.file.parent)
        return self._left(after)

    def spent(self, dataset: Dataset, unit: str = "person") -> Spent:
        """Return what was spent on the table so far."""
        epsilon, delta = _total(self.entries(), dataset.fingerprint, unit)
        return Spent(epsilon=float(epsilon), delta=float(delta))

    def left(self, dataset: Dataset, unit: str = "person") -> Spent:
        """Return what may still be spent on the table."""
        return self._left(_total(self.entries(), dataset.fingerprint, unit))

    def entries(self) -> list[dict[str, Any]]:
        """Every entry of the file, oldest first."""
        if not self.file.exists():
            return []
        with _locked(self.file) as descriptor:
            return _read(descriptor, self.file.name)

    def _left(self, spent: tuple[Decimal, Decimal]) -> Spent:
        return Spent(
            epsilon=max(float(_exact(self.epsilon) - spent[0]), 0.0),
            delta=max(float(_exact(self.delta) - spent[1]), 0.0),
        )


def _check(what: str, epsilon: float, delta: float) -> None:
    if not (isfinite(epsilon) and epsilon >= 0 and 0 <= delta < 1):
        raise PrivacyInputError(
            f"Ledger: a {what} of epsilon={epsilon}, delta={delta} is none. Use epsilon >= 0 and delta in [0, 1)."
        )


def _exact(amount: float) -> Decimal:
    """The decimal number that was written: three times 0.1 must fit into 0.3."""
    return Decimal(repr(float(amount)))


def _total(entries: list[dict[str, Any]], dataset: str, unit: str) -> tuple[Decimal, Decimal]:
    """Sum over entries; within a partition, the largest sum of a part."""
    parts: dict[str, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(lambda: [Decimal(0)] * 2))
    for entry in entries:
        if entry["dataset"] == dataset and entry["unit"] == unit:
            sums = parts[entry["partition"]][entry["part"]]
            parts[entry["partition"]][entry["part"]] = [
                sums[0] + _exact(entry["epsilon"]),
                sums[1] + _exact(entry["delta"]),
            ]
    largest = [[max(sums[of] for sums in part.values()) for of in (0, 1)] for part in parts.values()]
    return sum((one[0] for one in largest), Decimal(0)), sum((one[1] for one in largest), Decimal(0))


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open the file for this process alone; others wait."""
    import fcntl  # of POSIX systems: without it two processes could spend the same budget

    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)  # releases the lock


def _read(descriptor: int, name: str) -> list[dict[str, Any]]:
    """Entries of the locked file. A last line without its end was never acknowledged: it is cut off."""
    size = os.fstat(descriptor).st_size
    content = os.pread(descriptor, size, 0)
    whole = content.rfind(b"\n") + 1
    if whole < size:
        os.ftruncate(descriptor, whole)
    entries = []
    for number, line in enumerate(content[:whole].splitlines(), start=1):
        try:
            entry = json.loads(line)
            _check("spending", entry["epsilon"], entry["delta"])
            entries.append(entry | {key: str(entry[key]) for key in ("dataset", "unit", "partition", "part")})
        except (ValueError, KeyError, TypeError):
            raise PrivacyInputError(
                f"Ledger: line {number} of {name} cannot be read, so what is spent is unknown. Restore the file."
            ) from None
    return entries


def _append(descriptor: int, entry: dict[str, Any]) -> None:
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    size = os.fstat(descriptor).st_size
    try:
        written = os.write(descriptor, line)
        if written < len(line):
            raise OSError("the disk is full")
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)  # whole or not at all
        raise


def _make_lasting(folder: Path) -> None:
    """Write the folder to the disk too: a file is lost with the power before its folder names it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
