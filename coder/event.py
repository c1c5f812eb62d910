"""The event record: the form that every other table (CAMEO, PLOVER, ACLED) is made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


def code_pieces(code: str) -> list[str]:
    """The three-letter pieces of a CAMEO actor code or role, in order: ``SYRREB`` is ``SYR``, ``REB``."""
    return [code[i : i + 3] for i in range(0, len(code), 3)]


@dataclass(frozen=True)
class EventActor:
    """One side of an event.

    Attributes:
        code: CAMEO actor code, country (ISO 3166 alpha-3) then roles, e.g. ``SYRREB``; empty if nobody
            in the codebook is named.
        name: canonical name, e.g. ``Jaysh al-Islam``.
        text: the words of the article.
        start, end: character offsets of ``text`` in the article's text, end exclusive.
        country: ISO 3166 alpha-3 code, or empty.
        country_found: how the country was found: ``name``, ``adjective``, ``owner``, ``place``, ``sentence``,
            ``article`` or empty.
        role: CAMEO role, e.g. ``MIL``, or empty.
        acled_name: actor name in ACLED's convention, or empty.
        acled_type: ACLED actor type (inter), e.g. ``Rebel group``, or empty.
        entry: codebook entry with its file and line, e.g. ``jaysh-al-islam (codebooks/actors/syria.yaml:12)``.
        antecedent: the words of the earlier mention that a pronoun or a bare definite noun (``الجماعة``) stands for;
            empty where ``text`` itself names the actor.
    """

    code: str
    name: str
    text: str
    start: int
    end: int
    country: str = ""
    country_found: str = ""
    role: str = ""
    acled_name: str = ""
    acled_type: str = ""
    entry: str = ""
    antecedent: str = ""

    @property
    def is_generic(self) -> bool:
        """Whether a general word names him (``soldiers (Syria)``) and not a name of his own."""
        return is_generic(self.name, self.entry, self.country_found)


def is_generic(name: str, entry: str, country_found: str) -> bool:
    """Whether an actor's name only says the entry of a general word, with the country that was found for it.

    Args:
        name, entry, country_found: as in :class:`EventActor`.
    """
    label, _, nation = name.partition(" (")
    return label.lower() == entry.partition(" (")[0].replace("-", " ") and (bool(nation) or not country_found)


@dataclass(frozen=True)
class AcledType:
    """ACLED's three levels of event classification (ACLED Codebook, "ACLED Events")."""

    disorder_type: str
    event_type: str
    sub_event_type: str


@dataclass(frozen=True)
class Place:
    """Where an event took place.

    Attributes:
        text: the words of the article.
        name: canonical name.
        country: ISO 3166 alpha-3 code, or empty.
        admin1, admin2, admin3: administrative divisions, or empty.
        latitude, longitude: WGS 84 decimal degrees, or None.
        precision: ACLED ``geo_precision``: 1 exact place, 2 part of a region, 3 larger region; None if unknown.
        found: where it is named: ``frame`` (a slot of the event), ``clause``, ``sentence``, ``article`` (the last place
            told before), ``dateline``, or ``country``, where only a state is known.
        candidates: the places of its name in words, the one chosen first, each with what spoke for or against it.
    """

    text: str
    name: str
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    admin3: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: int | None = None
    found: str = ""
    candidates: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class When:
    """When an event took place.

    Attributes:
        start, end: first and last day that the text allows; equal for a day.
        precision: ACLED's ``time_precision``: 1 the day is known, 2 the week, 3 the month or less (docs/dates.md).
        text: the words of the article, empty where it is the article's own date.
        found: ``frame``, ``sentence`` or ``article``: where the date was found; with text, ``article`` is another
            sentence.
    """

    start: dt.date
    end: dt.date
    precision: int
    text: str = ""
    found: str = ""


@dataclass(frozen=True)
class Count:
    """How many were killed or wounded.

    Attributes:
        low: the number that counts, the most conservative of those given (ACLED Codebook, "Fatalities").
        high: the largest number given or possible; None where the text sets no limit.
        text: the words of the article, apart by an ellipsis where they stand apart.
        how: ``exact``, ``sum`` of several numbers, ``vague`` (no number is given), ``shared`` (killed and wounded are
            counted together), ``toll`` (takes the place of earlier numbers), ``differ`` (reports disagree) or ``none``
            (nobody was hurt).
    """

    low: int
    high: int | None
    text: str
    how: str = "exact"


@dataclass(frozen=True)
class Event:
    """Who did what to whom, where, when, and which words and rule say so: one source-target pair.

    Attributes:
        event_id: 16 hexadecimal digits, stable for the same article, words, rule and actors.
        article_id, url, outlet: of the article; empty if unknown.
        published: publication date, or None.
        language: ISO 639-1 code.
        sentence_index: 0-based.
        sentence: the sentence as written.
        trigger: the words that stand for the action; ``start`` and ``end`` are their character offsets.
        rule: id of the codebook action.
        polarity: ``affirmed`` or ``negated``.
        modality: ``real``, ``attempted``, ``failed``, ``begun``, ``background`` (named as known, not reported),
            ``future``, ``possible`` or ``unreal``.
        attribution: the words that name who reports it, or empty.
        mentions: how often the article tells it; more than 1 where :func:`coder.once.once` has joined rows.
        when: None if no date is known.
        source, target: None if the text names nobody.
        cameo, cameo_name, cameo_root: CAMEO event code, its name, and its two-digit root.
        quad_class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; 0 for neutral.
        goldstein: Goldstein score, -10 to 10.
        plover: PLOVER event type.
        acled: None where ACLED would not record the event.
        place: None if no place is known.
        fatalities, injuries: None if the text gives no number.
        tags: sorted.
    """

    event_id: str
    article_id: str
    url: str
    outlet: str
    published: dt.date | None
    language: str
    sentence_index: int
    sentence: str
    trigger: str
    start: int
    end: int
    rule: str
    polarity: str
    modality: str
    attribution: str
    when: When | None
    source: EventActor | None
    target: EventActor | None
    cameo: str
    cameo_name: str
    cameo_root: str
    quad_class: int
    goldstein: float
    plover: str
    acled: AcledType | None
    place: Place | None
    fatalities: Count | None
    injuries: Count | None
    tags: tuple[str, ...]
    mentions: int = 1

    @property
    def date(self) -> dt.date | None:
        """The first day of the event, or None."""
        return self.when.start if self.when else None
