# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A certificate states facts that a recount confirms, shows no value, and tells when it or its release was changed."""

import dataclasses
import json
import re
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from secured.common import PrivacyInputError
from secured.common.hierarchies import Tree
from secured.dans import FullDomainGeneralization, KAnonymity, Loss, TCloseness
from secured.dans.tables.recipes.certificate import Certificate
from secured.dans.tables.recipes.models_by_name import meaning, model_from_dict, model_names
from secured.dans.tables.recipes.recipe import Recipe

MODELS = (KAnonymity(k=3), TCloseness(sensitive="disease", t=0.5))


@pytest.fixture
def dataset(plain):
    return plain.random_dataset(24, 90, ["intervals", "tree", "redaction"], 0.1)


@pytest.fixture
def solution(dataset):
    return FullDomainGeneralization(models=MODELS, suppression_limit=0.3).solve(dataset)


@pytest.fixture
def release(solution):
    return solution.link(np.random.default_rng(1)).release


def certified(solution, release, **more) -> Certificate:
    return Certificate.of(solution, release, date="2026-08-01", **more)


def test_the_facts_by_recount(dataset, solution, release):
    facts = certified(solution, release, threshold=0.2, population=900).to_dict()
    sizes = release.data.groupby(list(release.quasi_identifiers), dropna=False).size()
    assert facts["input"]["rows"] == 90
    assert facts["input"]["sha256"] == dataset.fingerprint
    assert facts["output"]["classes"] == len(sizes)
    assert facts["output"]["smallest_class"] == sizes.min()
    assert facts["output"]["average_class"] == pytest.approx(sizes.mean())
    assert facts["output"]["rows"] + facts["solution"]["people_left_out"] == 90
    assert facts["risk"]["prosecutor"]["highest"] == pytest.approx(1 / sizes.min())
    assert facts["risk"]["prosecutor"]["average"] == pytest.approx(len(sizes) / sizes.sum())
    assert facts["risk"]["prosecutor"]["at_risk"] == pytest.approx(sizes[sizes < 5].sum() / sizes.sum())
    assert facts["risk"]["journalist"]["highest"] < facts["risk"]["prosecutor"]["highest"]
    assert facts["risk"]["population"] == 900
    assert facts["solution"]["loss"] == pytest.approx(
        Loss(table=solution.table).score(solution.classes, solution.kept)
    )
    assert facts["solution"]["proved_optimal"] is True and facts["solution"]["gap"] == pytest.approx(0)
    assert facts["attributes"]["intervals0"] == facts["attributes"]["intervals0"] | {
        "role": "quasi-identifier", "type": "integer", "hierarchy": "intervals", "height": 4,
    }  # fmt: skip
    assert facts["attributes"]["name"] == {"role": "identifier", "type": "text"}
    assert [model["model"] for model in facts["configuration"]["models"]] == ["k-anonymity", "t-closeness"]


def test_levels_given_by_the_owner_and_a_search_that_was_stopped_are_not_called_optimal(
    dataset, solution, release
):
    fixed = dataclasses.replace(solution.method, levels=solution.levels).solve(dataset)
    facts = certified(fixed, release).to_dict()["solution"]
    assert facts["levels_chosen_by"] == "owner" and "proved_optimal" not in facts
    stopped = dataclasses.replace(solution, node=dataclasses.replace(solution.node, bound=0.0))
    facts = certified(stopped, release).to_dict()["solution"]
    assert facts["proved_optimal"] is False and facts["gap"] == pytest.approx(solution.node.score)


def test_the_same_release_gives_the_same_certificate(dataset, solution, release):
    again = Recipe.of(solution, seed=1).replay(dataset).release
    assert certified(solution, release).to_html() == certified(solution, again).to_html()
    assert (
        Certificate.of(solution, release, date=date(2026, 8, 1)).to_json()
        == certified(solution, release).to_json()
    )


