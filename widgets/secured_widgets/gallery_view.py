# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is found among more people: what was observed, and what two models make of it beyond."""

from secured.dean.gallery_curve import GalleryCurve
from secured_widgets.attack_curves import gallery_figure
from secured_widgets.view import StaticView, page, table

__all__ = ["GalleryView"]


class GalleryView(StaticView):
    """The curve of a gallery's size with its table; what no one has observed is called a model in both.

    Parameters
    ----------
    curve : GalleryCurve
    standing : str
        Of the people.
    """

    def __init__(self, curve: GalleryCurve, standing: str = "") -> None:
        self.curve, self.standing = curve, standing

    def to_html(self) -> str:
        """Figure and table."""
        seen, beyond = (
            [(one.size, one.rank_one.point, one.rank_one.low, one.rank_one.high) for one in points]
            for points in (self.curve.observed, self.curve.modelled)
        )
        of = f" ({self.standing})" if self.standing else ""
        population = beyond[-1][0] if beyond else 0
        rows = [
            [
                f"{one.size:,}",
                one.standing,
                f"{one.rank_one.point:.1%}",
                f"{one.rank_one.low:.1%} to {one.rank_one.high:.1%}",
                *(f"{one.by_model[name]:.1%}" if one.by_model else "" for name in self.curve.models),
            ]
            for one in self.curve.points
        ]
        head = ["people", "standing", "found first", "95 %", *self.curve.models]
        return page(
            '<div class="row"><div>',
            gallery_figure(seen, beyond, population=population),
            "</div>",
            table(head, rows, numeric=(0, 2, 3, 4, 5), caption=f"By number of people{of}"),
            '</div><p class="small">Observed: the mean over all galleries of that size. Model: nobody was asked; the band '
            "spans both models and what is uncertain in each.</p>",
        )
