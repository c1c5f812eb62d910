"""WARC, the web archives' format: the articles of the pages in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from coder.read.article import LIMIT, SPLIT, TOO_LONG, Fault, Passed, Record
from coder.read.encoding import decoded
from coder.read.pages import page
from coder.read.unpack import Counted

_READ = ("response", "resource", "conversion")


def pages(stream: BinaryIO, encoding: str) -> Iterator[Record | Fault | Passed]:
    """A record for each page (HTML) and each text that was taken out of one (WET); the number is its place in the file.

    Raises:
        Fault: if the file is broken; what stands before it was read.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        for found in ArchiveIterator(Counted(stream)):
            number += 1
            if found.rec_type not in _READ:
                continue
            headers = found.http_headers
            if headers is not None and headers.get_statuscode() != "200":
                continue
            kind = (headers or found.rec_headers).get_header("Content-Type") or ""
            html = "html" in kind
            if not html and not kind.startswith("text/plain"):
                continue
            url = found.rec_headers.get_header("WARC-Target-URI") or ""
            data = found.content_stream().read(LIMIT + 1)
            try:
                if len(data) > LIMIT:
                    raise Fault(TOO_LONG, SPLIT)
                fields = page(data, encoding) if html else {"text": decoded(data, encoding)}
                yield Record({**fields, "url": url}, number)
            except Fault as fault:
                fault.line = number
                yield fault
            except Passed as passed:
                yield passed
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise Fault(f"broken WARC after {number} records: {reason}", "get the file again") from None
