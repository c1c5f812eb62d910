"""The checks of a codebook, on codebooks that are broken on purpose.

In ``data/broken`` what must be found stands at its line, behind ``#!``: severity and kind. Nothing else may be found:
the files hold near misses too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coder.codebook.check import ERRORS, WARNINGS, check, errors, warnings
from coder.codebook.load import Entries, merge_entries, read_entries
from coder.errors import CodebookError, Problem

BROKEN = sorted((Path(__file__).parent / "data" / "broken").glob("*.yaml"))
EXPECTED = re.compile(r"#! (error|warning) ([a-z-]+)")


@pytest.fixture(scope="module")
def shipped() -> Entries:
    """The shipped entries; they are whole, or this fails."""
    return read_entries()


def problems(path: Path) -> list[Problem]:
    """What is found in an overlay."""
    found = check(merge_entries([str(path)]))
    for problem in found:
        assert "\n" not in str(problem)
        assert problem.kind
    return [problem for problem in found if problem.path == str(path)]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_fault_is_named_at_its_line(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [(n, *found) for n, line in enumerate(lines, 1) for found in EXPECTED.findall(line)]
    assert expected
    found = problems(path)
    assert sorted({(p.line, p.severity, p.kind) for p in found}) == sorted(expected)
    assert [p for p in found if not p.remedy and p.kind != "bad-value"] == []


def test_every_check_finds_something_in_the_broken_files() -> None:
    told = {kind for path in BROKEN for _, kind in EXPECTED.findall(path.read_text(encoding="utf-8"))}
    assert len(BROKEN) >= 20
    assert told >= {
        "unknown-code",
        "unknown-country",
        "unknown-actor-code",
        "unknown-role",
        "unknown-actor-type",
        "unknown-slot",
        "unknown-condition",
        "unknown-key",
        "unknown-id",
        "unknown-language",
        "unknown-preposition",
        "name-claimed-twice",
        "shadowed",
        "dead-slot",
        "dead-condition",
        "contradiction",
        "unreachable-refine",
        "unreachable-role",
        "overlapping-dates",
        "ends-before-it-begins",
        "missing-example",
        "foreign-example",
        "discards-trigger",
        "repeated-word",
        "foreign-script",
        "hidden-character",
        "comma-in-word",
        "id-style",
        "no-words",
        "bad-yaml",
        "bad-value",
        "duplicate-key",
        "duplicate-id",
        "form",
        "missing-key",
    }


def test_the_shipped_codebook_has_no_fault(shipped: Entries) -> None:
    assert [str(problem) for problem in check(shipped)] == []


def test_errors_stop_coding_and_warnings_do_not() -> None:
    (codes,) = [path for path in BROKEN if path.stem == "unknown-codes"]
    with pytest.raises(CodebookError) as caught:
        read_entries([str(codes)])
    assert list(caught.value.problems) == errors(merge_entries([str(codes)]))
    (shadowed,) = [path for path in BROKEN if path.stem == "shadowed"]
    entries = read_entries([str(shadowed)])
    assert errors(entries) == []
    assert {problem.severity for problem in warnings(entries)} == {"warning"}


def test_problems_come_by_file_and_line(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml"):
        (tmp_path / name).write_text(BROKEN[0].read_text(encoding="utf-8").replace("guards", name[0]), encoding="utf-8")
    found = check(merge_entries([str(tmp_path / "b.yaml"), str(tmp_path / "a.yaml")]))
    places = [(p.path, p.line, p.column) for p in found if p.path.startswith(str(tmp_path))]
    assert places == sorted(places, key=lambda p: (p[0].endswith("a.yaml"), *p[1:]))
    assert {Path(path).name for path, _, _ in places} == {"a.yaml", "b.yaml"}


def test_no_check_is_listed_twice() -> None:
    checks = [*ERRORS, *WARNINGS]
    assert len(set(checks)) == len(checks)


def test_a_fault_of_one_entry_is_not_blamed_on_those_that_name_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "classes:\n  - {id: water-works, word: [بئر]}\n"
        "discards:\n  - {id: b, words: [water-works], examples: [{text: ردم, events: []}]}\n"
        'actions:\n  - {id: a, cameo: "1712", verbs: [ردم], if: {words: water-works}, '
        "examples: [{text: ردم, events: []}]}\n",
        encoding="utf-8",
    )
    assert {(p.line, p.kind) for p in problems(path)} == {(2, "unknown-key"), (2, "missing-key")}


def test_an_overlay_may_go_over_a_shipped_rule(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        'actions:\n  - {id: ours, cameo: "190", verbs: [قصف], require: none, examples: [{text: قصف, events: []}]}\n',
        encoding="utf-8",
    )
    assert check(merge_entries([str(path)])) == check(merge_entries())


# What no text file holds


def nine_megabytes_of_aliases() -> bytes:
    return b"a: &a [x]\nb: [" + b"*a, " * 2_250_000 + b"]\n"


GENERATED: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 0, ""),
    "only a comment": ("# آبار\n".encode(), 0, ""),
    "invalid UTF-8": (b"classes:\n  - id: a\n    words: [\xff]\n", 3, "unreadable"),
    "Windows-1256": ("classes:\n  - id: a\n    words: [بئر]\n".encode("cp1256"), 3, "unreadable"),
    "UTF-16": ("classes:\n  - id: a\n    words: [بئر]\n".encode("utf-16"), 1, "unreadable"),
    "NUL bytes": (b"classes:\n  - id: a\x00\n    words: [x]\n", 2, "bad-yaml"),
    "binary": (bytes(range(256)) * 40, 2, "unreadable"),
    "50 MB": (b"# no end\n" * 5_600_000, 0, "unreadable"),
    "far too deep": (b"classes:\n  " + b"[" * 200_000, 2, "bad-yaml"),
    "deep mappings": (b"classes: " + b"{a: " * 200_000, 1, "bad-yaml"),
    "millions of aliases": (nine_megabytes_of_aliases(), 2, "bad-yaml"),
    "two documents": (b"classes: []\n---\nclasses: []\n", 2, "bad-yaml"),
    "an end too soon": ("classes:\n  - {id: a, words: [بئر]}\nleft".encode(), 3, "bad-yaml"),
    "a tag that does not fit": ("classes:\n  - {id: a, words: !!timestamp بئر}\n".encode(), 2, "bad-value"),
    "a letter cut in two": (b"classes:\n  - id: a\n    words: [\xd8]\n", 3, "unreadable"),
}


@pytest.mark.parametrize("name", GENERATED)
def test_a_file_that_is_no_codebook(name: str, tmp_path: Path) -> None:
    content, line, kind = GENERATED[name]
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    found = problems(path)
    assert {(p.line, p.severity, p.kind) for p in found} == ({(line, "error", kind)} if kind else set())
    assert len(found) <= 100


@pytest.mark.parametrize(
    "make",
    [Path.mkdir, lambda path: path.symlink_to(path), lambda path: path.symlink_to("nowhere"), lambda path: None],
    ids=["folder", "link to itself", "link to nothing", "nothing"],
)
def test_a_path_that_is_no_file(make: Callable[[Path], object], tmp_path: Path) -> None:
    make(tmp_path / "mine.yaml")
    try:
        found = problems(tmp_path / "mine.yaml")
    except CodebookError as fault:
        found = list(fault.problems)
    (problem,) = found
    assert problem.path == str(tmp_path / "mine.yaml")
    assert "holds no YAML files" in problem.message or "cannot be read" in problem.message


TEXTS = [path.read_text(encoding="utf-8") for path in BROKEN]
TOKENS = [
    "null",
    "[]",
    "{}",
    "''",
    "1",
    "2020-01-01",
    "[[]]",
    "{1: 2}",
    "!!binary aGk=",
    "&x y",
    "*x",
    "? [a]",
    "|\n",
    "\0",
]


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],  # a smaller fault is not worth minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_change_of_a_codebook_crashes_the_check(data: st.DataObject, tmp_path: Path) -> None:
    parts = re.split(r"(\s+|[\[\]{},:])", data.draw(st.sampled_from(TEXTS)))
    for _ in range(data.draw(st.integers(1, 4))):
        parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(st.sampled_from([*TOKENS, *parts]))
    path = tmp_path / "mine.yaml"
    path.write_text("".join(parts), encoding="utf-8")
    lines = "".join(parts).count("\n") + 1
    assert all(0 <= problem.line <= lines for problem in problems(path))


def test_a_rule_that_a_shipped_discard_names_may_be_disabled(tmp_path: Path) -> None:
    shipped = read_entries()
    named = sorted({rule for item in shipped.items("discards") for rule in item.entry.actions})
    assert named
    path = tmp_path / "mine.yaml"
    rules = [rule for rule in named if rule in shipped.sections["actions"]]
    path.write_text(f"language: ar\ndisable: {{actions: [{', '.join(rules)}]}}\n", encoding="utf-8")
    assert [p for p in problems(path) if p.severity == "error"] == []
