# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Membership in a beacon as an attack on a release: whoever's alleles the answers explain too well is claimed to be in."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
from scipy.special import expit, logit

from secured.common import PrivacyInputError, Release, method
from secured.common.genotypes import (
    Beacon,
    BeaconAnswers,
    Genotypes,
    ReleasedFrequencies,
    answers_of,
    counting_as,
)
from secured.dean.claims import Claims
from secured.dean.genomes.beacons.answer_models import AnswerModel, Honest, model_told
from secured.dean.genomes.beacons.membership_test import BeaconStrategy, MembershipTest
from secured.dean.genomes.beacons.query_order import ld_centrality
from secured.dean.genomes.originals import genotyped_again
from secured.dean.random_guess import MembershipByLot, Silent, membership_claims
from secured.dean.sensors.in_out import learn_threshold
from secured.dean.threat_model import ThreatModel

__all__ = ["BeaconMembership"]


@method(
    name="beacon membership",
    engine="dean",
    modality="genotype",
    goal="tell whether a known genome is in a beacon",
    section="5.2.1",
    source="Shringarpure & Bustamante 2015, doi:10.1016/j.ajhg.2015.09.010; Raisaro et al. 2017, doi:10.1093/jamia/ocw167",
)
@dataclass(frozen=True, kw_only=True)
class BeaconMembership:
    """Ask a beacon about alleles of a target, and claim membership where the likelihood ratio exceeds that of outsiders.

    The release is a beacon's published answers. Of released genotypes or frequencies the adversary asks what a beacon
    over the same people would answer. Frequencies and the threshold come from reference people, who are not in the
    release: each of them is weighed by the frequencies among the others, as a target is by those among all, and read
    again with as many errors as a target's reading has.

    Parameters
    ----------
    threat : ThreatModel
    strategy : BeaconStrategy, default "rare-first"
    queries : int, default 1000
        Most alleles asked about.
    misread : float, default 0.01
        Chance that a genotype in the adversary's own reading of a target is wrong, in [0, 1).
    model : AnswerModel, optional
        How the adversary believes the beacon answers; honestly when not given.
    reads_defence : bool, default False
        Whether the adversary believes, where no model is given, what the release itself says of its defence.
    false_positive_rate : float, default 0.05
        Share of outsiders whom the adversary accepts to take for members.
    asks : {"carried", "heterozygous"}
        Alleles asked about.

    Raises
    ------
    PrivacyInputError
        If no query is allowed or the rate is out of range.

    References
    ----------
    Shringarpure & Bustamante 2015, doi:10.1016/j.ajhg.2015.09.010; Raisaro et al. 2017, doi:10.1093/jamia/ocw167;
    threshold by Vovk, Gammerman & Shafer 2005, doi:10.1007/b106715. D2.1 section 5.2.1.
    """

    threat: ThreatModel
    strategy: BeaconStrategy = BeaconStrategy.RARE_FIRST
    queries: int = 1000
    misread: float = 0.01
    model: AnswerModel | None = None
    false_positive_rate: float = 0.05
    asks: Literal["heterozygous", "carried"] = "carried"
    id: str = "beacon membership"
    reads_defence: bool = False
    starts_from: ClassVar[Literal["person", "record"]] = "person"

    def __post_init__(self) -> None:
        if self.queries < 1:
            raise PrivacyInputError(f"BeaconMembership: queries={self.queries} is below 1.")
        if not 0 <= self.misread < 1:
            raise PrivacyInputError(f"BeaconMembership: misread={self.misread} is not in [0, 1).")
        if not 0 < self.false_positive_rate < 1:
            raise PrivacyInputError(
                f"BeaconMembership: false_positive_rate={self.false_positive_rate} is not in (0, 1)."
            )

    def fit(
        self, release: Release, reference: Genotypes, rng: np.random.Generator
    ) -> "_FittedMembership | Silent":
        """Learn frequencies and the threshold from reference people.

        Raises
        ------
        PrivacyInputError
            If the release shares no variant with the reference people.
        """
        answers = _answers(release.data)
        if answers is None:
            return Silent()
        reference, shared = counting_as(reference, answers.variants)
        told = model_told(release.parameters.get("defence")) if self.reads_defence else None
        attack = replace(self, model=self.model or told)
        fitted = _FittedMembership(
            attack=attack, answers=answers.select(shared), reference=reference, rng=rng
        )
        draws = [np.random.default_rng(rng.integers(2**63)) for _ in range(len(reference))]
        read = genotyped_again(reference, self.misread, draws).dosages
        outside = np.array(
            [fitted.evidence(one, without=own) for one, own in zip(read, reference.dosages, strict=True)]
        )
        return replace(fitted, threshold=learn_threshold(outside, self.false_positive_rate))

    def without_release(
        self, marginals: Release, reference: Genotypes, rng: np.random.Generator
    ) -> MembershipByLot:
        """Without answers any target is as likely as another: claim as many as outsiders would be."""
        return MembershipByLot(share=self.false_positive_rate, prior=self.threat.prior, rng=rng)

    def observe(self, people: Genotypes) -> np.ndarray:
        """Return True for everybody: who is in the release is what the evaluation knows, not the attack."""
        return np.full(len(people), True, dtype=object)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "strategy": str(self.strategy),
            "queries": self.queries,
            "asks": self.asks,
            "misread": self.misread,
            "believes": "what the release says of its defence"
            if self.reads_defence and self.model is None
            else repr(self.model or Honest(misread=self.misread)),
            "false_positive_rate": self.false_positive_rate,
            "threat": self.threat.to_dict(),
            "source": "Shringarpure & Bustamante 2015; Raisaro et al. 2017",
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedMembership:
    attack: BeaconMembership
    answers: BeaconAnswers
    reference: Genotypes
    rng: np.random.Generator
    threshold: float = np.inf

    def claim(self, auxiliary: Genotypes) -> Claims:
        """Claim membership of everybody whose evidence exceeds the threshold."""
        known, shared = counting_as(auxiliary, self.answers.variants)
        dosages = np.full((len(auxiliary), self.answers.n_variants), -1, dtype=np.int8)
        dosages[:, shared] = known.dosages
        evidence = np.array([self.evidence(one) for one in dosages])
        prior = min(self.attack.threat.prior, 1 - 1e-9)
        return membership_claims(evidence > self.threshold, expit(evidence + logit(prior)))

    def evidence(self, dosages: np.ndarray, *, without: np.ndarray | None = None) -> float:
        """Return the log-likelihood ratio of one person; of a reference person without what they add to frequencies."""
        copies, called = self._counts
        if without is not None:
            copies, called = copies - np.maximum(without, 0), called - (without >= 0)
        test = MembershipTest(
            strategy=self.attack.strategy,
            frequencies=(copies + 0.5) / (2.0 * called + 1),  # half a copy: what was not seen may be there
            n_people=self.answers.n_people,
            model=self.attack.model or Honest(misread=self.attack.misread),
            asks=self.attack.asks,
            centrality=self._centrality,
        )
        asked = test.queries(dosages, self.attack.queries, self.rng)
        return test.evidence(asked, self.answers.answer(asked)) if len(asked) else 0.0

    @cached_property
    def _counts(self) -> tuple[np.ndarray, np.ndarray]:
        known = self.reference.dosages >= 0
        copies = np.where(known, self.reference.dosages, 0).sum(axis=0, dtype=np.int64)
        return copies, known.sum(axis=0, dtype=np.int64)

    @cached_property
    def _centrality(self) -> np.ndarray | None:
        wanted = self.attack.strategy is BeaconStrategy.CENTRAL_FIRST
        return ld_centrality(self.reference) if wanted else None

    def __repr__(self) -> str:
        return f"_FittedMembership({self.attack.id}, {self.answers.n_variants} variants)"


def _answers(data: Any) -> BeaconAnswers | None:
    if isinstance(data, BeaconAnswers):
        return data
    if isinstance(data, Genotypes) and len(data):
        return answers_of(Beacon.of(data))
    if isinstance(data, ReleasedFrequencies):
        told = data.select(~np.isnan(data.frequencies))
        return BeaconAnswers(answers=told.frequencies > 0, variants=told.variants, subjects=told.subjects)
    return None
