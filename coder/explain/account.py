"""What there is to say about a coded sentence, in plain words: the same for the terminal and the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from coder.annotate import Sentence, Word, runs
from coder.code import Attempt, CodedSentence
from coder.code.actors import resolve
from coder.code.mentions import Mention
from coder.codebook import Codebook
from coder.codebook.compile import Conditions, Rule
from coder.codebook.model import ActionEntry, ActorEntry, AgentEntry
from coder.event import Count, Event, EventActor, Place, When
from coder.explain.words import COUNTED, HOW, SLOTS
from coder.frames import Frame

NOBODY = "nobody named"
_FEW = 6  # values of a condition
UNMATCHED = "No rule claims any word of this sentence."

# Words to point out, the most important first; what they are called in a legend.
KINDS = {
    "trigger": "action with a row",
    "silent": "action without a row",
    "unclaimed": "verb without a rule",
    "source": "source",
    "target": "target",
    "place": "place",
    "date": "date",
}


class Fact(NamedTuple):
    """One thing to know: a label, the words of the article that it is about, and what there is to say."""

    label: str
    words: str
    text: str


class Mark(NamedTuple):
    """Words of the sentence to point out.

    Attributes:
        start, end: character offsets in the sentence's text, end exclusive.
        kind: one of KINDS.
        number: of the trigger that they belong to, 0 for none.
        note: what they are.
    """

    start: int
    end: int
    kind: str
    number: int
    note: str


class Piece(NamedTuple):
    """A stretch of the sentence that the same marks cover."""

    text: str
    start: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Trigger:
    """A rule that words of the sentence called, and what came of it.

    Attributes:
        number: 1 for the first of its sentence.
        words: as written, with an ellipsis where others stand between.
        rows: the events with their places.
        reason: why there is no row; empty if there is one.
        rule: its id with file and line.
        facts: who, what, where.
        slots: the phrases of the frame, with what their slot means.
    """

    number: int
    words: str
    rows: tuple[Event, ...]
    reason: str
    rule: str
    facts: tuple[Fact, ...]
    slots: tuple[Fact, ...]


class Named(NamedTuple):
    """A name found: its words, what kind of name it is, the entry with file and line, and what it stands for."""

    words: str
    kind: str
    entry: str
    means: str


@dataclass(frozen=True)
class Account:
    """A sentence explained.

    Attributes:
        sentence: with the parse as it was used.
        triggers: in text order.
        unclaimed: verbs with phrases of their own that no rule claims.
        names: what the codebook and the gazetteer know in the sentence.
        marks: in text order.
        mended: of words whose governor, relation or tag was mended, what the parser had given.
    """

    sentence: Sentence
    triggers: tuple[Trigger, ...]
    unclaimed: tuple[str, ...]
    names: tuple[Named, ...]
    marks: tuple[Mark, ...]
    mended: Mapping[int, str]

    @property
    def rows(self) -> list[Event]:
        """All rows of the sentence, in text order."""
        return [event for trigger in self.triggers for event in trigger.rows]

    def pieces(self) -> Iterator[Piece]:
        """The sentence cut where a mark begins or ends; the texts of the pieces make up the sentence."""
        cuts = sorted({0, len(self.sentence.text), *(m.start for m in self.marks), *(m.end for m in self.marks)})
        for start, end in pairwise(cuts):
            covering = tuple(m for m in self.marks if m.start <= start and end <= m.end)
            yield Piece(self.sentence.text[start:end], start, covering)


def account(coded: CodedSentence) -> Account:
    """Explain a coded sentence, its events grounded."""
    triggers: list[Trigger] = []
    marks: list[Mark] = []
    for number, attempt in enumerate(coded.attempts, 1):
        rows = tuple(attempt.events)
        triggers.append(_trigger(number, attempt, rows, coded))
        marks += _marks(number, attempt, rows, coded.context.sentence)
    unclaimed = _unclaimed(coded)
    marks += _word_marks([frame.trigger for frame in unclaimed], coded.context.sentence, "unclaimed", 0, "no rule")
    return Account(
        sentence=coded.context.sentence,
        triggers=tuple(triggers),
        unclaimed=tuple(frame.trigger.text for frame in unclaimed),
        names=tuple(_named(mention, coded) for mention in coded.context.mentions.found),
        marks=tuple(sorted(set(marks), key=lambda m: (m.start, list(KINDS).index(m.kind), m.number, m.end, m.note))),
        mended=dict(_mended(coded.context.sentence)),
    )


def one_line(text: str) -> str:
    """Words of the article on one line: articles break lines anywhere."""
    return " ".join(text.split())


# --- triggers ---------------------------------------------------------------------------------------------------------


def _trigger(number: int, attempt: Attempt, rows: tuple[Event, ...], coded: CodedSentence) -> Trigger:
    match, sentence = attempt.match, coded.context.sentence
    rule = match.trigger.rule
    written = (sentence.quote(group[0].start, group[-1].end) for group in runs(match.words))
    return Trigger(
        number=number,
        words=one_line(" … ".join(written)),
        rows=rows,
        reason=attempt.reason,
        rule=f"{rule.id} ({rule.origin})",
        facts=tuple(_facts(attempt, rows, coded)),
        slots=tuple(dict.fromkeys(_slots(match.frame, coded, _sides(rule) if not rows else None))),
    )


def _facts(attempt: Attempt, rows: tuple[Event, ...], coded: CodedSentence) -> Iterator[Fact]:
    if carrier := attempt.match.frame.support:
        yield Fact("carried by", carrier.text, "the verb that only carries the noun")
    for refusal in attempt.refused:
        yield Fact("not by", "", f"{refusal.rule.id} ({refusal.rule.origin}): {refusal.reason}")
    if not rows:
        return
    for actor, sides in _actors(rows).items():
        yield Fact(" and ".join(sides), one_line(actor.text), _who(actor, sides, attempt, coded))
    event = rows[0]
    if code := _code(attempt, event):
        yield Fact("code", "", code)
    acled = f"ACLED {event.acled.event_type}: {event.acled.sub_event_type}" if event.acled else "no event for ACLED"
    yield Fact("also", "", _joined(f"PLOVER {event.plover}" if event.plover else "no PLOVER type", acled))
    if when := event.when:
        yield Fact("date", one_line(when.text), _when(when))
    for place in dict.fromkeys(row.place for row in rows if row.place):
        yield Fact("place", one_line(place.text), _joined(_where(place), _found(place)))
        if place.candidates:
            yield Fact("among", "", "; ".join(place.candidates[:_FEW]))
    if event.attribution:
        yield Fact("said by", one_line(event.attribution), "")
    if kept := [mark for mark in (event.polarity, event.modality) if mark not in ("affirmed", "real")]:
        yield Fact("marked", "", ", ".join(kept))
    for label, count in (("killed", event.fatalities), ("injured", event.injuries)):
        if count is not None:
            yield Fact(label, one_line(count.text), _joined(_how_many(count), COUNTED.get(count.how, "")))
    if event.tags:
        yield Fact("tags", "", ", ".join(event.tags))


def _how_many(count: Count) -> str:
    """``5``, ``5 to 12``, or ``at least 5``."""
    if count.high is None:
        return f"at least {count.low}"
    return str(count.low) if count.low == count.high else f"{count.low} to {count.high}"


def _actors(rows: Iterable[Event]) -> dict[EventActor, list[str]]:
    """Every actor of the rows with the sides that it takes."""
    sides: dict[EventActor, list[str]] = {}
    for event in rows:
        for side, actor in (("source", event.source), ("target", event.target)):
            if actor is not None and side not in sides.setdefault(actor, []):
                sides[actor].append(side)
    return sides


def _code(attempt: Attempt, event: Event) -> str:
    """How the code came about if it is not the entry's own: which refinement, or which family of operators."""
    rule = attempt.match.trigger.rule
    if event.cameo == rule.entry.cameo:
        return ""
    if rule.family:
        return f"{event.cameo} is what the family {rule.family} makes of the action spoken of"
    if attempt.case is None:
        return ""
    case = attempt.case
    return f"{event.cameo} instead of {rule.entry.cameo} {_conditions(case.conditions)} ({case.origin})"


