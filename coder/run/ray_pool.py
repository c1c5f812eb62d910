"""Workers as actors of a Ray cluster: of one that is there already, or of one that lives on this machine for the run.

An actor is sent the compiled codebook and the articles; the program and the models it has from the waqai that is
installed on its node, which must be the same as here. Ray tells of an actor that dies, and its node with it perhaps,
and the pool starts another wherever there is room.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from coder.codebook import load_codebook
from coder.errors import Problem, WaqaiError
from coder.run.job import Chunk, Job, Result
from coder.run.pool import Dead, Member, Pool
from coder.run.processes import usable_cores
from coder.run.versions import versions
from coder.run.work import Worker

_STORE = 256 * 2**20  # bytes of Ray's shared memory on this machine: the codebook, and the chunks on their way
_STOPS = (signal.SIGINT, signal.SIGTERM)
_SAME = "install the same on every node"
_WAIT = 10  # seconds that a cluster has to take a connection


class RayPool(Pool["Actor"]):
    """Actors that code chunks, each on a core of its own.

    Args:
        job: what they do.
        size: how many at most; default one for each core of the cluster, also of nodes that come later.
        address: of a cluster, as Ray has it: ``auto`` for the one of this machine, ``HOST:PORT``, ``ray://HOST:PORT``;
            None starts one on this machine that nobody else can reach.

    Raises:
        WaqaiError: if Ray is not installed.
    """

    def __init__(self, job: Job, size: int | None = None, address: str | None = None) -> None:
        super().__init__()
        if find_spec("ray") is None:
            raise WaqaiError(Problem("", "there is no Ray", "pip install 'waqai[ray]'"))
        models = job.models and str(Path(job.models).resolve())  # a node has another current folder
        self._job = replace(job, models=models)
        self._most, self._address = size, address
        self._open = contextlib.ExitStack()
        self._ray: Any = None
        self._setup: tuple[Any, ...] = ()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _unbroken(), self._open:
            super().__exit__(kind, value, trace)

    def size(self) -> int:
        if self._ray is None:
            self._ray = self._joined()
        cores = int(self._ray.cluster_resources().get("CPU", 0))
        if not cores:
            raise WaqaiError(Problem("", "the Ray cluster has no cores for workers", "the same command goes on later"))
        return min(cores, self._most or cores)

    def start(self) -> Actor:
        if not self._setup:
            book = load_codebook(self._job.codebook, places=self._job.places)
            packed = pickle.dumps((self._job, book), 5)
            self._setup = (versions(models=self._job.models), self._job.models, self._ray.put(packed))
        return Actor(self._ray, self._setup)

    def wait(self, members: Sequence[Actor]) -> Container[Actor]:
        ready, _ = self._ray.wait([member.answers for member in members])
        return {member for member in members if member.answers in ready}

    def _joined(self) -> Any:
        """Ray, once it is part of a cluster.

        Raises:
            WaqaiError: if it cannot be.
        """
        guarded: AbstractContextManager[None] = contextlib.nullcontext()
        if self._address is None:
            options, guarded = self._alone(), _unbroken()
        else:
            _check_answers(self._address)
            options = {"address": self._address}
        # Ray writes warnings to standard output, of every worker that dies; the pool tells what matters.
        nowhere = self._open.enter_context(open(os.devnull, "w"))  # noqa: SIM115
        self._open.enter_context(contextlib.redirect_stdout(nowhere))
        import ray

        self._open.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, _end))
        self._open.callback(ray.shutdown)
        try:
            with guarded:
                ray.init(log_to_driver=False, logging_level=logging.CRITICAL, **options)
        except Exception as fault:  # of many kinds: connections, versions, what is not installed
            why = " ".join(str(fault).split())
            raise WaqaiError(Problem(self._address or "", f"Ray cannot be joined: {why}")) from fault
        return ray

    def _alone(self) -> dict[str, Any]:
        """How to start a cluster of this machine alone, that leaves nothing behind and that nobody else can use."""
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # on any system: listen on the loopback interface only
        os.environ["RAY_AUTH_MODE"], os.environ["RAY_AUTH_TOKEN"] = "token", secrets.token_hex(32)
        # The names of Ray's sockets are long, and those of temporary folders on macOS too long for them.
        folder = tempfile.mkdtemp(prefix="waqai-", dir="/tmp" if os.path.isdir("/tmp") else None)
        self._open.callback(shutil.rmtree, folder, ignore_errors=True)
        return {
            "address": "local",
            "num_cpus": self._most or usable_cores(),
            "include_dashboard": False,
            "object_store_memory": _STORE,
            "_temp_dir": folder,
        }


class Actor(Member):
    """An actor, and the answer that it owes."""

    def __init__(self, ray: Any, setup: tuple[Any, ...]) -> None:
        super().__init__()
        self._ray = ray
        self._actor = ray.remote(num_cpus=1)(WaqaiWorker).remote()
        self.answers = self._actor.begin.remote(*setup)

    def give(self, piece: Chunk) -> None:
        self.answers = self._actor.code.remote(piece)

    def answer(self) -> Result | None:
        from ray.exceptions import RayError

        try:
            answer = self._ray.get(self.answers)
        except RayError as fault:
            why = (str(fault).strip().splitlines() or [""])[-1].strip()
            if "failed to import" in str(fault):
                raise WaqaiError(Problem("", f"a Ray node lacks this waqai: {why}", _SAME)) from fault
            raise Dead(why) from fault
        if isinstance(answer, WaqaiError):
            raise answer
        assert answer is None or isinstance(answer, Result)
        return answer

    def stop(self) -> None:
        self._ray.kill(self._actor)


class WaqaiWorker:
    """What lives on the node; its name is what Ray shows."""

    def begin(self, wanted: Mapping[str, str], models: str | None, packed: bytes) -> WaqaiError | None:
        """Load models and codebook; gives what stands against it."""
        os.environ["OMP_NUM_THREADS"] = "1"  # the cores are taken by other workers
        node = f"Ray node {socket.gethostname()}"
        try:
            found = versions(models=models)
            other = [name for name, version in wanted.items() if found[name] != version]
            if other:
                message = f"waqai is not the same there as here: {', '.join(other)}"
                raise WaqaiError(Problem("", message, _SAME))
            job, book = pickle.loads(packed)
            self._worker = Worker(job, book)
        except WaqaiError as fault:
            problems = (replace(problem, path=f"{node}, {problem.path}".rstrip(", ")) for problem in fault.problems)
            return type(fault)(*problems)
        return None

    def code(self, piece: Chunk) -> Result:
        """Code a piece."""
        return self._worker.code(piece)


def _check_answers(address: str) -> None:
    """Whether anything listens at an address; Ray itself would try for minutes.

    Raises:
        WaqaiError: if nothing does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _WAIT).close()
    except (OSError, OverflowError) as fault:
        raise WaqaiError(Problem(address, f"no Ray cluster answers: {fault}", "start it with `ray start`")) from fault


@contextlib.contextmanager
def _unbroken() -> Iterator[None]:
    """Keep signals from breaking into what would leave processes of Ray behind; they take effect at the end."""
    caught: list[int] = []
    before = {stop: signal.signal(stop, lambda number, frame: caught.append(number)) for stop in _STOPS}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)
    for number in caught:
        signal.raise_signal(number)


def _end(number: int, frame: object) -> NoReturn:
    sys.exit(128 + number)
