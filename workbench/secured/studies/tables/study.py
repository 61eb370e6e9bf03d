# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Anonymize one table: risk before, the best generalization, risk after, and all files that describe the release."""

import json
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from secured import __version__
from secured.common import Dataset, LinkedRelease, PrivacyInputError, Release
from secured.common.io.tables import write_whole
from secured.common.result_table import html_table
from secured.dans import (
    Ambiguity,
    AttributeSets,
    AverageClassSize,
    Certificate,
    CompressedTable,
    Discernibility,
    DistinctLDiversity,
    FullDomainGeneralization,
    GridSurface,
    Height,
    IdentifierFinder,
    KAnonymity,
    KLDivergence,
    Loss,
    NonUniformEntropy,
    Precision,
    PrivacyModel,
    QualityReport,
    Recipe,
    ReidentificationRisk,
    Solution,
    Suda2,
    TCloseness,
)
from secured.dans.tables.recipes.value_mapping import write_value_mapping
from secured.dans.tables.risk.attribute_sets import AttributeSetsResult
from secured.dans.tables.risk.identifier_finder import IdentifierFindings
from secured.dans.tables.risk.suda2 import Suda2Result
from secured.studies.tables.candidates import main_secret

__all__ = ["OBJECTIVES", "TableStudy", "anonymize"]

