"""Which encoding bytes are in, and their text.

Arabic archives come in UTF-8, UTF-16, Windows-1256 and ISO-8859-6. The first two are known for sure; the last two share
the letters from hamza to dad and differ in the others, by which they are told apart (docs/reading.md has how often
that is right).
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from coder.read.article import Fault

UTF_8 = "utf-8"
WINDOWS = "windows-1256"
ISO = "iso-8859-6"

# Codecs that take the mark itself away, by the mark.
MARKS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x19]")  # not \x1A, which old word processors leave in texts
_NO_TEXT_ISO = re.compile(r"[\x00-\x08\x0e-\x19\x80-\x9f]")
# Arabic letters in UTF-8 are D8 or D9 and a byte from 80 to BF. In Windows-1256 that is a letter and one of these,
# which no text has there; punctuation and the letters of other languages are left out.
_LEFT_OF_UTF_8 = re.compile(rb"[\xd8\xd9][\x82-\x84\x86-\x89\x8b\x8c\xa2-\xa9\xaf-\xb6\xb8\xb9\xbc-\xbe]")
# A word of both: Latin letters and signs that Windows-1256 has where ISO-8859-6 has waw, yaa, taa and others.
_ARABIC_WORD = re.compile(r"[ء-ي\u0640پچژگàâçèéêëîïôùûüœ×÷]*[ء-ي][ء-ي\u0640پچژگàâçèéêëîïôùûüœ×÷]*")
_LATIN = re.compile(r"[àâçèéêëîïôùûüœ×÷]")
_MIXED_SHARE = 0.1  # of the words
_FEWEST_LETTERS = 4  # on which an encoding may be decided
_NON_ASCII = re.compile(r"[^\x00-\x7f]")


def mark_of(head: bytes) -> bytes:
    """The byte order mark that bytes begin with, empty without one."""
    return next((mark for mark in MARKS if head.startswith(mark)), b"")


def detect(data: bytes, cut: bool = False) -> str | None:
    """The encoding of bytes without a byte order mark, None if they are in none of ours.

    Args:
        data: the text, or its beginning.
        cut: whether it may end within a character.
    """
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(data, final=not cut)
        return UTF_8
    except UnicodeDecodeError:
        pass
    if _LEFT_OF_UTF_8.search(data):
        return None
    text = data.decode(WINDOWS)
    if _NO_TEXT.search(text) or len(_NON_ASCII.findall(text)) < _FEWEST_LETTERS:
        return None
    try:
        other = data.decode(ISO)
    except UnicodeDecodeError:
        other = ""
    words = _ARABIC_WORD.findall(text)
    mixed = sum(bool(_LATIN.search(word)) for word in words) > _MIXED_SHARE * len(words)
    if not other or _NO_TEXT_ISO.search(other):
        return None if mixed else WINDOWS
    return ISO if mixed or _articles(other) > _articles(text) else WINDOWS


def _articles(text: str) -> int:
    """How often a text seems to have the definite article, to tell apart headlines whose letters decide nothing."""
    return text.count(" ال") + text.startswith("ال")


def decoded(data: bytes, encoding: str = "", offset: int = 0) -> str:
    """The text of all the bytes of a file or line.

    Args:
        data: bytes without a byte order mark.
        encoding: empty to find it out.
        offset: how many bytes stand before them, for the position that a fault names.

    Raises:
        Fault: if they are no text, or in no encoding that is known.
    """
    chosen = encoding or detect(data) or UTF_8
    fault = None
    try:
        text = data.decode(chosen)
    except UnicodeDecodeError as error:
        text, fault = "", error
    unit = 2 if chosen.startswith("utf-16") else 1
    nul = data.find(b"\0") if unit == 1 else text.find("\0") * unit
    if nul >= 0:
        raise Fault(f"a binary file, not text: NUL byte at position {nul + offset}")
    if fault:
        raise Fault(
            f"not {chosen.upper()} text: byte 0x{data[fault.start]:02X} at position {fault.start + offset}", REMEDY
        )
    return text


REMEDY = "if it is in another encoding, name it with --encoding"


class Utf8(io.RawIOBase):
    """A stream in any encoding, read as UTF-8.

    Raises:
        Fault: while reading, if bytes are not in that encoding.
    """

    def __init__(self, stream: BinaryIO, encoding: str, offset: int = 0) -> None:
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._read = offset
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            piece = self._stream.read(len(buffer))
            try:
                text = self._decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                at = self._read + len(piece) - len(error.object) + error.start
                byte = error.object[error.start]
                name = self._encoding.upper()
                raise Fault(f"not {name} text: byte 0x{byte:02X} at position {at}", REMEDY) from None
            self._read += len(piece)
            self._ready = text.encode(UTF_8)
            if not piece:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


def known(encoding: str) -> bool:
    """Whether Python has an encoding of this name that turns bytes into text."""
    try:
        b" ".decode(encoding)
    except UnicodeDecodeError:  # of two bytes a character
        return True
    except (LookupError, ValueError):
        return False
    return True
