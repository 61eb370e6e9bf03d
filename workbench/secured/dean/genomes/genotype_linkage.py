# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Linkage of genotypes: find the released row that a second reading of a person's genome fits, or say nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import PrivacyInputError, Release, method
from secured.common.genotypes import Genotypes, counting_as
from secured.dean.claims import Claims
from secured.dean.guesses import ScoredRecords
from secured.dean.random_guess import Silent, silence
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.sensors.in_out import learn_threshold
from secured.dean.threat_model import ThreatModel

__all__ = ["GenotypeLinkage", "same_person_log_ratio"]

BLOCK = 8192  # variants compared at once


@method(
    name="linkage of genotypes",
    engine="dean",
    modality="genotype",
    goal="find a known person's genotypes among released ones, or say that they are not there",
    section="5.2.3",
    source="Lin, Owen & Altman 2004, doi:10.1126/science.1095019",
)
@dataclass(frozen=True, kw_only=True)
class GenotypeLinkage(ReleasedLinkage):
    """Rank released rows by the likelihood ratio of "read twice from the same person" against "from two people".

    In a release without rows, such as frequencies, it finds nobody.

    Parameters
    ----------
    threat : ThreatModel
    error_rate : float, default 0.01
        Chance, as the adversary believes, that the two readings of one genotype differ; in (0, 1). A release with noise
        asks for more.
    false_positive_rate : float or None, default 0.05
        Abstain about targets whose best row fits no better than that share of reference people, who are not in the
        release, find one; None to name a row for everybody who can be compared.

    Raises
    ------
    PrivacyInputError
        If a rate is out of range.

    References
    ----------
    Lin, Owen & Altman 2004, doi:10.1126/science.1095019 (30 to 80 independent variants tell a person apart).
    D2.1 section 5.2.3.
    """

    threat: ThreatModel
    error_rate: float = 0.01
    false_positive_rate: float | None = 0.05
    id: str = "linkage of genotypes"

    def __post_init__(self) -> None:
        for name in ("error_rate", "false_positive_rate"):
            value = getattr(self, name)
            if value is not None and not 0 < value < 1:
                raise PrivacyInputError(f"GenotypeLinkage: {name}={value} is not in (0, 1).")

    def fit(
        self, release: Release, reference: Genotypes, rng: np.random.Generator
    ) -> "_FittedGenotypeLinkage | Silent":
        """Keep the released rows; learn frequencies, and what fits by chance, from the reference people.

        Raises
        ------
        PrivacyInputError
            If release and reference people share no variant, or there are no reference people.
        """
        released = release.data
        if not isinstance(released, Genotypes):
            return Silent()  # frequencies and answers have no records
        if not len(reference):
            raise PrivacyInputError("GenotypeLinkage: there are no reference people. Give some.")
        fitted = _FittedGenotypeLinkage(
            attack=self, released=released, reference=reference, threshold=-np.inf, rng=rng
        )
        if self.false_positive_rate is None or not len(released):
            return fitted
        threshold = learn_threshold(fitted.ranked(reference).best, self.false_positive_rate)
        return _FittedGenotypeLinkage(
            attack=self, released=released, reference=reference, threshold=threshold, rng=rng
        )

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "Lin, Owen & Altman 2004",
            "error_rate": self.error_rate,
            "false_positive_rate": self.false_positive_rate,
        }


def same_person_log_ratio(
    known: np.ndarray, released: np.ndarray, frequencies: np.ndarray, error_rate: float
) -> np.ndarray:
    """Log of P(known genotypes | released ones are of the same person) / P(known genotypes | of another person).

    Of the same person a genotype is read alike with chance 1 - e, and each other way with e / 2. Of another person
    it comes with its frequency p under Hardy-Weinberg, read with the same errors. Variants count as independent, so
    the ratio is too sure where they are linked; missing ones say nothing.

    Parameters
    ----------
    known : ndarray of int8, shape (n_targets, n_variants)
    released : ndarray of int8, shape (n_rows, n_variants)
    frequencies : ndarray of float, shape (n_variants,)
        Of the counted allele among people at large, in (0, 1).
    error_rate : float
        e, in (0, 1).

    Returns
    -------
    ndarray of float, shape (n_targets, n_rows)
        Minus infinity where nothing can be compared.
    """
    e = error_rate
    total = np.zeros((len(known), len(released)))
    alike, compared = np.zeros_like(total), np.zeros_like(total)
    for at in range(0, known.shape[1], BLOCK):
        mine, theirs, p = (
            known[:, at : at + BLOCK],
            released[:, at : at + BLOCK],
            frequencies[at : at + BLOCK],
        )
        large = np.stack([(1 - p) ** 2, 2 * p * (1 - p), p**2])
        read = np.log((1 - e) * large + (e / 2) * (1 - large)).astype(np.float32)
        seen = (theirs >= 0).astype(np.float32).T
        compared += (mine >= 0).astype(np.float32) @ seen
        for copies in range(3):
            has = (mine == copies).astype(np.float32)
            alike += has @ (theirs == copies).astype(np.float32).T
            total -= (has * read[copies]) @ seen
    ratio = total + alike * np.log(1 - e) + (compared - alike) * np.log(e / 2)
    return np.where(compared > 0, ratio, -np.inf)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedGenotypeLinkage:
    attack: GenotypeLinkage
    released: Genotypes
    reference: Genotypes
    threshold: float
    rng: np.random.Generator

    def claim(self, auxiliary: Genotypes) -> Claims:
        """Name the released rows, the best first; about nobody whose best fits no better than outsiders' do."""
        if not len(self.released):
            return silence(len(auxiliary))
        scored = self.ranked(auxiliary)
        order = np.lexsort((self.rng.random(scored.scores.shape), -scored.scores), axis=1)
        abstain = ~np.isfinite(scored.best) | (scored.best <= self.threshold)
        return Claims(
            kind="record",
            values=scored.numbers[order].astype(object),
            confidence=np.where(abstain, 0.0, self._posterior(scored.scores)),
            abstain=abstain,
        )

    def ranked(self, auxiliary: Genotypes) -> ScoredRecords:
        """Score every released row for every target."""
        numbers = self.released.people
        known, places = counting_as(auxiliary, self.released.variants)
        reference, among = counting_as(self.reference, known.variants)
        others = reference.dosages
        called = (others >= 0).sum(axis=0)
        copies = np.where(others >= 0, others, 0).sum(axis=0, dtype=np.int64)
        frequencies = (copies + 0.5) / (2.0 * called + 1)  # half a copy: what was not seen may be there
        scores = same_person_log_ratio(
            known.dosages[:, among],
            self.released.dosages[:, places[among]],
            frequencies,
            self.attack.error_rate,
        )
        return ScoredRecords(scores=scores, numbers=numbers)

    def _posterior(self, scores: np.ndarray) -> np.ndarray:
        """Chance that the best row is the target's, any row as likely before and the prior for being in at all."""
        prior = self.attack.threat.prior
        weight = prior / scores.shape[1]
        highest = np.maximum(scores.max(axis=1), 0.0)
        inside = weight * np.exp(scores - highest[:, None])
        outside = (1 - prior) * np.exp(-highest)
        return np.asarray(inside.max(axis=1) / (inside.sum(axis=1) + outside))


class _Nobody:
    """There are no rows to be found."""

    def claim(self, auxiliary: Genotypes) -> Claims:
        """Say nothing."""
        return silence(len(auxiliary))
