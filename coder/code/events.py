"""Stage 4, code: frames and codebook make events, and every trigger that made none says why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from coder.annotate import Document, Sentence, Word
from coder.code.actors import ARMED, Context, contexts, implicit_subject, resolve, resolve_all
from coder.code.discard import Discarded, find_discards
from coder.code.match import Match, Slots, failing, hold, holding, matches
from coder.code.mentions import Mention
from coder.codebook import Codebook
from coder.codebook.compile import Case, Conditions, Rule, SlotPath
from coder.codebook.model import ActionEntry
from coder.event import Event, EventActor
from coder.frames import Argument, Frame, build_frames
from coder.languages import Lexicon

# CAMEO roots of material violence; a casualty and the attack that caused it are one event of these.
VIOLENT = frozenset({"18", "19", "20"})
_UNREAL = {
    "background": "named as something known, not reported (kept with --keep background)",
    "future": "future (kept with --keep future)",
    "possible": "only possible (kept with --keep possible)",
    "unreal": "wished, intended or supposed (kept with --keep unreal)",
}
_LISTED = ("country", "actor", "capital")
_LIST_GAP = 6  # words between an actor and the next of its list: «، وعلى رأسها "»


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
        refused: other rules that list the trigger and that a condition or discard kept from being used.
        case: the refinement that gave the CAMEO code, None where the rule itself did.
    """

    match: Match
    events: list[Event] = field(default_factory=list)
    reason: str = ""
    refused: tuple[Refusal, ...] = ()
    case: Case | None = None


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