OBJECTIVES: dict[str, Callable[[CompressedTable], Any]] = {
    "loss": lambda table: Loss(table=table),
    "precision": lambda table: Precision(),
    "height": lambda table: Height(),
    "discernibility": lambda table: Discernibility(),
    "average class size": lambda table: AverageClassSize(),
    "ambiguity": lambda table: Ambiguity(),
    "non-uniform entropy": lambda table: NonUniformEntropy(table=table),
    "KL divergence": lambda table: KLDivergence(table=table),
}
HANDED_OUT = ("release.parquet", "release.json", "certificate.html", "certificate.json")
OWNERS = (
    "recipe.toml",
    "value_mapping.csv",
)  # with them the order of rows can be undone, and values are listed
LIBRARIES = ("numpy", "pandas", "scipy")
MOST_BYTES = 500_000_000  # for the map of the lattice


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TableStudy:
    """A table, its best full-domain generalization, and what both give away.

    Parameters
    ----------
    dataset : Dataset
    parameters : dict
        As they were used.
    findings : IdentifierFindings
        Columns that look like identifiers.
    attribute_sets, suda2 : AttributeSetsResult, Suda2Result
        Which quasi-identifiers, alone and together, set people apart.
    before, after : ReidentificationRisk
        Of the exact quasi-identifiers, and of the release.
    solution : Solution
    quality : QualityReport
    linked : LinkedRelease
        The owner's view of the release.
    recipe, certificate : Recipe, Certificate
    seconds : float
    """

    dataset: Dataset
    parameters: dict[str, Any]
    findings: IdentifierFindings
    attribute_sets: AttributeSetsResult
    suda2: Suda2Result
    before: ReidentificationRisk
    after: ReidentificationRisk
    solution: Solution
    quality: QualityReport
    linked: LinkedRelease
    recipe: Recipe
    certificate: Certificate
    seconds: float

    @property
    def release(self) -> Release:
        """What is handed out."""
        return self.linked.release

    @property
    def models(self) -> tuple[PrivacyModel, ...]:
        """The privacy models that hold."""
        return self.solution.method.models

    @property
    def levels(self) -> dict[str, int]:
        """Level of every quasi-identifier."""
        return dict(zip(self.dataset.quasi_identifiers, map(int, self.solution.levels), strict=True))

    @cached_property
    def surface(self) -> GridSurface | None:
        """Every node of the lattice under the same models; None where the lattice is too large to be held."""
        k, l, t = (self.parameters[name] for name in ("k", "l", "t"))
        sensitive = self.parameters["sensitive"] if l > 1 or t < 1 else None
        try:
            return GridSurface.of(
                self.solution.table, sensitive, ks=(k,), ls=(l,), ts=(t,), most_bytes=MOST_BYTES
            )
        except PrivacyInputError:
            return None

    @property
    def verdict(self) -> str:
        """One sentence for the owner: what is promised, and that a promise is no verdict."""
        return (
            f"{self.release.guarantee.text}, {self.release.n_records} of {self.dataset.n_people} people, loss "
            f"{self.solution.loss:.3f}. A promise is not a verdict: attack it with `secured report release_assessment`."
        )

    def to_dict(self) -> dict[str, Any]:
        """The content of result.json: no value of the data."""
        dataset, solution = self.dataset, self.solution
        return {
            "verdict": self.verdict,
            "dataset": dataset.name,
            "title": dataset.title,
            "standing": str(dataset.standing),
            "data_fingerprint": dataset.fingerprint,
            "parameters": self.parameters,
            "people": {
                "table": dataset.n_people,
                "released": self.release.n_records,
                "left_out": solution.n_suppressed,
            },
            "identifiers": self.findings.to_dict(),
            "attribute_sets": self.attribute_sets.to_dict(),
            "suda2": self.suda2.to_dict(),
            "risk": {"before": self.before.to_dict(), "after": self.after.to_dict()},
            "levels": self.levels,
            "levels_chosen_by": "search" if solution.node else "owner",
            "loss": solution.loss,
            "objective": dict(self.recipe.objective),
            "score": solution.node.score if solution.node else None,
            "proved_optimal": bool(solution.node and solution.node.optimal),
            "quality": self.quality.to_dict(),
            "guarantee": self.release.guarantee.to_dict() | {"text": self.release.guarantee.text},
            "release": self.release.to_dict() | {"values": "see release.json"},
            "certificate_sha256": self.certificate.content["content_sha256"],
            "files": {"to_hand_out": list(HANDED_OUT), "owner_only": [*OWNERS, "result.json"]},
            "versions": {"secured": __version__, "python": platform.python_version()}
            | {name: version(name) for name in LIBRARIES},
            "wall_time_s": round(self.seconds, 2),
            "citation": dataset.provenance.citation,
            "licence": dataset.provenance.licence,
        }

    def write(self, folder: Path) -> list[Path]:
        """Write all files, result.json last; recipe and value mapping are readable by their owner alone.

        Returns
        -------
        list of Path
        """
        for stale in ("result.json", *HANDED_OUT, *OWNERS):
            (folder / stale).unlink(missing_ok=True)
        release = self.release
        how = _json(release.to_dict() | {"dataset": self.dataset.name})
        write_whole(folder / "release.parquet", lambda part: release.data.to_parquet(part, index=False))
        write_whole(folder / "release.json", lambda part: part.write_text(how, encoding="utf-8"))
        self.recipe.write(folder / "recipe.toml")
        write_value_mapping(self.solution, folder / "value_mapping.csv")
        for name in ("certificate.html", "certificate.json"):
            self.certificate.write(folder / name)
        result = _json(self.to_dict())
        write_whole(folder / "result.json", lambda part: part.write_text(result, encoding="utf-8"))
        return [folder / name for name in (*HANDED_OUT, *OWNERS, "result.json")]

    def __repr__(self) -> str:
        return (
            f"TableStudy({self.dataset.name!r}, {self.release.guarantee.text}, loss {self.solution.loss:.4f})"
        )

    def _repr_html_(self) -> str:
        solution, n = self.solution, self.dataset.n_people
        if not solution.node:
            chosen = "given by the owner"
        elif solution.node.optimal:
            chosen = f"the optimum, proved after {solution.node.evaluated} nodes"
        else:
            chosen = f"the best found in time; no node scores below {solution.node.bound:.4f}"
        rows = [
            ("promise", self.release.guarantee.text),
            ("people", f"{self.release.n_records} of {n} released, {solution.n_suppressed / n:.2%} left out"),
            ("levels", ", ".join(f"{name} {level}" for name, level in self.levels.items())),
            ("chosen", chosen),
            ("objective", f"{self.parameters['objective']}"),
            ("loss", solution.loss),
            ("highest chance before", self.before.prosecutor.highest),
            ("highest chance after", self.after.prosecutor.highest),
        ]
        return html_table("The release", ("", "value"), rows)


