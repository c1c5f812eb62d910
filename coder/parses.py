"""Parses of short texts that are coded again and again (examples, gold sentences), kept by text and models.

A second run needs no language models in memory, only the codebook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from coder import cache
from coder.annotate import Annotator, Document, Sentence
from coder.languages import Language
from coder.read import Article
from coder.weights import find_models

_BATCH = 64  # texts of one or two sentences, parsed together
_SAVED = 16  # batches after which the parses are kept, in case the run is stopped
_KEPT = 5000  # parses of other texts that stay in the cache


def annotated(
    articles: Sequence[Article],
    language: Language,
    models_dir: str | None = None,
    kind: str = "parses",
    progress: Callable[[int, int], None] = lambda done, all_: None,
) -> list[Document]:
    """The parsed articles; the models are loaded only for texts that the cache does not hold.

    Args:
        kind: name of the collection in the cache; texts of different use crowd each other out of one.
        progress: is told how many texts are parsed, of how many that must be.

    Raises:
        ModelsError: if they cannot be.
    """
    key = _version(language, models_dir)
    kept = cache.load(kind, key)
    parses: dict[str, tuple[Sentence, ...]] = kept if isinstance(kept, dict) else {}
    texts = {_digest(article.text): article for article in articles}
    new = [(text, article) for text, article in texts.items() if text not in parses]
    if new:
        new.sort(key=lambda pair: len(pair[1].text))  # those of one length are parsed fastest together
        progress(0, len(new))
        annotator = Annotator(language, models_dir)
        for number, start in enumerate(range(0, len(new), _BATCH), 1):
            batch = new[start : start + _BATCH]
            documents = annotator.annotate([article for _, article in batch])
            parses |= {text: document.sentences for (text, _), document in zip(batch, documents, strict=True)}
            progress(start + len(batch), len(new))
            if number % _SAVED == 0:
                cache.store(kind, key, parses)
        cache.store(kind, key, _pruned(parses, texts))
    return [Document(article, parses[_digest(article.text)], language) for article in articles]


def _pruned(parses: Mapping[str, tuple[Sentence, ...]], used: Iterable[str]) -> dict[str, tuple[Sentence, ...]]:
    """The parses of this run, and as many of the others, the latest, as may stay."""
    mine = dict.fromkeys(used)
    others = [text for text in parses if text not in mine]
    return {text: parses[text] for text in (*others[-_KEPT:], *mine)}


def _version(language: Language, models_dir: str | None) -> str:
    """What stands for everything that parses depend on besides the text."""
    from importlib.metadata import version

    models = find_models(language.code, models_dir)
    files = sorted(path for path in Path(models.path, language.code).rglob("*") if path.is_file())
    stats = [
        (path.relative_to(models.path).as_posix(), (info := path.stat()).st_size, info.st_mtime_ns) for path in files
    ]
    code = cache.code_version("annotate.py", "languages")
    return cache.digest([code, repr((version("stanza"), language.code, stats)).encode()])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
