# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a variant may be called, and where it may lie: chromosomes of known assemblies, alleles, public identifiers."""

import re

__all__ = ["ALLELE", "BUILD", "CHROMOSOME", "SYMBOLIC", "known_ids"]

# Chromosomes, PLINK's numbers for them, and the unplaced, alternative and decoy sequences of GRCh37 and GRCh38.
CHROMOSOME = re.compile(
    r"(?:chr|Chr|CHR)?(?:[0-9]|1[0-9]|2[0-6]|X|Y|M|MT|XY|PAR1|PAR2)"
    r"|(?:GL|KI|KN|KQ|KV|KZ|ML|JH|JTFH|KE|KB)[0-9]{6,8}(?:\.[0-9])?|N[CTW]_[0-9]{6}(?:\.[0-9]{1,2})?|NC_007605|hs37d5"
    r"|chr(?:Un|[0-9]|1[0-9]|2[0-2]|X|Y)_(?:GL|KI|KN|KQ|KV|KZ|ML|JH|JTFH|KE|KB)[0-9]{6,8}(?:v[0-9])?"
    r"(?:_(?:random|alt|fix|decoy))?|chrEBV",
    re.ASCII,
)
ALLELE = re.compile(r"[ACGTNRYSWKMBDHVacgtnryswkmbdhv]+|\*|\.", re.ASCII)
SYMBOLIC = re.compile(
    r"<(?:DEL|INS|DUP|INV|CNV|BND|NON_REF|\*|CN[0-9]{1,3}|DUP:TANDEM|(?:DEL|INS|DUP):ME(?::(?:ALU|L1|LINE1|SVA|HERV|HERVK))?"
    r"|INS:MT|STR[0-9]{1,4}|CNV:TR)>",
    re.ASCII,
)
# How the names of assemblies begin; whatever stands behind is not kept.
BUILD = re.compile(r"GRCh3[678]|hg1[89]|hg38|T2T-CHM13|NCBI36|hs37d5|b37", re.IGNORECASE)
PUBLIC = re.compile(r"rs[1-9][0-9]{0,11}", re.ASCII)


def known_ids(text: str) -> str:
    """Return those of the identifiers, parted by ``;``, that are public ones of dbSNP, or ``.``.

    Examples
    --------
    >>> known_ids("rs429358;Doe_family_variant"), known_ids("var7")
    ('rs429358', '.')
    """
    return ";".join(part for part in text.split(";") if PUBLIC.fullmatch(part)) or "."
