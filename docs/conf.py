# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Sphinx settings: everything is read from the source tree, nothing is asked from another host."""

import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from secured import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "SECURED workbench"
author = "SECURED workbench contributors"
copyright = f"2026, {author}"
release = version = __version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "myst_nb",
    "mathml",
    "notebook_pages",
    "public_names",
    "registry_tables",
    "worked_example",
]
exclude_patterns = ["_build", "_ext", "examples", "images"]
default_role = "literal"
nitpicky = False
suppress_warnings = [
    "myst.xref_missing"
]  # links of CHANGELOG.md and CONTRIBUTING.md are relative to the root

autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
maximum_signature_line_length = 90
napoleon_google_docstring = False
napoleon_numpy_docstring = True
napoleon_use_param = False
napoleon_use_rtype = False

nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
html_math_renderer = "mathml"

html_theme = "alabaster"
html_static_path = ["_static"]
html_title = f"{project} {release}"
html_theme_options = {
    "description": "Anonymize health data, attack the result, choose a release under a threshold.",
    "page_width": "1200px",
    "body_max_width": "920px",
    "fixed_sidebar": True,
    "show_relbars": False,
}
html_show_sourcelink = False
html_copy_source = False


def setup(app: Sphinx) -> None:
    """Write defaults that a dataclass makes itself so that Sphinx can read the signature."""
    app.connect("autodoc-process-signature", _readable_defaults)


def _readable_defaults(*event: Any) -> tuple[str | None, str | None]:
    signature, returns = event[-2:]
    return (signature.replace("<factory>", "..."), returns) if signature else (signature, returns)
