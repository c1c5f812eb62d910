"""Is a text Arabic?"""

from __future__ import annotations

import re

_ARABIC_LETTER = re.compile(r"[\u0620-\u064A\u066E-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FF\u0750-\u077F\u08A0-\u08C9"
                            r"\uFB50-\uFDFF\uFE70-\uFEFC]")  # fmt: skip
# Letters that Persian, Urdu, Pashto, Kurdish or Uyghur write and Arabic does not, but for foreign names.
_FOREIGN_LETTER = re.compile(
    r"[\u0620\u063B-\u063F\u066E\u066F\u0672-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FF\u0750-\u077F\u08A0-\u08C9]"
)
_NOT_PROSE = re.compile(r"<[^<>]{1,200}>|https?://\S+|www\.\S+|\S+@\S+|[@#]\w+")
_ARABIC_SHARE = 0.5  # of the letters; an Arabic report full of Latin names stays far above it
_FOREIGN_SHARE = 0.01  # of the Arabic-script letters; only above it is the language detector asked
_SAMPLE = 3000  # characters that the language detector reads


def other_language(text: str) -> str:
    """Why a text is not Arabic, in one phrase (``not Arabic, looks like English (en)``), or an empty string if it is.

    The script decides first. Within it, letters that Arabic does not write raise a doubt that the language detector
    settles: it alone would take short Arabic headlines for something else now and then, and takes a second to load.
    """
    prose = _NOT_PROSE.sub(" ", text)
    letters = sum(map(str.isalpha, prose))
    if not letters:
        return "no words in it"
    arabic = len(_ARABIC_LETTER.findall(prose))
    foreign = len(_FOREIGN_LETTER.findall(prose))
    if arabic >= _ARABIC_SHARE * letters and foreign <= _FOREIGN_SHARE * arabic:
        return ""
    language = _detect(prose)
    if language != "ar":
        return f"not Arabic, looks like {_language_name(language)}"
    return "" if arabic >= _ARABIC_SHARE * letters else f"only {arabic / letters:.0%} of its letters are Arabic"


def _detect(text: str) -> str:
    import py3langid

    sample = " ".join(re.findall(r"[^\W\d_]+", text[: 4 * _SAMPLE])[: _SAMPLE // 5])[:_SAMPLE]
    return str(py3langid.classify(sample)[0])


def _language_name(code: str) -> str:
    from babel import Locale

    name = Locale("en").languages.get(code)
    return f"{name} ({code})" if name else f"`{code}`"
