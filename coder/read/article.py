"""What reading gives: articles, and lines about what is no article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coder.errors import Problem


@dataclass(frozen=True)
class Article:
    """One news article.

    Attributes:
        id: unique in a run. The id of its record, else the path as given with forward slashes (``stdin`` for standard
            input), followed inside an archive by the member's name (``a.zip/b.txt``), in a file of many records by
            ``:line``.
        text: the characters as written; all offsets count from it.
        title: of a record or page, or empty; a plain file's title is part of its text.
        date: publication date, None if unknown.
        source: outlet, or empty. url: or empty.
        language: ISO 639-1 code.
        path: as given, ``-`` for standard input, with the member's name inside an archive.
        line: 1-based line in JSON Lines and tables, number of the record in other files of many records, else 0.
        fields: all that a record holds, read or not; empty for other articles.
    """

    id: str
    text: str
    title: str = ""
    date: dt.date | None = None
    source: str = ""
    url: str = ""
    language: str = "ar"
    path: str = ""
    line: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Notice(Problem):
    """Worth a line, but nothing is lost by it."""


@dataclass(frozen=True)
class Record:
    """What a format gives: an article's parts under the names that the file has for them.

    Attributes:
        fields: by name.
        line: as in :class:`Article`.
        whole: whether the file is this one article; only then the date in a file's name is its date.
        named: whether the names are the file's own and may be mapped; a format like RSS fixes them.
    """

    fields: Mapping[str, Any]
    line: int = 0
    whole: bool = False
    named: bool = False


class Fault(Exception):
    """Why a file or record cannot be read, what to do about it, and where; becomes a :class:`Problem`."""

    def __init__(self, message: str, remedy: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message, self.remedy, self.line, self.column = message, remedy, line, column

    def problem(self, path: str) -> Problem:
        """The line that the user sees."""
        return Problem(path, self.message, self.remedy, line=self.line, column=self.column)


class Passed(Exception):
    """A record that is whole but nothing to code: another language, no text. Takes the reason as one phrase."""


WITHOUT_TEXT = "without text"
LIMIT = 10_000_000
"""Bytes of one article, as it stands in its file; no report is so long, and memory must not depend on the input."""

TOO_LONG = f"more than {LIMIT // 1_000_000} MB in one article"
SPLIT = "split it into articles"
