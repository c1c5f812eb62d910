"""When events took place: expressions of time, the acts that they belong to, and what is still to come."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from commands import ROOT, waqai
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.code import CodedSentence, code_document
from coder.errors import CodebookError
from coder.ground import ground
from coder.languages import times
from coder.read import Article
from coder.times import Time, find_times

DATA = ROOT / "tests" / "data"
THURSDAY = dt.date(2016, 12, 8)


def table(name: str) -> list[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


EXPRESSIONS = table("dates.tsv")
ATTACHED = table("when.tsv")


def marked(row: dict[str, str]) -> tuple[str, tuple[int, int] | None]:
    """The sentence without braces, and where the expression stands in it."""
    sentence = row["sentence"]
    if "{" not in sentence:
        return sentence, None
    before, inside, after = sentence.replace("}", "{").split("{")
    return before + inside + after, (len(before), len(before + inside))


def told(time: Time) -> tuple[str, str, str]:
    return str(time.first), str(time.last), str(time.precision)


def passes(row: dict[str, str]) -> bool:
    """Whether the expression, and it alone where it stands, gives the days; without one, that there is no time."""
    text, place = marked(row)
    found = find_times(text, dt.date.fromisoformat(row["published"]))
    if place is None:
        return not found
    here = [told(time) for time in found if time.start < place[1] and time.end > place[0]]
    return here == [(row["start"], row["end"], row["precision"])]


# --- expressions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row, id=str(n), marks=[pytest.mark.xfail(reason=row["fails"], strict=True)] if row["fails"] else []
        )
        for n, row in enumerate(EXPRESSIONS)
    ],
)
def test_an_expression_gives_its_days(row: dict[str, str]) -> None:
    assert passes(row), row


def test_nineteen_of_twenty_expressions_are_read() -> None:
    assert len(EXPRESSIONS) >= 300
    assert sum(map(passes, EXPRESSIONS)) >= 0.95 * len(EXPRESSIONS)


def test_offsets_count_in_the_text_as_written() -> None:
    text = "قَصَفَتِ  الطَّائراتُ\u200f البلدةَ يَوْمَ الأَحَدِ، ثم انسحبت الـ٣ فرق."
    (time,) = find_times(text, THURSDAY)
    assert text[time.start : time.end] == "يَوْمَ الأَحَد"
    assert time.first == dt.date(2016, 12, 4)


@pytest.mark.parametrize(
    "text", ["أمس", "الأحد", "في 3 أيار", "الشهر الماضي", "قبل أسبوع", "منذ الأحد", "في اليوم التالي"]
)
def test_without_publication_only_whole_dates_are_days(text: str) -> None:
    assert find_times(text, None) == ()
    (time,) = find_times(f"{text} 12 آذار 2015", None)
    assert time.last == dt.date(2015, 3, 12)


@pytest.mark.parametrize("text", ["في 30 شباط 2015", "في 45 آذار", "بتاريخ 31/4/2016", "15/13/2016"])
def test_days_that_are_in_no_calendar_are_none(text: str) -> None:
    assert all(time.precision > 1 for time in find_times(text, THURSDAY))


def test_the_day_named_last_before_the_text_is_the_anchor_of_the_next_day() -> None:
    (time,) = find_times("وفي اليوم التالي انسحبوا.", THURSDAY, anchor=dt.date(2016, 11, 30))
    assert time.first == dt.date(2016, 12, 1)


# --- which act --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def code(annotator, book) -> Callable[[list[Article]], list[list[CodedSentence]]]:
    def run(articles: list[Article], keep: frozenset[str] = frozenset()) -> list[list[CodedSentence]]:
        return [ground(d, code_document(d, book, keep), keep) for d in annotator.annotate(articles)]

    return run


@pytest.fixture(scope="module")
def attached(code) -> list[list[CodedSentence]]:
    return code(
        [
            Article(str(n), row["text"], date=dt.date.fromisoformat(row["published"]) if row["published"] else None)
            for n, row in enumerate(ATTACHED)
        ]
    )


@pytest.mark.parametrize("n", range(len(ATTACHED)))
def test_an_event_has_the_date_of_its_own_act(attached, n: int) -> None:
    row = ATTACHED[n]
    attempts = [
        attempt
        for coded in attached[n]
        for attempt in coded.attempts
        if any(row["trigger"] in (word.text, word.token) for word in attempt.match.words)
    ]
    assert attempts
    events = [event for attempt in attempts for event in attempt.events]
    if not row["start"]:
        assert not events
        assert all(attempt.stage for attempt in attempts)
        return
    found = {
        (e.when.start.isoformat(), e.when.end.isoformat(), e.when.found) if e.when else ("none",) * 3 for e in events
    }
    assert found == {(row["start"], row["end"], row["found"])}
    for event in events:
        assert event.when is None or event.when.text in row["text"]


def test_what_is_dated_after_the_article_is_no_event_but_with_keep(code) -> None:
    article = Article("a", "يلتقي الرئيس الروسي الرئيس التركي يوم غد الجمعة في موسكو.", date=THURSDAY)
    ((coded,),) = code([article])
    (attempt,) = (attempt for attempt in coded.attempts if attempt.reason)
    assert not coded.events
    assert (attempt.stage, attempt.reason) == (
        "modality",
        "dated after the article: يوم غد الجمعة (kept with --keep future)",
    )
    ((kept,),) = code([article], frozenset({"future"}))
    assert {(e.modality, e.date) for e in kept.events} == {("future", dt.date(2016, 12, 9))}


def test_explain_shows_the_date_its_words_and_where_it_was_found(tmp_path: Path) -> None:
    path = tmp_path / "2016-12-08.txt"
    path.write_text("قصفت الطائرات الروسية بلدة دارة عزة يوم الأحد.", encoding="utf-8")
    done = waqai("explain", path, "--bidi", "isolate")
    assert done.code == 0
    (line,) = (line for line in done.out.splitlines() if line.split()[:1] == ["date"])
    assert "يوم الأحد" in line
    assert "2016-12-04; told of this act; the day is known" in line


def test_explain_says_why_what_is_to_come_has_no_row(tmp_path: Path) -> None:
    path = tmp_path / "2016-12-08.txt"
    path.write_text("يلتقي الرئيس الروسي الرئيس التركي الأحد المقبل في موسكو.", encoding="utf-8")
    done = waqai("explain", path, "--bidi", "isolate")
    told = " ".join(re.sub("[\u2067\u2069]", "", done.out).split())
    assert "dated after the article: الأحد المقبل" in told


# --- the file of words ------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """What is said of ``time.yaml`` with changes."""
    data = yaml.safe_load((times.CODEBOOKS / "ar" / "time.yaml").read_text(encoding="utf-8"))
    (tmp_path / "ar").mkdir()
    monkeypatch.setattr(times, "CODEBOOKS", tmp_path)

    def fault(**changes: object) -> str:
        path = tmp_path / "ar" / "time.yaml"
        path.write_text(yaml.safe_dump({**data, **changes}, allow_unicode=True), encoding="utf-8")
        times.load_times.cache_clear()
        with pytest.raises(CodebookError) as error:
            times.load_times("ar")
        (problem,) = error.value.problems
        return str(problem)

    yield fault
    times.load_times.cache_clear()


def test_faults_of_the_file_of_words_are_told(broken: Callable[..., str]) -> None:
    assert "months.13" in broken(months={13: ["عاشر"]})
    assert "weekends" in broken(weekends=["الجمعة"])
    assert "a pattern cannot be read: 'weekdya'" in broken(patterns=[{"kind": "weekday", "form": "{weekdya}"}])
    assert "a pattern cannot be read" in broken(patterns=[{"kind": "weekday", "form": "({weekday}"}])


# --- whatever a text says ---------------------------------------------------------------------------------------------

WORDS = sorted({word for row in EXPRESSIONS for word in row["sentence"].replace("{", "").replace("}", "").split()})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([phrase for phrases in times.load_times("ar").classes.values() for phrase in phrases]),
    st.integers(0, 10_000).map(str),
    st.sampled_from(list("/-.،()«»\u200f\u0651")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14), st.sampled_from(["", " "]), st.dates(dt.date(1850, 1, 1), dt.date(2150, 1, 1)))
def test_any_words_give_times_in_order_that_lie_in_the_text(words: list[str], space: str, published: dt.date) -> None:
    text = space.join(words)
    found = find_times(text, published, anchor=published)
    assert all(0 <= time.start < time.end <= len(text) for time in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for time in found:
        assert time.first <= time.last
        assert time.precision in (1, 2, 3)
