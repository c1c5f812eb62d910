"""Who pronouns, bare definite nouns and verbs without subject stand for: the last fitting actor named before.

An article is read as a row of referents, one for each noun phrase, whether a name of the codebook claims it or not: a
thing that fits a pronoun as well as an actor does keeps the actor from being taken for it. What cannot be told is left
open, for a wrong actor is worse than none.

How far back is looked depends on how much the words say. A pronoun says gender and number only, so its antecedent
stands in its own sentence or in the one before. A bare noun (``الحركة``) names a kind of actor of which few articles
have two, so it may reach back further; but not over the whole article, which often comes to other matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from coder.annotate import Sentence, Word
from coder.code.mentions import Mention, Mentions
from coder.codebook import Codebook
from coder.codebook.model import ActorEntry, AgentEntry
from coder.event import EventActor, code_pieces
from coder.frames.phrases import preposition
from coder.languages import Grammar

PRONOUN_REACH = 1  # sentences before that of the pronoun
NOUN_REACH = 6

# CAMEO roles of state organs.
# How a country was found that the words for somebody do not tell themselves.
UNSAID = ("sentence", "article", "")
STATE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
CIVILIANS = "Civilians"  # ACLED actor type
# Agreement: gender and number as pronouns and verbs show them. Plurals of things agree like a feminine singular.
MASCULINE, FEMININE, PLURAL, FEMININE_PLURAL, DUAL = "ms", "fs", "mp", "fp", "d"
_SUBJECT, _OBJECT, _OTHER = 3.0, 1.5, 0.0
_SAME_SENTENCE = 2.0
_MARGIN = 1.0  # by which the best antecedent must stand out from another one that fits
_NOUNS = frozenset({"NOUN", "PROPN", "X"})
_NAMES = frozenset({"PROPN", "X"})
_SHORTEST_SURNAME = 3  # letters
_HEADS = _NOUNS | {"ADJ", "NUM"}
_VERBS = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, eq=False)
class Referent:
    """Somebody or something that a noun phrase brought up.

    Attributes:
        sentence: index of the sentence in the article.
        head: the noun.
        mention: what names it, None if nothing of the codebook does.
        rank: how prominent it is: subject, object or other.
        agrees: the agreements that pronouns for it may show.
    """

    sentence: int
    head: Word
    mention: Mention | None
    rank: float
    agrees: frozenset[str]


@dataclass
class Discourse:
    """The referents of an article, worked out sentence by sentence as they are asked for.

    Attributes:
        mentions: of every sentence.
        actor: what a referent's mention resolves to; None for what names no actor.
    """

    book: Codebook
    mentions: Sequence[Mentions]
    actor: Callable[[Referent], EventActor | None]
    _referents: dict[int, tuple[Referent, ...]] = field(default_factory=dict)
    _surnames: dict[int, Mapping[str, Mention]] = field(default_factory=dict)
    _actors: dict[int, EventActor | None] = field(default_factory=dict)
    _openings: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def grammar(self) -> Grammar:
        """The function words of the article's language."""
        return self.book.language.grammar

    def referents(self, sentence: int) -> tuple[Referent, ...]:
        """The referents of a sentence, in text order."""
        if sentence not in self._referents:
            self._referents[sentence] = tuple(_referents(sentence, self.mentions[sentence], self.grammar))
        return self._referents[sentence]

    def surnames(self, sentence: int) -> Mapping[str, Mention]:
        """The surnames of those whom a sentence names in full, and what brings each of them up."""
        if sentence not in self._surnames:
            self._surnames[sentence] = surnames(self.mentions[sentence], self.grammar)
        return self._surnames[sentence]

    def before(
        self, sentence: int, word: Word, reach: int, likely: Callable[[int], bool] = lambda earlier: True
    ) -> Iterator[Referent]:
        """Referents before a word, the last first, back to ``reach`` sentences before its own; of those only from the
        ``likely`` ones."""
        yield from (r for r in reversed(self.referents(sentence)) if r.head.index < word.index)
        for earlier in filter(likely, range(sentence - 1, max(-1, sentence - 1 - reach), -1)):
            yield from reversed(self.referents(earlier))

    def actor_of(self, referent: Referent) -> EventActor | None:
        """The actor that a referent is, resolved once."""
        key = id(referent)
        if key not in self._actors:
            self._actors[key] = None  # of a circle of references nothing can be known
            self._actors[key] = self.actor(referent)
        return self._actors[key]

    def opens(self, mention: Mention, noun: str) -> bool:
        """Whether a noun opens one of the names of the actor (``حركة`` of حماس, which is also called حركة حماس)."""
        entry = mention.name.entry if mention.name else None
        if not isinstance(entry, ActorEntry):
            return False
        if entry.id not in self._openings:
            language = self.book.language
            names = entry.names.get(language.code, ())
            self._openings[entry.id] = frozenset(language.bare(n.split()[0]) for n in names if " " in n.strip())
        return noun in self._openings[entry.id]


