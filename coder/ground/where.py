"""Where an event took place: what its frame says, then its clause, its sentence, and the article."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from coder.annotate import Word, together
from coder.code import Attempt, CodedSentence
from coder.code.actors import Context, country_of, is_armed
from coder.codebook.model import AgentEntry
from coder.event import Event, Place
from coder.gazetteer import Location
from coder.ground.atlas import Atlas
from coder.ground.discourse import opens_with, says
from coder.ground.expressions import WITH_CLASS, Expression, find_expressions
from coder.ground.resolve import Choice, Evidence, Resolver
from coder.ground.when import is_same
from coder.languages.times import load_times

# CAMEO roots of talk: it has a place only where its own frame names one.
_TALK = frozenset({"01", "02", "03", "04", "05", "06", "07", "09", "10", "11", "12", "13"})
_AID = "07"
_VISITS = frozenset({"042", "043", "04"})  # to somewhere
_LEAVING = frozenset({"08"})  # from somewhere: yield, withdraw, evacuate
_SURE = 1  # options of a name that can be but one place
_RALLY = "14"  # CAMEO root of protest
_JUST_BEFORE = 3  # sentences
_APART = 8  # sentences within which an act is told again
_TOLD_TWICE = 2  # names of a town that the article is about
_FEWEST, _MOST_OF = 3, 0.75  # names of places in the division that an article is about, and their share of all
_BEHIND_LEAD = 2  # sentences in which a lead is told at length
_BARE_PHRASE = 2  # words of a phrase that only names a place as known
_SURELY = frozenset({"name", "adjective", "owner", "place"})  # how the words of a side tell its country
_MOST_PLACES = 12  # of one event
_VAGUE = frozenset({"", "region", "country"})  # class words of a place in which another slot may name the place
_NARROW = 7  # words between «precisely» and the place that it narrows down to
_SMALL = frozenset({"quarter", "site"})  # kinds of place that lie in a town
_REGIONS = frozenset({"region", "countryside", "country"})  # kinds of place that hold towns
_KNOWN = frozenset({"town", "camp", "any"})  # kinds of place that a bare word with its article stands for
_BARE = frozenset({"town", "district"})  # kinds whose places are named without the word for it


@dataclass(frozen=True)
class _Located:
    """An expression of place with what it was found to name; ``choice`` None for no place at all."""

    expression: Expression
    choice: Choice | None


class Places:
    """The places of an article: every expression found and resolved, once for all of its events."""

    def __init__(self, sentences: Sequence[CodedSentence], atlas: Atlas) -> None:
        self.sentences = sentences
        self.contexts = [coded.context for coded in sentences]
        self._first = self.contexts[0].index if sentences else 0
        self.atlas = atlas
        self._found = together(lambda c: find_expressions(c.sentence, c.mentions, atlas), self.contexts)
        own = [Counter(_countries(context, atlas)) for context in self.contexts]
        votes: Counter[str] = sum(own, Counter())
        around = tuple(self._sure(votes))
        self._resolvers = [Resolver(atlas, Evidence(votes, mine, around)) for mine in own]
        self._located = [self._narrowed(tuple(self._resolved(n)), self.contexts[n]) for n in range(len(sentences))]
        self._told: dict[int, tuple[Place, ...]] = {}  # the places of the events of a sentence
        self._acts: list[tuple[int, Attempt, tuple[Place, ...]]] = []  # of events, with the sentence that tells them
        self._words = load_times(atlas.language.code)

    def of(self, attempt: Attempt, coded: CodedSentence, news: bool = True) -> tuple[Place, ...]:
        """The places of an event, each of which makes an event of its own; empty where nothing tells one.

        Of the article only acts have a place that their sentence does not name: what is said is said anywhere.
        ACLED wants at least a country (ACLED Codebook, "country"), so an act without any place gets one of precision 3.
        The place of the dateline is where the report was written; it is the event's only where the article names no
        other place and lies in the same country, and then of precision 3. What is no ``news`` was not where the news
        before it was.
        """
        event = attempt.events[0]
        index = self._at(coded.context)
        for found, places in self._tried(attempt, event, coded, news):
            if found in ("clause", "sentence", "country") and self._only_country(places, index):
                found, places = next(self._smaller(places, coded.context, found), (found, places))
            elif places and index == 0:
                found, places = next(self._at_length(attempt, places), (found, places))
            if places:
                places = tuple(replace(self._settled(place, event, coded.context), found=found) for place in places)
                if not _is_talk(event):  # what is said elsewhere is not where the next act was
                    self._acts.append((index, attempt, places))
                    self._told[index] = (*self._told.get(index, ()), *places)
                return places
        return ()

    def _at(self, context: Context) -> int:
        """The place of a sentence in this report."""
        return context.index - self._first

    def _only_country(self, places: Sequence[Place], index: int) -> bool:
        """Whether no more than a country is named, and no part of it (في شمال العراق)."""
        near = [one for one in self._located[index] if one.choice is not None and one.expression.units[0].near]
        parts = [one.choice.place for one in near if one.choice is not None]
        return len(places) == 1 and self._is_country(places[0]) and places[0] not in parts

    def _is_country(self, place: Place) -> bool:
        return bool(place.country) and place.name == self.atlas.countries.get(place.country)

    def _smaller(
        self, places: Sequence[Place], context: Context, found: str
    ) -> Iterator[tuple[str, tuple[Place, ...]]]:
        """A place in the same country that was told just before, for a country is named again where the town is known;
        or that is told behind a lead."""
        here = self._at(context)
        before = range(here - 1, max(-1, here - 1 - _JUST_BEFORE), -1) if found != "country" else range(0)
        behind = range(1, min(1 + _BEHIND_LEAD, len(self.contexts))) if here == 0 else range(0)
        for index in itertools.chain(before, behind):
            named = (
                self._named(index, surely=True) if abs(index - here) == 1 or index > here else self._told.get(index, ())
            )
            for place in reversed(named) if index < here else named:
                if place.country == places[0].country and place.admin1 and not self._is_country(place):
                    yield "article", (place,)

    def _at_length(self, attempt: Attempt, places: Sequence[Place]) -> Iterator[tuple[str, tuple[Place, ...]]]:
        """The place that the sentences behind a lead tell of its act: in the country that the lead names, or, as where
        what happened was, near the town or in the division that it names (وقعت الجريمة في بلدة دوما قرب نابلس)."""
        told = places[0]
        for index in range(1, min(1 + _BEHIND_LEAD, len(self.contexts))):
            context, located = self.contexts[index], self._located[index]
            if self._is_country(told):
                for other in self.sentences[index].attempts:
                    if other.events and other.match.frame.trigger.key == attempt.match.frame.trigger.key:
                        narrow = self._of_frame(other, other.events[0], located, context) or self._of_clause(
                            other, other.events[0], located, context, set()
                        )
                        if narrow and narrow[0].country == told.country and not self._is_country(narrow[0]):
                            yield "article", narrow
            elif len(places) == 1 and any(
                word.key != word.bare and self._words.is_any("incident", word.bare) for word in context.sentence.words
            ):
                for one in located:
                    larger = [o.location.name for unit in one.expression.units[1:] for o in unit.options]
                    if told.name in larger and self._eligible(one, context) and one.choice is not None:
                        yield "article", (one.choice.place,)

    def _settled(self, place: Place, event: Event, context: Context) -> Place:
        """A place that no gazetteer has and nothing puts anywhere: a quarter or site is where the article was told to
        be last, another in the country of the event."""
        if place.country or place.latitude is not None:
            return place
        first = self.atlas.language.bare(place.text.split()[0]) if place.text else ""
        small = self.atlas.language.grammar.place_kinds.get(first) in _SMALL
        for told in self._of_article(event, context):
            if small:
                return _put_at(place, told)
            if told.admin1:
                return replace(place, country=told.country, admin1=told.admin1, precision=3)
        country = self._country_of(event, context)[0]
        region = self._region
        admin1 = region.admin1 if region is not None and country in ("", region.country) else ""
        country = country or (region.country if region is not None else "")
        return replace(place, country=country, admin1=admin1, precision=3 if country else None)

    @cached_property
    def _region(self) -> Place | None:
        """The first division that nearly all places of the article are in."""
        named = itertools.chain.from_iterable(map(self._places, range(len(self._located))))
        known = [place for place in named if place.country and not self._is_country(place)]
        (country, admin1), most = next(
            iter(Counter((place.country, place.admin1) for place in known).most_common(1)), (("", ""), 0)
        )
        several = len({place.name for place in known if place.admin1 == admin1}) > 1
        if not admin1 or not several or most < _FEWEST or most < _MOST_OF * len(known):
            return None
        location = self.atlas.regions.get((country, admin1))
        told = "the division of the article"
        if location is None:
            return Place("", admin1, country, admin1, precision=3, candidates=(told,))
        return Place(
            "",
            location.name,
            country,
            admin1,
            latitude=location.latitude,
            longitude=location.longitude,
            precision=3,
            candidates=(told,),
        )

    # Where to look, in order

    def _tried(
        self, attempt: Attempt, event: Event, coded: CodedSentence, news: bool
    ) -> Iterator[tuple[str, tuple[Place, ...]]]:
        context = coded.context
        located = self._located[self._at(context)]
        acts = {a.match.frame.trigger.index: a for a in coded.attempts}
        grammar = context.book.language.grammar
        yield "frame", self._of_frame(attempt, event, located, context)
        yield "frame", self._of_state(attempt, context, grammar.homeland)
        if _is_talk(event):
            return
        told = self._of_which(attempt, acts, context)
        if told is not None:
            yield "frame", self._of_frame(told, event, located, context)
        yield "article", self._of_known_place(attempt, event, context)
        yield "clause", self._of_state(attempt, context, grammar.territory | grammar.place_kinds.keys())
        yield "clause", self._of_clause(attempt, event, located, context, set(acts))
        yield "sentence", self._of_sentence(attempt, event, located, context, set(acts), said=False)
        yield "frame", self._of_people(attempt, located, context)
        yield "sentence", self._of_classed(located, context)
        yield "sentence", self._of_beside(attempt, located, context)
        yield "article", self._of_same_act(attempt, context)
        yield "article", self._of_told_again(attempt, context)
        if news:
            yield "article", self._of_article_before(attempt, event, context)
        yield "sentence", self._of_sentence(attempt, event, located, context, set(acts), said=True)
        yield "dateline", self._of_dateline(event)
        yield "frame", self._of_local(attempt, located, context)
        yield "article", self._of_region(event, context)
        yield "country", self._country(event, context)

    def _of_frame(
        self, attempt: Attempt, event: Event, located: Sequence[_Located], context: Context
    ) -> tuple[Place, ...]:
        """The places in the slots of an event that say where; in «في جنوب نابلس، هاجموا قرية بورين» the more exact."""
        frame, grammar = attempt.match.frame, context.book.language.grammar
        talk, trigger, within = _is_talk(event), frame.trigger.index, grammar.within - set(grammar.where)
        own = {w.index for w in (frame.trigger, *attempt.match.words)}
        told: list[tuple[str, tuple[Place, ...]]] = []
        for slot in self._slots(event, grammar.where, talk):
            for argument in frame.slot(slot):
                span = {word.index for word in argument.words}
                if argument.how == "loose" and self._is_apart(argument.head, attempt, context):
                    continue
                if slot in grammar.away and event.cameo_root == _RALLY and argument.how == "loose":
                    continue  # تجمع سائقون من حلب
                inside = [one for one in located if self._overlaps(one.expression, span)]
                if not talk and event.cameo_root not in _LEAVING:
                    inside = [one for one in inside if not self._elsewhere(self._first_of(one, context), own, context)]
                if slot in within:  # بقرية كذا, but not بصواريخ من كذا
                    inside = [o for o in inside if o.expression.begin <= argument.head.index <= o.expression.end]
                named = [one for one in inside if self._is_where(one, slot, talk, argument.head, trigger, context)]
                if named:
                    told.append((named[0].expression.units[0].kind, self._list(named[0], located)))
        if not told:
            return ()
        if event.cameo_root in _LEAVING or event.cameo in _VISITS or told[0][0] not in _VAGUE:
            return told[0][1]
        return min((places for _, places in told), key=lambda places: min(place.precision or 3 for place in places))

    def _elsewhere(self, word: Word, own: set[int], context: Context) -> bool:
        """Whether a place is that of a reason, a charge or an aim (احتجاجاً على خدمة في البلاد، للقتال في عدن)."""
        grammar, sentence = context.book.language.grammar, context.sentence
        for above in sentence.ancestors(word):
            if above.index in own or above.upos in ("VERB", "AUX"):
                return False
            if above.key in grammar.reasons or {above.bare, above.lemma_key} & grammar.recalls:
                return True
            cases = {case.key for case in sentence.children(above, "case")}
            if cases & grammar.dative and self._aims(above, context):
                return True
            if cases & grammar.away and above.bare in grammar.organs:
                return True
        return False

    def _aims(self, noun: Word, context: Context) -> bool:
        """``جندوا شبابا للقتال``: whether a noun behind «for» is what somebody is to do, not whose something is."""
        grammar, above = context.book.language.grammar, context.sentence.parent(noun)
        if noun.upos != "NOUN" or context.mentions.at(noun) is not None or above is None:
            return False
        if noun.bare in grammar.place_kinds or noun.bare in grammar.quantifiers:
            return False
        mention = context.mentions.at(above)
        people = mention is not None and mention.kind in ("actor", "agent")
        return people or above.upos == "VERB"

    def _is_apart(self, word: Word, attempt: Attempt, context: Context) -> bool:
        """``أعلنت الحكومة بعد الهجوم على سوسة``: whether what the act came after lies between it and a word."""
        grammar, sentence = context.book.language.grammar, context.sentence
        own = {w.index for w in (attempt.match.frame.trigger, *attempt.match.words)}
        for above in sentence.ancestors(word):
            if above.index in own:
                return False
            if any(case.key in grammar.after | grammar.ago for case in sentence.children(above, "case")):
                return True
        return False

    def _of_state(self, attempt: Attempt, context: Context, nouns: frozenset[str]) -> tuple[Place, ...]:
        """``في أنحاء البلاد``, ``في بلدة تركية``: the state of the report, or that of an adjective."""
        grammar, words, trigger = context.book.language.grammar, context.sentence.words, attempt.match.frame.trigger
        for word in context.sentence.subtree(trigger):
            home = word.bare in grammar.homeland
            named = home or word.bare in grammar.territory
            if word.bare not in nouns or (named and word.key == word.bare) or word.index < trigger.index:
                continue
            at = word.index - 1
            while words[at].bare in (grammar.place_near | grammar.place_inside) - grammar.within:
                at -= 1
            verbs = any(w.upos == "VERB" for w in words[trigger.index + 1 : at])
            away = words[at - 1].key in grammar.away  # من داخل الأراضي اليمنية
            if words[at].key not in grammar.within or away or verbs or self._is_apart(word, attempt, context):
                continue
            country = self._resolvers[self._at(context)].main_country() if home else self._of_adjective(word, context)
            name, text = self.atlas.countries.get(country, ""), context.sentence.quote(words[at + 1].start, word.end)
            told = "the country of the article" if home else "the country of the adjective"
            return (Place(text, name, country, precision=3, candidates=(told,)),) if name else ()
        return ()

    def _of_adjective(self, word: Word, context: Context) -> str:
        """The country of the adjectives behind a word (بلدة حدودية تركية)."""
        for behind in context.sentence.words[word.index + 1 :]:
            if behind.upos != "ADJ":
                break
            mention = context.mentions.at(behind)
            if mention is not None and mention.kind == "adjective":
                return country_of(mention, context.book)
        return ""

    def _of_which(self, attempt: Attempt, acts: Mapping[int, Attempt], context: Context) -> Attempt | None:
        """``شهدت نيروبي هجوماً استهدف السفارة``: the noun of an act of which the trigger's clause tells."""
        word = attempt.match.frame.trigger
        noun = context.sentence.parent(word) if word.deprel.startswith("acl") else None
        return acts.get(noun.index) if noun is not None else None

    def _of_known_place(self, attempt: Attempt, event: Event, context: Context) -> tuple[Place, ...]:
        """``غارات على القاعدة``: the place of that word that was told last."""
        grammar = context.book.language.grammar
        for slot in self._slots(event, grammar.where, talk=False):
            for argument in attempt.match.frame.slot(slot):
                head = argument.head
                if head.key == head.bare or head.bare not in grammar.place_kinds or len(argument.words) > _BARE_PHRASE:
                    continue
                for index in range(self._at(context), max(-1, self._at(context) - 1 - _APART), -1):
                    for found in reversed(self._located[index]):
                        unit = found.expression.units[0]
                        before = index < self._at(context) or unit.last < head.index
                        if found.choice is not None and before and head.bare == unit.word:
                            return (found.choice.place,)
        return ()

    def _slots(self, event: Event, where: Sequence[str], talk: bool) -> list[str]:
        """The slots that say where, in order; of a visit it is its end, of leaving its beginning."""
        at, *others = where
        slots = [slot for slot in others if not talk or slot in ("place",)]
        slots = [*sorted(self.atlas.language.grammar.within - {at, *others}), *slots] if not talk else slots
        if event.cameo_root in _LEAVING:
            away = [slot for slot in slots if slot in self.atlas.language.grammar.away]
            toward = [slot for slot in slots if slot in self.atlas.language.grammar.toward]
            return [at, *away, "subject", *[s for s in slots if s not in (*away, *toward)], *toward]
        if event.cameo in _VISITS:
            return [at, "object", "genitive", *others]
        return [at, *slots]

    def _first_of(self, found: _Located, context: Context) -> Word:
        return context.sentence.words[found.expression.units[0].first]

    def _is_where(self, found: _Located, slot: str, talk: bool, head: Word, trigger: int, context: Context) -> bool:
        expression, grammar = found.expression, context.book.language.grammar
        if found.choice is None:
            return False
        inner = expression.preposition
        if inner and inner not in grammar.locative and inner not in grammar.where and inner not in grammar.between:
            return inner in grammar.toward and slot in grammar.toward  # «على الحدود مع موريتانيا» is not there
        if slot == "subject":
            return expression.owner >= 0 and context.sentence.words[expression.owner].bare in grammar.inhabitants
        if expression.owner >= 0 and not self._only_thing(expression.owner, context):
            return False
        if inner in grammar.away and slot not in grammar.away:
            return False  # «صواريخ من غزة»
        if inner in grammar.toward and slot not in grammar.toward:
            return False
        if talk and found.choice.large:  # «دعت إلى وقف التدخل في اليمن» was not said there
            return bool(inner) and head.head in (trigger, context.sentence.words[trigger].head)
        return True

    def _only_thing(self, owner: int, context: Context) -> bool:
        """Whether what a place belongs to is a thing or people there (سكان حلب، أسواق حلب), nobody of rank, no body."""
        mention = context.mentions.at(context.sentence.words[owner])
        if self._ranks(owner, context):
            return False
        if mention is None:
            return True
        entry = mention.name.entry if mention.name else None
        return isinstance(entry, AgentEntry) and not is_armed(entry.role) and entry.role != ""

    def _ranks(self, owner: int, context: Context) -> bool:
        word, grammar = context.sentence.words[owner], context.book.language.grammar
        return word.bare in grammar.bodies or word.bare in grammar.titles or word.lemma_key in grammar.titles

    def _of_clause(
        self, attempt: Attempt, event: Event, located: Sequence[_Located], context: Context, acts: set[int]
    ) -> tuple[Place, ...]:
        """The nearest place below the event's word, then below each verb that governs it. One that a clause of its own
        tells of somebody (عنصر يمون مسلحين متحصنين بالجبل) comes after others, but before that of another act."""
        sentence = context.sentence
        trigger = attempt.match.frame.support or attempt.match.frame.trigger
        others = acts - {attempt.match.frame.trigger.index, trigger.index}
        eligible = [
            one for one in self._may_be_where(attempt, located, context) if self._agrees(one, event, context, others)
        ]
        told: list[_Located] = []
        meanwhile = context.book.language.grammar.meanwhile
        for governor in (attempt.match.frame.trigger, trigger, *sentence.ancestors(trigger)):
            if governor is not trigger and governor.upos not in ("VERB", "NOUN", "ADJ"):
                continue
            if governor is not trigger and self._tells(governor, context):
                break  # where it was said
            below = {word.index for word in sentence.subtree(governor)}
            named = [one for one in eligible if self._overlaps(one.expression, below)]
            own = [one for one in named if not self._aside(one.expression, governor, context, acts)]
            if told:
                own = [one for one in own if not self._of_other(one.expression, context, others)]
            if own:
                return self._list(min(own, key=lambda one: _apart(one.expression, trigger.index)), located)
            told = told or named
            if told and any(m.key in meanwhile for m in sentence.children(governor, "mark", "cc", "advmod")):
                break  # «جرى التعيين في أبوجا فيما قُتل ستة»: the clause is of something else
        return self._list(min(told, key=lambda one: _apart(one.expression, trigger.index)), located) if told else ()

    def _of_other(self, expression: Expression, context: Context, others: set[int]) -> bool:
        """Whether a place stands in the clause of another act."""
        word = context.sentence.words[expression.units[0].first]
        return any(above.index in others for above in context.sentence.ancestors(word))

    def _agrees(self, found: _Located, event: Event, context: Context, others: set[int]) -> bool:
        """Whether a place may be where an event was: that of another act only in the country of those it is done to."""
        if found.choice is None or not self._of_other(found.expression, context, others):
            return True
        country, target = found.choice.place.country, event.target
        sure = target is not None and target.country_found in _SURELY
        return not country or target is None or not sure or country == target.country

    def _aside(self, expression: Expression, governor: Word, context: Context, acts: set[int]) -> bool:
        """Whether a relative clause or participle of somebody or something that is no act stands above a place."""
        sentence, grammar = context.sentence, context.book.language.grammar
        word = sentence.words[expression.units[0].first]
        for above in (word, *sentence.ancestors(word)):
            if above.index == governor.index:
                return False
            clause = above.deprel.startswith("acl") and above.upos == "VERB"
            participle = above.deprel == "amod" and above.index not in range(expression.begin, expression.end + 1)
            noun = sentence.parent(above) if clause or participle else None
            if noun is not None and noun.index not in acts and noun.bare not in grammar.place_kinds:
                return True
        return False

    def _of_sentence(
        self,
        attempt: Attempt,
        event: Event,
        located: Sequence[_Located],
        context: Context,
        acts: set[int],
        said: bool,
    ) -> tuple[Place, ...]:
        """The nearest place of the sentence; ``said``: even that where the act was only told of."""
        at = attempt.match.frame.trigger.index
        others = acts - {at}
        named = [
            one for one in self._may_be_where(attempt, located, context) if self._agrees(one, event, context, others)
        ]
        named = [one for one in named if said or not self._of_saying(one.expression, context)]
        return self._list(min(named, key=lambda one: _apart(one.expression, at)), located) if named else ()

    def _of_saying(self, expression: Expression, context: Context) -> bool:
        """Whether a place is where something was said (قال مسؤول في بغداد إن)."""
        sentence = context.sentence
        word = sentence.words[expression.units[0].first]
        verb = next((above for above in sentence.ancestors(word) if above.upos == "VERB"), None)
        return verb is not None and self._tells(verb, context)

    def _tells(self, verb: Word, context: Context) -> bool:
        """Whether a verb is of saying, or of talk that has a row of its own (أدان الوزير في روما خطف عمال)."""
        attempts = self.sentences[self._at(context)].attempts
        talk = any(a.events and a.match.frame.trigger.index == verb.index and _is_talk(a.events[0]) for a in attempts)
        return talk or says(verb, context.book.language.grammar)

    def _may_be_where(self, attempt: Attempt, located: Sequence[_Located], context: Context) -> list[_Located]:
        """The expressions of a sentence that may tell where, but for those of reasons, charges and aims."""
        own = {w.index for w in (attempt.match.frame.trigger, *attempt.match.words)}
        return [
            one
            for one in located
            if self._eligible(one, context) and not self._elsewhere(self._first_of(one, context), own, context)
        ]

    def _eligible(self, found: _Located, context: Context) -> bool:
        """Whether an expression anywhere in a sentence may tell where: behind a preposition of place, no part of the
        name of somebody."""
        expression, grammar = found.expression, context.book.language.grammar
        if found.choice is None:
            return False
        if expression.owner >= 0:
            word = context.sentence.words[expression.owner]
            return (
                self._only_thing(expression.owner, context) and not found.choice.large and self._in_place(word, context)
            )
        if expression.between:
            return True
        inner = expression.preposition
        return inner in grammar.locative or (
            bool(inner) and inner in grammar.where and inner not in grammar.toward | grammar.away
        )

    def _in_place(self, word: Word, context: Context) -> bool:
        """Whether a noun that owns a place stands behind a preposition of place (في أسواق حلب)."""
        before = context.sentence.words[word.index - 1] if word.index else None
        return before is not None and before.key in context.book.language.grammar.locative

    def _of_people(self, attempt: Attempt, located: Sequence[_Located], context: Context) -> tuple[Place, ...]:
        """``هاجموا أهالي داريا``: where those are at home to whom it happens or who do it."""
        frame = attempt.match.frame
        for argument in (*frame.slot("object"), *frame.slot("subject"), *frame.slot("genitive")):
            span = {word.index for word in argument.words}
            for found in located:
                owner, choice = found.expression.owner, found.choice
                if owner not in span or choice is None or choice.large:
                    continue
                site = choice.location is not None and choice.location.kind in _SMALL  # حراس المسجد الأقصى
                if site or self._only_thing(owner, context):
                    return self._list(found, located)
        return ()

    def _of_local(self, attempt: Attempt, located: Sequence[_Located], context: Context) -> tuple[Place, ...]:
        """``ألقت شرطة عسير القبض على``: where those who do it are in charge."""
        frame = attempt.match.frame
        for argument in (*frame.slot("subject"), *frame.slot("agent")):
            span = {word.index for word in argument.words}
            for found in located:
                if found.choice is not None and not found.choice.large and self._overlaps(found.expression, span):
                    return (found.choice.place,)
        return ()

    def _of_classed(self, located: Sequence[_Located], context: Context) -> tuple[Place, ...]:
        """``استهدفت مسيرات قاعدة حميميم``: a place by its class word, though the parse gave it to somebody."""
        for found in located:
            expression, choice = found.expression, found.choice
            if choice is None or choice.large or not expression.units[0].kind or expression.units[0].kind == "road":
                continue
            owner, away = expression.owner, self.atlas.language.grammar.away
            if expression.preposition not in away and (owner < 0 or not self._ranks(owner, context)):
                return self._list(found, located)
        return ()

    def _of_beside(self, attempt: Attempt, located: Sequence[_Located], context: Context) -> tuple[Place, ...]:
        """``طردوهم من مدينة لودر وأسروا مقاتلين``: from where a verb joined to the event's went or drove somebody."""
        sentence, away = context.sentence, self.atlas.language.grammar.away
        verb = attempt.match.frame.support or attempt.match.frame.trigger
        while verb.deprel.split(":")[0] in ("conj", "parataxis") and (above := sentence.parent(verb)) is not None:
            verb = above
            below = {word.index for word in sentence.subtree(verb)}
            for found in located:
                named = found.choice is not None and not found.choice.large and found.expression.owner < 0
                if named and found.expression.preposition in away and self._overlaps(found.expression, below):
                    return self._list(found, located)
        return ()

    def _of_same_act(self, attempt: Attempt, context: Context) -> tuple[Place, ...]:
        """``القصف`` with the article, after ``القصف على مدينة حلب``: the place of the act that was told of before."""
        trigger = attempt.match.frame.trigger
        if trigger.key == trigger.bare:
            return ()
        for index in range(self._at(context) - 1, -1, -1):
            sentence = self.contexts[index].sentence
            for word in sentence.words:
                below = {w.index for w in sentence.subtree(word)} if word.bare == trigger.bare else ()
                for found in self._located[index]:
                    told = found.choice is not None and not found.choice.large and bool(found.expression.preposition)
                    if told and self._overlaps(found.expression, set(below)):
                        return self._list(found, self._located[index])
        return ()

    def _of_article(self, event: Event, context: Context) -> tuple[Place, ...]:
        """The last place told before: of an event, or named as a place; a country if no smaller one was just told."""
        last = self._at(context)
        countries = _sure_countries(event, self._resolvers[last].main_country())
        country: tuple[Place, ...] = ()
        for index in range(last, -1, -1):
            told = list(self._told.get(index, ())) or (self._named(index) if index < last else [])
            for place in reversed(told):
                if place.found == "country" or not place.name or (countries and place.country not in countries):
                    continue
                if not self._is_country(place):
                    return (place,) if not country or last - index <= _JUST_BEFORE else country
                country = country or (place,)
        return country

    def _of_told_again(self, attempt: Attempt, context: Context) -> tuple[Place, ...]:
        """Where the same act was told to be: of one rule and the same sides, for many are killed in more than one;
        not where the sentence before tells of an act elsewhere."""
        last = self._at(context)
        if attempt.events[0].source is None or self._turns(last, "turn") or self._told.get(last - 1):
            return ()
        for index, other, places in reversed(self._acts):
            if last - _APART <= index < last and is_same(attempt, other):
                return places
        return ()

    def _of_article_before(self, attempt: Attempt, event: Event, context: Context) -> tuple[Place, ...]:
        """Where the last act was of which the report goes on to tell: just before, and not past a turn to something
        else or to somebody else who speaks. A place at which nothing was told counts only in the sentence before, or
        where the act names it as known (قصفوا البلدة)."""
        last, grammar, frame = self._at(context), context.book.language.grammar, attempt.match.frame
        heads = [a.head for a in frame.arguments if a.slot != "subject"]
        if any(head.bare in grammar.place_kinds and head.key != head.bare for head in heads) or self._there(context):
            return self._of_article(event, context)
        cases = {case.key for case in context.sentence.children(frame.trigger, "case")}
        behind = frame.trigger.upos != "VERB" and bool(cases & (grammar.after | grammar.ago))
        if behind or self._turns(last, "turn", "speaker"):
            return ()
        countries = _sure_countries(event, self._resolvers[last].main_country())
        for index in range(last, max(-1, last - 1 - _JUST_BEFORE), -1):
            told = self._told.get(index, ())
            if not told and index == last - 1 and not self.sentences[index].events:
                told = tuple(self._named(index, said=False))
            for place in reversed(told):
                if place.found != "country" and place.name and (not countries or place.country in countries):
                    return (place,)
            if self._turns(index, "turn"):
                return ()
        only = self._only_town
        known = only is not None and any(place.name == only.name for n in range(last) for place in self._places(n))
        return (only,) if only is not None and known and (not countries or only.country in countries) else ()

    def _places(self, index: int) -> list[Place]:
        """What the expressions of a sentence name."""
        return [one.choice.place for one in self._located[index] if one.choice is not None]

    @cached_property
    def _only_town(self) -> Place | None:
        """The town, or place in one, that the article names more than once, and more often than all others."""
        named = [one.choice for located in self._located for one in located if one.choice is not None]
        towns = [c.place for c in named if c.location is not None and not c.large and c.location.kind not in _REGIONS]
        (name, most), *_ = Counter(place.name for place in towns).most_common(1) or [("", 0)]
        if most < _TOLD_TWICE or most <= len(towns) - most:
            return None
        return next(place for place in towns if place.name == name)

    def _there(self, context: Context) -> bool:
        """``في المنطقة نفسها``, ``بالمدينة``: whether a sentence says that it is where the last act was."""
        grammar, sentence = context.book.language.grammar, context.sentence
        for word in sentence.words:
            known = word.key != word.bare and grammar.place_kinds.get(word.bare) in _KNOWN
            after = sentence.words[word.index + 1 : word.index + 2]
            named = any(w.upos in ("ADJ", "PROPN") for w in after)
            inside = any(case.key in grammar.locative for case in sentence.children(word, "case"))
            if known and inside and not named:
                return True
        return False

    def _turns(self, index: int, *names: str) -> bool:
        return any(opens_with(self.contexts[index].sentence, name, self._words) for name in names)

    def _of_region(self, event: Event, context: Context) -> tuple[Place, ...]:
        """The first division that the article is about, if it lies in the country of the event."""
        region = self._region
        return (region,) if region is not None and self._country_of(event, context)[0] == region.country else ()

    def _named(self, index: int, surely: bool = False, said: bool = True) -> list[Place]:
        """The places of a sentence's events, or else those that it names; ``surely``: as where something is; unless
        ``said``, not as where something was said."""
        told, context = list(self._told.get(index, ())), self.contexts[index]
        return told or [
            one.choice.place
            for one in self._located[index]
            if one.choice is not None
            and self._is_told(one, index)
            and (not surely or self._eligible(one, context))
            and (said or not self._of_saying(one.expression, context))
        ]

    def _is_told(self, found: _Located, index: int) -> bool:
        """Whether a place that a sentence names may be where the next one tells of."""
        expression, choice = found.expression, found.choice
        if choice is None or choice.large or expression.preposition in self.atlas.language.grammar.away:
            return False
        named = bool(expression.preposition) or bool(expression.units[0].kind)
        return self._eligible(found, self.contexts[index]) or (expression.owner < 0 and named)

    def _of_dateline(self, event: Event) -> tuple[Place, ...]:
        if not self.contexts or any(w.upos in ("VERB", "AUX") for w in self.contexts[0].sentence.words):
            return ()
        country = self._resolvers[0].main_country()
        for found in self._located[0]:
            place = found.choice.place if found.choice is not None and not found.choice.large else None
            if (
                place is not None
                and place.country == country
                and place.country in (_sure_countries(event, country) or {country})
            ):
                return (replace(place, precision=3),)
        return ()

    def _country(self, event: Event, context: Context) -> tuple[Place, ...]:
        """The state where an event took place, if nothing smaller is known."""
        country, text, told = self._country_of(event, context)
        name = self.atlas.countries.get(country, "")
        return (Place(text, name, country, precision=3, candidates=(told,)),) if name else ()

    def _country_of(self, event: Event, context: Context) -> tuple[str, str, str]:
        """The country of whom it is done to, else of the article, else of who does it, with the words that tell it:
        states act abroad, victims are at home."""
        article = self._resolvers[self._at(context)].main_country()
        source, target = event.source, event.target
        if target is not None and target.country and target.country_found in _SURELY:
            return target.country, target.text, "the country of the target"
        if article and (source is None or article != source.country):
            return article, "", "the country of the article"
        if source is not None and source.country:
            return source.country, source.text, "the country of the source"
        if target is not None and target.country:
            return target.country, target.text, "the country of the target"
        return "", "", ""

    # Expressions

    def _resolved(self, index: int) -> Iterator[_Located]:
        expressions, resolver = self._found[index], self._resolvers[index]
        tails = {e.group: e.units[1:] for e in expressions if len(e.units) > 1 and not e.between}
        for expression in expressions:
            tail = tails.get(expression.group, ())
            choice = resolver.choose(expression, tail)
            if choice is not None:
                text = self._text(expression, choice, self.contexts[index])
                name = choice.place.name or text
                choice = replace(choice, place=replace(choice.place, text=text, name=name))
            yield _Located(expression, choice)

    def _narrowed(self, located: tuple[_Located, ...], context: Context) -> tuple[_Located, ...]:
        """``في مأرب، وتحديدا في صرواح``: a place before such a word is the one behind it, if that is of its country."""
        found, words, precisely = list(located), context.sentence.words, self.atlas.language.grammar.precisely
        for n in range(len(found) - 1, 0, -1):
            before, after = found[n - 1], found[n]
            gap = words[before.expression.end + 1 : after.expression.begin]
            close = any(word.bare in precisely for word in gap[-_NARROW:])
            if not close or before.choice is None or after.choice is None or after.choice.large:
                continue
            if before.choice.place.country == after.choice.place.country:
                found[n - 1] = replace(before, choice=after.choice)
        return tuple(found)

    def _text(self, expression: Expression, choice: Choice, context: Context) -> str:
        """The words that name a place, with the one that classes it where it is part of the name (مخيم جنين)."""
        unit, words, kinds = expression.units[0], context.sentence.words, context.book.language.grammar.place_kinds
        first, last = unit.first, unit.end if unit.part and choice.place.precision != 1 else unit.last
        if expression.between:
            last = expression.units[-1].last
        elif unit.kind in WITH_CLASS:
            first = max((w.index for w in words[unit.begin : unit.first] if w.bare in kinds), default=first)
        elif first < last and unit.begin == first and kinds.get(words[first].bare) in _BARE:
            first += 1
        cut = unit.cut if first == unit.first else 0
        return " ".join(context.sentence.quote(words[first].start + cut, words[last].end).split())

    def _sure(self, votes: Counter[str]) -> Iterator[Location]:
        """Places that can be but one, in countries that the article names."""
        for expressions in self._found:
            for expression in expressions:
                for unit in expression.units:
                    places = [o.location for o in unit.options if not o.behind]
                    if len(places) == _SURE and places[0].latitude is not None and votes[places[0].country]:
                        yield places[0]

    def _list(self, found: _Located, located: Sequence[_Located]) -> tuple[Place, ...]:
        """The places of the list in which an expression stands, each once."""
        group = [one for one in located if one.expression.group == found.expression.group and one.choice is not None]
        places = {one.choice.place.name: one.choice.place for one in group if one.choice is not None}
        known = next((place for place in places.values() if place.latitude is not None), None)
        if known is not None:  # what stands in one list lies together
            places = {name: place if place.country else _put_at(place, known) for name, place in places.items()}
        if found.choice is not None and (found.choice.large or len(group) == 1):
            return (found.choice.place,)
        return tuple(places.values())[:_MOST_PLACES]

    def _overlaps(self, expression: Expression, span: set[int]) -> bool:
        return expression.units[0].first in span


