"""Who a phrase names: a codebook actor, a country, or a generic noun put together with its country or owner."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, takewhile
from typing import NamedTuple

from coder.annotate import Document, Sentence, Word
from coder.code import reference
from coder.code.mentions import Mention, Mentions
from coder.code.reference import CIVILIANS, STATE, UNSAID, Discourse, Referent
from coder.codebook import Codebook
from coder.codebook.compile import Rule
from coder.codebook.model import ActionEntry, ActorEntry, AgentEntry, CountryEntry
from coder.event import Event, EventActor, code_pieces
from coder.frames import Argument, Frame
from coder.frames.phrases import phrase_words, preposition
from coder.languages import Grammar

# Roles that act with arms, for nouns whose genitive may be either side (قصف النظام، قصف المدينة).
ARMED = frozenset({"MIL", "REB", "COP", "INS", "UAF", "SPY", "RAD", "SEP", "SET", "CRM", "GOV"})
# Civilians keep their role whose patron, employer or enemy is named behind them (محامي الغنوشي is no politician), but
# for those who follow somebody.
_FOLLOWERS = "supporters"
# Roles of those who serve whoever is named behind them (قوات المعارضة), state or not.
_COMMANDED = frozenset({"MIL", "COP", "GOV", "SPY"})
# Services of a state whose people are theirs, not the army: دورية للشرطة.
_ARMED_SERVICES = frozenset({"COP", "SPY"})
# Roles of those who are of no country: the international community, the great powers, international organisations.
_OF_NO_COUNTRY = ("INT", "IGO")
# The gazetteer knows no villages: a smaller town in a country that the article does not name is likely another place.
_SURE_POPULATION = 150_000
# The share of all names of countries in an article that its own country must have.
_STANDS_OUT = 0.4
# ACLED Codebook, "Actor names": state forces, unnamed armed groups, demonstrators and civilians carry the country.
_ACLED_NAMES = {
    "MIL": "Military Forces of {country}",
    "COP": "Police Forces of {country}",
    "GOV": "Government of {country}",
    "UAF": "Unidentified Armed Group ({country})",
    "CVL": "Civilians ({country})",
}
_UNIDENTIFIED = "Political militia"  # ACLED's type of an Unidentified Armed Group
_ACLED_NAME_BY_TYPE = {
    "Protesters": "Protesters ({country})",
    "Rioters": "Rioters ({country})",
    "Civilians": "Civilians ({country})",
    "Rebel group": "Unidentified Armed Group ({country})",
    "Political militia": "Unidentified Armed Group ({country})",
}


def is_armed(code: str) -> bool:
    """Whether an actor code, or a role, is of somebody who acts with arms."""
    return not ARMED.isdisjoint(code_pieces(code))


class Country(NamedTuple):
    """A country and how it was found."""

    code: str
    found: str


@dataclass(frozen=True)
class Context:
    """What actor resolution knows of a sentence."""

    book: Codebook
    sentence: Sentence
    mentions: Mentions
    day: dt.date | None
    sentence_country: str
    article_country: str
    discourse: Discourse
    index: int


# The article


def contexts(document: Document, named: Sequence[Mentions], book: Codebook) -> list[Context]:
    """The context of every sentence of a document; ``named`` are the names in each, its parse mended."""
    surely = [_votes(mentions, book) for mentions in named]
    votes: Counter[str] = sum(surely, Counter())
    mentions = [_located(m, own, votes, book) for m, own in zip(named, surely, strict=True)]
    whole = article_country(mentions, book)
    found: list[Context] = []
    discourse = Discourse(book, mentions, lambda referent: _actor_of(referent, found[referent.sentence]))
    for index, m in enumerate(mentions):
        country = sentence_country(m, book) if m.sentence.tagged is None else ""
        found.append(Context(book, m.sentence, m, document.article.date, country, whole, discourse, index))
    return found


def article_country(sentences: Sequence[Mentions], book: Codebook) -> str:
    """The country that the article is about: places count double against other names of countries.

    Empty where nothing is named, or so many countries that none stands out. On a tie the country named first wins.
    """
    votes: Counter[str] = Counter()
    for mentions in sentences:
        for mention in mentions.found:
            country = country_of(mention, book)
            if country:
                votes[country] += 2 if mention.kind == "place" else 1
    country, most = next(iter(votes.most_common(1)), ("", 0))
    return country if most >= _STANDS_OUT * votes.total() else ""


def sentence_country(mentions: Mentions, book: Codebook) -> str:
    """The country of the places of a sentence, if they all lie in one.

    A state is a place behind ``في``, if only as what another word is a part of (``في قرية شمالي الكاميرون``).
    """
    grammar = book.language.grammar
    countries = set()
    for mention in mentions.found:
        place = mention.kind == "place"
        if mention.kind in ("country", "capital"):
            head = reference.mention_head(mention, mentions.sentence)
            place = preposition(mentions.sentence, _part_of(head, mentions.sentence, grammar)) in grammar.where[:1]
        if place:
            countries.add(mention.country)
    return countries.pop() if len(countries) == 1 else ""


def _part_of(word: Word, sentence: Sentence, grammar: Grammar) -> Word:
    """The word for a part of a place that the place stands behind: ``قرية`` of ``قرية شمالي الكاميرون``."""
    parts = grammar.place_near | grammar.place_inside | grammar.place_words
    above = sentence.parent(word)
    while word.deprel.startswith("nmod") and not preposition(sentence, word) and above is not None:
        if above.bare not in parts:
            break
        word, above = above, sentence.parent(above)
    return word


def country_of(mention: Mention, book: Codebook) -> str:
    """The country that a mention is evidence for: of a state, a place, or an actor whose code begins with a country."""
    if mention.country:
        return mention.country
    entry = mention.name.entry if mention.name else None
    if not isinstance(entry, ActorEntry):
        return ""
    codes = {role.code[:3] for role in entry.roles} or {entry.code[:3]}
    code = codes.pop()
    return code if not codes and code in book.countries else ""  # roles in several countries tell none


def _votes(mentions: Mentions, book: Codebook) -> Counter[str]:
    """How often a sentence names each country, places left out that might be elsewhere."""
    sure = (m for m in mentions.found if not _is_elsewhere(m) and not _is_doubtful(m, mentions, book))
    return Counter(country for m in sure if (country := country_of(m, book)))


def _is_elsewhere(mention: Mention) -> bool:
    """Whether a name may mean a place in another country."""
    return any(rival.country != mention.country for rival in mention.rivals)


def _is_doubtful(mention: Mention, mentions: Mentions, book: Codebook) -> bool:
    """Whether a town of the gazetteer may be a village of that name; what is called a city is none."""
    if not _is_small(mention):
        return False
    before = mentions.sentence.words[mention.first - 1] if mention.first else None
    return before is None or before.bare not in book.language.grammar.city_words


def _stands_as_place(mention: Mention, mentions: Mentions, book: Codebook) -> bool:
    """Whether a preposition of place or a noun that it may be the genitive of leads to a name at once.

    Not ``الأستاذ مبارك بن محمد``, nor ``من باب الحرص``.
    """
    if not mention.first:
        return False
    before = mentions.sentence.words[mention.first - 1]
    return before.key in book.language.grammar.locative or (before.upos == "NOUN" and before.key == before.bare)


def _is_small(mention: Mention) -> bool:
    return mention.city is not None and mention.city.population < _SURE_POPULATION


def _located(mentions: Mentions, own: Counter[str], votes: Counter[str], book: Codebook) -> Mentions:
    """The mentions with every place that has namesakes put where the sentence, or else the article, is at home.

    Two passes, for which country an article is about is itself told by its places: first those that can mean but one
    place vote, then the others are chosen by these votes (طرابلس beside لبنان, الحسينية in news from Iraq).
    """
    if not any(m.rivals or _is_doubtful(m, mentions, book) for m in mentions.found):
        return mentions
    found = []
    for mention in mentions.found:
        # No village takes a name from a capital: روما is no town of Georgia, but طرابلس may be Lebanon's.
        options = [mention, *(r for r in mention.rivals if mention.kind != "capital" or not _is_small(r))]
        if len(options) > 1:
            mention = max(options, key=lambda m: (own[m.country], votes[m.country]))
        elsewhere = _is_doubtful(mention, mentions, book) and not votes[mention.country]
        if not elsewhere or (not votes and _stands_as_place(mention, mentions, book)):
            found.append(mention)
    return Mentions(mentions.sentence, book, found)


def _actor_of(referent: Referent, context: Context) -> EventActor | None:
    """The actor of a noun that brought somebody up, by a name or by a bare noun that stands for one."""
    head, grammar = referent.head, context.book.language.grammar
    if referent.mention is not None or head.bare in grammar.counterparts:
        return resolve(Argument("object", head, phrase_words(context.sentence, head)), context)
    if not reference.is_bare(head, context.mentions, grammar):
        return None
    found = reference.of_noun(head, None, context.index, context.discourse)
    return _standing_for(found, head, head, context) if found is not None else None


# Phrases


def resolve(argument: Argument, context: Context) -> EventActor | None:
    """The actor that a phrase names, or stands for; None if it is nobody that the codebook knows."""
    mention = main_mention(argument, context)
    if mention is None:
        return _referred(argument, context)
    if not any(w.index == mention.first for w in argument.words):  # «مبان يتحصن فيها مسلحو الحركة»
        head = reference.mention_head(mention, context.sentence)
        argument = Argument(argument.slot, head, phrase_words(context.sentence, head), argument.how)
    if mention.kind == "place" and (named := _by_surname(context.sentence.words[mention.first], context)) is not None:
        return named
    if mention.kind == "place" and argument.head.bare in context.book.language.grammar.inhabitants:
        return _citizens(mention, argument, context, Country(mention.country, "place"))  # أبناء المكلا
    entry = mention.name.entry if mention.name else None
    if isinstance(entry, ActorEntry):
        return _named(mention, entry, argument, context, "name")
    if isinstance(entry, CountryEntry):
        found = "adjective" if mention.kind == "adjective" else "name"
        return _state(mention, argument, context, Country(entry.id, found))
    if isinstance(entry, AgentEntry):
        return _agent(mention, entry, argument, context)
    return None


def resolve_all(argument: Argument, context: Context) -> tuple[EventActor, ...]:
    """All actors of a phrase: two where it says «both sides», several for «the ministers» named before, else one."""
    if argument.head.key in context.book.language.grammar.both_sides:
        pair = reference.both(argument.head, context.index, context.discourse)
        return tuple(actor for r in pair if (actor := _standing_for(r, argument.head, argument.head, context)))
    actor = resolve(argument, context)
    if actor is None:
        return ()
    head = argument.head
    unplaced = actor.is_generic and actor.country_found in UNSAID and not actor.antecedent
    if unplaced and reference.is_bare(head, context.mentions, context.book.language.grammar):
        several = reference.several(head, actor.role, context.index, context.discourse)
        found = tuple(a for r in several if (a := _standing_for(r, head, head, context)) is not None)
        return found or (actor,)
    return (actor,)


def implicit_subject(frame: Frame, context: Context) -> EventActor | None:
    """The actor of the sentence before whom a verb without a subject goes on about (``واعتقلت أربعة طلاب``)."""
    verb = frame.support or frame.trigger
    if frame.kind == "passive" or verb.upos != "VERB" or frame.slot("agent"):
        return None
    if {verb.key, verb.lemma_key} & context.book.language.grammar.undergone:
        return None  # «تمت مصادرة المضبوطات»
    if any(not reference.clashes(a.head, verb, context.mentions, context.discourse) for a in frame.slot("subject")):
        return None
    found = reference.of_verb(verb, context.index, context.discourse)
    return _standing_for(found, verb, verb, context) if found is not None else None


def main_mention(argument: Argument, context: Context) -> Mention | None:
    """The mention at the head of the phrase, or at the noun that the head only counts or leads to."""
    first = context.mentions.at(argument.head)
    if first is not None and first.kind != "place":
        return first
    owner = _affiliation(argument, context)
    for word in _chain(argument, context):
        if owner is not None and word.index > owner.last:
            break  # «مواقع لـ«جبهة النصرة»، الفرع السوري لتنظيم القاعدة»
        mention = context.mentions.at(word) or _led_by(word, context)
        if mention is not None and mention.kind == "capital" and word is not argument.head:
            above = context.sentence.parent(word)  # مطار دمشق is no government
            return None if above is not None and above.bare in context.book.language.grammar.place_words else mention
        if mention is not None:
            return mention
    return owner


def _affiliation(argument: Argument, context: Context) -> Mention | None:
    """Whose a thing is, where the phrase tells: ``مخازن تابعة للحوثيين``, ``أهدافا لـ«داعش»``, ``تصريحات من قبل``."""
    words, grammar = context.sentence.words, context.book.language.grammar
    for word in takewhile(lambda w: w.upos != "VERB", argument.words):
        owned = word.upos == "ADP" and word.key in grammar.dative and _may_be_owned(argument.head, word, context)
        partly = word.key in grammar.away and _is_part(argument.head, word, context)
        if word.bare in grammar.affiliated or owned or partly or _ends_agent_phrase(word, context):
            behind = (w for w in words[word.index + 1 : word.index + 4] if w.upos not in ("ADP", "PUNCT"))
            found = context.mentions.at(next(behind, word))
            if found is not None and found.kind != "place" and not (owned and _is_private(found)):
                return found
    return _holder(argument.head, context)


def _holder(head: Word, context: Context) -> Mention | None:
    """Who holds a place, where a relative clause tells: ``مبان يتحصن فيها مسلحو الحركة``."""
    sentence, held = context.sentence, context.book.language.grammar.held
    clauses = (c for c in sentence.children(head, "acl") if {c.key, c.lemma_key} & held)
    subjects = (s for clause in clauses for s in sentence.children(clause, "nsubj"))
    named = (context.mentions.at(subject) for subject in subjects)
    return next((m for m in named if m is not None and m.kind in ("actor", "agent")), None)


def _is_part(head: Word, lead: Word, context: Context) -> bool:
    """Whether a phrase up to من says only that some of those named behind it are meant: ``قوى كبيرة من المقاومة``."""
    between = context.sentence.words[head.index + 1 : lead.index]
    return head.bare in context.book.language.grammar.collectives and all(w.upos == "ADJ" for w in between)


def _is_private(mention: Mention) -> bool:
    """Whether somebody is a civilian, whose things are not he: ``ضبط لوحة للرسام``."""
    entry = mention.name.entry if mention.name else None
    return isinstance(entry, AgentEntry) and entry.acled == CIVILIANS


def _may_be_owned(head: Word, lead: Word, context: Context) -> bool:
    """Whether a phrase up to ل is an organ (الأمانة العامة ل) or an indefinite thing.

    It must not be an act (منح تأشيرات ل); a definite thing is only meant for whom ل names (الانتقادات الموجهة ل).
    """
    book = context.book
    if head.bare in book.language.grammar.organs:
        return True
    before = context.sentence.words[head.index : lead.index]
    verb = head.key in book.verbs or head.key in book.language.grammar.ditransitive
    act = verb or book.language.is_verbal_noun(head.text)
    return bool(before) and not act and all(w.key == w.bare for w in before)


def _ends_agent_phrase(word: Word, context: Context) -> bool:
    """Whether a word ends what leads to a doer: ``تصريحات من قبل مسؤولي``."""
    words, end = context.sentence.words, word.index + 1
    return any(
        word.key == phrase[-1] and tuple(w.key for w in words[max(0, end - len(phrase)) : end]) == phrase
        for phrase in context.book.language.grammar.agent_phrases
    )


def _led_by(word: Word, context: Context) -> Mention | None:
    """The group that somebody of rank belongs to, wherever the parse hangs it (``قياديا بحزب الله``)."""
    if word.bare not in context.book.language.grammar.titles:
        return None
    after = context.sentence.words[word.index + 1 : word.index + 2]
    if after and (adjective := context.mentions.at(after[0])) is not None and _group_of(adjective) is not None:
        return adjective
    at = word.index + 1
    while context.sentence.words[at : at + 1] and context.sentence.words[at].upos == "ADJ":
        at += 1  # القيادي البارز في تنظيم القاعدة
    found = _behind(at, context)
    return found if found is not None and found.kind == "actor" else None


def _behind(at: int, context: Context) -> Mention | None:
    """The name that a preposition of belonging at a word leads to at once."""
    words, grammar = context.sentence.words, context.book.language.grammar
    if at + 1 >= len(words) or words[at].upos != "ADP" or words[at].key in grammar.dative:
        return None
    belongs = words[at].key in grammar.belonging or words[at].key in grammar.ranks_in
    return context.mentions.at(words[at + 1]) if belongs else None


def _chain(argument: Argument, context: Context) -> Iterator[Word]:
    """The head of a phrase and the nouns that it leads to, each after the other."""
    word: Word | None = argument.head
    seen: set[int] = set()
    inside = {w.index for w in argument.words}
    while word is not None and word.index not in seen:
        seen.add(word.index)
        yield word
        word = _next_inside(word, inside, context)


def _next_inside(word: Word, inside: set[int], context: Context) -> Word | None:
    """The noun after a word that is nobody itself: its genitive, or what a word of amount counts."""
    grammar = context.book.language.grammar
    if word.upos == "NUM" and (counted := _counted(word, context.sentence)) is not None:
        return counted
    for child in context.sentence.children(word, "nmod", "flat", "appos", "nummod", "amod", "dep"):
        if child.index not in inside or child.upos not in ("NOUN", "PROPN", "ADJ", "NUM", "X"):
            continue
        if preposition(context.sentence, child) and not grammar.is_amount(word):
            continue
        found = context.mentions.at(child)
        if child.deprel == "amod" and (found is None or found.kind not in ("adjective", "actor")):
            continue
        return child
    return None


def _counted(number: Word, sentence: Sentence) -> Word | None:
    """What a number counts stands right behind it, wherever the parse hangs it (خمسة وعشرين جندياً)."""
    for word in sentence.words[number.index + 1 :]:
        if word.upos in ("NOUN", "ADJ", "PROPN"):
            return word
        if word.upos not in ("NUM", "CCONJ"):
            return None
    return None


# References


def _referred(argument: Argument, context: Context) -> EventActor | None:
    """The actor that a pronoun or a bare definite noun in the phrase stands for."""
    for word in _chain(argument, context):
        if word.upos == "PRON":
            # Who does what a verbal noun tells is most often the subject above («أعلن استقالته»), who suffers it never.
            above = context.sentence.parent(word)
            if argument.slot == "subject" and above is not None and above.upos == "VERB" and not _agree(word, above):
                return None  # «أنه ... أطلقت ميليشيات»: the pronoun is nobody
            acts = argument.slot == "subject" and above is not None and above.upos == "NOUN" and not word.first
            found = _by_pronoun(word, context, possessive=argument.slot in ("genitive", "subject"), animate=acts)
            return _standing_for(found, word, word, context) if found else None
        if (named := _by_surname(word, context)) is not None:
            return named
        if reference.is_bare(word, context.mentions, context.book.language.grammar):
            found = reference.of_noun(word, None, context.index, context.discourse)
            if found is not None:
                return _standing_for(found, word, word, context)
        pronoun = _attached(word, context.sentence) or _affiliated_with(word, argument, context)
        if pronoun is not None and _is_owned(word, context):
            found = _by_pronoun(pronoun, context, possessive=True)
            return _standing_for(found, word, pronoun, context) if found else None
    return None


def _by_surname(word: Word, context: Context) -> EventActor | None:
    found = reference.of_surname(word, context.index, context.discourse)
    return _standing_for(found, word, word, context) if found is not None else None


def _agree(pronoun: Word, verb: Word) -> bool:
    shown = reference.shown(pronoun), reference.shown(verb)
    return not all(shown) or shown[0] == shown[1]


def _is_owned(word: Word, context: Context) -> bool:
    """Whether the pronoun of a noun tells an owner: not of a verb that the tagger took for a noun, nor in «بدورها»."""
    book, grammar = context.book, context.book.language.grammar
    if word.bare in grammar.idle_owned or word.key in grammar.light_verbs:
        return False
    return word.key not in book.verbs or word.key in book.nouns


def _affiliated_with(word: Word, argument: Argument, context: Context) -> Word | None:
    """The pronoun that tells whose a thing is: ``مواقع تابعة لهم``."""
    affiliated = context.book.language.grammar.affiliated
    inside = [w for w in argument.words if w.index > word.index]
    return next(
        (c for a, b, c in zip(inside, inside[1:], inside[2:], strict=False)
         if a.bare in affiliated and b.upos == "ADP" and c.upos == "PRON"), None
    )  # fmt: skip


def _attached(word: Word, sentence: Sentence) -> Word | None:
    """The pronoun that hangs on a noun (``مواقعها``)."""
    after = sentence.words[word.index + 1 : word.index + 2]
    return after[0] if after and after[0].upos == "PRON" and not after[0].first else None


def _by_pronoun(pronoun: Word, context: Context, possessive: bool, animate: bool = False) -> Referent | None:
    return reference.of_pronoun(pronoun, context.index, context.discourse, possessive, animate)


def _standing_for(referent: Referent, first: Word, last: Word, context: Context) -> EventActor | None:
    """The actor of a referent as the words from ``first`` to ``last`` mean it."""
    actor = context.discourse.actor_of(referent)
    if actor is None or not actor.code:
        return None
    text = context.sentence.quote(first.start, last.end)
    return replace(actor, text=text, start=first.start, end=last.end, antecedent=actor.antecedent or actor.text)


# Those whom nothing but the act names


def unnamed(rule: Rule, event: Event, context: Context) -> EventActor:
    """Who did an act of which the text names no doer: of the rule's ``perpetrator`` role, and of the country told of.

    ACLED Codebook, "Actor names": an attack whose author is unknown is by an Unidentified Armed Group of the country.
    """
    entry = rule.entry
    role = entry.perpetrator if isinstance(entry, ActionEntry) else ""
    country = told_country(context)
    nation = context.book.countries.get(country.code, country.code)
    known = event.source or EventActor("", "", event.trigger, event.start, event.end)
    return replace(
        known,
        code=country.code + role,
        name=f"Unidentified ({nation})" if nation else "Unidentified",
        country=country.code,
        country_found=country.found,
        role=role,
        acled_name=_acled_name(role, "", nation),
        acled_type=_UNIDENTIFIED if role[:3] == "UAF" else "",
        entry=f"{rule.id} ({rule.origin})",
    )


# Named actors and generic nouns


def _named(mention: Mention, entry: ActorEntry, argument: Argument, context: Context, found: str) -> EventActor:
    code = entry.code_on(context.day, told_country(context).code)
    acled = entry.acled
    return _actor(
        mention, argument, context, code, Country(code[:3], found), entry.name, acled.name or entry.name, acled.type
    )


def _agent(mention: Mention, entry: AgentEntry, argument: Argument, context: Context) -> EventActor | None:
    """A generic noun with its owner or country: ``قوات النظام`` SYRMIL, ``مقاتلو جبهة النصرة`` the group itself."""
    owner = _owner(mention, argument, context)
    role = entry.role
    own = entry.acled == CIVILIANS and entry.id != _FOLLOWERS and _FOLLOWERS not in entry.class_
    if owner is not None and owner.name and isinstance(owner.name.entry, ActorEntry):
        group = owner.name.entry
        actor = _named(mention, group, argument, context, "owner")
        # Who works for an organisation of states stands for it, but no victim of a group without a state for the group.
        own = own and (bool(actor.country) or is_armed(actor.code))
        if not own and (not _is_state_code(actor.code) or STATE.isdisjoint(code_pieces(role))):
            return actor
        country = Country(actor.code[:3] if actor.country else "", "owner" if actor.country else "")
        country = country if country.code else _country(mention, argument, context)
    elif owner is not None and owner.name and isinstance(owner.name.entry, AgentEntry):
        inner = owner.name.entry
        speaks = _speaks(mention, owner, context)
        commanded = bool(_COMMANDED.intersection(code_pieces(role))) and bool(inner.role) and _commands(inner.role)
        member = own and context.sentence.words[mention.first].bare in context.book.language.grammar.members
        if speaks or commanded or member or (role == "UAF" and is_armed(inner.role)):
            # دورية للشرطة is police, not the army; رجال حرس الحدود; مقاتلو المتمردين
            role, entry = inner.role, inner
        if commanded and not speaks and role == "OPP":
            role = "REB"  # قوات المعارضة
        country = _country(mention, argument, context)
    else:
        known = _owned_by_pronoun(mention, own, argument, context) or _repeated(mention, argument, context)
        if isinstance(known, EventActor):
            return known
        country = known or _country(mention, argument, context)
    return _generic(mention, entry, role, country, argument, context)


def _commands(role: str) -> bool:
    """Whether those under arms of somebody with this role are his own kind, not the army of his country."""
    pieces = frozenset(code_pieces(role))
    return STATE.isdisjoint(pieces) or bool(pieces & _ARMED_SERVICES)


def _speaks(mention: Mention, owner: Mention, context: Context) -> bool:
    """Whether somebody speaks for another (``المتحدث باسم الجيش``), and so stands for him."""
    between = context.sentence.words[mention.last + 1 : owner.first]
    return any(word.bare in context.book.language.grammar.on_behalf for word in between)


def _generic(
    mention: Mention, entry: AgentEntry, role: str, country: Country, argument: Argument, context: Context
) -> EventActor:
    if role.startswith(_OF_NO_COUNTRY):
        country = Country("", "")
    if role == entry.role:
        role = entry.role_in.get(country.code, role)
    name = entry.id.replace("-", " ")
    nation = context.book.countries.get(country.code, country.code)
    label = f"{name} ({nation})" if nation else name
    return _actor(
        mention,
        argument,
        context,
        country.code + role,
        country,
        label[:1].upper() + label[1:],
        _acled_name(role, entry.acled, nation),
        entry.acled,
    )


def _owned_by_pronoun(mention: Mention, own: bool, argument: Argument, context: Context) -> EventActor | Country | None:
    """Whose somebody is, where a pronoun tells: ``مقاتليها`` the group itself, ``قواتها`` the forces of the country."""
    pronoun = _attached(context.sentence.words[mention.last], context.sentence)
    if pronoun is None:
        return None
    found = _by_pronoun(pronoun, context, possessive=True, animate=True)
    actor = context.discourse.actor_of(found) if found is not None else None
    if found is None or actor is None or not actor.code:
        return None
    if own or _is_state_code(actor.code):
        found_by = actor.country_found if actor.country_found in UNSAID else "owner"  # not known better than his
        return Country(actor.country, found_by) if actor.country else None
    return _standing_for(found, context.sentence.words[mention.first], pronoun, context)


def _repeated(mention: Mention, argument: Argument, context: Context) -> EventActor | None:
    """A bare noun for somebody whom the article has named in full before: ``الجيش`` after ``الجيش العراقي``."""
    word = context.sentence.words[mention.first]
    if not reference.is_bare(word, context.mentions, context.book.language.grammar):
        return None
    found = reference.of_noun(word, mention, context.index, context.discourse)
    return _standing_for(found, word, word, context) if found is not None else None


def _is_state_code(code: str) -> bool:
    return code[3:6] in STATE or len(code) == 3


def _acled_name(role: str, acled_type: str, nation: str) -> str:
    pattern = _ACLED_NAME_BY_TYPE.get(acled_type) or _ACLED_NAMES.get(role[:3], "")
    return pattern.format(country=nation) if nation else ""


def _owner(mention: Mention, argument: Argument, context: Context) -> Mention | None:
    """The named group or generic noun right behind an agent; or the adjective of a group.

    Of the words behind, those of the agent's phrase count, and those that belong to it wherever the parse hangs them:
    the adjective of a group, and a group behind ``من`` or ``التابعة ل``.
    """
    if (suspected := _suspected(mention, context)) is not None:
        return suspected
    inside = {w.index for w in argument.words}
    words = context.sentence.words
    grammar = context.book.language.grammar
    at = mention.last + 1
    while at < len(words) and (at in inside or _belongs(at, mention, context)):
        word = words[at]
        found = context.mentions.at(word)
        if found is not None and (found.kind in ("actor", "agent") or _group_of(found) is not None):
            return found
        if found is not None and found.kind in ("place", "country", "capital"):
            return None
        affiliated = words[at - 1].bare in grammar.affiliated
        if (
            word.upos == "ADP"
            and word.key not in grammar.belonging
            and not affiliated
            and not _speaks_for(word, context)
        ):
            return None
        if word.upos in ("VERB", "CCONJ") or word.bare in grammar.place_words or word.bare in grammar.backing:
            return None
        at += 1
    return None


def _suspected(mention: Mention, context: Context) -> Mention | None:
    """The group that somebody is taken to be of: ``مسلحون يعتقد أنهم من الحركة``, ``طائرات يرجح أنها للتحالف``.

    ACLED Codebook, "Actor names": what a suspected member of a group does is the group's.
    """
    words, grammar = context.sentence.words, context.book.language.grammar
    behind = list(dropwhile(lambda w: w.upos == "ADJ", words[mention.last + 1 : mention.last + _SUSPICION]))
    if not behind or not {behind[0].key, behind[0].lemma_key} & grammar.supposed:
        return None
    for word in behind[1:]:
        found = context.mentions.at(word)
        if found is not None and found.kind == "actor":
            return found
        if word.upos in ("VERB", "CCONJ", "PUNCT") and word.text not in _QUOTES:
            return None
    return None


def _belongs(at: int, mention: Mention, context: Context) -> bool:
    """Whether a word outside of an agent's phrase tells whose he is all the same."""
    words, affiliated = context.sentence.words, context.book.language.grammar.affiliated
    found = context.mentions.at(words[at])
    if at <= mention.last + 2 and (
        words[at].bare in affiliated or (found is not None and _group_of(found) is not None)
    ):
        return True
    if words[at - 1].bare in affiliated:
        return words[at].upos == "ADP"
    if words[at - 2].bare in affiliated and words[at - 1].upos == "ADP":
        return found is not None
    if at == mention.last + 1:
        found = _behind(at, context)
        return found is not None and found.kind == "actor"
    return at == mention.last + 2 and words[at - 1].upos == "ADP" and found is not None and found.kind == "actor"


