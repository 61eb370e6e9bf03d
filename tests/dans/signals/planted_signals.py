# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of signals with something planted in every place that takes a text; read by conftest.py."""

import csv
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyedflib
import wfdb

IN_WFDB = (
    *(
        "Q7731name",
        "Q7731dat",
        "Q7731lead",
        "Q7731unit",
        "Q7731comment",
        "Q7731doctor",
        "Q7731ward",
        "04/03/2021",
    ),
    *(
        "21:10:05",
        "Q7731before",
        "Q7731note",
        "Q7731remark",
        "Q7731custom",
        "Q7731rhythm",
        "Q7731end",
        "48291377",
    ),
)


def record(folder: Path, name: str = "Q7731name", n_frames: int = 500) -> Path:
    """Write a record with something planted wherever a header or an annotation takes a text."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = np.random.default_rng(7).integers(-2000, 2000, (n_frames, 3)).astype("<i2")
    prolog = b"Q7731before".ljust(24, b" ")
    (folder / "Q7731dat.mat").write_bytes(prolog + samples[:, :2].tobytes() + bytes(3))
    (folder / "Q7731dat2.dat").write_bytes(samples[:, 2].tobytes())
    (folder / f"{name}.hea").write_text(
        "# Q7731comment before\n"
        f"{name} 3 250/1000(48291377) {n_frames} 21:10:05 04/03/2021\n"
        f"Q7731dat.mat 16+24 200.5(-3)/mV 12 0 {samples[0, 0]} {_checksum(samples[:, 0])} 0 MLII\n"
        f"Q7731dat.mat 16+24 1000/Q7731unit 12 0 {samples[0, 1]} {_checksum(samples[:, 1])} 48291377 Q7731lead of Doe\n"
        f"Q7731dat2.dat 16 200 12 0 {samples[0, 2]} {_checksum(samples[:, 2])} 0 ECG I filtered\n"
        "# Q7731doctor Devereux\n# <age>: 61 <ward>: Q7731ward\n"
    )
    wfdb.wrann(
        name,
        "atr",
        np.array([10, 60, 110, 200, 300, 490]),
        symbol=["+", "N", "V", '"', "N", "%"],
        subtype=np.array([0, 1, 0, 2, 0, 0]),
        chan=np.array([0, 1, 0, 0, 2, 0]),
        num=np.array([0, 0, 3, 0, 0, 0]),
        aux_note=["(AFIB", "Q7731note odd", "", "Q7731remark", "(Q7731rhythm", "Q7731end"],
        custom_labels=[(45, "%", "Q7731custom label")],
        fs=250,
        write_dir=str(folder),
    )
    return folder / f"{name}.hea"


def compressed_record(folder: Path, format: str = "516", bits: int = 15) -> Path:
    """Write a record compressed as FLAC, with something planted in a tag before and a tag behind the samples."""
    folder.mkdir(parents=True, exist_ok=True)
    wfdb.wrsamp(
        "Q7731name",
        500,
        ["mV", "mV"],
        ["II", "V"],
        d_signal=np.random.default_rng(5).integers(-(2**bits) + 1, 2**bits - 1, (700, 2)),
        fmt=[format] * 2,
        adc_gain=[200.0] * 2,
        baseline=[0, 0],
        write_dir=str(folder),
    )
    path = folder / "Q7731name.dat"
    content = path.read_bytes()
    if content[4:8] != b"\0\0\0\x22":
        raise ValueError("the first block of FLAC is not the one with the facts, or the only one")
    tag = b"\x02\0\0\x28" + b"Q7731note".ljust(40)
    path.write_bytes(content[:42] + tag + content[42:] + b"TAGQ7731end".ljust(128))
    return path.with_suffix(".hea")


def _checksum(samples: np.ndarray) -> int:
    return int(samples.astype(np.int64).sum()) & 0xFFFF


KINDS = {
    "EDF": pyedflib.FILETYPE_EDF,
    "EDF+": pyedflib.FILETYPE_EDFPLUS,
    "BDF": pyedflib.FILETYPE_BDF,
    "BDF+": pyedflib.FILETYPE_BDFPLUS,
}
IN_EDF = (
    *("Q7731mrn", "Q7731doe", "Q7731more", "Q7731adm", "Q7731tech", "Q7731device", "Q7731rec", "02-may-1951"),
    *("02-MAY-1951", "Q7731lab", "Q7731sensor", "Q7731filter", "Q7731unt", "Q7731note", "Q7731other"),
    *("Q7731sig", "Q7731res", "04-MAR-2021", "04.03.21"),
)


def recording(path: Path, kind: str, start: datetime = datetime(2021, 3, 4, 21, 10, 5)) -> Path:
    """Write ten seconds of two signals with something planted in every field of text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plus = kind.endswith("+")
    with pyedflib.EdfWriter(str(path), 2, file_type=KINDS[kind]) as writer:
        writer.setStartdatetime(start)
        if plus:
            writer.setPatientCode("Q7731mrn")
            writer.setPatientName("Q7731doe")
            writer.setPatientAdditional("Q7731more")
            writer.setBirthdate(date(1951, 5, 2))
            writer.setSex(0)
            writer.setAdmincode("Q7731adm")
            writer.setTechnician("Q7731tech")
            writer.setEquipment("Q7731device")
            writer.setRecordingAdditional("Q7731rec")
        for n, label in enumerate(("EEG Fpz-Cz", "Q7731lab")):
            writer.setSignalHeader(
                n,
                {
                    "label": label,
                    "dimension": ("uV", "Q7731unt")[n],
                    "sample_frequency": 100,
                    "physical_max": 3276.7,
                    "physical_min": -3276.8,
                    "digital_max": 32767,
                    "digital_min": -32768,
                    "transducer": ("AgAgCl electrode", "Q7731sensor")[n],
                    "prefilter": ("HP:0.1Hz LP:75Hz", "Q7731filter")[n],
                },
            )
        rng = np.random.default_rng(3)
        writer.writeSamples(
            [rng.integers(-3000, 3000, 1000).astype(np.int32) for _ in range(2)], digital=True
        )
        if plus:
            writer.writeAnnotation(1.5, 30, "Sleep stage 2")
            writer.writeAnnotation(4.25, -1, "Q7731note by Dr. Devereux")
            writer.writeAnnotation(9.0, 2, "Q7731other")
    content = bytearray(path.read_bytes())
    n_signals = int(content[252:256])
    content[256 + n_signals * 224 : 256 + n_signals * 224 + 8] = b"Q7731sig"  # reserved, first signal
    content[200:208] = b"Q7731res"  # reserved, behind EDF+C
    if not plus:
        content[8:88] = b"Q7731mrn M 02-MAY-1951 Q7731doe Q7731more".ljust(80)
        content[88:168] = b"Startdate 04-MAR-2021 Q7731adm Q7731tech Q7731device Q7731rec".ljust(80)
    path.write_bytes(content)
    return path


