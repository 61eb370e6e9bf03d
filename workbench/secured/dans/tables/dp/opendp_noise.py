# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Noise on counts and private choices by OpenDP, with the scale that its own privacy map confirms."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np

from secured.common import MissingDependency
from secured.dans.tables.dp.randomness import Randomness

__all__ = ["choose", "noisy_counts", "noisy_counts_above_threshold", "scale_of", "threshold_of"]

SCORE_ROUNDING = 1e-9  # relative; scores are sums of a few thousand floats
_features = threading.RLock()


def scale_of(epsilon: float, contributions: int = 1) -> float:
    """Smallest scale of discrete Laplace noise for which OpenDP's privacy map confirms `epsilon`.

    The noise z has P(z) proportional to exp(-|z| / scale); `contributions` bounds how far one person moves all
    counts together (L1).
    """
    with _opendp() as dp:
        return _confirmed(
            contributions / epsilon, lambda scale: _laplace(dp, 1, scale).map(contributions) <= epsilon
        )


def noisy_counts(counts: np.ndarray, scale: float, randomness: Randomness) -> np.ndarray:
    """Add independent discrete Laplace noise to each count; int64, may be negative."""
    if randomness.generator is not None:
        return counts + _seeded_laplace(len(counts), scale, randomness.generator)
    with _opendp() as dp:
        measurement = _laplace(dp, len(counts), scale)
    return np.array(measurement([int(count) for count in counts]), dtype=np.int64)


def threshold_of(epsilon: float, delta: float, scale: float, contributions: int = 1) -> int:
    """Smallest threshold at which a histogram over unknown values is (epsilon, delta)-private by OpenDP's map.

    A noisy count is shown where it is above the threshold. One person moves at most `contributions` counts, each
    by at most as much, together as much.
    """
    with _opendp() as dp:
        moved = (contributions, contributions, contributions)

        def enough(threshold: int) -> bool:
            spent = _above(dp, scale, threshold).map(moved)
            return bool(spent[0] <= epsilon and spent[1] <= delta)

        low, high = contributions - 1, contributions  # OpenDP knows no threshold below what one person moves
        while not enough(high):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle, high)
        return high


def noisy_counts_above_threshold(
    counts: np.ndarray, scale: float, threshold: int, randomness: Randomness
) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the counts (each >= 1) may be shown, by position, and their noisy values."""
    if randomness.generator is not None:
        noisy = counts + _seeded_laplace(len(counts), scale, randomness.generator)
        shown = np.flatnonzero(noisy > threshold)
        return shown, noisy[shown]
    with _opendp() as dp:
        measurement = _above(dp, scale, threshold)
    found = measurement({str(position): int(count) for position, count in enumerate(counts)})
    pairs = sorted((int(position), count) for position, count in found.items())
    return np.array([p for p, _ in pairs], dtype=np.int64), np.array([c for _, c in pairs], dtype=np.int64)


def choose(scores: np.ndarray, sensitivity: float, epsilon: float, randomness: Randomness) -> int:
    """Return the position of a high score, chosen with `epsilon` spent.

    `sensitivity` bounds how far one person moves a score. Secure draws are permute-and-flip by OpenDP, which is
    never worse than the exponential mechanism; teaching draws are the exponential mechanism itself.
    """
    scaled = np.asarray(scores, dtype=float) / (sensitivity * (1 + SCORE_ROUNDING))
    if randomness.generator is not None:
        return int(np.argmax(scaled * (epsilon / 2) + randomness.generator.gumbel(size=len(scaled))))
    with _opendp() as dp:
        scale = _confirmed(2 / epsilon, lambda scale: _noisy_max(dp, scale).map(1.0) <= epsilon)
        measurement = _noisy_max(dp, scale)
    return int(measurement([float(score) for score in scaled]))


@contextmanager
def _opendp() -> Iterator[ModuleType]:
    """OpenDP with its vetted constructors allowed while measurements are made, and not for anybody else."""
    try:
        import opendp.prelude as dp
        from opendp.mod import GLOBAL_FEATURES
    except ImportError:
        raise MissingDependency(
            "secured.dans: differentially private counts need OpenDP. Install secured-workbench[dp]."
        ) from None
    with _features:
        before = "contrib" in GLOBAL_FEATURES
        dp.enable_features("contrib")
        try:
            yield dp
        finally:
            if not before:
                dp.disable_features("contrib")


def _laplace(dp: ModuleType, n: int, scale: float) -> Any:
    domain = dp.vector_domain(dp.atom_domain(T="i64"), size=n)
    return dp.m.make_laplace(domain, dp.l1_distance(T="i64"), scale=scale)


def _above(dp: ModuleType, scale: float, threshold: int) -> Any:
    domain = dp.map_domain(dp.atom_domain(T=str), dp.atom_domain(T="i64"))
    metric = dp.l01inf_distance(dp.absolute_distance(T="i64"))
    return dp.m.make_laplace_threshold(domain, metric, scale=scale, threshold=threshold)


def _noisy_max(dp: ModuleType, scale: float) -> Any:
    domain = dp.vector_domain(dp.atom_domain(T=float, nan=False))
    return dp.m.make_noisy_max(domain, dp.linf_distance(T=float), dp.max_divergence(), scale=scale)


def _confirmed(scale: float, holds: Callable[[float], bool]) -> float:
    """Raise a scale by a few units in the last place, until OpenDP's conservative arithmetic agrees."""
    step = 2.0**-52
    while not holds(scale):
        scale, step = scale * (1 + step), step * 2
    return scale


def _seeded_laplace(n: int, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Discrete Laplace noise as the difference of two geometric draws."""
    p = -np.expm1(-1 / scale)
    return rng.geometric(p, n) - rng.geometric(p, n)
