# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Clinical notes: what identifies is found, reviewed, and replaced by surrogates or tags."""

from secured.dans.text.deidentifier import TextDeidentifier
from secured.dans.text.kinds import Kind
from secured.dans.text.note_files import NoteFiles
from secured.dans.text.note_generator import GeneratedNote, NoteGenerator
from secured.dans.text.span_scores import SpanScore, score_spans
from secured.dans.text.spans import Span, Spans

__all__ = [
    "GeneratedNote",
    "Kind",
    "NoteFiles",
    "NoteGenerator",
    "Span",
    "SpanScore",
    "Spans",
    "TextDeidentifier",
    "score_spans",
]
