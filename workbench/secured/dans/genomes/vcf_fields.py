# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The INFO, FORMAT, FILTER and ALT fields that may stay, with their own definitions: numbers, and words of short lists."""

import re
from dataclasses import dataclass

__all__ = ["ALTS", "FORMATS", "GENOTYPE", "INFOS", "OTHER_FILTER", "Field", "filter_name"]

_INTEGER = r"(?:[-+]?[0-9]{1,10}|\.)"
_FLOAT = (
    r"(?:[-+]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})(?:[eE][-+]?[0-9]{1,3})?|nan|NaN|-?[Ii]nf|\.)"
)
_BASES = r"(?:[ACGTNacgtn]+|\.)"
_KINDS = {
    "Integer": rf"{_INTEGER}(?:,{_INTEGER})*",
    "Float": rf"{_FLOAT}(?:,{_FLOAT})*",
    "Flag": "",
    "ancestral": r"[ACGTNacgtn.?|-]{0,1000}",
    "bases": rf"{_BASES}(?:,{_BASES})*",
    "cigar": r"(?:[0-9]+[MIDNSHPX=])+(?:,(?:[0-9]+[MIDNSHPX=])+)*",
    "event": r"DEL|DUP|INS|INV|CNV|BND|MEI|TRA|STR|DUP:TANDEM",
    "variant": r"(?:SNP|SNV|INDEL|SV|MNP|DEL|INS|BLOCKSUB|,)+|snp|indel|mnp|complex",
    "source": r"(?:LOWCOV|EXOME|,)+",
    "phased": r"(?:[0-9]{1,3}|\.)[|/](?:[0-9]{1,3}|\.)|\.",
    "haplotype": r"[0-9]{1,10}_[ACGTNacgtn*]{1,2000}_[ACGTNacgtn*,]{1,2000}|\.",
    "passed": r"PASS|\.",
    "cause": r"DP|FS|MQ|MQRankSum|QD|ReadPosRankSum|SOR|InbreedingCoeff",
}
_VCF_TYPE = {"Integer": "Integer", "Float": "Float", "Flag": "Flag"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field with its definition.

    Parameters
    ----------
    pattern : str
        Regular expression of all its values.
    definition : str
        As it stands in the header.
    """

    pattern: str
    definition: str


def _table(kind: str, text: str) -> dict[str, Field]:
    fields = {}
    for line in text.strip().splitlines():
        name, number, values, description = line.split("|")
        definition = f'##{kind}=<ID={name},Number={number},Type={_VCF_TYPE.get(values, "String")},Description="{description}">'
        fields[name] = Field(pattern=_KINDS[values], definition=definition)
    return fields


# Reserved fields of the VCF specification, and those of GATK, bcftools, Beagle, Minimac and the 1000 Genomes Project.
INFOS = _table(
    "INFO",
    """
AA|1|ancestral|Ancestral allele
AC|A|Integer|Allele count in genotypes
AD|R|Integer|Read depth of each allele
ADF|R|Integer|Read depth of each allele on the forward strand
ADR|R|Integer|Read depth of each allele on the reverse strand
AF|A|Float|Allele frequency
AN|1|Integer|Number of alleles in called genotypes
AR2|1|Float|Allelic R-squared
AVGPOST|1|Float|Average posterior probability
AFR_AF|A|Float|Allele frequency in African samples
AMR_AF|A|Float|Allele frequency in American samples
ASN_AF|A|Float|Allele frequency in Asian samples
EAS_AF|A|Float|Allele frequency in East Asian samples
EUR_AF|A|Float|Allele frequency in European samples
SAS_AF|A|Float|Allele frequency in South Asian samples
BaseQRankSum|1|Float|Rank sum test of base qualities
BQ|1|Float|Base quality
BQB|1|Float|Base quality bias
BQBZ|1|Float|Base quality bias, z
CIEND|2|Integer|Confidence interval around END
CIPOS|2|Integer|Confidence interval around POS
CIGAR|A|cigar|How an alternate allele aligns to the reference
ClippingRankSum|1|Float|Rank sum test of clipped bases
CN|A|Float|Copy number
CS|1|Integer|Number of callers
culprit|1|cause|The annotation that failed first
DB|0|Flag|Member of dbSNP
DP|1|Integer|Combined depth
DP4|4|Integer|Reads of the reference and alternate alleles on each strand
DR2|A|Float|Dosage R-squared
DS|0|Flag|Downsampled
END|1|Integer|End position of the variant
ER2|1|Float|Empirical R-squared
ERATE|1|Float|Mutation rate of the marker
ExcessHet|1|Float|Excess of heterozygotes, phred
EX_TARGET|0|Flag|In an exome target
FS|1|Float|Strand bias, phred
H2|0|Flag|Member of HapMap 2
H3|0|Flag|Member of HapMap 3
HaplotypeScore|1|Float|Consistency with two haplotypes
HOB|1|Float|Bias of heterozygotes
HOMLEN|A|Integer|Length of identical sequence at the event's ends
HOMSEQ|A|bases|Sequence that is identical at the event's ends
HWE|1|Float|Hardy-Weinberg p-value
ICB|1|Float|Inbreeding coefficient test
IDV|1|Integer|Most reads that support an indel
IMF|1|Float|Largest part of reads that support an indel
IMP|0|Flag|Imputed
IMPRECISE|0|Flag|Imprecise structural variation
IMPUTED|0|Flag|Imputed
INDEL|0|Flag|An indel
InbreedingCoeff|1|Float|Inbreeding coefficient
LDAF|1|Float|Allele frequency with regard to linkage disequilibrium
MAF|1|Float|Minor allele frequency
MEND|1|Integer|End in the mitochondrial genome
MLEAC|A|Integer|Most likely allele count
MLEAF|A|Float|Most likely allele frequency
MQ|1|Float|Mapping quality
MQ0|1|Integer|Number of reads with mapping quality 0
MQ0F|1|Float|Part of reads with mapping quality 0
MQB|1|Float|Mapping quality bias
MQBZ|1|Float|Mapping quality bias, z
MQRankSum|1|Float|Rank sum test of mapping qualities
MQSB|1|Float|Mapping quality against strand bias
MQSBZ|1|Float|Mapping quality against strand bias, z
MULTI_ALLELIC|0|Flag|Several alternate alleles
NOVEL|0|Flag|Novel structural variation
NS|1|Integer|Number of samples with data
PV4|4|Float|P-values of strand, base quality, mapping quality and tail distance bias
QD|1|Float|Quality by depth
R2|1|Float|Estimated imputation accuracy
ReadPosRankSum|1|Float|Rank sum test of positions in reads
RPB|1|Float|Read position bias
RPBZ|1|Float|Read position bias, z
RSQ|1|Float|Imputation quality
SB|1|Float|Strand bias
SCBZ|1|Float|Soft clip length bias, z
SGB|1|Float|Segregation based metric
SNPSOURCE|.|source|Low coverage or exome data
SOMATIC|0|Flag|Somatic
SOR|1|Float|Strand odds ratio
SVLEN|A|Integer|Length of the structural variant
SVTYPE|1|event|Type of structural variant
THETA|1|Float|Transition rate of the marker
TYPED|0|Flag|Genotyped
VALIDATED|0|Flag|Validated
VDB|1|Float|Variant distance bias
VQSLOD|1|Float|Log odds of being a true variant
VT|.|variant|Type of variant
""",
)
FORMATS = _table(
    "FORMAT",
    """
AB|1|Float|Allele balance
AD|R|Integer|Read depth of each allele
ADF|R|Integer|Read depth of each allele on the forward strand
ADR|R|Integer|Read depth of each allele on the reverse strand
AF|A|Float|Allele fraction
AO|A|Integer|Reads of the alternate allele
CN|1|Float|Copy number
CNL|G|Float|Copy number likelihoods
CNP|G|Float|Copy number posteriors
CNQ|1|Float|Copy number quality
DP|1|Integer|Read depth
DPR|R|Integer|Read depth of each allele
DS|A|Float|Genotype dosage
DV|1|Integer|Reads that are not of the reference
EC|A|Integer|Expected alternate allele counts
F1R2|R|Integer|Reads in F1R2 orientation of each allele
F2R1|R|Integer|Reads in F2R1 orientation of each allele
FAD|R|Integer|Fragments of each allele
FT|1|passed|Genotype filter
GL|G|Float|Genotype likelihoods
GP|G|Float|Genotype posterior probabilities
GQ|1|Float|Genotype quality
HDS|.|Float|Haploid dosages
HQ|2|Integer|Haplotype quality
MIN_DP|1|Integer|Least depth in the block
MQ|1|Float|Mapping quality
NQ|1|Integer|Phred-scaled novelty
NR|.|Integer|Reads at the position
NV|.|Integer|Reads of the variant
PGT|1|phased|Physical phasing of the genotype
PID|1|haplotype|Physical phasing block
PL|G|Integer|Phred-scaled genotype likelihoods
PP|G|Integer|Phred-scaled genotype posteriors
PQ|1|Float|Phasing quality
PS|1|Integer|Phase set
QA|A|Integer|Base qualities of the alternate allele
QR|1|Integer|Base qualities of the reference
RGQ|1|Integer|Quality of the reference genotype
RO|1|Integer|Reads of the reference
SB|4|Integer|Reads by allele and strand
SP|1|Integer|Strand bias, phred
VAF|A|Float|Variant allele fraction
""",
)
GENOTYPE = '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">'
FORMATS["GT"] = Field(pattern=r"[|/]?(?:[0-9]{1,4}|\.)(?:[|/](?:[0-9]{1,4}|\.))*", definition=GENOTYPE)

OTHER_FILTER = "other"
_FILTER = re.compile(
    r"PASS|q[0-9]{1,3}|s[0-9]{1,3}|LowQual|LowGQ|LowDP|SnpCluster|SnpGap|IndelGap|RefCall|NoCall|NonVariant|"
    r"VQSRTranche(?:SNP|INDEL)[0-9]{2,3}\.[0-9]{2}to[0-9]{2,3}\.[0-9]{2}\+?|VQSLOD|InbreedingCoeff|ExcessHet|"
    r"(?:QD|FS|SOR|MQ|MQRankSum|ReadPosRankSum|QUAL|DP)[0-9]{0,3}|SNP_filter|INDEL_filter|hard2validate|"
    r"germline|panel_of_normals|strand_bias|base_qual|map_qual|weak_evidence|clustered_events|contamination|duplicate|"
    r"fragment|haplotype|multiallelic|n_ratio|normal_artifact|orientation|position|slippage|strict_strand",
    re.ASCII,
)
ALTS = {
    "DEL": "Deletion",
    "DUP": "Duplication",
    "INS": "Insertion",
    "INV": "Inversion",
    "CNV": "Copy number variable region",
    "BND": "Breakend",
    "DUP:TANDEM": "Tandem duplication",
    "DEL:ME": "Deletion of a mobile element",
    "INS:ME": "Insertion of a mobile element",
    "NON_REF": "Any other allele",
    "*": "Any other allele",
}


def filter_name(name: str) -> str:
    """Return a filter's name if it is a usual one, else ``other``: that it did not pass stays known."""
    return name if name == "." or _FILTER.fullmatch(name) else OTHER_FILTER
