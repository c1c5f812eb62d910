"""Loading a codebook: the shipped files, overlays on top, everything checked, then indexed for matching."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from coder.codebook.model import SECTIONS, ActionEntry, Entry, OperatorEntry
from coder.codebook.ontology import Ontology, load_ontology
from coder.codebook.source import SourceFile, read_source
from coder.errors import CodebookError, Problem
from coder.languages.base import CODEBOOKS

_NOT_ENTRIES = {"ontology", "language.yaml"}


class Origin(NamedTuple):
    """Where an entry stands: file as shown to the user, 1-based line, language of the file, and its layer: 0 for the
    shipped codebook, then the overlays in order."""

    file: str
    line: int
    language: str
    layer: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Entries:
    """The merged entries by section and id, each with its origin."""

    sections: Mapping[str, Mapping[str, tuple[Entry, Origin]]]

    def of(self, section: str) -> Iterable[tuple[Any, Origin]]:
        """Entries of a section with their origins: those of the last overlay first, then in the order of the files."""
        return sorted(self.sections.get(section, {}).values(), key=lambda pair: -pair[1].layer)


@dataclass
class _Merge:
    ontology: Ontology
    sections: dict[str, dict[str, tuple[Entry, Origin]]] = field(default_factory=lambda: {s: {} for s in SECTIONS})
    problems: list[Problem] = field(default_factory=list)


def read_entries(overlays: Sequence[str] = ()) -> Entries:
    """Read the shipped codebook and lay overlays (files or folders of YAML) over it in order.

    In an overlay an entry with a known id replaces the shipped one, a new id adds one, and ``disable`` removes.

    Raises:
        CodebookError: with every fault found in any file.
    """
    merge = _Merge(load_ontology())
    shipped = sorted(p for p in CODEBOOKS.rglob("*.yaml") if not _NOT_ENTRIES & set(p.relative_to(CODEBOOKS).parts))
    _add_layer(merge, 0, [(path, "codebooks/" + path.relative_to(CODEBOOKS).as_posix()) for path in shipped])
    for layer, overlay in enumerate(overlays, 1):
        path = Path(overlay)
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml"))
            if not files:
                merge.problems.append(Problem(overlay, "holds no YAML files", "name a codebook file or its folder"))
            _add_layer(merge, layer, [(file, file.as_posix()) for file in files])
        else:
            _add_layer(merge, layer, [(path, overlay)])
    if merge.problems:
        raise CodebookError(*merge.problems)
    return Entries(merge.sections)


def _add_layer(merge: _Merge, layer: int, files: Iterable[tuple[Path, str]]) -> None:
    """Merge the files of one layer; within a layer an id may stand only once."""
    own: dict[tuple[str, str], Origin] = {}
    for path, name in files:
        source = read_source(path, name)
        merge.problems.extend(source.problems)
        if source.data is None or source.problems:
            continue
        if not isinstance(source.data, dict):
            known = ", ".join(SECTIONS)
            merge.problems.append(source.problem((), "must be a mapping of sections", f"sections: {known}"))
            continue
        language = source.data.get("language", "ar")
        for section, content in source.data.items():
            if section == "language":
                continue
            if section == "disable":
                _disable(merge, source)
            elif section not in SECTIONS:
                merge.problems.append(_unknown(source, (section,), str(section), [*SECTIONS, "disable", "language"]))
            elif not isinstance(content, list):
                merge.problems.append(
                    source.problem(
                        (section,), f"section {section!r} must be a list of entries", "begin each entry with `- id:`"
                    )
                )
            else:
                for i, item in enumerate(content):
                    entry = _entry(merge, source, section, i, item)
                    if entry is None:
                        continue
                    origin = Origin(name, source.at((section, i))[0], language, layer)
                    if (section, entry.id) in own:
                        merge.problems.append(
                            source.problem(
                                (section, i),
                                f"id {entry.id!r} is already used at {own[section, entry.id]}",
                                "give it another id",
                            )
                        )
                    own[section, entry.id] = origin
                    merge.sections[section][entry.id] = (entry, origin)


def _disable(merge: _Merge, source: SourceFile) -> None:
    content = source.data["disable"]
    if not isinstance(content, dict):
        example = "disable: {actions: [bombard]}"
        merge.problems.append(source.problem(("disable",), "`disable` must name sections", f"as in {example}"))
        return
    for section, ids in content.items():
        if section not in SECTIONS:
            merge.problems.append(_unknown(source, ("disable", section), str(section), list(SECTIONS)))
            continue
        for i, entry_id in enumerate(ids if isinstance(ids, list) else [ids]):
            if merge.sections[section].pop(str(entry_id), None) is None:
                known = _nearest(str(entry_id), merge.sections[section])
                merge.problems.append(
                    source.problem(("disable", section, i), f"nothing to disable: no {entry_id!r} in {section}", known)
                )


def _entry(merge: _Merge, source: SourceFile, section: str, i: int, item: Any) -> Entry | None:
    model = SECTIONS[section]
    if not isinstance(item, dict):
        merge.problems.append(source.problem((section, i), "an entry must be a mapping", "begin it with `- id:`"))
        return None
    try:
        entry = model.model_validate(item)
    except ValidationError as error:
        merge.problems.extend(_validation_problem(source, (section, i), item, model, e) for e in error.errors())
        return None
    faults = list(_code_problems(merge.ontology, source, (section, i), entry))
    merge.problems.extend(faults)
    return None if faults else entry


def _validation_problem(
    source: SourceFile, base: tuple[str | int, ...], item: Any, model: type[Entry], error: Any
) -> Problem:
    path = (*base, *error["loc"])
    where = ".".join(str(part) for part in error["loc"])
    name = f"{base[0]} entry {item.get('id', '?')!r}"
    if error["type"] == "extra_forbidden":
        nested = len(error["loc"]) > 1
        return _unknown(source, path, str(error["loc"][-1]), [] if nested else _keys(model), f" in {name}")
    if error["type"] == "missing":
        return source.problem(base, f"{name} lacks {where!r}", f"add `{where.split('.')[-1]}:`")
    message = error["msg"].removeprefix("Value error, ")
    return source.problem(path, f"{name}: {where}: {message}" if where else f"{name}: {message}")


def _keys(model: type[Entry]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _unknown(
    source: SourceFile, path: tuple[str | int, ...], key: str, known: Sequence[str], where: str = ""
) -> Problem:
    remedy = _nearest(key, known) or ("known: " + ", ".join(known) if known else "see docs/codebook.md")
    return source.problem(path, f"unknown key {key!r}{where}", remedy)


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""


def _code_problems(
    ontology: Ontology, source: SourceFile, base: tuple[str | int, ...], entry: Entry
) -> Iterable[Problem]:
    """Codes that no ontology knows."""
    if not isinstance(entry, ActionEntry | OperatorEntry):
        return
    checks: list[tuple[tuple[str | int, ...], str, str | None, Iterable[str]]] = [
        (("cameo",), "CAMEO code", entry.cameo, ontology.cameo),
        (("plover",), "PLOVER type", entry.plover, ontology.plover),
        (("acled",), "ACLED sub-event type", entry.acled, ontology.acled),
    ]
    if isinstance(entry, OperatorEntry):
        checks.append((("family",), "operator family", entry.family, ontology.families))
    else:
        for n, refinement in enumerate(entry.refine):
            checks.append((("refine", n, "cameo"), "CAMEO code", refinement.cameo, ontology.cameo))
            checks.append((("refine", n, "acled"), "ACLED sub-event type", refinement.acled, ontology.acled))
            checks.append((("refine", n, "plover"), "PLOVER type", refinement.plover, ontology.plover))
    for path, what, code, known in checks:
        if code and code not in known:
            yield source.problem(
                (*base, *path),
                f"unknown {what} {code!r} in {entry.id!r}",
                _nearest(code, known) or "see docs/ontologies.md",
            )
