# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on health records side by side, on the records as they are and on protected releases of them."""

import time
from collections.abc import Callable, MutableMapping
from typing import Any

import numpy as np

from secured.common import Dataset, DatasetUnavailable, LinkedRelease, PrivacyInputError
from secured.common.fingerprint import fingerprint, fingerprint_of_values
from secured.dans import IdentifierRemoval
from secured.dans.tables.measures.recoded_loss import recoded_loss
from secured.dean import Attack, AttackResult, RiskAssessment, World, evaluate, risk
from secured.dean.records import RecordOriginals
from secured.studies.compared_attacks import ComparedAttacks, ComparedRelease
from secured.studies.people import People, split_people
from secured.studies.records.diabetes130 import diabetes_patients
from secured.studies.records.nafld import nafld_patients
from secured.studies.records.notes import notes_of
from secured.studies.records.one_secret import one_secret_of
from secured.studies.records.patients import Patients, PlannedAttack
from secured.studies.records.protections import Protection
from secured.studies.records.synthea import synthea_patients
from secured_datasets import load

__all__ = [
    "PATIENTS",
    "attack_notes",
    "attack_one_secret",
    "attack_records",
    "compare_attacks",
    "patients_of",
    "world_of",
]

ALPHA = 0.05
PATIENTS: dict[str, Callable[..., Patients]] = {
    "diabetes130": diabetes_patients,
    "nafld": nafld_patients,
    "synthea-csv": synthea_patients,
}


def patients_of(dataset: Dataset, *, n_people: int = 1500, seed: int, k: int = 5) -> Patients:
    """Gather the patients of a dataset, the attacks that it carries, and releases of it.

    Parameters
    ----------
    dataset : Dataset
        diabetes130, nafld or synthea-csv, with its further tables.
    n_people : int, default 1500
        At most so many, drawn from those of whom enough is recorded.
    seed : int
    k : int, default 5
        Smallest class and fewest people with a code, in the protected releases.

    Raises
    ------
    PrivacyInputError
        For another dataset.
    """
    if dataset.name not in PATIENTS:
        raise PrivacyInputError(
            f"patients_of: {dataset.name} has no known histories. Use one of {', '.join(PATIENTS)}."
        )
    return PATIENTS[dataset.name](dataset, n_people=n_people, seed=seed, k=k)


def attack_records(
    dataset: Dataset,
    *,
    k: int = 5,
    threshold: float,
    seed: int,
    n_people: int = 1500,
    n_targets: int = 500,
    progress: Callable[[int, int], None] | None = None,
) -> ComparedAttacks:
    """Put releases of a dataset's patients to every attack that its records carry.

    A dataset without known histories gives a comparison that says so.

    Parameters
    ----------
    dataset, k, seed, n_people
        As in `patients_of`.
    threshold : float
        Largest risk the owner accepts.
    n_targets : int, default 500
        People whom the adversaries look for, at most.
    progress : callable, optional
        Called with (attacks made, all).
    """
    if dataset.name not in PATIENTS:
        why = f"{dataset.name} has no known histories; {', '.join(PATIENTS)} have."
        return ComparedAttacks(
            title=dataset.title, standing=str(dataset.standing), threshold=threshold, unavailable=why
        )
    patients = patients_of(dataset, n_people=n_people, seed=seed, k=k)
    return compare_attacks(patients, threshold=threshold, seed=seed, n_targets=n_targets, progress=progress)


def attack_one_secret(
    dataset: Dataset,
    *,
    secret: str = "",
    k: int = 5,
    threshold: float,
    seed: int,
    n_people: int = 4000,
    n_targets: int = 1000,
    progress: Callable[[int, int], None] | None = None,
) -> ComparedAttacks:
    """Infer one sensitive value by matching rows and by gradient boosting, on four releases of the facts.

    The baseline of both is the model trained on people who are not in the release.

    Parameters
    ----------
    dataset : Dataset
        A table with quasi-identifiers.
    secret : str
        A sensitive column; one that follows from what is known, or the first of few values, when empty.
    k, threshold, seed, n_people, n_targets, progress
        As in `attack_records`.

    Raises
    ------
    PrivacyInputError
        If there is no such column.
    """
    patients = one_secret_of(dataset, secret=secret, n_people=n_people, seed=seed, k=k)
    return compare_attacks(patients, threshold=threshold, seed=seed, n_targets=n_targets, progress=progress)


