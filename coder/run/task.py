"""A chunk on its way through workers, some of which may die."""

from __future__ import annotations

from typing import NamedTuple

from coder.run.job import Chunk, Result
from coder.run.work import failed

_TRIES = 2  # of a piece whose worker dies


class Done(NamedTuple):
    """A chunk, its place in the run, and what it came to."""

    position: int
    chunk: Chunk
    result: Result


class Task:
    """A chunk to be coded: whole, or in single articles once it has cost workers their lives.

    Attributes:
        pieces: what is still to be coded, in order.
    """

    def __init__(self, position: int, chunk: Chunk) -> None:
        self.pieces = [chunk]
        self._position, self._chunk = position, chunk
        self._result = Result()
        self._deaths = 0

    @property
    def done(self) -> Done:
        """What the chunk came to, once no pieces are left."""
        return Done(self._position, self._chunk, self._result)

    def add(self, result: Result) -> None:
        """The first piece is done."""
        self.pieces.pop(0)
        self._result.add(result)
        self._deaths = 0

    def died(self) -> None:
        """The worker on the first piece is dead."""
        self._deaths += 1
        if self._deaths < _TRIES:
            return
        piece = self.pieces[0]
        if len(piece.items) > 1:
            self.pieces[:1] = [Chunk((item,)) for item in piece.items]
            self._deaths = 0
            return
        (article,) = piece.articles
        self.add(Result(problems=[failed(article, "it ends the worker, perhaps for want of memory")]))