@pytest.mark.parametrize("suffix", [".json", ".html"])
def test_any_change_of_the_file_is_noticed(solution, release, tmp_path, suffix):
    path = tmp_path / f"certificate{suffix}"
    certificate = certified(solution, release)
    certificate.write(path)
    assert Certificate.verify(path)
    assert Certificate.read(path).to_dict() == certificate.to_dict()
    original = path.read_bytes()
    rng = np.random.default_rng(0)
    for at in rng.integers(0, len(original), 60):
        for changed in (original[:at] + b"7" + original[at + 1 :], original[:at] + original[at + 1 :]):
            if changed != original:
                path.write_bytes(changed)
                assert not Certificate.verify(path)
    for changed in (b"", b"{}", b"[1]", b"<html>", b"\xff\xfe", original + b" "):
        path.write_bytes(changed)
        assert not Certificate.verify(path)
    with pytest.raises(PrivacyInputError, match="was changed"):
        Certificate.read(path)


def test_a_hash_over_part_of_the_content_is_caught(solution, release, tmp_path):
    """The variant broken on purpose: a hash that leaves out a section misses a change in it."""
    path = tmp_path / "certificate.json"
    certified(solution, release).write(path)
    facts = json.loads(path.read_text())
    facts["risk"]["prosecutor"]["highest"] = 0.01

    def partial(content):
        return hash(
            json.dumps(
                {k: v for k, v in content.items() if k not in ("risk", "content_sha256")}, sort_keys=True
            )
        )

    assert partial(facts) == partial(certified(solution, release).to_dict())
    path.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    assert not Certificate.verify(path)


def test_it_is_about_this_release_and_no_other(dataset, solution, release, tmp_path):
    certificate = certified(solution, release)
    assert certificate.matches(release)
    release.data.to_csv(tmp_path / "release.csv", index=False, lineterminator="\n")
    assert certificate.matches(tmp_path / "release.csv")
    other = solution.link(np.random.default_rng(2)).release
    assert not certificate.matches(other)
    (tmp_path / "release.csv").write_bytes((tmp_path / "release.csv").read_bytes() + b"x")
    assert not certificate.matches(tmp_path / "release.csv")
    data = release.data.copy()
    data.loc[0, "disease"] = "v"
    assert not certificate.matches(dataclasses.replace(release, data=data))
    foreign = FullDomainGeneralization(models=(KAnonymity(k=2),), levels=(0, 0, 0)).solve(dataset)
    with pytest.raises(PrivacyInputError, match="not made by this solution"):
        certified(foreign, release)


CANARY = "Q7731"


def with_canaries(plain):
    """Every value and every label of the table holds the canary; costs are 77310xx."""
    dataset = plain.random_dataset(24, 90, ["intervals", "tree"], 0.1)
    tree = {
        f"U{CANARY}": [f"{value}{CANARY}" for value in "pqr"],
        f"X{CANARY}": [f"{value}{CANARY}" for value in "stu"],
    }
    columns = {
        **dataset.columns,
        "tree1": dataclasses.replace(dataset.columns["tree1"], hierarchy=Tree(tree=tree)),
    }
    data = dataset.data.copy()
    for name in ("tree1", "disease", "name"):
        data[name] = (
            data[name].map(lambda value: value if pd.isna(value) else f"{value}{CANARY}").astype(object)
        )
    data["cost"] = data["cost"] + 7731_000
    return dataclasses.replace(dataset, data=data, columns=columns)


def test_no_value_and_no_label_is_shown(plain):
    dataset = with_canaries(plain)
    solution = FullDomainGeneralization(
        models=(KAnonymity(k=3), TCloseness(sensitive="cost", t=0.6, distance="ordered")),
        suppression_limit=0.3,
    ).solve(dataset)
    release = solution.link(np.random.default_rng(1)).release
    certificate = certified(solution, release)
    assert release.data.astype(str).apply(lambda column: column.str.contains(CANARY)).any(axis=None)
    for text in (certificate.to_json(), certificate.to_html(), repr(certificate), certificate._repr_html_()):
        assert CANARY not in text
        assert not re.search(r"(?<![\d.])77310\d\d(?!\d)", re.sub(r"[0-9a-f]{64}", "", text))


