# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""A recipe gives the same bytes again, refuses what is not the same, and holds nothing secret."""

import dataclasses
import subprocess
import sys
import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from secured.common import Column, ColumnType, PrivacyInputError, Role
from secured.common.hierarchies import Flat, Intervals, Tree, write_arx_csv
from secured.common.hierarchies.arx_csv import ArxCsv
from secured.common.project_key import ProjectKey
from secured.dans import DistinctLDiversity, FullDomainGeneralization, KAnonymity, Loss, TCloseness
from secured.dans.tables.models.k_map import KMap
from secured.dans.tables.models.uniqueness import SampleUniqueness
from secured.dans.tables.recipes.recipe import Recipe
from secured.dans.tables.recipes.value_mapping import value_mapping, write_value_mapping
from secured.dans.tables.transformations.identifier_removal import IdentifierRemoval
from secured.dans.tables.transformations.pipeline import Pipeline
from secured.dans.tables.transformations.pseudonyms import Pseudonyms
from secured.dans.tables.transformations.sampling import Sampling

MODELS = (KAnonymity(k=3), DistinctLDiversity(sensitive="disease", l=2))
KINDS = ["intervals", "tree", "redaction"]


@pytest.fixture
def dataset(plain):
    return plain.random_dataset(24, 90, KINDS, 0.1)


@pytest.fixture
def solution(dataset):
    return FullDomainGeneralization(models=MODELS, suppression_limit=0.3).solve(dataset)


def bytes_of(data: pd.DataFrame, folder, name: str) -> tuple[bytes, bytes]:
    data.to_parquet(folder / f"{name}.parquet", index=False)
    data.to_csv(folder / f"{name}.csv", index=False)
    return (folder / f"{name}.parquet").read_bytes(), (folder / f"{name}.csv").read_bytes()


def test_the_same_table_gives_the_same_bytes(dataset, solution, tmp_path):
    Recipe.of(solution, seed=5).write(tmp_path / "recipe.toml")
    before = dataset.data.copy(deep=True)
    original = solution.link(np.random.default_rng(5))
    for name in ("once", "twice"):
        linked = Recipe.read(tmp_path / "recipe.toml").replay(dataset)
        assert bytes_of(linked.release.data, tmp_path, name) == bytes_of(original.release.data, tmp_path, "o")
        assert np.array_equal(linked.row_of, original.row_of)
        assert linked.release.guarantee == original.release.guarantee
        assert linked.release.descriptions == original.release.descriptions
    pd.testing.assert_frame_equal(dataset.data, before)


def test_a_fresh_process_gives_the_same_bytes(tmp_path):
    code = (
        "import sys, pathlib, secured_datasets\n"
        "from secured.dans.tables.recipes.recipe import Recipe\n"
        "linked = Recipe.read(pathlib.Path(sys.argv[1])).replay(secured_datasets.load('nafld'))\n"
        "linked.release.data.to_parquet(sys.argv[2], index=False)\n"
        "linked.release.data.to_csv(sys.argv[3], index=False)\n"
    )
    import secured_datasets

    nafld = secured_datasets.load("nafld")
    solution = FullDomainGeneralization(models=(KAnonymity(k=5),), levels=(2, 0, 3, 2, 3)).solve(nafld)
    Recipe.of(solution, seed=7).write(tmp_path / "recipe.toml")
    files = [tmp_path / name for name in ("recipe.toml", "fresh.parquet", "fresh.csv")]
    subprocess.run([sys.executable, "-c", code, *map(str, files)], check=True)
    expected = bytes_of(solution.link(np.random.default_rng(7)).release.data, tmp_path, "here")
    assert (files[1].read_bytes(), files[2].read_bytes()) == expected


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_written_is_read_back(plain, tmp_path, data):
    dataset, models = data.draw(plain.datasets()), data.draw(plain.models())
    try:
        solution = FullDomainGeneralization(models=models, suppression_limit=0.5).solve(dataset)
    except PrivacyInputError:
        assume(False)
    recipe = Recipe.of(solution, seed=data.draw(st.integers(0, 99)))
    recipe.write(tmp_path / "recipe.toml")
    assert Recipe.read(tmp_path / "recipe.toml") == recipe
    pd.testing.assert_frame_equal(
        recipe.replay(dataset).release.data, solution.link(np.random.default_rng(recipe.seed)).release.data
    )


