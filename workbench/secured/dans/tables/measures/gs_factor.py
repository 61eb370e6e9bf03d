# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The gsFactor of ARX: whether an objective would rather generalise or rather leave people out."""

from secured.common import PrivacyInputError

__all__ = ["factors"]


def factors(who: str, gs_factor: float) -> tuple[float, float]:
    """Return what generalization and suppression cost, each in [0, 1].

    0.5 counts both in full; below it suppression becomes cheaper, above it generalization does.

    Parameters
    ----------
    who : str
        The objective, for the message.
    gs_factor : float
        In [0, 1].

    Raises
    ------
    PrivacyInputError
        If it is not in [0, 1].

    Examples
    --------
    >>> factors("Loss", 0.5), factors("Loss", 0.25), factors("Loss", 1.0)
    ((1.0, 1.0), (1.0, 0.5), (0.0, 1.0))
    """
    if not 0 <= gs_factor <= 1:
        raise PrivacyInputError(
            f"{who}: gs_factor={gs_factor} is not in [0, 1]. Use 0.5 to count generalization and suppression alike."
        )
    return min(1.0, 2.0 - 2.0 * gs_factor), min(1.0, 2.0 * gs_factor)
