"""``waqai codebook schema``: what it refuses, the codebook refuses, and it takes every file that the codebook takes."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.codebook.load import read_entries
from coder.codebook.model import SECTIONS
from coder.codebook.schema import json_schema
from coder.errors import CodebookError

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted(
    path
    for path in (ROOT / "codebooks").rglob("*.yaml")
    if "ontology" not in path.parts
    and path.name not in ("language.yaml", "time.yaml", "numbers.yaml", "casualties.yaml")
)
PAGES = ("README.md", "docs/codebook.md", "docs/tutorial.md")


class EditorLoader(yaml.CSafeLoader):
    """YAML as an editor's YAML 1.2 reads it: a day is a string."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def parse(text: str) -> Any:
    return yaml.load(text, Loader=EditorLoader)


VALIDATOR = jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker())


def faults(data: Any) -> list[tuple[str, str]]:
    """Paths and messages of what the schema refuses, those of the branch of a choice that came nearest."""

    def leaves(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
        if error.context:
            yield from leaves(jsonschema.exceptions.best_match([error]))
        else:
            yield error

    errors = [leaf for error in VALIDATOR.iter_errors(data) for leaf in leaves(error)]
    return [(".".join(map(str, error.absolute_path)), error.message) for error in errors]


def test_it_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_it_describes_every_section_and_field() -> None:
    schema = json_schema()
    assert set(SECTIONS) < set(schema["properties"])
    for name, definition in schema["$defs"].items():
        for key, field in definition["properties"].items():
            assert field.get("description") or "$ref" in field, f"{name}.{key} has no description"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_file_is_valid(path: Path) -> None:
    assert faults(parse(path.read_text(encoding="utf-8"))) == []


def test_the_files_shown_in_the_docs_are_valid() -> None:
    blocks = [
        (page, block)
        for page in PAGES
        for block in re.findall(r"^```yaml\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)
    ]
    assert len(blocks) > 20
    for page, block in blocks:
        data = parse(block)
        if isinstance(data, dict) and set(data) & {*SECTIONS, "extend", "disable"}:
            assert faults(data) == [], f"{page}: {block}"


# Each with one fault: the file, where it is, and a part of what is told

WRONG = {
    "unknown section": ("action: []", "", "'action' was unexpected"),
    "section that is no list": ("actions: {id: x}", "actions", "is not of type 'array'"),
    "unknown key": (
        'actions:\n  - {id: x, cameo: "190", verbs: [غرس], sorce: subject}',
        "actions.0",
        "'sorce' was unexpected",
    ),
    "missing id": ('actions:\n  - {cameo: "190", verbs: [غرس]}', "actions.0", "'id' is a required property"),
    "missing code": ("actions:\n  - {id: x, verbs: [غرس]}", "actions.0", "'cameo' is a required property"),
    "missing words": ("classes:\n  - {id: x}", "classes.0", "'words' is a required property"),
    "code without quotes": ("actions:\n  - {id: x, cameo: 190, verbs: [غرس]}", "actions.0.cameo", "190 is not"),
    "unknown CAMEO code": ('actions:\n  - {id: x, cameo: "1999"}', "actions.0.cameo", "'1999' is not one of"),
    "unknown CAMEO code of a refinement": (
        'actions:\n  - {id: x, cameo: "190", refine: [{if: {target: CVL}, cameo: "1999"}]}',
        "actions.0.refine.0.cameo",
        "'1999' is not",
    ),
    "refinement without condition": (
        'actions:\n  - {id: x, cameo: "190", refine: [{cameo: "190"}]}',
        "actions.0.refine.0",
        "'if' is a required property",
    ),
    "unknown ACLED type": (
        'actions:\n  - {id: x, cameo: "190", acled: Air strike}',
        "actions.0.acled",
        "'Air strike' is not one of",
    ),
    "unknown PLOVER type": ('actions:\n  - {id: x, cameo: "190", plover: ASALT}', "actions.0.plover", "is not one of"),
    "unknown family": ("operators:\n  - {id: x, family: demnd}", "operators.0.family", "'demnd' is not one of"),
    "wrong choice": ('actions:\n  - {id: x, cameo: "190", genitive: both}', "actions.0.genitive", "is not one of"),
    "wrong level": ("discards:\n  - {id: x, words: [غرس], level: text}", "discards.0.level", "'text' is not one of"),
    "count of nothing": ("discards:\n  - {id: x, words: [غرس], at_least: 0}", "discards.0.at_least", "minimum"),
    "example without rows": (
        'actions:\n  - {id: x, cameo: "190", examples: [{text: غرس}]}',
        "actions.0.examples.0",
        "'events' is a required property",
    ),
    "unknown column of an example": (
        'actions:\n  - {id: x, cameo: "190", examples: [{text: غرس, events: [{src: SYR}]}]}',
        "actions.0.examples.0.events.0",
        "'src' was unexpected",
    ),
    "empty word": ("classes:\n  - {id: x, words: ['']}", "classes.0.words.0", "does not match"),
    "number for a word": ("classes:\n  - {id: x, words: [17]}", "classes.0.words.0", "17 is not of type 'string'"),
    "unknown country": ("places:\n  - {id: x, names: [غرس], country: QQQ}", "places.0.country", "'QQQ' is not one of"),
    "unknown actor type": (
        "actors:\n  - {id: x, names: {ar: [غرس]}, code: SYR, acled: {type: Rebels}}",
        "actors.0.acled.type",
        "'Rebels' is not one of",
    ),
    "impossible day": (
        'actors:\n  - {id: x, names: {ar: [غرس]}, code: SYR, from: "2020-13-01"}',
        "actors.0.from",
        "'2020-13-01' is not a 'date'",
    ),
    "latitude": ("places:\n  - {id: x, names: [غرس], country: SYR, latitude: 100}", "places.0.latitude", "maximum"),
    "role that is no code": ("agents:\n  - {id: x, role: army, nouns: [غرس]}", "agents.0.role", "does not match"),
    "unknown language": ("language: xx", "language", "'xx' is not one of"),
    "disable of an unknown section": ("disable: {action: [x]}", "disable", "'action' was unexpected"),
    "extend without id": ("extend: {actions: [{verbs: [غرس]}]}", "extend.actions.0", "'id' is a required property"),
    "unknown key in extend": (
        "extend: {actions: [{id: bombard, verb: [غرس]}]}",
        "extend.actions.0",
        "'verb' was unexpected",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_refused_by_the_schema_and_by_the_codebook(name: str, tmp_path: Path) -> None:
    text, where, message = WRONG[name]
    found = faults(parse(text))
    assert [path for path, _ in found] == [where] * len(found)
    assert any(message in told for _, told in found), found
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError):
        read_entries([str(path)])


# One change to a good file, anywhere

GOOD = parse(
    """\
language: ar
classes: [{id: a, words: [بئر]}]
countries: [{id: SYR, names: سورية}]
agents: [{id: a, role: MIL, class: armed, acled: State forces, nouns: [جندي]}]
actors:
  - {id: a, names: {ar: [غرس]}, adjectives: {ar: غرسي}, code: SYRREB, from: 2020-01-01, acled: {type: Rebel group}}
  - {id: b, names: {ar: [زرع]}, roles: [{code: SYRREB, from: 2020-01-01, country: SYR}]}
places: [{id: a, names: [غرس], country: SYR, latitude: 3.5}]
actions:
  - id: a
    cameo: "190"
    verbs: [غرس]
    target: [على, object]
    if: {words: a}
    refine: [{if: {target: [CVL, REF]}, cameo: "180", tags: x}]
    examples: [{text: غرس, date: 2020-01-01, events: [{source: SYR, cameo: "190"}]}]
operators: [{id: o, family: demand, verbs: طلب, complement: ب}]
discards: [{id: a, words: a, level: article, at_least: 2, actions: [a]}]
extend: {actions: [{id: bombard, nouns: غرس}]}
disable: {actions: missile-test}
"""
)


def mappings(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of the mappings whose keys are fixed."""
    if isinstance(data, dict):
        if not (path and path[-1] in ("names", "adjectives", "if", "unless")):
            yield path
        for key, value in data.items():
            yield from mappings(value, (*path, key))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from mappings(value, (*path, n))


def test_the_good_file_is_good(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(yaml.safe_dump(GOOD, allow_unicode=True), encoding="utf-8")
    assert faults(GOOD) == []
    read_entries([str(path)])


@given(st.sampled_from(list(mappings(GOOD))), st.from_regex(r"[a-z_]{1,8}", fullmatch=True))
@settings(deadline=None)
def test_a_key_that_no_model_knows_is_refused_where_it_stands(path: tuple[str | int, ...], key: str) -> None:
    data = copy.deepcopy(GOOD)
    inner: Any = data
    for part in path:
        inner = inner[part]
    known = {"if", "class", "from", "until", "language", "extend", "disable", *SECTIONS}
    known |= {name.rstrip("_") for model in json_schema()["$defs"].values() for name in model["properties"]}
    if key in known:
        return
    inner[key] = "x"
    told = faults(data)
    assert [where for where, _ in told] == [".".join(map(str, path))]
    assert f"'{key}' was unexpected" in told[0][1]


def test_the_command_prints_it() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "cli.main", "codebook", "schema"], capture_output=True, text=True, cwd=ROOT
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert json.loads(found.stdout) == json_schema()
