# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A user's own connectomes are read from every format, and what is wrong is said without a value or a person."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.io import savemat

from secured.common import Dataset, DatasetUnavailable
from secured_datasets import load

N, REGIONS = 6, 5


def matrices(seed: int = 0) -> np.ndarray:
    series = np.random.default_rng(seed).normal(size=(N, REGIONS, 30))
    return np.stack([np.corrcoef(one) for one in series])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an own entry, with a list of three people at two visits."""
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    place = tmp_path / "scans"
    place.mkdir()
    listed = pd.DataFrame(
        {"person": ["p2", "p1", "p3"] * 2, "session": ["2020-02-01"] * 3 + ["2021-03-01"] * 3}
    )
    listed.to_csv(place / "recordings.csv", index=False)
    return place


def read(folder: Path, files: str, *, units: str = "correlation", more: str = "") -> Dataset:
    path = folder / "scans.toml"
    path.write_text(
        'name = "scans"\ntitle = "Scans"\nmodality = "connectome"\naccess = "user\'s copy"\nstanding = "simulated"\n'
        'licence = "none"\ncitation = "none"\nsource = "this test"\nhow_to_obtain = "Ask."\nloader = "connectomes"\n'
        f'units = "{units}"\n[[files]]\npath = "{files}"\n[[files]]\npath = "recordings.csv"\n{more}'
    )
    return load(path)


def save(folder: Path, name: str, stack: np.ndarray) -> None:
    """Write a stack of matrices, or one, in the format of the name."""
    path = folder / name
    if path.suffix == ".mat":
        savemat(path, {"connectivity": stack, "version": np.array([[1.0]]), "note": "text"})
    elif path.suffix == ".npy":
        np.save(path, stack)
    elif path.suffix == ".npz":
        np.savez(path, stack)
    else:
        np.savetxt(path, stack, delimiter=",")


@pytest.mark.parametrize("name", ["all.mat", "all.npy", "all.npz"])
def test_a_stack_is_read_in_the_order_of_the_list(folder, name):
    stack = matrices()
    save(folder, name, np.moveaxis(stack, 0, 2) if name == "all.mat" else stack)
    data = read(folder, name).data
    assert np.allclose(data.matrices(), stack, atol=1e-6)
    assert data.subjects.tolist() == ["p2", "p1", "p3"] * 2 and data.sessions.tolist() == [0] * 3 + [1] * 3
    assert data.regions[0] == "region 001"


@pytest.mark.parametrize("suffix", [".mat", ".npy", ".npz", ".csv"])
def test_one_file_a_recording_is_read_too(folder, suffix):
    stack = matrices()
    listed = pd.read_csv(folder / "recordings.csv")
    for at, one in enumerate(stack):
        save(folder, f"scan{at}{suffix}", one)
    listed.assign(file=[f"scan{at}{suffix}" for at in range(N)]).to_csv(
        folder / "recordings.csv", index=False
    )
    assert np.allclose(read(folder, f"scan*{suffix}").data.matrices(), stack, atol=1e-6)


def test_fisher_z_becomes_correlation_and_is_never_guessed(folder):
    stack = matrices()
    z = np.arctanh(np.where(np.eye(REGIONS, dtype=bool), 0, stack)) * 4
    save(folder, "all.npy", z)
    with pytest.raises(DatasetUnavailable, match='beyond 1, which no correlation has.*"Fisher z"'):
        read(folder, "all.npy")
    edges = read(folder, "all.npy", units="Fisher z").data.edges
    assert np.allclose(edges, np.tanh(z)[(slice(None), *np.triu_indices(REGIONS, 1))], atol=1e-6)
    with pytest.raises(DatasetUnavailable, match="do not say what matrices hold"):
        read(folder, "all.npy", units="")


def test_regions_networks_and_facts_are_named(folder):
    save(folder, "all.npy", matrices())
    names = pd.DataFrame({"region": list("abcde"), "network": ["m", "m", "v", None, "v"]})
    names.to_csv(folder / "regions.csv", index=False)
    facts = pd.DataFrame({"person": ["p1", "p2", "p3"], "age": [31, 42, 53], "site": ["x", "y", "x"]})
    facts.to_csv(folder / "people.csv", index=False)
    dataset = read(folder, "all.npy", more='[columns.age]\nrole = "quasi-identifier"\ntype = "integer"\n')
    assert dataset.data.regions == ("m: a", "m: b", "v: c", "d", "v: e")
    assert dataset.related["people"]["age"].tolist() == [42, 31, 53] and list(dataset.columns) == ["age"]
    facts.iloc[:2].to_csv(folder / "people.csv", index=False)
    with pytest.raises(DatasetUnavailable, match="one row for each of 3 people"):
        read(folder, "all.npy", more='[columns.age]\nrole = "quasi-identifier"\ntype = "integer"\n')


def wrong(kind: str) -> np.ndarray:
    stack = matrices()
    if kind == "crooked":
        stack[2, 0, 1] += 0.1
    elif kind == "missing":
        stack[1:3, 3, :] = stack[1:3, :, 3] = np.nan
    elif kind == "constant":
        stack[4, 2, :] = stack[4, :, 2] = 0
    elif kind == "scattered":
        stack[5, 0, 1] = stack[5, 1, 0] = np.inf
    elif kind == "few":
        stack = stack[:4]
    return stack[:, :, :4] if kind == "oblong" else stack


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("crooked", r"recording 3 of 6 \(1 in all\) is not symmetric"),
        ("missing", "region region 004 is missing in 2 of 6 recordings"),
        ("constant", "region region 003 is constant in 1 of 6 recordings"),
        ("scattered", "recording 6 of 6 .* not finite"),
        ("few", "lists 6 recordings, the file holds 4"),
        ("oblong", "an array of 6 x 5 x 4 is no stack of square matrices"),
    ],
)
def test_what_is_wrong_with_matrices_is_said(folder, kind, said):
    save(folder, "all.npy", wrong(kind))
    with pytest.raises(DatasetUnavailable, match=said) as caught:
        read(folder, "all.npy")
    assert not any(name in str(caught.value) for name in ("p1", "p2", "p3"))


def test_files_that_cannot_be_read_are_refused_each_with_one_sentence(folder):
    (folder / "all.mat").write_bytes(
        b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + b"\x89HDF\r\n\x1a\n" * 9
    )
    with pytest.raises(DatasetUnavailable, match=r"all\.mat: is a MATLAB 7\.3 file.*-v7"):
        read(folder, "all.mat")
    (folder / "all.mat").write_bytes(b"no matrix")
    with pytest.raises(DatasetUnavailable, match=r"all\.mat: cannot be read \(\w+\)"):
        read(folder, "all.mat")
    np.save(folder / "all.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(DatasetUnavailable, match=r"all\.npy: cannot be read \(ValueError\)"):
        read(folder, "all.npy")
    np.savez(folder / "all.npz", matrices(), matrices())
    with pytest.raises(DatasetUnavailable, match="holds 2 numeric arrays"):
        read(folder, "all.npz")


@pytest.mark.parametrize(("name", "said"), [("../out.npy", "lie outside"), ("gone.npy", "are not there")])
def test_lists_name_files_of_the_folder_only(folder, name, said):
    save(folder, "a.npy", matrices()[0])
    listed = pd.read_csv(folder / "recordings.csv").assign(file=["a.npy"] * 5 + [name])
    listed.to_csv(folder / "recordings.csv", index=False)
    with pytest.raises(DatasetUnavailable, match=f"1 files {said}.*line 7"):
        read(folder, "a.npy")


def test_a_list_without_persons_is_refused(folder):
    save(folder, "all.npy", matrices())
    pd.DataFrame({"person": ["p1", None], "session": [0, 1]}).to_csv(folder / "recordings.csv", index=False)
    with pytest.raises(DatasetUnavailable, match=r"recordings\.csv: needs person and session in every row"):
        read(folder, "all.npy")
