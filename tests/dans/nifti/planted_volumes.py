# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Volumes, matrices and tables with a traceable text in every field that takes one."""

import gzip
import io
import json
from pathlib import Path

import nibabel
import numpy as np
from scipy.io import savemat

SUBJECT = "Q7731sub"
_VOLUME = "descrip auxfile intent dbname dtype dicom comment afni xml mind jim ignore gzipname gzipcomment gap sub filename"
_MATRICES = "fname private title vol strings cell field descrip dt name path sub"
_SIDECAR = "name id birth acquired institution address station serial uid study series protocol comment unknown nested key sub task"
_TABLE = "one two name note address site operator room column diagnosis level file"
IN_VOLUME, IN_MATRICES, IN_SIDECAR, IN_TABLE = (
    tuple(f"Q7731{word}" for word in words.split()) for words in (_VOLUME, _MATRICES, _SIDECAR, _TABLE)
)
AFFINE = np.array([[-2.0, 0.1, 0, 30], [0.1, 2.1, 0.2, -40], [0, -0.2, 2.2, -12], [0, 0, 0, 1]])


def voxels(shape=(8, 9, 10), dtype=np.int16) -> np.ndarray:
    return (np.random.default_rng(7).normal(400, 150, shape)).clip(0, 900).astype(dtype)


def volume(kind: str = "nii", data: np.ndarray | None = None, affine: np.ndarray = AFFINE):
    """An image with every text and seven extensions."""
    cls = {"nii2": nibabel.Nifti2Image, "pair": nibabel.Nifti1Pair}.get(kind, nibabel.Nifti1Image)
    image = cls(voxels() if data is None else data, affine)
    header = image.header
    header.set_xyzt_units("mm", "sec")
    header["dim_info"], header["slice_code"] = 0x39, 3
    header["cal_max"], header["toffset"] = 900, 4.5
    for name in ("descrip", "aux_file", "intent_name", "db_name", "data_type"):
        if name in set(header):
            header[name] = {"aux_file": "Q7731auxfile", "intent_name": "Q7731intent", "db_name": "Q7731dbname",
                            "data_type": "Q7731dtype"}.get(name, "Q7731descrip")  # fmt: skip
    dicom = b"\x10\x00\x10\x00\x0c\x00\x00\x00Q7731dicom^A"
    for code, content in ((2, dicom), (6, b"Q7731comment"), (4, b"<AFNI self_idcode='Q7731afni'/>"),
                          (40, b"<xml>Q7731xml</xml>"), (18, b"Q7731mind"), (10, b"Q7731jim"), (0, b"Q7731ignore")):  # fmt: skip
        header.extensions.append(nibabel.nifti1.Nifti1Extension(code, content))
    return image


def packed(content: bytes) -> bytes:
    """Gzip with a name, a time and a comment in its header."""
    file = io.BytesIO()
    with gzip.GzipFile("Q7731gzipname.nii", "wb", fileobj=file, mtime=1_300_000_000) as zipped:
        zipped.write(content)
    raw = file.getvalue()
    end = raw.index(b"\0", 10) + 1  # of the name
    return raw[:3] + bytes([raw[3] | 0x10]) + raw[4:end] + b"Q7731gzipcomment\0" + raw[end:]


def with_gap(content: bytes) -> bytes:
    """The same volume, with 64 bytes between the extensions and the voxels."""
    start = int(np.frombuffer(content, "<f4", 1, 108)[0])
    header = bytearray(content[:start])
    header[108:112] = np.float32(start + 64).tobytes()
    size = int.from_bytes(content[352:356], "little")
    assert size
    # the last extension grows: its text is padded by another one
    last = 352
    while last + int.from_bytes(content[last : last + 4], "little") < start:
        last += int.from_bytes(content[last : last + 4], "little")
    header[last : last + 4] = (int.from_bytes(content[last : last + 4], "little") + 64).to_bytes(4, "little")
    return bytes(header) + b"Q7731gap".ljust(64, b"\0") + content[start:]


