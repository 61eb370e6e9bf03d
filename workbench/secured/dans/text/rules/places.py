# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Streets, postcodes, towns named by their context, hospitals, wards, schools and firms."""

import re

from secured.dans.text.kinds import Kind
from secured.dans.text.rules.rule import UPPER, WORD, Rule

__all__ = ["RULES", "STATES"]

STATES = tuple(
    re.findall(
        r"\w\w",
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
        "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR",
    )
)
STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Court|Ct|Crescent|Cres|Terrace|Ter|Place|Pl|Square|Sq|Way|"
    r"Boulevard|Blvd|Grove|Gardens?|Hill|Row|Parkway|Pkwy|Highway|Hwy|Mews|Walk|Green|Park|Rise|View|Gate|Circle|Cir|Trail|"
    r"Trl|Alley|Embankment|Wharf|Parade|Esplanade|Plaza|Loop|Turnpike|Quay|Vale|Bank|Croft|Fold|Yard|Heights|Pike|Path)"
)
UNIT = r"(?:(?:Flat|Apartment|Apt|Unit|Suite|Ste|Room|Rm|Floor|House|Block|No|#)\.? ?[A-Z]?\d{1,5}[A-Za-z]?)"
NAMED = rf"(?:{WORD}|St\.?|the|The|of|[NSEW]{{1,2}}\.?|\d{{1,3}}(?:st|nd|rd|th)|[A-Z]\.)(?:-{WORD})?"
HOUSE = (
    r"(?:Hospitals?|Infirmary|Clinic|Medical (?:Center|Centre)|Health (?:Center|Centre|System|Clinic|Campus)|Hospice|"
    r"Nursing (?:Home|Facility)|Care (?:Home|Center|Centre)|Rest Home|Surgery|Medical Practice|Practice|Polyclinic|"
    r"Sanatorium|Rehabilitation (?:Center|Centre|Unit)|Treatment Cent(?:er|re)|Cancer (?:Center|Centre|Institute)|"
    r"NHS (?:Foundation )?Trust|Pharmacy|Manor|Lodge|Kórház|Klinika|Ziekenhuis|Kliniek|Klinik|Krankenhaus)"
)
LEARNED = r"(?:(?:Primary|Elementary|Middle|High|Secondary|Grammar|Nursery|Infant|Junior|Prep(?:aratory)?|Community|Comprehensive) School|School|Academy|College|University|Kindergarten|Preschool)"
FIRM = r"(?:Ltd|Limited|Inc|LLC|PLC|plc|Corp(?:oration)?|GmbH|Group|Superstore|Supermarket|Express|Logistics|Industries|Company|Co|Bakery|Motors|Bank|Stores?)"
KNOWN = rf"(?:St\.? |Saint |Our |The )?(?:{WORD}(?:['’]s)?(?:-{WORD})?)(?: (?:and|&|of|the|{WORD}(?:['’]s)?)){{0,4}}"
NOT_A_NAME = (
    r"(?!(?:The|This|That|Our|Your|Local|Any|No|Previous|Outside|Another|To|From|At|In|And|Dear|Seen|Patient|Transferred|"
    r"Transfer|Follow|Discharge|Discharged|Admitted|Outpatient|Day|Dental|Eye|Pain|Memory|Fracture|Pre|Clinic|Hospital|"
    r"Department|Consultant|Cardiology|Neurology|Oncology|Surgery|General|Private|Mental|Home|Nursing|Primary|High|Acute|"
    r"Arrhythmia|Elective|Emergency|Previous|Past|Prior|Open|Major|Minor|Cardiac|Spinal|Bypass|Back|Knee|Hip) (?:"
    + HOUSE
    + "|"
    + LEARNED
    + r")\b)"
)
WHERE = r"(?:lives? (?:alone )?(?:in|at|near)|living in|resident (?:of|in)|resid(?:es|ing) in|(?:comes|is|was|originally|travelled|traveled|moved|brought|here|man|woman|boy|girl|male|female|gentleman|lady) from|born in|(?:-old|yo|y\.o\.|years?|lady|F|M) from|(?:mother|father|mum|dad|parents|son|daughter|sister|brother|wife|husband|family|school|shop|farm|house|flat|clinic|practice|office|job) in|address(?: confirmed)?:|moved to|home (?:to|in)|back to|returned (?:to|from)|works? in|works? (?:at|for)|employed (?:at|by)|teacher (?:of|in|from)|accountant of|practice in|doctor in|nurse in|vive en|habite (?:à|a)|woont in|abita a|κατοικεί)"


def _rule(name: str, pattern: str, score: float) -> Rule:
    return Rule(name=name, kind=Kind.LOCATION, pattern=re.compile(pattern), score=score)


