"""Exit codes, and the one place where what stops a command becomes a line on standard error and a code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from enum import IntEnum

import typer

from coder.errors import CodebookError, ModelsError, WaqaiError


class ExitCode(IntEnum):
    """Documented in docs/cli.md. 2, wrong usage, is Typer's own."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    CODEBOOK = 3
    MODELS = 4
    INTERRUPTED = 130


EXIT_CODES_HELP = """\b
Exit codes:
  0    all inputs were coded
  1    some inputs could not be coded, the others were (or the output could not be written)
  2    wrong usage
  3    faults in a codebook, nothing was coded
  4    models missing or unusable, nothing was coded
  130  interrupted
"""


def say(line: object) -> None:
    """Write a line to standard error, as UTF-8 whatever the locale."""
    if sys.stderr is not None:
        sys.stderr.flush()
        sys.stderr.buffer.write(f"{line}\n".encode("utf-8", "replace"))
        sys.stderr.buffer.flush()


@contextlib.contextmanager
def reported() -> Iterator[None]:
    """Turn expected faults into their lines and exit code; a fault of the program itself keeps its traceback."""
    try:
        yield
    except WaqaiError as fault:
        for problem in fault.problems:
            say(problem)
        codes = {CodebookError: ExitCode.CODEBOOK, ModelsError: ExitCode.MODELS}
        raise typer.Exit(codes.get(type(fault), ExitCode.PROBLEMS)) from None
    except KeyboardInterrupt:
        say("interrupted")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except BrokenPipeError:
        drop_output()  # the reader (head, say) has all it wants
        raise typer.Exit(ExitCode.OK) from None


def drop_output() -> None:
    """Send what is left in standard output's buffer nowhere: on exit Python would try once more and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
