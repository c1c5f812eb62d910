"""HTML: the article of a page, without menus, advertisements and comments."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from coder.read.article import WITHOUT_TEXT, Fault, Passed
from coder.read.encoding import UTF_8, decoded, detect, known

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"'\s]*([\w-]+)", re.IGNORECASE)
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td"),
        *("th", "tr", "ul"),
    )
)
# A wrong date is worse than none: not the year of a copyright, nor one that the text tells of.
_DATE = {"extensive_search": False, "original_date": True}
_UNSEEN = frozenset(("script", "style", "template", "noscript"))


def page(data: bytes, encoding: str = "", offset: int = 0) -> dict[str, Any]:
    """The text, title, date, source (name of the site) and url of a page; offsets count from the text given here.

    Raises:
        Fault: if it is no text or cannot be read.
        Passed: if there is no article in it.
    """
    text = decoded(data, encoding or _declared(data), offset)
    if not text.strip():
        raise Passed(WITHOUT_TEXT)
    try:
        found = _trafilatura().bare_extraction(
            text, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=_DATE
        )
    except Exception as error:  # parsers of a hundred kinds of bad markup raise many kinds
        raise Fault(f"the page cannot be read: {type(error).__name__}", "save its text as a .txt file") from None
    if found is None or not (found.text or "").strip():
        raise Passed(WITHOUT_TEXT)
    return {"text": found.text, "title": found.title, "date": found.date, "source": found.sitename, "url": found.url}


def _declared(data: bytes) -> str:
    """What a page says its encoding is, where that can be so and the bytes do not tell."""
    if detect(data) == UTF_8:
        return UTF_8
    match = _CHARSET.search(data[:4096])
    name = match[1].decode("ascii", "replace") if match else ""
    return name if known(name) and name.lower().replace("-", "") != "utf8" else ""


@lru_cache(maxsize=1)
def _trafilatura() -> Any:
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what fails is told once, by Fault
    return trafilatura


def plain_text(markup: str) -> str:
    """The text of a piece of HTML, a line for each paragraph."""
    from lxml import etree, html

    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError):
        return re.sub(r"<[^<>]*>", " ", markup)
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pieces.append(element.tail or "")
            continue
        if element.tag in _BLOCKS:
            pieces.append("\n")
        if event == "start" and element.tag not in _UNSEEN:
            pieces.append(" ".join((element.text or "").split("\n")))
        if event == "end" and element is not root:
            pieces.append(" ".join((element.tail or "").split("\n")))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
