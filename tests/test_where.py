"""Where events took place: a table of expressions in context, and what explains a choice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from places import Case, cases, faults

from coder.annotate import Annotator
from coder.code import code_document
from coder.codebook import Codebook
from coder.event import Event
from coder.ground import ground
from coder.read import Article

CASES = cases()
Coded = Callable[[str], list[Event]]


@pytest.fixture(scope="module")
def events(annotator: Annotator, book: Codebook) -> dict[str, list[Event]]:
    """The events of the last sentence that has any, for each text of the table."""
    articles = [Article(id=str(n), text=case.text) for n, case in enumerate(CASES)]
    found = {}
    for case, document in zip(CASES, annotator.annotate(articles), strict=True):
        sentences = ground(document, code_document(document, book))
        found[case.text] = next((s.events for s in reversed(sentences) if s.events), [])
    return found


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 300
    assert sum(1 for case in CASES if case.fails) <= 0.05 * len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text[:60])
def test_place(case: Case, events: dict[str, list[Event]], request: pytest.FixtureRequest) -> None:
    if case.fails:
        request.applymarker(pytest.mark.xfail(strict=True, reason=case.fails))
    assert not faults(case, [event.place for event in events[case.text]])


def test_an_act_told_without_a_place_is_in_the_division_that_the_article_is_about(
    annotator: Annotator, book: Codebook
) -> None:
    text = (
        "اندلعت معارك في منطقة الحوبان بين الحوثيين والمقاومة. وقصف الحوثيون جبل صبر. وقتل الحوثيون طفلا في مدينة تعز. "
        "من جهة أخرى، قتل الحوثيون ثلاثة مدنيين."
    )
    (document,) = annotator.annotate([Article(id="a", text=text)])
    (place,) = {event.place for event in ground(document, code_document(document, book))[-1].events}
    assert place is not None
    assert (place.country, place.admin1, place.precision, place.found) == ("YEM", "Taizz", 3, "article")
    assert place.candidates == ("the division of the article",)
