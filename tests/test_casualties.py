"""Counts of killed and wounded: number words, expressions of agencies with what a reader counts, whose row has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coder.annotate import Document
from coder.code import CodedSentence, code_document
from coder.codebook import Codebook
from coder.event import Count, Event
from coder.explain.account import account
from coder.ground import ground
from coder.languages import load_language
from coder.languages.numbers import Number, load_numbers

TABLE = Path(__file__).parent / "data" / "casualties.tsv"
ARABIC = load_language("ar")
NUMBERS = load_numbers("ar")


def read(text: str) -> Number | None:
    return NUMBERS.read([ARABIC.bare(word) for word in text.split()], 0)


def words_of(number: int, feminine: bool = False) -> str:
    """A number below a million in words, joined as a newspaper would; the conjunction apart, as words are."""
    units = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
    counting = ["", "إحدى", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع"]
    tens = ["", "", "عشرون", "ثلاثين", "أربعون", "خمسين", "ستون", "سبعين", "ثمانون", "تسعين"]
    hundreds = ["", "مئة", "مئتان", "ثلاثمئة", "أربعمائة", "خمس مئة", "ستمئة", "سبعمائة", "ثماني مئة", "تسعمئة"]
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        named = {1: "ألف", 2: "ألفان"}.get(thousands) or words_of(thousands) + (" آلاف" if thousands < 11 else " ألفاً")
        return f"{named} و {words_of(rest, feminine)}" if rest else named
    hundred, below = divmod(number, 100)
    parts = [hundreds[hundred]] if hundred else []
    small = counting if feminine else units
    if below == 10:
        parts.append("عشر" if feminine else "عشرة")
    elif below in (11, 12):
        parts.append({11: "أحد عشر", 12: "اثنا عشر"}[below])
    elif 12 < below < 20:
        parts.append(f"{small[below - 10]} {'عشرة' if feminine else 'عشر'}")
    else:
        ten, unit = divmod(below, 10)
        parts += [small[unit]] * bool(unit) + [tens[ten]] * (ten > 1)
    return " و ".join(parts)


@given(st.integers(1, 999_999), st.booleans())
@example(200_000, False)
@example(1_001, False)
@example(110_111, True)
def test_a_number_in_words_is_read(number: int, feminine: bool) -> None:
    text = words_of(number, feminine)
    assert read(text) == Number(number, number, len(text.split()))


@given(st.integers(0, 10**9), st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]))
def test_a_number_in_digits_is_read(number: int, digits: str) -> None:
    for written in (str(number), f"{number:,}", f"{number:,}".replace(",", "٬")):
        text = written.translate(str.maketrans("0123456789", digits))
        assert read(text) == Number(number, number, 1)


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_a_range_is_read(low: int, high: int) -> None:
    text = f"بين {words_of(low)} و {words_of(high)}"
    found = read(text)
    # «between a thousand and five» may be one number: then the second is part of the first
    assert found is None or found.low in (low, low + high)


@given(st.lists(st.sampled_from([*NUMBERS.values, *NUMBERS.scales, "و", "من", "قتيل", "12"]), max_size=8))
def test_any_words_are_read_without_error(words: list[str]) -> None:
    for start in range(len(words)):
        number = NUMBERS.read(words, start)
        assert number is None or (start < number.end <= len(words) and number.low >= 0)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("ما لا يقل عن سبعة", 7, None),
        ("أكثر من 20", 20, None),
        ("أربعة على الأقل", 4, None),
        ("نحو ثلاثين", 30, 30),
        ("ثلاثين تقريباً", 30, 30),
        ("ما يصل إلى 10", 1, 10),
        ("بضعة", 3, 9),
        ("عدة", 3, None),
        ("عشرات", 10, None),
        ("مئات", 100, None),
        ("عشرات الآلاف", 10_000, None),
        ("10 إلى 15", 10, 15),
        ("ألفا", 2000, 2000),
        ("خمسة عشر ألفا", 15_000, 15_000),
        ("مليونان و ثلاثة آلاف", 2_003_000, 2_003_000),
    ],
)
def test_amounts(text: str, low: int, high: int | None) -> None:
    assert read(text) == Number(low, high, len(text.split()))


@pytest.mark.parametrize("text", ["الأحد", "قتيل", "و", "عشرينات"])
def test_no_number(text: str) -> None:
    if text == "الأحد":  # the word is that of «one»; that it is a day is for those who see the article
        assert read(text) == Number(1, 1, 1)
    else:
        assert read(text) is None


# The table


def lines() -> list[tuple[str, str, str, str]]:
    """Killed, injured, text and why it is known to fail."""
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")]
    return [(row[0], row[1], row[2], row[3] if len(row) > 3 else "") for row in rows]


def shown(count: Count | None) -> str:
    if count is None:
        return "-"
    if count.high is None:
        return f"{count.low}+"
    return str(count.low) if count.low == count.high else f"{count.low}-{count.high}"


def counted(events: Sequence[Event]) -> tuple[str, str]:
    """The counts of the rows that have any, in text order; one ``-`` where no row has."""
    rows = [event for event in events if event.fatalities or event.injuries]
    columns = [shown(e.fatalities) for e in rows], [shown(e.injuries) for e in rows]
    killed, injured = (" / ".join(column) if set(column) - {"-"} else "-" for column in columns)
    return killed, injured


Grounded = Callable[[str], list[CodedSentence]]


@pytest.fixture(scope="module")
def grounded(parse: Callable[[str], Document], book: Codebook) -> Grounded:
    def ground_text(text: str) -> list[CodedSentence]:
        document = parse(text)
        return ground(document, code_document(document, book, frozenset({"background"})))

    return ground_text


@pytest.fixture(scope="module")
def events_of(grounded: Grounded) -> Callable[[str], list[Event]]:
    return lambda text: [event for sentence in grounded(text) for event in sentence.events]


def test_the_table_is_large_and_nearly_all_of_it_is_right() -> None:
    table = lines()
    assert len(table) >= 200
    assert len({text for _, _, text, _ in table}) == len(table)
    assert sum(1 for *_, fails in table if fails) <= len(table) * 0.05


@pytest.mark.parametrize(
    ("killed", "injured", "text"),
    [
        pytest.param(
            killed, injured, text, id=text, marks=[pytest.mark.xfail(reason=fails, strict=True)] if fails else []
        )
        for killed, injured, text, fails in lines()
    ],
)
def test_expressions(killed: str, injured: str, text: str, events_of: Callable[[str], list[Event]]) -> None:
    assert counted(events_of(text)) == (killed, injured)


# Whose row has them, and what it says of them


def test_of_several_rows_of_one_attack_only_the_first_has_the_counts(events_of: Callable[[str], list[Event]]) -> None:
    rows = events_of("أسفرت اشتباكات بين الجيش اليمني والحوثيين في مأرب عن مقتل ثمانية جنود وإصابة خمسة.")
    assert len(rows) > 1
    assert [shown(row.fatalities) for row in rows] == ["8", *["-"] * (len(rows) - 1)]
    assert [shown(row.injuries) for row in rows] == ["5", *["-"] * (len(rows) - 1)]


def test_the_words_are_those_of_the_article(events_of: Callable[[str], list[Event]]) -> None:
    text = "قُتل ما لا يقل عن ثلاثة مدنيين وجنديان في غارةٍ روسية على مدينة إدلب."
    (row,) = (event for event in events_of(text) if event.fatalities)
    assert row.fatalities == Count(5, None, "ما لا يقل عن ثلاثة مدنيين … جنديان", "sum")


def test_a_later_sentence_is_counted_for_the_attack_of_the_one_before(events_of: Callable[[str], list[Event]]) -> None:
    first, *others = events_of("قصف الطيران الروسي مدينة إدلب. وأسفر القصف عن مقتل ستة مدنيين.")
    assert first.sentence_index == 0
    assert first.fatalities == Count(6, 6, "ستة مدنيين")
    assert not any(event.fatalities for event in others)


@pytest.mark.parametrize(
    "text",
    [
        "اعتقلت الشرطة العراقية خمسة مسلحين في بغداد.",
        "هدد تنظيم داعش بقتل ثلاثة رهائن يابانيين.",
        "أدانت فرنسا هجوماً أدى إلى مقتل خمسة جنود في مالي.",
        "زار وزير الخارجية الفرنسي بيروت بعد مقتل عشرة مدنيين في غارة إسرائيلية.",
    ],
)
def test_only_violence_that_is_told_has_casualties(text: str, parse: Callable[[str], Document], book: Codebook) -> None:
    document = parse(text)
    sentences = ground(document, code_document(document, book))
    talk = [e for s in sentences for e in s.events if e.cameo_root not in ("18", "19", "20")]
    assert talk or "هدد" not in text
    assert not any(event.fatalities or event.injuries for event in talk)


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("قتل خمسة جنود في هجوم لداعش على كركوك.", "خمسة جنود", "5"),
        ("قتل ما لا يقل عن خمسة جنود في هجوم لداعش على كركوك.", "ما لا يقل عن خمسة جنود", "at least 5"),
        ("قتل بين 10 و15 مسلحاً في قصف تركي على شمال العراق.", "بين 10 و15 مسلحاً", "10 to 15"),
        (
            "مقتل 3 نساء و4 أطفال في غارة إسرائيلية على رفح.",
            "3 نساء … و4 أطفال",
            "7; the numbers added",
        ),
    ],
)
def test_explain_tells_how_many_and_why(text: str, words: str, told: str, grounded: Grounded) -> None:
    (fact,) = (
        fact
        for coded in grounded(text)
        for trigger in account(coded).triggers
        for fact in trigger.facts
        if fact.label == "killed"
    )
    assert (fact.words, fact.text) == (words, told)