def _speaks_for(word: Word, context: Context) -> bool:
    """Whether a preposition leads on to the owner at once: ``قيادي بحزب الله``, ``المتحدث باسم الجيش``."""
    after, grammar = context.sentence.words[word.index + 1 : word.index + 2], context.book.language.grammar
    if not after or word.key not in grammar.ranks_in:
        return False
    found = context.mentions.at(after[0])
    return after[0].bare in grammar.on_behalf or (found is not None and found.kind == "actor")


def _group_of(mention: Mention) -> ActorEntry | None:
    """The group that an adjective is made of (``حوثي``)."""
    entry = mention.name.entry if mention.name else None
    return entry if mention.kind == "adjective" and isinstance(entry, ActorEntry) else None


def _country(mention: Mention, argument: Argument, context: Context) -> Country:
    """The country of a generic noun, from the nearest evidence: its phrase, its sentence, its article."""
    inside = [m for m in context.mentions.within(argument.words) if m is not mention]
    backed = _backed_from(mention, argument, context)
    inside = [m for m in inside if m.first < backed]  # «ميليشيات مدعومة من إيران» are not Iran's
    inside = [m for m in inside if not _leads_away(mention, m, context)]
    # Adjectives agree with their noun from behind; a phrase may end before them where the parse errs.
    behind = list(takewhile(lambda w: w.upos == "ADJ", context.sentence.words[mention.last + 1 : mention.last + 3]))
    inside += [m for m in context.mentions.within(behind) if m not in inside and m.kind == "adjective"]
    for kinds, found in ((("adjective",), "adjective"), (("country", "capital"), "name"), (("place",), "place")):
        for other in inside:
            if other.kind in kinds and other.country:
                return Country(other.country, found)
    entry = mention.name.entry if mention.name else None
    if isinstance(entry, AgentEntry) and entry.role.startswith("GOV") and context.article_country:
        return Country(context.article_country, "article")  # ministers speak of other countries than their own
    return told_country(context)


