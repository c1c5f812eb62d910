"""Loading a codebook: the shipped files, overlays on top, merged by id and checked for form."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from coder.codebook.model import SECTIONS, Entry
from coder.codebook.source import Path_, SourceFile, read_source
from coder.errors import CodebookError, Problem
from coder.languages.base import CODEBOOKS, languages

_NOT_ENTRIES = {"ontology", "language.yaml", "time.yaml", "numbers.yaml", "casualties.yaml"}


class Origin(NamedTuple):
    """Where an entry or a part of it stands: file as shown to the user, 1-based line and column, language of the file,
    and its layer: 0 for the shipped codebook, then the overlays in order."""

    file: str
    line: int
    column: int
    language: str
    layer: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Piece(NamedTuple):
    """A part of an entry in its file: ``path`` leads there from the root of the file."""

    source: SourceFile
    path: Path_
    layer: int

    @property
    def language(self) -> str:
        """ISO 639-1 code that the file gives for its words."""
        return str(self.source.data.get("language", "ar"))

    def at(self, path: Path_ = ()) -> Origin:
        """Where a part below this piece stands."""
        return Origin(self.source.name, *self.source.at((*self.path, *path)), self.language, self.layer)


@dataclass(frozen=True)
class Item:
    """An entry as merged of all files.

    Attributes:
        entry: the validated entry.
        data: the same as plain values, as written.
        pieces: where it stands, under the path ``()``, and the parts that an ``extend`` put elsewhere, each under its
            path inside the entry.
    """

    entry: Entry
    data: Mapping[str, Any]
    pieces: Mapping[Path_, Piece]

    @property
    def origin(self) -> Origin:
        """Where the entry begins."""
        return self.pieces[()].at()

    def at(self, *path: str | int) -> Origin:
        """Where a part of the entry stands, or the nearest part above it."""
        return _at(self.pieces, path)


@dataclass(frozen=True)
class Entries:
    """The merged entries by section and id.

    Attributes:
        sections: the items of each section.
        disabled: where the ids that an overlay took away were disabled, by section and id.
        files: names of all files, in the order in which they were read.
        faults: what is wrong with the form of the files; the entries that have faults are left out.
    """

    sections: Mapping[str, Mapping[str, Item]]
    disabled: Mapping[tuple[str, str], Origin]
    files: tuple[str, ...]
    faults: tuple[Problem, ...]

    def of(self, section: str) -> Iterable[tuple[Any, Origin]]:
        """Entries of a section with their origins: those of the last overlay first, then in the order of the files."""
        return [(item.entry, item.origin) for item in self.items(section)]

    def items(self, section: str) -> list[Item]:
        """The items of a section, in the order of :meth:`of`."""
        return sorted(self.sections.get(section, {}).values(), key=lambda item: -item.pieces[()].layer)

    def at(self, section: str, entry_id: str, *path: str | int) -> Origin:
        """Where a part of an entry stands, or the nearest part above it."""
        return self.sections[section][entry_id].at(*path)

    def problem(
        self,
        section: str,
        entry_id: str,
        path: Path_,
        message: str,
        remedy: str = "",
        severity: typing.Literal["error", "warning"] = "error",
        kind: str = "",
    ) -> Problem:
        """A problem at a part of an entry."""
        where = self.at(section, entry_id, *path)
        return Problem(where.file, message, remedy, where.line, where.column, severity, kind)


@dataclass
class _Draft:
    """An entry before it is validated."""

    data: dict[str, Any]
    pieces: dict[Path_, Piece]


@dataclass
class _Merge:
    sections: dict[str, dict[str, _Draft]] = field(default_factory=lambda: {s: {} for s in SECTIONS})
    disabled: dict[tuple[str, str], Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, piece: Piece, path: Path_, message: str, remedy: str = "", kind: str = "") -> None:
        """Note a problem below a piece."""
        self.problems.append(replace(piece.source.problem((*piece.path, *path), message, remedy), kind=kind))


def codebook_files(overlays: Sequence[str] = ()) -> list[list[tuple[Path, str]]]:
    """The files of each layer, each with the name shown to the user; the shipped ones first.

    Raises:
        CodebookError: if a folder holds no YAML file.
    """
    shipped = sorted(p for p in CODEBOOKS.rglob("*.yaml") if not _NOT_ENTRIES & set(p.relative_to(CODEBOOKS).parts))
    layers = [[(path, "codebooks/" + path.relative_to(CODEBOOKS).as_posix()) for path in shipped]]
    problems = []
    for overlay in overlays:
        path = Path(overlay)
        files = [path]
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())
            if not files:
                problems.append(Problem(overlay, "holds no YAML files", "name a codebook file or its folder"))
        layers.append([(file, overlay if file == path else file.as_posix()) for file in files])
    if problems:
        raise CodebookError(*problems)
    return layers


def read_entries(overlays: Sequence[str] = ()) -> Entries:
    """The shipped codebook with overlays (files or folders of YAML) laid over it in order.

    Raises:
        CodebookError: with every fault that makes it unusable, in the order of files and lines.
    """
    from coder.codebook.check import errors  # it checks what this module reads

    entries = merge_entries(overlays)
    problems = errors(entries)
    if problems:
        raise CodebookError(*problems)
    return entries


def merge_entries(overlays: Sequence[str] = ()) -> Entries:
    """The same with faults of form told in ``faults``, and codes and names not checked.

    In an overlay an entry with a known id replaces the one before, a new id adds one, ``extend`` adds to one, and
    ``disable`` removes one.

    Raises:
        CodebookError: if a folder holds no YAML file.
    """
    merge = _Merge()
    names: dict[str, None] = {}
    for layer, files in enumerate(codebook_files(overlays)):
        sources = []
        for path, name in files:
            names[name] = None
            source = _shipped(path, name, path.stat().st_mtime_ns) if layer == 0 else read_source(path, name)
            merge.problems.extend(source.problems)
            piece = Piece(source, (), layer)
            if source.data is not None and _is_codebook(merge, piece):
                sources.append(piece)
        _add_layer(merge, sources)
    sections = {
        section: {entry_id: item for entry_id, draft in drafts.items() if (item := _item(merge, section, draft))}
        for section, drafts in merge.sections.items()
    }
    return Entries(sections, merge.disabled, tuple(names), tuple(merge.problems))


@lru_cache(maxsize=256)
def _shipped(path: Path, name: str, changed: int) -> SourceFile:
    """A file of the shipped codebook, read once for all overlays that are laid over it."""
    return read_source(path, name)


def _is_codebook(merge: _Merge, file: Piece) -> bool:
    """Whether the content of a file has the form of a codebook; notes what is wrong with its sections."""
    data = file.source.data
    if not isinstance(data, dict):
        merge.fault(file, (), "must be a mapping of sections", f"sections: {', '.join(SECTIONS)}", "form")
        return False
    if file.language not in languages():
        known = ", ".join(languages())
        merge.fault(file, ("language",), f"no such language: {file.language!r}", f"known: {known}", "unknown-language")
    for section, content in data.items():
        keys = [*SECTIONS, "extend", "disable", "language"]
        if section in ("extend", "disable"):
            if not isinstance(content, dict):
                form = "{actions: [bombard]}" if section == "disable" else "{actions: [{id: bombard, verbs: [...]}]}"
                merge.fault(file, (section,), f"`{section}` must name sections", f"as in {section}: {form}", "form")
                continue
            for inner in content:
                if inner not in SECTIONS:
                    _unknown(merge, file, (section, inner), str(inner), list(SECTIONS))
        elif section not in keys:
            _unknown(merge, file, (section,), str(section), keys)
    return True


def _add_layer(merge: _Merge, files: Sequence[Piece]) -> None:
    """Merge the files of one layer: what it disables, then what it defines, then what it extends."""
    for file in files:
        for section, ids in _sections(file.source.data.get("disable")):
            for i, entry_id in enumerate(ids if isinstance(ids, list) else [ids]):
                path = ("disable", section, i) if isinstance(ids, list) else ("disable", section)
                if merge.sections[section].pop(str(entry_id), None) is None:
                    near = nearest(str(entry_id), merge.sections[section])
                    message = f"nothing to disable: no {entry_id!r} in {section}"
                    merge.fault(file, path, message, near, "unknown-id")
                else:
                    merge.disabled[section, str(entry_id)] = file.at(path)
    own: dict[tuple[str, str], Origin] = {}
    for file in files:
        for section, content in _sections(file.source.data):
            for piece, item in _listed(merge, file, (section,), content):
                draft = _Draft(item, {(): piece})
                entry_id = str(item.get("id", f"({piece.at()})"))  # without one, validation will tell
                if (section, entry_id) in own:
                    message = f"id {entry_id!r} is already used at {own[section, entry_id]}"
                    merge.fault(piece, (), message, "give it another id", "duplicate-id")
                own[section, entry_id] = piece.at()
                merge.sections[section][entry_id] = draft
    for file in files:
        for section, content in _sections(file.source.data.get("extend")):
            for piece, item in _listed(merge, file, ("extend", section), content):
                draft_or_none = merge.sections[section].get(str(item.get("id")))
                if draft_or_none is None:
                    near = nearest(str(item.get("id")), merge.sections[section])
                    message = f"nothing to extend: no {item.get('id')!r} in {section}"
                    merge.fault(piece, ("id",), message, near, "unknown-id")
                else:
                    merge.sections[section][str(item["id"])] = _extended(SECTIONS[section], draft_or_none, item, piece)


def _sections(content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        yield from ((section, value) for section, value in content.items() if section in SECTIONS)


def _listed(merge: _Merge, file: Piece, path: Path_, content: Any) -> Iterator[tuple[Piece, dict[str, Any]]]:
    """The entries of a section, each with its place."""
    if not isinstance(content, list):
        message = f"section {path[-1]!r} must be a list of entries"
        merge.fault(file, path, message, "begin each entry with `- id:`", "form")
        return
    for i, item in enumerate(content):
        if isinstance(item, dict):
            yield Piece(file.source, (*path, i), file.layer), item
        else:
            merge.fault(file, (*path, i), "an entry must be a mapping", "begin it with `- id:`", "form")


# Extending


def _extended(model: type[Entry], draft: _Draft, new: Mapping[str, Any], piece: Piece) -> _Draft:
    """An entry with another laid into it: lists grow, mappings merge, single values are replaced."""
    pieces = dict(draft.pieces)

    def merged(old: Any, value: Any, path: Path_) -> Any:
        if isinstance(old, dict) and isinstance(value, dict):
            result = dict(old)
            for key, inner in value.items():
                result[key] = merged(old[key], inner, (*path, key)) if key in old else placed(inner, (*path, key))
            return result
        if _is_list(model, path):
            before, added = _as_list(old), _as_list(value)
            for i in range(len(added)):
                inside = (i,) if isinstance(value, list) else ()
                pieces[(*path, len(before) + i)] = Piece(piece.source, (*piece.path, *path, *inside), piece.layer)
            return before + added
        return placed(value, path)

    def placed(value: Any, path: Path_) -> Any:
        pieces[path] = Piece(piece.source, (*piece.path, *path), piece.layer)
        return value

    content = {key: value for key, value in new.items() if key != "id"}
    return _Draft(merged(draft.data, content, ()), pieces)


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _is_list(model: type[Entry], path: Path_) -> bool:
    """Whether a field holds a list, though one value may be written without brackets."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    if not path or path[0] not in fields:
        return False
    origin = typing.get_origin(fields[str(path[0])].annotation)
    return origin is tuple if len(path) == 1 else origin is Mapping


