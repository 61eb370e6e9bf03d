# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Names behind titles, labels, relations and signatures, before credentials, and after initials."""

import re
from collections.abc import Iterator

from secured.dans.text.allowed_terms import AllowedTerms
from secured.dans.text.given_names import given_names
from secured.dans.text.kinds import Kind
from secured.dans.text.rules.rule import UPPER, WORD
from secured.dans.text.spans import Span

__all__ = ["PARTICLE", "names_by_rule", "trimmed_name"]

PARTICLE = r"(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e|bin|ibn|al|el|[Tt]er|[Tt]en|'t)"
CAPITALS = rf"[{UPPER}](?:['’-]?[{UPPER}]){{1,24}}"
INITIAL = rf"(?<!\w)[{UPPER}]\.(?:[ -]?[{UPPER}]\.){{0,3}}"
ONE = (
    rf"(?<!\w)(?:{WORD}(?:[-‐]{WORD})?|{CAPITALS})(?!\w)"  # whole words, or long runs of letters take forever
)
SURNAME = rf"(?:{PARTICLE} ){{0,3}}{ONE}"
INITIALS = rf"(?:{INITIAL}|[{UPPER}](?= [{UPPER}]))"
FULL = rf"(?:{INITIALS} ?|{ONE} )?(?:(?:{INITIALS} ?|{SURNAME}) ?){{0,2}}{SURNAME}"
COMMA = rf"{SURNAME}, ?{ONE}(?: {INITIAL}| {ONE}| [{UPPER}](?!\w))?"
TITLE = (
    r"(?:GP|Mr|Mrs|Ms|Miss|Mx|Dr|Drs|Prof|Professor|Doctor|Sir|Dame|Lady|Lord|Rev|Father|Fr|Sister|Sr|Nurse|Midwife|Matron|PC|"
    r"Capt|Sgt|Lt|Sra|Srta|Don|Doña|Dra|M|Mme|Mlle|Pr|Dhr|Mevr|Mw|Dott|Dottssa|Sig|Sigra|Sig\.ra|Dott\.ssa|Κος|Κα|Κ|κ|Herr|Frau|"
    r"sr|sra|dott|dr|dhr|mevr|mw|mevrouw|meneer|señor|señora|monsieur|madame|signor|signora|κ|κος|κα|Δρ|Baby|Student nurse)"
)
LABEL = (
    r"(?:(?:patient|pt|client|child|full|baby|maiden|family|last|first|given|sur|legal|preferred)(?:'s)?[ -]?names?|names?|patient|pt|client|"
    r"child|surname|forenames?|n\.?o\.?k\.?|next of kin|(?:emergency )?contact(?: person)?|caller|guardian|carer|mother|father|parent|"
    r"g\.?p\.?|dr|pcp|attending|consultant|physician|doctor|surgeon|assistant|anaesthetist|anesthesiologist|resident|registrar|"
    r"referr(?:ing|ed)(?: (?:by|physician|doctor|to))?|requested by|requesting (?:doctor|physician)|ordered by|provider|"
    r"scrub(?: nurse)?|nurse|sonographer|radiographer|technician|reported by|verified by|checked by|given by|seen by|"
    r"reviewed by|performed by|witness(?:ed by)?|interpreter|dictated(?: by)?|typed(?: by)?|transcribed by|entered by|recorded by|"
    r"written by|signed(?: by)?|electronically signed(?: by)?|e-signed(?: by)?|signature|author|copy to|copies to|cc|attn|attention|"
    r"present|subject|spoke to|discussed with|d/w|seen with|secretary|health visitor|social worker|key ?worker|case ?worker|midwife|"
    r"physiotherapist|pharmacist|dietitian|therapist|re|regarding|from|to|by|dear|contacted|under|action|operator|"
    r"nombre|paciente|médico|firmado(?: por)?|nom|prénom|médecin|signé(?: par)?|naam|patiënt|arts|ondertekend(?: door)?|"
    r"név|beteg|orvos|nome|cognome|paziente|medico|firma|firmato|όνομα|επώνυμο|ονοματεπώνυμο|ασθενής|ιατρός)"
)
RELATION = (
    r"(?:wife|husband|partner|spouse|mother|father|mum|mom|dad|parents?|daughter|son|sister|brother|aunt|uncle|cousin|niece|nephew|"
    r"grand(?:mother|father|ma|pa|daughter|son)|grandparents?|friend|neighbou?r|carer|caregiver|fianc[ée]e?|girlfriend|boyfriend|"
    r"stepmother|stepfather|guardian|twin|colleague|landlady|roommate|hija|hijo|esposa|esposo|marido|mujer|épouse|mari|fille|fils|"
    r"dochter|zoon|echtgenote|moglie|marito|figlia|figlio|lánya|fia|felesége|férje)"
)
CREDENTIAL = r"(?:M\.?D|D\.?O|R\.?N|PA-C|N\.?P|MBBS|MBChB|FRCS|FRCP|MRCP|FACS|Ph\.?D|LPN|DPM|CRNA|DNP|CNM|MSW|LCSW|PharmD|PT|OT|BSc|MSc|OD|DDS|FRCA|MRCPCH|Arrhythmia Nurse|(?:[Cc]onsultant|[Rr]egistrar|[Hh]ead|[Ww]ard|[Ss]taff|[Cc]harge|[Ss]pecialist)\b)"
DOES = r"(?:is|was|has|had|presents|presented|reports|reported|denies|denied|states|stated|returns|returned|came|comes|underwent|attended|lives|wants|wishes|prefers|takes|took|feels|felt|says|said|will|may|can|slept|keeps|visiting|attends|agrees|asked|present|informed|visits|would|and I)"

