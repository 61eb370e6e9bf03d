# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One sensitive value of a table: matching rows against gradient boosting, both against what can be told about anybody."""

import numpy as np

from secured.common import ColumnType, Dataset, PrivacyInputError
from secured.dans import FullDomainGeneralization, IdentifierRemoval, KAnonymity, NoiseAddition, Pipeline
from secured.dean import AttributeInference, Goal, LearnedInference
from secured.studies.records.patients import Patients, PlannedAttack, thinned, threat_of
from secured.studies.records.protections import LEFT_OUT, Protection
from secured.studies.tables.candidates import main_secret

__all__ = ["one_secret_of"]

NOISE = 0.3  # standard deviations of a column
TELLING = {
    "nafld": "htn",
    "diabetes130": "readmitted",
}  # follows from what is known, so that a model has something to learn


def one_secret_of(dataset: Dataset, *, secret: str = "", n_people: int, seed: int, k: int) -> Patients:
    """Gather people, attacks on one secret, and releases: two levels of k where enough people allow, and noise.

    Parameters
    ----------
    dataset : Dataset
        A table.
    secret : str
        A sensitive column of few values; chosen when empty.
    n_people, seed, k
        As in `patients_of`.

    Raises
    ------
    PrivacyInputError
        If there is no such column.
    """
    secret = secret or TELLING.get(dataset.name) or main_secret(dataset) or ""
    if secret not in dataset.sensitive:
        raise PrivacyInputError(
            f"one_secret_of: {secret or 'nothing'} is no sensitive column of {dataset.name}. Use one of {', '.join(dataset.sensitive)}."
        )
    table = dataset.take(thinned(np.arange(dataset.n_people), n_people, seed))
    threat = threat_of(dataset, Goal.INFERENCE, dict.fromkeys(dataset.quasi_identifiers, 0.0))
    numbers = tuple(
        name
        for name in dataset.quasi_identifiers
        if dataset.columns[name].type in (ColumnType.INTEGER, ColumnType.REAL)
    )
    return Patients(
        dataset=table,
        attacks=(
            PlannedAttack(
                told="All facts, exactly; reads the rows that fit.",
                attack=AttributeInference(threat=threat, secret=secret),
            ),
            PlannedAttack(
                told="All facts, exactly; asks a model of the release.",
                attack=LearnedInference(threat=threat, secret=secret),
            ),
        ),
        not_run=(),
        protections=(
            Protection(name="identifiers removed", how="Nothing else.", maker=IdentifierRemoval()),
            *(_at_least(one) for one in ((k, 10 * k) if 10 * k <= table.n_people // 3 else (k,))),
            *(_noisy(numbers) if numbers else ()),
        ),
        items=(),
    )


def _at_least(k: int) -> Protection:
    maker = FullDomainGeneralization(models=(KAnonymity(k=k),), suppression_limit=LEFT_OUT)
    return Protection(name=f"k={k}", how=f"Facts {k}-anonymous.", maker=maker)


def _noisy(numbers: tuple[str, ...]) -> tuple[Protection, ...]:
    how = f"Normal noise of {NOISE:g} standard deviations on {', '.join(numbers)}: no row fits anybody any more."
    maker = Pipeline(steps=(NoiseAddition(columns=numbers, scale=NOISE),))
    return (Protection(name="noise", how=how, maker=maker, perturbs=True),)
