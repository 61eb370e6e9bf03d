# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A small assessed table with canaries in cells that no view may show."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ipywidgets import Widget

from secured.common import Column, ColumnType, Dataset, Modality, Provenance, Role, Standing
from secured.common.hierarchies import Flat, Intervals
from secured.studies import Assessment, assess

CANARY = "CANARY-7319"


def patients(n: int = 900, seed: int = 5) -> Dataset:
    """Simulated patients; the identifier of each is a canary, and one column name would break careless HTML."""
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 90, n)
    data = pd.DataFrame(
        {
            "patient": [f"{CANARY}-{i}" for i in range(n)],
            "age": age,
            "weight": np.where(rng.random(n) < 0.1, np.nan, rng.normal(75, 12, n).round(1)),
            "<b>sex</b>": rng.choice(["f", "m"], n),
            "ill": np.where(rng.random(n) < np.clip((age - 20) / 100, 0.05, 0.9), "yes", "no"),
        }
    )
    columns = {
        "patient": Column(role=Role.IDENTIFIER, type=ColumnType.CATEGORY),
        "age": Column(
            role=Role.QUASI_IDENTIFIER,
            type=ColumnType.INTEGER,
            hierarchy=Intervals(widths=(5, 10, 20, 40), bounds=(0, 100)),
        ),
        "weight": Column(
            role=Role.QUASI_IDENTIFIER,
            type=ColumnType.REAL,
            hierarchy=Intervals(widths=(5, 20, 40), bounds=(0, 200), resolution=0.1),
        ),
        "<b>sex</b>": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY, hierarchy=Flat()),
        "ill": Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY),
    }
    return Dataset(
        name="simulated",
        title="Simulated <patients>",
        modality=Modality.TABLE,
        data=data,
        subjects=np.arange(n),
        columns=columns,
        standing=Standing.SIMULATED,
        provenance=Provenance(source="seeded code", licence="none", citation=""),
        population=n,
        prior=1.0,
    )


@pytest.fixture(scope="session")
def table() -> Dataset:
    """The table by itself."""
    return patients()


@pytest.fixture(scope="session")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """The table above, assessed at k = 5."""
    os.environ.setdefault("SECURED_CACHE", str(Path(tmp_path_factory.mktemp("studies"))))
    return assess(patients(), k=5, threshold=0.3, workers=1)


def _state(widget: Widget) -> str:
    below = "".join(_state(child) for child in getattr(widget, "children", ()))
    return json.dumps(widget.get_state(), default=str) + below


@pytest.fixture(scope="session")
def saved() -> Callable[[Any], str]:
    """Everything of a view that a notebook or a page would keep: state of all its widgets, page, output, plain text."""
    return lambda view: _state(view) + view.to_html() + repr(view._repr_mimebundle_()) + repr(view)
