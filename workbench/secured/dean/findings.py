# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One linkage attack on one release, person by person: whom it finds, and what it says of people who are not there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from secured.common import PrivacyInputError
from secured.dean.attack import Attack
from secured.dean.claims import Claims
from secured.dean.evaluate import fit_main_run, hits_of
from secured.dean.guesses import Guesses, RankedRecords, ScoredRecords
from secured.dean.tables.fitting_rows import FittingRows
from secured.dean.world import World

__all__ = ["Findings", "chance_of_hit", "findings_of"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Findings:
    """For the owner's screen: it holds what is true of single people, which neither `repr` nor a view may show.

    Parameters
    ----------
    claims : Claims
        About the world's targets.
    hits : ndarray of bool, shape (n_targets,)
        Who of them is found.
    rows : ndarray of int, shape (n_targets,)
        Their released numbers, -1 for those left out.
    claims_outside : Claims
        About people who are not in the release.
    ranked, ranked_outside : RankedRecords or None
        How likely each released record is theirs; None if the attack names one record only.
    """

    claims: Claims
    hits: np.ndarray
    rows: np.ndarray
    claims_outside: Claims
    ranked: RankedRecords | None
    ranked_outside: RankedRecords | None

    @cached_property
    def guesses(self) -> Guesses | None:
        """Where the targets' own records stand."""
        return None if self.ranked is None else self.ranked.guesses(self.rows)

    def scored(self, targets: np.ndarray) -> ScoredRecords | None:
        """Scores of some targets, where the attack gives every record one."""
        if not isinstance(self.ranked, ScoredRecords):
            return None
        return ScoredRecords(scores=self.ranked.scores[targets], numbers=self.ranked.numbers)

    @property
    def class_sizes(self) -> np.ndarray | None:
        """How many rows of a table look like each target's, where the table falls into classes."""
        return self.ranked.class_sizes(self.rows) if isinstance(self.ranked, FittingRows) else None

    @property
    def membership_scores(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """By which numbers, of released targets and of outsiders, an adversary could tell who is in the release at all."""
        sure = tuple(np.where(one.abstain, 0.0, one.confidence) for one in (self.claims, self.claims_outside))
        inside = self.rows >= 0
        scores = {"how sure of the best": (sure[0][inside], sure[1])}
        if isinstance(self.ranked, ScoredRecords) and isinstance(self.ranked_outside, ScoredRecords):
            scores["how alike the best"] = (self.ranked.best[inside], self.ranked_outside.best)
        return scores

    def __repr__(self) -> str:
        return f"Findings({len(self.hits)} targets, {int(self.hits.sum())} found)"


def findings_of(attack: Attack, world: World) -> Findings:
    """Fit as in the main run of `evaluate`, and claim about the targets and about people outside.

    Parameters
    ----------
    attack : Attack
        One that names the released record of a known person.
    world : World

    Raises
    ------
    PrivacyInputError
        If the attack makes claims of another kind.
    """
    if attack.starts_from != "person":
        raise PrivacyInputError(
            f"findings_of: {attack.id} starts from released records. Give an attack that looks for a known person."
        )
    with threadpool_limits(limits=1):
        fitted: Any = fit_main_run(attack, world)
        inside, outside = (
            world.people.known(people, attack.threat.knows)
            for people in (world.targets_in, world.targets_out)
        )
        claims = fitted.claim(inside)
        if claims.kind != "record":
            raise PrivacyInputError(f"findings_of: {attack.id} names no record. Give an attack that links.")
        ranks = hasattr(fitted, "ranked") and world.protected.release.n_records > 0
        rows = world.row_of(world.protected)[world.targets_in]
        return Findings(
            claims=claims,
            hits=~claims.abstain & (rows >= 0) & (claims.values[:, 0].astype(np.int64) == rows),
            rows=rows,
            claims_outside=fitted.claim(outside),
            ranked=fitted.ranked(inside) if ranks else None,
            ranked_outside=fitted.ranked(outside) if ranks else None,
        )


def chance_of_hit(attack: Attack, world: World) -> np.ndarray:
    """Return the chance that each target is found by the main run, over the order of equals; shape (n_targets,).

    Worlds of other seeds fit anew. An attack that does not rank records gives 0 or 1.
    """
    with threadpool_limits(limits=1):
        fitted: Any = fit_main_run(attack, world)
        n = world.protected.release.n_records
        if not hasattr(fitted, "ranked") or not n:
            return hits_of(attack, world)[0].astype(float)
        rows = world.row_of(world.protected)[world.targets_in]
        guesses = fitted.ranked(world.people.known(world.targets_in, attack.threat.knows)).guesses(rows)
        return np.asarray(guesses.among(guesses.n_records))
