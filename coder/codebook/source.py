"""Reading a YAML file so that every value remembers its line: the ground of located error messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coder.errors import Problem

Path_ = tuple[str | int, ...]
_MAX_BYTES = 10_000_000
_MAX_DEPTH = 40
_MAX_ALIASES = 100  # told; a file that is made of them has millions


@dataclass(frozen=True)
class SourceFile:
    """A parsed YAML file.

    Attributes:
        name: the path shown to the user.
        data: its content as plain Python values, None if it could not be read.
        marks: 1-based (line, column) of every mapping key and list item, by its path from the root.
        problems: everything found wrong while reading.
    """

    name: str
    data: Any
    marks: dict[Path_, tuple[int, int]]
    problems: tuple[Problem, ...]

    def at(self, path: Path_) -> tuple[int, int]:
        """Line and column of the nearest marked place at or above a path."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def problem(self, path: Path_, message: str, remedy: str = "") -> Problem:
        """A problem at a path of this file."""
        line, column = self.at(path)
        return Problem(self.name, message, remedy, line, column)


def read_source(path: Path, name: str) -> SourceFile:
    """Parse one YAML file; faults are returned in ``problems``, never raised."""

    def fail(kind: str, message: str, remedy: str = "", line: int = 0, column: int = 0) -> SourceFile:
        return SourceFile(name, None, {}, (Problem(name, message, remedy, line, column, kind=kind),))

    try:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        return fail("unreadable", f"cannot be read: {error.strerror or error}", "name a codebook file or its folder")
    if len(raw) > _MAX_BYTES:
        return fail("unreadable", f"is over the limit of {_MAX_BYTES:,} bytes", "split the codebook")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return fail("unreadable", f"is not UTF-8: byte 0x{raw[error.start]:02x}", "save it as UTF-8", line)
    try:
        hazards = tuple(Problem(name, *hazard, kind="bad-yaml") for hazard in _hazards(text))
        if hazards:
            return SourceFile(name, None, {}, hazards)
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.count("\n") + 1  # the mark of an end that comes too soon may lie behind it
        line, column = (min(mark.line + 1, last), mark.column + 1) if mark else (0, 0)
        tab = "\t" in "".join(text.split("\n")[line - 1 : line])[:column]
        remedy = "indent with spaces, not tabs" if tab else "write it as in the shipped codebook"
        return fail("bad-yaml", f"is not YAML: {error.problem or error.context}", remedy, line, column)
    except yaml.YAMLError as error:
        line = text.encode()[: getattr(error, "position", 0)].count(b"\n") + 1  # of a character that YAML forbids
        return fail("bad-yaml", f"is not YAML: {str(error).splitlines()[0]}", "save it as plain text", line)
    builder = _Builder(name, loader.construct_object)
    data = builder.build(node, ()) if node is not None else {}
    return SourceFile(name, data, builder.marks, tuple(builder.problems))


def _hazards(text: str) -> Iterator[tuple[str, str, int, int]]:
    """What must be refused before the nodes are composed: a few nested aliases can stand for billions of values,
    and libyaml composes by recursion, so that deep nesting would overflow the stack of the process."""
    depth = aliases = last = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            if line != last:
                yield "uses a YAML alias (*name)", "write the value out", line, column
            last, aliases = line, aliases + 1
            if aliases == _MAX_ALIASES:
                return
        if depth > _MAX_DEPTH:
            yield f"is nested more than {_MAX_DEPTH} deep", "close the brackets", line, column
            return


class _Builder:
    """Turns YAML nodes into values, keeping marks and refusing what would hide content."""

    def __init__(self, name: str, scalar: Callable[[yaml.Node], Any]) -> None:
        self.name = name
        self.scalar = scalar
        self.marks: dict[Path_, tuple[int, int]] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: Path_) -> Any:
        mark = (node.start_mark.line + 1, node.start_mark.column + 1)
        self.marks.setdefault(path, mark)
        if isinstance(node, yaml.ScalarNode):
            try:
                return self.scalar(node)
            except Exception as error:  # PyYAML's constructors raise whatever a tag makes of a value that does not fit
                told = isinstance(error, (yaml.YAMLError, ValueError)) and str(error)
                reason = str(error).splitlines()[0] if told else f"{node.value!r} does not fit its tag {node.tag!r}"
                self._fault("bad-value", reason, "quote it if it is a word", mark)
                return None
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key_mark = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault("bad-yaml", "a key must be one word", "write the key without brackets", key_mark)
                continue
            key = key_node.value
            if key in result:
                self._fault("duplicate-key", f"key {key!r} stands twice in one entry", "remove one", key_mark)
                continue
            self.marks[(*path, key)] = key_mark
            result[key] = self.build(value_node, (*path, key))
        return result

    def _fault(self, kind: str, message: str, remedy: str, mark: tuple[int, int]) -> None:
        self.problems.append(Problem(self.name, message, remedy, *mark, kind=kind))
