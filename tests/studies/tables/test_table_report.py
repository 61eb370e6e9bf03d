# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The study behind the report table_anonymization: its numbers agree with its files, and the files with the promise."""

import json
import re
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError, SecuredError
from secured.dans import Certificate, Recipe, classes_of_release
from secured.studies.report import report_names, run_report
from secured.studies.tables import study as table_study
from secured.studies.tables.study import OBJECTIVES, TableStudy, anonymize
from secured_datasets import load

DAY = "2026-01-31"
CANARY = "CANARY-4242"
FILES = {
    "release.parquet", "release.json", "certificate.html", "certificate.json", "recipe.toml", "value_mapping.csv",
    "result.json",
}  # fmt: skip


@pytest.fixture(scope="module")
def dataset():
    return load("nafld")


@pytest.fixture(scope="module")
def study(dataset) -> TableStudy:
    return anonymize(dataset, k=10, l=2, t=0.3, date=DAY)


@pytest.fixture(scope="module")
def written(study, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    assert {place.name for place in study.write(folder)} == FILES
    return folder


# What is measured


def test_the_release_keeps_what_it_promises(study):
    assert (
        study.release.guarantee.text == "10-anonymity, distinct 2-diversity of death, 0.3-closeness of death"
    )
    groups = study.release.data.groupby(list(study.release.quasi_identifiers), dropna=False)["death"]
    assert groups.size().min() >= 10 and groups.nunique().min() >= 2
    overall = (study.release.data["death"] == "yes").mean()
    assert (
        groups.agg(lambda one: abs((one == "yes").mean() - overall)).max()
        <= study.release.guarantee.t["death"]
    )
    assert "id" not in study.release.data and "case_id" not in study.release.data


def test_risk_falls_below_the_threshold(study):
    before, after = study.before, study.after
    assert before.threshold == after.threshold == 0.1
    assert before.prosecutor.highest == 1 and before.prosecutor.at_risk > 0.6
    assert after.prosecutor.highest <= 0.1 and after.prosecutor.at_risk == 0
    again = classes_of_release(study.release).risk(threshold=0.1)
    assert again.prosecutor == after.prosecutor
    assert after.n_records + after.suppressed == study.dataset.n_people


def test_a_larger_population_lowers_the_journalists_chance_alone(dataset, study):
    wide = anonymize(dataset, k=10, l=2, t=0.3, population=175_490, date=DAY)
    assert wide.before.prosecutor == study.before.prosecutor
    assert wide.before.journalist.highest < 0.3 < study.before.journalist.highest == 1
    assert wide.suda2.dis < study.suda2.dis  # a tenth of the population is drawn, not all of it


def test_the_map_of_the_lattice_has_the_same_optimum(dataset, study):
    limit = {"suppression_limit": 0.05}
    assert study.surface.best(k=10, l=2, t=0.3, **limit).levels == study.solution.levels
    plain = anonymize(dataset, k=10, date=DAY)
    assert plain.surface.best(k=10, **limit).levels == plain.solution.levels
    assert plain.surface.sensitive is None and len(plain.surface.levels) == 1800


def test_a_lattice_that_is_too_large_has_no_map(study, monkeypatch):
    monkeypatch.setattr(table_study, "MOST_BYTES", 1000)
    study.__dict__.pop("surface", None)
    assert study.surface is None
    study.__dict__.pop("surface", None)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_objective_is_minimised_and_named(tables, objective):
    found = anonymize(tables.simulated(300), k=5, objective=objective, suppression_limit=0.1, date=DAY)
    assert found.to_dict()["objective"]["objective"] == objective
    assert found.solution.node.optimal and found.after.prosecutor.highest <= 0.2


def test_given_levels_are_used(dataset):
    found = anonymize(dataset, k=10, levels="bmi=3, age = 3,sex=0, weight=4, height=3", date=DAY)
    assert found.levels == {"age": 3, "sex": 0, "weight": 4, "height": 3, "bmi": 3}
    assert found.to_dict()["levels_chosen_by"] == "owner" and "given by the owner" in found._repr_html_()


def test_a_table_without_secrets(tables):
    found = anonymize(tables.simulated(300, sensitive=()), k=5, date=DAY)
    assert found.parameters["sensitive"] is None and found.release.guarantee.text == "5-anonymity"
    with pytest.raises(PrivacyInputError, match="no sensitive column"):
        anonymize(tables.simulated(300, sensitive=()), k=5, l=2)


def test_the_secret_can_be_named(tables):
    found = anonymize(tables.simulated(300), k=5, l=3, sensitive="disease", suppression_limit=0.1, date=DAY)
    assert found.release.guarantee.l == {"disease": 3}


# What is written


def test_the_result_agrees_with_the_files(study, written):
    result = json.loads((written / "result.json").read_text())
    assert result == json.loads(json.dumps(study.to_dict()))
    assert result["people"] == {
        "table": 17549,
        "released": study.release.n_records,
        "left_out": study.solution.n_suppressed,
    }
    assert set(result["files"]["to_hand_out"]) | set(result["files"]["owner_only"]) == FILES
    table = pd.read_parquet(written / "release.parquet")
    assert table.astype(str).equals(study.release.data.astype(str))
    described = json.loads((written / "release.json").read_text())
    assert described["n_records"] == len(table) and described["guarantee"] == result["guarantee"]
    assert described["seed"] is None and "recipe" not in described


def test_the_recipe_makes_the_same_release_again(study, written):
    again = Recipe.read(written / "recipe.toml").replay(study.dataset)
    assert again.release.data.equals(study.release.data)
    assert np.array_equal(again.row_of, study.linked.row_of)


def test_the_certificate_is_about_this_release(study, written):
    for name in ("certificate.html", "certificate.json"):
        assert Certificate.verify(written / name)
    certificate = Certificate.read(written / "certificate.json")
    assert certificate.matches(study.release) and certificate.content["date"] == DAY
    assert certificate.content["content_sha256"] == study.to_dict()["certificate_sha256"]
    other = anonymize(study.dataset, k=10, date=DAY)
    assert not certificate.matches(other.release)


def test_the_mapping_belongs_to_the_owner_and_fits_the_release(study, written):
    for name in ("recipe.toml", "value_mapping.csv"):
        assert stat.S_IMODE((written / name).stat().st_mode) == 0o600
    mapping = pd.read_csv(written / "value_mapping.csv", dtype=str, keep_default_na=False)
    labels = set(mapping.loc[mapping["column"] == "weight", "label"])
    assert set(study.release.data["weight"].dropna()) <= labels


def test_one_seed_one_release(tables):
    table = tables.simulated(300)
    first, again, other = (anonymize(table, k=5, seed=seed, date=DAY) for seed in (7, 7, 8))
    assert first.release.data.equals(again.release.data) and not first.release.data.equals(other.release.data)
    assert tables.plain(first.to_dict()) == tables.plain(again.to_dict())


def test_a_second_study_leaves_nothing_of_the_first(tables, tmp_path, monkeypatch):
    anonymize(tables.simulated(300), k=5, date=DAY).write(tmp_path)
    second = anonymize(tables.simulated(200), k=5, date=DAY)

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(table_study, "write_value_mapping", full)
    with pytest.raises(OSError, match="no space"):
        second.write(tmp_path)
    assert {place.name for place in tmp_path.iterdir()} == {"release.parquet", "release.json", "recipe.toml"}
    assert len(pd.read_parquet(tmp_path / "release.parquet")) == second.release.n_records


def test_no_cell_of_a_person_is_written_where_it_may_leave(tables, tmp_path):
    dataset = tables.simulated(400)
    data = dataset.data.assign(
        name=[f"{CANARY} {at}" for at in range(400)], disease=[f"{CANARY} {one}" for one in dataset.data["disease"]]
    )  # fmt: skip
    data.loc[[17, 50], "postcode"] = [f"9{CANARY}{at}" for at in range(2)]
    found = anonymize(tables.dataset_of(data, dataset.columns), k=5, l=2, suppression_limit=0.1, date=DAY)
    found.write(tmp_path)
    for name in FILES - {"release.parquet", "value_mapping.csv"}:
        assert CANARY not in (tmp_path / name).read_text(), name
    assert CANARY not in repr(found) + found._repr_html_()


def test_the_table_is_left_untouched(tables):
    dataset = tables.simulated(200)
    before = dataset.data.copy(deep=True)
    anonymize(dataset, k=5, date=DAY)
    assert dataset.data.equals(before)


@pytest.mark.parametrize(
    "wrong, named",
    [
        ({"k": 0}, "k=0"),
        ({"k": 301}, "k=301"),
        ({"l": 0}, "l=0"),
        ({"t": 1.5}, "t=1.5"),
        ({"t": float("nan")}, "t=nan"),
        ({"sensitive": "age"}, "age is no sensitive column"),
        ({"objective": "beauty"}, "unknown objective 'beauty'"),
        ({"population": 299}, "population=299"),
        ({"seed": -1}, "seed=-1"),
        ({"levels": "age=1"}, "levels must name each of age, sex, postcode once"),
        ({"levels": "age=1, sex=0, postcode=0, age=2"}, "levels must name"),
        ({"levels": "age=1, sex=-1, postcode=0"}, "levels must name"),
        ({"levels": "age=1, sex=0, postcode=99"}, "not in the lattice"),
        ({"date": "yesterday"}, "date"),
        ({"suppression_limit": -0.1}, "suppression_limit=-0.1"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_value(tables, wrong, named):
    with pytest.raises(PrivacyInputError, match=named):
        anonymize(tables.simulated(300), **{"k": 5} | wrong)


# The report


def test_the_template_is_found():
    assert "table_anonymization" in report_names()


def test_an_unfitting_parameter_of_the_report_comes_back_as_one_sentence(tmp_path):
    with pytest.raises(PrivacyInputError, match="k must be a whole number"):
        run_report("table_anonymization", {"k": "many"}, output_dir=str(tmp_path / "out"))


@pytest.mark.slow
def test_the_report_stands_alone_and_answers_to_its_parameters(tmp_path):
    folders = {k: run_report("table_anonymization", {"dataset": "nafld", "k": k, "date": DAY}, output_dir=str(tmp_path / k)) for k in ("10", "20")}  # fmt: skip
    results = {k: json.loads((folder / "result.json").read_text()) for k, folder in folders.items()}
    assert results["10"]["loss"] < results["20"]["loss"]
    for k, folder in folders.items():
        assert {place.name for place in folder.iterdir()} == FILES | {"report.html"}
        assert results[k]["parameters"]["k"] == int(k) and results[k]["risk"]["after"]["prosecutor"]["highest"] <= 1 / int(k)  # fmt: skip
        page = (folder / "report.html").read_text(encoding="utf-8")
        outside = set(re.findall(r"https?://[^\"' <)]+", page)) - {"http://www.w3.org/2000/svg"}
        assert not outside and "Traceback" not in page and "<script src" not in page
        assert page.count("<svg") >= 10 and "All generalizations" in page and "Certificate" in page
        assert "interactive control" not in page
    with pytest.raises(SecuredError, match="k=99999"):
        run_report("table_anonymization", {"k": "99999"}, output_dir=str(tmp_path / "wrong"))