RULES: tuple[Rule, ...] = (
    _rule("street", rf"(?<![\w.,/-])(?:{UNIT},? )?\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)? (?:{NAMED} ){{1,4}}{STREET}\b(?:\.(?= ?[A-Z#,\n]))?(?: [NSEW]{{1,2}}\b)?(?:,? {UNIT})?", 0.9),
    _rule("street without a suffix", rf"(?<![\w.,/-])(?:{UNIT},? )?\d{{1,4}}[a-z]? The {WORD}\b", 0.7),
    _rule("house and street", rf"(?:{WORD} ){{1,2}}(?:House|Cottage|Farm|Lodge), (?:{NAMED} ){{1,3}}{STREET}\b", 0.8),
    _rule("flat", r"\b(?:Flat|Apartment|Apt|Unit|Suite)\.? ?\d{1,4}[A-Za-z]?\b", 0.6),
    _rule("post-office box", r"(?i)\bP\.? ?O\.? ?Box \d{1,6}\b", 0.95),
    _rule("European street, type first", rf"(?:(?<!\w)(?:[Cc]alle|C/|[Aa]venida|Avda\.?|[Pp]laza|[Pp]aseo|[Rr]ue|[Cc]hemin|[Aa]llée|Via|[Vv]iale|[Pp]iazza|Corso|Largo|[Οο]δός|[Λλ]εωφόρος)) (?:(?:de la|de los|de las|del|des|du|de|la|le|dei|della|delle|di|d['’]) ?)?(?:{WORD})(?: (?:(?:de|di|du|des|del|da) )?{WORD}){{0,3}}(?:,? (?:n[º°.] ?)?\d{{1,4}}[a-zA-Z]?)?", 0.8),
    _rule("French street, number first", rf"(?<![\w.,/-])\d{{1,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse|quai) (?:(?:de la|des|du|de|la|le|les|de l['’]|d['’]|l['’]) ?)?{WORD}(?:[ -](?:(?:de|du|des|la) )?{WORD}){{0,3}}", 0.85),
    _rule("Dutch or German street", rf"(?:{WORD} ){{0,2}}[{UPPER}]\w{{2,24}}(?:straat|laan|weg|plein|gracht|kade|dijk|hof|singel|strasse|straße|platz|allee|gasse) \d{{1,4}}(?: ?[a-zA-Z]\b)?", 0.85),
    _rule("Hungarian street", rf"(?:{WORD} ){{1,3}}(?:utca|út|útja|tér|tere|körút|sétány|köz|sor|u\.) ?\d{{1,4}}(?:/[A-Za-z0-9])?\.?", 0.85),
    _rule("British postcode", r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2}(?![\w-])", 0.85),
    _rule("American ZIP code", rf"(?<![\w-])(?:{'|'.join(STATES)}),? \d{{5}}(?:-\d{{4}})?(?![\w-])", 0.9),
    _rule("ZIP+4 code", r"(?<![\w.-])\d{5}-\d{4}(?![\w-])", 0.7),
    _rule("ZIP code by its label", r"(?i)\b(?:zip|post(?:al)? ?code|code postal|código postal|postcode|irányítószám|cap|cp|τ\.?κ\.?)(?: code)?[: .]{1,3}(?P<hit>[A-Z]{0,2}-?\d{3,5}(?: ?\d{2}| ?[A-Z]{2})?)\b", 0.85),
    _rule("Dutch postcode and town", rf"(?<![\w.-])[1-9]\d{{3}} ?[A-Z]{{2}}(?![\w-])(?:,? {WORD}(?: {WORD})?)?", 0.75),
    _rule("Continental postcode and town", rf"(?<![\w.,/-])(?:[A-Z]{{1,2}}-)\d{{4,5}} {WORD}(?:[ -](?:(?:am|an der|sur|de|en) )?{WORD}){{0,2}}|(?<=, )(?!(?:19|20)\d\d )\d{{4,5}} {WORD}(?:[ -]{WORD}){{0,2}}|(?<=, )\d{{3}} \d{{2}} {WORD}", 0.75),
    _rule("Eircode", r"(?<![\w-])(?:[AC-FHKNPRTV-Y]\d{2}|D6W) [0-9AC-FHKNPRTV-Y]{4}(?![\w-])", 0.7),
    _rule("town and state", rf"{WORD}(?: {WORD}){{0,2}}, (?:{'|'.join(STATES)})\b(?! ?[:=]|-)", 0.85),
    _rule("place by its context", rf"(?i:\b{WHERE}) (?P<hit>{WORD}(?:[ -](?:upon|on|de|la|le|[&]|{WORD})){{0,3}})", 0.7),
    _rule("hospital", rf"\b{NOT_A_NAME}(?P<hit>{KNOWN} {HOUSE})\b", 0.9),
    _rule("hospital in other languages", rf"\b(?:Hospital|Clínica|Hôpital|Clinique|CHU|CHR|Ospedale|Policlinico|Azienda Ospedaliera|Ziekenhuis|Γενικό Νοσοκομείο|Νοσοκομείο|Κλινική) (?!(?:No|Number|Course|Record|Discharge|Admission|Day|Name|Stay|ID|Visit|Unit|Physician|Consult)\b)(?:(?:Universitario|Clínic|General|Universitaire|Civile|Maggiore) )?(?:(?:de la|de los|del|des|du|de|la|le|di|della) ){{0,1}}(?:(?:San|Sant|Santa|Saint|Sint|St\.?)[ -])?{WORD}(?:[ -](?:(?:de|di|du|la) )?{WORD}){{0,2}}", 0.8),
    _rule("ward", r"\b(?:Ward|Wing|Bay|Pod|Theatre|Theater) (?:(?:no\.? ?)?\d{1,3}[A-Z]?\b|[A-Z]\d{1,2}\b|[A-Z]\b)", 0.75),
    _rule("named ward", rf"\b(?!(?:Medical|Surgical|The|This|General|Ward|On|To|From|Children|Maternity|Our|Acute|Isolation|Day|Paediatric|Pediatric|Neonatal|Elderly) (?:Ward|Wing))(?:{WORD} ){{1,2}}(?:Ward|Wing)\b(?! round)(?! Round)", 0.75),
    _rule("numbered unit", rf"\b(?:(?:{WORD}) ){{1,3}}(?:Unit|ICU|Station) \d{{1,2}}[A-Z]?\b", 0.7),
    _rule("school", rf"\b{NOT_A_NAME}(?:{KNOWN} {LEARNED})\b", 0.85),
    _rule("firm", rf"\b{KNOWN} {FIRM}\b", 0.75),
)  # fmt: skip
