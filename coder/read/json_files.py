"""JSON Lines, and JSON that is one object or an array of any length."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from coder.read.article import LIMIT, SPLIT, TOO_LONG, Fault, Record
from coder.read.encoding import UTF_8, detect

_PIECE = 1 << 16
_UNFINISHED = 16  # characters before the end of what is read: a fault there may be for want of the rest


def json_lines(stream: BinaryIO) -> Iterator[Record | Fault]:
    """A record for each line; a Fault for each line that is none."""
    for number, line in lines(stream):
        if isinstance(line, Fault):
            yield line
        elif line.strip():
            try:
                yield Record(_object(line), number, named=True)
            except Fault as fault:
                fault.line = number
                yield fault


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | Fault]]:
    """Lines with their numbers, a Fault for one that is too long."""
    number = 0
    while line := stream.readline(LIMIT + 1):
        number += 1
        if len(line) <= LIMIT:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_PIECE)
        yield number, Fault(TOO_LONG, SPLIT, number)


def _object(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.rstrip().decode(UTF_8))
    except UnicodeDecodeError as error:
        encoding = detect(line)
        if encoding is None:
            raise Fault(f"not UTF-8 text: byte 0x{line[error.start]:02X}", column=error.start + 1) from None
        return _object(line.decode(encoding).encode(UTF_8))
    except json.JSONDecodeError as error:
        raise Fault(f"broken JSON: {error.msg}", "one JSON object a line", column=error.colno) from None
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets thousands deep
        raise Fault(f"broken JSON: {type(error).__name__}") from None
    if not isinstance(fields, dict):
        raise Fault("not a JSON object", 'write {"id": ..., "text": ...}')
    return fields


def is_object(line: bytes) -> bool:
    """Whether a line is a JSON object."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def json_document(stream: BinaryIO) -> Iterator[Record | Fault]:
    """A record for each object of an array, for an object, or for each object of the list that an object holds.

    An array is read piece by piece, so that its length does not matter. A fault in its form ends it: nobody can tell
    where the next record begins.

    Raises:
        Fault: if it is no JSON, with the place.
    """
    number = 0
    for value, in_array in _Values(stream):
        objects: Sequence[Any] = [value]
        if not in_array and isinstance(value, dict):
            objects = _listed(value) or [value]
        elif not in_array and isinstance(value, list):  # cannot be: arrays are opened
            objects = value
        for item in objects:
            number += 1
            if isinstance(item, dict):
                yield Record(item, number if in_array or len(objects) > 1 or number > 1 else 0, named=True)
            else:
                yield Fault("not a JSON object", 'an article is like {"id": ..., "text": ...}', number)


def _listed(value: dict[str, Any]) -> list[Any]:
    """The articles within the object that an interface answered with: its first list of objects, at most two deep."""
    if isinstance(value.get("text"), str):
        return []
    for item in value.values():
        if isinstance(item, list) and item and all(isinstance(one, dict) for one in item):
            return item
    for item in value.values():
        if isinstance(item, dict):
            for inner in item.values():
                if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
                    return inner
    return []


class _Values:
    """The values of a JSON text, those of arrays one by one, each with whether it stood in an array."""

    def __init__(self, stream: BinaryIO) -> None:
        # Bytes that are no UTF-8 may be one record's; they are looked at with it.
        self._chars = io.TextIOWrapper(stream, UTF_8, errors="surrogateescape", newline="")
        self._text = ""
        self._at = 0
        self._ended = False
        self._lines = 0  # before the text kept
        self._column = 0
        self._decode = json.JSONDecoder().raw_decode

    def __iter__(self) -> Iterator[tuple[Any, bool]]:
        try:
            while self._next():
                if self._text[self._at] == "[":
                    self._at += 1
                    yield from self._array()
                else:
                    yield self._value(), False
        finally:
            self._chars.detach()  # or it would close the stream

    def _array(self) -> Iterator[tuple[Any, bool]]:
        first = True
        while True:
            if not self._next():
                raise self._fault("broken JSON: the array has no end", "get the file again")
            char = self._text[self._at]
            if char == "]":
                self._at += 1
                return
            if not first:
                if char != ",":
                    raise self._fault("broken JSON: Expecting ',' delimiter")
                self._at += 1
                if not self._next():
                    continue
            first = False
            yield self._value(), True

    def _next(self) -> bool:
        """Go to the next character that is no white space; False at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in " \t\r\n\ufeff":
                    return True
                self._at += 1
            if not self._more(_PIECE):
                return False

    def _more(self, size: int) -> bool:
        if self._at:
            before = self._text[: self._at]
            newlines = before.count("\n")
            self._lines += newlines
            self._column = len(before) - before.rfind("\n") - 1 if newlines else self._column + len(before)
            self._text, self._at = self._text[self._at :], 0
        piece = self._chars.read(size)
        self._text += piece
        return bool(piece)

    def _value(self) -> Any:
        size = _PIECE
        while True:
            try:
                value, self._at = self._decode(self._text, self._at)
                return value
            except json.JSONDecodeError as error:
                wanting = error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _UNFINISHED
                if not wanting:
                    raise self._fault(f"broken JSON: {error.msg}", at=error.pos) from None
                if len(self._text) - self._at > LIMIT:
                    raise self._fault(TOO_LONG, "make it JSON Lines, for example with jq -c '.[]'") from None
                place = error.pos - self._at
                if not self._more(size):
                    message = f"broken JSON: {error.msg}; it ends in the middle of a record"
                    raise self._fault(message, "get the file again", at=place) from None
                size *= 2
            except (ValueError, RecursionError) as error:
                raise self._fault(f"broken JSON: {type(error).__name__}") from None

    def _fault(self, message: str, remedy: str = "the records before it were read", at: int | None = None) -> Fault:
        before = self._text[: self._at if at is None else at]
        newlines = before.count("\n")
        column = len(before) - before.rfind("\n") if newlines else self._column + len(before) + 1
        return Fault(message, remedy, self._lines + newlines + 1, column)