_NAME = rf"(?P<hit>{COMMA}|{FULL})"
PATTERNS: tuple[tuple[str, str, float], ...] = (
    ("title", rf"(?<![\w.-]){TITLE}(?:\.|\b)(?: ?(?:and|&) (?:Mrs|Dr|Ms)\.?)?(?: (?:Dr|Prof)\.?)?(?: {{1,3}}| ?\n {{0,8}})(?P<hit>{FULL})", 0.95),
    ("label", rf"(?<![\w-])(?i:{LABEL})(?: ?\([^()\n]{{1,20}}\))?(?i: name)?(?: ?[:=] {{0,8}}| [-–] )(?:{TITLE}\.? )?{_NAME}", 0.85),
    ("words before a name", rf"(?<![\w-])(?i:dear|seen by|reviewed by|signed by|dictated by|typed by|d/w|discussed with|spoke (?:to|with)|referred by|checked by|given by|performed by|under the care of|operated by|sincerely,?|regards,?|called by|reported by|informed|brought by|contacted|married to|lives? with|living with|cared for by|accompanied by|(?:family|parents?|baby|son|daughter|wife|husband|mother|father|sister|brother|care|clinic) of|works with|visited by|phoned|met with) (?:{TITLE}\.? )?{_NAME}", 0.75),
    ("word before a name", rf"(?<![\w-])(?i:cc|copy to|attn|RE|caller|wishes,?|surgeon|assistant|attending|by|under|with|team of|visiting|rang|met) (?:{TITLE}\.? )?{_NAME}", 0.65),
    ("closing", rf"(?i:(?:sincerely|faithfully|truly|regards|wishes|thanks|thank you|greetings),?)\n{{1,4}}(?:{TITLE}\.? )?(?P<hit>{FULL})(?= *(?:\n|$|,))", 0.85),
    ("relation", rf"(?<![\w-])(?i:{RELATION})(?: ?[,(:]|'s name is| is called| called| named)? {{0,2}}(?P<hit>{FULL})", 0.8),
    ("possessive relation", rf"(?P<hit>{FULL})['’]s (?i:{RELATION}|gp|family|home|school|consultant|mum)\b", 0.8),
    ("relation behind", rf"(?P<hit>{FULL}) ?[,(] ?(?i:(?:the |his |her |their |patient's |pt's )?{RELATION}|next of kin|nok|mother|carer)\b", 0.8),
    ("credential behind", rf"(?P<hit>{FULL}),? (?:{CREDENTIAL})(?![\w])", 0.85),
    ("label behind", rf"(?P<hit>{COMMA}|{FULL})(?: {{1,8}}| ?[(,/-] ?)(?i:(?:hospital |unit |nhs )?(?:mrn|dob|d\.o\.b|born|bleep|pager|ext|nhs n)|gmc|health visitor|arrhythmia nurse|rn\b)", 0.85),
    ("age behind", rf"(?P<hit>{FULL}) ?(?:,|\(|is an?|was an?|/)? ?\d{{1,3}}(?: ?(?:y\.?o\.?\b|yrs?\b|y\b|years|M\b|F\b)|-year)", 0.85),
    ("surname first", rf"(?<![\w,] )(?<![\w-])(?P<hit>(?:[{UPPER}]{{2,4}} ){{0,2}}[{UPPER}](?:['’-]?[{UPPER}]){{2,20}}, ?{WORD}(?: {INITIAL})?)(?!\w)", 0.8),
    ("initials", rf"(?<![\w./-])(?P<hit>{INITIAL} ?(?:{PARTICLE} )?{WORD}(?:-{WORD})?)(?![\w])", 0.8),
    ("dash and signature", rf"(?:^|[ \n])[-–—] ?(?P<hit>{FULL}) *(?:$|\n|/)", 0.65),
    ("line of its own", rf"(?:^|\n) *(?P<hit>{WORD} (?:{INITIAL} )?(?:{PARTICLE} )?{WORD}(?:-{WORD})?)(?= *(?:\n|$|,)|  |\t)", 0.55),
    ("end of a line", rf"[.:;] (?:{TITLE}\.? )?(?P<hit>(?:{WORD} |{INITIAL} ?)?{SURNAME})(?= *\n?$)", 0.7),
    ("two names at the end of a line", rf"[.:;] (?P<hit>{WORD} {SURNAME})(?= *\n)", 0.55),
    ("begins with a name", rf"(?:^|\n|[.] )(?P<hit>{WORD} (?:{INITIAL} )?{SURNAME}) {DOES}\b", 0.6),
    ("brackets", rf"\((?P<hit>(?:{WORD}|{INITIAL}) (?:{INITIAL} )?{SURNAME})\)", 0.55),
    ("two names", rf"(?<=[a-zà-ž,;] )(?P<hit>{WORD} (?:{INITIAL} )?{SURNAME})(?![\w])", 0.5),
    ("slashes", rf"(?P<hit>{COMMA}|{WORD} {SURNAME}) ?/ ?(?:[A-Z0-9]{{0,3}}[-\d]|\d)", 0.75),
)  # fmt: skip
COMPILED = tuple((name, re.compile(pattern), score) for name, pattern, score in PATTERNS)
SURE = frozenset({"title"})  # an eponym behind a title is a person
GIVEN = re.compile(rf"(?<![\w/@.-])(?P<given>{ONE})(?: {INITIAL})?(?P<surname> {SURNAME})?(?![\w@])")
TOKEN = re.compile(r"[^\W\d_][\w'’]*\.?")


