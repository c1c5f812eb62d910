"""Foreign names in Arabic letters: what stays of a name however it is transcribed.

Long vowels come and go (``ستيفان``، ``ستافان``), one foreign consonant has several letters (``غيرهارد``، ``جيرهارد``),
and particles stand alone or not (``دي ميستورا``، ``ديميستورا``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache

# Letters that stand for one foreign consonant.
_CONSONANTS = str.maketrans("جقطثصظذضحڤپچژ", "غغتتسزددهفبشز")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile("(?<=.)[اوي]|(?<=...)ه$")
_PARTICLES = frozenset({"دي", "دو", "دا", "ده", "دل", "فان", "فون", "بو", "بن", "ماك", "لو", "كي"})


def transcription(words: Sequence[str], native: Container[str] = ()) -> tuple[str, ...]:
    """What is the same in all transcriptions of a foreign name: its folded words, each without what varies.

    Long vowels go, but for one that begins a word (``أوباما`` is not ``بوما``), one letter stands for all that
    transcribe one consonant, a doubled letter is written once, and a particle belongs to the word behind it. A word of
    ``native`` has one spelling only: ``حسن`` is not ``حسين``, ``أبو أحمد`` not ``آبي أحمد``.
    """
    found, particles = [], ""
    for n, word in enumerate(words, 1):
        if word in _PARTICLES and n < len(words):
            particles += word
        else:
            found.append(word if word in native and not particles else _consonants(particles + word))
            particles = ""
    return tuple(found)


@lru_cache(maxsize=100_000)
def _consonants(word: str) -> str:
    found = _VOWELS.sub("", _DOUBLED.sub(r"\1", word.translate(_CONSONANTS)))
    return found[:-1] + "س" if found.endswith("ز") else found
