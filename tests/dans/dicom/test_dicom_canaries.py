# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Nothing traceable is left of the canary study, and each option keeps what its column of the table says."""

import json
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread, dcmwrite

from secured.common import Quarantined, Reason
from secured.dans.dicom import confidentiality_table, walker
from secured.dans.dicom.canary_study import FREE_TEXT, CanaryStudy, canary_study, canary_tags
from secured.dans.dicom.confidentiality_table import attribute_rules
from secured.dans.dicom.known_identifiers import PERSONAL
from secured.dans.dicom.options import CODES

ZONE = 0x00080201
INNER = (0x52009229, 0x00189114)


def inner_of(dataset: Dataset) -> Dataset:
    for tag in INNER:
        dataset = dataset[tag].value[0]
    return dataset


def left(before: Dataset, after: Dataset, tags: set[int]) -> set[int]:
    """Tags that still hold the value they had; references, whose identifiers are mapped, are looked at elsewhere."""
    kept = set()
    for tag in tags:
        if tag in after and str(after[tag].value) == str(before[tag].value) and before[tag].value != "":
            kept.add(tag)
    return kept


def test_basic_profile_leaves_0_of_623_at_the_top_and_0_of_623_nested(
    study: CanaryStudy, canaries: tuple[Path, ...], clean
) -> None:
    assert len(canary_tags()) == 623
    for before, path in zip(study.datasets, canaries, strict=True):
        after = dcmread(clean(path)[0])
        assert left(before, after, set(canary_tags())) == set()
        assert left(inner_of(before), inner_of(after), set(canary_tags())) == set()


def test_basic_profile_leaves_nothing_by_the_table_of_kitware(
    study: CanaryStudy, canaries: tuple[Path, ...], clean, root: Path
) -> None:
    oracle = json.loads((root / "tests/oracles/dicom_actions_kitware_2026c.json").read_text())["actions"]
    plain = {int(tag, 16) for tag in oracle if len(tag) == 8} & canary_tags().keys()
    removed = {tag for tag in plain if oracle[f"{tag:08X}"] == "X"}
    assert len(plain) >= 622
    for before, path in zip(study.datasets, canaries, strict=True):
        after = dcmread(clean(path)[0])
        for old, new in ((before, after), (inner_of(before), inner_of(after))):
            assert left(old, new, plain) == set()
            assert {tag for tag in removed if tag in new} == set()


def test_no_canary_in_any_byte(study: CanaryStudy, canaries: tuple[Path, ...], clean) -> None:
    pixels = {str(dataset.SOPInstanceUID): dataset.PixelData for dataset in study.datasets}
    for path in canaries:
        assert path.read_bytes().count(b"CANARY") > 500  # so that 0 below means something
        out, cleaned = clean(path)
        content = out.read_bytes()
        assert b"CANARY" not in content
        for word in (b"Canarius", b"Serinus", b"4711-0815", b"1.2.826.0.1.3680043.8.498.77"):
            assert word not in content
        assert not any(value.encode() in content for value in cleaned.identifiers)
        assert "Canarius" in cleaned.identifiers
        assert dcmread(out).PixelData == pixels[dcmread(path).SOPInstanceUID]


def test_private_attributes_overlays_curves_and_free_text(canaries: tuple[Path, ...], clean) -> None:
    after = dcmread(clean(canaries[0])[0])
    assert not [element.tag for element in after.iterall() if element.tag.is_private]
    assert not [element.tag for element in after if element.tag.group >> 8 in (0x50, 0x60)]
    for keyword in FREE_TEXT:
        assert "Canarius" not in str(after.get(keyword))
    assert after.file_meta.get("SourceApplicationEntityTitle") is None
    assert after.preamble == bytes(128)


def test_a_table_without_a_rule_is_caught(
    study: CanaryStudy, canaries: tuple[Path, ...], clean, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above is able to fail: with the row for the institution's code left out, its canary is found."""
    address = 0x00080081
    real = confidentiality_table.rule_of
    monkeypatch.setattr(walker, "rule_of", lambda tag: None if tag == address else real(tag))
    monkeypatch.setattr(walker.Walker, "net", walker.Walker.keep)
    monkeypatch.setattr("secured.dans.dicom.dicom_files.verify", lambda *args, **more: None, raising=False)
    monkeypatch.setattr("secured.dans.dicom.written_file.verify", lambda *args, **more: None)
    after = dcmread(clean(canaries[0])[0])
    assert address in left(study.datasets[0], after, set(canary_tags()))


def test_a_walker_that_forgets_is_stopped_by_the_second_look(
    canaries: tuple[Path, ...], clean, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walker.Walker, "unlisted", lambda self, text: text)
    with pytest.raises(Quarantined) as refused:
        clean(canaries[0])
    assert refused.value.reason is Reason.LEAK_FOUND


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The canary study's first file with descriptions of words that say nothing, so that cleaning keeps them."""
    dataset = canary_study().datasets[0]
    for tag, vr in canary_tags().items():
        if vr in ("LO", "SH", "ST", "LT", "UT", "UC", "CS") and tag != ZONE:
            for one in (dataset, inner_of(dataset)):
                harvested = one[tag].keyword in PERSONAL
                one[tag].value = f"Q{tag:08X}" if harvested else f"AXIAL {tag % 900}"
        if vr == "SQ" and "Reference" not in attribute_rules()[f"{tag:08X}"].name:
            for one in (dataset, inner_of(dataset)):
                one[tag].value[0].CodeMeaning = "AXIAL"
    path = tmp_path_factory.mktemp("harmless") / "harmless.dcm"
    dcmwrite(path, dataset, enforce_file_format=True)
    return path


@pytest.mark.parametrize("option", CODES)
def test_each_option_alone_keeps_exactly_its_column(option: str, harmless: Path, clean) -> None:
    """Kept as it is (K), or cleaned to a value of the same meaning (C); of the rest, nothing."""
    before, after = dcmread(harmless), dcmread(clean(harmless, **{option: True})[0])
    tags = canary_tags()
    column = {
        tag: attribute_rules()[f"{tag:08X}"].options[option]
        for tag in tags
        if option in attribute_rules()[f"{tag:08X}"].options
    }
    assert after.DeidentificationMethodCodeSequence[-1].CodeValue == CODES[option][0]
    for old, new in ((before, after), (inner_of(before), inner_of(after))):
        kept = left(old, new, {tag for tag, vr in tags.items() if vr not in ("SQ", "AE")})
        moved = set()
        if option == "retain_longitudinal_modified_dates":
            moved = {
                tag
                for tag, action in column.items()
                if tag in new and str(new[tag].value) not in ("", "19000101", "19000101000000", "000000")
            }
            assert not {tag for tag in moved & kept if tags[tag] in ("DA", "DT")}
        bytes_or_links = {tag for tag in column if tags[tag] in ("OB", "UN", "UR") and column[tag] == "C"}
        sequences = {tag for tag in column if tags[tag] == "SQ" and tag in new and len(new[tag].value)}
        titles = {
            tag for tag in column if tags[tag] == "AE" and tag in new and len(str(new[tag].value)) == 16
        }
        assert (kept | moved | sequences | titles) - bytes_or_links == column.keys() - bytes_or_links
        for tag, action in column.items():
            if action == "K" and tags[tag] != "SQ":
                assert new[tag].value == old[tag].value
