"""What a run is to do: how to code, and the articles cut into chunks."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from coder import cache
from coder.errors import Problem
from coder.read import Article
from coder.tabulate import Row

_ARTICLES = 32  # of a chunk, at most
_CHARACTERS = 100_000  # after which a chunk is full


@dataclass(frozen=True)
class Job:
    """How to code.

    Attributes:
        codebook: files and folders laid over the shipped codebook.
        models: folder of Stanza models, None for those of the package.
        places: a local layer of places, None for none.
        keep: kinds of event to keep, see :func:`coder.code.code_document`.
        schema: name of the columns.
        whole: parse all sentences, also those that can give no rows; the rows are the same.
        versions: what else rows depend on, by name: of waqai, the codebook, the models.
    """

    codebook: tuple[str, ...] = ()
    models: str | None = None
    places: Path | None = None
    keep: frozenset[str] = frozenset()
    schema: str = "event"
    whole: bool = False
    versions: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """Stands for all that rows depend on besides the articles."""
        return cache.digest([repr((sorted(self.keep), self.schema, self.versions)).encode()])


@dataclass(frozen=True)
class Chunk:
    """Articles that are coded together, and problems of reading between them, in the order in which they were read."""

    items: tuple[Article | Problem, ...]

    @property
    def articles(self) -> list[Article]:
        """The articles alone."""
        return [item for item in self.items if isinstance(item, Article)]

    @cached_property
    def digest(self) -> str:
        """Stands for the content, whatever the files that it came from are called now."""
        return cache.digest(json.dumps(dataclasses.asdict(item), default=str).encode() for item in self.items)


@dataclass
class Result:
    """What a chunk came to: rows and problems in the order of its items."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    articles: int = 0
    words: int = 0

    def add(self, other: Result) -> None:
        """Append what came after."""
        self.rows += other.rows
        self.problems += other.problems
        self.articles += other.articles
        self.words += other.words


def chunks(items: Iterable[Article | Problem]) -> Iterator[Chunk]:
    """Cut into chunks; where one ends depends on nothing but the items before."""
    waiting: list[Article | Problem] = []
    size = 0
    for item in items:
        waiting.append(item)
        size += len(item.text) if isinstance(item, Article) else 0
        if len(waiting) == _ARTICLES or size >= _CHARACTERS:
            yield Chunk(tuple(waiting))
            waiting, size = [], 0
    if waiting:
        yield Chunk(tuple(waiting))
