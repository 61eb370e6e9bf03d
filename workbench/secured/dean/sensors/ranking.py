# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""From distances per sensor to one score, and from precision per class to one figure; ranks are `identify`'s."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from secured.common import PrivacyInputError

__all__ = ["combine_sensors", "weighted_precision"]


def combine_sensors(
    distances: np.ndarray,
    weights: Sequence[float] | np.ndarray | None = None,
    by: Literal["score", "rank"] = "score",
) -> np.ndarray:
    """Return one score per target and candidate, small where they are alike.

    Parameters
    ----------
    distances : ndarray, shape (..., n_people, n_sensors)
        Of every target to every candidate, per sensor; leading axes are targets, and classes of targets if any.
    weights : sequence of float, length n_sensors, optional
        Share of every sensor, all alike if not given. A sensor of weight 0 is not looked at.
    by : {"score", "rank"}
        Average the distances themselves, or the places that the candidates take by each sensor.

    Returns
    -------
    ndarray, shape (..., n_people)

    Raises
    ------
    PrivacyInputError
        If the weights do not fit, are negative, or are all 0, or there is no such combination.

    Examples
    --------
    >>> combine_sensors(np.array([[0.2, 0.6], [0.4, 0.2]]), weights=[3, 1]).round(3).tolist()
    [0.3, 0.35]
    """
    if by not in ("score", "rank"):
        raise PrivacyInputError(f'combine_sensors: no combination {by!r}. Choose "score" or "rank".')
    shares = np.ones(distances.shape[-1]) if weights is None else np.asarray(weights, dtype=float)
    if shares.shape != distances.shape[-1:]:
        raise PrivacyInputError(
            f"combine_sensors: {len(shares)} weights for {distances.shape[-1]} sensors. Give one for each."
        )
    if not (shares >= 0).all() or not shares.any():
        raise PrivacyInputError("combine_sensors: a weight is negative, or all are 0. Weigh some sensor.")
    used = distances[..., shares > 0]
    if by == "rank":
        used = (used[..., None, :, :] < used[..., :, None, :]).sum(axis=-2)
    return used @ (shares[shares > 0] / shares.sum())


def weighted_precision(
    precisions: Mapping[str, float], class_weights: Mapping[str, float], digits: int | None = None
) -> float:
    """Average the precision over classes of targets, such as the activity during which they were recorded.

    Parameters
    ----------
    precisions, class_weights : mapping of class to float
    digits : int, optional
        Round each class's precision, then the average, to so many digits; the published tables are made with 3.

    Raises
    ------
    PrivacyInputError
        If a class has no weight.

    Examples
    --------
    >>> weighted_precision({"rest": 8 / 15, "stress": 0.4}, {"rest": 0.75, "stress": 0.25}, digits=3)
    0.5
    """
    without = set(precisions) - set(class_weights)
    if without:
        raise PrivacyInputError(f"weighted_precision: no weight for {', '.join(sorted(without))}. Add it.")
    if digits is None:
        return sum(class_weights[name] * value for name, value in precisions.items())
    return round(
        sum(class_weights[name] * round(value, digits) for name, value in precisions.items()), digits
    )
