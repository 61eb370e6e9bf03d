# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attacks that released genotypes are put to, and the known ones that they are not."""

from secured.dean import Attack, Goal, ThreatModel
from secured.dean.genomes.beacons import BeaconMembership
from secured.dean.genomes.genotype_linkage import GenotypeLinkage
from secured.dean.genomes.summary import SummaryMembership
from secured.studies.flow import NotRun

__all__ = ["NOT_RUN", "genome_attacks"]

AWARE = "beacon membership by who knows the defence"
EVERYTHING = 10**9  # alleles are asked about: the answers are published

NOT_RUN = (
    NotRun(
        attack="inference of hidden alleles, and queries for them (QI, GI)",
        reason="every variant may be asked and the adversary has all of a target's alleles, which is stronger; "
        "explore/beacon.ipynb shows what is left where rare ones are hidden.",
    ),
    NotRun(
        attack="reconstruction of genomes from updates",
        reason="a release is opened once; explore/beacon.ipynb attacks updates.",
    ),
    NotRun(
        attack="matching of genomes to visible traits",
        reason="it needs traits of the people; secured.studies.genomes.phenotype_selection runs it on simulated ones.",
    ),
    NotRun(
        attack="relatives", reason="of a family in the data only founders are released and looked for here."
    ),
)


def genome_attacks(*, population: int, prior: float) -> tuple[Attack, ...]:
    """Linkage of records, and membership in frequencies and in answers, by an adversary who has a target's genome.

    An attack that finds nothing to read in a release, as linkage in frequencies, says nothing about anybody.

    Parameters
    ----------
    population, prior
        Of the threat model.
    """
    linkage, membership = (
        ThreatModel(goal=goal, knows={"genotypes": 0.0}, population=population, prior=prior)
        for goal in (Goal.LINKAGE, Goal.MEMBERSHIP)
    )
    return (
        GenotypeLinkage(threat=linkage),
        SummaryMembership(threat=membership),
        BeaconMembership(threat=membership, misread=0.0),
        BeaconMembership(
            threat=membership, misread=0.0, queries=EVERYTHING, reads_defence=True, id=AWARE
        ),  # what leaves says how it was made
    )
