# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Genotypes go through the one flow: records are shown unsafe, who was counted is found, and a strict beacon hides it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from secured.common import Dataset, Modality, Provenance, Standing
from secured.common.genotypes import BeaconAnswers, Genotypes, ReleasedFrequencies
from secured.dean import Verdict, evaluate
from secured.studies import Sweep, assess, flow_of, split_people
from secured.studies.genomes.flow import GenomeFlow, unrelated
from secured_datasets.simulated.genomes import GenomeCohort


def dataset_of(cohort: GenomeCohort, seed: int = 5) -> Dataset:
    made = cohort.make(np.random.default_rng(seed))
    return Dataset(
        name="genomes",
        title="Genomes",
        modality=Modality.GENOTYPE,
        data=made.genotypes,
        subjects=made.genotypes.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="a test", licence="none", citation="none"),
        population=1000,
        prior=0.5,
        related={"people": made.people},
    )


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return dataset_of(GenomeCohort(n_people=220, n_variants=6000, block=8, populations=("one",), families=20))


@pytest.fixture(scope="module")
def flow(dataset: Dataset) -> GenomeFlow:
    found = flow_of(dataset)
    assert isinstance(found, GenomeFlow)
    return found


@pytest.fixture(scope="module")
def sweep(dataset: Dataset, flow: GenomeFlow) -> Sweep:
    return Sweep(
        dataset=dataset,
        people=split_people(flow.n_people, seed=7, shares=flow.shares),
        candidates=flow.candidates(10),
        attacks=flow.attacks(population=1000, prior=0.5),
        seed=7,
    )


def test_children_of_people_in_the_data_are_left_out(dataset, flow):
    founders = dataset.data.people[unrelated(dataset)]
    parents = set(dataset.related["people"][["father", "mother"]].dropna().to_numpy().ravel())
    assert flow.n_people == len(founders) == 200
    assert parents <= set(founders)
    assert flow.originals.facts(np.arange(200), ())["father"].isna().all()


def test_the_ladder_goes_from_records_to_a_beacon_that_hardly_answers(flow):
    names = [one.name for one in flow.candidates(10)]
    assert names[:5] == [
        "identifiers removed", "1000 common variants", "100 common variants", "20 common variants", "allele frequencies",
    ]  # fmt: skip
    assert names[-1] == "beacon from 50 carriers" and flow.grouped(10).name in names
    losses = [flow.make(one, flow.part(np.arange(80)), 7).utility["loss"] for one in flow.candidates(10)[:5]]
    assert losses[0] == 0 and losses == sorted(losses[:4]) + losses[4:]


def results_of(sweep: Sweep, name: str):
    candidate = next(one for one in sweep.candidates if one.name == name)
    world = sweep.world(sweep.flow.make(candidate, sweep.members, sweep.seed).linked, sweep.people.members)
    return {one.id.split(",")[0]: evaluate(one, world) for one in sweep.attacks}


def test_records_are_linked_and_sums_are_not(sweep):
    assert results_of(sweep, "100 common variants")["linkage of genotypes"].main.rate > 0.9
    counted = results_of(sweep, "allele frequencies")["linkage of genotypes"]
    assert (counted.main.claimed, counted.positive.rate) == (0, 1.0)


def test_who_was_counted_is_found_and_a_strict_beacon_hides_it(sweep):
    """Same people, same adversary: frequencies give members away, yes from 50 carriers on does not."""
    loose = results_of(sweep, "allele frequencies")["membership in allele frequencies"]
    assert loose.main.rate > 0.6 and loose.control.rate < 0.2 and loose.null.rate < 0.25
    open_beacon = results_of(sweep, "beacon")["beacon membership"]
    strict = results_of(sweep, "beacon from 50 carriers")["beacon membership"]
    assert open_beacon.main.rate - open_beacon.control.rate > 0.3
    assert strict.main.rate - strict.control.rate < 0.15


def test_who_reads_which_defence_a_release_names_finds_more(sweep):
    """A threshold and turned answers look like noise to who takes the beacon for an honest one."""
    found = results_of(sweep, "beacon from 10 carriers")
    plain, aware = found["beacon membership"], found["beacon membership by who knows the defence"]
    assert aware.main.rate - aware.control.rate > plain.main.rate - plain.control.rate + 0.1
    assert aware.null.rate < 0.25 and aware.to_dict()["attack"]["believes"].startswith(
        "what the release says"
    )


def test_what_leaves_is_drawn_with_a_secret_and_written_whole(flow, tmp_path: Path):
    by_name = {one.name: one for one in flow.candidates(10)}
    turned = by_name["beacon, epsilon 2 an allele"]
    once, again = (flow.final(turned, {}, 7).release.data.answers for _ in range(2))
    assert (once != again).mean() == pytest.approx(2 * 0.119 * 0.881, abs=0.03)
    tried = flow.make(turned, flow.part(np.arange(flow.n_people)), 7).linked.release.data.answers
    assert (tried != once).mean() > 0.15
    for name, kind, column in (
        ("identifiers removed", Genotypes, "person 199"),
        ("allele frequencies", ReleasedFrequencies, "frequency"),
        ("beacon", BeaconAnswers, "answer"),
    ):
        release = flow.final(by_name[name], {}, 7).release
        assert isinstance(release.data, kind)
        table = pd.read_parquet(flow.write(release, tmp_path))
        assert len(table) == release.data.n_variants and table.columns[-1] == column
        assert "simulated-" not in table.to_csv()


@pytest.mark.slow
def test_a_report_shows_records_unsafe_and_says_what_was_not_run(dataset, tmp_path: Path):
    found = assess(dataset, k=10, threshold=0.35, workers=2)
    verdicts = {name: one.verdict for name, one in found.risks.items()}
    assert verdicts["identifiers removed"] is Verdict.SHOWN_UNSAFE
    assert verdicts["allele frequencies"] is Verdict.SHOWN_UNSAFE
    assert "reconstruction" in str([one.to_dict() for one in found.not_run])
    written = found.write(tmp_path)
    assert "simulated-0" not in "".join(path.read_text() for path in written if path.suffix == ".json")
