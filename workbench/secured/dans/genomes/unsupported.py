# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Formats of genomes that are recognised so that they can be refused by name."""

from dataclasses import dataclass
from pathlib import Path

from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, Source, Stage
from secured.dans.genomes.bgzf import decompressed_head

__all__ = ["OtherGenomeFiles"]


@dataclass(frozen=True, kw_only=True)
class OtherGenomeFiles:
    """Refuse BCF, BGEN, BAM, CRAM, GDS and HDF5 by name; each holds names of samples that nothing here cleans.

    BCF becomes VCF with ``bcftools view``, BGEN becomes PLINK with ``plink2 --bgen``; both can be cleaned then.
    """

    @property
    def name(self) -> str:
        """The format's name."""
        return "other genome file"

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the signature, compressed or not."""
        return _kind(head) is not None

    def companions(self, path: Path) -> tuple[Path, ...]:
        """None."""
        return ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Refuse.

        Raises
        ------
        Quarantined
            Always.
        """
        with source.main.open("rb") as file:
            kind = _kind(file.read(4096))
        raise Quarantined(Reason.UNSUPPORTED, f"{kind or 'The file'} is not cleaned here.")


def _kind(head: bytes) -> str | None:
    content = decompressed_head(head)
    signatures = {b"BCF\x02": "BCF", b"BAM\x01": "BAM", b"CRAM": "CRAM", b"COREARRAY": "GDS"}
    signatures[b"\x89HDF\r\n\x1a\n"] = "HDF5"
    found = next((kind for signature, kind in signatures.items() if content.startswith(signature)), None)
    return found or ("BGEN" if head[16:20] == b"bgen" else None)