def _conditions(conditions: Conditions) -> str:
    """As the codebook writes them; of many values the first."""
    slots = []
    for slot, tests in conditions.slots:
        values = [test.value for test in tests[:_FEW]] + ["…"] * (len(tests) > _FEW)
        slots.append(f"{slot}: {', '.join(values)}")
    return f"if {{{'; '.join(slots)}}}"


def _when(when: When) -> str:
    """The days, how well they are known, and where they are told."""
    days = str(when.start) if when.start == when.end else f"{when.start} to {when.end}"
    known = {1: "the day is known", 2: "the week is known", 3: "the month is known, or less"}[when.precision]
    told = {
        "frame": "told of this act",
        "sentence": "told elsewhere in the sentence",
        "article": "told by another sentence" if when.text else "the article's own date",
    }[when.found]
    return _joined(days, told, known if when.text else "")


def _where(place: Place) -> str:
    return ", ".join(part for part in (place.name, place.admin1, place.country) if part)


def _found(place: Place) -> str:
    point = f"{place.latitude:.2f} {place.longitude:.2f}" if place.latitude and place.longitude else "no coordinates"
    return f"{point}, precision {place.precision}, found in the {place.found}"


# --- actors -----------------------------------------------------------------------------------------------------------


def _who(actor: EventActor, sides: Sequence[str], attempt: Attempt, coded: CodedSentence) -> str:
    if not actor.code:
        return _joined("no entry of the codebook knows these words", _slot_of(actor, sides, attempt, coded))
    resolved = f"stands for «{one_line(actor.antecedent)}»" if actor.antecedent else ""
    where, country = _slot_of(actor, sides, attempt, coded), _country(actor, coded)
    return _joined(f"{actor.code} {actor.name}", actor.entry, where, resolved, country)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _slot_of(actor: EventActor, sides: Sequence[str], attempt: Attempt, coded: CodedSentence) -> str:
    """The slot in which an actor stands, in the trigger's own frame or else that of other words of the sentence."""
    own, rule = attempt.match.frame, attempt.match.trigger.rule
    for frame in (own, *coded.frames):
        inside = [a for a in frame.arguments if a.start <= actor.start < a.end and a.slot != "complement"]
        if not inside:
            continue
        slot = min(inside, key=lambda a: abs(a.head.start - actor.start)).slot
        slot = _slot_names(coded.context.book).get(slot, slot)
        if frame is not own:
            return f"slot {slot} of «{frame.trigger.text}»"
        suffers = slot == "subject" and "target" in sides and ("subject",) not in rule.target
        passive = suffers and own.kind == "verb" and not rule.family and not _is_reciprocal(rule)
        return f"slot {slot}, the verb taken for a passive" if passive else f"slot {slot}"
    return ""


