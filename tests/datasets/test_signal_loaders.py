# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recordings load from the official layouts, made here, and from a copy where one is at hand; traps are avoided."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
import wfdb

from secured.common import DatasetUnavailable, Modality, PrivacyInputError
from secured.common.signals import FIDUCIALS, delineate, mean_beats
from secured_datasets import availability, entry, load, verify
from secured_datasets.files import expected_files
from secured_datasets.loaders import LOADERS
from secured_datasets.loaders.recordings import Recording, together
from secured_datasets.loaders.wfdb_record import read_wfdb
from secured_datasets.simulated.ecg_cohort import EcgCohort

MIRROR = Path(__file__).resolve().parents[3] / "shared" / "data"
N = 4000


def write_record(
    folder: Path, name: str, samples: np.ndarray, *, fs=500, comments=(), names=("ECG I", "ECG I filtered")
):
    """Write a WFDB record with samples (n, 2) of -2 to 2 mV."""
    folder.mkdir(parents=True, exist_ok=True)
    wfdb.wrsamp(
        name,
        fs=fs,
        units=["mV"] * len(names),
        sig_name=list(names),
        p_signal=samples,
        fmt=["16"] * len(names),
        adc_gain=[200.0] * len(names),
        baseline=[0] * len(names),
        comments=list(comments),
        write_dir=str(folder),
    )


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_DATA", str(tmp_path))
    return tmp_path


def lead(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1.5, 1.5, (N, 2))


def ecg_id(folder: Path, records: dict[str, tuple[int, str]]) -> dict[str, np.ndarray]:
    """Write records with (age, day) in ecg-id's layout."""
    made = {}
    for seed, (name, (age, day)) in enumerate(records.items()):
        person, _, record = name.partition("/")
        made[name] = lead(seed)
        comments = (f"Age: {age}", "Sex: female", f"ECG date: {day}")
        write_record(folder / person, record, made[name], comments=comments)
    (folder / "RECORDS").write_text("\n".join(records))
    return made


def call(name: str, folder: Path):
    """Load without looking for checksums of the official files."""
    return LOADERS[entry(name).loader](entry(name), folder)


def test_ecg_id_orders_recordings_by_day_and_number(data):
    made = ecg_id(
        data / "ecg-id",
        {
            "Person_02/rec_1": (31, "05.03.2005"),
            "Person_01/rec_10": (26, "15.03.2005"),
            "Person_01/rec_1": (25, "07.12.2004"),
            "Person_01/rec_2": (25, "07.12.2004"),
        },
    )
    loaded = call("ecg-id", data / "ecg-id")
    assert loaded.modality is Modality.SIGNAL
    assert loaded.data.subjects.tolist() == ["Person_01"] * 3 + ["Person_02"]
    assert loaded.data.sessions.tolist() == [0, 0, 1, 0]
    assert loaded.related["recordings"]["number"].tolist() == [1, 2, 10, 1]
    assert loaded.related["people"].to_dict("list") == {"age": [25, 31], "sex": ["female", "female"]}
    assert loaded.data.channels == ("ECG I", "ECG I filtered")
    assert np.abs(loaded.data.samples[0] - made["Person_01/rec_1"].T).max() <= 0.5 / 200 + 1e-6


def test_a_beginning_that_was_lost_is_missing_and_any_other_change_is_refused(data):
    folder = data / "ecg-id"
    ecg_id(folder, {"Person_01/rec_1": (25, "07.12.2004"), "Person_01/rec_2": (25, "07.12.2004")})
    place = folder / "Person_01" / "rec_1.dat"
    content = bytearray(place.read_bytes())
    content[:4096] = b"\xff" * 4096
    place.write_bytes(content)
    loaded = call("ecg-id", folder)
    assert np.isnan(loaded.data.samples[0, :, :1024]).all()
    assert np.isfinite(loaded.data.samples[0, :, 1024:]).all()
    assert np.isfinite(loaded.data.samples[1]).all()
    assert any("1 recordings lost their first seconds" in note for note in loaded.notes)
    content[:4096] = content[4096:8192]
    place.write_bytes(content)
    with pytest.raises(DatasetUnavailable, match=r"Person_01/rec_1: its samples are not those of its header"):
        call("ecg-id", folder)


def test_what_is_no_record_is_refused_by_name(tmp_path):
    (tmp_path / "broken.hea").write_text("broken 1 500 many\n")
    with pytest.raises(DatasetUnavailable, match="broken: is no WFDB record"):
        read_wfdb(tmp_path, "broken")
    with pytest.raises(DatasetUnavailable, match="absent: is no WFDB record"):
        read_wfdb(tmp_path, "absent")


