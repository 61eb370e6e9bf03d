# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Profiles: which formats are cleaned, and with which options, under one name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from secured.common.errors import PrivacyInputError
from secured.dans.deidentification import FileFormat

__all__ = ["PROFILES", "Profile", "profile"]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Formats with their options; a file goes to the first format that recognises it.

    Parameters
    ----------
    name : str
    formats : tuple of FileFormat
    """

    name: str
    formats: tuple[FileFormat, ...]

    def of(self, path: Path, head: bytes) -> FileFormat | None:
        """Return the format that recognises a file."""
        return next((one for one in self.formats if one.recognises(path, head)), None)


def profile(name: str) -> Profile:
    """Return a profile by name: ``basic`` keeps the least, ``research`` keeps intervals of time and what studies need.

    Raises
    ------
    PrivacyInputError
        If there is no such profile.
    """
    if name not in PROFILES:
        raise PrivacyInputError(f"profile: {name!r} is none of {', '.join(PROFILES)}.")
    return Profile(name=name, formats=PROFILES[name]())


def _basic() -> tuple[FileFormat, ...]:
    from secured.dans.manager.formats import basic_formats

    return basic_formats()


def _research() -> tuple[FileFormat, ...]:
    from secured.dans.manager.formats import research_formats

    return research_formats()


PROFILES: dict[str, Callable[[], tuple[FileFormat, ...]]] = {"basic": _basic, "research": _research}