def _is_reciprocal(rule: Rule) -> bool:
    return isinstance(rule.entry, ActionEntry) and rule.entry.reciprocal


def _country(actor: EventActor, coded: CodedSentence) -> str:
    """How the country was found, with the words that told it where they can be pointed at."""
    found = actor.country_found
    if not found:
        return "" if actor.country else "no country found"
    kinds = {
        "name": ("country", "capital"),
        "adjective": ("adjective",),
        "owner": ("actor",),
        "place": ("place",),
        "sentence": ("place",),
    }
    mentions = [
        mention
        for mention in coded.context.mentions.found
        if mention.kind in kinds.get(found, ())
        and not actor.antecedent
        and (found == "sentence" or _near(mention, actor, coded))
        and mention.country in ("", actor.country)
    ]
    words = f" «{_words(mentions[0], coded)}»" if mentions else ""
    how = {
        "name": f"by the name{words}" if words else "by its entry",
        "adjective": f"by the adjective{words}",
        "owner": f"by the owner{words}",
        "place": f"by the place{words}",
        "sentence": f"by the place{words} in the sentence",
        "article": "by what the article is about",
    }.get(found, f"by the {found}")
    return f"country {actor.country} {how}" if actor.country else ""


def _near(mention: Mention, actor: EventActor, coded: CodedSentence) -> bool:
    """Whether a mention stands within an actor's phrase, or as an adjective up to two words behind it."""
    words = coded.context.sentence.words
    phrases = (a for frame in coded.frames for a in frame.arguments if actor.start <= a.head.start < actor.end)
    end = max((actor.end, *(a.end for a in phrases)))
    last = max((w.index for w in words if w.start < end), default=0)
    reach = last + 2 if mention.kind == "adjective" else last
    return words[mention.last].end > actor.start and mention.first <= reach


# --- slots, names, verbs ----------------------------------------------------------------------------------------------


def _sides(rule: Rule) -> frozenset[str]:
    """The slots that may hold a rule's source and target; what is genitive or agent is sorted out as one of them."""
    return frozenset({path[0] for path in (*rule.source, *rule.target)} | {"genitive", "agent"}) - {"none"}


def _slots(frame: Frame, coded: CodedSentence, sides: frozenset[str] | None) -> Iterator[Fact]:
    """The phrases of a frame; where there is no row, those of the slots of both sides with the actor that they name."""
    names = _slot_names(coded.context.book)
    for argument in frame.arguments:
        written = one_line(coded.context.sentence.quote(argument.start, argument.end))
        meaning = SLOTS.get(argument.slot, "behind the preposition")
        asked = sides is not None and argument.slot in sides
        actor = resolve(argument, coded.context) if asked else None
        who = f"{actor.code} {actor.name}" if actor else "no known actor" if asked else ""
        text = _joined(meaning, HOW.get(argument.how, argument.how), who)
        yield Fact(names.get(argument.slot, argument.slot), written, text)


