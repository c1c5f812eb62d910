"""Gold and coded texts become measures, a confusion matrix, false alarms by rule and misses by what lost them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from coder.evaluate.gold import SIDES, GoldEvent, GoldText, Label, Readings, overlap
from coder.evaluate.match import ASPECTS, Pair, agree, agreements, aspects, best, of_kind, pairs
from coder.evaluate.rows import LOSSES, Coded, CodedRow, Loss, Silent
from coder.evaluate.score import Measure, Tally

EVENTS = "events"
NONE = "none"
_NOTHING = Tally(0, 0, 0)
_zip = partial(zip, strict=True)


class Miss(NamedTuple):
    """Something that gold has and coding has not.

    Attributes:
        wanted: what should have been coded.
        because: the words and rule that came nearest, or the row that is there instead, and why; may be empty.
    """

    group: str
    text: GoldText
    wanted: str
    loss: Loss
    words: str
    rule: str
    reason: str


class FalseAlarm(NamedTuple):
    """A row that gold has not; ``label`` says what gold says of it."""

    group: str
    text: GoldText
    label: str
    row: CodedRow


class RuleCount(NamedTuple):
    """How often a rule was wrong and right in a group: in texts where a text is judged, in rows where an event is."""

    group: str
    rule: str
    wrong: int
    right: int


@dataclass(frozen=True)
class Evaluation:
    """All that comparing tells.

    Attributes:
        texts, rows: how many there are; a text with several gold lines counts once.
        confusion: by group, how often a gold kind came out as a coded kind.
    """

    texts: int
    rows: int
    measures: tuple[Measure, ...]
    confusion: Mapping[str, Mapping[tuple[str, str], int]]
    rules: tuple[RuleCount, ...]
    misses: tuple[Miss, ...]
    false_alarms: tuple[FalseAlarm, ...]


def evaluate(texts: Sequence[GoldText], coded: Sequence[Coded]) -> Evaluation:
    """Compare gold texts with what was coded of each, in the same order."""
    groups = [*_detection(texts, coded), *_spans(texts, coded), *_event_level(texts, coded)]
    rows = {text.article.id: len(one.rows) for text, one in _zip(texts, coded)}
    return Evaluation(
        texts=len(rows),
        rows=sum(rows.values()),
        measures=tuple(measure for group in groups for measure in group.measures),
        confusion={group.name: dict(sorted(group.confusion.items())) for group in groups if group.confusion},
        rules=tuple(rule for group in groups for rule in _rules(group)),
        misses=tuple(miss for group in groups for miss in group.misses),
        false_alarms=tuple(alarm for group in groups for alarm in group.false_alarms),
    )


class _Group:
    """What is counted of one kind of gold."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.measures: list[Measure] = []
        self.confusion: Counter[tuple[str, str]] = Counter()
        self.right: Counter[str] = Counter()
        self.false_alarms: list[FalseAlarm] = []
        self.misses: list[Miss] = []

    def measure(self, name: str, tallies: Iterable[Tally], share: bool = False) -> None:
        self.measures.append(Measure(self.name, name, share, tuple(tallies)))

    def miss(self, text: GoldText, wanted: str, codes: tuple[str, ...], coded: Coded) -> None:
        loss, nearest = find_loss(codes, coded)
        words, rule, reason = (nearest.words, nearest.rule, nearest.reason) if nearest else ("", "", "")
        self.misses.append(Miss(self.name, text, wanted, loss, words, rule, reason))


def _rules(group: _Group) -> list[RuleCount]:
    """The rules of false alarms, the worst first."""
    wrong = Counter(rule for _, rule in {(id(alarm.text), alarm.row.rule) for alarm in group.false_alarms})
    if group.name == EVENTS:
        wrong = Counter(alarm.row.rule for alarm in group.false_alarms)
    counts = [RuleCount(group.name, rule, n, group.right[rule]) for rule, n in wrong.items()]
    return sorted(counts, key=lambda count: (-count.wrong, count.right, count.rule))


# --- what was lost where ----------------------------------------------------------------------------------------------


def find_loss(codes: tuple[str, ...], coded: Coded) -> tuple[Loss, Silent | None]:
    """Where a text lost an event with one of these codes, and the words that came nearest to a row for it.

    Where several rules could have given it, the one that came furthest counts; a rule that gives it only by a
    refinement stands behind those that are for it.
    """
    able = [silent for silent in coded.silent if any(code.startswith(codes) for code in silent.codes)]
    if able:
        stages = list(LOSSES)
        nearest = max(able, key=lambda silent: (silent.codes[0].startswith(codes), stages.index(silent.loss)))
        return nearest.loss, nearest
    if coded.rows:
        row = coded.rows[0]
        return "other code", Silent(row.trigger, row.rule, (row.cameo,), "other code", f"coded {row.cameo}")
    return "no trigger" if coded.traced else "no row", None


# --- does a text tell such an event -----------------------------------------------------------------------------------


def _detection(texts: Sequence[GoldText], coded: Sequence[Coded]) -> Iterator[_Group]:
    judged: dict[str, list[tuple[GoldText, Label, Coded]]] = {}
    for text, one in zip(texts, coded, strict=True):
        for label in text.labels:
            judged.setdefault(label.kind, []).append((text, label, one))
    for kind, cases in judged.items():
        group = _Group(kind)
        fires = [of_kind(one.rows, label.codes) for _, label, one in cases]
        group.measure("sentences", [_tally(label.positive, bool(rows)) for (_, label, _), rows in _zip(cases, fires)])
        for no in sorted({label.label for _, label, _ in cases if not label.positive}):
            firing = [(label.label == no, bool(rows)) for (_, label, _), rows in _zip(cases, fires)]
            group.measure(f"“{no}” that fire", [Tally(such and fired, 0, such) for such, fired in firing], share=True)
        for (text, label, one), rows in _zip(cases, fires):
            group.confusion[label.label, _kind_of(kind, rows, one)] += 1
            if label.positive:
                group.right.update({row.rule for row in rows})
                if not rows:
                    group.miss(text, kind, label.codes, one)
            else:
                group.false_alarms += [FalseAlarm(kind, text, label.label, row) for row in rows]
        yield group


