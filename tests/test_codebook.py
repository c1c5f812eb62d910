"""The codebook: every fault is told with its file, line and remedy, and overlays change what is coded."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pycountry
import pytest

from coder.code.mentions import Mentions
from coder.codebook import Codebook, load_codebook
from coder.codebook.load import read_entries
from coder.codebook.model import ActorEntry
from coder.errors import CodebookError, Problem
from coder.event import Event
from coder.pipeline import Coder
from coder.read import Article

DATA = Path(__file__).parent / "data" / "codebooks"

ACTION = 'actions:\n  - id: a\n    cameo: "190"\n    verbs: [غرس]\n'


def faults(path: Path | str) -> tuple[Problem, ...]:
    """Everything found wrong with an overlay."""
    with pytest.raises(CodebookError) as caught:
        read_entries([str(path)])
    for problem in caught.value.problems:
        assert problem.path == str(path) or problem.path.startswith(f"{path}/")
        assert "\n" not in str(problem)
    return caught.value.problems


def write(folder: Path, content: str | bytes, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# One fault each: content, line, what is wrong, what to do about it

FAULTS: dict[str, tuple[str | bytes, int, str, str]] = {
    "unknown section": (
        "language: ar\n" + ACTION.replace("actions", "action"),
        2,
        "'action'",
        "did you mean 'actions'",
    ),
    "far-off section": ("qqq: []\n", 1, "'qqq'", "known: classes, countries, agents"),
    "unknown key": (ACTION + "    sorce: subject\n", 5, "'sorce' in actions entry 'a'", "did you mean 'source'"),
    "unknown key deep inside": (
        ACTION + "    refine:\n      - if: {subject: x}\n        comeo: '195'\n",
        7,
        "unknown key 'comeo'",
        "did you mean 'cameo'",
    ),
    "unknown CAMEO code": (ACTION.replace("190", "1999"), 3, "unknown CAMEO code '1999'", "did you mean '19"),
    "unknown CAMEO code of a refinement": (
        ACTION + "    refine:\n      - if: {subject: x}\n        cameo: '1999'\n",
        7,
        "unknown CAMEO code '1999'",
        "did you mean '19",
    ),
    "unknown ACLED type": (
        ACTION + "    acled: Air strike\n",
        5,
        "unknown ACLED sub-event type 'Air strike'",
        "did you mean 'Air/drone strike'",
    ),
    "ACLED type like no other": (ACTION + "    acled: Zzz\n", 5, "unknown ACLED sub-event type", "docs/ontologies.md"),
    "unknown PLOVER type": (ACTION + "    plover: ASALT\n", 5, "unknown PLOVER event type", "did you mean 'ASSAULT'"),
    "unknown family": (
        "operators:\n  - id: o\n    family: demnd\n    verbs: [طالب]\n",
        3,
        "unknown operator family 'demnd'",
        "did you mean 'demand'",
    ),
    "unquoted code": (ACTION.replace('"190"', "190"), 3, "cameo", "in quotes"),
    "duplicate key": (ACTION + "    verbs: [زرع]\n", 5, "key 'verbs' stands twice", "remove one"),
    "duplicate id": (ACTION + '  - id: a\n    cameo: "190"\n', 5, "id 'a' is already used at", "another id"),
    "missing id": ('actions:\n  - cameo: "190"\n', 2, "lacks 'id'", "add `id:`"),
    "missing code": ("actions:\n  - id: a\n    verbs: [غرس]\n", 2, "'a' lacks 'cameo'", "add `cameo:`"),
    "tab": ("actions:\n  - id: a\n\tcameo: '190'\n", 3, "is not YAML", "spaces, not tabs"),
    "unclosed bracket": (
        "actions:\n  - id: a\n    verbs: [غرس\n  - id: b\n",
        4,
        "did not find expected ',' or ']'",
        "as in the shipped codebook",
    ),
    "invalid UTF-8": (b"actions:\n  - id: a # \xff\n", 2, "is not UTF-8: byte 0xff", "save it as UTF-8"),
    "Windows-1256": ("actions:\n  - id: غارة\n".encode("cp1256"), 2, "is not UTF-8", "save it as UTF-8"),
    "not a mapping": ("- id: a\n", 1, "must be a mapping of sections", "sections: classes, countries"),
    "a mere word": ("bombard\n", 1, "must be a mapping of sections", "sections: classes, countries"),
    "section without list": ("actions:\n  id: a\n", 1, "must be a list of entries", "- id:"),
    "entry without keys": ("actions:\n  - bombard\n", 2, "an entry must be a mapping", "- id:"),
    "wrong choice": (ACTION + "    genitive: both\n", 5, "genitive", "'subject', 'object', 'either' or 'none'"),
    "impossible date": (
        "actors:\n  - id: x\n    names: {ar: [غرس]}\n    code: SYR\n    from: 2020-13-01\n",
        5,
        "month must be in 1..12",
        "quote it",
    ),
    "neither code nor roles": (
        "actors:\n  - id: x\n    names: {ar: [غرس]}\n",
        2,
        "'x'",
        "give either `code` or `roles`",
    ),
    "latitude": (
        "places:\n  - id: x\n    names: [غرس]\n    country: SYR\n    latitude: 100\n",
        5,
        "latitude",
        "less than or equal to 90",
    ),
    "disable of an unknown id": (
        "disable:\n  actions: [bombrd]\n",
        2,
        "no 'bombrd' in actions",
        "did you mean 'bombard'",
    ),
    "disable of an unknown section": ("disable:\n  action: [bombard]\n", 2, "'action'", "did you mean 'actions'"),
    "disable without sections": (
        "disable: [bombard]\n",
        1,
        "must name sections",
        "as in disable: {actions: [bombard]}",
    ),
    "merge key": (
        ACTION + "  - <<: {verbs: [زرع]}\n    id: b\n    cameo: '190'\n",
        5,
        "unknown key '<<'",
        "known: id, cameo",
    ),
    "too deep": ("classes:\n  - id: a\n    words:\n      " + "[" * 60 + "]" * 60 + "\n", 4, "nested", "brackets"),
    "far too deep": ("classes:\n  " + "[" * 200_000, 2, "nested", "brackets"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_line_and_remedy(fault: str, tmp_path: Path) -> None:
    content, line, message, remedy = FAULTS[fault]
    path = write(tmp_path, content)
    (problem,) = faults(path)
    assert problem.path == str(path)
    assert problem.line == line
    assert message in problem.message
    assert remedy in f"{problem.message} ({problem.remedy})"


def test_a_code_without_quotes_is_not_told_as_yaml_reads_it(tmp_path: Path) -> None:
    (problem,) = faults(write(tmp_path, ACTION.replace('"190"', "010")))
    assert problem.line == 3
    assert "in quotes" in str(problem)
    assert "8" not in problem.message  # YAML 1.1 reads 010 as octal


def test_an_alias_bomb_is_refused_at_every_alias(tmp_path: Path) -> None:
    layers = ["a0: &a0 [غرس, غرس]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    found = faults(write(tmp_path, "\n".join(layers) + "\n"))
    assert {problem.line for problem in found} == set(range(2, 41))
    assert all("alias" in problem.message and problem.remedy == "write the value out" for problem in found)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(10_000_001)
    (problem,) = faults(path)
    assert "over the limit of 10,000,000 bytes" in problem.message
    assert problem.remedy == "split the codebook"


def test_a_missing_file(tmp_path: Path) -> None:
    (problem,) = faults(tmp_path / "none.yaml")
    assert "No such file" in problem.message
    assert "name a codebook file" in problem.remedy


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("actions:", encoding="utf-8")
    (problem,) = faults(tmp_path)
    assert problem.message == "holds no YAML files"
    assert "name a codebook file" in problem.remedy


def test_control_characters(tmp_path: Path) -> None:
    (problem,) = faults(write(tmp_path, "actions:\n  - id: a\x00\n"))
    assert "is not YAML" in problem.message
    assert problem.remedy


def test_all_faults_of_all_files_are_told_at_once() -> None:
    found = [(Path(p.path).name, p.line, p.column) for p in faults(DATA / "faulty")]
    assert found == [
        ("actions.yaml", 6, 5),  # unknown key
        ("actions.yaml", 9, 5),  # unknown CAMEO code
        ("actions.yaml", 10, 5),  # unknown ACLED type
        ("actions.yaml", 11, 5),  # missing code
        ("actors.yaml", 5, 5),  # duplicate key
        ("syntax.yaml", 4, 7),  # not YAML
    ]


def test_a_value_that_cannot_be_read_hides_no_other_fault(tmp_path: Path) -> None:
    content = "actors:\n  - {id: x, names: {ar: [غرس]}, code: SYR, from: 2020-13-01}\n  - {id: y, code: SYR}\n"
    assert [problem.line for problem in faults(write(tmp_path, content))] == [2, 3]


def test_an_id_may_stand_once_in_all_files_of_an_overlay(tmp_path: Path) -> None:
    write(tmp_path, ACTION, "one.yaml")
    write(tmp_path, "# the same id\n" + ACTION, "two.yml")
    (problem,) = faults(tmp_path)
    assert (Path(problem.path).name, problem.line) == ("two.yml", 3)
    assert "one.yaml:2" in problem.message


def test_each_fault_is_one_line_of_the_error(tmp_path: Path) -> None:
    path = write(tmp_path, ACTION + "    sorce: subject\n    targt: object\n")
    with pytest.raises(CodebookError) as caught:
        load_codebook([str(path)])
    lines = str(caught.value).splitlines()
    assert lines == [str(problem) for problem in caught.value.problems]
    assert [line.startswith(f"{path}:{n}:5: ") for n, line in enumerate(lines, 5)] == [True, True]


@pytest.mark.parametrize(
    "content",
    [
        ACTION.replace("[غرس]", "['']"),
        ACTION + "    nouns: [' ']\n",
        "actors:\n  - {id: x, names: {ar: ['']}, code: SYR}\n",
        "agents:\n  - {id: x, role: MIL, nouns: ['']}\n",
    ],
)
def test_an_empty_word_is_a_fault(content: str, tmp_path: Path) -> None:
    with pytest.raises(CodebookError):
        load_codebook([str(write(tmp_path, content))])


@pytest.mark.parametrize(
    "content",
    [
        "countries:\n  - {id: QQQ, names: [غرس]}\n",
        "places:\n  - {id: x, names: [غرس], country: QQQ}\n",
        "agents:\n  - {id: x, role: QQQ, nouns: [غرس]}\n",
        "agents:\n  - {id: x, role: MIL, nouns: [غرس], acled: Rebels}\n",
        "actors:\n  - {id: x, names: {ar: [غرس]}, code: SYRREB, acled: {name: X, type: Rebels}}\n",
        ACTION + "    target: [objct]\n",
        ACTION + "    unless: {wrds: [x]}\n",
        "language: fr\n" + ACTION,
    ],
    ids=["country", "country of a place", "role", "agent's ACLED type", "ACLED type", "slot", "condition", "language"],
)
def test_names_of_other_things_are_checked_too(content: str, tmp_path: Path) -> None:
    with pytest.raises(CodebookError):
        load_codebook([str(write(tmp_path, content))])


def test_a_codebook_cannot_run_code(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    path = write(tmp_path, f"actions:\n  - id: !!python/object/apply:os.mkdir [{mark}]\n")
    assert faults(path)
    assert not mark.exists()


def test_words_may_be_written_with_and_without_brackets(tmp_path: Path) -> None:
    book = load_codebook([str(write(tmp_path, ACTION.replace("[غرس]", "غرس")))])
    assert book.rules["a"].entry.verbs == ("غرس",)


def test_codebooks_do_not_depend_on_the_locale(tmp_path: Path) -> None:
    path = write(tmp_path, ACTION)
    script = "import sys; from coder.codebook import load_codebook; print(len(load_codebook([sys.argv[1]]).rules))"
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", script, str(path)],
        cwd=root,
        env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50


# Overlays, in what they change of the rows

TEXT = "قصفت طائرات حربية روسية مواقع للمعارضة السورية في ريف إدلب. غرست قوات الجيش السوري أشجارا في دمشق."


@pytest.fixture(scope="module")
def coder(book: Codebook) -> Coder:
    return Coder(book)


def events(coder: Coder, *overlays: Path) -> list[Event]:
    """The rows of TEXT under the shipped codebook and overlays."""
    coder.codebook = load_codebook([str(path) for path in overlays])
    ((_, found),) = coder.code([Article(id="x", text=TEXT)])
    return found


def codes(coder: Coder, *overlays: Path) -> list[tuple[str, str]]:
    return [(event.rule, event.cameo) for event in events(coder, *overlays)]


def test_the_shipped_codebook_codes_the_bombing_only(coder: Coder) -> None:
    assert codes(coder) == [("bombard", "195")]
    (event,) = events(coder)
    assert event.source is not None
    assert (event.source.code, event.polarity, event.modality) == ("RUSMIL", "affirmed", "real")
    assert event.acled is not None
    assert event.acled.sub_event_type == "Air/drone strike"


def test_the_same_id_replaces(coder: Coder, tmp_path: Path) -> None:
    path = write(tmp_path, 'actions:\n  - {id: bombard, cameo: "1951", verbs: [قصف]}\n')
    assert codes(coder, path) == [("bombard", "1951")]
    rule = coder.codebook.rules["bombard"]
    assert (rule.origin.file, rule.origin.line) == (str(path), 2)
    assert rule.cases == ()


def test_a_new_id_adds(coder: Coder, tmp_path: Path) -> None:
    path = write(tmp_path, 'actions:\n  - {id: plant-trees, cameo: "017", verbs: [غرس]}\n')
    assert codes(coder, path) == [("bombard", "195"), ("plant-trees", "017")]


def test_disable_removes(coder: Coder, tmp_path: Path) -> None:
    assert codes(coder, write(tmp_path, "disable: {actions: [bombard]}\n")) == []
    assert "bombard" not in coder.codebook.rules


def test_overlays_are_laid_in_order(coder: Coder, tmp_path: Path) -> None:
    first = write(tmp_path, 'actions:\n  - {id: plant-trees, cameo: "017", verbs: [غرس]}\n', "1.yaml")
    second = write(tmp_path, 'actions:\n  - {id: plant-trees, cameo: "070", verbs: [غرس]}\n', "2.yaml")
    third = write(tmp_path, "disable: {actions: plant-trees}\n", "3.yaml")
    assert codes(coder, first, second)[1:] == [("plant-trees", "070")]
    assert codes(coder, second, first)[1:] == [("plant-trees", "017")]
    assert codes(coder, first, third)[1:] == []


def test_a_new_actor_is_known(coder: Coder, tmp_path: Path) -> None:
    content = "actors:\n  - {id: planes, code: QATMIL, names: {ar: [طائرات حربية روسية], en: [Our planes]}}\n"
    (event,) = events(coder, write(tmp_path, content))
    assert event.source is not None
    assert (event.source.code, event.source.name) == ("QATMIL", "Our planes")
    assert event.source.entry.startswith("planes (")


def test_a_folder_is_an_overlay(coder: Coder) -> None:
    assert codes(coder, DATA / "overlay") == [("plant-trees", "017")]


# Extending

EXTEND = """
extend:
  actions:
    - id: bombard
      verbs: غرس
      tags: [planted]
      refine:
        - if: {subject: ضباط}
          cameo: "1951"
  countries:
    - id: SYR
      names: [بلاد الياسمين]
