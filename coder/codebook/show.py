"""The merged codebook as YAML, each part with the file and line that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from coder.codebook.load import Entries, Item, nearest
from coder.codebook.source import Path_
from coder.errors import CodebookError, Problem

_WIDTH = 100
_ENDLESS = 2**31 - 1  # libyaml's largest width


def show(entries: Entries, ids: Sequence[str] = ()) -> Iterator[str]:
    """Lines of YAML, one section after another; what they say is the codebook as merged.

    Args:
        entries: the merged codebook.
        ids: only the entries with these ids, in any section; all where empty.

    Raises:
        CodebookError: for ids that no entry has, with where they were disabled if they were.
    """
    unknown = [problem for wanted in dict.fromkeys(ids) if (problem := _unknown(entries, wanted))]
    if unknown:
        raise CodebookError(*unknown)
    first = True
    for section in entries.sections:
        items = [item for item in entries.items(section) if not ids or item.entry.id in ids]
        if not items:
            continue
        if not first:
            yield ""
        first = False
        yield f"{section}:"
        for item in items:
            yield from _item(item)


def _unknown(entries: Entries, wanted: str) -> Problem | None:
    if any(wanted in items for items in entries.sections.values()):
        return None
    gone = next((where for (_, entry_id), where in entries.disabled.items() if entry_id == wanted), None)
    if gone is not None:
        return Problem(wanted, f"is disabled at {gone}")
    every = [entry_id for items in entries.sections.values() for entry_id in items]
    return Problem(wanted, "no entry has this id", nearest(wanted, every))


def _item(item: Item) -> Iterator[str]:
    """``- id: ...`` with its place, then a line for each field; those that an overlay gave carry their own place."""
    home = item.origin
    yield f"  - id: {_scalar(item.entry.id)}  # {home}"
    for key, value in item.data.items():
        if key != "id":
            yield from _part(item, (key,), f"{_scalar(str(key))}:", value, "    ", home.file)


def _part(item: Item, path: Path_, label: str, value: Any, indent: str, home: str) -> Iterator[str]:
    """A value under its label; it is written on one line unless its parts come from several files or it is long."""
    where = item.at(*path)
    from_ = f"  # {where}" if where.file != home else ""
    inner = [key for key in item.pieces if len(key) > len(path) and key[: len(path)] == path]
    line = f"{indent}{label} {_flow(value)}"
    if not inner and (len(line) <= _WIDTH or not isinstance(value, list | dict) or _flat(value)):
        yield line + from_
        return
    yield f"{indent}{label}{from_}"
    deeper = indent + "  "
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _part(item, (*path, key), f"{_scalar(str(key))}:", part, deeper, where.file)
    else:
        for i, part in enumerate(value):
            yield from _part(item, (*path, i), "-", part, deeper, where.file)


def _flat(value: Any) -> bool:
    """A list of words stays on its line, however long."""
    return isinstance(value, list) and not any(isinstance(part, list | dict) for part in value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key))}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """One value as YAML writes it in the middle of a line, quoted where it must be."""
    text: str = yaml.dump([value], Dumper=yaml.CSafeDumper, default_flow_style=True, allow_unicode=True, width=_ENDLESS)
    return text.strip()[1:-1]
