"""Compressed files and archives: the files in them, one after the other, as streams. Nothing is ever written out.

Known by their first bytes, whatever their names: gzip, bzip2, xz, zstd, ZIP and tar, also within each other.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any, BinaryIO, cast

from coder.read.article import Fault
from coder.read.inputs import readable, shown

_HEAD = 1 << 16  # bytes by which a format is known
_DEEPEST = 5  # layers: a .tar.gz has two
# What unpacks to more than this and to so many times its size is no text but a bomb.
_SMALL = 100_000_000
_RATIO = 200
_SPOOLED = 1 << 24  # bytes kept in memory of an archive that must be read back and forth
_LARGEST_SPOOL = 1 << 31

_TWO_SUFFIXES = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
_PACKED = (".gz", ".bz2", ".xz", ".zst")
_REFUSED = {
    b"%PDF": ("a PDF file", "take its text out first, for example with pdftotext"),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", "unpack it first, or make it a ZIP"),
    b"Rar!": ("a RAR archive", "unpack it first, or make it a ZIP"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Word or Excel file", "save it as plain text or CSV"),
}
_OFFICE = {"[Content_Types].xml", "mimetype"}  # that .docx, .xlsx, .odt and .epub begin with


@dataclass(frozen=True)
class File:
    """A file that is no archive.

    Attributes:
        path: as the user sees it, with the archives around it.
        name: its own name without the suffix of a compression, which tells its format and date.
        stream: its bytes, to be read before the next file is asked for.
        head: the first of these bytes, which ``stream`` gives again.
        alone: whether it is all there is at the path.
    """

    path: str
    name: str
    stream: BinaryIO
    head: bytes = b""
    alone: bool = True


def unpacked(file: File, depth: int = 0) -> Iterator[File | tuple[str, Fault]]:
    """The files in a file, itself if it is no archive; with its path, a Fault for each that cannot be read.

    Raises:
        Fault: while one of the streams is read, for what is found out only then (truncated, a bomb).
    """
    try:
        yield from _layers(file, depth)
    except Fault as fault:
        yield file.path, fault
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        yield file.path, Fault(f"a broken archive: {_reason(error)}", "get it again, the files before this were read")


def _layers(file: File, depth: int) -> Iterator[File | tuple[str, Fault]]:
    head = _filled(file.stream, _HEAD)
    if file.stream.seekable():
        file.stream.seek(-len(head), os.SEEK_CUR)
        file = replace(file, head=head)
    else:
        file = replace(file, head=head, stream=_buffered(_Joined(head, file.stream)))
    for magic, (what, remedy) in _REFUSED.items():
        if head.startswith(magic):
            raise Fault(f"{what}, which is not read", remedy)
    layer = next((open_ for magic, open_ in _COMPRESSED.items() if head.startswith(magic)), None)
    archive = None
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        archive = _zip
    elif head[257:262] == b"ustar":
        archive = _tar
    if (layer or archive) and depth == _DEEPEST:
        raise Fault(f"archives within archives, more than {_DEEPEST} deep", "unpack it first")
    if layer:
        packed = Counted(file.stream)
        stream = _buffered(_Checked(layer(_buffered(packed)), lambda: packed.size))
        yield from _layers(replace(file, name=_inner_name(file.name), stream=stream), depth + 1)
    elif archive:
        for member in archive(file):
            if isinstance(member, File):
                yield from unpacked(member, depth + 1)
            else:
                yield member
    else:
        yield file


def _zip(file: File) -> Iterator[File | tuple[str, Fault]]:
    with zipfile.ZipFile(seekable(file.stream)) as archive:
        infos = archive.infolist()
        if infos and infos[0].filename in _OFFICE:
            raise Fault("an office document, not an archive", "save it as plain text, HTML or CSV")
        found = False
        for info in infos:
            if info.is_dir() or not readable(info.filename):
                continue
            found = True
            path = _member(file.path, info.filename)
            if info.flag_bits & 1:
                yield path, Fault("encrypted", "unpack it first")
            elif _is_bomb(info.file_size, info.compress_size):
                yield path, _bomb(info.compress_size, info.file_size)
            else:
                try:
                    with archive.open(info) as stream:
                        checked = _buffered(_Checked(stream, lambda size=info.compress_size: size))  # type: ignore[misc]
                        yield File(path, os.path.basename(info.filename), checked, alone=False)
                except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
                    yield path, Fault(f"broken in its archive: {_reason(error)}", "get the archive again")
    if not found:
        yield file.path, _nothing()


def _tar(file: File) -> Iterator[File | tuple[str, Fault]]:
    found = False
    checked: _Checked | None = None
    with tarfile.open(fileobj=file.stream, mode="r|") as archive:
        while True:
            try:
                member = archive.next()
            except (tarfile.TarError, Fault):
                if checked and checked.fault:  # told with its member
                    return
                raise
            if member is None:
                break
            archive.members = []  # type: ignore[attr-defined]  # which it would keep, and nobody asks for
            if not member.isreg() or not readable(member.name):
                continue
            found = True
            path = _member(file.path, member.name)
            if member.issparse():
                yield path, Fault("a sparse file, no text", "unpack it first")
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                checked = _Checked(stream, lambda size=member.size: size)  # type: ignore[misc]
                yield File(path, os.path.basename(member.name), _buffered(checked), alone=False)
    if not found:
        yield file.path, _nothing()


def _nothing() -> Fault:
    return Fault("nothing to read in this archive: no .txt, .html, .json, .jsonl, .csv or .xml file")


def _member(path: str, name: str) -> str:
    return f"{path}/{shown(name)}"


def _inner_name(name: str) -> str:
    stem, suffix = os.path.splitext(name)
    if suffix.lower() in _TWO_SUFFIXES:
        return stem + _TWO_SUFFIXES[suffix.lower()]
    return stem if suffix.lower() in _PACKED else name


def _zstd(stream: BinaryIO) -> IO[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # Python 3.14
    except ImportError:
        from backports import zstd

    return cast(IO[bytes], zstd.ZstdFile(stream))


_COMPRESSED: dict[bytes, Callable[[BinaryIO], IO[bytes]]] = {
    b"\x1f\x8b\x08": lambda stream: cast(IO[bytes], gzip.GzipFile(fileobj=stream)),
    b"BZh": lambda stream: bz2.BZ2File(stream),
    b"\xfd7zXZ\0": lambda stream: lzma.LZMAFile(stream),  # noqa: SIM115  it ends with its reader
    b"\x28\xb5\x2f\xfd": _zstd,
}


class _Joined(io.RawIOBase):
    """Bytes, then those of a stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest, self._at = head, rest, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[self._at : self._at + len(buffer)] or _at_once(self._rest)(len(buffer))
        self._at += len(piece)
        buffer[: len(piece)] = piece
        return len(piece)


