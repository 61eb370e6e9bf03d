# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What annotation tools wrote of a VCF's variants: gene, consequence, impact, clinical significance.

VEP writes CSQ, SnpEff writes ANN, or a field of another name, each a list of effects whose fields the header names; ANNOVAR writes fields of its own
beside each other. None of them is run here.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from secured.common.errors import PrivacyInputError
from secured.common.genotypes.vcf import MultiAllelic, counted_alleles
from secured.common.genotypes.vcf_lines import VcfLine, bad_line, read_vcf_header, vcf_lines

__all__ = ["ANNOTATION_COLUMNS", "read_annotations"]

ANNOTATION_COLUMNS = (
    "variant",
    "id",
    "chromosome",
    "position",
    "allele",
    "gene",
    "consequence",
    "impact",
    "clinical_significance",
)
DEFINITION = re.compile(r'^##INFO=<ID=([^,>]+),.*Description="([^"]*)"')
# Of every column, the names that tools give it, the first that is there counts.
FIELDS: dict[str, tuple[str, ...]] = {
    "gene": ("SYMBOL", "Gene_Name", "Gene", "Gene_ID"),
    "consequence": ("Consequence", "Annotation"),
    "impact": ("IMPACT", "Annotation_Impact"),
    "clinical_significance": ("CLIN_SIG", "ClinVar_CLNSIG", "CLNSIG"),
}
ANNOVAR_GENE = re.compile(r"Gene\.(\w+)")
ESCAPES = {"\\x3b": ";", "\\x3d": "=", "\\x2c": ",", "%3B": ";", "%3D": "=", "%2C": ","}
Effect = dict[str, str]


def read_annotations(path: Path, *, multi_allelic: MultiAllelic = "split") -> pd.DataFrame:
    """Read the effects of variants that VEP (CSQ), SnpEff (ANN) or ANNOVAR wrote into a VCF.

    Parameters
    ----------
    path : Path
        Text VCF, plain or compressed; genotypes are not needed.
    multi_allelic : {"split", "leave out", "refuse"}
        As for `read_vcf`, so that ``variant`` counts in the same way.

    Returns
    -------
    pandas.DataFrame
        A row an effect of a counted allele, columns `ANNOTATION_COLUMNS`. ``variant`` is the place of the variant among
        those that `read_vcf` gives (without ``repeated="first"``); texts are as the tool wrote them, "" where it wrote
        nothing. A variant without effects has no row.

    Raises
    ------
    PrivacyInputError
        As `read_vcf`; or if the header describes no annotation, an effect has another number of fields than the header
        names, or belongs to none of a row's alleles.

    References
    ----------
    McLaren et al. 2016 (VEP), doi:10.1186/s13059-016-0974-4. Cingolani et al. 2012 (SnpEff), doi:10.4161/fly.19695.
    Wang, Li & Hakonarson 2010 (ANNOVAR), doi:10.1093/nar/gkq603. D2.1 section 5.2.2.
    """
    described = _described(read_vcf_header(path).meta)
    listed = {key: fields for key, text in described.items() if "Allele" in (fields := _fields(text))}
    genes = [match[1] for key in described if (match := ANNOVAR_GENE.fullmatch(key))]
    if not listed and not genes:
        raise PrivacyInputError(
            f"{path.name}: its header describes no annotation (INFO field CSQ, ANN or Gene.*). Annotate it with VEP, "
            "SnpEff or ANNOVAR."
        )
    rows, variant = [], 0
    for line in vcf_lines(path)[1]:
        info = _info(line.info)
        effects = [
            (effect, _allele_number(effect, line, path))
            for key, names in listed.items()
            for effect in _effects(info.get(key, ""), names, line, path)
        ]
        for number, (name, chromosome, position, allele, _) in counted_alleles(line, multi_allelic, path):
            found = [effect for effect, of in effects if of == number] + _annovar(info, genes)
            rows += [(variant, name, chromosome, position, allele, *_columns(one, info)) for one in found]
            variant += 1
    return pd.DataFrame(rows, columns=list(ANNOTATION_COLUMNS))


def _described(meta: tuple[str, ...]) -> dict[str, str]:
    """INFO fields with their description."""
    return {match[1]: match[2] for line in meta if (match := DEFINITION.match(line))}


def _fields(description: str) -> tuple[str, ...]:
    """The names that a description lists after "Format:" or between quotes, parted by "|"."""
    listed = re.search(r"([\w.+/ -]+(?:\|[^|'\"]*)+)", description.rpartition("Format:")[2])
    return tuple(name.strip() for name in listed[1].split("|")) if listed else ()


def _info(text: str) -> dict[str, str]:
    return {key: value for key, _, value in (one.partition("=") for one in text.split(";"))}


def _effects(text: str, names: tuple[str, ...], line: VcfLine, path: Path) -> Iterator[Effect]:
    for one in text.split(",") if text not in ("", ".") else ():
        values = one.split("|")
        if len(values) != len(names):
            raise bad_line(
                path, line.number, f"has an effect of {len(values)} fields; the header names {len(names)}"
            )
        yield dict(zip(names, values, strict=True))


def _allele_number(effect: Effect, line: VcfLine, path: Path) -> int:
    """Which alternate allele an effect belongs to, from 1; VEP leaves out a first base that all alleles share."""
    numbered = effect.get("ALLELE_NUM", "")
    if numbered.isdigit() and 1 <= int(numbered) <= len(line.alternates):
        return int(numbered)
    allele = effect.get("Allele", "")
    share = len({one[:1] for one in (line.reference, *line.alternates)}) == 1
    for number, alternate in enumerate(line.alternates, 1):
        if allele in (alternate, (alternate[1:] or "-") if share else alternate):
            return number
    if len(line.alternates) == 1:
        return 1
    raise bad_line(path, line.number, "has an effect of an allele that is not among its alternates")


def _annovar(info: Mapping[str, str], genes: list[str]) -> list[Effect]:
    """One effect a gene model that names a gene; ANNOVAR writes it for the row as a whole."""
    effects = []
    for model in genes:
        if info.get(f"Gene.{model}", ".") in ("", "."):
            continue
        kind = info.get(f"ExonicFunc.{model}", ".")
        where = info.get(f"Func.{model}", "")
        effects.append({"Gene": info[f"Gene.{model}"], "Consequence": where if kind in ("", ".") else kind})
    return effects


def _columns(effect: Effect, info: Mapping[str, str]) -> Iterator[str]:
    """Values of `FIELDS`; clinical significance also from a field of the row, as ClinVar and ANNOVAR write it."""
    for column, names in FIELDS.items():
        told = [effect.get(name, "") for name in names]
        if column == "clinical_significance":
            told.append(info.get("CLNSIG", ""))
        yield _plain(next((text for text in told if text not in ("", ".")), ""))


def _plain(text: str) -> str:
    for escaped, character in ESCAPES.items():
        text = text.replace(escaped, character)
    return text
