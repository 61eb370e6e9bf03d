# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Images load from official layouts and from a user's folder; broken and foreign files are refused by name."""

import gzip
import struct

import numpy as np
import pytest
from PIL import Image

from secured.common import DatasetUnavailable, Modality, Standing
from secured.dean.images import content_hash
from secured.studies.images.simulated_archive import simulated_archive
from secured_datasets import availability, entry, load
from secured_datasets.loaders import LOADERS, mnist, pneumoniamnist
from secured_datasets.loaders.image_folder import load_image_folder, read_picture
from secured_datasets.loaders.mnist import read_idx

USABLE = {name: availability(entry(name)) == "usable" for name in ("mnist", "pneumoniamnist")}
CANARY = "Q7731"


def idx(values: np.ndarray) -> bytes:
    heading = bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape)
    return heading + values.astype(np.uint8).tobytes()


@pytest.fixture
def digits(tmp_path, monkeypatch):
    """Four test and three training digits whose content counts as official."""
    rng = np.random.default_rng(0)
    for name, n in (("t10k", 4), ("train", 3)):
        for kind, values in (
            ("images-idx3", rng.integers(0, 256, (n, 28, 28))),
            ("labels-idx1", np.arange(n)),
        ):
            path = tmp_path / f"{name}-{kind}-ubyte.gz"
            path.write_bytes(gzip.compress(idx(values)))
            official = mnist.hashlib.sha256(idx(values)).hexdigest()
            monkeypatch.setitem(mnist.CONTENT, path.name, official)
    return tmp_path


def test_training_digits_come_first_where_they_are_there(digits):
    loaded = LOADERS["mnist"](entry("mnist"), digits)
    assert loaded.modality is Modality.IMAGE and loaded.standing is Standing.REAL
    assert loaded.related["people"]["split"].tolist() == ["train"] * 3 + ["test"] * 4
    assert loaded.related["people"]["digit"].tolist() == [0, 1, 2, 0, 1, 2, 3]
    assert loaded.data.shape == (28, 28, 1) and len(loaded.data.people) == 7
    (digits / "train-labels-idx1-ubyte.gz").unlink()
    assert len(LOADERS["mnist"](entry("mnist"), digits).data) == 4


def test_digits_packed_otherwise_are_the_same_and_other_digits_are_refused(digits):
    path = digits / "t10k-images-idx3-ubyte.gz"
    content = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(content, compresslevel=1, mtime=1))
    assert len(LOADERS["mnist"](entry("mnist"), digits).data) == 7
    path.write_bytes(gzip.compress(content[:-1] + b"\x01"))
    with pytest.raises(
        DatasetUnavailable, match="t10k-images-idx3-ubyte.gz: its content is not that of MNIST"
    ):
        LOADERS["mnist"](entry("mnist"), digits)
    path.write_bytes(gzip.compress(content)[:-20])
    with pytest.raises(DatasetUnavailable, match="t10k-images-idx3-ubyte.gz: cannot be unpacked"):
        LOADERS["mnist"](entry("mnist"), digits)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no IDX file"),
        (b"\0\0\x0d\x01\0\0\0\x01\0\0\0\0", "is no IDX file"),
        (idx(np.arange(3))[:-1], "less or more than its heading"),
        (idx(np.arange(3)) + b"\0", "less or more than its heading"),
        (b"\0\0\x08\x03\0\0\0\x01", "less or more than its heading"),
    ],
)
def test_what_is_no_idx_is_refused_by_name(content, said):
    with pytest.raises(DatasetUnavailable, match=f"labels: .*{said}"):
        read_idx(content, "labels")


@pytest.mark.skipif(not USABLE["mnist"], reason="mnist is not on this machine")
def test_real_digits():
    loaded = load("mnist")
    test = loaded.related["people"]["digit"][loaded.related["people"]["split"] == "test"]
    assert test.value_counts(sort=False).sort_index().tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]  # fmt: skip
    assert loaded.standing is Standing.REAL and "stand-in" in loaded.notes[0]


@pytest.mark.skipif(not USABLE["pneumoniamnist"], reason="pneumoniamnist is not on this machine")
def test_real_chest_images_say_whether_they_are_reconstructed():
    loaded = load("pneumoniamnist")
    facts = loaded.related["people"]
    assert facts.groupby("split").size().to_dict() == {"train": 4708, "val": 524, "test": 624}
    assert (facts["finding"] == "pneumonia").groupby(facts["split"]).mean().round(3).to_dict() == {
        "train": 0.742,
        "val": 0.742,
        "test": 0.625,
    }
    if loaded.standing is Standing.RECONSTRUCTED:
        train = loaded.data.pixels[(facts["split"] == "train").to_numpy()].reshape(4708, -1)
        assert 4708 - len(np.unique(train, axis=0)) == 18
        assert any("put together from two altered ones" in note for note in loaded.notes)


def archive(path, **changed):
    rng = np.random.default_rng(0)
    held = {}
    for name, n in pneumoniamnist.SIZES.items():
        held[f"{name}_images"] = rng.integers(0, 256, (n, 28, 28)).astype(np.uint8)
        held[f"{name}_labels"] = rng.integers(0, 2, (n, 1)).astype(np.uint8)
    np.savez(path, **{name: one for name, one in (held | changed).items() if one is not None})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"val_labels": None}, "is no archive"),
        ({"val_labels": np.array([[{"a": 1}]], dtype=object)}, "is no archive"),
        ({"test_images": np.zeros((623, 28, 28), np.uint8)}, "its test arrays are not"),
        ({"val_labels": np.full((524, 1), 2, np.uint8)}, "its val arrays are not"),
    ],
)
def test_archives_that_are_not_the_dataset_are_refused(tmp_path, changed, said):
    archive(tmp_path / "pneumoniamnist.npz", **changed)
    with pytest.raises(DatasetUnavailable, match=said):
        pneumoniamnist.read_splits(tmp_path / "pneumoniamnist.npz")
    with pytest.raises(DatasetUnavailable, match="neither the official file nor its reconstruction"):
        LOADERS["pneumoniamnist"](entry("pneumoniamnist"), tmp_path)


