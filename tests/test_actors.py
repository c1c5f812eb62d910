"""The shipped actors and agents: how many there are, and that each name and noun says one thing."""

from __future__ import annotations

import pytest

from coder.codebook.load import Entries, read_entries
from coder.codebook.model import ActorEntry, AgentEntry
from coder.languages import load_language
from coder.languages.base import Language


@pytest.fixture(scope="module")
def entries() -> Entries:
    return read_entries()


@pytest.fixture(scope="module")
def actors(entries: Entries) -> list[ActorEntry]:
    """Named actors other than persons."""
    return [entry for entry, origin in entries.of("actors") if not origin.file.endswith("persons.yaml")]


@pytest.fixture(scope="module")
def agents(entries: Entries) -> list[AgentEntry]:
    return [entry for entry, _ in entries.of("agents")]


@pytest.fixture(scope="module")
def arabic() -> Language:
    return load_language("ar")


def singulars(agents: list[AgentEntry], arabic: Language) -> set[str]:
    """Single words of agents that are no inflected form of another of the same entry.

    Broken plurals are among them, for spelling does not tell them from singulars.
    """
    words = set()
    for agent in agents:
        single = [noun for noun in agent.nouns if " " not in noun]
        forms = {arabic.bare(noun): arabic.noun_forms(noun) for noun in single}
        words |= {w for w in forms if not any(w in others for other, others in forms.items() if other != w)}
    return words


def test_there_are_many_actors_of_every_kind(actors: list[ActorEntry]) -> None:
    assert len(actors) >= 1500
    codes = [actor.code or actor.roles[0].code for actor in actors]
    for country in ("SYR", "IRQ", "YEM", "LBY", "SDN", "PSE", "ISR", "LBN", "EGY", "TUN", "DZA", "MAR", "SOM", "ETH"):
        assert sum(code.startswith(country) for code in codes) >= 15, country
    for role, least in {"REB": 300, "PTY": 250, "MIL": 80, "MED": 100, "UAF": 80, "OPP": 60}.items():
        assert sum(code[3:].startswith((role, "GOV" + role)) for code in codes) >= least, role
    assert sum(code.startswith(("IGO", "NGO", "NGM")) for code in codes) >= 150


def test_every_actor_has_an_arabic_and_an_english_name(actors: list[ActorEntry]) -> None:
    for actor in actors:
        assert any("\u0600" <= char <= "\u06ff" for name in actor.names.get("ar", ()) for char in name), actor.id
        assert actor.names.get("en"), actor.id


def test_short_files(entries: Entries) -> None:
    last: dict[str, int] = {}
    for section in ("actors", "agents"):
        for _, origin in entries.of(section):
            last[origin.file] = max(last.get(origin.file, 0), origin.line)
    long = {file: line for file, line in last.items() if line > 460 and not file.endswith("persons.yaml")}
    assert len(last) >= 40
    assert long == {}


def test_there_are_many_agents(agents: list[AgentEntry], arabic: Language) -> None:
    assert len(agents) >= 300
    assert len(singulars(agents, arabic)) >= 620  # 490 of them singulars, by reading


def test_each_noun_is_of_one_agent(agents: list[AgentEntry], arabic: Language) -> None:
    owner: dict[tuple[str, bool], str] = {}
    for agent in agents:
        for noun in agent.nouns:
            key = arabic.fold(noun), arabic.bare(noun) != arabic.fold(noun)
            assert owner.setdefault(key, agent.id) == agent.id, noun


def test_an_agent_is_no_actor(actors: list[ActorEntry], agents: list[AgentEntry], arabic: Language) -> None:
    """A noun listed as a name too would always be the named one."""
    nouns = {arabic.fold(noun) for agent in agents for noun in agent.nouns}
    named = {arabic.fold(name): actor.id for actor in actors for name in actor.names["ar"]}
    assert {name: named[name] for name in nouns & named.keys()} == {}