# Validating


def _item(merge: _Merge, section: str, draft: _Draft) -> Item | None:
    model = SECTIONS[section]
    try:
        return Item(model.model_validate(draft.data), draft.data, draft.pieces)
    except ValidationError as error:
        for fault in error.errors():
            _invalid(merge, section, draft, model, fault)
        return None


def _invalid(merge: _Merge, section: str, draft: _Draft, model: type[Entry], error: Any) -> None:
    path: Path_ = tuple(error["loc"])
    # Pydantic appends the member of a union that it tried; no such part stands in the file.
    while path and not _exists(draft.data, path[:-1]):
        path = path[:-1]
    where = ".".join(str(part) for part in path)
    name = f"{section} entry {draft.data.get('id', '?')!r}"
    piece, rest = _piece(draft.pieces, path)
    if error["type"] == "extra_forbidden":
        _unknown(merge, piece, rest, str(path[-1]), _keys(model, path[:-1]), f" in {name}")
    elif error["type"] == "missing":
        piece, rest = _piece(draft.pieces, path[:-1])
        merge.fault(piece, rest, f"{name} lacks {where!r}", f"add `{path[-1]}:`", "missing-key")
    else:
        message = error["msg"].removeprefix("Value error, ")
        merge.fault(piece, rest, f"{name}: {where}: {message}" if where else f"{name}: {message}", kind="bad-value")