# Referents


def _referents(index: int, mentions: Mentions, grammar: Grammar) -> Iterator[Referent]:
    sentence = mentions.sentence
    for word in sentence.words:
        mention = mentions.at(word)
        if mention is not None:
            if word is not mention_head(mention, sentence):
                continue
            if mention.kind == "adjective" and word.deprel.split(":")[0] == "amod":
                continue
        elif word.upos not in _NOUNS or word.bare in grammar.time or grammar.is_amount(word):
            continue
        yield Referent(
            index, word, mention, _rank(word, sentence, grammar), agreements(word, mention, sentence, grammar)
        )


def mention_head(mention: Mention, sentence: Sentence) -> Word:
    """The word of a mention that governs the others; of a list that the parse made of them, the first."""
    words = sentence.words[mention.first : mention.last + 1]
    return next((w for w in words if not mention.first <= w.head <= mention.last), words[0])


def _rank(word: Word, sentence: Sentence, grammar: Grammar) -> float:
    """Subjects are spoken of further, objects less, the rest seldom. What is counted has the rank of its number."""
    while (parent := sentence.parent(word)) is not None and grammar.is_amount(parent) and parent.deprel != "root":
        word = parent
    relation = word.deprel.split(":")[0]
    if relation == "nsubj":
        return _SUBJECT
    return _OBJECT if relation in ("obj", "iobj") else _OTHER


def agreements(word: Word, mention: Mention | None, sentence: Sentence, grammar: Grammar) -> frozenset[str]:
    """The agreements of a noun, from its own number, the verb before it, its adjective, and how it is spelled."""
    if mention is not None and mention.kind in ("country", "capital"):
        masculine = mention.kind == "country" and word.key in grammar.masculine_states
        return frozenset({MASCULINE if masculine else FEMININE})
    number = word.feats.get("Number", "")
    if number == "Dual":
        return frozenset({DUAL})
    gender = _shown_gender(word, sentence)
    if word.bare in grammar.collectives:
        return frozenset({FEMININE})
    plural = mention is not None and mention.first == mention.last and word.bare.endswith(grammar.plural_endings)
    if plural and mention is not None and mention.kind == "actor":
        return frozenset({MASCULINE, PLURAL})  # الحوثيون are several, الكرملين is one
    if number == "Plur" or _is_counted(word, sentence, grammar) or plural:
        if mention is None or mention.kind == "place":
            return frozenset({FEMININE, PLURAL})  # things or people, nobody knows
        return frozenset({FEMININE_PLURAL if gender == "Fem" and mention.kind == "agent" else PLURAL})
    if mention is not None and mention.kind == "actor" and not gender and mention.first == mention.last:
        return frozenset({MASCULINE, FEMININE})
    if not gender:
        gender = "Fem" if word.bare.endswith(grammar.feminine_ending) else "Masc"
    return frozenset({FEMININE if gender == "Fem" else MASCULINE})


