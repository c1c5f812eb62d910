"""What the codebook language can say, each part in what it changes of the rows of real parses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from coder.code import CodedSentence, code_document
from coder.codebook import load_codebook
from coder.event import Event
from coder.read import Article

Attempts = Callable[..., list[CodedSentence]]

ACTION = """
actions:
  - id: fill-wells
    cameo: "1712"
    verbs: [ردم]
    target: [ل, object]
    require: source
"""


@pytest.fixture(scope="module")
def code(annotator, tmp_path_factory: pytest.TempPathFactory) -> Attempts:
    """Codes a text with the shipped codebook and an overlay."""

    def run(overlay: str, text: str, date: dt.date | None = None) -> list[CodedSentence]:
        path: Path = tmp_path_factory.mktemp("overlay") / "mine.yaml"
        path.write_text(overlay, encoding="utf-8")
        (document,) = annotator.annotate([Article(id="x", text=text, date=date)])
        return code_document(document, load_codebook([str(path)]))

    return run


def rows(sentences: list[CodedSentence]) -> list[Event]:
    return [event for sentence in sentences for event in sentence.events]


def reasons(sentences: list[CodedSentence]) -> list[str]:
    return [attempt.reason for sentence in sentences for attempt in sentence.attempts if attempt.reason]


# Discards

FILLED = "ردمت القوات العراقية آبار القرية."


def discard(**fields: str) -> str:
    body = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    return f"{ACTION}\ndiscards:\n  - id: mine\n{body}"


def test_without_discards_the_action_is_coded(code: Attempts) -> None:
    assert [event.rule for event in rows(code(ACTION, FILLED))] == ["fill-wells"]


@pytest.mark.parametrize(
    ("fields", "text", "count"),
    [
        # word: the phrase itself
        ({"words": "[ردم آبار]"}, "ردمت آبار القرية القوات العراقية.", 0),
        ({"words": "[ردم بئر]"}, FILLED, 1),
        ({"words": "[ردم]", "actions": "[fill-wells]"}, FILLED, 0),
        ({"words": "[ردم]", "actions": "[bombard]"}, FILLED, 1),
        ({"words": "[قوات]"}, FILLED, 1),
        # sentence
        ({"level": "sentence", "words": "[صيانة]"}, "ردمت القوات العراقية آبار القرية في إطار صيانة الشبكة.", 0),
        ({"level": "sentence", "words": "[الصيانة]"}, "ردمت القوات العراقية آبار القرية في إطار صيانة الشبكة.", 1),
        ({"level": "sentence", "words": "[صيانة]"}, f"بدأت صيانة الشبكة. {FILLED}", 1),
        ({"level": "sentence", "words": "[صيانة]", "at_least": "2"}, "ردمت القوات العراقية آبارا للصيانة.", 1),
        ({"level": "sentence", "words": "[film]"}, "ردمت القوات العراقية آبار القرية في مشهد من المسلسل.", 1),
        # article
        ({"level": "article", "words": "[صيانة]"}, f"بدأت صيانة الشبكة. {FILLED}", 0),
        ({"level": "article", "words": "[صيانة]", "at_least": "2"}, f"بدأت صيانة الشبكة. {FILLED}", 1),
        (
            {"level": "article", "words": "[صيانة, ترميم]", "at_least": "2"},
            f"بدأت صيانة الشبكة. {FILLED} ويستمر الترميم شهرا.",
            0,
        ),
    ],
)
def test_discards(fields: dict[str, str], text: str, count: int, code: Attempts) -> None:
    found = code(discard(**fields), text)
    assert len([event for event in rows(found) if event.rule == "fill-wells"]) == count
    assert any("discarded by mine (" in reason for reason in reasons(found)) == (count == 0)


def test_a_discard_may_name_a_class(code: Attempts) -> None:
    classes = "classes:\n  - id: upkeep\n    words: [صيانة, ترميم]\n"
    text = "ردمت القوات العراقية آبار القرية خلال ترميم الشبكة."
    assert rows(code(classes + discard(level="sentence", words="[upkeep]"), text)) == []


def test_a_longer_trigger_outlives_a_discarded_word(code: Attempts) -> None:
    overlay = discard(words="[ردم]").replace("verbs: [ردم]", "verbs: [ردم بئر, ردم آبار]")
    assert [event.rule for event in rows(code(overlay, FILLED))] == ["fill-wells"]


def test_what_is_discarded_says_which_words_and_where(code: Attempts) -> None:
    (reason,) = reasons(code(discard(level="article", words="[صيانة]"), f"بدأت صيانة الشبكة. {FILLED}"))
    assert reason.startswith("discarded by mine (")
    assert reason.endswith("«صيانة» in the article")
    assert "mine.yaml:" in reason


# Slots in conditions


@pytest.mark.parametrize(
    ("condition", "text", "holds"),
    [
        ("{instrument: جرافة}", "ردمت القوات العراقية آبار القرية بجرافة.", True),
        ("{instrument: جرافة}", "ردمت القوات العراقية آبار القرية باستخدام جرافة.", True),
        ("{instrument: جرافة}", "ردمت القوات العراقية آبار القرية في الليل.", False),
        ("{time: مساء}", "ردمت القوات العراقية آبار القرية مساء أمس.", True),
        ("{time: مساء}", "ردمت القوات العراقية آبار القرية صباح أمس.", False),
        ("{place: قرية}", "ردمت القوات العراقية الآبار في قرية قرب كركوك.", True),
        ("{place: قرية}", "ردمت القوات العراقية الآبار في مدينة كركوك.", False),
        ("{target: same country as source}", "ردمت القوات العراقية آبارا لمزارعين عراقيين.", True),
        ("{target: same country as source}", "ردمت القوات العراقية آبارا لمزارعين سوريين.", False),
        ("{target: other country than source}", "ردمت القوات العراقية آبارا لمزارعين سوريين.", True),
        ("{target: other country than source}", "ردمت القوات العراقية آبارا لمزارعين عراقيين.", False),
        ("{target: other country than source}", "ردمت القوات العراقية الآبار.", False),
        ("{source: other country than target}", "ردمت القوات العراقية آبارا لمزارعين سوريين.", True),
    ],
)
def test_conditions_on_slots(condition: str, text: str, holds: bool, code: Attempts) -> None:
    refine = f"    refine:\n      - if: {condition}\n        tags: [special]\n"
    (event,) = [event for event in rows(code(ACTION + refine, text)) if event.rule == "fill-wells"]
    assert ("special" in event.tags) == holds


# Perpetrators

MINED = """
actions:
  - id: booby-trap
    cameo: "183"
    verbs: [فخّخ]
    target: object
    perpetrator: UAF
