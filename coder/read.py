"""Stage 1, read: files, folders, standard input and JSON Lines become articles; what cannot be read becomes a Problem.

The text is kept character for character (line ends too), because every offset in an event counts from it. Only a byte
order mark, which is no part of the text, is left out.
"""

from __future__ import annotations

import codecs
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

from coder.errors import Problem

JSONL_SUFFIXES = (".jsonl", ".ndjson")
FOLDER_SUFFIXES = (".txt", *JSONL_SUFFIXES)
STDIN = "-"

# Codecs that take the mark itself away, by the mark.
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")

_NO_CHARACTER = re.compile(r"[\0\ud800-\udfff]")
_ARABIC_LETTER = re.compile(r"[\u0620-\u064A\u066E-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FF\u0750-\u077F\u08A0-\u08C9"
                            r"\uFB50-\uFDFF\uFE70-\uFEFC]")  # fmt: skip
# Letters that Persian, Urdu, Pashto, Kurdish or Uyghur write and Arabic does not, but for foreign names.
_FOREIGN_LETTER = re.compile(
    r"[\u0620\u063B-\u063F\u066E\u066F\u0672-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FF\u0750-\u077F\u08A0-\u08C9]"
)
_NOT_PROSE = re.compile(r"<[^<>]{1,200}>|https?://\S+|www\.\S+|\S+@\S+|[@#]\w+")
_ARABIC_SHARE = 0.5  # of the letters; an Arabic report full of Latin names stays far above it
_FOREIGN_SHARE = 0.01  # of the Arabic-script letters; only above it is the language detector asked
_SAMPLE = 3000  # characters that the language detector reads


