# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How much of the genotypes a release no longer tells, whatever its form: records, frequencies, or answers yes and no."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from secured.common import LinkedRelease, PrivacyInputError
from secured.common.genotypes import (
    MISSING,
    VARIANT_COLUMNS,
    BeaconAnswers,
    Genotypes,
    ReleasedFrequencies,
    counting_rarer,
)

__all__ = ["GenotypeLoss", "genotype_loss"]


@dataclass(frozen=True, kw_only=True)
class GenotypeLoss:
    """What three users of the data lose, each from 0 (nothing) to 1 (all).

    Parameters
    ----------
    genotypes : float
        Whoever needs everybody's genotypes: 1 - R^2 of guesses from the release.
    frequencies : float
        Whoever needs how frequent alleles are: 1 - R^2 of guesses of all variants' frequencies.
    presence : float
        Whoever asks whether anybody carries the rarer allele: wrong answers and those that are missing, as a share of
        the alleles that somebody carries.
    """

    genotypes: float
    frequencies: float
    presence: float

    @property
    def mean(self) -> float:
        """All three together."""
        return (self.genotypes + self.frequencies + self.presence) / 3


def genotype_loss(original: Genotypes, linked: LinkedRelease) -> GenotypeLoss:
    """Guess genotypes, frequencies and presence as well as the release allows, and compare.

    A genotype is guessed by the person's own record, or else by twice the guessed frequency; a frequency by the
    released one, or the mean over all variants with the same answer; and, where a variant is not released, by the mean
    over all variants.

    Parameters
    ----------
    original : Genotypes
        What the release was made from.
    linked : LinkedRelease
        Of records, frequencies or a beacon's answers.

    Raises
    ------
    PrivacyInputError
        If the release is none of these.
    """
    data = linked.release.data
    if not isinstance(data, Genotypes | ReleasedFrequencies | BeaconAnswers):
        raise PrivacyInputError(
            f"genotype_loss: a release of {type(data).__name__} is no release of genotypes. "
            "Give records, frequencies or a beacon's answers."
        )
    original = counting_rarer(original)
    known = original.dosages != MISSING
    copies = np.where(known, original.dosages, 0).astype(np.float64)
    called = known.sum(axis=0)
    means = copies.sum(axis=0) / np.maximum(called, 1)
    overall = float(copies.sum() / max(known.sum(), 1))
    at, turned = _places(original, data)
    guesses, said = _guesses(data, at, turned, means, called, overall)
    own = np.broadcast_to(guesses, copies.shape).copy()
    if isinstance(data, Genotypes):
        kept = np.flatnonzero(linked.row_of >= 0)
        own[np.ix_(kept, at)] = _records(data, turned, linked.row_of[kept], overall)
    present = means > 0
    wrong = np.where(np.isin(np.arange(len(means)), at), said != present, present)
    return GenotypeLoss(
        genotypes=_unexplained(copies, own, known.astype(float), overall),
        frequencies=_unexplained(means, guesses, called.astype(float), overall),
        presence=float(min(wrong.sum() / max(present.sum(), 1), 1.0)),
    )


def _unexplained(truth: np.ndarray, guess: np.ndarray, weights: np.ndarray, overall: float) -> float:
    total = float((weights * (truth - overall) ** 2).sum())
    return min(float((weights * (truth - guess) ** 2).sum()) / total, 1.0) if total else 0.0


def _records(released: Genotypes, turned: np.ndarray, rows: np.ndarray, overall: float) -> np.ndarray:
    own = released.dosages[rows].astype(np.float64)
    return np.where(own == MISSING, overall, np.where(turned, 2 - own, own))


def _guesses(
    data: Genotypes | ReleasedFrequencies | BeaconAnswers,
    at: np.ndarray,
    turned: np.ndarray,
    means: np.ndarray,
    called: np.ndarray,
    overall: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Mean copies and presence, one a variant."""
    guess, said = np.full(len(means), overall), np.zeros(len(means), dtype=bool)
    if isinstance(data, Genotypes):
        guess[at], said[at] = means[at], means[at] > 0
    elif isinstance(data, ReleasedFrequencies):
        told = np.where(turned, 1 - data.frequencies, data.frequencies)
        guess[at], said[at] = np.where(np.isfinite(told), 2 * told, overall), told > 0
    else:
        said[at] = np.where(turned, True, data.answers)  # of the more frequent allele a yes says nothing
        for group in range(4):  # by answer, and by the allele that was asked about
            same = at[2 * turned + data.answers == group]
            if len(same):
                guess[same] = np.average(means[same], weights=np.maximum(called[same], 1))
    return guess, said


def _places(
    original: Genotypes, released: Genotypes | ReleasedFrequencies | BeaconAnswers
) -> tuple[np.ndarray, np.ndarray]:
    """Where the released variants stand among the original ones, and whether they count the other allele."""
    keys = [pd.MultiIndex.from_frame(one.variants[list(VARIANT_COLUMNS)]) for one in (original, released)]
    at = keys[0].get_indexer(keys[1])
    turned = at < 0
    names = {"counted": "other", "other": "counted"}
    swapped = released.variants[turned].rename(columns=names)[list(VARIANT_COLUMNS)]
    at[turned] = keys[0].get_indexer(pd.MultiIndex.from_frame(swapped))
    return np.asarray(at, dtype=np.int64), np.asarray(turned)