def _exists(data: Any, path: Path_) -> bool:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return False
    return not isinstance(data, str)


def _keys(model: type[Entry], path: Path_) -> list[str]:
    """The keys that may stand at a path of an entry."""
    at: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        fields = {info.alias or name: info for name, info in at.model_fields.items()}
        annotation = fields[str(part)].annotation if str(part) in fields else None
        inner = [annotation, *typing.get_args(annotation)]
        at = next((kind for kind in inner if hasattr(kind, "model_fields")), None)
        if at is None:
            return []
    return [info.alias or name for name, info in at.model_fields.items()]


def _piece(pieces: Mapping[Path_, Piece], path: Path_) -> tuple[Piece, Path_]:
    """The piece that holds a part of an entry, and the rest of the path below it."""
    cut = next(n for n in range(len(path), -1, -1) if path[:n] in pieces)
    return pieces[path[:cut]], path[cut:]


def _at(pieces: Mapping[Path_, Piece], path: Path_) -> Origin:
    piece, rest = _piece(pieces, path)
    return piece.at(rest)


def _unknown(merge: _Merge, piece: Piece, path: Path_, key: str, known: Sequence[str], where: str = "") -> None:
    remedy = nearest(key, known) or ("known: " + ", ".join(known) if known else "see docs/codebook.md")
    merge.fault(piece, path, f"unknown key {key!r}{where}", remedy, "unknown-key")


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` with the known word nearest to a misspelt one; empty if none is near."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""
