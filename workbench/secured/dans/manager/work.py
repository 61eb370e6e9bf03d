# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Clean one source: aside, checked for what it held, then handed on; or quarantined, whatever goes wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from secured.common.errors import MissingDependency, PrivacyInputError
from secured.common.outcome import Outcome, Quarantined, Reason, Status
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.leaks import find_strings
from secured.dans.manager.folder_report import Entry
from secured.dans.manager.sources import Found

__all__ = ["Worker"]

WORDS_BELOW = 8  # bytes: a shorter name is part of another word, or of a code, by chance
SHORTEST = 5  # letters: a shorter name turns up in pixels by chance
SHORTEST_NUMBER = 8  # digits: a shorter number is a position, a count, a sample


@dataclass(frozen=True, kw_only=True)
class Worker:
    """What cleaning a source needs.

    Parameters
    ----------
    identities : Identities
    destination : Path
        Where finished output goes.
    aside : Path
        Folder on the same file system for output that is not finished.
    """

    identities: Identities
    destination: Path
    aside: Path

    def clean(self, found: Found) -> Entry:
        """Return what became of a source; never raises for anything that a file can contain."""
        source = found.source
        code = self.identities.code("source", source.name)
        stage = Stage(self.aside / code)
        stage.discard()  # of an earlier run that was interrupted
        places: tuple[str, ...] = ()
        try:
            outcome, places = self._handed_on(found, stage)
        except Quarantined as error:
            outcome = error.outcome("" if isinstance(found.format, Outcome) else found.format.name)
        finally:
            stage.discard()
        return Entry(
            code=code,
            fingerprint=self.fingerprint(source),
            outcome=outcome,
            places=places,
            name=source.name,
        )

    def fingerprint(self, source: Source) -> str:
        """Return a code that changes when a file of the source does."""
        try:
            facts = [(status.st_size, status.st_mtime_ns) for status in map(Path.lstat, source.files)]
        except OSError:
            facts = []
        return self.identities.code("state", f"{source.name} {facts}")

    def _handed_on(self, found: Found, stage: Stage) -> tuple[Outcome, tuple[str, ...]]:
        format = found.format
        if isinstance(format, Outcome):
            return format, ()
        try:
            cleaned = format.deidentify(found.source, self.identities, stage)
            self._check(cleaned, found.source, stage)
            places = stage.commit(self.destination)
        except Quarantined:
            raise
        except MissingDependency as error:
            raise Quarantined(Reason.DEPENDENCY_MISSING, str(error)) from None
        except PrivacyInputError as error:  # says by itself what is wrong, and quotes nothing
            raise Quarantined(Reason.MALFORMED, str(error)) from None
        except Exception as error:  # noqa: BLE001  fail closed: whatever a file provokes, nothing is handed on
            raise Quarantined(
                Reason.INTERNAL_ERROR, f"The reader stopped with {type(error).__name__}."
            ) from None
        return (
            Outcome(status=Status.DEIDENTIFIED, format=format.name, counts=cleaned.counts),
            tuple(str(place) for place in places),
        )

    def _check(self, cleaned: Cleaned, source: Source, stage: Stage) -> None:
        """Look in every byte of the output for what the source was known by."""
        known = (source.person.id, *source.person.known) if source.person else ()
        wanted = _worth_looking_for([*cleaned.identifiers, *known])
        for path in stage.files:
            found = find_strings(path, wanted, whole_below=WORDS_BELOW)
            if found:
                raise Quarantined(
                    Reason.LEAK_FOUND, f"{len(found)} identifiers of the source were found in the output."
                )


def _worth_looking_for(identifiers: Iterable[str]) -> frozenset[str]:
    """Leave out what is so short that it turns up by chance."""
    return frozenset(
        text
        for text in (one.strip() for one in identifiers)
        if len(text) >= (SHORTEST_NUMBER if re.fullmatch(r"[\d\s.,-]+", text) else SHORTEST)
    )
