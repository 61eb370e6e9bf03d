# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Compile numeric loops with numba where it is there; without it callers take their numpy path."""

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

try:
    if os.environ.get("SECURED_NUMBA") == "0":
        raise ImportError
    import numba
except ImportError:
    numba = None  # type: ignore[assignment]

__all__ = ["COMPILED", "njit"]

F = TypeVar("F", bound=Callable[..., Any])

COMPILED = numba is not None


def njit(function: F) -> F:
    """Compile on first call and keep the machine code beside the module; ``SECURED_NUMBA=0`` turns it off."""
    if numba is None:
        return function
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder that can be written to: compile again in every process
        return cast(F, numba.njit(nogil=True)(function))
