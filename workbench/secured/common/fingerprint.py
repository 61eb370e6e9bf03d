# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Content hashes: of tables, and of anything that is plain values."""

import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["fingerprint", "fingerprint_of_arrays", "fingerprint_of_values"]


def fingerprint(table: pd.DataFrame) -> str:
    """SHA-256 of a table's column names, types and values; row order counts, the index does not."""
    digest = hashlib.sha256()
    for name in table.columns:
        column = table[name]
        digest.update(f"{name}\0{column.dtype}\0".encode())
        if column.dtype == object:
            digest.update("".join(type(value).__name__[0] for value in column).encode())
        digest.update(pd.util.hash_pandas_object(column, index=False).to_numpy().tobytes())
    return digest.hexdigest()


def fingerprint_of_arrays(*arrays: np.ndarray) -> str:
    """SHA-256 of arrays of numbers or texts: types, shapes and values, in the order given."""
    digest = hashlib.sha256()
    for array in arrays:
        kind = "text" if array.dtype.kind in "OUS" else array.dtype.str
        digest.update(f"{kind}{array.shape}\0".encode())
        if kind == "text":
            digest.update(json.dumps([str(value) for value in array.ravel()]).encode())
        else:
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def fingerprint_of_values(value: Any) -> str:
    """SHA-256 of plain values (numbers, texts, lists, mappings), keys sorted.

    Examples
    --------
    >>> fingerprint_of_values({"a": 1, "b": 2}) == fingerprint_of_values({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
