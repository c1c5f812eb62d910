"""Whose casualties a sentence tells of, and what all that is told of one event comes to.

After ACLED's rules on fatalities: the most conservative number counts, a later toll takes the place of an earlier
number, numbers of different people add up, and each number counts once, for the first row of one event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from coder.annotate import Word
from coder.code import Attempt, CodedSentence
from coder.code.slots import VIOLENT
from coder.codebook.model import ActionEntry
from coder.event import Count
from coder.frames.phrases import phrase_words
from coder.ground.casualties.tellings import Telling, tellings
from coder.languages.casualties import KINDS

_DEADLY = ("14", "175", *sorted(VIOLENT))  # CAMEO: protest, repression with violence, assault, fighting, mass violence
_TAKING = ("191", "192")  # blockade, occupation: there may have been a fight
_EARLIER = 2  # sentences back in which a number without an attack of its own may find it


class Casualties(NamedTuple):
    """The killed and the injured of an event; None where the text gives no number."""

    killed: Count | None = None
    injured: Count | None = None


class _Told(NamedTuple):
    """A telling and its sentence."""

    telling: Telling
    coded: CodedSentence


class _Earlier(NamedTuple):
    """The last attack of the sentences before, and how many sentences back it is."""

    attempt: Attempt
    back: int


def count_casualties(sentences: Sequence[CodedSentence]) -> Mapping[int, Casualties]:
    """The casualties of the events of an article, by the identity (``id``) of the attempt that gave the event.

    Only acts of violence and protest have any.
    """
    told: dict[int, list[_Told]] = {}
    earlier: _Earlier | None = None
    for coded in sentences:
        hosts = _hosts(coded)
        before: tuple[Telling, Attempt] | None = None
        earlier = earlier and earlier._replace(back=earlier.back + 1)
        if not hosts and (earlier is None or earlier.back > _EARLIER):
            continue
        for telling in tellings(coded):
            host = _host(telling, hosts, coded, before)
            before = (telling, host) if host is not None else before
            untold = host is None and telling.how != "none" and _is_untold(_own(telling, coded))
            if earlier is not None and not untold and _continues(telling, host, earlier, coded, told):
                host = earlier.attempt
            if host is not None:
                told.setdefault(id(host), []).append(_Told(telling, coded))
        attacks = [attempt for attempt in hosts if _is_attack(attempt)]
        earlier = _Earlier(attacks[-1], 0) if attacks else earlier
    return {
        host: Casualties(*(_total([t for t in found if t.telling.kind == kind]) for kind in KINDS))
        for host, found in told.items()
    }


# Whose casualties they are


def _hosts(coded: CodedSentence) -> list[Attempt]:
    """The attempts of a sentence whose events may have casualties: attacks, protest, or else the taking of a place."""
    hosts = [a for a in coded.attempts if a.events and a.events[0].cameo.startswith(_DEADLY)]
    return [a for a in hosts if not a.events[0].cameo.startswith(_TAKING)] or hosts


def _is_attack(attempt: Attempt) -> bool:
    event = attempt.events[0]
    return event.cameo_root in VIOLENT and not event.cameo.startswith(_TAKING)


def _is_casualty(attempt: Attempt) -> bool:
    entry = attempt.match.trigger.rule.entry
    return isinstance(entry, ActionEntry) and entry.casualty


def _source(attempt: Attempt) -> str:
    source = attempt.events[0].source
    return source.code if source else ""


def _own(telling: Telling, coded: CodedSentence) -> Attempt | None:
    """The attempt whose trigger has the word that tells."""
    return next((a for a in coded.attempts if telling.at in {w.index for w in a.match.words}), None)


def _is_untold(attempt: Attempt | None) -> bool:
    """Whether an act has no row since it did not happen or is no news."""
    if attempt is None or attempt.stage not in ("modality", "negated"):
        return False
    return attempt.stage == "negated" or attempt.match.frame.modality != "real"


def _host(
    telling: Telling, hosts: Sequence[Attempt], coded: CodedSentence, before: tuple[Telling, Attempt] | None
) -> Attempt | None:
    """The attempt of the same sentence whose event has the casualties: the attack, or the casualty with a row.

    ``before``: what the sentence tells before it, and whose that is.
    """
    own = _own(telling, coded)
    if own is not None and own.stage in ("modality", "negated") and telling.how != "none":
        told = own.stage == "modality" and own.match.frame.modality in ("real", "background")  # هجوم يخلف 10 قتلى
        return next((a for a in hosts if told and _above(a, telling, coded)), None)
    if before is not None and _is_joined(telling, before[0], coded):
        return before[1]
    if own is not None and own.attack is not None:
        attack = next((a for a in hosts if a.match.frame.trigger is own.attack), None)
        if attack is not None:
            return attack
    if before is not None and not any(before[0].at < a.match.frame.trigger.index < telling.at for a in hosts):
        return before[1]
    host = own if own in hosts else min(hosts, key=lambda a: _distance(a, telling, coded), default=None)
    if host is None:
        return None
    if telling.background and not _above(host, telling, coded) and host.events[0].modality != "background":
        return None
    return _attack_before(host, hosts, coded) if _is_casualty(host) else host


def _is_joined(telling: Telling, before: Telling, coded: CodedSentence) -> bool:
    """Whether a telling is joined to the one before it: ``مقتل شرطي وإصابة أربعة``."""
    word = coded.context.sentence.words[telling.at]
    while word.deprel.split(":")[0] == "conj":
        word = coded.context.sentence.words[word.head]
        if word.index == before.at:
            return word.upos != "VERB"
    return False


def _attack_before(casualty: Attempt, hosts: Sequence[Attempt], coded: CodedSentence) -> Attempt:
    """The attack, or the other casualty, before one with a row of its own that nothing else is said to have caused."""
    described = _described(casualty.match.frame.trigger, coded)
    if any(a.match.frame.trigger is described and not a.events for a in coded.attempts):
        return casualty  # غارات بعد تفجير أودى بحياة 32
    earlier = [a for a in hosts if _is_attack(a) and a.match.frame.trigger.index < casualty.match.frame.trigger.index]
    same = [a for a in earlier if _source(casualty) in ("", _source(a))]
    return next((a for a in reversed(same) if not _is_casualty(a)), same[0] if same else casualty)


def _described(verb: Word, coded: CodedSentence) -> Word | None:
    """The noun that a verb's clause describes; None if it describes none."""
    sentence = coded.context.sentence
    while verb.deprel.split(":")[0] == "conj":
        verb = sentence.words[verb.head]
    return sentence.parent(verb) if verb.deprel.split(":")[0] == "acl" else None


