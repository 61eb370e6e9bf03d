# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The mean head that others are compared with, and where its face and its brain are."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

__all__ = ["TemplateHead"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TemplateHead:
    """A mean of many heads at 2 mm, along right, anterior and superior.

    Parameters
    ----------
    head : ndarray of uint8, shape (x, y, z)
    face, brain : ndarray of bool
        What is taken away, and what is never touched.
    affine : ndarray of float, shape (4, 4)
        In mm.

    References
    ----------
    The volumes come from pydeface 2.1.0 (MIT); see template/README.md.
    """

    head: np.ndarray
    face: np.ndarray
    brain: np.ndarray
    affine: np.ndarray

    @classmethod
    @cache
    def load(cls) -> "TemplateHead":
        """Return the bundled template."""
        with (
            files("secured.dans.nifti.defacing").joinpath("template/template.npz").open("rb") as file,
            np.load(file, allow_pickle=False) as stored,
        ):
            head = stored["head"]
            masks = [
                np.unpackbits(stored[name], count=head.size).astype(bool).reshape(head.shape)
                for name in ("face", "brain")
            ]
            return cls(head=head, face=masks[0], brain=masks[1], affine=stored["affine"])
