# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""MIDI-compatible scoring of de-identified DICOM files by an answer key."""

from secured.dans.dicom.scorer.answer_key import (
    Action,
    AnswerKey,
    Check,
    KeyInstance,
    read_key,
    read_mapping,
    write_key,
)
from secured.dans.dicom.scorer.canary_key import canary_key
from secured.dans.dicom.scorer.element_place import Place
from secured.dans.dicom.scorer.midi_score import Failure, MidiCompatibleScore, score

__all__ = [
    "Action",
    "AnswerKey",
    "Check",
    "Failure",
    "KeyInstance",
    "MidiCompatibleScore",
    "Place",
    "canary_key",
    "read_key",
    "read_mapping",
    "score",
    "write_key",
]
