# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The owner's list says whose a file is; a BIDS label does where the list is silent."""

from pathlib import Path

import pytest

from secured.common import PrivacyInputError
from secured.dans.deidentification import People


@pytest.fixture
def listed(tmp_path: Path) -> People:
    path = tmp_path / "people.csv"
    path.write_text("path,person,surname,phone\nward 3/*,4711,Canarius,0471-55\n*.edf,0815,,\n")
    return People.read(path)


def test_the_first_pattern_that_fits_counts(listed: People) -> None:
    person = listed.of("ward 3/night.edf")
    assert person is not None
    assert (person.id, person.known) == ("4711", ("Canarius", "0471-55"))


def test_empty_cells_are_not_known(listed: People) -> None:
    person = listed.of("other/night.edf")
    assert person is not None
    assert person.known == ()


@pytest.mark.parametrize(
    ("name", "label"),
    [("sub-07/anat/sub-07_T1w.nii.gz", "07"), ("ds/sub-A1_bold.json", "A1"), ("x/sub-9.txt", "9")],
)
def test_a_bids_label_names_the_person(name: str, label: str) -> None:
    person = People().of(name)
    assert person is not None
    assert person.id == label


@pytest.mark.parametrize("name", ["sub.txt", "mysub-1/x", "subject-1.nii", "a/b.dcm"])
def test_other_names_say_nothing(name: str) -> None:
    assert People().of(name) is None


@pytest.mark.parametrize(
    ("text", "message"), [("path\nx\n", "no column person"), ("path,person\nx,\n", "row 2")]
)
def test_a_list_that_says_nothing_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text)
    with pytest.raises(PrivacyInputError, match=message):
        People.read(path)


def test_nobody_is_named_in_a_repr(listed: People) -> None:
    assert "Canarius" not in repr(listed) + repr(listed.of("ward 3/x"))
