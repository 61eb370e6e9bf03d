# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How large a class of a sample must be for its class in the population to hold k people, with some certainty."""

from typing import Literal

from scipy.special import pdtr

from secured.common import PrivacyInputError

__all__ = ["smallest_sample_class"]


def smallest_sample_class(
    k: int,
    sampling_fraction: float,
    *,
    significance: float = 0.01,
    estimator: Literal["poisson", "zero-truncated poisson"] = "poisson",
) -> int:
    """Smallest class of the sample, at most k, that rejects the hypothesis of fewer than `k` people in the population.

    From a class of `k` people a sample shows f ~ Poisson(k x sampling fraction) people; D4 truncates at zero, since
    a class that the sample misses is not seen. c is the smallest number with P(f <= c) >= 1 - significance. A class
    must hold more than c people; with the Poisson estimator (D3) one more, as in ARX, so that a unique
    person never passes however small the sample is.

    Parameters
    ----------
    k : int
        People that must share the values in the population, >= 1.
    sampling_fraction : float
        People of the sample per person of the population, in (0, 1].
    significance : float, default 0.01
        Chance that a class of `k` people passes, in (0, 1).
    estimator : {"poisson", "zero-truncated poisson"}

    Raises
    ------
    PrivacyInputError
        For a parameter out of range.

    References
    ----------
    El Emam & Dankar 2008, doi:10.1197/jamia.M2716; Pannekoek 1999, doi:10.1111/1467-9574.00097.

    Examples
    --------
    >>> smallest_sample_class(5, 30_162 / 317_238_626), smallest_sample_class(20, 0.2)
    (2, 11)
    """
    if k < 1 or k != int(k) or not 0 < sampling_fraction <= 1 or not 0 < significance < 1:
        raise PrivacyInputError(
            f"smallest_sample_class: k={k}, sampling_fraction={sampling_fraction}, significance={significance}. "
            "Give a whole k from 1 on, a fraction in (0, 1] and a significance in (0, 1)."
        )
    if estimator not in ("poisson", "zero-truncated poisson"):
        raise PrivacyInputError(
            f"smallest_sample_class: unknown estimator {estimator!r}. Use poisson or zero-truncated poisson."
        )
    mean = k * sampling_fraction
    truncated = estimator != "poisson"
    never = float(pdtr(0, mean)) if truncated else 0.0
    count = int(truncated)
    while count < k and (float(pdtr(count, mean)) - never) / (1 - never) < 1 - significance:
        count += 1
    return min(count + (1 if truncated else 2), k)
