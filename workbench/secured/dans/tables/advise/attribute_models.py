# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Which models can hide the values of which sensitive columns, with parameters that the columns allow."""

from secured.dans.tables.advise.advice import RuledOut
from secured.dans.tables.advise.profile import SensitiveColumn
from secured.dans.tables.advise.purposes import SOURCES
from secured.dans.tables.models.beta_likeness import EnhancedBetaLikeness
from secured.dans.tables.models.l_diversity import DistinctLDiversity
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.models.t_closeness import TCloseness

__all__ = ["INFERENCE", "closeness_of", "diversity_of", "likeness_of"]

FEWEST_CLASSES = 20
SKEWED = 0.8
T, BETA = 0.2, 1.0
INFERENCE = "inference of "
# name, models, source; what is ruled out, and what the models leave open
Found = tuple[str, tuple[PrivacyModel, ...], str, tuple["RuledOut | str", ...]]


def diversity_of(columns: tuple[SensitiveColumn, ...], strict: bool) -> Found:
    """Distinct l-diversity with the largest l of 5 (where strict), 3 and 2 that every column allows."""
    models: list[PrivacyModel] = []
    impossible: dict[tuple[int, str], list[str]] = {}
    open_to: list[str] = []
    for column in columns:
        for l in (5, 3, 2) if strict else (3, 2):
            why = _impossible(column, l)
            if why is None:
                models.append(DistinctLDiversity(sensitive=column.name, l=l))
                break
            impossible.setdefault((l, why), []).append(column.name)
        else:
            open_to += (
                [f"{INFERENCE}{column.name}"] if column.n_values > 1 else []
            )  # a single value hides nothing
    gaps: list[RuledOut | str] = [
        RuledOut(name=f"distinct {l}-diversity of {', '.join(names)}", reason=why, source=SOURCES["l"])
        for (l, why), names in impossible.items()
    ]
    gaps += open_to
    if any(column.commonest >= SKEWED for column in columns):
        gaps.append("good guesses of skewed columns: a class may hold two values and still nearly always one")
    largest = sorted({model.to_dict()["l"] for model in models})
    name = "distinct l-diversity" + (f" (l = {', '.join(map(str, largest))})" if largest else "")
    return name, tuple(models), "l", tuple(gaps)


def _impossible(column: SensitiveColumn, l: int) -> str | None:
    """Why a column cannot have l distinct values in every class, if so."""
    if column.n_values < l:
        return f"l={l} impossible: the column has {column.n_values} values"
    classes = column.most_classes(l)
    if classes < FEWEST_CLASSES:
        return f"l={l} would leave at most {classes} classes: few people have other than the {l - 1} commonest values"
    return None


def closeness_of(columns: tuple[SensitiveColumn, ...]) -> Found:
    """t-closeness of every column that has two values, by the distance that its values have."""
    gaps: list[RuledOut | str] = [
        RuledOut(
            name=f"t-closeness of {column.name}",
            reason=f"the column has {column.n_values} values: nothing can be told apart",
            source=SOURCES["t"],
        )
        for column in columns
        if column.n_values < 2
    ]
    models = tuple(
        TCloseness(sensitive=column.name, t=T, distance=column.distance)
        for column in columns
        if column.n_values > 1
    )
    distances = sorted({model.distance for model in models})
    name = f"{T:g}-closeness" + (f" ({', '.join(distances)} distance)" if models else "")
    return name, models, "t", tuple(gaps)


def likeness_of(columns: tuple[SensitiveColumn, ...]) -> Found:
    """Enhanced beta-likeness of skewed columns: rare values must not become much more frequent in a class."""
    skewed = [column for column in columns if column.n_values > 1 and column.commonest >= SKEWED]
    models = tuple(EnhancedBetaLikeness(sensitive=column.name, beta=BETA) for column in skewed)
    others = [column.name for column in columns if column not in skewed and column.n_values > 1]
    gaps = (f"{INFERENCE}{', '.join(others)}",) if others and models else ()
    return f"enhanced {BETA:g}-likeness of skewed columns", models, "beta", gaps
