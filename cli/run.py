"""``waqai run``: an archive into a folder of its own, on all cores, to be stopped and gone on with at any time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.code import KEEP, Format, SchemaName, kept
from cli.exits import ExitCode, reported, say
from cli.options import Codebook, Date, Models
from cli.report import counted
from coder.read import read_articles

if TYPE_CHECKING:
    from coder.run import Progress


def run(
    paths: Annotated[list[str], typer.Argument(metavar="ARCHIVE...", help="Files and folders, as for `waqai code`.")],
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="The folder of the run; made if it does not exist.")],
    date: Date = None,
    codebook: Codebook = None,
    schema: Annotated[SchemaName, typer.Option(help="The columns, see docs/columns.md.")] = SchemaName.EVENT,
    format: Annotated[Format, typer.Option(help="Of the events.")] = Format.CSV,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="KINDS", help=f"Events to keep that did not happen: {', '.join(KEEP)}; commas between."),
    ] = None,
    models: Models = None,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes. Default: one for each core.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the first articles, for a trial.")] = None,
) -> None:
    """Code an archive into a folder, on all cores.

    Stop it in any way, and the same command goes on where it was: no article is lost, none coded twice, and the files
    come out as if it had never stopped. An edited codebook codes again without parsing again.
    """
    kinds = kept(keep or [])
    if format is Format.TABLE:
        raise typer.BadParameter("a run writes no table", param_hint="'--format'")
    with reported():
        from coder.codebook import load_codebook
        from coder.run import Job, Run
        from coder.run import run as run_archive
        from coder.run.versions import versions

        overlays = tuple(codebook or ())
        load_codebook(overlays)  # its faults are told once, not by every worker; and it is compiled once
        job = Job(overlays, models, kinds, schema.value, tuple(versions(overlays, models).items()))
        what = Run(job, Path(to), format.value, tuple(paths), limit, workers)
        with _shown(limit) as show:
            done = run_archive(what, read_articles(paths, date=date), show)
        before = f" ({done.before} of them before)" if done.before else ""
        counts = {"word": done.words, "event": done.events, "problem": done.problems}
        told = ", ".join(counted(n, noun) for noun, n in counts.items())
        say(f"{counted(done.articles, 'article')}{before}, {told}, in {to}")
    if done.problems:
        raise typer.Exit(ExitCode.PROBLEMS)


@contextlib.contextmanager
def _shown(limit: int | None) -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal: articles, rate, time, events and problems."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(), MofNCompleteColumn(), TextColumn("articles"), TimeElapsedColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[more]}"),
    )  # fmt: skip
    with Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=limit, more="")

        def show(progress: Progress) -> None:
            speed = bar.tasks[0].speed
            more = [f"{speed:.1f}/s"] if speed else []
            more += [counted(progress.events, "event"), counted(progress.problems, "problem")]
            bar.update(task, completed=progress.articles, more=", ".join(more))

        yield show
