# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Resizing keeps means, is exact where squares fit, and changes nothing at the same size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.images import Images
from secured.common.resized_images import grey, resized, with_size


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 12), st.integers(1, 12))
def test_the_mean_of_an_image_stays(height, width, new_height, new_width):
    values = np.random.default_rng(height * width).random((2, height, width, 1))
    made = resized(values, new_height, new_width)
    assert made.shape == (2, new_height, new_width, 1)
    assert np.allclose(made.mean(axis=(1, 2)), values.mean(axis=(1, 2)))


def test_whole_squares_are_averaged():
    values = np.arange(36.0).reshape(1, 6, 6)
    blocks = values.reshape(1, 2, 3, 3, 2).mean(axis=(2, 4))
    assert np.allclose(resized(values, 2, 3), blocks)


def test_sizes_that_are_none_are_refused():
    with pytest.raises(PrivacyInputError, match="cannot be brought to"):
        resized(np.zeros((1, 4, 4)), 0, 2)


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_images_keep_their_kind_of_numbers_and_people(kind):
    pixels = (np.random.default_rng(0).random((3, 8, 8, 3)) * (255 if kind == np.uint8 else 1)).astype(kind)
    images = Images(pixels=pixels, subjects=np.array(["a", "a", "b"]), sessions=np.arange(3))
    smaller = with_size(images, 4, 4)
    assert smaller.shape == (4, 4, 3) and smaller.pixels.dtype == kind
    assert smaller.subjects is images.subjects and with_size(images, 8, 8) is images
    assert grey(images).shape == (3, 8, 8) and grey(images).max() <= 1
