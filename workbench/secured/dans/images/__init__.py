# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Simple protections of images: cheap defences to hold against the attacks; only k-Same promises anything."""

from secured.dans.images.blur import Blur
from secured.dans.images.identifier_removal import ImageIdentifierRemoval
from secured.dans.images.k_same import KSameImages
from secured.dans.images.lower_resolution import LowerResolution
from secured.dans.images.pixel_noise import PixelNoise
from secured.dans.images.region_removed import RegionRemoved

__all__ = ["Blur", "ImageIdentifierRemoval", "KSameImages", "LowerResolution", "PixelNoise", "RegionRemoved"]
