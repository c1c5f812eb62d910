"""Suggestions as a codebook overlay: YAML that loads once the user has filled in what is marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from coder.suggest.choose import Action, Name, Suggestions
from coder.suggest.survey import Survey, Tally

BLANK = "?"
_SLOTS_SHOWN = 5
_HEADER = """\
# What the codebook misses in {articles} and {sentences}, by `waqai codebook suggest`.
# The most frequent first, and those that stand between two known actors before others.
#
# Every "{blank}" is yours to fill in: codes are in docs/ontologies.md, what the fields mean in docs/codebook.md.
# Delete what you do not want, give better ids, and write an example for each action. Then
#     waqai codebook check FILE
# names what is still open. Countries are guesses from the text around the names.
"""
_PLAIN = re.compile(r"[^\W\d_][\w ]*")
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def overlay(suggestions: Suggestions, survey: Survey) -> str:
    """A complete codebook file; ids are new to their sections."""
    writer = _Writer(survey)
    counts = {"articles": _count(survey.articles, "article"), "sentences": _count(survey.sentences, "sentence")}
    lines = [_HEADER.format(blank=BLANK, **counts), f"language: {survey.book.language.code}"]
    for section, entries in (
        ("actions", [writer.action(one) for one in suggestions.actions]),
        ("actors", [writer.actor(one) for one in suggestions.actors]),
        ("agents", [writer.agent(one) for one in suggestions.agents]),
        ("places", [writer.place(one) for one in suggestions.places]),
    ):
        if entries:
            lines += ["", f"{section}:", *(line for entry in entries for line in entry)]
    lines += writer.extensions(suggestions.extensions)
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._book = book = survey.book
        self._ids = {
            "actions": set(book.rules),
            **{
                f"{kind}s": {name.id for names in book.names.values() for name in names if name.kind == kind}
                for kind in ("actor", "agent", "place")
            },
        }

    def action(self, one: Action) -> Iterator[str]:
        words = [*one.verbs, *one.nouns]
        yield from self._about(" / ".join(words), one.tally, self._actors_in(one.tally), one.hint)
        yield f"  - id: {self._id('actions', words[0])}"
        yield f'    cameo: "{BLANK}"    # such as "190"; also `acled:` where ACLED records it'
        for field, values in (("verbs", one.verbs), ("nouns", one.nouns), ("target", one.target or ())):
            if values:
                yield f"    {field}: {_flow(values)}"
        if one.genitive:
            yield f"    genitive: {one.genitive}"

    def extensions(self, found: Sequence[Action]) -> Iterator[str]:
        """Nouns of verbs that rules have."""
        sections: dict[str, dict[str, list[Action]]] = {}
        for one in found:
            if one.rule is not None:
                section = "operators" if one.rule.family else "actions"
                sections.setdefault(section, {}).setdefault(one.rule.id, []).append(one)
        if sections:
            yield from ("", "# Nouns whose verbs these rules have.", "extend:")
        for section, rules in sorted(sections.items()):
            yield f"  {section}:"
            for rule_id, actions in rules.items():
                for one in actions:
                    yield from self._about(" / ".join(one.nouns), one.tally, self._actors_in(one.tally), indent="    ")
                yield f"    - id: {rule_id}"
                yield f"      nouns: {_flow([noun for one in actions for noun in one.nouns])}"

    def actor(self, one: Name) -> Iterator[str]:
        yield from self._about(one.words[0], one.tally, _coded(one.tally), one.hint)
        yield f"  - id: {self._id('actors', one.words[0])}"
        yield f'    code: "{one.country}{BLANK}"    # country and roles, such as SYRREB'
        yield f"    names: {{{self._book.language.code}: {_flow(one.words)}}}"

    def agent(self, one: Name) -> Iterator[str]:
        yield from self._about(" / ".join(one.words), one.tally, _coded(one.tally))
        yield f"  - id: {self._id('agents', one.words[0])}"
        yield f'    role: "{BLANK}"    # such as MIL; "" for somebody without a role'
        yield f"    nouns: {_flow(one.words)}"

    def place(self, one: Name) -> Iterator[str]:
        yield from self._about(one.words[0], one.tally, _coded(one.tally))
        yield f"  - id: {self._id('places', one.words[0])}"
        yield f"    names: {_flow(one.words)}"
        yield f"    country: {one.country or json.dumps(BLANK)}"

    def _about(self, words: str, tally: Tally, *more: str, indent: str = "  ") -> Iterator[str]:
        """What was found, as comments: how often, and sentences."""
        counts = f"{_count(tally.times, 'time')} in {_count(tally.articles, 'article')}"
        yield f"{indent}# {_printable(words)}: {'; '.join(filter(None, (counts, *more)))}"
        for *_, sentence in tally.examples:
            yield f"{indent}#   {_printable(sentence)}"

    def _actors_in(self, tally: Tally) -> str:
        slots = sorted(tally.slots, key=lambda slot: (-tally.slots[slot], slot))[:_SLOTS_SHOWN]
        return "actors as " + ", ".join(f"{self._survey.slot(slot)} {tally.slots[slot]}" for slot in slots)

    def _id(self, section: str, words: str) -> str:
        base = self._book.language.romanize(words) or "new"
        taken, n = self._ids[section], 1
        found = base
        while found in taken:
            n += 1
            found = f"{base}-{n}"
        taken.add(found)
        return found


def _coded(tally: Tally) -> str:
    return f"{tally.strong} in coded actions" if tally.strong < tally.times else ""


def _flow(words: Iterable[str]) -> str:
    return f"[{', '.join(_scalar(word) for word in words)}]"


def _scalar(word: str) -> str:
    """A word as YAML reads it back, quoted where it must be."""
    word = _printable(word)
    safe = _PLAIN.fullmatch(word) and word.lower() not in _RESERVED and word == word.strip()
    return word if safe else json.dumps(word, ensure_ascii=False)


def _printable(text: str) -> str:
    """Text without what YAML may not hold or would take for the end of a line, or what turns a terminal's text."""
    return "".join(char for char in text if char.isprintable())


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
