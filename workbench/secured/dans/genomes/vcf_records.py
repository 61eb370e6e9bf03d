# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The records of a VCF file: known fields kept, samples in their new order, genotypes as they were."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from secured.common.outcome import Quarantined, Reason
from secured.dans.genomes.variants import ALLELE, CHROMOSOME, SYMBOLIC, known_ids
from secured.dans.genomes.vcf_fields import FORMATS, INFOS, filter_name

__all__ = ["RecordCleaner", "cleaned_site"]

LONGEST_FORMAT = 1000  # characters
QUALITY = re.compile(r"\.|[0-9]{1,12}(?:\.[0-9]{0,12})?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
POSITION = re.compile(r"[0-9]{1,10}", re.ASCII)
BREAKEND = re.compile(
    r"(?P<a>[ACGTNacgtn.]*)(?P<mark>[\[\]])(?P<chrom>[^:\[\]<>]+):[0-9]{1,10}(?P=mark)(?P<b>[ACGTNacgtn.]*)"
)


@dataclass(kw_only=True, repr=False)
class RecordCleaner:
    """Cleans one record after the other.

    Parameters
    ----------
    has_format : bool
    order : sequence of int
        Where the samples stood before, in their new order.
    """

    has_format: bool
    order: Sequence[int]
    counts: Counter[str] = field(default_factory=Counter)

    def cleaned(self, line: str) -> str:
        """Return a record made anew.

        Raises
        ------
        Quarantined
            If it has not as many columns as the header, or a position, allele, quality or genotype is none.
        """
        self.counts["records"] += 1
        number = self.counts["records"]
        if line.count("\t") + 1 != 8 + self.has_format + len(self.order):
            raise Quarantined(
                Reason.MALFORMED, f"Record {number} has another number of columns than the header."
            )
        cells = line.split("\t")
        site = cleaned_site(cells[:8], number, self.counts)
        if not self.has_format:
            return "\t".join(site)
        n_alt = 0 if site[4] == "." else site[4].count(",") + 1
        return "\t".join(site + self._samples(cells[8], cells[9:], n_alt, number))

    def _samples(self, names: str, cells: list[str], n_alt: int, number: int) -> list[str]:
        plan = _plan(names, min(n_alt, 1000)) if len(names) <= LONGEST_FORMAT else None
        if plan is None:
            raise Quarantined(Reason.MALFORMED, f"The format of record {number} breaks the rules.")
        if plan.kept and plan.all_kept:
            match = plan.cell.fullmatch
            moved = [cells[at] for at in self.order]
            if not all(map(match, moved)):
                moved = [cell if match(cell) else self._cell(cell, plan, number) for cell in moved]
        else:
            moved = [self._cell(cells[at], plan, number) for at in self.order]
        return [":".join(plan.kept) or ".", *moved]

    def _cell(self, cell: str, plan: "_Plan", number: int) -> str:
        """Return the kept values of one sample; a value that breaks its field's rule becomes missing."""
        values = cell.split(":")
        if len(values) > len(plan.names):
            raise Quarantined(
                Reason.MALFORMED, f"A sample of record {number} has more values than the format."
            )
        new = []
        for name, value in zip(plan.names, values, strict=False):
            if name not in plan.patterns:
                self.counts["sample values dropped"] += 1
            elif plan.patterns[name].fullmatch(value):
                new.append(value)
            elif name == "GT":
                raise Quarantined(Reason.MALFORMED, f"A genotype of record {number} is none.")
            else:
                new.append(".")
                self.counts["sample values dropped"] += 1
        return ":".join(new) or "."


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What becomes of one FORMAT."""

    names: tuple[str, ...]
    kept: tuple[str, ...]
    patterns: dict[str, re.Pattern[str]]
    cell: re.Pattern[str]

    @property
    def all_kept(self) -> bool:
        return self.names == self.kept


@lru_cache(maxsize=1024)
def _plan(text: str, n_alt: int) -> _Plan | None:
    names = tuple(text.split(":"))
    if len(set(names)) < len(names) or "GT" in names[1:]:
        return None
    kept = tuple(name for name in names if name in FORMATS)
    patterns = {name: _genotype(n_alt) if name == "GT" else FORMATS[name].pattern for name in kept}
    cell = ""
    for name in reversed(kept):  # values at the end may be left out
        cell = f"(?:{patterns[name]}){f'(?::{cell})?' if cell else ''}"
    compiled = {name: re.compile(pattern) for name, pattern in patterns.items()}
    return _Plan(names=names, kept=kept, patterns=compiled, cell=re.compile(cell))


def _genotype(n_alt: int) -> str:
    """The pattern of genotypes that name no allele the record does not have."""
    allele = f"[0-{n_alt}]" if n_alt < 10 else f"(?:{'|'.join(map(str, range(n_alt, -1, -1)))})"
    return rf"[|/]?(?:{allele}|\.)(?:[|/](?:{allele}|\.))*"


def cleaned_site(cells: list[str], number: int, counts: Counter[str]) -> list[str]:
    """Return the first eight columns made anew: CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO.

    Raises
    ------
    Quarantined
        If one of them is not understood.
    """
    chromosome, position, ids, reference, alternate, quality, filters, info = cells
    if not CHROMOSOME.fullmatch(chromosome):
        raise Quarantined(Reason.UNSUPPORTED, f"The chromosome of record {number} is of no known assembly.")
    if not POSITION.fullmatch(position):
        raise Quarantined(Reason.MALFORMED, f"The position of record {number} is no whole number.")
    if not ALLELE.fullmatch(reference) or reference in ("*", "."):
        raise Quarantined(Reason.MALFORMED, f"The reference allele of record {number} is none.")
    if not all(_alternate(allele) for allele in alternate.split(",")):
        raise Quarantined(
            Reason.MALFORMED, f"An alternate allele of record {number} is none, or of no known kind."
        )
    if not QUALITY.fullmatch(quality):
        raise Quarantined(Reason.MALFORMED, f"The quality of record {number} is no number.")
    known = known_ids(ids)
    counts["identifiers of variants dropped"] += ids != known
    passed = ";".join(dict.fromkeys(filter_name(name) for name in filters.split(";")))
    return [chromosome, position, known, reference, alternate, quality, passed, _info(info, counts)]


def _alternate(allele: str) -> bool:
    if ALLELE.fullmatch(allele) or SYMBOLIC.fullmatch(allele):
        return True
    found = BREAKEND.fullmatch(allele)
    return (
        found is not None
        and CHROMOSOME.fullmatch(found["chrom"]) is not None
        and bool(found["a"]) != bool(found["b"])
    )


def _info(text: str, counts: Counter[str]) -> str:
    kept: dict[str, str] = {}
    for entry in text.split(";"):
        name, equals, value = entry.partition("=")
        known = INFOS.get(name)
        if (
            known
            and name not in kept
            and bool(equals) == bool(known.pattern)
            and _compiled(name).fullmatch(value)
        ):
            kept[name] = entry
        elif entry != ".":
            counts["info values dropped"] += 1
    return ";".join(kept.values()) or "."


@lru_cache(maxsize=256)
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(INFOS[name].pattern, re.ASCII)
