# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Same patient? A siamese network that has learned it on pairs of other people's images."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.deep_learning import one_thread, torch_or_refuse
from secured.common.images import Images
from secured.common.resized_images import grey, with_size
from secured.dean.images.image_matcher import cosines
from secured.dean.images.region_of_interest import FittedRegion
from secured.dean.images.siamese_network import difference_head, residual_encoder

if TYPE_CHECKING:
    import torch

__all__ = ["SiameseNetwork"]

MARGIN = 1.0  # of distance between embeddings of two people, at most 2
AT_ONCE = 256


@method(
    name="siamese network",
    engine="dean",
    modality="image",
    goal="tell whether two images are of one patient",
    section="5.2.3",
    source="Packhaeuser et al. 2022, doi:10.1038/s41598-022-19045-3",
)
@dataclass(frozen=True, kw_only=True)
class SiameseNetwork:
    """One encoder for both images; a head on the absolute difference, or the distance itself.

    Every step takes two images each of some people, and compares all with all: as many right pairs as people, all others
    wrong. People with one image only are paired with a changed copy of it.

    Parameters
    ----------
    loss : {"pairs", "contrastive"}
        "pairs": cross-entropy of the head's answer, right and wrong pairs weighing alike; the score is the head's.
        "contrastive": right pairs are drawn together, wrong ones apart up to a margin; the score is the cosine.
    steps : int, default 300
    people_per_step : int, default 24
    width : int, default 16
        Channels of the first layer; a multiple of 4.
    dimensions : int, default 64
        Of the embedding.
    rate : float, default 3e-3
        Largest learning rate.
    region : FittedRegion, optional
        Shows the network only a part of every image.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Packhaeuser et al. 2022, doi:10.1038/s41598-022-19045-3; Hadsell, Chopra & LeCun 2006, doi:10.1109/CVPR.2006.100
    (contrastive loss). Here with a smaller encoder, without pretraining. D2.1 section 5.2.3.
    """

    loss: Literal["pairs", "contrastive"] = "pairs"
    steps: int = 300
    people_per_step: int = 24
    width: int = 16
    dimensions: int = 64
    rate: float = 3e-3
    region: FittedRegion | None = None
    learns: Literal[True] = True

    def __post_init__(self) -> None:
        if self.loss not in ("pairs", "contrastive"):
            raise PrivacyInputError(f"SiameseNetwork: no loss {self.loss!r}. Use pairs or contrastive.")
        if min(self.steps, self.dimensions) < 1 or self.people_per_step < 2 or not 0 < self.rate < 1:
            raise PrivacyInputError(
                f"SiameseNetwork: steps={self.steps}, dimensions={self.dimensions}, "
                f"people_per_step={self.people_per_step}, rate={self.rate} are out of range."
            )
        if self.width < 4 or self.width % 4:
            raise PrivacyInputError(f"SiameseNetwork: width={self.width} is no multiple of 4.")

    @property
    def name(self) -> str:
        """Name with loss and region."""
        kind = "siamese network" if self.loss == "pairs" else "siamese network, contrastive"
        return kind if self.region is None else f"{kind}, region of interest"

    def fit(self, others: Images | None, rng: np.random.Generator) -> "_FittedSiamese":
        """Train on pairs of other people.

        Raises
        ------
        MissingDependency
            If torch is not installed.
        PrivacyInputError
            If there are fewer than two other people.
        """
        torch = torch_or_refuse("SiameseNetwork", "attacks")
        n = 0 if others is None else len(others.people)
        if others is None or n < 2:
            raise PrivacyInputError(
                f"SiameseNetwork: {n} other people give no wrong pairs. Give two or more."
            )
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(rng.integers(2**31)))
            encoder, head = residual_encoder(self.width, self.dimensions), difference_head(self.dimensions)
            parameters = [*encoder.parameters(), *head.parameters()]
            optimizer = torch.optim.AdamW(parameters, lr=self.rate, weight_decay=0.01)
            schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, self.rate, total_steps=self.steps + 1)
            inputs = _prepared(others, self.region)
            encoder.train()
            for first, second in _pairs(others.codes, self.people_per_step, self.steps, rng):
                ours, theirs = (encoder(_changed(inputs[part], rng)) for part in (first, second))
                loss = self._loss(head(ours, theirs), torch.cdist(ours, theirs))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
            encoder.eval()
        return _FittedSiamese(network=self, encoder=encoder, head=head, size=others.shape[:2])

    def _loss(self, logits: "torch.Tensor", distance: "torch.Tensor") -> "torch.Tensor":
        """Mean over right pairs plus mean over wrong pairs, halved."""
        import torch
        from torch.nn import functional

        same = torch.eye(len(logits), dtype=torch.bool)
        if self.loss == "pairs":
            wrong = functional.softplus(logits)
            right = functional.softplus(-logits)
        else:
            wrong, right = functional.relu(MARGIN - distance) ** 2, distance**2
        return (right[same].mean() + wrong[~same].mean()) / 2

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "matcher": self.name,
            "loss": self.loss,
            "steps": self.steps,
            "people_per_step": self.people_per_step,
            "width": self.width,
            "dimensions": self.dimensions,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedSiamese:
    network: SiameseNetwork
    encoder: Any
    head: Any
    size: tuple[int, int]

    def scores(self, probes: Images, gallery: Images) -> np.ndarray:
        import torch

        ours, theirs = self.embedded(probes), self.embedded(gallery)
        if self.network.loss == "contrastive":
            return cosines(ours, theirs)
        with one_thread(), torch.no_grad():
            parts = [
                self.head(torch.tensor(ours[at : at + AT_ONCE]), torch.tensor(theirs)).numpy()
                for at in range(0, len(ours), AT_ONCE)
            ]
        return np.concatenate(parts).astype(np.float64)

    def embedded(self, images: Images) -> np.ndarray:
        """Embeddings; float32, shape (n_images, dimensions)."""
        import torch

        inputs = _prepared(with_size(images, *self.size), self.network.region)
        with one_thread(), torch.no_grad():
            parts = [self.encoder(inputs[at : at + AT_ONCE]).numpy() for at in range(0, len(inputs), AT_ONCE)]
        return np.concatenate(parts)


