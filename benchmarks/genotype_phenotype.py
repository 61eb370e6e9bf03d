# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claims: picking 1 of N genomes by traits is as good as the closed form; linkage matches records; frequencies leak.

Traits are always simulated; genomes are simulated (one population, coalescent blocks of 40 variants, or independent
variants) or real (hapmap founders, tgp358 Europeans). Select-1-of-N has bounds over people; membership power is at 5 %
false positives with exact bounds. Writes results/genotype_phenotype.json, .svg, _selection.svg and _homer.svg.
"""

from pathlib import Path
from time import perf_counter
from typing import Any

import mirror  # noqa: F401
import numpy as np
from plot import keep, keep_groups

from secured.common.genotypes import Genotypes, allele_frequencies
from secured.common.intervals import clopper_pearson
from secured.dean import MembershipCurve
from secured.dean.genomes.imputation import LiStephens
from secured.dean.genomes.phenotypes import Predisposition, assign, best_match, expected_area
from secured.dean.genomes.record_matching import RecordMatcher
from secured.studies.genomes.phenotype_selection import PhenotypeSelection, select_by_phenotype
from secured.studies.genomes.summary_membership import membership_in_frequencies
from secured_datasets import load
from secured_datasets.simulated.genomes import GenomeCohort
from secured_datasets.simulated.independent_variants import independent_variants
from secured_datasets.simulated.traits import AdditiveTraits
from secured_widgets.selection_figure import selection_figure

SEED = 7
TRAITS = {
    "3 of 0.8": (0.8,) * 3,
    "5 of 0.3": (0.3,) * 5,
    "10 of 0.5": (0.5,) * 10,
    "20 of 0.05": (0.05,) * 20,
}
PRIOR, POPULATION = 4e-6, 250_000
GROUPS = ((50, 100), (50, 400), (50, 1600), (200, 100), (200, 400), (200, 1600))


def cohort(n_people: int, n_variants: int) -> Genotypes:
    """Simulated people of one population, common variants in linkage."""
    made = GenomeCohort(n_people=n_people, n_variants=n_variants, populations=("one",), least_frequency=0.05)
    return made.make(np.random.default_rng(SEED)).genotypes


def founders(population: str) -> Genotypes:
    """Real people of hapmap without parents in it."""
    dataset = load("hapmap")
    about = dataset.related["people"]
    kept = (about["population"] == population) & about["father"].isna() & about["mother"].isna()
    return dataset.data.take(kept.to_numpy())


def selections() -> list[PhenotypeSelection]:
    """Known effects on simulated and real genomes, and learned ones."""
    simulated = cohort(2000, 4000)
    common = {"prior": PRIOR, "population": POPULATION, "seed": SEED}
    made = [
        select_by_phenotype(simulated, people="simulated genomes", heritability=one, **common)
        for one in TRAITS.values()
    ]
    made += [
        select_by_phenotype(
            founders(name), people=f"hapmap {name} founders (real)", heritability=(0.5,) * 10, **common
        )
        for name in ("CEU", "YRI")
    ]
    learned = select_by_phenotype(
        simulated,
        people="simulated genomes",
        heritability=(0.8, 0.5) * 3,
        n_causal=30,
        learn_on=1000,
        **common,
    )
    return [*made, learned]


def share(hits: np.ndarray) -> dict[str, float]:
    """Share right with exact 95 % bounds."""
    found = clopper_pearson(int(hits.sum()), len(hits), 0.025)
    return {"n": len(hits), "right": found.point, "low": found.low, "high": found.high}


def matched(people: Genotypes, n: int, first: np.ndarray, switch: float | None) -> dict[str, Any]:
    """Match n people's records at some markers to those at the others; the rest are the panel."""
    start, rng = perf_counter(), np.random.default_rng(SEED)
    people = people.take(rng.permutation(len(people)))
    targets, order = people.take(np.arange(n)), rng.permutation(n)
    matcher = RecordMatcher(
        model=LiStephens.of(people.take(np.arange(n, len(people))), switch=switch), first=first
    )
    scores = matcher.log_ratios(targets.select(first), targets.take(order).select(~first))
    return {
        "markers": [int(first.sum()), int((~first).sum())],
        "panel": len(people) - n,
        "one to one": share(order[assign(scores)] == np.arange(n)),
        "one to many": share(order[best_match(scores, rng)] == np.arange(n)),
        "chance": 1 / n,
        "seconds": perf_counter() - start,
    }


