"""Stage 6: what an article tells twice has one row, which knows what both know; two events have two."""

import datetime as dt
from dataclasses import replace

import pytest
from events import CIVILIANS, EVENT, RUSSIA, event

from coder.annotate import Document
from coder.code import Attempt, CodedSentence, code_document
from coder.event import AcledType, Count, Place, When
from coder.ground import ground
from coder.once import _joined, _Told, facts_of, once
from coder.same import contradiction
from coder.tabulate import SCHEMAS

CLASH = AcledType("Political violence", "Battles", "Armed clash")
UNDATED = When(dt.date(2016, 12, 8), dt.date(2016, 12, 8), 1, found="article")


def told(*events):
    """The events that stay of some, each of a sentence of its own unless it says otherwise."""
    placed = [e if e.sentence_index != 3 else replace(e, sentence_index=n) for n, e in enumerate(events)]
    return [one.event for one in _joined([_Told(e, facts_of(e), [e]) for e in placed])]


HEADLINE = event(place=None, target=None, when=UNDATED, fatalities=None, injuries=None, start=0)
BODY = event(start=100)


@pytest.mark.parametrize("order", [(HEADLINE, BODY), (BODY, HEADLINE)])
def test_the_row_that_knows_most_stays(order):
    (kept,) = told(*order)
    assert (kept.start, kept.place, kept.target, kept.mentions) == (100, EVENT.place, CIVILIANS, 2)


def test_it_takes_what_it_does_not_know_from_the_other():
    headline = replace(HEADLINE, fatalities=Count(3, None, "ثلاثة على الأقل"), target=CIVILIANS, tags=("night",))
    body = replace(BODY, fatalities=None, tags=("drone",), when=EVENT.when)
    (kept,) = told(headline, replace(body, injuries=None))
    assert (kept.fatalities, kept.when, kept.tags) == (headline.fatalities, EVENT.when, ("drone", "night"))


def test_a_named_actor_and_a_village_go_before_a_nation_and_a_province():
    province = Place("ريف حلب", "Aleppo Gov", "SYR", "Aleppo", precision=3)
    nation = replace(RUSSIA, code="RUS", name="Russia", entry="RUS (x.yaml:1)", role="")
    (kept,) = told(replace(HEADLINE, source=nation, place=EVENT.place), replace(BODY, place=province))
    assert (kept.start, kept.place, kept.source) == (100, EVENT.place, RUSSIA)


@pytest.mark.parametrize(
    "changes",
    [
        {"place": Place("إدلب", "Idlib", "SYR", "Idleb", latitude=35.93, longitude=36.63, precision=1)},
        {"when": When(dt.date(2016, 12, 6), dt.date(2016, 12, 6), 1, "أول أمس", "frame")},
        {"source": replace(RUSSIA, code="SYRMIL", country="SYR")},
        {"target": replace(CIVILIANS, code="SYRREB", name="rebels")},
        {"fatalities": Count(4, 4, "أربعة")},
        {"injuries": Count(13, None, "13 على الأقل")},
        {"cameo": "194"},
        {"acled": CLASH},
        {"modality": "background"},
        {"cameo": "1951"},  # the row that knows most would tell less of what was done
        {"sentence_index": 0},  # of one sentence
    ],
)
def test_rows_that_contradict_each_other_stay_apart(changes):
    other = replace(HEADLINE, start=200, **changes)
    assert len(told(replace(BODY, sentence_index=0), other)) == 2


def test_rows_that_share_neither_side_nor_place_stay_apart():
    assert len(told(BODY, replace(HEADLINE, source=None))) == 2


def test_one_shared_field_is_only_enough_for_the_headline():
    one, other = (replace(BODY, sentence_index=n, start=n, place=None, target=None) for n in (4, 7))
    other = replace(other, fatalities=None, injuries=None)
    assert len(told(one, other)) == 2
    assert len(told(one, replace(other, sentence_index=0))) == 1
    assert len(told(one, replace(other, fatalities=EVENT.fatalities))) == 1


def test_of_several_the_nearest_tells_the_same():
    rows = [replace(HEADLINE, sentence_index=0), *(replace(BODY, sentence_index=n, start=n) for n in (9, 2))]
    rows[1] = replace(rows[1], fatalities=Count(9, 9, "تسعة"))
    assert {e.sentence_index: e.mentions for e in told(*rows)} == {2: 2, 9: 1}


def test_no_row_is_joined_to_two_that_contradict_each_other():
    elsewhere = Place("إدلب", "Idlib", "SYR", "Idleb", latitude=35.93, longitude=36.63, precision=1)
    kept = told(HEADLINE, BODY, replace(BODY, place=elsewhere, start=200))
    assert sorted(e.mentions for e in kept) == [1, 2]
    assert contradiction(*(facts_of(e) for e in kept)) == "place"


# Real articles


@pytest.fixture(scope="module")
def coded(parse, book):
    def code(text: str) -> tuple[Document, list[CodedSentence]]:
        document = parse(text)
        return document, ground(document, code_document(document, book))

    return code


SHELLING = """غارة إسرائيلية على بلدة الخيام

أغار الطيران الحربي الإسرائيلي على بلدة الخيام، وهرعت سيارات الإسعاف إلى المكان.

وفي حادث آخر قصف الجيش السوري بلدة دارة عزة.
"""


def test_an_article_gives_each_event_once_and_says_which_row_tells_it(coded):
    _, sentences = coded(SHELLING)
    kept = once(sentences)
    before, after = ([e for s in told_by for e in s.events] for told_by in (sentences, kept))
    assert [e.cameo for e in before] == ["195", "195", "190"]
    assert [(e.sentence_index, e.source.code, e.mentions) for e in after] == [(1, "ISRMIL", 2), (2, "SYRMIL", 1)]
    (silent,) = [a for s in kept for a in s.attempts if a.stage == "told elsewhere" and "sentence" in a.reason]
    assert silent.reason == "told again in sentence 1 by «أغار», whose row knows more (kept with --keep repeated)"
    assert len(list(SCHEMAS["acled"].rows(after))) == 2


def test_sentences_that_repeat_nothing_are_as_they_were(coded):
    _, sentences = coded("قصف الطيران الروسي بلدة دارة عزة. تظاهر العمال في تونس.")
    assert once(sentences) == sentences


def test_attempts_of_other_sentences_are_untouched(coded):
    _, sentences = coded(SHELLING)

    def others(found: list[CodedSentence]) -> list[Attempt]:
        return [a for s in found for a in s.attempts if not a.events and "told again" not in a.reason]

    assert others(once(sentences)) == others(sentences)
