"""The words that tell of casualties: verbs (قُتل), nouns (مقتل) and plurals whose number stands behind (عدد القتلى)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coder.annotate import Word
from coder.ground.casualties.wording import CLOSING, OPENING, Text
from coder.languages.casualties import Kind
from coder.languages.numbers import Phrase

_REACH = 20  # words between a verb and the noun that completes it (لقي [خمسة من الجنود] حتفهم)


@dataclass(frozen=True)
class Teller:
    """A word that tells of casualties.

    Attributes:
        kinds: of which.
        at, end: index of the word, and the one behind what belongs to it.
        verb: whether it is a verb, whose subject or object they are.
        toll: whether it is a plural behind which their number stands.
        pronoun: whether a pronoun stands for them (أدى إلى مقتله).
    """

    kinds: tuple[Kind, ...]
    at: int
    end: int
    verb: bool = False
    toll: bool = False
    pronoun: bool = False


def find_tellers(text: Text) -> tuple[Teller, ...]:
    """All words of a sentence that tell of casualties, in text order."""
    found: list[Teller] = []
    for word in text.words:
        if not found or word.index >= found[-1].end:
            teller = _verb(word, text) if word.upos == "VERB" else _noun(word, text)
            if teller is not None:
                found.append(teller)
    return tuple(found)


def _verb(word: Word, text: Text) -> Teller | None:
    at = word.index
    for kind, rest in _readings(word, text):
        if not rest:
            return Teller((kind,), at, at + 1, verb=True)
        if text.words[at + 1].bare == rest[0] and text.words[at + 1].upos == "ADP":  # قضى على
            return Teller((kind,), at, at + 2)
        if any(_is_form(w, rest[0]) for w in text.words[at + 1 : at + _REACH]):
            return Teller((kind,), at, at + 1, verb=True)
    return None


def _readings(word: Word, text: Text) -> Iterator[tuple[Kind, Phrase]]:
    """What a verb may tell; a form that is rather another verb's (نصب is of أصاب only behind لم) tells nothing."""
    denied = not text.lexicon.none.isdisjoint(text.keys[max(0, word.index - 2) : word.index])
    forms = [word.key, *(text.without_proclitic(word.key) if word.token == word.text else ())]  # فقتلوا
    for verb in (verb for form in forms for verb in text.lexicon.verbs.get(form, ())):
        if denied or verb.full or word.lemma_key == verb.citation:
            yield verb.kind, verb.rest


def _noun(word: Word, text: Text) -> Teller | None:
    at, key = word.index, word.bare
    if text.nominal(at) is None:
        return None
    if text.is_owned(word):
        if key in text.lexicon.victim_of:  # راح ضحيته ستة
            return Teller(("killed",), at, at + 2)
        told = next((kind for kind, rest in text.lexicon.nouns.get(key, ()) if not rest), None)
        told = None if told is None or _completes(word, text) else told
        return Teller((told,), at, at + 2, pronoun=True) if told else None
    if any(key in text.lexicon.lives.get(w.key, ()) for w in text.words[max(0, at - _REACH) : at]):
        return Teller(("killed",), at, at + 1)
    kind = text.kind(word)
    if kind and _is_toll(at, text):
        return Teller((kind,), at, at + 1, toll=True)
    for told, rest in text.lexicon.nouns.get(key, ()):
        if rest and tuple(text.keys[at + 1 : at + 1 + len(rest)]) != rest:
            continue
        if (text.is_definite(at) and not rest) or _completes(word, text) or (kind and not _governs(at, text)):
            return None
        end = at + 1 + len(rest)
        quoted = at and text.words[at - 1].text in OPENING and end < len(text.words) and text.words[end].text in CLOSING
        return Teller((told,), at, end + bool(quoted))
    return None


def _is_form(word: Word, noun: str) -> bool:
    """Whether a word is a noun, perhaps with a pronoun that was not cut off (مصرعه)."""
    return noun in (word.bare, word.lemma_key) or (word.upos == "NOUN" and word.bare.startswith(noun))


def _completes(noun: Word, text: Text) -> bool:
    """Whether a noun is the rest of a verb before it: ``لقوا حتفهم``."""
    verbs = (v for w in text.words[max(0, noun.index - _REACH) : noun.index] for v in text.lexicon.verbs.get(w.key, ()))
    return any(_is_form(noun, part) for verb in verbs for part in verb.rest)


def _governs(at: int, text: Text) -> bool:
    """Whether a noun that may be counted itself stands before those who suffered it: ``إصابة 12``, but ``12 إصابة``."""
    if at and text.numbers.cardinal(text.keys, at - 1):
        return False
    behind = text.word(at + 1)
    if behind is None:
        return False
    counts = behind.upos != "ADP" and text.numbers.read(text.keys, at + 1) is not None
    return counts or text.keys[at] not in text.lexicon.several


def _is_toll(at: int, text: Text) -> bool:
    """Whether a plural names those whose number stands behind it: ``عدد القتلى إلى 12``, ``القتلى ثمانية``."""
    lexicon = text.lexicon
    if text.keys[at] not in lexicon.several:
        return False
    if text.key(at - 1) in lexicon.tolls:
        return True
    if not text.is_definite(at):
        return False
    if text.numbers.cardinal(text.keys, at + 1) and not text.is_definite(at + 1):
        return True
    return text.key(at + 1) in lexicon.risen_to and not lexicon.tolls.isdisjoint(text.keys[text.clause(at) : at])
