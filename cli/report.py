"""What a run over articles tells on standard error: problems as they come, progress, and a summary at the end."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from cli.exits import say
from coder.errors import Problem
from coder.read import Article, Notice

if TYPE_CHECKING:
    from rich.progress import Progress

_A_HANDFUL = 5  # articles; with more of them progress is shown


def counted(number: int, noun: str) -> str:
    """``1 article``, ``3 articles``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@contextlib.contextmanager
def progress(done: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; is told how many texts are done of how many, and says ``done`` of them (``parsed``)."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda number, all_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(f"texts {done}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=None, visible=False)
        yield lambda number, all_: bar.update(task, completed=number, total=all_, visible=True)


class Report:
    """The report of one run; ``noun`` names what is counted in each article, ``visible`` whether to show progress."""

    def __init__(self, noun: str, visible: bool = True) -> None:
        self.problems = 0
        self._noun = noun
        self._articles = 0
        self._found = 0
        self._visible = visible and sys.stderr is not None and sys.stderr.isatty()
        self._progress: Progress | None = None

    def __enter__(self) -> Report:
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

    def done(self, found: int) -> None:
        """One more article is done, with so much in it."""
        self._articles += 1
        self._found += found
        if self._visible and self._articles > _A_HANDFUL:
            self._show()

    def summary(self, **more: int) -> str:
        """``3 articles, 14 events, 1 problem``; ``more`` counts other things, by their noun, before the problems."""
        counts = {"article": self._articles, self._noun: self._found, **more, "problem": self.problems}
        return ", ".join(counted(n, noun) for noun, n in counts.items())

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
        text = f"{self._articles} articles, {self._found} {self._noun}s"
        self._progress.update(self._progress.task_ids[0], description=text)
