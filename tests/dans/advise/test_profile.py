# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the decision support sees of a table, and how a trial measures averages, by hand."""

import numpy as np
import pandas as pd
import pytest

from secured.common import Column, ColumnType, Role
from secured.dans import FullDomainGeneralization, KAnonymity
from secured.dans.tables.advise.profile import Profile
from secured.dans.tables.advise.trial import Candidate, run_trial
from secured.dans.tables.transformations.mdav import MDAV
from secured.dans.tables.transformations.pipeline import Pipeline

NUMBER = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.INTEGER)
TEXT = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.CATEGORY)
SECRET = Column(role=Role.SENSITIVE, type=ColumnType.CATEGORY)


def test_a_profile_by_hand(plain):
    data = pd.DataFrame(
        {
            "age": [20, 20, 30, 40],
            "sex": pd.Series(["f", "f", "m", None], dtype=object),
            "ill": pd.Series(["a", "a", "b", None], dtype=object),
        }
    )
    profile = Profile.of(plain.dataset_of(data, {"age": NUMBER, "sex": TEXT, "ill": SECRET}))
    assert (profile.people, profile.tuples, profile.alone) == (4, 3, 0.5)
    assert (profile.numeric, profile.sets, profile.unordered) == (("age",), (), ())
    assert profile.missing == {"sex": 0.25}
    assert profile.separation == pytest.approx({"age": 5 / 6, "sex": 5 / 6})
    assert profile.distinction == {"age": 0.75, "sex": 0.75}
    ill = profile.sensitive[0]
    assert (ill.n_values, ill.commonest, ill.missing, ill.distance) == (
        2,
        pytest.approx(2 / 3),
        0.25,
        "equal",
    )
    assert ill.effective == pytest.approx(3 / 2 ** (2 / 3))
    assert ill.without_commonest == (1, 0)
    assert [ill.most_classes(l) for l in (2, 3, 9)] == [1, 0, 0]


def test_no_table_has_more_classes_of_l_values_than_the_profile_allows(plain):
    """Everybody beyond the l - 1 commonest can be the l-th value of one class: counted by force."""
    from itertools import product

    values = list("aaabbc")
    data = pd.DataFrame({"age": range(6), "ill": pd.Series(values, dtype=object)})
    ill = Profile.of(plain.dataset_of(data, {"age": NUMBER, "ill": SECRET})).sensitive[0]
    for l in (2, 3):
        most = 0
        for parts in product(range(3), repeat=6):
            classes = [
                {value for value, part in zip(values, parts, strict=True) if part == at} for at in set(parts)
            ]
            most = max(most, len(classes) if all(len(one) >= l for one in classes) else 0)
        assert most <= ill.most_classes(l)
    assert ill.most_classes(2) == 3 and ill.most_classes(3) == 1


@pytest.mark.parametrize(
    ("values", "sets"),
    [
        (["a|b", "c", "d"], True),
        ([("a", "b"), ("c",), None], True),
        (["a", "b", "c"], False),
        ([None, None, None], False),
        ([1, 2, 3], False),
    ],
)
def test_columns_of_sets_are_recognised(plain, values, sets):
    column = NUMBER if values == [1, 2, 3] else TEXT
    cells = np.empty(3, dtype=object)
    cells[:] = values
    data = pd.DataFrame(
        {"codes": pd.Series(cells, dtype=None if column is NUMBER else object), "sex": list("ffm")}
    )
    profile = Profile.of(plain.dataset_of(data, {"codes": column, "sex": TEXT}))
    assert profile.sets == (("codes",) if sets else ())


def test_the_loss_of_averages_is_the_spread_of_those_averaged(plain):
    """20 and 22, 80 and 84: each average stands for 2 of 4 values, (4 x 1/2 - 1) / (4 - 1) = 1/3 of what can be lost."""
    data = pd.DataFrame({"age": [20, 80, 22, 84]})
    dataset = plain.dataset_of(data, {"age": NUMBER})
    method = Pipeline(
        steps=(MDAV(columns=("age",), k=2),),
        release=FullDomainGeneralization(models=(KAnonymity(k=2),), levels=(0,)),
    )
    candidate = Candidate(
        name="m", method=method, protects=(), does_not_protect=(), source="s", measured="groups"
    )
    trial = run_trial(candidate, dataset, seed=0, seconds=1.0)
    assert trial.loss == pytest.approx(1 / 3)
    assert (trial.highest, trial.average, trial.left_out, trial.proved_optimal) == (0.5, 0.5, 0, None)
    wide = run_trial(candidate, plain.dataset_of(data.assign(age=[20, 22, 22, 20]), {"age": NUMBER}), 0, 1.0)
    assert wide.loss == pytest.approx(0.0)  # equal people are averaged among themselves


def test_an_average_over_missing_and_recorded_values_says_nothing(plain):
    data = pd.DataFrame({"age": [20.0, 80.0, 22.0, np.nan, np.nan, 84.0, np.nan, 20.0]})
    dataset = plain.dataset_of(data, {"age": NUMBER})
    method = Pipeline(
        steps=(MDAV(columns=("age",), k=8),),
        release=FullDomainGeneralization(models=(KAnonymity(k=8),), levels=(0,)),
    )
    candidate = Candidate(
        name="m", method=method, protects=(), does_not_protect=(), source="s", measured="groups"
    )
    assert run_trial(candidate, dataset, seed=0, seconds=1.0).loss == pytest.approx(1.0)
