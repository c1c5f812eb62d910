"""Warnings about rules: slots, conditions and refinements that never hold, and rules that never have their turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from coder.codebook.checks.codes import actor_pieces, slot_names
from coder.codebook.checks.view import (
    RULES,
    Finding,
    Meaning,
    RuleEntry,
    View,
    compares_countries,
    conditions,
    fold,
    is_code,
    is_id,
    name_of,
)
from coder.codebook.load import Item, nearest
from coder.codebook.model import ActionEntry, Condition, DiscardEntry
from coder.codebook.source import Path_
from coder.languages import Language

Slots = Mapping[str, Meaning]  # a condition: what each of its slots accepts
_OF_NOUNS = ("modifier", "genitive")  # slots that only a noun has


# Slots


def dead_slots(view: View) -> Iterator[Finding]:
    """Slots that no sentence fills for the rule, or that surely are no preposition."""
    for section, item, entry in view.rules():
        language = view.language(item)
        for path, slot in slot_names(entry):
            steps = slot.split(".")
            for n, step in enumerate(steps):
                # A later step is a slot of another event, which may be a noun.
                reason = _unfilled(step, entry if n == 0 else None, language)
                if reason:
                    message = f"slot {step!r} of {name_of(section, entry.id)} is never filled: {reason}"
                    yield Finding(section, entry.id, path, "dead-slot", message, _slot_remedy(step, language))
                elif _unlisted(step, language):
                    message = f"slot {step!r} of {name_of(section, entry.id)} is no preposition that waqai lists"
                    yield Finding(section, entry.id, path, "unknown-preposition", message, _slot_remedy(step, language))


def _unfilled(slot: str, entry: RuleEntry | None, language: Language) -> str:
    """Why no phrase can stand in a slot; empty if one may. Unknown Latin names are errors and told elsewhere."""
    if " " in slot.strip():
        return "a slot is one word"
    verbs_only = entry is not None and not entry.nouns and all(" " not in verb.strip() for verb in entry.verbs)
    if slot in _OF_NOUNS and verbs_only:
        return "the rule has verbs only"
    return ""


def _unlisted(slot: str, language: Language) -> bool:
    return not slot.isascii() and language.fold(slot) not in _prepositions(language)


def _slot_remedy(slot: str, language: Language) -> str:
    if slot in _OF_NOUNS:
        return "list `nouns` too"
    known = _prepositions(language)
    if any(fold(slot, language).replace(" ", "") == "".join(phrase) for phrase in language.grammar.agent_phrases):
        return "who acts stands in `subject`"
    first = slot.split()[0]
    if first != slot and language.fold(first) in known:
        return f"write {first!r}"
    return nearest(language.fold(slot), known) or "write a preposition that codebooks/ar/language.yaml lists"


def _prepositions(language: Language) -> frozenset[str]:
    grammar = language.grammar
    same = grammar.same_slot
    listed = (grammar.prepositions, grammar.cause, grammar.instrument, grammar.means, grammar.circumstance)
    return frozenset().union(*listed, same, same.values())


# Conditions


def dead_conditions(view: View) -> Iterator[Finding]:
    """Values of conditions that no phrase has, and slots of conditions that are never filled."""
    for section, item, entry in view.rules():
        language = view.language(item)
        for path, condition in conditions(entry):
            for key, values in condition.items():
                reason = _unfilled(key, entry, language)
                if key in ("source", "target") and getattr(entry, key) == ("none",):
                    reason = f"the rule has `{key}: none`"
                elif key == "none":
                    reason = "it holds nothing"
                if reason:
                    message = f"the condition on {key!r} of {name_of(section, entry.id)} never holds: {reason}"
                    yield Finding(
                        section, entry.id, (*path, key), "dead-condition", message, _slot_remedy(key, language)
                    )
                    continue
                if _unlisted(key, language):
                    message = f"condition {key!r} of {name_of(section, entry.id)} is no preposition that waqai lists"
                    remedy = _slot_remedy(key, language)
                    yield Finding(section, entry.id, (*path, key), "unknown-preposition", message, remedy)
                for n, value in enumerate(values):
                    dead = _dead_value(view, entry, key, value)
                    if dead:
                        message = f"{value!r} in {name_of(section, entry.id)} never holds: {dead[0]}"
                        yield Finding(section, entry.id, (*path, key, n), "dead-condition", message, dead[1])


def _dead_value(view: View, entry: RuleEntry, key: str, value: str) -> tuple[str, str] | None:
    """Why no phrase can have a value, and a remedy; None if one may."""
    named = value in view.classes or value in view.agents
    if compares_countries(value):
        side = value.split()[-1]
        if getattr(entry, side) == ("none",):
            return f"the rule has `{side}: none`", f"compare with {'target' if side == 'source' else 'source'}"
        if key in ("words", side):
            return (
                f"it compares the country of {side} with {'a word' if key == 'words' else 'itself'}",
                "name another slot",
            )
    elif is_code(value):
        shipped = view.entries.sections["countries"]
        known = [piece for table in actor_pieces().values() for piece in table]
        if value not in known and value not in shipped and not named:
            return "it is no role and no country", nearest(value, [*known, *shipped]) or "see docs/codebook.md"
    elif is_id(value) and not named:
        return _unknown_value(view, value)
    if key == "words" and (is_code(value) or value in view.agents) and value not in view.classes:
        return "`words` looks at words, not at actors", "name `source`, `target` or another slot, or a class of words"
    return None


def _unknown_value(view: View, value: str) -> tuple[str, str]:
    for section in ("classes", "agents"):
        if (section, value) in view.entries.disabled:
            where = view.entries.disabled[section, value]
            return f"it was disabled ({where})", "disable the rule too, or change its condition"
    known = nearest(value, [*view.classes, *view.agents])
    return "there is no such class or agent", known or "add a class with this id"


def _slots(view: View, condition: Condition, language: Language) -> Slots:
    same = language.grammar.same_slot
    return {
        same.get(language.fold(key), language.fold(key)): view.meaning(values, language)
        for key, values in condition.items()
    }


def _follows(weak: Slots, strong: Slots) -> bool:
    """Whether a condition holds wherever another one does."""
    return all(
        (slot in strong and strong[slot].within(meaning))
        or (slot == "words" and any(_mere_words(other) and other.within(meaning) for other in strong.values()))
        for slot, meaning in weak.items()
    )


def _mere_words(meaning: Meaning) -> bool:
    return bool(meaning.words) and not (meaning.agents or meaning.codes or meaning.countries)


def contradictions(view: View) -> Iterator[Finding]:
    """Rules whose ``unless`` excludes whatever their ``if`` lets through."""
    for section, item, entry in view.rules():
        language = view.language(item)
        if entry.unless and entry.if_ and _follows(*(_slots(view, c, language) for c in (entry.unless, entry.if_))):
            message = f"{name_of(section, entry.id)} never fires: its `unless` excludes all that its `if` asks for"
            yield Finding(section, entry.id, ("unless",), "contradiction", message, "change one of them")


def refinements(view: View) -> Iterator[Finding]:
    """Refinements that change nothing, since the rule or an earlier refinement leaves them nothing to do.

    Of several that hold, the one of most slots has the last word, and of two equal ones the first in the file.
    """
    for section, item, entry in view.rules():
        if not isinstance(entry, ActionEntry):
            continue
        language = view.language(item)
        base, unless = (_slots(view, c, language) for c in (entry.if_, entry.unless))
        cases = [_slots(view, case.if_, language) for case in entry.refine]
        for n, case in enumerate(cases):
            path: Path_ = ("refine", n)
            who = f"this refinement of {name_of(section, entry.id)}"
            earlier = next((i for i in range(n) if _covers(entry, cases, i, n)), None)
            if unless and not _follows(unless, base) and _follows(unless, _both(base, case)):
                message = f"{who} is never reached: the rule's own `unless` excludes it"
                yield Finding(section, entry.id, path, "unreachable-refine", message, "change one of them")
            elif earlier is not None:
                where = item.at("refine", earlier)
                message = f"{who} is never reached: the one at {where} holds wherever it does, and comes before"
                remedy = "put the more special one first, or add a slot to its `if`"
                yield Finding(section, entry.id, path, "unreachable-refine", message, remedy)
            elif _idle(entry, n):
                message = f"{who} changes nothing"
                remedy = "set `cameo`, `plover`, `acled` or `tags` to something else than the action has"
                yield Finding(section, entry.id, path, "unreachable-refine", message, remedy)


def _both(one: Slots, other: Slots) -> Slots:
    """What must hold for two conditions to hold; where they share a slot, the narrower of the two is a safe reading."""
    shared = {slot: other[slot] if other[slot].within(one[slot]) else one[slot] for slot in one.keys() & other.keys()}
    return {**one, **other, **shared}


def _covers(entry: ActionEntry, cases: Sequence[Slots], earlier: int, later: int) -> bool:
    """Whether an earlier refinement holds wherever a later one of as many slots does, and sets all that it sets."""
    one, other = cases[earlier], cases[later]
    if one.keys() != other.keys() or not all(other[slot].within(one[slot]) for slot in one):
        return False
    first, second = entry.refine[earlier], entry.refine[later]
    return set(_changes(entry, later)) <= set(_changes(entry, earlier)) and set(second.tags) <= set(first.tags)


def _changes(entry: ActionEntry, n: int) -> dict[str, str]:
    """The fields that a refinement sets."""
    case = entry.refine[n]
    fields = {"cameo": case.cameo or None, "plover": case.plover, "acled": case.acled}
    return {field: value for field, value in fields.items() if value is not None}


def _idle(entry: ActionEntry, n: int) -> bool:
    """Whether a refinement sets nothing but what the action has anyway, whichever others hold."""
    others = [_changes(entry, i) for i in range(len(entry.refine)) if i != n]
    same = all(
        value == getattr(entry, field) and all(other.get(field, value) == value for other in others)
        for field, value in _changes(entry, n).items()
    )
    return same and set(entry.refine[n].tags) <= set(entry.tags)


# Triggers


class _Words(NamedTuple):
    """A trigger of a rule: the forms of its words. Of a verb only the citation form counts, for the lemma decides."""

    section: str
    item: Item
    entry: RuleEntry
    order: int
    path: Path_
    kind: str
    text: str
    forms: tuple[frozenset[str], ...]

    def covers(self, other: _Words) -> bool:
        """Whether this trigger is found wherever the other is, and is as long."""
        return (
            self.kind == other.kind
            and len(self.forms) == len(other.forms)
            and all(mine >= yours for mine, yours in zip(self.forms, other.forms, strict=True))
        )


def _triggers(view: View) -> Iterator[_Words]:
    for order, (section, item, entry) in enumerate(view.rules()):
        language = view.language(item)
        for kind in ("verbs", "nouns"):
            for n, text in enumerate(getattr(entry, kind)):
                forms = _forms(text, kind, language)
                yield _Words(section, item, entry, order, (kind, n), kind, text, forms)


def _forms(text: str, kind: str, language: Language) -> tuple[frozenset[str], ...]:
    first, *rest = text.split()
    head = frozenset({language.fold(first)}) if kind == "verbs" else language.noun_forms(first)
    return (head, *(_later_forms(word, language) for word in rest))


def _later_forms(word: str, language: Language) -> frozenset[str]:
    """Forms of a word inside a phrase, as the compiler takes them: particles do not inflect."""
    bare = language.bare(word)
    return frozenset({bare}) if len(bare) < 4 or bare in language.grammar.prepositions else language.noun_forms(word)


def shadowed(view: View) -> Iterator[Finding]:
    """Rules, and words of rules, that never have their turn.

    Of two rules with a trigger in common the second is tried only if the first is not allowed (``if``, ``unless``, a
    discard) or lacks a side that it requires. So it is never reached where the first asks no more than the second does,
    and for nothing it is meant for where the first only leaves out topics (``unless: {words: sport}``).
    What an overlay puts before a shipped rule is meant.
    """
    index: dict[tuple[str, str], list[_Words]] = {}
    by_rule: dict[int, list[tuple[_Words, _Words | None]]] = {}
    for trigger in _triggers(view):
        language = view.language(trigger.item)
        citation = trigger.text.split()[0]
        key = language.fold(citation) if trigger.kind == "verbs" else language.bare(citation)
        before = next(
            (
                earlier
                for earlier in index.get((trigger.kind, key), ())
                if earlier.entry is not trigger.entry
                and earlier.item.origin.language == trigger.item.origin.language
                and earlier.covers(trigger)
                and _comes_first(view, earlier, trigger)
            ),
            None,
        )
        by_rule.setdefault(trigger.order, []).append((trigger, before))
        for form in trigger.forms[0]:
            index.setdefault((trigger.kind, form), []).append(trigger)
    for pairs in by_rule.values():
        hidden = [(trigger, before) for trigger, before in pairs if before is not None]
        if len(hidden) == len(pairs):
            yield _shadowed_rule(hidden)
        else:
            for trigger, before in hidden:
                yield _shadowed_word(trigger, before)


_SHADOW_REMEDY = "give that one a condition, or take the words out of one of them"


def _shadowed_rule(pairs: Sequence[tuple[_Words, _Words]]) -> Finding:
    trigger = pairs[0][0]
    by = " and ".join(sorted({f"{before.entry.id!r} ({before.item.at(*before.path)})" for _, before in pairs}))
    message = f"{name_of(trigger.section, trigger.entry.id)} never fires: {by} has the same words, comes before, "
    message += "and asks for no more"
    return Finding(trigger.section, trigger.entry.id, (), "shadowed", message, _SHADOW_REMEDY)


def _shadowed_word(trigger: _Words, before: _Words) -> Finding:
    message = f"{trigger.text!r} never calls {name_of(trigger.section, trigger.entry.id)}: {before.entry.id!r} has it "
    message += f"({before.item.at(*before.path)}), comes before, and asks for no more"
    return Finding(trigger.section, trigger.entry.id, trigger.path, "shadowed", message, _SHADOW_REMEDY)


def _comes_first(view: View, earlier: _Words, later: _Words) -> bool:
    """Whether the earlier of two rules takes every sentence that the later one would, but for topics it excludes."""
    first, second = earlier.entry, later.entry
    if not isinstance(first, ActionEntry) or earlier.item.origin.layer > later.item.origin.layer:
        return False  # an operator may be left without its complement
    for discard, _ in view.entries.of("discards"):
        if first.id in discard.actions and second.id not in discard.actions:
            return False
    alike = _same_sides(first, second)
    language = view.language(earlier.item)
    if first.if_ and not (alike and _follows(*(_slots(view, c, language) for c in (first.if_, second.if_)))):
        return False
    if first.unless and not (
        alike and second.unless and _follows(*(_slots(view, c, language) for c in (second.unless, first.unless)))
    ):
        return _excludes_topics(first, language) and _never_lacks(first, second)
    return first.require == "none" or (isinstance(second, ActionEntry) and alike and _asks_no_more(first, second))


def _excludes_topics(entry: RuleEntry, language: Language) -> bool:
    """Whether all that a rule's ``unless`` asks is whether a sentence is of something else (``sport``).

    Words of its own triggers there (``المظاهرة`` to ``مظاهرة``) tell their uses apart, for another rule to take.
    """
    own = frozenset().union(*(language.noun_forms(noun.split()[0]) for noun in entry.nouns))
    words = (word for value in entry.unless.get("words", ()) for word in value.split()[:1])
    return entry.unless.keys() == {"words"} and not any(language.bare(word) in own for word in words)


def _never_lacks(first: RuleEntry, second: RuleEntry) -> bool:
    """Whether a rule finds the sides that it requires wherever another one does, which looks in the same slots."""
    if not isinstance(second, ActionEntry) or not (first.require == "none" or _asks_no_more(first, second)):
        return False
    required = {"both": ("source", "target"), "source": ("source",), "target": ("target",)}
    return all(getattr(first, side) == getattr(second, side) for side in required.get(second.require, ()))


def _same_sides(first: RuleEntry, second: RuleEntry) -> bool:
    """Whether two rules find the same source and target; their codes tell how an unvowelled passive is read."""
    roots = [entry.cameo[:2] if entry.cameo else "" for entry in (first, second)]
    fields = ("source", "target", "genitive")
    return roots[0] == roots[1] and all(getattr(first, field) == getattr(second, field) for field in fields)


def _asks_no_more(first: RuleEntry, second: RuleEntry) -> bool:
    weaker = {"any": ("any", "source", "target", "both"), "source": ("source", "both"), "target": ("target", "both")}
    return second.require in weaker.get(first.require, (first.require,))


def discarded_triggers(view: View) -> Iterator[Finding]:
    """Discards that swallow every occurrence of a word that a rule lists.

    What an overlay discards for rules that it names is meant: so it takes a word from a shipped rule.
    """
    triggers: dict[str, list[_Words]] = {}  # nouns, by their first word as listed
    for trigger in _triggers(view) if view.entries.sections["discards"] else ():
        if trigger.kind == "nouns":
            citation = view.language(trigger.item).bare(trigger.text.split()[0])
            triggers.setdefault(citation, []).append(trigger)
    for item in view.entries.items("discards"):
        discard = item.entry
        if not isinstance(discard, DiscardEntry) or (discard.level != "word" and discard.at_least > 1):
            continue
        language = view.language(item)
        for n, listed in enumerate(discard.words):
            for word in view.classes.get(listed, (listed,)):
                first, *rest = word.split()
                if not rest and language.bare(word) != language.fold(word):
                    continue  # counts only with the article
                phrase = (language.noun_forms(first), *(_later_forms(part, language) for part in rest))
                likely = (trigger for form in sorted(phrase[0]) for trigger in triggers.get(form, ()))
                hit = next((trigger for trigger in likely if _swallows(item, discard, phrase, trigger)), None)
                if hit is not None:
                    message = f"{word!r} is discarded by {discard.id!r} wherever it stands, so it never calls "
                    message += f"{name_of(hit.section, hit.entry.id)} ({hit.item.at(*hit.path)})"
                    remedy = "discard a longer phrase, or take the word out of the rule"
                    yield Finding("discards", discard.id, ("words", n), "discards-trigger", message, remedy)


def _swallows(item: Item, discard: DiscardEntry, phrase: tuple[frozenset[str], ...], trigger: _Words) -> bool:
    forms = trigger.forms[:1] if len(phrase) == 1 else trigger.forms
    if len(phrase) != len(forms) or not all(mine >= yours for mine, yours in zip(phrase, forms, strict=True)):
        return False
    if discard.actions:
        meant = item.origin.layer > trigger.item.origin.layer
        if meant or trigger.entry.id not in discard.actions:
            return False
    return item.origin.language == trigger.item.origin.language


# Examples


def missing_examples(view: View) -> Iterator[Finding]:
    """Rules and discards that no example tests."""
    for section in (*RULES, "discards"):
        for entry, _ in view.entries.of(section):
            if not entry.examples:
                message = f"{name_of(section, entry.id)} has no example"
                remedy = "add a text and the rows that it must give (`events: []` for none)"
                yield Finding(section, entry.id, (), "missing-example", message, remedy)


def foreign_examples(view: View) -> Iterator[Finding]:
    """Rules none of whose examples expects a code that the rule can give.

    A single example may well expect rows of other rules only: it shows where this one must not fire.
    """
    for section, _, entry in view.rules():
        able = _possible_codes(view, entry)
        rows = [
            (("examples", n, "events", i, "cameo"), event.cameo)
            for n, example in enumerate(entry.examples)
            for i, event in enumerate(example.events)
        ]
        unknown = {None, *(code for _, code in rows)} - view.ontology.cameo.keys()  # told as errors
        if able is None or not rows or any(code in able | unknown for _, code in rows):
            continue
        path, code = rows[0]
        message = f"the examples of {name_of(section, entry.id)} expect {code!r}, which it never gives"
        remedy = f"it gives {entry.cameo!r}" if isinstance(entry, ActionEntry) else f"see its family {entry.family!r}"
        yield Finding(section, entry.id, path, "foreign-example", message, remedy)


def _possible_codes(view: View, entry: RuleEntry) -> set[str] | None:
    """The CAMEO codes of the rows that a rule may give, also below an operator; None if they may be another rule's."""
    families = view.ontology.families
    if isinstance(entry, ActionEntry):
        own: set[str | None] = {entry.cameo, *(case.cameo for case in entry.refine)}
    else:
        family = families.get(entry.family)
        own = {entry.cameo, family.default, *family.by_complement.values()} if family else {"keep"}
    if "keep" in own or (isinstance(entry, ActionEntry) and entry.casualty):
        return None
    codes = {code for code in own if code}
    return codes | {family.compose(code) for family in families.values() for code in codes}