def _leads_away(mention: Mention, country: Mention, context: Context) -> bool:
    """Whether a phrase tells where somebody goes, or with whom he is, rather than whose: ``مهاجرون إلى ليبيا``."""
    grammar = context.book.language.grammar
    stays = {*grammar.belonging, *grammar.ranks_in, *grammar.where[:1]}
    between = context.sentence.words[mention.last + 1 : country.first]
    leads = {w.key for w in between if w.upos == "ADP"} & grammar.prepositions
    return any(not {lead, grammar.same_slot.get(lead, lead)} & stays for lead in leads)


def told_country(context: Context) -> Country:
    """The country that the sentence, or else the article, is about: that of whoever tells none of his own."""
    if context.sentence_country:
        return Country(context.sentence_country, "sentence")
    return Country(context.article_country, "article" if context.article_country else "")


def _backed_from(mention: Mention, argument: Argument, context: Context) -> int:
    """Where in a phrase it begins to tell who is behind somebody rather than who he is."""
    backing = context.book.language.grammar.backing
    return next(
        (w.index for w in argument.words if w.index > mention.last and w.bare in backing), len(context.sentence.words)
    )


def _state(mention: Mention, argument: Argument, context: Context, country: Country) -> EventActor | None:
    if not country.code:
        return None
    nation = context.book.countries.get(country.code, country.code)
    head = argument.head
    if head.bare in context.book.language.grammar.counterparts:
        return _counterpart(mention, argument, context, country)
    if mention.kind == "adjective" and mention.first == head.index and head.index > 0:
        before = context.mentions.at(context.sentence.words[head.index - 1])
        if before is not None and before.name is not None and isinstance(before.name.entry, AgentEntry):
            noun = context.sentence.words[before.first]  # an adjective is the noun's wherever the parse hangs it
            whole = Argument(argument.slot, noun, context.sentence.words[before.first : mention.last + 1])
            return _agent(before, before.name.entry, whole, context)
    if _are_people(mention, head, context):
        return _citizens(mention, argument, context, country)
    return _actor(mention, argument, context, country.code, country, nation, f"Government of {nation}", "State forces")


