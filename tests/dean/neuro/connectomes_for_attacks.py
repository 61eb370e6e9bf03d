# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Worlds of simulated connectomes for the tests of attacks."""

from collections.abc import Callable

import numpy as np

from secured.common import Dataset, LinkedRelease, Modality, Provenance, Standing
from secured.common.connectomes import Connectomes
from secured.dean import Goal, ThreatModel, World
from secured.dean.neuro import ConnectomeOriginals, two_visits
from secured_datasets.simulated.connectome_cohort import ConnectomeCohort

N = 60
THREAT = ThreatModel(goal=Goal.LINKAGE, knows={"connectome": 0.0}, population=N, prior=1.0)


def cohort(n_people: int = N, n_regions: int = 48, **more: object) -> Dataset:
    """People with two visits, few regions and the usual facts."""
    made = ConnectomeCohort(n_people=n_people, n_regions=n_regions, volumes=200, **more).make(
        np.random.default_rng(5)
    )
    return Dataset(
        name="brains",
        title="Brains",
        modality=Modality.CONNECTOME,
        data=made.connectomes,
        subjects=made.connectomes.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
        population=n_people,
        prior=1.0,
        related={"people": made.people},
    )


def of_data(dataset: Dataset, data: Connectomes) -> Dataset:
    """The dataset of some recordings, without facts."""
    from dataclasses import replace

    return replace(dataset, data=data, subjects=data.subjects, related={})


def world(
    dataset: Dataset,
    link: Callable[[Dataset, np.random.Generator], LinkedRelease],
    raw: Callable[..., LinkedRelease],
) -> World:
    """A release of the first 40 people by `link`, unprotected by `raw`; ten are outside, ten for reference."""
    gallery, probes = two_visits(dataset.data)
    people = ConnectomeOriginals(gallery=gallery, probes=probes)
    members = np.arange(40)
    part = of_data(dataset, people.take(members))
    return World(
        people=people,
        members=members,
        protected=link(part, np.random.default_rng(1)),
        unprotected=raw(part, np.random.default_rng(2)),
        targets_in=np.arange(5, 40),
        targets_out=np.arange(40, 50),
        reference=np.arange(50, 60),
        seed=7,
    )
