# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Refuse records whose people are not told apart: groups of records protect nobody."""

from secured.common import PrivacyInputError
from secured.common.of_people import OfPeople

__all__ = ["check_subjects"]


def check_subjects(who: str, records: OfPeople, *, one_recording_each: bool) -> None:
    """Refuse recordings whose people are not told apart.

    Where every recording has a subject of its own, the subjects may be mere numbers of recordings: several of one
    person would then fall into one group, which would hide nobody. Only the owner knows.

    Raises
    ------
    PrivacyInputError
        If so, and the owner does not confirm that everybody has only one.
    """
    if len(records.people) == len(records) and not one_recording_each:
        raise PrivacyInputError(
            f"{who}: each of the {len(records)} recordings has a subject of its own, so nothing shows that these are "
            "people and not recordings; groups of recordings protect nobody. Give the person of every recording, or "
            "confirm with one_recording_each=True that everybody has only one."
        )
