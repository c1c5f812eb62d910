"""The tutorial, as a newcomer walks through it: every file is written and every command run, in an empty folder.

A fence with ``file=PATH`` is a file, one marked ``console`` holds commands behind ``$`` and what they print, standard
output and error together. In an expected line ``...`` stands for anything; alone on a line, for any lines or none.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
import yaml
from commands import environment, transcript

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tutorial.md"
_MARKS = re.compile("[\u2066-\u2069]")  # which tell a terminal the direction of text
_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
_KINDS = {"console", "yaml", "text", "json", "sh"}


class Step(NamedTuple):
    """A fence: line in the page, its kind, the file that it is (empty for commands), and what stands inside."""

    line: int
    kind: str
    file: str
    content: str


class Command(NamedTuple):
    """A command line with what it must print, and what it did."""

    line: str
    expected: Sequence[str]
    got: Sequence[str]
    code: int


def steps() -> Iterator[Step]:
    text = PAGE.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        kind, _, file = match["info"].partition(" file=")
        yield Step(text.count("\n", 0, match.start()) + 1, kind, file, match["content"])


def commands(content: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console fence with the lines expected of it."""
    for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
        line, *expected = part.splitlines()
        yield line, expected


def plain(text: str) -> list[str]:
    """Lines without marks of direction, empty lines, and the spaces of layout."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in _MARKS.sub("", text).splitlines())
    return [line for line in lines if line]


def fits(expected: Sequence[str], got: Sequence[str]) -> bool:
    """Whether lines are as expected, where ``...`` stands for anything."""
    if not expected:
        return not got
    if expected[0] == "...":
        return any(fits(expected[1:], got[n:]) for n in range(len(got) + 1))
    pattern = r"(?:\s*.*?\s*)".join(re.escape(part.strip()) for part in expected[0].split("..."))
    return bool(got) and re.fullmatch(pattern, got[0]) is not None and fits(expected[1:], got[1:])


def typed(line: str, cwd: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Exit code of a command line and what a terminal shows of it; only what needs a shell gets one."""
    words = shlex.split(line)
    if words[0] == "waqai" and ">" not in words:
        return transcript(words[1:], cwd)
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=cwd,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def walked(folder: Path) -> list[Command]:
    """All commands, run in the order of the page between the files."""
    variables = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),  # no settings of git's from outside
        **{f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = []
    for step in steps():
        if step.file:
            path = folder / step.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.content, encoding="utf-8")
        elif step.kind == "console":
            for line, expected in commands(step.content):
                code, shown = typed(line, folder, variables)
                done.append(Command(line, plain("\n".join(expected)), plain(shown), code))
    return done


def test_every_fence_is_a_file_or_holds_commands() -> None:
    for step in steps():
        assert step.kind in _KINDS, f"line {step.line}"
        assert bool(step.file) != (step.kind == "console"), f"line {step.line}: neither a file nor a command, or both"


def test_every_command_prints_what_the_page_says(walked: list[Command]) -> None:
    wrong = {
        command.line: {"expected": command.expected, "got": command.got}
        for command in walked
        if not fits(command.expected, command.got)
    }
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def test_the_page_walks_the_whole_way(walked: list[Command]) -> None:
    used = " ".join(command.line for command in walked)
    for command in ("code", "explain", "codebook suggest", "codebook check", "codebook test", "codebook show"):
        assert f"waqai {command} " in used
    failed = [command for command in walked if command.code]
    assert [command.line.split()[:3] for command in failed] == [
        ["waqai", "codebook", "check"],  # the fault made on purpose
        ["waqai", "codebook", "test"],  # the example that fails
        ["git", "commit", "-q"],  # refused by the hook
    ]


def test_the_editor_finds_the_schema_and_takes_the_files(walked: list[Command], folder: Path) -> None:
    settings: Mapping[str, Mapping[str, list[str]]] = json.loads((folder / ".vscode/settings.json").read_text())
    ((schema, globs),) = settings["yaml.schemas"].items()
    validator = jsonschema.Draft202012Validator(json.loads((folder / schema).read_text(encoding="utf-8")))
    files = [path for path in sorted(folder.rglob("*.yaml")) if fnmatch(str(path.relative_to(folder)), globs[0])]
    assert [path.name for path in files] == ["actors.yaml", "discards.yaml", "wells.yaml"]
    for path in files:
        assert not list(validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    ("expected", "got", "fit"),
    [
        ([], [], True),
        (["a"], [], False),
        ([], ["a"], False),
        (["a b"], ["a b"], True),
        (["a ... c"], ["a b c"], True),
        (["a ... c"], ["a c"], True),
        (["a ..."], ["b"], False),
        (["..."], [], True),
        (["a", "...", "d"], ["a", "b", "c", "d"], True),
        (["a", "...", "d"], ["a", "b", "c"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_an_expectation_can_fail(expected: list[str], got: list[str], fit: bool) -> None:
    assert fits(expected, got) is fit
