# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The command line: `secured report | data | hierarchy | deidentify | audit | lab | doctor`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from secured import __version__
from secured.common import SecuredError

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Anonymize health data, attack the result, choose a release under a threshold.",
)
data = typer.Typer(no_args_is_help=True, help="The registry of datasets.")
app.add_typer(data, name="data")
hierarchy = typer.Typer(
    no_args_is_help=True, help="Hierarchy files: of ARX, of Amnesia, and the workbench's own."
)
app.add_typer(hierarchy, name="hierarchy")


def main() -> None:
    """Run the command line; a mistake gives one sentence and exit status 2."""
    try:
        app()
    except SecuredError as error:
        typer.echo(f"secured: {error}", err=True)
        sys.exit(2)


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="Template, for example release_assessment.")] = "",
    parameter: Annotated[
        list[str] | None, typer.Option("-p", help="A parameter of the template, as KEY=VALUE.")
    ] = None,
    output_dir: Annotated[str, typer.Option("-o", help="Where the results go.")] = "",
) -> None:
    """Run a report headless; without a name, list the templates."""
    from secured.studies.report import report_names, run_report

    if not name:
        typer.echo("\n".join(report_names()))
        return
    pairs = [one.partition("=") for one in parameter or []]
    wrong = [key for key, equals, _ in pairs if not equals]
    if wrong:
        raise SecuredError(f"report: -p {wrong[0]} is not KEY=VALUE.")
    folder = run_report(name, {key: value for key, _, value in pairs}, output_dir=output_dir)
    summary = folder / "result.json"
    if summary.is_file():
        import json

        typer.echo(json.loads(summary.read_text(encoding="utf-8")).get("verdict", ""))
    for path in sorted(folder.iterdir()):
        typer.echo(f"  {path}")


@data.command("list")
def list_datasets() -> None:
    """List all datasets and how each stands on this machine."""
    from secured_datasets import availability, entries

    rows = [
        (one.name, str(one.modality), str(one.standing), availability(one), one.title)
        for one in entries().values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        typer.echo(
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=False)) + "  " + row[4]
        )


@data.command()
def show(name: str) -> None:
    """Show one dataset's entry: terms, source, how to obtain it, columns and roles."""
    from secured_datasets import availability, entry

    one = entry(name)
    typer.echo(f"{one.title}\n")
    facts = {
        "on this machine": availability(one),
        "standing": one.standing,
        "access": one.access,
        "licence": one.licence,
        "citation": one.citation,
        "source": one.source,
        "how to obtain": one.how_to_obtain,
        "layout": one.layout,
        "units": one.units,
        "stand-in": one.stand_in,
        "D2.1 Table 4": one.table4,
        "used by": ", ".join(one.used_by),
        "population, prior": f"{one.threat.population}, {one.threat.prior}" if one.threat.population else "",
    }
    for label, text in facts.items():
        if text:
            typer.echo(f"{label:>16}: {text}")
    for column, what in one.columns.items():
        typer.echo(f"{column:>16}: {what.role}, {what.type} {what.unit}  {what.reason}")


@data.command()
def fetch(name: str) -> None:
    """Download an open dataset into the data folder and verify its checksums."""
    from secured_datasets import fetch as fetch_dataset

    typer.echo(fetch_dataset(name))


@data.command()
def verify(name: str) -> None:
    """Check a dataset's files against their checksums."""
    from secured_datasets import verify as verify_dataset

    wrong = verify_dataset(name)
    if wrong:
        raise SecuredError(wrong[0])
    typer.echo(f"{name}: all files agree with their checksums.")


@data.command()
def describe(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, Parquet or XLSX.")],
    output: Annotated[
        Path | None, typer.Option("-o", help="Entry to write; FILE.toml when not given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing entry.")] = False,
) -> None:
    """Suggest an entry for your own table: roles, types, bounds and hierarchies, each with its reason."""
    from secured_datasets.describe import write_description

    place = write_description(file, output or file.with_suffix(".toml"), force=force)
    typer.echo(
        f"Wrote {place}. Read and correct it, then: secured report release_assessment -p dataset={place}"
    )