def _tally(gold: bool, found: bool) -> Tally:
    return Tally(gold and found, found, gold)


def _kind_of(kind: str, rows: Sequence[CodedRow], one: Coded) -> str:
    """The kind asked for if there is such a row, or else the root of the first row."""
    return kind if rows else one.rows[0].root if one.rows else NONE


# --- which words and actors -------------------------------------------------------------------------------------------


def _spans(texts: Sequence[GoldText], coded: Sequence[Coded]) -> Iterator[_Group]:
    read: dict[str, list[tuple[GoldText, Readings, Coded]]] = {}
    for text, one in zip(texts, coded, strict=True):
        if text.readings is not None:
            read.setdefault(text.readings.kind, []).append((text, text.readings, one))
    for kind, cases in read.items():
        group = _Group(f"{kind} spans")
        told = [any(reading.words["trigger"] for reading in readings.by) for _, readings, _ in cases]
        chosen = [best(readings, one.rows) for _, readings, one in cases]
        group.measure("sentences", [Tally(bool(row) and t, 0, t) for row, t in _zip(chosen, told)], share=True)
        found = [agreements(readings, row) for (_, readings, _), row in _zip(cases, chosen)]
        for name in (f"{side} {what}" for what in ("words", "country", "role") for side in SIDES):
            tallies = [Tally(case[name], 0, 1) if name in case else _NOTHING for case in found]
            if any(tally.gold for tally in tallies):
                group.measure(name, tallies, share=True)
        for side in SIDES:
            every = [_all_rows(side, readings, of_kind(one.rows, readings.codes)) for _, readings, one in cases]
            group.measure(f"{side} words, all rows", every, share=True)
        for (text, readings, one), row, such in zip(cases, chosen, told, strict=True):
            if such and row is None:
                group.miss(text, kind, readings.codes, one)
        yield group


def _all_rows(side: str, readings: Readings, rows: Sequence[CodedRow]) -> Tally:
    """Of the rows that have words for a side, those that share some with any annotator's."""
    spans = [span for reading in readings.by for span in reading.words[side]]
    having = [row for row in rows if row.words[side]]
    return Tally(sum(overlap(spans, row.words[side]) for row in having), 0, len(having))


# --- event by event ---------------------------------------------------------------------------------------------------


def _event_level(texts: Sequence[GoldText], coded: Sequence[Coded]) -> Iterator[_Group]:
    cases = [(text, one, pairs(text.events, one.rows)) for text, one in _zip(texts, coded) if text.events is not None]
    if not cases:
        return
    group = _Group(EVENTS)
    noted = {aspect for _, _, found in cases for pair in found if pair.gold for aspect in aspects(pair.gold)}
    for aspect, meaning in ASPECTS.items():
        if aspect in noted:
            group.measure(meaning, [_count(aspect, found) for _, _, found in cases])
    if noted & {"cameo", "source", "target"}:
        group.measure("source, code and target", [_whole(found) for _, _, found in cases])
    for text, one, found in cases:
        for gold, row in found:
            _note(group, text, one, gold, row)
    yield group


def _count(aspect: str, found: Sequence[Pair]) -> Tally:
    """Right, coded and gold values of an aspect; a row does not count where its gold event leaves the aspect open."""
    correct = coded = gold = 0
    for event, row in found:
        wanted, got = aspects(event) if event else {}, aspects(row) if row else {}
        if event is not None and aspect not in wanted:
            continue
        gold += bool(wanted.get(aspect))
        coded += bool(got.get(aspect))
        correct += bool(event and row and agree(wanted[aspect], got[aspect]))
    return Tally(correct, coded, gold)


def _whole(found: Sequence[Pair]) -> Tally:
    """Events right in all of source, code and target that are noted, also in that a side is nobody."""
    correct = sum(event is not None and row is not None and _same(event, row) for event, row in found)
    return Tally(correct, sum(row is not None for _, row in found), sum(event is not None for event, _ in found))


def _same(event: GoldEvent, row: CodedRow) -> bool:
    noted = event.codes.keys() & {"source", "cameo", "target"}
    return bool(noted) and all(row.codes[key] == event.codes[key] for key in noted)


def _note(group: _Group, text: GoldText, one: Coded, gold: GoldEvent | None, row: CodedRow | None) -> None:
    """Count a pair in the matrix, and as a miss or false alarm where the roots differ."""
    code = gold.codes.get("cameo", "") if gold else ""
    if gold is not None and not code:
        return
    wanted, got = code[:2] or NONE, row.root if row else NONE
    group.confusion[wanted, got] += 1
    if row is not None and wanted == got:
        group.right[row.rule] += 1
        return
    if gold is not None:
        group.miss(text, _told(gold), (wanted,), one if row is None else Coded((row,), one.silent, one.traced))
    if row is not None:
        group.false_alarms.append(FalseAlarm(group.name, text, f"is {wanted}" if gold else "no such event", row))


def _told(gold: GoldEvent) -> str:
    """An event as text: source, code, target."""
    sides = [gold.codes.get(key, "*") or "-" for key in ("source", "cameo", "target")]
    return " ".join(sides)