def code_document(document: Document, book: Codebook, keep: frozenset[str] = frozenset()) -> list[CodedSentence]:
    """Code every sentence of an article.

    Args:
        document: the annotated article.
        book: the compiled codebook.
        keep: kinds of event to keep although they did not happen or are no news: ``negated``, ``background``,
            ``future``, ``possible``, and ``unreal``, which takes in the two before it.
    """
    if "unreal" in keep:
        keep |= {"future", "possible"}
    lexicon = Lexicon(book.verbs, book.names, book.agents, book.adjectives, book.participles)
    framed = [build_frames(sentence, book.language, lexicon) for sentence in document.sentences]
    sentences = [sentence for sentence, _ in framed]
    return [
        _SentenceCoder(document, context, frames, book, keep, discarded).code()
        for context, (_, frames), discarded in zip(
            contexts(document, sentences, book), framed, find_discards(sentences, book), strict=True
        )
    ]


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
        self.asserted: set[int] = set()
        self.governors: dict[int, Match] = {}  # operators by the words that their complements open with
        self.climbing: set[int] = set()  # triggers whose doers are being looked for

    def code(self) -> CodedSentence:
        self._choose()
        for index in sorted(self.chosen):
            self._reading(index)
        self._merge_casualties()
        for index in sorted(self.chosen):
            self._emit(index)
        self._drop_repetitions()
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
        for candidates in found.values():
            for match in candidates:
                if match.trigger.rule.family:
                    for argument in self._complement_phrases(match):
                        acts = (w.index for w in (argument.head, *argument.words) if w.index in found)
                        self.governors.setdefault(next(acts, argument.head.index), match)
        # Triggers of more words first, for they use up the words behind them. An operator needs to see what it embeds,
        # which in most sentences stands behind it: so those are looked at once more, from the last to the first.
        for index in sorted(found, key=lambda i: (-max(len(m.words) for m in found[i]), i)):
            self._settle(index, found[index])
        for index in sorted(found, reverse=True):
            if any(match.trigger.rule.family for match in found[index]):
                self._settle(index, found[index])

    def _settle(self, index: int, candidates: list[Match]) -> None:
        """Choose among the matches of a trigger, unless another trigger has used up its word."""
        self.chosen.pop(index, None)
        self.attempts.pop(index, None)
        if any(index in match.rest for match in self.chosen.values()):
            return
        refusals = [(match, self._refusal(match)) for match in candidates]
        allowed = [match for match, reason in refusals if not reason]
        attempt = self.attempts[index] = Attempt(allowed[0] if allowed else candidates[0])
        attempt.reason = "" if allowed else refusals[0][1]
        rules = {match.trigger.rule: reason for match, reason in reversed(refusals) if reason}
        rules.pop(attempt.match.trigger.rule, None)
        attempt.refused = tuple(Refusal(rule, reason) for rule, reason in reversed(rules.items()))
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
        slots = self._slots(match)
        if failed := failing(rule.if_, slots, self.context):
            return f"condition fails: {failed}"
        if excluded := holding(rule.unless, slots, self.context):
            return f"excluded by unless: {excluded}"
        if rule.family and not rule.entry.cameo and self._complement(match) is None:
            return "operator without a complement"
        return ""

    def _discarded(self, match: Match) -> Discarded | None:
        """What forbids a match; a trigger of more words than the discarded phrase stands."""
        rule_id, at, size = match.trigger.rule.id, match.frame.trigger.index, len(match.words)
        return next(
            (
                d
                for d in self.discarded
                if d.covers(at) and d.forbids(rule_id) and not (d.discard.entry.level == "word" and size > d.size)
            ),
            None,
        )

    # Slots

    def _slots(self, match: Match) -> Slots:
        """The slots of a match, ``source`` and ``target`` as its rule defines them."""
        rule = match.trigger.rule
        sides = {"source": rule.source, "target": rule.target}
        return Slots(lambda name: self._fillers(match, sides[name]) if name in sides else self._slot(match, name))

    def _fillers(self, match: Match, paths: Sequence[SlotPath]) -> list[Argument]:
        """The phrases of the first slot of a list that holds any."""
        for path in paths:
            found = self._path(match, path)
            if found:
                return found
        return []

    def _path(self, match: Match, path: SlotPath) -> list[Argument]:
        """The phrases at a slot path; a later step is a slot of the events that the step before names."""
        found = self._slot(match, path[0])
        if not found and len(path) == 2 and len(match.words) > 1:
            return self._rest_slot(match, path[1])  # «صد هجوماً شنه الحوثيون»: the trigger's own noun is the event
        for step in path[1:]:
            found = [a for argument in found for a in self._step(argument, step, match)]
        return found

    def _step(self, argument: Argument, step: str, above: Match) -> list[Argument]:
        inner = [m for m in self._events_in(argument) if m is not above]
        found = [a for m in inner for a in self._slot(m, step)]
        for m in () if found else inner[:1]:  # «تلك الاتفاقيات»: the same event was told before, with its sides
            earlier = [
                e for i, e in self.chosen.items() if i < m.frame.trigger.index and e.trigger.rule is m.trigger.rule
            ]
            found = self._slot(earlier[-1], step) if earlier else []
        if inner:
            return found
        # «الأعمال التي يقوم بها النظام»: the relative clause says whose they are.
        sentence = self.context.sentence
        clauses = {c.index for word in _noun_chain(sentence, argument.head) for c in sentence.children(word, "acl")}
        return [a for f in self.frames if f.trigger.index in clauses for a in f.slot(step) if a.how == "direct"]

    def _slot(self, match: Match, name: str) -> list[Argument]:
        """The phrases of a slot; a genitive that is subject or object of its noun is told as that."""
        found = self._slot_as_parsed(match, name)
        if name not in ("subject", "object"):
            return found
        return [replace(a, slot=name) if a.slot == "genitive" else a for a in found]

    def _slot_as_parsed(self, match: Match, name: str) -> list[Argument]:
        frame = match.frame
        side = self._genitive_side(match) if frame.kind == "noun" else ""
        passive = name in ("subject", "object") and self._reads_as_passive(match)
        if name not in ("subject", "modifier") and not passive and len(match.words) > 1:
            found = self._own_slot(match, name, side)
            return found or self._rest_slot(match, name)
        if name == "subject":
            found = [] if passive else [a for a in frame.slot("subject") if a.head.index not in match.rest]
            owners = self._genitives(match)[0] if side == "subject" else ()
            owners = tuple(g for g in owners if g.head.index not in match.rest)
            if self._announced(match) and (owners or frame.slot("agent")):
                found = []  # «أعلن الجيش قصف الطيران الروسي لمواقع»: the act has a subject of its own
            if frame.kind != "verb" or passive:
                found = [*frame.slot("agent"), *found]
            found += owners
            if not found and frame.kind == "noun":
                found = self._owners(match)
            if (frame.kind == "noun" or found) and all(a.how == "control" or a.head.upos == "PRON" for a in found):
                found = self._doers(match) or found
            return found or [a for a in frame.slot("modifier") if self._is_nationality(a)]
        return self._own_slot(match, name, side, passive)

    def _own_slot(self, match: Match, name: str, side: str, passive: bool = False) -> list[Argument]:
        frame = match.frame
        if name == "object":
            found = list(frame.slot("subject")) if passive else list(frame.slot("object"))
            found = [a for a in found if a.head.index not in match.rest]
            suffering = {"object": frame.slot("genitive"), "subject": self._genitives(match)[1]}
            return found + list(suffering.get(side, ()))
        grammar = self.book.language.grammar
        if name in grammar.dative and frame.kind == "noun" and self._owners(match):
            return []
        if name == "cause":
            return [a for a in frame.arguments if a.slot == "cause" or a.slot in grammar.cause]
        if name == "time":
            return [a for a in frame.arguments if {a.head.bare, a.head.lemma_key} & grammar.time]
        if name == "instrument":
            return [a for a in frame.arguments if a.slot in grammar.instrument]
        if name == "place":
            return [*frame.slot("place"), *(a for a in frame.arguments if self._is_place(a))]
        return list(frame.slot(name))

    def _is_place(self, argument: Argument) -> bool:
        """Whether a phrase by preposition says where."""
        grammar = self.book.language.grammar
        if argument.slot not in grammar.where or argument.slot not in grammar.prepositions:
            return False
        if argument.head.bare in grammar.place_words:
            return True
        return any(mention.kind == "place" for mention in self.context.mentions.within(argument.words))

    def _rest_slot(self, match: Match, name: str) -> list[Argument]:
        """The slot as the later words of a trigger fill it: ``أسفر عن مقتل ثلاثة``, ``أطلق النار على``."""
        for frame in self.frames:
            if frame.kind == "noun" and frame.trigger.index in match.rest:
                found = frame.slot(name)
                if name == "object":  # «جدد رفضه تسليم المتهمين»: there the pronoun is the subject
                    owner = match.trigger.rule.entry.genitive == "subject"
                    genitives = frame.slot("genitive")
                    found = found or tuple(a for a in genitives if not (owner and a.head.upos == "PRON"))
                if found:
                    return list(found)
        return []

    def _is_nationality(self, argument: Argument) -> bool:
        mention = self.context.mentions.at(argument.head)
        return mention is not None and mention.kind in ("adjective", "actor")

    def _genitive_side(self, match: Match) -> str:
        """Whether the genitive of a verbal noun acts or suffers: ``قصف النظام للبلدة`` against ``قصف البلدة``."""
        frame, entry = match.frame, match.trigger.rule.entry
        if entry.genitive in ("subject", "none"):
            return entry.genitive
        if self._genitives(match)[1]:
            return "subject"
        if any(a.how == "direct" for a in frame.slot("subject")) and not self._announced(match):
            return "object"
        if frame.slot("object"):
            return "subject"
        prepositions = [path[0] for path in match.trigger.rule.target if len(path) == 1]
        if any(
            a.how == "direct" for slot in prepositions if slot not in ("object", "subject") for a in frame.slot(slot)
        ):
            return "subject"
        if self._doers(match):
            return "object"  # «هدد الحوثيون بقصف القوات السعودية»
        if self._passes_on(match):
            return "subject"
        if entry.genitive == "either":
            heads = [a for a in frame.slot("genitive") if self.context.mentions.at(a.head) is not None]
            actors = [resolve(a, self.context) for a in heads]  # «قصف مواقع داعش»: those who own it do not act
            if any(actor is not None and ARMED & _pieces(actor.code) for actor in actors):
                return "subject"
        return "object"

    def _owners(self, match: Match) -> list[Argument]:
        """Those behind ل who did the act that a noun names rather than suffered it: ``قصف للنظام على مدينة دوما``.

        They are armed or a state, nobody else stands as genitive or agent, and the attack has its target elsewhere or
        is of the kind whose lone genitive may be the attacker.
        """
        frame, rule = match.frame, match.trigger.rule
        if frame.slot("genitive") or frame.slot("agent") or any(a.how == "direct" for a in frame.slot("subject")):
            return []
        dative = self.book.language.grammar.dative
        others = {path[0] for path in rule.target if len(path) == 1} - {"object", "subject"} - dative
        aimed = any(a.how == "direct" for slot in others for a in frame.slot(slot))
        if rule.entry.genitive != "either" and not aimed:
            return []
        owners = [
            a for slot in sorted(dative) for a in frame.slot(slot) if self.context.mentions.at(a.head) is not None
        ]
        actors = [resolve(a, self.context) for a in owners]
        return owners if any(actor is not None and ARMED & _pieces(actor.code) for actor in actors) else []

    def _genitives(self, match: Match) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
        """The genitives of a noun, and its object: a second one not joined to the first (توقيف الشرطة صحفيين)."""
        genitives = tuple(self._without_dative(g, match) for g in match.frame.slot("genitive"))
        joined = all(a.head.deprel.startswith("conj") for a in genitives[1:])
        joined = joined or genitives[0].head.upos == "PRON"  # «قصفها التنظيم», read as a noun
        return (genitives, ()) if joined else (genitives[:1], genitives[1:])

    def _without_dative(self, genitive: Argument, match: Match) -> Argument:
        """A genitive without what the parse hangs on it behind ل: ``اعتقال السلطات | للصحفيين``."""
        at = genitive.head.index
        cut = min((a.words[0].index for a in self._passed_on(match) if a.head.head == at), default=None)
        if cut is None:
            return genitive
        return replace(genitive, words=tuple(w for w in genitive.words if w.index < cut - 1) or (genitive.head,))

    def _passed_on(self, match: Match) -> list[Argument]:
        """The phrases behind ل that the parse hangs on the genitive of a noun, where its rule has a target there."""
        dative = self.book.language.grammar.dative
        if not any(path[0] in dative for path in match.trigger.rule.target):
            return []
        return [a for a in match.frame.arguments if a.slot in dative and a.how == "loose"]

    def _passes_on(self, match: Match) -> bool:
        """Whether ل behind somebody armed or in office tells whom they act on."""
        heads = {g.head.index for g in match.frame.slot("genitive")}
        if not any(a.head.head in heads for a in self._passed_on(match)):
            return False
        known = [g for g in self._genitives(match)[0] if self.context.mentions.at(g.head) is not None]
        actors = [resolve(g, self.context) for g in known]
        return any(actor is not None and ARMED & _pieces(actor.code) for actor in actors)

    def _doers(self, match: Match) -> list[Argument]:
        """Who would do the act that an operator speaks of: its own source (threaten) or whom it addresses (demand)."""
        at = match.frame.trigger.index
        governor = self.governors.get(at)
        if governor is None or at in self.climbing:
            return []
        rule = governor.trigger.rule
        family = self.book.ontology.families[rule.family]
        if not family.doer or (family.happens and governor.frame.polarity == "negated"):
            return []  # «لم تتبن الكتائب الهجوم»: somebody else made it
        self.climbing.add(at)
        found = self._fillers(governor, rule.source if family.doer == "source" else rule.target)
        self.climbing.discard(at)
        return [a for a in found if a.head.index != at]

    def _announced(self, match: Match) -> bool:
        """Whether a verb of saying carries the act: its subject may have done it, or only tell it."""
        support, speech = match.frame.support, self.book.language.grammar.speech
        return support is not None and (support.key in speech or support.lemma_key in speech)

    def _reads_as_passive(self, match: Match) -> bool:
        """An unvowelled passive (قتل ثلاثة مدنيين): a transitive verb without object whose subject is no armed body."""
        frame, rule = match.frame, match.trigger.rule
        if frame.kind != "verb" or ("object",) not in rule.target or ("subject",) not in rule.source:
            return False
        if frame.slot("agent") and not frame.slot("object"):
            return True
        prepositions = {path[0] for path in rule.target if len(path) == 1} - {"object", "subject"}
        if any(a.how == "direct" for slot in prepositions for a in frame.slot(slot)):
            return False
        if rule.entry.cameo is None or rule.entry.cameo[:2] not in VIOLENT | {"17"} or frame.slot("object"):
            return False
        if isinstance(rule.entry, ActionEntry) and rule.entry.reciprocal:
            return False
        wanted = Conditions(tuple((slot, tests) for slot, tests in rule.if_.slots if slot == "subject"))
        if len(wanted) and hold(wanted, Slots(lambda name: list(frame.slot(name))), self.context):
            return False  # «استهدفت طائرة مسيرة سيارة»: what the rule asks for as subject acts
        subjects = frame.slot("subject")
        return bool(subjects) and not any(self._acts(a) for a in subjects)

    def _acts(self, subject: Argument) -> bool:
        """Whether a subject is somebody who would act with arms: definite, uncounted, and armed or a state."""
        if subject.how != "direct":
            return True
        if any(self.book.language.grammar.is_amount(w) for w in subject.words):
            return False
        if any(True for _ in self._events_in(subject)):
            return True
        actor = resolve(subject, self.context)
        if actor is None:
            return False
        indefinite = subject.head.upos == "NOUN" and subject.head.feats.get("Definite") == "Ind"
        return not indefinite and (len(actor.code) == 3 or bool(ARMED & _pieces(actor.code)))

    def _events_in(self, argument: Argument) -> Iterator[Match]:
        """The triggers at or inside a phrase, the head first."""
        if argument.head.index in self.chosen:
            yield self.chosen[argument.head.index]
        for word in argument.words:
            if word.index != argument.head.index and word.index in self.chosen:
                yield self.chosen[word.index]

    def _is_event(self, argument: Argument) -> bool:
        """Whether a phrase is about an act rather than somebody."""
        return argument.head.index in self.chosen and self.context.mentions.at(argument.head) is None

    # Operators

    def _complement(self, match: Match) -> Match | None:
        """The match that an operator takes: the nearest trigger in its complement slots."""
        own = {w.index for w in match.words}
        for argument in self._complement_phrases(match):
            for inner in self._events_in(argument):
                if inner.frame.trigger.index not in own:
                    return inner
        return None

    def _complement_phrases(self, match: Match) -> Iterator[Argument]:
        """The phrases in the complement slots of an operator.

        Behind a noun they are often hung on its governor: ``رفضت مطالب واشنطن بوقف التخصيب``.
        """
        rule, at = match.trigger.rule, match.frame.trigger.index
        for slot in rule.complement:
            yield from self._slot(match, slot)
        if match.frame.kind != "noun":
            return
        for frame in self.frames:
            for argument in frame.arguments:
                if at not in {w.index for w in argument.words}:
                    continue
                end = argument.words[-1].index
                yield from (
                    a
                    for a in frame.arguments
                    if a.slot in rule.complement and a.how == "direct" and 0 < a.words[0].index - end <= 2
                )

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
                    reading = again
                    break
        self.readings[index] = reading
        return reading

    def _read(self, match: Match, above: frozenset[int]) -> _Reading | None:
        return self._operator(match, above) if match.trigger.rule.family else self._action(match)

    def _action(self, match: Match) -> _Reading:
        rule = match.trigger.rule
        entry = rule.entry
        cameo, plover, acled = entry.cameo or "", entry.plover, entry.acled
        tags = list(entry.tags)
        slots = self._slots(match)
        holding = [case for case in reversed(rule.cases) if hold(case.conditions, slots, self.context)]
        # The most specific has the last word, of two equally specific the first in the file.
        decided = None
        for case in sorted(holding, key=lambda c: len(c.conditions)):
            if case.entry.cameo:
                cameo, decided = case.entry.cameo, case
            plover = plover if case.entry.plover is None else case.entry.plover
            acled = acled if case.entry.acled is None else case.entry.acled
            tags += case.entry.tags
        sources, targets = self._source(match), self._actors(match, rule.target)
        reciprocal = isinstance(entry, ActionEntry) and entry.reciprocal
        if reciprocal and not any(a.code for a in targets) and sum(bool(a.code) for a in sources) > 1:
            targets = sources  # «واصل ممثلون عن الحكومة والحوثيين محادثات»: with each other
        all_tags = tuple(sorted(set(tags)))
        return _Reading(match, cameo, plover, acled, all_tags, sources, targets, match.frame.modality, decided)

    def _operator(self, match: Match, above: frozenset[int]) -> _Reading | None:
        rule = match.trigger.rule
        family = self.book.ontology.families[rule.family]
        complement = self._complement(match)
        inner = self._reading(complement.frame.trigger.index, above) if complement else None
        sources = self._source(match)
        targets = self._actors(match, rule.target)
        entry = rule.entry
        if complement is None:
            code = entry.cameo or _plain(family.default)
            return self._own_reading(match, code, sources, targets) if code else None
        code = family.compose(inner.cameo if inner else "")
        at = complement.frame.trigger.index
        if family.transparent:
            self.embedded.setdefault(at, f"coded with {rule.id} «{match.frame.trigger.text}»")
        elif family.happens:
            self.asserted.add(at)
        else:
            self.embedded.setdefault(
                at, f"embedded under {rule.id} «{match.frame.trigger.text}»: not said to have happened"
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
        if inner is not None and (code in family.complement_target or not any(a.code for a in targets)):
            mine = {actor.code for actor in sources}
            others = (*inner.sources, *inner.targets) if code not in family.complement_target else inner.targets
            targets = tuple(a for a in others if a.code and a.code not in mine) or targets
        if not any(a.code for a in targets):
            targets = self._place_target(complement) or targets
        return self._own_reading(match, code, sources, targets)

    def _own_reading(
        self, match: Match, code: str, sources: tuple[EventActor, ...], targets: tuple[EventActor, ...]
    ) -> _Reading:
        entry = match.trigger.rule.entry
        return _Reading(match, code, entry.plover, entry.acled, entry.tags, sources, targets, match.frame.modality)

    def _place_target(self, match: Match) -> tuple[EventActor, ...]:
        """The country where the embedded act would take place (``وقف إطلاق النار في سوريا``)."""
        found = [resolve(a, self.context) for a in match.frame.slot(self.book.language.grammar.where[0])]
        return tuple(actor for actor in found if actor is not None and len(actor.code) == 3)

    # Actors

    def _actors(self, match: Match, paths: Sequence[SlotPath]) -> tuple[EventActor, ...]:
        """The actors of the first slot that names any; failing that, the unknown phrase of the first filled slot."""
        unknown: tuple[EventActor, ...] = ()
        for path in paths:
            phrases = self._path(match, path)
            known = _distinct(a for p in self._with_list(phrases) for a in resolve_all(p, self.context))
            if known:
                return known
            if not unknown and path in (("subject",), ("object",)):
                unknown = tuple(self._unknown(p) for p in phrases if self._may_be_somebody(p))[:1]
        return unknown

    def _source(self, match: Match) -> tuple[EventActor, ...]:
        """The source; if the clause names none, the one behind the event that it gives as cause."""
        rule = match.trigger.rule
        if rule.source == (("none",),):
            return ()
        if self._announced(match) and isinstance(rule.entry, ActionEntry) and rule.entry.casualty:
            return ()  # «أعلنت الشرطة مقتل ثلاثة»: who announces a death did not cause it
        subjects = self._slot(match, "subject") if rule.source == (("subject",),) else []
        # «استهدف هجوم مسلح دورية»: the attack's own source counts
        of_event = bool(subjects) and all(self._is_event(a) for a in subjects)
        own = () if of_event else self._actors(match, rule.source)
        if any(a.code for a in own):
            return own
        if rule.entry.cameo is not None and rule.entry.cameo[:2] in VIOLENT and (behind := self._behind_cause(match)):
            return behind
        implied = implicit_subject(match.frame, self.context) if ("subject",) in rule.source else None
        return own if implied is None else (implied,)

    def _behind_cause(self, match: Match) -> tuple[EventActor, ...]:
        """Who did the event that a clause gives as the cause of its own: ``قُتل ثلاثة في قصف للنظام``."""
        for cause in (*self._slot(match, "cause"), *self._slot(match, "subject")):
            for inner in self._events_in(cause):
                if inner is not match:
                    found = self._actors(inner, inner.trigger.rule.source)
                    if any(a.code for a in found):
                        return found
            nationality = [m for m in self.context.mentions.within(cause.words) if m.kind == "adjective"]
            if nationality and cause.slot != "subject":
                word = self.context.sentence.words[nationality[0].first]
                actor = resolve(Argument(cause.slot, word, (word,)), self.context)
                if actor is not None and cause.head.index in self.chosen:
                    return (actor,)
        return ()

    def _with_list(self, phrases: Sequence[Argument]) -> list[Argument]:
        """The phrases, with the named actors that follow them in a list which the parse cut short.

        ``كندا وفرنسا وألمانيا``, and those named as part of what is before them: ``الفصائل، وعلى رأسها جيش الإسلام``.
        """
        words = self.context.sentence.words
        result: list[Argument] = []
        covered = {p.head.index for p in phrases}
        for phrase in phrases:
            head = self.context.mentions.at(phrase.head)
            listable = head is not None and head.kind in _LISTED
            at = head.last + 1 if head is not None and listable else phrase.words[-1].index + 1
            if head is not None and listable and self._next_in_list(at, listable) is not None:
                phrase = replace(phrase, words=words[phrase.words[0].index : head.last + 1])
            result.append(phrase)
            while (found := self._next_in_list(at, listable)) is not None:
                span = words[found.first : found.last + 1]
                if not {w.index for w in span} & covered:
                    covered |= {w.index for w in span}
                    result.append(Argument(phrase.slot, span[0], span, "list"))
                at = found.last + 1
        return sorted(result, key=lambda a: a.head.index)

    def _next_in_list(self, at: int, listable: bool) -> Mention | None:
        """The named actor that continues a list at a word: behind a comma, a conjunction or «especially»."""
        words, grammar = self.context.sentence.words, self.book.language.grammar
        joined = included = False
        for word in words[at : at + _LIST_GAP]:
            mention = self.context.mentions.at(word)
            if mention is not None and mention.first == word.index and mention.kind in _LISTED:
                joined = joined or _hides_conjunction(word, mention)
                free = included or word.deprel.split(":")[0] not in ("nsubj", "obj")
                return mention if free and (included or (joined and listable)) else None
            included = included or word.key in grammar.including
            joined = joined or word.text in ("،", ",") or word.key in grammar.conjunctions
            if not (included or word.upos in ("PUNCT", "CCONJ", "ADP") or word.key in grammar.conjunctions):
                return None
        return None

    def _may_be_somebody(self, phrase: Argument) -> bool:
        head = phrase.head
        if head.upos not in ("NOUN", "PROPN") or head.index in self.chosen or phrase.how not in ("direct", "shared"):
            return False
        mention = self.context.mentions.at(head)
        if mention is not None and mention.kind == "place":
            return False
        grammar = self.book.language.grammar
        return not ({head.bare, head.lemma_key} & (grammar.place_words | grammar.carriers | grammar.quantifiers))

    def _unknown(self, phrase: Argument) -> EventActor:
        """A phrase that names somebody whom the codebook does not know: words without a code."""
        return EventActor("", "", self.context.sentence.quote(phrase.start, phrase.end), phrase.start, phrase.end)

    # Rows

    def _merge_casualties(self) -> None:
        """``قُتل ثلاثة مدنيين في غارة``: the attack takes the target of the casualty, which gives no row of its own."""
        for index, reading in list(self.readings.items()):
            if reading is None or not _is_casualty(reading) or reading.match.frame.polarity == "negated":
                continue
            for cause in (*self._slot(reading.match, "cause"), *reading.match.frame.slot("subject")):
                inner = next((m for m in self._events_in(cause) if m is not reading.match), None)
                other = self.readings.get(inner.frame.trigger.index) if inner else None
                if inner is None or other is None or other.cameo[:2] not in VIOLENT or _is_casualty(other):
                    continue
                at = inner.frame.trigger.index
                if at in self.embedded or index in self.embedded:
                    continue
                known = any(a.code for a in other.targets)
                self.readings[at] = replace(
                    other,
                    targets=other.targets if known else reading.targets or other.targets,
                    sources=other.sources or reading.sources,
                    tags=tuple(sorted({*other.tags, *reading.tags})),
                )
                if reading.modality == "real":
                    self.asserted.add(at)  # what somebody died of took place
                self.embedded[index] = f"told as a result of «{inner.frame.trigger.text}», which is coded"
                break

    def _emit(self, index: int) -> None:
        attempt, reading = self.attempts[index], self.readings.get(index)
        if reading is None:
            attempt.reason = self.embedded.get(index) or "the operator and its complement give no code"
            return
        rule = reading.match.trigger.rule
        frame = reading.match.frame
        if index in self.asserted and reading.modality == "background":
            reading = replace(reading, modality="real")
        if index in self.embedded:
            attempt.reason = self.embedded[index]
        elif frame.polarity == "negated" and "negated" not in self.keep:
            attempt.reason = "negated (kept with --keep negated)"
        elif reading.modality in _UNREAL and reading.modality not in self.keep:
            attempt.reason = _UNREAL[reading.modality]
        elif lacking := _lacking(rule, reading):
            attempt.reason = lacking
        else:
            attempt.events, attempt.case = list(self._rows(reading)), reading.case

    def _rows(self, reading: _Reading) -> Iterator[Event]:
        sides: list[tuple[EventActor | None, EventActor | None]] = [
            (source, target)
            for source in reading.sources or (None,)
            for target in reading.targets or (None,)
            if source is None or target is None or _apart(source, target)
        ]
        entry = reading.match.trigger.rule.entry
        if isinstance(entry, ActionEntry) and entry.reciprocal and reading.targets is not reading.sources:
            sides += [(target, source) for source, target in sides if source is not None and target is not None]
        if not sides:  # both sides are the same words: they are known for one of them
            sides = [(source, None) for source in reading.sources]
        for source, target in dict.fromkeys(sides):
            yield self._event(reading, source, target)

    def _event(self, reading: _Reading, source: EventActor | None, target: EventActor | None) -> Event:
        article, sentence, frame = self.document.article, self.context.sentence, reading.match.frame
        cameo = self.book.ontology.cameo[reading.cameo]
        words = _contiguous(reading.match.words)
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
            date=article.date,
            date_precision=1 if article.date else None,
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


def _apart(source: EventActor, target: EventActor) -> bool:
    """Whether two sides are two: other words, or two actors for whom one word stands (``الطرفان``)."""
    if source.end <= target.start or target.end <= source.start:
        return True
    return bool(source.antecedent and target.antecedent) and source.code != target.code


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


def _hides_conjunction(word: Word, mention: Mention) -> bool:
    """Whether the tokenizer left «و» on a name (ونيوزيلندا)."""
    return mention.name is not None and word.key not in mention.name.words[0] and word.token == word.text


def _noun_chain(sentence: Sentence, head: Word) -> Iterator[Word]:
    """A noun and the nouns that hang on it: parses attach a relative clause to any of them."""
    yield head
    for child in sentence.children(head, "nmod"):
        yield from _noun_chain(sentence, child)


def _plain(code: str | None) -> str:
    """A default code that needs no complement."""
    return "" if code in (None, "keep") else str(code)


def _contiguous(words: Sequence[Word]) -> list[Word]:
    """The words of a trigger up to the first gap."""
    result = [words[0]]
    for word in words[1:]:
        if word.index != result[-1].index + 1:
            break
        result.append(word)
    return result


def _distinct(actors: Iterator[EventActor]) -> tuple[EventActor, ...]:
    """One actor per code: «الجيش وقوات النظام» is the same side twice."""
    found: dict[str, EventActor] = {}
    for actor in actors:
        found.setdefault(actor.code, actor)
    return tuple(found.values())


def _pieces(code: str) -> set[str]:
    return {code[i : i + 3] for i in range(0, len(code), 3)}
