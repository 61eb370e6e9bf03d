# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Membership in published allele frequencies as an attack on a release: whoever fits better than outsiders do is claimed to be in."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
from scipy.special import expit, logit

from secured.common import PrivacyInputError, Release, method
from secured.common.genotypes import Genotypes, ReleasedFrequencies, counting_as, frequencies_of
from secured.dean.claims import Claims
from secured.dean.genomes.summary.homer import homer_statistic, likelihood_ratio
from secured.dean.genomes.summary.learned_membership import LearnedMembership, Learner
from secured.dean.random_guess import MembershipByLot, Silent, membership_claims
from secured.dean.sensors.in_out import learn_threshold
from secured.dean.threat_model import ThreatModel

__all__ = ["SummaryMembership", "SummaryStatistic"]

SummaryStatistic = Literal["Homer", "likelihood ratio", "PCA and random forest", "gradient boosting"]
STATISTICS = ("Homer", "likelihood ratio", "PCA and random forest", "gradient boosting")
CELLS = 4_000_000  # genotypes weighed at once
LEARNED = ("PCA and random forest", "gradient boosting")


@method(
    name="membership in allele frequencies",
    engine="dean",
    modality="genotype",
    goal="tell whether a known genome is among those whose allele frequencies were published",
    section="5.2.1",
    source="Homer et al. 2008, doi:10.1371/journal.pgen.1000167; Sankararaman et al. 2009, doi:10.1038/ng.436",
)
@dataclass(frozen=True, kw_only=True)
class SummaryMembership:
    """Compare a target's alleles with the group's frequencies and those of people at large.

    The release is frequencies; of released genotypes the adversary counts them; of anything else it says nothing. Reference people give the frequencies
    at large, and the threshold: each of them is weighed by the frequencies among the others. A classifier learns on
    half of them and takes its threshold from the other half.

    Parameters
    ----------
    threat : ThreatModel
    statistic : {"Homer", "likelihood ratio", "PCA and random forest", "gradient boosting"}
    false_positive_rate : float, default 0.05
        Share of outsiders whom the adversary accepts to take for members.

    Raises
    ------
    PrivacyInputError
        For an unknown statistic or a rate out of range.

    References
    ----------
    Homer et al. 2008, doi:10.1371/journal.pgen.1000167; Sankararaman et al. 2009, doi:10.1038/ng.436; threshold by
    Vovk, Gammerman & Shafer 2005, doi:10.1007/b106715. D2.1 section 5.2.1.
    """

    threat: ThreatModel
    statistic: SummaryStatistic = "likelihood ratio"
    false_positive_rate: float = 0.05
    starts_from: ClassVar[Literal["person", "record"]] = "person"

    def __post_init__(self) -> None:
        if self.statistic not in STATISTICS:
            raise PrivacyInputError(f"SummaryMembership: there is no statistic {self.statistic!r}.")
        if not 0 < self.false_positive_rate < 1:
            raise PrivacyInputError(
                f"SummaryMembership: false_positive_rate={self.false_positive_rate} is not in (0, 1)."
            )

    @property
    def id(self) -> str:
        """Name with the statistic."""
        return f"membership in allele frequencies, {self.statistic}"

    def fit(
        self, release: Release, reference: Genotypes, rng: np.random.Generator
    ) -> "_FittedMembership | Silent":
        """Learn frequencies at large and the threshold from reference people.

        Raises
        ------
        PrivacyInputError
            If the release shares no variant with the reference people, or these are too few for a classifier.
        """
        group = _frequencies(release.data)
        if group is None:
            return Silent()
        reference, shared = counting_as(reference, group.variants)
        group = group.select(shared)
        order = rng.permutation(len(reference))
        half = len(order) // 2 if self.statistic in LEARNED else 0
        to_learn, to_weigh = order[:half], order[half:]
        fitted = _FittedMembership(attack=self, group=group, reference=reference, rng=rng)
        if self.statistic in LEARNED:
            learner: Learner = self.statistic  # type: ignore[assignment]
            others = reference.dosages[to_learn]
            model = LearnedMembership.train(
                learner, others, fitted.population(others, own=True),
                n_reference=len(reference) - 1, n_people=group.n_people, rng=rng,
            )  # fmt: skip
            fitted = replace(fitted, model=model)
        outside = fitted.evidence(reference.dosages[to_weigh], own=True)
        threshold = learn_threshold(outside, self.false_positive_rate) if len(outside) else np.inf
        return replace(fitted, threshold=threshold)

    def without_release(
        self, marginals: Release, reference: Genotypes, rng: np.random.Generator
    ) -> MembershipByLot:
        """Without frequencies any target is as likely as another: claim as many as outsiders would be."""
        return MembershipByLot(share=self.false_positive_rate, prior=self.threat.prior, rng=rng)

    def observe(self, people: Genotypes) -> np.ndarray:
        """Return True for everybody: who is in the release is what the evaluation knows, not the attack."""
        return np.full(len(people), True, dtype=object)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "threat": self.threat.to_dict(),
            "source": "Homer et al. 2008; Sankararaman et al. 2009",
            "statistic": self.statistic,
            "false_positive_rate": self.false_positive_rate,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedMembership:
    attack: SummaryMembership
    group: ReleasedFrequencies
    reference: Genotypes
    rng: np.random.Generator
    model: LearnedMembership | None = None
    threshold: float = np.inf

    def claim(self, auxiliary: Genotypes) -> Claims:
        """Claim membership of everybody whose evidence exceeds the threshold."""
        known = np.full((len(auxiliary), self.group.n_variants), -1, dtype=np.int8)
        read, shared = counting_as(auxiliary, self.group.variants)
        known[:, shared] = read.dosages
        evidence = self.evidence(known, own=False)
        prior = min(self.attack.threat.prior, 1 - 1e-9)
        if self.attack.statistic in LEARNED:
            chance = expit(logit(np.clip(evidence, 1e-9, 1 - 1e-9)) + logit(prior))
        elif self.attack.statistic == "likelihood ratio":
            chance = expit(evidence + logit(prior))
        else:
            chance = expit(evidence)  # T is no likelihood ratio: an order only
        return membership_claims(evidence > self.threshold, chance)

    def evidence(self, dosages: np.ndarray, *, own: bool) -> np.ndarray:
        """Score targets, shape (n_targets,); of reference people, `own`, without what they add to frequencies."""
        step = max(CELLS // max(self.group.n_variants, 1), 1)
        parts = [self._evidence(dosages[at : at + step], own) for at in range(0, len(dosages), step)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _evidence(self, dosages: np.ndarray, own: bool) -> np.ndarray:
        population, group = self.population(dosages, own=own), self.group.frequencies
        if self.model is not None:
            return self.model.score(dosages, group, population)
        if self.attack.statistic == "Homer":
            return homer_statistic(dosages, group, population)
        return likelihood_ratio(dosages, group, population)

    @cached_property
    def _counted(self) -> tuple[np.ndarray, np.ndarray]:
        """Copies among reference people, and how many of these are known."""
        known = self.reference.dosages >= 0
        return self.reference.dosages.sum(axis=0, where=known, dtype=np.int64), known.sum(axis=0)

    def population(self, dosages: np.ndarray, *, own: bool) -> np.ndarray:
        """Frequencies among reference people, without each target where these are of them; half a copy is added."""
        copies, called = self._counted
        if own:
            copies = copies - np.where(dosages >= 0, dosages, 0)
            called = called - (dosages >= 0)
        return np.asarray((copies + 0.5) / (2.0 * called + 1))

    def __repr__(self) -> str:
        return f"_FittedMembership({self.attack.id}, {self.group.n_variants} variants)"


def _frequencies(data: Any) -> ReleasedFrequencies | None:
    if isinstance(data, Genotypes):
        return frequencies_of(data) if len(data) else None
    return data if isinstance(data, ReleasedFrequencies) else None
