# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""X2: every planted string is found in its file; the files are valid; one person is in all formats."""

import gzip
import json
import stat
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from secured.common.errors import PrivacyInputError
from secured.dans.leaks import CanaryPlanter, Limits, Planted, find_strings
from secured.dans.leaks.canaries import FORMATS
from secured.dans.leaks.find_strings import scan_file
from secured.dans.leaks.pixels import PixelReader
from secured.dans.leaks.wanted import Wanted

needs_tesseract = pytest.mark.skipif(not PixelReader.available(), reason="tesseract is not installed")


def left(planted: Planted, **options: object) -> list[str]:
    """Fields whose string is not found in their file."""
    missed = []
    for file in planted.files:
        expected = [*planted.in_file(file), *planted.in_file(file, "date")]
        wanted = Wanted([one.text for one in expected])
        sights = scan_file(planted.folder / file, wanted, **options).sights.values()
        seen = {sight.number for sight in sights}
        missed += [one.field for at, one in enumerate(expected) if at not in seen]
    return missed


@pytest.mark.parametrize("seed", range(4))
def test_all_planted_strings_are_found_in_untouched_files(seed: int, tmp_path: Path) -> None:
    planted = CanaryPlanter(seed=seed).plant(tmp_path / "source")
    assert len(planted.canaries) > 500 and len(planted.files) == 25
    assert left(planted) == []


def test_without_unpacking_they_are_not(planted: Planted) -> None:
    """Broken on purpose: the planted strings need decompression to be found."""
    missed = left(planted, limits=Limits(depth=0))
    assert {field.split()[0] for field in missed} >= {"dicom", "nifti", "vcf", "zip"}


@needs_tesseract
@pytest.mark.slow
def test_all_burned_in_strings_are_read(planted: Planted) -> None:
    for file in planted.files:
        expected = planted.in_file(file, "pixels")
        if not expected or file.endswith(".zip"):  # the same images, packed
            continue
        wanted = Wanted([one.text for one in expected])
        sights = scan_file(planted.folder / file, wanted, pixels=PixelReader()).sights.values()
        drawn = {sight.number for sight in sights if sight.encoding == "drawn letters"}
        assert drawn == set(range(len(expected)))


def test_one_person_is_in_every_format(planted: Planted) -> None:
    formats = defaultdict(set)
    for one in planted.canaries:
        formats[one.text].add(one.field.split()[0])
    assert formats[planted.person.id] >= set(FORMATS) - {"zip"}
    assert formats[planted.person.family] >= {
        "dicom",
        "nifti",
        "bids",
        "edf",
        "wfdb",
        "wearable",
        "fhir",
        "note",
    }


def test_every_other_string_has_one_field(planted: Planted) -> None:
    """So that a string that is found tells which field was not cleaned."""
    fields = defaultdict(set)
    for one in planted.canaries:
        if one.kind != "date" and not one.field.startswith("zip"):
            fields[one.text].add((one.field, one.file))
    shared = {text for text, where in fields.items() if len({field for field, _ in where}) > 1}
    assert shared == set(planted.person.strings().values()) & shared
    assert all(text not in other for text in fields for other in fields if text != other)


def test_the_files_are_what_they_say(planted: Planted) -> None:
    nibabel, pydicom = pytest.importorskip("nibabel"), pytest.importorskip("pydicom")
    pyedflib, wfdb = pytest.importorskip("pyedflib"), pytest.importorskip("wfdb")
    person = planted.person
    folder = planted.folder / f"sub-{person.id}"
    for file in ("image1.dcm", "image2.dcm", "image3.dcm"):
        dataset = pydicom.dcmread(folder / "dicom" / file)
        assert dataset.PatientID == person.id and dataset.pixel_array.shape == (160, 512)
    for file in ("t1.nii", "t1_packed.nii.gz", "t1_second.nii", "pair.hdr"):
        assert nibabel.load(folder / "nifti" / file).get_fdata().shape == (8, 9, 10)
    for file in ("night.edf", "night.bdf"):
        with pyedflib.EdfReader(str(folder / "edf" / file)) as reader:
            assert reader.getPatientCode() == person.id and reader.getNSamples()[0] == 1000
            assert reader.getStartdatetime() == person.visit
    record = wfdb.rdrecord(str(folder / "wfdb" / "ecg"))
    assert record.p_signal.shape == (1000, 2) and f"MRN: {person.id}" in record.comments
    assert len(wfdb.rdann(str(folder / "wfdb" / "ecg"), "atr").sample) == 3
    with gzip.open(folder / "vcf" / "cohort.vcf.gz", "rt") as file:
        assert person.id in next(line for line in file if line.startswith("#CHROM")).split("\t")
    assert (folder / "plink" / "cohort.bed").stat().st_size == 3 + 12
    assert json.loads((folder / "fhir" / "bundle.json").read_text())["resourceType"] == "Bundle"
    with zipfile.ZipFile(folder / "zip" / f"{folder.name}.zip") as archive:
        assert archive.testzip() is None and len(archive.namelist()) > 20


def test_the_same_seed_makes_the_same_files(planted: Planted, tmp_path: Path) -> None:
    again = CanaryPlanter(seed=11).plant(tmp_path / "again")
    assert [vars(one) for one in again.canaries] == [vars(one) for one in planted.canaries]
    for file in planted.files:
        if not file.endswith((".dcm", ".zip")):  # pydicom writes its own version
            assert (again.folder / file).read_bytes() == (planted.folder / file).read_bytes()
    other = CanaryPlanter(seed=12).plant(tmp_path / "other")
    assert not set(other.texts()) & set(planted.texts())


def test_a_format_alone_is_the_same_as_among_others(planted: Planted, tmp_path: Path) -> None:
    alone = CanaryPlanter(seed=11, formats=("vcf",)).plant(tmp_path / "alone")
    assert set(alone.texts()) == set(planted.texts("vcf"))


def test_the_manifest_is_for_the_owner_alone(planted: Planted, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    planted.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert find_strings(path, planted.texts()) == set(planted.texts())
    with pytest.raises(PrivacyInputError, match="not overwritten"):
        planted.write(path)
    shown = [repr(planted), repr(planted.canaries[0]), repr(planted.person), json.dumps(planted.to_dict())]
    assert not any(text.lower() in "".join(shown).lower() for text in planted.texts())


def test_bad_input_is_refused(planted: Planted) -> None:
    with pytest.raises(PrivacyInputError, match="no format bmp"):
        CanaryPlanter(formats=("bmp",))
    with pytest.raises(PrivacyInputError, match="not empty"):
        CanaryPlanter().plant(planted.folder)


def test_nobody_has_such_a_name() -> None:
    from secured.dans.leaks import CanaryPerson

    people = [CanaryPerson.drawn(np.random.default_rng(seed)) for seed in range(200)]
    assert len({person.id for person in people}) == 200
    assert all(person.family.startswith("Zq") and person.given.startswith("Qv") for person in people)