def _citizens(mention: Mention, argument: Argument, context: Context, country: Country) -> EventActor:
    nation = context.book.countries.get(country.code, country.code)
    return _actor(
        mention, argument, context, country.code + "CVL", country, f"Citizens ({nation})",
        _acled_name("CVL", "Civilians", nation), "Civilians",
    )  # fmt: skip


def _are_people(mention: Mention, head: Word, context: Context) -> bool:
    """Whether an adjective that stands for a noun means some of a nation (``ثلاثة سوريين``), not all (``الروس``)."""
    word, grammar = context.sentence.words[mention.first], context.book.language.grammar
    if mention.kind != "adjective" or word.key != word.bare:
        return False
    if grammar.is_amount(head):
        return True
    parent = context.sentence.parent(head) if head.deprel.split(":")[0] == "amod" else None
    return mention.first <= head.index <= mention.last and (parent is None or grammar.is_amount(parent))


def _counterpart(mention: Mention, argument: Argument, context: Context, country: Country) -> EventActor:
    """Whoever holds the same office in another state: ``نظيره الروسي`` beside ``الرئيس التركي``."""
    pronoun = _attached(argument.head, context.sentence)
    found = _by_pronoun(pronoun, context, possessive=True, animate=True) if pronoun is not None else None
    actor = context.discourse.actor_of(found) if found is not None else None
    role = actor.role if actor is not None and len(actor.role) <= _LONGEST_OFFICE else ""
    nation = context.book.countries.get(country.code, country.code)
    return _actor(
        mention, argument, context, country.code + role, country, nation, f"Government of {nation}", "State forces"
    )