def _shown_gender(word: Word, sentence: Sentence) -> str:
    """Gender as the words around a noun show it: its adjective, or the verb whose subject it is."""
    if word.feats.get("Gender"):
        return word.feats["Gender"]
    for child in sentence.children(word, "amod"):
        if child.index > word.index and child.feats.get("Gender"):
            return child.feats["Gender"]
    verb = sentence.parent(word)
    if word.deprel.startswith("nsubj") and verb is not None and verb.upos == "VERB":
        return verb.feats.get("Gender", "")
    return ""


def _is_counted(word: Word, sentence: Sentence, grammar: Grammar) -> bool:
    parent = sentence.parent(word)
    if any(child.index < word.index for child in sentence.children(word, "nummod")):
        return True
    return parent is not None and parent.index < word.index and grammar.is_amount(parent) and parent.upos == "NUM"


def shown(word: Word) -> str:
    """The agreement that a pronoun or verb of the third person shows; empty if it shows none."""
    gender, number = word.feats.get("Gender", ""), word.feats.get("Number", "")
    if word.feats.get("Person", "3") != "3" or not number:
        return ""
    if number == "Dual":
        return DUAL
    if number == "Plur":
        return FEMININE_PLURAL if gender == "Fem" else PLURAL
    return {"Masc": MASCULINE, "Fem": FEMININE}.get(gender, "")


# Antecedents


def of_pronoun(pronoun: Word, sentence: int, discourse: Discourse, possessive: bool, animate: bool) -> Referent | None:
    """The actor that an attached or free pronoun stands for.

    Args:
        pronoun: the pronoun.
        sentence: index of its sentence.
        discourse: the article.
        possessive: it hangs on a noun, so it may stand for the subject of its own clause.
        animate: what it hangs on belongs to somebody, so that things are not asked for (``مقاتليها``).
    """
    wanted = shown(pronoun)
    if not wanted or wanted == DUAL or _counts_among(pronoun, discourse.mentions[sentence].sentence, discourse.grammar):
        return None
    here = discourse.mentions[sentence].sentence
    subject = clause_subject(pronoun, here)
    actors = _actors_at(subject, sentence, discourse) if subject is not None else frozenset()
    best: list[tuple[float, Referent]] = []
    partner = _joined_to(pronoun, here)
    for referent in discourse.before(sentence, pronoun, PRONOUN_REACH):
        if wanted in referent.agrees and referent.head is partner:
            return referent if _is_somebody(referent, discourse) else None  # «الحي ومنشآته»
        if wanted not in referent.agrees or (animate and not _is_somebody(referent, discourse)):
            continue
        own = referent.sentence == sentence and subject is not None and referent.head is subject
        if own and possessive and animate and _is_somebody(referent, discourse):
            return referent  # «سحبت تركيا قواتها»
        if own and possessive and not _is_other_s(pronoun, here):
            return None  # «اعترف بتورطه»: his own, and then nobody is acted upon
        if own or (referent.sentence == sentence and _holds(referent.head, pronoun, here)):
            continue  # «قصفها» is not the one who shells
        if _is_somebody(referent, discourse) and _code(referent, discourse) in actors:
            if referent.sentence == sentence:
                return None  # «القوات السعودية تساندها طائرات»: of one side both
            continue  # nor is he under another name: «أطلق المسلحون سراحهم»
        score = referent.rank + (_SAME_SENTENCE if referent.sentence == sentence else 0.0)
        best.append((score, referent))
    return _clearest(best, discourse)


def _counts_among(pronoun: Word, sentence: Sentence, grammar: Grammar) -> bool:
    """Whether a pronoun only tells of whom some are singled out: ``بينهم ثلاثة أطفال``."""
    return pronoun.index > 0 and sentence.words[pronoun.index - 1].key + pronoun.key in grammar.including


