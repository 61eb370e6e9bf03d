# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A denoising diffusion model for small images, without any promise: it learns to take noise away, and draws from noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi
from typing import Any

import numpy as np

from secured.common import Dataset, Modality, PrivacyInputError, Release, method
from secured.common.deep_learning import one_thread, torch_or_refuse
from secured.common.images import Images
from secured.sdg.dp_spec import DPSpec
from secured.sdg.generator import card_of, checked, refuse_privacy
from secured.sdg.images.denoiser import denoiser
from secured.sdg.synthetic_people import synthetic_images, synthetic_release

__all__ = ["DenoisingDiffusion", "FittedDiffusion", "kept_signal"]

OFFSET = 0.008  # of the cosine schedule
ASKED_AT = (0.1, 0.2, 0.3)  # share of the noise steps at which a model is asked how well it knows an image
DRAWS = 4  # of noise, each
AT_ONCE = 512  # images in memory


def kept_signal(share: np.ndarray) -> np.ndarray:
    """Share of the variance that is still signal after that share of the noise steps, by the cosine schedule.

    References
    ----------
    Nichol & Dhariwal 2021, arXiv:2102.09672, equation 17.

    Examples
    --------
    >>> kept_signal(np.array([0.0, 0.5, 1.0])).round(2).tolist()
    [1.0, 0.49, 0.0]
    """
    start = np.cos(OFFSET / (1 + OFFSET) * pi / 2) ** 2
    return np.asarray(np.cos((np.asarray(share) + OFFSET) / (1 + OFFSET) * pi / 2) ** 2 / start)


