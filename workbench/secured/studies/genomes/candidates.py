# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Candidate releases of genotypes: records, fewer variants, frequencies, and a beacon behind one defence or another."""

from secured.dans.beacons import CarrierThreshold, OpenedBeacon, RandomisedResponse, UniqueAlleleBias
from secured.dans.genotypes import FrequencyPublication, GenotypeIdentifierRemoval, VariantSelection
from secured.studies.protected_candidate import ProtectedCandidate

__all__ = ["from_carriers", "genome_ladder"]

COUNTS = (1000, 100, 20)  # variants; 30 to 80 independent ones tell a person apart
COMMON = 0.05
STEP = 0.05  # of published frequencies
EPSILON = 2.0  # of each allele


def genome_ladder(k: int, n_people: int, n_variants: int) -> tuple[ProtectedCandidate, ...]:
    """Return candidates from everybody's genotypes to a beacon that answers about alleles of many people only.

    Parameters
    ----------
    k : int
        Fewest carriers of an allele that the owner allows to show.
    n_people, n_variants : int
        That can be released.
    """
    found = [ProtectedCandidate(name="identifiers removed", protection=GenotypeIdentifierRemoval())]
    for count in COUNTS:
        if count < n_variants:
            fewer = VariantSelection(n_variants=count, minor_frequency=COMMON)
            found.append(ProtectedCandidate(name=f"{count} common variants", protection=fewer))
    found += [
        ProtectedCandidate(name="allele frequencies", protection=FrequencyPublication()),
        ProtectedCandidate(
            name=f"frequencies rounded to {STEP:g}", protection=FrequencyPublication(step=STEP)
        ),
        ProtectedCandidate(name="beacon", protection=OpenedBeacon()),
        ProtectedCandidate(
            name="beacon that denies half of the unique alleles",
            protection=OpenedBeacon(defence=UniqueAlleleBias(probability=0.5)),
        ),
        ProtectedCandidate(
            name=f"beacon, epsilon {EPSILON:g} an allele",
            protection=OpenedBeacon(defence=RandomisedResponse(epsilon=EPSILON)),
        ),
    ]
    sizes = [size for size in (k, 2 * k, 5 * k, 10 * k) if size <= n_people // 3] or [k]
    return (*found, *(from_carriers(max(size, 2)) for size in sizes))


def from_carriers(k: int) -> ProtectedCandidate:
    """Return the candidate by which a beacon says yes from `k` carriers on."""
    opened = OpenedBeacon(defence=CarrierThreshold(k=k))
    return ProtectedCandidate(name=f"beacon from {k} carriers", protection=opened)
