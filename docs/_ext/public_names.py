# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Warn, and so fail the build, when a public name of a package stands on no page."""

from importlib import import_module
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

PACKAGES = (
    "secured.common",
    "secured.common.hierarchies",
    "secured.dans",
    "secured.dean",
    "secured.studies",
    "secured_datasets",
    "secured_widgets",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Check when all pages are read."""
    app.connect("env-check-consistency", _check)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _check(_app: Sphinx, environment: BuildEnvironment) -> None:
    documented = environment.domains.python_domain.objects
    for package in PACKAGES:
        public = import_module(package).__all__
        absent = [name for name in public if f"{package}.{name}" not in documented]
        if absent:
            logging.getLogger(__name__).warning("%s: no page documents %s", package, ", ".join(absent))
