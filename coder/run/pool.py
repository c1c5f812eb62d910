"""Workers side by side, whatever they are: who gets what, and what becomes of the work of one that dies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Iterator, Sequence
from types import TracebackType
from typing import Generic, Self, TypeVar

from coder.errors import Problem, WaqaiError
from coder.run.job import Chunk, Result
from coder.run.task import Done, Task

_STILLBORN = 2  # for each place of the pool, of workers that die in a row before they have begun


class Dead(Exception):
    """A worker has ended without an answer; the text says why, where that is known."""


class Member(ABC):
    """A worker as its pool sees it: it begins, then it codes one piece after another.

    Attributes:
        begun: whether it has loaded what it needs.
        task: what it works on.
    """

    def __init__(self) -> None:
        self.begun = False
        self.task: Task | None = None

    @property
    def idle(self) -> bool:
        """Whether it can be given something."""
        return self.begun and self.task is None

    @abstractmethod
    def give(self, piece: Chunk) -> None:
        """Hand over a piece; that the worker is dead shows when its answer is taken."""

    @abstractmethod
    def answer(self) -> Result | None:
        """Take the answer: None for "I have begun", then a result for each piece.

        Raises:
            Dead: if there is none, nor will be.
            WaqaiError: if it cannot begin (codebook, models).
        """

    @abstractmethod
    def stop(self) -> None:
        """End it at once."""


M = TypeVar("M", bound=Member)


class Pool(ABC, Generic[M]):
    """Workers that code chunks; used as a context, at the end of which they are ended."""

    def __init__(self) -> None:
        self._members: list[M] = []
        self._stillborn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for member in self._members:
            member.stop()

    @abstractmethod
    def size(self) -> int:
        """How many workers there should be by now, at least one."""

    @abstractmethod
    def start(self) -> M:
        """A new worker, which will say when it has begun."""

    @abstractmethod
    def wait(self, members: Sequence[M]) -> Container[M]:
        """Wait for workers to answer or die; gives those that did."""

    def code(self, chunks: Iterator[tuple[int, Chunk]]) -> Iterator[Done]:
        """Code numbered chunks; they come back as they are done. No worker is started where there are none.

        Raises:
            WaqaiError: if workers cannot begin.
        """
        waiting: list[Task] = []
        more = True
        while True:
            while more and (not waiting or len(waiting) < self.size() - self._working()):
                following = next(chunks, None)
                more = following is not None
                waiting += [Task(*following)] if following else []
            if not waiting and not self._working():
                return
            for member in self._members:
                if waiting and member.idle:
                    member.task = waiting.pop(0)
                    member.give(member.task.pieces[0])
            starting = sum(not member.begun for member in self._members)
            for _ in range(min(len(waiting) - starting, self.size() - len(self._members))):
                self._members.append(self.start())
            busy = [member for member in self._members if not member.idle]
            heard = self.wait(busy)
            for member in busy:
                if member in heard and (task := self._hear(member)):
                    if task.pieces:
                        waiting.insert(0, task)
                    else:
                        yield task.done

    def _working(self) -> int:
        return sum(member.task is not None for member in self._members)

    def _hear(self, member: M) -> Task | None:
        """Take an answer; gives the task that it, or the death of the worker, concerns."""
        task = member.task
        try:
            result = member.answer()
        except Dead as why:
            self._members.remove(member)
            member.stop()
            if not member.begun:
                self._count_stillborn(str(why))
            elif task:
                task.died()
            return task
        member.task = None
        if result is None:
            member.begun, self._stillborn = True, 0
        elif task:
            task.add(result)
        return task

    def _count_stillborn(self, why: str) -> None:
        """A worker died before it had begun, which is not an article's fault; if all do, there is no point in more."""
        self._stillborn += 1
        if self._stillborn > _STILLBORN * self.size():
            message = f"workers end before they have begun, {why or 'perhaps for want of memory'}"
            raise WaqaiError(Problem("", message, "try fewer with --workers; the same command goes on"))
