# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Copy the notebooks beside the pages, without the solutions of exercises, so that they become pages too."""

import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SOLUTION = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION\n", re.DOTALL)


def setup(app: Sphinx) -> dict[str, Any]:
    """Copy before pages are looked for."""
    app.connect("config-inited", _copy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _copy(app: Sphinx, _config: Any) -> None:
    source, target = Path(app.srcdir).parent / "notebooks", Path(app.srcdir) / "_notebooks"
    texts = {
        path.relative_to(source): _without_solutions(path)
        for path in source.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }
    for stale in set(target.rglob("*.ipynb")) - {target / place for place in texts}:
        stale.unlink()
    for place, text in texts.items():
        copy = target / place
        if not copy.is_file() or copy.read_text(encoding="utf-8") != text:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding="utf-8")


def _without_solutions(path: Path) -> str:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = SOLUTION.sub("", "".join(cell["source"]))
    return json.dumps(notebook, indent=1, ensure_ascii=False)
