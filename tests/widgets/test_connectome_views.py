# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Views of connectomes: simulated people may be matched in sight, of real ones only means and distributions are drawn."""

from dataclasses import replace

import numpy as np
import pytest

from secured.common import Dataset, Modality, PrivacyInputError, Provenance, Standing
from secured.studies import assess
from secured.studies.neuro.connectome_defences import defend_connectomes
from secured.studies.neuro.connectome_identification import identify_by_connectomes
from secured_datasets.simulated.connectome_cohort import ConnectomeCohort
from secured_widgets import (
    CandidateTable,
    ChosenRelease,
    ConnectomeDefencesView,
    ConnectomeState,
    ConnectomeView,
    ReleaseExplorer,
    SignalExplorer,
    explorer_of,
)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    made = ConnectomeCohort(n_people=40, n_regions=40, volumes=200).make(np.random.default_rng(5))
    data = made.connectomes
    return Dataset(
        name="brains", title="Brains", modality=Modality.CONNECTOME, data=data, subjects=data.subjects, columns={},
        standing=Standing.SIMULATED, provenance=Provenance(source="a test", licence="none", citation="none"),
        population=40, prior=1.0, related={"people": made.people},
    )  # fmt: skip


@pytest.fixture(scope="module")
def identified(dataset):
    return identify_by_connectomes(dataset, rng=np.random.default_rng(1), draws=5)


def test_simulated_people_are_matched_in_sight_and_real_ones_are_not(identified, saved):
    shown = saved(ConnectomeView(identified))
    assert "Mean connectome of 40 simulated people" in shown and "Matching of 40 simulated people" in shown
    real = saved(ConnectomeView(replace(identified, standing=Standing.REAL)))
    assert "Mean connectome of 40 real people" in real and "data:image/png" not in real
    assert "Matching of" not in real and "simulated-0" not in shown + real


def test_bins_of_few_people_are_left_out_for_real_ones(identified):
    def bars(standing: Standing) -> int:
        return ConnectomeView(replace(identified, standing=standing)).to_html().count("themselves:")

    assert bars(Standing.REAL) < bars(Standing.SIMULATED)
    few = replace(identified, standing=Standing.REAL, similarities=identified.similarities[:4, :4])
    assert "mean of fewer than 5 people is not drawn" in ConnectomeView(few).to_html()


def test_the_number_of_edges_moves_the_map_and_the_table(identified):
    view = ConnectomeView(identified, ConnectomeState(edges=10))
    before = view.to_html()
    assert "10 edges of highest leverage" in before
    view.controls["edges"][0].value = 250
    assert view.state.edges == 250 and view.shown.value == view.to_html() != before
    with pytest.raises(PrivacyInputError, match="edges=7 is none of the sizes"):
        ConnectomeView(identified, ConnectomeState(edges=7))


def test_regions_without_networks_are_drawn_in_blocks(dataset):
    plain = replace(dataset.data, regions=tuple(f"<b>{at}</b>" for at in range(40)))
    found = identify_by_connectomes(replace(dataset, data=plain), rng=np.random.default_rng(1), draws=2)
    html = ConnectomeView(found).to_html()
    assert "regions 1 on" in html and "tell no networks" in html and "<b>" not in html


def test_defences_are_a_figure_and_a_table(dataset):
    found = defend_connectomes(dataset, k=5, rng=np.random.default_rng(1))
    html = ConnectomeDefencesView(found, standing="simulated").to_html()
    assert "40 simulated people, released in every way" in html and "one connectome for k=5" in html


def test_the_explorer_and_the_tables_take_connectomes_as_they_are(dataset, saved, assessment):
    study = assess(dataset, k=3, threshold=0.6, seed=7, workers=1)
    explorer = explorer_of(study)
    assert (
        isinstance(explorer, ReleaseExplorer)
        and type(explorer_of(assessment)).__name__ == "PrivacyUtilityExplorer"
    )
    explorer.controls["k"][0].value = 4
    point = explorer.attack()
    assert (
        point is not None and point.name == "one connectome for k=4" and "loss of edges" in explorer.to_html()
    )
    assert "right predictions" in explorer.solution_space().to_html()
    text = saved(explorer) + CandidateTable(study).to_html() + ChosenRelease(study).to_html()
    assert "simulated-0" not in text
    with pytest.raises(PrivacyInputError, match="holds connectome data"):
        SignalExplorer(study)
    with pytest.raises(PrivacyInputError, match="is a table"):
        ReleaseExplorer(assessment)