def attack_notes(
    *, threshold: float, seed: int, n_people: int = 120, n_targets: int = 80, dataset: str = "clinical-notes"
) -> ComparedAttacks:
    """Match notes with what was said, before and after they were de-identified.

    Without the notes on this machine the comparison says how to obtain them.

    Parameters
    ----------
    threshold, seed, n_people, n_targets
        As in `attack_records`.
    dataset : str
        Entry of the registry with a note and a conversation for each person.
    """
    try:
        notes = load(dataset)
    except DatasetUnavailable as error:
        return ComparedAttacks(title=dataset, standing="", threshold=threshold, unavailable=str(error))
    patients = notes_of(notes, n_people=n_people, seed=seed)
    return compare_attacks(patients, threshold=threshold, seed=seed, n_targets=n_targets)


def compare_attacks(
    patients: Patients,
    *,
    threshold: float,
    seed: int,
    n_targets: int,
    progress: Callable[[int, int], None] | None = None,
) -> ComparedAttacks:
    """Put every release of some patients to every attack, in five runs each.

    Members, outsiders and reference people are split once. All bounds hold together, over attacks and releases, with
    probability 95 %: whoever picks the best of the releases is not misled by having picked.

    Parameters
    ----------
    patients, threshold, seed, n_targets, progress
        As in `attack_records`.
    """
    ids = [planned.attack.id for planned in patients.attacks]
    if len(set(ids)) < len(ids):
        raise PrivacyInputError("compare_attacks: two attacks have one name. Give each its own.")
    start, dataset = time.perf_counter(), patients.dataset
    people = split_people(dataset.n_people, seed=seed)
    members = dataset.take(people.members)
    raw = IdentifierRemoval().link(members, np.random.default_rng([seed, 2]))
    memo: MutableMapping[
        str, Any
    ] = {}  # one for all variants: the positive control is the attack as raw data allow it
    made: dict[tuple[str, str], AttackResult] = {}
    total = len(patients.protections) * len(patients.attacks)
    releases = []
    for at, protection in enumerate(patients.protections):
        linked = protection.maker.link(members, np.random.default_rng([seed, 2]))
        results: list[AttackResult] = []
        for number, planned in enumerate(patients.attacks):
            attack = planned.against(protection)
            same = (repr(attack), _shown_to(attack, linked))
            if same not in made:
                world = world_of(dataset, people, planned, linked, raw, n_targets=n_targets, seed=seed)
                made[same] = evaluate(attack, world, memo=memo)
            results.append(made[same])
            if progress is not None:
                progress(at * len(patients.attacks) + number + 1, total)
        assessed = risk(results, threshold=threshold, alpha=ALPHA / len(patients.protections))
        releases.append(_compared(protection, patients, members, linked, assessed))
    return ComparedAttacks(
        title=dataset.title,
        standing=str(dataset.standing),
        threshold=threshold,
        releases=tuple(releases),
        not_run=patients.not_run,
        told={planned.attack.id: planned.told for planned in patients.attacks},
        people=people.to_dict() | {"targets": min(n_targets, len(people.members))},
        seconds=time.perf_counter() - start,
    )


def _shown_to(attack: Attack, linked: LinkedRelease) -> str:
    """Fingerprint of what an attack sees of a release: where two show it the same, the attack's draws are the same too."""
    names = {*attack.threat.knows, *(value for value in vars(attack).values() if isinstance(value, str))}
    release = linked.release
    seen = [name for name in release.data.columns if name in names]
    labels = {name: sorted(map(str, release.descriptions.get(name, {}))) for name in seen}
    return fingerprint_of_values([fingerprint(release.data[seen]), labels, linked.row_of.tolist()])


def world_of(
    dataset: Dataset,
    people: People,
    planned: PlannedAttack,
    protected: LinkedRelease,
    unprotected: LinkedRelease,
    *,
    n_targets: int,
    seed: int,
) -> World:
    """The world in which one attack is made: its adversary knows what was planned."""
    return World(
        people=RecordOriginals(
            data=dataset.data, knowledge=planned.knowledge, overlap=planned.overlap, seed=seed
        ),
        members=people.members,
        protected=protected,
        unprotected=unprotected,
        targets_in=np.concatenate([people.tuning, people.verdict])[:n_targets],
        targets_out=people.outsiders,
        reference=people.reference,
        seed=seed,
    )


def _compared(
    protection: Protection,
    patients: Patients,
    members: Dataset,
    linked: LinkedRelease,
    assessed: RiskAssessment,
) -> ComparedRelease:
    costs = linked.release.parameters.get("cost", {})
    measured = members.quasi_identifiers and not protection.perturbs
    kept = float((linked.row_of >= 0).mean())
    return ComparedRelease(
        name=protection.name,
        how=protection.how,
        loss_of_facts=max(recoded_loss(members, linked.release, mean="arithmetic"), 0.0)
        if measured
        else None,
        loss_of_codes=1 - kept * (1 - sum(one["loss"] for one in costs.values()) / len(patients.items))
        if patients.items
        else None,
        kept_share=kept,
        risk=assessed,
    )
