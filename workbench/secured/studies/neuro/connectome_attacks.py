# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The attacks that connectomes are put to, and the known ones that they are not."""

from secured.common.connectomes import Connectomes
from secured.dean import Attack, Goal, ThreatModel
from secured.dean.neuro import ConnectomeLinkage, Fingerprinting, LeverageMatching
from secured.studies.flow import NotRun

__all__ = ["connectome_attacks", "not_run_on_connectomes"]

NOT_RUN = (
    NotRun(
        attack="matching by edges taken at random",
        reason="it is the comparison for edges that are chosen; explore/connectome.ipynb shows both.",
    ),
    NotRun(
        attack="matching within one network",
        reason="no stronger than all edges and the chosen ones together; explore/connectome.ipynb shows every network.",
    ),
    NotRun(
        attack="inference of facts from connectomes",
        reason="age, sex and test results that a connectome shows are not attacked here.",
    ),
    NotRun(
        attack="membership inference",
        reason="at prior 1 there is nothing to infer; the closer look shows how members and outsiders differ.",
    ),
)


def connectome_attacks(connectomes: Connectomes, *, population: int, prior: float) -> tuple[Attack, ...]:
    """Matching by all edges, and by edges of high leverage: a hundred, and a twentieth of all where that is more.

    Parameters
    ----------
    connectomes : Connectomes
        Of the dataset.
    population, prior
        Of the threat model.
    """
    threat = ThreatModel(goal=Goal.LINKAGE, knows={"connectome": 0.0}, population=population, prior=prior)
    many = connectomes.edges.shape[1] // 20
    chosen = (LeverageMatching(), LeverageMatching(n_edges=many)) if many > 100 else (LeverageMatching(),)
    return tuple(ConnectomeLinkage(threat=threat, matcher=one) for one in (Fingerprinting(), *chosen))


def not_run_on_connectomes() -> tuple[NotRun, ...]:
    """Known attacks that are not run on releases, with the reason."""
    return NOT_RUN