@hierarchy.command()
def convert(
    source: Annotated[Path, typer.Argument(help="The file to read.")],
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    source_format: Annotated[
        str, typer.Option("--from", help="arx-csv, amnesia-text, amnesia-json or toml; else by the suffix.")
    ] = "",
    target_format: Annotated[str, typer.Option("--to", help="Likewise, of the file to write.")] = "",
    ranges: Annotated[
        bool, typer.Option("--ranges", help="Write ranges instead of values (Amnesia's formats).")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
) -> None:
    """Convert a hierarchy file; .csv is ARX, .txt and .json Amnesia, .toml the workbench."""
    from secured.common.hierarchies import convert_hierarchy

    if target.exists() and not force:
        raise SecuredError(
            f"hierarchy: {target.name} exists. Choose another name, or write over it with --force."
        )
    done = convert_hierarchy(
        source, target, source_format=source_format, target_format=target_format, ranges=ranges
    )
    typer.echo(f"Wrote {target}: {len(done.values)} values, {done.n_levels} levels.")


@hierarchy.command()
def check(
    file: Annotated[Path, typer.Argument(help="A hierarchy file.")],
    data: Annotated[Path | None, typer.Option("--data", help="A table whose column it must cover.")] = None,
    column: Annotated[str, typer.Option("--column", help="Name of that column.")] = "",
    format: Annotated[
        str, typer.Option("--format", help="arx-csv, amnesia-text, amnesia-json or toml; else by the suffix.")
    ] = "",
) -> None:
    """Say what is wrong with a hierarchy file: lines, levels, values of a column that it lacks."""
    from secured.common.hierarchies import check_hierarchy
    from secured.common.io.tables import read_table

    values = None
    if data is not None:
        table = read_table(data)
        if column not in table.columns:
            raise SecuredError(f"hierarchy: {data.name} has no column {column!r}. Name one with --column.")
        values = table[column]
    problems = check_hierarchy(file, values, format=format)
    for problem in problems:
        typer.echo(f"secured: {problem}", err=True)
    if problems:
        raise typer.Exit(2)
    typer.echo(f"{file.name}: can be used.")


@app.command()
def deidentify(
    source: Annotated[Path, typer.Argument(help="Folder, zip archive or file; left untouched.")],
    destination: Annotated[Path, typer.Argument(help="Folder for what is handed on.")],
    profile: Annotated[str, typer.Option("--profile", help="basic or research.")] = "basic",
    key: Annotated[
        Path, typer.Option("--key", help="The project's key; made, for its owner alone, where there is none.")
    ] = Path("project.key"),
    people: Annotated[
        Path | None,
        typer.Option("--people", help="Table of whose files are where: path, person, known identifiers."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", help="Processes.")] = 1,
) -> None:
    """De-identify every file of a folder, whatever the formats; exit status 3 where some are quarantined."""
    from tqdm import tqdm

    from secured.common import ProjectKey, Reason
    from secured.dans.deidentification import People
    from secured.dans.manager import deidentify as deidentify_folder
    from secured.dans.manager import owners_list_beside

    if ProjectKey.ensure(key):
        typer.echo(f"Made the key {key}. Keep it apart from the data; without it nobody is found again.")
    owners_list = owners_list_beside(key)
    with tqdm(unit=" files", disable=None) as bar:

        def show(entry: object, n_sources: int) -> None:
            bar.total = n_sources
            bar.update()

        done = deidentify_folder(
            source,
            profile,
            key,
            destination=destination,
            people=People.read(people) if people else None,
            owners_list=owners_list,
            workers=workers,
            progress=show,
        )
    for format, n in done.by_format().items():
        typer.echo(f"{format:>12}: {n['DEIDENTIFIED']:,} de-identified, {n['QUARANTINED']:,} quarantined")
    for reason, count in done.by_reason().items():
        typer.echo(f"{count:>12,} {reason}")
    missing = {one.outcome.detail for one in done.entries if one.outcome.reason is Reason.DEPENDENCY_MISSING}
    for detail in sorted(missing):
        typer.echo(f"{'':>13}{detail}")
    typer.echo(f"Which source became what: {owners_list} (yours alone, like the key).")
    if done.n_quarantined:
        raise typer.Exit(3)


@app.command()
def audit(
    source: Annotated[Path, typer.Argument(help="The originals.")],
    destination: Annotated[Path, typer.Argument(help="What was handed on.")],
    pixels: Annotated[
        bool | None,
        typer.Option("--pixels/--no-pixels", help="Read letters in images; when tesseract is there."),
    ] = None,
) -> None:
    """Look in every byte of what was handed on for the identifiers of the originals; they are never shown.

    Exit status 0: none found, and the search was proved to find all of them in the originals. 1: found. 2:
    inconclusive, for it could not look everywhere or did not find everything in the originals.
    """
    from secured.dans.leaks import audit_folders

    report = audit_folders(source, destination, read_pixels=pixels)
    typer.echo(report.summary())
    raise typer.Exit(report.exit_status)


@app.command(context_settings={"ignore_unknown_options": True})
def lab(
    arguments: Annotated[list[str] | None, typer.Argument(help="Passed on to JupyterLab.")] = None,
) -> None:
    """Open JupyterLab on the notebooks."""
    from secured.studies.report import notebook_folder

    root = (
        ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    )  # Jupyter refuses root unasked
    folder = f"--notebook-dir={notebook_folder()}"
    os.execv(sys.executable, [sys.executable, "-m", "jupyter", "lab", folder, *root, *(arguments or [])])


@app.command()
def doctor() -> None:
    """Say what is installed, where data are looked for, and what is missing."""
    from importlib.util import find_spec

    from secured.studies.report import notebook_folder, report_names
    from secured.studies.sweep import cache_folder
    from secured_datasets.files import data_folder

    typer.echo(f"secured {__version__}, Python {sys.version.split()[0]}")
    typer.echo(f"notebooks: {notebook_folder()} ({', '.join(report_names())})")
    typer.echo(f"data folder: {data_folder()} ({'exists' if data_folder().is_dir() else 'not there yet'})")
    typer.echo(f"cache of finished studies: {cache_folder()}")
    for module in ("jupyterlab", "ipywidgets", "panel", "papermill", "ipykernel"):
        typer.echo(f"{module}: {'installed' if find_spec(module) else 'MISSING'}")


if __name__ == "__main__":
    main()
