"""Where a command's output goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import typer

from cli.exits import drop_output
from coder.write.whole import unwritable, whole


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
    if path is not None:
        with whole(path) as partial, partial.open("wb") as stream:
            yield stream
        return
    try:
        yield sys.stdout.buffer
    except BrokenPipeError:
        raise
    except OSError as fault:
        drop_output()
        raise unwritable("standard output", fault) from fault
