# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Train a network to put one person's beats or segments close together, and use it on people it has never seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from secured.common import PrivacyInputError
from secured.common.deep_learning import one_thread
from secured.dean.signals.description import Description, scores_of_people, unit_rows

if TYPE_CHECKING:
    import torch

__all__ = ["Embedding", "train_embedding"]

SCALE, BATCH, RATE, NOISE = 16.0, 256, 4e-3, 0.1


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Embedding:
    """A trained network."""

    network: Any

    def scores(self, probes: Description, gallery: Description) -> np.ndarray:
        """Cosine of recordings' mean embeddings; shape (n_probe_people, n_gallery_people)."""
        ours, theirs = self._embed(probes), self._embed(gallery)
        return scores_of_people(ours.values @ theirs.values.T, ours, theirs)

    def _embed(self, description: Description) -> Description:
        import torch

        with one_thread(), torch.no_grad():
            parts = [
                unit_rows(
                    self.network(
                        torch.tensor(description.values[at : at + 1024], dtype=torch.float32)
                    ).numpy()
                )
                for at in range(0, len(description.values), 1024)
            ]
        if not parts:
            return description.mean_by_record(np.zeros((0, 1)))
        means = description.mean_by_record(np.concatenate(parts))
        return Description(
            values=unit_rows(means.values),
            record=means.record,
            subjects=means.subjects,
            sessions=means.sessions,
        )


def train_embedding(
    build: Callable[[], "torch.nn.Module"],
    items: np.ndarray,
    person: np.ndarray,
    *,
    epochs: int,
    margin: float,
    shift: int,
    rng: np.random.Generator,
) -> Embedding:
    """Train with a softmax over people whose cosine is lessened by a margin for the right one (CosFace).

    Parameters
    ----------
    build : callable
        Makes the network: (n, length) to (n, dimensions); its output is scaled to length 1.
    items : ndarray, shape (n_items, length)
        Mean 0, standard deviation 1 each.
    person : ndarray of int, shape (n_items,)
    shift : int
        Most samples by which an item is moved in training.

    Raises
    ------
    PrivacyInputError
        If the items are of fewer than two people.

    References
    ----------
    Wang et al. 2018 (CosFace), doi:10.1109/CVPR.2018.00552.
    """
    import torch
    from torch.nn import functional

    n_people = len(np.unique(person))
    if n_people < 2:
        raise PrivacyInputError(
            f"train_embedding: items of {n_people} people teach nothing. Give two or more."
        )
    with one_thread(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        network = build()
        inputs = torch.tensor(items, dtype=torch.float32)
        classes = torch.tensor(np.unique(person, return_inverse=True)[1])
        width = network(inputs[:2]).shape[1]
        centres = torch.nn.Parameter(0.1 * torch.randn(n_people, width))
        steps = -(-len(items) // BATCH)
        optimizer = torch.optim.AdamW([*network.parameters(), centres], lr=RATE, weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=epochs * steps)
        network.train()
        for batch in _batches(len(items), steps, epochs, rng):
            moved = torch.roll(inputs[batch], int(rng.integers(-shift, shift + 1)), dims=1)
            moved = moved + NOISE * torch.rand(len(batch), 1) * torch.randn_like(moved)
            cosine = functional.normalize(network(moved), dim=1) @ functional.normalize(centres, dim=1).T
            right = functional.one_hot(classes[batch], n_people)
            loss = functional.cross_entropy(
                SCALE * (cosine - margin * right), classes[batch], label_smoothing=0.05
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        network.eval()
    return Embedding(network=network)


def _batches(n: int, steps: int, epochs: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    for _ in range(epochs):
        yield from np.array_split(rng.permutation(n), steps)