class Page(HTMLParser):
    """Collects tags and what they would load."""

    def __init__(self):
        super().__init__()
        self.tags, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href", "action")]


def test_the_page_is_one_file_that_escapes_and_loads_nothing(plain):
    dataset = plain.random_dataset(24, 90, ["intervals", "tree"], 0.1)
    bad = "<script>alert('x')</script>{{body}}</pre>&amp;"
    columns = {bad if name == "tree1" else name: column for name, column in dataset.columns.items()}
    dataset = dataclasses.replace(
        dataset, data=dataset.data.rename(columns={"tree1": bad}), columns=columns, name=bad
    )
    solution = FullDomainGeneralization(models=(KAnonymity(k=3),), suppression_limit=0.3).solve(dataset)
    certificate = certified(solution, solution.link(np.random.default_rng(1)).release)
    page = Page()
    page.feed(certificate.to_html())
    assert "script" not in page.tags and "img" not in page.tags and page.links == []
    assert "prefers-color-scheme: dark" in certificate.to_html()
    assert "default-src 'none'" in certificate.to_html()
    assert "<script>" not in certificate._repr_html_()


def test_a_hostile_name_still_verifies(plain, tmp_path):
    dataset = plain.random_dataset(24, 90, ["intervals"], 0.1)
    dataset = dataclasses.replace(dataset, name="{{body}}{{title}}</pre>&lt;")
    solution = FullDomainGeneralization(models=(KAnonymity(k=3),), suppression_limit=0.3).solve(dataset)
    certified(solution, solution.link(np.random.default_rng(1)).release).write(tmp_path / "c.html")
    assert Certificate.verify(tmp_path / "c.html")


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_solution_has_a_certificate_that_is_plain_json(plain, tmp_path, data):
    dataset, models = data.draw(plain.datasets()), data.draw(plain.models())
    try:
        solution = FullDomainGeneralization(
            models=models, suppression_limit=data.draw(st.sampled_from([0.3, 1.0]))
        ).solve(dataset)
    except PrivacyInputError:
        assume(False)
    release = solution.link(np.random.default_rng(1)).release
    certificate = certified(solution, release)
    assert certificate.matches(release)
    for name in ("c.json", "c.html"):
        certificate.write(tmp_path / name)
        assert Certificate.verify(tmp_path / name)


def test_what_cannot_be_used_is_refused(solution, release, tmp_path):
    for day in ("yesterday", "2026-13-01", 5, None):
        with pytest.raises(PrivacyInputError, match="the date is no day"):
            Certificate.of(solution, release, date=day)
    with pytest.raises(PrivacyInputError, match="threshold=2"):
        certified(solution, release, threshold=2)
    with pytest.raises(PrivacyInputError, match="Give the whole population"):
        certified(solution, release, population=10)
    with pytest.raises(PrivacyInputError, match=r"written as .json or .html"):
        certified(solution, release).write(tmp_path / "c.pdf")
    with pytest.raises(PrivacyInputError, match="cannot be read"):
        Certificate.verify(tmp_path / "none.json")


EXAMPLES = {
    "k": 3, "l": 2, "t": 0.2, "c": 2.0, "alpha": 0.5, "beta": 1.0, "delta": 1.0, "L": 2, "K": 3, "C": 0.5,
    "sensitive": "disease", "low": 0.0, "high": 0.5, "limit": 0.1, "threshold": 0.2, "share": 0.05,
    "population_size": 1000,
}  # fmt: skip


@pytest.mark.parametrize("name", model_names())
def test_every_registered_model_is_made_by_name_and_said_in_a_sentence(name):
    from secured.common import methods

    kind = next(card.implementation for card in methods("dans") if card.name == name)
    needed = {
        field.name: EXAMPLES[field.name]
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING
    }
    model = kind(**needed)
    assert model_from_dict(json.loads(json.dumps(model.to_dict()))) == model
    sentence = meaning(model)
    assert sentence.endswith(".") and "{" not in sentence
    assert sentence != f"{model.guarantee().text}."
