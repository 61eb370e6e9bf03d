# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""SPM's matrices stay to the last bit, and nothing else of a MATLAB file does."""

import io

import numpy as np
import pytest
from scipy.io import loadmat, savemat

from secured.common.outcome import Reason
from secured.dans.nifti import NiftiFiles


@pytest.mark.parametrize("compressed", [False, True])
def test_only_the_matrices_are_left(planted, tmp_path, clean, compressed):
    path = tmp_path / "Q7731path.mat"
    mat = planted.matrices(path, compressed)
    names = [name for name in planted.IN_MATRICES if name.encode() in path.read_bytes()]
    assert compressed or len(names) >= 12
    result = clean(NiftiFiles(), path)
    assert result.holding((*planted.IN_MATRICES, "Platform", "Created")) == []
    after = loadmat(result.file())
    assert {name for name in after if not name.startswith("__")} == {"mat", "M"}
    assert np.array_equal(after["mat"], mat) and np.array_equal(after["M"], planted.AFFINE)
    assert result.cleaned.counts["variables dropped"] == 4
    assert clean(NiftiFiles(), path).file().read_bytes() == result.file().read_bytes()


def test_it_lies_beside_its_volume(planted, tmp_path, clean):
    path = tmp_path / "scan.mat"
    planted.matrices(path)
    volume = planted.write_volume(tmp_path / "in", "nii")
    places = [
        str(clean(NiftiFiles(), one, name=name).places[0])
        for one, name in ((path, "x/s.mat"), (volume, "x/s.nii"))
    ]
    assert places[0].removesuffix(".mat") == places[1].removesuffix(".nii")


def content(**variables: object) -> bytes:
    file = io.BytesIO()
    savemat(file, variables)
    return file.getvalue()


def test_what_is_no_matrix_is_refused(tmp_path, clean, planted):
    path = tmp_path / "a.mat"
    text = np.frombuffer(b"Q7731 Jane Doe, 42 Baker Street ".ljust(128, b"."), dtype="<f8").reshape(4, 4)
    good = content(mat=planted.AFFINE)
    for wrong, reason in (
        (content(other=planted.AFFINE), Reason.UNSUPPORTED),
        (content(mat="Q7731"), Reason.UNSUPPORTED),
        (content(mat={"a": 1}), Reason.UNSUPPORTED),
        (content(mat=np.eye(3)), Reason.UNSUPPORTED),
        (content(mat=1j * np.eye(4)), Reason.UNSUPPORTED),
        (content(mat=np.full((4, 4), np.nan)), Reason.MALFORMED),
        (content(mat=text), Reason.MALFORMED),
        (good[:-30], Reason.TRUNCATED),
        (b"MATLAB 7.3 MAT-file, Q7731".ljust(512), Reason.UNSUPPORTED),
    ):
        path.write_bytes(wrong)
        result = clean(NiftiFiles(), path)
        assert result.refused.reason is reason
        assert "Q7731" not in str(result.refused)
