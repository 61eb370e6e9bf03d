# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Anonymization decision support: try what suits a table and rank it by what the purpose asks for."""

import time
from collections.abc import Iterator
from math import ceil

import numpy as np

from secured.common import Dataset, MissingDependency, PrivacyInputError
from secured.dans.tables.advise.advice import Advice, RuledOut, Suggestion
from secured.dans.tables.advise.profile import Profile
from secured.dans.tables.advise.purposes import PURPOSES, SOURCES, Aim, Purpose
from secured.dans.tables.advise.shortlist import ATTRIBUTE, Shortlist
from secured.dans.tables.advise.trial import Candidate, Trial, run_trial

__all__ = ["advise"]

PEOPLE_A_SECOND = 5_000
LITTLE_LEFT = 0.7  # rules of thumb
NEARLY_ALL = 0.9
NOT_ENDED = "the search ran out of time: better levels may exist"
VERDICT = (
    "A promise is not a verdict: these figures say what each release guarantees, the attack report says what attacks "
    "find in it (secured.studies.assess)."
)


def advise(
    dataset: Dataset,
    *,
    purpose: Purpose,
    threshold: float,
    population: int | None = None,
    budget_seconds: float = 20.0,
    seed: int = 0,
) -> Advice:
    """Rank privacy models, parameters and transformations for one table by running them on it.

    First come methods within the threshold; of these, where the purpose asks for it, those that hide sensitive values;
    then, where readers rely on rows, those whose rows are true; then the least loss. The advice reads the table and
    belongs to its owner.

    Parameters
    ----------
    dataset : Dataset
        A table of one row a person, with roles.
    purpose : {"open data", "research access", "internal analysis", "teaching", "machine learning"}
    threshold : float
        Largest acceptable chance to pick out a person, in (0, 1).
    population : int, optional
        People among whom an adversary would look, where that is known.
    budget_seconds : float, default 20
        Time for all trials. A table of more than 5,000 people a second is tried on a random sample. The advice is
        the same every time, unless the time runs out: then it says so.
    seed : int
        Of the sample and of methods that draw.

    Returns
    -------
    Advice

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range, or the table has no quasi-identifiers or several rows of a person.

    References
    ----------
    Article 29 Working Party, Opinion 05/2014 on anonymisation techniques (WP216); EMA Policy 0070; El Emam &
    Arbuckle 2013, Anonymizing Health Data. D2.1 sections 4.1 and 7.1.1 (Anonymization Decision Support).
    """
    aim = _checked(dataset, purpose, threshold, population, budget_seconds)
    start = time.perf_counter()
    k = ceil(1 / threshold - 1e-9)
    profile = Profile.of(dataset)
    sample = _sample(dataset, budget_seconds, seed)
    shortlist = Shortlist(
        dataset=sample,
        profile=profile if sample is dataset else Profile.of(sample),
        aim=aim,
        threshold=threshold,
        k=k,
        population=population,
        budget_seconds=budget_seconds,
    )
    tried: list[Suggestion] = []
    ruled_out: list[RuledOut] = []
    notes = list(_notes(profile, purpose, aim, threshold, k))
    for entry in shortlist.entries():
        if isinstance(entry, RuledOut):
            ruled_out.append(entry)
            continue
        left = budget_seconds - (time.perf_counter() - start)
        found = _tried(entry, sample, aim, threshold, seed, left, budget_seconds)
        (ruled_out if isinstance(found, RuledOut) else tried).append(found)  # type: ignore[arg-type]
    if sample is not dataset:
        notes.append(
            f"Tried on a random sample of {sample.n_people} of {dataset.n_people} people: in the whole table classes are "
            "larger, so loss is lower."
        )
    ranked = sorted(tried, key=lambda one: _rank(one, aim, bool(profile.sensitive)))
    return Advice(
        dataset=dataset.name,
        purpose=purpose,
        threshold=threshold,
        k=k,
        population=population,
        people=dataset.n_people,
        tried_on=sample.n_people,
        profile=profile,
        suggestions=tuple(ranked),
        ruled_out=tuple(ruled_out),
        notes=(*notes, VERDICT),
    )


def _checked(
    dataset: Dataset, purpose: str, threshold: float, population: int | None, budget_seconds: float
) -> Aim:
    if purpose not in PURPOSES:
        raise PrivacyInputError(f"advise: unknown purpose {purpose!r}. Use one of {', '.join(PURPOSES)}.")
    if not 0 < threshold < 1:
        raise PrivacyInputError(f"advise: threshold={threshold} is not in (0, 1).")
    if not budget_seconds > 0:
        raise PrivacyInputError(f"advise: budget_seconds={budget_seconds} must be above 0.")
    if population is not None and not population >= dataset.n_people:
        raise PrivacyInputError(
            f"advise: population={population} is smaller than the table's {dataset.n_people} people."
        )
    return PURPOSES[purpose]