def _prepared(images: Images, region: FittedRegion | None) -> "torch.Tensor":
    """Grey images of mean 0 and standard deviation 1, only what lies in the region; shape (n, 1, height, width)."""
    import torch

    values = grey(images)
    if region is not None:
        values = values * region.inside(images)
    values = values - values.mean(axis=(1, 2), keepdims=True)
    values = values / np.maximum(values.std(axis=(1, 2), keepdims=True), 1e-6)
    return torch.tensor(values[:, None], dtype=torch.float32)


def _pairs(
    codes: np.ndarray, people_per_step: int, steps: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Two images each of some people, by position; the same one twice of people who have no other."""
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(codes.max() + 1))
    counts = np.bincount(codes)
    for _ in range(steps):
        people = rng.permutation(len(counts))[:people_per_step]
        first = rng.integers(0, counts[people])
        away = 1 + rng.integers(0, np.maximum(counts[people] - 1, 1))
        second = (first + away) % counts[people]
        yield order[starts[people] + first], order[starts[people] + second]


def _changed(images: "torch.Tensor", rng: np.random.Generator) -> "torch.Tensor":
    """Turn, move, stretch and grain every image a little: what differs between visits tells nothing."""
    import torch
    from torch.nn import functional

    n = len(images)
    turn, scale = rng.normal(0, 0.04, n), np.exp(rng.normal(0, 0.03, n))
    right, down = rng.normal(0, 0.04, (2, n))
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    places = np.stack([np.stack([cos, -sin, right], 1), np.stack([sin, cos, down], 1)], 1)
    grid = functional.affine_grid(
        torch.tensor(places, dtype=torch.float32), list(images.shape), align_corners=False
    )
    moved = functional.grid_sample(images, grid, padding_mode="border", align_corners=False)
    gain = torch.tensor(np.exp(rng.normal(0, 0.1, n)), dtype=torch.float32)[:, None, None, None]
    return gain * moved + 0.1 * torch.randn_like(moved)
