# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""`secured deidentify` and `secured audit`: a key for its owner alone, counts and no names, exit statuses that scripts can use."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from secured.cli import app
from secured.dans import CanaryPlanter


@pytest.mark.slow
def test_a_folder_is_cleaned_and_audited(tmp_path: Path) -> None:
    source, clean, key = tmp_path / "source", tmp_path / "clean", tmp_path / "project.key"
    planted = CanaryPlanter(seed=3, formats=("edf", "wfdb")).plant(source)
    typed = ["deidentify", str(source), str(clean), "--key", str(key)]
    done = CliRunner().invoke(app, typed)
    assert done.exit_code == 0, done.output
    assert key.stat().st_mode & 0o077 == 0
    assert (tmp_path / "project.key.sources.csv").stat().st_mode & 0o077 == 0
    assert "edf" in done.output and "0 quarantined" in done.output
    assert not [text for text in (*planted.texts(), planted.person.id) if text in done.output]
    (source / "thesis.xyz").write_text("nobody reads this")
    again = CliRunner().invoke(app, typed)
    assert again.exit_code == 3
    assert "UNKNOWN_FORMAT" in again.output
    audited = CliRunner().invoke(app, ["audit", str(source), str(clean), "--no-pixels"])
    assert audited.exit_code == 0, audited.output
    (clean / "left.edf").write_bytes(next(source.glob("*/edf/*.edf")).read_bytes())
    assert CliRunner().invoke(app, ["audit", str(source), str(clean), "--no-pixels"]).exit_code == 1
