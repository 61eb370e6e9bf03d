# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""GAN-leaks: training people are those whom the generator reconstructs best, corrected for who is easy anyway."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import method
from secured.dean.synthetic.membership_attack import checked
from secured.dean.synthetic.nearest import nearest_distances

__all__ = ["GanLeaks", "ReconstructionScore"]


@method(
    name="GAN-leaks",
    engine="dean",
    modality="synthetic",
    goal="tell training people by how closely synthetic people come to them, calibrated by similar people",
    section="5.2",
    source="Chen, Yu, Zhang & Fritz 2020, arXiv:1909.03935",
)
@dataclass(frozen=True, kw_only=True)
class GanLeaks:
    """Distance to the closest synthetic person, in the full black-box setting; calibrated on request.

    L(x) = min over synthetic z of ||x - z||; training people have a small one, and so have people whom any generator
    would come close to. The calibrated score is L_reference(x) - L(x), where L_reference is the distance to as many people
    of a reference generator: one that was trained on other people, or these people themselves.

    Parameters
    ----------
    calibrated : bool, default True

    References
    ----------
    Chen, Yu, Zhang & Fritz 2020, doi:10.1145/3372297.3417238, arXiv:1909.03935, sections 4.2 and 4.5. D2.1 section 5.2.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> learned = GanLeaks().fit(np.array([[1.0], [4.0]]), np.array([[2.0], [5.0]]), rng)
    >>> learned.scores(np.array([[1.0], [2.0]])).tolist()
    [1.0, -1.0]
    """

    calibrated: bool = True

    @property
    def name(self) -> str:
        """Name."""
        return "GAN-leaks, calibrated" if self.calibrated else "GAN-leaks"

    def fit(
        self, synthetic: np.ndarray, reference: np.ndarray, rng: np.random.Generator
    ) -> "ReconstructionScore":
        """Keep both sets, equally many of each where calibrated: more people are closer.

        Raises
        ------
        PrivacyInputError
            If a set is empty or they do not agree.
        """
        checked("GanLeaks", synthetic, reference, 1)
        if not self.calibrated:
            return ReconstructionScore(synthetic=synthetic, reference=None)
        n = min(len(synthetic), len(reference))
        return ReconstructionScore(
            synthetic=synthetic[rng.permutation(len(synthetic))[:n]],
            reference=reference[rng.permutation(len(reference))[:n]],
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"attack": self.name, "calibrated": self.calibrated}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReconstructionScore:
    """Synthetic people, and the reference where there is one."""

    synthetic: np.ndarray
    reference: np.ndarray | None

    def scores(self, targets: np.ndarray) -> np.ndarray:
        """Minus the reconstruction distance, or by how much it is below that of the reference."""
        own = nearest_distances(targets, self.synthetic)[:, 0]
        if self.reference is None:
            return -own
        return nearest_distances(targets, self.reference)[:, 0] - own
