"""Warnings about single words: what repeats another, and what no text holds as it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from coder.codebook.checks.view import Finding, View, conditions, fold, is_code, is_id, name_of
from coder.codebook.load import Item
from coder.codebook.model import (
    ActionEntry,
    ActorEntry,
    AgentEntry,
    ClassEntry,
    CountryEntry,
    DiscardEntry,
    OperatorEntry,
    PlaceEntry,
)
from coder.codebook.source import Path_
from coder.languages import Language, load_language
from coder.languages.base import languages


class WordList(NamedTuple):
    """A list of words of an entry: where it stands, what kind of words it holds, and their language."""

    section: str
    id: str
    path: Path_
    kind: str
    words: Sequence[str]
    language: Language


def word_lists(view: View) -> Iterator[WordList]:
    """Every list of words of a language that waqai has."""
    for section, items in view.entries.sections.items():
        for item in items.values():
            for path, kind, words, code in _lists(item):
                if code in languages():
                    yield WordList(section, item.entry.id, path, kind, words, load_language(code))


def _lists(item: Item) -> Iterator[tuple[Path_, str, Sequence[str], str]]:
    entry, code = item.entry, item.origin.language
    if isinstance(entry, ClassEntry | DiscardEntry):
        yield ("words",), "words", entry.words, code
    elif isinstance(entry, CountryEntry):
        yield ("names",), "names", entry.names, code
        yield ("adjectives",), "adjectives", entry.adjectives, code
        yield ("capital",), "names", entry.capital, code
    elif isinstance(entry, AgentEntry):
        yield ("nouns",), "nouns", entry.nouns, code
    elif isinstance(entry, ActorEntry):
        for language, words in entry.names.items():
            yield ("names", language), "names", words, language
        for language, words in entry.adjectives.items():
            yield ("adjectives", language), "adjectives", words, language
    elif isinstance(entry, PlaceEntry):
        yield ("names",), "names", entry.names, code
    elif isinstance(entry, ActionEntry | OperatorEntry):
        yield ("verbs",), "verbs", entry.verbs, code
        yield ("nouns",), "nouns", entry.nouns, code
        for path, condition in conditions(entry):
            for key, values in condition.items():
                yield (*path, key), "words", values, code


def repeated_words(view: View) -> Iterator[Finding]:
    """Words that stand twice in one list, as written or but for marks and spellings that do not matter."""
    for section, entry_id, path, kind, words, language in word_lists(view):
        seen: dict[str, str] = {}
        for n, word in enumerate(words):
            key = fold(word, language)
            before = seen.setdefault(key, word)
            if before is word and list(words).index(word) == n:
                continue
            if before == word:
                message = f"{word!r} stands twice in {_list(path, section, entry_id)}"
                yield Finding(section, entry_id, (*path, n), "repeated-word", message, "remove one")
            elif _forms(kind, language)(word) == _forms(kind, language)(before):
                message = f"{word!r} is {before!r} again to waqai, in {_list(path, section, entry_id)}"
                remedy = "vowel marks and variant spellings need not be listed"
                yield Finding(section, entry_id, (*path, n), "repeated-word", message, remedy)


def _forms(kind: str, language: Language) -> Callable[[str], object]:
    """What decides whether two words are matched alike: names as they stand, others in their forms."""

    def forms(words: str) -> object:
        if kind == "names":
            return fold(words, language)
        first, *rest = words.split()
        inflect = language.verb_forms if kind == "verbs" else language.noun_forms
        return inflect(first), language.bare(first) == language.fold(first), [language.noun_forms(w) for w in rest]

    return forms


def _list(path: Path_, section: str, entry_id: str) -> str:
    return f"`{'.'.join(str(part) for part in path)}` of {name_of(section, entry_id)}"


def foreign_script(view: View) -> Iterator[Finding]:
    """Words that hold letters of another script than their language's.

    Acronyms in capitals (MBC) stand in news of any language, and so do ids and codes in conditions.
    """
    for section, entry_id, path, kind, words, language in word_lists(view):
        script = _script(language)
        if not any(_foreign(char, script) for char in set().union(*words)):
            continue
        for n, word in enumerate(words):
            if word.isascii() and kind == "words" and (is_id(word) or is_code(word) or " country " in word):
                continue
            for part in word.split():
                scripts = {_script_of(char) for char in part if _foreign(char, script)}
                native = any(_script_of(char) == script for char in part)
                if not scripts or (scripts == {"LATIN"} and part.isupper() and not native):
                    continue
                others = " and ".join(sorted(s.title() for s in scripts))
                message = f"{word!r} holds {others} letters, in {_list(path, section, entry_id)}"
                remedy = f"write it in {language.name} letters"
                yield Finding(section, entry_id, (*path, n), "foreign-script", message, remedy)
                break


@lru_cache(maxsize=1000)
def _foreign(char: str, script: str) -> bool:
    """Whether a character is a letter of another script; modifier letters, such as tatweel, are of none."""
    return char.isalpha() and unicodedata.category(char) != "Lm" and _script_of(char) != script


def _script(language: Language) -> str:
    """The script of a language, as its function words show it."""
    return _script_of(min(language.grammar.prepositions)[0])


@lru_cache(maxsize=1000)
def _script_of(char: str) -> str:
    return unicodedata.name(char, "?").split()[0]


def hidden_characters(view: View) -> Iterator[Finding]:
    """Characters that are cleaned from every text before it is matched, so that the word is in none."""
    for section, entry_id, path, _, words, language in word_lists(view):
        hidden = {char for char in set().union(*words) if _is_hidden(char, language)}
        for n, word in enumerate(words if hidden else ()):
            char = next((char for char in word if char in hidden), None)
            if char is not None:
                cleaned = language.clean_char(char)
                name = f"U+{ord(char):04X} {unicodedata.name(char, '').lower()}".strip()
                message = f"{word!r} holds {name}, which texts never keep, in {_list(path, section, entry_id)}"
                remedy = f"write {cleaned!r} for it" if cleaned.strip() else "remove it"
                yield Finding(section, entry_id, (*path, n), "hidden-character", message, remedy)


def _is_hidden(char: str, language: Language) -> bool:
    """Whether texts never keep a character that words of the codebook do."""
    return bool(language.clean_char(char) != char and not char.isspace() and language.fold(char))


def commas(view: View) -> Iterator[Finding]:
    """Words joined by a comma that YAML does not know, such as the Arabic one."""
    for section, entry_id, path, _, words, _ in word_lists(view):
        if not any(_separates(char) for char in set().union(*words)):
            continue
        for n, word in enumerate(words):
            mark = next((char for char in word if _separates(char)), None)
            if mark:
                message = f"{word!r} is one item of {_list(path, section, entry_id)}, for {mark!r} is no comma to YAML"
                yield Finding(section, entry_id, (*path, n), "comma-in-word", message, "put `, ` between the words")


@lru_cache(maxsize=1000)
def _separates(char: str) -> bool:
    name = unicodedata.name(char, "")
    return char == "," or "SEMICOLON" in name or name.endswith(" COMMA")


def styled_ids(view: View) -> Iterator[Finding]:
    """Ids that are not in lower case with hyphens, or names of languages that are not ISO 639-1 codes."""
    for section, items in view.entries.sections.items():
        if section == "countries":
            continue
        for entry_id, item in items.items():
            if not is_id(entry_id):
                styled = "-".join("".join(c if c.isalnum() else " " for c in entry_id.lower()).split())
                remedy = f"write {styled!r}" if is_id(styled) else "lower case, digits and hyphens, as `car-bomb`"
                yield Finding(section, entry_id, ("id",), "id-style", f"id {entry_id!r} is not in kebab case", remedy)
            if isinstance(item.entry, ActorEntry):
                for field in ("names", "adjectives"):
                    for code in getattr(item.entry, field):
                        if not (len(code) == 2 and code.isascii() and code.islower()):
                            message = f"{code!r} is no language, in `{field}` of {name_of(section, entry_id)}"
                            remedy = "write ISO 639-1 codes: ar, en"
                            yield Finding(section, entry_id, (field, code), "unknown-language", message, remedy)


def named_nowhere(view: View) -> Iterator[Finding]:
    """Actors without a name, and rules without a word, in a language that waqai codes."""
    for item in view.entries.items("actors"):
        entry = item.entry
        if isinstance(entry, ActorEntry) and not any(
            words for table in (entry.names, entry.adjectives) for code, words in table.items() if code in languages()
        ):
            message = f"{name_of('actors', entry.id)} has no name in {', '.join(languages())}, so no text names it"
            yield Finding("actors", entry.id, ("names",), "no-words", message, "add `names: {ar: [...]}`")
    for section, _, rule in view.rules():
        if not rule.verbs and not rule.nouns:
            message = f"{name_of(section, rule.id)} has neither verbs nor nouns, so it never fires"
            yield Finding(section, rule.id, (), "no-words", message, "list words, or disable it")
    for item in view.entries.items("classes"):
        if isinstance(item.entry, ClassEntry) and not item.entry.words:
            message = f"{name_of('classes', item.entry.id)} has no words, so no condition on it ever holds"
            yield Finding("classes", item.entry.id, ("words",), "no-words", message, "list words")
