"""Which files are meant: paths, folders, globs, lists of paths."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from coder.errors import Problem
from coder.read.article import Notice

STDIN = "-"
FOLDER_SUFFIXES = (
    *(".txt", ".text", ".html", ".htm", ".xhtml", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab", ".parquet"),
    *(".xml", ".rss", ".atom", ".nitf", ".newsml", ".warc", ".wet"),
    *(".gz", ".bz2", ".xz", ".zst", ".zip", ".tar", ".tgz", ".tbz2", ".txz", ".tzst"),
)
"""What is read of the files in a folder or archive; the others are no articles (README.md, pictures, programs)."""

_GLOB = re.compile(r"[*?\[]")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Path:
    """A file to be read; ``named`` if the user named it itself, not a folder, glob or list that it is in."""

    path: str
    named: bool


def files(paths: Sequence[str], lists: Sequence[str] = (), stdin: BinaryIO | None = None) -> Iterator[Path | Problem]:
    """The files that are meant, in the order given, each once.

    Args:
        paths: files, folders (walked through all folders below them in sorted order, without hidden files), globs
            (``**`` for any folders between), or ``-``.
        lists: files that hold such paths, one a line or with NUL behind each, or ``-`` for ``stdin``.
        stdin: where ``-`` in ``lists`` reads from.
    """
    seen: set[str] = set()
    for path in paths:
        yield from _expanded(path, seen, named=True)
    for list_path in lists:
        try:
            if list_path == STDIN:
                if stdin is None:
                    yield Problem(STDIN, "standard input is closed")
                    continue
                for path in _listed(stdin):
                    yield from _expanded(path, seen, named=False)
            else:
                with open(list_path, "rb") as stream:
                    for path in _listed(stream):
                        yield from _expanded(path, seen, named=False)
        except OSError as fault:
            yield unreadable(list_path, fault)


def _expanded(path: str, seen: set[str], named: bool) -> Iterator[Path | Problem]:
    if path == STDIN:
        if STDIN in seen:
            yield Notice(STDIN, "given twice, read once")
        else:
            seen.add(STDIN)
            yield Path(STDIN, named)
    elif os.path.isdir(path):
        yield from _walked(path, seen)
    elif os.path.lexists(path):
        if _new(path, seen):
            yield Path(path, named)
        elif named:
            yield Notice(shown(path), "given twice, read once")
    elif _ADDRESS.match(path):
        yield Problem(shown(path), "a web address; only files are read", "download it first")
    elif _GLOB.search(path):
        found = sorted(glob.iglob(path, recursive=True))
        for name in found:
            if os.path.isdir(name):
                if "**" not in path:  # which gives what is in it as well
                    yield from _walked(name, seen)
            elif _new(name, seen):
                yield Path(name, named=False)
        if not found:
            yield Problem(shown(path), "no file has such a name")
    else:
        try:
            os.lstat(path)
        except OSError as fault:  # there is none, or its folder may not be looked into
            yield unreadable(path, fault)


def _new(path: str, seen: set[str]) -> bool:
    real = os.path.realpath(path)
    if real in seen:
        return False
    seen.add(real)
    return True


def _walked(folder: str, seen: set[str]) -> Iterator[Path | Problem]:
    if not _new(folder, seen):
        yield Notice(shown(folder), "given twice, read once")
        return
    faults: list[OSError] = []
    found = False
    for parent, folders, names in os.walk(folder, onerror=faults.append, followlinks=True):
        # A link to a folder that is read already, perhaps one above, is left out.
        folders[:] = [
            name for name in sorted(folders) if not name.startswith(".") and _new(os.path.join(parent, name), seen)
        ]
        for name in sorted(names):
            if readable(name):
                found = True
                path = os.path.join(parent, name)
                if _new(path, seen):  # a file named before its folder is no mistake
                    yield Path(path, named=False)
    for fault in faults:
        yield unreadable(str(fault.filename), fault)
    if not found and not faults:
        kinds = "no .txt, .html, .json, .jsonl, .csv, .xml or archive"
        yield Problem(shown(folder), f"nothing to read in this folder: {kinds}")


def readable(name: str) -> bool:
    """Whether a file in a folder or archive is to be read, by its name."""
    base = os.path.basename(name)
    return not base.startswith(".") and base.lower().endswith(FOLDER_SUFFIXES)


def _listed(stream: BinaryIO) -> Iterator[str]:
    """The paths of a list, as they come; blank lines are none."""
    rest = b""
    separator = b""
    read = getattr(stream, "read1", stream.read)
    while piece := read(1 << 16):
        rest += piece
        if not separator and b"\0" in rest:
            separator = b"\0"
        elif not separator and b"\n" in rest:
            separator = b"\n"
        if separator:
            *lines, rest = rest.split(separator)
            yield from _paths(lines)
    yield from _paths([rest])


def _paths(lines: Sequence[bytes]) -> Iterator[str]:
    for line in lines:
        if line := line.rstrip(b"\r"):
            yield os.fsdecode(line)


def unreadable(path: str, fault: OSError) -> Problem:
    """Why a file cannot be opened or read, as a line."""
    messages = {FileNotFoundError: "no such file or folder", PermissionError: "permission denied"}
    return Problem(shown(path), messages.get(type(fault), f"cannot be read: {fault.strerror or fault}"))


def shown(path: str) -> str:
    """A path that can be printed in one line and written as UTF-8, whatever bytes the file's name holds."""
    return _CONTROL.sub("\ufffd", os.fsencode(path).decode("utf-8", "replace"))
