# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Recognise people by the series of their brain regions: hidden states that regions pass through, with Gaussian signals."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from secured.common import MissingDependency, PrivacyInputError, method
from secured.common.signals import Signals

__all__ = ["RegionalHMM"]

VOLUMES = 4  # of a recording for every state and component: fewer do not tell covariances


@method(
    name="hidden Markov model of regional series",
    engine="dean",
    modality="signal",
    goal="find a known person's regional series by the likelihood of a model of each released person",
    section="5.3.4",
    source="Vidaurre, Smith & Woolrich 2017, doi:10.1073/pnas.1705120114",
)
@dataclass(frozen=True, kw_only=True)
class RegionalHMM:
    """A Gaussian hidden Markov model of every released person, or the states of all and how each person visits them.

    Regions are standardised within each recording and brought to principal components of the released series, for which
    no name of a person is needed. It is a matcher of recordings: regions are the channels.

    Parameters
    ----------
    kind : {"own models", "shared states"}
        "own models": a model is fitted to each released person; the score is the log-likelihood of the known series, per
        volume. "shared states": one model is fitted to all; the score is the correlation of how long states last and
        what follows them.
    n_states : int, default 3
    n_components : int, default 30
        Principal components; fewer where there are fewer regions, or too few volumes to tell how they go together.
    rounds : int, default 15
        Of expectation and maximisation, at most.

    Raises
    ------
    PrivacyInputError
        If a number is out of range, or there is no such kind.

    References
    ----------
    Rabiner 1989, doi:10.1109/5.18626; Vidaurre, Smith & Woolrich 2017, doi:10.1073/pnas.1705120114 (states of resting
    brains and how people differ in visiting them). D2.1 sections 5.1 and 5.3.4.
    """

    kind: Literal["own models", "shared states"] = "own models"
    n_states: int = 3
    n_components: int = 30
    rounds: int = 15
    learns: Literal[False] = False

    def __post_init__(self) -> None:
        if self.kind not in ("own models", "shared states"):
            raise PrivacyInputError(
                f'RegionalHMM: no kind {self.kind!r}. Use "own models" or "shared states".'
            )
        if self.n_states < 1 or self.n_components < 1 or self.rounds < 1:
            raise PrivacyInputError(
                f"RegionalHMM: n_states={self.n_states}, n_components={self.n_components}, rounds={self.rounds}: "
                "none may be below 1."
            )
        if self.kind == "shared states" and self.n_states < 2:
            raise PrivacyInputError("RegionalHMM: one state is visited alike by everybody. Take two or more.")

    @property
    def name(self) -> str:
        """Name with the kind."""
        return "HMM of regions" if self.kind == "own models" else "HMM, shared states"

    def describe(self, signals: Signals) -> Signals:
        """The series themselves.

        Raises
        ------
        PrivacyInputError
            If values are missing.
        """
        if not np.isfinite(signals.samples).all():
            raise PrivacyInputError(
                f"RegionalHMM: {int((~np.isfinite(signals.samples)).any(axis=(1, 2)).sum())} recordings have values that "
                "are missing. Leave the regions or the recordings out."
            )
        return signals

    def fit(self, others: Signals | None, rng: np.random.Generator) -> "_FittedHMM":
        """Learn nothing yet: the models are of released people.

        Raises
        ------
        MissingDependency
            If hmmlearn is not installed.
        """
        try:
            import hmmlearn  # noqa: F401
        except ImportError as missing:
            raise MissingDependency(
                "RegionalHMM: hmmlearn is not installed. Install secured-workbench[attacks]."
            ) from missing
        return _FittedHMM(matcher=self, seed=int(rng.integers(2**31)))

    def to_dict(self) -> dict[str, Any]:
        """Name and parameters."""
        return {"matcher": self.name} | {key: value for key, value in asdict(self).items() if key != "learns"}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _FittedHMM:
    matcher: RegionalHMM
    seed: int

    def scores(self, probes: Signals, gallery: Signals) -> np.ndarray:
        """How alike people are; shape (n_probe_people, n_gallery_people)."""
        if probes.channels != gallery.channels:
            raise PrivacyInputError(
                f"RegionalHMM: what is known has {len(probes.channels)} regions, the release {len(gallery.channels)} "
                "others. Bring both to the same atlas."
            )
        if not len(probes) or not len(gallery):
            return np.zeros((len(probes.people), len(gallery.people)))
        most = gallery.samples.shape[2] // (VOLUMES * self.matcher.n_states)
        directions = _principal(gallery, max(min(self.matcher.n_components, most), 1))
        known, shown = (_of_people(one, directions) for one in (probes, gallery))
        return (
            self._likelihoods(known, shown)
            if self.matcher.kind == "own models"
            else self._visits(known, shown)
        )

    def _likelihoods(self, known: list[list[np.ndarray]], shown: list[list[np.ndarray]]) -> np.ndarray:
        columns = []
        for series in shown:
            model = self._model(series)
            columns.append([_log_likelihood(model, one) for one in known])
        return np.array(columns).T

    def _visits(self, known: list[list[np.ndarray]], shown: list[list[np.ndarray]]) -> np.ndarray:
        model = self._model([one for series in shown for one in series])
        ours, theirs = (np.array([_habits(model, series) for series in side]) for side in (known, shown))
        middle = theirs.mean(axis=0)
        left, right = (one - middle for one in (ours, theirs))
        lengths = np.linalg.norm(left, axis=1)[:, None] * np.linalg.norm(right, axis=1)[None, :]
        return np.asarray(left @ right.T / np.maximum(lengths, 1e-12))

    def _model(self, series: list[np.ndarray]) -> Any:
        """Fit by expectation and maximisation from states found by k-means; the same seed for every person."""
        from hmmlearn.hmm import GaussianHMM

        values = np.concatenate(series)
        model = GaussianHMM(
            n_components=self.matcher.n_states,
            covariance_type="full",
            n_iter=self.matcher.rounds,
            tol=1e-2,
            random_state=self.seed,
        )
        return model.fit(values, [len(one) for one in series])


