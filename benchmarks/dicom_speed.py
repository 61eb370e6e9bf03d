# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many DICOM files a second one process de-identifies (header only), and how its memory grows over 5,000 files.

The limit is 20 files a second for CT images of 40 kB; after the first 500 files, memory may grow by 10 MB.
Writes results/dicom_speed.json and .svg beside this file.
"""

import gc
import shutil
import tempfile
import time
from pathlib import Path

from plot import keep
from pydicom.data import get_testdata_file

from secured.common import ProjectKey
from secured.dans.deidentification import Identities, Source, Stage
from secured.dans.dicom import DicomFiles, DicomOptions
from secured.dans.dicom.canary_study import canary_study

LIMIT = 20.0
GROWTH_MB = 10.0
MANY = 5_000
LARGE_MB = 512
RESEARCH = DicomOptions(
    retain_longitudinal_modified_dates=True,
    retain_patient_characteristics=True,
    clean_descriptors=True,
    clean_structured_content=True,
)


def memory_mb() -> float:
    """What the process holds now."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def run(source: Path, times: int, options: DicomOptions, folder: Path) -> tuple[float, list[float]]:
    """Files a second of the processor's time, and the memory after every 500 files."""
    files = DicomFiles(options=options, accept_unreviewed_pixels=True)
    identities = Identities(key=ProjectKey.generate())
    held: list[float] = []
    start = time.process_time()  # what else the machine does is not counted
    for at in range(times):
        stage = Stage(folder / "aside")
        files.deidentify(Source(files=(source,), name=f"{at}.dcm"), identities, stage)
        stage.discard()
        if at % 500 == 499:
            gc.collect()
            held.append(memory_mb())
    return times / (time.process_time() - start), held


def large(folder: Path) -> float:
    """By how much memory grows at its highest for one file of half a gigabyte of pixels."""
    dataset = canary_study().datasets[0]
    dataset.Rows, dataset.Columns, dataset.NumberOfFrames = 512, 512, LARGE_MB * 2
    dataset.PixelData = bytes(LARGE_MB << 20)
    path = folder / "large.dcm"
    dataset.save_as(path, enforce_file_format=True)
    del dataset
    gc.collect()
    before = memory_mb()
    Path("/proc/self/clear_refs").write_text("5")  # the highest counts from here on
    run(path, 1, DicomOptions(), folder)
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = int(next(one for one in lines if one.startswith("VmHWM")).split()[1]) / 1024
    return peak - before


def main() -> None:
    """Run and report."""
    folder = Path(tempfile.mkdtemp())
    try:
        ct = Path(get_testdata_file("CT_small.dcm", download=False) or "")
        canary = canary_study().write(folder / "canaries")[0]
        basic, held = run(ct, MANY, DicomOptions(), folder)
        rates = {"basic": basic, "research": run(ct, 500, RESEARCH, folder)[0]}
        canaries = run(canary, 200, DicomOptions(), folder)[0]
        growth = held[-1] - held[0]
        rise = large(folder)
    finally:
        shutil.rmtree(folder)
    figures = {
        "limit_files_per_second": LIMIT,
        "files_per_second": rates,
        "canary_files_per_second": canaries,  # 1,250 attributes each
        "files": MANY,
        "memory_mb_every_500_files": [round(one, 1) for one in held],
        "memory_growth_mb": round(growth, 1),
        "memory_growth_limit_mb": GROWTH_MB,
        "rise_for_one_file_of_mb": {str(LARGE_MB): round(rise, 1)},
    }
    keep(Path(__file__), figures, bars=rates, limit=LIMIT, unit="files a second")
    print(
        f"dicom_speed: memory grew by {growth:.1f} MB over {MANY} files, by {rise:.1f} MB for {LARGE_MB} MB at once"
    )
    if growth > GROWTH_MB or min(rates.values()) < LIMIT:
        raise SystemExit("dicom_speed: a limit is broken")


if __name__ == "__main__":
    main()
