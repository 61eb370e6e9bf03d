# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attackers side by side: who is found, in every protocol, with intervals; those of one sitting are labelled."""

from html import escape

from secured.studies.ecg_identification import EcgIdentification, EcgRow
from secured_widgets.attack_curves import cmc_figure
from secured_widgets.view import StaticView, page, table

__all__ = ["IdentificationView"]

MOST_RANKS = 10


class IdentificationView(StaticView):
    """Rank, equal errors and open-set detection of every matcher, and their curves in the hardest protocol.

    Parameters
    ----------
    identification : EcgIdentification
    standing : str
        Of the people.
    """

    def __init__(self, identification: EcgIdentification, standing: str = "") -> None:
        self.identification, self.standing = identification, standing

    def to_html(self) -> str:
        """Curves and table."""
        rows = self.identification.rows
        hardest = [row for row in rows if row.protocol == rows[-1].protocol] if rows else []
        flawed = ", ".join(f"{n} {flaw}" for flaw, n in self.identification.left_out.items())
        return page(
            f"<h4>{escape(hardest[0].protocol)}</h4>" if hardest else "",
            cmc_figure(
                {row.matcher: row.closed.cmc[:MOST_RANKS].tolist() for row in hardest},
                hardest[0].closed.gallery_size if hardest else 1,
                standing=self.standing,
            ),
            table(
                HEAD, [_cells(row) for row in rows], numeric=(2, 3, 4, 5, 6, 7, 8), caption="All protocols"
            ),
            '<p class="small">Intervals are exact, 95 %, over people. Whoever learns does so on other people. Scrambled: rank-1 when '
            "the gallery carries other people's names. Found among strangers: share of known people found while one stranger in ten "
            f"is taken for somebody.{f' Left out as unusable: {escape(flawed)}.' if flawed else ''}</p>",
        )


HEAD = [
    "protocol", "attacker", "people", "gallery", "rank-1", "95 %", "rank-5", "EER", "scrambled", "found among strangers",
]  # fmt: skip


def _cells(row: EcgRow) -> list[str]:
    one = row.to_dict()
    open_set = one["dir_at_far_0.1"]
    return [
        row.protocol,
        row.matcher,
        f"{one['probes']}",
        f"{one['gallery']}",
        f"{one['rank_1']:.3f}",
        f"{one['rank_1_low']:.2f} to {one['rank_1_high']:.2f}",
        f"{one['rank_5']:.3f}",
        "" if one["eer"] is None else f"{one['eer']:.3f}",
        f"{one['null_rank_1']:.3f}",
        "too few" if open_set is None else f"{open_set:.3f}",
    ]
