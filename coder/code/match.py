"""Which rules a frame calls: triggers of one or several words, and the conditions that choose among rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coder.annotate import Sentence, Word
from coder.code.actors import Context, main_mention, resolve
from coder.codebook import Codebook
from coder.codebook.compile import Conditions, Test, Trigger
from coder.event import code_pieces
from coder.frames import Argument, Frame

# How far behind its first word the rest of a trigger may stand (فتح [عناصر الجيش] النار).
_REACH = 6


@dataclass(frozen=True, eq=False)
class Match:
    """A frame and a trigger that it holds.

    Attributes:
        words: the words of the trigger, in text order.
    """

    frame: Frame
    trigger: Trigger
    words: tuple[Word, ...]

    @property
    def rest(self) -> frozenset[int]:
        """Indices of the trigger's words behind the first: they are no triggers of their own."""
        return frozenset(w.index for w in self.words[1:])


def matches(frame: Frame, sentence: Sentence, book: Codebook, named: bool = False) -> list[Match]:
    """All triggers that a frame holds, those of most words first, then in the order of the codebook.

    ``named`` says that the trigger is an agent of the codebook as well (مقاتلو، ضابطاً): then it is a trigger only
    by its written form, for the lemma of such words often errs, and no participle.
    """
    found = []
    for trigger in _triggers(frame, sentence, book, named):
        words = rest_of(frame.trigger, trigger, sentence)
        if words is not None:
            found.append(Match(frame, trigger, (frame.trigger, *words)))
    return sorted(found, key=lambda m: -len(m.words))


def _triggers(frame: Frame, sentence: Sentence, book: Codebook, named: bool) -> Iterable[Trigger]:
    word = frame.trigger
    if frame.kind in ("verb", "passive"):
        return verb_triggers(word, sentence, book)
    if frame.kind == "participle":
        # «متهماً إسرائيل بـ» accuses, but «متهماً» alone is somebody.
        return () if named and not frame.slot("object") else _unique(book.participles.get(word.key, []))
    return noun_triggers(word, book, named)


def verb_triggers(word: Word, sentence: Sentence, book: Codebook) -> Iterator[Trigger]:
    """The triggers that a word is, taken as a verb, the likeliest first."""
    triggers = _fitting(word, sentence, book)
    # Unvowelled forms are shared by several verbs; the lemma chooses where it names one of them.
    lemma = [t for t in triggers if t.citation == word.lemma_key]
    aspect = word.feats.get("Aspect", "")
    if lemma and not any(t.fits(word.key, aspect, negated=False) for t in lemma):  # «توجه المتظاهرون» is no تُوجّه
        lemma = [*(t for t in triggers if t.citation == word.key), *lemma]
    if not triggers:
        triggers = [t for t in book.verbs.get(word.lemma_key, []) if t.citation == word.lemma_key]
    return _unique(lemma or triggers)


def noun_triggers(word: Word, book: Codebook, named: bool = False) -> Iterator[Trigger]:
    """The triggers that a word is, taken as a noun; ``named`` as for :func:`matches`."""
    adjective = word.upos == "ADJ"
    keys = [
        word.bare,
        *(() if named or adjective else (word.lemma_key,)),
        *(book.language.without_proclitic(word.key) if word.token == word.text else ()),
    ]
    found = _unique(t for key in keys for t in book.nouns.get(book.language.without_article(key), []))
    if not adjective or word.bare != word.lemma_key:
        return found
    return (t for t in found if t.citation == word.bare)  # «اجتماعي» is social, not two meetings


def _fitting(word: Word, sentence: Sentence, book: Codebook) -> list[Trigger]:
    """The verbs of which a form can be one where it stands; those of which it is a full form before others."""
    before = sentence.words[max(0, word.index - 2) : word.index]
    negated = any(w.key in book.language.grammar.negation | book.language.grammar.subjunctive for w in before)
    aspect = word.feats.get("Aspect", "")
    triggers = [
        t for t in book.verbs.get(word.key, []) if t.citation == word.lemma_key or t.fits(word.key, aspect, negated)
    ]
    full = [t for t in triggers if t.aspects.get(word.key, frozenset()) != {"Short"}]
    return full or triggers


def _unique(triggers: Iterable[Trigger]) -> Iterator[Trigger]:
    seen: set[int] = set()
    for trigger in triggers:
        if id(trigger) not in seen:
            seen.add(id(trigger))
            yield trigger


