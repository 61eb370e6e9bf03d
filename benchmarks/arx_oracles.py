# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: the search finds what ARX's optimal search finds. Reads a file of ARX's optima and solves each again.

    python benchmarks/arx_oracles.py FILE

A record names dataset (of the registry), models, metric, quasi-identifiers, sensitive columns and suppression limit, and
holds ARX's score, levels and suppressed records. Scores must agree within 1e-8; levels and suppressed records too, where
no other node is tied. Ends with `agree N of M`; the exit status is 0 only if all agree.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import mirror  # noqa: F401  (says where the data are)
import numpy as np
import pandas as pd
from arx_grassberger import ArxGrassberger

import secured_datasets
from secured import dans
from secured.common import ColumnType, Dataset, PrivacyInputError, Role
from secured.common.io.tables import read_table
from secured.dans import CompressedTable, PrivacyModel, optimal_node
from secured.dans.tables.models.privacy_model import satisfied
from secured.dans.tables.risk.population_sizes import ARX_POPULATIONS
from secured_datasets.files import data_folder

TOLERANCE = 1e-8
NUMBER = r"(-?[\d.]+(?:[eE]-?\d+)?)"


def number(text: str, name: str, default: float | None = None) -> float:
    """The number that follows a name in a text: `l=3`, `significance 0.01`."""
    found = re.search(rf"(?<![\w]){name}\s*(?:=|<=|<|:|\s)\s*{NUMBER}", text)
    if found:
        return float(found[1])
    if default is None:
        raise PrivacyInputError(f"arx_oracles: no {name} in {text!r}.")
    return default


def region(text: str) -> int:
    """People of the population that a text names."""
    found = re.search(r"Region (\w+)", text)
    named = {name.upper().replace(" ", "_"): people for name, people in ARX_POPULATIONS.items()}
    named |= {"USA": named["UNITED_STATES"], "UK": named["UNITED_KINGDOM"]}
    return named[found[1].upper() if found else "USA"]


def column(text: str) -> str:
    """The sensitive column that a text names."""
    return re.search(r" on ([\w-]+)", text)[1]


MODELS: dict[str, Callable[[str], PrivacyModel]] = {
    r"k-map.*(subset|population=)": lambda s: dans.KMap(k=int(number(s, "k"))),
    r"k-map": lambda s: dans.EstimatedKMap(
        k=int(number(s, "k")),
        population_size=region(s),
        significance=number(s, "significance", 0.01),
        estimator="zero-truncated poisson" if re.search("zero|trunc", s, re.IGNORECASE) else "poisson",
    ),
    r"distinct": lambda s: dans.DistinctLDiversity(sensitive=column(s), l=int(number(s, "l"))),
    r"entropy": lambda s: dans.EntropyLDiversity(
        sensitive=column(s), l=number(s, "l"), estimator="grassberger" if "rassberger" in s else "shannon"
    ),
    r"recursive": lambda s: dans.RecursiveLDiversity(
        sensitive=column(s), c=number(s, "c"), l=int(number(s, "l"))
    ),
    r"t-closeness": lambda s: dans.TCloseness(
        sensitive=column(s), t=number(s, "t"), distance=re.search("equal|ordered|hierarchical", s)[0]
    ),
    r"delta-disclosure": lambda s: dans.DeltaDisclosure(sensitive=column(s), delta=number(s, "delta")),
    r"basic beta": lambda s: dans.BetaLikeness(sensitive=column(s), beta=number(s, "beta")),
    r"enhanced beta": lambda s: dans.EnhancedBetaLikeness(sensitive=column(s), beta=number(s, "beta")),
    r"delta-presence": lambda s: dans.DeltaPresence(low=number(s, "dmin"), high=number(s, "dmax")),
    r"average": lambda s: dans.AverageRisk(limit=number(s, "risk")),
    r"(highest|maximal|max).*risk": lambda s: dans.HighestRisk(limit=number(s, "risk")),
    r"sample uniqueness": lambda s: dans.SampleUniqueness(share=number(s, "uniqueness")),
    r"population uniqueness": lambda s: dans.PopulationUniqueness(
        share=number(s, "uniqueness"),
        population_size=region(s),
        estimator=re.search("dankar|pitman|zayatz|snb", s, re.IGNORECASE)[0].lower(),
    ),
    r"k-anonymity|^k=": lambda s: dans.KAnonymity(k=int(number(s, "k"))),
}


def as_arx(model: PrivacyModel, dataset: Dataset, output: bool = False) -> PrivacyModel:
    """A model in which ARX departs from the definition, as ARX has it; any other unchanged."""
    if getattr(model, "estimator", "") != "grassberger":
        return model
    values = dataset.data[model.sensitive]
    numbers = pd.Index(values.unique()).get_indexer(np.sort(values.unique()))
    return ArxGrassberger(
        sensitive=model.sensitive, l=model.l, estimator=model.estimator, numbers=numbers, output=output
    )


def models_of(text: str) -> tuple[PrivacyModel, ...]:
    """The privacy models of a record."""
    models: list[PrivacyModel] = []
    for part in re.split(r" \+ ", text):
        kind = next((kind for kind in MODELS if re.search(kind, part, re.IGNORECASE)), None)
        if kind is None:
            raise PrivacyInputError(f"arx_oracles: unknown model {part!r}.")
        models.append(MODELS[kind](part))
    return tuple(models)


