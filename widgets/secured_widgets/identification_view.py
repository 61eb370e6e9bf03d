# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attackers side by side: who is found, in every protocol, with intervals; those of one sitting are labelled."""

from html import escape

from secured.studies.signals.identification_table import IdentificationRow, IdentificationTable
from secured.studies.signals.in_or_out import InOutRow, InOutTable
from secured_widgets.attack_curves import cmc_figure, roc_figure
from secured_widgets.view import StaticView, page, table

__all__ = ["IdentificationView"]

MOST_RANKS = 10
MOST_CURVES = 10  # as many as are told apart by colour and dash


class IdentificationView(StaticView):
    """Rank, equal errors and open-set detection of every matcher, and their curves in the hardest protocol.

    Parameters
    ----------
    identification : IdentificationTable
        Of hearts or of other sensors.
    standing : str
        Of the people.
    in_or_out : InOutTable, optional
        Whether the matchers also notice that somebody is not there.
    """

    def __init__(
        self, identification: IdentificationTable, standing: str = "", *, in_or_out: InOutTable | None = None
    ) -> None:
        self.identification, self.standing, self.in_or_out = identification, standing, in_or_out

    def to_html(self) -> str:
        """Curves and tables."""
        return page(self._identified(), self._decided())

    def _identified(self) -> str:
        rows = self.identification.rows
        hardest = [row for row in rows if row.protocol == rows[-1].protocol]
        drawn = sorted(hardest, key=lambda row: -float(row.closed.cmc[0]))[:MOST_CURVES]
        flawed = ", ".join(f"{n} {flaw}" for flaw, n in self.identification.left_out.items())
        parts = (
            f"<h4>{escape(drawn[0].protocol)}</h4>" if drawn else "",
            cmc_figure(
                {row.matcher: row.closed.cmc[:MOST_RANKS].tolist() for row in drawn},
                drawn[0].closed.gallery_size if drawn else 1,
                standing=self.standing,
            ),
            _fewer(len(drawn), len(hardest)),
            table(HEAD, [_cells(row) for row in rows], numeric=tuple(range(2, 10)), caption="All protocols"),
            f'<p class="small">{FOUND} {escape(self.identification.note)}',
            f" Left out as unusable: {escape(flawed)}.</p>" if flawed else "</p>",
        )
        return "".join(parts)

    def _decided(self) -> str:
        rows = () if self.in_or_out is None else self.in_or_out.rows
        if not rows:
            return ""
        hardest = [row for row in rows if row.protocol == rows[-1].protocol]
        drawn = sorted(hardest, key=lambda row: -row.curve.area)[:MOST_CURVES]
        parts = (
            f"<h4>In or out? {escape(drawn[0].protocol)}</h4>",
            roc_figure(
                {f"{row.matcher}, {row.statistic}": row.curve.roc for row in drawn},
                n_negatives=len(drawn[0].curve.outsiders),
                standing=self.standing,
            ),
            _fewer(len(drawn), len(hardest)),
            table(
                DECIDED_HEAD, [_decided_cells(row) for row in rows], numeric=(3, 4, 5, 6), caption="In or out"
            ),
            f'<p class="small">{DECIDED}</p>',
        )
        return "".join(parts)


FOUND = (
    "Intervals are exact, 95 %, over people. Scrambled: rank-1 when the gallery carries other people's names. Found among "
    "strangers: share of known people found while one stranger in ten is taken for somebody."
)
DECIDED = (
    "Everybody is asked about twice, with their recording in the gallery and without. Recognised: share of members who fit "
    "better than all but at most 5 % of the others. Area: chance that a member fits better than an outsider, 0.5 for a guesser."
)
HEAD = [
    "protocol", "attacker", "people", "gallery", "rank-1", "95 %", "rank-5", "EER", "scrambled", "found among strangers",
]  # fmt: skip
DECIDED_HEAD = ["protocol", "attacker", "judged by", "people", "recognised", "95 %", "area"]


def _fewer(drawn: int, rows: int) -> str:
    return f'<p class="small">Drawn are the {drawn} of {rows} that find most.</p>' if drawn < rows else ""


def _cells(row: IdentificationRow) -> list[str]:
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
        "none" if one["eer"] is None else f"{one['eer']:.3f}",
        f"{one['null_rank_1']:.3f}",
        "not tried" if row.open is None else "too few" if open_set is None else f"{open_set:.3f}",
    ]


def _decided_cells(row: InOutRow) -> list[str]:
    one = row.to_dict()
    shown = one["true_positives"] is not None
    return [
        row.protocol,
        row.matcher,
        row.statistic,
        f"{one['n']}",
        f"{one['true_positives']:.3f}" if shown else "too few",
        f"{one['low']:.2f} to {one['high']:.2f}" if shown else "",
        f"{one['area']:.3f}",
    ]
