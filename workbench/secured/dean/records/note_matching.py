# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Match clinical notes with another text of the same patient or author, by characters and by words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from secured.common import PrivacyInputError, Release, method
from secured.dean.claims import Claims
from secured.dean.records.scoreboard import claim_by_score
from secured.dean.released_linkage import ReleasedLinkage
from secured.dean.threat_model import ThreatModel

__all__ = ["NoteMatching"]

TARGETS_AT_ONCE = 500
MOST_FEATURES = 200_000


@method(
    name="matching of notes",
    engine="dean",
    modality="records",
    goal="find a known person's note",
    section="5.3.2",
    source="Stamatatos 2009, doi:10.1002/asi.21001",
)
@dataclass(frozen=True, kw_only=True)
class NoteMatching(ReleasedLinkage):
    """Claim the released note most like a text that the adversary has of the target.

    Likeness is the mean of two cosines, of character n-grams (spelling, names, habits of writing) and of words
    (conditions, drugs, circumstances), both weighted by rarity in the release and among reference notes.

    Parameters
    ----------
    threat : ThreatModel
        `knows` names one column of texts: another note, a letter, what was said. It need not be released.
    note : str
        Released column of notes.
    characters : (int, int), default (3, 5)
        Shortest and longest n-gram, within words.
    eccentricity : float, default 1.5
        Standard deviations by which the best score must exceed the second.

    Raises
    ------
    PrivacyInputError
        If not exactly one column is known, or a number is out of range.

    References
    ----------
    Stamatatos 2009, doi:10.1002/asi.21001 (character n-grams of authors); Salton & Buckley 1988,
    doi:10.1016/0306-4573(88)90021-0 (TF-IDF). D2.1 section 5.3.2.
    """

    threat: ThreatModel
    note: str
    characters: tuple[int, int] = (3, 5)
    eccentricity: float = 1.5
    id: str = "matching of notes"

    def __post_init__(self) -> None:
        if len(self.threat.knows) != 1:
            raise PrivacyInputError(
                f"NoteMatching: {len(self.threat.knows)} columns are known. Name the one that holds texts."
            )
        if not 1 <= self.characters[0] <= self.characters[1] or self.eccentricity < 0:
            raise PrivacyInputError("NoteMatching: characters or eccentricity is out of range.")

    def fit(self, release: Release, reference: pd.DataFrame, rng: np.random.Generator) -> "_FittedNotes":
        """Weigh n-grams and words by their rarity among released and reference notes."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        notes = _texts(release.data[self.note]) if self.note in release.data else [""] * release.n_records
        others = _texts(reference[self.note]) if self.note in reference else []
        spaces = (
            TfidfVectorizer(
                analyzer="char_wb", ngram_range=self.characters, sublinear_tf=True, max_features=MOST_FEATURES
            ),
            TfidfVectorizer(
                analyzer="word", token_pattern=r"(?u)\b\w+\b", sublinear_tf=True, max_features=MOST_FEATURES
            ),
        )
        if not any(text.strip() for text in notes):  # nothing written, nothing to match
            return _FittedNotes(attack=self, spaces=(), n_records=release.n_records, rng=rng)
        fitted = tuple((space.fit(notes + others), space.transform(notes)) for space in spaces)
        return _FittedNotes(attack=self, spaces=fitted, n_records=release.n_records, rng=rng)

    def to_dict(self) -> dict[str, Any]:
        """Name, threat model and source."""
        return {
            "attack": self.id,
            "note": self.note,
            "characters": list(self.characters),
            "eccentricity": self.eccentricity,
            "threat": self.threat.to_dict(),
            "source": "Stamatatos 2009",
        }


def _texts(column: pd.Series) -> list[str]:
    return [str(value) if known else "" for value, known in zip(column, column.notna(), strict=True)]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedNotes:
    attack: NoteMatching
    spaces: tuple[tuple[Any, Any], ...]
    n_records: int
    rng: np.random.Generator

    def claim(self, auxiliary: pd.DataFrame) -> Claims:
        (name,) = self.attack.threat.knows
        return claim_by_score(
            self._scores(_texts(auxiliary[name])),
            n_records=self.n_records,
            eccentricity=self.attack.eccentricity,
            rng=self.rng,
        )

    def _scores(self, texts: list[str]) -> Iterator[tuple[np.ndarray, float]]:
        """Mean cosine with every note; at most 1."""
        for start in range(0, len(texts), TARGETS_AT_ONCE):
            some = texts[start : start + TARGETS_AT_ONCE]
            likeness = np.zeros((len(some), self.n_records))
            for space, notes in self.spaces:
                likeness += (space.transform(some) @ notes.T).toarray() / len(self.spaces)
            for row in likeness:
                yield row, 1.0
