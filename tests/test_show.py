"""``waqai codebook show``: YAML that says the same as the codebook it was made of, each part with its true place."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.codebook.compile import Codebook, compile_codebook
from coder.codebook.load import Entries, Item, merge_entries, read_entries
from coder.codebook.show import show
from coder.errors import CodebookError

ROOT = Path(__file__).resolve().parents[1]
PLACE = re.compile(r"^(?P<indent> *)(?P<part>.*?)  # (?P<file>\S.*):(?P<line>\d+)$")

LOWER = """\
language: ar
classes:
  - id: pumps
    words: [مضخة, مضخات]
actions:
  - id: block-wells
    cameo: "1712"
    verbs: [ردم بئر]
    target:
      - ل
      - object
    if: {words: pumps}
    refine:
      - if: {time: [فجر, ليل]}
        tags: night
    examples:
      - text: "ردم الجيش العراقي بئرا: «قرب البصرة» # صباحا"
        date: 2024-03-14
        events: []
actors:
  - id: palm-guards
    names: {ar: [حراس النخيل]}
    code: IRQREB
"""
UPPER = """\
# laid over the file below
extend:
  actions:
    - id: block-wells
      verbs: [ردم آبار, طمر بئر]
      nouns: ردم
      target: [على]
      acled: Looting/property destruction
      if: {words: بئر, ب: جرافة}
      refine:
        - if: {source: MIL}
          cameo: "171"
  actors:
    - id: palm-guards
      names:
        en: [Palm Guards]
        ar: الحراس
      acled: {type: Rebel group}
  classes:
    - {id: pumps, words: محطة ضخ}
disable:
  actions: missile-test
"""


def write(folder: Path, **contents: str) -> list[str]:
    """Files of an overlay, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in contents.items():
        path = folder / f"{name}.yaml"
        path.write_text(content, encoding="utf-8")
        paths.append(str(path))
    return paths


def shown(entries: Entries, *ids: str) -> str:
    return "".join(f"{line}\n" for line in show(entries, ids))


def items(entries: Entries) -> Mapping[tuple[str, str], Item]:
    return {
        (section, entry_id): item for section, found in entries.sections.items() for entry_id, item in found.items()
    }


def triggers(book: Codebook) -> Mapping[str, object]:
    """What words call, in the order in which they are tried."""
    tables = {"verbs": book.verbs, "participles": book.participles, "nouns": book.nouns}
    called: dict[str, object] = {
        f"{table} {form}": [(t.rule.id, t.kind, t.citation, t.rest) for t in found]
        for table, forms in tables.items()
        for form, found in forms.items()
    }
    called |= {f"name {form}": [(n.kind, n.id, n.words, n.exact) for n in found] for form, found in book.names.items()}
    called |= {f"discard {form}": [(d.discard.id, d.words) for d in found] for form, found in book.discards.items()}
    return called


@pytest.fixture(scope="module")
def shipped() -> Entries:
    return read_entries()


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    return read_entries(write(tmp_path_factory.mktemp("two"), lower=LOWER, upper=UPPER))


def test_the_shipped_codebook_shown_is_the_same_codebook(shipped: Entries, tmp_path: Path) -> None:
    again = read_entries(write(tmp_path, all=shown(shipped)))
    assert {key: item.entry for key, item in items(again).items()} == {
        key: item.entry for key, item in items(shipped).items()
    }
    assert triggers(compile_codebook(again)) == triggers(compile_codebook(shipped))


def test_a_merged_codebook_shown_is_the_same_codebook(merged: Entries, tmp_path: Path) -> None:
    text = shown(merged, "block-wells", "palm-guards", "pumps")
    assert yaml.safe_load(text) == {
        "classes": [{"id": "pumps", "words": ["مضخة", "مضخات", "محطة ضخ"]}],
        "actors": [
            {
                "id": "palm-guards",
                "names": {"ar": ["حراس النخيل", "الحراس"], "en": ["Palm Guards"]},
                "code": "IRQREB",
                "acled": {"type": "Rebel group"},
            }
        ],
        "actions": [yaml.safe_load(text)["actions"][0]],
    }
    (path,) = write(tmp_path, shown=text)
    again = items(read_entries([path]))
    for key in (("actions", "block-wells"), ("actors", "palm-guards"), ("classes", "pumps")):
        assert again[key].entry == items(merged)[key].entry