@cache
def dataset_with(
    name: str, quasi_identifiers: tuple[str, ...], sensitive: str | None, number: bool
) -> Dataset:
    """The registry's dataset with a record's roles; ARX's DataType INTEGER makes the sensitive column a number."""
    dataset = secured_datasets.load(name)
    data, columns = dataset.data, {}
    for at, one in dataset.columns.items():
        role = Role.QUASI_IDENTIFIER if at in quasi_identifiers else Role.INSENSITIVE
        columns[at] = replace(one, role=Role.SENSITIVE if at == sensitive else role)
    if number and sensitive:
        columns[sensitive] = replace(columns[sensitive], type=ColumnType.INTEGER)
        data = data.assign(**{sensitive: data[sensitive].astype(int)})
    order = [*quasi_identifiers, *(at for at in columns if at not in quasi_identifiers)]
    return replace(dataset, data=data, columns={at: columns[at] for at in order})


@cache
def compressed(
    name: str, quasi_identifiers: tuple[str, ...], sensitive: str | None, number: bool, subset: str
) -> CompressedTable:
    """The table of a record; with a subset, its people within the whole dataset as population."""
    dataset = dataset_with(name, quasi_identifiers, sensitive, number)
    columns = (sensitive,) if sensitive else ()
    if not subset:
        return CompressedTable.of(dataset, columns)
    people = read_table(data_folder() / name / subset, delimiter=";")[dataset.data.columns]
    part = replace(dataset, data=people, subjects=np.arange(len(people)))
    return CompressedTable.of(part, columns, population=dataset.data)


METRICS: dict[str, type] = {
    "AECS": dans.AverageClassSize,
    "Ambiguity": dans.Ambiguity,
    "Discernibility": dans.Discernibility,
    "DiscernibilityMonotonic": dans.MonotonicDiscernibility,
    "Height": dans.Height,
    "KLDivergence": dans.KLDivergence,
    "Loss": dans.Loss,
    "NonUniformEntropy": dans.NonUniformEntropy,
    "NormalizedNonUniformEntropy": dans.NormalizedNonUniformEntropy,
    "Precision": dans.Precision,
}
MEANS = {"arith": "arithmetic", "geo": "geometric", r"\bmax": "max", r"\bsum\b": "sum", r"\brank\b": "rank"}


def objective_of(text: str, table: CompressedTable) -> dans.Objective:
    """The metric of a record."""
    name = re.split(r"[ ,(]", text)[0]
    if name not in METRICS:
        raise PrivacyInputError(f"arx_oracles: unknown metric {text!r}.")
    known = {one.name for one in fields(METRICS[name])}
    asked: dict[str, Any] = {"table": table, "gs_factor": number(text, "gsFactor", 0.5)}
    mean = next((mean for said, mean in MEANS.items() if re.search(said, text)), None)
    asked |= {"mean": mean} if mean else {}
    return METRICS[name](**{key: value for key, value in asked.items() if key in known})


def again(record: dict[str, Any]) -> str:
    """Solve a record's problem; return what differs from ARX's answer, nothing if all agrees."""
    sensitive = next(iter(record["sensitive"]), None)
    names, said = tuple(record["quasi_identifiers"]), record["models"]
    subset = re.search(r"subset=([\w.-]+)", said)
    table = compressed(record["dataset"], names, sensitive, "INTEGER" in said, subset[1] if subset else "")
    try:
        dataset = dataset_with(record["dataset"], names, sensitive, "INTEGER" in said)
        models = tuple(as_arx(model, dataset) for model in models_of(said))
        objective = objective_of(record["metric"], table)
        node = optimal_node(table, models, record["suppression_limit"], objective)
    except PrivacyInputError as error:
        return "" if not record["optimum_found"] else str(error)
    if not record["optimum_found"]:
        return f"found score {node.score!r} where ARX finds none"
    if abs(node.score - record["score"]) > TOLERANCE * max(1.0, abs(record["score"])):
        return f"score {node.score!r}, ARX {record['score']!r}"
    if record["tied_checked_nodes"] > 1:
        return ""
    levels = dict(zip(names, node.levels, strict=True))
    if levels != record["levels"]:
        return f"levels {levels}, ARX {record['levels']}"
    outside = len(dataset.data) - table.base.n_people
    classes = table.classes(node.levels)
    kept = satisfied(tuple(as_arx(model, dataset, output=True) for model in models_of(said)), classes)
    suppressed = int(classes.counts[~kept].sum()) + outside
    if suppressed != record["suppressed_records"]:
        return f"{suppressed} suppressed, ARX {record['suppressed_records']}"
    return ""


def main(path: Path) -> int:
    """Solve all records again."""
    records = json.loads(path.read_text(encoding="utf-8"))["optima"]
    agreed = 0
    for record in records:
        start = time.perf_counter()
        differs = again(record)
        agreed += not differs
        print(f"{record['id']:>50} {time.perf_counter() - start:6.2f} s  {differs or 'agrees'}", flush=True)
    print(f"agree {agreed} of {len(records)}")
    return 0 if agreed == len(records) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/arx_oracles.py FILE")
    sys.exit(main(Path(sys.argv[1])))
