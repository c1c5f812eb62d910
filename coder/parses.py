"""Parses that are kept: a text that was parsed before, by the same models, is not parsed again.

They stand in one SQLite file of the cache folder that processes may share; what was not used for longest goes first.
Where nothing can be kept, texts are parsed every time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from coder import cache
from coder.annotate import Annotator, Document, Sentence
from coder.languages import Language
from coder.read import Article
from coder.weights import find_models

FILE = "parses.sqlite"
LIMIT = "WAQAI_CACHE_LIMIT"  # environment variable: megabytes of parses that are kept
_DEFAULT_LIMIT = 2000
_BATCH = 64  # texts parsed together
_WAIT = 60  # seconds that a process waits for another to have written
_HOUR = 3600
_ASKED = 500  # texts looked up at a time

Parsed = tuple[Sentence, ...]
T = TypeVar("T")


class Parses:
    """Parsed texts by their content; all methods do nothing where the file cannot be used.

    Args:
        version: what stands for all that a parse depends on besides the text.
        where: the file; None keeps nothing.
    """

    def __init__(self, version: str, where: Path | None) -> None:
        self._version = version.encode()
        self._where = where
        self._file: sqlite3.Connection | None = None
        with self._guarded():
            self._file = _open(where) if where is not None else None

    def find(self, texts: Sequence[str]) -> dict[str, Parsed]:
        """The kept parses among those of texts."""
        if self._file is None:
            return {}
        keys = {self._key(text): text for text in texts}
        found: dict[str, Parsed] = {}
        used, now = [], int(time.time()) // _HOUR
        with self._guarded():
            for some in _parts(list(keys), _ASKED):
                marks = ",".join("?" * len(some))
                rows = self._file.execute(f"SELECT key, used, parse FROM parses WHERE key IN ({marks})", some)
                for key, last, parse in rows:
                    with contextlib.suppress(Exception):  # whatever a damaged row makes of unpickling
                        found[keys[key]] = pickle.loads(zlib.decompress(parse))
                        used += [(now, key)] if last != now else []
            if used:
                with self._file:
                    self._file.executemany("UPDATE parses SET used = ? WHERE key = ?", used)
        return found

    def keep(self, parses: Mapping[str, Parsed]) -> None:
        """Keep the parses of texts."""
        if self._file is None or not parses:
            return
        now = int(time.time()) // _HOUR
        rows = [(self._key(text), now, zlib.compress(pickle.dumps(parse, 5), 1)) for text, parse in parses.items()]
        with self._guarded(), self._file:
            self._file.executemany("INSERT OR REPLACE INTO parses VALUES (?, ?, ?)", rows)
            if _size(self._file) > _limit():
                self._file.execute(
                    "DELETE FROM parses WHERE key IN (SELECT key FROM parses ORDER BY used, key "
                    "LIMIT (SELECT count(*) / 5 + 1 FROM parses))"
                )

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Faults of the file keep nothing from being parsed; a damaged one, or what is no database, is begun anew."""
        try:
            yield
        except (OSError, sqlite3.OperationalError):
            pass  # read-only, a full disk, another process that does not let go
        except sqlite3.DatabaseError:
            if self._file is not None:
                self._file.close()
            self._file = None
            with contextlib.suppress(OSError, sqlite3.Error):
                for end in ("", "-wal", "-shm"):
                    Path(f"{self._where}{end}").unlink(missing_ok=True)
                self._file = _open(Path(str(self._where)))

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(self._version + text.encode("utf-8", "surrogatepass")).digest()


class Parser:
    """Parses articles as :class:`coder.annotate.Annotator` does, new texts only; models are loaded when first needed.

    Raises:
        ModelsError: if the models are missing; see :func:`coder.weights.find_models`.
    """

    def __init__(self, language: Language, models_dir: str | None = None) -> None:
        self.language = language
        self._models_dir = models_dir
        where = cache.folder()
        self._parses = Parses(_version(language, models_dir), where / FILE if where else None)
        self._annotator: Annotator | None = None

    def annotate(
        self,
        articles: Sequence[Article],
        progress: Callable[[int, int], None] = lambda done, all_: None,
        wanted: Callable[[Document], Collection[int]] | None = None,
    ) -> list[Document]:
        """Parse articles; the documents come in the same order.

        Args:
            progress: is told how many texts are parsed, of how many that must be.
            wanted: which sentences of a tagged document to parse, by their indices; None for all.

        Raises:
            ModelsError: if the models are needed and cannot be loaded.
        """
        texts = {article.text: article for article in articles}
        known = {
            text: Document(texts[text], sentences, self.language)
            for text, sentences in self._parses.find(list(texts)).items()
        }
        choose = wanted or _every
        # Those of one length are parsed fastest together.
        todo = sorted((t for t in texts if t not in known or _lacking(known[t], choose(known[t]))), key=len)
        done = 0
        for batch in _parts(todo, _BATCH):
            progress(done, len(todo))
            new = [texts[text] for text in batch if text not in known]
            known |= {d.article.text: d for d in self._loaded().tag(new)}
            documents = [known[text] for text in batch]
            known |= {d.article.text: d for d in self.parse(documents, [choose(d) for d in documents])}
            done += len(batch)
            progress(done, len(todo))
        return [replace(known[article.text], article=article) for article in articles]

    def parse(self, documents: Sequence[Document], wanted: Sequence[Collection[int]]) -> list[Document]:
        """Documents with the trees of these of their sentences, those that they have already among them."""
        lacking = [_lacking(document, indices) for document, indices in zip(documents, wanted, strict=True)]
        asked = [d.sentences[n] for d, indices in zip(documents, lacking, strict=True) for n in indices]
        parsed = iter(self._loaded().parse(asked) if asked else ())
        found = []
        for document, indices in zip(documents, lacking, strict=True):
            trees = {n: next(parsed) for n in indices}
            found.append(replace(document, sentences=tuple(trees.get(s.index, s) for s in document.sentences)))
        self._parses.keep({document.article.text: document.sentences for document in found})
        return found

    def _loaded(self) -> Annotator:
        if self._annotator is None:
            self._annotator = Annotator(self.language, self._models_dir)
        return self._annotator


def _every(document: Document) -> Collection[int]:
    return range(len(document.sentences))


def _lacking(document: Document, indices: Collection[int]) -> list[int]:
    """Which of these sentences have no tree."""
    return [n for n in indices if document.sentences[n].tagged is not None]


def _open(where: Path) -> sqlite3.Connection:
    where.parent.mkdir(parents=True, exist_ok=True)
    file = sqlite3.connect(where, timeout=_WAIT)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = OFF")  # what is lost is only parsed again
    file.execute("CREATE TABLE IF NOT EXISTS parses (key BLOB PRIMARY KEY, used INTEGER, parse BLOB)")
    return file


def _size(file: sqlite3.Connection) -> int:
    """Bytes in use."""
    pages, free, size = (
        file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _limit() -> int:
    """Bytes that may be in use."""
    chosen = os.environ.get(LIMIT, "")
    return (int(chosen) if chosen.isdecimal() else _DEFAULT_LIMIT) * 1_000_000


def _parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _version(language: Language, models_dir: str | None) -> str:
    from importlib.metadata import version

    models = find_models(language.code, models_dir)
    files = sorted(path for path in Path(models.path, language.code).rglob("*") if path.is_file())
    stats = [
        (path.relative_to(models.path).as_posix(), (info := path.stat()).st_size, info.st_mtime_ns) for path in files
    ]
    code = cache.code_version("annotate.py", "networks", "languages")
    return cache.digest([code, repr((version("stanza"), language.code, stats)).encode()])
