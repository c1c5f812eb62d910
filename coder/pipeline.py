"""All stages in order, from articles to events."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterable, Iterator, Sequence

from coder.annotate import Document, TreeNeeded
from coder.code import CodedSentence, code_document
from coder.code.events import Framed, frame_document
from coder.code.sift import Sift
from coder.codebook import Codebook
from coder.event import Event
from coder.ground import ground
from coder.once import once
from coder.parses import Parser
from coder.read import Article

_BATCH = 32  # articles parsed together


class Coder:
    """Models and codebook, loaded once, for any number of articles.

    Args:
        codebook: from :func:`coder.codebook.load_codebook`.
        models_dir: folder with Stanza models, None for those of the package.
        keep: kinds of event to keep although they did not happen or are no news, see :func:`coder.code.code_document`;
            ``repeated`` keeps every telling of an event in an article.

    Raises:
        ModelsError: if the models cannot be loaded.
    """

    def __init__(self, codebook: Codebook, models_dir: str | None = None, keep: frozenset[str] = frozenset()) -> None:
        self.codebook = codebook
        self.keep = keep
        self._parser = Parser(codebook.language, models_dir)
        self._sift = Sift(codebook)
        gc.freeze()  # a codebook stays: to look through it for garbage again and again takes much time

    def code(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Event]]]:
        """Each article with its events in text order; articles are read and parsed a batch at a time."""
        for article, sentences in self.coded(articles, whole=False):
            yield article, [event for sentence in sentences for event in sentence.events]

    def coded(self, articles: Iterable[Article], whole: bool = True) -> Iterator[tuple[Article, list[CodedSentence]]]:
        """Each article with its sentences and everything that coding found: frames, rules tried, reasons, events.

        Unless the articles are to be parsed as a ``whole``, sentences that can give no rows are spared that, which
        changes no row; they have no frames then.
        """
        for batch in _batched(articles):
            yield from zip(batch, self._coded(batch, whole), strict=True)

    def _coded(self, articles: Sequence[Article], whole: bool) -> list[list[CodedSentence]]:
        """The sentences of articles: parsed are those in which something may fire, then those that they refer to."""
        documents = self._parser.annotate(articles, wanted=None if whole else self._sift.may_fire)
        found: dict[int, list[CodedSentence]] = {}
        framed: dict[int, list[Framed]] = {}
        done: list[dict[int, CodedSentence]] = [{} for _ in documents]
        todo = dict(enumerate(documents))
        while todo:
            lacking: dict[int, frozenset[int]] = {}
            for number, document in todo.items():
                framed[number] = frame_document(document, self.codebook, framed.get(number, ()))
                try:
                    found[number] = self._of_document(document, framed[number], done[number])
                except TreeNeeded as needed:
                    lacking[number] = needed.sentences
            parsed = self._parser.parse([todo[number] for number in lacking], list(lacking.values()))
            todo = dict(zip(lacking, parsed, strict=True))
        return [found[number] for number in range(len(documents))]

    def _of_document(
        self, document: Document, framed: Sequence[Framed], done: dict[int, CodedSentence]
    ) -> list[CodedSentence]:
        sentences = ground(document, code_document(document, self.codebook, self.keep, framed, done), self.keep)
        return sentences if "repeated" in self.keep else once(sentences)

    def explain(self, article: Article) -> list[CodedSentence]:
        """The sentences of one article, as :meth:`coded` gives them."""
        ((_, sentences),) = self.coded([article])
        return sentences


def _batched(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    iterator = iter(articles)
    while batch := tuple(itertools.islice(iterator, _BATCH)):
        yield batch