@dataclass(frozen=True)
class Article:
    """One news article.

    Attributes:
        id: unique in a run. The path as given with forward slashes, ``stdin``, or the ``id`` of a JSON line
            (``path:line`` if it has none).
        text: the characters as written; all offsets count from it.
        title: of a JSON line, or empty; a plain file's title is part of its text.
        date: publication date, None if unknown.
        source: outlet, or empty. url: or empty.
        language: ISO 639-1 code.
        path: as given, ``-`` for standard input. line: 1-based line in a JSON Lines file, else 0.
        fields: all that a JSON line holds, read or not; empty for other articles.
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


def read_articles(
    paths: Sequence[str], *, date: dt.date | None = None, stdin: BinaryIO | None = None, repeated: bool = False
) -> Iterator[Article | Problem]:
    """Read articles in the order given, one at a time, so that a large file needs little memory.

    Args:
        paths: files, folders (read recursively in sorted order: ``.txt``, ``.jsonl``, ``.ndjson``, no hidden ones),
            or ``-`` for ``stdin``. JSON Lines are known by their suffix, or, in any file but ``.txt``, by a first
            line that is a JSON object. UTF-8, or UTF-16 with a byte order mark.
        date: publication date of articles that do not say theirs. For a plain file it goes before a date in the file
            name, which is only a guess; the ``date`` of a JSON line goes before it. Where none of them has one, a date
            in the head of the text counts (``القاهرة 15 مايو 2016 (رويترز) -``).
        stdin: bytes to read for ``-``, standard input by default.
        repeated: whether several articles may have one id.

    Yields:
        An Article, or a Problem for each input (or line of one) that cannot be coded; a Notice for a path given twice.
    """
    first_seen: dict[str, str] = {}
    for item in _read_paths(paths, date, stdin):
        if isinstance(item, Article) and not repeated:
            where = f"{item.path}:{item.line}" if item.line else item.path
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


def _read_paths(paths: Sequence[str], date: dt.date | None, stdin: BinaryIO | None) -> Iterator[Article | Problem]:
    read: set[str] = set()
    for path in paths:
        real = path if path == STDIN else os.path.realpath(path)
        if real in read:
            yield Notice(_shown(path), "given twice, read once")
        elif path == STDIN:
            read.add(real)
            stream = stdin or (sys.stdin and sys.stdin.buffer)
            yield from _read_stream(stream, STDIN, date) if stream else (Problem(STDIN, "standard input is closed"),)
        elif os.path.isdir(path):
            read.add(real)
            yield from _read_folder(path, date, read)
        else:
            read.add(real)
            yield from _read_file(path, date)


def _read_folder(folder: str, date: dt.date | None, read: set[str]) -> Iterator[Article | Problem]:
    faults: list[OSError] = []
    found = False
    for parent, folders, names in os.walk(folder, onerror=faults.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or not name.lower().endswith(FOLDER_SUFFIXES):
                continue
            found = True
            path = os.path.join(parent, name)
            real = os.path.realpath(path)
            if real not in read:  # a file named before its folder is no mistake
                read.add(real)
                yield from _read_file(path, date)
    for fault in faults:
        yield _unreadable(str(fault.filename), fault)
    if not found and not faults:
        yield Problem(_shown(folder), f"nothing to read in this folder: no {', '.join(FOLDER_SUFFIXES)} file")


def _read_file(path: str, date: dt.date | None) -> Iterator[Article | Problem]:
    try:
        with open(path, "rb") as stream:
            yield from _read_stream(stream, path, date)
    except OSError as fault:
        yield _unreadable(path, fault)


def _unreadable(path: str, fault: OSError) -> Problem:
    messages = {FileNotFoundError: "no such file or folder", PermissionError: "permission denied"}
    return Problem(_shown(path), messages.get(type(fault), f"cannot be read: {fault.strerror or fault}"))


def _read_stream(stream: BinaryIO, path: str, date: dt.date | None) -> Iterator[Article | Problem]:
    shown = _shown(path)
    lines: Iterator[bytes] = iter(stream)
    first = next(lines, b"")
    mark = next((mark for mark in _BYTE_ORDER_MARKS if first.startswith(mark)), b"")
    first = first[len(mark) :]
    encoding = _BYTE_ORDER_MARKS.get(mark, "utf-8")
    if encoding != "utf-8":  # a line feed is two bytes there, so lines can only be told apart after decoding
        decoded = _decode(first + b"".join(lines), shown, encoding, len(mark))
        if isinstance(decoded, Problem):
            yield decoded
            return
        lines = iter(decoded.encode("utf-8").splitlines(keepends=True))
        first = next(lines, b"")
    head = [first]
    while head[-1] and not head[-1].strip():
        head.append(next(lines, b""))
    lines = chain(head, lines)

    suffix = os.path.splitext(path)[1].lower()
    if suffix in JSONL_SUFFIXES or (suffix != ".txt" and _is_json_object(head[-1])):
        yield from _read_json_lines(lines, shown, date)
    else:
        yield _plain_article(b"".join(lines), path, date, len(mark))


def _plain_article(data: bytes, path: str, date: dt.date | None, offset: int) -> Article | Problem:
    shown = _shown(path)
    text = _decode(data, shown, "utf-8", offset)
    if isinstance(text, Problem):
        return text
    if not text.strip():
        return Problem(shown, "empty, there is no text in it")
    other = other_language(text)
    if other:
        return Problem(shown, other, "only Arabic can be coded")
    name = "stdin" if path == STDIN else shown.replace(os.sep, "/")
    return Article(id=name, text=text, date=date or date_in_name(path) or _date_in_head(text), path=shown)


def _decode(data: bytes, shown: str, encoding: str, offset: int) -> str | Problem:
    """The text of all the bytes; ``offset`` is how many stand before them, for the position that a Problem names."""
    try:
        text, fault = data.decode(encoding), None
    except UnicodeDecodeError as error:
        text, fault = "", error
    unit = 1 if encoding == "utf-8" else 2
    nul = data.find(b"\0") if unit == 1 else text.find("\0") * unit
    if nul >= 0:
        return Problem(shown, f"a binary file, not text: NUL byte at position {nul + offset}")
    if fault:
        return Problem(
            shown,
            f"not {encoding.upper()} text: byte 0x{data[fault.start]:02X} at position {fault.start + offset}",
            "convert it first, for example with iconv -f WINDOWS-1256 -t UTF-8",
        )
    return text


def _is_json_object(line: bytes) -> bool:
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _read_json_lines(lines: Iterable[bytes], shown: str, date: dt.date | None) -> Iterator[Article | Problem]:
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        empty = False
        yield _json_article(line, number, shown, date)
    if empty:
        yield Problem(shown, "empty, there is no article in it")


def _json_article(line: bytes, number: int, shown: str, date: dt.date | None) -> Article | Problem:
    def fault(message: str, remedy: str = "", column: int = 0) -> Problem:
        return Problem(shown, message, remedy, line=number, column=column)

    try:
        fields = json.loads(line.rstrip().decode("utf-8"))
    except UnicodeDecodeError as error:
        return fault(f"not UTF-8 text: byte 0x{line[error.start]:02X}", column=error.start + 1)
    except json.JSONDecodeError as error:
        return fault(f"broken JSON: {error.msg}", "one JSON object a line", column=error.colno)
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets thousands deep
        return fault(f"broken JSON: {type(error).__name__}")
    if not isinstance(fields, dict):
        return fault("not a JSON object", 'write {"id": ..., "text": ...}')

    strings = {}
    for key in ("id", "text", "title", "date", "source", "url"):
        value = fields.get(key)
        if key == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            return fault(f"`{key}` is not a string")
        if value and _NO_CHARACTER.search(value):
            return fault(f"`{key}` holds a NUL or half of a surrogate pair")
        strings[key] = value or ""
    if not strings["text"].strip():
        return fault("`text` is blank" if "text" in fields else "no `text`")
    own_date = strings["date"].strip()
    try:  # of a date and time, the date as written
        published = dt.datetime.fromisoformat(own_date).date() if own_date else date
    except ValueError:
        return fault(f"`date` {own_date!r} is not a date", "write it as 2024-03-14")
    other = other_language(strings["text"])
    if other:
        return fault(other, "only Arabic can be coded")
    return Article(
        id=strings["id"].strip() or f"{shown.replace(os.sep, '/')}:{number}",
        text=strings["text"],
        title=strings["title"],
        date=published or _date_in_head(strings["text"]),
        source=strings["source"],
        url=strings["url"],
        path=shown,
        line=number,
        fields=fields,
    )


def date_in_name(path: str) -> dt.date | None:
    """The first ISO date in a file name (``2024-03-14-khartoum.txt``, ``news_20240314.txt``), None without one."""
    for year, _, month, day in _DATE_IN_NAME.findall(os.path.basename(path)):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _date_in_head(text: str) -> dt.date | None:
    from coder.dateline import date_in_head
    from coder.languages import load_language

    return date_in_head(text, load_language("ar"))


def other_language(text: str) -> str:
    """Why a text is not Arabic, in one phrase (``looks like English (en)``), or an empty string if it is.

    The script decides first. Within it, letters that Arabic does not write raise a doubt that the language detector
    settles: it alone would take short Arabic headlines for something else now and then, and takes a second to load.
    """
    prose = _NOT_PROSE.sub(" ", text)
    letters = sum(map(str.isalpha, prose))
    if not letters:
        return "no words in it"
    arabic = len(_ARABIC_LETTER.findall(prose))
    foreign = len(_FOREIGN_LETTER.findall(prose))
    if arabic >= _ARABIC_SHARE * letters and foreign <= _FOREIGN_SHARE * arabic:
        return ""
    language = _detect(prose)
    if language != "ar":
        return f"not Arabic, looks like {_language_name(language)}"
    return "" if arabic >= _ARABIC_SHARE * letters else f"only {arabic / letters:.0%} of its letters are Arabic"


def _detect(text: str) -> str:
    import py3langid

    sample = " ".join(re.findall(r"[^\W\d_]+", text)[: _SAMPLE // 5])[:_SAMPLE]
    return str(py3langid.classify(sample)[0])


def _language_name(code: str) -> str:
    from babel import Locale

    name = Locale("en").languages.get(code)
    return f"{name} ({code})" if name else f"`{code}`"


def _shown(path: str) -> str:
    """A path that can be printed and written as UTF-8, whatever bytes the file's name holds."""
    return os.fsencode(path).decode("utf-8", "replace")
