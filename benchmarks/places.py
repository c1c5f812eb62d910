"""Places of events against plain lookup in the same gazetteers: python benchmarks/places.py

The table of ``tests/data/places.tsv``, coded twice: by waqai, and by the longest name of any gazetteer in the sentence,
taken for its most populous place (what most coders of events do). A case is ``right`` if all its places, and no others,
are right as the tests want them; it is ``found`` if country, first division and coordinates of one of them are right.
A city and its quarters lie within the tests' reach, so ``found`` is kind to lookup.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from coder.annotate import Annotator
from coder.code import CodedSentence, code_document
from coder.codebook import load_codebook
from coder.event import Event, Place
from coder.gazetteer import Location
from coder.ground import ground
from coder.ground.atlas import LONGEST, Atlas, atlas_of
from coder.read import Article

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from places import COUNTRY, Case, cases, differences, faults

_CLITICS = "وفبلك"


def looked_up(text: str, atlas: Atlas) -> Place | None:
    """The place of the longest name in a text, the first of those of one length; its most populous one."""
    words = [atlas.language.fold(word.strip(".,،()«»\"':")) for word in text.split()]
    for length in range(LONGEST, 0, -1):
        for first in range(len(words) - length + 1):
            letters = "".join(words[first : first + length])
            for written in (letters, *([letters[1:]] if letters[:1] in _CLITICS else [])):
                named = [option.location for option in atlas.find(written) if not option.behind]
                if named and len(written) > 2:
                    return _place(
                        max(named, key=lambda place: place.population), " ".join(words[first : first + length])
                    )
    return None


def _place(found: Location, text: str) -> Place:
    return Place(
        text=text,
        name=found.name,
        country=found.country,
        admin1=found.admin1,
        latitude=found.latitude,
        longitude=found.longitude,
        precision=3 if found.kind in ("country", "region") else 1,
    )


def is_found(case: Case, places: list[Place | None]) -> bool:
    """Whether one of the places lies where the case wants one, or there is none if it wants none."""
    wanted = [replace(one, precision="") for one in case.wanted]
    if not faults(case, places) or not places or wanted[0].place == "=":
        return not faults(case, places)
    named = [(one, place) for one in wanted for place in places if place is not None]
    return any(
        not differences(one if one.place == COUNTRY else replace(one, place=place.text), place) for one, place in named
    )


def main() -> None:
    """Print how many cases each of both gets right."""
    book, table = load_codebook(), cases()
    atlas = atlas_of(book)
    articles = [Article(id=str(n), text=case.text) for n, case in enumerate(table)]
    counts: Counter[str] = Counter()
    for case, document in zip(table, Annotator(book.language).annotate(articles), strict=True):
        coded = [event.place for event in _last(ground(document, code_document(document, book)))]
        plain = [looked_up(case.text, atlas)]
        for name, places in (("waqai", coded), ("lookup", plain)):
            counts[f"{name} right"] += not faults(case, places)
            counts[f"{name} found"] += is_found(case, places)
    print(f"{'':8}{'right':>8}{'found':>8}  of {len(table)}")
    for name in ("waqai", "lookup"):
        shares = [counts[f"{name} {what}"] / len(table) for what in ("right", "found")]
        print(f"{name:8}" + "".join(f"{share:8.1%}" for share in shares))


def _last(sentences: list[CodedSentence]) -> list[Event]:
    return next((sentence.events for sentence in reversed(sentences) if sentence.events), [])


if __name__ == "__main__":
    main()
