# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Torch where it is installed, on one thread, with random numbers that follow from a given generator."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from secured.common.errors import MissingDependency

__all__ = ["one_thread", "torch_or_refuse"]


def torch_or_refuse(who: str, extra: str) -> Any:
    """Return torch.

    Parameters
    ----------
    who : str
        Who needs it.
    extra : str
        Optional extra that brings it.

    Raises
    ------
    MissingDependency
        If it is not installed.
    """
    try:
        import torch
    except ImportError as missing:
        raise MissingDependency(
            f"{who}: torch is not installed. Install secured-workbench[{extra}]."
        ) from missing
    return torch


@contextmanager
def one_thread() -> Iterator[None]:
    """Small networks are no faster on more, and one thread gives the same sums everywhere."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