def test_the_parts_of_an_overlay_carry_its_place(merged: Entries) -> None:
    lines = shown(merged, "block-wells").splitlines()
    places = {m["part"]: (Path(m["file"]).name, int(m["line"])) for line in lines if (m := PLACE.match(line))}
    assert places["- id: block-wells"] == ("lower.yaml", 6)
    assert places["- ردم آبار"] == places["- طمر بئر"] == ("upper.yaml", 5)
    assert places["nouns: ردم"] == ("upper.yaml", 6)
    assert places["- على"] == ("upper.yaml", 7)
    assert places["acled: Looting/property destruction"] == ("upper.yaml", 8)
    assert places["- بئر"] == places["ب: جرافة"] == ("upper.yaml", 9)
    assert places["- {if: {source: MIL}, cameo: '171'}"] == ("upper.yaml", 11)
    assert len(places) == 9, "the other parts stand in the file of the entry and are not marked"


def true_places(text: str, root: Path) -> Iterator[tuple[str, str]]:
    """For every place that is shown, the part shown and the line of the file that it names."""
    files: dict[str, list[str]] = {}
    for shown_line in text.splitlines():
        if (found := PLACE.match(shown_line)) is not None:
            name = found["file"]
            if name not in files:
                files[name] = (root / name).read_text(encoding="utf-8").splitlines()
            line, after = [*files[name], ""][int(found["line"]) - 1 :][:2]
            yield found["part"], line + after if line.endswith("{") else line  # a mapping may be folded at its brace


def test_every_place_shown_is_true(shipped: Entries, merged: Entries) -> None:
    places = [*true_places(shown(shipped), ROOT), *true_places(shown(merged), ROOT)]
    assert len(places) > len(items(shipped))
    for part, line in places:
        # `- id: x`, `key: value`, `key:` or an item of a list
        key = re.match(r"(?:- )?(id: \S+|[\w-]+:|'[^']*':|[^:{]+$)", part)
        wanted = key[1] if key is not None else ""
        if part.startswith("- {") or not wanted:
            wanted = part.removeprefix("- {").partition(":")[0]
        assert wanted in line, f"{part!r} is shown at {line!r}"


def test_only_what_is_asked_for_is_shown(shipped: Entries) -> None:
    data = yaml.safe_load(shown(shipped, "bombard", "SYR"))
    assert {section: [entry["id"] for entry in entries] for section, entries in data.items()} == {
        "countries": ["SYR"],
        "actions": ["bombard"],
    }


def test_unknown_ids_are_told_all_at_once(merged: Entries) -> None:
    with pytest.raises(CodebookError) as caught:
        shown(merged, "bombrd", "bombard", "missile-test")
    misspelt, disabled = map(str, caught.value.problems)
    assert misspelt == "bombrd: no entry has this id (did you mean 'bombard'?)"
    assert re.fullmatch(r"missile-test: is disabled at \S+/upper\.yaml:22", disabled)


# Whatever stands in the files