def _actor(
    mention: Mention,
    argument: Argument,
    context: Context,
    code: str,
    country: Country,
    name: str,
    acled_name: str,
    acled_type: str,
) -> EventActor:
    words = context.sentence.words
    inside = {w.index for w in argument.words}
    first, last = mention.first, mention.last
    while first - 1 in inside and words[first - 1].upos != "ADP":
        first -= 1
    while last + 1 in inside and words[last + 1].upos not in ("ADP", "PUNCT", "VERB"):
        last += 1
    if last - first > _LONGEST_ACTOR_TEXT:
        first, last = mention.first, mention.last
    while words[first].upos == "PUNCT" and first < last:
        first += 1
    start, end = words[first].start, words[last].end
    entry = f"{mention.name.id} ({mention.name.origin})" if mention.name else "geonames"
    return EventActor(
        code=code,
        name=name,
        text=context.sentence.quote(start, end),
        start=start,
        end=end,
        country=country.code if country.code in context.book.countries else "",
        country_found=country.found,
        role=code.removeprefix(country.code),
        acled_name=acled_name,
        acled_type=acled_type,
        entry=entry,
    )


# Roles of an office, GOV or GOVMIL; longer codes are of organisations.
_LONGEST_OFFICE = 6
# Words from a noun up to the group that somebody is suspected to be of, and the marks that may stand between.
_SUSPICION = 12
_QUOTES = ("«", '"', "“")
# A phrase longer than this many words says more than who it is; then the name alone is quoted.
_LONGEST_ACTOR_TEXT = 7
