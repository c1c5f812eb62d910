"""Who stands on the two sides of an act: the actors that a rule's slots name, and those that the text leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from coder.annotate import Word
from coder.code.actors import Context, implicit_subject, is_armed, resolve, resolve_all, told_country
from coder.code.match import Match
from coder.code.mentions import Mention
from coder.code.reference import CIVILIANS
from coder.code.slots import ADDRESSED, DEMAND, DISAPPROVAL, PROTEST, TALK, VIOLENT, SlotReader
from coder.codebook.compile import SlotPath
from coder.codebook.model import ActionEntry
from coder.event import EventActor
from coder.frames import Argument
from coder.frames.phrases import preposition

_LISTED = ("country", "actor", "capital")
_LIST_GAP = 6  # words between an actor and the next of its list: «، وعلى رأسها "»


class Sides:
    """Sources and targets of the matches of one sentence.

    Args:
        context: of the sentence.
        slots: its slots.
        chosen: the match of each trigger, by the index of its word.
    """

    def __init__(self, context: Context, slots: SlotReader, chosen: Mapping[int, Match]) -> None:
        self.context = context
        self.book = context.book
        self.slots = slots
        self.chosen = chosen

    def place_target(self, match: Match) -> tuple[EventActor, ...]:
        """The country where the embedded act would take place (``وقف إطلاق النار في سوريا``)."""
        found = [resolve(a, self.context) for a in match.frame.slot(self.book.language.grammar.where[0])]
        return tuple(actor for actor in found if actor is not None and len(actor.code) == 3)

    def of(self, match: Match, paths: Sequence[SlotPath], addressed: bool = False) -> tuple[EventActor, ...]:
        """The actors of the first slot that names any; failing that, the unknown phrase of the first filled slot.

        If the target is ``addressed``, nobody is it for being a side of an act that is named: وافق على انضمام روسيا.
        """
        unknown: tuple[EventActor, ...] = ()
        suffered = paths is match.trigger.rule.target and (match.trigger.rule.entry.cameo or "")[:2] in VIOLENT | {"17"}
        for path in paths:
            phrases = [p for p in self.slots.path(match, path) if not self._is_time(p.head)]
            phrases = [p for p in phrases if not self._is_topic(p.head) and not self._presides(p.head)]
            phrases = [p for p in phrases if p.how != "loose" or not self._is_aside(p, match, bool(unknown))]
            if path[0] in self.book.language.grammar.dative and match.frame.kind != "noun":
                phrases = [p for p in phrases if not self._is_circumstantial(p, match)]
            if (match.trigger.rule.entry.cameo or "")[:2] == DISAPPROVAL:
                phrases = [p for p in phrases if not self._is_violence(p) and not self._is_suffered(p)]
            if addressed:
                phrases = [p for p in phrases if not self._is_act(p.head)]
            known = _distinct(a for p in self._with_list(phrases) for a in resolve_all(p, self.context))
            if known:
                return known
            owners = self.book.language.grammar.dative
            named = (
                suffered and len(path) == 1 and path[0] not in owners and any(p.head.upos == "PROPN" for p in phrases)
            )
            if not unknown and (path in (("subject",), ("object",)) or named):
                unknown = tuple(self._unknown(p) for p in phrases if self._may_be_somebody(p))[:1]
        return unknown

    def target(self, match: Match) -> tuple[EventActor, ...]:
        """The target; a victim known by name alone (``اغتيال جاسم الذهبي``) is one of the country's.

        CAMEO Codebook, chapter 4: who has a nation and no known role is coded by the nation.
        """
        rule = match.trigger.rule
        found = self.of(
            match, rule.target, addressed=rule.entry.cameo is not None and rule.entry.cameo[:2] in ADDRESSED
        )
        if any(a.code for a in found):
            return found
        root = (rule.entry.cameo or "")[:2]
        if root == PROTEST and rule.entry.require not in ("target", "both") and (against := self._protested(match)):
            return against
        violent = root in VIOLENT
        if violent and match.frame.kind == "noun" and ("object",) not in rule.target:
            found = self.of(match, (("object",),)) or found  # «طالت الغارات مواقع الجيش»
            if any(a.code for a in found):
                return found
        casualty = isinstance(rule.entry, ActionEntry) and rule.entry.casualty
        if ("object",) in rule.target and not casualty and (named := self._named_by_trigger(match)):
            return named
        if not violent and root != "17":
            return found
        return tuple(self._national(actor) for actor in found)

    def _protested(self, match: Match) -> tuple[EventActor, ...]:
        """Against whom a protest is, by what its people call for: ``ساروا منددين بالحكومة``, ``يهتفون ضد الرئيس``."""
        for _, other in sorted(self.chosen.items()):
            root = (other.trigger.rule.entry.cameo or "")[:2]
            calls = other.trigger.rule.family or root in (PROTEST, DISAPPROVAL, DEMAND)
            above = {w.index for w in self.context.sentence.ancestors(other.frame.trigger)}
            if other is not match and calls and match.frame.trigger.index in above:
                found = tuple(a for a in self.of(other, other.trigger.rule.target) if a.code)
                if found:
                    return found
        return ()

    def _named_by_trigger(self, match: Match) -> tuple[EventActor, ...]:
        """Whom the trigger itself names as object: ``حرر رهائن``, ``حل البرلمان``."""
        phrases = (a for a in match.frame.slot("object") if a.head.index in match.rest)
        return _distinct(a for p in phrases for a in resolve_all(p, self.context) if a.code)

    def source(self, match: Match) -> tuple[EventActor, ...]:
        """The source; if the clause names none, the one behind the event that it gives as cause."""
        rule = match.trigger.rule
        if rule.source == (("none",),):
            return ()
        if self.slots.announced(match) and isinstance(rule.entry, ActionEntry) and rule.entry.casualty:
            return ()  # «أعلنت الشرطة مقتل ثلاثة»: who announces a death did not cause it
        subjects = self.slots.slot(match, "subject") if rule.source == (("subject",),) else []
        # «استهدف هجوم مسلح دورية»: the attack's own source counts
        of_event = bool(subjects) and all(self.slots.is_event(a) for a in subjects)
        own = () if of_event else self.of(match, rule.source)
        if any(a.code for a in own):
            return own
        if isinstance(rule.entry, ActionEntry) and rule.entry.reciprocal and (party := self._party_above(match)):
            return party
        if rule.entry.cameo is not None and rule.entry.cameo[:2] in VIOLENT and (behind := self._behind_cause(match)):
            return behind
        implied = implicit_subject(match.frame, self.context) if ("subject",) in rule.source else None
        return own if implied is None else (implied,)

    def _party_above(self, match: Match) -> tuple[EventActor, ...]:
        """Who came out of what two do with each other: ``سيطرت القوات على المطار بعد معارك مع المتمردين``."""
        frame = match.frame
        grammar = self.book.language.grammar
        lead = preposition(self.context.sentence, frame.trigger)
        beside = {*grammar.after, *grammar.means, *grammar.where[:1]}
        if frame.kind != "noun" or frame.support is not None or lead not in beside:
            return ()
        if not any(a.how == "direct" for slot in grammar.unowned for a in frame.slot(slot)):
            return ()
        above = {w.index for w in self.context.sentence.ancestors(frame.trigger)}
        acts = [m for i, m in sorted(self.chosen.items(), reverse=True) if i in above and m.frame.kind == "verb"]
        for act in acts[:1]:
            return tuple(a for a in self.of(act, act.trigger.rule.source) if is_armed(a.code))
        return ()

    def _behind_cause(self, match: Match) -> tuple[EventActor, ...]:
        """Who did the event that a clause gives as the cause of its own: ``قُتل ثلاثة في قصف للنظام``."""
        for cause in (*self.slots.slot(match, "cause"), *self.slots.slot(match, "subject")):
            for inner in (*self.slots.events_in(cause), *self._uses(cause)):
                if inner is not match and inner.frame.kind != "participle":  # «عبوة ناسفة» blows up nobody by itself
                    found = self.of(inner, inner.trigger.rule.source)
                    entry = inner.trigger.rule.entry
                    if not any(a.code for a in found) and isinstance(entry, ActionEntry) and entry.reciprocal:
                        # «أصيب شاب خلال مواجهات مع الجيش»
                        found = self.of(inner, inner.trigger.rule.target)
                    if any(a.code for a in found):
                        return found
            nationality = [m for m in self.context.mentions.within(cause.words) if m.kind == "adjective"]
            if nationality and cause.slot != "subject":
                word = self.context.sentence.words[nationality[0].first]
                actor = resolve(Argument(cause.slot, word, (word,)), self.context)
                if actor is not None and cause.head.index in self.chosen:
                    return (actor,)
        return ()

    def _uses(self, weapon: Argument) -> Iterator[Match]:
        """The acts that a relative clause tells more of by what they are done with: ``قصفوا بصواريخ استهدفت``."""
        if weapon.how == "antecedent":
            for match in self.chosen.values():
                if any(a.head.index == weapon.head.index for a in self.slots.slot(match, "instrument")):
                    yield match

    def _with_list(self, phrases: Sequence[Argument]) -> list[Argument]:
        """The phrases, with the named actors that follow them in a list which the parse cut short.

        ``كندا وفرنسا وألمانيا``, and those named as part of what is before them: ``الفصائل، وعلى رأسها جيش الإسلام``.
        """
        words = self.context.sentence.words
        result: list[Argument] = []
        covered = {p.head.index for p in phrases}
        for phrase in phrases:
            head = self.context.mentions.at(phrase.head)
            listable = head is not None and head.kind in _LISTED
            at = head.last + 1 if head is not None and listable else phrase.words[-1].index + 1
            if head is not None and listable and self._next_in_list(at, listable) is not None:
                phrase = replace(phrase, words=words[phrase.words[0].index : head.last + 1])
            result.append(phrase)
            while (found := self._next_in_list(at, listable)) is not None:
                span = words[found.first : found.last + 1]
                if not {w.index for w in span} & covered:
                    covered |= {w.index for w in span}
                    result.append(Argument(phrase.slot, span[0], span, "list"))
                at = found.last + 1
        return sorted(result, key=lambda a: a.head.index)

    def _next_in_list(self, at: int, listable: bool) -> Mention | None:
        """The named actor that continues a list at a word: behind a comma, a conjunction or «especially»."""
        words, grammar = self.context.sentence.words, self.book.language.grammar
        joined = included = False
        for word in words[at : at + _LIST_GAP]:
            mention = self.context.mentions.at(word)
            if mention is not None and mention.first == word.index and mention.kind in _LISTED:
                joined = joined or _hides_conjunction(word, mention)
                free = included or word.deprel.split(":")[0] not in ("nsubj", "obj")
                return mention if free and (included or (joined and listable)) else None
            included = included or word.key in grammar.including
            joined = joined or word.text in ("،", ",") or word.key in grammar.conjunctions
            if not (included or word.upos in ("PUNCT", "CCONJ", "ADP") or word.key in grammar.conjunctions):
                return None
        return None

    def _is_aside(self, loose: Argument, match: Match, named: bool = False) -> bool:
        """Whether a phrase is part of one that only says how or where: ``بدعم من قوات``, ``في مقر السفارة بالرياض``.

        Where the side is ``named``, if by words that the codebook does not know, nothing of another phrase is it:
        ``اعتقال اثنين من العناصر في حملة للجيش``.
        """
        above = self.context.sentence.parent(loose.head)
        if above is not None and above.bare in self.book.language.grammar.backing:
            backed = self.context.sentence.parent(above)
            if backed is not None and self.context.mentions.at(backed) is not None:
                return True  # «القوات الموالية للرئيس»: he takes no part
        hosts = {a.head.index: a for a in match.frame.arguments if a.how == "direct"}
        host = next((hosts[w.index] for w in self.context.sentence.ancestors(loose.head) if w.index in hosts), None)
        rule, grammar = match.trigger.rule, self.book.language.grammar
        if host is None or host.slot not in grammar.prepositions:
            return False
        root = (rule.entry.cameo or "")[:2]
        if root == "14" or (root not in {"", *TALK} and host.slot not in grammar.instrument and not named):
            return False
        if any(host.slot in path for path in (*rule.source, *rule.target)):
            return False  # «على مواقع للحوثيين»
        own = {w.index for w in match.words}
        first = self.context.sentence.parent(host.head) if host.head.deprel.startswith("conj") else host.head
        near = (
            {w.index for w in host.words} | {host.words[0].index - 1} | ({first.index} if first is not None else set())
        )
        return own.isdisjoint(near)

    def _is_circumstantial(self, loose: Argument, match: Match) -> bool:
        """Whether a phrase is part of one that says when or how: ``قُتلوا أثناء تصديهم للمهاجمين``."""
        rule = match.trigger.rule
        if loose.how != "loose" or (rule.entry.cameo or "")[:2] not in VIOLENT:
            return False
        sides = {"subject", "object", *(step for path in rule.target for step in path)}
        hosts = (
            a for a in match.frame.arguments if a.how == "direct" and a.start <= loose.start and loose.end <= a.end
        )
        return any(host.slot not in sides and host.head.index not in match.rest for host in hosts)

    def _is_topic(self, head: Word) -> bool:
        """Whether a compound preposition makes a phrase what is spoken about: ``بشأن الأزمة السورية ندد بالنظام``."""
        sentence = self.context.sentence
        parts = (c.key for mark in sentence.children(head, "case") for c in sentence.children(mark, "fixed"))
        return any(key in self.book.language.grammar.about for key in parts)

    def _presides(self, head: Word) -> bool:
        return head.bare in self.book.language.grammar.presiding and bool(preposition(self.context.sentence, head))

    def _is_violence(self, phrase: Argument) -> bool:
        """Whether a phrase names an act of violence: who condemns a killing does not disapprove of the killed."""
        act = self.chosen.get(phrase.head.index) if self.slots.is_event(phrase) else None
        return act is not None and (act.trigger.rule.entry.cameo or "")[:2] in VIOLENT

    def _is_suffered(self, phrase: Argument) -> bool:
        """Whether a phrase names what was done to civilians: ``أدان استهداف الأحياء السكنية``."""
        actor = resolve(phrase, self.context) if self._is_act(phrase.head) else None
        return actor is not None and actor.acled_type == CIVILIANS

    def _is_act(self, head: Word) -> bool:
        return self.book.language.is_verbal_noun(head.text) and self.context.mentions.at(head) is None

    def _is_time(self, head: Word) -> bool:
        """Whether a phrase tells when, and names no country as جنوب أفريقيا does."""
        return head.bare in self.book.language.grammar.time and self.context.mentions.at(head) is None

    def _may_be_somebody(self, phrase: Argument) -> bool:
        head = phrase.head
        if head.upos not in ("NOUN", "PROPN") or head.index in self.chosen or phrase.how not in ("direct", "shared"):
            return False
        mention = self.context.mentions.at(head)
        if mention is not None and mention.kind == "place":
            return False
        grammar = self.book.language.grammar
        return not ({head.bare, head.lemma_key} & (grammar.place_words | grammar.carriers | grammar.quantifiers))

    def _national(self, actor: EventActor) -> EventActor:
        country = told_country(self.context)
        head = next((w for w in self.context.sentence.words if w.start >= actor.start), None)
        if not country.code or head is None or head.upos != "PROPN":
            return actor
        nation = self.book.countries.get(country.code, country.code)
        return replace(actor, code=country.code, name=nation, country=country.code, country_found=country.found)

    def _unknown(self, phrase: Argument) -> EventActor:
        """A phrase that names somebody whom the codebook does not know: words without a code."""
        return EventActor("", "", self.context.sentence.quote(phrase.start, phrase.end), phrase.start, phrase.end)


def _hides_conjunction(word: Word, mention: Mention) -> bool:
    """Whether the tokenizer left «و» on a name (ونيوزيلندا)."""
    return mention.name is not None and word.key not in mention.name.words[0] and word.token == word.text


def _distinct(actors: Iterator[EventActor]) -> tuple[EventActor, ...]:
    """One actor per code: «الجيش وقوات النظام» is the same side twice."""
    found: dict[str, EventActor] = {}
    for actor in actors:
        found.setdefault(actor.code, actor)
    return tuple(found.values())
