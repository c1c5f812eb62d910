"""What the networks that see single words say of frequent ones, worked out beforehand: a file beside the models.

Its first line stands for the two networks; it counts only with these. Then come lines of a token and the words in it,
or of a word, its UPOS and its lemma, with tabs between (``training/known.py`` writes them).
"""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

FILE = "known.tsv.xz"


class Known(NamedTuple):
    """Words in tokens that hold several, and lemmas of words with their UPOS."""

    cuts: dict[str, tuple[str, ...]]
    lemmas: dict[tuple[str, str], str]


def read(folder: Path, processors: Mapping[str, Any]) -> Known:
    """What is known of the networks of processors; nothing where there is no file or it is of others.

    Raises:
        OSError, EOFError, ValueError, lzma.LZMAError: if the file cannot be read.
    """
    found = Known({}, {})
    if not (folder / FILE).exists():
        return found
    with lzma.open(folder / FILE, "rt", encoding="utf-8") as lines:
        if next(lines, "").strip() == digest(processors):
            for line in lines:
                word, *rest = line.rstrip("\n").split("\t")
                if len(rest) == 1:
                    found.cuts[word] = tuple(rest[0].split(" "))
                else:
                    tag, lemma = rest
                    found.lemmas[word, tag] = lemma
    return found


def write(folder: Path, processors: Mapping[str, Any], known: Known) -> None:
    """Write the file, its lines sorted."""
    lines = [f"{token}\t{' '.join(words)}" for token, words in known.cuts.items()]
    lines += [f"{word}\t{tag}\t{lemma}" for (word, tag), lemma in known.lemmas.items()]
    text = "\n".join([digest(processors), *sorted(lines)]) + "\n"
    (folder / FILE).write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def digest(processors: Mapping[str, Any]) -> str:
    """Stands for the networks that cut and lemmatize."""
    files = (Path(processors[name].config["model_path"]) for name in ("mwt", "lemma"))
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
