"""waqai: conflict events from news text. The names that a notebook needs; each is imported when it is first used.

>>> from coder import Article, Coder, load_codebook
>>> coder = Coder(load_codebook())
>>> [(_, events)] = coder.code([Article(id="a", text="قصف الطيران الروسي بلدة دارة عزة غربي حلب.")])
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Article": "coder.read",
    "Coder": "coder.pipeline",
    "Event": "coder.event",
    "EventActor": "coder.event",
    "SCHEMAS": "coder.tabulate",
    "load_codebook": "coder.codebook",
    "read_articles": "coder.read",
    "write_rows": "coder.write",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    # Importing the package must stay cheap: the command line answers --help from it.
    if name not in _HOMES:
        raise AttributeError(f"module 'coder' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