def _joined_to(pronoun: Word, sentence: Sentence) -> Word | None:
    """The noun to which the one with the pronoun is joined."""
    noun = sentence.parent(pronoun)
    return sentence.parent(noun) if noun is not None and noun.deprel.startswith("conj") else None


def _is_other_s(pronoun: Word, sentence: Sentence) -> bool:
    """Whether what a verb is done to hardly belongs to its own subject: things in the plural, ``قصف مواقعه``."""
    noun = sentence.parent(pronoun)
    return noun is not None and noun.deprel == "obj" and noun.feats.get("Number") == "Plur"


def _actors_at(subject: Word, sentence: int, discourse: Discourse) -> frozenset[str]:
    """The code of the actor whom a noun of a sentence names, if it names one."""
    return frozenset(
        _code(r, discourse) for r in discourse.referents(sentence) if r.head is subject and _is_somebody(r, discourse)
    )


def _code(referent: Referent, discourse: Discourse) -> str:
    actor = discourse.actor_of(referent)
    return actor.code if actor is not None else ""


def _clearest(scored: list[tuple[float, Referent]], discourse: Discourse) -> Referent | None:
    """The best antecedent if it is an actor and no other fits nearly as well; of equals the last named is first."""
    ranked = sorted(scored, key=lambda pair: -pair[0])
    if not ranked or not _is_somebody(ranked[0][1], discourse):
        return None
    score, best = ranked[0]
    for other_score, other in ranked[1:]:
        if score - other_score >= _MARGIN:
            break
        if not _same(best, other, discourse):
            return None
    return best


def _same(one: Referent, other: Referent, discourse: Discourse) -> bool:
    return _is_somebody(other, discourse) and _code(one, discourse) == _code(other, discourse)


def _is_somebody(referent: Referent, discourse: Discourse) -> bool:
    """Whether a referent can act: no place, no thing, and no state that only says where."""
    mention = referent.mention
    if mention is not None and mention.kind == "place":
        return False
    if mention is not None and mention.kind in ("country", "capital") and referent.rank == _OTHER:
        lead = preposition(discourse.mentions[referent.sentence].sentence, referent.head)
        if not lead or lead in discourse.grammar.where:
            return False
    return discourse.actor_of(referent) is not None


def _holds(head: Word, pronoun: Word, sentence: Sentence) -> bool:
    """Whether a pronoun is part of the phrase of a noun, which it then cannot stand for."""
    return any(above is head for above in sentence.ancestors(pronoun)) and head.upos not in _VERBS


def clause_subject(word: Word, sentence: Sentence) -> Word | None:
    """The noun that is subject of the clause around a word, or of the clause that it is joined to; the word is no part
    of it."""
    above_word = {above.index for above in sentence.ancestors(word)}
    for above in sentence.ancestors(word):
        if above.upos in _VERBS:
            subjects = [c for c in sentence.children(above, "nsubj") if c.upos in _HEADS and c.index not in above_word]
            if subjects:
                return subjects[0]
            if above.deprel.split(":")[0] not in ("conj", "xcomp", "ccomp", "advcl", "parataxis"):
                return None
    return None


def is_bare(word: Word, mentions: Mentions, grammar: Grammar) -> bool:
    """Whether a noun is definite and says no more: ``الحركة``, not ``الحركة الإسلامية`` or ``الرئيس بوتين``."""
    mention, words = mentions.at(word), mentions.sentence.words
    if word.upos not in _NOUNS or word.key == word.bare or (mention is not None and mention.first != mention.last):
        return False
    if word.index + 1 >= len(words):
        return True
    after = words[word.index + 1]
    if after.upos == "ADJ" and after.key != after.bare:
        return False
    return not (after.upos == "PROPN" and (after.head == word.index or mentions.at(after) is None))


