"""The name in a phrase that the codebook does not know: a person, a body, a place, or a noun that may be of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from coder.annotate import Word
from coder.code.actors import Context, main_mention
from coder.code.mentions import Mention
from coder.frames import Argument
from coder.languages import Language

NAME_TAGS = ("PROPN", "X")
_QUOTES = frozenset("\"«»“”„'‘’")
_LONGEST = 5  # words of a name
_TITLE_GAP = 3  # adjectives between a title and its name

Phrase: TypeAlias = tuple[str, ...]


class Found(NamedTuple):
    """A name.

    Attributes:
        kind: ``name`` of somebody or something, ``body`` with its class noun, ``place`` behind one, or ``noun``.
        key: what different spellings have in common.
        text: the words as they are written, without what is attached to them.
        written: a noun's lemma; a place with the noun that classes it.
        indices: its words in the sentence.
    """

    kind: Literal["name", "body", "place", "noun"]
    key: Phrase
    text: str
    written: str
    indices: tuple[int, ...]


def plain(word: str, language: Language) -> str:
    """A word without vowel marks."""
    return "".join(language.clean_char(char) for char in word).strip()


def find_name(argument: Argument, context: Context, says_where: bool) -> Found | None:
    """What a phrase names if the codebook does not know it.

    ``says_where``: the phrase stands behind a preposition of place, where a noun is nobody.
    """
    head, grammar = argument.head, context.book.language.grammar
    mention = main_mention(argument, context)
    if mention is not None:
        if mention.kind != "agent":
            return None
        return _behind_agent(mention, context, says_where)
    if grammar.is_amount(head):
        return None
    if head.bare in grammar.place_words:
        run = _run(head.index + 1, context, nouns=head.key == head.bare)  # «المدينة الدولية» is no name
        return _found("place", run, context, written=_text([head, *run])) if run else None
    if head.bare in grammar.bodies:
        return _body(head.index, head.index + 1, context)
    if head.upos in NAME_TAGS:
        run = _run(_first(argument, context), context)
        return _found("name", run, context) if run else None
    if (
        head.upos == "NOUN"
        and head.key != head.bare
        and not says_where
        and (titled := _titled(head.index + 1, context))
    ):
        return titled
    if head.upos != "NOUN" or says_where or not _plain_noun(head, context):
        return None
    language = context.book.language
    return Found("noun", (head.lemma_key,), bare_text(head), plain(head.lemma, language), (head.index,))


def _behind_agent(mention: Mention, context: Context, says_where: bool) -> Found | None:
    """The name of which an agent is the class noun or title, or of the body that he belongs to (مقاتلو كتيبة ...)."""
    words, bodies, at = context.sentence.words, context.book.language.grammar.bodies, mention.last + 1
    if words[mention.first].bare in bodies:
        return _body(mention.first, at, context)
    if words[mention.last].key != words[mention.last].bare:
        return None if says_where else _titled(at, context)
    return _body(at, at + 1, context) if at < len(words) and words[at].bare in bodies else None


def _plain_noun(word: Word, context: Context) -> bool:
    grammar = context.book.language.grammar
    others = (
        grammar.time,
        grammar.carriers,
        grammar.news,
        grammar.prepositions,
        grammar.eventless_nouns,
        grammar.manner,
        grammar.according_to,
    )
    keys = {word.bare, word.key, word.lemma_key, *context.book.language.without_proclitic(word.key)}
    return len(word.bare) > 2 and not any(keys & words for words in others)


def _body(first: int, at: int, context: Context) -> Found | None:
    """A class noun of bodies with the name behind it, in quotation marks or not; None if it stands alone."""
    words = context.sentence.words
    if at < len(words) and words[at].text in _QUOTES:
        end = next((w.index for w in words[at + 1 : at + 2 + _LONGEST] if w.text in _QUOTES), None)
        quoted = [w for w in words[at + 1 : end] if w.upos != "PUNCT"] if end is not None else []
        return _found("body", [*words[first:at], *quoted], context) if quoted else None
    run = _run(at, context, nouns=True)
    closed = words[at - 1].key != words[at - 1].bare  # with the article: what follows is no genitive
    named = any(w.upos in NAME_TAGS or w.key != w.bare for w in run) and not (closed and run[0].upos == "NOUN")
    return _found("body", [*words[first:at], *run], context) if named else None


def _first(argument: Argument, context: Context) -> int:
    """The first word of the name that a phrase is: parses may take any of its words for the head."""
    inside, at = {w.index for w in argument.words}, argument.head.index
    words = context.sentence.words
    while at - 1 in inside and words[at - 1].upos in NAME_TAGS and context.mentions.at(words[at - 1]) is None:
        at -= 1
    return at


def _titled(at: int, context: Context) -> Found | None:
    """The name behind a title with the article: ``الشيخ``, ``القيادي الحوثي البارز``."""
    words = context.sentence.words
    for _ in range(_TITLE_GAP):
        if at < len(words) and words[at].upos == "ADJ" and words[at].key != words[at].bare:
            at += 1
    if at >= len(words) or words[at].upos not in NAME_TAGS:
        return None
    run = _run(at, context)
    return _found("name", run, context) if run else None


def _run(at: int, context: Context, nouns: bool = False) -> list[Word]:
    """The words of a name from its first on; ``nouns``: it may be of ordinary nouns (حراس النخيل)."""
    words, grammar = context.sentence.words, context.book.language.grammar
    run: list[Word] = []
    while at < len(words) and len(run) < _LONGEST - nouns:
        word = words[at]
        mention = context.mentions.at(word)
        if mention is not None and mention.kind != ("agent" if nouns else "adjective" if run else ""):
            break
        if not any(char.isalpha() for char in word.text) or word.bare in grammar.time or (run and not word.first):
            break
        if word.upos not in NAME_TAGS and not _continues(run, word, words[at + 1 : at + 2], nouns):
            break
        run.append(word)
        at += 1
    cut = bool(run) and len(run[-1].bare) < 3  # «بندر بن ...»
    behind = context.mentions.at(words[at]) if run and at < len(words) else None
    known = behind is not None and behind.kind == "actor"  # a fuller name than the codebook's
    return [] if cut or known or any(w.bare in grammar.eventless_nouns for w in run) else run


def _continues(run: Sequence[Word], word: Word, behind: Sequence[Word], nouns: bool) -> bool:
    """Whether an ordinary noun or adjective belongs to a name: it has the article, or leads to more of the name."""
    if word.upos not in ("NOUN", "ADJ") or (word.upos == "ADJ" and not run and word.key == word.bare):
        return False
    if word.key != word.bare:
        return bool(run) or nouns
    leads = bool(behind) and behind[0].first and (behind[0].upos in NAME_TAGS or behind[0].key != behind[0].bare)
    return leads and behind[0].upos in (*NAME_TAGS, "NOUN", "ADJ") and (bool(run) or nouns)


def _found(kind: Literal["name", "body", "place"], words: Sequence[Word], context: Context, written: str = "") -> Found:
    return Found(kind, tuple(w.bare for w in words), _text(words), written, tuple(w.index for w in words))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def bare_text(word: Word) -> str:
    """A noun as written, without its article."""
    return word.text[len(word.key) - len(word.bare) :] if word.key.endswith(word.bare) else word.text
