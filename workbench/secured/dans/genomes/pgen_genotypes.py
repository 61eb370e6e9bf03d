# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The genotypes of a `.pgen` file with people in another order, through Pgenlib."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from secured.common.outcome import Quarantined, Reason

__all__ = ["reordered"]

MISSING = -9


def reordered(source: Path, target: Path, n_variants: int, order: Sequence[int]) -> None:
    """Write hard calls and phase anew, variant by variant.

    Parameters
    ----------
    source, target : Path
    n_variants : int
    order : sequence of int
        Where the people stood before, in their new order.

    Raises
    ------
    Quarantined
        If Pgenlib is not installed or refuses the file, or the file holds dosages, which cannot be written back
        as they were.
    """
    try:
        import pgenlib
    except ImportError:
        raise Quarantined(
            Reason.DEPENDENCY_MISSING, "PLINK 2 needs Pgenlib: pip install 'secured-workbench[genomics]'."
        ) from None
    n_people, people = len(order), np.asarray(order)
    alleles = np.empty(2 * n_people, dtype=np.int32)
    phased = np.empty(n_people, dtype=np.bool_)
    dosages = np.empty(n_people, dtype=np.float32)
    places = np.stack([2 * people, 2 * people + 1], axis=1).ravel()
    with source.open("rb") as file:
        flags = file.read(12)[11] >> 6
    try:
        reader = pgenlib.PgenReader(bytes(source), raw_sample_ct=n_people)
        try:
            if reader.get_variant_ct() != n_variants:
                raise Quarantined(
                    Reason.INCONSISTENT, "The .pgen file has another number of variants than .pvar."
                )
            with_phase = reader.hardcall_phase_present()
            writer = pgenlib.PgenWriter(
                bytes(target),
                n_people,
                variant_ct=n_variants,
                nonref_flags=flags in (2, 3),  # whether reference alleles are provisional
                hardcall_phase_present=with_phase,
            )
            for variant in range(n_variants):
                reader.read_alleles_and_phasepresent(variant, alleles, phased)
                reader.read_dosages(variant, dosages)
                _no_dosages(alleles, dosages)
                if with_phase:
                    writer.append_partially_phased(alleles[places], phased[people])
                else:
                    writer.append_alleles(alleles[places])
            writer.close()  # refuses to close what is not complete, so never on the way out of an error
        finally:
            reader.close()
    except (RuntimeError, ValueError, OSError):  # whose messages name the file
        raise Quarantined(Reason.MALFORMED, "Pgenlib refuses the .pgen file.") from None


def _no_dosages(alleles: np.ndarray, dosages: np.ndarray) -> None:
    counted = np.where(alleles[0::2] == MISSING, MISSING, alleles[0::2] + alleles[1::2])
    if not np.array_equal(counted, dosages):
        raise Quarantined(Reason.UNSUPPORTED, "The .pgen file holds dosages, which are not cleaned.")