def of_noun(word: Word, mention: Mention | None, sentence: int, discourse: Discourse) -> Referent | None:
    """The actor named before that a bare definite noun stands for: one whose name or title the noun opens."""
    grammar = discourse.grammar
    if word.bare in grammar.place_words or word.bare in grammar.carriers or word.bare in grammar.time:
        return None
    entry = mention.name.entry if mention is not None and mention.name else None
    agent = entry if isinstance(entry, AgentEntry) else None
    alias: Referent | None = None

    def likely(earlier: int) -> bool:
        return any(_might_be_called(word, agent, m, earlier, discourse) for m in discourse.mentions[earlier].found)

    for referent in discourse.before(sentence, word, NOUN_REACH, likely):
        if alias is not None and referent.sentence != alias.sentence:
            return alias
        named = referent.mention
        if named is None or not _might_be_called(word, agent, named, referent.sentence, discourse):
            continue
        if _is_plural(word, grammar) and not referent.agrees & {PLURAL, FEMININE_PLURAL, FEMININE, DUAL}:
            continue  # «المسؤولون» is not one man
        if not _may_be_called(word, agent, referent, named, discourse):
            continue
        actor = discourse.actor_of(referent)
        if actor is None or not _is_specific(actor, named):
            continue
        if agent is not None and not _same_office(word, agent, named, actor, grammar):
            continue
        if _is_called(word, named, referent.sentence, discourse):
            return referent
        alias = alias or referent  # by another of its names; the noun itself in that sentence comes first
    return alias


def of_surname(word: Word, sentence: int, discourse: Discourse) -> Referent | None:
    """Who was named in full before, by a name or behind a title, where only the surname is said (``وقال ليون``)."""
    name = _name_at(word.index, discourse.mentions[sentence])
    if not name or len(name[-1].key) < _SHORTEST_SURNAME:
        return None
    for earlier in range(sentence, -1, -1):
        mention = discourse.surnames(earlier).get(name[-1].key)
        if mention is not None and (earlier < sentence or mention.last < word.index):
            return next((r for r in discourse.referents(earlier) if r.mention is mention), None)
    return None


def surnames(mentions: Mentions, grammar: Grammar) -> Mapping[str, Mention]:
    """The last words of the names of persons in a sentence: ``آشتون كارتر``, ``وزير الدفاع الأميركي آشتون كارتر``."""
    words = mentions.sentence.words
    found: dict[str, Mention] = {}
    for mention in mentions.found:
        last = words[mention.last]
        if mention.kind == "actor" and mention.first < mention.last and last.upos in _NAMES:
            if words[mention.first].bare not in grammar.bodies:
                found.setdefault(last.key, mention)
        elif mention.kind == "agent":
            at = mention.last + 1
            while words[at : at + 1] and words[at].upos == "ADJ":
                at += 1
            name = _name_at(at, mentions)
            if len(name) > 1:
                found.setdefault(name[-1].key, mention)
    return found


def _name_at(at: int, mentions: Mentions) -> list[Word]:
    """The words of a name from a word on that nothing of the codebook claims; a place may bear it too (ليون)."""

    def goes_on(word: Word) -> bool:
        mention = mentions.at(word)
        return word.upos in _NAMES and (mention is None or mention.kind == "place")

    return list(takewhile(goes_on, mentions.sentence.words[at:]))


def _is_plural(word: Word, grammar: Grammar) -> bool:
    return word.feats.get("Number") == "Plur" or word.key.endswith(grammar.plural_endings)


def _might_be_called(word: Word, entry: AgentEntry | None, named: Mention, sentence: int, discourse: Discourse) -> bool:
    """Whether what a noun says fits a name, as far as the words alone tell."""
    if named.kind not in ("actor", "agent"):
        return False
    first = discourse.mentions[sentence].sentence.words[named.first]
    if _is_called(word, named, sentence, discourse) or discourse.opens(named, word.bare):
        return True
    if entry is not None and named.name is not None and named.name.entry is entry:
        return first.feats.get("Number") == word.feats.get("Number")  # «مسلحو حركة الشباب ... المسلحون»
    return word.bare in discourse.grammar.titles and named.kind == "actor" and first.upos == "PROPN"