def write_volume(folder: Path, kind: str, image=None) -> Path:
    """Write a volume as one of nii, nii.gz, nii2, pair, pair.gz, big-endian."""
    folder.mkdir(parents=True, exist_ok=True)
    image = volume(kind.removesuffix(".gz")) if image is None else image
    stem = folder / f"sub-{SUBJECT}_Q7731filename"
    if kind.startswith("pair"):
        zipped = ".gz" if kind.endswith(".gz") else ""
        nibabel.save(image, stem.with_name(stem.name + f".img{zipped}"))
        return stem.with_name(stem.name + f".hdr{zipped}")
    content = image.to_bytes()
    if kind == "nii":
        content = with_gap(content)
    path = stem.with_name(stem.name + (".nii.gz" if kind.endswith(".gz") else ".nii"))
    path.write_bytes(packed(content) if kind.endswith(".gz") else content)
    return path


def write_pair(folder: Path, zipped: bool) -> tuple[Path, Path]:
    """Write a pair with a text in front of its voxels too, and where packed in the headers of both packings."""
    header = write_volume(folder, "pair.gz" if zipped else "pair")
    image = header.with_name(header.name.replace(".hdr", ".img"))
    contents = [gzip.decompress(one.read_bytes()) if zipped else one.read_bytes() for one in (header, image)]
    contents[0] = contents[0][:108] + np.float32(32).tobytes() + contents[0][112:]
    contents[1] = b"Q7731gap".ljust(32, b"\0") + contents[1]
    for path, content in zip((header, image), contents, strict=True):
        path.write_bytes(packed(content) if zipped else content)
    return header, image


def matrices(path: Path, compressed: bool = False) -> np.ndarray:
    """SPM's matrices with its structure of volumes beside them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mat = np.stack([AFFINE, AFFINE + 0.1], axis=2)
    vol = {
        "fname": "/data/Q7731fname.nii",
        "descrip": "Q7731descrip",
        "dt": "Q7731dt",
        "private": {"field": "Q7731private"},
    }
    file = io.BytesIO()
    savemat(
        file,
        {
            "mat": mat, "M": AFFINE, "V": vol, "Q7731name": "Q7731strings", "cells": np.array(["Q7731cell", 1], dtype=object),
            "s": {"Q7731field": 1, "vol": "Q7731vol", "path": "C:\\Q7731path", "sub": f"sub-{SUBJECT}"},
        },
        do_compression=compressed,
    )  # fmt: skip
    content = bytearray(file.getvalue())
    content[:116] = b"MATLAB 5.0 MAT-file, Platform: Q7731title".ljust(116)
    path.write_bytes(bytes(content))
    return mat


SIDECAR = {
    "RepetitionTime": 2.3, "EchoTime": 0.00298, "FlipAngle": 9, "SliceTiming": [0.0, 0.5, 1.0], "Manufacturer": "SIEMENS",
    "PhaseEncodingDirection": "j-", "MagneticFieldStrength": 3, "ImageType": ["ORIGINAL", "PRIMARY", "Q7731unknown"],
    "PatientName": "Q7731name^Doe", "PatientID": "Q7731id", "PatientBirthDate": "Q7731birth 1951-02-03",
    "AcquisitionDateTime": "Q7731acquired 2016-03-14T09:26:53", "InstitutionName": "Q7731institution",
    "InstitutionAddress": "1 Q7731address St", "StationName": "Q7731station", "DeviceSerialNumber": "Q7731serial",
    "SeriesInstanceUID": "1.2.3.Q7731uid", "StudyID": "Q7731study", "SeriesDescription": "Q7731series",
    "ProtocolName": "Q7731protocol", "ImageComments": "Q7731comment", "Unknown": {"deep": [{"Q7731key": "Q7731nested"}]},
    "EchoNumber": 48291331, "DwellTime": "Q7731", "TaskName": "Q7731task of Doe", "Q7731key": 1,
    "IntendedFor": [f"ses-Q7731/func/sub-{SUBJECT}_ses-Q7731_task-rest_bold.nii.gz", "../Q7731name.nii"],
}  # fmt: skip


def sidecar(path: Path, **more: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**SIDECAR, **more}))
    return path


def table(path: Path, rows: list[list[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join("\t".join(row) + "\n" for row in rows))
    return path
