# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a protected recording is still good for: the shape of beats, the rhythm, and a diagnosis learnt from it."""

from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Literal, get_args

import numpy as np

from secured.common import Dataset, Interval, LinkedRelease, PrivacyInputError, clopper_pearson, method
from secured.dans.series.people_series import BEFORE, RATE, PeopleSeries
from secured.dans.series.recordings import recordings

__all__ = ["DiagnosticScore", "DiagnosticUtility", "prd", "prd_of_people"]

Basis = Literal["beats", "rhythm"]
WAVES = {"P": (-0.22, -0.06), "QRS": (-0.06, 0.08), "T": (0.12, 0.44)}  # seconds around the R peak
NEIGHBOURS = 3
ONE_SIDE = 0.025


@dataclass(frozen=True, kw_only=True)
class DiagnosticScore:
    """How useful a release of electrocardiograms is.

    Parameters
    ----------
    prd : float
        Error of people's mean beats, root mean square, in per cent of the beat's own; median over people.
    prd_of_waves : dict of str to float
        The same within the time of a wave, in per cent of the wave's own.
    mean_rr_error, deviation_rr_error : float
        Relative error of people's mean RR interval and of its standard deviation; medians.
    accuracy : Interval
        Of a classifier trained on the release, on other people's real recordings.
    accuracy_of_real : float
        Of the same classifier trained on the recordings as they are.
    majority : float
        Of whoever always says what is most frequent among the people of the release.
    n_released, n_usable, n_tested : int
        People released, those of them with beats found before and after, and people tested on.
    """

    prd: float
    prd_of_waves: dict[str, float]
    mean_rr_error: float
    deviation_rr_error: float
    accuracy: Interval
    accuracy_of_real: float
    majority: float
    n_released: int
    n_usable: int
    n_tested: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    def _repr_html_(self) -> str:
        waves = ", ".join(f"{escape(name)} {value:.0f} %" for name, value in self.prd_of_waves.items())
        return (
            f"<p>Right diagnoses after learning from the release: <strong>{self.accuracy.point:.1%}</strong> "
            f"({self.accuracy.low:.1%} to {self.accuracy.high:.1%}) of {self.n_tested}; from real recordings "
            f"{self.accuracy_of_real:.1%}, by the majority {self.majority:.1%}. Beats differ by {self.prd:.0f} % "
            f"({waves}), mean intervals by {self.mean_rr_error:.1%}, their deviations by "
            f"{self.deviation_rr_error:.0%}.</p>"
        )


