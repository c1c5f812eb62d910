"""``waqai code``: articles in, event rows out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.exits import ExitCode, reported, say
from cli.options import BidiMode, Codebook, Date, Inputs, Models, Output, Places, inputs
from cli.output import opened, output_path
from cli.report import Report
from coder.bidi import Bidi
from coder.read import read_articles
from coder.tabulate import SCHEMAS, Row
from coder.write import write_rows

KEEP = ("negated", "unreal", "future", "possible", "background")


class SchemaName(StrEnum):
    EVENT = "event"
    CAMEO = "cameo"
    ACLED = "acled"


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"


def code(
    paths: Inputs = None,
    date: Date = None,
    codebook: Codebook = None,
    schema: Annotated[SchemaName, typer.Option(help="The columns, see docs/columns.md.")] = SchemaName.EVENT,
    format: Annotated[
        Format | None,
        typer.Option(help="Default: by the suffix of --output, else a table on a terminal, csv elsewhere."),
    ] = None,
    output: Output = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KINDS",
            help=f"Events to keep that did not happen: {', '.join(KEEP)}; commas between. Default: none of them.",
        ),
    ] = None,
    places: Places = None,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Code articles into event rows.

    Rows go to standard output, everything else to standard error.
    """
    kept = _kept(keep or [])
    paths = inputs(paths)
    output = output_path(output, "--output")
    if format is None:
        format = _format_of(output)

    with reported():
        from coder.codebook import load_codebook
        from coder.gazetteer.layer import layer_file
        from coder.weights import find_models

        book = load_codebook(codebook or [], places=layer_file(places))
        find_models("ar", models)  # its faults should come before the wait for torch
        with Report("event", visible=output is not None or format is Format.TABLE or not sys.stdout.isatty()) as report:
            articles = report.articles(read_articles(paths, date=date))

            def rows() -> Iterator[Row]:
                first = next(articles, None)
                if first is None:
                    return
                from coder.pipeline import Coder

                coder = Coder(book, models, kept)
                for _, events in coder.code(itertools.chain([first], articles)):
                    new = list(SCHEMAS[schema].rows(events))
                    report.done(len(new))
                    yield from new

            with opened(output) as stream:
                write_rows(rows(), SCHEMAS[schema], format, stream, bidi=bidi)
        say(report.summary())
    if report.problems:
        raise typer.Exit(ExitCode.PROBLEMS)


def _kept(values: list[str]) -> frozenset[str]:
    kinds = {kind.strip() for value in values for kind in value.split(",") if kind.strip()}
    unknown = sorted(kinds - set(KEEP))
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)} (choose from {', '.join(KEEP)})", param_hint="'--keep'")
    return frozenset(kinds)


def _format_of(output: str | None) -> Format:
    if output is None:
        return Format.TABLE if sys.stdout.isatty() else Format.CSV
    suffix = Path(output).suffix.lower().removeprefix(".")
    return Format(suffix) if suffix in ("csv", "tsv", "jsonl") else Format.CSV