def _standardised(samples: np.ndarray) -> np.ndarray:
    """Every region of every recording with mean 0 and standard deviation 1; a flat one is 0."""
    samples = samples - samples.mean(axis=2, keepdims=True, dtype=np.float64)
    spread = samples.std(axis=2, keepdims=True)
    return np.asarray(np.where(spread > 1e-9, samples / np.maximum(spread, 1e-9), 0.0))


def _principal(gallery: Signals, n_components: int) -> np.ndarray:
    """Directions in which released series vary most; shape (n_regions, n_components)."""
    samples = _standardised(gallery.samples)
    together = np.einsum("rit,rjt->ij", samples, samples, optimize=True)
    _, vectors = np.linalg.eigh(together)
    return np.asarray(vectors[:, ::-1][:, :n_components])


def _of_people(signals: Signals, directions: np.ndarray) -> list[list[np.ndarray]]:
    """Components over time, (n_volumes, n_components), of every person's recordings."""
    samples = _standardised(signals.samples)
    codes = signals.codes
    return [[one.T @ directions for one in samples[codes == at]] for at in range(len(signals.people))]


def _log_likelihood(model: Any, series: list[np.ndarray]) -> float:
    return float(model.score(np.concatenate(series), [len(one) for one in series]) / sum(map(len, series)))


def _habits(model: Any, series: list[np.ndarray]) -> np.ndarray:
    """Share of time in every state and chances of what follows it, of one person; smoothed by one visit each."""
    n = model.n_components
    follows, time = np.ones((n, n)) / n, np.ones(n) / n
    for one in series:
        states = model.predict(one)
        np.add.at(follows, (states[:-1], states[1:]), 1.0)
        time += np.bincount(states, minlength=n)
    return np.concatenate([time / time.sum(), (follows / follows.sum(axis=1, keepdims=True)).ravel()])
