"""Publication dates, as archives write them."""

from __future__ import annotations

import datetime as dt
import email.utils
import os
import re
from functools import lru_cache
from typing import Any

from coder.read.article import Fault

_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?!\d)")
_MONTH_NAMED = re.compile(r"(\d{1,2})[\s/.-]+([^\W\d_][^\d,،]*?)\.?[\s/,،.-]+(\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(\d{4})(?!\d)")
_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_EPOCH = {10: 1, 13: 1000}  # digits of seconds and milliseconds since 1970, for dates from 2001 to 2286
# Whose names for the months Arabic papers use: Egypt and the Gulf, the Levant, Algeria and Tunisia, Morocco.
_LOCALES = ("en", "ar_EG", "ar_SY", "ar_DZ", "ar_MA", "fr")


def published(own: Any, given: dt.date | None, guess: dt.date | None, form: str = "") -> dt.date | None:
    """The publication date of an article, from the surest sign of it to the weakest.

    Args:
        own: what its record or page says.
        given: for all articles that do not say theirs (``--date``).
        guess: from the name of the file.
        form: how ``own`` is written, in the letters of ``strptime``.

    Raises:
        Fault: if ``own`` is no date, or could be two.
    """
    return parsed_date(own, form) or given or guess


def parsed_date(value: Any, form: str = "") -> dt.date | None:
    """A date as written, without its time of day: None for an empty value.

    ISO 8601 and year first in other signs, RFC 2822 (feeds), ``22 July 2015``, ``٢٢ تموز ٢٠١٥``, seconds or
    milliseconds since 1970. ``form`` (``%d/%m/%Y``) is needed where day and month are told apart by their order only.

    Raises:
        Fault: if it is no date, or could be two.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value))
    if value is not None and not isinstance(value, str):
        raise Fault("`date` is not a string")
    text = " ".join((value or "").translate(_DIGITS).split())
    if not text:
        return None
    try:
        found = dt.datetime.strptime(text, form).date() if form else _parsed(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        remedy = f"it should be like {form}" if form else "write it as 2024-03-14, or say how it is with --date-format"
        raise Fault(f"`date` {_shortened(text)!r} is not a date", remedy)
    return found


def _parsed(text: str) -> dt.date | None:
    if text.isascii() and text.isdigit() and len(text) in _EPOCH:
        return dt.datetime.fromtimestamp(int(text) / _EPOCH[len(text)], dt.UTC).date()
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        pass
    if found := _YEAR_FIRST.match(text):
        return dt.date(*map(int, found.groups()))
    if _YEAR_LAST.match(text):
        raise Fault(
            f"`date` {_shortened(text)!r} could be day or month first", "say which with --date-format, like %d/%m/%Y"
        )
    if found := _MONTH_NAMED.search(text):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.search(text):
        month, day, year = found.groups()
    else:  # what is left of RFC 2822: years of two digits
        return email.utils.parsedate_to_datetime(text).date()
    number = _months().get(month.strip().lower())
    return dt.date(int(year), number, int(day)) if number else None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    from babel import Locale

    names: dict[str, int] = {}
    for code in _LOCALES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(code).months["format"][width].items():
                names.setdefault(name.lower().rstrip("."), number)
    # Levantine months stand beside the others: تشرين الأول، تشرين الأول/أكتوبر.
    return names | {f"{one}/{other}": n for one, n in names.items() for other, m in names.items() if n == m}


def date_in_name(path: str) -> dt.date | None:
    """The first ISO date in a file name (``2024-03-14-khartoum.txt``, ``news_20240314.txt``), None without one."""
    for year, _, month, day in _DATE_IN_NAME.findall(os.path.basename(path)):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