IN_CSV = (
    *(
        "Q7731doe",
        "Q7731roe",
        "Q7731steps",
        "Q7731note",
        "Q7731watch",
        "Q7731nurse",
        "5550104829137",
        "48291377012",
    ),
    *("Q7731mail", "47.497912", "19.040235", "Q7731tag", "1987-05-06", "1052 Budapest", "SN-48-Q7731"),
)


def table(path: Path) -> Path:
    """Two people, and something planted in every kind of column."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [
        "Participant Id",
        "Time",
        "TotalSteps",
        "Q7731steps",
        "Note",
        "Device",
        "Nurse",
        "Phone",
        "LogId",
        "E-mail",
    ]
    names += [
        "Latitude",
        "Longitude",
        "HeartRate",
        "SleepQ7731tag",
        "Birthdate",
        "Zip",
        "Serial",
        "steps_comment",
    ]
    fixed = [
        "Q7731note, odd",
        "Q7731watch",
        "Q7731nurse",
        "5550104829137",
        "48291377012",
        "Q7731mail@example.org",
    ]
    rows = []
    for person, hour, steps in (("Q7731doe", 8, "0120"), ("Q7731roe", 9, "7.50"), ("Q7731doe", 23, "")):
        row = [person, f"2021-03-04T{hour:02d}:30:00Z", steps, "17", *fixed, "47.497912", "19.040235"]
        rows.append([*row, "61", "8", "1987-05-06", "1052 Budapest", "SN-48-Q7731", "12"])
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    return path
