# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A header comparison counts actions and carries no value of people."""

import pytest

from secured.common import PrivacyInputError, Standing
from secured.dans.deidentification.header_changes import ElementAction, ElementChange, HeaderComparison

CHANGE = ElementChange(where="(0010,0010)", name="Patient's Name", kind="PN", action=ElementAction.REMOVED)


def test_actions_are_counted() -> None:
    counts = HeaderComparison(format="dicom", standing=Standing.REAL, changes=(CHANGE, CHANGE)).counts()
    assert (
        counts[ElementAction.REMOVED] == 2
        and sum(counts.values()) == 2
        and list(counts) == list(ElementAction)
    )


@pytest.mark.parametrize("standing", list(Standing))
def test_values_are_carried_of_simulated_people_only(standing: Standing) -> None:
    told = ElementChange(
        where="(0010,0010)", name="", kind="PN", action=ElementAction.REMOVED, values=("Canarius", "")
    )
    assert "Canarius" not in repr(told)
    if standing is Standing.SIMULATED:
        assert HeaderComparison(format="dicom", standing=standing, changes=(told,)).with_values
    else:
        with pytest.raises(PrivacyInputError, match="not carried"):
            HeaderComparison(format="dicom", standing=standing, changes=(told,))
