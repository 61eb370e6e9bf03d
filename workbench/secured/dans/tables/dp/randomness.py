# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the noise of a private release comes from: a source nobody can repeat, or one for the classroom."""

import secrets
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from secured.common import Guarantee, PrivacyInputError

__all__ = ["Noise", "Randomness"]

Noise = Literal["secure", "teaching"]


@dataclass(frozen=True, kw_only=True)
class Randomness:
    """Draws for a private release.

    Differential privacy supposes draws that nobody can repeat. `secure` draws come from the operating system's
    cryptographic generator (here for sampling and order; inside OpenDP for counts and choices) and cannot be
    seeded. `teaching` draws come from `rng`, so that a lesson or a test can be repeated: whoever knows or guesses
    the seed takes the noise off again, so such a release claims no differential privacy.

    Parameters
    ----------
    noise : {"secure", "teaching"}
    rng : numpy.random.Generator, optional
        Needed for teaching; not touched otherwise.
    who : str
        For messages.

    Raises
    ------
    PrivacyInputError
        For an unknown source, or teaching without `rng`.
    """

    noise: Noise
    rng: np.random.Generator | None = field(default=None, repr=False)
    who: str = "Randomness"

    def __post_init__(self) -> None:
        check_noise(self.noise, self.who)
        if self.noise == "teaching" and self.rng is None:
            raise PrivacyInputError(
                f"{self.who}: teaching noise comes from rng. Give one, or use noise=secure."
            )

    @property
    def generator(self) -> np.random.Generator | None:
        """The seeded generator, for teaching only."""
        return self.rng if self.noise == "teaching" else None

    def words(self, n: int) -> np.ndarray:
        """Draw `n` uniform 64-bit words; uint64, shape (n,)."""
        if self.generator is not None:
            return self.generator.integers(0, 2**64, size=n, dtype=np.uint64)
        return np.frombuffer(secrets.token_bytes(8 * n), dtype=np.uint64)

    def bernoulli(self, n: int, rate: float) -> np.ndarray:
        """Draw `n` independent coins that fall true with probability `rate`, rounded down to 64 bits; bool."""
        return self.words(n) < np.uint64(min(int(rate * 2**64), 2**64 - 1))

    def shuffled(self, positions: np.ndarray) -> np.ndarray:
        """Return the positions in random order."""
        return positions[np.argsort(self.words(len(positions)), kind="stable")]

    def guarantee(self, epsilon: float, delta: float, k: int | None = None) -> Guarantee:
        """Promise (epsilon, delta), unless the draws can be repeated."""
        if self.noise == "secure":
            return Guarantee(k=k, epsilon=epsilon, delta=delta)
        name = f"teaching noise for ({epsilon:g}, {delta:g}), which promises no differential privacy"
        return Guarantee(k=k, others={name: {"epsilon": epsilon, "delta": delta}})

    def to_dict(self) -> dict[str, str]:
        """What the release says of its noise."""
        return {
            "noise": self.noise,
            "noise_source": "operating system and OpenDP, not repeatable"
            if self.noise == "secure"
            else "seeded generator, for teaching: whoever knows the seed can take the noise off",
        }


def check_noise(noise: str, who: str) -> None:
    """Refuse an unknown source."""
    if noise not in ("secure", "teaching"):
        raise PrivacyInputError(f"{who}: unknown noise {noise!r}. Use secure or teaching.")


def check_budget(who: str, epsilon: float, delta: float, *, needs_delta: bool = False) -> None:
    """Refuse what is no (epsilon, delta)."""
    if not 0 < epsilon < np.inf:
        raise PrivacyInputError(f"{who}: epsilon={epsilon} is not above 0 and finite.")
    if not (0 < delta < 1 or (delta == 0 and not needs_delta)):
        raise PrivacyInputError(
            f"{who}: delta={delta} is not in {'(0, 1)' if needs_delta else '[0, 1)'}. Choose it far below 1 / people."
        )


def check_people(who: str, n_people: int) -> None:
    """Refuse a table of nobody or of one person; that it holds two counts as known."""
    if n_people < 2:
        raise PrivacyInputError(f"{who}: {n_people} people are too few to hide among. Pool more records.")
