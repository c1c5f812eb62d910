"""Stanza's networks, asked for no more than is needed: the same answers in a fraction of the time.

`Networks` has one method for each step from a text to its trees. They take and give plain lists, so that Stanza's
documents need not be built, and what is the same for a word wherever it stands is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from coder.networks.known import Known
from coder.networks.speller import Cutter, Lemmatizer
from coder.networks.tagger import Tagger
from coder.networks.tokenizer import Piece, Tokenizer
from coder.networks.trees import Tree, TreeParser

__all__ = ["Networks", "Piece", "Tagged", "Tree"]

_REMEMBERED = 200_000  # cuts of tokens, and lemmas, that a process keeps
Key = TypeVar("Key", str, tuple[str, str])


class Tagged(NamedTuple):
    """A sentence of words: ``tags`` are UPOS, XPOS (empty where the parser needs none) and features of each."""

    words: Sequence[str]
    tags: Sequence[tuple[str, str, str]]
    lemmas: Sequence[str]


class Networks:
    """The steps of a ``stanza.Pipeline`` with the processors of :data:`coder.weights.PROCESSORS`.

    Networks of a kind that is not known here, of other model sets, are asked in Stanza's own way. ``known`` is what the
    cutter and the lemmatizer are known to say already.
    """

    def __init__(self, pipeline: Any, known: Known | None = None) -> None:
        self.processors = pipeline.processors
        tokenize, cut, tag, lemmatize, parse = (
            self.processors[name] for name in ("tokenize", "mwt", "pos", "lemma", "depparse")
        )
        self._tokenizer = Tokenizer(tokenize) if Tokenizer.knows(tokenize) else None
        self._cutter = Cutter(cut) if Cutter.knows(cut) else None
        self._lemmatizer = Lemmatizer(lemmatize) if Lemmatizer.knows(lemmatize) else None
        quick = Tagger.knows(tag) and TreeParser.knows(parse)  # another parser may ask for tags that Tagger leaves out
        self._tagger = Tagger(tag) if quick else None
        self._parser = TreeParser(parse) if quick else None
        self.known = known or Known({}, {})

    def tokens(self, texts: Sequence[str]) -> list[list[list[Piece]]]:
        """The sentences of each text, each a list of its tokens."""
        if self._tokenizer is not None:
            return self._tokenizer.tokens(texts)
        documents = self.processors["tokenize"].bulk_process([_document([], text) for text in texts])
        return [
            [
                [Piece(t.text, t.start_char, t.end_char, "MWT=Yes" in (t.misc or "")) for t in sentence.tokens]
                for sentence in document.sentences
            ]
            for document in documents
        ]

    def cuts(self, tokens: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The words in tokens that are taken to hold several; the network does not see what stands around them."""
        asked = list(dict.fromkeys(tokens))
        new = _lacking(self.known.cuts, asked)
        if new and self._cutter is not None:
            self.known.cuts.update(zip(new, self._cutter.cuts(new), strict=True))
        elif new:
            entries = [{"id": n, "text": token, "misc": "MWT=Yes"} for n, token in enumerate(new, 1)]
            (sentence,) = self.processors["mwt"].process(_document([entries])).sentences
            self.known.cuts.update(
                zip(new, (tuple(w.text for w in token.words) for token in sentence.tokens), strict=True)
            )
        return {token: self.known.cuts[token] for token in asked}

    def tagged(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """Sentences of words with tags and lemmas."""
        if self._tagger is not None:
            tags: list[list[tuple[str, str, str]]] = self._tagger.tags(sentences)
        else:
            document = self.processors["pos"].process(_document([_entries(words) for words in sentences]))
            tags = [[(w.upos, w.xpos, w.feats or "") for w in sentence.words] for sentence in document.sentences]
        lemmatizer = self.processors["lemma"]
        if not lemmatizer.use_identity and lemmatizer.trainer.has_contextual_lemmatizers():
            entries = [_entries(words, found) for words, found in zip(sentences, tags, strict=True)]
            lemmas = [
                [w.lemma for w in sentence.words] for sentence in lemmatizer.process(_document(entries)).sentences
            ]
        else:
            pairs = [
                [(word, tag[0]) for word, tag in zip(*both, strict=True)] for both in zip(sentences, tags, strict=True)
            ]
            known = self._known_lemmas(pair for sentence in pairs for pair in sentence)
            lemmas = [[known[pair] for pair in sentence] for sentence in pairs]
        return [Tagged(*sentence) for sentence in zip(sentences, tags, lemmas, strict=True)]

    def _known_lemmas(self, words: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The lemmas of words with their UPOS; the network does not see what stands around them."""
        new = _lacking(self.known.lemmas, dict.fromkeys(words))
        if new and self._lemmatizer is not None:
            self.known.lemmas.update(zip(new, self._lemmatizer.lemmas(new), strict=True))
        elif new:
            entries = [{"id": n, "text": text, "upos": tag} for n, (text, tag) in enumerate(new, 1)]
            (sentence,) = self.processors["lemma"].process(_document([entries])).sentences
            self.known.lemmas.update(zip(new, (w.lemma for w in sentence.words), strict=True))
        return self.known.lemmas

    def trees(self, sentences: Sequence[Tagged]) -> list[Tree]:
        """Governor and relation of each word."""
        if self._parser is not None:
            return self._parser.trees(sentences)
        document = self.processors["depparse"].process(_document([_entries(*sentence) for sentence in sentences]))
        return [[(w.head, w.deprel) for w in sentence.words] for sentence in document.sentences]


def _document(sentences: list[list[dict[str, Any]]], text: str | None = None) -> Any:
    from stanza.models.common.doc import Document

    return Document(sentences, text=text)


def _entries(
    words: Sequence[str], tags: Sequence[tuple[str, str, str]] = (), lemmas: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """A sentence as Stanza's documents are made of."""
    entries: list[dict[str, Any]] = [{"id": n, "text": word} for n, word in enumerate(words, 1)]
    for entry, (upos, xpos, feats) in zip(entries, tags, strict=False):
        entry |= {"upos": upos, "xpos": xpos or None, "feats": feats or None}
    for entry, lemma in zip(entries, lemmas, strict=False):
        entry["lemma"] = lemma
    return entries


def _lacking(known: dict[Key, Any], asked: Iterable[Key]) -> list[Key]:
    """What is asked for and not known, the shortest first, for those of one length are read fastest together.

    A memory that has grown too large is emptied first.
    """
    if len(known) > _REMEMBERED:
        known.clear()
    return sorted((one for one in asked if one not in known), key=lambda one: (_letters(one), one))


def _letters(word: str | tuple[str, str]) -> int:
    return len(word if isinstance(word, str) else word[0])
