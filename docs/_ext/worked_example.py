# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The numbers of the worked example, read from one kept result so that no page holds them twice.

Keep another result with ``python docs/_ext/worked_example.py results/release_assessment/result.json``.
"""

import json
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from registry_tables import table
from sphinx.application import Sphinx

KEPT = Path(__file__).parents[1] / "examples" / "nafld_result.json"
RUNS = ("main", "control", "baseline", "positive", "null")


def setup(app: Sphinx) -> dict[str, Any]:
    """Define a substitution for every number, and the tables."""
    app.connect("config-inited", _define)
    app.add_directive("worked-candidates", Candidates)
    app.add_directive("worked-attacks", Attacks)
    app.add_directive("worked-not-run", NotRun)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def keep(result: Path) -> None:
    """Keep what the pages use of a result; it must offer a release."""
    raw = json.loads(result.read_text(encoding="utf-8"))
    look = raw["confirmations"][-1]
    kept = {
        key: raw[key]
        for key in ("verdict", "k", "threshold", "seed", "people", "threat_model", "attacks_not_run")
    }
    kept |= {
        "version": raw["versions"]["secured"],
        "chosen": raw["chosen"]["name"],
        "release": {key: raw["release"][key] for key in ("n_records", "parameters", "guarantee")},
        "looks": len(raw["confirmations"]),
        "alpha": look["alpha"],
        "trial": _risk(look["risk"]),
        "file": _risk(look["final_file"]),
        "candidates": [_candidate(one) for one in raw["candidates"]],
    }
    KEPT.write_text(
        json.dumps(kept, ensure_ascii=False).replace('}, {"name"', '},\n{"name"') + "\n", encoding="utf-8"
    )


def _risk(raw: dict[str, Any]) -> dict[str, Any]:
    attacks = [
        {"name": one["attack"]["attack"]} | {key: one[key] for key in ("runs", "excess", "worst_off")}
        for one in raw["attacks"]
    ]
    return {key: raw[key] for key in ("point", "low", "high", "strongest")} | {"attacks": attacks}


def _candidate(raw: dict[str, Any]) -> dict[str, Any]:
    one = {"name": raw["name"], "verdict": raw["verdict"]}
    if raw["verdict"] == "infeasible":
        return one
    return one | {
        "utility": raw["utility"],
        "levels": raw["parameters"]["levels"],
        "risk": {key: raw["risk"][key] for key in ("point", "low", "high", "strongest")},
        "runs": {attack["attack"]["attack"]: attack["runs"] for attack in raw["attacks"][:2]},
    }


def _kept() -> dict[str, Any]:
    return json.loads(KEPT.read_text(encoding="utf-8"))


def _define(app: Sphinx, _config: Any) -> None:
    lines = [f".. |{name}| replace:: {text}" for name, text in numbers(_kept()).items()]
    app.config.rst_prolog = (app.config.rst_prolog or "") + "\n".join(lines) + "\n"


def numbers(kept: dict[str, Any]) -> dict[str, str]:
    """All substitutions by name."""
    candidates = {one["name"]: one for one in kept["candidates"] if "utility" in one}
    passed = [one for one in candidates.values() if one["verdict"] == "not shown unsafe"]
    chosen, exact = candidates[kept["chosen"]], candidates["identifiers removed"]
    auc = max((one for one in passed), key=lambda one: one["utility"]["classification_auc"] or 0)
    trial, leaves = ({one["name"]: one for one in kept[part]["attacks"]} for part in ("trial", "file"))
    strongest, linkage, alone = trial[kept["trial"]["strongest"]], trial["linkage"], trial["singling out"]
    lowest = min(trial.values(), key=lambda one: one["excess"]["point"])
    worst = linkage["worst_off"]
    named = {
        "ex-version": kept["version"],
        "ex-verdict": kept["verdict"],
        "ex-chosen": f"*{kept['chosen']}*",
        "ex-guarantee": kept["release"]["guarantee"]["text"],
        "ex-threat": kept["threat_model"]["text"],
        "ex-k": f"{kept['k']}",
        "ex-threshold": f"{kept['threshold']:g}",
        "ex-seed": f"{kept['seed']}",
        "ex-alpha": f"{kept['alpha']:g}",
        "ex-looks": "the first look" if kept["looks"] == 1 else f"look number {kept['looks']}",
        "ex-people": f"{kept['people']['table']:,}",
        "ex-members": f"{kept['people']['members']:,}",
        "ex-targets": f"{kept['people']['verdict']:,}",
        "ex-passed": f"{len(passed)}",
        "ex-candidates": f"{len(kept['candidates'])}",
        "ex-attacks": f"{len(trial)}",
        "ex-high": f"{kept['trial']['high']:.3f}",
        "ex-high-percent": f"{100 * kept['trial']['high']:.1f}",
        "ex-strongest": f"*{kept['trial']['strongest']}*",
        "ex-exact-linkage": _percent(exact["runs"]["linkage"]["main"]),
        "ex-exact-alone": _percent(exact["runs"]["singling out"]["main"]),
        "ex-exact-auc": f"{exact['utility']['classification_auc']:.3f}",
        "ex-chosen-auc": f"{chosen['utility']['classification_auc']:.3f}",
        "ex-chosen-loss": f"{chosen['utility']['loss']:.3f}",
        "ex-auc-name": f"*{auc['name']}*",
        "ex-auc": f"{auc['utility']['classification_auc']:.3f}",
        "ex-auc-loss": f"{auc['utility']['loss']:.3f}",
        "ex-strongest-main": _percent(strongest["runs"]["main"]),
        "ex-strongest-control": _percent(strongest["runs"]["control"]),
        "ex-strongest-baseline": _percent(strongest["runs"]["baseline"]),
        "ex-strongest-high": f"{100 * strongest['excess']['high']:.1f} %",
        "ex-lowest": f"*{lowest['name']}*",
        "ex-lowest-main": _percent(lowest["runs"]["main"]),
        "ex-lowest-baseline": _percent(lowest["runs"]["baseline"]),
        "ex-lowest-control": _percent(lowest["runs"]["control"]),
        "ex-linkage": f"{linkage['runs']['main']['successes']}",
        "ex-linkage-rate": _percent(linkage["runs"]["main"]),
        "ex-linkage-exact": f"{linkage['runs']['positive']['successes']:,}",
        "ex-alone": f"{alone['runs']['main']['successes']}",
        "ex-alone-control": f"{alone['runs']['control']['successes']}",
        "ex-alone-baseline": f"{alone['runs']['baseline']['successes']}",
        "ex-alone-exact": f"{alone['runs']['positive']['successes']}",
        "ex-left-out": f"{kept['release']['parameters']['suppressed']}",
        "ex-rows": f"{kept['release']['n_records']:,}",
        "ex-levels": ", ".join(
            f"{name} {level}" for name, level in kept["release"]["parameters"]["levels"].items()
        ),
        "ex-file-linkage": f"{leaves['linkage']['runs']['main']['successes']}",
        "ex-file-high": f"{kept['file']['high']:.3f}",
        "ex-file-strongest": f"*{kept['file']['strongest']}*",
        "ex-file-strongest-trial": f"{trial[kept['file']['strongest']]['excess']['high']:.3f}",
        "ex-top-n": f"{worst['top_n']}",
        "ex-top-rate": f"{100 * worst['top_rate']:.1f} %",
        "ex-top-high": f"{100 * worst['top_high']:.1f} %",
        "ex-group": f"*{worst['subgroup']}*",
        "ex-group-n": f"{worst['subgroup_n']:,}",
        "ex-group-rate": f"{100 * worst['subgroup_rate']:.1f} %",
        "ex-group-high": f"{100 * worst['subgroup_high']:.1f} %",
    }
    for label, runs in (("exact", exact["runs"]["linkage"]), ("chosen", chosen["runs"]["linkage"])):
        named[f"ex-ppv-{label}-sure"] = f"{100 * _ppv(runs, 1.0):.2g} %"
        named[f"ex-ppv-{label}-unsure"] = f"{100 * _ppv(runs, 0.1):.2g} %"
    return named


def _percent(run: dict[str, Any]) -> str:
    return f"{100 * run['rate']:.1f} %"


def _ppv(runs: dict[str, Any], prior: float) -> float:
    """Share of claims that are right, as `AttackResult.ppv` has it."""
    main, control = runs["main"], runs["control"]
    claimed = prior * main["claimed"] / main["n"] + (1 - prior) * control["claimed"] / control["n"]
    return (prior * main["rate"] + (1 - prior) * control["rate"]) / claimed


class Candidates(Directive):
    """Every candidate, least loss first."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        kept, rows = _kept(), []
        for one in sorted(kept["candidates"], key=lambda one: one.get("utility", {}).get("loss", 2.0)):
            if "utility" not in one:
                rows.append([one["name"], "", "", "", "", one["verdict"]])
                continue
            utility, risk = one["utility"], one["risk"]
            rows.append(
                [
                    one["name"] + (" (chosen)" if one["name"] == kept["chosen"] else ""),
                    f"{utility['loss']:.3f}",
                    f"{100 * utility['kept_share']:.1f} %",
                    f"{utility['classification_auc']:.3f}",
                    f"{risk['low']:.3f} to {risk['high']:.3f}",
                    one["verdict"],
                ]
            )
        return [
            table(
                ["candidate", "loss", "kept", "AUC", "risk, from to", "verdict"], rows, (34, 9, 10, 9, 19, 19)
            )
        ]


class Attacks(Directive):
    """Every attack of the confirmation."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            [
                one["name"],
                *(f"{one['runs'][name]['rate']:.3f}" for name in RUNS),
                f"{one['excess']['low']:.3f} to {one['excess']['high']:.3f}",
            ]
            for one in _kept()["trial"]["attacks"]
        ]
        return [table(["attack", *RUNS, "excess, from to"], rows, (28, 10, 10, 11, 10, 10, 21))]


class NotRun(Directive):
    """The attacks that were not run."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [[one["attack"], one["reason"]] for one in _kept()["attacks_not_run"]]
        return [table(["attack", "why not"], rows, (35, 65))]


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
