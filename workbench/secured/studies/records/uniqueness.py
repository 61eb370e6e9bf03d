# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many hospital records are unique by what may be known of them: the curves of D2.1's scenarios on records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from secured.common import Dataset, PrivacyInputError

__all__ = ["RecordUniqueness", "record_uniqueness", "unique_sequences", "unique_share"]

DEMOGRAPHICS = ("race", "gender", "age")
DIAGNOSES = ("diag_1", "diag_2", "diag_3")
COUNTS = ("time_in_hospital", "num_lab_procedures", "num_medications", "num_procedures")
FIRST_DRUG, AFTER_DRUGS = "metformin", "change"
KNOWN_VISITS = (2, 3, 4)


@dataclass(frozen=True, kw_only=True)
class RecordUniqueness:
    """Unique shares on the diabetes table, in four curves.

    Parameters
    ----------
    n_encounters, n_patients : int
    combinations, combinations_of_people : mapping of str to float
        Medication-diagnosis correlation: share of encounters, and of the patients' first encounters, that
        no other equals in what is known.
    length_of_stay, diagnosis : mapping of int to float
        Hospital visit patterns: share of patients with so many visits or more whose first visits' sequence is unique.
    patients_with : mapping of int to int
        Patients with so many visits or more.
    """

    n_encounters: int
    n_patients: int
    combinations: Mapping[str, float]
    combinations_of_people: Mapping[str, float]
    length_of_stay: Mapping[int, float]
    diagnosis: Mapping[int, float]
    patients_with: Mapping[int, int]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "n_encounters": self.n_encounters,
            "n_patients": self.n_patients,
            "combinations": dict(self.combinations),
            "combinations_of_people": dict(self.combinations_of_people),
            "length_of_stay": {str(k): share for k, share in self.length_of_stay.items()},
            "diagnosis": {str(k): share for k, share in self.diagnosis.items()},
            "patients_with": {str(k): n for k, n in self.patients_with.items()},
        }


def record_uniqueness(dataset: Dataset) -> RecordUniqueness:
    """Measure the four curves on diabetes130.

    Parameters
    ----------
    dataset : Dataset
        With the table ``encounters`` of every visit beside it, in the order of visits.

    Raises
    ------
    PrivacyInputError
        If the dataset has no such table.

    References
    ----------
    Strack et al. 2014, doi:10.1155/2014/781670 (data); Loukides et al. 2010, doi:10.1136/jamia.2009.002725 (uniqueness by
    diagnosis codes); D2.1 section 5.3.2.
    """
    encounters = dataset.related.get("encounters")
    if encounters is None:
        raise PrivacyInputError(
            f"record_uniqueness: {dataset.name} has no table of encounters beside it. Use diabetes130."
        )
    first, last = encounters.columns.get_loc(FIRST_DRUG), encounters.columns.get_loc(AFTER_DRUGS)
    drugs = tuple(encounters.columns[first:last])
    known = {
        "demographics": DEMOGRAPHICS,
        "demographics, primary diagnosis": (*DEMOGRAPHICS, DIAGNOSES[0]),
        "three diagnoses": DIAGNOSES,
        "demographics, three diagnoses": (*DEMOGRAPHICS, *DIAGNOSES),
        f"{len(drugs)} medication flags": drugs,
        "demographics, stay, counts of laboratory tests, drugs and procedures": (*DEMOGRAPHICS, *COUNTS),
    }
    people = encounters.drop_duplicates("patient_nbr")
    visits = encounters.groupby("patient_nbr", sort=False).size()
    return RecordUniqueness(
        n_encounters=len(encounters),
        n_patients=len(people),
        combinations={name: unique_share(encounters, columns) for name, columns in known.items()},
        combinations_of_people={name: unique_share(people, columns) for name, columns in known.items()},
        length_of_stay=unique_sequences(encounters, "patient_nbr", "time_in_hospital", KNOWN_VISITS),
        diagnosis=unique_sequences(encounters, "patient_nbr", "diag_1", KNOWN_VISITS),
        patients_with={k: int((visits >= k).sum()) for k in KNOWN_VISITS},
    )


def unique_share(table: pd.DataFrame, columns: Sequence[Any]) -> float:
    """Share of rows whose values in `columns` no other row has; missing is a value of its own.

    Examples
    --------
    >>> unique_share(pd.DataFrame({"sex": ["f", "f", "m"], "age": [40, 40, 40]}), ["sex", "age"])
    0.3333333333333333
    """
    return float((~table.duplicated(list(columns), keep=False)).mean())


def unique_sequences(
    visits: pd.DataFrame, person: str, item: str, lengths: Sequence[int]
) -> dict[int, float]:
    """For each length k: the share of people with k visits or more whose first k items in order nobody else has.

    Parameters
    ----------
    visits : pandas.DataFrame
        One row a visit, in order of time for every person.
    person, item : str
        Columns.
    lengths : sequence of int
        Known visits.

    Examples
    --------
    >>> stays = pd.DataFrame({"who": ["a", "a", "b", "b", "c", "c"], "days": [1, 2, 1, 2, 1, 3]})
    >>> unique_sequences(stays, "who", "days", [1, 2])
    {1: 0.0, 2: 0.3333333333333333}
    """
    numbered = visits[[person, item]].assign(visit=visits.groupby(person, sort=False).cumcount())
    shares = {}
    for k in lengths:
        wide = numbered[numbered["visit"] < k].pivot(index=person, columns="visit", values=item)
        count = numbered.groupby(person, sort=False).size()
        shares[k] = unique_share(wide.loc[count.index[count >= k]], list(range(k)))
    return shares
