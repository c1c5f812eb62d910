"""Files and folders that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from coder.errors import Problem, WaqaiError


@contextlib.contextmanager
def whole(path: str | Path, remedy: str = "") -> Iterator[Path]:
    """Where to write a file that takes its name only when all of it is on the disk.

    What exists and is no file (``/dev/null``, a named pipe) is itself written to.

    Args:
        path: of the file.
        remedy: what to do if it cannot be written.

    Raises:
        WaqaiError: if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    special = target.exists() and not target.is_file()
    partial = target if special else _partial(target)
    with _told(path, remedy):
        try:
            if special:
                yield partial
                return
            partial.write_bytes(b"")  # what cannot be written is told before the work, whenever a format begins
            partial.unlink()
            yield partial
            sync(partial)
            partial.replace(target)
        finally:
            if not special:
                partial.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(path: str | Path, remedy: str = "") -> Iterator[Path]:
    """A new folder to write to; it takes the place of the one of this name only when all of it is written.

    Args:
        path: of the folder; one that stands there is deleted at the end, with all that is in it.
        remedy: what to do if it cannot be written.

    Raises:
        WaqaiError: if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    partial, old = _partial(target), target.with_name(f".{target.name}.old")
    with _told(path, remedy):
        try:
            for left in (partial, old):  # by a command that was killed
                shutil.rmtree(left, ignore_errors=True)
            partial.mkdir()
            yield partial
            if target.exists():
                target.rename(old)
            partial.rename(target)
        finally:
            for left in (partial, old):
                shutil.rmtree(left, ignore_errors=True)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def unwritable(path: str | Path, fault: OSError, remedy: str = "") -> WaqaiError:
    """The line for what cannot be written."""
    return WaqaiError(Problem(str(path), f"cannot be written: {fault.strerror or fault}", remedy))


def _partial(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


@contextlib.contextmanager
def _told(path: str | Path, remedy: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # of standard output, while this was written beside it
        raise
    except OSError as fault:
        raise unwritable(path, fault, remedy) from fault
