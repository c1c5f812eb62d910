"""``waqai codebook``: check, test and show a codebook, and what helps to write one."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from cli.codebook_suggest import suggest
from cli.exits import EXIT_CODES_HELP, ExitCode, reported, say
from cli.options import BidiMode, Codebook, Models
from cli.report import counted
from coder.bidi import Bidi, resolve, visual
from coder.errors import CodebookError, Problem

CHECK_CODES_HELP = """\b
Exit codes:
  0    nothing found
  1    warnings, or examples that give other rows
  2    wrong usage
  3    errors: the codebook cannot be used, and its examples were not run
  4    models missing or unusable, examples were not run
"""

codebook = typer.Typer(help="Check, test and show a codebook.", no_args_is_help=True, rich_markup_mode=None)

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATHS", help="YAML files or folders laid over the shipped codebook, which is checked too."),
]


# What comes of an example, by whether it passes and whether it says that it fails.
_OUTCOMES = {
    (True, False): "passed",
    (False, False): "failed",
    (False, True): "known to fail",
    (True, True): "passed though said to fail",
}


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@codebook.command(epilog=CHECK_CODES_HELP)
def check(
    paths: Paths = None,
    format: Annotated[Format, typer.Option(help="One line for each problem, or a JSON list of them.")] = Format.TEXT,
    examples: Annotated[bool, typer.Option("--examples/--no-examples", help="Run the examples too.")] = True,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Tell everything that is wrong with a codebook, at once.

    file:line:column: severity: what is wrong (what to do) [kind of problem]
    """
    with reported(), _rarely_collecting():
        problems = _problems(paths or [], examples, models)
        if format is Format.JSON:
            _write(_json(problems))
        else:
            _write("".join(f"{line}\n" for line in _laid_out(map(_line, problems), bidi)))
    counts = Counter(problem.severity for problem in problems)
    say(", ".join(counted(counts[severity], severity) for severity in ("error", "warning")))
    if problems:
        raise typer.Exit(ExitCode.CODEBOOK if counts["error"] else ExitCode.PROBLEMS)


def _problems(paths: Sequence[str], examples: bool, models: str | None) -> list[Problem]:
    from coder.codebook.check import check, in_order
    from coder.codebook.load import merge_entries

    try:
        entries = merge_entries(paths)
    except CodebookError as fault:
        return list(fault.problems)
    found = check(entries)
    if not examples or any(problem.severity == "error" for problem in found):
        return found
    from coder.codebook.compile import compile_codebook
    from coder.codebook.examples import cases, problem, run

    failed = (problem(trial) for trial in run(cases(entries), compile_codebook(entries), models))
    return in_order([*found, *filter(None, failed)], entries)


def _line(problem: Problem) -> str:
    where = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part)
    remedy = f" ({problem.remedy})" if problem.remedy else ""
    kind = f" [{problem.kind}]" if problem.kind else ""
    return f"{where}: {problem.severity}: {problem.message}{remedy}{kind}"


def _json(problems: Iterable[Problem]) -> str:
    import json

    rows = [
        {
            "file": problem.path,
            "line": problem.line or None,
            "column": problem.column or None,
            "severity": problem.severity,
            "kind": problem.kind,
            "message": problem.message,
            "remedy": problem.remedy,
        }
        for problem in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


@codebook.command("test", epilog=CHECK_CODES_HELP)
def run_examples(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="IDS", help="Only the examples of these actions, operators, discards.")
    ] = None,
    codebook: Codebook = None,
    own: Annotated[
        bool, typer.Option("--own", help="Only the examples in --codebook, not those of the shipped rules.")
    ] = False,
    models: Models = None,
    bidi: BidiMode = Bidi.AUTO,
) -> None:
    """Run the examples of a codebook and show how the rows differ where they do.

    An overlay can break examples of the shipped codebook, so these are run as well.
    """
    with reported(), _rarely_collecting():
        from coder.codebook.compile import compile_codebook
        from coder.codebook.examples import cases, problem, report, run
        from coder.codebook.load import read_entries

        entries = read_entries(codebook or [])
        chosen = cases(entries, ids or [], own)
        counts: Counter[str] = Counter()
        for trial in run(chosen, compile_codebook(entries), models):
            counts[_OUTCOMES[trial.passed, trial.known]] += 1
            if problem(trial) is not None:
                _write("\n".join([*_laid_out(report(trial), bidi), "", ""]))
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in _OUTCOMES.values() if counts[outcome])
    say(f"{counted(len(chosen), 'example')}: {told}" if told else "no examples")
    if counts["failed"] or counts["passed though said to fail"]:
        raise typer.Exit(ExitCode.PROBLEMS)


@codebook.command(epilog=EXIT_CODES_HELP)
def show(
    ids: Annotated[list[str] | None, typer.Argument(metavar="IDS", help="Only the entries with these ids.")] = None,
    codebook: Codebook = None,
) -> None:
    """Print the merged codebook as YAML, with the file and line that each part comes from."""
    with reported():
        from coder.codebook.load import read_entries
        from coder.codebook.show import show as lines

        for line in lines(read_entries(codebook or []), ids or []):
            _write(f"{line}\n")


@codebook.command()
def schema() -> None:
    """Print the JSON Schema of a codebook file, with which editors complete and check it."""
    import json

    from coder.codebook.schema import json_schema

    with reported():
        _write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")


codebook.command(epilog=EXIT_CODES_HELP)(suggest)


@contextlib.contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Look for garbage seldom: what a codebook is read into all stays, and looking at it takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(500_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^A-Za-z0-9()\\[\\]'«»]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])*"
)


def _laid_out(lines: Iterable[str], bidi: Bidi) -> Iterable[str]:
    """Lines with their Arabic in visual order, for terminals that need it."""
    if resolve(bidi, sys.stdout.isatty(), os.environ) is not Bidi.VISUAL:
        return lines
    return (_RIGHT_TO_LEFT.sub(lambda found: visual(found[0]), line) for line in lines)


def _write(text: str) -> None:
    """To standard output as UTF-8, whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