@method(
    name="denoising diffusion",
    engine="sdg",
    modality="image",
    goal="draw small synthetic images from noise; no promise, and few training images are learned by heart",
    section="6",
    source="Ho, Jain & Abbeel 2020, arXiv:2006.11239",
)
@dataclass(frozen=True, kw_only=True)
class DenoisingDiffusion:
    """A small network that says from a noisy image what was there, and steps from noise to images with its help.

    Trained on the mean squared error of the image itself, with a cosine schedule; drawn from by DDIM. Not private: it is
    here to be attacked and as a baseline.

    Parameters
    ----------
    training_steps : int, default 1500
        Of one batch each. Compare generators at equal steps, not epochs.
    batch : int, default 64
    width : int, default 32
        Channels of the upper of two levels, a multiple of 4.
    learning_rate : float, default 4e-3
        Largest, of one cycle.
    noise_steps : int, default 1000
    sampling_steps : int, default 50

    Raises
    ------
    PrivacyInputError
        If a parameter is out of range.

    References
    ----------
    Ho, Jain & Abbeel 2020, arXiv:2006.11239; Song, Meng & Ermon 2021, arXiv:2010.02502 (DDIM). D2.1 section 6.
    """

    training_steps: int = 1500
    batch: int = 64
    width: int = 32
    learning_rate: float = 4e-3
    noise_steps: int = 1000
    sampling_steps: int = 50

    def __post_init__(self) -> None:
        counts = (self.training_steps, self.batch, self.noise_steps, self.sampling_steps)
        if min(counts) < 1 or self.sampling_steps > self.noise_steps:
            raise PrivacyInputError(
                f"DenoisingDiffusion: {counts} steps, batch, noise and sampling steps must be 1 or more, "
                "and no more sampling than noise steps."
            )
        if self.width < 4 or self.width % 4 or not self.learning_rate > 0:
            raise PrivacyInputError(
                f"DenoisingDiffusion: width={self.width} must be a multiple of 4 and learning_rate={self.learning_rate} "
                "above 0."
            )

    def fit(
        self, dataset: Dataset, *, privacy: DPSpec | None = None, rng: np.random.Generator
    ) -> "FittedDiffusion":
        """Train on all images.

        Raises
        ------
        MissingDependency
            If torch is not installed.
        PrivacyInputError
            If the data are no images, of fewer than two people, or a promise is asked for.
        """
        refuse_privacy("DenoisingDiffusion", privacy)
        checked("DenoisingDiffusion", dataset, Modality.IMAGE, 2)
        torch = torch_or_refuse("DenoisingDiffusion", "sdg")
        images = _planes(dataset.data)
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(rng.integers(2**31)))
            network = denoiser(dataset.data.shape, self.width)
            self._train(network, images)
        card = card_of("denoising diffusion", self.to_dict(), dataset)
        return FittedDiffusion(network=network, settings=self, shape=dataset.data.shape, card=card)

    def _train(self, network: Any, images: Any) -> None:
        import torch

        kept = torch.tensor(
            kept_signal(np.arange(1, self.noise_steps + 1) / self.noise_steps), dtype=torch.float32
        )
        optimizer = torch.optim.Adam(network.parameters(), lr=self.learning_rate)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, self.learning_rate, total_steps=self.training_steps
        )
        network.train()
        for _ in range(self.training_steps):
            clean = images[torch.randint(len(images), (self.batch,))]
            at = torch.randint(self.noise_steps, (self.batch,))
            signal = kept[at][:, None, None, None]
            noisy = signal.sqrt() * clean + (1 - signal).sqrt() * torch.randn_like(clean)
            loss = (network(noisy, (at + 1) / self.noise_steps) - clean).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        network.eval()

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {
            "generator": "denoising diffusion",
            "training_steps": self.training_steps,
            "batch": self.batch,
            "width": self.width,
            "learning_rate": self.learning_rate,
            "noise_steps": self.noise_steps,
            "sampling_steps": self.sampling_steps,
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FittedDiffusion:
    """A trained network.

    Parameters
    ----------
    network : torch.nn.Module
    settings : DenoisingDiffusion
    shape : (int, int, int)
        Height, width and channels of an image.
    card : mapping
    """

    network: Any
    settings: DenoisingDiffusion
    shape: tuple[int, int, int]
    card: Mapping[str, Any]

    def sample(self, n: int, *, rng: np.random.Generator) -> Release:
        """Return `n` synthetic images.

        Raises
        ------
        PrivacyInputError
            If `n` is below 1.
        """
        height, width, channels = self.shape
        drawn = [np.zeros((0, channels, height, width), dtype=np.float32)]
        drawn += [self._drawn(min(AT_ONCE, n - at), rng) for at in range(0, n, AT_ONCE)]
        return synthetic_release(synthetic_images(np.concatenate(drawn).transpose(0, 2, 3, 1)), self.card)

    def _drawn(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """DDIM without noise of its own, from pure noise to the image; shape (n, n_channels, height, width)."""
        import torch

        height, width, channels = self.shape
        places = np.linspace(1, 0, self.settings.sampling_steps + 1)
        kept = np.clip(kept_signal(places), 1e-8, 1.0)
        with one_thread(), torch.no_grad():
            noisy = torch.tensor(rng.normal(size=(n, channels, height, width)), dtype=torch.float32)
            for place, now, then in zip(places[:-1], kept[:-1], kept[1:], strict=True):
                clean = self.network(noisy, torch.full((n,), float(place))).clamp(-1, 1)
                noise = (noisy - float(now) ** 0.5 * clean) / max(1 - float(now), 1e-8) ** 0.5
                noisy = float(then) ** 0.5 * clean + (1 - float(then)) ** 0.5 * noise
        drawn: np.ndarray = (noisy.clamp(-1, 1).numpy() + 1) / 2
        return drawn

    def knows(self, data: Images) -> np.ndarray:
        """Minus the error with which noise is taken away again, the same noise for every image; shape (n_images,).

        References
        ----------
        Carlini et al. 2023, arXiv:2301.13188, section 5.2 (the loss at few noise steps tells members).
        """
        import torch

        images = _planes(data)
        same = np.random.default_rng(
            0
        )  # no chance is left: two models are asked about the very same noisy images
        lost = torch.zeros(len(images))
        with one_thread(), torch.no_grad():
            for place in np.repeat(ASKED_AT, DRAWS):
                signal = float(kept_signal(place))
                noise = torch.tensor(same.normal(size=images.shape[1:]), dtype=torch.float32)
                for at in range(0, len(images), AT_ONCE):
                    clean = images[at : at + AT_ONCE]
                    noisy = signal**0.5 * clean + (1 - signal) ** 0.5 * noise
                    said = self.network(noisy, torch.full((len(clean),), float(place)))
                    lost[at : at + AT_ONCE] += (said - clean).square().mean(dim=(1, 2, 3))
        known: np.ndarray = -(lost / (len(ASKED_AT) * DRAWS)).numpy().astype(np.float64)
        return known

    def __repr__(self) -> str:
        return f"FittedDiffusion({self.card['people']} people, {self.settings.training_steps} steps)"


def _planes(images: Images) -> Any:
    """Pixels from -1 to 1 as torch has them: (n_images, n_channels, height, width)."""
    import torch

    return torch.tensor(np.ascontiguousarray(images.scaled().transpose(0, 3, 1, 2)) * 2 - 1)
