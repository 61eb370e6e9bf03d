# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The one set-up call of a notebook."""

__all__ = ["init"]


def init(*, plots: bool = False) -> None:
    """Prepare a notebook for all views; nothing is asked from another host.

    Parameters
    ----------
    plots : bool
        Put Panel's and Bokeh's bundle into the notebook (6 MB), for HoloViews figures such as the lattice
        map. Explorer, dashboard, cards and reports do without.
    """
    if plots:
        import panel

        panel.extension(inline=True)