def anonymize(
    dataset: Dataset,
    *,
    k: int,
    l: int = 1,
    t: float = 1.0,
    sensitive: str = "",
    suppression_limit: float = 0.05,
    objective: str = "loss",
    population: int = 0,
    levels: str = "",
    seed: int = 7,
    date: str = "",
) -> TableStudy:
    """Measure the risk of a table, find its best full-domain generalization, and measure again.

    Parameters
    ----------
    dataset : Dataset
        One row a person.
    k : int
        Smallest class; 1 / k is the threshold of all risks.
    l : int, default 1
        Distinct values of the sensitive column in every class; 1: not asked for.
    t : float, default 1.0
        Largest distance (equal) of its distribution in a class from the table's; 1: not asked for.
    sensitive : str
        Column that l and t are about; the first sensitive one with few values when empty.
    suppression_limit : float, default 0.05
    objective : str, default "loss"
        What the search minimises; a key of `OBJECTIVES`.
    population : int
        People among whom journalist and marketer look; 0: as the dataset says, else the table's.
    levels : str
        Skip the search and use these, as in ``age=2, sex=0``; one for every quasi-identifier.
    seed : int
        The order of the rows follows from it.
    date : str
        Of the certificate, as YYYY-MM-DD; today when empty.

    Raises
    ------
    PrivacyInputError
        If a parameter cannot be used with this table, or no generalization satisfies the models.
    """
    start = time.perf_counter()
    models, secret = _models(dataset, k, l, t, sensitive)
    people = population or dataset.population or dataset.n_people
    if people < dataset.n_people or seed < 0:
        raise PrivacyInputError(
            f"anonymize: population={people} is smaller than the table's {dataset.n_people} people, or seed={seed} negative."
        )
    if objective not in OBJECTIVES:
        raise PrivacyInputError(
            f"anonymize: unknown objective {objective!r}. Use one of {', '.join(OBJECTIVES)}."
        )
    method = FullDomainGeneralization(
        models=models,
        suppression_limit=suppression_limit,
        levels=_levels(dataset, levels),
        objective=None if objective == "loss" else OBJECTIVES[objective],
    )
    solution = method.solve(dataset)
    known = dataset.data[list(dataset.quasi_identifiers)]
    linked = solution.link(np.random.default_rng(seed))
    return TableStudy(
        dataset=dataset,
        parameters={
            "k": k,
            "l": l,
            "t": t,
            "sensitive": secret,
            "suppression_limit": suppression_limit,
            "objective": objective,
            "population": people,
            "levels": levels,
            "seed": seed,
        },
        findings=IdentifierFinder().assess(dataset.data),
        attribute_sets=AttributeSets().assess(known),
        suda2=Suda2(sampling_fraction=dataset.n_people / people).assess(known),
        before=ReidentificationRisk.of(solution.table.base, threshold=1 / k, population=float(people)),
        after=ReidentificationRisk.of(
            solution.classes.only(solution.kept),
            threshold=1 / k,
            population=float(people),
            suppressed=solution.n_suppressed,
        ),
        solution=solution,
        quality=QualityReport.of(solution.table, solution.classes, solution.kept),
        linked=linked,
        recipe=Recipe.of(solution, seed),
        certificate=Certificate.of(
            solution, linked.release, date=date or Date.today(), threshold=1 / k, population=people
        ),
        seconds=time.perf_counter() - start,
    )


def _models(
    dataset: Dataset, k: int, l: int, t: float, sensitive: str
) -> tuple[tuple[PrivacyModel, ...], str | None]:
    if k < 1 or k > dataset.n_people:
        raise PrivacyInputError(
            f"anonymize: k={k} does not fit a table of {dataset.n_people} people. Choose k between 2 and a fraction of that."
        )
    if l < 1 or not 0 <= t <= 1:
        raise PrivacyInputError(f"anonymize: l={l} is below 1, or t={t:g} not in [0, 1].")
    if sensitive and sensitive not in dataset.sensitive:
        raise PrivacyInputError(
            f"anonymize: {sensitive} is no sensitive column of {dataset.name}. Use one of {', '.join(dataset.sensitive)}."
        )
    secret = sensitive or main_secret(dataset)
    if secret is None and (l > 1 or t < 1):
        raise PrivacyInputError(
            f"anonymize: {dataset.name} has no sensitive column that varies, which l and t need."
        )
    models: list[PrivacyModel] = [KAnonymity(k=k)]
    if secret and l > 1:
        models.append(DistinctLDiversity(sensitive=secret, l=l))
    if secret and t < 1:
        models.append(TCloseness(sensitive=secret, t=t))
    return tuple(models), secret


def _levels(dataset: Dataset, text: str) -> tuple[int, ...] | None:
    """Read ``age=2, sex=0``."""
    if not text.strip():
        return None
    pairs = [part.partition("=") for part in text.split(",")]
    given = {name.strip(): level.strip() for name, _, level in pairs}
    if (
        len(pairs) != len(given)
        or set(given) != set(dataset.quasi_identifiers)
        or not all(level.isdecimal() for level in given.values())
    ):
        raise PrivacyInputError(
            f"anonymize: levels must name each of {', '.join(dataset.quasi_identifiers)} once, as in "
            f"{', '.join(f'{name}=0' for name in dataset.quasi_identifiers[:2])}."
        )
    return tuple(int(given[name]) for name in dataset.quasi_identifiers)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False)
