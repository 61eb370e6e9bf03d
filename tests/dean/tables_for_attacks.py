# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Seeded simulated tables, releases and worlds with a known answer, for the tests of attacks and studies."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    GeneralizedValue,
    Guarantee,
    LinkedRelease,
    Modality,
    Provenance,
    Release,
    Role,
    Standing,
)
from secured.common.hierarchies import Flat, Intervals, Redaction
from secured.dans import FullDomainGeneralization, IdentifierRemoval, KAnonymity
from secured.dean import (
    Attack,
    AttackResult,
    AttributeInference,
    Goal,
    Linkage,
    Run,
    SinglingOut,
    ThreatModel,
    World,
)
from secured.dean.tables.originals import TableOriginals
from secured.dean.worst_off import WorstOff

KNOWN = ("age", "sex", "postcode")
COLUMNS = {
    "name": Column(role=Role.IDENTIFIER, type=ColumnType.TEXT),
    "age": Column(
        role=Role.QUASI_IDENTIFIER,
        type=ColumnType.INTEGER,
        hierarchy=Intervals(widths=(5, 10, 20, 40), bounds=(18, 97)),
    ),
    "sex": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Flat()),
    "postcode": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.TEXT, hierarchy=Redaction(keep=(3, 1))),
    "disease": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
    "cost": Column(role=Role.SENSITIVE, type=ColumnType.REAL),
}


def dataset_of(data: pd.DataFrame, columns: Mapping[str, Column], name: str = "simulated") -> Dataset:
    """Describe a simulated table of one row a person."""
    return Dataset(
        name=name,
        title="Simulated people",
        modality=Modality.TABLE,
        data=data,
        subjects=np.arange(len(data)),
        columns=columns,
        standing=Standing.SIMULATED,
        provenance=Provenance(source="simulated", licence="CC0", citation="none"),
    )