def _distance(attempt: Attempt, telling: Telling, coded: CodedSentence) -> tuple[int, bool, int]:
    """How far an attack is from what tells of its casualties, in the tree; of two as far the one before it."""
    sentence = coded.context.sentence
    word, trigger = sentence.words[telling.at], attempt.match.frame.trigger
    mine = {word, *sentence.ancestors(word)}
    theirs = {trigger, *sentence.ancestors(trigger)}
    return len(mine ^ theirs), trigger.index > word.index, abs(trigger.index - word.index)


def _above(attempt: Attempt, telling: Telling, coded: CodedSentence) -> bool:
    """Whether a telling stands in the phrase of an attack, as in a relative clause: ``هجوم قُتل فيه 16``."""
    word, trigger = coded.context.sentence.words[telling.at], attempt.match.frame.trigger
    return any(w is trigger for w in (word, *coded.context.sentence.ancestors(word)))


def _continues(
    telling: Telling,
    host: Attempt | None,
    earlier: _Earlier,
    coded: CodedSentence,
    told: Mapping[int, Sequence[_Told]],
) -> bool:
    """Whether a sentence goes on about an attack of the sentences before rather than about one of its own.

    It names none but ``القصف`` or ``الهجوم``, with nothing more; or it names none, and gives a new toll; or it stands
    right behind and gives a number that the attack lacks.
    """
    if earlier.back > _EARLIER:
        return False
    sentence = coded.context.sentence
    above = {telling.at, *(w.index for w in sentence.ancestors(sentence.words[telling.at]))}
    named = [a.match.frame.trigger for a in coded.attempts if a.match.frame.kind == "noun"]
    named = [w for w in named if w.key != w.bare and (w.head in above or w.index in above)]
    back = [w for w in named if len(phrase_words(sentence, w)) == 1 and not sentence.children(w, "acl")]
    if host is not None:
        attacks = any(_is_attack(a) and not _is_casualty(a) for a in _hosts(coded))
        return host.match.frame.trigger in back or (_is_casualty(host) and bool(back) and not attacks)
    if telling.background:
        return False
    lacking = all(t.telling.kind != telling.kind for t in told.get(id(earlier.attempt), ()))
    return bool(back) or telling.replaces or (earlier.back == 1 and lacking and telling.low != 1)


# How many


def _total(told: Sequence[_Told]) -> Count | None:
    """One count of all that is told of the killed, or of the injured, of one event."""
    if any(t.telling.how != "vague" for t in told):  # «dozens were killed» adds nothing to a number
        told = [t for t in told if t.telling.how != "vague" or t.telling.more]
    if any(t.telling.how != "none" for t in told):
        told = [t for t in told if t.telling.how != "none"]
    total: Count | None = None
    since = 0
    for n, t in enumerate(told):
        one = t.telling
        if total is None or one.replaces:
            total = Count(one.low, one.high, _quoted([t]), "toll" if one.replaces and total else one.how)
            since = n
            continue
        text = _quoted(told[since : n + 1])
        if one.how == "none":
            continue
        limits = None not in (total.high, one.high)
        if _differs(t, told[n - 1]):
            low, high = min(total.low, one.low), max(total.high or 0, one.high or 0) if limits else None
            how = total.how if (one.low, one.high) == (total.low, total.high) else "differ"
        else:
            low, high, how = total.low + one.low, (total.high or 0) + (one.high or 0) if limits else None, "sum"
        total = Count(low, high, text, how)
    return total


def _differs(one: _Told, before: _Told) -> bool:
    """Whether a number is another report of the same people rather than of more of them."""
    if one.telling.more:
        return False
    if one.coded is not before.coded:
        return True
    return one.telling.speaker != before.telling.speaker and one.telling.speaker >= 0


def _quoted(told: Sequence[_Told]) -> str:
    return " … ".join(dict.fromkeys(quote for t in told for quote in _quotes(t)))


def _quotes(told: _Told) -> Iterator[str]:
    for start, end in told.telling.spans:
        yield told.coded.context.sentence.quote(start, end)
