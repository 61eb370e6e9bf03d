# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Faces in scans of heads: their surface, whose it is, and how much of it defacing leaves."""

from secured.dean.neuro.faces.face_left import FaceLeft, face_left
from secured.dean.neuro.faces.face_matching import FaceMatching
from secured.dean.neuro.faces.face_surface import FaceSurface, face_surface
from secured.dean.neuro.faces.rendering import Rendering

__all__ = ["FaceLeft", "FaceMatching", "FaceSurface", "Rendering", "face_left", "face_surface"]
