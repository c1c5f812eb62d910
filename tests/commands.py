"""The command ``waqai`` as tests run it: in this process, where the models are loaded already, or in one of its own.

What a test says about the process itself (modules that are loaded, signals, pipes, terminals, the locale, the seed of
hashes) needs one of its own.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from cli.main import app

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "cli.main"]


class Done(NamedTuple):
    """Exit code, standard output and standard error."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what alters output; the cache is the tests' own."""
    odd = ("COLUMNS", "PYTHONIOENCODING", "WAQAI_MODELS", "WAQAI_BIDI")
    kept = {name: value for name, value in os.environ.items() if name not in odd}
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def waqai(*args: object, stdin: bytes = b"", cwd: Path = ROOT, **changes: str) -> Done:
    """The command in this process, with changes of its environment."""
    code, out, err, _ = _invoked([*map(str, args)], stdin, cwd, changes)
    return Done(code, out, err)


def transcript(args: list[str], cwd: Path) -> tuple[int, str]:
    """Exit code and what a terminal shows of the command: both streams in their order."""
    code, _, _, both = _invoked(args, b"", cwd, {})
    return code, both


def _invoked(args: list[str], stdin: bytes, cwd: Path, changes: dict[str, str]) -> tuple[int, str, str, str]:
    gone = dict.fromkeys(os.environ.keys() - environment().keys())
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(app, args, input=stdin, env={**gone, **changes}, catch_exceptions=False)
    out, err, both = (data.decode("utf-8") for data in (done.stdout_bytes, done.stderr_bytes, done.output_bytes))
    return done.exit_code, out, err, both


def waqai_apart(*args: object, stdin: bytes = b"", cwd: Path = ROOT, **changes: str) -> Done:
    """The command in a process of its own."""
    command = [*COMMAND, *map(str, args)]
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment(**changes), timeout=300)
    assert b"Traceback" not in done.stderr
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