"""


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        ("فُخخت سيارة الجيش العراقي في الرمادي.", "IRQUAF", "فُخخت"),
        ("فخخ تنظيم داعش سيارة الجيش العراقي في الرمادي.", "IMGREB", "تنظيم داعش"),
        ("فُخخت سيارة أحد المدنيين.", "UAF", "فُخخت"),
    ],
)
def test_a_perpetrator_stands_where_the_text_names_nobody(text: str, source: str, words: str, code: Attempts) -> None:
    (event,) = [event for event in rows(code(MINED, text)) if event.rule == "booby-trap"]
    assert event.source is not None
    assert (event.source.code, event.source.text) == (source, words)
    assert text[event.source.start : event.source.end] == words


# Actors

ACTORS = """
actors:
  - id: palm-guards
    names: {ar: [كتيبة النخيل], en: [Palm Guards]}
    roles:
      - {code: SYRREB, country: SYR}
      - {code: IRQREB, from: 2014-01-01, until: 2016-12-31}
      - {code: IRQGOV, from: 2017-01-01}
"""


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("ردمت كتيبة النخيل آبار القرية.", dt.date(2015, 5, 1), "IRQREB"),
        ("ردمت كتيبة النخيل آبار القرية.", dt.date(2018, 5, 1), "IRQGOV"),
        ("ردمت كتيبة النخيل آبار القرية.", dt.date(2010, 5, 1), "IRQGOV"),  # none holds: the last for everywhere
        ("ردمت كتيبة النخيل الآبار في مدينة حلب السورية.", dt.date(2015, 5, 1), "SYRREB"),
    ],
)
def test_dated_roles_and_the_country_they_apply_to(text: str, date: dt.date, expected: str, code: Attempts) -> None:
    (event,) = rows(code(ACTION + ACTORS, text, date))
    assert event.source is not None
    assert event.source.code == expected


def test_adjectives_of_an_actor(code: Attempts) -> None:
    overlay = ACTION + ACTORS.replace("en: [Palm Guards]}", "en: [Palm Guards]}\n    adjectives: {ar: [نخيلي]}")
    (event,) = rows(code(overlay, "وردم مقاتلون نخيليون آبار القرية.", dt.date(2015, 5, 1)))
    assert event.source is not None
    assert event.source.code == "IRQREB"
