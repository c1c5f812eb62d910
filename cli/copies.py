"""Articles that repeat another: options of ``waqai code``, and the list of what was not coded for that reason."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Annotated, BinaryIO, TypeVar

import typer

from cli.output import opened, output_path
from coder.read import STDIN, Article

CopiesList = Annotated[
    str | None,
    typer.Option("--copies", metavar="FILE", help="Write which articles are copies, and of which one, as CSV."),
]
KeepCopies = Annotated[
    bool, typer.Option("--keep-copies", help="Code copies too. Default: the first of an article and its copies.")
]
Other = TypeVar("Other")
COLUMNS = ("article_id", "copy_id", "copy_date", "copy_outlet", "copy_url", "likeness")


class Copies:
    """What is a copy in a run, told in a file as it is found and in one line at the end.

    Args:
        path: of the file, None for none.
        keep: whether copies are coded.

    Raises:
        typer.BadParameter: if the file can be none.
    """

    def __init__(self, path: str | None, keep: bool) -> None:
        if path == STDIN:
            raise typer.BadParameter("standard output is for rows, name a file", param_hint="'--copies'")
        self._path = output_path(path, "--copies")
        self._keep = keep
        self._found = 0
        self._files = contextlib.ExitStack()
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Copies:
        if self._path:
            self._stream = self._files.enter_context(opened(self._path))
            self._write(COLUMNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.__exit__(kind, value, trace)

    def coded(self, items: Iterable[Article | Other]) -> Iterator[Article | Other]:
        """The articles that are to be coded; other items as they are."""
        if self._keep and not self._path:
            yield from items
            return
        from coder.copies import Copy, distinct

        for item in distinct(items):
            if not isinstance(item, Copy):
                yield item
                continue
            self._found += 1
            copy = item.article
            date = copy.date.isoformat() if copy.date else ""
            self._write((item.original, copy.id, date, copy.source, copy.url, f"{item.likeness:.2f}"))
            if self._keep:
                yield copy

    @property
    def left_out(self) -> int:
        """How many articles have been left out as copies up to now."""
        return 0 if self._keep else self._found

    def summary(self) -> list[str]:
        """``41 copies of other articles not coded``, nothing where there were none."""
        if not self._found or self._keep:
            return []
        what = "1 copy of another article" if self._found == 1 else f"{self._found} copies of other articles"
        hint = "--keep-copies codes them" if self._path else "--copies FILE lists them, --keep-copies codes them"
        return [f"{what} not coded ({hint})"]

    def _write(self, cells: tuple[str, ...]) -> None:
        if self._stream:
            line = io.StringIO()
            csv.writer(line, lineterminator="\n").writerow(cells)
            self._stream.write(line.getvalue().encode())