def matches() -> dict[str, dict[str, Any]]:
    """Linked markers, markers of other blocks, and real Europeans."""
    dataset = load("tgp358")
    about = dataset.related["people"]
    region = next(name for name in about.columns if "EUR" in set(about[name]))
    europe = dataset.data.take((about[region] == "EUR").to_numpy())
    simulated = cohort(300, 400)
    odd, block = np.arange(400) % 2 == 1, (np.arange(400) // 40) % 2 == 1
    result = {
        "simulated, odd and even": matched(simulated, 100, odd, None),
        "simulated, other blocks": matched(simulated, 100, block, None),
    }
    for kept in (358, 100, 50, 26):
        some = europe.select(np.arange(358)[:kept])
        result[f"tgp358 Europeans, {kept} markers"] = matched(some, 203, np.arange(kept) % 2 == 1, 0.1)
    return result


def memberships() -> list[dict[str, Any]]:
    """Simulated groups by size and variants; coarse frequencies; classifiers; real founders."""
    rng = np.random.default_rng(SEED)
    people = independent_variants(1200, rng.uniform(0.05, 0.5, 1600), rng)
    classic = ("Homer", "likelihood ratio")
    rows: list[dict[str, Any]] = []

    def add(genotypes: Genotypes, whose: str, **asked: Any) -> None:
        table = membership_in_frequencies(genotypes, people=whose, seed=SEED, **asked).to_dict()
        rows.extend({"people": whose, **row} for row in table["rows"])

    for n_people, n_variants in GROUPS:
        add(
            people, "simulated genomes", n_people=n_people, n_variants=n_variants, n_reference=600,
            statistics=classic, groups=max(800 // n_people, 24),
        )  # fmt: skip
    for step in (0.01, 0.05, 0.1, 0.25):
        add(
            people, "simulated genomes", n_people=50, n_variants=400, n_reference=600, statistics=classic,
            groups=16, step=step,
        )  # fmt: skip
    for n_people, n_variants in ((50, 400), (200, 100)):
        add(people, "simulated genomes", n_people=n_people, n_variants=n_variants, n_reference=400, groups=4)
    for name in ("CEU", "YRI"):
        add(
            founders(name), f"hapmap {name} founders (real)", n_people=20, n_variants=2000, n_reference=25,
            statistics=classic, groups=10,
        )  # fmt: skip
    return rows


def predisposition() -> dict[str, Any]:
    """Area of the risk of a disease of prevalence 10 %, h2 0.5, with known, hidden and imputed loci."""
    genotypes = cohort(2000, 400)
    traits = AdditiveTraits(heritability=(0.5,), n_causal=100, prevalence=0.1).make(
        genotypes, np.random.default_rng(SEED)
    )
    panel, targets = np.arange(200), np.arange(200, 2000)
    ill = traits.values.to_numpy()[targets, 0] == 1
    hidden = np.arange(400) % 2 == 0
    one = Predisposition(
        effects=traits.effects[0],
        frequencies=allele_frequencies(genotypes.take(panel)),
        heritability=0.5,
        prevalence=0.1,
    )
    seen = genotypes.haplotypes[targets].copy()
    seen[:, :, hidden] = -1
    dosages = genotypes.dosages[targets]
    imputed = LiStephens.of(genotypes.take(panel)).phased_genotypes(seen)
    risks = {
        "all loci known": one.risk(dosages),
        "half hidden, imputed": one.risk_of_imputed(imputed),
        "half hidden, ignored": one.risk(np.where(hidden, -1, dosages).astype(np.int8)),
    }
    accuracy = float((imputed[:, hidden].argmax(axis=-1) == dosages[:, hidden]).mean())
    p = allele_frequencies(genotypes.take(panel))[hidden]
    usual = np.stack([(1 - p) ** 2, 2 * p * (1 - p), p**2], axis=-1).argmax(axis=-1)
    return {
        "n": len(ill),
        "ill": int(ill.sum()),
        "imputation accuracy": accuracy,
        "frequency guess": float((usual == dosages[:, hidden]).mean()),
        "expected area, all loci": expected_area(0.5, 0.1),
        "areas": {
            name: MembershipCurve(members=risk[ill], outsiders=risk[~ill]).area
            for name, risk in risks.items()
        },
        "mean risk": {name: float(risk.mean()) for name, risk in risks.items()},
    }


def main() -> None:
    """Run, keep and judge."""
    program = Path(__file__)
    chosen, records, frequencies, risk = selections(), matches(), memberships(), predisposition()
    figures = {
        "selection": [one.to_dict() for one in chosen],
        "records": records,
        "membership": frequencies,
        "predisposition": risk,
    }
    bars = {name: one.points[2].right.point for name, one in zip(TRAITS, chosen, strict=False)}
    bars |= {"CEU": chosen[-3].points[2].right.point, "YRI": chosen[-2].points[2].right.point}
    keep(program, figures, bars=bars, limit=0.1, unit="right one of 10")
    shown = chosen[2]
    svg = selection_figure(
        [(one.size, one.right.point, one.right.low, one.right.high) for one in shown.points],
        [(one.size, chance) for one, chance in zip(shown.points, shown.expected, strict=True)],
        standing=f"{shown.people}, {shown.traits}",
    )
    (program.parent / "results" / f"{program.stem}_selection.svg").write_text(svg)
    homer: dict[str, dict[str, float | str]] = {}
    for row in frequencies[: 2 * len(GROUPS)]:
        bars_of = homer.setdefault(f"{row['n_people']} people, {row['n_variants']}", {})
        bars_of |= {
            row["statistic"]: row["point_at_0.05"],
            f"{row['statistic']}, closed form": row["expected"],
        }
    keep_groups(program, "homer", homer, limit=0.05, unit="power at 5 % false positives")
    for name, one in records.items():
        print(
            f"{program.stem}: {name}: {one['one to one']['right']:.3f} one to one (chance {one['chance']:.3f})"
        )
    wrong = [one.traits for one in chosen[: len(TRAITS)] if not one.agrees]
    if wrong or records["simulated, other blocks"]["one to one"]["low"] > 0.01:
        raise SystemExit(f"genotype_phenotype: outside its bounds: {', '.join(wrong) or 'unlinked records'}")


if __name__ == "__main__":
    main()