@method(
    name="diagnostic utility",
    engine="dans",
    modality="signal",
    goal="measure errors of beats and rhythm, and learn a diagnosis from the release",
    section="4.1.1",
    source="Blanco-Velasco et al. 2005, On the use of PRD and CR parameters, doi:10.1016/j.medengphy.2005.02.007",
)
@dataclass(frozen=True, kw_only=True)
class DiagnosticUtility:
    """Compare beats and rhythm with the real ones, and train on the release what is tested on other people.

    The diagnosis of everybody is known to whoever learns, as it would be published with the recordings. The
    classifier takes the most frequent diagnosis of the three people with the nearest mean beat, or rhythm.

    Parameters
    ----------
    label : str
        The diagnosis: a column of the facts about people, `related["people"]`.
    basis : {"beats", "rhythm"}
        What the classifier sees: mean beats, or mean and deviation of RR intervals.

    References
    ----------
    Blanco-Velasco et al. 2005, doi:10.1016/j.medengphy.2005.02.007 (PRD, here of beats without their mean);
    Esteban, Hyland & Ratsch 2017, arXiv:1706.02633 (train on one, test on real). D2.1 section 4.1.1.
    """

    label: str
    basis: Basis = "beats"

    def __post_init__(self) -> None:
        if self.basis not in get_args(Basis):
            raise PrivacyInputError(
                f"DiagnosticUtility: unknown choice {self.basis!r}. Use one of {', '.join(get_args(Basis))}."
            )

    def score(self, dataset: Dataset, linked: LinkedRelease, *, held_out: Dataset) -> DiagnosticScore:
        """Measure a release of `dataset`.

        Parameters
        ----------
        dataset : Dataset
            What the release was made from; its people have the label.
        linked : LinkedRelease
            For the owner: who is who.
        held_out : Dataset
            Real recordings of other people, with the label.

        Raises
        ------
        PrivacyInputError
            If people are without the label, both datasets share people, or fewer than three have usable beats.
        """
        before, tested = recordings("DiagnosticUtility", dataset), recordings("DiagnosticUtility", held_out)
        shared = len(set(before.people.tolist()) & set(tested.people.tolist()))
        if shared:
            raise PrivacyInputError(
                f"DiagnosticUtility: {shared} people are both released and tested on. Hold out others."
            )
        real, other = PeopleSeries.of(before, "beats"), PeopleSeries.of(tested, "beats")
        after = PeopleSeries.of(linked.release.data, "beats")
        if after.values.shape[1] != real.values.shape[1]:
            raise PrivacyInputError(
                "DiagnosticUtility: the release has other channels than the recordings. Measure releases of series."
            )
        number = linked.release.data.people[after.people]
        row_of = {int(one): at for at, one in enumerate(number)}
        pairs = np.array(
            [
                (at, row_of[int(linked.row_of[one])])
                for at, one in enumerate(real.people)
                if int(linked.row_of[one]) in row_of
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        if len(pairs) < NEIGHBOURS or len(other.people) == 0:
            raise PrivacyInputError(
                f"DiagnosticUtility: usable beats of {len(pairs)} people released and {len(other.people)} held out are "
                f"too few. Give at least {NEIGHBOURS} and 1."
            )
        labels = self._labels(dataset, real)
        truth = self._labels(held_out, other)
        features = [self._features(one, real) for one in (real, after, other)]
        right = self._right(features[1][pairs[:, 1]], labels[pairs[:, 0]], features[2], truth)
        of_real = self._right(features[0], labels, features[2], truth)
        values, counts = np.unique(labels[pairs[:, 0]], return_counts=True)
        first, second = real.values[pairs[:, 0]], after.values[pairs[:, 1]]
        return DiagnosticScore(
            prd=prd(first, second),
            prd_of_waves={
                name: prd(first[:, :, part], second[:, :, part]) for name, part in _waves().items()
            },
            mean_rr_error=_relative(real.mean_rr[pairs[:, 0]], after.mean_rr[pairs[:, 1]]),
            deviation_rr_error=_relative(real.deviation_rr[pairs[:, 0]], after.deviation_rr[pairs[:, 1]]),
            accuracy=clopper_pearson(int(right.sum()), len(right), ONE_SIDE),
            accuracy_of_real=float(of_real.mean()),
            majority=float((truth == values[counts.argmax()]).mean()),
            n_released=int((linked.row_of >= 0).sum()),
            n_usable=len(pairs),
            n_tested=len(truth),
        )

    def _labels(self, dataset: Dataset, series: PeopleSeries) -> np.ndarray:
        facts = dataset.related.get("people")
        if facts is None or self.label not in facts or len(facts) != len(series.signals.people):
            raise PrivacyInputError(
                f"DiagnosticUtility: {dataset.name} has no fact {self.label} of each of its people. Add it as a column "
                'of related["people"], one row a person.'
            )
        labels = facts[self.label].astype(str).to_numpy(dtype=object)
        if facts[self.label].isna().any():
            raise PrivacyInputError(
                f"DiagnosticUtility: {int(facts[self.label].isna().sum())} people of {dataset.name} have no "
                f"{self.label}. Leave them out."
            )
        found: np.ndarray = labels[series.people]
        return found

    def _features(self, series: PeopleSeries, scale: PeopleSeries) -> np.ndarray:
        """Rows of people; shape (n_people, n_features)."""
        if self.basis == "beats":
            return series.values.reshape(len(series.values), -1)
        columns = (
            (series.mean_rr, scale.mean_rr.std()),
            (series.deviation_rr, scale.deviation_rr.std()),
        )
        return np.stack([values / (spread or 1.0) for values, spread in columns], axis=1)

    def _right(
        self, features: np.ndarray, labels: np.ndarray, others: np.ndarray, truth: np.ndarray
    ) -> np.ndarray:
        from sklearn.neighbors import KNeighborsClassifier

        classifier = KNeighborsClassifier(n_neighbors=NEIGHBOURS, algorithm="brute").fit(features, labels)
        right: np.ndarray = classifier.predict(others) == truth
        return right


def prd(real: np.ndarray, other: np.ndarray) -> float:
    """Median over people of `prd_of_people`.

    Examples
    --------
    >>> one = np.array([[[1.0, -1.0]]])
    >>> round(prd(one, one * 1.1), 6)
    10.0
    """
    return float(np.median(prd_of_people(real, other)))


def prd_of_people(real: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Root mean square error in per cent of the real series' own root mean square, without its mean.

    Parameters
    ----------
    real, other : ndarray of float, shape (n_people, n_channels, length)

    Returns
    -------
    ndarray of float, shape (n_people,)
    """
    centred = real - real.mean(axis=2, keepdims=True)
    error = ((other - real) ** 2).sum(axis=(1, 2))
    energy = (centred**2).sum(axis=(1, 2))
    return np.asarray(100 * np.sqrt(error / np.maximum(energy, 1e-300)))


def _waves() -> dict[str, slice]:
    return {name: slice(*(round((BEFORE + at) * RATE) for at in edges)) for name, edges in WAVES.items()}


def _relative(real: np.ndarray, other: np.ndarray) -> float:
    return float(np.median(np.abs(other - real) / np.maximum(np.abs(real), 1e-12)))
