# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Privacy models by their name in the registry: made from a description, and said in one plain sentence."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from secured.common import PrivacyInputError, methods
from secured.dans.tables.models import (  # noqa: F401  (a model is registered when its file is imported)
    alpha_k_anonymity,
    beta_likeness,
    cost_benefit,
    delta_disclosure,
    delta_presence,
    entropy_l_diversity,
    k_anonymity,
    k_map,
    l_diversity,
    lkc_privacy,
    recursive_l_diversity,
    risk_limits,
    t_closeness,
    uniqueness,
)
from secured.dans.tables.models.privacy_model import PrivacyModel

__all__ = ["meaning", "model_from_dict", "model_names"]

CROWD = "Among people who look alike, "
MEANINGS = {
    "k-anonymity": "Every released person is one of at least {k} who look alike.",
    "distinct l-diversity": CROWD + "{sensitive} takes at least {l} different values.",
    "entropy l-diversity": CROWD + "{sensitive} is as uncertain as {l:g} equally frequent values.",
    "recursive (c, l)-diversity": CROWD
    + "the commonest value of {sensitive} occurs less than {c:g} times as often as the one of rank {l} and all rarer ones.",
    "t-closeness": CROWD
    + "{sensitive} is distributed as in the whole table, up to a distance of {t:g} ({distance}).",
    "(alpha, k)-anonymity": "Every released person is one of at least {k} who look alike, of whom at most a share of "
    "{alpha:g} has the same value of {sensitive}.",
    "basic beta-likeness": CROWD
    + "no value of {sensitive} is more frequent than in the whole table by more than {beta:g} times its share there.",
    "enhanced beta-likeness": CROWD
    + "no value of {sensitive} is more frequent than in the whole table by more than {beta:g} times its share there, "
    "and less for frequent values.",
    "delta-disclosure privacy": CROWD
    + "every value of {sensitive} that occurs is as frequent as in the whole table, up to a factor below 2^{delta:g}.",
    "delta-presence": "Of the people of the population who look alike, a share of {low:g} to {high:g} is in the table.",
    "k-map": "Every released person looks like at least {k} people of the population.",
    "estimated k-map": "Every released person probably looks like at least {k} of the {population_size} people of the "
    "population; a smaller crowd passes with a chance of {significance:g}.",
    "average risk": "An adversary picks out the right person with a chance of at most {limit:g} on average.",
    "highest risk": "An adversary picks out the right person with a chance of at most {limit:g}, whoever it is.",
    "records at risk": "At most {share:.2%} of the released people can be picked out with a chance above {threshold:g}.",
    "sample uniqueness": "At most {share:.2%} of the released people look like nobody else in the table.",
    "population uniqueness": "At most an estimated {share:.2%} of the released people look like nobody else of the "
    "{population_size} people of the population.",
    "cost-benefit": "A person is released only where publishing pays, or no attack does, against a rational {adversary}.",
    "LKC-privacy": "Whoever knows at most {L} quasi-identifiers finds at least {K} people who fit, and learns {sensitive} "
    "with a certainty of at most {C:g}.",
}


def model_names() -> tuple[str, ...]:
    """Names of all registered privacy models over equivalence classes."""
    return tuple(card.name for card in methods("dans", "table") if hasattr(card.implementation, "holds"))


def model_from_dict(described: Mapping[str, Any]) -> PrivacyModel:
    """Make a model again from what its `to_dict` said. Only registered models are made; nothing else is called.

    Raises
    ------
    PrivacyInputError
        For an unknown name or parameter, or a parameter of the wrong type or range.

    Examples
    --------
    >>> model_from_dict({"model": "k-anonymity", "k": 5})
    KAnonymity(k=5)
    """
    parameters = dict(described)
    name = parameters.pop("model", None)
    known = {card.name: card.implementation for card in methods("dans", "table")}
    if name not in model_names():
        raise PrivacyInputError(f"unknown privacy model {name!r}. Use one of {', '.join(model_names())}.")
    kind = known[name]
    fields = {one.name: one for one in dataclasses.fields(kind)}
    if unknown := sorted(set(parameters) - set(fields)):
        raise PrivacyInputError(f"{name} has no parameter {unknown[0]!r}. Use {', '.join(fields)}.")
    hints = get_type_hints(kind)
    for field, one in fields.items():
        if field in parameters:
            _check_type(name, field, parameters[field], hints[field])
        elif one.default is dataclasses.MISSING:
            raise PrivacyInputError(f"{name} lacks the parameter {field!r}. Add it.")
    return kind(**parameters)


def _check_type(name: str, field: str, value: Any, hint: Any) -> None:
    if get_origin(hint) is Literal:
        fits = value in get_args(hint)
    elif hint is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        fits = type(value) is hint
    if not fits:
        wanted = getattr(hint, "__name__", str(hint))
        raise PrivacyInputError(f"{name}: the parameter {field!r} is no {wanted}. Correct it.")


def meaning(model: PrivacyModel) -> str:
    """Say in one plain sentence what a model promises.

    Examples
    --------
    >>> meaning(model_from_dict({"model": "k-anonymity", "k": 5}))
    'Every released person is one of at least 5 who look alike.'
    """
    parameters = model.to_dict()
    sentence = MEANINGS.get(parameters["model"])
    return sentence.format(**parameters) if sentence else f"{model.guarantee().text}."
