# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is the target in the release at all? A threshold on how well the best candidate fits, learned on others."""

from typing import Literal

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["InOutStatistic", "fit_of_best", "learn_threshold"]

InOutStatistic = Literal["distance", "eccentricity"]


def fit_of_best(scores: np.ndarray, statistic: InOutStatistic) -> np.ndarray:
    """Say how well the best candidate fits, large where it does.

    Parameters
    ----------
    scores : ndarray, shape (n_targets, n_people)
        Small where alike.
    statistic : {"distance", "eccentricity"}
        Minus the smallest score, as in Lange et al.; or by how many standard deviations of all scores it lies below
        the second smallest (Narayanan & Shmatikov), which depends less on the number of candidates.

    Returns
    -------
    ndarray, shape (n_targets,)
        Minus infinity where nobody fits at all.

    References
    ----------
    Lange et al. 2023, arXiv:2308.08310; Narayanan & Shmatikov 2008, doi:10.1109/SP.2008.33.

    Examples
    --------
    >>> fit_of_best(np.array([[1.0, 3.0, 5.0]]), "eccentricity").round(3).tolist()
    [1.225]
    """
    finite = np.where(np.isfinite(scores), scores, np.inf)
    if not finite.shape[1]:
        return np.full(len(scores), -np.inf)
    ordered = np.sort(finite, axis=1)
    if statistic == "distance":
        return -ordered[:, 0]
    fit = np.full(len(scores), -np.inf)
    for target, row in enumerate(ordered):
        known = row[np.isfinite(row)]
        if len(known) > 1:
            spread = known.std()
            fit[target] = (known[1] - known[0]) / spread if spread > 0 else 0.0
    return fit


def learn_threshold(outside: np.ndarray, false_positive_rate: float) -> float:
    """Return the fit that people who are not in the release exceed with at most that chance.

    Parameters
    ----------
    outside : ndarray, shape (n,)
        Fit of people who were not among the candidates; a new one is exchangeable with them.
    false_positive_rate : float
        In (0, 1). With fewer than 1 / rate - 1 people the threshold is infinite: nothing can be said.
        For somebody still to come, one of n + 1; what a threshold costs the n themselves says `MembershipCurve`.

    Raises
    ------
    PrivacyInputError
        If the rate is out of range.

    References
    ----------
    Vovk, Gammerman & Shafer 2005, doi:10.1007/b106715 (conformal quantile).

    Examples
    --------
    >>> learn_threshold(np.arange(9.0), 0.2), learn_threshold(np.arange(3.0), 0.1)
    (7.0, inf)
    """
    if not 0 < false_positive_rate < 1:
        raise PrivacyInputError(
            f"learn_threshold: false_positive_rate={false_positive_rate} is not in (0, 1)."
        )
    n = len(outside)
    allowed = int(np.floor(false_positive_rate * (n + 1)))
    return float(np.sort(outside)[n - allowed]) if allowed >= 1 else float("inf")
