"""The work on one chunk, in whatever process."""

from __future__ import annotations

from collections.abc import Sequence

from coder.codebook import Codebook, load_codebook
from coder.errors import Problem
from coder.pipeline import Coder
from coder.read import Article, Notice
from coder.run.job import Chunk, Job, Result
from coder.tabulate import SCHEMAS


class Worker:
    """Models and codebook of a job, loaded once for any number of chunks.

    Args:
        job: how to code.
        book: the codebook of the job where its files are not at hand; it is loaded from them otherwise.

    Raises:
        CodebookError, ModelsError: if they cannot be loaded.
    """

    def __init__(self, job: Job, book: Codebook | None = None) -> None:
        self._coder = Coder(book or load_codebook(job.codebook, places=job.places), job.models, job.keep)
        self._whole = job.whole
        self._schema = SCHEMAS[job.schema]

    def code(self, chunk: Chunk) -> Result:
        """Code the articles of a chunk; one that cannot be coded becomes a problem, the others have their rows."""
        try:
            coded = self._code(chunk.articles)
        except Exception:  # a fault of ours that one article brought out: the others should not suffer
            coded = {}
        result = Result()
        for item in chunk.items:
            if isinstance(item, Article):
                result.add(coded[item.id] if item.id in coded else self._code_alone(item))
            elif not isinstance(item, Notice):
                result.problems.append(item)
        return result

    def _code(self, articles: Sequence[Article]) -> dict[str, Result]:
        found = {}
        for article, sentences in self._coder.coded(articles, self._whole):
            rows = list(self._schema.rows(event for sentence in sentences for event in sentence.events))
            words = sum(len(sentence.context.sentence.words) for sentence in sentences)
            found[article.id] = Result(rows, [], 1, words)
        return found

    def _code_alone(self, article: Article) -> Result:
        try:
            return self._code([article])[article.id]
        except Exception as fault:
            return Result(problems=[failed(article, f"{type(fault).__name__}: {fault}")])


def failed(article: Article, why: str) -> Problem:
    """The line for an article that the coder fails on."""
    return Problem(article.path, f"article {article.id!r} cannot be coded: {why}", "please report it", article.line)