def simulated(
    n: int, *, seed: int = 1, dependence: float = 0.3, sensitive: Sequence[str] = ("disease",)
) -> Dataset:
    """People whose postcodes nearly identify them; the disease follows the decade of age with `dependence`.

    Without `dependence` the disease is one of four at random, so nothing can be told about strangers.
    """
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 98, n)
    kinds = np.array(["asthma", "diabetes", "gout", "none"], dtype=object)
    by_age = kinds[age // 10 % 4]
    disease = np.where(rng.random(n) < dependence, by_age, kinds[rng.integers(0, 4, n)])
    data = pd.DataFrame(
        {
            "name": [f"person {number}" for number in rng.permutation(n)],
            "age": age,
            "sex": np.array(["female", "male"], dtype=object)[rng.integers(0, 2, n)],
            "postcode": np.array([f"{code:05d}" for code in rng.integers(10_000, 60_000, n)], dtype=object),
            "disease": disease,
            "cost": rng.uniform(0, 1000, n).round(2),
        }
    )
    kept = ["name", *KNOWN, *sensitive]
    return dataset_of(data[kept], {name: COLUMNS[name] for name in kept})


def threat(goal: Goal, dataset: Dataset, *, budget: int | None = None, tolerance: float = 0.0) -> ThreatModel:
    """An adversary who knows every quasi-identifier and is certain that the target is in."""
    knows = {
        name: tolerance if dataset.columns[name].type is ColumnType.INTEGER else 0.0
        for name in dataset.quasi_identifiers
    }
    return ThreatModel(goal=goal, knows=knows, population=max(dataset.n_people, 1), prior=1.0, budget=budget)


def linkage(dataset: Dataset) -> Linkage:
    """Linkage by all quasi-identifiers."""
    return Linkage(threat=threat(Goal.LINKAGE, dataset))


def singling_out(dataset: Dataset, budget: int | None = None) -> SinglingOut:
    """Singling out by all quasi-identifiers."""
    return SinglingOut(threat=threat(Goal.SINGLING_OUT, dataset, budget=budget))


def inference(dataset: Dataset, secret: str = "disease", edges: tuple[float, ...] = ()) -> AttributeInference:
    """Inference of a secret from all quasi-identifiers."""
    return AttributeInference(threat=threat(Goal.INFERENCE, dataset), secret=secret, edges=edges)


def attacks(dataset: Dataset) -> tuple[Attack, ...]:
    """One attack for each of the three goals, and more for further secrets."""
    return (
        linkage(dataset),
        singling_out(dataset, budget=200),
        *(inference(dataset, name) for name in dataset.sensitive),
    )


def unprotected(dataset: Dataset, seed: int = 5) -> LinkedRelease:
    """Only identifiers removed."""
    return IdentifierRemoval().link(dataset, np.random.default_rng(seed))


def k_anonymous(dataset: Dataset, k: int, *, limit: float = 0.05, seed: int = 5) -> LinkedRelease:
    """A k-anonymous release of least loss; k=1 is the table itself."""
    if k == 1:
        return unprotected(dataset, seed)
    method = FullDomainGeneralization(models=(KAnonymity(k=k),), suppression_limit=limit)
    return method.solve(dataset).link(np.random.default_rng(seed))


def at_levels(dataset: Dataset, levels: tuple[int, ...], *, k: int = 1, seed: int = 5) -> LinkedRelease:
    """A release at fixed levels; classes below k are left out."""
    method = FullDomainGeneralization(models=(KAnonymity(k=k),), levels=levels)
    return method.solve(dataset).link(np.random.default_rng(seed))


def suppressed(dataset: Dataset, seed: int = 5) -> LinkedRelease:
    """Every quasi-identifier of everybody is a star."""
    top = tuple(dataset.hierarchies[name].n_levels - 1 for name in dataset.quasi_identifiers)
    return at_levels(dataset, top, seed=seed)


def empty(dataset: Dataset) -> LinkedRelease:
    """Everybody is left out."""
    linked = unprotected(dataset)
    release = release_of(
        linked.release.data.iloc[:0], quasi_identifiers=dataset.quasi_identifiers, sensitive=dataset.sensitive
    )
    return LinkedRelease(release=release, row_of=np.full(len(dataset.data), -1, dtype=np.int64))


def release_of(
    data: pd.DataFrame,
    descriptions: Mapping[str, Mapping[str, GeneralizedValue]] | None = None,
    *,
    quasi_identifiers: Sequence[str] = (),
    sensitive: Sequence[str] = (),
    k: int | None = None,
) -> Release:
    """A release written by hand."""
    return Release(
        data=data,
        quasi_identifiers=tuple(quasi_identifiers) or tuple(data.columns),
        sensitive=tuple(sensitive),
        method="by hand",
        parameters={},
        seed=None,
        source="none",
        guarantee=Guarantee(k=k),
        descriptions=descriptions or {},
    )


def world(
    dataset: Dataset,
    make: Callable[[Dataset], LinkedRelease] = unprotected,
    *,
    members: float = 0.6,
    outside: float = 0.2,
    seed: int = 3,
    n_targets: int | None = None,
) -> World:
    """Split people by share, release the members with `make`; the rest are reference people."""
    order = np.random.default_rng([seed, 11]).permutation(dataset.n_people)
    n_in, n_out = int(members * dataset.n_people), int(outside * dataset.n_people)
    table = dataset.take(order[:n_in])
    return World(
        people=TableOriginals(data=dataset.data),
        members=order[:n_in],
        protected=make(table),
        unprotected=unprotected(table),
        targets_in=order[:n_in][:n_targets],
        targets_out=order[n_in : n_in + n_out],
        reference=order[n_in + n_out :],
        seed=seed,
    )


def class_sizes(linked: LinkedRelease) -> np.ndarray:
    """Size of every person's equivalence class in the release, 0 for those left out."""
    names = list(linked.release.quasi_identifiers)
    group = (
        linked.release.data.groupby(names, dropna=False, sort=False)[names[0]].transform("size").to_numpy()
    )
    return np.where(linked.row_of < 0, 0, group[np.maximum(linked.row_of, 0)] if len(group) else 0)


def run(successes: int, n: int) -> Run:
    """A run that claims something about everybody."""
    return Run(successes=successes, claimed=n, n=n)


def result(
    main: int,
    n: int,
    *,
    control: int = 0,
    control_n: int = 200,
    baseline: int = 0,
    positive: int | None = None,
    null: int = 0,
    paired: tuple[int, int, int] | None = None,
    attack: str = "linkage",
    goal: Goal = Goal.LINKAGE,
) -> AttackResult:
    """An attack result by its counts; the positive control succeeds always unless told."""
    model = ThreatModel(goal=goal, knows={"age": 0.0}, population=10_000, prior=1.0)
    return AttackResult(
        attack={"attack": attack, "threat": model.to_dict(), "source": "made up"},
        main=run(main, n),
        control=run(control, control_n),
        baseline=run(baseline, n),
        positive=run(n if positive is None else positive, n),
        null=run(null, n),
        paired=paired,
        prior=1.0,
        population=10_000,
        n_members=n,
        worst_off=WorstOff(
            top_rate=0.0,
            top_high=0.3,
            top_baseline=0.0,
            top_n=10,
            tenths=(0.0,) * 10,
            subgroup="everyone",
            subgroup_rate=0.0,
            subgroup_high=0.1,
            subgroup_baseline=0.0,
            subgroup_n=n,
        ),
        seconds=0.0,
    )


def plain(value: Any) -> Any:
    """Plain values without what may differ between equal runs: wall time."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if key not in ("seconds", "wall_time_s")}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