class Counted(io.RawIOBase):
    """A stream that knows how much of it was read, and gives what there is before it raises a Fault."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read, self.size = _at_once(stream), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._read(len(buffer))
        self.size += len(piece)
        buffer[: len(piece)] = piece
        return len(piece)


class _Checked(io.RawIOBase):
    """What comes out of an archive, with its errors as Faults, and a Fault when it grows beyond all measure."""

    def __init__(self, stream: IO[bytes], packed: Callable[[], int]) -> None:
        self._read = _at_once(stream)
        self._packed, self._size = packed, 0
        self.fault: Fault | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.fault:
            raise self.fault
        try:
            piece = self._read(len(buffer))
            self._size += len(piece)
            if _is_bomb(self._size, self._packed()):
                raise _bomb(self._packed(), self._size)
        except Exception as error:  # each library has kinds of its own; zlib.error, LZMAError, ZstdError, OSError ...
            self.fault = self._fault(error)
            raise self.fault from None
        buffer[: len(piece)] = piece
        return len(piece)

    def _fault(self, error: Exception) -> Fault:
        if isinstance(error, Fault):
            return error
        after = f"after {self._size} unpacked bytes"
        if isinstance(error, EOFError):
            return Fault(f"the compressed data end too early, {after}", "get the file again")
        return Fault(f"broken data in an archive, {after}: {_reason(error)}", "get the file again")


def _at_once(stream: IO[bytes]) -> Callable[[int], bytes]:
    """How to read what there is: a read of a certain size would lose what stands before an error."""
    return getattr(stream, "read1", stream.read)


def _is_bomb(size: int, packed: int) -> bool:
    return size > _SMALL and size > _RATIO * packed


def _bomb(packed: int, size: int) -> Fault:
    return Fault(
        f"a bomb: {packed} bytes unpack to {size} or more, which no text does", "if you trust it, unpack it yourself"
    )


def _buffered(raw: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(raw, _HEAD)


def _filled(stream: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end; of a pipe, a single read may give fewer."""
    pieces = []
    try:
        while size and (piece := _at_once(stream)(size)):
            pieces.append(piece)
            size -= len(piece)
    except Fault:  # comes again behind these
        if not pieces:
            raise
    return b"".join(pieces)


def seekable(stream: BinaryIO) -> BinaryIO:
    """A stream in which one can go back: its bytes in memory, in a nameless temporary file if there are many.

    Raises:
        Fault: if they are too many.
    """
    if stream.seekable():
        return stream
    spool: Any = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115  it ends with its last reader
    size = 0
    while piece := stream.read(1 << 20):
        size += len(piece)
        if size > _LARGEST_SPOOL:
            raise Fault(f"more than {_LARGEST_SPOOL >> 30} GB within an archive or pipe", "unpack it first")
        spool.write(piece)
    spool.seek(0)
    return cast(BinaryIO, spool)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
