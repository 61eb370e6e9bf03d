# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every format of files keeps to: the source untouched, the same key the same bytes, half a file no file, nothing shown."""

import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from secured.common import MissingDependency, ProjectKey, Quarantined, methods
from secured.dans import CanaryPlanter, profile
from secured.dans.deidentification import FileFormat, Identities, People, Stage
from secured.dans.leaks import Planted, find_strings, mutants
from secured.dans.manager.sources import Found, found_in

FORMATS = {one.name: one for one in profile("research").formats}
READING = sorted(set(FORMATS) - {"other genome file", "plink2"})  # one only refuses, one has no planter
IDENTITIES = Identities(key=ProjectKey(bytes(range(32))))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planted, dict[str, list[Found]]]:
    """Files of every format with a string of its own in every field, by format."""
    folder = tmp_path_factory.mktemp("planted")
    done = CanaryPlanter(seed=5).plant(folder)
    by_format: dict[str, list[Found]] = {}
    for one in found_in(folder, profile("research"), People()):
        by_format.setdefault(getattr(one.format, "name", ""), []).append(one)
    return done, by_format


def written(found: Found, folder: Path) -> dict[str, bytes]:
    """Places and contents of what a format makes of a source; nothing where it refuses."""
    stage = Stage(folder)
    try:
        found.format.deidentify(found.source, IDENTITIES, stage)  # type: ignore[union-attr]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in stage.files}
    except (Quarantined, MissingDependency):
        return {}
    finally:
        stage.discard()


def test_every_registered_format_is_under_contract() -> None:
    registered = {
        card.implementation for card in methods("dans") if hasattr(card.implementation, "recognises")
    }
    assert registered | {type(FORMATS["other genome file"])} == {type(one) for one in FORMATS.values()}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_it_is_a_frozen_dataclass_of_keywords(name: str) -> None:
    one = FORMATS[name]
    assert dataclasses.is_dataclass(one)
    for field in dataclasses.fields(one):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, field.name, None)
    with pytest.raises(TypeError):
        type(one)(no_such_option=1)
    assert type(one)() == type(one)()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_recognising_never_fails(name: str, tmp_path: Path) -> None:
    bits = random.Random(7)
    one: FileFormat = FORMATS[name]
    for suffix in (
        "",
        ".dcm",
        ".nii",
        ".nii.gz",
        ".hea",
        ".edf",
        ".csv",
        ".vcf.gz",
        ".bed",
        ".json",
        ".txt",
        ".mat",
    ):
        for head in (b"", b"\x1f\x8b", b"\0" * 4096, bits.randbytes(4096), b"a,b\n1,2\n"):
            path = tmp_path / f"x{suffix}"
            path.write_bytes(head)
            assert one.recognises(path, head) in (True, False)


@pytest.mark.parametrize("name", READING)
def test_the_source_is_untouched_and_the_same_key_makes_the_same_bytes(
    name: str, planted: tuple[Planted, dict[str, list[Found]]], tmp_path: Path
) -> None:
    sources = planted[1][name]
    before = {path: path.read_bytes() for one in sources for path in one.source.files}
    first = [written(one, tmp_path / "a") for one in sources]
    assert all(first), "a planted source was refused"
    assert [written(one, tmp_path / "b") for one in sources] == first
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.parametrize("name", READING)
def test_no_place_tells_where_a_file_lay(
    name: str, planted: tuple[Planted, dict[str, list[Found]]], tmp_path: Path
) -> None:
    for one in planted[1][name]:
        for place in written(one, tmp_path / "a"):
            assert not [text for text in planted[0].texts() if text.casefold() in place.casefold()]
            stem = one.source.main.name.partition(".")[0]
            assert Path(place).stem != stem or stem in ("dataset_description", "participants")  # BIDS's own


def damaged(found: Found, folder: Path, n: int) -> Iterator[Found]:
    """The source with its first file cut and mutated in many ways."""
    data = found.source.main.read_bytes()
    for at, mutant in enumerate(mutants(data, n, 11)):
        place = folder / str(at) / found.source.name
        place.parent.mkdir(parents=True)
        place.write_bytes(mutant.data)
        for other in found.source.files[1:]:
            place.with_name(other.name).write_bytes(other.read_bytes())
        files = (place, *(place.with_name(other.name) for other in found.source.files[1:]))
        yield dataclasses.replace(found, source=dataclasses.replace(found.source, files=files))


@pytest.mark.parametrize("name", READING)
def test_damage_is_refused_or_cleaned_and_leaks_nothing(
    name: str, planted: tuple[Planted, dict[str, list[Found]]], tmp_path: Path
) -> None:
    texts = set(planted[0].texts()) - {
        one.text for one in planted[0].canaries if one.field.endswith("EthnicGroup")
    }
    for one in damaged(planted[1][name][0], tmp_path / "damaged", 20):
        for place, content in written(one, tmp_path / "out").items():
            (tmp_path / "seen").write_bytes(content)
            if name != "nifti":  # there blocks that are swapped bring the header among the voxels, which stay
                assert not find_strings(tmp_path / "seen", texts), place


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_refusal_quotes_nothing(name: str, tmp_path: Path) -> None:
    from secured.dans.deidentification import Person, Source

    path = tmp_path / "Canarius.x"
    path.write_bytes(b"Canarius Serena 1970 " * 300)
    source = Source(files=(path,), name="ward of Canarius/Canarius.x", person=Person(id="Canarius"))
    assert "Canarius" not in repr(source) + repr(FORMATS[name])
    stage = Stage(tmp_path / "aside")
    try:
        FORMATS[name].deidentify(source, IDENTITIES, stage)
    except Exception as error:  # noqa: BLE001  whatever it is, it must not quote
        assert "Canarius" not in str(error)
        assert isinstance(error, (Quarantined, MissingDependency)), type(error)
    finally:
        stage.discard()
