# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on images: the same picture again, the same patient again, and what the header gives away; D2.1 section 5.2.3."""

from secured.dean.images.embedding_retrieval import PixelCorrelation, PrincipalComponents
from secured.dean.images.header_fields import Headers, read_headers
from secured.dean.images.image_linkage import ImageLinkage
from secured.dean.images.image_originals import ImageOriginals, earlier_and_last
from secured.dean.images.metadata_linkage import FieldPower, HeaderOriginals, MetadataLinkage, linking_power
from secured.dean.images.perceptual_hash import PerceptualHash
from secured.dean.images.pixel_identity import PixelIdentity, content_hash
from secured.dean.images.region_of_interest import RegionOfInterest
from secured.dean.images.retrieval import Retrieval, retrieve
from secured.dean.images.siamese import SiameseNetwork

__all__ = [
    "FieldPower",
    "HeaderOriginals",
    "Headers",
    "ImageLinkage",
    "ImageOriginals",
    "MetadataLinkage",
    "PerceptualHash",
    "PixelCorrelation",
    "PixelIdentity",
    "PrincipalComponents",
    "RegionOfInterest",
    "Retrieval",
    "SiameseNetwork",
    "content_hash",
    "earlier_and_last",
    "linking_power",
    "read_headers",
    "retrieve",
]
