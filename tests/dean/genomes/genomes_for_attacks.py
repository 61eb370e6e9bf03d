# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated genomes, releases of them, and worlds in which a third of the people is released."""

from dataclasses import replace

import numpy as np

from secured.common import Guarantee, LinkedRelease, Release
from secured.common.genotypes import frequencies_of
from secured.dean import Goal, ThreatModel, World
from secured.dean.genomes.originals import GenotypeOriginals
from secured_datasets.simulated.independent_variants import independent_variants


def people(n, n_variants, seed=0):
    """Unrelated people; alleles of frequency 0.05 to 0.5, inherited independently."""
    rng = np.random.default_rng(seed)
    made = independent_variants(n, rng.uniform(0.05, 0.5, n_variants), rng)
    return replace(made, variants=made.variants.assign(id=[f"v{at}" for at in range(n_variants)]))


def release(data):
    return Release(
        data=data, quasi_identifiers=(), sensitive=(), method="trial", parameters={}, seed=0,
        source="simulated", guarantee=Guarantee(),
    )  # fmt: skip


def world(originals, protect=lambda rows: rows, seed=0):
    """Rows under numbers in random order; `protect` makes the release from them."""
    rng = np.random.default_rng(seed)
    members, outside, reference = np.array_split(rng.permutation(len(originals)), 3)
    row_of = rng.permutation(len(members))
    rows = replace(originals.take(members), subjects=row_of).take(rng.permutation(len(members)))
    raw = LinkedRelease(release=release(rows), row_of=row_of)
    return World(
        people=originals, members=members, targets_in=members, targets_out=outside, reference=reference,
        unprotected=raw, protected=LinkedRelease(release=release(protect(rows)), row_of=row_of), seed=seed,
    )  # fmt: skip


def frequencies(rows, step=None, n_variants=None):
    """Published frequencies: all or the first variants, rounded to a step or not."""
    made = frequencies_of(rows)
    made = made if n_variants is None else made.select(np.arange(n_variants))
    return made if step is None else replace(made, frequencies=np.round(made.frequencies / step) * step)


def originals(genotypes, **changed):
    return GenotypeOriginals(genotypes=genotypes, **changed)


def threat(goal=Goal.LINKAGE, **changed):
    return ThreatModel(
        goal=goal, **({"knows": {"genotypes": 0.0}, "population": 1000, "prior": 0.5} | changed)
    )
