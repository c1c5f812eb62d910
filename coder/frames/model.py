"""Stage 3, frames: one structure between the parse and the codebook, so that rules never see Universal Dependencies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from coder.annotate import Word

Kind = Literal["verb", "passive", "participle", "noun"]
Polarity = Literal["affirmed", "negated"]
Modality = Literal["real", "future", "possible", "unreal", "background"]


@dataclass(frozen=True)
class Argument:
    """A phrase in a slot of a frame.

    Attributes:
        slot: ``subject``, ``object``, ``agent`` (behind ``على يد``), ``genitive``, ``modifier``, ``complement``,
            ``cause``, ``place``, ``bare`` (no preposition) or a preposition, folded.
        head: the word that the phrase is about; behind words of amount (``عشرات المدنيين``: المدنيين).
        words: the phrase in text order, without coordinated phrases and relative clauses.
        how: ``direct``, or how the slot was filled when syntax left it open: ``shared`` (from a coordinated verb),
            ``antecedent`` (of a relative clause), ``control`` (from the governing verb), ``loose`` (a prepositional
            phrase that the parse hangs on another argument).
    """

    slot: str
    head: Word
    words: tuple[Word, ...]
    how: str = "direct"

    @property
    def start(self) -> int:
        """Character offset of the first word in the article."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Character offset after the last word in the article."""
        return self.words[-1].end


@dataclass(frozen=True)
class Frame:
    """A possible action: a trigger word and its named slots.

    Attributes:
        trigger: the verb, participle or noun.
        kind: how the trigger stands; in ``passive`` frames the object slot holds the grammatical subject.
        support: the light verb that carries a noun trigger (شنّ غارات), or None.
        arguments: all slots, in text order within a slot, direct ones first.
        polarity: of the clause.
        modality: ``background`` for what is only named as known, ``unreal`` for what is wished, intended or supposed.
        attribution: the words that name who reports it, empty if none.
    """

    trigger: Word
    kind: Kind
    arguments: tuple[Argument, ...]
    support: Word | None = None
    polarity: Polarity = "affirmed"
    modality: Modality = "real"
    attribution: tuple[Word, ...] = field(default=())

    def slot(self, name: str) -> tuple[Argument, ...]:
        """The phrases in a slot."""
        return tuple(a for a in self.arguments if a.slot == name)
