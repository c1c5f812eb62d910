"""What the pages have in common: escaped text, tables, and a head with the style.

The words of articles are data: every one of them is escaped, stands in an element of its own direction, and control
characters are shown by signs. All tags are closed, so that a page is XML as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from coder.explain.words import runs, visible

ARABIC = 'lang="ar" dir="rtl"'
END = "</body>\n</html>\n"


def escaped(text: str) -> str:
    """Text as HTML."""
    return html.escape(visible(text)).replace("\r", "&#13;")


def english(text: str) -> str:
    """English with Arabic in it, and where an entry stands as code."""
    pieces = (
        f"<bdi {ARABIC}>{escaped(piece)}</bdi>" if rtl else _PLACE.sub(r"<code>\1</code>", escaped(piece))
        for piece, rtl in runs(text)
    )
    return "".join(pieces)


_PLACE = re.compile(r"([^\s()]+\.ya?ml:\d+)")


def arabic(text: str, element: str = "span") -> str:
    """Words of the article in an element."""
    return f"<{element} {ARABIC}>{escaped(text)}</{element}>" if text else ""


def count(n: int, noun: str) -> str:
    """``3 rows``, ``1 row``, ``no rows``."""
    return f"{n or 'no'} {noun}{'' if n == 1 else 's'}"


def table(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of a class; headings and cells are HTML already."""
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'<table class="{name}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>\n'


def head(title: str, heading: str, style: str = "") -> str:
    """The page up to its heading; ``style`` is CSS besides what all pages have."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        f"<title>{escaped(title)}</title>\n<style>{_STYLE}{style}{_PRINT}</style>\n</head>\n<body>\n"
        f"<h1>{escaped(heading)}</h1>\n"
    )


_STYLE = """
:root {
  color-scheme: light dark;
  --ink: #1c1c1c; --dim: #5c5c5c; --paper: #fff; --line: #d4d4d4; --card: #f7f7f5;
  --trigger: #b3261e; --trigger-back: #fbe0dd; --source: #0b57a4; --source-back: #dcebfb;
  --target: #7a4a00; --target-back: #fbebcd; --place: #1c6b34; --place-back: #dcf2e1; --mended: #a13fb5;
  --date: #00616b; --date-back: #d7f0f2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e8e6; --dim: #a5a5a2; --paper: #17181a; --line: #3d3f42; --card: #202225;
    --trigger: #ff9c92; --trigger-back: #4d211d; --source: #93c7ff; --source-back: #17344f;
    --target: #f3c271; --target-back: #46330f; --place: #8fdca4; --place-back: #173d22; --mended: #e5a3f2;
    --date: #7fd6df; --date-back: #12393e;
  }
}
body { max-width: 64rem; margin: 1.5rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.15rem; margin-bottom: 0; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 0; color: var(--dim); }
.about, .none, small, summary { color: var(--dim); }
.about { margin-top: 0; }
section { border-top: 1px solid var(--line); padding: .8rem 0; margin-top: .8rem; }
[lang=ar] { font-family: "Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro", "Segoe UI", Tahoma, sans-serif; }
table { border-collapse: collapse; font-size: .9rem; margin: .4rem 0; }
th, td { text-align: start; vertical-align: top; padding: .1rem .9rem .1rem 0; }
thead th { border-bottom: 1px solid var(--line); color: var(--dim); font-weight: normal; }
code { font-size: .88em; overflow-wrap: anywhere; } .id { color: var(--dim); }
details { margin: .3rem 0; } summary { cursor: pointer; }
"""
_PRINT = """
@media print {
  body { max-width: none; margin: 0; font-size: 11px; }
  details:not([open]) { display: none; }
  .card, tr, svg { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .tree { overflow: visible; } .tree svg { min-width: 0; }
}
"""
