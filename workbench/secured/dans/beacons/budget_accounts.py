# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every querier has spent of every person's budget, in files that outlast a restart and hold no genotype."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from pathlib import Path

import numpy as np

from secured.common import PrivacyInputError, ProjectKey
from secured.common.io.tables import write_whole

__all__ = ["Account", "BudgetAccounts"]

EVERYBODY = "all queriers"


@dataclass(kw_only=True, eq=False, repr=False)
class Account:
    """One querier's account while it is open.

    Parameters
    ----------
    spent, spent_by_all : ndarray of float, shape (n_people,)
        By this querier, and by all.
    answered : dict of str to bool
        What the querier was told, by `BudgetAccounts.variant`.
    """

    spent: np.ndarray
    spent_by_all: np.ndarray
    answered: dict[str, bool]

    def spend(self, amounts: np.ndarray) -> None:
        """Add what new answers cost everybody."""
        self.spent = self.spent + amounts
        self.spent_by_all = self.spent_by_all + amounts


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BudgetAccounts:
    """A file for each querier and one for all, each written whole; a lock keeps other processes waiting.

    Names of people, queriers and variants are keyed pseudonyms, by which nobody is found without the key. With the
    key a file tells who carries what was asked about, so both stay with the owner, apart from each other.

    Parameters
    ----------
    folder : Path
    key : ProjectKey
    subjects : ndarray, shape (n_people,)
    """

    folder: Path
    key: ProjectKey
    subjects: np.ndarray

    @contextmanager
    def opened(self, querier: str) -> Iterator[Account]:
        """Open a querier's account for this process alone; what it holds at the end is written before it closes.

        Raises
        ------
        PrivacyInputError
            If a file cannot be read: what is spent is unknown, so nothing is answered.
        """
        own = self.folder / f"{self.key.pseudonym('beacon querier', querier)}.json"
        every = self.folder / f"{self.key.pseudonym('beacon querier', EVERYBODY)}-all.json"
        with _locked(self.folder / "accounts.lock"):
            held, by_all = _read(own), _read(every)
            account = Account(
                spent=self._amounts(held["spent"]),
                spent_by_all=self._amounts(by_all["spent"]),
                answered=held["answered"],
            )
            yield account
            others = {one: spent for one, spent in by_all["spent"].items() if one not in self._places}
            gone = {one: spent for one, spent in held["spent"].items() if one not in self._places}
            _write(every, {"spent": others | self._named(account.spent_by_all), "answered": {}})
            _write(own, {"spent": gone | self._named(account.spent), "answered": account.answered})

    def variant(self, name: str) -> str:
        """Return the pseudonym of a variant."""
        return self.key.pseudonym("beacon variant", name)

    def _amounts(self, spent: dict[str, float]) -> np.ndarray:
        return np.array([spent.get(name, 0.0) for name in self._people])

    def _named(self, amounts: np.ndarray) -> dict[str, float]:
        return {name: float(one) for name, one in zip(self._people, amounts, strict=True) if one > 0}

    @cached_property
    def _people(self) -> list[str]:
        return [self.key.pseudonym("beacon person", one) for one in self.subjects.tolist()]

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(self._people)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other processes waiting; POSIX only, as in the privacy ledger."""
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # releases the lock


def _read(path: Path) -> dict[str, dict]:
    if not path.exists():
        return {"spent": {}, "answered": {}}
    try:
        held = json.loads(path.read_text(encoding="ascii"))
        if not all(isfinite(one) and one >= 0 for one in held["spent"].values()):
            raise ValueError
        return {
            "spent": dict(held["spent"]),
            "answered": {str(k): bool(v) for k, v in held["answered"].items()},
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise PrivacyInputError(
            f"BudgetAccounts: {path.name} cannot be read, so what is spent is unknown. Restore the file."
        ) from None


def _write(path: Path, held: dict[str, dict]) -> None:
    """Write the file whole, and make it and its name lasting."""

    def fill(part: Path) -> None:
        with part.open("w", encoding="ascii") as file:
            json.dump(held, file)
            file.flush()
            os.fsync(file.fileno())

    write_whole(path, fill, owner_only=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