def user_entry(folder):
    path = folder / "mine.toml"
    path.write_text(
        'name = "mine"\ntitle = "Mine"\nmodality = "image"\naccess = "user\'s copy"\nstanding = "real"\n'
        'loader = "image_folder"\nlicence = "own"\ncitation = "-"\nsource = "own"\nhow_to_obtain = "Own."\n'
        '[[files]]\npath = "*/*"\n'
    )
    return path


def picture(path, value, size=(6, 8), mode="L"):
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(value)
    shape = size if mode == "L" else (*size, 3)
    held = rng.integers(0, 256, shape).astype(np.uint8)
    Image.fromarray(held, mode=None).save(path)
    return held


def test_one_folder_a_person(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    held = [picture(tmp_path / "mine" / who / f"{at}.png", at) for at, who in enumerate(["b", "a", "a"])]
    loaded = load(str(user_entry(tmp_path)))
    assert loaded.data.subjects.tolist() == ["a", "a", "b"]
    assert loaded.data.sessions.tolist() == [0, 1, 0]
    assert np.array_equal(loaded.data.pixels[2, ..., 0], held[0])


def test_a_list_names_people_and_sessions_and_dicom_is_read(tmp_path):
    (tmp_path / "scans").mkdir()
    archive = simulated_archive(n_people=1, size=16)
    for at, dataset in enumerate(archive.datasets):
        dataset.save_as(tmp_path / "scans" / f"{at}.dcm", enforce_file_format=True)
    (tmp_path / "people.csv").write_text(
        "file,person,session\nscans/0.dcm,p1,3\nscans/1.dcm,p1,4\nscans/2.dcm,p2,0\n"
    )
    loaded = load_image_folder(entry(str(user_entry(tmp_path))), tmp_path)
    assert loaded.data.subjects.tolist() == ["p1", "p1", "p2"] and loaded.data.sessions.tolist() == [3, 4, 0]
    assert loaded.data.shape == (16, 16, 1)
    inverted = archive.datasets[0]
    inverted.PhotometricInterpretation = "MONOCHROME1"
    inverted.save_as(tmp_path / "scans" / "0.dcm", enforce_file_format=True)
    read = read_picture(tmp_path / "scans" / "0.dcm", "0.dcm")
    assert content_hash(read) == content_hash(loaded.data.pixels[0])
    assert np.corrcoef(read.ravel(), loaded.data.pixels[0].ravel())[0, 1] == pytest.approx(-1)
    assert "Simulated^" not in repr(loaded) + str(loaded.related)


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("file,person\na/1.png,\n", "needs a file and a person in every row"),
        ("file\na/1.png\n", "needs a file and a person"),
        ("file,person\n../1.png,p\n", "1 files lie outside the folder, the first in line 2"),
        ("file,person\na/1.png,p\na/9.png,p\n", "1 files are not there, the first in line 3"),
        ("file,person,session\na/1.png,p,once\n", "1 sessions are no whole numbers"),
    ],
)
def test_wrong_lists_are_refused(tmp_path, listed, said):
    picture(tmp_path / "a" / "1.png", 1)
    (tmp_path / "people.csv").write_text(listed)
    with pytest.raises(DatasetUnavailable, match=said):
        load_image_folder(entry(str(user_entry(tmp_path))), tmp_path)


def test_images_of_two_sizes_and_broken_ones_are_refused_without_a_name(tmp_path):
    picture(tmp_path / CANARY / "1.png", 1)
    picture(tmp_path / CANARY / "2.png", 2, size=(6, 9))
    one = entry(str(user_entry(tmp_path)))
    with pytest.raises(DatasetUnavailable, match="image 2 of 2 is 6 x 9 x 1, the first is 6 x 8 x 1"):
        load_image_folder(one, tmp_path)
    (tmp_path / CANARY / "2.png").write_bytes(b"no picture")
    with pytest.raises(DatasetUnavailable, match="cannot be read") as caught:
        load_image_folder(one, tmp_path)
    assert CANARY not in str(caught.value)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetUnavailable, match="holds no images"):
        load_image_folder(one, tmp_path / "empty")


def test_sixteen_bits_and_colour(tmp_path):
    deep = (np.arange(12, dtype=np.uint16) * 300).reshape(3, 4)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    assert read_picture(tmp_path / "deep.png", "deep.png")[..., 0].ravel()[[0, -1]].tolist() == [0, 255]
    Image.fromarray(deep.astype(">u2")).save(tmp_path / "deep.tif")  # the highest byte first
    assert np.array_equal(
        read_picture(tmp_path / "deep.tif", "deep.tif"), read_picture(tmp_path / "deep.png", "deep.png")
    )
    held = picture(tmp_path / "colour.png", 3, mode="RGB")
    assert np.array_equal(read_picture(tmp_path / "colour.png", "colour.png"), held)


def test_a_file_of_several_pictures_is_refused(tmp_path):
    pages = [Image.fromarray(np.full((4, 4), value, np.uint8)) for value in (10, 200)]
    pages[0].save(tmp_path / "pages.tif", save_all=True, append_images=pages[1:])
    with pytest.raises(DatasetUnavailable, match="cannot be read"):
        read_picture(tmp_path / "pages.tif", "pages.tif")
