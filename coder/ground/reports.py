"""The reports of an article: one, or in a column of briefs each of its items.

An item of a column opens with a dateline of its own (``* دكار - رويترز:``), its title on the line before. What the item
before told of, its day and its place, says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.annotate import Document
from coder.code import CodedSentence
from coder.dateline import is_dateline

_FEWEST = 2  # datelines of a column
_BULLETS = "*•·▪■●-–—ـ "
_LONGEST_TITLE = 160  # characters
_STOPS = ".؟?!"


def reports(document: Document, sentences: Sequence[CodedSentence]) -> Iterator[Sequence[CodedSentence]]:
    """The sentences of an article, those of each report together, in text order."""
    starts = _starts(document)
    first = 0
    for start in starts:
        at = next((n for n, coded in enumerate(sentences) if coded.context.sentence.start >= start), len(sentences))
        if at > first:
            yield sentences[first:at]
            first = at
    if first < len(sentences):
        yield sentences[first:]


def _starts(document: Document) -> list[int]:
    """Where the items of a column begin; empty for an article that is none."""
    text = document.article.text
    found: list[int] = []
    title = -1  # where the line before begins if it may be a title
    start = 0
    for line in text.splitlines(keepends=True):
        begin, start = start, start + len(line)
        if not line.strip():
            continue
        bullets = len(line) - len(line.lstrip(_BULLETS))
        if is_dateline(text, begin + bullets, start, document.language):
            found.append(title if title >= 0 else begin)
            title = -1
        else:
            told = line.strip()
            title = begin if len(told) <= _LONGEST_TITLE and not told.endswith(tuple(_STOPS)) else -1
    return found if len(found) >= _FEWEST else []
