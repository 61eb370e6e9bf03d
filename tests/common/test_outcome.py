# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A file is de-identified, or quarantined with a reason; never both, never neither."""

import pytest

from secured.common import Outcome, PrivacyInputError, Quarantined, Reason, Status


def test_a_reason_is_given_exactly_for_a_quarantined_file() -> None:
    assert Outcome(status=Status.DEIDENTIFIED, format="dicom", counts={"removed": 3}).deidentified
    with pytest.raises(PrivacyInputError):
        Outcome(status=Status.DEIDENTIFIED, reason=Reason.EMPTY)
    with pytest.raises(PrivacyInputError):
        Outcome(status=Status.QUARANTINED)


def test_the_exception_becomes_an_outcome() -> None:
    outcome = Quarantined(Reason.TRUNCATED, "It ends at byte 7 of 9.").outcome("dicom")
    assert outcome.to_dict() == {
        "status": "QUARANTINED",
        "format": "dicom",
        "reason": "TRUNCATED",
        "detail": "It ends at byte 7 of 9.",
        "counts": {},
    }
    assert "TRUNCATED" in outcome._repr_html_()
