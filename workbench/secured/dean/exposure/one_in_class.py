# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The chance of taking the right one among the people who look alike, by a model of the population."""

import numpy as np

from secured.common import PrivacyInputError
from secured.common.population import SampleClasses, negative_binomial, poisson_lognormal

__all__ = ["one_in_class"]


def one_in_class(sizes: np.ndarray, *, population: int) -> np.ndarray:
    """Expected 1 / F for every person, F the people of the population in the same class; shape (n_people,).

    The larger of the negative binomial's and the Poisson-lognormal's expectation, and never more than 1 / f with
    f the size in the release: the prosecutor's chance, which it is if the release is the population, and which
    stays where neither model has a solution.

    Parameters
    ----------
    sizes : ndarray of int, shape (n_people,)
        Size of each person's equivalence class in the release; 0 for those who are left out.
    population : int
        No default: only the owner can say.

    Raises
    ------
    PrivacyInputError
        If the population is smaller than the release, or the sizes are not those of classes.

    References
    ----------
    Elamir & Skinner 2006, J. Official Statistics 22(3) 525-539.

    Examples
    --------
    >>> sizes = np.repeat([1, 2, 3, 10, 0], [60, 30, 24, 40, 5])
    >>> risk = one_in_class(sizes, population=10_000)
    >>> bool(1 > risk[0] > risk[60] > risk[90] > risk[120]), float(risk[-1])
    (True, 0.0)
    """
    sizes = np.asarray(sizes)
    held, people = np.unique(sizes[sizes > 0], return_counts=True)
    if (people % np.maximum(held, 1)).any():
        raise PrivacyInputError(
            "one_in_class: the sizes are not those of whole classes. Give one for every person."
        )
    if not len(held):
        return np.zeros(len(sizes))
    sample = SampleClasses.of(np.repeat(held, people // held), population)
    by_size = 1 / held
    if sample.fraction < 1:
        models = [one for one in (negative_binomial(sample), poisson_lognormal(sample)) if one]
        if models:
            by_size = np.minimum(by_size, np.max([one.one_in(held) for one in models], axis=0))
    return np.concatenate([[0.0], by_size])[np.searchsorted(held, sizes) + (sizes > 0)]
