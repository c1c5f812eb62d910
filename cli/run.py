"""``waqai run``: an archive into a folder of its own, on all cores, to be stopped and gone on with at any time."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.code import KEEP, SchemaName, kept
from cli.copies import Copies, KeepCopies
from cli.exits import ExitCode, reported, say
from cli.formats import By, Destination, Format, check_columns, keys
from cli.options import Codebook, Date, DateFormat, Encoding, Field, FilesFrom, Models, Places, Profile, read_inputs
from cli.report import counted
from coder.errors import Problem
from coder.read import STDIN, Article, Notice
from coder.tabulate import SCHEMAS

if TYPE_CHECKING:
    from coder.run import Job, Progress
    from coder.run.pool import Pool


COPIES = "copies.csv"


class Engine(StrEnum):
    """What workers are."""

    LOCAL = "local"
    RAY = "ray"


def run(
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="The folder of the run; made if it does not exist.")],
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ARCHIVE...",
            help="Whatever `waqai code` reads; what comes through a pipe must come again to go on.",
        ),
    ] = None,
    files_from: FilesFrom = None,
    date: Date = None,
    profile: Profile = None,
    field: Field = None,
    encoding: Encoding = None,
    date_format: DateFormat = None,
    keep_copies: KeepCopies = False,
    codebook: Codebook = None,
    schema: Annotated[SchemaName, typer.Option(help="The columns, see docs/columns.md.")] = SchemaName.EVENT,
    format: Annotated[Format, typer.Option(help="Of the events.")] = Format.CSV,
    by: By = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="KINDS", help=f"Events to keep that did not happen: {', '.join(KEEP)}; commas between."),
    ] = None,
    models: Models = None,
    places: Places = None,
    workers: Annotated[int | None, typer.Option(min=1, metavar="N", help="Default: one for each core.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the first articles, for a trial.")] = None,
    engine: Annotated[
        Engine, typer.Option(help="`ray`: on a Ray cluster, see docs/run.md; needs `pip install 'waqai[ray]'`.")
    ] = Engine.LOCAL,
    address: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Of a cluster: `auto`, HOST:PORT. Default: a new one, of this machine."),
    ] = None,
    no_filter: Annotated[
        bool, typer.Option("--no-filter", help="Parse sentences that can give no events too: slower, the same rows.")
    ] = False,
) -> None:
    """Code an archive into a folder, on all cores.

    Stop it in any way, and the same command goes on where it was: no article is lost, none coded twice, and the files
    come out as if it had never stopped. An edited codebook codes again without parsing again.
    """
    kinds = kept(keep or [])
    if format is Format.TABLE:
        raise typer.BadParameter("a run writes no table", param_hint="'--format'")
    parts = keys(by)
    if address is not None and engine is not Engine.RAY:
        raise typer.BadParameter("only for --engine ray", param_hint="'--address'")
    check_columns(format, parts, SCHEMAS[schema])

    def items() -> Iterator[Article | Problem]:
        return read_inputs(
            *(paths, files_from, date), profile=profile, field=field, encoding=encoding, date_format=date_format
        )

    found = items()
    once = STDIN in (*(paths or [STDIN]), *(files_from or ()))  # what cannot be read again, so as to be counted
    with reported():
        from coder.codebook import load_codebook
        from coder.gazetteer.layer import layer_file
        from coder.run import EVENTS, Job, Run
        from coder.run import run as run_archive
        from coder.run.versions import versions

        Destination(str(Path(to, EVENTS)), format, parts).check()
        overlays = tuple(codebook or ())
        layer = layer_file(places)
        load_codebook(overlays, places=layer)  # its faults are told once, not by every worker; and it is compiled once
        known = tuple(versions(overlays, models, layer).items())
        job = Job(overlays, models, layer, kinds, schema.value, no_filter, known)
        what = Run(job, Path(to), format.value, parts, tuple(paths or ()), limit)
        pool = _pool(engine, job, workers, address)
        what.folder.mkdir(parents=True, exist_ok=True)
        copies = Copies(str(what.folder / COPIES), keep_copies)
        with _shown(limit, None if once else items, copies) as (show, tell), copies:
            done = run_archive(what, pool, copies.coded(_told(found, tell)), show)
        before = f" ({done.before} of them before)" if done.before else ""
        counts = {"word": done.words, "event": done.events, "problem": done.problems}
        told = ", ".join(counted(n, noun) for noun, n in counts.items())
        for line in copies.summary():
            say(line)
        say(f"{counted(done.articles, 'article')}{before}, {told}, in {to}")
    if done.problems:
        raise typer.Exit(ExitCode.PROBLEMS)


def _pool(engine: Engine, job: Job, workers: int | None, address: str | None) -> Pool[Any]:
    if engine is Engine.RAY:
        from coder.run.ray_pool import RayPool

        return RayPool(job, workers, address)
    from coder.run.processes import Processes

    return Processes(job, workers)


def _told(items: Iterable[Article | Problem], tell: Callable[[Notice], None]) -> Iterator[Article | Problem]:
    """The items without notices, which are told at once: they are no faults of the archive."""
    for item in items:
        if isinstance(item, Notice):
            tell(item)
        else:
            yield item


class _Total(threading.Thread):
    """Counts the articles of the inputs while they are being coded, for who looks on to see how long it will take."""

    def __init__(self, items: Callable[[], Iterator[Article | Problem]]) -> None:
        super().__init__(daemon=True)
        self._items = items
        self._stopped = threading.Event()
        self.articles: int | None = None  # once all are counted

    def run(self) -> None:
        count = 0
        for item in self._items():
            if self._stopped.is_set():
                return
            count += isinstance(item, Article)
        self.articles = count

    def stop(self) -> None:
        self._stopped.set()


@contextlib.contextmanager
def _shown(
    limit: int | None, items: Callable[[], Iterator[Article | Problem]] | None, copies: Copies
) -> Iterator[tuple[Callable[[Progress], None], Callable[[Notice], None]]]:
    """A bar on a terminal: articles, rate, time left, events and problems; and how to tell a line beside it.

    Args:
        limit: how many articles are coded at most.
        items: reads the inputs again, None if they can be read only once.
        copies: which of the articles are left out.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield (lambda progress: None), say
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
        total = _Total(items) if items is not None and limit is None else None
        if total is not None:
            total.start()

        def show(progress: Progress) -> None:
            if total is not None and total.articles is not None:
                bar.update(task, total=max(total.articles - copies.left_out, progress.articles))
            speed = bar.tasks[0].speed
            more = [f"{speed:.1f}/s"] if speed else []
            more += [counted(progress.events, "event"), counted(progress.problems, "problem")]
            bar.update(task, completed=progress.articles, more=", ".join(more))

        try:
            yield show, lambda notice: bar.console.print(str(notice), markup=False, highlight=False, soft_wrap=True)
        finally:
            if total is not None:
                total.stop()
