# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is it, by their connectome? All edges, networks, chosen and random edges, from visit to visit."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from secured.common import Dataset, Modality, PrivacyInputError, Standing
from secured.common.brain_networks import edges_of_people, network_names
from secured.common.connectomes import Connectomes
from secured.common.edge_leverage import leverage_scores
from secured.dean.identification import Identification, identify
from secured.dean.neuro import Fingerprinting, LeverageMatching, RandomEdges, two_visits
from secured.dean.neuro.matcher import ConnectomeMatcher, correlations
from secured.studies.neuro.edge_curve import EdgeCurve, edge_curve
from secured.studies.signals.identification_table import IdentificationRow, IdentificationTable

__all__ = ["ConnectomeIdentification", "connectome_matchers", "identify_by_connectomes"]

STRANGERS = 1 / 3  # of the people, who are taken out of the gallery for the open set
FEWEST = 3  # regions of a network that is looked at by itself: its edges correlate
NOTE = "Nothing is learned on other people."


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ConnectomeIdentification:
    """Who is found by which edges; what it holds of single people stays with the owner.

    Parameters
    ----------
    table : IdentificationTable
        Every matcher in every protocol.
    curve : EdgeCurve
        First visit against the next.
    similarities : ndarray of float, shape (n_people, n_people)
        Correlation of everybody's edges at the second visit (row) with everybody's at the first.
    mean : Connectomes
        One record: the mean over people of the first visit.
    leverage : ndarray of float, shape (n_edges,)
        Scores at the first visit.
    standing : Standing
        Of the people.
    """

    table: IdentificationTable
    curve: EdgeCurve
    similarities: np.ndarray
    mean: Connectomes
    leverage: np.ndarray
    standing: Standing

    @property
    def within(self) -> np.ndarray:
        """Similarity of everybody to themselves; shape (n_people,)."""
        return np.diag(self.similarities)

    @property
    def between(self) -> np.ndarray:
        """Similarities of all to others."""
        return self.similarities[~np.eye(len(self.similarities), dtype=bool)]

    def telling_networks(self, n_edges: int = 100) -> pd.DataFrame:
        """Count the edges of highest leverage by the networks that they join.

        Returns
        -------
        pandas.DataFrame
            Networks by networks, symmetric: edges among the `n_edges`; edges within a network on the diagonal.
        """
        names = np.array(network_names(self.mean.regions))
        networks = list(dict.fromkeys(names))
        rows, columns = np.triu_indices(len(names), 1)
        top = np.argsort(-self.leverage, kind="stable")[:n_edges]
        counts = pd.DataFrame(0, index=networks, columns=networks)
        for first, second in zip(names[rows[top]], names[columns[top]], strict=True):
            counts.loc[first, second] += 1
            if first != second:
                counts.loc[second, first] += 1
        return counts

    def to_dict(self) -> dict[str, Any]:
        """Rates and moments of everybody together."""
        return {
            **self.table.to_dict(),
            "edge_curve": self.curve.to_dict(),
            "within": {"mean": float(self.within.mean()), "sd": float(self.within.std())},
            "between": {"mean": float(self.between.mean()), "sd": float(self.between.std())},
            "telling_networks": self.telling_networks().to_dict(),
            "standing": str(self.standing),
        }

    def __repr__(self) -> str:
        return f"ConnectomeIdentification({len(self.similarities)} people, {self.standing})"


def connectome_matchers(regions: tuple[str, ...]) -> tuple[ConnectomeMatcher, ...]:
    """All edges, every network that names of regions tell, a hundred chosen edges and a hundred random ones."""
    names = pd.Series(network_names(regions))
    large = [name for name, n in names.value_counts(sort=False).items() if n >= FEWEST]
    alone = [Fingerprinting(networks=(str(name),)) for name in large] if len(large) > 1 else []
    return (Fingerprinting(), LeverageMatching(), RandomEdges(), *alone)


