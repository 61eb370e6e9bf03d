# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Turn scores of all records into a claim: the best one, if it stands out from the second."""

from collections.abc import Iterable

import numpy as np

from secured.dean.claims import Claims

__all__ = ["claim_by_score"]

RANKED = 10


def claim_by_score(
    scored: Iterable[tuple[np.ndarray, float]],
    *,
    n_records: int,
    eccentricity: float,
    rng: np.random.Generator,
) -> Claims:
    """Claim the record of the highest score for every target.

    The claim is made if the best score exceeds the second by `eccentricity` standard deviations of all scores.
    Its confidence is the chance in proportion to exp(score / deviation), times the share of what is known
    that the best record explains.

    Parameters
    ----------
    scored : iterable of (ndarray of float, shape (n_records,), float)
        Scores of all records for one target, and the score of a record that fits completely.
    n_records : int
    eccentricity : float
        >= 0.
    rng : numpy.random.Generator
        Orders records of equal score.

    References
    ----------
    Narayanan & Shmatikov 2008, doi:10.1109/SP.2008.33, section 4.
    """
    values, confidence, abstain = [], [], []
    n_ranked = max(min(RANKED, n_records), 1)
    for scores, complete in scored:
        spread = float(scores.std()) if n_records else 0.0
        if spread == 0:
            values.append(np.full(n_ranked, -1, dtype=np.int64))
            confidence.append(0.0)
            abstain.append(True)
            continue
        jitter = rng.random(n_records)
        top = np.argpartition(-scores, n_ranked - 1)[:n_ranked]
        top = np.union1d(top, np.flatnonzero(scores == scores[top].max()))
        order = top[np.lexsort((jitter[top], -scores[top]))]
        best, second = scores[order[0]], scores[order[1]] if n_records > 1 else 0.0
        chance = 1.0 / np.exp((scores - best) / spread).sum()
        values.append(order[:n_ranked])
        confidence.append(float(chance * np.clip(best / complete if complete > 0 else 0.0, 0.0, 1.0)))
        abstain.append(bool((best - second) / spread <= eccentricity))
    shape = (len(values), n_ranked)
    return Claims(
        kind="record",
        values=np.array(values, dtype=np.int64).reshape(shape).astype(object),
        confidence=np.array(confidence, dtype=float),
        abstain=np.array(abstain, dtype=bool),
    )
