# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Guess hidden variants of a genome from phased genomes of others: a haplotype is a mosaic of theirs, copied with mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes

__all__ = ["LiStephens", "switch_chances"]

CELLS = 20_000_000  # floats of one batch
LARGEST_FOR_PAIRS = 200  # haplotypes: their square is the number of states


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LiStephens:
    """A hidden Markov model whose state is the haplotype of the panel that is being copied.

    From one variant to the next the copied haplotype stays with chance 1 - rho and else is drawn anew, any of the K with
    chance 1 / K. An allele is copied rightly with chance 1 - mutation.

    Parameters
    ----------
    panel : ndarray of int8, shape (n_haplotypes, n_variants)
        0 or 1 copies; -1 where not known, which counts as either.
    switch : ndarray of float, shape (n_variants - 1,)
        rho between neighbours, in [0, 1]: `switch_chances`, or a constant.
    mutation : float, default 0.01
        In (0, 1/2).

    Raises
    ------
    PrivacyInputError
        If shapes do not agree or a number is out of range.

    References
    ----------
    Li & Stephens 2003, doi:10.1093/genetics/165.4.2213; Rabiner 1989, doi:10.1109/5.18626 (forward-backward); pairs of
    haplotypes as in Marchini et al. 2007, doi:10.1038/ng2088. D2.1 section 5.1.

    Examples
    --------
    >>> model = LiStephens(panel=np.array([[0, 0, 0], [1, 1, 1]], np.int8), switch=np.full(2, 0.1))
    >>> model.alleles(np.array([[1, -1, 1]])).round(2).tolist()
    [[0.99, 0.99, 0.99]]
    """

    panel: np.ndarray
    switch: np.ndarray
    mutation: float = 0.01

    def __post_init__(self) -> None:
        if (
            self.panel.ndim != 2
            or min(self.panel.shape) < 1
            or self.switch.shape != (self.panel.shape[1] - 1,)
        ):
            raise PrivacyInputError(
                f"LiStephens: a panel of shape {self.panel.shape} and {self.switch.shape} switches. Give one switch "
                "between two variants."
            )
        if self.switch.size and (self.switch.min() < 0 or self.switch.max() > 1):
            raise PrivacyInputError("LiStephens: a switch is not in [0, 1].")
        if not 0 < self.mutation < 0.5:
            raise PrivacyInputError(f"LiStephens: mutation={self.mutation} is not in (0, 0.5).")

    @classmethod
    def of(
        cls, reference: Genotypes, *, switch: np.ndarray | float | None = None, mutation: float = 0.01
    ) -> "LiStephens":
        """Take all haplotypes of phased people; where no switch is given, by the distance of variants.

        Raises
        ------
        PrivacyInputError
            If they are not phased.
        """
        if reference.haplotypes is None:
            raise PrivacyInputError(
                "LiStephens: the reference people are not phased. Phase them, or take others."
            )
        panel = reference.haplotypes.reshape(-1, reference.n_variants)
        if switch is None:
            switch = switch_chances(reference.variants, n_haplotypes=len(panel))
        return cls(
            panel=panel,
            switch=np.broadcast_to(switch, (reference.n_variants - 1,)).astype(float),
            mutation=mutation,
        )

    def alleles(self, haplotypes: np.ndarray) -> np.ndarray:
        """Chance of the counted allele at every variant, given all that is known of the haplotype.

        At a known variant this is what would be read there again: its own reading counts among the rest.

        Parameters
        ----------
        haplotypes : ndarray of int8, shape (n_haplotypes, n_variants)
            -1 where hidden.

        Returns
        -------
        ndarray of float, shape (n_haplotypes, n_variants)
        """
        copied = _copies(self.panel, self.mutation)
        found = np.empty(haplotypes.shape)
        for at in _batches(len(haplotypes), self.panel.size):
            forward, _ = self._forward(haplotypes[at])
            backward = np.ones(forward.shape[1:])
            for v in range(self.panel.shape[1] - 1, -1, -1):
                posterior = forward[v] * backward
                found[at, v] = posterior @ copied[:, v] / posterior.sum(axis=1)
                if v:
                    backward = _moved(
                        backward * _emission(copied[:, v], haplotypes[at, v]), self.switch[v - 1]
                    )
                    backward /= backward.mean(axis=1, keepdims=True)
        return found

    def log_likelihood(self, haplotypes: np.ndarray) -> np.ndarray:
        """Log-likelihood of what is known of each haplotype; shape (n_haplotypes,)."""
        found = np.empty(len(haplotypes))
        for at in _batches(len(haplotypes), self.panel.size):
            found[at] = self._forward(haplotypes[at])[1]
        return found

    def fitted(self, haplotypes: np.ndarray, switches: tuple[float, ...]) -> "LiStephens":
        """Return the model with that constant switch under which some other haplotypes are likeliest.

        For panels whose variants have no positions.
        """
        models = [replace(self, switch=np.full(len(self.switch), one)) for one in switches]
        return max(models, key=lambda model: float(model.log_likelihood(haplotypes).sum()))

    def _forward(self, haplotypes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Scaled forward variables, shape (n_variants, n, K), and log-likelihoods."""
        copied = _copies(self.panel, self.mutation)
        k, n_variants = self.panel.shape
        forward = np.empty((n_variants, len(haplotypes), k))
        state, total = np.full((len(haplotypes), k), 1.0 / k), np.zeros(len(haplotypes))
        for v in range(n_variants):
            if v:
                state = _moved(state, self.switch[v - 1])
            state = state * _emission(copied[:, v], haplotypes[:, v])
            scale = state.sum(axis=1, keepdims=True)
            total += np.log(scale[:, 0])
            forward[v] = state = state / scale
        return forward, total

    def genotypes(self, dosages: np.ndarray) -> np.ndarray:
        """Chances of 0, 1 and 2 copies of unphased people: the state is the pair of haplotypes that is copied.

        Exact, and the square of the panel in memory and time: for panels of at most 200 haplotypes. With phased
        people, or after phasing with a tool made for it, `phased_genotypes` takes a panel of any size.

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_people, n_variants)
            -1 where hidden.

        Returns
        -------
        ndarray of float, shape (n_people, n_variants, 3)

        Raises
        ------
        PrivacyInputError
            If the panel is too large.
        """
        k = len(self.panel)
        if k > LARGEST_FOR_PAIRS:
            raise PrivacyInputError(
                f"LiStephens: pairs of {k} haplotypes are too many, at most {LARGEST_FOR_PAIRS} are feasible. Take fewer, or "
                "phase the people."
            )
        copied = _copies(self.panel, self.mutation)
        return np.stack([self._pairs(copied, row) for row in dosages])

    def phased_genotypes(self, haplotypes: np.ndarray) -> np.ndarray:
        """Chances of 0, 1 and 2 copies of phased people, both haplotypes by themselves.

        Parameters
        ----------
        haplotypes : ndarray of int8, shape (n_people, 2, n_variants)

        Returns
        -------
        ndarray of float, shape (n_people, n_variants, 3)
        """
        n, _, n_variants = haplotypes.shape
        chance = self.alleles(haplotypes.reshape(2 * n, n_variants)).reshape(n, 2, n_variants)
        first, second = chance[:, 0], chance[:, 1]
        return np.stack(
            [(1 - first) * (1 - second), first + second - 2 * first * second, first * second], axis=-1
        )

    def _pairs(self, copied: np.ndarray, dosages: np.ndarray) -> np.ndarray:
        k, n_variants = self.panel.shape
        forward = np.empty((n_variants, k, k))
        state = np.full((k, k), 1.0 / k**2)
        for v in range(n_variants):
            if v:
                state = _moved(_moved(state, self.switch[v - 1]).T, self.switch[v - 1]).T
            state = state * _pair_emission(copied[:, v], dosages[v])
            forward[v] = state = state / state.sum()
        found, backward = np.empty((n_variants, 3)), np.ones((k, k))
        for v in range(n_variants - 1, -1, -1):
            posterior = forward[v] * backward
            found[v] = [(posterior * _pair_emission(copied[:, v], one)).sum() for one in range(3)]
            if v:
                backward = backward * _pair_emission(copied[:, v], dosages[v])
                backward = _moved(_moved(backward, self.switch[v - 1]).T, self.switch[v - 1]).T
                backward /= backward.mean()
        return found / found.sum(axis=1, keepdims=True)

    def __repr__(self) -> str:
        return f"LiStephens({len(self.panel)} haplotypes, {self.panel.shape[1]} variants)"


def switch_chances(
    variants: pd.DataFrame, *, n_haplotypes: int, effective_size: float = 10_000.0, morgans: float = 1e-8
) -> np.ndarray:
    """Chance to copy another haplotype from one variant to the next: rho = 1 - exp(-4 N_e r d / K).

    Parameters
    ----------
    variants : pandas.DataFrame
        As in `Genotypes`, by chromosome in the order of positions.
    n_haplotypes : int
        K of the panel.
    effective_size : float
        N_e of the population.
    morgans : float
        r, a base pair.

    Returns
    -------
    ndarray of float, shape (n_variants - 1,)
        1 where a chromosome ends.

    Raises
    ------
    PrivacyInputError
        If positions are not known, or go backwards on a chromosome.

    References
    ----------
    Li & Stephens 2003, doi:10.1093/genetics/165.4.2213, appendix A.
    """
    position, chromosome = variants["position"].to_numpy(dtype=float), variants["chromosome"].to_numpy()
    same, away = chromosome[1:] == chromosome[:-1], np.diff(position)
    if (position <= 0).any() or (away[same] < 0).any():
        raise PrivacyInputError(
            "switch_chances: positions are not known, or not in order. Give a constant switch, or sort the variants."
        )
    return np.where(same, 1 - np.exp(-4 * effective_size * morgans * np.abs(away) / n_haplotypes), 1.0)


def _copies(panel: np.ndarray, mutation: float) -> np.ndarray:
    """Chance that a copy of each haplotype carries the counted allele; shape of the panel."""
    return np.where(panel < 0, 0.5, np.where(panel == 1, 1 - mutation, mutation))


def _emission(carries: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Chance of what is seen of n haplotypes under each of K states; shape (n, K)."""
    seen = seen[:, None]
    return np.where(seen < 0, 1.0, np.where(seen == 1, carries[None, :], 1 - carries[None, :]))


def _pair_emission(carries: np.ndarray, dosage: int) -> np.ndarray:
    """Chance of a dosage under each pair of states; shape (K, K)."""
    if dosage < 0:
        return np.ones((len(carries), len(carries)))
    both, none = np.outer(carries, carries), np.outer(1 - carries, 1 - carries)
    return (none, 1 - none - both, both)[dosage]


def _moved(state: np.ndarray, switch: float) -> np.ndarray:
    """Apply the transition, which is its own transpose, to the last axis."""
    return (1 - switch) * state + switch * state.mean(axis=-1, keepdims=True)


def _batches(n: int, cells: int) -> Iterator[slice]:
    step = max(CELLS // max(cells, 1), 1)
    return (slice(at, min(at + step, n)) for at in range(0, n, step))
