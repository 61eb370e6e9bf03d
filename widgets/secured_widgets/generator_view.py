# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a generator gives away: membership, copies beside copies by chance, and who is worst off; counts only."""

from collections.abc import Sequence

from secured.studies.synthetic.generator_attacks import GeneratorAttacks
from secured_widgets.membership_view import MembershipView
from secured_widgets.view import StaticView, page, table

__all__ = ["GeneratorView"]


class GeneratorView(StaticView):
    """Attacks on one generator.

    Parameters
    ----------
    found : GeneratorAttacks
    epsilons : sequence of float
        For each, the most that anybody can recognise is drawn too.
    """

    def __init__(self, found: GeneratorAttacks, *, epsilons: Sequence[float] = ()) -> None:
        self.found, self.epsilons = found, tuple(epsilons)

    def to_html(self) -> str:
        """Figure and tables."""
        found = self.found
        curves = MembershipView(found.curves(), standing=found.standing, epsilons=self.epsilons)
        return page(self._heading(), curves.to_html(), self._copies(), self._worst())

    def _heading(self) -> str:
        one = self.found
        return table(
            ["generator", "training people", "synthetic people", "outsiders", "reference"],
            [
                [
                    one.name,
                    f"{one.n_training:,}",
                    f"{one.n_synthetic:,}",
                    f"{one.n_outsiders:,}",
                    f"{one.n_reference:,}",
                ]
            ],
            numeric=(1, 2, 3, 4),
        )

    def _copies(self) -> str:
        rows = [
            [
                what,
                f"{one.flagged:,} of {one.synthetic:,}",
                f"{one.extracted:,} of {one.people:,}",
                f"{one.share.point:.3f} ({one.share.low:.3f} to {one.share.high:.3f})",
            ]
            for what, one in (
                ("training people", self.found.extraction),
                ("people never seen (chance)", self.found.by_chance),
            )
        ]
        groups = self.found.repeated
        said = (
            f"Without the training list: {len(groups.sizes)} groups of synthetic people that repeat each other, "
            f"{self.found.repeated_right} of them around a copy of a training person."
        )
        return (
            table(
                ["copies of", "synthetic people", "people copied", "share"],
                rows,
                numeric=(1, 2, 3),
                caption="Copies",
            )
            + f'<p class="small">{said}</p>'
        )

    def _worst(self) -> str:
        one = self.found.worst
        rows = [
            ["the most isolated tenth", f"{one.isolated_found:,} of {one.isolated:,}"],
            ["all others", f"{one.others_found:,} of {one.others:,}"],
        ]
        return table(
            ["training people", "found"], rows, numeric=(1,),
            caption=f"Worst off, by {one.attack} at a false positive rate of 10 %",
        )  # fmt: skip