def rest_of(first: Word, trigger: Trigger, sentence: Sentence) -> tuple[Word, ...] | None:
    """The words of the sentence for the rest of a trigger, None if one is missing; nouns take theirs at once."""
    found: list[Word] = []
    at = first.index + 1
    for forms in trigger.rest:
        reach = at + (_REACH if trigger.kind == "verb" else 2)
        for word in sentence.words[at:reach]:
            if word.bare in forms or word.key in forms or word.lemma_key in forms:
                found.append(word)
                at = word.index + 1
                break
            if word.upos == "VERB" and trigger.kind == "verb":
                return None
        else:
            return None
    return tuple(found)


# Conditions


def hold(conditions: Conditions, slots: Slots, context: Context) -> bool:
    """Whether every condition holds."""
    return all(_any(tests, slot, slots, context) for slot, tests in conditions.slots)


def failing(conditions: Conditions, slots: Slots, context: Context) -> str:
    """The first condition that fails, as the codebook writes it, and what stands in its slot; empty if all hold."""
    for slot, tests in conditions.slots:
        if not _any(tests, slot, slots, context):
            found = () if slot == "words" else slots.phrases(slot)
            quotes = "، ".join(f"«{context.sentence.quote(a.start, a.end)}»" for a in found)
            there = "" if slot == "words" else f"; it is {quotes}" if quotes else "; it is empty"
            return f"{slot}: {', '.join(test.value for test in tests)}{there}"
    return ""


def holding(conditions: Conditions, slots: Slots, context: Context) -> str:
    """The values that make conditions hold, as the codebook writes them; empty if they do not hold."""
    found = []
    for slot, tests in conditions.slots:
        value = next((test.value for test in tests if _any((test,), slot, slots, context)), None)
        if value is None:
            return ""
        found.append(f"{slot}: {value}")
    return ", ".join(found)


class Slots:
    """What conditions look at: the phrases of a match by slot, found when they are asked for."""

    def __init__(self, fill: Callable[[str], Sequence[Argument]]) -> None:
        self._fill = fill
        self._found: dict[str, Sequence[Argument]] = {}

    def phrases(self, slot: str) -> Sequence[Argument]:
        """Phrases of a slot, or of ``source`` and ``target``."""
        if slot not in self._found:
            self._found[slot] = self._fill(slot)
        return self._found[slot]


def _any(tests: Sequence[Test], slot: str, slots: Slots, context: Context) -> bool:
    if slot == "words":
        sentence = context.sentence
        return any(in_words(test, sentence.words, sentence.keys, sentence.written) for test in tests)
    for argument in slots.phrases(slot):
        for test in tests:
            if test.country_of:
                if _compares(test, argument, slots, context):
                    return True
            elif in_words(test, argument.words, argument.keys, argument.written) or _is_actor(test, argument, context):
                return True
    return False


def _compares(test: Test, argument: Argument, slots: Slots, context: Context) -> bool:
    """``same country as source``: whether the countries of two actors are known, and the same or not."""
    mine = _country(argument, context)
    others = {_country(other, context) for other in slots.phrases(test.country_of)} - {""}
    return bool(mine and others) and (mine in others) == test.same


def _country(argument: Argument, context: Context) -> str:
    actor = resolve(argument, context)
    return actor.country if actor is not None else ""


def in_words(test: Test, words: Sequence[Word], keys: frozenset[str], written: frozenset[str]) -> bool:
    """Whether a phrase has a word of a test: ``keys`` are its words bare and as lemmas, ``written`` with articles."""
    known = test.words
    if not known.forms.isdisjoint(keys) or not known.exact.isdisjoint(written):
        return True
    likely = [phrase for phrase in known.phrases if not phrase[0].isdisjoint(keys)]
    return any(_phrase_at(phrase, words, i) for phrase in likely for i in range(len(words)))


def _phrase_at(phrase: Sequence[frozenset[str]], words: Sequence[Word], start: int) -> bool:
    if start + len(phrase) > len(words):
        return False
    return all(words[start + n].bare in forms or words[start + n].lemma_key in forms for n, forms in enumerate(phrase))


def _is_actor(test: Test, argument: Argument, context: Context) -> bool:
    if not test.agents and not test.codes:
        return False
    if test.agents:
        mention = main_mention(argument, context)
        if mention is not None and mention.name and mention.name.kind == "agent" and mention.name.id in test.agents:
            return True
    if test.codes:
        actor = resolve(argument, context)
        if actor is not None:
            return not test.codes.isdisjoint(code_pieces(actor.code))
    return False
