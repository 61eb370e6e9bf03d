# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The plainest format there can be, for tests of the manager: cards that begin with CARD, a name, then lines to keep.

Lines that begin with an exclamation mark make the reader misbehave on purpose: it forgets to remove the name, stops with
an error, or takes its whole process down.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from secured.common import MissingDependency, Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage


@dataclass(frozen=True, kw_only=True)
class Cards:
    """Cards, alone (``.card``) or with a list of lines (``.rows``) beside."""

    name: str = "card"
    slow: float = 0.0

    def recognises(self, path: Path, head: bytes) -> bool:
        return head.startswith(b"CARD ")

    def companions(self, path: Path) -> tuple[Path, ...]:
        beside = path.with_suffix(".rows")
        return (beside,) if beside.is_file() else ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        first, *lines = source.main.read_text().splitlines()
        person = source.person.id if source.person else first.removeprefix("CARD ")
        place = f"{identities.pseudonym(person)}/card/{identities.code('file', source.name)}"
        for line in lines:
            if line == "!stop":
                raise ZeroDivisionError("with the name of a patient: Canarius")
            if line == "!die":
                os._exit(1)
            if line == "!refuse":
                raise Quarantined(Reason.UNSUPPORTED, "The card asks to be refused.")
            if line == "!extra":
                raise MissingDependency(
                    "Cards: needs ink. Install with pip install 'secured-workbench[ink]'."
                )
        kept = [first if line == "!forget" else line for line in lines]
        out = stage.new(f"{place}/a.card" if len(source.files) > 1 else f"{place}.card")
        with out.open("w") as file:
            for line in kept:
                file.write(line + "\n")
                file.flush()
                time.sleep(self.slow)
        if len(source.files) > 1:
            stage.new(f"{place}/a.rows").write_bytes(source.files[1].read_bytes())
        return Cleaned(counts={"removed": 1}, identifiers=frozenset({first.removeprefix("CARD ")}))
