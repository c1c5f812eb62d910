"""Where a command's output goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import typer

from cli.exits import drop_output
from coder.errors import Problem, WaqaiError


def output_path(path: str | None, option: str) -> str | None:
    """The path that an option gives, None for standard output (``-``).

    Raises:
        typer.BadParameter: if its folder does not exist; better now than when all is done.
    """
    if path is None or path == "-":
        return None
    if not Path(path).absolute().parent.is_dir():
        raise typer.BadParameter(f"the folder of {path} does not exist", param_hint=f"'{option}'")
    return path


@contextlib.contextmanager
def opened(path: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its name only when all is written.

    Raises:
        WaqaiError: if it cannot be written.
    """
    if path is None:
        try:
            yield sys.stdout.buffer
        except BrokenPipeError:
            raise
        except OSError as fault:
            drop_output()
            raise _unwritable("standard output", fault) from fault
        return
    target = Path(os.path.realpath(path))
    special = target.exists() and not target.is_file()  # /dev/null, a named pipe
    partial = target if special else target.with_name(f".{target.name}.part")
    try:
        with partial.open("wb") as stream:
            yield stream
        if not special:
            partial.replace(target)
    except BrokenPipeError:  # of standard output, while this file was written beside it
        raise
    except OSError as fault:
        raise _unwritable(path, fault) from fault
    finally:
        if not special:
            partial.unlink(missing_ok=True)


def _unwritable(path: str, fault: OSError) -> WaqaiError:
    return WaqaiError(Problem(path, f"cannot be written: {fault.strerror or fault}"))
