# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Does a brain lead to a genome? One of N chosen by canonical correlation, on simulated people whose correlations are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secured.common import Interval, PrivacyInputError
from secured.dean.neuro.genotype_link import CanonicalLink, select_one_of
from secured_datasets.simulated.brain_genome_cohort import BrainGenomeCohort

__all__ = ["GenomeLinks", "link_genomes", "right_at_best"]


@dataclass(frozen=True, kw_only=True)
class GenomeLinks:
    """How often the right genome was chosen.

    Parameters
    ----------
    true, shown : tuple of float
        Canonical correlations of the population, and as measured on people left out of learning.
    chosen : mapping of int to Interval
        Share of right choices of 1 of N.
    best : mapping of int to float
        Of an adversary who knows the true directions and correlations: no one does better.
    n_learned, n_targets : int
    """

    true: tuple[float, ...]
    shown: tuple[float, ...]
    chosen: dict[int, Interval]
    best: dict[int, float]
    n_learned: int
    n_targets: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "standing": "simulated",
            "true_correlations": list(self.true),
            "shown_correlations": list(self.shown),
            "learned_on": self.n_learned,
            "targets": self.n_targets,
            "one_of": {
                str(n): {**vars(rate), "chance": 1 / n, "best_possible": self.best[n]}
                for n, rate in self.chosen.items()
            },
        }


def link_genomes(
    cohort: BrainGenomeCohort,
    *,
    n_learned: int,
    sizes: Sequence[int] = (2, 5, 10, 20, 50, 100),
    matcher: CanonicalLink | None = None,
    rng: np.random.Generator,
) -> GenomeLinks:
    """Learn on some people, and choose the genome of each of the others among N.

    Raises
    ------
    PrivacyInputError
        If too few people are left for the largest N.
    """
    n_targets = cohort.n_people - n_learned
    if n_targets < max(sizes):
        raise PrivacyInputError(
            f"link_genomes: {n_targets} targets are no choice of 1 of {max(sizes)}. Take more people."
        )
    made = cohort.make(rng)
    learned, asked = np.arange(n_learned), np.arange(n_learned, cohort.n_people)
    linked = (matcher or CanonicalLink()).fit(made.brains.iloc[learned], made.genotypes.take(learned), rng)
    scores = linked.scores(made.brains.iloc[asked], made.genotypes.take(asked))
    return GenomeLinks(
        true=cohort.correlations,
        shown=tuple(float(one) for one in linked.correlations[linked.correlations > 0]),
        chosen={n: select_one_of(scores, n, rng=rng) for n in sizes},
        best={n: right_at_best(cohort.correlations, n, rng=rng) for n in sizes},
        n_learned=n_learned,
        n_targets=n_targets,
    )


def right_at_best(
    correlations: Sequence[float], n: int, *, rng: np.random.Generator, draws: int = 4000
) -> float:
    """Share of right choices of 1 of N by the likelihood ratio of normal variates with these correlations; simulated.

    Examples
    --------
    >>> right_at_best((), 4, rng=np.random.default_rng(0))
    0.25
    """
    rho = np.array(correlations, dtype=float)
    if not rho.any():
        return 1 / n
    known = rng.normal(size=(draws, 1, len(rho)))
    own = rho * known + np.sqrt(1 - rho**2) * rng.normal(size=known.shape)
    pairs = np.concatenate([own, rng.normal(size=(draws, n - 1, len(rho)))], axis=1)
    ratio = (rho * known * pairs - rho**2 * pairs**2 / 2) / (1 - rho**2)
    return float((ratio.sum(axis=2).argmax(axis=1) == 0).mean())
