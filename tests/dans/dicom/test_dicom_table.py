# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The table of attributes against the one that Kitware made from the standard."""

import json
from pathlib import Path

import pytest

from secured.common import PrivacyInputError
from secured.dans.dicom import DicomOptions
from secured.dans.dicom.confidentiality_table import (
    attribute_rules,
    content_rule,
    edition,
    rule_of,
    safe_private,
)


@pytest.fixture(scope="module")
def kitware(root: Path) -> dict[str, str]:
    return json.loads((root / "tests/oracles/dicom_actions_kitware_2026c.json").read_text())["actions"]


def test_the_table_is_whole() -> None:
    assert edition() == "2026d"
    assert len(attribute_rules()) == 657
    assert len(safe_private()) == 87


def test_all_652_shared_tags_have_the_same_action(kitware: dict[str, str]) -> None:
    ours = {tag: rule.basic for tag, rule in attribute_rules().items()}
    shared = ours.keys() & kitware.keys()
    assert len(shared) == 652
    assert {tag for tag in shared if ours[tag] != kitware[tag]} == set()
    assert ours.keys() - shared == {"3004007F", "50xxxxxx", "60xx3000", "60xx4000", "private"}


def test_repeating_groups_and_private_attributes_have_a_rule() -> None:
    assert rule_of(0x50FE0022).name == "Curve Data"
    assert rule_of(0x60044000).name == "Overlay Comments"
    assert rule_of(0x00291010).name == "Private Attributes"
    assert rule_of(0x00280010) is None


def test_cleaning_goes_before_keeping() -> None:
    """A calibration date that the device option keeps and the moved dates change has to be moved."""
    rule = rule_of(0x00181200)
    assert rule.action(frozenset({"retain_device_identity"})) == "K"
    both = frozenset({"retain_device_identity", "retain_longitudinal_modified_dates"})
    assert rule.action(both) == "C"


def test_of_several_rows_for_a_concept_the_type_of_value_decides() -> None:
    assert content_rule("DCM", "121008", "PNAME").basic in ("X", "D", "X/D")
    assert content_rule("DCM", "no such", "TEXT") is None


def test_dates_are_not_kept_and_moved_at_once() -> None:
    with pytest.raises(PrivacyInputError, match="not both"):
        DicomOptions(retain_longitudinal_full_dates=True, retain_longitudinal_modified_dates=True)


@pytest.mark.parametrize(
    "entry",
    [("", "0019xx23", "DS"), ("A", "0018xx23", "DS"), ("A", "00191023", "DS"), ("A", "0019xx23", "SQ")],
)
def test_a_private_attribute_that_is_misspelt_is_refused(entry: tuple[str, str, str]) -> None:
    with pytest.raises(PrivacyInputError):
        DicomOptions(more_safe_private=(entry,))


def test_the_owners_list_of_private_attributes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "private.toml"
    path.write_text('[[private]]\ncreator = "ACME 1.1"\ntag = "0019xx23"\nvr = "DS"\n')
    assert DicomOptions.private_list(path) == (("ACME 1.1", "0019xx23", "DS"),)
    path.write_text("[[private]]\ncreator = 'ACME 1.1'\n")
    with pytest.raises(PrivacyInputError, match="private.toml"):
        DicomOptions.private_list(path)
