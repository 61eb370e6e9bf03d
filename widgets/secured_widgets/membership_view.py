# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is recognised as a member at which cost in wrong accusations, by several attacks, and what epsilon allows at most."""

from collections.abc import Mapping, Sequence

import numpy as np

from secured.dean.membership_curve import MembershipCurve, MembershipPoint
from secured.studies.classroom.distance_exercises import most_recognised
from secured_widgets.attack_curves import roc_figure
from secured_widgets.view import StaticView, page, table

__all__ = ["MembershipView", "most_by_epsilon"]

RATES = (0.1, 0.01, 0.001)
MOST_CURVES = 10  # as many as are told apart by colour and dash


class MembershipView(StaticView):
    """True against false positive rates on a logarithmic axis, the guess as a dashed line, and a table with floors.

    Parameters
    ----------
    curves : mapping of str to MembershipCurve
        Of every attack, by name.
    standing : str
        Of the people.
    epsilons : sequence of float
        For each, the most that anybody can recognise is drawn too.
    """

    def __init__(
        self, curves: Mapping[str, MembershipCurve], *, standing: str = "", epsilons: Sequence[float] = ()
    ) -> None:
        self.curves, self.standing, self.epsilons = dict(curves), standing, tuple(epsilons)

    def to_html(self) -> str:
        """Figure and table."""
        best = sorted(self.curves, key=lambda name: -self.curves[name].area)
        room = max(MOST_CURVES - len(self.epsilons), 1)
        drawn = {name: self.curves[name].roc for name in self.curves if name in best[:room]}
        drawn |= {f"at most, epsilon {one:g}": most_by_epsilon(one) for one in self.epsilons}
        outsiders = max((len(one.outsiders) for one in self.curves.values()), default=1)
        fewer = f"Drawn are the {room} of {len(best)} with the largest area. " if room < len(best) else ""
        return page(
            roc_figure(drawn, n_negatives=outsiders, standing=self.standing),
            table(
                HEAD,
                [_cells(name, one) for name, one in self.curves.items()],
                numeric=NUMERIC,
                caption="In the data?",
            ),
            f'<p class="small">{fewer}{READ}</p>',
        )


HEAD = [
    "attack",
    "members",
    "others",
    "area",
    *(f"found at FPR {100 * rate:g} %" for rate in RATES),
    "floor of FPR",
]
NUMERIC = tuple(range(1, len(HEAD)))
READ = (
    "Found: share of members who score above all but that share of the others, with exact 95 % bounds. The floor is 1 / others: no "
    "smaller false positive rate can be seen. Area: chance that a member scores higher than another, 0.5 for a guesser."
)


def most_by_epsilon(epsilon: float, delta: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """False positive rates, and the largest true positive rate under (epsilon, delta) at each.

    References
    ----------
    Kairouz, Oh & Viswanath 2015, arXiv:1311.0776.

    Examples
    --------
    >>> false, true = most_by_epsilon(0.0)
    >>> bool(np.allclose(false, true))
    True
    """
    false = np.concatenate([[0.0], np.geomspace(1e-5, 1, 400)])
    return false, np.array([most_recognised(epsilon, float(one), delta) for one in false])


def _cells(name: str, curve: MembershipCurve) -> list[str]:
    return [
        name,
        f"{len(curve.members):,}",
        f"{len(curve.outsiders):,}",
        f"{curve.area:.3f}",
        *(_found(curve.at(rate)) for rate in RATES),
        f"{1 / len(curve.outsiders):.2g}",
    ]


def _found(point: MembershipPoint) -> str:
    share = point.true_positives
    return "cannot be shown" if share is None else f"{share.point:.3f} ({share.low:.3f} to {share.high:.3f})"
