# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Make dicom_actions_kitware_2026c.json from Kitware's wheel: python dicom_actions_kitware.py dicom_anonymizer-2.1.0-py3-none-any.whl.

The wheel is from PyPI (pip download dicom-anonymizer==2.1.0 --no-deps), licence BSD-3-Clause, copyright 2020
Kitware Europe. Its lists of tags by action are read; none of its code is kept.
"""

import ast
import json
import sys
from pathlib import Path
from zipfile import ZipFile

TABLE = "dicomanonymizer/dicom_anonymization_databases/dicomfields_2026c.py"


def main(wheel: str) -> None:
    """Write the oracle beside this file."""
    actions = {}
    with ZipFile(wheel) as archive:
        program = ast.parse(archive.read(TABLE))
    for line in program.body:
        if isinstance(line, ast.Assign) and line.targets[0].id != "ALL_TAGS":  # type: ignore[attr-defined]
            action = line.targets[0].id.removesuffix("_TAGS")  # type: ignore[attr-defined]
            action = action.replace("_STAR", "*").replace("_", "/")
            for tag in ast.literal_eval(line.value):
                actions["".join(f"{part:04X}" for part in tag)] = action
    told = {
        "tool": "Kitware dicom-anonymizer",
        "version": "2.1.0",
        "table": "PS3.15 Table E.1-1, edition 2026c",
        "licence": "BSD-3-Clause, copyright 2020 Kitware Europe",
        "command": f"python dicom_actions_kitware.py {Path(wheel).name}",
        "note": "16 digits are a tag and a mask: the repeating groups 50xx and 60xx",
    }
    rows = ",\n".join(f"  {json.dumps(tag)}: {json.dumps(action)}" for tag, action in sorted(actions.items()))
    head = json.dumps(told, indent=1).removesuffix("\n}")
    Path(__file__).with_name("dicom_actions_kitware_2026c.json").write_text(
        f'{head},\n "actions": {{\n{rows}\n }}\n}}\n'
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
