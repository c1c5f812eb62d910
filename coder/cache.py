"""Results that are costly to work out again, kept by the content of what they were made of in the user's cache folder.

A missing, unwritable or damaged cache only costs time. ``WAQAI_CACHE`` names another folder, ``off`` turns it off.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

VARIABLE = "WAQAI_CACHE"
_KEPT = 8  # results of one kind; the oldest go


def folder() -> Path | None:
    """Where results are kept, None if nowhere."""
    chosen = os.environ.get(VARIABLE)
    if chosen == "off":
        return None
    import platformdirs

    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("waqai", appauthor=False))


def contents(where: Path) -> dict[str, tuple[int, int]]:
    """Number of files and their bytes, by the kind of result, in order of their names; other files are not told."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted(_files(where)):
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            kind = path.name.lstrip(".").split("-")[0].split(".")[0]
            files, bytes_ = found.get(kind, (0, 0))
            found[kind] = (files + 1, bytes_ + size)
    return found


def clear(where: Path) -> list[OSError]:
    """Delete all results; gives the faults of those that could not be."""
    faults = []
    for path in _files(where):
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            faults.append(fault)
    return faults


def _files(where: Path) -> list[Path]:
    """The files that waqai put there, half-written ones too."""
    names = (".pickle", ".sqlite", ".sqlite-wal", ".sqlite-shm")
    return [path for path in where.glob("*") if path.is_file() and (path.name.endswith(names) or _is_partial(path))]


def _is_partial(path: Path) -> bool:
    return path.name.startswith(tuple(f".{kind}-" for kind in ("codebook", "gazetteer", "layer")))


def digest(parts: Iterable[bytes]) -> str:
    """64 hexadecimal digits that stand for a sequence of contents."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{len(part)}:".encode())
        whole.update(part)
    return whole.hexdigest()


@lru_cache
def code_version(*packages: str) -> bytes:
    """What changes whenever Python or the modules of packages (paths below ``coder``) change."""
    root = Path(__file__).parent
    files = sorted(
        f for name in packages for f in ([root / name] if name.endswith(".py") else (root / name).rglob("*.py"))
    )
    stats = [(file.relative_to(root).as_posix(), (info := file.stat()).st_size, info.st_mtime_ns) for file in files]
    return repr((sys.version, stats)).encode()


def load(kind: str, key: str) -> Any | None:
    """The result kept under a key, None if there is none that can be read."""
    where = folder()
    if where is None:
        return None
    path = where / f"{kind}-{key}.pickle"
    try:
        content = path.read_bytes()
        os.utime(path)  # the least recently used goes first
        with _not_collecting():
            return pickle.loads(content)
    except OSError:
        return None
    except Exception:  # whatever a damaged file makes of unpickling
        with contextlib.suppress(OSError):
            path.unlink()
        return None


@contextlib.contextmanager
def _not_collecting() -> Iterator[None]:
    """Hundreds of thousands of new objects and no garbage: looking for it would double the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def store(kind: str, key: str, result: Any) -> None:
    """Keep a result; the file takes its name only when it is complete, so that runs side by side do no harm."""
    where = folder()
    if where is None:
        return
    with contextlib.suppress(OSError):
        where.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=where, prefix=f".{kind}-")
        try:
            with open(handle, "wb") as stream:
                pickle.dump(result, stream, protocol=5)
            os.replace(partial, where / f"{kind}-{key}.pickle")
        finally:
            with contextlib.suppress(OSError):
                os.unlink(partial)
        kept = sorted(where.glob(f"{kind}-*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink()
