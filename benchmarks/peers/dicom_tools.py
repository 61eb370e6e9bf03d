# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""De-identify a folder of DICOM files by another tool, with its defaults; runs in the peers' environment.

Arguments: the tool, the folder, a folder for the outputs, which get the same names.
"""

import contextlib
import io
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

tool, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
warnings.simplefilter("ignore")
logging.disable()


def dicognito() -> Callable[[Path, Path], object]:
    """dicognito, seeded."""
    import pydicom
    from dicognito.anonymizer import Anonymizer

    anonymizer = Anonymizer(seed="7")

    def one(path: Path, out: Path) -> None:
        dataset = pydicom.dcmread(path)
        anonymizer.anonymize(dataset)
        dataset.save_as(out)

    return one


def kitware(rules: str) -> Callable[[Path, Path], object]:
    """dicom-anonymizer, with the default rules of 2023 or those of 2026c."""
    from dicomanonymizer import simpledicomanonymizer as module

    if rules == "2023":
        return lambda path, out: module.anonymize_dicom_file(str(path), str(out))

    def one(path: Path, out: Path) -> None:
        import pydicom

        dataset = pydicom.dcmread(path)
        chosen = module.initialize_actions(f"dicomfields_{rules}")
        module.anonymize_dataset(dataset, base_rules_gen=lambda: chosen)
        dataset.save_as(out)

    return one


def dcmanon() -> Callable[[Path, Path], object]:
    """dcmanon, the Rust library."""
    from dcmanon import Anonymizer

    anonymizer = Anonymizer()
    return lambda path, out: out.write_bytes(bytes(anonymizer.anonymize(str(path))))


def deid() -> Callable[[Path, Path], object]:
    """deid, with its default recipe."""
    from deid.dicom import replace_identifiers

    def one(path: Path, out: Path) -> None:
        replace_identifiers([str(path)], save=True, output_folder=str(out.parent), overwrite=True)

    return one


tools = {
    "dicognito": dicognito,
    "dicom-anonymizer 2023": lambda: kitware("2023"),
    "dicom-anonymizer 2026c": lambda: kitware("2026c"),
    "dcmanon": dcmanon,
    "deid": deid,
}
failures: dict[str, int] = {}
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    run = tools[tool]()
    paths = sorted(source.glob("*.dcm"))
    start = time.perf_counter()
    for path in paths:
        try:
            run(path, target / path.name)
        except Exception as error:  # noqa: BLE001  (a tool that fails is reported by the kind of its error)
            failures[type(error).__name__] = failures.get(type(error).__name__, 0) + 1
    seconds = time.perf_counter() - start
written = len(list(target.glob("*.dcm")))
print(json.dumps({"seconds": seconds, "files": len(paths), "written": written, "failures": failures}))
