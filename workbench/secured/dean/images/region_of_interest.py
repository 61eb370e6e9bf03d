# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which part of an image matters: a small U-Net that has learned a region from outlined images."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from secured.common import PrivacyInputError
from secured.common.deep_learning import one_thread, torch_or_refuse
from secured.common.images import Images
from secured.common.resized_images import grey

if TYPE_CHECKING:
    import torch

__all__ = ["FittedRegion", "RegionOfInterest", "overlap"]

AT_ONCE, BATCH, FOLDS = 128, 16, 4  # a picture is halved twice: sides must be multiples of 4


@dataclass(frozen=True, kw_only=True)
class RegionOfInterest:
    """A U-Net of two levels: it goes down and up again, and hands what it saw on the way down across.

    Parameters
    ----------
    steps : int, default 150
    width : int, default 8
        Channels of the first level; a multiple of 4.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Ronneberger, Fischer & Brox 2015, doi:10.1007/978-3-319-24574-4_28. D2.1 section 5.2.3.
    """

    steps: int = 150
    width: int = 8

    def __post_init__(self) -> None:
        if self.steps < 1 or self.width < 4 or self.width % 4:
            raise PrivacyInputError(
                f"RegionOfInterest: steps={self.steps}, width={self.width} are out of range."
            )

    def fit(self, images: Images, outlined: np.ndarray, rng: np.random.Generator) -> "FittedRegion":
        """Train on images whose region is known.

        Parameters
        ----------
        images : Images
            Sides are multiples of 4.
        outlined : ndarray of bool, shape (n_images, height, width)

        Raises
        ------
        MissingDependency
            If torch is not installed.
        PrivacyInputError
            If shapes do not fit, or a side is no multiple of 4.
        """
        torch = torch_or_refuse("RegionOfInterest", "attacks")
        height, width, _ = images.shape
        if outlined.shape != (len(images), height, width) or not len(images):
            raise PrivacyInputError(
                f"RegionOfInterest: outlines of shape {outlined.shape} do not fit {len(images)} images of {height} x {width}."
            )
        _check_sides(height, width)
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(rng.integers(2**31)))
            network = _unet(self.width)
            inputs = torch.tensor(_standardised(images), dtype=torch.float32)[:, None]
            wanted = torch.tensor(outlined, dtype=torch.float32)[:, None]
            optimizer = torch.optim.AdamW(network.parameters(), lr=1e-2)
            schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=self.steps + 1)
            network.train()
            for _ in range(self.steps):
                batch = rng.integers(0, len(images), BATCH)
                loss = torch.nn.functional.binary_cross_entropy_with_logits(
                    network(inputs[batch]), wanted[batch]
                )
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
            network.eval()
        return FittedRegion(network=network)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FittedRegion:
    """A trained U-Net."""

    network: Any

    def inside(self, images: Images) -> np.ndarray:
        """Return which pixels lie in the region; bool, shape (n_images, height, width)."""
        import torch

        _check_sides(*images.shape[:2])
        inputs = torch.tensor(_standardised(images), dtype=torch.float32)[:, None]
        with one_thread(), torch.no_grad():
            parts = [
                self.network(inputs[at : at + AT_ONCE])[:, 0].numpy() > 0
                for at in range(0, len(inputs), AT_ONCE)
            ]
        return np.concatenate(parts) if parts else np.zeros((0, *images.shape[:2]), dtype=bool)


def overlap(found: np.ndarray, true: np.ndarray) -> float:
    """Dice coefficient of two regions: twice what they share over what both cover.

    Examples
    --------
    >>> overlap(np.array([[True, True, False]]), np.array([[False, True, True]]))
    0.5
    """
    both = int(found.sum()) + int(true.sum())
    return 2 * int((found & true).sum()) / both if both else 1.0


def _check_sides(height: int, width: int) -> None:
    if height % FOLDS or width % FOLDS:
        raise PrivacyInputError(
            f"RegionOfInterest: images of {height} x {width} cannot be halved twice. Bring the sides to multiples of {FOLDS}."
        )


def _standardised(images: Images) -> np.ndarray:
    values = grey(images)
    values = values - values.mean(axis=(1, 2), keepdims=True)
    return np.asarray(values / np.maximum(values.std(axis=(1, 2), keepdims=True), 1e-6))


def _unet(width: int) -> "torch.nn.Module":
    import torch
    from torch import nn

    def twice(before: int, after: int) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(before, after, 3, padding=1), nn.GroupNorm(4, after), nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1), nn.GroupNorm(4, after), nn.ReLU(),
        )  # fmt: skip

    class UNet(nn.Module):
        """Down, down, up, up."""

        def __init__(self) -> None:
            super().__init__()
            self.high, self.middle, self.low = (
                twice(1, width),
                twice(width, 2 * width),
                twice(2 * width, 4 * width),
            )
            self.up_middle = nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2)
            self.up_high = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
            self.then_middle, self.then_high = twice(4 * width, 2 * width), twice(2 * width, width)
            self.out = nn.Conv2d(width, 1, 1)
            self.smaller = nn.MaxPool2d(2)

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            high = self.high(images)
            middle = self.middle(self.smaller(high))
            low = self.low(self.smaller(middle))
            middle = self.then_middle(torch.cat([middle, self.up_middle(low)], dim=1))
            out: torch.Tensor = self.out(self.then_high(torch.cat([high, self.up_high(middle)], dim=1)))
            return out

    return UNet()
