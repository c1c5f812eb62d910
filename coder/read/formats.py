"""Which format a file is in, and its records."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from coder.read.article import LIMIT, SPLIT, TOO_LONG, Fault, Passed, Record
from coder.read.encoding import MARKS, UTF_8, Utf8, decoded, detect, mark_of
from coder.read.json_files import is_object, json_document, json_lines
from coder.read.options import Reading
from coder.read.pages import page
from coder.read.tables import is_header, parquet, rows
from coder.read.unpack import File
from coder.read.xml_files import known_root, records, root_name

_Found = Iterator[Record | Fault | Passed]
_Format = Callable[[File, Reading], _Found]
_HTML_HEAD = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding=")
_JSON_BEGINS = re.compile(r'(?:\[\s*)?\{\s*["}]|\[\s*\]')


def records_of(file: File, how: Reading) -> _Found:
    """The records of a file that is no archive; a Fault for each that cannot be read.

    Raises:
        Fault: if the rest of the file cannot be read.
    """
    yield from _format(file, how)(file, how)


def _format(file: File, how: Reading) -> _Format:
    """By the suffix where that says all, else by the content: .json may hold lines, .xml a page."""
    suffix = os.path.splitext(file.name)[1].lower()
    if suffix in (".txt", ".text"):
        return _plain
    if file.head.startswith(b"PAR1"):
        return _parquet
    if file.head.startswith(b"WARC/"):
        return _warc
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    head = _head_text(file, how)
    name = root_name(head)
    if name.lower() == "html" or _HTML_HEAD.match(head):
        return _page
    if suffix in _XML or head.startswith("<?xml") or known_root(name):
        return _xml
    first = head.split("\n", 1)[0]
    if is_object(first.encode(UTF_8, "replace")) and (suffix != ".json" or "\n" in head.rstrip()):
        return _json_lines
    if suffix == ".json" or _JSON_BEGINS.match(head):
        return _json
    if is_header(first, how):
        return _table
    return _plain


def _head_text(file: File, how: Reading) -> str:
    mark = mark_of(file.head)
    head = file.head[len(mark) :]
    encoding = MARKS.get(mark) or how.encoding or detect(head, cut=True) or UTF_8
    return head.decode(encoding, "replace").lstrip()


def _plain(file: File, how: Reading) -> _Found:
    mark, data = _whole(file)
    text = decoded(data, MARKS.get(mark) or how.encoding, len(mark))
    yield Record({"text": text}, whole=True)


def _page(file: File, how: Reading) -> _Found:
    mark, data = _whole(file)
    yield Record(page(data, MARKS.get(mark) or how.encoding, len(mark)), whole=True)


def _whole(file: File) -> tuple[bytes, bytes]:
    """The byte order mark and all other bytes."""
    data = file.stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise Fault(TOO_LONG, SPLIT)
    mark = mark_of(data)
    return mark, data[len(mark) :]


def _json_lines(file: File, how: Reading) -> _Found:
    # Lines are decoded one by one, so that bytes in another encoding spoil only theirs.
    return json_lines(_utf8(file, how.encoding or UTF_8))


def _json(file: File, how: Reading) -> _Found:
    return json_document(_utf8(file, how.encoding))


def _table(file: File, how: Reading) -> _Found:
    return rows(_utf8(file, how.encoding), "\t" if file.name.lower().endswith((".tsv", ".tab")) else "")


def _parquet(file: File, how: Reading) -> _Found:
    return parquet(file.stream)


def _xml(file: File, how: Reading) -> _Found:
    name = root_name(_head_text(file, how))
    if not known_root(name):
        what = f"XML with <{name}> around it" if name else "XML without an element"
        raise Fault(f"{what}, which is not read", "RSS, Atom, NITF, NewsML and PETRARCH are; or make it JSON Lines")
    mark = mark_of(file.head)
    encoding = how.encoding or None
    if not mark and not encoding and not _XML_ENCODING.match(file.head):
        encoding = detect(file.head, cut=True)
    return records(file.stream, encoding)


def _warc(file: File, how: Reading) -> _Found:
    from coder.read.warc import pages

    return pages(file.stream, how.encoding)


def _utf8(file: File, encoding: str) -> BinaryIO:
    """The bytes in UTF-8, without a byte order mark."""
    mark = mark_of(file.head)
    file.stream.read(len(mark))
    chosen = MARKS.get(mark) or encoding or detect(file.head, cut=True) or UTF_8
    if chosen.lower().replace("_", "-") in (UTF_8, "utf8"):
        return file.stream
    return io.BufferedReader(Utf8(file.stream, chosen, len(mark)), 1 << 16)


_BY_SUFFIX: dict[str, _Format] = {
    ".html": _page,
    ".htm": _page,
    ".xhtml": _page,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _table,
    ".tsv": _table,
    ".tab": _table,
}
_XML = (".xml", ".rss", ".atom", ".nitf", ".newsml")
