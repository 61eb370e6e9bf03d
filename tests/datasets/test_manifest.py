# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A dataset's own list of checksums stands for its many files; a reduced copy is known by checksums of its own."""

import hashlib
from pathlib import Path

import pytest

from secured.common import DatasetUnavailable, RegistryError
from secured_datasets import availability, entry, fetch
from secured_datasets.files import check_files, expected_files, is_present

CONTENT = {"one/a.dat": b"aaaa", "one/a.hea": b"head", "README": b"read me"}
WHERE = "https://data.example/v1/"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


LIST = "".join(
    f"{sha(content)} {'*' if path == 'README' else ' '}{path}\n" for path, content in CONTENT.items()
)


def write_entry(folder: Path, *, listing: str = LIST, url: str = WHERE, extra: str = "") -> Path:
    path = folder / "many.toml"
    path.write_text(
        'name = "many"\ntitle = "Many"\nmodality = "signal"\naccess = "open download"\nstanding = "simulated"\n'
        'licence = "none"\ncitation = "none"\nsource = "this test"\nhow_to_obtain = "Ask."\nloader = "ecg_id"\n'
        f'[manifest]\npath = "SUMS"\nsha256 = "{sha(listing.encode())}"\nurl = "{url}"\nsuffixes = [".dat", ".hea"]\n'
        + extra
    )
    return path


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "many"


@pytest.fixture
def asked(monkeypatch):
    """Stand in for the download; note what is asked for."""
    addresses: list[str] = []

    def retrieve(url, known_hash, fname, path):
        addresses.append(url)
        content = LIST.encode() if fname == "SUMS" else CONTENT[fname]
        assert known_hash == f"sha256:{sha(content)}"
        (Path(path) / fname).parent.mkdir(parents=True, exist_ok=True)
        (Path(path) / fname).write_bytes(content)

    monkeypatch.setattr("pooch.retrieve", retrieve)
    return addresses


def test_the_list_is_fetched_first_and_then_what_it_lists_and_is_wanted(tmp_path, data, asked):
    path = write_entry(tmp_path)
    assert availability(entry(path)) == "usable after `fetch`"
    assert fetch(path) == data
    assert asked == [WHERE + "SUMS", WHERE + "one/a.dat", WHERE + "one/a.hea"]
    assert is_present(entry(path))
    assert check_files(entry(path)) == []


def test_a_listed_file_that_differs_or_lacks_is_named(tmp_path, data, asked):
    path = write_entry(tmp_path)
    fetch(path)
    (data / "one" / "a.dat").write_bytes(b"abaa")
    (data / "one" / "a.hea").unlink()
    first, second = check_files(entry(path))
    assert first.startswith("many: one/a.dat has SHA-256")
    assert second == "many: one/a.hea is missing."
    assert not is_present(entry(path))


@pytest.mark.parametrize("path", ["../outside.dat", "/etc/outside.dat"])
def test_a_list_that_leads_out_of_the_folder_is_refused(tmp_path, data, path):
    entry_path = write_entry(tmp_path)
    data.mkdir(parents=True)
    (data / "SUMS").write_text(f"{sha(b'x')}  {path}\n")
    with pytest.raises(DatasetUnavailable, match="SUMS: is not the official list of checksums"):
        expected_files(entry(entry_path))


def test_a_list_without_address_is_never_fetched(tmp_path, data, asked):
    path = write_entry(tmp_path, url="")
    with pytest.raises(DatasetUnavailable, match="Ask"):
        fetch(path)
    assert asked == []


def test_a_reduced_copy_stands_for_the_official_files_and_is_checked(tmp_path, data):
    path = write_entry(tmp_path, extra=f'[[reduced]]\npath = "small.npz"\nsha256 = "{sha(b"small")}"\n')
    assert not is_present(entry(path))
    data.mkdir(parents=True)
    (data / "small.npz").write_bytes(b"small")
    assert is_present(entry(path))
    assert check_files(entry(path)) == []
    (data / "small.npz").write_bytes(b"other")
    (wrong,) = check_files(entry(path))
    assert "small.npz has SHA-256" in wrong


def test_an_unknown_key_of_the_list_is_refused(tmp_path):
    with pytest.raises(RegistryError, match="manifest: unknown key 'folder'"):
        entry(write_entry(tmp_path, extra='folder = "x"\n'))
