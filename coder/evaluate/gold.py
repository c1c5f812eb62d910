"""Gold texts: which events they tell, by people who read them.

Two forms, both JSON Lines with a ``text`` and an ``id``, described in docs/evaluate.md: our own (``labels``,
``events``), and that of the Open Event Data Alliance's Arabic records (``event`` with ``label`` or ``annotations``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.codebook.load import nearest
from coder.codebook.ontology import load_ontology
from coder.errors import Problem
from coder.read import Article, read_articles

Span = tuple[int, int]  # character offsets in a text, end exclusive

SIDES = ("source", "trigger", "target")
YES = "yes"

# The CAMEO roots that the question of a gold file asks for.
QUESTIONS: Mapping[str, tuple[str, ...]] = {"ASSAULT": ("18", "19", "20"), "PROTEST": ("14",)}
_COLUMNS = {"source": "source_actor", "trigger": "verb", "target": "target_actor"}
_NOBODY = ("", "None", "UNKNOWN")

_CODES = ("cameo", "plover", "acled", "source", "target")
_WORDS = {"source_text": "source", "trigger_text": "trigger", "target_text": "target"}
_REMEDY = "see docs/evaluate.md"


@dataclass(frozen=True)
class Label:
    """Whether a text tells an event of one kind.

    Attributes:
        kind: what is asked, as scores name it.
        codes: CAMEO codes or beginnings of them that answer yes.
        label: ``yes``, or the name of a kind of no.
    """

    kind: str
    codes: tuple[str, ...]
    label: str

    @property
    def positive(self) -> bool:
        """Whether there is such an event."""
        return self.label == YES


@dataclass(frozen=True)
class GoldEvent:
    """An event that a text tells; what nobody noted is not compared.

    Attributes:
        codes: those of ``cameo``, ``plover``, ``acled``, ``source``, ``target`` that are noted; empty for none.
        words: for ``source``, ``trigger``, ``target`` where they are noted, every place of the words in the text.
    """

    codes: Mapping[str, str]
    words: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True)
class Reading:
    """What one annotator marked: the places of the words by side, and country and role of the actors."""

    words: Mapping[str, tuple[Span, ...]]
    countries: Mapping[str, str]
    roles: Mapping[str, str]


@dataclass(frozen=True)
class Readings:
    """Several annotators' readings of one event.

    Attributes:
        agreed: places of the words that all of them marked, by side; empty where they share none.
    """

    kind: str
    codes: tuple[str, ...]
    by: tuple[Reading, ...]
    agreed: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True)
class GoldText:
    """A text with what is known of it; ``events`` is None where events were not noted one by one."""

    article: Article
    labels: tuple[Label, ...] = ()
    events: tuple[GoldEvent, ...] | None = None
    readings: Readings | None = None


def read_gold(paths: Sequence[str]) -> Iterator[GoldText | Problem]:
    """Gold texts of files and folders in order, a Problem for each line that cannot be used.

    Ids, and ids of lines without one, are those that ``waqai code`` gives to the same files. An id may come again with
    the same text, of which something else is asked.
    """
    first: dict[str, Article] = {}
    for item in read_articles(paths, repeated=True):
        if isinstance(item, Article):
            before = first.setdefault(item.id, item)
            yield _gold_text(item) if before.text == item.text else _claimed(item, before)
        else:
            yield item


def _claimed(article: Article, before: Article) -> Problem:
    message = f"id {article.id!r} has another text at {before.path}:{before.line}"
    return Problem(article.path, message, "give every text its own id", line=article.line)


class _Fault(Exception):
    """What is wrong with a line and what to do about it."""

    def __init__(self, message: str, remedy: str = _REMEDY) -> None:
        self.message, self.remedy = message, remedy


def _gold_text(article: Article) -> GoldText | Problem:
    fields = article.fields
    try:
        if "event" in fields:
            return _shared(article, fields)
        labels = _labels(fields.get("labels", {}))
        events = _events(fields["events"], article.text) if "events" in fields else None
        if not labels and events is None:
            raise _Fault("nothing to score by: neither `labels` nor `events`")
    except _Fault as fault:
        return Problem(article.path, fault.message, fault.remedy, line=article.line)
    return GoldText(article, labels, events)


# --- own form ---------------------------------------------------------------------------------------------------------


def _labels(labels: object) -> tuple[Label, ...]:
    if not isinstance(labels, dict):
        raise _Fault('`labels` is not an object like {"14": true}')
    known = load_ontology().cameo
    for kind, value in labels.items():
        if not isinstance(value, bool):
            raise _Fault(f"label {kind!r} is neither true nor false")
        for code in kind.split() or [kind]:
            if code not in known:
                raise _Fault(f"unknown CAMEO code {code!r} in `labels`", nearest(code, known) or _REMEDY)
    return tuple(Label(kind, tuple(kind.split()), YES if value else "no") for kind, value in labels.items())


def _events(events: object, text: str) -> tuple[GoldEvent, ...]:
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise _Fault("`events` is not a list of objects")
    return tuple(_event(event, text) for event in events)


def _event(event: Mapping[str, Any], text: str) -> GoldEvent:
    fields = (*_CODES, *_WORDS)
    for key, value in event.items():
        if key not in fields:
            raise _Fault(f"unknown field {key!r} of an event", nearest(key, fields) or f"known: {', '.join(fields)}")
        if value is not None and not isinstance(value, str):
            raise _Fault(f"`{key}` of an event is not a string")
    given = {key: value or "" for key, value in event.items()}
    _check_codes(given)
    if not given.get("cameo", "none"):
        raise _Fault("`cameo` of an event is empty", "leave the event out, or `cameo` if its code is not known")
    words = {}
    for key in given.keys() & _WORDS.keys():
        words[_WORDS[key]] = tuple(_occurrences(given[key], text)) if given[key] else ()
        if given[key] and not words[_WORDS[key]]:
            raise _Fault(f"`{key}` «{given[key]}» does not stand in the text", "write the words as the text has them")
    return GoldEvent({key: given[key] for key in _CODES if key in given}, words)


def _check_codes(given: Mapping[str, str]) -> None:
    ontology = load_ontology()
    known: dict[str, Iterable[str]] = {"cameo": ontology.cameo, "plover": ontology.plover, "acled": ontology.acled}
    for key, codes in known.items():
        code = given.get(key)
        if code and code not in codes:
            raise _Fault(f"unknown {key} code {code!r}", nearest(code, list(codes)) or "see docs/ontologies.md")
    for side in ("source", "target"):
        if not re.fullmatch("([A-Z]{3})*", given.get(side, "")):
            raise _Fault(f"`{side}` {given[side]!r} is no actor code", "a country and roles of three letters: SYRREB")


# --- the Open Event Data Alliance's form ------------------------------------------------------------------------------


def _shared(article: Article, fields: Mapping[str, Any]) -> GoldText:
    kind = fields["event"]
    if not isinstance(kind, str) or kind not in QUESTIONS:
        raise _Fault(f"unknown event type {kind!r}", f"known: {', '.join(QUESTIONS)}")
    labels: tuple[Label, ...] = ()
    readings = None
    if "label" in fields:
        if not isinstance(fields["label"], str):
            raise _Fault("`label` is not a string")
        labels = (Label(kind, QUESTIONS[kind], fields["label"]),)
    if "annotations" in fields:
        readings = _readings(kind, fields, article.text)
    if not labels and readings is None:
        raise _Fault("nothing to score by: neither `label` nor `annotations`")
    return GoldText(article, labels, None, readings)


def _readings(kind: str, fields: Mapping[str, Any], text: str) -> Readings:
    annotations = fields["annotations"]
    if not isinstance(annotations, list) or not all(isinstance(a, dict) for a in annotations):
        raise _Fault("`annotations` is not a list of objects")
    by = tuple(_reading(annotation, text) for annotation in annotations)
    agreed = {}
    for side, column in zip(SIDES, ("source_gold", "verb_gold", "target_gold"), strict=True):
        words = fields.get(column, "")
        if not isinstance(words, str):
            raise _Fault(f"`{column}` is not a string")
        agreed[side] = locate(words.split(), text)
    return Readings(kind, QUESTIONS[kind], by, agreed)


def _reading(annotation: Mapping[str, Any], text: str) -> Reading:
    words, countries, roles = {}, {}, {}
    for side, column in _COLUMNS.items():
        marked = annotation.get(column, [])
        if not isinstance(marked, list) or not all(isinstance(word, str) for word in marked):
            raise _Fault(f"`{column}` is not a list of words")
        words[side] = locate(marked, text)
    for side in ("source", "target"):
        code = annotation.get(f"{side}_role", {})
        code = code if isinstance(code, dict) else {}  # «UNKNOWN»
        countries[side], roles[side] = (
            "" if (value := str(code.get(key, ""))) in _NOBODY else value for key in ("main", "role")
        )
    return Reading(words, countries, roles)


# --- places of words --------------------------------------------------------------------------------------------------


def _occurrences(phrase: str, text: str) -> list[Span]:
    """Where a phrase stands as whole words, else wherever it stands."""
    found = [match.span() for match in re.finditer(re.escape(phrase), text)]
    return [span for span in found if _whole(span, text)] or found


def _whole(span: Span, text: str) -> bool:
    before, after = text[: span[0]][-1:], text[span[1] :][:1]
    return not (before.isalnum() or after.isalnum())


def locate(words: Sequence[str], text: str) -> tuple[Span, ...]:
    """Places of words that were marked without their offsets and in any order: where all of them stand closest.

    Where they stand equally close more than once, each of these places counts. A word that the text lacks is left out.
    """
    wanted = Counter(word for word in words if word in text)
    places = sorted((span, word) for word in wanted for span in _occurrences(word, text))
    windows: list[Sequence[tuple[Span, str]]] = []
    have: Counter[str] = Counter()
    first = 0
    for last, (_, word) in enumerate(places):
        have[word] += 1
        while all(have[w] >= n for w, n in wanted.items()):
            windows.append(places[first : last + 1])
            have[places[first][1]] -= 1
            first += 1
    closest = min(map(_reach, windows), default=0)
    return tuple(sorted({span for window in windows if _reach(window) == closest for span, _ in window}))


def _reach(window: Sequence[tuple[Span, str]]) -> int:
    return window[-1][0][1] - window[0][0][0]


def overlap(some: Iterable[Span], others: Iterable[Span]) -> bool:
    """Whether any of the spans shares a character with any of the others."""
    return any(a < d and c < b for a, b in some for c, d in others)
