# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Questions about images: is it the same patient, does a defence help, and what do headers give away."""

from secured.studies.images.dicom_metadata_linkage import HeaderLinkage, dicom_metadata_linkage
from secured.studies.images.image_defences import DEFENCES, Defence
from secured.studies.images.image_people import ImagePeople, image_people
from secured.studies.images.image_retrieval import (
    ImageRetrievalStudy,
    RetrievalRow,
    image_matchers,
    image_retrieval,
)
from secured.studies.images.linked_images import linked_images, runs_table

__all__ = [
    "DEFENCES",
    "Defence",
    "HeaderLinkage",
    "ImagePeople",
    "ImageRetrievalStudy",
    "RetrievalRow",
    "dicom_metadata_linkage",
    "image_matchers",
    "image_people",
    "image_retrieval",
    "linked_images",
    "runs_table",
]
