"""What can go wrong with what a user gives us, as values that name the place and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """One fault in an input or a codebook.

    Attributes:
        path: file as the user named it, ``-`` for standard input; empty for what concerns the whole run.
        message: what is wrong, in one line without the path.
        remedy: what to do about it; may be empty.
        line: 1-based line, 0 where no line applies.
        column: 1-based column, 0 where no column applies.
        severity: ``error``, or ``warning`` for what can be used but is surely not meant.
        kind: which check found it, e.g. ``unknown-code``; empty where that does not matter.
    """

    path: str
    message: str
    remedy: str = ""
    line: int = 0
    column: int = 0
    severity: Literal["error", "warning"] = "error"
    kind: str = ""

    def __str__(self) -> str:
        where = self.path
        if self.line:
            where += f":{self.line}"
            if self.column:
                where += f":{self.column}"
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} ({self.remedy})" if self.remedy else text


class WaqaiError(Exception):
    """A fault that stops the command; ``problems`` holds one or more located lines."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class CodebookError(WaqaiError):
    """The codebook cannot be used: every fault found in it, not only the first."""


class ModelsError(WaqaiError):
    """The language models are missing, incomplete or unreadable."""


class PlacesError(WaqaiError):
    """A file of places cannot be read, or is not what it should be."""
