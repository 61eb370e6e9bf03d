# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Import what the extra [scale] installs, at the moment it is needed."""

from importlib import import_module
from typing import Any

from secured.common import MissingDependency

__all__ = ["from_extra"]


def from_extra(module: str) -> Any:
    """Return the module.

    Raises
    ------
    MissingDependency
        If it is not installed; the message names the extra.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingDependency(
            f"{module}: is not installed. Run pip install 'secured-workbench[scale]'."
        ) from None
