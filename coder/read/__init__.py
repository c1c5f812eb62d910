"""Stage 1, read: files of any usual form, archives and standard input become articles; what is none becomes a line.

``inputs`` finds the files that are meant, ``unpack`` opens archives, ``encoding`` finds out how text is written,
``formats`` which form a file has (``json_files``, ``tables``, ``xml_files``, ``pages``, ``warc`` read them),
``records`` makes articles of what they give, by the names and dates of ``options`` and ``dates``.

The text is kept character for character (line ends too), because every offset in an event counts from it. Only a byte
order mark, which is no part of the text, is left out, and the markup of pages and feeds.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from coder.errors import Problem
from coder.read.article import WITHOUT_TEXT, Article, Fault, Notice, Passed, Record
from coder.read.dates import date_in_name
from coder.read.formats import records_of
from coder.read.inputs import STDIN, Path, files, shown, unreadable
from coder.read.language import other_language
from coder.read.options import Reading, reading
from coder.read.records import Records
from coder.read.unpack import File, unpacked

__all__ = [
    "STDIN",
    "Article",
    "Notice",
    "Reading",
    "date_in_name",
    "other_language",
    "read_articles",
    "reading",
]

_ALIKE = 5  # lines about the same fault in one file; further ones are counted
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")
_LOOKS_LIKE = "not Arabic, looks like "


def read_articles(
    paths: Sequence[str],
    *,
    date: dt.date | None = None,
    stdin: BinaryIO | None = None,
    repeated: bool = False,
    how: Reading | None = None,
    lists: Sequence[str] = (),
) -> Iterator[Article | Problem]:
    """Read articles in the order given, one at a time, so that a large archive needs little memory.

    Args:
        paths: files, folders, globs, or ``-`` for ``stdin``; docs/reading.md has the forms of files.
        date: publication date of articles that do not say theirs. For a plain file it goes before a date in the file
            name, which is only a guess.
        stdin: bytes to read for ``-``, standard input by default.
        repeated: whether several articles may have one id.
        how: names of fields, encoding, form of dates.
        lists: files with paths, ``-`` for ``stdin``.

    Yields:
        An Article, or a Problem for each input (or record of one) that cannot be coded; a Notice for what is worth a
        line only: a path given twice, names of fields that were guessed, and last, how many articles were passed over
        because there is nothing to code in them. A file that the user named and that is a single such article is a
        Problem.
    """
    if stdin is None and sys.stdin is not None:
        stdin = sys.stdin.buffer
    run = _Run(how or Reading(), date, stdin)
    first_seen: dict[str, str] = {}
    for item in run.items(paths, lists):
        if isinstance(item, Article) and not repeated:
            where = f"{item.path}:{item.line}" if item.line else item.path
            if item.id == where:  # unique anyway, and an archive may have millions
                yield item
                continue
            if item.id in first_seen:
                yield Problem(
                    item.path,
                    f"id {item.id!r} was already used at {first_seen[item.id]}, skipped",
                    "give every article its own id",
                    line=item.line,
                )
                continue
            first_seen[item.id] = where
        yield item


class _Run:
    """One reading of inputs, with what is told only once."""

    def __init__(self, how: Reading, date: dt.date | None, stdin: BinaryIO | None) -> None:
        self._how = how
        self._stdin = stdin
        self._records = Records(how, date)
        self._passed: Counter[str] = Counter()

    def items(self, paths: Sequence[str], lists: Sequence[str]) -> Iterator[Article | Problem]:
        for path in files(paths, lists, self._stdin):
            if isinstance(path, Problem):
                yield path
            else:
                yield from self._path(path)
        if self._passed:
            yield _passed_over(self._passed)

    def _path(self, path: Path) -> Iterator[Article | Problem]:
        if path.path == STDIN:
            if self._stdin is None:
                yield Problem(STDIN, "standard input is closed")
            else:
                yield from self._files(File(STDIN, "", self._stdin), path.named)
            return
        try:
            with open(path.path, "rb") as stream:
                yield from self._files(File(shown(path.path), os.path.basename(path.path), stream), path.named)
        except OSError as fault:
            yield unreadable(path.path, fault)

    def _files(self, file: File, named: bool) -> Iterator[Article | Problem]:
        for member in unpacked(file):
            if isinstance(member, tuple):
                where, fault = member
                yield fault.problem(where)
            else:
                yield from _sparing(self._articles(member, named and member.alone), member.path)

    def _articles(self, file: File, alone: bool) -> Iterator[Article | Problem]:
        """The articles of a file that is no archive; ``alone`` if the user named it and there is nothing else there."""
        read = False
        try:
            for record in records_of(file, self._how):
                read = True
                if isinstance(record, Fault):
                    yield record.problem(file.path)
                elif isinstance(record, Passed):
                    self._passed[str(record)] += 1
                else:
                    yield from self._article(record, file, alone)
        except Fault as fault:
            yield fault.problem(file.path)
        except Passed as passed:  # a page
            yield from self._pass(passed, file, alone)
        else:
            if not read:
                yield Problem(file.path, "empty, there is no article in it")

    def _article(self, record: Record, file: File, alone: bool) -> Iterator[Article | Problem]:
        if notice := self._records.notice(record, file):
            yield notice
        try:
            yield self._records.article(record, file)
        except Fault as fault:
            fault.line = record.line
            yield fault.problem(file.path)
        except Passed as passed:
            yield from self._pass(passed, file, alone and not record.line)

    def _pass(self, passed: Passed, file: File, alone: bool) -> Iterator[Problem]:
        if alone:
            yield _nothing_in(file, str(passed))
        else:
            self._passed[str(passed)] += 1


def _nothing_in(file: File, reason: str) -> Problem:
    if reason == WITHOUT_TEXT:
        return Problem(file.path, "empty, there is no text in it")
    return Problem(file.path, reason, "only Arabic can be coded")


def _passed_over(passed: Counter[str]) -> Notice:
    """``15 articles passed over: 12 without text, 2 in English (en), 1 in Persian (fa)``."""
    reasons: Counter[str] = Counter()
    for reason, count in passed.items():
        if reason.startswith(_LOOKS_LIKE):
            reason = f"in {reason.removeprefix(_LOOKS_LIKE)}"
        elif reason.startswith("only "):  # so and so many of its letters
            reason = "hardly Arabic"
        reasons[reason.replace("no words in it", "without words")] += count
    each = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    total = passed.total()
    return Notice("", f"{total} article{'' if total == 1 else 's'} passed over: {each}")


def _sparing(items: Iterator[Article | Problem], path: str) -> Iterator[Article | Problem]:
    """Items of one file; of problems that differ only in numbers and quoted values, the first few and how many more."""
    alike: dict[str, list[Problem]] = {}
    more: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Article | Notice):
            yield item
            continue
        kind = _VALUES.sub("…", item.message)
        told = alike.setdefault(kind, [])
        if len(told) < _ALIKE:
            told.append(item)
            yield item
        else:
            more[kind] += 1
    for kind, count in more.items():
        yield Problem(path, f"{count} more like this: {kind}", alike[kind][0].remedy)
