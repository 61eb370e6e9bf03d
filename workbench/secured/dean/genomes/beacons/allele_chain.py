# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Infer the rare alleles that somebody hides by a high-order Markov chain over the open genotypes before them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError
from secured.common.genotypes import Genotypes, allele_frequencies

__all__ = ["AlleleChain"]

STRATA = (2, 4, 8)  # copies in the panel from which on chances are calibrated apart
CALIBRATED_ON = 10_000  # variants, at most


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AlleleChain:
    """How likely somebody carries each rare allele, given their genotypes at the open variants before it.

    As often as reference people with the same genotypes at the last `order` open variants do. Contexts that few have
    lean on shorter ones: P_k = (carriers with the context + weight P_(k-1)) / (people with the context + weight);
    P_0 is the share of carriers. Such chances are too high where few people stand behind them, for the context was
    chosen by those very people. So one half of the panel is inferred from the other, and what came true there
    (isotonic regression, by copies in the panel) is what is said.

    Parameters
    ----------
    reference : Genotypes
        People of the target's population, at least two.
    hidden_below : float, default 0.05
        Variants whose rarer allele is rarer than that are hidden; all others are open.
    order : int, default 4
        Open variants that the chain looks back, 1 to 8.
    weight : float, default 1.0
        Of the shorter context, in people; above 0.
    calibrated : bool, default True
        Whether chances are corrected. As published they are not, which serves an adversary whose panel holds the target.

    Raises
    ------
    PrivacyInputError
        If a number is out of range, or fewer variants are open than the chain looks back.

    References
    ----------
    Samani et al. 2015, doi:10.1109/SPW.2015.21 (the chain). D2.1 section 5.2.1.
    """

    reference: Genotypes
    hidden_below: float = 0.05
    order: int = 4
    weight: float = 1.0
    calibrated: bool = True

    def __post_init__(self) -> None:
        numbers_fit = 0 < self.hidden_below <= 0.5 and 1 <= self.order <= 8 and self.weight > 0
        if len(self.reference) < 2 or not numbers_fit:
            raise PrivacyInputError(
                f"AlleleChain: {len(self.reference)} reference people, hidden_below={self.hidden_below}, "
                f"order={self.order}, weight={self.weight}. Use two people and more, a frequency up to 0.5, 1 to 8 "
                "variants and a weight above 0."
            )
        if len(self.open) < self.order:
            raise PrivacyInputError(
                f"AlleleChain: {len(self.open)} variants are open, the chain looks back at {self.order}. "
                "Give more variants or a lower order."
            )

    @cached_property
    def frequencies(self) -> np.ndarray:
        """Of the counted alleles among reference people; 0 where nothing is known."""
        return np.nan_to_num(allele_frequencies(self.reference))

    @cached_property
    def open(self) -> np.ndarray:
        """Positions of the variants that are not hidden, along the chromosomes."""
        along = self._along
        return along[np.minimum(self.frequencies, 1 - self.frequencies)[along] >= self.hidden_below]

    @cached_property
    def hidden(self) -> np.ndarray:
        """Positions of hidden variants whose counted allele is rare, in the panel, and has open ones before it."""
        return self._hidden_and_context[0]

    @cached_property
    def place(self) -> np.ndarray:
        """How many open variants stand before each variant along the chromosomes; shape (n_variants,)."""
        place = np.empty(self.reference.n_variants, dtype=np.int64)
        is_open = np.isin(self._along, self.open)
        place[self._along] = np.cumsum(is_open) - is_open
        return place

    def chances(self, dosages: np.ndarray) -> np.ndarray:
        """Return how likely one person carries each hidden allele; shape (len(hidden),).

        Parameters
        ----------
        dosages : ndarray of int8, shape (n_variants,)
            The person's; of an open variant that is missing, the panel's most frequent genotype is taken.
        """
        context = np.where(dosages >= 0, dosages, self._modes)[self._hidden_and_context[1]]
        codes = context @ (3 ** np.arange(self.order)[::-1])
        said = self._carried[np.arange(len(self.hidden)), codes]
        if not self.calibrated:
            return said.astype(float)
        stratum = np.digitize(2 * len(self.reference) * self.frequencies[self.hidden], STRATA)
        chances = np.zeros(len(self.hidden))
        for at in range(len(STRATA) + 1):
            if (stratum == at).any():
                chances[stratum == at] = _came_true(self._calibration[at], said[stratum == at])
        return chances

    @cached_property
    def _along(self) -> np.ndarray:
        table = self.reference.variants
        return np.lexsort((table["position"].to_numpy(), pd.factorize(table["chromosome"])[0]))

    @cached_property
    def _hidden_and_context(self) -> tuple[np.ndarray, np.ndarray]:
        """Hidden variants, and the open ones before each, the farthest first."""
        rare = (self.frequencies > 0) & (self.frequencies < self.hidden_below)
        hidden = self._along[rare[self._along]]
        hidden = hidden[self.place[hidden] >= self.order]
        context = self.open[self.place[hidden][:, None] - np.arange(self.order, 0, -1)]
        chromosome = pd.factorize(self.reference.variants["chromosome"])[0]
        same = chromosome[context[:, 0]] == chromosome[hidden]
        return hidden[same], context[same]

    @cached_property
    def _modes(self) -> np.ndarray:
        counts = np.stack([(self.reference.dosages == copies).sum(axis=0) for copies in (0, 1, 2)])
        return counts.argmax(axis=0).astype(np.int8)

    @cached_property
    def _carried(self) -> np.ndarray:
        hidden, context = self._hidden_and_context
        return _chain(self.reference.dosages, hidden, context, self.weight)

    @cached_property
    def _calibration(self) -> list[Any]:
        """What was said, and how often it came true, of either half of the panel from the other, by copies there."""
        every = -(-len(self.hidden) // CALIBRATED_ON) or 1
        hidden, context = (one[::every] for one in self._hidden_and_context)
        said: list[list[np.ndarray]] = [[] for _ in range(len(STRATA) + 1)]
        true: list[list[np.ndarray]] = [[] for _ in range(len(STRATA) + 1)]
        for one, other in ((0, 1), (1, 0)):
            panel, people = self.reference.dosages[one::2], self.reference.dosages[other::2]
            table = _chain(panel, hidden, context, self.weight)
            codes = np.where(people >= 0, people, self._modes)[:, context] @ (
                3 ** np.arange(self.order)[::-1]
            )
            chances, carries = table[np.arange(len(hidden)), codes], people[:, hidden] > 0
            copies = np.maximum(panel[:, hidden], 0).sum(axis=0, dtype=np.int64)
            stratum = np.where(copies > 0, np.digitize(copies, STRATA), -1)
            for at in range(len(STRATA) + 1):
                said[at].append(chances[:, stratum == at].ravel())
                true[at].append(carries[:, stratum == at].ravel())
        return [_calibrated(np.concatenate(a), np.concatenate(b)) for a, b in zip(said, true, strict=True)]

    def __repr__(self) -> str:
        return f"AlleleChain(order {self.order}, {len(self.reference)} reference people, {len(self.hidden)} hidden alleles)"


def _chain(dosages: np.ndarray, hidden: np.ndarray, context: np.ndarray, weight: float) -> np.ndarray:
    """Chance to carry each hidden allele in each context; float32 of shape (len(hidden), 3 ** order)."""
    n, order = context.shape
    table = np.zeros((n, 1))
    carries, known = dosages[:, hidden] > 0, dosages[:, hidden] >= 0
    for k in range(order + 1):
        code, seen = np.zeros((len(dosages), n), dtype=np.int64), known
        for column in context.T[order - k :]:
            code, seen = code * 3 + dosages[:, column], seen & (dosages[:, column] >= 0)
        code += np.arange(n) * 3**k
        people = np.bincount(code[seen], minlength=n * 3**k).reshape(n, -1)
        carriers = np.bincount(code[seen & carries], minlength=n * 3**k).reshape(n, -1)
        shorter, lean = (np.tile(table, (1, 3)), weight) if k else (table, 0.0)
        table = (carriers + lean * shorter) / np.maximum(people + lean, 1e-12)
    return table.astype(np.float32)


def _calibrated(said: np.ndarray, true: np.ndarray) -> Any:
    from sklearn.isotonic import IsotonicRegression

    return IsotonicRegression(out_of_bounds="clip").fit(said, true) if len(said) else None


def _came_true(calibration: Any, said: np.ndarray) -> np.ndarray:
    return said if calibration is None else calibration.predict(said)
