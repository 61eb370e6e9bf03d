# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A network that looks at two images with the same eyes: a small residual encoder and a head on the difference."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

__all__ = ["difference_head", "residual_encoder"]

GROUPS = 4  # of normalised channels


def residual_encoder(width: int, dimensions: int) -> "torch.nn.Module":
    """Return a network from images (n, 1, height, width) to numbers (n, dimensions), scaled to length 1.

    A convolution and three residual blocks, each of which halves the picture and widens it; what is left is averaged to
    4 x 4 places, so that the network knows what was where. Channels are normalised in groups, not over a batch: an image's
    numbers do not depend on the others beside it.

    References
    ----------
    He et al. 2016, doi:10.1109/CVPR.2016.90 (residual blocks); Wu & He 2018, doi:10.1007/978-3-030-01261-8_1 (group
    normalisation).
    """
    from torch import nn
    from torch.nn import functional

    class Block(nn.Module):
        """Two convolutions beside a shortcut."""

        def __init__(self, before: int, after: int) -> None:
            super().__init__()
            self.path = nn.Sequential(
                nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False),
                nn.GroupNorm(GROUPS, after),
                nn.ReLU(),
                nn.Conv2d(after, after, 3, padding=1, bias=False),
                nn.GroupNorm(GROUPS, after),
            )
            self.shortcut = nn.Conv2d(before, after, 1, stride=2, bias=False)

        def forward(self, values: Any) -> Any:
            return functional.relu(self.path(values) + self.shortcut(values))

    class Encoder(nn.Module):
        """The whole of it."""

        def __init__(self) -> None:
            super().__init__()
            self.seen = nn.Sequential(
                nn.Conv2d(1, width, 5, stride=2, padding=2, bias=False),
                nn.GroupNorm(GROUPS, width),
                nn.ReLU(),
                Block(width, 2 * width),
                Block(2 * width, 2 * width),
                Block(2 * width, 4 * width),
                nn.AdaptiveAvgPool2d(4),
                nn.Flatten(),
                nn.Linear(4 * width * 16, dimensions),
            )

        def forward(self, images: Any) -> Any:
            return functional.normalize(self.seen(images), dim=1)

    return Encoder()


def difference_head(dimensions: int) -> "torch.nn.Module":
    """Return a network from two sets of embeddings (n, d), (m, d) to a logit of "same person" for every pair (n, m).

    A weighted sum of the absolute differences, as in Packhaeuser et al. 2022: the weights say which differences matter.
    """
    import torch
    from torch import nn

    class Head(nn.Module):
        """|a - b| and one linear layer."""

        def __init__(self) -> None:
            super().__init__()
            self.weigh = nn.Linear(dimensions, 1)
            nn.init.constant_(self.weigh.weight, -4.0)  # the more different, the less likely
            nn.init.constant_(self.weigh.bias, 2.0)

        def forward(self, ours: torch.Tensor, theirs: torch.Tensor) -> torch.Tensor:
            out: torch.Tensor = self.weigh((ours[:, None] - theirs[None]).abs()).squeeze(2)
            return out

    return Head()
