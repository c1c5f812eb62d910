"""From a word of a text to what a codebook would list: citation forms of verbs, their verbal nouns, Latin letters.

Follows the paradigms of W. Wright, A Grammar of the Arabic Language, part 2. Unvowelled spelling leaves choices, so all
readings are given, folded; the caller knows which of them the texts show.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_PREFIXES = ("ي", "ت", "ن", "ا")
_ENDINGS = ("", "ت", "ا", "تا", "وا", "و", "ن", "نا", "تم", "ون", "ين", "ان", "ي")

_LATIN = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "a",
    "ئ": "y", "ؤ": "w", "ة": "a", "ء": "", "گ": "g", "ک": "k", "پ": "p", "چ": "ch", "ڤ": "v", "ی": "y",
}  # fmt: skip


def citations(form: str) -> tuple[str, ...]:
    """Verbs of which a folded form may be an inflection, in the third person masculine singular of the past.

    The likely first. Many are no verbs: the caller keeps those whose forms the texts show.
    """
    bodies = [form[: len(form) - len(e)] for e in _ENDINGS if form.endswith(e)]
    stems = [body[1:] for body in bodies if body.startswith(_PREFIXES)]
    starts = [*bodies, *(start + stem for stem in stems for start in ("", "ا", "و"))]
    found = [citation for body in starts for citation in _restored(body)]
    return tuple(dict.fromkeys(citation for citation in found if len(citation) > 1))


def _restored(stem: str) -> Iterator[str]:
    """A stem, and the same with the weak letter that inflection changed or dropped."""
    yield stem
    if len(stem) > 2 and stem[-2] in "وي":  # يقول، أدين
        yield stem[:-2] + "ا" + stem[-1]
    if len(stem) == 4 and stem[1] == "و":  # سوعد
        yield stem[0] + "ا" + stem[2:]
    if len(stem) > 1:
        body = stem[:-1] if stem[-1] in "وي" else stem  # يدعو، يجري، دعت
        yield body + "ا"
        yield body + "ي"
        yield stem[:-1] + "ا" + stem[-1]  # قلن


def verbal_nouns(citation: str) -> dict[str, bool]:
    """Folded verbal nouns of a folded verb, each with whether its pattern leaves no doubt.

    The derived measures have theirs by rule. The first measure has many patterns, which other nouns share (أساس, خدمة):
    the usual ones are given as doubtful.
    """
    if len(citation) < 2:
        return {}
    word, last, start = citation, citation[-1], citation[:-1]
    weak = last in "اي"
    hollow = len(word) > 2 and word[-2] == "ا"
    if len(word) == 2:  # doubled: مر مرور
        return dict.fromkeys((word, word + "ه", word + "و" + last), False)
    if len(word) == 3:
        second = "ت" + start + ("يه" if weak else "ي" + last)
        return {**dict.fromkeys(_of_three(*word), False), second: True}
    return dict.fromkeys(_derived(word, last, start, weak, hollow), True)


def _derived(word: str, last: str, start: str, weak: bool, hollow: bool) -> tuple[str, ...]:
    if word.startswith("استو"):  # استورد استيراد، استولى استيلاء
        return ("استي" + start[4:] + ("ا" if weak else "ا" + last),)
    if word.startswith("ا") and len(word) > 4:
        if weak:  # اعتدى اعتداء
            return (start + "ا",)
        if hollow:  # استعاد استعادة، اختار اختيار
            return (word + "ه",) if word.startswith("است") else (word[:-2] + "يا" + last,)
        return start + "ا" + last, word + "ا" + last  # انسحاب، استمرار
    if word.startswith("ا"):  # fourth measure, or the seventh and eighth of doubled verbs
        if weak:
            return (start + "ا",)
        if hollow:
            return (word + "ه",)
        return start + "ا" + last, "اي" + word[2:-1] + "ا" + last, word + "ا" + last  # إرسال، إيقاف، انضمام
    if word[1] == "ا" and len(word) == 4:  # مساعدة، قتال
        return ("م" + start + "اه",) if weak else ("م" + word + "ه", word[0] + start[2:] + "ا" + last)
    if word.startswith("ت"):
        return (start + "ي",) if weak else (word,)
    return ((start if weak else word) + "ه",)


def _of_three(first: str, middle: str, last: str) -> tuple[str, ...]:
    if middle == "ا":  # قول، زيارة، قيام، عودة
        return tuple(first + body + last for body in ("و", "ي", "يا")) + tuple(
            first + body + last + "ه" for body in ("يا", "و")
        )
    if last in "اي":  # دعوة، سعي، حماية، لقاء
        return tuple(first + middle + ending for ending in ("وه", "ي", "ا", "ايه", "يه", "و"))
    bodies = (last, f"ا{last}", f"و{last}", f"ا{last}ه", f"و{last}ه", f"{last}ه")
    return tuple(first + middle + body for body in bodies)


def romanize(text: str) -> str:
    """Consonants and long vowels in ASCII, lower case, words joined by hyphens: ``حركة النور`` is ``hrka-al-nwr``."""
    words = []
    for word in text.split():
        article = "al-" if word.startswith("ال") and len(word) > 4 else ""
        letters = [_LATIN.get(char, char) for char in (word[2:] if article else word)]
        plain = unicodedata.normalize("NFKD", "".join(letters)).encode("ascii", "ignore").decode().lower()
        cleaned = "".join(char if char.isalnum() else " " for char in plain).split()
        words += [article + "-".join(cleaned)] if cleaned else []
    return "-".join(words)
