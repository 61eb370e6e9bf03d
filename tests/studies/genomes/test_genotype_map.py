# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Maps count people and keep none: small squares are withheld, no coordinate stays, relatives are those that are there."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, Provenance, Standing
from secured.common.genotypes import Genotypes
from secured.dean.genomes.components import principal_components
from secured.studies.genomes.genotype_map import map_genotypes
from secured_datasets.simulated.genomes import GenomeCohort

CANARY = "Q7731"


def dataset(people: pd.DataFrame, genotypes: Genotypes) -> Dataset:
    named = replace(genotypes, subjects=np.array([f"{CANARY}-{at}" for at in range(len(genotypes))]))
    return Dataset(
        name="toy",
        title="Toy genomes",
        modality=Modality.GENOTYPE,
        data=named,
        subjects=named.subjects,
        columns={},
        standing=Standing.SIMULATED,
        provenance=Provenance(source="seeded code", licence="none", citation=""),
        related={"people": people},
    )


@pytest.fixture(scope="module")
def cohort() -> Dataset:
    made = GenomeCohort(n_people=100, n_variants=6_000, block=8, families=20, least_frequency=0.05)
    drawn = made.make(np.random.default_rng(2))
    return dataset(drawn.people, drawn.genotypes)


@pytest.fixture(scope="module")
def found(cohort):
    return map_genotypes(cohort, np.random.default_rng(1), perplexity=15)


def test_shown_and_withheld_are_everybody_and_no_square_has_fewer_than_five(cohort, found):
    assert [one.name for one in found.maps] == ["Components 1 and 2", "Components 3 and 4", "t-SNE"]
    assert found.groups == {"north": 50, "south": 50}
    for one in found.maps:
        assert min(one.cells.values()) >= 5
        for group, n in found.groups.items():
            assert (
                sum(count for (of, _, _), count in one.cells.items() if of == group) + one.withheld[group]
                == n
            )
        assert min(column for _, column, _ in one.cells) == min(row for _, _, row in one.cells) == 0
    assert any(sum(one.withheld.values()) for one in found.maps)


def test_squares_hold_whom_their_coordinates_say(cohort, found):
    placed = principal_components(cohort.data, n_components=4).coordinates[:, :2]
    north = (cohort.related["people"]["population"] == "north").to_numpy()
    edges = [np.linspace(placed[:, at].min(), placed[:, at].max(), found.grid + 1) for at in (0, 1)]
    counted = np.histogram2d(placed[north, 0], placed[north, 1], bins=edges)[0]
    shown = sorted(n for (group, _, _), n in found.maps[0].cells.items() if group == "north")
    assert shown == sorted(int(n) for n in counted.ravel() if n >= 5)


def test_no_coordinate_and_no_person_is_kept(cohort, found):
    text = json.dumps(found.to_dict()) + repr(found)
    assert CANARY not in text
    for value in principal_components(cohort.data, n_components=4).coordinates.ravel()[:200]:
        assert f"{value:.4f}".lstrip("-") not in text


def test_children_are_of_first_degree_and_counted_in_pairs(found):
    assert found.related.pairs["same genome"] == 0
    assert found.related.pairs["first degree"] == 40
    assert 0.005 < found.related.error < 0.05
    assert min(found.related.histogram.values()) >= 5
    high = [n for low, n in found.related.histogram.items() if low > 0.19]
    assert 30 <= sum(high) <= 40  # bins of fewer than five pairs are withheld


def test_few_relatives_are_not_counted(cohort):
    people = cohort.related["people"]
    founders = np.flatnonzero(people["father"].isna())
    two = np.concatenate((founders, np.flatnonzero(people["father"].notna())[:1]))
    related = map_genotypes(cohort.take(two), np.random.default_rng(1), perplexity=None).related
    assert related.pairs["first degree"] is None
    assert related.pairs["same genome"] == 0


def test_degrees_that_chance_reaches_are_not_told(cohort):
    few = replace(cohort, data=cohort.data.select(np.arange(0, 6_000, 40)))
    related = map_genotypes(few, np.random.default_rng(1), perplexity=None).related
    assert "third degree" in related.not_told
    assert "third degree" not in related.pairs


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({"rare": 4, "rarer": 4, "many": 92}, {"many": 92, "others": 8}),
        ({"rare": 4, "few": 6, "many": 90}, {"many": 90, "others": 10}),
        ({"few": 5, "many": 95}, {"few": 5, "many": 95}),
        ({"one": 1, "two": 2, "many": 97}, {"others": 100}),
    ],
)
def test_small_groups_are_taken_together_until_they_are_enough(cohort, sizes, groups):
    names = np.repeat(list(sizes), list(sizes.values())).astype(object)
    few = replace(cohort, related={"people": pd.DataFrame({"population": names})})
    assert map_genotypes(few, np.random.default_rng(1), perplexity=None).groups == groups


def test_without_groups_all_are_one(cohort):
    alone = map_genotypes(cohort, np.random.default_rng(1), group_by="", perplexity=None)
    assert alone.groups == {"everybody": 100}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"least": 4}, "least=4"),
        ({"grid": 1}, "grid=1"),
        ({"group_by": "home"}, "toy has no fact 'home' of people"),
    ],
)
def test_what_would_show_too_much_or_is_not_there_is_refused(cohort, wrong, message):
    with pytest.raises(PrivacyInputError, match=f"map_genotypes: .*{message}|map_genotypes: {message}"):
        map_genotypes(cohort, np.random.default_rng(1), **wrong)