def _is_talk(event: Event) -> bool:
    """Whether an event is no more than words; aid that ACLED records (clearing mines) is an act."""
    return event.cameo_root in _TALK and (event.cameo_root != _AID or event.acled is None)


def _countries(context: Context, atlas: Atlas) -> Iterator[str]:
    """The countries that a sentence names: by states, adjectives, places that can be but one, and actors."""
    for mention in context.mentions.found:
        country = country_of(mention, context.book)
        if mention.kind == "adjective" and _is_surname(mention.first, context):
            continue
        if mention.kind == "place":
            letters = "".join(word.key for word in context.sentence.words[mention.first : mention.last + 1])
            if mention.rivals or len({named.location.country for named in atlas.find(letters)}) > 1:
                continue
        if country:
            yield country


def _is_surname(at: int, context: Context) -> bool:
    """``نعيم العراقي``: whether an adjective stands right behind the name of somebody that no list knows."""
    before = context.sentence.words[at - 1] if at else None
    return before is not None and before.upos == "PROPN" and context.mentions.at(before) is None


def _put_at(place: Place, other: Place) -> Place:
    """A place of which only the name is known, put where another one is."""
    return replace(
        place,
        country=other.country,
        admin1=other.admin1,
        admin2=other.admin2,
        latitude=other.latitude,
        longitude=other.longitude,
        precision=max(other.precision or 3, 2),
        candidates=(f"no gazetteer has it: put at {other.name}", *place.candidates[1:]),
    )


def _apart(expression: Expression, at: int) -> int:
    """How far an expression is from a word; one behind it counts as nearer."""
    return expression.begin - at if expression.begin > at else 2 * (at - expression.end)


def _sure_countries(event: Event, main: str) -> set[str]:
    """The country of the target, or of a source that is at home (in ``main``), where their own words tell it."""
    for side in (event.target, event.source):
        sure = side is not None and side.country_found in _SURELY
        if side is not None and side.country and sure and (side is event.target or side.country == main):
            return {side.country}
    return set()
