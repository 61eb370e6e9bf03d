# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The network of the diffusion model: a U-Net of two levels over blocks of pixels, told how noisy the image is."""

from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

__all__ = ["block_side", "denoiser"]

WAVES = 16  # frequencies that tell the noise level
HIGHEST = 1000.0
GROUPS = 4


def block_side(height: int, width: int) -> int:
    """Side of the blocks that are put into channels: 4, 2 or 1, so that at least four fit along either side.

    Examples
    --------
    >>> block_side(28, 28), block_side(14, 14), block_side(7, 9)
    (4, 2, 1)
    """
    return next(
        side
        for side in (4, 2, 1)
        if side == 1 or (not height % side and not width % side and height >= 4 * side)
    )


def denoiser(shape: tuple[int, int, int], width: int) -> "torch.nn.Module":
    """Build a network that says from noisy images, and how noisy they are, what was there.

    Blocks of pixels become channels (space to depth), which is several times cheaper than a level more. Layers are
    normalised by groups within an image, never over a batch: a person's gradient is their own.

    Parameters
    ----------
    shape : (int, int, int)
        Height, width and channels.
    width : int
        Channels of the upper level, a multiple of 4; the lower one has twice as many.

    References
    ----------
    Ronneberger, Fischer & Brox 2015, arXiv:1505.04597; Ho, Jain & Abbeel 2020, arXiv:2006.11239, appendix B.
    """
    import torch
    from torch.nn import functional

    side = block_side(shape[0], shape[1])
    n_in = shape[2] * side**2

    class Block(torch.nn.Module):
        def __init__(self, before: int, after: int) -> None:
            super().__init__()
            self.first = torch.nn.Sequential(
                torch.nn.GroupNorm(GROUPS, before),
                torch.nn.SiLU(),
                torch.nn.Conv2d(before, after, 3, padding=1),
            )
            self.level = torch.nn.Linear(width, after)
            self.second = torch.nn.Sequential(
                torch.nn.GroupNorm(GROUPS, after),
                torch.nn.SiLU(),
                torch.nn.Conv2d(after, after, 3, padding=1),
            )
            self.past = torch.nn.Conv2d(before, after, 1) if before != after else torch.nn.Identity()

        def forward(self, state: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
            seen = self.first(state) + self.level(level)[:, :, None, None]
            out: torch.Tensor = self.past(state) + self.second(seen)
            return out

    class Denoiser(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("waves", torch.exp(torch.linspace(0, log(HIGHEST), WAVES)))
            self.level = torch.nn.Sequential(
                torch.nn.Linear(2 * WAVES, width), torch.nn.SiLU(), torch.nn.Linear(width, width)
            )
            self.enter = torch.nn.Conv2d(n_in, width, 3, padding=1)
            self.upper = Block(width, width)
            self.down = torch.nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
            self.lower = Block(2 * width, 2 * width)
            self.up = torch.nn.Conv2d(2 * width, width, 1)
            self.joined = Block(2 * width, width)
            self.leave = torch.nn.Conv2d(width, n_in, 3, padding=1)

        def forward(self, noisy: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
            angles = share[:, None] * torch.as_tensor(self.waves)
            level = self.level(torch.cat([angles.sin(), angles.cos()], dim=1))
            upper = self.upper(self.enter(functional.pixel_unshuffle(noisy, side)), level)
            lower = self.up(self.lower(self.down(upper), level))
            lower = functional.interpolate(lower, size=upper.shape[-2:])
            out = self.leave(self.joined(torch.cat([upper, lower], dim=1), level))
            return functional.pixel_shuffle(out, side)

    return Denoiser()
