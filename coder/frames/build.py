"""Building frames from a tree: passive, light-verb, nominal and participial wording end up in the same slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from coder.annotate import Sentence, Word
from coder.frames.clause import Clauses
from coder.frames.model import Argument, Details, Frame
from coder.frames.phrases import Phrases
from coder.frames.repair import repair
from coder.languages import Grammar, Language, Lexicon, LightVerb

_NOUN_TRIGGERS = frozenset({"NOUN", "PROPN", "ADJ", "X"})
_CLAUSES = frozenset({"ccomp", "xcomp", "csubj", "advcl"})
_OBLIQUE = frozenset({"obl", "nmod", "obj", "advmod", "xcomp", "advcl", "ccomp", "acl", "dep", "nsubj"})


_NOUNS = ("NOUN", "PROPN")
_PARTICIPLES = frozenset({"xcomp", "advcl", "acl", "obl", "obj", "ccomp", "conj", "advmod", "parataxis", "amod"})
NO_LEXICON = Lexicon()


def build_frames(
    sentence: Sentence, language: Language, lexicon: Lexicon = NO_LEXICON
) -> tuple[Sentence, tuple[Frame, ...]]:
    """The frames of a sentence in text order, and the sentence with usual errors of the parse mended.

    ``lexicon`` holds words that the codebook knows: they tell a verb or a name where the tagger erred.
    """
    sentence = repair(sentence, language, lexicon)
    return sentence, tuple(_Builder(sentence, language).frames())


def written_as_participle(word: Word, grammar: Grammar) -> bool:
    """Whether a noun or adjective has the form of a participle that stands for a verb, whatever its tree."""
    return word.key == word.bare and (word.upos == "ADJ" or word.key.endswith(grammar.accusative_endings))


class _Builder:
    def __init__(self, sentence: Sentence, language: Language) -> None:
        self.sentence = sentence
        self.language = language
        self.grammar = language.grammar
        self.phrases = Phrases(sentence, language.grammar)
        self.clauses = Clauses(sentence, language.grammar, self.phrases)
        self._subjects: dict[int, tuple[Argument, ...]] = {}
        self._passive: dict[int, bool] = {}
        self._by_preposition: dict[int, list[Argument]] = {}
        self._subtrees: dict[int, tuple[Word, ...]] = {}

    def frames(self) -> Iterator[Frame]:
        for word in self.sentence.words:
            if word.upos in ("VERB", "AUX"):
                yield Frame(word, "passive" if self._is_passive(word) else "verb", partial(self._verb, word))
            elif word.upos in _NOUN_TRIGGERS:
                yield Frame(word, "noun", partial(self._noun, word))
                if self._is_participle(word):
                    yield Frame(word, "participle", partial(self._participle, word))

    # Verbs

    def _verb(self, word: Word) -> Details:
        arguments = [*self._core(word), *self._obliques(word), *self._resumed_cause(word)]
        arguments += self._shared_causes(word, arguments)
        return self._finish(word, arguments, word)

    def _is_passive(self, word: Word) -> bool:
        """Whether tag, tree, spelling or an agent phrase makes a verb passive."""
        if word.index not in self._passive:
            marked = any(child.deprel == "nsubj:pass" for child in self.sentence.children(word))
            read = marked or word.feats.get("Voice") == "Pass"
            self._passive[word.index] = (
                (read and not self._must_be_active(word))
                or (word.upos == "VERB" and self._written_passive(word))
                or (word.upos == "VERB" and self._has_agent_only(word))
            )
        return self._passive[word.index]

    def _must_be_active(self, word: Word) -> bool:
        """Whether a verb takes no object, or has one beside its subject: the parse is wrong that says it is passive."""
        known = {word.key, word.lemma_key}
        if known & self.grammar.intransitive or self._goes_on(word):
            return True
        subjects, objects = (self.sentence.children(word, relation) for relation in ("nsubj", "obj"))
        return bool(subjects and objects and not known & self.grammar.ditransitive)

    def _goes_on(self, word: Word) -> bool:
        """``حرر الجيش رهائن، وقبض على قيادي``: joined to an active verb whose subject it agrees with, it has none."""
        above = self.sentence.parent(word)
        if above is None or above.upos != "VERB" or word.deprel != "conj" or self._is_passive(above):
            return False
        if self.sentence.children(word, "nsubj", "nsubj:pass", "obj"):
            return False
        agree = all(word.feats.get(f) == above.feats.get(f) for f in ("Gender", "Number", "Person", "Aspect"))
        return agree and bool(self.clauses.subjects(above))

    def _written_passive(self, word: Word) -> bool:
        """Whether the vowel marks of the article, or letters that only the passive has, show it (قُتل، أصيب)."""
        return self.language.is_passive(self.sentence.quote(word.start, word.end), word.text, word.lemma)

    def _has_agent_only(self, word: Word) -> bool:
        """``اختطف صحفي على يد مسلحين``: an agent phrase, and one noun that is either subject or object."""
        for known in (self.grammar.light_verbs, self.grammar.intransitive):
            if word.key in known or word.lemma_key in known:
                return False
        agents = self._agents(word)
        if not agents:
            return False
        before = [c for c in self.sentence.children(word, "obj") if c.index < agents[0].head.index]
        subjects = {head.index for c in self.clauses.subjects(word) for head in self.phrases.heads(c)}
        return not (subjects and any(c.index not in subjects for c in before))

    def _core(self, word: Word) -> list[Argument]:
        """Subject and object; in the passive the grammatical subject is the object, and ``agent`` who acts."""
        subjects, agents = self._subject(word), self._agents(word)
        named = {a.head.index for a in subjects}
        objects = self._antecedent_object(word) or [
            argument
            for child in self.sentence.children(word, "obj", "iobj")
            if child not in self._misread_subject(word)
            for argument in self._phrases("object", child)
            if argument.head.index not in named
        ]
        if self._is_passive(word):
            own = [a for a in subjects if a.how == "direct"] if objects else subjects  # what it has is no second object
            patients = [replace(a, slot="object") for a in own]
            last = agents[0].head.index if agents else len(self.sentence.words)
            return [*patients, *(a for a in objects if a.how == "antecedent" or a.head.index < last), *agents]
        return [*subjects, *objects, *agents]

    def _misread_subject(self, word: Word) -> tuple[Word, ...]:
        """The noun behind the verb of a clause that nobody above is the subject of, read as its object.

        ``«قصفت إسرائيل بلدة»`` after a verb of saying, ``فيما سيطرت القوات على``, ``يُحتمل أن تنسحب القوات``.
        """
        relation = word.deprel.split(":")[0]
        if self.clauses.subjects(word) or self._is_passive(word) or self.clauses.antecedent(word) is not None:
            return ()
        marks = {c.key for c in self.sentence.children(word, "mark")}
        apart = (relation == "csubj" and marks) or (relation == "advcl" and marks & self.grammar.meanwhile)
        objects = [
            c for c in self.sentence.children(word, "obj") if c.upos in _NOUNS and not self.phrases.preposition(c)
        ]
        first = objects[0] if objects else None
        if not apart and not self._speech(word) and not self._two_objects(word, objects):
            return ()
        between = self.sentence.words[word.index + 1 : first.index] if first is not None else ()
        if first is None or first.index < word.index or between or word.feats.get("Number") == "Plur":
            return ()
        return (first,) if self.clauses.may_be_subject(first, word) else ()

    def _two_objects(self, word: Word, objects: Sequence[Word]) -> bool:
        """``وقصفت طائراتها مواقع``: one more noun than the verb can take, neither counted nor of time."""
        ditransitive, time = self.grammar.ditransitive, self.grammar.time
        adverbial = self.grammar.accusative_endings[0]  # مطالباً، احتجاجاً
        plain = [c for c in objects if not {c.bare, c.lemma_key} & time and not c.key.endswith(adverbial)]
        return len(plain) > 1 and word.key not in ditransitive and word.lemma_key not in ditransitive

    def _speech(self, word: Word) -> bool:
        """Whether a clause is direct speech: below a verb of saying, without a particle that opens it."""
        parent = self.sentence.parent(word)
        if parent is None or not word.deprel.startswith(("ccomp", "parataxis")) or parent.index > word.index:
            return False
        marked = any(c.index < word.index for c in self.sentence.children(word, "mark"))
        return not marked and (parent.key in self.grammar.speech or parent.lemma_key in self.grammar.speech)

    def _resumed_cause(self, word: Word) -> list[Argument]:
        """``قصفت الطائرات سوقاً ما أدى إلى مقتل عشرة``: «what» stands for the act told before it, and is its cause."""
        words, grammar = self.sentence.words, self.grammar
        kinds = grammar.light_verbs.get(word.key) or grammar.light_verbs.get(word.lemma_key) or ()
        if not any(kind.subject == "cause" for kind in kinds):
            return []
        before = words[max(0, word.index - 2) : word.index]
        if not any(w.key in grammar.resuming for w in before):
            return []
        verb = next((w for w in reversed(words[: before[0].index]) if w.upos == "VERB"), None)
        return [Argument("cause", verb, (verb,), "shared")] if verb is not None else []

    def _shared_causes(self, word: Word, own: Sequence[Argument]) -> list[Argument]:
        """``قُتل جندي وأُصيب آخر في هجوم``: what brought about the last of several acts brought about the first."""
        cause = self.grammar.cause
        taken = {a.slot for a in own}
        return [
            replace(a, how="shared")
            for verb in self.sentence.children(word, "conj")
            if verb.upos == "VERB" and not taken & cause and self._suffered(word) and self._suffered(verb)
            for a in self._obliques(verb)
            if a.slot in cause
        ]

    def _suffered(self, word: Word) -> bool:
        """Whether a verb tells what befell somebody: passive, or without an object."""
        return self._is_passive(word) or not self.sentence.children(word, "obj")

    def _subject(self, word: Word, depth: int = 0) -> tuple[Argument, ...]:
        """The grammatical subject, looked for above the verb where the clause has none of its own."""
        if word.index in self._subjects:
            return self._subjects[word.index]
        self._subjects[word.index] = ()  # a cycle of clauses ends here
        own = tuple(
            a
            for child in self.clauses.subjects(word) or self._misread_subject(word)
            for a in self._phrases("subject", child)
        )
        if not own or all(a.head.upos == "PRON" for a in own):
            own = self._subject_from_above(word, depth) or own
        self._subjects[word.index] = own
        return own

    def _subject_from_above(self, word: Word, depth: int) -> tuple[Argument, ...]:
        parent = self.sentence.parent(word)
        if parent is None or depth > 4:
            return ()
        relation = word.deprel.split(":")[0]
        antecedent = self.clauses.antecedent(word)
        if antecedent is not None:
            if self._antecedent_object(word) or antecedent.upos == "PRON":
                return ()
            return tuple(replace(a, how="antecedent") for a in self._phrases("subject", antecedent))
        how = {"conj": "shared", "xcomp": "control", "ccomp": "control", "advcl": "control", "parataxis": "shared"}.get(
            relation
        )
        if how is None:
            return ()
        if self._speech(word):
            return ()
        if relation == "advcl" and {c.key for c in self.sentence.children(word, "mark")} & self.grammar.meanwhile:
            return ()
        asyndetic = how == "shared" and not self.sentence.children(word, "cc")
        if relation == "ccomp" and not self.sentence.children(word, "mark") and self.sentence.children(parent, "obj"):
            asyndetic = True
        marks = [c.index for c in self.sentence.children(word, "mark") if c.index < word.index]
        if relation == "ccomp" and marks:
            between = self.sentence.words[max(marks) + 1 : word.index]
            if any(w.upos in ("NOUN", "PROPN", "NUM") for w in between):
                return ()  # the subject stands there, wherever the parse hangs it
        if asyndetic:
            return ()  # «مشروع قرار ...، يدعو إلى»: without a conjunction the verb speaks of the noun before it
        if parent.upos in ("VERB", "AUX"):
            return tuple(replace(a, how=how) for a in self._subject(parent, depth + 1))
        if relation in ("xcomp", "ccomp") and parent.upos in _NOUN_TRIGGERS:
            governor = self.sentence.parent(parent)
            if governor is not None and governor.upos == "VERB":
                return tuple(replace(a, how=how) for a in self._subject(governor, depth + 1))
        return ()

    def _antecedent_object(self, word: Word) -> list[Argument]:
        """``مشروع قرار صاغته مصر``: the pronoun on the verb of a relative clause stands for the noun before it."""
        noun = self.clauses.antecedent(word)
        if noun is None or noun.upos not in ("NOUN", "PROPN"):
            return []
        has_pronoun = any(c.upos == "PRON" and c.index == word.index + 1 for c in self.sentence.children(word, "obj"))
        return self._phrases("object", noun, "antecedent") if has_pronoun else []

    # Nouns

    def _noun(self, word: Word) -> Details:
        arguments = [*self._nominal(word), *self._obliques(word)]
        support = self._support(word)
        if support is None:
            arguments += [*self._hung_above(word, arguments), *self._from_relative(word), *self._means_subject(word)]
            return self._finish(word, arguments, word)
        verb, kind, top = support
        if top is not word:
            arguments += [a for a in self._obliques(top) if a.head is not word]
        arguments += self._from_light_verb(verb, kind, top)
        for noun in dict.fromkeys((top, word)):
            arguments += self._from_relative(noun)  # «شنت حملة اعتقالات طالت ناشطين»
        return self._finish(word, arguments, verb, support=verb)

    def _nominal(self, word: Word) -> Iterator[Argument]:
        children = self.sentence.children(word)
        for child in children:
            relation = child.deprel.split(":")[0]
            if relation == "amod":
                yield Argument("modifier", child, self.phrases.words(child))
            elif child.index > word.index and not self.phrases.preposition(child):
                nominal = relation in ("nmod", "dep", "flat", "nummod") and child.upos in _NOUN_TRIGGERS | {
                    "PRON",
                    "NUM",
                }
                if nominal or relation == "nsubj":
                    yield from self._phrases("genitive", child)
                elif relation in ("obj", "iobj"):
                    yield from self._phrases("object", child)
        yield from self._agents(word)

    def _support(self, word: Word) -> tuple[Word, LightVerb, Word] | None:
        """The light verb over an event noun, with the noun that fills its slot (a carrier: ``شن حملة اعتقالات``)."""
        top, parent = word, self.sentence.parent(word)
        while (
            parent is not None
            and parent.upos in ("NOUN", "ADJ", "NUM")
            and top.deprel.split(":")[0] in ("nmod", "conj", "dep")
        ):
            if top.deprel != "conj" and not (
                self.grammar.is_amount(parent) or {parent.bare, parent.lemma_key} & self.grammar.carriers
            ):
                return None
            top, parent = parent, self.sentence.parent(parent)
        if parent is None or parent.upos not in ("VERB", "AUX"):
            return None
        relation = top.deprel.split(":")[0]
        slot = {"nsubj": "object" if self._is_passive(parent) else "subject", "obj": "object"}.get(relation, "")
        slot = slot or self.phrases.preposition(top)
        kinds = self.grammar.light_verbs.get(parent.key) or self.grammar.light_verbs.get(parent.lemma_key) or ()
        kind = next((k for k in kinds if slot in k.event), None)
        return (parent, kind, top) if kind else None

    def _from_relative(self, word: Word) -> Iterator[Argument]:
        """``غارات شنتها طائرات حربية على السوق``: a light verb in a clause that follows its event noun."""
        for verb in self._relative_verbs.get(word.index, ()):
            kinds = self.grammar.light_verbs.get(verb.key) or self.grammar.light_verbs.get(verb.lemma_key) or ()
            pronoun = any(c.upos == "PRON" for c in self.sentence.children(verb, "obj"))
            event = "object" if pronoun or self._is_passive(verb) else "subject"
            kind = next((k for k in kinds if event in k.event), None)
            if kind is not None:
                yield from self._from_light_verb(verb, kind, word, own=frozenset({word.index}))

    @cached_property
    def _relative_verbs(self) -> dict[int, list[Word]]:
        """The verbs of relative clauses by the index of the noun that they are about."""
        found: dict[int, list[Word]] = {}
        for word in self.sentence.words:
            noun = self.clauses.antecedent(word)
            if noun is not None:
                found.setdefault(noun.index, []).append(word)
        return found

    def _from_light_verb(
        self, verb: Word, kind: LightVerb, event: Word, own: frozenset[int] | None = None
    ) -> Iterator[Argument]:
        """What the light verb's own arguments are to the event; ``own`` are words of the event's phrase, left out."""
        own = own or frozenset(w.index for w in self._below(event))
        for argument in self._core(verb):
            if argument.head.index in own:
                continue
            if argument.slot == "subject" and argument.head.index != event.index:
                slot = kind.subject if not self._is_passive(verb) else "subject"
                if slot != "none":
                    yield replace(argument, slot=slot)
            elif argument.slot == "agent" or (argument.slot == "object" and not self._is_passive(verb)):
                yield argument
        for argument in self._obliques(verb):
            if argument.head.index not in own:
                yield argument

    def _means_subject(self, word: Word) -> Iterator[Argument]:
        """Who uses an act as a means does it, to whom the verb is about: ``تحاول روسيا عبر القصف إرغام المعارضة``."""
        parent = self.sentence.parent(word)
        if parent is None or parent.upos != "VERB" or not self.grammar.means & _cases(self.sentence, word):
            return
        if self._is_passive(parent) or {parent.key, parent.lemma_key} & self.grammar.intransitive:
            return  # استشهد شاب خلال اقتحام المخيم: the victim used nothing
        for argument in self._subject(parent):
            yield replace(argument, how="control")
        if not self.grammar.means & self.grammar.instrument & _cases(self.sentence, word):
            return  # «خلال زيارة» may only say when
        for thing in self.sentence.children(parent, "obj"):
            genitives = [
                c
                for c in self.sentence.children(thing, "nmod")
                if c.index > thing.index and not self.phrases.preposition(c)
            ]
            for child in genitives or [thing]:
                yield from self._phrases("object", child, "control")

    # Participles beside a verb: ``مطالباً النظام بوقف القصف``

    def _is_participle(self, word: Word) -> bool:
        """Whether a noun or adjective may stand for a verb: indefinite, and with something that it governs."""
        if not written_as_participle(word, self.grammar):
            return False
        if self.phrases.preposition(word):
            return False  # «حكما بحق متهمين»: a person
        relation = word.deprel.split(":")[0]
        genitive = relation == "nmod" and word.key.endswith(self.grammar.accusative_endings[0])  # none ends so
        if relation not in _PARTICIPLES and not genitive:
            return False
        # The parse may hang what it governs elsewhere; then at least no end of a clause follows.
        after = self.sentence.words[word.index + 1] if word.index + 1 < len(self.sentence.words) else None
        return after is not None and (
            after.upos in ("NOUN", "PROPN", "PRON", "NUM", "ADP") or self._below(word)[-1].index > word.index
        )

    def _participle(self, word: Word) -> Details:
        governor = self.sentence.parent(word)
        while governor is not None and governor.upos not in ("VERB", "AUX"):
            governor = self.sentence.parent(governor)
        subjects = tuple(replace(a, how="control") for a in self._subject(governor)) if governor is not None else ()
        time = self.grammar.time
        objects = [
            argument
            for child in self.sentence.children(word, "obj", "nmod", "nsubj", "iobj", "obl")
            if child.index > word.index and not self.phrases.preposition(child) and child.bare not in time
            for argument in self._phrases("object", child)
        ]
        obliques = [a for a in self._obliques(word) if a.slot != "bare" or a.head.bare in time]
        noun = self.sentence.parent(word)
        if governor is not None and noun is not None and not self.clauses.attribute(word):
            # متهماً إسرائيل باغتيال، في مظاهرة منددين بالفساد: what follows is its own
            last = max((a.words[-1].index for a in objects), default=word.index)
            obliques += [
                replace(a, how="loose")
                for a in dict.fromkeys((*self._obliques(governor), *self._obliques(noun)))
                if last < a.words[0].index <= last + 3 and a.slot in self.grammar.prepositions and a.how == "direct"
            ]
        return self._finish(word, [*subjects, *objects, *obliques], word, participle=True)

    # Shared

    def _phrases(self, slot: str, child: Word, how: str = "direct") -> list[Argument]:
        return [Argument(slot, head, self.phrases.words(head), how) for head in self.phrases.heads(child)]

    def _obliques(self, word: Word) -> list[Argument]:
        """Phrases by preposition, and the clauses under the word as complements.

        In a relative clause a pronoun behind its preposition is the noun before it: القرية التي انسحبوا منها.
        """
        if word.index not in self._by_preposition:
            found = self._find_obliques(word)
            noun = self.clauses.antecedent(word)
            if noun is not None and noun.upos != "PRON":
                found = [
                    again
                    for a in found
                    for again in (self._phrases(a.slot, noun, "antecedent") if self._resumes(a, word) else [a])
                ]
            self._by_preposition[word.index] = found
        return self._by_preposition[word.index]

    def _resumes(self, argument: Argument, verb: Word) -> bool:
        return argument.head.upos == "PRON" and argument.slot in self.grammar.prepositions and argument.how == "direct"

    def _find_obliques(self, word: Word) -> list[Argument]:
        found: list[Argument] = []
        for child in self.sentence.children(word):
            relation = child.deprel.split(":")[0]
            case = self.phrases.preposition(child)
            if case and relation in _OBLIQUE:
                found += self._phrases(self._slot(child), child)
            elif relation == "obl":
                found += self._phrases("bare", child)
            if relation in _CLAUSES and (child.upos in ("VERB", "AUX") or not case) and not self._goes_along(child):
                found.append(Argument("complement", child, self.phrases.words(child)))
        return found

    def _goes_along(self, clause: Word) -> bool:
        """Whether a clause only goes along with the one above it: ``بعد أن وافق``, ``معرباً عن أسفه``."""
        if clause.deprel.startswith("advcl") and clause.upos not in ("VERB", "AUX") and self._is_participle(clause):
            return True
        marks = {c.key for c in self.sentence.children(clause, "mark", "case") if c.index < clause.index}
        return clause.deprel.startswith("advcl") and bool(marks & (self.grammar.when | self.grammar.meanwhile))

    def _slot(self, phrase: Word) -> str:
        """The slot of a phrase by its preposition; behind a noun of direction (``شمال مالي``) a place, so no side."""
        case = self.phrases.preposition(phrase)
        return "place" if case == phrase.key else self.grammar.same_slot.get(case, case)

    def _hung_above(self, word: Word, own: Sequence[Argument]) -> Iterator[Argument]:
        """``فرض عقوبات على روسيا``: the phrase right behind a genitive that the parse hangs on the noun above it."""
        parent = self.sentence.parent(word)
        if word.deprel != "nmod" or self.phrases.preposition(word) or parent is None or parent.upos != "NOUN":
            return
        last = self._below(word)[-1].index
        taken = {a.slot for a in own}
        for argument in self._obliques(parent):
            near = last < argument.words[0].index <= last + 2  # the preposition is no word of the phrase
            if near and argument.slot not in taken and argument.how == "direct":
                yield replace(argument, how="loose")

    def _loose(self, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """Prepositional phrases that hang on an argument's noun, for parses attach them there too often."""
        taken = {a.slot for a in arguments}
        for argument in arguments:
            if argument.slot in ("modifier", "complement") or argument.head.upos == "VERB":
                continue
            for word in self._below(argument.head):
                if (
                    word is argument.head
                    or word.deprel.split(":")[0] not in ("nmod", "obl")
                    or not self._in_phrase(argument.head, word)
                ):
                    continue
                slot = self._slot(word)
                if argument.slot == "subject" and slot not in self.grammar.unowned:
                    continue
                if slot and slot not in taken:
                    yield from self._phrases(slot, word, "loose")

    def _in_phrase(self, head: Word, word: Word) -> bool:
        """Whether only nouns stand between a word and the head above it: no clause in between."""
        parent = self.sentence.parent(word)
        while parent is not None and parent is not head:
            if parent.upos in ("VERB", "AUX"):
                return False
            parent = self.sentence.parent(parent)
        return parent is head

    def _below(self, word: Word) -> tuple[Word, ...]:
        """A word and all that depends on it, in text order."""
        if word.index not in self._subtrees:
            self._subtrees[word.index] = self.sentence.subtree(word)
        return self._subtrees[word.index]

    @cached_property
    def _agent_markers(self) -> list[Word]:
        """The last words of the phrases that introduce who acts, in text order."""
        return [self.sentence.words[i] for i in sorted(self.phrases.ends(self.grammar.agent_phrases))]

    def _agents(self, word: Word) -> list[Argument]:
        """The one who acts, behind ``من قبل`` and the like, below this word."""
        behind = [marker for marker in self._agent_markers if marker.index > word.index]
        if not behind:
            return []
        below = {w.index for w in self._below(word)}
        for marker in behind:
            if marker.index in below and not self._other_verb_between(word, marker):
                if self._is_other_noun_s(marker, word):
                    continue
                head = self._behind(marker)
                if head is not None:
                    return self._phrases("agent", head)
        return []

    def _is_other_noun_s(self, marker: Word, verb: Word) -> bool:
        """Whether an agent phrase is of a noun that acts below a verb: ``شددوا على تقويتها من قبل الجيش``."""
        if verb.upos != "VERB" or {verb.key, verb.lemma_key} & set(self.grammar.light_verbs):
            return False
        sides = {c.index for c in (*self.clauses.subjects(verb), *self.sentence.children(verb, "obj", "nsubj:pass"))}
        between = [w for w in self.sentence.ancestors(marker) if verb.index < w.index < marker.index]
        # «داعياً إلى وقف العنف من قبل», but «قُتل متأثراً بإصابته برصاص الجيش»
        means = self.sentence.words[marker.index - 1 : marker.index + 1] if marker.index else ()
        kinds = ("NOUN",) if any(w.key in self.grammar.instrument for w in means) else ("NOUN", "ADJ")
        acts = (w for w in between if w.upos in kinds and w.index not in sides)
        return any(self.language.is_verbal_noun(w.text) or self._is_participle(w) for w in acts)

    def _other_verb_between(self, word: Word, last: Word) -> bool:
        return any(w.upos == "VERB" for w in self.sentence.words[word.index + 1 : last.index])

    def _behind(self, marker: Word) -> Word | None:
        """The noun that an agent phrase introduces: what the marker is case of, or the genitive after it."""
        parent = self.sentence.parent(marker)
        if marker.deprel in ("case", "fixed"):
            while parent is not None and parent.deprel in ("case", "fixed"):
                parent = self.sentence.parent(parent)
            return parent
        after = self.sentence.words[marker.index + 1 : marker.index + 2]
        beside = (w for w in after if w.head == marker.head)  # the parse may hang both on the verb
        found = (c for c in (*self.sentence.children(marker), *beside) if c.index > marker.index)
        return next((c for c in found if c.upos in _NOUN_TRIGGERS), None)

    def _finish(
        self,
        word: Word,
        direct: Sequence[Argument],
        clause: Word,
        support: Word | None = None,
        participle: bool = False,
    ) -> Details:
        agents = {a.head.index for a in direct if a.slot == "agent"}
        if agents:  # «على يد ميليشيات» names who acts, not on whom
            direct = [a for a in direct if a.slot == "agent" or not agents & {w.index for w in a.words}]
        found: dict[tuple[str, int], Argument] = {}
        for a in (*direct, *self._loose(direct)):  # parses give several ways to one phrase
            found.setdefault((a.slot, a.head.index), a)
        return Details(
            arguments=tuple(found.values()),
            support=support,
            polarity=self.clauses.polarity(word, clause),
            modality=self.clauses.modality(word, clause, participle),
            telling=self.clauses.telling(word, clause, participle),
            attribution=self.clauses.attribution(clause),
        )


def _cases(sentence: Sentence, word: Word) -> set[str]:
    return {child.key for child in sentence.children(word, "case")}
