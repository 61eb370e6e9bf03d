# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A progress bar for long studies that also reads well in a terminal and in a headless run."""

import sys
from collections.abc import Callable

from tqdm.std import tqdm

__all__ = ["progress_bar"]


def progress_bar(what: str) -> Callable[[int, int], None]:
    """Return a callable that takes (done, all) and draws on standard error.

    Parameters
    ----------
    what : str
        What is counted, in the plural.
    """
    bar: tqdm | None = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=total, desc=what, file=sys.stderr, ncols=80, mininterval=1.0)
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return show
