"""A dependency tree as SVG: words from right to left in as many lines as they need, arcs above, relations below.

A word has one governor, so its relation stands under it, where it never meets another; an arc that goes on in the next
line runs out at the edge of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coder.annotate import Sentence, Word
from coder.explain.words import relation

WIDTH = 960
# Estimated widths of a character: nothing here knows the reader's fonts, so they are on the large side.
_LETTER, _SMALL_LETTER = 9.6, 5.9
_GAP = 14  # between words
_STEP = 15  # from one arc to the next above it
_PORT = 5  # arcs to dependents leave beside the arc that comes in
_TEXT_HEIGHT = 58  # the word and the two lines under it


@dataclass(frozen=True)
class Drawn:
    """A tree drawn: the parts of an SVG image in the order of drawing."""

    width: int
    height: int
    arcs: tuple[Arc, ...]
    words: tuple[Placed, ...]


@dataclass(frozen=True)
class Placed:
    """A word and where it stands: the middle, the base line, the width of its column."""

    word: Word
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Arc:
    """The part of an arc that lies in one line, as an SVG path, with its arrowhead if it ends there."""

    word: Word
    path: str
    arrow: str


@dataclass(frozen=True)
class _Part:
    """An arc in a line, from ``start`` to ``end`` (horizontal); the ends that lie at a word go down to it."""

    word: Word
    start: float
    end: float
    from_word: bool
    to_word: bool

    @property
    def span(self) -> tuple[float, float]:
        return min(self.start, self.end), max(self.start, self.end)


def draw(sentence: Sentence) -> Drawn:
    """Lay out a sentence. Punctuation gets no arc: it says nothing and would cross all others."""
    lines = list(_lines(sentence.words))
    line_of = {word.index: n for n, line in enumerate(lines) for word in line}
    middle = {word.index: x for line in lines for word, x in zip(line, _middles(line), strict=True)}
    arcs: list[Arc] = []
    words: list[Placed] = []
    y = 0.0
    for n, line in enumerate(lines):
        parts = [part for word in sentence.words for part in _parts(word, sentence, n, line_of, middle)]
        levels = _levels(parts)
        y += _STEP * (max(levels.values(), default=0) + 1.5)
        for part in parts:
            arcs.append(_arc(part, y, y - _STEP * levels[part]))
        arcs += [_root(word, middle[word.index], y) for word in line if word.head < 0]
        words += [Placed(word, middle[word.index], y + 20, _width(word)) for word in line]
        y += _TEXT_HEIGHT
    return Drawn(WIDTH, round(y), tuple(arcs), tuple(words))


def _width(word: Word) -> float:
    below = max(len(word.deprel), len(relation(word.deprel)))
    return max(_LETTER * len(word.text), _SMALL_LETTER * below) + _GAP


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    taken = 0.0
    for word in words:
        if line and taken + _width(word) > WIDTH:
            yield line
            line, taken = [], 0.0
        line.append(word)
        taken += _width(word)
    yield line


def _middles(line: Sequence[Word]) -> Iterator[float]:
    x = float(WIDTH)
    for word in line:
        yield x - _width(word) / 2
        x -= _width(word)


def _parts(
    word: Word, sentence: Sentence, line: int, line_of: Mapping[int, int], middle: Mapping[int, float]
) -> Iterator[_Part]:
    """The part of the arc to a word that lies in a line."""
    if word.head < 0 or word.upos == "PUNCT":
        return
    first, last = line_of[word.head], line_of[word.index]
    if not min(first, last) <= line <= max(first, last):
        return
    forward = word.index > word.head  # leftward, as one reads
    port = -_PORT if forward else _PORT
    start = middle[word.head] + port if line == first else (WIDTH if forward else 0)
    end = middle[word.index] if line == last else (0 if forward else WIDTH)
    yield _Part(word, start, end, line == first, line == last)


def _levels(parts: Sequence[_Part]) -> dict[_Part, int]:
    """How high each arc runs: above every shorter one that it meets."""
    levels: dict[_Part, int] = {}
    for part in sorted(parts, key=lambda p: (p.span[1] - p.span[0], p.word.index)):
        low, high = part.span
        below = [level for other, level in levels.items() if other.span[0] < high and low < other.span[1]]
        levels[part] = 1 + max(below, default=0)
    return levels


def _arc(part: _Part, foot: float, top: float) -> Arc:
    """Up from the governor, across, down to the word, with rounded corners."""
    towards = 1 if part.end > part.start else -1
    round_ = min(6.0, abs(part.end - part.start) / 2) * towards
    path = [
        f"M{part.start:g} {foot:g}V{top + 6:g}q0 -6 {round_:g} -6" if part.from_word else f"M{part.start:g} {top:g}",
        f"H{part.end - round_:g}q{round_:g} 0 {round_:g} 6V{foot - 4:g}" if part.to_word else f"H{part.end:g}",
    ]
    return Arc(part.word, "".join(path), _arrow(part.end, foot) if part.to_word else "")


def _root(word: Word, x: float, foot: float) -> Arc:
    return Arc(word, f"M{x:g} {foot - 18:g}V{foot - 4:g}", _arrow(x, foot))


def _arrow(x: float, foot: float) -> str:
    return f"M{x - 3.5:g} {foot - 6:g}h7l-3.5 6z"
