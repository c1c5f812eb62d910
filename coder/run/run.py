"""A run over an archive, from articles to the files of its folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coder.errors import Problem
from coder.read import Article
from coder.run.job import Chunk, Job, chunks
from coder.run.pool import Pool
from coder.run.store import Store
from coder.tabulate import SCHEMAS
from coder.write import write_file
from coder.write.parts import remove_parts, write_parts
from coder.write.whole import whole

EVENTS = "events"
ERRORS = "errors.jsonl"
MANIFEST = "manifest.json"
_REMEDY = "the same command goes on where it stopped"


@dataclass
class Progress:
    """How far a run is.

    Attributes:
        articles, words, events, problems: of all chunks that are done.
        before: articles that an earlier run had done.
    """

    articles: int = 0
    words: int = 0
    events: int = 0
    problems: int = 0
    before: int = 0


@dataclass(frozen=True)
class Run:
    """What a run is asked for.

    Attributes:
        job: how to code.
        folder: where its files go.
        format: of the events, see :data:`coder.write.FORMATS`.
        by: what the events are parted by, see :func:`coder.write.parts.write_parts`; nothing for one file.
        inputs: as the user named them, for the manifest.
        limit: stop after so many articles; None for all.
    """

    job: Job
    folder: Path
    format: str = "csv"
    by: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    limit: int | None = None


def run(
    what: Run,
    pool: Pool[Any],
    items: Iterable[Article | Problem],
    report: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Code articles into the files of a folder; what an earlier run in the folder has done is not done again.

    The files are ``events.FORMAT``, or a folder ``events`` of such, ``errors.jsonl`` with a line for each problem,
    ``manifest.json``, and ``done.sqlite``, which holds what is done while the run goes on. The same articles, codebook
    and models give the same bytes in all but the last (of DuckDB the same tables), however often the run was stopped
    and by whatever, and whichever pool codes them.

    Args:
        what: is asked for.
        pool: of workers for the job; they are ended with the run.
        items: articles and problems of reading, in an order that is the same every time.
        report: is told after each chunk how far the run is.

    Raises:
        WaqaiError: if the folder cannot be written or is another run's at the moment, or coding cannot begin.
    """
    progress = Progress()
    store = Store(what.folder, what.job.digest)
    try:
        with pool:
            for done in pool.code(_undone(chunks(_limited(items, what.limit)), store, progress, report)):
                store.keep(done.chunk, done.position, done.result)
                progress.articles += done.result.articles
                progress.words += done.result.words
                progress.events += len(done.result.rows)
                progress.problems += len(done.result.problems)
                report(progress)
        store.prune()
        _write(what, store, progress)
    finally:
        store.close()
    return progress


def _limited(items: Iterable[Article | Problem], limit: int | None) -> Iterator[Article | Problem]:
    articles = 0
    for item in items:
        if isinstance(item, Article):
            articles += 1
            if limit is not None and articles > limit:
                return
        yield item


def _undone(
    cut: Iterator[Chunk], store: Store, progress: Progress, report: Callable[[Progress], None]
) -> Iterator[tuple[int, Chunk]]:
    """The chunks that have yet to be coded, numbered; those that are done are counted."""
    for position, chunk in enumerate(cut):
        known = store.known(chunk, position)
        if known is None:
            yield position, chunk
            continue
        articles, words, events, problems = known
        progress.articles += articles
        progress.before += articles
        progress.words += words
        progress.events += events
        progress.problems += problems
        report(progress)


def _write(what: Run, store: Store, progress: Progress) -> None:
    schema, events = SCHEMAS[what.job.schema], what.folder / EVENTS
    if what.by:
        write_parts(store.rows(), schema, what.format, events, what.by, remedy=_REMEDY)
    else:
        write_file(store.rows(), schema, what.format, f"{events}.{what.format}", remedy=_REMEDY)
        remove_parts(events)
    _whole(what.folder / ERRORS, (json.dumps(_line(problem), ensure_ascii=False) for problem in store.problems()))
    manifest = {
        "inputs": list(what.inputs),
        "limit": what.limit,
        "schema": what.job.schema,
        "format": what.format,
        "by": list(what.by),
        "keep": sorted(what.job.keep),
        "codebook": list(what.job.codebook),
        "versions": dict(what.job.versions),
        "counts": {name: getattr(progress, name) for name in ("articles", "words", "events", "problems")},
    }
    _whole(what.folder / MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=2)])


def _line(problem: Problem) -> Mapping[str, Any]:
    return {key: value for key, value in asdict(problem).items() if value and key != "severity"}


def _whole(path: Path, lines: Iterable[str]) -> None:
    with whole(path, _REMEDY) as partial, partial.open("wb") as stream:
        stream.writelines(f"{line}\n".encode("utf-8", "replace") for line in lines)