def _slot_names(book: Codebook) -> dict[str, str]:
    """Prepositions by their folded form, as the codebook writes them."""
    slots = (
        part
        for rule in book.rules.values()
        for slot in (*rule.entry.target, *rule.entry.source)
        for part in slot.split(".")
    )
    return {book.language.fold(slot): slot for slot in slots}


def _named(mention: Mention, coded: CodedSentence) -> Named:
    entry = f"{mention.name.id} ({mention.name.origin})" if mention.name else "GeoNames"
    return Named(_words(mention, coded), mention.kind, entry, _means(mention, coded))


def _means(mention: Mention, coded: CodedSentence) -> str:
    entry = mention.name.entry if mention.name else None
    if isinstance(entry, AgentEntry):
        return f"role {entry.role}" if entry.role else "no role"
    if isinstance(entry, ActorEntry):
        return entry.name
    country = mention.country
    name = mention.city.name if mention.city else ""
    return _joined(name, f"{country} {coded.context.book.countries.get(country, '')}".strip())


def _words(mention: Mention, coded: CodedSentence) -> str:
    sentence = coded.context.sentence
    return one_line(sentence.quote(sentence.words[mention.first].start, sentence.words[mention.last].end))


def _unclaimed(coded: CodedSentence) -> list[Frame]:
    """Verbs with arguments that no rule knows."""
    tried = {attempt.match.frame.trigger.index for attempt in coded.attempts}
    carriers = {frame.support.index for frame in coded.frames if frame.support}
    return [
        frame
        for frame in coded.frames
        if frame.kind in ("verb", "passive")
        and frame.arguments
        and frame.trigger.index not in tried
        and frame.trigger.index not in carriers
    ]


def _mended(sentence: Sentence) -> Iterator[tuple[int, str]]:
    for before, now in zip(sentence.parsed, sentence.words, strict=False):
        changes = []
        if (before.head, before.deprel) != (now.head, now.deprel):
            governor = f" of {sentence.words[before.head].text}" if before.head >= 0 else ""
            changes.append(before.deprel + governor)
        if before.upos != now.upos:
            changes.append(before.upos)
        if changes:
            yield now.index, ", ".join(changes)


# --- marks ------------------------------------------------------------------------------------------------------------


def _marks(number: int, attempt: Attempt, rows: tuple[Event, ...], sentence: Sentence) -> Iterator[Mark]:
    words, id_ = attempt.match.words, attempt.match.trigger.rule.id
    if not rows:
        yield from _word_marks(words, sentence, "silent", number, f"{id_}: no row, {attempt.reason}")
        return
    yield from _word_marks(words, sentence, "trigger", number, f"{id_}: {rows[0].cameo} {rows[0].cameo_name}")
    for actor, sides in _actors(rows).items():
        who = f"{actor.code} {actor.name}" if actor.code else "nobody the codebook knows"
        # A side told by another sentence (an antecedent) cannot be pointed at here.
        if sentence.start <= actor.start < actor.end <= sentence.end:
            for side in sides:
                yield Mark(actor.start - sentence.start, actor.end - sentence.start, side, number, f"{side}: {who}")
    if (when := rows[0].when) and when.found != "article" and (at := _offset(when.text, attempt, sentence)) >= 0:
        yield Mark(at, at + len(when.text), "date", number, f"date: {_when(when)}")
    for place in dict.fromkeys(row.place for row in rows if row.place):
        if (at := _offset(place.text, attempt, sentence)) < 0:
            continue
        yield Mark(at, at + len(place.text), "place", number, f"place: {_where(place)}")


def _word_marks(words: Sequence[Word], sentence: Sentence, kind: str, number: int, note: str) -> Iterator[Mark]:
    for group in runs(words) if words else ():
        yield Mark(group[0].start - sentence.start, group[-1].end - sentence.start, kind, number, note)


def _offset(words: str, attempt: Attempt, sentence: Sentence) -> int:
    """Where words stand in the sentence, rather inside a phrase of the frame; -1 if they are not there."""
    found = [m.start() for m in re.finditer(re.escape(words), sentence.text)] if words else []
    phrases = [(a.start - sentence.start, a.end - sentence.start) for a in attempt.match.frame.arguments]
    inside = [at for at in found if any(start <= at < end for start, end in phrases)]
    return next(iter([*inside, *found]), -1)
