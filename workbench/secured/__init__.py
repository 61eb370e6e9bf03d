# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""SECURED workbench: anonymize health data, attack what is released, choose under a threshold."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("secured-workbench")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