"""


def test_extend_adds_to_lists_and_keeps_the_rest(coder: Coder, book: Codebook, tmp_path: Path) -> None:
    path = write(tmp_path, EXTEND)
    assert codes(coder, path) == [("bombard", "195"), ("bombard", "190")]
    entry, before = coder.codebook.rules["bombard"].entry, book.rules["bombard"].entry
    assert entry.verbs == (*before.verbs, "غرس")
    assert entry.nouns == before.nouns
    assert all("planted" in event.tags for event in events(coder, path))


def test_a_part_that_was_added_knows_its_own_file(tmp_path: Path, book: Codebook) -> None:
    path = write(tmp_path, EXTEND)
    entries = read_entries([str(path)])
    rule = load_codebook([str(path)]).rules["bombard"]
    assert rule.origin.file == "codebooks/ar/actions/bombardment.yaml"
    assert (rule.cases[-1].origin.file, rule.cases[-1].origin.line) == (str(path), 8)
    assert rule.cases[0].origin.file == rule.origin.file
    added = entries.at("actions", "bombard", "verbs", len(book.rules["bombard"].entry.verbs))
    assert (added.file, added.line) == (str(path), 5)
    assert entries.at("countries", "SYR", "names", 0).file == "codebooks/ar/countries.yaml"


def test_extend_replaces_single_values_and_merges_mappings(tmp_path: Path) -> None:
    entry = "{id: jaysh-al-islam, code: SYRMIL, names: {fr: [Armée], ar: جيشنا}, acled: {name: X}}"
    content = f"extend:\n  actors:\n    - {entry}\n"
    (before,) = (e for e, _ in read_entries().of("actors") if e.id == "jaysh-al-islam")
    (after,) = (e for e, _ in read_entries([str(write(tmp_path, content))]).of("actors") if e.id == "jaysh-al-islam")
    assert after.code == "SYRMIL"
    assert after.names == {**before.names, "ar": (*before.names["ar"], "جيشنا"), "fr": ("Armée",)}
    assert (after.acled.name, after.acled.type) == ("X", before.acled.type)


def test_what_an_earlier_overlay_defines_can_be_extended(coder: Coder, tmp_path: Path) -> None:
    first = write(tmp_path, 'actions:\n  - {id: plant-trees, cameo: "017", verbs: [زرع]}\n', "1.yaml")
    second = write(tmp_path, "extend:\n  actions:\n    - {id: plant-trees, verbs: [غرس]}\n", "2.yaml")
    assert codes(coder, first, second)[1:] == [("plant-trees", "017")]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("extend:\n  actions:\n    - {id: bombrd, verbs: [غرس]}\n", 3, "no 'bombrd' in actions"),
        ("extend:\n  action:\n    - {id: bombard}\n", 2, "unknown key 'action'"),
        ("extend: [bombard]\n", 1, "must name sections"),
        ("extend:\n  actions:\n    - {id: bombard, comeo: '1'}\n", 3, "unknown key 'comeo'"),
        ("extend:\n  actions:\n    - id: bombard\n      cameo: '1999'\n", 4, "unknown CAMEO code '1999'"),
    ],
)
def test_faults_of_extend_are_told_where_they_stand(content: str, line: int, message: str, tmp_path: Path) -> None:
    (problem,) = faults(write(tmp_path, content))
    assert problem.line == line
    assert message in problem.message


# The cache of the compiled codebook


def test_a_changed_file_is_read_again(coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAQAI_CACHE", str(tmp_path / "cache"))
    path = write(tmp_path, 'actions:\n  - {id: plant-trees, cameo: "017", verbs: [غرس]}\n')
    assert codes(coder, path)[1:] == [("plant-trees", "017")]
    assert codes(coder, path)[1:] == [("plant-trees", "017")]
    write(tmp_path, 'actions:\n  - {id: plant-trees, cameo: "070", verbs: [غرس]}\n')
    assert codes(coder, path)[1:] == [("plant-trees", "070")]
    assert len(list((tmp_path / "cache").glob("codebook-*.pickle"))) == 2


def test_a_damaged_cache_costs_only_time(coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAQAI_CACHE", str(tmp_path))
    expected = codes(coder)
    (kept,) = tmp_path.glob("codebook-*.pickle")
    for damage in (b"", b"not a pickle", kept.read_bytes()[:1000]):
        kept.write_bytes(damage)
        assert codes(coder) == expected


def test_a_cache_that_cannot_be_written_is_done_without(
    coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAQAI_CACHE", str(write(tmp_path, "a file, no folder", "cache")))
    assert codes(coder) == [("bombard", "195")]
    monkeypatch.setenv("WAQAI_CACHE", "off")
    assert codes(coder) == [("bombard", "195")]


def test_a_codebook_may_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(ACTION,), kwargs={"encoding": "utf-8"})
    writer.start()
    assert "a" in load_codebook([str(pipe)]).rules
    writer.join()


# What ships

MIDDLE_EAST = [
    "ARE",
    "BHR",
    "CYP",
    "DZA",
    "EGY",
    "IRN",
    "IRQ",
    "ISR",
    "JOR",
    "KWT",
    "LBN",
    "LBY",
    "MAR",
    "MRT",
    "OMN",
    "PSE",
    "QAT",
    "SAU",
    "SDN",
    "SYR",
    "TUN",
    "TUR",
    "YEM",
]


def test_every_country_has_an_arabic_name(book: Codebook) -> None:
    named = {name.id for names in book.names.values() for name in names if name.kind == "country"}
    assert {country.alpha_3 for country in pycountry.countries} - named == set()


def test_countries_of_the_region_have_adjectives_and_capitals(book: Codebook) -> None:
    kinds = {(name.kind, name.id) for names in book.names.values() for name in names}
    assert [code for code in MIDDLE_EAST if ("adjective", code) not in kinds] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("زار الوزير فرنسا.", "FRA"),
        ("قصف الطيران السوري البلدة.", "SYR"),
        ("وصل الوفد إلى المملكة العربية السعودية.", "SAU"),
        ("اتهمت إيران الولايات المتحدة بالتصعيد.", "USA"),
        ("انتشر جنود أتراك في المدينة.", "TUR"),
    ],
)
def test_countries_are_found_in_text(text: str, code: str, book: Codebook, parse) -> None:
    (sentence,) = parse(text).sentences
    found = {m.name.id for m in Mentions(sentence, book).found if m.name and m.name.kind in ("country", "adjective")}
    assert code in found


def test_every_rule_knows_where_it_stands(book: Codebook) -> None:
    for rule in book.rules.values():
        assert rule.origin.file.startswith("codebooks/ar/")
        assert rule.origin.line > 1


def test_actors_of_the_codebook_have_whole_codes() -> None:
    actors = [entry for entry, _ in read_entries().of("actors")]
    assert len(actors) > 100
    for actor in actors:
        assert isinstance(actor, ActorEntry)
        for code in (actor.code, *(role.code for role in actor.roles)):
            assert len(code) % 3 == 0, actor.id
