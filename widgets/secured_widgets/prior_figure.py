# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What an attacker's answers are worth, over what they believed before."""

from collections.abc import Mapping, Sequence

from secured.common import Interval
from secured_widgets.attack_curves import LOOKS, curve_names
from secured_widgets.svg import Axis, Chart

__all__ = ["LOWEST_PRIOR", "prior_figure"]

LOWEST_PRIOR = 1e-6
RIGHT_OF = 0.01


def prior_figure(
    worth: Mapping[str, Sequence[tuple[float, Interval | None]]],
    *,
    marks: Mapping[str, float],
    standing: str = "",
) -> str:
    """Draw the share of right answers against the prior, on a logarithmic axis.

    Parameters
    ----------
    worth : mapping of str to sequence of (prior, share or None)
        Of every attack, priors growing. Bounds that differ from the share are drawn thin.
    marks : mapping of str to float
        Priors to mark, such as the owner's.
    standing : str
        Of the people.
    """
    of = f" ({standing} people)" if standing else ""
    chart = Chart(
        title=f"Worth of an answer{of}",
        x=Axis(label="prior: chance that somebody is in the release", low=LOWEST_PRIOR, high=1, log=True),
        y=Axis(label="answers that are right", low=0, high=1, percent=True),
        width=430,
    )
    left = min((one for one in marks.values() if one > RIGHT_OF), default=1.0)
    for at, (name, prior) in enumerate(marks.items()):
        shown = max(prior, LOWEST_PRIOR)
        chart.line([(shown, 0), (shown, 1)], "currentColor", dashed=True, tip=f"{name}: {prior:.3g}")
        if shown > RIGHT_OF:  # labels of marks at the right end stand left of all of them
            chart.note(left, 1, f"{name} {prior:.3g}", anchor="end", dy=10 + 13 * at, dx=-4)
        else:
            chart.note(shown, 1, f"{name} {prior:.3g}", dy=10 + 13 * at, dx=4)
    for at, (name, points) in enumerate(worth.items()):
        colour, shape = LOOKS[at % len(LOOKS)]
        known = [(prior, share) for prior, share in points if share is not None]
        if any(share.low < share.high for _, share in known):
            for bound in ("low", "high"):
                chart.line([(prior, getattr(share, bound)) for prior, share in known], "#8888", dashed=True)
        chart.line(
            [(prior, share.point) for prior, share in known], colour, dashed=at >= len(LOOKS), tip=name
        )
        for prior, share in known[:: max(len(known) // 6, 1)]:
            tip = f"{name}: {share.point:.3g} at prior {prior:.3g}"
            chart.point(prior, share.point, colour, shape=shape, size=3.5, tip=tip)
    return chart.render() + curve_names(worth)