def recording(name: str, fs: float, n: int, channels=("I",)) -> Recording:
    wave = np.sin(2 * np.pi * 3 * np.arange(n) / fs)
    return Recording(
        name=name,
        samples=np.stack([wave] * len(channels)),
        fs=fs,
        channels=channels,
        units=("mV",) * len(channels),
        subject=name,
        session=0,
    )


def test_another_rate_is_resampled_a_shorter_recording_filled_up_and_both_are_told():
    signals, notes = together(
        [recording("a", 250, 1000), recording("b", 500, 2000), recording("c", 250, 900)]
    )
    assert signals.fs == 250
    assert signals.samples.shape == (3, 1, 1000)
    assert np.abs(signals.samples[1, 0, 50:-50] - signals.samples[0, 0, 50:-50]).max() < 0.01
    assert np.isnan(signals.samples[2, 0, 900:]).all()
    assert notes == (
        "1 recordings of another rate were resampled to 250 Hz.",
        "1 recordings are shorter than the longest; what lacks is missing.",
    )


def test_recordings_of_other_channels_are_refused_by_name():
    with pytest.raises(DatasetUnavailable, match="b: its channels or units are not those of a"):
        together([recording("a", 250, 100), recording("b", 250, 100, ("I", "II"))])
    with pytest.raises(DatasetUnavailable, match="the folder holds none"):
        together([])


def test_heartprint_reads_official_text_files_up_to_where_the_heart_ends(data):
    folder = data / "heartprint"
    for session, person, name, level in ((1, "002", "a", 2), (2, "001", "b", 5), (1, "001", "c", 4)):
        place = folder / f"Session-{session}" / person / f"{name}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        tail = [100, 350, 600] + [0] * 3753
        values = [level + 0.5 * (at % 200 == 0) for at in range(3744)]
        place.write_text("\n".join(map(str, values + tail)))
    loaded = load("heartprint")
    assert loaded.data.subjects.tolist() == ["001", "001", "002"]
    assert loaded.data.sessions.tolist() == [0, 1, 0]
    assert loaded.data.samples.shape == (3, 1, 3500)
    assert loaded.data.samples.max(axis=(1, 2)).tolist() == [4.5, 5.5, 2.5]
    (folder / "Session-1" / "001" / "c.txt").write_text("name: someone")
    with pytest.raises(DatasetUnavailable, match=r"c\.txt: holds something else than numbers\. Fetch"):
        load("heartprint")


def test_bidmc_of_the_official_rate_becomes_means_of_two_samples(data):
    folder = data / "bidmc"
    for number in range(1, 54):
        comments = (
            f"<age>: {'90+' if number == 2 else 40 + number} <sex>: {'?' if number == 3 else 'F'} <location>: micu",
        )
        write_record(
            folder,
            f"bidmc{number:02d}",
            lead(number)[:2001],
            fs=125,
            comments=comments,
            names=("PLETH,", "RESP,"),
        )
    loaded = load("bidmc")
    assert loaded.data.fs == 62.5
    assert loaded.data.channels == ("RESP", "PLETH")
    assert loaded.data.samples.shape == (53, 2, 1000)
    means = lead(1)[:2000].reshape(1000, 2, 2).mean(axis=1)
    assert np.abs(loaded.data.samples[0] - means.T[::-1]).max() <= 0.5 / 200 + 1e-6
    people = loaded.related["people"]
    assert people["age"].tolist()[:3] == [41, 90, 43]
    assert people["sex"].isna().tolist()[:4] == [False, False, True, False]


def test_fitbit_reads_every_spelling_of_time_and_person(data):
    folder = data / "fitbit" / "Fitabase Data 4.12.16-5.12.16"
    folder.mkdir(parents=True)
    (folder / "hourlySteps_merged.csv").write_text(
        "Id,ActivityHour,StepTotal\n7,4/12/2016 12:00:00 AM,10\n7,4/12/2016 1:00:00 PM,20\n"
    )
    (folder / "hourlyCalories_merged.csv").write_text("Id,ActivityHour,Calories\n7,2016-04-12 00:00:00,60\n")
    (folder / "hourlyIntensities_merged.csv").write_text("Id,ActivityHour,TotalIntensity\n8,4/13/16 0:00,3\n")
    (folder / "dailyActivity_merged.csv").write_text("Id,ActivityDate,TotalSteps\n7,4/12/2016,30\n")
    (folder / "sleepDay_merged.csv").write_text(
        "Customer Id,SleepDay,Records\n7,4/12/2016 0:00,1\n7,4/12/2016 0:00,1\n"
    )
    loaded = load("fitbit")
    assert loaded.data.subjects.tolist() == ["7", "8"]
    assert loaded.data.samples.shape == (2, 3, 672)
    assert loaded.data.samples[0, 0, [0, 13]].tolist() == [10, 20]
    assert loaded.data.samples[0, 1, 0] == 60
    assert loaded.data.samples[1, 2, 24] == 3
    assert np.isfinite(loaded.data.samples).sum() == 4
    assert len(loaded.related["sleep"]) == 1
    with gzip.open(folder / "dailyActivity_merged.csv.gz", "wt") as file:
        file.write("Id,ActivityDate,TotalSteps\n7,someday,30\n")
    (folder / "dailyActivity_merged.csv").unlink()
    with pytest.raises(DatasetUnavailable, match="fitbit"):
        load("fitbit")


