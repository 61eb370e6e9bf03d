# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A beacon: "does anybody among these people carry this allele?", answered yes or no, over bit-packed carriers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.fingerprint import fingerprint_of_arrays
from secured.common.genotypes.genotypes import VARIANT_COLUMNS, Genotypes
from secured.common.of_people import OfPeople

__all__ = ["Beacon", "BeaconAnswers", "CarrierBeacon", "Responder", "answers_of"]

BLOCK = 8192  # variants counted at once


class Responder(Protocol):
    """Whatever answers: a beacon, or a beacon behind a defence."""

    @property
    def variants(self) -> pd.DataFrame:
        """What may be asked: a row a variant, about the allele in column ``counted``."""
        ...

    @property
    def n_people(self) -> int:
        """People behind it; a beacon's size is usually public."""
        ...

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer some variants, by position, in the order asked; bool of shape (n_queries,)."""
        ...


class CarrierBeacon(Responder, Protocol):
    """What an owner's defence sees besides: who carries what."""

    @property
    def subjects(self) -> np.ndarray:
        """The people."""
        ...

    def carriers(self, variants: np.ndarray) -> np.ndarray:
        """Say who carries the allele; bool of shape (n_queries, n_people)."""
        ...

    def n_carriers(self, variants: np.ndarray) -> np.ndarray:
        """Count who carries the allele; int of shape (n_queries,)."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Beacon:
    """The owner's beacon, unprotected. An attack gets its answers only.

    A carrier has one or two copies of the counted allele; of whom the genotype is missing does not count as one.
    Eight people are a byte, variant by variant: a million variants of 2,500 people take 313 MB.

    Parameters
    ----------
    packed : ndarray of uint8, shape (n_variants, ceil(n_people / 8))
        Carriers, first person in the highest bit.
    copies, called : ndarray of int, shape (n_variants,)
        Copies of the counted allele among all, and people whose genotype is known.
    variants : pandas.DataFrame, n_variants rows
        As in `Genotypes`.
    subjects : ndarray, shape (n_people,)

    Raises
    ------
    PrivacyInputError
        If shapes do not agree or nobody is in it.

    References
    ----------
    Fiume et al. 2019, doi:10.1038/s41587-019-0046-x (the protocol). D2.1 section 5.2.1.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["rs1", "rs2"], "chromosome": "1", "position": [1, 2], "counted": "A", "other": "G"})
    >>> few = Genotypes(dosages=np.array([[0, -1], [2, 0]], np.int8), variants=table, subjects=np.array(["a", "b"]))
    >>> Beacon.of(few).answer(np.array([1, 0])).tolist()
    [False, True]
    """

    packed: np.ndarray
    copies: np.ndarray
    called: np.ndarray
    variants: pd.DataFrame
    subjects: np.ndarray

    def __post_init__(self) -> None:
        if not len(self.subjects):
            raise PrivacyInputError("Beacon: nobody is in it. Give at least one person.")
        wanted = (len(self.variants), -(-len(self.subjects) // 8))
        if self.packed.shape != wanted or self.packed.dtype != np.uint8:
            raise PrivacyInputError(
                f"Beacon: carriers are {self.packed.dtype} of shape {self.packed.shape}. Give uint8 of shape {wanted}."
            )
        if not len(self.copies) == len(self.called) == len(self.variants):
            raise PrivacyInputError("Beacon: copies or called do not describe the same variants.")

    @classmethod
    def of(cls, genotypes: Genotypes) -> "Beacon":
        """Open a beacon over everybody in `genotypes`."""
        blocks = (genotypes.dosages[:, at : at + BLOCK] for at in range(0, genotypes.n_variants, BLOCK))
        return cls.of_blocks(blocks, variants=genotypes.variants, subjects=genotypes.subjects)

    @classmethod
    def of_blocks(
        cls, blocks: Iterable[np.ndarray], *, variants: pd.DataFrame, subjects: np.ndarray
    ) -> "Beacon":
        """Open a beacon over more genotypes than fit into memory.

        Parameters
        ----------
        blocks : iterable of ndarray of int8, shape (n_people, n_variants of the block)
            Dosages of consecutive variants, -1 where missing.

        Raises
        ------
        PrivacyInputError
            If the blocks hold other people or variants than announced.
        """
        n_people, done = len(subjects), 0
        packed = np.zeros((len(variants), -(-n_people // 8)), dtype=np.uint8)
        copies, called = np.zeros(len(variants), np.int32), np.zeros(len(variants), np.int32)
        for block in blocks:
            if block.shape[0] != n_people or done + block.shape[1] > len(variants):
                raise PrivacyInputError(
                    f"Beacon: a block of shape {block.shape} does not fit {n_people} people and the "
                    f"{len(variants) - done} variants that are left."
                )
            at = slice(done, done + block.shape[1])
            packed[at] = np.packbits(block > 0, axis=0).T
            missing = (block < 0).sum(axis=0, dtype=np.int32)
            copies[at] = block.sum(axis=0, dtype=np.int32) + missing
            called[at] = n_people - missing
            done = at.stop
        if done < len(variants):
            raise PrivacyInputError(f"Beacon: blocks hold {done} variants of {len(variants)}. Give all.")
        return cls(packed=packed, copies=copies, called=called, variants=variants, subjects=subjects)

    @property
    def n_people(self) -> int:
        """People in it."""
        return len(self.subjects)

    @property
    def n_variants(self) -> int:
        """Variants that may be asked."""
        return len(self.variants)

    @cached_property
    def frequencies(self) -> np.ndarray:
        """Frequency of the counted allele among those in the beacon; 0 where nobody's genotype is known."""
        return np.asarray(self.copies / (2.0 * np.maximum(self.called, 1)))

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer some variants, by position; bool of shape (n_queries,)."""
        return np.asarray(self.n_carriers(variants) > 0)

    def n_carriers(self, variants: np.ndarray) -> np.ndarray:
        """Count the carriers of some variants; int of shape (n_queries,)."""
        return np.asarray(self._n_carriers[checked_positions(variants, self.n_variants)])

    def carriers(self, variants: np.ndarray) -> np.ndarray:
        """Say who carries some variants; bool of shape (n_queries, n_people)."""
        rows = self.packed[checked_positions(variants, self.n_variants)]
        return np.unpackbits(rows, axis=1, count=self.n_people).astype(bool)

    @cached_property
    def _n_carriers(self) -> np.ndarray:
        counts = np.zeros(self.n_variants, dtype=np.int32)
        for at in range(0, self.n_variants, BLOCK):
            counts[at : at + BLOCK] = np.bitwise_count(self.packed[at : at + BLOCK]).sum(
                axis=1, dtype=np.int32
            )
        return counts

    def __repr__(self) -> str:
        return f"Beacon({self.n_people} people, {self.n_variants} variants)"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BeaconAnswers(OfPeople):
    """What a beacon tells to whoever asks about every variant: data of a release. Nobody has a record in it.

    Parameters
    ----------
    answers : ndarray of bool, shape (n_variants,)
    variants : pandas.DataFrame, n_variants rows
    subjects : ndarray of int, shape (n_people,)
        Numbers without meaning; how many people a beacon has is public.

    Raises
    ------
    PrivacyInputError
        If there are not as many answers as variants.
    """

    answers: np.ndarray
    variants: pd.DataFrame
    subjects: np.ndarray

    def __post_init__(self) -> None:
        if self.answers.dtype != bool or self.answers.shape != (len(self.variants),):
            raise PrivacyInputError(
                f"BeaconAnswers: {self.answers.dtype} of shape {self.answers.shape} for {len(self.variants)} variants. "
                "Give one bool a variant."
            )

    @property
    def n_people(self) -> int:
        """People behind the answers."""
        return len(self.subjects)

    @property
    def n_variants(self) -> int:
        """Variants answered."""
        return len(self.variants)

    def answer(self, variants: np.ndarray, querier: str = "anybody") -> np.ndarray:
        """Answer again what was published; so this is a `Responder` too."""
        return np.asarray(self.answers[checked_positions(variants, self.n_variants)])

    def take(self, records: np.ndarray) -> "BeaconAnswers":
        """Refuse: answers are about all people together."""
        raise PrivacyInputError(
            "BeaconAnswers: answers of some of the people cannot be taken out. Open a beacon over them."
        )

    def select(self, variants: Any) -> "BeaconAnswers":
        """Return answers about some of the variants, by position or mask."""
        at = np.asarray(variants)
        at = np.flatnonzero(at) if at.dtype == bool else at.astype(np.int64)
        return replace(self, answers=self.answers[at], variants=self.variants.iloc[at].reset_index(drop=True))

    def shuffled(self, rng: np.random.Generator) -> "BeaconAnswers":
        """Return the same answers, dealt to other variants: nothing is left that anybody's genome explains."""
        return replace(self, answers=rng.permutation(self.answers))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over answers and variants."""
        columns = [self.variants[name].to_numpy() for name in VARIANT_COLUMNS]
        return fingerprint_of_arrays(self.answers, np.array([self.n_people]), *columns)

    def content(self) -> dict[str, Any]:
        """How many variants, and how many of them are there."""
        return {"variants": self.n_variants, "answered yes": int(self.answers.sum())}

    def __repr__(self) -> str:
        return f"BeaconAnswers({self.n_people} people, {self.n_variants} variants)"


def answers_of(responder: Responder, querier: str = "anybody") -> BeaconAnswers:
    """Ask a responder about every variant, in order."""
    everything = np.arange(len(responder.variants))
    return BeaconAnswers(
        answers=np.asarray(responder.answer(everything, querier), dtype=bool),
        variants=responder.variants,
        subjects=np.arange(responder.n_people),
    )


def checked_positions(variants: np.ndarray, n_variants: int) -> np.ndarray:
    """Return positions of variants as given.

    Raises
    ------
    PrivacyInputError
        If one is no whole number from 0 to n_variants - 1.
    """
    at = np.atleast_1d(np.asarray(variants))
    if at.size == 0:
        return np.zeros(0, dtype=np.int64)
    if at.ndim != 1 or at.dtype.kind not in "iu":
        raise PrivacyInputError(
            f"Beacon: {at.dtype} of shape {at.shape} are no positions. Give whole numbers, one a query."
        )
    if at.min() < 0 or at.max() >= n_variants:
        raise PrivacyInputError(
            f"Beacon: positions from {at.min()} to {at.max()} are asked of {n_variants} variants. Ask 0 to {n_variants - 1}."
        )
    return at
