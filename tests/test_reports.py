"""Days and places that go on from sentence to sentence of a report, and those that do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from coder.annotate import Annotator
from coder.code import code_document
from coder.codebook import Codebook
from coder.event import Event, Place
from coder.ground import ground
from coder.read import Article
from coder.times import day_of_publication

THURSDAY = dt.date(2016, 12, 8)
Coded = Callable[[str], list[Event]]


@pytest.fixture(scope="module")
def events(annotator: Annotator, book: Codebook) -> Coded:
    def run(text: str) -> list[Event]:
        (document,) = annotator.annotate([Article("a", text, date=THURSDAY)])
        return [event for coded in ground(document, code_document(document, book)) for event in coded.events]

    return run


def of(events: list[Event], trigger: str) -> list[Event]:
    found = [event for event in events if trigger in event.trigger]
    assert found, [event.trigger for event in events]
    return found


def days(events: list[Event], trigger: str) -> set[tuple[str, str] | None]:
    return {(str(e.when.start), str(e.when.end)) if e.when else None for e in of(events, trigger)}


def places(events: list[Event], trigger: str) -> list[Place]:
    return [event.place for event in of(events, trigger) if event.place is not None]


def day(number: int) -> set[tuple[str, str] | None]:
    return {(f"2016-12-{number:02}", f"2016-12-{number:02}")}


def test_the_day_of_a_report_goes_on_over_its_paragraphs(events: Coded) -> None:
    found = events(
        "هاجم مسلحون مقر الشرطة في العريش مساء الثلاثاء.\n\n"
        "وقال شهود إن الطريق أغلق أمام السيارات.\n\n"
        "واعتقل الجيش المصري ستة مشتبه بهم."
    )
    assert days(found, "اعتقل") == day(6)


def test_a_turn_to_something_else_leaves_only_the_day_of_all_the_report(events: Coded) -> None:
    turn = "\n\nمن جهة أخرى، اعتقل الجيش المصري ستة مشتبه بهم في رفح."
    assert days(events(f"هاجم مسلحون مقر الشرطة في العريش يوم الاثنين.{turn}"), "اعتقل") == day(8)
    assert days(events(f"هاجم مسلحون مقر الشرطة في العريش أمس.{turn}"), "اعتقل") == day(7)


def test_a_lead_has_the_day_on_which_the_same_is_told_at_length(events: Coded) -> None:
    found = events(
        "قتل مسلحون ثلاثة جنود في هجوم على حاجز قرب بنغازي.\n\n"
        "وقال مصدر أمني إن المسلحين هاجموا الحاجز مساء الأحد وفروا بسيارتين."
    )
    assert days(found, "هجوم") == day(4)


def test_what_was_before_the_news_has_no_day_unless_it_is_told(events: Coded) -> None:
    lead = "قصفت الطائرات الروسية مدينة إدلب أمس.\n\n"
    assert days(events(f"{lead}وكان الجيش السوري سيطر على مدينة خان شيخون."), "سيطر") == {None}
    assert days(events(f"{lead}وكان الجيش السوري سيطر على مدينة خان شيخون الأحد."), "سيطر") == day(4)


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("أصيب سبعة مدنيين نتيجة حريق شب أمس في سوق حلب.", "أصيب", day(7)),
        (
            "أعلنت المقاومة مقتل عشرين حوثياً في مواجهات اندلعت في تعز، على مدار اليومين الماضيين.",
            "مقتل",
            {("2016-12-06", "2016-12-08")},
        ),
    ],
)
def test_the_clause_of_the_noun_of_an_act_dates_what_is_told_of_it(
    events: Coded, text: str, trigger: str, expected: set[tuple[str, str] | None]
) -> None:
    assert days(events(text), trigger) == expected


def test_what_is_dated_long_before_the_article_is_no_news(annotator: Annotator, book: Codebook) -> None:
    text = "وكانت نيروبي شهدت عام 1998 هجوماً لتنظيم القاعدة استهدف السفارة الأمريكية. وقصف الجيش السوري دوما أمس."
    (document,) = annotator.annotate([Article("a", text, date=THURSDAY)])
    coded = ground(document, code_document(document, book))
    assert {event.rule for sentence in coded for event in sentence.events} == {"bombard"}
    reasons = [attempt.reason for sentence in coded for attempt in sentence.attempts]
    assert "dated long before the article: عام 1998 (kept with --keep background)" in reasons
    keep = frozenset({"background"})
    kept = [e for s in ground(document, code_document(document, book, keep), keep) for e in s.events]
    old = [event for event in kept if event.when and event.when.start.year == 1998]
    assert old
    assert {event.modality for event in old} == {"background"}


LONG = " وما أكثر ما يقال عن هذا الأمر في المجالس، وما أقل ما يكتب عنه بإنصاف وروية." * 20


def test_a_long_article_that_reports_no_day_dates_nothing(events: Coded) -> None:
    act = "\n\nوقصفت الطائرات الأمريكية مدينة الفلوجة."
    assert days(events(f"العلاقة بين البلدين معقدة وقديمة.{LONG}{act}"), "قصفت") == {None}
    assert days(events(f"العلاقة بين البلدين معقدة وقديمة.{act}"), "قصفت") == day(8)
    assert days(events(f"انتهت أمس زيارة الوزير.{LONG}{act}"), "قصفت") == day(7)
    assert days(events(f"أعلنت وزارة الدفاع العراقية حصيلة جديدة.{LONG}{act}"), "قصفت") == day(8)


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("وصل الوزير اليوم (الأربعاء) إلى عدن.", 1),
        ("وصل الوزير أمس الثلاثاء إلى عدن.", 1),
        ("وصل الوزير في وقت سابق من يوم الأربعاء إلى عدن.", 1),
        ("وصل الوزير أمس الأربعاء إلى عدن.", 0),
        ("وصل الوزير أمس الثلاثاء إلى عدن، ويغادرها اليوم الخميس.", 0),  # its words disagree
        ("وصل الوزير أمس الخميس إلى عدن.", 0),  # an article tells of no day after its own
        ("وصل الوزير الثلاثاء إلى عدن.", 0),
    ],
)
def test_an_article_that_names_the_weekday_of_today_mends_a_date_given_late(text: str, late: int) -> None:
    assert day_of_publication(text, THURSDAY) == THURSDAY - dt.timedelta(days=late)


def test_acts_without_a_day_have_the_day_that_the_article_says_is_today(events: Coded) -> None:
    found = events("عقد المجلس جلسة اليوم (الأربعاء) في عدن.\n\nوقصف الحوثيون مدينة تعز صباح اليوم.")
    assert days(found, "قصف") == day(7)


COLUMN = (
    "* اعتقال صحفي في القاهرة\n\n"
    "* القاهرة - رويترز: اعتقلت الشرطة المصرية صحفياً في مدينة الجيزة أمس.\n\n"
    "* كمبوديا تسجن معارضين\n\n"
    "* بنوم بنه - أ.ف.ب:\n\n"
    "سجنت محكمة كمبودية عشرة معارضين.\n"
)


def test_the_items_of_a_column_are_reports_of_their_own(events: Coded) -> None:
    found = events(COLUMN)
    assert days(found, "اعتقلت") == day(7)
    assert days(found, "سجنت") == day(8)
    assert {place.country for place in places(found, "اعتقلت")} == {"EGY"}
    assert {place.country for place in places(found, "سجنت")} == {"KHM"}


@pytest.mark.parametrize(
    ("text", "trigger", "names"),
    [
        # the country that the report is about
        (
            "أعلن الرئيس التونسي حالة الطوارئ في البلاد بعد الهجوم على فندق في مدينة سوسة.",
            "أعلن",
            {"Tunisia"},
        ),
        # a place known by its word
        (
            "سيطرت المقاومة على قاعدة العند في محافظة لحج. وشنت طائرات التحالف غارات على القاعدة.",
            "غارات",
            {"Anad"},
        ),
        # a direction behind a known word is no name
        (
            "سيطر الجيش اليمني على مطار عدن. وقصف الحوثيون المناطق الغربية من المدينة.",
            "قصف",
            {"Aden Airport"},
        ),
        # where it was said
        (
            "قصفت الطائرات مدينة تعز. وقال مسؤول في الرياض إن الحوثيين قتلوا ثلاثة مدنيين.",
            "قتلوا",
            {"Taiz"},
        ),
        # a town that was just told before its country
        (
            "تنتشر وحدة أمريكية في محافظة حلب منذ أشهر. وهاجمت جبهة النصرة الوحدة التي تدربت في سوريا.",
            "هاجمت",
            {"Aleppo Gov"},
        ),
        # from where they were driven
        (
            "سيطر الجيش اليمني على الحوطة. وطرد المقاتلون الحوثيين من مدينة لودر وأسروا ثلاثة من مقاتلي الجماعة.",
            "أسروا",
            {"Lawdar"},
        ),
        # a name in brackets
        ("أحرق مستوطنون منزلاً في قرية (دوما) بمدينة نابلس.", "أحرق", {"Duma"}),
    ],
)
def test_the_place_of_an_act(events: Coded, text: str, trigger: str, names: set[str]) -> None:
    assert {place.name for place in places(events(text), trigger)} == names
