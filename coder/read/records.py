"""Records become articles: which field is what, and what a record must have."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from typing import Any

from coder.read.article import LIMIT, SPLIT, TOO_LONG, WITHOUT_TEXT, Article, Fault, Notice, Passed, Record
from coder.read.dates import date_in_name, published
from coder.read.encoding import REMEDY, UTF_8, detect
from coder.read.language import other_language
from coder.read.options import PARTS, Reading, name_of
from coder.read.unpack import File

_NO_CHARACTER = re.compile(r"[\0\ud800-\udfff]")
_UNDECODED = re.compile(r"[\udc80-\udcff]")
_MARKUP = re.compile(r"</(?:p|div|span|article|li|h\d)\s*>|<br\s*/?>", re.IGNORECASE)


class Records:
    """Makes articles of records, for a whole run.

    Args:
        how: names of fields, form of dates.
        date: publication date of articles that do not say theirs.
    """

    def __init__(self, how: Reading, date: dt.date | None) -> None:
        self._how = how
        self._date = date
        self._names: dict[tuple[str, ...], dict[str, str]] = {}
        self._told: set[tuple[tuple[str, str], ...]] = set()

    def article(self, record: Record, file: File) -> Article:
        """The article that a record of a file holds.

        Raises:
            Fault: if something in it is wrong.
            Passed: if there is nothing to code in it.
        """
        if not record.whole:
            self._not_too_long(record)
        parts = self._parts(record)
        values = {part: self._string(part, parts.get(part)) for part in PARTS if part != "date"}
        values = _decoded(values)
        text = values["text"]
        if record.named and parts.get("text") is None and "text" not in self._names_of(record):
            raise Fault("no `text`", _remedy(record.fields))
        if record.named and _MARKUP.search(text):
            from coder.read.pages import plain_text

            text = plain_text(text)
        if not text.strip():
            raise Passed(WITHOUT_TEXT)
        guess = date_in_name(file.name) if record.whole else None
        date = published(parts.get("date"), self._date, guess, self._how.date_format if record.named else "")
        date = date or _date_in_head(text)
        if other := other_language(text):
            raise Passed(other)
        name = "stdin" if file.path == "-" and record.whole else file.path.replace(os.sep, "/")
        return Article(
            id=values["id"].strip() or (f"{name}:{record.line}" if record.line else name),
            text=text,
            title=values["title"],
            date=date,
            source=values["source"],
            url=values["url"],
            path=file.path,
            line=record.line,
            fields=record.fields if record.named else {},
        )

    def notice(self, record: Record, file: File) -> Notice | None:
        """Which well-known names were taken for parts of an article, the first time that they are."""
        if not record.named:
            return None
        taken = tuple(
            (part, name)
            for part, name in self._names_of(record).items()
            if part != name and part not in self._how.fields
        )
        if not taken or taken in self._told:
            return None
        self._told.add(taken)
        read = ", ".join(f"`{name}` as {part}" for part, name in taken)
        return Notice(file.path, f"read {read}", "--field says otherwise")

    def _names_of(self, record: Record) -> dict[str, str]:
        key = tuple(map(str, record.fields))
        if key not in self._names:
            if len(self._names) > 1000:  # records that all differ
                self._names.clear()
            found = {}
            for part in PARTS:
                name = self._how.fields.get(part) or name_of(part, record.fields)
                if name is not None:
                    found[part] = name
            self._names[key] = found
        return self._names[key]

    def _parts(self, record: Record) -> dict[str, Any]:
        if not record.named:
            return dict(record.fields)
        return {part: _at(record.fields, name) for part, name in self._names_of(record).items()}

    def _string(self, part: str, value: Any) -> str:
        if part == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if part == "text" and isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = "\n".join(value)
        if part == "source" and isinstance(value, dict):  # {"id": ..., "name": ...} of news interfaces
            value = value.get("name")
        if value is not None and not isinstance(value, str):
            raise Fault(f"`{part}` is not a string")
        return value or ""

    def _not_too_long(self, record: Record) -> None:
        strings = [value for value in record.fields.values() if isinstance(value, str)]
        if sum(map(len, strings)) > LIMIT // 4 and sum(len(s.encode(UTF_8, "replace")) for s in strings) > LIMIT:
            raise Fault(TOO_LONG, SPLIT)


def _date_in_head(text: str) -> dt.date | None:
    from coder.dateline import date_in_head
    from coder.languages import load_language

    return date_in_head(text, load_language("ar"))


def _at(fields: Mapping[str, Any], path: str) -> Any:
    """The value under a name, or at the end of a dotted path; None if there is none."""
    if path in fields:
        return fields[path]
    value: Any = fields
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _decoded(values: dict[str, str]) -> dict[str, str]:
    """Strings whose bytes were not the file's UTF-8, in the encoding that all of them together are found to have."""
    strange = {part: value for part, value in values.items() if _UNDECODED.search(value)}
    if strange:
        encoding = detect(" ".join(strange.values()).encode(UTF_8, "surrogateescape"))
        for part, value in strange.items():
            data = value.encode(UTF_8, "surrogateescape")
            try:
                values[part] = data.decode(encoding or UTF_8)
            except UnicodeDecodeError as error:
                raise Fault(f"`{part}` is not UTF-8 text: byte 0x{data[error.start]:02X}", REMEDY) from None
    for part, value in values.items():
        if _NO_CHARACTER.search(value):
            raise Fault(f"`{part}` holds a NUL or half of a surrogate pair")
    return values


def _remedy(fields: Mapping[str, Any]) -> str:
    names = [str(name) for name in fields]
    if not names:
        return ""
    more = ", …" if len(names) > 12 else ""
    return f"say which it is of {', '.join(names[:12])}{more}: --field text=NAME"
