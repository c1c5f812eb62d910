"""What the slots of a match hold, once its rule is known: it alone can tell what a genitive or a bare form means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from coder.annotate import Sentence, Word
from coder.code.actors import Context, is_armed, resolve
from coder.code.match import Match, Slots, hold
from coder.codebook.compile import Conditions, SlotPath
from coder.codebook.model import ActionEntry
from coder.event import EventActor
from coder.frames import Argument, Frame
from coder.frames.model import Telling
from coder.frames.phrases import preposition

# CAMEO roots of material violence; a casualty and the attack that caused it are one event of these.
VIOLENT = frozenset({"18", "19", "20"})
# Roots of acts that happen at a time: spoken of in the present or in passing, they are no report that one happened.
# Sieges, occupations and detentions last.
DISCRETE = VIOLENT | {"14", "17"}
PROTEST = "14"
# Words between the head of a complement and the act that it names: «ضرورة وضع حد لأعمال القصف».
_DEEPEST = 4
LASTING = ("173", "191", "192")
# Roots of talk, cooperation and pressure, of which local news is full: they need a side that its own words place.
TALK = frozenset({"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "15", "16"})
# Those of them whose target is addressed or dealt with; of words on what somebody does, his act may name the target.
ADDRESSED = TALK - {"01", "05", "11"}
DISAPPROVAL = "11"
DEMAND = "10"
# Roles of those who take part in a conflict.
PARTIES = frozenset({"MIL", "REB", "INS", "UAF", "RAD", "SEP", "SPY", "OPP"})


def reports(cameo: str, telling: Telling) -> bool:
    """Whether a clause that tells an act of this CAMEO code in this way reports that it happened."""
    if telling == "news" or cameo[:2] not in DISCRETE:
        return True
    return telling == "ongoing" and cameo in LASTING


class SlotReader:
    """The phrases in the slots of the matches of one sentence.

    Args:
        context: of the sentence.
        frames: of the sentence.
        chosen: the match of each trigger, by the index of its word; it grows while the sentence is coded.
    """

    def __init__(self, context: Context, frames: Sequence[Frame], chosen: Mapping[int, Match]) -> None:
        self.context = context
        self.book = context.book
        self.frames = frames
        self.chosen = chosen
        self.governors: dict[int, Match] = {}  # operators by the words that their complements open with
        self.climbing: set[int] = set()  # triggers whose doers are being looked for
        self._found: dict[tuple[Match, str], list[Argument]] = {}

    def forget(self) -> None:
        """Look everything up anew, since what is chosen has changed."""
        self._found.clear()

    def govern(self, found: Mapping[int, Sequence[Match]]) -> None:
        """Note which operators of a sentence speak of which triggers."""
        for candidates in found.values():
            for match in candidates:
                if match.trigger.rule.family:
                    for argument in self.complement_phrases(match):
                        acts = (w.index for w in (argument.head, *argument.words) if w.index in found)
                        self.governors.setdefault(next(acts, argument.head.index), match)

    def of(self, match: Match) -> Slots:
        """The slots of a match, ``source`` and ``target`` as its rule defines them."""
        rule = match.trigger.rule
        sides = {"source": rule.source, "target": rule.target}
        return Slots(lambda name: self.fillers(match, sides[name]) if name in sides else self.slot(match, name))

    def between(self, match: Match, source: EventActor | None, target: EventActor | None) -> Slots:
        """The slots of a match where ``source`` and ``target`` are those of one row, whichever slot names them."""
        rule, sides = match.trigger.rule, {"source": source, "target": target}
        phrases = [a for path in dict.fromkeys((*rule.source, *rule.target)) for a in self.path(match, path)]

        def filled(name: str) -> list[Argument]:
            if name not in sides:
                return self.slot(match, name)
            side = sides[name]
            own = [a for a in phrases if side is not None and a.start <= side.start < a.end]
            return own or self.fillers(match, rule.source if name == "source" else rule.target)

        return Slots(filled)

    def fillers(self, match: Match, paths: Sequence[SlotPath]) -> list[Argument]:
        """The phrases of the first slot of a list that holds any."""
        for path in paths:
            found = self.path(match, path)
            if found:
                return found
        return []

    def path(self, match: Match, path: SlotPath) -> list[Argument]:
        """The phrases at a slot path; a later step is a slot of the events that the step before names."""
        found = self.slot(match, path[0])
        if not found and len(path) == 2 and len(match.words) > 1:
            return self._rest_slot(match, path[1])  # «صد هجوماً شنه الحوثيون»: the trigger's own noun is the event
        for step in path[1:]:
            found = [a for argument in found for a in self._step(argument, step, match)]
        return found

    def _step(self, argument: Argument, step: str, above: Match) -> list[Argument]:
        inner = [m for m in self.events_in(argument) if m is not above]
        found = [a for m in inner for a in self.slot(m, step)]
        for m in () if found else inner[:1]:  # «تلك الاتفاقيات»: the same event was told before, with its sides
            earlier = [
                e for i, e in self.chosen.items() if i < m.frame.trigger.index and e.trigger.rule is m.trigger.rule
            ]
            found = self.slot(earlier[-1], step) if earlier else []
        if inner:
            return found
        # «الأعمال التي يقوم بها النظام»: the relative clause says whose they are.
        sentence = self.context.sentence
        clauses = {c.index for word in _noun_chain(sentence, argument.head) for c in sentence.children(word, "acl")}
        return [a for f in self.frames if f.trigger.index in clauses for a in f.slot(step) if a.how == "direct"]

    def slot(self, match: Match, name: str) -> list[Argument]:
        """The phrases of a slot; a genitive that is subject or object of its noun is told as that."""
        known = self._found.get((match, name))
        if known is None:
            known = self._as_parsed(match, name)
            if name in ("subject", "object"):
                known = [replace(a, slot=name) if a.slot == "genitive" else a for a in known]
            if not self.climbing:  # on the way up a doer is not looked for again, so this may not be all
                self._found[match, name] = known
        return known

    def _as_parsed(self, match: Match, name: str) -> list[Argument]:
        frame = match.frame
        side = self._genitive_side(match) if frame.kind == "noun" else ""
        passive = name in ("subject", "object") and self._reads_as_passive(match)
        if name not in ("subject", "modifier") and not passive and len(match.words) > 1:
            found = self._own_slot(match, name, side)
            return found or self._rest_slot(match, name)
        if name == "subject":
            found = [] if passive else [a for a in frame.slot("subject") if a.head.index not in match.rest]
            owners = self._genitives(match)[0] if side == "subject" else ()
            owners = tuple(g for g in owners if g.head.index not in match.rest)
            if self.announced(match) and (owners or frame.slot("agent")):
                found = []  # «أعلن الجيش قصف الطيران الروسي لمواقع»: the act has a subject of its own
            if frame.kind != "verb" or passive:
                found = [*frame.slot("agent"), *found]
            found += owners
            if (match.trigger.rule.entry.cameo or "")[:2] == PROTEST and self._is_means(frame):
                found = [a for a in found if a.how != "control"]  # «فتح مسلح النار خلال احتجاج»: he does not protest
            if not found and frame.kind == "noun":
                found = self._owners(match) or self._of_joined(match) or self._undergone_from(frame)
            if (frame.kind == "noun" or found) and all(a.how == "control" or a.head.upos == "PRON" for a in found):
                found = self._doers(match) or found
            return found or [a for a in frame.slot("modifier") if self._is_nationality(a)]
        return self._own_slot(match, name, side, passive)

    def _own_slot(self, match: Match, name: str, side: str, passive: bool = False) -> list[Argument]:
        frame = match.frame
        if name == "object":
            found = list(frame.slot("subject")) if passive else list(frame.slot("object"))
            found = [a for a in found if a.head.index not in match.rest]
            suffering = {"object": frame.slot("genitive"), "subject": self._genitives(match)[1]}
            return found + list(suffering.get(side, ()))
        grammar = self.book.language.grammar
        if name in grammar.dative and frame.kind == "noun" and self._owners(match):
            return []
        if name == "cause":
            return [a for a in frame.arguments if a.slot == "cause" or a.slot in grammar.cause]
        if name == "time":
            return [a for a in frame.arguments if {a.head.bare, a.head.lemma_key} & grammar.time]
        if name == "instrument":
            return [a for a in frame.arguments if a.slot in grammar.instrument]
        if name == "place":
            return [*frame.slot("place"), *(a for a in frame.arguments if self._is_place(a))]
        return list(frame.slot(name))

    def _is_means(self, frame: Frame) -> bool:
        lead = preposition(self.context.sentence, frame.trigger) if frame.support is None else ""
        return lead in self.book.language.grammar.means

    def _is_place(self, argument: Argument) -> bool:
        """Whether a phrase by preposition says where."""
        grammar = self.book.language.grammar
        if argument.slot not in grammar.where or argument.slot not in grammar.prepositions:
            return False
        if argument.head.bare in grammar.place_words:
            return True
        return any(mention.kind == "place" for mention in self.context.mentions.within(argument.words))

    def _rest_slot(self, match: Match, name: str) -> list[Argument]:
        """The slot as the later words of a trigger fill it: ``أسفر عن مقتل ثلاثة``, ``أطلق النار على``."""
        for frame in self.frames:
            if frame.kind == "noun" and frame.trigger.index in match.rest:
                found = frame.slot(name)
                if name == "object":  # «جدد رفضه تسليم المتهمين»: there the pronoun is the subject
                    owner = match.trigger.rule.entry.genitive == "subject"
                    genitives = frame.slot("genitive")
                    passed = any(frame.slot(slot) for slot in self.book.language.grammar.dative)
                    found = found or tuple(a for a in genitives if not (owner and (passed or a.head.upos == "PRON")))
                if found:
                    return list(found)
        return []

    def _is_nationality(self, argument: Argument) -> bool:
        mention = self.context.mentions.at(argument.head)
        return mention is not None and mention.kind in ("adjective", "actor", "country")  # «الغارات السعودية»

    def _genitive_side(self, match: Match) -> str:
        """Whether the genitive of a verbal noun acts or suffers: ``قصف النظام للبلدة`` against ``قصف البلدة``."""
        frame, entry = match.frame, match.trigger.rule.entry
        if entry.genitive == "subject" and match.trigger.rule.family and self._is_undergone(frame):
            return "object"
        if entry.genitive in ("subject", "none"):
            return entry.genitive
        if entry.genitive == "either" and self._is_undergone(frame):
            return "object"  # «يتم تسليحهم»
        if self._genitives(match)[1]:
            return "subject"
        if any(a.how == "direct" for a in frame.slot("subject")) and not self.announced(match):
            return "object"
        if entry.genitive == "object" and (entry.cameo or "")[:2] in VIOLENT | {"17"} and self._unarmed(match):
            return "object"  # «توقيف رجل يشتبه بتجنيده عناصر للتنظيم»
        if frame.slot("object"):
            # «لقي ثلاثة مصرعهم»: the pronoun only repeats whom the verb says it of
            repeats = frame.support is not None and all(a.head.upos == "PRON" for a in frame.slot("genitive"))
            return "none" if repeats and entry.genitive == "object" else "subject"
        prepositions = [path[0] for path in match.trigger.rule.target if len(path) == 1]
        if any(
            a.how == "direct" for slot in prepositions if slot not in ("object", "subject") for a in frame.slot(slot)
        ):
            return "subject"
        if self._doers(match):
            return "object"  # «هدد الحوثيون بقصف القوات السعودية»
        if self._passes_on(match):
            return "subject"
        # «قصف مواقع داعش»: those who own it do not act
        either = entry.genitive == "either"
        acts = either and any(is_armed(actor.code) for actor in self._at_heads(frame.slot("genitive")))
        return "subject" if acts else "object"

    def _at_heads(self, phrases: Iterable[Argument]) -> list[EventActor]:
        """The actors of the phrases whose head is itself a name or a noun for somebody."""
        named = (a for a in phrases if self.context.mentions.at(a.head) is not None)
        return [actor for a in named if (actor := resolve(a, self.context)) is not None]

    def _unarmed(self, match: Match) -> bool:
        """Whether the genitives of a noun are civilians and the like, who use no force."""
        actors = [actor for actor in self._at_heads(match.frame.slot("genitive")) if actor.code]
        return bool(actors) and all(a.role and not is_armed(a.code) for a in actors)

    def _is_undergone(self, frame: Frame) -> bool:
        """Whether the verb that carries an act of speech only says that it was done: ``تم رفض المبادرة``."""
        support, undergone = frame.support, self.book.language.grammar.undergone
        return support is not None and bool({support.key, support.lemma_key} & undergone) and not frame.slot("object")

    def _owners(self, match: Match) -> list[Argument]:
        """Those behind ل who did the act that a noun names rather than suffered it: ``قصف للنظام على مدينة دوما``.

        They are armed or a state, nobody else stands as genitive or agent, and the attack has its target elsewhere or
        is of the kind whose lone genitive may be the attacker.
        """
        frame, rule = match.frame, match.trigger.rule
        if frame.slot("genitive") or frame.slot("agent") or any(a.how == "direct" for a in frame.slot("subject")):
            return []
        dative = self.book.language.grammar.dative
        others = {path[0] for path in rule.target if len(path) == 1} - {"object", "subject"} - dative
        aimed = any(a.how == "direct" for slot in others for a in frame.slot(slot))
        if rule.entry.genitive != "either" and not aimed:
            return []
        behind = [a for slot in sorted(dative) for a in frame.slot(slot) if not self._is_inside(a, frame)]
        owners = [a for a in behind if self.context.mentions.at(a.head) is not None]
        return owners if any(is_armed(actor.code) for actor in self._at_heads(owners)) else []

    def _undergone_from(self, frame: Frame) -> list[Argument]:
        """Who did what a verb says that somebody else underwent: ``تعرضت القوات لإطلاق نار من مسلحين``."""
        grammar = self.book.language.grammar
        verb = frame.support
        kinds = () if verb is None else grammar.light_verbs.get(verb.key) or grammar.light_verbs.get(verb.lemma_key, ())
        if not any(kind.subject == "object" for kind in kinds):
            return []
        behind = [a for slot in sorted(grammar.away) for a in frame.slot(slot) if a.how == "direct"]
        return behind if any(is_armed(actor.code) for actor in self._at_heads(behind)) else []

    def _of_joined(self, match: Match) -> list[Argument]:
        """Who did the act that a noun is joined to did it as well: ``اقتحام الجنود للمسجد والاعتداء على المصلين``."""
        trigger = match.frame.trigger
        above = self.chosen.get(trigger.head) if trigger.deprel.startswith("conj") else None
        if above is None or above.frame.kind != "noun" or match.frame.slot("agent") or above is match:
            return []
        return [replace(a, how="shared") for a in self.slot(above, "subject") if a.how == "direct"]

    def _is_inside(self, phrase: Argument, frame: Frame) -> bool:
        """Whether a phrase is part of another one of its frame: ``تعرض موقع لـ«داعش» للقصف``."""
        return any(phrase is not a and phrase.start >= a.start and phrase.end <= a.end for a in frame.arguments)

    def _genitives(self, match: Match) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
        """The genitives of a noun, and its object: a second one not joined to the first (توقيف الشرطة صحفيين)."""
        genitives = tuple(self._without_dative(g, match) for g in match.frame.slot("genitive"))
        joined = all(a.head.deprel.startswith("conj") for a in genitives[1:])
        joined = joined or genitives[0].head.upos == "PRON"  # «قصفها التنظيم», read as a noun
        return (genitives, ()) if joined else (genitives[:1], genitives[1:])

    def _without_dative(self, genitive: Argument, match: Match) -> Argument:
        """A genitive without what the parse hangs on it behind ل: ``اعتقال السلطات | للصحفيين``."""
        at = genitive.head.index
        cut = min((a.words[0].index for a in self._passed_on(match) if a.head.head == at), default=None)
        if cut is None:
            return genitive
        return replace(genitive, words=tuple(w for w in genitive.words if w.index < cut - 1) or (genitive.head,))

    def _passed_on(self, match: Match) -> list[Argument]:
        """The phrases behind ل that the parse hangs on the genitive of a noun, where its rule has a target there."""
        dative = self.book.language.grammar.dative
        if not any(path[0] in dative for path in match.trigger.rule.target):
            return []
        return [a for a in match.frame.arguments if a.slot in dative and a.how == "loose"]

    def _passes_on(self, match: Match) -> bool:
        """Whether ل behind somebody armed or in office tells whom they act on."""
        heads = {g.head.index for g in match.frame.slot("genitive")}
        if not any(a.head.head in heads for a in self._passed_on(match)):
            return False
        return any(is_armed(actor.code) for actor in self._at_heads(self._genitives(match)[0]))

    def _doers(self, match: Match) -> list[Argument]:
        """Who would do the act that an operator speaks of: its own source (threaten) or whom it addresses (demand)."""
        at = match.frame.trigger.index
        governor = self.governors.get(at)
        if governor is None or at in self.climbing:
            return []
        rule = governor.trigger.rule
        family = self.book.ontology.families[rule.family]
        if not family.doer or (family.happens and governor.frame.polarity == "negated"):
            return []  # «لم تتبن الكتائب الهجوم»: somebody else made it
        self.climbing.add(at)
        found = self.fillers(governor, rule.source if family.doer == "source" else rule.target)
        self.climbing.discard(at)
        return [a for a in found if a.head.index != at]

    def announced(self, match: Match) -> bool:
        """Whether a verb of saying carries the act: its subject may have done it, or only tell it."""
        support, speech = match.frame.support, self.book.language.grammar.speech
        return support is not None and (support.key in speech or support.lemma_key in speech)

    def _reads_as_passive(self, match: Match) -> bool:
        """An unvowelled passive (قتل ثلاثة مدنيين): a transitive verb without object whose subject is no armed body."""
        frame, rule = match.frame, match.trigger.rule
        if frame.kind != "verb" or ("object",) not in rule.target or ("subject",) not in rule.source:
            return False
        if frame.slot("agent") and not frame.slot("object"):
            return True
        prepositions = {path[0] for path in rule.target if len(path) == 1} - {"object", "subject"}
        if any(a.how == "direct" for slot in prepositions for a in frame.slot(slot)):
            return False
        if rule.entry.cameo is None or rule.entry.cameo[:2] not in VIOLENT | {"17"} or frame.slot("object"):
            return False
        if isinstance(rule.entry, ActionEntry) and rule.entry.reciprocal:
            return False
        wanted = Conditions(tuple((slot, tests) for slot, tests in rule.if_.slots if slot == "subject"))
        if len(wanted) and hold(wanted, Slots(lambda name: list(frame.slot(name))), self.context):
            return False  # «استهدفت طائرة مسيرة سيارة»: what the rule asks for as subject acts
        subjects = frame.slot("subject")
        return bool(subjects) and not any(self._acts(a) for a in subjects)

    def _acts(self, subject: Argument) -> bool:
        """Whether a subject is somebody who would act with arms: definite, uncounted, and armed or a state."""
        if subject.how != "direct":
            return True
        if any(self.book.language.grammar.is_amount(w) for w in (*subject.words, *self._joined(subject.head))):
            return False  # «ستون عنصرا من قوات الأمن والجيش»
        if any(True for _ in self.events_in(subject)):
            return True
        told = self.context.sentence.children(subject.head, "acl")
        if any({c.key, c.lemma_key} & self.book.language.grammar.supposed for c in told):
            return True  # «خطف مسلحون يشتبه بانتمائهم إلى الحركة»: those who act are suspected
        actor = resolve(subject, self.context)
        if actor is None:
            return False
        indefinite = subject.head.upos == "NOUN" and subject.head.feats.get("Definite") == "Ind"
        return not indefinite and (len(actor.code) == 3 or is_armed(actor.code))

    def _joined(self, noun: Word) -> Iterator[Word]:
        """The word above a noun, and above the nouns that it is joined to."""
        word: Word | None = noun
        while word is not None:
            above = self.context.sentence.parent(word)
            if above is not None:
                yield above
            word = above if word.deprel.startswith("conj") else None

    def events_in(self, argument: Argument) -> Iterator[Match]:
        """The triggers at or inside a phrase, the head first."""
        if argument.head.index in self.chosen:
            yield self.chosen[argument.head.index]
        for word in argument.words:
            if word.index != argument.head.index and word.index in self.chosen:
                yield self.chosen[word.index]

    def is_event(self, argument: Argument) -> bool:
        """Whether a phrase is about an act rather than somebody."""
        return argument.head.index in self.chosen and self.context.mentions.at(argument.head) is None

    # Operators

    def complement(self, match: Match) -> Match | None:
        """The match that an operator takes: the nearest trigger in its complement slots."""
        own = {w.index for w in match.words}
        for argument in self.complement_phrases(match):
            for inner in self.events_in(argument):
                if inner.frame.trigger.index in own or not self._in_clause(inner.frame.trigger, argument.head):
                    continue
                if inner.frame.modality != "possible":  # «منع النقاب لتدارك خطر الهجمات»
                    return inner
        return None

    def _in_clause(self, word: Word, head: Word) -> bool:
        """Whether a word is of the clause of a phrase's head: «يسعى إلى إنعاش البلاد بعد أن وافق على التفاوض»."""
        above = [word, *self.context.sentence.ancestors(word)]
        between = above[: next((n for n, w in enumerate(above) if w.index == head.index), 0)]
        return len(between) <= _DEEPEST and not any(
            w.key in self.book.language.grammar.reasons
            or (w.upos == "VERB" and w.deprel.split(":")[0] in ("advcl", "acl", "parataxis"))
            for w in between
        )

    def complement_phrases(self, match: Match) -> Iterator[Argument]:
        """The phrases in the complement slots of an operator.

        Behind a noun they are often hung on its governor: ``رفضت مطالب واشنطن بوقف التخصيب``.
        """
        rule, at = match.trigger.rule, match.frame.trigger.index
        for slot in rule.complement:
            yield from self.slot(match, slot)
        if match.frame.kind != "noun":
            return
        above = {word.index for word in self.context.sentence.ancestors(match.frame.trigger)}
        for frame in self.frames:
            if frame.trigger.index not in above:
                continue
            for argument in frame.arguments:
                if at not in {w.index for w in argument.words}:
                    continue
                end = argument.words[-1].index
                yield from (
                    a
                    for a in frame.arguments
                    if a.slot in rule.complement and a.how == "direct" and 0 < a.words[0].index - end <= 2
                )


def _noun_chain(sentence: Sentence, head: Word) -> Iterator[Word]:
    """A noun and the nouns that hang on it: parses attach a relative clause to any of them."""
    yield head
    for child in sentence.children(head, "nmod"):
        yield from _noun_chain(sentence, child)
