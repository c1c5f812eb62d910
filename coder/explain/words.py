"""Terms of grammar and of the engine in plain words, for readers who know the country rather than linguistics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# What the slots of the codebook mean; any other slot is a preposition.
SLOTS = {
    "subject": "who does it",
    "object": "whom or what it is done to",
    "agent": "who does it, behind «by»",
    "genitive": "the noun right behind",
    "modifier": "adjective",
    "complement": "clause below it",
    "cause": "what brought it about",
    "place": "where",
    "time": "when",
    "instrument": "with what",
    "bare": "no preposition",
}

# How a phrase came into its slot, where the tree does not say so directly.
HOW = {
    "direct": "",
    "shared": "taken over from the verb joined to this one",
    "antecedent": "the noun that the clause describes",
    "control": "taken over from the verb above",
    "loose": "the tree hangs it on another phrase",
    "list": "goes on a list that the tree cut short",
}

# How a count of killed or wounded came about (coder.event.Count).
COUNTED = {
    "exact": "",
    "sum": "the numbers added",
    "vague": "no figure is given, so the least that the words allow",
    "shared": "killed and wounded are counted together, so at least one of each",
    "toll": "a new toll, instead of earlier numbers",
    "differ": "reports differ, so the lowest counts",
    "none": "the text says that there were none",
}

# Universal Dependencies (universaldependencies.org): relations, without their subtypes, and tags.
_RELATIONS = {
    "root": "main word",
    "nsubj": "subject",
    "csubj": "subject clause",
    "obj": "object",
    "iobj": "second object",
    "obl": "circumstance",
    "nmod": "belongs to noun",
    "amod": "adjective",
    "nummod": "number",
    "advmod": "adverb",
    "appos": "same as",
    "acl": "describing clause",
    "advcl": "side clause",
    "ccomp": "what is said",
    "xcomp": "goes on verb",
    "parataxis": "side by side",
    "conj": "joined",
    "cc": "and",
    "case": "preposition",
    "mark": "clause opener",
    "aux": "helper verb",
    "cop": "to be",
    "det": "determiner",
    "flat": "part of name",
    "fixed": "fixed phrase",
    "compound": "compound",
    "list": "list",
    "dislocated": "set in front",
    "discourse": "interjection",
    "vocative": "address",
    "expl": "filler",
    "goeswith": "split word",
    "orphan": "verb left out",
    "punct": "punctuation",
    "dep": "unclear",
}
_TAGS = {
    "NOUN": "noun",
    "PROPN": "name",
    "VERB": "verb",
    "AUX": "helper verb",
    "ADJ": "adjective",
    "ADV": "adverb",
    "ADP": "preposition",
    "PRON": "pronoun",
    "DET": "determiner",
    "NUM": "number",
    "CCONJ": "conjunction",
    "SCONJ": "conjunction",
    "PART": "particle",
    "INTJ": "interjection",
    "PUNCT": "punctuation",
    "SYM": "symbol",
    "X": "unknown",
}


def relation(deprel: str) -> str:
    """A relation in plain words; empty for one that has none."""
    if deprel == "nsubj:pass":
        return "subject of passive"
    return _RELATIONS.get(deprel.split(":")[0], "")


def tag(upos: str) -> str:
    """A part of speech in plain words; empty for one that has none."""
    return _TAGS.get(upos, "")


def visible(text: str) -> str:
    """The text with every character that no page or terminal should be sent shown by a sign, one for one.

    Those are control characters but tab and line ends, lone surrogates and what Unicode will never assign.
    """
    return "".join(_sign(char) if _is_control(char) else char for char in text)


def _is_control(char: str) -> bool:
    return char not in "\t\n\r" and (
        unicodedata.category(char) in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    )


def _sign(char: str) -> str:
    if ord(char) < 0x20:
        return chr(0x2400 + ord(char))  # Control Pictures
    return "\u2421" if char == "\x7f" else "\ufffd"


# A stretch of right-to-left letters: from the first to the last, with what stands between them.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = re.compile(f"([{_RTL}](?:[^A-Za-z«»()]*[{_RTL}])?)")


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """English with Arabic in it, cut into the two; True for the Arabic."""
    for n, piece in enumerate(_RUN.split(text)):
        if piece:
            yield piece, bool(n % 2)
