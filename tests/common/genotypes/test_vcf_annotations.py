# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Annotations of three tools, written as their manuals show, are read beside the variants that `read_vcf` gives."""

from pathlib import Path

import pytest

from secured.common import PrivacyInputError
from secured.common.genotypes import ANNOTATION_COLUMNS, read_annotations, read_vcf

CANARY = "Q7731"
TOP = "##fileformat=VCFv4.2"
VEP = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: '
    'Allele|Consequence|IMPACT|SYMBOL|Gene|CLIN_SIG">'
)
SNPEFF = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | "
    "Annotation_Impact | Gene_Name | Gene_ID | ERRORS / WARNINGS / INFO' \">"
)
ANNOVAR = [
    '##INFO=<ID=Func.refGene,Number=.,Type=String,Description="Func.refGene annotation provided by ANNOVAR">',
    '##INFO=<ID=Gene.refGene,Number=.,Type=String,Description="Gene.refGene annotation provided by ANNOVAR">',
    '##INFO=<ID=ExonicFunc.refGene,Number=.,Type=String,Description="ExonicFunc.refGene annotation provided by ANNOVAR">',
    '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="CLNSIG annotation provided by ANNOVAR">',
]
NAMES = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", "p"]


def write(folder: Path, *rows: tuple[str, str, str], meta=(VEP,), people: bool = True) -> Path:
    """Rows of REF, ALT and INFO."""
    lines = [TOP, *meta, "\t".join(NAMES if people else NAMES[:8])]
    for at, (reference, alternate, info) in enumerate(rows, 1):
        fields = ["7", str(at), f"rs{at}", reference, alternate, ".", "PASS", info]
        lines.append("\t".join([*fields, "GT", "0/1"] if people else fields))
    path = folder / "a.vcf"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_vep_effects_belong_to_their_alternate_allele(tmp_path):
    path = write(
        tmp_path,
        ("A", "G", "DP=3"),
        (
            "A",
            "G,T",
            "CSQ=T|missense_variant|MODERATE|CFTR|ENSG1|pathogenic,G|synonymous_variant|LOW|CFTR|ENSG1|",
        ),
        ("CAG", "C", "CSQ=-|frameshift_variant|HIGH||ENSG2|"),
    )
    read = read_annotations(path)
    assert tuple(read.columns) == ANNOTATION_COLUMNS
    assert read["variant"].tolist() == [1, 2, 3]
    assert read["id"].tolist() == ["rs2:G", "rs2:T", "rs3"]
    assert read["consequence"].tolist() == ["synonymous_variant", "missense_variant", "frameshift_variant"]
    assert read["impact"].tolist() == ["LOW", "MODERATE", "HIGH"]
    assert read["gene"].tolist() == ["CFTR", "CFTR", "ENSG2"]
    assert read["clinical_significance"].tolist() == ["", "pathogenic", ""]
    genotypes = read_vcf(path)
    for name in ("id", "chromosome", "position"):
        assert genotypes.variants[name].to_numpy()[read["variant"]].tolist() == read[name].tolist()
    assert genotypes.variants["counted"].to_numpy()[read["variant"]].tolist() == read["allele"].tolist()


def test_vep_indels_without_their_first_base_are_told_apart(tmp_path):
    path = write(tmp_path, ("CA", "C,CAT", "CSQ=AT|inframe|LOW|G1||,-|frameshift|HIGH|G1||"))
    assert read_annotations(path)["consequence"].tolist() == ["frameshift", "inframe"]
    assert read_annotations(path)["allele"].tolist() == ["C", "CAT"]


def test_snpeff_names_its_fields_between_quotes(tmp_path):
    path = write(tmp_path, ("A", "G", "ANN=G|stop_gained|HIGH|BRCA2|ENSG3|"), meta=(SNPEFF,))
    (row,) = read_annotations(path).to_dict("records")
    assert (row["gene"], row["consequence"], row["impact"]) == ("BRCA2", "stop_gained", "HIGH")


def test_annovar_writes_fields_of_its_own(tmp_path):
    path = write(
        tmp_path,
        (
            "A",
            "G",
            "Func.refGene=exonic;Gene.refGene=BRCA1\\x3bNBR1;ExonicFunc.refGene=nonsynonymous_SNV;CLNSIG=Pathogenic",
        ),
        ("A", "T", "Func.refGene=intronic;Gene.refGene=NBR2;ExonicFunc.refGene=.;CLNSIG=."),
        ("A", "C", "Func.refGene=.;Gene.refGene=.;ExonicFunc.refGene=.;CLNSIG=."),
        meta=ANNOVAR,
    )
    read = read_annotations(path)
    assert read["gene"].tolist() == ["BRCA1;NBR1", "NBR2"]
    assert read["consequence"].tolist() == ["nonsynonymous_SNV", "intronic"]
    assert read["clinical_significance"].tolist() == ["Pathogenic", ""]


def test_clinvar_beside_snpeff_counts_and_genotypes_are_not_needed(tmp_path):
    path = write(
        tmp_path,
        ("A", "G", "ANN=G|stop_gained|HIGH|BRCA2|ENSG3|;CLNSIG=Pathogenic"),
        meta=(SNPEFF,),
        people=False,
    )
    assert read_annotations(path)["clinical_significance"].tolist() == ["Pathogenic"]


def test_rows_of_several_alternates_are_left_out_as_for_genotypes(tmp_path):
    path = write(tmp_path, ("A", "G,T", "CSQ=T|x|LOW|G||"), ("A", "T", "CSQ=T|y|LOW|G||"))
    assert read_annotations(path, multi_allelic="leave out")["variant"].tolist() == [0]
    with pytest.raises(PrivacyInputError, match="a.vcf: line 4 has 2 alternate alleles"):
        read_annotations(path, multi_allelic="refuse")


BAD = {
    "other fields than named": (("A", "G", f"CSQ=G|{CANARY}"), (VEP,), "a.vcf: line 4 has an effect of 2 fields; the header names 6"),
    "an allele that is not there": (
        ("A", "G,T", f"CSQ=C|{CANARY}|||ENSG|"), (VEP,), "a.vcf: line 4 has an effect of an allele that is not among",
    ),
    "nothing annotated": (("A", "G", f"DP={CANARY}"), (), "a.vcf: its header describes no annotation"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "meta", "message"), BAD.values(), ids=BAD.keys())
def test_what_does_not_fit_the_header_is_named_by_its_line(tmp_path, row, meta, message):
    with pytest.raises(PrivacyInputError) as caught:
        read_annotations(write(tmp_path, row, meta=meta))
    assert str(caught.value).startswith(message)
    assert CANARY not in str(caught.value)
