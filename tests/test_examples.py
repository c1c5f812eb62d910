"""The examples that stand beside the rules of the shipped codebook, through the real models.

Those that are known to fail say so themselves (``fails: reason``); one that begins to pass must lose that line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from events import EVENT

from coder.codebook import Codebook
from coder.codebook.examples import Trial, cases, describes, difference, paired, problem, report, run
from coder.codebook.load import Entries, read_entries
from coder.codebook.model import ExampleEvent
from coder.errors import CodebookError

__all__ = ["difference"]  # for the tests of the documents


@pytest.fixture(scope="module")
def entries() -> Entries:
    """The shipped codebook, as it is written."""
    return read_entries()


@pytest.fixture(scope="module")
def trials(entries: Entries, book: Codebook) -> list[Trial]:
    """What comes of all examples at once."""
    return list(run(cases(entries), book))


def test_examples_pass_except_those_that_say_they_fail(trials: list[Trial]) -> None:
    told = [str(found) for trial in trials if (found := problem(trial)) is not None]
    assert not told, "\n".join(told)
    assert len(trials) >= 250


def test_known_failures_are_few_and_say_why(trials: list[Trial]) -> None:
    known = [trial.case for trial in trials if trial.known]
    assert len(known) <= len(trials) / 20
    assert [case.name for case in known if not case.example.fails.startswith(("parse", "engine", "codebook"))] == []


def test_every_rule_has_an_example(book: Codebook) -> None:
    assert [rule.id for rule in book.rules.values() if not rule.examples] == []


def test_examples_cover_every_cameo_root(book: Codebook) -> None:
    roots = Counter(e.cameo[:2] for r in book.rules.values() for x in r.examples for e in x.events if e.cameo)
    assert set(roots) == {f"{n:02d}" for n in range(1, 21)}


# Comparing


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({}, True),
        ({"source": "RUSMIL", "target": "SYRCVL", "cameo": "195"}, True),
        ({"source": "RUS"}, False),
        ({"target": ""}, False),
        ({"acled": "Air/drone strike", "place": "دارة عزة", "tags": ["drone"]}, True),
        ({"tags": ["drone", "army"]}, False),
        ({"acled": ""}, False),
    ],
)
def test_what_an_example_leaves_out_is_not_compared(wanted: dict[str, object], holds: bool) -> None:
    assert describes(ExampleEvent.model_validate(wanted), EVENT) == holds


def test_an_empty_code_wants_a_side_that_nobody_fills() -> None:
    assert describes(ExampleEvent(target=""), replace(EVENT, target=None))


def test_each_row_stands_for_one_expected_row() -> None:
    wanted = ExampleEvent(cameo="195")
    other = replace(EVENT, cameo="190", source=None)
    assert list(paired([wanted, wanted], [EVENT, other])) == [(wanted, EVENT), (wanted, None), (None, other)]
    assert difference([wanted, wanted], [EVENT, other]) == "lacks * 195 *; has - 190 SYRCVL"
    assert difference([wanted], [EVENT]) == ""


def test_examples_are_chosen_by_id(entries: Entries) -> None:
    chosen = cases(entries, ["bombard", "demand"])
    assert {case.id for case in chosen} == {"bombard", "demand"}
    assert [case.number for case in chosen if case.id == "bombard"][:2] == [1, 2]
    assert cases(entries, own=True) == []
    with pytest.raises(CodebookError, match="did you mean 'bombard'"):
        cases(entries, ["bombrd"])


def test_a_difference_can_be_read(entries: Entries, book: Codebook) -> None:
    (case,) = [case for case in cases(entries, ["bombard"]) if case.number == 1]
    wrong = case.example.model_copy(update={"events": (ExampleEvent(source="SYRMIL", cameo="190"),)})
    (trial,) = run([replace(case, example=wrong)], book)
    assert not trial.passed
    head, text, columns, *rows = report(trial)
    assert head == f"{case.origin}:{case.origin.column}: example 1 of 'bombard'"
    assert text.strip() == case.example.text
    assert columns.split() == ["expected", "got"]
    assert rows[0].split()[:4] == ["-", "SYRMIL", "190", "*"]
    assert any(row.split()[0] == "+" and "bombard «" in row for row in rows)
