# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Records of nobody in the native types, and the release they leave in."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from secured.common import Guarantee, PrivacyInputError, Release
from secured.common.images import Images

__all__ = ["synthetic_images", "synthetic_release"]


def synthetic_images(pixels: np.ndarray) -> Images:
    """Images of nobody, one each.

    Parameters
    ----------
    pixels : ndarray of float32 in [0, 1], shape (n, height, width, n_channels)
    """
    return Images(
        pixels=pixels,
        subjects=np.array([f"synthetic-{at:05d}" for at in range(len(pixels))]),
        sessions=np.zeros(len(pixels), dtype=np.int64),
    )


def synthetic_release(
    data: Any,
    card: Mapping[str, Any],
    *,
    quasi_identifiers: tuple[str, ...] = (),
    sensitive: tuple[str, ...] = (),
) -> Release:
    """Hand out synthetic people with what their generator's card says; without a promise.

    Raises
    ------
    PrivacyInputError
        If there is nobody.
    """
    if not len(data):
        raise PrivacyInputError(f"{card['generator']}: no synthetic people are asked for. Ask for 1 or more.")
    return Release(
        data=data,
        quasi_identifiers=quasi_identifiers,
        sensitive=sensitive,
        method=card["generator"],
        parameters=dict(card["parameters"]),
        seed=None,
        source=card["source_sha256"],
        guarantee=Guarantee(),
    )
