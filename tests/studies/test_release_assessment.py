# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The main study: a release that keeps its promise or none with a reason, everything it rests on, and nobody's data."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secured.common import PrivacyInputError
from secured.dans import KAnonymity
from secured.dean import evaluate
from secured.studies import Candidate, Sweep, assess, describe_threat, split_people
from secured.studies.release_assessment import STAMP, _Confirmation

CANARY = "xylophone"
K, LENIENT, STRICT = 3, 0.4, 0.001
RUNS = ["baseline", "control", "main", "null", "positive"]


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """One cache for the module: equal studies are measured once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECURED_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def dataset(tables):
    return tables.simulated(900, dependence=0.0)


def study(dataset, **changed):
    given = {"k": K, "threshold": LENIENT, "population": 5000, "prior": 1.0, "seed": 7, "workers": 1}
    return assess(dataset, **(given | changed))


@pytest.fixture(scope="module")
def lenient(dataset):
    return study(dataset)


@pytest.fixture(scope="module")
def strict(dataset):
    return study(dataset, threshold=STRICT)


# A release, and that it is what it says


def test_a_release_is_chosen_at_a_lenient_threshold(lenient):
    chosen = lenient.choice.chosen
    assert chosen is not None and chosen.name in lenient.verdict and STAMP in lenient.verdict
    passing = [
        one
        for one in lenient.candidates
        if one.name in lenient.risks and lenient.risks[one.name].high < LENIENT
    ]
    assert chosen.loss == min(one.loss for one in passing) or len(lenient.choice.confirmations) > 1
    assert chosen.name != "identifiers removed"
    assert (
        lenient.choice.confirmations[-1].passed and lenient.choice.confirmations[-1].assessment.high < LENIENT
    )


def test_the_final_file_is_k_anonymous_for_everybody(tables, dataset, lenient):
    final = lenient.final
    sizes = tables.class_sizes(final)
    assert len(final.row_of) == dataset.n_people
    assert sizes[sizes > 0].min() >= K
    assert final.release.n_records == (sizes > 0).sum() and (sizes == 0).mean() < 0.15
    assert sorted(final.row_of[final.row_of >= 0]) == list(range(final.release.n_records))
    assert "name" not in final.release.data.columns


def test_the_final_file_says_of_everybody_what_is_true(tables, dataset, lenient):
    final = lenient.final
    shown = np.flatnonzero(final.row_of >= 0)
    rows = final.release.data.iloc[final.row_of[shown]]
    assert (rows["disease"].to_numpy() == dataset.data["disease"].iloc[shown].to_numpy()).all()
    for name in tables.KNOWN:
        described = final.release.descriptions.get(name, {})
        for label, value in zip(rows[name], dataset.data[name].iloc[shown], strict=True):
            one = np.array([value], dtype=object)
            assert described[label].covers(one)[0] if label in described else label == value


def test_the_final_file_is_made_by_the_chosen_recipe(lenient):
    assert lenient.final.release.parameters["levels"] == lenient.choice.chosen.levels
    assert lenient.final.release.guarantee.k == K


def test_the_final_file_keeps_the_levels_that_were_judged(tables, dataset):
    """Nothing is searched again among everybody: that could find levels that nobody attacked."""
    sweep = Sweep(dataset=dataset, people=split_people(900, seed=7), candidates=(), attacks=(), seed=7)
    candidate = Candidate(name="k=3", models=(KAnonymity(k=K),))
    judged = {"age": 4, "sex": 0, "postcode": 2}
    assert dict(zip(tables.KNOWN, candidate.solve(dataset).levels, strict=True)) != judged
    final = _Confirmation(sweep=sweep, attacks=()).final(candidate, judged)
    assert final.release.parameters["levels"] == judged and len(final.row_of) == 900


def test_linkage_on_the_final_file_finds_no_more_than_its_classes_allow(tables, dataset, lenient):
    """Attacked once more from outside the study, as the people themselves would."""
    sizes = tables.class_sizes(lenient.final)
    chance = np.divide(1, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    fitted = tables.linkage(dataset).fit(
        lenient.final.release, dataset.data.iloc[:0], np.random.default_rng(3)
    )
    claims = fitted.claim(dataset.data[list(tables.KNOWN)])
    hits = (claims.values[:, 0] == lenient.final.row_of) & ~claims.abstain & (lenient.final.row_of >= 0)
    assert abs(hits.sum() - chance.sum()) <= 4 * np.sqrt((chance * (1 - chance)).sum())


def test_none_is_chosen_at_a_threshold_that_so_few_cannot_show(strict):
    assert strict.choice.chosen is None and strict.final is None
    assert strict.verdict.startswith("No release is offered")
    resolution = 3 / len(strict.people.tuning)
    assert f"nothing below {resolution:.3f} can be seen" in strict.choice.reason
    assert all(risk.verdict != "not shown unsafe" for risk in strict.risks.values())


def test_people_who_tune_do_not_judge(lenient):
    people = lenient.people
    assert not np.isin(people.tuning, people.verdict).any()
    for look in lenient.choice.confirmations:
        for one in look.assessment.attacks:
            assert one.result.main.n == min(
                len(people.verdict), one.result.attack["threat"]["budget"] or 10**9
            )


def test_the_choice_is_judged_on_other_people_than_it_was_tuned_on(tables, monkeypatch, tmp_path):
    monkeypatch.setenv("SECURED_CACHE", str(tmp_path))
    attacked, world = [], Sweep.world
    monkeypatch.setattr(
        Sweep,
        "world",
        lambda self, linked, targets: attacked.append(set(targets)) or world(self, linked, targets),
    )
    found = study(tables.simulated(300, sensitive=()))
    looks, people = len(found.choice.confirmations), found.people
    assert looks > 0
    assert all(targets == set(people.tuning) for targets in attacked[:-looks])
    assert all(targets == set(people.verdict) for targets in attacked[-looks:])


def test_nobody_is_called_anonymous(lenient, strict):
    for one in (lenient, strict):
        assert (
            " anonymous" not in one.verdict.lower()
            and "safe" not in one.verdict.replace("unsafe", "").lower()
        )


# What is written down


def test_the_result_holds_everything_it_rests_on(dataset, lenient):
    found = json.loads(json.dumps(lenient.to_dict()))
    assert found["dataset"] == "simulated" and found["standing"] == "simulated"
    assert (found["k"], found["threshold"], found["seed"], found["alpha"]) == (K, LENIENT, 7, 0.05)
    assert found["data_fingerprint"] == dataset.fingerprint and found["wall_time_s"] >= 0
    assert {"secured", "python", "numpy", "pandas", "scipy", "scikit-learn"} <= set(found["versions"])
    threat = found["threat_model"]
    assert (threat["population"], threat["prior"], threat["knows"]) == (5000, 1.0, ["age", "sex", "postcode"])
    assert found["people"] == {"table": 900} | lenient.people.to_dict()
    assert found["reason"] and found["verdict"] and found["chosen"]["name"] == lenient.choice.chosen.name
    assert {one["attack"] for one in found["attacks_not_run"]} >= {
        "membership inference",
        "composition of several releases",
    }
    assert all(one["reason"] for one in found["attacks_not_run"])


def test_every_candidate_is_reported_with_both_sides(lenient):
    found = json.loads(json.dumps(lenient.to_dict()))["candidates"]
    assert len(found) == len(lenient.candidates) > 5
    for one in (one for one in found if one["verdict"] != "infeasible"):
        assert one["guarantee"]["text"] and 0 <= one["utility"]["loss"] <= 1 and one["parameters"]["levels"]
        risk = one["risk"]
        assert 0 <= risk["low"] <= risk["high"] <= 1 and 0 <= risk["plain"] <= 1
        assert one["verdict"] in ("shown unsafe", "not shown unsafe", "inconclusive") and risk["reason"]
        names = {attack["attack"]["attack"] for attack in one["attacks"]}
        assert names == {"linkage", "singling out", "inference of disease"} and risk["strongest"] in names
        assert set(risk["by_goal"]) == {"linkage", "singling out", "inference"}
        for attack in one["attacks"]:
            assert sorted(attack["runs"]) == RUNS
            assert all(run["n"] > 0 for run in attack["runs"].values())
            assert set(attack["excess"]) == {"point", "low", "high"} and attack["worst_off"]["top_n"] >= 10


def test_looks_at_the_verdict_people_are_reported_with_their_alpha(lenient):
    looks = lenient.to_dict()["confirmations"]
    assert looks and looks[-1]["passed"] and looks[-1]["final_file"]["verdict"] == "not shown unsafe"
    assert [look["alpha"] for look in looks] == [0.05 / 2**at for at in range(1, len(looks) + 1)]


@pytest.mark.slow
def test_one_seed_one_result(tables, dataset, lenient, tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_CACHE", str(tmp_path))
    again = study(dataset)
    assert tables.plain(again.to_dict()) == tables.plain(lenient.to_dict())
    assert again.final.release.data.equals(lenient.final.release.data)


def test_another_seed_or_k_gives_another_result(tables):
    dataset = tables.simulated(200, sensitive=())
    first = tables.plain(study(dataset, threshold=0.6).to_dict())
    seed, k = study(dataset, threshold=0.6, seed=8), study(dataset, threshold=0.6, k=8)
    assert tables.plain(seed.to_dict()) | {"seed": 7} != first
    assert {one.name for one in k.candidates} & {one["name"] for one in first["candidates"]} == {
        "identifiers removed",
        "quasi-identifiers suppressed",
    }
    assert all(one.guarantee["k"] in (None, 8) or one.guarantee["k"] > 8 for one in k.candidates)


def test_fewer_targets_are_attacked_if_so_asked(tables):
    found = study(tables.simulated(300, sensitive=()), threshold=0.6, n_targets=60)
    assert {attack.result.main.n for risk in found.risks.values() for attack in risk.attacks} == {60}
    assert found.to_dict()["people"]["tuning"] == 60


def test_progress_counts_to_the_end(tables):
    calls = []
    found = study(
        tables.simulated(120, sensitive=()), progress=lambda done, total: calls.append((done, total))
    )
    assert calls[-1] == (len(found.candidates),) * 2 and calls[0][0] == 0


def test_the_threat_model_is_told_in_words(dataset):
    text = describe_threat(dataset, {"prior": 1.0, "population": 5000})
    assert "age, sex, postcode" in text and "5000" in text and "certain" in text
    assert "chance 0.25" in describe_threat(dataset, {"prior": 0.25, "population": 5000})


# Files


def files(folder: Path) -> set[str]:
    return {place.name for place in folder.iterdir()}


def test_a_release_is_written_with_its_description(lenient, tmp_path):
    written = lenient.write(tmp_path)
    assert (
        {place.name for place in written}
        == files(tmp_path)
        == {"result.json", "release.parquet", "release.json"}
    )
    table = pd.read_parquet(tmp_path / "release.parquet")
    assert table.astype(str).equals(lenient.final.release.data.astype(str))
    sizes = table.groupby(list(lenient.final.release.quasi_identifiers), dropna=False).size()
    assert sizes.min() >= K
    described = json.loads((tmp_path / "release.json").read_text())
    assert (
        described["guarantee"]["k"] == K
        and described["n_records"] == len(table)
        and STAMP in described["verdict"]
    )
    assert json.loads((tmp_path / "result.json").read_text()) == json.loads(json.dumps(lenient.to_dict()))


def test_no_release_leaves_none_lying_about(lenient, strict, tmp_path):
    lenient.write(tmp_path)
    strict.write(tmp_path)
    assert files(tmp_path) == {"result.json"}
    assert json.loads((tmp_path / "result.json").read_text())["chosen"] is None


def half(self, path, **_):
    Path(path).write_bytes(b"half")
    raise OSError("no space left")


def test_a_broken_write_leaves_no_half_file(lenient, tmp_path, monkeypatch):
    monkeypatch.setattr(pd.DataFrame, "to_parquet", half)
    with pytest.raises(OSError, match="no space"):
        lenient.write(tmp_path)
    assert files(tmp_path) == set()


def test_a_broken_write_leaves_no_result_of_another_release(lenient, strict, tmp_path, monkeypatch):
    strict.write(tmp_path)
    original = Path.write_text

    def full(self, *given, **named):
        if "release.json" in self.name:
            raise OSError("no space left")
        return original(self, *given, **named)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="no space"):
        lenient.write(tmp_path)
    assert "release.parquet" not in files(tmp_path) or "result.json" not in files(tmp_path)


# Tables of other kinds


def test_a_table_without_secrets(tables):
    found = study(tables.simulated(400, sensitive=()))
    result = json.loads(json.dumps(found.to_dict()))
    assert {one["attack"] for one in result["attacks_not_run"]} >= {"attribute inference"}
    names = {attack["attack"]["attack"] for one in result["candidates"] for attack in one["attacks"]}
    assert names == {"linkage", "singling out"}
    assert found.choice.chosen is not None
    sizes = tables.class_sizes(found.final)
    assert sizes[sizes > 0].min() >= K


def test_a_secret_of_one_value_is_named_as_not_inferred(tables):
    dataset = tables.simulated(200)
    constant = tables.dataset_of(dataset.data.assign(disease="gout"), dataset.columns)
    assert "inference of disease" in {one.attack for one in study(constant).not_run}


def test_a_secret_that_so_few_cannot_settle_is_set_aside_and_named(tables):
    dataset = tables.simulated(200)
    rare = np.array(["gout"] * 190 + ["asthma"] * 10, dtype=object)
    found = study(tables.dataset_of(dataset.data.assign(disease=rare), dataset.columns), threshold=0.3)
    (named,) = [one for one in found.not_run if one.attack == "inference of disease"]
    assert "too few people" in named.reason
    assert all(
        attack.result.id != "inference of disease" for risk in found.risks.values() for attack in risk.attacks
    )


def test_a_table_too_small_for_k_offers_nothing(tables):
    found = study(tables.simulated(60), k=50, threshold=0.3)
    assert found.choice.chosen is None
    assert {one.infeasible != "" for one in found.candidates[1:]} == {True}
    assert all(one["verdict"] == "infeasible" for one in found.to_dict()["candidates"][1:])


def test_missing_values_are_no_obstacle(tables):
    dataset = tables.simulated(400, dependence=0.0)
    rng = np.random.default_rng(1)
    data = dataset.data.astype({"age": float})
    for name in ("age", "sex", "postcode", "disease"):
        data[name] = data[name].mask(rng.random(400) < 0.2)
    found = study(tables.dataset_of(data, dataset.columns), threshold=0.6)
    assert found.choice.chosen is not None
    sizes = tables.class_sizes(found.final)
    assert sizes[sizes > 0].min() >= K


# People stay out of what is written


def test_no_cell_of_a_person_is_written(tables, tmp_path, monkeypatch):
    monkeypatch.setenv("SECURED_CACHE", str(tmp_path / "cache"))
    dataset = tables.simulated(400, dependence=0.0, sensitive=("disease", "cost"))
    data = dataset.data.assign(
        name=[f"{CANARY} {at}" for at in range(400)],
        disease=[f"{CANARY} {value}" for value in dataset.data["disease"]],
    )
    few = [17, 50, 301]
    data.loc[few, "postcode"] = [f"9{CANARY}{at}" for at in few]
    data.loc[few, "sex"] = CANARY
    planted = tables.dataset_of(data, dataset.columns)
    found = study(planted, threshold=0.6)
    found.write(tmp_path / "out")
    assert found.final is not None
    texts = [place.read_text() for place in tmp_path.rglob("*.json")]
    assert len(texts) > 10 and not any(CANARY in text for text in texts)
    assert CANARY not in repr(found) + found.verdict


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"k": 901}, "k=901"),
        ({"k": 0}, "k=0"),
        ({"k": -2}, "k=-2"),
        ({"population": 899}, "population=899"),
        ({"prior": 0.0}, "population and prior"),
        ({"population": 0}, "population and prior"),
        ({"prior": 1.5}, "prior=1.5"),
        ({"prior": -0.5}, "prior=-0.5"),
        ({"threshold": 0.0}, "threshold=0"),
        ({"threshold": 1.0}, "threshold=1"),
        ({"threshold": float("nan")}, "threshold=nan"),
        ({"n_targets": -1}, "n_targets=-1"),
        ({"seed": -1}, "seed=-1"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_value(dataset, wrong, named):
    with pytest.raises(PrivacyInputError, match=named):
        study(dataset, **wrong)


def test_what_the_entry_says_needs_not_be_given(tables):
    dataset = replace(tables.simulated(100, sensitive=()), population=777, prior=0.5)
    found = study(dataset, population=0, prior=0.0)
    assert found.parameters["population"] == 777 and found.parameters["prior"] == 0.5


def test_too_few_people_are_refused(tables):
    with pytest.raises(PrivacyInputError, match="24 people are too few"):
        study(tables.simulated(24))


def test_a_person_of_two_rows_is_refused(tables):
    dataset = tables.simulated(200, sensitive=())
    for double in (0, 10, 150):
        subjects = dataset.subjects.copy()
        subjects[-1] = subjects[double]
        with pytest.raises(PrivacyInputError, match="one row a person|already seen"):
            study(replace(dataset, subjects=subjects), threshold=0.6)


def test_a_table_without_known_columns_is_refused(tables):
    dataset = tables.simulated(100)
    names = ("name", "disease")
    bare = tables.dataset_of(dataset.data[list(names)], {name: dataset.columns[name] for name in names})
    with pytest.raises(PrivacyInputError, match="quasi-identifier"):
        study(bare)


def test_the_table_is_left_untouched(tables):
    dataset = tables.simulated(120, seed=9, sensitive=())
    before = dataset.data.copy(deep=True)
    study(dataset)
    assert dataset.data.equals(before)


def test_the_chosen_release_survives_an_attack_by_other_people(tables, dataset, lenient):
    """A fresh world of other members, the same recipe: the attacks still find little."""
    levels = tuple(lenient.choice.chosen.levels[name] for name in dataset.quasi_identifiers)
    world = tables.world(dataset, lambda table: tables.at_levels(table, levels, k=K), seed=99)
    result = evaluate(tables.linkage(dataset), world)
    assert result.main.rate < 1 / K and result.control.successes == 0
