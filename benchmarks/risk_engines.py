# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Claim: ours shows a raw copy unsafe and a table of other people not; beside it anonymeter and the ALC, same releases.

Five releases of 4,000 people of the bundled patients, and of Adult where it is there: a copy without identifiers, as many
other people, half of each, 5-anonymity, the copy with every column shuffled by itself. As many outsiders are control. anonymeter
(0 to 1, no line of its own) and the anonymity loss coefficient ("strong" up to 0.5, "poor" above 0.7) run where
their environments are (`make peers`), with their defaults. The adversary of all three knows all columns but one, the secret; the
ALC also takes some others as secrets. Writes results/risk_engines.json, .svg and one chart a table.
"""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import mirror  # noqa: F401
import numpy as np
from peers.environment import run_peer
from plot import keep, keep_groups

from secured.common import Dataset, DatasetUnavailable, LinkedRelease
from secured.dans import FullDomainGeneralization, IdentifierRemoval, KAnonymity
from secured.dean import RiskAssessment, Verdict, World, evaluate, risk
from secured.dean.tables.originals import TableOriginals
from secured.studies.tables.attacks import table_attacks
from secured.studies.tables.candidates import main_secret
from secured_datasets import load

N, K, TRIES, SEED = 4000, 5, 500, 7
THRESHOLDS = (0.09, 0.01)
COPY, OTHERS = "raw copy", "other people"
ALC_SECRETS = {"nafld": ("sex",), "adult": ("sex", "workclass")}  # with few values each: seconds, not minutes
RARE_VALUES = {
    "nafld": (),
    "adult": ("native-country",),
}  # which the ALC cannot attack: what does it then say of a copy?


def narrowed(name: str) -> tuple[Dataset, str]:
    """A table of quasi-identifiers and one secret."""
    dataset = load(name)
    secret = main_secret(dataset) or ""
    kept = [*dataset.quasi_identifiers, secret]
    columns = {one: dataset.columns[one] for one in kept}
    return replace(dataset, data=dataset.data[kept], columns=columns, related={}), secret


def releases(members: Dataset, strangers: Dataset) -> dict[str, LinkedRelease]:
    """Five tables, and which row of each belongs to which member: -1 where none does."""
    rng = np.random.default_rng(SEED)
    copy, others = IdentifierRemoval().link(members, rng), IdentifierRemoval().link(strangers, rng)
    nobody = np.full(N, -1, dtype=np.int64)
    stays = rng.permutation(N) < N // 2
    mixed, given_up = copy.release.data.copy(), copy.row_of[~stays]
    mixed.iloc[given_up] = others.release.data.iloc[given_up]
    dealt = TableOriginals(data=members.data).scrambled(copy, rng).release
    return {
        COPY: copy,
        OTHERS: LinkedRelease(release=others.release, row_of=nobody),
        "half of each": LinkedRelease(
            release=replace(copy.release, data=mixed), row_of=np.where(stays, copy.row_of, -1)
        ),
        f"k = {K}": FullDomainGeneralization(models=(KAnonymity(k=K),), suppression_limit=0.05).link(
            members, rng
        ),
        "columns shuffled": LinkedRelease(release=dealt, row_of=nobody),
    }


def ours(world: World, dataset: Dataset) -> dict[str, Any]:
    """The strongest attack's excess with bounds, the verdict at each threshold, and every attack's share."""
    attacks = table_attacks(dataset, population=dataset.n_people, prior=1.0)
    results = [evaluate(attack, world) for attack in attacks]
    found: dict[float, RiskAssessment] = {line: risk(results, threshold=line) for line in THRESHOLDS}
    first = found[THRESHOLDS[0]]
    return {
        "risk": first.point,
        "low": first.low,
        "high": first.high,
        "verdict": {f"{line:g}": str(one.verdict) for line, one in found.items()},
        "attacks": {
            one.result.id: {
                "excess": one.excess.point,
                "low": one.excess.low,
                "high": one.excess.high,
                "rates": {key: run["rate"] for key, run in one.result.to_dict()["runs"].items()},
                "seconds": one.result.seconds,
            }
            for one in first.attacks
        },
    }


def compared(name: str) -> dict[str, Any]:
    """All engines on all releases of one table."""
    dataset, secret = narrowed(name)
    order = np.random.default_rng([SEED, 1]).permutation(dataset.n_people)
    inside, strangers, outside, reference = np.split(order[: 4 * N], [N, 2 * N, 3 * N])
    members = dataset.take(inside)
    made = releases(members, dataset.take(strangers))
    figures: dict[str, Any] = {"secret": secret, "people": N}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        members.data.to_csv(folder / "original.csv", index=False)
        dataset.data.iloc[outside].to_csv(folder / "control.csv", index=False)
        for release, linked in made.items():
            linked.release.data.to_csv(folder / f"{release}.csv", index=False)
            world = World(
                people=TableOriginals(data=dataset.data),
                members=inside,
                protected=linked,
                unprotected=made[COPY],
                targets_in=inside,
                targets_out=outside,
                reference=reference,
                seed=SEED,
            )
            secrets = (secret, *ALC_SECRETS[name], *(RARE_VALUES[name] if release == COPY else ()))
            figures[release] = {
                "ours": ours(world, dataset),
                "anonymeter": run_peer(
                    "anonymeter_risk.py", place, release, secret, str(TRIES), environment="peers-anonymeter"
                ),
                "alc": run_peer("alc_risk.py", place, release, *secrets, environment="peers-alc"),
            }
            print(f"risk_engines: {name}, {release}: {json.dumps(figures[release])}")
    return figures


def bars(figures: dict[str, Any]) -> dict[str, float | str]:
    """What each engine says of one release: ours the upper bound, the peers their value, or how they refuse."""
    peer, loss = figures["anonymeter"], figures["alc"]
    found: dict[str, float | str] = {"ours": figures["ours"]["high"]}
    for attack, one in (peer or {}).items():
        found[f"anonymeter: {attack}"] = one.get("risk", f"refuses: {one.get('refuses')}")
    if loss:
        highest = max((one["alc"] for one in loss.get("secrets", {}).values()), default=None)
        found["ALC, the highest"] = f"refuses: {loss.get('refuses')}" if highest is None else highest
    return found


def main() -> None:
    """Run and report."""
    figures: dict[str, Any] = {"thresholds": THRESHOLDS, "tables": {}}
    wrong = []
    for name in ALC_SECRETS:
        try:
            found = compared(name)
        except DatasetUnavailable:
            print(f"risk_engines: {name} is not here")
            continue
        figures["tables"][name] = found
        groups = {release: bars(one) for release, one in found.items() if isinstance(one, dict)}
        keep_groups(Path(__file__), name, groups, limit=THRESHOLDS[0], unit="risk, or loss")
        verdicts = {
            release: found[release]["ours"]["verdict"][f"{THRESHOLDS[0]:g}"] for release in (COPY, OTHERS)
        }
        if verdicts[COPY] != Verdict.SHOWN_UNSAFE:
            wrong.append(f"{name}: the raw copy is {verdicts[COPY]}")
        if verdicts[OTHERS] == Verdict.SHOWN_UNSAFE:
            wrong.append(f"{name}: other people are {verdicts[OTHERS]}")
    of_copies = {
        f"{name}, {short}": found[release]["ours"]["high"]
        for name, found in figures["tables"].items()
        for short, release in (("copy", COPY), ("others", OTHERS))
    }
    keep(Path(__file__), figures, bars=of_copies, limit=THRESHOLDS[0], unit="upper bound of ours")
    if wrong:
        raise SystemExit(f"risk_engines: {'; '.join(wrong)}")


if __name__ == "__main__":
    main()