def _sample(dataset: Dataset, budget_seconds: float, seed: int) -> Dataset:
    bearable = max(int(budget_seconds * PEOPLE_A_SECOND), 1000)
    if dataset.n_people <= bearable:
        return dataset
    drawn = np.random.default_rng(seed).choice(dataset.n_people, bearable, replace=False)
    return dataset.take(np.sort(drawn))


def _tried(
    candidate: Candidate, dataset: Dataset, aim: Aim, threshold: float, seed: int, left: float, budget: float
) -> Suggestion | RuledOut:
    if left <= 0:
        return RuledOut(
            name=candidate.name,
            reason=f"not tried: the {budget:g} seconds were spent",
            source=candidate.source,
        )
    try:
        trial = run_trial(candidate, dataset, seed, min(left, max(budget / 4, 0.1)))
    except (PrivacyInputError, MissingDependency) as error:
        return RuledOut(name=candidate.name, reason=str(error), source=candidate.source)
    if trial.loss > LITTLE_LEFT:
        return RuledOut(
            name=candidate.name,
            reason=f"loss {trial.loss:.2f} at {trial.promise}: little of the table is left"
            + (f"; {NOT_ENDED}" if trial.proved_optimal is False else ""),
            source=SOURCES["workbench"],
        )
    counts = trial.highest if aim.counts == "highest" else trial.average
    meets = counts <= threshold + 1e-12 and trial.highest <= max(aim.most, threshold) + 1e-12
    return Suggestion(
        name=candidate.name,
        method=candidate.method,
        promise=trial.promise,
        loss=trial.loss,
        left_out=trial.left_out,
        highest_risk=trial.highest,
        average_risk=trial.average,
        meets_threshold=meets,
        protects=candidate.protects,
        does_not_protect=candidate.does_not_protect,
        true_rows=candidate.true_rows,
        proved_optimal=trial.proved_optimal,
        why=_why(candidate, trial, aim, threshold, meets),
        source=candidate.source,
        seconds=trial.seconds,
    )


def _why(candidate: Candidate, trial: Trial, aim: Aim, threshold: float, meets: bool) -> str:
    counts = trial.highest if aim.counts == "highest" else trial.average
    parts = [
        f"the {aim.counts} risk {counts:.3g} is {'within' if counts <= threshold + 1e-12 else 'above'} {threshold:g}"
    ]
    if not meets and trial.highest > aim.most + 1e-12:
        parts.append(
            f"one person can be picked out with a chance of {trial.highest:.3g}, above {aim.most:.2g}"
        )
    if aim.hides_values and ATTRIBUTE in candidate.protects:
        parts.append("sensitive values are hidden too")
    if not candidate.true_rows:
        parts.append(
            "rows are averages, true of nobody"
            if aim.true_rows
            else "rows are averages, which is no harm here"
        )
    if trial.proved_optimal is False:
        parts.append(NOT_ENDED)
    return "; ".join(parts)


def _rank(one: Suggestion, aim: Aim, has_sensitive: bool) -> tuple[bool, bool, bool, float, str]:
    hides = not (aim.hides_values and has_sensitive) or ATTRIBUTE in one.protects
    return (
        not one.meets_threshold,
        not hides,
        aim.true_rows and not one.true_rows,
        round(one.loss, 6),
        one.name,
    )


def _notes(profile: Profile, purpose: str, aim: Aim, threshold: float, k: int) -> Iterator[str]:
    """What the owner should know of the table and of the threshold."""
    if threshold > aim.usual:
        yield f"For {purpose}, {aim.usual:g} is usual; {threshold:g} is larger. Readers: {aim.readers}. {SOURCES['threshold']}."
    elif threshold == 0.09:
        yield f"0.09 stands for 1/11, which is a little more; kept exactly, it asks for classes of {k}. {SOURCES['threshold']}."
    if profile.tuples:
        yield f"{profile.alone:.0%} of the people are alone with their quasi-identifiers before anything is done."
    for name, share in profile.missing.items():
        yield f"{share:.0%} of {name} is missing. Missing is a value of its own: it must find its like."
    for name in profile.unordered:
        yield f"{name} has no hierarchy: its values are kept or suppressed, nothing between. Give it one."
    for name, distinction in profile.distinction.items():
        if distinction > NEARLY_ALL and profile.people > 1:
            yield f"{name} has nearly as many values as there are people ({distinction:.0%}): is it an identifier?"
    if not profile.sensitive:
        yield "No column is sensitive: nothing is said about attribute disclosure."
    for column in profile.sensitive:
        if column.n_values == 1:
            yield f"{column.name} is the same for everybody: no method can hide it."
        if column.missing > 0.2:
            yield f"{column.missing:.0%} of {column.name} is missing: that it is missing may tell something too."
    if purpose in ("teaching", "machine learning"):
        yield "Where no true rows are needed, synthetic data or a model trained with differential privacy may serve as well."
    yield f"Kinds of disclosure after {SOURCES['kinds']}."