def identify_by_connectomes(
    dataset: Dataset,
    *,
    rng: np.random.Generator,
    matchers: Sequence[ConnectomeMatcher] | None = None,
    draws: int = 50,
) -> ConnectomeIdentification:
    """Look for everybody of one visit among everybody of another, for every two visits.

    Parameters
    ----------
    dataset : Dataset
        Connectomes of people, some of them at several visits; ``related["recordings"]`` may name their ``condition``.
    rng : numpy.random.Generator
    matchers : sequence of ConnectomeMatcher, optional
        `connectome_matchers` when not given.
    draws : int
        Of random edges, in the curve.

    Raises
    ------
    PrivacyInputError
        If the data are no connectomes, or fewer than two people came twice.
    """
    if dataset.modality is not Modality.CONNECTOME:
        raise PrivacyInputError(
            f"identify_by_connectomes: {dataset.name} holds {dataset.modality} data. Give connectomes."
        )
    connectomes: Connectomes = dataset.data
    gallery, probes = two_visits(connectomes)
    if len(gallery.people) < 2:
        raise PrivacyInputError(
            "identify_by_connectomes: one person came twice. Two or more can be told apart."
        )
    chosen = connectome_matchers(connectomes.regions) if matchers is None else matchers
    rows = [
        _row(protocol, first, second, matcher, rng)
        for protocol, first, second in _protocols(dataset)
        for matcher in chosen
    ]
    known, shown = edges_of_people(probes), edges_of_people(gallery)
    mean = gallery.take(np.arange(1))
    return ConnectomeIdentification(
        table=IdentificationTable(rows=tuple(rows), note=NOTE),
        curve=edge_curve(gallery, probes, rng=rng, draws=draws),
        similarities=correlations(known, shown),
        mean=Connectomes(
            edges=shown.mean(axis=0, keepdims=True).astype(np.float32),
            regions=mean.regions,
            subjects=np.array(["mean"]),
            sessions=np.zeros(1, dtype=np.int64),
        ),
        leverage=leverage_scores(shown),
        standing=dataset.standing,
    )


def _protocols(dataset: Dataset) -> list[tuple[str, Connectomes, Connectomes]]:
    """Every two visits that two people or more have in common; the first with the next comes last, as the flow takes it."""
    connectomes: Connectomes = dataset.data
    visits = (
        pd.Series(connectomes.sessions).groupby(connectomes.codes).rank(method="dense").astype(int).to_numpy()
    )
    found = []
    for early, late in sorted(combinations(range(1, visits.max() + 1), 2), reverse=True):
        first, second = visits == early, visits == late
        probes = connectomes.take(second)
        gallery = connectomes.take(first).of(probes.people)
        if len(gallery.people) > 1:
            name = f"{_named(dataset, first, early)} to {_named(dataset, second, late)}"
            found.append((name, gallery, probes))
    return found


def _named(dataset: Dataset, records: np.ndarray, number: int) -> str:
    """A visit by its number, with the condition where everybody's is the same."""
    listed = dataset.related.get("recordings", pd.DataFrame())
    kinds: list[str] = listed.loc[records, "condition"].unique().tolist() if "condition" in listed else []
    return f"visit {number} ({kinds[0]})" if len(kinds) == 1 else f"visit {number}"


def _row(
    protocol: str,
    gallery: Connectomes,
    probes: Connectomes,
    matcher: ConnectomeMatcher,
    rng: np.random.Generator,
) -> IdentificationRow:
    start = time.perf_counter()
    scores = matcher.scores(probes, gallery, rng)
    people, targets = gallery.people, probes.people

    def identified(named: np.ndarray, columns: np.ndarray) -> Identification:
        return identify(
            scores[:, columns],
            probe_people=targets,
            gallery_people=named,
            probe_sessions=np.ones(len(targets), dtype=np.int64),
            gallery_sessions=np.zeros(len(named), dtype=np.int64),
            protocol=protocol,
            rng=rng,
        )

    everybody = np.ones(len(people), dtype=bool)
    stays = rng.permutation(len(people)) >= round(STRANGERS * len(people))
    return IdentificationRow(
        protocol=protocol,
        matcher=matcher.name,
        closed=identified(people, everybody),
        open=identified(people[stays], stays) if 1 < stays.sum() < len(people) else None,
        null_rank_1=identified(rng.permutation(people), everybody).rank(1).point,
        seconds=time.perf_counter() - start,
    )
