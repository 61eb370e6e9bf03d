# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The result of the decision support: what to use, in order, what not, and why."""

from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

from secured.common import PrivacyInputError
from secured.common.result_table import html_table
from secured.dans.tables.advise.profile import Profile
from secured.dans.tables.transformations.pipeline import ReleaseMaker

__all__ = ["Advice", "RuledOut", "Suggestion"]


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A method that was run on the table, and what came of it.

    Parameters
    ----------
    name : str
    method : object
        Ready to run: ``method.link(dataset, rng)`` or ``method.apply(dataset, rng=rng)``.
    promise : str
        What the release guarantees.
    loss : float
        0 the exact table, 1 nothing left; people left out count as lost.
    left_out : int
        People not in the release.
    highest_risk, average_risk : float
        The prosecutor's chance to pick out a record: of the worst-off person, and on average.
    meets_threshold : bool
        Whether the risk that counts for the purpose is within the threshold.
    protects, does_not_protect : tuple of str
    true_rows : bool
        Whether every released row is true of somebody.
    proved_optimal : bool or None
        Whether no levels lose less; None where the method does not search for the best.
    why, source : str
    seconds : float
        Time that the trial took here.
    """

    name: str
    method: ReleaseMaker = field(repr=False)
    promise: str
    loss: float
    left_out: int
    highest_risk: float
    average_risk: float
    meets_threshold: bool
    protects: tuple[str, ...]
    does_not_protect: tuple[str, ...]
    true_rows: bool
    proved_optimal: bool | None
    why: str
    source: str
    seconds: float = field(compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; of the method its class."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
            if name != "method"
        } | {"method": type(self.method).__name__}


@dataclass(frozen=True, kw_only=True)
class RuledOut:
    """A method that is not suggested, with the reason and where the rule comes from."""

    name: str
    reason: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Suggestions for one table, the best first. They belong to the owner: they tell of the table.

    A promise is not a verdict: what attacks find in a release, the attack report tells (`secured.studies.assess`).

    Parameters
    ----------
    dataset, purpose : str
    threshold : float
    k : int
        Smallest class that the threshold allows: 1 / threshold, rounded up.
    population : int or None
    people, tried_on : int
        People of the table, and of the sample on which methods were tried.
    profile : Profile
    suggestions : tuple of Suggestion
    ruled_out : tuple of RuledOut
    notes : tuple of str
    """

    dataset: str
    purpose: str
    threshold: float
    k: int
    population: int | None
    people: int
    tried_on: int
    profile: Profile
    suggestions: tuple[Suggestion, ...]
    ruled_out: tuple[RuledOut, ...]
    notes: tuple[str, ...]

    @property
    def recommended(self) -> ReleaseMaker:
        """The method of the first suggestion, ready to run.

        Raises
        ------
        PrivacyInputError
            If nothing that was tried meets the threshold.
        """
        if not self.suggestions or not self.suggestions[0].meets_threshold:
            raise PrivacyInputError(
                f"Advice: nothing that was tried meets the threshold {self.threshold:g} for {self.dataset}. "
                "See ruled_out for the reasons."
            )
        return self.suggestions[0].method

    def __repr__(self) -> str:
        first = self.suggestions[0].name if self.suggestions else "nothing"
        return f"Advice({self.dataset!r}, {self.purpose!r}: {first})"

    def to_dict(self) -> dict[str, Any]:
        """Everything but the methods themselves, for JSON."""
        return {
            "dataset": self.dataset,
            "purpose": self.purpose,
            "threshold": self.threshold,
            "k": self.k,
            "population": self.population,
            "people": self.people,
            "tried_on": self.tried_on,
            "profile": self.profile.to_dict(),
            "suggestions": [one.to_dict() for one in self.suggestions],
            "ruled_out": [asdict(one) for one in self.ruled_out],
            "notes": list(self.notes),
        }

    def _repr_html_(self) -> str:
        header = (
            "rank", "method", "promise", "loss", "left out", "highest risk", "average risk", "within threshold",
            "protects against", "not against", "why", "seconds", "source",
        )  # fmt: skip
        rows = [
            (
                rank, one.name, one.promise, one.loss, one.left_out, one.highest_risk, one.average_risk,
                "yes" if one.meets_threshold else "no", ", ".join(one.protects), ", ".join(one.does_not_protect),
                one.why, f"{one.seconds:.1f}", one.source,
            )
            for rank, one in enumerate(self.suggestions, 1)
        ]  # fmt: skip
        caption = (
            f"Advice for {self.dataset}: {self.purpose}, threshold {self.threshold:g} (classes of {self.k})"
        )
        ruled_out = html_table(
            "Ruled out",
            ("method", "reason", "source"),
            [(o.name, o.reason, o.source) for o in self.ruled_out],
        )
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return html_table(caption, header, rows) + ruled_out + f"<ul>{notes}</ul>"
