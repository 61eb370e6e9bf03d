# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Make given_names.txt from the wheel of Faker: python convert_given_names.py Faker-*.whl."""

import re
import sys
import zipfile
from pathlib import Path

LOCALES = (
    "en_GB",
    "en_US",
    "en_IE",
    "en_IN",
    "es_ES",
    "fr_FR",
    "nl_NL",
    "hu_HU",
    "it_IT",
    "el_GR",
    "de_DE",
    "pl_PL",
)
BLOCK = re.compile(
    r"first_names\w*\b[^=\n]*= (?:OrderedDict\()?[\(\[{](.*?)^    [\)\]}]", re.DOTALL | re.MULTILINE
)
# names that are words of notes, or of English, more often than names
WORDS = re.findall(
    r"\w+",
    """
    will may mark art gene iris hope faith grace joy dawn rose bill pat drew sue rob dick jack penny
    violet ivy lily daisy summer autumn april june august christian sandy robin sky angel precious
    destiny chase hunter mason carter cooper grant miles max min rich dean duke earl king prince guy
    frank ernest buddy rusty sterling royal major kit lane dale glen reed stone sunny ray gray brook
    forest jasmine ginger sage olive hazel amber ruby pearl crystal opal jade coral cherry melody
    harmony charity mercy patience star norma alma vera carol holly heather basil garnet young long al
    ed jan tam van dar can gay son do an lee mae tre rocky pierce colt dakota london paris chelsea
    houston austin dallas israel jordan kenya china india sydney victoria florence sienna malta tyne
    derby bristol iona skye tate trace tracy kerry lane logan trinity heaven nevaeh genesis journey
    marine cord mai mar set dia abel ali ana eve eva fay fe ima in la le lo lu ma ne ni no on so ti to
    us ute vi della wave harm gale jo
    """,
)


def names_of(wheel: Path) -> list[str]:
    """All given names of the locales, once, in order."""
    found: set[str] = set()
    with zipfile.ZipFile(wheel) as archive:
        for locale in LOCALES:
            code = archive.read(f"faker/providers/person/{locale}/__init__.py").decode()
            for block in BLOCK.findall(code):
                found.update(re.findall(r'"([^"\s]+)"', block))
    kept = {name for name in found if name.isalpha() and name.istitle() and len(name) >= 3}
    return sorted(name for name in kept if name.lower() not in WORDS)


if __name__ == "__main__":
    target = Path(__file__).with_name("given_names.txt")
    target.write_text("\n".join(names_of(Path(sys.argv[1]))) + "\n", encoding="utf-8")
