# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""LOGAN: a discriminator between synthetic people and similar ones takes training people for synthetic."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from secured.common import PrivacyInputError, method
from secured.dean.synthetic.membership_attack import checked

__all__ = ["DiscriminatorScore", "Logan"]


@method(
    name="LOGAN",
    engine="dean",
    modality="synthetic",
    goal="tell training people by a discriminator between synthetic and similar people",
    section="5.2",
    source="Hayes, Melis, Danezis & De Cristofaro 2019, arXiv:1705.07663",
)
@dataclass(frozen=True, kw_only=True)
class Logan:
    """D(x), the chance that x is synthetic rather than one of the reference people.

    A generator that overfits puts its people where training people are. The attacker has no access to the generator's own
    discriminator, as in the paper's black-box attack with auxiliary knowledge, and trains one: a small network with
    one hidden layer.

    Parameters
    ----------
    hidden : int, default 64
    epochs : int, default 60
    decay : float, default 1e-3
        Weight of the squared weights.

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Hayes, Melis, Danezis & De Cristofaro 2019, doi:10.2478/popets-2019-0008, arXiv:1705.07663, section 4.2. D2.1 section 5.2.
    """

    hidden: int = 64
    epochs: int = 60
    decay: float = 1e-3

    def __post_init__(self) -> None:
        if min(self.hidden, self.epochs) < 1 or not self.decay >= 0:
            raise PrivacyInputError(
                f"Logan: hidden={self.hidden} and epochs={self.epochs} must be 1 or more, decay={self.decay} 0 or more."
            )

    @property
    def name(self) -> str:
        """Name."""
        return "LOGAN"

    def fit(
        self, synthetic: np.ndarray, reference: np.ndarray, rng: np.random.Generator
    ) -> "DiscriminatorScore":
        """Train on as many synthetic as reference people.

        Raises
        ------
        PrivacyInputError
            If a set has fewer than two people or they do not agree.
        """
        from sklearn.neural_network import MLPClassifier

        checked("Logan", synthetic, reference)
        n = min(len(synthetic), len(reference))
        rows = np.concatenate(
            [synthetic[rng.permutation(len(synthetic))[:n]], reference[rng.permutation(len(reference))[:n]]]
        )
        centre, spread = rows.mean(axis=0), rows.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        network = MLPClassifier(
            (self.hidden,),
            alpha=self.decay,
            batch_size=min(64, 2 * n),
            max_iter=self.epochs,
            n_iter_no_change=self.epochs,
            random_state=int(rng.integers(2**31)),
            tol=0.0,
        )
        with threadpool_limits(limits=1), _unfinished_is_meant():
            network.fit((rows - centre) / spread, np.arange(2 * n) < n)
        return DiscriminatorScore(network=network, centre=centre, spread=spread)

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"attack": self.name, "hidden": self.hidden, "epochs": self.epochs, "decay": self.decay}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DiscriminatorScore:
    """A trained discriminator."""

    network: Any
    centre: np.ndarray
    spread: np.ndarray

    def scores(self, targets: np.ndarray) -> np.ndarray:
        """Logit of the chance of being synthetic: sure cases keep their order."""
        chance = self.network.predict_proba((targets - self.centre) / self.spread)
        return np.log(np.maximum(chance[:, 1], 1e-300)) - np.log(np.maximum(chance[:, 0], 1e-300))


@contextmanager
def _unfinished_is_meant() -> Iterator[None]:
    """The number of epochs is a parameter of the attack; that training could go on is no news."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
