"""Stage 3, frames: one structure between the parse and the codebook, so that rules never see Universal Dependencies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from coder.annotate import Word, Wording

Kind = Literal["verb", "passive", "participle", "noun"]
Polarity = Literal["affirmed", "negated"]
Modality = Literal["real", "future", "possible", "unreal", "background"]
Telling = Literal["news", "ongoing", "circumstance", "reminder"]


@dataclass(frozen=True)
class Argument(Wording):
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


class Details(NamedTuple):
    """What a frame says beyond its trigger; see ``Frame``."""

    arguments: tuple[Argument, ...]
    support: Word | None
    polarity: Polarity
    modality: Modality
    telling: Telling
    attribution: tuple[Word, ...]


@dataclass(frozen=True)
class Frame:
    """A possible action: a trigger word and its named slots.

    All but the trigger is worked out when it is first asked for, since most words are no trigger of any rule.

    Attributes:
        trigger: the verb, participle or noun.
        kind: how the trigger stands; in ``passive`` frames the object slot holds the grammatical subject.
        look: works out the rest.
    """

    trigger: Word
    kind: Kind
    look: Callable[[], Details] = field(repr=False, compare=False)

    @cached_property
    def _details(self) -> Details:
        return self.look()

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All slots, in text order within a slot, direct ones first."""
        return self._details.arguments

    @property
    def support(self) -> Word | None:
        """The light verb that carries a noun trigger (شنّ غارات), or None."""
        return self._details.support

    @property
    def polarity(self) -> Polarity:
        """Of the clause."""
        return self._details.polarity

    @property
    def modality(self) -> Modality:
        """``background`` for what is only named as known, ``unreal`` for what is wished, intended or supposed."""
        return self._details.modality

    @property
    def telling(self) -> Telling:
        """How the clause tells it: as ``news``, as ``ongoing`` or usual, as a ``circumstance`` of something else."""
        return self._details.telling

    @property
    def attribution(self) -> tuple[Word, ...]:
        """The words that name who reports it, empty if none."""
        return self._details.attribution

    def slot(self, name: str) -> tuple[Argument, ...]:
        """The phrases in a slot."""
        return self._slots.get(name, ())

    @cached_property
    def _slots(self) -> dict[str, tuple[Argument, ...]]:
        names = dict.fromkeys(a.slot for a in self.arguments)
        return {name: tuple(a for a in self.arguments if a.slot == name) for name in names}
