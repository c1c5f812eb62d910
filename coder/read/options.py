"""How to read: what the options and a saved profile say."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coder.errors import Problem, WaqaiError
from coder.read.encoding import known
from coder.read.inputs import shown

PARTS = ("text", "title", "date", "source", "url", "id")
"""The parts of an article that a record may give."""

_PROFILE_KEYS = ("fields", "encoding", "date_format")


@dataclass(frozen=True)
class Reading:
    """How to read records.

    Attributes:
        fields: the name in a record, or the dotted path to it, of each part of an article.
        encoding: of all text, found out if empty.
        date_format: of dates, in the letters of ``strptime``; empty for the usual forms.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    date_format: str = ""


def reading(
    profile: str | None = None, fields: list[str] | None = None, encoding: str = "", date_format: str = ""
) -> Reading:
    """What options say, laid over a profile.

    Args:
        profile: name of a profile in :func:`profiles_folder`, or a YAML file.
        fields: ``part=name`` each.
        encoding, date_format: as in :class:`Reading`.

    Raises:
        WaqaiError: if a profile, a field or an encoding cannot be used.
    """
    base = load_profile(profile) if profile else Reading()
    mapped = dict(base.fields)
    for item in fields or []:
        part, equals, name = item.partition("=")
        if not equals or not name.strip():
            raise WaqaiError(Problem("--field", f"{item!r} names no field", "write it as text=content"))
        mapped[part.strip()] = name.strip()
    found = replace(
        base, fields=mapped, encoding=encoding or base.encoding, date_format=date_format or base.date_format
    )
    where = profile if profile and not fields and not encoding else "--field" if fields else "--encoding"
    _check(found, where or "--profile")
    return found


def profiles_folder() -> Path:
    """Where saved profiles are, one ``NAME.yaml`` each."""
    import platformdirs

    return Path(platformdirs.user_config_dir("waqai", appauthor=False)) / "profiles"


def load_profile(name: str) -> Reading:
    """A profile by its name or file.

    Raises:
        WaqaiError: if there is none, or something in it is wrong.
    """
    is_file = name.endswith((".yaml", ".yml")) or os.sep in name
    path = Path(name) if is_file else profiles_folder() / f"{name}.yaml"
    where = shown(str(path))
    import yaml

    try:
        content = yaml.safe_load(path.read_bytes())
    except FileNotFoundError:
        raise WaqaiError(Problem(where, "no such profile", "a profile is a YAML file with `fields`")) from None
    except OSError as fault:
        raise WaqaiError(Problem(where, f"cannot be read: {fault.strerror or fault}")) from None
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        message = getattr(fault, "problem", None) or type(fault).__name__
        at = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise WaqaiError(Problem(where, f"broken YAML: {message}", **at)) from None
    content = {} if content is None else content
    if not isinstance(content, dict) or not isinstance(content.get("fields", {}), dict):
        raise WaqaiError(Problem(where, "not a profile", "write `fields:` and below it `text: content`"))
    unknown = [str(key) for key in content if key not in _PROFILE_KEYS]
    if unknown:
        raise WaqaiError(Problem(where, f"unknown key {unknown[0]!r}", f"a profile has {', '.join(_PROFILE_KEYS)}"))
    fields = {str(part): str(name) for part, name in content.get("fields", {}).items()}
    found = Reading(fields, str(content.get("encoding") or ""), str(content.get("date_format") or ""))
    _check(found, where)
    return found


def _check(how: Reading, where: str) -> None:
    for part in how.fields:
        if part not in PARTS:
            raise WaqaiError(
                Problem(where, f"no part of an article is called {part!r}", f"there are {', '.join(PARTS)}")
            )
    if how.encoding and not known(how.encoding):
        raise WaqaiError(Problem(where, f"no encoding is called {how.encoding!r}", "for example windows-1256"))


# Names that archives have for the parts, the own name first. Compared without case, spaces, hyphens and underscores.
WELL_KNOWN: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "content", "body", "article", "article_text", "full_text", "main_text", "article_body", "news_text"),
        *("body_text", "story", "paragraphs", "النص", "نص", "المحتوى", "نص الخبر", "الخبر"),
    ),
    "title": ("title", "headline", "head_line", "heading", "article_title", "العنوان", "عنوان", "عنوان الخبر"),
    "date": (
        *("date", "date_published", "published_date", "publish_date", "publication_date", "pub_date", "published"),
        *("published_at", "date_publish", "published_on", "date_extracted", "datetime", "timestamp", "time", "day"),
        *("التاريخ", "تاريخ", "تاريخ النشر"),
    ),
    "source": (
        *("source", "outlet", "publisher", "newspaper", "site_name", "source_name", "source_domain", "media", "site"),
        *("المصدر", "مصدر", "الصحيفة"),
    ),
    "url": ("url", "link", "uri", "article_url", "web_url", "source_url", "permalink", "الرابط", "رابط"),
    "id": ("id", "_id", "article_id", "doc_id", "document_id", "uuid", "guid"),
}
_BETWEEN = re.compile(r"[\s_-]+")


def _plain(name: str) -> str:
    return _BETWEEN.sub("", name).casefold()


_PLAIN = {part: [_plain(name) for name in names] for part, names in WELL_KNOWN.items()}


def name_of(part: str, names: Mapping[str, Any]) -> str | None:
    """The name that a record has for a part of an article: its own, else the first that is well known, else None."""
    if part in names:
        return part
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(_plain(str(name)), name)
    return next((plain[known_name] for known_name in _PLAIN[part] if known_name in plain), None)