def _may_be_called(
    word: Word, entry: AgentEntry | None, referent: Referent, named: Mention, discourse: Discourse
) -> bool:
    """Whether what a noun says fits somebody whose name it might fit: a title is one man's."""
    if _is_called(word, named, referent.sentence, discourse) or discourse.opens(named, word.bare):
        return True
    if entry is not None and named.name is not None and named.name.entry is entry:
        return True
    return referent.head.upos == "PROPN" and MASCULINE in referent.agrees


def _is_called(word: Word, named: Mention, sentence: int, discourse: Discourse) -> bool:
    """Whether the earlier words had the noun itself, in the name or before it."""
    words = discourse.mentions[sentence].sentence.words
    return words[named.first].bare == word.bare or _is_class_of(word, words, named, discourse.grammar)


def _is_class_of(word: Word, words: Sequence[Word], named: Mention, grammar: Grammar) -> bool:
    """Whether a noun was the class of the name before it there: ``تنظيم «حزب العمال الكردستاني»``."""
    at = named.first - 1
    while at > 0 and words[at].upos == "PUNCT":
        at -= 1
    return at >= 0 and words[at].bare == word.bare and word.bare in grammar.bodies


def _is_specific(actor: EventActor, mention: Mention) -> bool:
    """Whether the earlier words told whose they are, so that repeating them tells it again."""
    return mention.kind == "actor" or bool(actor.antecedent) or actor.country_found in ("name", "adjective", "owner")


def _same_office(word: Word, entry: AgentEntry, named: Mention, actor: EventActor, grammar: Grammar) -> bool:
    """Whether a noun with a role of its own may stand for an actor: an army is no rebel army (الجيش is not الجيش الحر).

    Forces and militias may be anybody's, and so may what is no organ of a state, if the actor has a name (الحزب).
    """
    pieces = code_pieces(actor.role)
    if word.bare in grammar.collectives or entry.role in ("", "UAF") or entry.role[:3] in pieces:
        return True
    return entry.role[:3] not in STATE and named.kind == "actor"


def both(word: Word, sentence: int, discourse: Discourse) -> tuple[Referent, ...]:
    """The two actors that ``الطرفان`` stands for: those of the last sentence that has exactly two, itself included."""
    for index in range(sentence, max(-1, sentence - 1 - PRONOUN_REACH - 1), -1):
        found: dict[str, Referent] = {}
        for referent in discourse.referents(index):
            if (index == sentence and referent.head.index >= word.index) or not _is_somebody(referent, discourse):
                continue
            actor = discourse.actor_of(referent)
            if actor is not None and actor.code and not _is_no_side(referent, discourse):
                found.setdefault(actor.code, referent)
        if len(found) == 2:
            return tuple(found.values())
        if len(found) > 2:
            return ()
    return ()


def several(word: Word, role: str, sentence: int, discourse: Discourse) -> tuple[Referent, ...]:
    """Those of different states for whom a bare plural of office stands: ``الوزراء`` after a list of ministers."""
    if role[:3] not in STATE or not _is_plural(word, discourse.grammar):
        return ()
    for index in range(sentence - 1, max(-1, sentence - 1 - NOUN_REACH), -1):
        found: dict[str, Referent] = {}
        for referent in discourse.referents(index):
            actor = discourse.actor_of(referent) if _is_somebody(referent, discourse) else None
            if actor is not None and actor.country and actor.role[:3] == role[:3] and actor.country_found not in UNSAID:
                found.setdefault(actor.country, referent)
        if len(found) > 1:
            return tuple(found.values())
    return ()


