# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How often is a person hit when the same attack is repeated with other luck and other noise?"""

from collections.abc import Callable

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["resampling_exposure"]


def resampling_exposure(
    attack: Callable[[np.random.Generator], np.ndarray], *, repeats: int, rng: np.random.Generator
) -> np.ndarray:
    """Share of repeats in which each person is hit, shape (n_people,).

    Parameters
    ----------
    attack : callable
        Runs the attack once with the generator it is given, which draws the seed and the noise on what is known,
        and returns who was hit, bool of shape (n_people,), or the chance of it where equals are left, in [0, 1].
    repeats : int
        At least two.

    Raises
    ------
    PrivacyInputError
        For fewer than two repeats, repeats about different people, or chances out of range.

    Examples
    --------
    >>> always_first = lambda rng: np.array([True, rng.random() < 0.5, False])
    >>> found = resampling_exposure(always_first, repeats=200, rng=np.random.default_rng(0))
    >>> float(found[0]), bool(0.4 < found[1] < 0.6), float(found[2])
    (1.0, True, 0.0)
    """
    if repeats < 2:
        raise PrivacyInputError(
            f"resampling_exposure: repeats={repeats} shows no exposure. Give at least two."
        )
    total = np.zeros(0)
    for repeat in range(repeats):
        hits = np.asarray(attack(rng), dtype=float)
        if not ((hits >= 0) & (hits <= 1)).all():
            raise PrivacyInputError("resampling_exposure: some chances of being hit are not in [0, 1].")
        total = np.zeros_like(hits) if repeat == 0 else total
        if hits.shape != total.shape:
            raise PrivacyInputError(
                f"resampling_exposure: one repeat is about {hits.shape} people, another about {total.shape}."
            )
        total += hits
    return total / repeats
