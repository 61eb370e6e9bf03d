# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Numbers of people as views may show them: a cell of fewer than 5 is not told apart."""

__all__ = ["SMALLEST_CELL", "people"]

SMALLEST_CELL = 5


def people(number: int) -> str:
    """Write a number of people; from 1 to 4 as ``<5``.

    Examples
    --------
    >>> people(0), people(3), people(12345)
    ('0', '<5', '12,345')
    """
    return "<5" if 0 < number < SMALLEST_CELL else f"{number:,}"
