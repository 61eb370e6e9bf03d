# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Connectomes: how strongly every two regions of a brain go together, and of every recording the person and occasion."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays
from secured.common.of_people import OfPeople, blurred

__all__ = ["Connectomes"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Connectomes(OfPeople):
    """Functional connectivity matrices over the same regions, each as its upper triangle.

    Parameters
    ----------
    edges : ndarray of float32, shape (n_records, n_regions * (n_regions - 1) / 2)
        Above the diagonal, row by row, as ``numpy.triu_indices(n_regions, 1)`` goes through them. Finite.
    regions : tuple of str, length n_regions
    subjects : ndarray, shape (n_records,)
        The person of every recording.
    sessions : ndarray of int, shape (n_records,)
        Occasions of a person by number, in order of time.

    Raises
    ------
    PrivacyInputError
        If shapes do not agree or a value is not finite.

    Examples
    --------
    >>> matrix = np.array([[[1, .5, .2], [.5, 1, .1], [.2, .1, 1]]])
    >>> one = Connectomes.of_matrices(matrix, regions=("a", "b", "c"), subjects=np.array([1]), sessions=np.array([0]))
    >>> one.edges.round(1).tolist(), one
    ([[0.5, 0.2, 0.1]], Connectomes(1 recordings of 1 people, 3 regions))
    """

    edges: np.ndarray
    regions: tuple[str, ...]
    subjects: np.ndarray
    sessions: np.ndarray

    def __post_init__(self) -> None:
        n = len(self.regions)
        if self.edges.ndim != 2 or self.edges.shape[1] != n * (n - 1) // 2:
            raise PrivacyInputError(
                f"Connectomes: edges of shape {self.edges.shape} do not fit {n} regions. "
                f"Give (n_records, {n * (n - 1) // 2})."
            )
        if not len(self.subjects) == len(self.sessions) == len(self.edges):
            raise PrivacyInputError(
                f"Connectomes: {len(self.subjects)} subjects and {len(self.sessions)} sessions are given for "
                f"{len(self.edges)} recordings. Name the person and the occasion of each."
            )
        if not np.isfinite(self.edges).all():
            raise PrivacyInputError(
                f"Connectomes: {int((~np.isfinite(self.edges)).any(axis=1).sum())} recordings hold values that are not "
                "finite, as of a region without signal. Leave the region or the recording out."
            )

    @classmethod
    def of_matrices(
        cls, matrices: np.ndarray, *, regions: tuple[str, ...], subjects: np.ndarray, sessions: np.ndarray
    ) -> Self:
        """Read symmetric matrices, shape (n_records, n_regions, n_regions); the diagonal is not looked at.

        Raises
        ------
        PrivacyInputError
            If they are not symmetric.
        """
        n = len(regions)
        if matrices.ndim != 3 or matrices.shape[1:] != (n, n):
            raise PrivacyInputError(
                f"Connectomes: matrices of shape {matrices.shape} do not fit {n} regions. Give (n_records, {n}, {n})."
            )
        upper, lower = np.triu_indices(n, 1), np.triu_indices(n, 1)[::-1]
        edges = matrices[(slice(None), *upper)]
        if not np.allclose(edges, matrices[(slice(None), *lower)], atol=1e-5, equal_nan=True):
            raise PrivacyInputError(
                "Connectomes: some matrix is not symmetric. Give undirected connectivity."
            )
        return cls(edges=edges.astype(np.float32), regions=regions, subjects=subjects, sessions=sessions)

    def matrices(self) -> np.ndarray:
        """Return symmetric matrices with ones on the diagonal; shape (n_records, n_regions, n_regions)."""
        n = len(self.regions)
        full = np.broadcast_to(np.eye(n, dtype=self.edges.dtype), (len(self), n, n)).copy()
        rows, columns = np.triu_indices(n, 1)
        full[:, rows, columns] = full[:, columns, rows] = self.edges
        return full

    def take(self, records: np.ndarray) -> Self:
        """Return some of the recordings, by position or mask."""
        return replace(
            self, edges=self.edges[records], subjects=self.subjects[records], sessions=self.sessions[records]
        )

    def disturbed(self, noise: float, rng: np.random.Generator) -> Self:
        """Return connectomes with normal noise of `noise` times the deviation of each one's edges."""
        return replace(self, edges=blurred(self.edges, noise, rng))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over edges, regions, people and occasions."""
        return fingerprint_of_arrays(
            np.array(self.regions), self.edges, np.asarray(self.subjects), self.sessions
        )

    def content(self) -> dict[str, Any]:
        """Regions and edges."""
        return {"regions": len(self.regions), "edges": self.edges.shape[1]}

    def __repr__(self) -> str:
        return (
            f"Connectomes({len(self)} recordings of {len(self.people)} people, {len(self.regions)} regions)"
        )
