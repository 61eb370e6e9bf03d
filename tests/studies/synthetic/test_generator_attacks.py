# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Generators and folders attacked as a whole: copies are found beside chance, wide noise gives nobody away, counts only."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from secured.common import (
    Column,
    ColumnType,
    Dataset,
    DatasetUnavailable,
    Modality,
    PrivacyInputError,
    Provenance,
    Role,
    Standing,
)
from secured.common.images import Images
from secured.dean.synthetic import GanLeaks, Lira, NeighbourExtraction
from secured.sdg import KernelDensity
from secured.studies.synthetic.dp_audit import broken_trials, laplace_trials, repeat_audits
from secured.studies.synthetic.generator_attacks import BY_LOSS, attack_generator
from secured.studies.synthetic.shadow_models import attack_by_shadows, shadows_of
from secured.studies.synthetic.synthetic_folder import read_synthetic_folder

COLUMN = Column(role=Role.QUASI_IDENTIFIER, type=ColumnType.REAL)


def of(data, modality: Modality) -> Dataset:
    columns = {name: COLUMN for name in data.columns} if modality is Modality.TABLE else {}
    return Dataset(
        name="trial", title="A trial", modality=modality, data=data, columns=columns, standing=Standing.SIMULATED,
        subjects=np.array([f"Q7731-{at}" for at in range(len(data))]) if modality is Modality.TABLE else data.subjects,
        provenance=Provenance(source="s", licence="l", citation="c"),
    )  # fmt: skip


def table(n: int) -> Dataset:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(n, 4)) * [1, 5, 20, 1] + np.where(rng.random((n, 1)) < 0.3, 3.0, 0.0)
    return of(pd.DataFrame(values, columns=["a", "b", "c", "d"]), Modality.TABLE)


def patterns(n: int) -> Dataset:
    pixels = np.random.default_rng(1).integers(0, 256, (n, 8, 8, 1), dtype=np.uint8)
    return of(
        Images(
            pixels=pixels, subjects=np.array([f"Q7731-{at}" for at in range(n)]), sessions=np.zeros(n, int)
        ),
        Modality.IMAGE,
    )


