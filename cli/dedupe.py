"""``waqai dedupe``: one row for each event, of rows from many articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import ExitCode, reported, say
from cli.formats import By, FormatOption, destination
from cli.options import BidiMode, Output
from cli.output import opened
from cli.report import counted
from coder.bidi import Bidi
from coder.errors import Problem
from coder.read import STDIN

if TYPE_CHECKING:
    from coder.dedupe import Cluster, Record

DEDUPE_CODES_HELP = """\b
Exit codes:
  0    all rows were read
  1    some lines are no rows, the others were joined; or a file cannot be read or written
  2    wrong usage
  130  interrupted
"""


def dedupe(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILES",
            help="Rows of schema event or acled (CSV, TSV, JSON Lines, .parquet), or - for standard input.",
        ),
    ] = None,
    format: FormatOption = None,
    output: Output = None,
    by: By = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="In place of rows, list which were joined and what they share.")
    ] = False,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Join rows that tell the same event in different articles.

    Rows whose known fields contradict each other are never joined. The one that knows most stays, with the ids of the
    others in the column merged and their outlets in sources.
    """
    if not files:
        if sys.stdin is not None and sys.stdin.isatty():
            raise typer.BadParameter("nothing to read: name files of rows, or pipe them in", param_hint="FILES")
        files = [STDIN]
    to = destination(output, format, by, None)
    if explain and to.by:
        raise typer.BadParameter("an explanation is one text", param_hint="'--by'")
    with reported():
        from coder.dedupe import clusters, explained, joined_row, read_rows

        to.check()
        rows = problems = 0

        def read(items: Iterator[Record | Problem]) -> Iterator[Record]:
            nonlocal rows, problems
            for item in items:
                if isinstance(item, Problem):
                    problems += 1
                    say(item)
                else:
                    rows += 1
                    yield item

        schema, items = read_rows(files, sys.stdin.buffer if sys.stdin is not None else None)
        events = 0

        def found() -> Iterator[Cluster]:  # once the output is open: what cannot be written is told before the work
            nonlocal events
            for cluster in clusters(read(items)):
                events += 1
                yield cluster

        if explain:
            with opened(to.output) as stream:
                for cluster in found():
                    stream.writelines(f"{line}\n".encode() for line in explained(cluster))
                stream.flush()
        else:
            to.write((joined_row(cluster, schema) for cluster in found()), schema, bidi)
        say(", ".join((counted(rows, "row"), counted(events, "event"), counted(problems, "problem"))))
    if problems:
        raise typer.Exit(ExitCode.PROBLEMS)
