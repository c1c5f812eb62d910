"""Building frames from a tree: passive, light-verb, nominal and participial wording end up in the same slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from coder.annotate import Sentence, Word
from coder.frames.clause import attribution, modality, polarity
from coder.frames.model import Argument, Frame
from coder.frames.phrases import heads, phrase_words, preposition
from coder.frames.repair import repair
from coder.languages import Grammar, Language, Lexicon, LightVerb

_NOUN_TRIGGERS = frozenset({"NOUN", "PROPN", "ADJ", "X"})
_CLAUSES = ("ccomp", "xcomp", "csubj", "advcl")


NO_LEXICON = Lexicon()


def build_frames(
    sentence: Sentence, language: Language, lexicon: Lexicon = NO_LEXICON
) -> tuple[Sentence, tuple[Frame, ...]]:
    """The frames of a sentence in text order, and the sentence with usual errors of the parse mended.

    ``lexicon`` holds words that the codebook knows: they tell a verb or a name where the tagger erred.
    """
    sentence = repair(sentence, language, lexicon)
    builder = _Builder(sentence, language.grammar)
    return sentence, tuple(builder.frames())


class _Builder:
    def __init__(self, sentence: Sentence, grammar: Grammar) -> None:
        self.sentence = sentence
        self.grammar = grammar
        self._subjects: dict[int, tuple[Argument, ...]] = {}

    def frames(self) -> Iterator[Frame]:
        for word in self.sentence.words:
            if word.upos in ("VERB", "AUX"):
                yield self._verb(word)
            elif word.upos in _NOUN_TRIGGERS:
                yield self._noun(word)
                if _is_participle(word, self.grammar):
                    yield self._participle(word)

    # Verbs

    def _verb(self, word: Word) -> Frame:
        arguments = [*self._core(word), *self._obliques(word)]
        return self._finish(word, "passive" if self._is_passive(word) else "verb", arguments, word)

    def _is_passive(self, word: Word) -> bool:
        if any(child.deprel == "nsubj:pass" for child in self.sentence.children(word)):
            return True
        return word.feats.get("Voice") == "Pass"

    def _core(self, word: Word) -> list[Argument]:
        """Subject and object; in the passive the grammatical subject is the object, and ``agent`` who acts."""
        objects = self._antecedent_object(word) or [
            argument
            for child in self.sentence.children(word, "obj", "iobj")
            for argument in self._phrases("object", child)
        ]
        if self._is_passive(word):
            patients = [replace(a, slot="object") for a in self._subject(word)]
            return [*patients, *objects, *self._agents(word)]
        return [*self._subject(word), *objects, *self._agents(word)]

    def _subject(self, word: Word, depth: int = 0) -> tuple[Argument, ...]:
        """The grammatical subject, looked for above the verb where the clause has none of its own."""
        if word.index in self._subjects:
            return self._subjects[word.index]
        self._subjects[word.index] = ()  # a cycle of clauses ends here
        own = tuple(
            a
            for child in self.sentence.children(word, "nsubj")
            if child.key not in self.grammar.relative
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
        if relation == "acl" and parent.upos in ("NOUN", "PROPN", "ADJ", "NUM"):
            if self._antecedent_object(word):
                return ()
            return tuple(replace(a, how="antecedent") for a in self._phrases("subject", parent))
        how = {"conj": "shared", "xcomp": "control", "ccomp": "control", "advcl": "control", "parataxis": "shared"}.get(
            relation
        )
        if how is None:
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
        parent = self.sentence.parent(word)
        if parent is None or not word.deprel.startswith("acl") or parent.upos not in ("NOUN", "PROPN"):
            return []
        has_pronoun = any(c.upos == "PRON" and c.index == word.index + 1 for c in self.sentence.children(word, "obj"))
        return [replace(a, how="antecedent") for a in self._phrases("object", parent)] if has_pronoun else []

    # Nouns

    def _noun(self, word: Word) -> Frame:
        arguments = [*self._nominal(word), *self._obliques(word)]
        support = self._support(word)
        if support is None:
            arguments += [*self._from_relative(word), *self._means_subject(word)]
            return self._finish(word, "noun", arguments, word)
        verb, kind, top = support
        if top is not word:
            arguments += [a for a in self._obliques(top) if a.head is not word]
        arguments += self._from_light_verb(verb, kind, top)
        return replace(self._finish(word, "noun", arguments, verb), support=verb)

    def _nominal(self, word: Word) -> Iterator[Argument]:
        children = self.sentence.children(word)
        for child in children:
            relation = child.deprel.split(":")[0]
            if relation == "amod":
                yield Argument("modifier", child, phrase_words(self.sentence, child))
            elif child.index > word.index and not preposition(self.sentence, child):
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
        slot = slot or preposition(self.sentence, top)
        kinds = self.grammar.light_verbs.get(parent.key) or self.grammar.light_verbs.get(parent.lemma_key) or ()
        kind = next((k for k in kinds if slot in k.event), None)
        return (parent, kind, top) if kind else None

    def _from_relative(self, word: Word) -> Iterator[Argument]:
        """``غارات شنتها طائرات حربية على السوق``: a light verb in a clause that follows its event noun."""
        for verb in self.sentence.children(word, "acl"):
            kinds = self.grammar.light_verbs.get(verb.key) or self.grammar.light_verbs.get(verb.lemma_key) or ()
            pronoun = any(c.upos == "PRON" for c in self.sentence.children(verb, "obj"))
            event = "object" if pronoun or self._is_passive(verb) else "subject"
            kind = next((k for k in kinds if event in k.event), None)
            if kind is not None:
                yield from self._from_light_verb(verb, kind, word, own=frozenset({word.index}))

    def _from_light_verb(
        self, verb: Word, kind: LightVerb, event: Word, own: frozenset[int] | None = None
    ) -> Iterator[Argument]:
        """What the light verb's own arguments are to the event; ``own`` are words of the event's phrase, left out."""
        own = own or frozenset(w.index for w in self.sentence.subtree(event))
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
        for argument in self._subject(parent):
            yield replace(argument, how="control")
        for thing in self.sentence.children(parent, "obj"):
            genitives = [
                c
                for c in self.sentence.children(thing, "nmod")
                if c.index > thing.index and not preposition(self.sentence, c)
            ]
            for child in genitives or [thing]:
                yield from self._phrases("object", child, "control")

    # Participles beside a verb: ``مطالباً النظام بوقف القصف``

    def _participle(self, word: Word) -> Frame:
        governor = self.sentence.parent(word)
        while governor is not None and governor.upos not in ("VERB", "AUX"):
            governor = self.sentence.parent(governor)
        subjects = tuple(replace(a, how="control") for a in self._subject(governor)) if governor is not None else ()
        objects = [
            argument
            for child in self.sentence.children(word, "obj", "nmod", "nsubj", "iobj")
            if child.index > word.index and not preposition(self.sentence, child)
            for argument in self._phrases("object", child)
        ]
        return self._finish(word, "participle", [*subjects, *objects, *self._obliques(word)], word)

    # Shared

    def _phrases(self, slot: str, child: Word, how: str = "direct") -> list[Argument]:
        return [
            Argument(slot, head, phrase_words(self.sentence, head), how)
            for head in heads(self.sentence, child, self.grammar)
        ]

    def _obliques(self, word: Word) -> list[Argument]:
        """Phrases by preposition, and the clauses under the word as complements."""
        found: list[Argument] = []
        for child in self.sentence.children(word):
            relation = child.deprel.split(":")[0]
            case = preposition(self.sentence, child)
            if relation in ("obl", "nmod", "obj", "advmod", "xcomp", "advcl", "ccomp", "acl", "dep", "nsubj") and case:
                found += self._phrases(self.grammar.same_slot.get(case, case), child)
            elif relation == "obl":
                found += self._phrases("bare", child)
            if relation in _CLAUSES and (child.upos in ("VERB", "AUX") or not case):
                found.append(Argument("complement", child, phrase_words(self.sentence, child)))
        return found

    def _loose(self, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """Prepositional phrases that hang on an argument's noun, for parses attach them there too often."""
        taken = {a.slot for a in arguments}
        for argument in arguments:
            if argument.slot in ("modifier", "complement", "subject"):
                continue
            for word in self.sentence.subtree(argument.head):
                if (
                    word is argument.head
                    or word.deprel.split(":")[0] not in ("nmod", "obl")
                    or not self._in_phrase(argument.head, word)
                ):
                    continue
                case = preposition(self.sentence, word)
                slot = self.grammar.same_slot.get(case, case)
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

    @cached_property
    def _agent_markers(self) -> list[Word]:
        """The last words of the phrases that introduce who acts, in text order."""
        words = self.sentence.words
        return [
            words[i + len(phrase) - 1]
            for i in range(len(words))
            for phrase in self.grammar.agent_phrases
            if i + len(phrase) <= len(words)
            and all(part in (words[i + n].key, words[i + n].bare) for n, part in enumerate(phrase))
        ]

    def _agents(self, word: Word) -> list[Argument]:
        """The one who acts, behind ``من قبل`` and the like, below this word."""
        behind = [marker for marker in self._agent_markers if marker.index > word.index]
        if not behind:
            return []
        below = {w.index for w in self.sentence.subtree(word)}
        for marker in behind:
            if marker.index in below and not self._other_verb_between(word, marker):
                head = self._behind(marker)
                if head is not None:
                    return self._phrases("agent", head)
        return []

    def _other_verb_between(self, word: Word, last: Word) -> bool:
        return any(w.upos == "VERB" for w in self.sentence.words[word.index + 1 : last.index])

    def _behind(self, marker: Word) -> Word | None:
        """The noun that an agent phrase introduces: what the marker is case of, or the genitive after it."""
        parent = self.sentence.parent(marker)
        if marker.deprel in ("case", "fixed"):
            while parent is not None and parent.deprel in ("case", "fixed"):
                parent = self.sentence.parent(parent)
            return parent
        return next(
            (c for c in self.sentence.children(marker) if c.index > marker.index and c.upos in _NOUN_TRIGGERS), None
        )

    def _finish(self, word: Word, kind: str, arguments: Iterable[Argument], clause: Word) -> Frame:
        direct = list(dict.fromkeys(arguments))
        agents = {a.head.index for a in direct if a.slot == "agent"}
        if agents:  # «على يد ميليشيات» names who acts, not on whom
            direct = [a for a in direct if a.slot == "agent" or not agents & {w.index for w in a.words}]
        seen = {(a.slot, a.head.index) for a in direct}
        loose = [a for a in self._loose(direct) if (a.slot, a.head.index) not in seen]
        return Frame(
            trigger=word,
            kind=kind,  # type: ignore[arg-type]
            arguments=(*direct, *loose),
            polarity=polarity(self.sentence, word, clause, self.grammar),
            modality=modality(self.sentence, word, clause, self.grammar),
            attribution=attribution(self.sentence, clause, self.grammar),
        )


def _cases(sentence: Sentence, word: Word) -> set[str]:
    return {child.key for child in sentence.children(word, "case")}


def _is_participle(word: Word, grammar: Grammar) -> bool:
    """Whether a noun or adjective may stand for a verb: indefinite, and not an attribute."""
    relations = ("xcomp", "advcl", "acl", "obl", "obj", "ccomp", "conj", "advmod", "parataxis", "amod")
    accusative = word.key.endswith(grammar.accusative_endings)
    return word.deprel.split(":")[0] in relations and word.key == word.bare and (word.upos == "ADJ" or accusative)
