# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A beacon opened to everybody: its answers about all variants are a release."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from secured.common import Dataset, LinkedRelease, PrivacyInputError, ProjectKey, Release, method
from secured.common.genotypes import Beacon, Genotypes, answers_of
from secured.dans.beacons.defended_beacon import BeaconDefence
from secured.dans.beacons.randomised_response import RandomisedResponse
from secured.dans.beacons.unique_allele_bias import UniqueAlleleBias
from secured.dans.renumbered import counted

__all__ = ["OpenedBeacon"]

NAME = "opened beacon"


@method(
    name=NAME,
    engine="dans",
    modality="genotype",
    goal="answer to everybody whether anybody carries an allele",
    section="5.2.1",
    source="Fiume et al. 2019, doi:10.1038/s41587-019-0046-x",
)
@dataclass(frozen=True, kw_only=True)
class OpenedBeacon:
    """Answer about every variant, and to everybody: whatever may be asked is taken for asked.

    The question is about the allele that the data count, as it is. To choose the rarer one among these people would
    publish, variant by variant and past every defence, on which side of one half they are. An alternate allele of a
    VCF comes from outside; PLINK's first allele is the rarer one of the file's people and tells just that.

    A budget for each querier is no defence here, since queriers can come back under other names.

    Parameters
    ----------
    defence : BeaconDefence, optional
        By which it answers; honestly when not given. One without a key gets one that is drawn and not kept: so the
        seed of what leaves must be a secret too.

    References
    ----------
    Fiume et al. 2019, doi:10.1038/s41587-019-0046-x. D2.1 section 5.2.1.
    """

    defence: BeaconDefence | None = None

    def link(self, dataset: Dataset, rng: np.random.Generator) -> LinkedRelease:
        """Make the release; who is in the beacon has a number without a record.

        Raises
        ------
        PrivacyInputError
            If these are no genotypes.
        """
        if not isinstance(dataset.data, Genotypes):
            raise PrivacyInputError(
                f"OpenedBeacon: {dataset.name} holds {dataset.modality} data. Give a dataset of genotypes."
            )
        beacon = Beacon.of(dataset.data)
        answers = answers_of(beacon if self.defence is None else _keyed(self.defence, rng).over(beacon))
        return counted(dataset, answers, rng, method=NAME, parameters=self.to_dict())

    def apply(self, dataset: Dataset, *, rng: np.random.Generator) -> Release:
        """Return the release; `dataset` is left untouched."""
        return self.link(dataset, rng).release

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters of the defence, without a key."""
        defence = None if self.defence is None else dict(self.defence.to_dict())
        return {"transformation": NAME, "defence": defence}


def _keyed(defence: BeaconDefence, rng: np.random.Generator) -> BeaconDefence:
    if isinstance(defence, RandomisedResponse | UniqueAlleleBias) and defence.key is None:
        return replace(defence, key=ProjectKey(rng.bytes(32)))
    return defence
