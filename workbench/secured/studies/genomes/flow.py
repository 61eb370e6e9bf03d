# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes in the one flow: released as records, as frequencies or through a beacon, attacked by who has a genome."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from secured.common import Dataset, LinkedRelease, Release
from secured.common.genotypes import VARIANT_COLUMNS, BeaconAnswers, Genotypes, ReleasedFrequencies
from secured.common.io.tables import write_whole
from secured.dans.genotypes import GenotypeIdentifierRemoval, genotype_loss
from secured.dean import Attack
from secured.dean.genomes.originals import GenotypeOriginals
from secured.studies.flow import Made, NotRun
from secured.studies.genomes.attacks import NOT_RUN, genome_attacks
from secured.studies.genomes.candidates import from_carriers, genome_ladder
from secured.studies.people_flow import PeopleFlow, first_of_everybody
from secured.studies.protected_candidate import ProtectedCandidate

__all__ = ["GenomeFlow", "unrelated"]

PARENTS = ("father", "mother")


def unrelated(dataset: Dataset) -> np.ndarray:
    """Return the people none of whose parents is in the data, by position; all where no parents are named."""
    facts = dataset.related.get("people", pd.DataFrame())
    named = [facts[name].isin(dataset.data.people) for name in PARENTS if name in facts.columns]
    child = np.logical_or.reduce(named) if named else np.zeros(dataset.n_people, dtype=bool)
    return np.flatnonzero(~np.asarray(child))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GenomeFlow(PeopleFlow):
    """Genotypes of people, of whom an adversary has the same genotypes from elsewhere.

    Children of people in the data are left out: a parent in the release would make their result one about families.
    No model is trained on genotypes here: `target` is not used.
    """

    # What is at large about alleles takes as many people as are released.
    shares: ClassVar[tuple[float, float]] = (0.4, 0.2)
    removal: ClassVar[GenotypeIdentifierRemoval] = GenotypeIdentifierRemoval()

    @cached_property
    def originals(self) -> GenotypeOriginals:
        """Everybody, with facts; the adversary's reading has no errors, which is cautious: one wrong allele hides a member."""
        founders = self.dataset.take(unrelated(self.dataset))
        facts = founders.related.get("people", pd.DataFrame())
        return GenotypeOriginals(genotypes=founders.data, about=facts, error_rate=0.0)

    def candidates(self, k: int) -> tuple[ProtectedCandidate, ...]:
        """From everybody's genotypes to a beacon that answers about alleles of many people only."""
        return genome_ladder(k, self.n_people, self.dataset.data.n_variants)

    def grouped(self, k: int) -> ProtectedCandidate:
        """Return the candidate by which an allele shows from `k` carriers on."""
        return from_carriers(k)

    def attacks(self, *, population: int, prior: float) -> tuple[Attack, ...]:
        """Linkage of records, membership in frequencies and in answers."""
        return genome_attacks(population=population, prior=prior)

    def not_run(self) -> tuple[NotRun, ...]:
        """Known attacks that are not run."""
        return NOT_RUN

    def knowledge(self) -> str:
        """A genome."""
        return "has a person's genotypes at the same variants, without an error"

    def losses(self, members: Dataset, linked: LinkedRelease) -> dict[str, float | None]:
        """How much of genotypes, frequencies and presence the release no longer tells."""
        lost = genotype_loss(members.data, linked)
        return {
            "loss": lost.mean,
            "loss_of_genotypes": lost.genotypes,
            "loss_of_frequencies": lost.frequencies,
            "loss_of_presence": lost.presence,
        }

    def fingerprints(self, released: Genotypes | ReleasedFrequencies | BeaconAnswers) -> list[bytes]:
        """Everybody's record; where there are none, all are alike."""
        if isinstance(released, Genotypes):
            return first_of_everybody(released, released.dosages)
        return [b""] * len(released)

    def use(
        self,
        made: Made,
        unprotected: LinkedRelease,
        members: Dataset,
        outsiders: np.ndarray,
        seed: int,
        memo: MutableMapping[str, Any],
    ) -> dict[str, float | None]:
        """Nothing beyond the loss."""
        return {}

    def write(self, release: Release, folder: Path) -> Path:
        """Write release.parquet: a row a variant; of records the genotypes in columns named by number."""
        place, table = folder / "release.parquet", _table(release.data)
        write_whole(place, lambda part: table.to_parquet(part, index=False))
        return place


def _table(data: Genotypes | ReleasedFrequencies | BeaconAnswers) -> pd.DataFrame:
    variants = data.variants[list(VARIANT_COLUMNS)].reset_index(drop=True)
    if isinstance(data, ReleasedFrequencies):
        return variants.assign(frequency=data.frequencies)
    if isinstance(data, BeaconAnswers):
        return variants.assign(answer=data.answers)
    records = pd.DataFrame(data.dosages.T, columns=[f"person {number}" for number in data.subjects])
    return pd.concat([variants, records], axis=1)
