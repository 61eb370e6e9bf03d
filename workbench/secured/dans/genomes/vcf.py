# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""VCF files, plain, gzip or blocked gzip: new header, new names and order of samples, the same genotypes."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from secured.common.methods import method
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.genomes.bgzf import BlockedGzip, decompressed_head, is_gzip, opened, text_lines
from secured.dans.genomes.samples import Samples, renamed, searchable
from secured.dans.genomes.vcf_header import VcfHeader, read_header, written
from secured.dans.genomes.vcf_records import RecordCleaner

__all__ = ["VcfFiles"]

INDEXES = (".tbi", ".csi", ".idx")


@method(
    name="VCF files",
    engine="dans",
    modality="genome",
    goal="rebuild headers, names and order of samples, and fields of VCF from what is safe; genotypes stay",
    section="4.1",
    source="Danecek et al. 2011, doi:10.1093/bioinformatics/btr330",
)
@dataclass(frozen=True, kw_only=True)
class VcfFiles:
    """Clean VCF 4.0 to 4.5, record by record.

    Genotypes are not touched, and they identify: a few dozen common variants single out a person, and relatives.
    What goes is who the file says they are of. Samples get pseudonyms and stand in the order of those; header
    lines, INFO, FORMAT and FILTER stay where they are known ones, with their own definitions, and hold numbers
    or words of short lists; public ``rs`` identifiers stay. Index files are dropped, as they would not fit any more.

    References
    ----------
    Danecek et al. 2011, doi:10.1093/bioinformatics/btr330. Lin, Owen & Altman 2004, Genomic research and human
    subject privacy, doi:10.1126/science.1095019. D2.1 section 4.1.
    """

    @property
    def name(self) -> str:
        """The format's name."""
        return "vcf"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the first line, compressed or not; or by the suffix where that line is not right."""
        content = decompressed_head(head)
        named = path.name.lower().endswith((".vcf", ".vcf.gz", ".vcf.bgz"))
        return content.startswith(b"##fileformat=VCF") or (named and not content.startswith(b"BCF"))

    def companions(self, path: Path) -> tuple[Path, ...]:
        """Index files, which are dropped."""
        return tuple(index for suffix in INDEXES if (index := path.with_name(path.name + suffix)).is_file())

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the file anew under a code.

        Raises
        ------
        Quarantined
            If the compression, header or a record is not right, or it is not clear whose a sample is.
        """
        code = identities.code("file", source.name)
        with opened(source.main) as content:
            lines = text_lines(content)
            header = read_header(lines)
            samples = renamed(header.samples, identities, source.person)
            people = _people(header, samples, identities)
            text, dropped = written(header, people, samples.names)
            cleaner = RecordCleaner(has_format=header.has_format, order=samples.order)
            owner = samples.owner or (
                identities.pseudonym(source.person.id) if source.person and not samples.names else code
            )
            compressed = _compressed(source.main)
            target = stage.new(f"{owner}/vcf/{code}.vcf" + (".gz" if compressed else ""))
            with closing(BlockedGzip(target)) if compressed else target.open("wb") as output:
                output.write(text.encode("ascii"))
                for line in lines:
                    output.write(cleaner.cleaned(line).encode("ascii") + b"\n")
        counts = {**cleaner.counts, "samples": len(samples.names), "header lines dropped": len(dropped)}
        known = (source.person.id, *source.person.known) if source.person else ()
        return Cleaned(counts=counts, identifiers=searchable([*header.samples, *dropped, *known]))


def _people(header: VcfHeader, samples: Samples, identities: Identities) -> Callable[[str], str]:
    """From the old name of a person to the new one, also of people who are in the pedigree alone."""
    new = {header.samples[old]: name for old, name in zip(samples.order, samples.names, strict=True)}
    return lambda name: new.get(name) or identities.pseudonym(name)


def _compressed(path: Path) -> bool:
    with path.open("rb") as file:
        return is_gzip(file.read(2))
