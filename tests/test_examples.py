"""The examples that stand beside the rules of the shipped codebook, through the real models.

Those that fail are listed with the reason in ``data/known_failures.yaml``: one that begins to pass must leave the list.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from coder.codebook import Codebook
from coder.codebook.model import ExampleEvent
from coder.event import Event
from coder.pipeline import Coder
from coder.read import Article

KNOWN = Path(__file__).parent / "data" / "known_failures.yaml"


def _expected_holds(expected: ExampleEvent, event: Event) -> bool:
    """Whether an event is the one an example describes; what the example leaves out is not compared."""
    return (
        (expected.cameo is None or event.cameo == expected.cameo)
        and (expected.source is None or (event.source is not None and event.source.code == expected.source))
        and (expected.target is None or (event.target is not None and event.target.code == expected.target))
        and (expected.acled is None or (event.acled is not None and event.acled.sub_event_type == expected.acled))
        and (expected.place is None or (event.place is not None and event.place.text == expected.place))
        and (expected.tags is None or set(expected.tags) <= set(event.tags))
    )


def difference(expected: tuple[ExampleEvent, ...], events: list[Event]) -> str:
    """What an example lacks or has too much, in words; empty if it gives exactly the rows that it lists."""
    left = list(events)
    missing = []
    for wanted in expected:
        found = next((event for event in left if _expected_holds(wanted, event)), None)
        if found is None:
            missing.append(str(wanted.model_dump(exclude_none=True)))
        else:
            left.remove(found)
    extra = [
        f"{event.source.code if event.source else '-'} {event.cameo} {event.target.code if event.target else '-'}"
        for event in left
    ]
    return "; ".join([*(f"lacks {m}" for m in missing), *(f"has {e}" for e in extra)])


@pytest.fixture(scope="module")
def failures(book: Codebook) -> dict[str, str]:
    """What is wrong with each example, by rule and number, for all examples at once."""
    examples = {f"{rule.id}/{n}": example for rule in book.rules.values() for n, example in enumerate(rule.examples)}
    articles = [Article(id=key, text=example.text, date=example.date) for key, example in examples.items()]
    rows = {article.id: events for article, events in Coder(book).code(articles)}
    found = {key: difference(example.events, rows[key]) for key, example in examples.items()}
    return {key: what for key, what in found.items() if what}


def test_examples_pass_except_the_known_failures(failures: dict[str, str]) -> None:
    known = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    new = {key: what for key, what in failures.items() if key not in known}
    assert not new, "\n".join(f"{key}: {what}" for key, what in new.items())
    mended = sorted(set(known) - set(failures))
    assert not mended, f"these pass now, take them off the list: {mended}"


def test_every_rule_has_an_example(book: Codebook) -> None:
    assert [rule.id for rule in book.rules.values() if not rule.examples] == []


def test_examples_cover_every_cameo_root(book: Codebook) -> None:
    roots = Counter(e.cameo[:2] for r in book.rules.values() for x in r.examples for e in x.events if e.cameo)
    assert set(roots) == {f"{n:02d}" for n in range(1, 21)}
