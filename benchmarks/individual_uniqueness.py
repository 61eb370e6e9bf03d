# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Is a person unique in the population? UCI Adult (real) from 1 % samples: ranking, level, and Brier against the constant.

    python benchmarks/individual_uniqueness.py

The population is the 32,561 people of adult.data, so that everybody's uniqueness is known. AUC should be at least .80,
and the recalibrated Brier score below that of the constant, for every set of quasi-identifiers.
"""

import os
import time
from pathlib import Path

import mirror  # noqa: F401
import numpy as np
import pandas as pd
from plot import keep
from sklearn.metrics import roc_auc_score

from secured.dean import IndividualUniqueness, unique_share

NAMES = [
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education_num",
    "marital",
    "occupation",
    "relationship",
    "race",
    "sex",
    "gain",
    "loss",
    "hours",
    "country",
    "income",
]
SETS = {
    "demographics": "age sex race education marital country",
    "work": "age sex education occupation hours",
    "nine": "age workclass education marital occupation relationship race sex country",
    "household": "age sex education marital occupation",
    "schooling": "age workclass education race sex",
    "hours": "age sex marital hours country",
}
SEEDS, SHARE = range(10), 0.01


def one_sample(table: pd.DataFrame, seed: int) -> dict[str, float]:
    """Figures of one sample."""
    rng = np.random.default_rng(seed)
    taken = rng.choice(len(table), round(SHARE * len(table)), replace=False)
    truth = ~table.duplicated(keep=False).to_numpy()[taken]
    start = time.perf_counter()
    found = IndividualUniqueness(population=len(table)).assess(table.iloc[taken], rng)
    seconds = time.perf_counter() - start
    counts = table.iloc[taken].groupby(list(table.columns)).size().to_numpy()
    shares = unique_share(counts, population=len(table)).to_dict()
    return {
        "auc": roc_auc_score(truth, found.unique),
        "brier_copula": float(((found.modelled - truth) ** 2).mean()),
        "brier": float(((found.unique - truth) ** 2).mean()),
        "brier_of_constant": float(truth.mean() * (1 - truth.mean())),
        "true_share": float(truth.mean()),
        "share_copula": float(found.modelled.mean()),
        "share": float(found.unique.mean()),
        "unique_in_sample": float(found.sample_unique.mean()),
        "seconds": seconds,
    } | {
        f"share_{name}": value
        for name, value in shares.items()
        if name not in ("unique_in_sample", "sampling_fraction")
    }


def main() -> None:
    """Measure every set and keep the figures."""
    file = Path(os.environ["SECURED_DATA"]) / "adult" / "adult.data"
    adult = pd.read_csv(file, header=None, names=NAMES, skipinitialspace=True)
    figures, bars = {}, {}
    for name, columns in SETS.items():
        rows = pd.DataFrame([one_sample(adult[columns.split()], seed) for seed in SEEDS]).astype(float)
        figures[name] = {
            "columns": columns.split(),
            "mean": {key: None if np.isnan(value) else value for key, value in rows.mean().items()},
            "lowest_auc": float(rows["auc"].min()),
            "highest_brier_of_constant_ratio": float((rows["brier"] / rows["brier_of_constant"]).max()),
        }
        bars[name] = float((rows["brier"] / rows["brier_of_constant"]).mean())
        print(name, {key: round(value, 3) for key, value in rows.mean().items()})
    keep(Path(__file__), figures, bars=bars, limit=1.0, unit="Brier score of the constant")


if __name__ == "__main__":
    main()
