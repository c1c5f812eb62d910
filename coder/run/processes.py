"""Workers as processes of this machine.

Each is at the end of a pipe of its own: when the run is killed the pipe closes and the worker ends, when a worker is
killed the run sees it and starts another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Container, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from coder.errors import WaqaiError
from coder.run.job import Chunk, Job, Result
from coder.run.pool import Dead, Member, Pool
from coder.run.work import Worker


class Process(Member):
    """A process and our end of its pipe."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs, job), daemon=True)
        with _ctrl_c_waits():
            self._process.start()
        theirs.close()

    def give(self, piece: Chunk) -> None:
        with contextlib.suppress(OSError):  # it is dead
            self.pipe.send(piece)

    def answer(self) -> Result | None:
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            raise Dead from None
        if isinstance(answer, WaqaiError):
            raise answer
        assert answer is None or isinstance(answer, Result)
        return answer

    def stop(self) -> None:
        self.pipe.close()
        self._process.terminate()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()


class Processes(Pool[Process]):
    """Processes that code chunks.

    Args:
        job: what they do.
        size: how many; default one for each core that this process may use.
    """

    def __init__(self, job: Job, size: int | None = None) -> None:
        super().__init__()
        self._job = job
        self._size = size or usable_cores()

    def size(self) -> int:
        return self._size

    def start(self) -> Process:
        return Process(self._job)

    def wait(self, members: Sequence[Process]) -> Container[Process]:
        ready = set(wait([member.pipe for member in members]))
        return {member for member in members if member.pipe in ready}


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
    """The life of a worker: it says that it has begun, then chunks in, results out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run to handle
    os.environ["OMP_NUM_THREADS"] = "1"  # the cores are taken by other workers
    with contextlib.suppress(EOFError, OSError):
        try:
            worker = Worker(job)
        except WaqaiError as fault:
            pipe.send(fault)
            return
        pipe.send(None)
        while True:
            pipe.send(worker.code(pipe.recv()))


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
