"""Arabic orthography and inflection: how one word may be written, and which written forms belong to one citation form.

Nothing here is a word list: words live in ``codebooks/ar``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from coder.languages.ar_clitics import resegment
from coder.languages.ar_derive import citations, romanize, verbal_nouns
from coder.languages.ar_names import transcription
from coder.languages.ar_repairs import REPAIRS
from coder.languages.ar_spelling import respelled

__all__ = [
    "NAME",
    "REPAIRS",
    "bare",
    "citations",
    "clean_char",
    "fold",
    "is_clitic",
    "is_passive",
    "is_verbal_noun",
    "noun_forms",
    "participle_forms",
    "resegment",
    "respelled",
    "romanize",
    "transcription",
    "verb_aspects",
    "verb_forms",
    "verbal_nouns",
    "without_article",
    "without_proclitic",
]

NAME = "Arabic"

# Harakat, tanwin, shadda, sukun, dagger alif, Quranic marks, tatweel.
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_CLITICS = re.compile("[وف]?[بلك]|[وف]")
_INVISIBLE = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# Letters of Persian, Urdu and Kurdish keyboards for those that Arabic has, and letters that only foreign names have.
_LETTERS = dict(zip("ٱیېےکڪگہھەۀۃپڤچژ", "ايييكككهههةةبفجج", strict=True))
_SPELLING = str.maketrans(
    _LETTERS
    | {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ۀ": "ه",
        "ۃ": "ه",
    }
)
_FINAL_HAMZA = re.compile("(?<=...)ء+$")


@cache
def clean_char(char: str) -> str:
    """The characters that one character of the article stands for in the parsed text.

    Vowel marks, tatweel and invisible formatting vanish, presentation forms (``ﻻ``) and letters of other keyboards
    (``ک``) become the letters of Arabic, any kind of white space becomes a space; everything else stays. The result has
    any length, 0 included.
    """
    if char in _INVISIBLE or _MARKS.match(char):
        return ""
    if "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc":
        plain = _MARKS.sub("", unicodedata.normalize("NFKC", char)).replace(" ", "")
        return "".join(_LETTERS.get(letter, letter) for letter in plain)
    if char == "؛":  # the treebanks have none, so the tokenizer would take it for a letter
        return "،"
    if char in _LETTERS:
        return _LETTERS[char]
    if char.isspace() or char in "\x85\x1c\x1d\x1e\x1f":
        return " "
    return char


def is_clitic(letters: str) -> bool:
    """Whether letters are only written onto the word after them: ``و``, ``ل``, ``وب``."""
    return bool(_CLITICS.fullmatch(letters))


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """One spelling for all usual spellings of a word: no vowel marks or tatweel, bare alif, yaa for alif maqsura,
    haa for taa marbuta, no seat of hamza, no final hamza of words of four letters or more."""
    return _FINAL_HAMZA.sub("", _MARKS.sub("", word).translate(_SPELLING).lower())


@lru_cache(maxsize=200_000)
def bare(word: str) -> str:
    """A word folded and without its article, which has a bare alif: ألماني keeps its first letters."""
    plain = _MARKS.sub("", word)
    return fold(plain[2:] if plain.startswith(("ال", "ٱل")) and len(plain) > 4 else plain)


def without_article(folded: str) -> str:
    """A folded word without the definite article; words of fewer than four letters keep it (``الى``)."""
    return folded[2:] if folded.startswith("ال") and len(folded) > 4 else folded


def without_proclitic(folded: str) -> tuple[str, ...]:
    """What may be left of a folded token whose conjunction or preposition the tokenizer did not split off."""
    rests = []
    if folded.startswith("لل") and len(folded) > 4:
        rests.append("ال" + folded[2:])
    for clitic in ("و", "ف", "ب", "ل", "ك"):
        if folded.startswith(clitic) and len(folded) >= 5:
            rests.append(folded[1:])
    return tuple(rests)


def noun_forms(citation: str) -> frozenset[str]:
    """Folded inflected forms, without article, of a noun or adjective in its citation form.

    Duals, sound plurals, feminine, construct forms before attached pronouns, indefinite accusative. Broken plurals
    cannot be derived from spelling and are the codebook's to list.
    """
    word = bare(citation)
    forms = _inflected(word, citation)
    # Without its hamza ألماني looks as if it began with the article.
    return frozenset(forms | _inflected(word[2:], citation) if word.startswith("ال") and len(word) > 4 else forms)


def _inflected(word: str, citation: str) -> set[str]:
    forms = {word}
    if word.endswith("ه") and len(word) > 2:
        stem = word[:-1]
        forms |= {stem + ending for ending in ("ت", "ات", "تان", "تين", "تي", "تا")}
    elif word.endswith("ي") and len(word) > 3:  # nisba: سوري
        forms |= {word + ending for ending in ("ه", "ون", "ين", "ان", "ات", "ا", "و", "ي", "تان", "تين", "وا")}
    elif word.endswith(("ات", "ون", "ين")) and len(word) > 4:
        forms |= {word[:-2] + ending for ending in (("ات",) if word.endswith("ات") else ("ون", "ين", "و", "ي"))}
    else:
        forms |= {word + ending for ending in ("ا", "ان", "ين", "ون", "ات", "ه", "تان", "تين", "ت")}
        if len(word) >= 4:  # construct plural مقاتلو؛ of شعب it would be the adjective شعبي
            forms |= {word + "و", word + "ي"}
    if word.endswith("ا") and citation.endswith("ء"):  # اعتداء -> اعتداءات، اعتداؤه
        forms |= {word + ending for ending in ("ءات", "ءا", "ءان", "ءين", "ات", "و", "ي", "يه")}
    return forms


_PERFECT = ("", "ت", "ا", "تا", "وا", "ن", "نا", "تم", "و")
_SHORT = ("ت", "ن", "نا", "تم")
_IMPERFECT = ("", "ان", "ون", "وا", "ين", "ن", "ا")
_JUSSIVE = ("", "ن")  # of hollow verbs, whose vowel is short there: لم يقل، يقلن
# First person singular is left out: news seldom uses it, and ألقى would read as a form of لقي.
_WEAK = ("و", "ي", "ا", "ون", "ين", "وا", "وان", "يان")  # of defective verbs in the imperfect
_PREFIXES = ("ي", "ت", "ن")


def verb_forms(citation: str) -> frozenset[str]:
    """Folded inflected forms of a verb; see `verb_aspects`."""
    return frozenset(verb_aspects(citation))


@cache
def verb_aspects(citation: str) -> Mapping[str, frozenset[str]]:
    """Folded inflected forms of a verb given as third person masculine singular perfect (``قصف``، ``استعاد``).

    Each with what it may be: ``Perf`` or ``Imp``, ``Jus`` where the imperfect is shortened, as it is behind لم, and
    ``Short`` where the perfect is (أدنا), whose forms are seldom meant (أبدت is rather from أبدى than from أباد).

    Perfect and imperfect, active and passive, all persons that news uses. The measure is read off the spelling; where
    the unvowelled spelling leaves a choice, all readings are given. Follows the paradigms of W. Wright, A Grammar of
    the Arabic Language, part 2.
    """
    bare = _MARKS.sub("", citation)
    word = fold(citation)
    if len(word) < 2:
        return {word: frozenset({"Perf"})}
    stems = _stems(bare, word)
    forms: list[tuple[str, str]] = [(stem + ending, "Perf") for stem in stems.perfect for ending in _PERFECT]
    forms += [(stem + ending, "Short") for stem in stems.short for ending in _SHORT]
    forms += [(stem + "ا", "Short") for stem in stems.short if stem.endswith("ن")]  # أدنّا
    if word.endswith(("ا", "ي")) and not bare.endswith(("أ", "ء", "ئ")):
        forms += _defective_forms(word, stems.imperfect)
    else:
        forms += [(p + stem + ending, "Jus") for p in _PREFIXES for stem in stems.jussive for ending in _JUSSIVE]
        forms += [(p + stem + ending, "Imp") for p in _PREFIXES for stem in stems.imperfect for ending in _IMPERFECT]
    found: dict[str, set[str]] = {}
    for form, aspect in forms:
        found.setdefault(form, set()).add(aspect)
    return {form: frozenset(aspects) for form, aspects in found.items()}


class _Stems(NamedTuple):
    """Stems of a verb; ``short`` are those of the perfect before a consonant (``أدنا``), where its vowel is short."""

    perfect: set[str]
    short: set[str]
    imperfect: set[str]
    jussive: set[str]


def _stems(bare: str, word: str) -> _Stems:
    """The stems of a verb: ``bare`` as spelled without vowel marks, ``word`` folded."""
    short: set[str] = set()
    jussive: set[str] = set()
    perfect = {word}
    hollow = len(word) >= 3 and word[-2] == "ا"
    if hollow:
        perfect.add(word[:-2] + "ي" + word[-1])  # passive: أدين، استعيد، قيل
    if len(word) == 4 and word[1] == "ا" and word[0] != "ا":
        perfect.add(word[0] + "و" + word[2:])  # passive of the third measure: حوصر
    if bare.startswith("آ"):
        return _Stems(perfect, short, {"و" + word, "و" + word[1:], word}, jussive)  # آوى، آزر
    if word.startswith("ا") and len(word) >= 4:
        imperfect = {word[1:]}  # fourth, seventh, eighth and tenth measures drop the alif
    elif word.startswith("ا"):
        imperfect = {word, "و" + word[1:]}  # أخذ يأخذ، أكد يؤكد
    elif word.startswith("و") and len(word) == 3:
        imperfect = {word[1:], word}  # وصل يصل
    else:
        imperfect = {word}
    if hollow:
        for stem in tuple(imperfect):
            imperfect |= {stem[:-2] + vowel + stem[-1] for vowel in ("و", "ي", "ا")}
            jussive.add(stem[:-2] + stem[-1])
        short.add(word[:-2] + word[-1])  # قلن، أدنا
    return _Stems(perfect, short, imperfect, jussive)


def _defective_forms(word: str, imperfect: set[str]) -> list[tuple[str, str]]:
    """Forms of verbs whose last letter is weak: دعا دعت يدعو، أجرى أجرت يجري، لقي لقوا يلقى."""
    stem = word[:-1]
    endings = ("ت", "تا", "وا", "و", "ي", "يا", "يت", "وت", "ين", "ون", "ينا", "ونا")
    forms = [(stem + ending, "Perf") for ending in endings]
    for full in imperfect:
        short = full[:-1]
        forms += [(prefix + short, "Jus") for prefix in _PREFIXES if short]
        forms += [(prefix + short + ending, "Imp") for prefix in _PREFIXES for ending in _WEAK]
    return forms


# Measures of verbal nouns whose shape few other nouns have: تفعيل، إفعال، مفاعلة، افتعال، انفعال، استفعال.
_VERBAL_NOUN = re.compile("ت..ي.|إ..ا.|إ.ا[.ةه]|م.ا..[ةه]|ا.ت.ا.|ان..ا.|است..ا.|است.ا.[ةه]")


def is_verbal_noun(word: str) -> bool:
    """Whether a noun, as written without article and clitics, has the shape of a verbal noun of a derived verb."""
    return _VERBAL_NOUN.fullmatch(_MARKS.sub("", word)) is not None


def participle_forms(citation: str) -> frozenset[str]:
    """Folded forms of the active participle as news uses it beside a main verb: ``داعيا``، ``مطالبين``، ``محذرة``."""
    bare = _MARKS.sub("", citation)
    word = fold(citation)
    if len(word) < 3:
        return frozenset()
    if len(word) == 3 and not bare.startswith(("أ", "آ")):
        middle = "ي" if word[1] == "ا" else word[1]
        stems = {word[0] + "ا" + middle + ("ي" if word[2] == "ا" else word[2]), "م" + word}
    else:
        stems = {"م" + stem for stem in _stems(bare, word).imperfect}
        stems |= {stem[:-1] + "ي" for stem in stems if stem.endswith("ا")}
    forms = {stem + ending for stem in stems for ending in ("ا", "ه", "ين", "تين", "ات", "ان", "")}
    return frozenset(forms | {stem + "ن" for stem in stems if stem.endswith("ي")})  # داعين: the weak letter is lost


_DAMMA = "\u064f"
_SHADDA = "\u0651"


def is_passive(written: str, word: str, lemma: str) -> bool:
    """Whether the spelling of a verb shows the passive.

    Args:
        written: as in the article, with the vowel marks that it has: قُتل، استُهدف، يُعتقل.
        word: the verb without them, as cut from its token.
        lemma: third person masculine singular perfect.

    The perfect active has no damma before its last two letters, and the imperfect active has one on its prefix only in
    verbs of four letters (Wright, part 2, §§ 59-64 and 73). In hollow verbs and the third measure the passive perfect
    has letters of its own: أُصيب، استُعيد، حوصر.
    """
    base, verb = fold(lemma), fold(word)
    if _DAMMA in written and _SHADDA not in written:
        before = fold(written[: written.index(_DAMMA)])
        if verb[:1] in ("ي", "ت", "ن") and verb[:1] != base[:1]:  # imperfect
            return before == verb[:1] and len(base) != 4
        return len(verb) - len(before) >= 2 and verb.startswith(before)
    if len(base) >= 4 and base[-2] == "ا" and base[0] == "ا":  # أصاب، استعاد
        return verb.startswith(base[:-2] + "ي" + base[-1])
    return len(base) == 4 and base[1] == "ا" and verb.startswith(base[0] + "و" + base[2:])  # حاصر