def test_the_file_says_what_was_done(dataset, tmp_path):
    method = FullDomainGeneralization(
        models=MODELS, suppression_limit=0.3, objective=lambda table: Loss(table=table, mean="arithmetic")
    )
    solution = method.solve(dataset)
    Recipe.of(solution, seed=5).write(tmp_path / "recipe.toml")
    content = tomllib.loads((tmp_path / "recipe.toml").read_text())
    assert content["levels"] == dict(zip(dataset.quasi_identifiers, solution.levels, strict=True))
    assert content["models"] == [model.to_dict() for model in MODELS]
    assert content["objective"]["mean"] == "arithmetic"
    assert content["guarantee"]["k"] == 3
    assert content["source_sha256"] == dataset.fingerprint
    assert content["columns"]["intervals0"]["hierarchy"] == {
        "kind": "intervals", "widths": [5, 10], "bounds": [0, 19],
    }  # fmt: skip
    assert content["columns"]["name"] == {"role": "identifier", "type": "text"}
    assert content["columns"]["stage"]["hierarchy"]["kind"] == "ordered"
    assert not any(name in (tmp_path / "recipe.toml").read_text() for name in dataset.data["name"])


def test_odd_column_names_survive(plain, tmp_path):
    dataset = plain.random_dataset(3, 60, ["intervals", "tree"], 0.0)
    odd = {"intervals0": 'a"]\nseed = 1', "tree1": "ü = [\\]"}
    columns = {odd.get(name, name): column for name, column in dataset.columns.items()}
    dataset = dataclasses.replace(dataset, data=dataset.data.rename(columns=odd), columns=columns)
    recipe = Recipe.of(FullDomainGeneralization(models=(KAnonymity(k=2),)).solve(dataset), seed=5)
    recipe.write(tmp_path / "recipe.toml")
    assert Recipe.read(tmp_path / "recipe.toml") == recipe


def test_another_table_is_refused_unless_it_is_meant(plain, dataset, solution):
    recipe = Recipe.of(solution, seed=5)
    other = dataset.take(np.arange(60))
    with pytest.raises(PrivacyInputError, match="another table than the one released"):
        recipe.replay(other)
    release = dataclasses.replace(recipe, suppression_limit=0.5).replay(other, same_source=False).release
    assert release.data.groupby(list(release.quasi_identifiers), dropna=False).size().min() >= 3
    assert release.parameters["levels"] == recipe.levels
    with pytest.raises(PrivacyInputError, match="would be left out, more than the limit"):
        recipe.replay(dataset.take(np.arange(5)), same_source=False)


def changed(dataset, name, **how):
    columns = {**dataset.columns, name: dataclasses.replace(dataset.columns[name], **how)}
    return dataclasses.replace(dataset, columns=columns)


