"""Checking a codebook: everything that reading alone does not show, each with its place, its kind and a remedy.

Errors make the codebook unusable, and coding refuses them too. Warnings are for what can be used but is surely not
meant; better none than a false one, for a list that is half noise is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from coder.codebook.checks import codes, names, rules, words
from coder.codebook.checks.view import Check, View
from coder.codebook.load import Entries
from coder.errors import Problem

ERRORS: Sequence[Check] = (
    codes.event_codes,
    codes.countries,
    codes.actor_codes,
    codes.actor_types,
    codes.slots,
    codes.condition_values,
    codes.discarded_rules,
)
WARNINGS: Sequence[Check] = (
    words.repeated_words,
    words.foreign_script,
    words.hidden_characters,
    words.commas,
    words.styled_ids,
    words.named_nowhere,
    names.claimed_names,
    names.ended_before_begun,
    names.overlapping_roles,
    rules.dead_slots,
    rules.dead_conditions,
    rules.contradictions,
    rules.refinements,
    rules.shadowed,
    rules.discarded_triggers,
    rules.missing_examples,
    rules.foreign_examples,
)


# These would blame an entry for naming another that is only left out for a fault of its own.
_NEED_ALL = (codes.discarded_rules, rules.dead_conditions)


def errors(entries: Entries) -> list[Problem]:
    """What makes a codebook unusable, in the order of files and lines."""
    return in_order([*entries.faults, *_run(ERRORS, entries)], entries)


def warnings(entries: Entries) -> list[Problem]:
    """What is surely not meant, in the order of files and lines."""
    return in_order((replace(problem, severity="warning") for problem in _run(WARNINGS, entries)), entries)


def check(entries: Entries) -> list[Problem]:
    """Errors and warnings, in the order of files and lines."""
    return in_order([*errors(entries), *warnings(entries)], entries)


def in_order(problems: Iterable[Problem], entries: Entries) -> list[Problem]:
    """Problems in the order in which their files were read, then by line, each once."""
    order = {name: n for n, name in enumerate(entries.files)}
    return sorted(set(problems), key=lambda p: (order.get(p.path, -1), p.line, p.column, p.severity, p.message))


def _run(checks: Sequence[Check], entries: Entries) -> Iterator[Problem]:
    view = View(entries)
    for check_ in checks:
        if not (entries.faults and check_ in _NEED_ALL):
            for f in check_(view):
                yield entries.problem(f.section, f.id, f.path, f.message, f.remedy, kind=f.kind)
