# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A convolutional network on slices: trained where there are many people, fine-tuned on the few slices of released ones."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from secured.common import PrivacyInputError, method
from secured.common.deep_learning import one_thread, torch_or_refuse
from secured.common.images import Images
from secured.common.resized_images import grey, with_size
from secured.dean.images.siamese_network import residual_encoder

if TYPE_CHECKING:
    import torch

__all__ = ["SliceCNN"]

SCALE = 12.0  # of cosines in the softmax
SHIFT = 2  # pixels
AT_ONCE = 256


@method(
    name="convolutional network on slices",
    engine="dean",
    modality="image",
    goal="find a known person's volume by slices, with a network that was trained on other images",
    section="5.3.4",
    source="Yosinski et al. 2014, arXiv:1411.1792",
)
@dataclass(frozen=True, kw_only=True)
class SliceCNN:
    """A small residual network with a cosine softmax over people, first of others and then of the released ones.

    First it learns to tell other people apart, in images of the same kind or of another: what an eye needs is much the
    same. Then the last layer is replaced and everything is trained further on the released slices, of which there are a
    few a person, under the numbers they are released by. Without others it begins with chance (from scratch).

    Parameters
    ----------
    steps : int, default 300
        On others.
    tuning : int, default 150
        On the release.
    batch : int, default 64
    width : int, default 16
        Channels of the first layer; a multiple of 4.
    dimensions : int, default 64
    rate : float, default 3e-3
        Largest learning rate; a third of it where a trained network is tuned.
    learns : bool, default True
        False: from scratch.

    Raises
    ------
    PrivacyInputError
        If a number is out of range.

    References
    ----------
    Yosinski, Clune, Bengio & Lipson 2014, arXiv:1411.1792 (transfer); He et al. 2016, doi:10.1109/CVPR.2016.90. D2.1
    section 5.3.4 asks for networks on brain images with transfer learning.
    """

    steps: int = 300
    tuning: int = 150
    batch: int = 64
    width: int = 16
    dimensions: int = 64
    rate: float = 3e-3
    learns: bool = True

    def __post_init__(self) -> None:
        if min(self.steps, self.tuning, self.dimensions) < 1 or self.batch < 2 or not 0 < self.rate < 1:
            raise PrivacyInputError(
                f"SliceCNN: steps={self.steps}, tuning={self.tuning}, batch={self.batch}, dimensions={self.dimensions}, "
                f"rate={self.rate} are out of range."
            )
        if self.width < 4 or self.width % 4:
            raise PrivacyInputError(f"SliceCNN: width={self.width} is no multiple of 4.")

    @property
    def name(self) -> str:
        """Name, with or without transfer."""
        return "network on slices, transfer" if self.learns else "network on slices, from scratch"

    def fit(self, others: Images | None, rng: np.random.Generator) -> "_PretrainedCNN":
        """Train on other people's images, where the network learns.

        Raises
        ------
        MissingDependency
            If torch is not installed.
        PrivacyInputError
            If there are fewer than two other people.
        """
        torch = torch_or_refuse("SliceCNN", "attacks")
        if self.learns and (others is None or len(others.people) < 2):
            n = 0 if others is None else len(others.people)
            raise PrivacyInputError(
                f"SliceCNN: {n} other people teach nothing. Give two or more, or learn from scratch."
            )
        seeds = [int(one) for one in rng.integers(2**31, size=2)]
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seeds[0])
            encoder = residual_encoder(self.width, self.dimensions)
            if self.learns and others is not None:
                _train(encoder, others, self.dimensions, self.steps, self.batch, self.rate, rng)
        return _PretrainedCNN(
            network=self,
            encoder=encoder,
            seed=seeds[1],
            size=others.shape[:2] if others is not None else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name} | {key: value for key, value in asdict(self).items() if key != "learns"}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _PretrainedCNN:
    network: SliceCNN
    encoder: Any
    seed: int
    size: tuple[int, int] | None

    def scores(self, probes: Images, gallery: Images) -> np.ndarray:
        """Log-probability of every gallery image's person, after tuning on the gallery; shape (n_probes, n_gallery)."""
        import torch

        network, rng = self.network, np.random.default_rng(self.seed)
        height, width = self.size or gallery.shape[:2]
        gallery, probes = (with_size(one, height, width) for one in (gallery, probes))
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            encoder = residual_encoder(network.width, network.dimensions)
            encoder.load_state_dict(self.encoder.state_dict())
            rate = network.rate / 3 if network.learns else network.rate
            centres = _train(encoder, gallery, network.dimensions, network.tuning, network.batch, rate, rng)
            inputs = _prepared(probes)
            with torch.no_grad():
                parts = [
                    torch.log_softmax(
                        SCALE * _cosines(encoder(inputs[at : at + AT_ONCE]), centres), dim=1
                    ).numpy()
                    for at in range(0, len(inputs), AT_ONCE)
                ]
        of_people = np.concatenate(parts).astype(np.float64)
        return np.asarray(of_people[:, gallery.codes])


