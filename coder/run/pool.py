"""Worker processes side by side on one machine.

Each is at the end of a pipe of its own: when the run is killed the pipe closes and the worker ends, when a worker is
killed the run sees it and starts another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import NamedTuple

from coder.errors import WaqaiError
from coder.run.job import Chunk, Job, Result
from coder.run.work import Worker, failed

_TRIES = 2  # of a piece whose worker dies


class Done(NamedTuple):
    """A chunk, its place in the run, and what it came to."""

    position: int
    chunk: Chunk
    result: Result


class Pool:
    """Processes that code chunks.

    Args:
        job: what they do.
        size: how many; default one for each core that this process may use.
    """

    def __init__(self, job: Job, size: int | None = None) -> None:
        self._job = job
        self._size = size or usable_cores()
        self._workers: list[_Process] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.stop()

    def code(self, chunks: Iterator[tuple[int, Chunk]]) -> Iterator[Done]:
        """Code numbered chunks; they come back as they are done.

        Raises:
            WaqaiError: if a worker cannot begin (codebook, models).
        """
        waiting: list[_Task] = []
        more = True
        while True:
            while more and len(waiting) < len(self._idle()) + self._missing():
                following = next(chunks, None)
                more = following is not None
                if following is not None:
                    waiting.append(_Task(*following))
            while waiting and (self._idle() or self._missing()):
                worker = next(iter(self._idle()), None) or self._start()
                worker.give(waiting.pop(0))
            if not (busy := [worker for worker in self._workers if worker.task]):
                return
            ready = set(wait([worker.pipe for worker in busy]))
            for worker in (w for w in busy if w.pipe in ready):
                task = worker.task
                assert task is not None
                result = worker.take()
                if result is None:
                    self._workers.remove(worker)
                    task.died()
                else:
                    task.add(result)
                if task.pieces:
                    waiting.insert(0, task)
                else:
                    yield Done(task.position, task.chunk, task.result)

    def _idle(self) -> list[_Process]:
        return [worker for worker in self._workers if worker.task is None]

    def _missing(self) -> int:
        return self._size - len(self._workers)

    def _start(self) -> _Process:
        worker = _Process(self._job)
        self._workers.append(worker)
        return worker


class _Task:
    """A chunk on its way: whole, or in single articles once it has cost workers their lives."""

    def __init__(self, position: int, chunk: Chunk) -> None:
        self.position, self.chunk = position, chunk
        self.pieces = [chunk]
        self.result = Result()
        self._deaths = 0

    def add(self, result: Result) -> None:
        """The first piece is done."""
        self.pieces.pop(0)
        self.result.add(result)
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


class _Process:
    """One worker and the task that it has."""

    def __init__(self, job: Job) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.task: _Task | None = None
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs, job), daemon=True)
        with _ctrl_c_waits():
            self._process.start()
        theirs.close()

    def give(self, task: _Task) -> None:
        """Hand over the first piece of a task."""
        self.task = task
        with contextlib.suppress(OSError):  # it is dead, which shows when its answer is awaited
            self.pipe.send(task.pieces[0])

    def take(self) -> Result | None:
        """The answer; None if the worker is dead."""
        self.task = None
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.stop()
            return None
        if isinstance(answer, WaqaiError):
            raise answer
        assert isinstance(answer, Result)
        return answer

    def stop(self) -> None:
        """End it at once."""
        self.pipe.close()
        self._process.terminate()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()


@contextlib.contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Keep Ctrl-C from breaking in; a process that is started meanwhile inherits that, and so never sees it.

    A worker half started would end with a traceback, and one that is still importing would too.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, job: Job) -> None:
    """The life of a worker: chunks in, results out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run to handle
    os.environ["OMP_NUM_THREADS"] = "1"  # the cores are taken by other workers
    with contextlib.suppress(EOFError, OSError):
        try:
            worker = Worker(job)
        except WaqaiError as fault:
            pipe.recv()
            pipe.send(fault)
            return
        while True:
            pipe.send(worker.code(pipe.recv()))


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
