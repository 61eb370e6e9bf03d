# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The registry lists a method once, with its facts."""

import importlib
import re

import pytest

import secured.dans
import secured.dean
import secured.sdg
from secured.common import RegistryError, method, methods

FACTS = {"engine": "dans", "modality": "table", "goal": "g", "section": "4", "source": "s"}


@pytest.fixture
def empty_registry(monkeypatch):
    module = importlib.import_module("secured.common.methods")  # its name is hidden by the function's
    monkeypatch.setattr(module, "_methods", {})


@pytest.mark.usefixtures("empty_registry")
def test_a_duplicate_name_is_refused_and_the_first_stays():
    @method(name="swap", **FACTS)
    class First:
        pass

    with pytest.raises(RegistryError, match="'swap' is taken"):

        @method(name="swap", **FACTS)
        class Second:
            pass

    (card,) = methods()
    assert card.implementation is First


@pytest.mark.usefixtures("empty_registry")
def test_methods_are_found_by_engine_and_modality_and_sorted_by_name():
    for name, engine, modality in (("b", "dans", "table"), ("a", "dean", "table"), ("c", "dans", "signal")):
        method(name=name, **(FACTS | {"engine": engine, "modality": modality}))(type(name, (), {}))
    assert [card.name for card in methods()] == ["a", "b", "c"]
    assert [card.name for card in methods("dans")] == ["b", "c"]
    assert [card.name for card in methods(modality="table")] == ["a", "b"]
    assert methods("dans", "image") == ()


def test_a_misspelt_fact_is_refused():
    with pytest.raises(TypeError, match="sorce"):
        method(name="x", sorce="s", **{key: value for key, value in FACTS.items() if key != "source"})


def test_every_registered_method_says_what_it_is_and_where_it_comes_from():
    cards = methods()
    public = {
        getattr(engine, name)
        for engine in (secured.dans, secured.dean, secured.sdg)
        for name in engine.__all__
    }
    assert len(cards) >= 8
    for card in cards:
        assert card.implementation in public, card.name
        assert re.fullmatch(r"[4567](\.\d+)*", card.section), card.name
        assert len(card.source) > 10, card.name
        assert card.goal, card.name
