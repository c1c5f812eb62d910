"""A sentence as the readers of casualties look at it: its words beside the number words and the words of casualties."""

from __future__ import annotations

import re
from functools import cached_property

from coder.annotate import Word
from coder.code import CodedSentence
from coder.frames.phrases import NOMINAL, phrase_words
from coder.languages.casualties import PRONOUN, CasualtyWords, Kind, load_casualty_words
from coder.languages.numbers import Numbers, Phrases, load_numbers

OPENING, CLOSING, COMMAS = frozenset('«"“(['), frozenset('»"”)]'), frozenset("،,")
_ENDS = frozenset(".!?؟؛:\n")
_GLUED = re.compile(r"[^\W\d]?(\d[\d.,٬]*)")


class Text:
    """The words of a coded sentence and what they are.

    Attributes:
        keys: the words folded, without article; digits without a conjunction that was not cut off (و4).
        glued: indices of the words of which it was not.
        acts: indices of the words that triggers of the codebook are.
    """

    def __init__(self, coded: CodedSentence) -> None:
        language = coded.context.book.language
        self.sentence = coded.context.sentence
        self.words = self.sentence.words
        self.mentions = coded.context.mentions
        self.grammar = language.grammar
        self.is_verbal_noun, self.without_proclitic = language.is_verbal_noun, language.without_proclitic
        self.numbers: Numbers = load_numbers(language.code)
        self.lexicon: CasualtyWords = load_casualty_words(language.code)
        self.frames = {frame.trigger.index: frame for frame in coded.frames}
        self.acts = {attempt.match.frame.trigger.index for attempt in coded.attempts}
        self.glued = {w.index for w in self.words if (m := _GLUED.fullmatch(w.text)) and m.start(1)}
        self.keys = [_GLUED.sub(r"\1", word.text) if word.index in self.glued else word.bare for word in self.words]

    def word(self, index: int) -> Word | None:
        """The word at an index; None outside the sentence."""
        return self.words[index] if 0 <= index < len(self.words) else None

    def key(self, index: int) -> str:
        """The key of the word at an index; empty outside the sentence."""
        return self.keys[index] if 0 <= index < len(self.keys) else ""

    def nominal(self, index: int) -> Word | None:
        """The word at an index if it is a noun, name, adjective or pronoun."""
        word = self.word(index)
        return word if word is not None and word.upos in NOMINAL - {"NUM", "PRON"} else None

    def phrase(self, start: int, phrases: Phrases) -> int:
        """Where the longest of the phrases ends that stands at a word, a pronoun in it being any; 0 if none does."""
        for phrase in phrases.get(self.words[start].bare, ()) if start < len(self.words) else ():
            words = self.words[start : start + len(phrase)]
            if len(words) == len(phrase) and all(map(self._fits, phrase, words)):
                return start + len(phrase)
        return 0

    def _fits(self, part: str, word: Word) -> bool:
        if part == PRONOUN:
            return word.upos == "PRON" and not word.first
        before = self.word(word.index - 1)
        free = word.first or before is None or before.upos == "CCONJ"
        return part == word.bare and (word.upos != "PRON" or free or len(part) > 3)

    def ends(self, index: int) -> bool:
        """Whether a punctuation mark ends a clause."""
        return self.words[index].text in _ENDS

    def clause(self, at: int) -> int:
        """The first word of the stretch of text without punctuation that a word stands in."""
        while at and not self.ends(at - 1) and self.words[at - 1].text not in COMMAS:
            at -= 1
        return at

    def kind(self, word: Word | None) -> Kind | None:
        """Whether a noun stands for somebody killed or wounded (قتيل، جرحى)."""
        if word is None:
            return None
        return self.lexicon.dead.get(word.bare) or self.lexicon.dead.get(word.lemma_key)

    def is_owned(self, word: Word) -> bool:
        """Whether a pronoun is attached to a word."""
        behind = self.word(word.index + 1)
        return behind is not None and behind.upos == "PRON" and not behind.first

    def is_definite(self, index: int) -> bool:
        """Whether a word has the article."""
        return self.words[index].key != self.words[index].bare

    def is_day(self, index: int) -> bool:
        """Whether a word is a day of the week or the like, some of which look like numbers (الأحد، الثلاثاء)."""
        word = self.word(index)
        return word is not None and word.key != word.bare and word.bare in self.grammar.time

    @cached_property
    def led(self) -> dict[int, Word]:
        """Words that a preposition leads in, with the preposition."""
        found: dict[int, Word] = {}
        for word in self.words:
            head = self.words[word.head]
            if word.upos != "ADP" or word.deprel not in ("case", "mark", "fixed"):
                continue
            if head.index < word.index or head.upos == "VERB":
                continue
            inside = {w.index for w in phrase_words(self.sentence, head)} | set(range(word.index, head.index + 1))
            found |= {index: word for index in inside if index > word.index}  # of several the innermost
        return found
