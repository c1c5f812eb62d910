"""All stages in order, from articles to events."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from coder.code import CodedSentence, code_document
from coder.codebook import Codebook
from coder.event import Event
from coder.ground import ground
from coder.parses import Parser
from coder.read import Article

_BATCH = 16  # articles parsed together


class Coder:
    """Models and codebook, loaded once, for any number of articles.

    Args:
        codebook: from :func:`coder.codebook.load_codebook`.
        models_dir: folder with Stanza models, None for those of the package.
        keep: kinds of event to keep although they did not happen or are no news; see :func:`coder.code.code_document`.

    Raises:
        ModelsError: if the models cannot be loaded.
    """

    def __init__(self, codebook: Codebook, models_dir: str | None = None, keep: frozenset[str] = frozenset()) -> None:
        self.codebook = codebook
        self.keep = keep
        self._parser = Parser(codebook.language, models_dir)

    def code(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Event]]]:
        """Each article with its events in text order; articles are read and parsed a batch at a time."""
        for article, sentences in self.coded(articles):
            yield article, [event for sentence in sentences for event in sentence.events]

    def coded(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[CodedSentence]]]:
        """Each article with its sentences and everything that coding found: frames, rules tried, reasons, events."""
        for batch in _batched(articles):
            for document in self._parser.annotate(batch):
                yield document.article, ground(document, code_document(document, self.codebook, self.keep))

    def explain(self, article: Article) -> list[CodedSentence]:
        """The sentences of one article, as :meth:`coded` gives them."""
        ((_, sentences),) = self.coded([article])
        return sentences


def _batched(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    iterator = iter(articles)
    while batch := tuple(itertools.islice(iterator, _BATCH)):
        yield batch
