# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files are looked for in the user's folder, then downloaded and verified, else the message says how to obtain them."""

import functools
import hashlib
import threading
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secured.common import DatasetUnavailable, PrivacyInputError
from secured_datasets import availability, entry, fetch, load, verify
from secured_datasets.files import BUNDLED, check_files, data_folder, folder_of

TABLE = b"sex,age,disease\nf,41,flu\nm,47,none\n"
EXTRA = b"a second file of the dataset\n"
CANARY = "Canary-4711"
HOW = "Ask the owner and sign."


@dataclass(frozen=True, kw_only=True)
class Toy:
    """A dataset of two files: its entry, the user's folder for it, and its name to load it by."""

    entry: Path
    folder: Path

    @property
    def name(self) -> str:
        return str(self.entry)

    def place(self, table: bytes = TABLE, extra: bytes = EXTRA) -> None:
        (self.folder / "more").mkdir(parents=True, exist_ok=True)
        (self.folder / "toy.csv").write_bytes(table)
        (self.folder / "more" / "extra.txt").write_bytes(extra)


def write_entry(path: Path, *, url: str = "https://data.example", access: str = "open download") -> Path:
    files = "".join(
        f'[[files]]\npath = "{name}"\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        + (f'url = "{url}/{name}"\n' if url else "")
        for name, content in (("toy.csv", TABLE), ("more/extra.txt", EXTRA))
    )
    columns = "".join(
        f'[columns.{name}]\nrole = "{role}"\ntype = "{kind}"\n'
        for name, role, kind in (
            ("sex", "quasi-identifier", "category"),
            ("age", "quasi-identifier", "integer"),
            ("disease", "sensitive", "category"),
        )
    )
    path.write_text(
        f'name = "toy"\ntitle = "Toy"\nmodality = "table"\naccess = "{access}"\nstanding = "simulated"\n'
        f'licence = "none"\ncitation = "none"\nsource = "this test"\nhow_to_obtain = "{HOW}"\nloader = "table"\n'
        f'stand_in = "nafld"\n[table]\nfile = "toy.csv"\n{files}{columns}',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """The toy in an empty data folder, where any download fails the test."""
    monkeypatch.setenv("SECURED_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("pooch.retrieve", no_download)
    return Toy(entry=write_entry(tmp_path / "toy.toml"), folder=tmp_path / "data" / "toy")


def no_download(*_args, **_kwargs):
    raise AssertionError("a download was tried")


def serve(asked: list[str]):
    """Return a stand-in for `pooch.retrieve` that checks the hash and notes what it was asked for."""

    def retrieve(url, known_hash, fname, path):
        asked.append(url)
        content = {"toy.csv": TABLE, "more/extra.txt": EXTRA}[fname]
        assert known_hash == "sha256:" + hashlib.sha256(content).hexdigest()
        place = Path(path) / fname
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    return retrieve


def test_files_in_the_users_folder_are_read_without_download(toy):
    toy.place()
    assert availability(entry(toy.name)) == "usable"
    assert load(toy.name).data["age"].tolist() == [41, 47]
    assert fetch(toy.name) == toy.folder


def test_absent_files_are_downloaded_into_the_users_folder(toy, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr("pooch.retrieve", serve(asked))
    assert availability(entry(toy.name)) == "usable after `fetch`"
    assert load(toy.name).n_people == 2
    assert asked == ["https://data.example/toy.csv", "https://data.example/more/extra.txt"]
    assert (toy.folder / "toy.csv").read_bytes() == TABLE
    load(toy.name)
    assert len(asked) == 2, "what is there is not downloaded again"


def test_only_what_is_absent_is_downloaded(toy, monkeypatch):
    toy.place()
    (toy.folder / "more" / "extra.txt").unlink()
    asked: list[str] = []
    monkeypatch.setattr("pooch.retrieve", serve(asked))
    assert fetch(toy.name) == toy.folder
    assert asked == ["https://data.example/more/extra.txt"]


@pytest.mark.parametrize("ask", [load, fetch])
@pytest.mark.parametrize("access", ["request", "user's copy", "project agreement"])
def test_what_is_not_open_is_never_downloaded_and_the_message_says_how_to_obtain_it(toy, ask, access):
    write_entry(toy.entry, url="", access=access)
    assert availability(entry(toy.name)) == f"not here ({access})"
    with pytest.raises(DatasetUnavailable) as caught:
        ask(toy.name)
    message = str(caught.value)
    for part in ("toy", access, HOW, str(toy.folder), "nafld can stand in"):
        assert part in message


@pytest.mark.parametrize("error", [OSError, ConnectionError, TimeoutError, ValueError])
def test_a_failed_download_says_how_to_obtain_the_dataset(toy, monkeypatch, error):
    def retrieve(*_args, **_kwargs):
        raise error(CANARY)

    monkeypatch.setattr("pooch.retrieve", retrieve)
    with pytest.raises(DatasetUnavailable) as caught:
        load(toy.name)
    message = str(caught.value)
    for part in (HOW, str(toy.folder), f"download failed: {error.__name__}"):
        assert part in message
    assert CANARY not in message


@pytest.fixture
def loopback(tmp_path, monkeypatch):
    """Serve a folder on the loopback interface; yield the folder and its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            pass

    folder = tmp_path / "official"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("intact", [True, False])
def test_pooch_itself_keeps_a_download_only_if_its_checksum_is_right(tmp_path, monkeypatch, loopback, intact):
    official, address = loopback
    toy = Toy(entry=write_entry(tmp_path / "toy.toml", url=address), folder=tmp_path / "data" / "toy")
    monkeypatch.setenv("SECURED_DATA", str(tmp_path / "data"))
    Toy(entry=toy.entry, folder=official).place(table=TABLE if intact else TABLE + b"f,52,flu\n")
    if intact:
        assert load(toy.name).n_people == 2
        assert verify(toy.name) == []
    else:
        with pytest.raises(DatasetUnavailable, match="download failed: ValueError"):
            load(toy.name)
        assert not [path for path in toy.folder.rglob("*") if path.is_file()]


@settings(max_examples=25, deadline=None)
@given(position=st.integers(0, len(TABLE) - 1), by=st.integers(1, 255))
def test_any_changed_byte_is_found_by_verify_and_refused_by_load(tmp_path_factory, position, by):
    root = tmp_path_factory.mktemp("changed")
    toy = Toy(entry=write_entry(root / "toy.toml"), folder=root / "data" / "toy")
    changed = bytearray(TABLE)
    changed[position] = (changed[position] + by) % 256
    toy.place(table=bytes(changed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECURED_DATA", str(root / "data"))
        patch.setattr("pooch.retrieve", no_download)
        (wrong,) = verify(toy.name)
        assert "toy.csv has SHA-256" in wrong
        with pytest.raises(DatasetUnavailable) as caught:
            load(toy.name)
    assert str(caught.value) == f"{wrong} Remove the file and fetch it again."


def test_verify_names_every_file_that_is_missing(toy):
    assert verify(toy.name) == ["toy: toy.csv is missing.", "toy: more/extra.txt is missing."]
    toy.place()
    assert verify(toy.name) == []


def test_a_changed_files_cells_are_not_quoted(toy):
    toy.place(table=f"sex,age,disease\nf,41,{CANARY}\n".encode())
    with pytest.raises(DatasetUnavailable) as caught:
        load(toy.name)
    assert CANARY not in str(caught.value) + "".join(check_files(entry(toy.name)))


def test_secured_data_names_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert folder_of(entry("adult")) == tmp_path / "adult"


@pytest.mark.parametrize("configured", [None, ""])
def test_without_secured_data_the_folder_is_the_platforms_cache(monkeypatch, configured):
    monkeypatch.delenv("SECURED_DATA", raising=False)
    if configured is not None:
        monkeypatch.setenv("SECURED_DATA", configured)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: Path("cache-of-platform") / name)
    assert data_folder() == Path("cache-of-platform") / "secured" / "data"


def test_bundled_data_are_usable_in_an_empty_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    monkeypatch.setattr("pooch.retrieve", no_download)
    assert folder_of(entry("nafld")) == BUNDLED / "nafld"
    assert availability(entry("nafld")) == "usable"
    assert load("nafld").n_people == 17_549


def test_a_users_own_table_lies_beside_its_entry(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setattr("pooch.retrieve", no_download)
    own = tmp_path / "own.toml"
    text = write_entry(own, url="", access="user's copy").read_text(encoding="utf-8")
    start, end = text.index("[[files]]"), text.index("[columns.")
    own.write_text((text[:start] + text[end:]).replace('loader = "table"\n', ""), encoding="utf-8")
    assert availability(entry(own)) == "not here (user's copy)"
    with pytest.raises(PrivacyInputError, match=r"toy\.csv: no such file"):
        load(own)
    (tmp_path / "toy.csv").write_bytes(TABLE)
    assert availability(entry(own)) == "usable"
    assert load(own).data["sex"].tolist() == ["f", "m"]