def names_by_rule(text: str, allowed: AllowedTerms) -> Iterator[Span]:
    """Yield names that their surroundings give away."""
    for rule, pattern, score in COMPILED:
        at = 0
        while found := pattern.search(text, at):
            start, end = found.span("hit")
            place = trimmed_name(text, start, end, allowed)
            at = max(found.start() + 1, end if place else start + 1)
            if rule == "two names" and place != (start, end):
                continue
            if place is None or not _name_like(text, *place, allowed, sure=rule in SURE, weak=score < 0.7):
                continue
            yield Span(start=place[0], end=place[1], kind=Kind.NAME, score=score, rule=rule)

    yield from _by_given_name(text, allowed)


def _by_given_name(text: str, allowed: AllowedTerms) -> Iterator[Span]:
    """Yield words that are given names, with what follows them like a surname."""
    for found in GIVEN.finditer(text):
        word = found["given"]
        if word.casefold() not in given_names() or (word.isupper() and len(word) < 5):
            continue
        place = trimmed_name(text, *found.span(), allowed)
        if place is None or place[0] != found.start() or allowed.eponymous(text, *place):
            continue
        alone = place[1] <= found.end("given")
        if not alone or not allowed.allowed(word):
            yield Span(start=place[0], end=place[1], kind=Kind.NAME, score=0.6, rule="given name")


def trimmed_name(text: str, start: int, end: int, allowed: AllowedTerms) -> tuple[int, int] | None:
    """Cut a name where a word begins that is no name, such as a heading or a job; None if nothing is left."""
    last = None
    for token in TOKEN.finditer(text, start, end):
        word = token[0].rstrip(".").removesuffix("'s").removesuffix("’s")
        if len(word) > 1 and (allowed.no_name(word) or (word.isupper() and allowed.no_person(word))):
            if last is None and token.start() == start:
                rest = re.compile(r"[\s,.-]*").match(text, token.end(), end)
                return trimmed_name(text, rest.end(), end, allowed) if rest and rest.end() < end else None
            break
        last = token
    if last is None:
        return None
    stop = last.end()
    if text[stop - 1] == "." and len(last[0]) > 2:
        stop -= 1
    if text[start:stop].endswith(("'s", "’s")):
        stop -= 2
    return start, stop


def _name_like(text: str, start: int, end: int, allowed: AllowedTerms, *, sure: bool, weak: bool) -> bool:
    words = [token[0].rstrip(".") for token in TOKEN.finditer(text, start, end)]
    long = [word for word in words if len(word) > 1 and word[0].isupper()]
    if not long:
        return False
    if sure:
        return True
    if allowed.eponymous(text, start, end):
        return False
    if len(long) == 1 and len(words) == 1 and (long[0].isupper() and len(long[0]) <= 5):
        return False
    never = allowed.allowed if weak else allowed.no_person
    return not all(never(word) for word in long) or any(len(word) == 1 for word in words)
