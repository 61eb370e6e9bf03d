# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""EDF+ and BDF+ files, a WFDB record with annotations, a table from a wearable."""

import warnings
from datetime import timedelta

import numpy as np

from secured.common.errors import MissingDependency
from secured.dans.leaks.canaries.manifest import Planting

__all__ = ["plant_edf", "plant_wearable", "plant_wfdb"]

FS = 100  # Hz
SECONDS = 10


def plant_edf(planting: Planting, folder: str) -> None:
    """Plant the same kind of recording as EDF+ and BDF+, every header field in use, with annotations."""
    try:
        import pyedflib
    except ImportError:
        raise MissingDependency(
            "CanaryPlanter: EDF needs pyEDFlib. Install with pip install pyEDFlib."
        ) from None
    for suffix, kind in ((".edf", pyedflib.FILETYPE_EDFPLUS), (".bdf", pyedflib.FILETYPE_BDFPLUS)):
        file = f"{folder}/edf/night{suffix}"
        identity, family, given = planting.names(file, "edf", "id", "family", "given")
        planting.known(file, "edf birth date", planting.person.born.isoformat(), "date")
        planting.known(file, "edf start", planting.person.visit.date().isoformat(), "date")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about lengths that are right
            writer = pyedflib.EdfWriter(str(planting.path(file)), 2, file_type=kind)
            writer.setPatientName(f"{given}_{family}")
            writer.setPatientCode(identity)
            writer.setBirthdate(planting.person.born)
            writer.setPatientAdditional(planting.token(file, "edf patient additional"))
            writer.setTechnician(planting.token(file, "edf technician", length=9))
            writer.setEquipment(planting.token(file, "edf equipment", length=9))
            writer.setAdmincode(planting.token(file, "edf admin code", length=9))
            writer.setRecordingAdditional(planting.token(file, "edf recording additional", length=9))
            writer.setStartdatetime(planting.person.visit)
            for at in range(2):
                writer.setSignalHeader(
                    at,
                    {
                        "label": ("ECG " if at else "EEG ") + planting.token(file, "edf label", length=10),
                        "dimension": "uV",
                        "sample_frequency": FS,
                        "physical_max": 3000.0,
                        "physical_min": -3000.0,
                        "digital_max": 32767,
                        "digital_min": -32768,
                        "prefilter": planting.token(file, "edf prefilter"),
                        "transducer": planting.token(file, "edf transducer"),
                    },
                )
            writer.writeSamples(list(planting.rng.normal(0, 500, (2, FS * SECONDS))))
            writer.writeAnnotation(2.0, -1, f"seen by {planting.token(file, 'edf annotation')}")
            writer.close()


def plant_wfdb(planting: Planting, folder: str) -> None:
    """Plant a record whose comments, signal names and annotations speak of the person."""
    try:
        import wfdb
    except ImportError:
        raise MissingDependency("CanaryPlanter: WFDB needs wfdb. Install with pip install wfdb.") from None
    person = planting.person
    place = f"{folder}/wfdb"
    header, notes = f"{place}/ecg.hea", f"{place}/ecg.atr"
    identity, family, given = planting.names(header, "wfdb", "id", "family", "given")
    planting.known(header, "wfdb base date", person.visit.date().isoformat(), "date")
    planting.known(header, "wfdb birth date", person.born.isoformat(), "date")
    planting.path(header)
    wfdb.wrsamp(
        "ecg",
        fs=FS,
        units=["mV", "mV"],
        sig_name=["II", planting.token(header, "wfdb signal name")],
        p_signal=np.round(planting.rng.normal(0, 0.5, (FS * SECONDS, 2)), 3),
        fmt=["16", "16"],
        adc_gain=[1000.0, 1000.0],
        baseline=[0, 0],
        comments=[
            f"Name: {family}, {given}",
            f"MRN: {identity}",
            f"DOB: {person.born:%d/%m/%Y}",
            f"Remark {planting.token(header, 'wfdb comment')}",
        ],
        base_time=person.visit.time(),
        base_date=person.visit.date(),
        write_dir=str(planting.folder / place),
    )
    wfdb.wrann(
        "ecg",
        "atr",
        sample=np.array([100, 300, 500]),
        symbol=["N", '"', "N"],
        aux_note=["", planting.token(notes, "wfdb annotation"), ""],
        fs=FS,
        write_dir=str(planting.folder / place),
    )


def plant_wearable(planting: Planting, folder: str) -> None:
    """Plant a table of a wearable: who, when, heart rate and steps."""
    file = f"{folder}/wearable/heart_rate.csv"
    identity, family, given, email = planting.names(file, "wearable", "id", "family", "given", "email")
    planting.known(file, "wearable time", planting.person.visit.date().isoformat(), "date")
    device, remark = planting.token(file, "wearable device serial"), planting.token(file, "wearable remark")
    rows = [
        f"{identity},{given} {family},{email},{device},{planting.person.visit + timedelta(minutes=at)},{rate},{steps},"
        f"{remark if at == 4 else ''}"
        for at, (rate, steps) in enumerate(
            zip(planting.rng.integers(55, 90, 20), planting.rng.integers(0, 99, 20), strict=True)
        )
    ]
    header = "patient_id,name,email,device_serial,timestamp,heart_rate,steps,remark"
    planting.path(file).write_text("\n".join([header, *rows]) + "\n")