def attacked(people: Dataset, bandwidth: float, n: int = 60, **more):
    groups = [people.take(part) for part in np.split(np.arange(people.n_people), [n, 4 * n])]
    fitted = KernelDensity(bandwidth=bandwidth).fit(groups[0], rng=np.random.default_rng(2))
    return attack_generator(
        fitted, *groups, name="<kernel>", rng=np.random.default_rng(3), n_synthetic=300,
        attacks=[GanLeaks(calibrated=False), GanLeaks()], **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copied():
    return attacked(table(420), 0.02, extraction=NeighbourExtraction(share=0.1))


def test_a_generator_that_copies_is_found_out(copied):
    curves = copied.curves()
    assert list(curves) == ["GAN-leaks", "GAN-leaks, calibrated", BY_LOSS]
    assert all(one.area > 0.9 for one in curves.values())
    assert copied.extraction.share.low > 0.8 and copied.by_chance.share.high < 0.2
    assert copied.repeated_right > 0.8 * len(copied.repeated.sizes) > 10
    assert copied.worst.isolated == 6 and copied.worst.isolated_found >= 5
    assert (copied.n_training, copied.n_outsiders, copied.n_reference, copied.n_synthetic) == (
        60,
        180,
        180,
        300,
    )


def test_wide_noise_gives_nobody_away():
    found = attacked(table(420), 2.0, extraction=NeighbourExtraction(share=0.1))
    assert all(abs(one.area - 0.5) < 0.12 for one in found.curves().values())
    assert found.extraction.share.low <= found.by_chance.share.high and found.extraction.extracted < 15


def test_images_are_attacked_alike():
    found = attacked(patterns(240), 0.05, n=40)
    assert found.extraction.extracted == 40 and found.by_chance.extracted == 0
    assert found.curves()["GAN-leaks"].area == 1


def test_only_counts_and_curves_are_handed_on(copied):
    text = json.dumps(copied.to_dict()) + copied._repr_html_() + repr(copied)
    assert "Q7731" not in text and "array" not in text
    row = copied.table().iloc[0]
    assert row["floor of FPR"] == 1 / 180 and np.isnan(row["TPR at FPR 0.1 %"])


def test_people_of_two_groups_are_refused():
    people = table(90)
    fitted = KernelDensity(bandwidth=1.0).fit(people, rng=np.random.default_rng(0))
    one, other = people.take(np.arange(60)), people.take(np.arange(50, 90))
    strangers = replace(other, subjects=np.array([f"r{at}" for at in range(40)]))
    with pytest.raises(PrivacyInputError, match="10 people are in two"):
        attack_generator(fitted, one, other, strangers, name="x", rng=np.random.default_rng(0))


def test_shadow_models_tell_members_of_a_narrow_generator_and_not_of_a_wide_one():
    pool = table(240)
    found = {}
    for bandwidth in (0.3, 5.0):
        shadows, seconds = shadows_of(
            KernelDensity(bandwidth=bandwidth), pool, n_models=16, n_members=120, rng=np.random.default_rng(5)
        )
        found[bandwidth] = attack_by_shadows(shadows, generator="kernel density")
        assert seconds >= 0
    assert found[0.3].found_at(0.01).low > 0.2
    assert found[5.0].found_at(0.01).low <= 0.02
    offline = attack_by_shadows(shadows, generator="kernel density", attack=Lira(knows="offline"))
    assert offline.attack == "LiRA, offline" and abs(offline.curve.area - 0.5) < 0.1
    one = json.loads(json.dumps(found[0.3].to_dict()))
    assert set(one["true_positives_at"]) == {"0.1", "0.01"} and one["floor"] == 1 / 120
    with pytest.raises(PrivacyInputError, match="show no false positive rate of 0.001"):
        found[0.3].found_at(0.001)


def test_a_folder_is_attacked_as_its_generator_would_be(tmp_path):
    people = table(300)
    fitted = KernelDensity(bandwidth=0.02).fit(people.take(np.arange(60)), rng=np.random.default_rng(2))
    fitted.sample(200, rng=np.random.default_rng(3)).data.to_csv(tmp_path / "synthetic.csv", index=False)
    (tmp_path / "training.txt").write_text("\n".join(people.subjects[:60]) + "\n", encoding="utf-8")
    folder = read_synthetic_folder(tmp_path, people)
    assert folder.training.tolist() == list(range(60)) and len(folder.others) == 240
    assert len(folder.sample(1000, rng=np.random.default_rng(0)).data) == 200 and "Q7731" not in repr(folder)
    outsiders, reference = np.split(folder.others, 2)
    found = attack_generator(
        folder, people.take(folder.training), people.take(outsiders), people.take(reference),
        name="a folder", rng=np.random.default_rng(4), attacks=[GanLeaks(calibrated=False)],
    )  # fmt: skip
    assert found.rows[0].curve.area > 0.9 and BY_LOSS not in found.curves()


def test_a_folder_of_images_is_read(tmp_path):
    from PIL import Image

    people = patterns(20)
    (tmp_path / "synthetic").mkdir()
    for at, one in enumerate(people.data.pixels[:3]):
        Image.fromarray(one[..., 0]).save(tmp_path / "synthetic" / f"{at}.png")
    (tmp_path / "training.txt").write_text("Q7731-4\nQ7731-2\n", encoding="utf-8")
    folder = read_synthetic_folder(tmp_path, people)
    assert np.array_equal(folder.data.pixels, people.data.pixels[:3]) and folder.training.tolist() == [2, 4]


def test_what_is_no_such_folder_is_refused_without_a_name(tmp_path):
    people = table(20)
    with pytest.raises(DatasetUnavailable, match="neither synthetic.parquet nor synthetic.csv"):
        read_synthetic_folder(tmp_path, people)
    people.data.to_csv(tmp_path / "synthetic.csv", index=False)
    with pytest.raises(DatasetUnavailable, match="training.txt"):
        read_synthetic_folder(tmp_path, people)
    (tmp_path / "training.txt").write_text("Q7731-1\nStranger-55\n", encoding="utf-8")
    with pytest.raises(PrivacyInputError, match="2 people, 1 of whom") as refused:
        read_synthetic_folder(tmp_path, people)
    assert "Stranger" not in str(refused.value)
    people.data.astype(object).assign(a="Q7731").to_csv(tmp_path / "synthetic.csv", index=False)
    with pytest.raises(PrivacyInputError, match="20 synthetic people have no number in column a") as refused:
        read_synthetic_folder(tmp_path, people)
    assert "Q7731" not in str(refused.value)


def test_repeated_audits_say_how_often_they_are_above():
    found = repeat_audits(
        (*laplace_trials([1.0]), *broken_trials()[:1]), rng=np.random.default_rng(0), repeats=20, canaries=600
    )
    sound, broken = ([row for row in found.rows if row.broken is one] for one in (False, True))
    assert all(row.above.low <= 0.05 for row in sound) and all(row.above.point == 1 for row in broken)
    assert json.loads(json.dumps(found.to_dict()))["canaries"] == 600
    with pytest.raises(PrivacyInputError, match="repeats=0"):
        repeat_audits(laplace_trials([1.0]), rng=np.random.default_rng(0), repeats=0)
