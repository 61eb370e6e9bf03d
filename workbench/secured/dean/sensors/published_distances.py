# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Read the alignment distances that Lange et al. published, one file a target and class."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from secured.common import DatasetUnavailable, PrivacyInputError

__all__ = ["PublishedDistances", "read_published_distances"]

NAME = re.compile(
    r"SW-DTW_results_(?P<kind>normalized|standard)_(?P<cls>[a-z-]+)_(?P<window>[0-9.]+)_S(?P<target>\d+)\.json"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class PublishedDistances:
    """Distances of every person's window to everybody's recording.

    Parameters
    ----------
    classes : tuple of str
        What the target was doing.
    people : tuple of int
        Targets and candidates, in the same order.
    sensors : tuple of str
    values : ndarray, shape (n_classes, n_people, n_people, n_sensors)
        Target first, then candidate.
    """

    classes: tuple[str, ...]
    people: tuple[int, ...]
    sensors: tuple[str, ...]
    values: np.ndarray

    def of(self, groups: Sequence[Sequence[str]]) -> np.ndarray:
        """Return one column for each group of sensors, their mean: ``[("bvp",), ("acc_x", "acc_y", "acc_z")]``.

        Raises
        ------
        PrivacyInputError
            If a sensor is unknown.
        """
        unknown = {one for group in groups for one in group} - set(self.sensors)
        if unknown:
            raise PrivacyInputError(
                f"PublishedDistances: no sensor {', '.join(sorted(unknown))}. There are {', '.join(self.sensors)}."
            )
        columns = [[self.sensors.index(one) for one in group] for group in groups]
        return np.stack([self.values[..., column].mean(axis=-1) for column in columns], axis=-1)


def read_published_distances(
    folder: Path, *, window: str, kind: Literal["normalized", "standard"] = "normalized"
) -> PublishedDistances:
    """Read the files of one window length below `folder`.

    Parameters
    ----------
    folder : Path
        Searched with all its folders: ``out/alignments/CLASS/test=WINDOW/SW-DTW_results_KIND_CLASS_WINDOW_SPERSON.json``,
        each an object of person to sensor to distance.
    window : str
        Length of the target's window as a share of its recording, as it stands in the names: "0.0001".
    kind : {"normalized", "standard"}
        Distances divided by the length of the warping path, or not.

    Raises
    ------
    DatasetUnavailable
        If there is no such file.
    PrivacyInputError
        If classes, people or sensors differ between files, or a distance is no number.

    References
    ----------
    Lange et al. 2023, arXiv:2308.08310 (distances under BSD-2). D2.1 section 5.3.5.
    """
    found: dict[tuple[str, int], dict[str, dict[str, float]]] = {}
    for path in sorted(Path(folder).rglob("*.json")):
        name = NAME.fullmatch(path.name)
        if name and name["kind"] == kind and name["window"] == window:
            found[name["cls"], int(name["target"])] = json.loads(path.read_text(encoding="utf-8"))
    if not found:
        raise DatasetUnavailable(
            f"read_published_distances: no {kind} distances of window {window} are in the folder. "
            "Put out/alignments of the repository tobiasschreieder/smartwatch-dtw-attack there."
        )
    classes = tuple(sorted({cls for cls, _ in found}))
    people = tuple(sorted({target for _, target in found}))
    sensors = tuple(next(iter(next(iter(found.values())).values())))
    values = np.full((len(classes), len(people), len(people), len(sensors)), np.nan)
    for (cls, target), rows in found.items():
        if {int(one) for one in rows} != set(people) or any(
            set(row) != set(sensors) for row in rows.values()
        ):
            raise PrivacyInputError(
                f"read_published_distances: the file of {cls}, S{target} has other people or sensors than the rest."
            )
        values[classes.index(cls), people.index(target)] = [
            [rows[str(one)][sensor] for sensor in sensors] for one in people
        ]
    if not np.isfinite(values).all():
        raise PrivacyInputError("read_published_distances: some files are missing or hold no number.")
    return PublishedDistances(classes=classes, people=people, sensors=sensors, values=values)