@pytest.mark.parametrize("name", ["ecg-id", "heartprint", "bidmc", "fitbit"])
def test_an_absent_dataset_says_how_to_obtain_it_and_what_stands_in(data, monkeypatch, name):
    monkeypatch.setattr("pooch.retrieve", lambda *_args, **_kwargs: (_ for _ in ()).throw(OSError("closed")))
    with pytest.raises(DatasetUnavailable) as caught:
        load(name)
    assert entry(name).how_to_obtain in str(caught.value)


def test_the_simulated_cohort_is_there_for_everybody(data):
    one = entry("simulated-ecg")
    assert availability(one) == "usable"
    assert expected_files(one) == ()
    loaded = load("simulated-ecg")
    assert (loaded.n_people, len(loaded.data), loaded.data.fs) == (120, 360, 250.0)
    assert loaded.related["people"]["t_wave"].value_counts().to_dict() == {"upright": 90, "inverted": 30}
    assert loaded.related["recordings"]["flaw"].eq("").all()
    assert loaded.fingerprint == load("simulated-ecg").fingerprint


def test_an_inverted_t_wave_is_one_that_can_be_seen():
    made = EcgCohort(n_people=40, n_visits=1).make(np.random.default_rng(5))
    beats = mean_beats(made.signals, rate=250.0)
    heights = delineate(beats, 250.0).heights[:, FIDUCIALS.index("t")]
    assert ((heights < 0) == made.people["t_wave"].eq("inverted").to_numpy()).mean() >= 0.95
    assert made.people["t_wave"].eq("inverted").sum() == 10


@pytest.mark.parametrize(
    "wrong", [{"n_people": 0}, {"seconds": 1.0}, {"fs": 50.0}, {"inverted": 1.5}, {"drift": -1.0}]
)
def test_a_cohort_that_cannot_be_is_refused(wrong):
    with pytest.raises(PrivacyInputError, match="EcgCohort"):
        EcgCohort(**wrong)


def test_one_seed_makes_one_cohort_and_another_another():
    small = EcgCohort(n_people=4, n_visits=2, seconds=5.0)
    first, again, other = (small.make(np.random.default_rng(seed)).signals.samples for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


MIRRORED = {  # people, recordings, channels, Hz, flaws
    "ecg-id": (90, 310, 2, 500.0, {"odd scale": 2}),
    "heartprint": (199, 940, 1, 250.0, {"clipped": 1}),
    "bidmc": (53, 53, 2, 62.5, None),
    "fitbit": (33, 33, 3, 1 / 3600, {"too short": 1}),
}


@pytest.mark.parametrize("name", list(MIRRORED))
def test_a_copy_loads_as_its_source_counts_it(monkeypatch, name):
    root = Path(os.environ.get("SECURED_DATA", MIRROR))
    if not (root / name).is_dir():
        pytest.skip(f"no copy of {name}")
    people, recordings, channels, fs, flawed = MIRRORED[name]
    loaded = load(name)
    assert verify(name) == []
    assert (loaded.n_people, len(loaded.data), len(loaded.data.channels)) == (people, recordings, channels)
    assert loaded.data.fs == pytest.approx(fs)
    found = loaded.related["recordings"]["flaw"]
    if flawed is not None:
        assert found[found != ""].value_counts().to_dict() == flawed
    if name == "ecg-id":
        several = np.array([np.ptp(loaded.data.of([one]).sessions) > 0 for one in loaded.data.people])
        assert several.sum() == 20
        odd = loaded.related["recordings"].loc[found == "odd scale", "record"]
        assert odd.tolist() == ["Person_76/rec_2", "Person_88/rec_1"]
        assert loaded.related["people"]["sex"].value_counts().to_dict() == {"female": 46, "male": 44}
    if name == "fitbit":
        assert len(loaded.related["sleep"]) == 410