def _train(
    encoder: Any,
    images: Images,
    dimensions: int,
    steps: int,
    batch: int,
    rate: float,
    rng: np.random.Generator,
) -> "torch.Tensor":
    """Train the encoder and one centre a person, in the order of `images.people`; return the centres."""
    import torch
    from torch.nn import functional

    inputs, classes = _prepared(images), torch.tensor(images.codes)
    centres = torch.nn.Parameter(_first_centres(encoder, inputs, images.codes))
    optimizer = torch.optim.AdamW([*encoder.parameters(), centres], lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps + 1)
    encoder.train()
    for chosen in _batches(len(images), batch, steps, rng):
        logits = SCALE * _cosines(encoder(_changed(inputs[chosen], rng)), centres)
        loss = functional.cross_entropy(logits, classes[chosen], label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    encoder.eval()
    return centres.detach()


def _first_centres(encoder: Any, inputs: "torch.Tensor", codes: np.ndarray) -> "torch.Tensor":
    """Mean embedding of every person's images, by the network as it is: a trained one hardly needs to be tuned."""
    import torch

    with torch.no_grad():
        found = torch.cat([encoder(inputs[at : at + AT_ONCE]) for at in range(0, len(inputs), AT_ONCE)])
    sums = torch.zeros(int(codes.max()) + 1, found.shape[1])
    return sums.index_add_(0, torch.tensor(codes), found)


def _cosines(embedded: "torch.Tensor", centres: "torch.Tensor") -> "torch.Tensor":
    from torch.nn import functional

    return functional.normalize(embedded, dim=1) @ functional.normalize(centres, dim=1).T


def _prepared(images: Images) -> "torch.Tensor":
    """Grey images of mean 0 and standard deviation 1; shape (n, 1, height, width)."""
    import torch

    values = grey(images)
    values = values - values.mean(axis=(1, 2), keepdims=True)
    values = values / np.maximum(values.std(axis=(1, 2), keepdims=True), 1e-6)
    return torch.tensor(values[:, None], dtype=torch.float32)


def _batches(n: int, size: int, steps: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    order = rng.permutation(n)
    for step in range(steps):
        at = step * size % n
        if at + size > n:
            order = rng.permutation(n)
            at = 0
        yield order[at : at + size]


def _changed(images: "torch.Tensor", rng: np.random.Generator) -> "torch.Tensor":
    """Move, brighten and grain a batch: what differs between scans tells nothing of a person."""
    import torch

    down, right = rng.integers(-SHIFT, SHIFT + 1, 2).tolist()
    gain = torch.tensor(np.exp(rng.normal(0, 0.1, len(images))), dtype=torch.float32)[:, None, None, None]
    return gain * torch.roll(images, (down, right), dims=(2, 3)) + 0.1 * torch.randn_like(images)