def _is_no_side(referent: Referent, discourse: Discourse) -> bool:
    """Whether a referent is no side: one of those hit, or only whose another one is (وزير خارجية الجزائر)."""
    entry = referent.mention.name.entry if referent.mention is not None and referent.mention.name else None
    if isinstance(entry, AgentEntry) and entry.acled == CIVILIANS:
        return True
    sentence = discourse.mentions[referent.sentence].sentence
    if referent.rank != _OTHER or preposition(sentence, referent.head):
        return False
    named = {r.head.index for r in discourse.referents(referent.sentence) if r.mention is not None}
    return referent.head.deprel.startswith("nmod") and referent.head.head in named


def of_verb(verb: Word, sentence: int, discourse: Discourse) -> Referent | None:
    """The actor whom a verb without a subject goes on about: the subject of the main clause before."""
    wanted = shown(verb)
    mentions = discourse.mentions[sentence]
    if verb.upos != "VERB" or not wanted or wanted == DUAL or _may_be_passive(verb, mentions, discourse.grammar):
        return None
    subject = clause_subject(verb, mentions.sentence) or next(iter(mentions.sentence.children(verb, "nsubj")), None)
    if subject is not None and not clashes(subject, verb, mentions, discourse):
        return _goes_on(subject, verb, sentence, discourse)
    for index in range(sentence - 1, max(-1, sentence - 1 - PRONOUN_REACH), -1):
        subjects = [r for r in discourse.referents(index) if r.rank == _SUBJECT and wanted in r.agrees]
        main = sorted(subjects, key=lambda r: _depth(r.head, discourse.mentions[index].sentence))
        if main:
            return main[0] if _is_somebody(main[0], discourse) else None
        if (carried := _carried(index, wanted, discourse)) is not None:
            return carried
    return None


def _goes_on(subject: Word, verb: Word, sentence: int, discourse: Discourse) -> Referent | None:
    """The subject of the clause before in the same sentence, if the verb is joined to it: ``... كما أمرت بحبس``."""
    joined = verb.deprel.split(":")[0] in ("conj", "advcl", "parataxis")
    if not joined or subject.index > verb.index or subject.head == verb.index:
        return None
    found = next((r for r in discourse.referents(sentence) if r.head is subject), None)
    return found if found is not None and shown(verb) in found.agrees and _is_somebody(found, discourse) else None


def clashes(noun: Word, verb: Word, mentions: Mentions, discourse: Discourse) -> bool:
    """Whether a noun behind a verb cannot be its subject: several men behind a feminine, ``واعتقلت أربعة طلاب``."""
    if noun.upos == "PRON" or noun.index < verb.index:
        return False
    grammar = discourse.grammar
    if noun.upos == "NUM":
        noun = next(iter(mentions.sentence.children(noun, "nmod")), noun)
    return shown(verb) == FEMININE and agreements(noun, mentions.at(noun), mentions.sentence, grammar) == {PLURAL}


def _carried(index: int, wanted: str, discourse: Discourse) -> Referent | None:
    """The antecedent of a sentence whose own main verb has no subject: a chain of «وأضاف ... وأكد»."""
    root = next((w for w in discourse.mentions[index].sentence.words if w.head < 0), None)
    if root is None or shown(root) != wanted or index == 0:
        return None
    return of_verb(root, index, discourse)


def _depth(word: Word, sentence: Sentence) -> int:
    return sum(1 for _ in sentence.ancestors(word))


def _may_be_passive(verb: Word, mentions: Mentions, grammar: Grammar) -> bool:
    """Whether the object may be the subject of a passive: ``واعتقل أربعة طلاب``, but not ``واعتقلت أربعة طلاب``."""
    for child in mentions.sentence.children(verb, "obj"):
        if child.upos == "PRON":
            continue
        counted = grammar.is_amount(child)
        agrees = agreements(child, mentions.at(child), mentions.sentence, grammar)
        masculine = counted or MASCULINE in agrees or PLURAL in agrees
        if shown(verb) == MASCULINE and masculine:
            return True
        if shown(verb) == FEMININE and FEMININE in agrees and not counted:
            return True
    return False
