"""What a run has done so far, in one SQLite file: a chunk is there whole or not at all, whenever the run is stopped."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coder.errors import Problem, WaqaiError
from coder.run.job import Chunk, Result
from coder.tabulate import Row

FILE = "done.sqlite"
_TABLE = """CREATE TABLE IF NOT EXISTS chunks (
    digest TEXT PRIMARY KEY, position INTEGER, articles INTEGER, words INTEGER, events INTEGER, problems BLOB, rows BLOB
)"""


class Store:
    """The chunks that are done, by their content and the job.

    Args:
        folder: of the run; made if it does not exist.
        job: digest of the job; what was done for another is done anew.

    Raises:
        WaqaiError: if the file cannot be used, or another run uses it.
    """

    def __init__(self, folder: Path, job: str) -> None:
        self._job = job
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(folder / FILE, timeout=0)
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._file.execute(_TABLE)
            with self._file:
                self._file.execute("UPDATE chunks SET position = NULL")
        except (OSError, sqlite3.Error) as fault:
            if "locked" in str(fault):
                raise WaqaiError(Problem(str(folder), "another run is at work in this folder")) from fault
            raise self._fault(fault) from fault

    def close(self) -> None:
        """Let others use the folder."""
        self._file.close()

    def known(self, chunk: Chunk, position: int) -> tuple[int, int, int, int] | None:
        """Counts of articles, words, events and problems of a chunk that is done, now the one at this position."""
        key = self._key(chunk)
        with self._guarded():
            row = self._file.execute(
                "SELECT articles, words, events, problems FROM chunks WHERE digest = ?", (key,)
            ).fetchone()
            if row is None:
                return None
            self._file.execute("UPDATE chunks SET position = ? WHERE digest = ?", (position, key))
        return (*row[:3], len(_unpacked(row[3])))

    def keep(self, chunk: Chunk, position: int, result: Result) -> None:
        """Keep what a chunk came to; when this returns it is on the disk."""
        problems = [asdict(problem) for problem in result.problems]
        counts = (result.articles, result.words, len(result.rows))
        row = (self._key(chunk), position, *counts, _packed(problems), _packed(result.rows))
        with self._guarded():
            self._file.execute("INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def rows(self) -> Iterator[Row]:
        """All rows in the order in which their articles were read."""
        for (rows,) in self._file.execute("SELECT rows FROM chunks WHERE position NOT NULL ORDER BY position"):
            yield from _unpacked(rows)

    def problems(self) -> Iterator[Problem]:
        """All problems, in the same order."""
        for (problems,) in self._file.execute("SELECT problems FROM chunks WHERE position NOT NULL ORDER BY position"):
            for problem in _unpacked(problems):
                yield Problem(**problem)

    def prune(self) -> None:
        """Drop what no article of this run made."""
        with self._guarded():
            self._file.execute("DELETE FROM chunks WHERE position IS NULL")

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """A transaction whose faults are told as a line."""
        try:
            with self._file:
                yield
        except sqlite3.Error as fault:
            raise self._fault(fault) from fault

    def _key(self, chunk: Chunk) -> str:
        return f"{self._job[:32]}{chunk.digest[:32]}"

    def _fault(self, fault: Exception) -> WaqaiError:
        why = getattr(fault, "strerror", None) or str(fault)
        return WaqaiError(
            Problem(str(self._folder / FILE), f"cannot be written: {why}", "the same command goes on where it stopped")
        )


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 1)


def _unpacked(value: bytes) -> Any:
    return json.loads(zlib.decompress(value))
