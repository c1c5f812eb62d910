"""``waqai code``: articles in, event rows out."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from cli.exits import ExitCode, drop_output, reported, say
from cli.options import BidiMode, Codebook, Date, Models
from coder.bidi import Bidi
from coder.errors import Problem, WaqaiError
from coder.read import STDIN, Article, Notice, read_articles
from coder.tabulate import SCHEMAS, Row
from coder.write import write_rows

if TYPE_CHECKING:
    from rich.progress import Progress

KEEP = ("negated", "unreal", "future", "possible", "background")
_A_HANDFUL = 5


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
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS",
            help="Text files, folders, JSON Lines (.jsonl, .ndjson), or - for standard input, the default in a pipe.",
        ),
    ] = None,
    date: Date = None,
    codebook: Codebook = None,
    schema: Annotated[SchemaName, typer.Option(help="The columns, see docs/columns.md.")] = SchemaName.EVENT,
    format: Annotated[
        Format | None,
        typer.Option(help="Default: by the suffix of --output, else a table on a terminal, csv elsewhere."),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, complete or not at all.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KINDS",
            help=f"Events to keep that did not happen: {', '.join(KEEP)}; commas between. Default: none of them.",
        ),
    ] = None,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Code articles into event rows.

    Rows go to standard output, everything else to standard error.
    """
    kept = _kept(keep or [])
    if not paths:
        if sys.stdin is not None and sys.stdin.isatty():
            raise typer.BadParameter("nothing to code: name files or folders, or pipe a text in", param_hint="PATHS")
        paths = [STDIN]
    if output == "-":
        output = None
    if output is not None and not Path(output).absolute().parent.is_dir():
        raise typer.BadParameter(f"the folder of {output} does not exist", param_hint="'--output'")
    if format is None:
        format = _format_of(output)

    with reported():
        from coder.codebook import load_codebook
        from coder.weights import find_models

        book = load_codebook(codebook or [])
        find_models("ar", models)  # its faults should come before the wait for torch
        with _Report(visible=output is not None or format is Format.TABLE or not sys.stdout.isatty()) as report:
            articles = report.articles(read_articles(paths, date=date))

            def rows() -> Iterator[Row]:
                first = next(articles, None)
                if first is None:
                    return
                from coder.pipeline import Coder

                coder = Coder(book, models, kept)
                for _, events in coder.code(itertools.chain([first], articles)):
                    new = list(SCHEMAS[schema].rows(events))
                    report.coded(len(new))
                    yield from new

            with _output(output) as stream:
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


@contextlib.contextmanager
def _output(path: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its name only when all is written."""
    if path is None:
        try:
            yield sys.stdout.buffer
        except BrokenPipeError:
            raise
        except OSError as fault:
            drop_output()
            raise _unwritable("standard output", fault) from fault
        return
    target = Path(os.path.realpath(path))
    special = target.exists() and not target.is_file()  # /dev/null, a named pipe
    partial = target if special else target.with_name(f".{target.name}.part")
    try:
        with partial.open("wb") as stream:
            yield stream
        if not special:
            partial.replace(target)
    except OSError as fault:
        raise _unwritable(path, fault) from fault
    finally:
        if not special:
            partial.unlink(missing_ok=True)


def _unwritable(path: str, fault: OSError) -> WaqaiError:
    return WaqaiError(Problem(path, f"cannot be written: {fault.strerror or fault}"))


class _Report:
    """What is told on standard error: problems as they come, progress once there is more than a handful, a summary."""

    def __init__(self, visible: bool) -> None:
        self.problems = 0
        self._articles = 0
        self._rows = 0
        self._visible = visible and sys.stderr is not None and sys.stderr.isatty()
        self._progress: Progress | None = None

    def __enter__(self) -> _Report:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()

    def articles(self, items: Iterable[Article | Problem]) -> Iterator[Article]:
        """The articles among the items; problems are told and counted."""
        for item in items:
            if isinstance(item, Article):
                yield item
            else:
                self.problems += not isinstance(item, Notice)
                self._say(item)

    def coded(self, rows: int) -> None:
        """One more article is coded."""
        self._articles += 1
        self._rows += rows
        if self._visible and self._articles > _A_HANDFUL:
            self._show()

    def summary(self) -> str:
        """``3 articles, 14 events, 1 problem``."""
        counts = {"article": self._articles, "event": self._rows, "problem": self.problems}
        return ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for noun, n in counts.items())

    def _say(self, problem: Problem) -> None:
        if self._progress:
            self._progress.console.print(str(problem), markup=False, highlight=False, soft_wrap=True)
        else:
            say(problem)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        if self._progress is None:
            columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
            self._progress.add_task("")
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], description=f"{self._articles} articles, {self._rows} events")
