"""From counts to entries: citation forms, slots, what belongs together, and what is worth suggesting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from coder.codebook import Codebook
from coder.codebook.compile import Rule
from coder.languages import Language
from coder.suggest.names import Phrase
from coder.suggest.survey import Survey, Tally

_OFTEN = 0.3  # of the occurrences of the most frequent slot: from here on a slot belongs into a rule too
_MOST_SLOTS = 3
_ENOUGH = 4  # occurrences that tell the slots of a verb
_MOST_SPELLINGS = 3
_NAME_SHARE = 0.5  # of the occurrences of a word in all texts: from here on it is a name
_EVENT_SHARE = 0.25  # of a noun's occurrences that show an event, where no verb vouches for it
_PEOPLE_SHARE = 0.15  # of a noun's occurrences in which it speaks or stands in a plural for people
_NEARLY_ALL = 0.8
_RARE = 3  # times less frequent: then a lemma whose forms all fit another verb is a slip of the lemmatizer


class Action(NamedTuple):
    """Words for an action.

    Attributes:
        verbs, nouns: citation forms, and plurals that cannot be derived.
        target: slots where known actors stand besides the subject; None where the default will do.
        genitive: what a noun behind the noun is, empty for the default.
        rule: the rule that has the verb but not the noun; None for a new action.
        hint: a remark, or empty.
    """

    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    target: tuple[str, ...] | None
    genitive: str
    tally: Tally
    rule: Rule | None = None
    hint: str = ""


class Name(NamedTuple):
    """A name, or a noun for people, in its spellings; ``country`` is a guess, or empty; ``hint`` a remark."""

    words: tuple[str, ...]
    country: str
    tally: Tally
    hint: str = ""


class Suggestions(NamedTuple):
    """Entries by section, those first that matter most; ``extensions`` are nouns for rules that have their verb."""

    actions: tuple[Action, ...]
    extensions: tuple[Action, ...]
    actors: tuple[Name, ...]
    agents: tuple[Name, ...]
    places: tuple[Name, ...]


_Entry = TypeVar("_Entry", Action, Name)
_Owner = TypeVar("_Owner", str, Rule)


def choose(survey: Survey, min_count: int = 3, top: int = 50) -> Suggestions:
    """The entries to suggest.

    Args:
        survey: the counts.
        min_count: how often something must occur.
        top: how many of each section.
    """
    verbs = _verbs(survey)
    actions, extensions = _actions(survey, verbs)
    actors, places = _names(survey)
    return Suggestions(
        actions=_best(actions, min_count, top),
        extensions=_best(extensions, min_count, top),
        actors=_best(actors, min_count, top),
        agents=_best(_agents(survey), min_count, top),
        places=_best(places, min_count, top),
    )


def _best(found: Iterable[_Entry], min_count: int, top: int) -> tuple[_Entry, ...]:
    often = [one for one in found if one.tally.times >= min_count]
    return tuple(sorted(often, key=_rank)[:top])


def _rank(one: Action | Name) -> tuple[int, int, tuple[str, ...]]:
    """Most frequent first; what stands between two known actors counts double, what is listed in a way half."""
    words = one.words if isinstance(one, Name) else (*one.verbs, *one.nouns)
    weight = (one.tally.times + one.tally.strong) * (1 if one.hint else 2)
    return -weight, -one.tally.articles, words


# Verbs


def _verbs(survey: Survey) -> dict[str, Tally]:
    """The unclaimed verbs by citation form, as spelled; forms of one verb are merged."""
    language = survey.book.language
    merged: dict[str, Tally] = {}
    spelled: dict[str, str] = {}
    homes: dict[str, list[str]] = {}  # by form, verbs that have it, the most frequent first
    for lemma in sorted(survey.verbs, key=lambda k: (-survey.verbs[k].times, k)):
        tally = survey.verbs[lemma]
        if _mostly(tally, language.grammar.light_verbs) or _mostly(tally, language.grammar.speech):
            continue
        citation = _citation(lemma, tally, survey)
        key = language.fold(citation)
        if key not in merged:
            shared = [set(homes.get(form, ())) for form in tally.forms]
            others = set.intersection(*shared) if shared else set[str]()
            frequent = [other for other in merged if other in others and merged[other].times >= _RARE * tally.times]
            key = frequent[0] if frequent else key
        if key not in merged:
            merged[key] = Tally()
            spelled[key] = citation
            for form in language.verb_forms(citation):
                homes.setdefault(form, []).append(key)
        merged[key].merge(tally, survey.most)
    return {
        spelled[key]: tally
        for key, tally in merged.items()
        if not _tells_nothing(key, language) and not _rule_of(key, survey.book)
    }


def _mostly(tally: Tally, forms: Container[str]) -> bool:
    """Whether a verb is nearly always written in one of these forms."""
    return sum(n for form, n in tally.forms.items() if form in forms) >= _NEARLY_ALL * tally.times


def _citation(lemma: str, tally: Tally, survey: Survey) -> str:
    """The form that a codebook lists: the lemma where it explains the forms, else the verb that does so best."""
    language = survey.book.language
    spelled = min(tally.written, key=lambda word: (-tally.written[word], word), default=lemma)

    def covered(citation: str) -> int:
        forms = language.verb_forms(citation)
        return sum(n for form, n in tally.forms.items() if form in forms)

    others = {citation for form in tally.forms for citation in language.citations(form)}
    if covered(spelled) == tally.times:
        # «تقر، يقر، أقر» under the lemma «أقار»: what the texts write goes before what they never do.
        shown = [word for word in sorted(others) if word in tally.forms and covered(word) == tally.times]
        return spelled if language.fold(spelled) in tally.forms or len(tally.forms) < 3 or not shown else shown[0]
    best = min(others, key=lambda word: (-covered(word), -survey.lemmas[word], len(word), word), default=spelled)
    return best if covered(best) > covered(spelled) else spelled


def _tells_nothing(key: str, language: Language) -> bool:
    grammar = language.grammar
    return key in grammar.eventless or key in grammar.speech or key in grammar.light_verbs


def _rule_of(key: str, book: Codebook) -> Rule | None:
    """The first rule that lists a verb by itself."""
    return next((t.rule for t in book.verbs.get(key, ()) if t.citation == key and not t.rest), None)


# Actions


def _actions(survey: Survey, verbs: Mapping[str, Tally]) -> tuple[list[Action], list[Action]]:
    """Verbs with their verbal nouns, nouns alone, and nouns whose verb a rule has."""
    language, book = survey.book.language, survey.book
    unclaimed = _by_noun(((verb, language.fold(verb)) for verb in verbs), language)
    single = dict.fromkeys(t for triggers in book.verbs.values() for t in triggers if not t.rest)
    ruled = _by_noun(((trigger.rule, trigger.citation) for trigger in single), language)
    void = {noun for lemma in survey.lemmas if _tells_nothing(lemma, language) for noun in language.verbal_nouns(lemma)}
    own: dict[str, dict[str, Tally]] = {}
    alone: list[Action] = []
    extensions: list[Action] = []
    for lemma, tally in survey.nouns.items():
        event = tally.strong >= max(2, _EVENT_SHARE * tally.times)
        if (verb := _owner(lemma, unclaimed, event)) is not None:
            own.setdefault(verb, {})[lemma] = tally
        elif (rule := _owner(lemma, ruled, event)) is not None:
            if not _listed(lemma, rule, book):
                extensions.append(Action((), _noun_words(lemma, tally, language), None, "", tally, rule))
        elif event and lemma not in void:
            alone.append(Action((), _noun_words(lemma, tally, language), _target(tally, survey), "either", tally))
    return [_action(verb, tally, own.get(verb, {}), survey) for verb, tally in verbs.items()] + alone, extensions


def _by_noun(owners: Iterable[tuple[_Owner, str]], language: Language) -> tuple[dict[str, _Owner], dict[str, _Owner]]:
    """Whose verbal noun a noun is, the first owner first: by a pattern beyond doubt, and by a usual one."""
    sure: dict[str, _Owner] = {}
    doubtful: dict[str, _Owner] = {}
    for owner, verb in owners:
        for noun, certain in language.verbal_nouns(verb).items():
            (sure if certain else doubtful).setdefault(noun, owner)
    return sure, doubtful


def _owner(noun: str, owners: tuple[dict[str, _Owner], dict[str, _Owner]], event: bool) -> _Owner | None:
    """Whose verbal noun a noun is; the usual patterns count only where the texts use it as an event."""
    sure, doubtful = owners
    return sure.get(noun) or (doubtful.get(noun) if event else None)


def _action(verb: str, tally: Tally, nouns: Mapping[str, Tally], survey: Survey) -> Action:
    """A verb and its nouns; the verb tells the slots, unless it names nobody but the subject."""
    words: list[str] = []
    whole = Tally()
    whole.merge(tally, survey.most)
    for lemma, other in sorted(nouns.items(), key=lambda item: (-item[1].times, item[0])):
        words += _noun_words(lemma, other, survey.book.language)
        whole.merge(other, survey.most)
    target = _target(tally, survey, whole)
    if target is not None and "object" not in target and tally.filled["object"] >= _OFTEN * tally.times:
        target = (*target, "object") if target != ("none",) else None
    intransitive = target is not None and "object" not in target
    genitive = "subject" if words and intransitive else ""
    return Action((verb,), tuple(words), target, genitive, whole, hint=_with_others(verb, survey.book))


def _with_others(verb: str, book: Codebook) -> str:
    """The rule that lists a verb together with other words: there it may have to stand alone, too."""
    key = book.language.fold(verb)
    rules = [t.rule for t in book.verbs.get(key, ()) if t.citation == key and t.rest]
    return f"with other words in {rules[0].id} ({rules[0].origin})" if rules else ""


def _noun_words(lemma: str, tally: Tally, language: Language) -> tuple[str, ...]:
    """The lemma, and the forms that its inflection does not give: broken plurals."""
    spelled = min(tally.written, key=lambda word: (-tally.written[word], word), default=lemma)
    derived = language.noun_forms(spelled)
    if sum(n for form, n in tally.forms.items() if language.fold(form) in derived) * 2 < tally.times:
        spelled = min(tally.forms, key=lambda form: (-tally.forms[form], form))  # the lemma is another word's
        derived = language.noun_forms(spelled)
    others = [form for form, n in sorted(tally.forms.items()) if language.fold(form) not in derived and n > 1]
    return tuple(dict.fromkeys([spelled, *others]))


def _listed(lemma: str, rule: Rule, book: Codebook) -> bool:
    return any(trigger.rule is rule and not trigger.rest for trigger in book.nouns.get(lemma, ()))


def _target(tally: Tally, survey: Survey, whole: Tally | None = None) -> tuple[str, ...] | None:
    """The slots of known actors but the subject; failing that, of anything; None if that is only the object.

    Where a verb shows too few, its nouns (in ``whole``) are asked too.
    """
    few = whole is not None and sum(_sides(tally.slots, survey).values()) < _ENOUGH
    for slots in (whole.slots if whole is not None and few else tally.slots, tally.filled):
        likely = _frequent(_sides(slots, survey), survey)
        if likely:
            return None if likely == ("object",) else likely
    return ("none",)


def _sides(slots: Counter[str], survey: Survey) -> Counter[str]:
    """The slots that may hold a target, with more than one occurrence."""
    where = survey.book.language.grammar.where[0]
    return Counter({slot: n for slot, n in slots.items() if n > 1 and slot not in ("subject", "genitive", where)})


def _frequent(sides: Counter[str], survey: Survey) -> tuple[str, ...]:
    """The slots that are filled most, as the texts spell them."""
    least = _OFTEN * max(sides.values(), default=0)
    often = sorted(
        (slot for slot in sides if sides[slot] >= least), key=lambda slot: (-sides[slot], slot == "object", slot)
    )
    return tuple(survey.slot(name) for name in often[:_MOST_SLOTS])


# Names


def _names(survey: Survey) -> tuple[list[Name], list[Name]]:
    """Actors and places: those that fill a slot of a coded action at least once."""
    actors: list[Name] = []
    places: dict[Phrase, Tally] = {}
    known = {name for names in survey.book.names.values() for name in names if name.kind == "actor" and name.words[1:]}
    begins = {_bare(form, survey.book) for name in known for form in name.words[0]}
    where = survey.book.language.grammar.where[0]
    for key, tally in _merged(survey.names, survey).items():
        body = tally.filled["body"] > 0
        # A word that begins names of known actors is a first name: alone it names nobody.
        given = len(key) == 1 and key[0] in begins
        if not tally.strong or not (body or _is_name(key, survey)) or given:
            continue
        if not body and tally.slots[where] * 2 > tally.times:
            places[key] = tally
        else:
            actors.append(
                Name(_spellings(tally.forms, survey.book.language), tally.country, tally, _hint(key, survey.book))
            )
    classed = _merged(survey.places, survey)
    for key in [key for key in classed if key in places]:
        places[key].merge(classed.pop(key), survey.most)
    found = [(tally.forms, tally) for tally in places.values()]
    for key, tally in classed.items():
        if (
            tally.strong
        ):  # what is an ordinary word too stands only with its class noun (بلدة كسب), as do مطار حمد الدولي
            alone = len(key) == 1 and _is_name(key, survey)
            found.append((tally.forms if alone else tally.written, tally))
    return actors, [Name(_spellings(forms, survey.book.language), tally.country, tally) for forms, tally in found]


def _merged(tallies: Mapping[Phrase, Tally], survey: Survey) -> dict[Phrase, Tally]:
    """Names without those that are others with a conjunction or preposition left on them."""
    merged: dict[Phrase, Tally] = {}
    for key in sorted(tallies, key=lambda k: (-tallies[k].times, k)):
        rests = [(rest, *key[1:]) for rest in survey.book.language.without_proclitic(key[0])]
        home = next((rest for rest in rests if rest in merged), None)
        if home is None:
            home = key
            merged[key] = Tally()
        merged[home].merge(tallies[key] if home == key else _without_forms(tallies[key]), survey.most)
    return merged


def _without_forms(tally: Tally) -> Tally:
    copy = Tally()
    copy.merge(tally, len(tally.examples))
    copy.forms.clear()
    return copy


def _spellings(forms: Counter[str], language: Language) -> tuple[str, ...]:
    """The spellings that the codebook tells apart, the fullest first; those seen once only if there is no other."""
    by_fold: dict[str, Counter[str]] = {}
    for form, n in forms.items():
        by_fold.setdefault(language.fold(form), Counter())[form] += n
    counts = {min(alike, key=lambda form: (-alike[form], form)): alike.total() for alike in by_fold.values()}
    often = [form for form, n in counts.items() if n > 1] or [min(counts)]
    return tuple(sorted(often, key=lambda form: (-len(form.split()), -counts[form], form))[:_MOST_SPELLINGS])


def _is_name(key: Phrase, survey: Survey) -> bool:
    """Whether a word of a phrase is mostly tagged as a name, wherever it stands."""
    tallies = [survey.tagged[word] for word in key if word in survey.tagged]
    return any(tally.strong >= _NAME_SHARE * tally.times for tally in tallies)


def _hint(key: Phrase, book: Codebook) -> str:
    """A known actor whose name ends alike: perhaps only its other names are missing."""
    known = sorted(
        {
            f"{name.id} ({name.origin})"
            for names in book.names.values()
            for name in names
            if name.kind == "actor"
            and len(name.words) > 1
            and any(_bare(form, book) == key[-1] for form in name.words[-1])
        }
    )
    return f"perhaps {known[0]}" if len(known) == 1 else ""


def _bare(form: str, book: Codebook) -> str:
    return book.language.without_article(form)


def _agents(survey: Survey) -> Iterator[Name]:
    """Nouns that fill slots and are known to be of people."""
    language = survey.book.language
    acts = {noun for verb in survey.lemmas for noun, sure in language.verbal_nouns(verb).items() if sure}
    for lemma, tally in survey.people.items():
        people = tally.strong and survey.speakers[lemma] >= max(2, _PEOPLE_SHARE * survey.common[lemma])
        if people and lemma not in acts and not _is_name((lemma,), survey) and not survey.book.nouns.get(lemma):
            yield Name(_noun_words(lemma, tally, language), tally.country, tally)
