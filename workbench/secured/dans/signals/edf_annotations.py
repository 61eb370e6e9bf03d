# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The annotations inside EDF+ and BDF+ data records: times are kept, texts only where they are standard ones."""

import re
from dataclasses import dataclass

from secured.common.outcome import Quarantined, Reason

__all__ = ["STANDARD", "CleanTexts", "cleaned_texts", "looks_like_texts"]

ONSET = re.compile(rb"(?P<onset>[+-]\d{1,12}(?:\.\d{1,9})?)(?:\x15(?P<duration>\d{1,12}(?:\.\d{1,9})?))?\x14")
LIST = re.compile(ONSET.pattern + rb"[^\0]*(?<=\x14)\0")
# One a line would be long: texts are parted by bars.
_STANDARD = (
    "Sleep stage W|Sleep stage 1|Sleep stage 2|Sleep stage 3|Sleep stage 4|Sleep stage R|Sleep stage N|"
    "Sleep stage N1|Sleep stage N2|Sleep stage N3|Sleep stage ?|Sleep stage M|Sleep stage MT|"
    "Movement time|Lights off|Lights on|Recording starts|Recording ends|Start of recording|"
    "End of recording|Record start|Record end|Start|Stop|Pause|Resume|Event|Marker|EEG arousal|Arousal|"
    "Limb movement|PLM|Snore|Desaturation|SpO2 desaturation|Artifact|Apnea|Central apnea|"
    "Obstructive apnea|Mixed apnea|Hypopnea|Obstructive hypopnea|Central hypopnea|RERA|Spindle|K-complex|"
    "Eyes open|Eyes closed|Photic|Photic on|Photic off|Hyperventilation|Seizure|Seizure start|"
    "Seizure end|Spike|QRS|R|N|V|T0|T1|T2|trigger|calibration|Impedance check|BAD|BAD_segment|"
    "EDGE boundary"
)
STANDARD = frozenset(text.casefold() for text in _STANDARD.split("|"))
REPLACEMENT = b"Event"


@dataclass(frozen=True, kw_only=True, repr=False)
class CleanTexts:
    """The new bytes of one annotation signal in one data record, as many as before, and the texts that were dropped."""

    content: bytes
    dropped: tuple[str, ...]


def cleaned_texts(content: bytes) -> CleanTexts:
    """Rebuild the time-stamped annotation lists (TALs) of one data record.

    A text that is no standard one becomes ``Event``, or ``X`` where that is too long; onset and duration stay.

    Raises
    ------
    Quarantined
        If the bytes are no TALs.

    References
    ----------
    Kemp & Olivan 2003, EDF+, doi:10.1016/S1388-2457(03)00123-8, section 2.2.
    """
    kept = bytearray()
    dropped: list[str] = []
    position = 0
    while position < len(content) and content[position]:
        found = ONSET.match(content, position)
        end = content.find(b"\0", position)
        if found is None or end < 0 or content[end - 1] != 0x14 or found.end() > end:
            raise Quarantined(Reason.MALFORMED, "An annotation in a data record breaks the rules of EDF+.")
        texts = content[found.end() : end].split(b"\x14")[:-1]
        kept += found[0]
        for text in texts:
            new = _kept(text)
            if new is None:
                dropped.append(text.decode("utf-8", errors="replace"))
                new = REPLACEMENT if len(text) >= len(REPLACEMENT) else b"X"
            kept += new + b"\x14"
        kept += b"\0"
        position = end + 1
    if content[position:].strip(b"\0"):
        raise Quarantined(Reason.MALFORMED, "Something stands behind the annotations of a data record.")
    return CleanTexts(content=bytes(kept).ljust(len(content), b"\0"), dropped=tuple(dropped))


def looks_like_texts(content: bytes) -> bool:
    """Whether the bytes of a signal that is not labelled as annotations begin with such a list all the same."""
    return LIST.match(content) is not None


def _kept(text: bytes) -> bytes | None:
    plain = text.decode("latin-1")
    return text if not plain or plain.strip().casefold() in STANDARD else None
