"""Careless spelling mended where word counts leave no doubt, so that the parser reads words that it knows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coder.languages.ar_clitics import key, proclitic_cuts

_LAST_LETTERS = {"ه": "ة", "ى": "ي", "ي": "ى"}
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}[هىي](?![\u0621-\u064a])")
_TIMES = 100  # so much more frequent must the other spelling be
_FEWEST = 50
_SHORTEST = 4  # letters of a word behind a clitic: وعده may be his promise


def respelled(text: str, counts: Mapping[str, int]) -> str:
    """A text with the last letters of words as they are usually written: ``مدينة`` for ``مدينه``، ``في`` for ``فى``.

    Args:
        text: cleaned text; the result has the same length.
        counts: how often words occur in a large corpus.

    A word changes only if the other spelling is a hundred times as frequent: ``كتابه`` is his book and no ``كتابة``.
    """
    return _WORD.sub(lambda found: _usual(found[0], counts), text)


def _usual(word: str, counts: Mapping[str, int]) -> str:
    other = word[:-1] + _LAST_LETTERS[word[-1]]
    written, usual = _most(word, counts), _most(other, counts)
    return other if usual >= _FEWEST and usual > _TIMES * written else word


def _most(word: str, counts: Mapping[str, int]) -> int:
    """The count of a token, or of the word in it behind its conjunctions and prepositions if that is higher."""
    return max(
        counts.get(key(rest), 0) for clitics, rest in proclitic_cuts(word) if not clitics or len(rest) >= _SHORTEST
    )
