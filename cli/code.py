"""``waqai code``: articles in, event rows out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from cli.copies import Copies, CopiesList, KeepCopies
from cli.exits import ExitCode, reported, say
from cli.formats import By, Format, FormatOption, destination
from cli.options import (
    BidiMode,
    Codebook,
    Date,
    DateFormat,
    Encoding,
    Field,
    FilesFrom,
    Inputs,
    Models,
    Output,
    Places,
    Profile,
    read_inputs,
)
from cli.report import Report
from coder.bidi import Bidi
from coder.tabulate import SCHEMAS, Row

KEEP = ("negated", "unreal", "future", "possible", "background", "repeated")


class SchemaName(StrEnum):
    EVENT = "event"
    CAMEO = "cameo"
    ACLED = "acled"
    ICEWS = "icews"
    GDELT = "gdelt"


def code(
    paths: Inputs = None,
    files_from: FilesFrom = None,
    date: Date = None,
    profile: Profile = None,
    field: Field = None,
    encoding: Encoding = None,
    date_format: DateFormat = None,
    copies: CopiesList = None,
    keep_copies: KeepCopies = False,
    codebook: Codebook = None,
    schema: Annotated[SchemaName, typer.Option(help="The columns, see docs/columns.md.")] = SchemaName.EVENT,
    format: FormatOption = None,
    output: Output = None,
    by: By = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KINDS",
            help="Rows to keep that are dropped else: events that did not happen (negated, unreal, future, possible), "
            "that are no news (background), that the article has told already (repeated); commas between.",
        ),
    ] = None,
    places: Places = None,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Code articles into event rows.

    Rows go to standard output, everything else to standard error.
    """
    kinds = kept(keep or [])
    found = read_inputs(
        *(paths, files_from, date), profile=profile, field=field, encoding=encoding, date_format=date_format
    )
    to = destination(output, format, by, SCHEMAS[schema])
    ledger = Copies(copies, keep_copies)

    with reported():
        to.check()
        from coder.codebook import load_codebook
        from coder.gazetteer.layer import layer_file
        from coder.weights import find_models

        book = load_codebook(codebook or [], places=layer_file(places))
        find_models("ar", models)  # its faults should come before the wait for torch
        visible = to.output is not None or to.format is Format.TABLE or not sys.stdout.isatty()
        with Report("event", visible) as report, ledger:
            articles = ledger.coded(report.articles(found))

            def rows() -> Iterator[Row]:
                first = next(articles, None)
                if first is None:
                    return
                from coder.pipeline import Coder

                coder = Coder(book, models, kinds)
                for _, events in coder.code(itertools.chain([first], articles)):
                    new = list(SCHEMAS[schema].rows(events))
                    report.done(len(new))
                    yield from new

            to.write(rows(), SCHEMAS[schema], bidi)
        for line in (*ledger.summary(), report.summary()):
            say(line)
    if report.problems:
        raise typer.Exit(ExitCode.PROBLEMS)


def kept(values: list[str]) -> frozenset[str]:
    kinds = {kind.strip() for value in values for kind in value.split(",") if kind.strip()}
    unknown = sorted(kinds - set(KEEP))
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)} (choose from {', '.join(KEEP)})", param_hint="'--keep'")
    return frozenset(kinds)
