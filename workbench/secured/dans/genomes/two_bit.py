# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes of two bits: four people in a byte, one variant after the other; people put in another order."""

from collections.abc import Sequence
from typing import BinaryIO

import numpy as np

from secured.common.outcome import Quarantined, Reason

__all__ = ["reorder", "row_bytes"]

SHIFTS = np.array([0, 2, 4, 6], dtype=np.uint8)
AT_ONCE = 2**23  # genotypes


def row_bytes(n_people: int) -> int:
    """Bytes of one variant."""
    return -(-n_people // 4)


def reorder(source: BinaryIO, target: BinaryIO, n_variants: int, order: Sequence[int]) -> None:
    """Copy variants with people in another order; bits that belong to nobody become 0.

    Parameters
    ----------
    source, target : binary file
        At the first variant.
    n_variants : int
    order : sequence of int
        Where the people stood before, in their new order.

    Raises
    ------
    Quarantined
        If the source ends early.
    """
    width, columns = row_bytes(len(order)), np.asarray(order)
    step = max(AT_ONCE // max(len(order), 1), 1)
    for start in range(0, n_variants, step):
        rows = min(step, n_variants - start)
        content = source.read(rows * width)
        if len(content) < rows * width:
            raise Quarantined(Reason.TRUNCATED, "The genotypes end early.")
        packed = np.frombuffer(content, dtype=np.uint8).reshape(rows, width, 1)
        genotypes = ((packed >> SHIFTS) & 3).reshape(rows, width * 4)
        moved = np.zeros_like(genotypes)
        moved[:, : len(order)] = genotypes[:, columns]
        target.write((moved.reshape(rows, width, 4) << SHIFTS).sum(axis=2, dtype=np.uint8).tobytes())