@pytest.mark.parametrize(
    ("name", "how", "message"),
    [
        ("tree1", {"role": Role.SENSITIVE}, "the role of tree1 is sensitive, the recipe says quasi-identifier"),
        ("disease", {"type": ColumnType.TEXT}, "the type of disease is text"),
        ("intervals0", {"hierarchy": Intervals(widths=(2, 10), bounds=(0, 19))}, "hierarchy of intervals0"),
        ("intervals0", {"hierarchy": Flat()}, "hierarchy of intervals0"),
        ("tree1", {"hierarchy": Tree(tree={"U": ["p", "q", "r"], "X": ["s", "t", "u"]})}, "hierarchy of tree1"),
        ("stage", {"hierarchy": Flat()}, "hierarchy of stage"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("same_source", [True, False])
def test_changed_roles_types_and_hierarchies_are_refused(solution, dataset, name, how, message, same_source):
    with pytest.raises(PrivacyInputError, match=message):
        Recipe.of(solution, seed=5).replay(changed(dataset, name, **how), same_source=same_source)


def test_a_hierarchy_from_a_file_is_known_by_what_it_holds(dataset, tmp_path):
    path = tmp_path / "secret folder" / "tree.csv"
    path.parent.mkdir()
    write_arx_csv(dataset.hierarchies["tree1"], path)
    filed = changed(dataset, "tree1", hierarchy=ArxCsv(path=path))
    recipe = Recipe.of(FullDomainGeneralization(models=(KAnonymity(k=2),)).solve(filed), seed=5)
    recipe.write(tmp_path / "recipe.toml")
    assert "secret folder" not in (tmp_path / "recipe.toml").read_text()
    recipe.replay(filed)
    path.write_text(path.read_text().replace("V", "changed"), encoding="utf-8")
    with pytest.raises(PrivacyInputError, match="hierarchy of tree1"):
        recipe.replay(changed(dataset, "tree1", hierarchy=ArxCsv(path=path)), same_source=False)


def test_rows_that_come_out_differently_are_noticed(dataset, solution):
    """As after an update that changes the order of classes or of random numbers."""
    broken = dataclasses.replace(Recipe.of(solution, seed=5), seed=6)
    with pytest.raises(PrivacyInputError, match="the rows differ from those that version"):
        broken.replay(dataset)


def test_a_recipe_without_seed_shows_but_does_not_replay(dataset, solution, tmp_path):
    recipe = Recipe.of(solution, seed=5)
    recipe.without_seed().write(tmp_path / "recipe.toml")
    assert "seed" not in tomllib.loads((tmp_path / "recipe.toml").read_text())
    with pytest.raises(PrivacyInputError, match="has no seed"):
        Recipe.read(tmp_path / "recipe.toml").replay(dataset)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed = 5", "sead = 5", "recipe.toml: unknown key 'sead'"),
        ("seed = 5", "seed = '5'", "recipe.toml: the key 'seed' is no int"),
        ("secured-recipe/1", "secured-recipe/9", "recipe.toml: the key 'format'"),
        ("suppression_limit = 0.3", "suppression_limit = 3", "the key 'suppression_limit' is not in"),
        ("suppression_limit = 0.3", "", "the key 'suppression_limit' is missing"),
        ('model = "k-anonymity"', 'model = "os.system"', "the key 'models', entry 1: unknown privacy model"),
        ('model = "k-anonymity"', 'model = "full-domain generalization"', "unknown privacy model"),
        ("k = 3 }", "k = 3, run = 1 }", "'models', entry 1: k-anonymity has no parameter 'run'"),
        ("k = 3 }", "k = true }", "'models', entry 1: k-anonymity: the parameter 'k' is no int"),
        (", k = 3 }", " }", "'models', entry 1: k-anonymity lacks the parameter 'k'"),
        ("k = 3 }", "k = -3 }", "'models', entry 1: KAnonymity: k=-3"),
        ('role = "identifier"', 'role = "boss"', "'columns.name.role' is missing or wrong"),
        ('role = "identifier"', 'rule = "identifier"', "unknown key 'columns.name.rule'"),
        ("seed = 5", "seed = ", "is not valid TOML"),
        ("levels = {", "levels = { new = -1,", "'levels.new' is no level"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(solution, tmp_path, old, new, message):
    path = tmp_path / "recipe.toml"
    Recipe.of(solution, seed=5).write(path)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(PrivacyInputError, match=message):
        Recipe.read(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PrivacyInputError, match="none.toml: cannot be read"):
        Recipe.read(tmp_path / "none.toml")


def test_a_pipeline_is_replayed_with_its_key_which_is_never_written(dataset, tmp_path):
    secret = bytes(range(32))
    steps = (Sampling(share=0.9), Pseudonyms(column="name", key=ProjectKey(secret), domain="patient"))
    pipeline = Pipeline(
        steps=steps, release=FullDomainGeneralization(models=(KAnonymity(k=3),), suppression_limit=0.3)
    )
    recipe = Recipe.of_pipeline(pipeline, dataset, seed=3)
    recipe.write(tmp_path / "recipe.toml")
    text = (tmp_path / "recipe.toml").read_text()
    import base64

    assert tomllib.loads(text)["steps"] == [step.to_dict() for step in steps]
    for hidden in (
        secret.hex(),
        base64.b64encode(secret).decode(),
        base64.b32encode(secret).decode(),
        repr(secret),
    ):
        assert hidden not in text  # fmt: skip
    again = Recipe.read(tmp_path / "recipe.toml").replay(dataset, steps=steps)
    pd.testing.assert_frame_equal(
        again.release.data, pipeline.link(dataset, np.random.default_rng(3)).release.data
    )
    with pytest.raises(PrivacyInputError, match="the 0 steps given are not the 2"):
        recipe.replay(dataset)
    other = Pseudonyms(column="name", key=ProjectKey(bytes(32)), domain="patient")
    with pytest.raises(PrivacyInputError, match="steps given are not"):
        recipe.replay(dataset, steps=(steps[0], other))
    with pytest.raises(PrivacyInputError, match="cannot be extended"):
        recipe.extend(dataset, dataset.data)
    with pytest.raises(PrivacyInputError, match="not in IdentifierRemoval"):
        Recipe.of_pipeline(Pipeline(steps=steps, release=IdentifierRemoval()), dataset, seed=3)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Leaky(Sampling):
    """A step that describes itself with its key."""

    def to_dict(self):
        return {"transformation": "leaky", "key": ProjectKey(bytes(range(32)))}


def test_a_step_that_would_write_its_key_is_refused(dataset, tmp_path):
    pipeline = Pipeline(
        steps=(Leaky(share=1),), release=FullDomainGeneralization(models=(KAnonymity(k=3),), levels=(2, 2, 2))
    )
    with pytest.raises(PrivacyInputError, match="steps holds a ProjectKey"):
        Recipe.of_pipeline(pipeline, dataset, seed=3).write(tmp_path / "recipe.toml")
    assert not list(tmp_path.iterdir())


def test_a_population_is_known_by_its_hash(dataset, tmp_path):
    names = list(dataset.quasi_identifiers)
    population = pd.concat([dataset.data[names]] * 2, ignore_index=True)
    method = FullDomainGeneralization(models=(KMap(k=4),), suppression_limit=0.5, population=population)
    recipe = Recipe.of(method.solve(dataset), seed=2)
    recipe.write(tmp_path / "recipe.toml")
    recipe = Recipe.read(tmp_path / "recipe.toml")
    assert recipe.replay(dataset, population=population).release.n_records > 0
    for wrong in (None, population.iloc[:90], population[names[:1]]):
        with pytest.raises(PrivacyInputError, match="population is missing or another"):
            recipe.replay(dataset, population=wrong)
    with pytest.raises(PrivacyInputError, match="cannot be extended"):
        recipe.extend(dataset, dataset.data)


def test_the_value_mapping_by_hand(plain, tmp_path):
    data = pd.DataFrame({"age": [3.0, 12.0, np.nan], "sex": pd.Series(["f", "m", "f"], dtype=object)})
    columns = {
        "age": Column(
            role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER, hierarchy=Intervals(widths=(10,), bounds=(0, 19))
        ),
        "sex": Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY),
    }  # fmt: skip
    method = FullDomainGeneralization(models=(KAnonymity(k=1),), levels=(1, 0))
    solution = method.solve(plain.dataset_of(data, columns))
    assert value_mapping(solution).to_numpy(dtype=object).tolist() == [
        ["age", 1, 3.0, "0-9"],
        ["age", 1, 12.0, "10-19"],
        ["age", 1, None, None],
        ["sex", 0, "f", "f"],
        ["sex", 0, "m", "m"],
    ]
    write_value_mapping(solution, tmp_path / "mapping.csv")
    assert (tmp_path / "mapping.csv").read_text().splitlines()[:2] == [
        "column,level,value,label",
        "age,1,3.0,0-9",
    ]


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_the_value_mapping_gives_the_release(plain, data):
    dataset = data.draw(plain.datasets())
    table = FullDomainGeneralization(models=(KAnonymity(k=1),), levels=()).compress(dataset)
    levels = tuple(data.draw(st.integers(0, top)) for top in table.top)
    solution = FullDomainGeneralization(models=(KAnonymity(k=1),), levels=levels).solve(dataset)
    mapping = value_mapping(solution)
    for name in dataset.quasi_identifiers:
        rows = mapping[mapping["column"] == name]
        became = {
            None if pd.isna(value) else value: label
            for value, label in zip(rows["value"], rows["label"], strict=True)
        }
        released = solution.generalize(dataset.data)[name]
        for before, after in zip(dataset.data[name], released, strict=True):
            expected = became[None if pd.isna(before) else before]
            assert expected == after or (pd.isna(expected) and pd.isna(after))


def test_models_of_the_table_as_a_whole_can_be_written(dataset, tmp_path):
    method = FullDomainGeneralization(
        models=(SampleUniqueness(share=0.05), TCloseness(sensitive="stage", t=0.5, distance="ordered")),
        suppression_limit=0.5,
    )
    recipe = Recipe.of(method.solve(dataset), seed=1)
    recipe.write(tmp_path / "recipe.toml")
    assert Recipe.read(tmp_path / "recipe.toml").models == method.models
