"""Texts and short hands that the tests of reading share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coder.errors import Problem
from coder.read import Article, Notice, read_articles

NEWS = "أعلنت السلطات المحلية في المدينة توقيف ثلاثة أشخاص بعد احتجاجات على انقطاع الكهرباء."
OTHER = "قصف الطيران الحربي أطراف البلدة فجراً، وقال سكان إن القصف لم يوقع ضحايا وإن مدرستين تضررتا."
ENGLISH = "The local authorities announced the arrest of three people after protests over power cuts in the city."


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return str(path)


def json_lines(path: Path, *objects: Mapping[str, Any] | str) -> str:
    return write(
        path, "".join((o if isinstance(o, str) else json.dumps(o, ensure_ascii=False)) + "\n" for o in objects)
    )


def read(*paths: object, **options: Any) -> list[Article | Problem]:
    return list(read_articles([str(p) for p in paths], **options))


def read_one(*paths: object, **options: Any) -> Any:
    (item,) = read(*paths, **options)
    return item


def articles(*paths: object, **options: Any) -> list[Article]:
    """The articles, where nothing is wrong; notices are left out."""
    items = read(*paths, **options)
    assert [str(item) for item in items if isinstance(item, Problem) and not isinstance(item, Notice)] == []
    return [item for item in items if isinstance(item, Article)]


def lines(*paths: object, **options: Any) -> list[str]:
    """What is told."""
    return [str(item) for item in read(*paths, **options) if isinstance(item, Problem)]
