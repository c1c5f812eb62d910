"""Stage 4, code: frames and codebook make events, and every trigger that made none says why."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from coder.annotate import Document, Sentence, Word, runs, together
from coder.code.actors import Context, contexts, unnamed
from coder.code.discard import Discarded, find_discards
from coder.code.match import Match, Slots, failing, hold, holding, matches
from coder.code.mentions import Mentions
from coder.code.reference import STATE, UNSAID
from coder.code.sides import Sides
from coder.code.slots import ADDRESSED, DISAPPROVAL, DISCRETE, LASTING, PARTIES, TALK, VIOLENT, SlotReader, reports
from coder.codebook import Codebook
from coder.codebook.compile import Case, Rule
from coder.codebook.model import ActionEntry
from coder.event import Event, EventActor, code_pieces
from coder.frames import Frame, build_frames
from coder.languages import Lexicon

_SIDES = 3  # parties of which some must be on one side
_UNREAL = {
    "background": "named as something known, not reported (kept with --keep background)",
    "future": "future (kept with --keep future)",
    "possible": "only possible (kept with --keep possible)",
    "unreal": "wished, intended or supposed (kept with --keep unreal)",
}

_TELLINGS = {
    "ongoing": "told as what goes on or is usual, not as an act that happened (kept with --keep background)",
    "reminder": "only reminded of (kept with --keep background)",
    "circumstance": "only the circumstance of something else that is told (kept with --keep background)",
}


# What kept a trigger from a row, for those who count: a condition of its rule or a discard; an operator that makes no
# code of its complement; another trigger whose row tells the act; negation; an act that did not happen, is still to
# come or is no news; no known actor where the rule requires one.
Stage = Literal["", "condition", "operator", "told elsewhere", "negated", "modality", "actor"]


class Refusal(NamedTuple):
    """A rule that a trigger calls as well, and why it was not used."""

    rule: Rule
    reason: str


@dataclass
class Attempt:
    """A trigger and what came of it.

    Attributes:
        match: the frame and trigger.
        events: the rows, empty if it gave none.
        reason: why it gave none, in words for the user; empty if it gave rows.
        stage: the kind of the reason; empty if it gave rows.
        refused: other rules that list the trigger and that a condition or discard kept from being used.
        case: the refinement that gave the CAMEO code, None where the rule itself did.
        attack: of a casualty, the trigger of the attack that it is told as a result of, in whose row it is; else None.
    """

    match: Match
    events: list[Event] = field(default_factory=list)
    reason: str = ""
    stage: Stage = ""
    refused: tuple[Refusal, ...] = ()
    case: Case | None = None
    attack: Word | None = None


@dataclass(frozen=True)
class CodedSentence:
    """A sentence with everything that coding found in it."""

    context: Context
    frames: tuple[Frame, ...]
    attempts: tuple[Attempt, ...]

    @property
    def events(self) -> list[Event]:
        """The rows of the sentence, in text order of their triggers."""
        return [event for attempt in self.attempts for event in attempt.events]


class Framed(NamedTuple):
    """A sentence with its parse mended, its frames, and the names in it."""

    sentence: Sentence
    frames: tuple[Frame, ...]
    mentions: Mentions


def code_document(
    document: Document,
    book: Codebook,
    keep: frozenset[str] = frozenset(),
    framed: Sequence[Framed] | None = None,
    done: dict[int, CodedSentence] | None = None,
) -> list[CodedSentence]:
    """Code every sentence of an article.

    Args:
        document: the annotated article. Sentences that are only tagged give nothing; others may need their trees.
        book: the compiled codebook.
        keep: kinds of event to keep although they did not happen or are no news: ``negated``, ``background``,
            ``future``, ``possible``, and ``unreal``, which takes in the two before it.
        framed: what `frame_document` makes of it, if that is known.
        done: sentences of it that were coded before others had their trees, by index; those coded now are added.

    Raises:
        TreeNeeded: if the trees of sentences are needed that were only tagged.
    """
    if "unreal" in keep:
        keep |= {"future", "possible"}
    return code_frames(document, framed or frame_document(document, book), book, keep, done)


def frame_document(document: Document, book: Codebook, before: Sequence[Framed] = ()) -> list[Framed]:
    """The sentences of an article with their parses mended, and the frames of each; none of those only tagged.

    ``before`` is what it made of the article when fewer of its sentences were parsed.
    """
    lexicon = Lexicon(book.verbs, book.names, book.agents, book.adjectives, book.participles)
    found: list[Framed] = []
    for sentence, known in itertools.zip_longest(document.sentences, before):
        if known is None or (known.sentence.tagged is None) != (sentence.tagged is None):
            frames: tuple[Frame, ...] = ()
            if sentence.tagged is None:
                sentence, frames = build_frames(sentence, book.language, lexicon)
            known = Framed(sentence, frames, Mentions(sentence, book, day=document.article.date))
        found.append(known)
    return found


def code_frames(
    document: Document,
    framed: Sequence[Framed],
    book: Codebook,
    keep: frozenset[str] = frozenset(),
    done: dict[int, CodedSentence] | None = None,
) -> list[CodedSentence]:
    """Match the frames of an article with the codebook; ``keep`` and ``done`` as for :func:`code_document`, ``keep``
    with all it takes in."""
    done = {} if done is None else done
    discards = find_discards([sentence for sentence, _, _ in framed], book)
    found = contexts(document, [mentions for _, _, mentions in framed], book)

    def code(index: int) -> CodedSentence:
        frames, before = framed[index].frames, done.get(index)
        if before is not None and before.frames is frames:  # no tree was lacking that is there now
            done[index] = replace(before, context=found[index])
        else:
            done[index] = _SentenceCoder(document, found[index], frames, book, keep, discards[index]).code()
        return done[index]

    return together(code, range(len(framed)))


@dataclass(frozen=True)
class _Reading:
    """A match settled: its codes and sides before rows are made."""

    match: Match
    cameo: str
    plover: str
    acled: str
    tags: tuple[str, ...]
    sources: tuple[EventActor, ...]
    targets: tuple[EventActor, ...]
    modality: str
    case: Case | None = None


class _SentenceCoder:
    def __init__(
        self,
        document: Document,
        context: Context,
        frames: tuple[Frame, ...],
        book: Codebook,
        keep: frozenset[str],
        discarded: Sequence[Discarded],
    ) -> None:
        self.document = document
        self.context = context
        self.frames = frames
        self.book = book
        self.keep = keep
        self.discarded = discarded
        self.chosen: dict[int, Match] = {}
        self.others: dict[int, list[Match]] = {}  # what else a trigger may call, in case its rule lacks a side
        self.attempts: dict[int, Attempt] = {}
        self.readings: dict[int, _Reading | None] = {}
        self.embedded: dict[int, str] = {}
        self.told: set[int] = set()  # those of the embedded whose act is in the row of another trigger
        self.asserted: set[int] = set()
        self.results: dict[int, int] = {}  # casualties, and the attack that they are told as a result of
        self.slots = SlotReader(context, frames, self.chosen)
        self.sides = Sides(context, self.slots, self.chosen)

    def code(self) -> CodedSentence:
        self._choose()
        for index in sorted(self.chosen):
            self._reading(index)
        self._merge_casualties()
        self._assert_circumstances()
        for index in sorted(self.chosen):
            self._emit(index)
        self._restore_casualties()
        self._drop_repetitions()
        self._name_perpetrators()
        attempts = tuple(self.attempts[index] for index in sorted(self.attempts))
        return CodedSentence(self.context, self.frames, attempts)

    # Which rule each trigger calls

    def _choose(self) -> None:
        found: dict[int, list[Match]] = {}
        for frame in self.frames:
            mention = self.context.mentions.at(frame.trigger)
            if mention is not None and mention.kind == "actor":
                continue
            for match in matches(frame, self.context.sentence, self.book, named=mention is not None):
                found.setdefault(frame.trigger.index, []).append(match)
        self.slots.govern(found)
        # Triggers of more words first, for they use up the words behind them. An operator needs to see what it embeds,
        # which in most sentences stands behind it: so those are looked at once more, from the last to the first.
        for index in sorted(found, key=lambda i: (-max(len(m.words) for m in found[i]), i)):
            self._settle(index, found[index])
        for index in sorted(found, reverse=True):
            if any(match.trigger.rule.family for match in found[index]):
                self._settle(index, found[index])

    def _settle(self, index: int, candidates: list[Match]) -> None:
        """Choose among the matches of a trigger, unless another trigger has used up its word."""
        self.slots.forget()
        self.chosen.pop(index, None)
        self.attempts.pop(index, None)
        if any(index in match.rest for match in self.chosen.values()):
            return
        refusals = [(match, self._refusal(match)) for match in candidates]
        allowed = [match for match, reason in refusals if not reason]
        attempt = self.attempts[index] = Attempt(allowed[0] if allowed else candidates[0])
        if not allowed:
            attempt.reason, attempt.stage = refusals[0][1], "condition"
        rules = {match.trigger.rule: reason for match, reason in reversed(refusals) if reason}
        rules.pop(attempt.match.trigger.rule, None)
        attempt.refused = tuple(Refusal(rule, reason) for rule, reason in reversed(rules.items()))
        self.slots.forget()
        if allowed:
            self.chosen[index], self.others[index] = allowed[0], allowed[1:]
            for used in allowed[0].rest & set(self.attempts):
                self.chosen.pop(used, None)
                self.attempts.pop(used, None)

    def _refusal(self, match: Match) -> str:
        """Why the rule of a match must not be used; empty if it may."""
        rule = match.trigger.rule
        if discarded := self._discarded(match):
            return discarded.reason
        slots = self.slots.of(match)
        if failed := failing(rule.if_, slots, self.context):
            return f"condition fails: {failed}"
        if excluded := holding(rule.unless, slots, self.context):
            return f"excluded by unless: {excluded}"
        if rule.family and not rule.entry.cameo and self.slots.complement(match) is None:
            return "operator without a complement"
        return ""

    def _discarded(self, match: Match) -> Discarded | None:
        """What forbids a match."""
        rule_id, at, size = match.trigger.rule.id, match.frame.trigger.index, len(match.words)
        return next((d for d in self.discarded if d.forbids(rule_id, at, size)), None)

    # Readings

    def _reading(self, index: int, above: frozenset[int] = frozenset()) -> _Reading | None:
        """Codes and sides of a chosen match, worked out once; operators first read what they embed."""
        if index in self.readings:
            return self.readings[index]
        if index in above:
            return None
        match = self.chosen[index]
        rule = match.trigger.rule
        reading = self._read(match, above | {index})
        if reading is None or _lacking(rule, reading):
            for other in self.others.get(index, ()):
                again = self._read(other, above | {index})
                if again is not None and not _lacking(other.trigger.rule, again):
                    self.chosen[index] = self.attempts[index].match = other
                    self.slots.forget()
                    reading = again
                    break
        self.readings[index] = reading
        return reading

    def _read(self, match: Match, above: frozenset[int]) -> _Reading | None:
        return self._operator(match, above) if match.trigger.rule.family else self._action(match)

    def _action(self, match: Match) -> _Reading:
        entry = match.trigger.rule.entry
        sources, targets = self.sides.source(match), self.sides.target(match)
        reciprocal = isinstance(entry, ActionEntry) and entry.reciprocal
        if reciprocal and not any(a.code for a in targets) and sum(bool(a.code) for a in sources) > 1:
            targets = sources  # «واصل ممثلون عن الحكومة والحوثيين محادثات»: with each other
        elif reciprocal and not any(a.code for a in sources) and sum(bool(a.code) for a in targets) > 1:
            sources = targets  # «معارك في أطراف المدينة ما بين الجيش و«داعش»»
        elif reciprocal and len(sources) == 1 and {a.start for a in targets} == {sources[0].start}:
            targets = ()  # «خلال مواجهات مع الجيش»: who is on the other side is not told here
        plain = _Reading(
            match, entry.cameo or "", entry.plover, entry.acled, entry.tags, sources, targets, match.frame.modality
        )
        return self._refined(plain, self.slots.of(match))

    def _refined(self, reading: _Reading, slots: Slots) -> _Reading:
        """A reading with the codes that the refinements of its rule give it."""
        holding = [
            case for case in reversed(reading.match.trigger.rule.cases) if hold(case.conditions, slots, self.context)
        ]
        # The most specific has the last word, of two equally specific the first in the file.
        for case in sorted(holding, key=lambda c: len(c.conditions)):
            entry = case.entry
            reading = replace(
                reading,
                cameo=entry.cameo or reading.cameo,
                case=case if entry.cameo else reading.case,
                plover=reading.plover if entry.plover is None else entry.plover,
                acled=reading.acled if entry.acled is None else entry.acled,
                tags=tuple(sorted({*reading.tags, *entry.tags})),
            )
        return reading

    def _directed(self, reading: _Reading, source: EventActor | None, target: EventActor | None) -> _Reading:
        """The reading of one direction of what two do with each other: police clash (175), demonstrators riot (145)."""
        rule = reading.match.trigger.rule
        if not (isinstance(rule.entry, ActionEntry) and rule.entry.reciprocal and rule.cases):
            return reading
        plain = replace(reading, cameo=rule.entry.cameo or "", acled=rule.entry.acled, plover=rule.entry.plover)
        return self._refined(plain, self.slots.between(reading.match, source, target))

    def _operator(self, match: Match, above: frozenset[int]) -> _Reading | None:
        rule = match.trigger.rule
        family = self.book.ontology.families[rule.family]
        complement = self.slots.complement(match)
        inner = self._reading(complement.frame.trigger.index, above) if complement else None
        sources = self.sides.source(match)
        targets = self.sides.of(
            match, rule.target, addressed=rule.entry.cameo is None or rule.entry.cameo[:2] in ADDRESSED
        )
        entry = rule.entry
        if complement is None:
            code = entry.cameo or _plain(family.default)
            return self._own_reading(match, code, sources, targets) if code else None
        code = family.compose(inner.cameo if inner else "")
        at = complement.frame.trigger.index
        if family.transparent:
            self.embedded.setdefault(at, f"coded with {rule.id} «{match.frame.trigger.text}»")
            self.told.add(at)
        elif family.happens:
            if not self._known(complement):
                self.asserted.add(at)
        else:
            self.embedded.setdefault(
                at, f"embedded under {rule.id} «{match.frame.trigger.text}»: no report of its own that it happened"
            )
        if not code:
            return None
        if family.transparent and inner is not None:
            act = complement.trigger.rule.entry
            with_each_other = isinstance(act, ActionEntry) and act.reciprocal and not any(a.code for a in inner.targets)
            return replace(
                inner,
                match=match,
                cameo=code,
                acled=inner.acled if code == inner.cameo else "",
                sources=sources or inner.sources,
                targets=sources if with_each_other and len(sources) > 1 else inner.targets or targets,
                modality=match.frame.modality if match.frame.modality != "real" else family.modality or "real",
            )
        if not sources:
            return self._own_reading(match, code, sources, targets)
        if not family.complement_sides:
            return self._own_reading(match, code, sources, targets)
        violence = inner is not None and code[:2] == DISAPPROVAL and inner.cameo[:2] in VIOLENT
        if inner is not None and (code in family.complement_target or not any(a.code for a in targets)):
            mine = {actor.code for actor in sources}
            others = (*inner.sources, *inner.targets) if code not in family.complement_target else inner.targets
            if violence:  # who condemns a killing does not disapprove of the killed
                others = inner.sources
            targets = tuple(a for a in others if a.code and a.code not in mine) or targets
        if not any(a.code for a in targets) and not violence:
            targets = self.sides.place_target(complement) or targets
        return self._own_reading(match, code, sources, targets)

    def _own_reading(
        self, match: Match, code: str, sources: tuple[EventActor, ...], targets: tuple[EventActor, ...]
    ) -> _Reading:
        entry = match.trigger.rule.entry
        return _Reading(match, code, entry.plover, entry.acled, entry.tags, sources, targets, match.frame.modality)

    # Rows

    def _merge_casualties(self) -> None:
        """``قُتل ثلاثة مدنيين في غارة``: the attack takes the target of the casualty, which gives no row of its own."""
        for index, reading in list(self.readings.items()):
            if reading is None or not _is_casualty(reading) or reading.match.frame.polarity == "negated":
                continue
            for inner in self._causes(reading.match):
                other = self.readings.get(inner.frame.trigger.index)
                if other is None or other.cameo[:2] not in VIOLENT or _is_casualty(other):
                    continue
                at = inner.frame.trigger.index
                if at in self.embedded or index in self.embedded:
                    continue
                known = any(a.code for a in other.targets) and not (
                    any(a.code for a in reading.targets) and self._only_where(other)
                )
                self.readings[at] = replace(
                    other,
                    targets=other.targets if known else reading.targets or other.targets,
                    sources=other.sources or reading.sources,
                    tags=tuple(sorted({*other.tags, *reading.tags})),
                )
                if reading.modality == "real":
                    self.asserted.add(at)  # what somebody died of took place
                self.results[index] = at
                self.embedded[index] = f"told as a result of «{inner.frame.trigger.text}», which is coded"
                self.told.add(index)
                break

    def _restore_casualties(self) -> None:
        """Casualties whose attack gave no row, for want of an actor or since it is not told as news, have one."""
        for index, at in self.results.items():
            if self.attempts[at].events:
                self.attempts[index].attack = self.attempts[at].match.frame.trigger
            else:
                del self.embedded[index]
                self.attempts[index].reason, self.attempts[index].stage = "", ""
                self._emit(index)

    def _causes(self, match: Match) -> Iterator[Match]:
        """The acts that a clause gives as the cause of its own, or as what happened when it did."""
        for cause in (*self.slots.slot(match, "cause"), *match.frame.slot("subject")):
            inner = next((m for m in self.slots.events_in(cause) if m is not match), None)
            # «شنوا هجوما ما أسفر عن مقتل»: the verb that «what» stands for only carries the attack
            carried = (m for m in self.chosen.values() if m.frame.support is not None and m.frame.support is cause.head)
            inner = inner or next((m for m in carried if m is not match), None)
            if inner is not None:
                yield inner
        trigger = match.frame.trigger
        for other in self.chosen.values():
            clause = other.frame.support or other.frame.trigger  # «عندما قام رتل بالهجوم»
            if clause.head == trigger.index and other.frame.telling == "circumstance":
                yield other

    def _only_where(self, reading: _Reading) -> bool:
        """Whether the targets of a reading are only what lies where it took place: a town, or a ministry nearby."""
        where = (self.book.language.grammar.where[0], "place")
        around = [a for slot in where for a in reading.match.frame.slot(slot)]
        return all(
            len(target.code) == 3 or any(a.start <= target.start < a.end for a in around)
            for target in reading.targets
            if target.code
        )

    def _known(self, match: Match) -> bool:
        """Whether an act is named as one that is known: with the article, or with that of its victim (مقتل الطفل)."""
        noun, entry = match.frame.trigger, match.trigger.rule.entry
        if match.frame.kind != "noun" or noun.key != noun.bare:
            return match.frame.kind == "noun"
        after = self.context.sentence.words[noun.index + 1 : noun.index + 2]
        return (
            isinstance(entry, ActionEntry)
            and entry.casualty
            and any(
                w.head == noun.index and w.upos == "NOUN" and w.key != w.bare and w.feats.get("Number") == "Sing"
                for w in after
            )
        )

    def _told(self, index: int) -> bool:
        """Whether an act of violence, force or protest is told as news."""
        reading = self.readings.get(index)
        if index in self.asserted or reading is None:
            return index in self.asserted
        frame = reading.match.frame
        real = reading.modality == "real" and frame.polarity == "affirmed"
        return real and reading.cameo[:2] in DISCRETE and reports(reading.cameo, frame.telling)

    def _assert_circumstances(self) -> None:
        """The circumstance of an act that is told took place: ``قُتل أربعة في هجوم``, ``... بعدما انفجرت عبوة``."""
        sentence = self.context.sentence
        for index, reading in sorted(self.readings.items()):
            if reading is None or reading.match.frame.telling != "circumstance" or reading.modality != "real":
                continue
            ancestors = list(sentence.ancestors(reading.match.frame.trigger))
            above = {word.index for word in ancestors}
            verb = next((w for w in ancestors if w.upos in ("VERB", "AUX")), None)
            for other in sorted(self.readings):
                found = self.readings[other]
                if found is None or other == index or not self._told(other):
                    continue
                trigger = found.match.frame.trigger
                beside = verb is not None and other < index and any(w is verb for w in sentence.ancestors(trigger))
                if other in above or beside:
                    self.asserted.add(index)
                    break

    def _emit(self, index: int) -> None:
        attempt, reading = self.attempts[index], self.readings.get(index)
        embedded: Stage = "told elsewhere" if index in self.told else "modality"
        if reading is None:
            attempt.reason = self.embedded.get(index) or "the operator and its complement give no code"
            attempt.stage = embedded if index in self.embedded else "operator"
            return
        rule = reading.match.trigger.rule
        frame = reading.match.frame
        unreal = _UNREAL.get(reading.modality, "")
        if index in self.asserted and reading.modality == "background":
            reading = replace(reading, modality="real")
        elif (
            index not in self.asserted
            and reading.modality == "real"
            and (_identifies(reading) or not reports(reading.cameo, frame.telling))
        ):
            reading, unreal = replace(reading, modality="background"), _TELLINGS[frame.telling]
        if index in self.embedded:
            attempt.reason, attempt.stage = self.embedded[index], embedded
        elif frame.polarity == "negated" and "negated" not in self.keep:
            attempt.reason, attempt.stage = "negated (kept with --keep negated)", "negated"
        elif reading.modality in _UNREAL and reading.modality not in self.keep:
            attempt.reason, attempt.stage = unreal, "modality"
        elif lacking := _lacking(rule, reading) or self._unplaced(reading):
            attempt.reason, attempt.stage = lacking, "actor"
        else:
            attempt.events, attempt.case = list(self._rows(reading)), reading.case

    def _unplaced(self, reading: _Reading) -> str:
        """Why a row of talk or cooperation is nobody's business: no side is a named actor or tells its own country.

        «دعت الوزارة المواطنين إلى» is local news of any country; «دعت الخارجية الفرنسية» and «دعا أردوغان» are not.
        Nor is what a party at arms or the opposition says, or what is said of violence.
        """
        rule = reading.match.trigger.rule
        if reading.cameo[:2] not in TALK or reading.acled or rule.entry.require == "none":
            return ""
        sides = [side for side in (*reading.sources, *reading.targets) if side.code]
        if any(a.is_generic and not a.country and a.role[:3] in STATE for a in reading.sources):
            return "the source is an office of no known country"  # «الوزراء» of several states
        if any(side.country_found not in UNSAID for side in sides):
            return ""
        if any(side.country and not PARTIES.isdisjoint(code_pieces(side.role)) for side in sides):
            return ""
        complement = self.slots.complement(reading.match) if rule.family else None
        inner = self.readings.get(complement.frame.trigger.index) if complement else None
        if inner is not None and inner.cameo[:2] in DISCRETE:
            return ""
        return "no side is named or has a country of its own"

    def _rows(self, reading: _Reading) -> Iterator[Event]:
        sides: list[tuple[EventActor | None, EventActor | None]] = [
            (source, target)
            for source in reading.sources or (None,)
            for target in reading.targets or (None,)
            if source is None or target is None or _apart(source, target)
        ]
        entry = reading.match.trigger.rule.entry
        if {a.start for a in reading.targets} == {a.start for a in reading.sources}:
            sides = [(source, target) for source, target in sides if not self._same_side(reading, source, target)]
        if reading.cameo[:2] in TALK:  # nobody talks with himself: the second is a body of the first, or the same
            others = {source for source, target in sides if target is not None and not _same(source, target)}
            sides = [
                (source, None if _same(source, target) else target)
                for source, target in sides
                if not (_same(source, target) and source in others)
            ]
        if reading.cameo[:2] in VIOLENT | {"17"}:  # «بعد الغارات التي طالت مواقعه»: nobody attacks himself
            sides = [(None if _is_himself(source, target) else source, target) for source, target in sides]
        if isinstance(entry, ActionEntry) and entry.reciprocal and reading.targets is not reading.sources:
            sides += [(target, source) for source, target in sides if source is not None and target is not None]
        if not sides:  # both sides are the same words: they are known for one of them
            suffers = _is_casualty(reading)
            sides = [(None, a) if suffers else (a, None) for a in (reading.targets if suffers else reading.sources)]
        for source, target in dict.fromkeys(sides):
            yield self._event(self._directed(reading, source, target), source, target)

    def _name_perpetrators(self) -> None:
        """Rows of acts that only somebody armed does, and that name nobody, get him as source."""
        for attempt in self.attempts.values():
            rule = attempt.match.trigger.rule
            if isinstance(rule.entry, ActionEntry) and rule.entry.perpetrator:
                attempt.events = [
                    event
                    if event.source is not None and event.source.code
                    else replace(event, source=unnamed(rule, event, self.context))
                    for event in attempt.events
                ]

    def _same_side(self, reading: _Reading, source: EventActor | None, target: EventActor | None) -> bool:
        """Whether two are one side of what two sides do: ``بين الجيش وحلفائه من جهة، والمسلحين من جهة أخرى``."""
        words, one_side = self.context.sentence.words, self.book.language.grammar.one_side
        if source is None or target is None or len(reading.sources) < _SIDES:
            return False
        first, last = min(a.start for a in reading.sources), max(a.start for a in reading.sources)
        parted = next((w.start for w in words if w.bare in one_side and first < w.start < last), None)
        return parted is not None and (source.start < parted) == (target.start < parted)

    def _event(self, reading: _Reading, source: EventActor | None, target: EventActor | None) -> Event:
        article, sentence, frame = self.document.article, self.context.sentence, reading.match.frame
        cameo = self.book.ontology.cameo[reading.cameo]
        words = next(runs(reading.match.words))  # up to the first gap
        start, end = words[0].start, words[-1].end
        attribution = frame.attribution
        rule = reading.match.trigger.rule
        key = [article.id, str(start), rule.id, reading.cameo]
        key += [f"{side.code}@{side.start}" if side else "-" for side in (source, target)]
        return Event(
            event_id=hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:16],
            article_id=article.id,
            url=article.url,
            outlet=article.source,
            published=article.date,
            language=self.book.language.code,
            sentence_index=sentence.index,
            sentence=sentence.text,
            trigger=sentence.quote(start, end),
            start=start,
            end=end,
            rule=rule.id,
            polarity=frame.polarity,
            modality=reading.modality,
            attribution=sentence.quote(attribution[0].start, attribution[-1].end) if attribution else "",
            when=None,
            source=source,
            target=target,
            cameo=cameo.code,
            cameo_name=cameo.name,
            cameo_root=cameo.code[:2],
            quad_class=cameo.quad_class,
            goldstein=cameo.goldstein,
            plover=reading.plover or self.book.ontology.plover_of(cameo.code),
            acled=self.book.ontology.acled.get(reading.acled),
            place=None,
            fatalities=None,
            injuries=None,
            tags=reading.tags,
        )

    def _drop_repetitions(self) -> None:
        """One act told twice in a sentence gives one row: the one that names more of its sides."""
        everything = [(a, event) for _, a in sorted(self.attempts.items()) for event in a.events]
        kept: list[tuple[Attempt, Event]] = []
        for attempt, event in sorted(everything, key=lambda pair: -_known_sides(pair[1])):
            # Two verbs tell two acts of speech, but a noun often names what a verb tells.
            if not any(
                _repeats(event, other) and (event.cameo_root in VIOLENT or "noun" in (_kind(attempt), _kind(a)))
                for a, other in kept
                if a is not attempt
            ):
                kept.append((attempt, event))
        ids = {id(event) for _, event in kept}
        for attempt in self.attempts.values():
            if attempt.events:
                attempt.events = [event for event in attempt.events if id(event) in ids]
                if not attempt.events:
                    attempt.reason = "the same act is coded from other words of the sentence"
                    attempt.stage = "told elsewhere"


def _same(source: EventActor | None, target: EventActor | None) -> bool:
    """Whether two sides are one actor by code and name, or a state and an organ of it."""
    if source is None or target is None:
        return False
    if (source.code, source.name) == (target.code, target.name) != ("", ""):
        return True
    state, organ = sorted((source, target), key=lambda side: len(side.code))
    return len(state.code) == 3 and organ.code[:3] == state.code and organ.role[:3] in STATE


def _is_himself(source: EventActor | None, target: EventActor | None) -> bool:
    """Whether one of two sides is a word that stands for the other."""
    if source is None or target is None or not (source.antecedent or target.antecedent):
        return False
    return (source.code, source.name) == (target.code, target.name) != ("", "")


def _apart(source: EventActor, target: EventActor) -> bool:
    """Whether two sides are two: other words, or two actors for whom one word stands (``الطرفان``)."""
    if source.code == target.code and source.antecedent and source.antecedent == target.text:
        return False  # «لقي ثلاثة مدنيين مصرعهم»: the pronoun is who suffers
    if source.end <= target.start or target.end <= source.start:
        return True
    return bool(source.antecedent and target.antecedent) and source.code != target.code


def _identifies(reading: _Reading) -> bool:
    """Whether a lasting act only tells which one is meant: ``مناطق يسيطر عليها التنظيم``."""
    clause = reading.match.frame.support or reading.match.frame.trigger
    lasting = reading.cameo[:3] in LASTING and reading.match.frame.telling == "ongoing"
    return lasting and clause.deprel.startswith("acl")


def _is_casualty(reading: _Reading) -> bool:
    """Whether a rule tells what an attack did to people rather than the attack."""
    entry = reading.match.trigger.rule.entry
    return isinstance(entry, ActionEntry) and entry.casualty


def _lacking(rule: Rule, reading: _Reading) -> str:
    """What a rule requires and the text does not name, in words; empty if nothing."""
    source = any(actor.code for actor in reading.sources)
    target = any(actor.code for actor in reading.targets)
    require = rule.entry.require
    missing = {
        "any": not (source or target) and "no known actor as source or target",
        "source": not source and "no known actor as source",
        "target": not target and "no known actor as target",
        "both": not (source and target) and "no known actor as " + ("source" if not source else "target"),
        "none": "",
    }[require]
    return missing or ""


def _repeats(event: Event, other: Event) -> bool:
    """Whether ``event`` tells no more than ``other``: same root, no side that the other lacks or names otherwise."""
    if event.cameo_root not in VIOLENT:
        return event.cameo == other.cameo and _sides(event) == _sides(other)
    if event.cameo[:3] in LASTING and event.cameo[:3] != other.cameo[:3]:
        return False  # «سيطروا على القرية بعد معارك مع الجيش»: the battle does not tell that the village was taken
    if other.cameo_root not in VIOLENT or (event.cameo_root != other.cameo_root and _known_sides(event) == 2):
        return False
    return all(
        mine is None or not mine.code or (yours is not None and mine.code == yours.code)
        for mine, yours in ((event.source, other.source), (event.target, other.target))
    )


def _kind(attempt: Attempt) -> str:
    return attempt.match.frame.kind


def _sides(event: Event) -> tuple[str | None, ...]:
    return tuple(side.code if side is not None else None for side in (event.source, event.target))


def _known_sides(event: Event) -> int:
    return sum(1 for side in (event.source, event.target) if side is not None and side.code)


def _plain(code: str | None) -> str:
    """A default code that needs no complement."""
    return "" if code in (None, "keep") else str(code)