WORD = st.text(
    st.sampled_from("قصف غارةء ـً abZ 0190 :#'\"{}[],&*!|>%@`?-~=.\\/_«»؛،\u200f\u200céأ"), min_size=1, max_size=12
).filter(lambda word: word.strip() == word != "")
TRAPS = st.sampled_from(
    ["yes", "no", "null", "~", "190", "0x1f", "1e3", "2024-03-14", "- a", "a: b", "a #b", "=", "<<"]
)
WORDS = st.lists(WORD | TRAPS, min_size=1, max_size=4) | WORD | TRAPS
CONDITION = st.dictionaries(st.sampled_from(["words", "target", "على", "ب", "time"]), WORDS, min_size=1, max_size=3)
REFINE = st.lists(
    st.fixed_dictionaries(
        {"if": CONDITION}, optional={"cameo": st.sampled_from(["190", "0871"]), "tags": WORDS, "acled": st.just("")}
    ),
    max_size=2,
)
EXAMPLES = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" :#\n")),
            "events": st.just([]),
        },
        optional={"date": st.dates(), "fails": WORD},
    ),
    max_size=2,
)
ACTION = {
    "verbs": WORDS,
    "nouns": WORDS,
    "target": st.sampled_from(["object", ["على", "object"], ["object.subject"]]),
    "if": CONDITION,
    "unless": CONDITION,
    "refine": REFINE,
    "tags": WORDS,
    "reciprocal": st.booleans(),
    "examples": EXAMPLES,
}
ACTOR = {
    "adjectives": st.dictionaries(st.sampled_from(["ar", "en"]), WORDS, max_size=2),
    "acled": st.fixed_dictionaries({}, optional={"name": WORD, "type": st.just("Rebel group")}),
    "from": st.dates(),
}


@st.composite
def codebooks(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A file and another that extends some of its entries."""

    def entries(required: Mapping[str, Any], fields: Mapping[str, Any], name: str) -> tuple[list[Any], list[Any]]:
        below = draw(st.lists(st.fixed_dictionaries(required, optional=fields), min_size=1, max_size=3))
        above = draw(st.lists(st.fixed_dictionaries({}, optional=fields | required), max_size=len(below)))
        return (
            [{"id": f"{name}-{n}", **entry} for n, entry in enumerate(below)],
            [{"id": f"{name}-{n}", **entry} for n, entry in enumerate(above)],
        )

    actions = entries({"cameo": st.just("190")}, ACTION, "action")
    actors = entries({"code": st.just("SYRREB"), "names": st.fixed_dictionaries({"ar": WORDS})}, ACTOR, "actor")
    classes = entries({"words": WORDS}, {}, "class")
    lower, upper = ({"actions": a, "actors": b, "classes": c} for a, b, c in zip(actions, actors, classes, strict=True))
    return lower, {"extend": upper}


def dump(data: Mapping[str, Any], flow: bool | None) -> str:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # the codebook refuses them
            return True

    return yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=60)


@given(codebooks(), st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_codebook_shown_is_the_same_codebook(
    tmp_path_factory: pytest.TempPathFactory,
    pair: tuple[dict[str, Any], dict[str, Any]],
    below: bool | None,
    above: bool | None,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    lower, upper = pair
    entries = merge_entries(write(folder, lower=dump(lower, below), upper=dump(upper, above)))
    assert entries.faults == ()
    ids = [entry["id"] for content in lower.values() for entry in content]
    text = shown(entries, *ids)
    for section, found in yaml.safe_load(text).items():
        for entry in found:
            assert entry == entries.sections[section][entry["id"]].data
    (path,) = write(folder, shown=text)
    again = items(merge_entries([path]))
    for key, item in items(entries).items():
        assert again[key].entry == item.entry
    for part, line in true_places(text, ROOT):
        if part.startswith("- id: "):
            assert part.removeprefix("- ") in line.replace('"', "").replace("'", "")


def command(*arguments: str) -> Sequence[str]:
    found = subprocess.run(
        [sys.executable, "-m", "cli.main", "codebook", "show", *arguments], capture_output=True, text=True, cwd=ROOT
    )
    return found.returncode, found.stdout, found.stderr


def test_the_command_shows_one_entry(tmp_path: Path) -> None:
    (path,) = write(tmp_path, upper="extend: {actions: [{id: bombard, verbs: [دكدك]}]}\n")
    code, out, errors = command("bombard", "--codebook", path)
    assert (code, errors) == (0, "")
    assert f"      - دكدك  # {path}:1\n" in out
    assert [entry["id"] for entry in yaml.safe_load(out)["actions"]] == ["bombard"]


def test_the_command_tells_an_unknown_id() -> None:
    code, out, errors = command("bombrd")
    assert (code, out) == (3, "")
    assert errors == "bombrd: no entry has this id (did you mean 'bombard'?)\n"
