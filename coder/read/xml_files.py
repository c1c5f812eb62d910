"""XML: feeds (RSS, Atom), news agencies' NITF and NewsML, and the sentences that PETRARCH reads.

Entities and document types are never followed, and a record goes when the next comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from coder.read.article import LIMIT, SPLIT, TOO_LONG, Fault, Record
from coder.read.pages import plain_text
from coder.read.unpack import Counted

_ROOT = re.compile(r"<(?!!|\?)(?:[\w.-]+:)?([\w.-]+)")
_BEFORE_ROOT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)


def root_name(head: str) -> str:
    """The name of the first element, without its namespace; empty if there is none."""
    match = _ROOT.match(_BEFORE_ROOT.sub("", head).lstrip("\ufeff \t\r\n"))
    return match[1] if match else ""


def known_root(name: str) -> bool:
    """Whether files with this first element are read."""
    return name in _ROOTS


def records(stream: BinaryIO, encoding: str | None) -> Iterator[Record | Fault]:
    """A record for each article.

    Args:
        stream: the file.
        encoding: None for what the file says.

    Raises:
        Fault: if it is broken, with the place; what stands before it was read.
    """
    from lxml import etree

    counted = Counted(stream)
    events = etree.iterparse(
        counted,
        events=("start", "end"),
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    number = 0
    outlet = ""
    item: Any = None
    begun = 0
    try:
        for event, element in events:
            name = etree.QName(element).localname
            if event == "start":
                if item is None and name in _ITEMS:
                    item, begun = element, counted.size
                elif counted.size - begun > LIMIT + (1 << 20):
                    raise Fault(TOO_LONG, SPLIT, element.sourceline or 0)
            elif item is None:
                if name == "title" and not outlet:
                    outlet = _text(element)
                begun = counted.size
                _drop(element)
            elif element is item:
                number += 1
                fields = _ITEMS[name](item)
                fields["source"] = fields.get("source") or (outlet if name in ("item", "entry") else "")
                yield Record(fields, number)
                item = None
                begun = counted.size
                _drop(element)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        if "XML_PARSE_HUGE" in str(error.msg):
            raise Fault(TOO_LONG if "long" in str(error.msg) else "elements thousands deep", SPLIT, line) from None
        reason = re.sub(r", line \d+, column \d+.*", "", " ".join(str(error.msg).split()))
        raise Fault(f"broken XML: {reason}", "what stands before it was read", line, column) from None


def _drop(element: Any) -> None:
    """Forget an element and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _rss(item: Any) -> dict[str, Any]:
    return {
        "text": plain_text(_child(item, "encoded") or _child(item, "description")),
        "title": plain_text(_child(item, "title")),
        "date": _child(item, "pubDate") or _child(item, "date"),
        "url": _child(item, "link"),
        "id": _child(item, "guid"),
        "source": _child(item, "source"),
    }


def _atom(entry: Any) -> dict[str, Any]:
    link = next(
        (e for e in entry if _local(e) == "link" and e.get("rel", "alternate") == "alternate" and e.get("href")), None
    )
    return {
        "text": _markup(entry, "content") or _markup(entry, "summary"),
        "title": _markup(entry, "title"),
        "date": _child(entry, "published") or _child(entry, "updated"),
        "url": link.get("href") if link is not None else "",
        "id": _child(entry, "id"),
    }


def _markup(entry: Any, name: str) -> str:
    """Text that may be plain, escaped HTML, or elements."""
    element = next((e for e in entry if _local(e) == name), None)
    if element is None:
        return ""
    if len(element):
        return _paragraphs(element)
    return plain_text(element.text or "") if element.get("type") in ("html", "text/html") else (element.text or "")


def _nitf(nitf: Any) -> dict[str, Any]:
    body = _find(nitf, "body.content")
    publication = _find(nitf, "pubdata")
    return {
        "text": _paragraphs(body) if body is not None else "",
        "title": _found(nitf, "hl1") or _found(nitf, "title"),
        "date": _attribute(nitf, "date.issue", "norm") or _attribute(nitf, "pubdata", "date.publication"),
        "source": (publication.get("name") if publication is not None else "")
        or _attribute(nitf, "doc.copyright", "holder"),
        "url": _attribute(nitf, "pubdata", "ex-ref"),
        "id": _attribute(nitf, "doc-id", "id-string"),
    }


def _newsml_g2(item: Any) -> dict[str, Any]:
    inner = _find(item, "nitf")
    fields = _nitf(inner) if inner is not None else {}
    content = _find(item, "inlineXML", "inlineData")
    provider = _find(item, "provider")
    if not fields.get("text"):
        body = _find(content, "body") if content is not None else None
        text = body if body is not None else content
        fields["text"] = _paragraphs(text) if text is not None else ""
    return {
        "text": fields["text"],
        "title": _found(item, "headline") or fields.get("title"),
        "date": _found(item, "contentCreated") or _found(item, "firstCreated") or _found(item, "versionCreated"),
        "source": (provider.get("literal") or _text(provider)) if provider is not None else fields.get("source"),
        "id": item.get("guid"),
    }


def _newsml_1(item: Any) -> dict[str, Any]:
    inner = _find(item, "nitf")
    fields = _nitf(inner) if inner is not None else {}
    content = _find(item, "DataContent")
    if not fields.get("text") and content is not None:
        body = _find(content, "body")
        fields["text"] = _paragraphs(body if body is not None else content)
    return {
        "text": fields.get("text"),
        "title": _found(item, "HeadLine") or fields.get("title"),
        "date": _found(item, "FirstCreated") or _found(item, "ThisRevisionCreated"),
        "source": _attribute(item, "Party", "FormalName") or _found(item, "ProviderId"),
        "id": _found(item, "PublicIdentifier") or _found(item, "NewsItemId"),
    }


def _petrarch(sentence: Any) -> dict[str, Any]:
    return {
        "text": _child(sentence, "Text"),
        "date": sentence.get("date"),
        "source": sentence.get("source"),
        "url": sentence.get("url"),
        "id": sentence.get("id"),
    }


_ITEMS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "item": _rss,
    "entry": _atom,
    "nitf": _nitf,
    "newsItem": _newsml_g2,
    "NewsItem": _newsml_1,
    "Sentence": _petrarch,
}
_ROOTS = frozenset(
    ("rss", "RDF", "feed", "entry", "nitf", "newsItem", "newsMessage", "NewsML", "NewsItem", "Sentences", "Sentence")
)


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _find(element: Any, *names: str) -> Any:
    """The first element below of one of these names."""
    return next((found for found in element.iter() if _local(found) in names), None)


def _found(element: Any, name: str) -> str:
    found = _find(element, name)
    return _text(found) if found is not None else ""


def _attribute(element: Any, name: str, attribute: str) -> str:
    return next((e.get(attribute) for e in element.iter() if _local(e) == name and e.get(attribute)), "")


def _child(element: Any, name: str) -> str:
    child = next((child for child in element if _local(child) == name and "".join(child.itertext()).strip()), None)
    return "".join(child.itertext()).strip() if child is not None else ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _paragraphs(element: Any) -> str:
    """The paragraphs of an element, one a line; all its text if it has none."""
    paragraphs = [_text(found) for found in element.iter() if _local(found) == "p"]
    return "\n".join(filter(None, paragraphs)) or "\n".join(
        filter(None, (" ".join(line.split()) for line in "".join(element.itertext()).split("\n")))
    )
