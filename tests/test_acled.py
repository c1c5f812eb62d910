"""ACLED's rows: who is actor 1 and 2, who is associated, which type an event is of, and what is one event."""

import datetime as dt
from dataclasses import replace

import pytest
from events import CIVILIANS, EVENT, RUSSIA, event

from coder.codebook.load import read_entries
from coder.event import AcledType, Count, EventActor, Place, When
from coder.tabulate import SCHEMAS
from coder.tabulate.acled import _facts, civilian_targeting, interaction

IDLIB = Place("إدلب", "Idlib", "SYR", "Idleb", latitude=35.93, longitude=36.63, precision=1)


def rows(*events):
    return list(SCHEMAS["acled"].rows(events))


def row(**changes):
    (only,) = rows(event(**changes))
    return only


def kind(name):
    return next(
        AcledType(sub["disorder_type"], main["name"], name)
        for main in _facts()["event_types"]
        for sub in main["sub_event_types"]
        if sub["name"] == name
    )


def actor(code, acled_name="", acled_type="", entry="", name="", at=0, country=None):
    """An actor of the codebook at an offset of its own, by default of the country that its code begins with."""
    country = code[:3] if country is None else country
    return EventActor(
        code=code,
        name=name or acled_name or entry,
        text="x",
        start=at,
        end=at + 1,
        country=country,
        country_found="adjective",
        role=code[len(country) :],
        acled_name=acled_name,
        acled_type=acled_type,
        entry=f"{entry} (x.yaml:1)",
    )


ARMY = actor("SYRMIL", "Military Forces of Syria", "State forces", "army", "Army (Syria)", at=10)
POLICE = actor("TUNCOP", "Police Forces of Tunisia", "State forces", "police", "Police (Tunisia)", at=20)
REBELS = actor("SYRREB", "National Front for Liberation", "Rebel group", "nfl", at=30)
FACTION = actor("SYRREB", "Ahrar al-Sham", "Rebel group", "ahrar", at=40)
GUNMEN = actor("YEMUAF", "Unidentified Armed Group (Yemen)", "Political militia", "gunmen", "Gunmen (Yemen)", at=50)
JOURNALISTS = actor("TUNMED", "Civilians (Tunisia)", "Civilians", "journalist", "Journalist (Tunisia)", at=60)
STRIKERS = actor("IRQCVL", "Protesters (Iraq)", "Protesters", "strikers", "Strikers (Iraq)", at=70)
SETTLERS = actor("ISRSET", "Settlers (Israel)", "Identity militia", "settlers", "Settlers (Israel)", at=80)
OFFICIAL = actor("IRQGOV", "Government of Iraq", "State forces", "official", "Official (Iraq)", at=90)
UNION = actor("TUNLAB", "UGTT: Tunisian General Labor Union", "Protesters", "ugtt", at=100)


def shown(found, *columns):
    return [found[column] for column in columns or ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2")]


def test_the_acled_row():
    assert row() == {
        "event_id_cnty": "SYR00112233445566aa",
        "event_date": "2016-12-07",
        "year": 2016,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": "Military Forces of Russia (2000-)",
        "assoc_actor_1": None,
        "inter1": "External/Other forces",
        "actor2": "Civilians (Syria)",
        "assoc_actor_2": None,
        "inter2": "Civilians",
        "interaction": "External/Other forces-Civilians",
        "civilian_targeting": "Civilian targeting",
        "iso": 760,
        "region": "Middle East",
        "country": "Syria",
        "admin1": "Aleppo",
        "admin2": None,
        "admin3": None,
        "location": "دارة عزة",
        "latitude": 36.28,
        "longitude": 36.85,
        "geo_precision": 1,
        "source": "وكالة",
        "source_scale": None,
        "notes": EVENT.sentence,
        "fatalities": 3,
        "tags": "drone",
        "timestamp": 1481155200,
    }


def test_columns_stand_as_the_ontology_lists_them():
    assert list(SCHEMAS["acled"].columns) == _facts()["columns"]


def test_what_is_not_known_is_empty_but_for_the_dead_whom_nobody_reports():
    bare = row(place=None, target=None, when=None, fatalities=None, outlet="", published=None, tags=())
    unknown = ["event_date", "year", "actor2", "inter2", "iso", "region", "country", "latitude", "source", "timestamp"]
    assert shown(bare, *unknown) == [None] * len(unknown)
    assert bare["fatalities"] == 0
    assert bare["event_id_cnty"] == EVENT.event_id


@pytest.mark.parametrize(
    "changes", [{"acled": None}, {"polarity": "negated"}, {"modality": "future"}, {"modality": "possible"}]
)
def test_what_acled_does_not_record_or_did_not_happen_has_no_row(changes):
    assert rows(event(**changes)) == []


# Actor names, types, and Inter codes


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2016-12-07", "Military Forces of Syria (2000-2024)"),
        ("2024-12-07", "Military Forces of Syria (2000-2024)"),
        ("2024-12-08", "Military Forces of Syria (2024-)"),
        ("1999-01-01", "Military Forces of Syria"),
    ],
)
def test_state_forces_bear_the_years_of_their_regime(day, name):
    when = When(dt.date.fromisoformat(day), dt.date.fromisoformat(day), 1)
    assert row(source=ARMY, when=when)["actor1"] == name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (actor("USA", "Government of United States", "State forces"), "Military Forces of the United States"),
        (actor("PSECOP", "Police Forces of Palestine", "State forces"), "Police Forces of Palestine (1994-)"),
        (actor("PSECVL", "Civilians (Palestinian Territories)", "Civilians"), "Civilians (Palestine)"),
        (actor("YEMMIL", "Military Forces of Yemen", "State forces"), "Military Forces of Yemen (2012-2022) Hadi"),
        (actor("IMGMOSISI", "Islamic State", "Rebel group", country=""), "Islamic State"),
        (actor("SYRREB", "Unidentified Armed Group (Syria)", "Rebel group"), "Opposition Rebels (Syria)"),
        (actor("IRQREB", "Unidentified Armed Group (Iraq)", "Rebel group"), "Unidentified Armed Group (Iraq)"),
        (None, "Unidentified Military Forces"),
    ],
)
def test_actors_have_acleds_names(source, name):
    assert row(source=source)["actor1"] == name


def test_state_forces_abroad_are_external_forces_and_at_home_they_are_not():
    syria, russia = EVENT.place, Place("موسكو", "Moscow", "RUS")
    state = replace(RUSSIA, acled_type="State forces")
    assert row(source=state, place=syria)["inter1"] == "External/Other forces"
    assert row(source=state, place=russia)["inter1"] == "State forces"
    assert row(source=RUSSIA, place=russia)["inter1"] == "State forces"


def test_an_unidentified_armed_group_is_a_political_militia():
    rebels = actor("IRQREB", "Unidentified Armed Group (Iraq)", "Rebel group")
    assert row(source=rebels)["inter1"] == "Political militia"


@pytest.mark.parametrize(
    ("types", "told"),
    [
        (["Civilians", "State forces"], "State forces-Civilians"),
        (["Rebel group", "Rebel group"], "Rebel group-Rebel group"),
        (["External/Other forces", "Political militia"], "Political militia-External/Other forces"),
        (["Civilians", "External/Other forces"], "External/Other forces-Civilians"),
        (["Protesters"], "Protesters only"),
        (["", "Civilians"], None),
        ([], None),
    ],
)
def test_interaction(types, told):
    assert interaction(*types) == told


@pytest.mark.parametrize(
    ("sub_event_type", "inter2", "targeted"),
    [
        ("Air/drone strike", "Civilians", True),
        ("Air/drone strike", "Rebel group", False),
        ("Attack", None, True),
        ("Excessive force against protesters", "Protesters", True),
        ("Protest with intervention", "Protesters", False),
        ("Armed clash", "Civilians", False),
        ("Arrests", "Civilians", False),
        ("Mob violence", "Civilians", True),
    ],
)
def test_civilian_targeting(sub_event_type, inter2, targeted):
    assert civilian_targeting(sub_event_type, inter2) == ("Civilian targeting" if targeted else None)


# Protests and riots


def test_protesters_are_alone_in_a_peaceful_protest_with_their_groups_associated():
    found = rows(
        event(acled=kind("Peaceful protest"), source=JOURNALISTS, target=OFFICIAL, place=None),
        event(acled=kind("Peaceful protest"), source=UNION, target=OFFICIAL, place=None),
    )
    assert [shown(r) for r in found] == [
        ["Protesters (Tunisia)", "Journalists (Tunisia); Labor Group (Tunisia)", None, None]
    ]
    assert found[0]["interaction"] == "Protesters only"


@pytest.mark.parametrize("sub_event_type", ["Protest with intervention", "Excessive force against protesters"])
def test_who_disperses_a_protest_is_actor_2_whoever_the_text_says_acted(sub_event_type):
    found = row(acled=kind(sub_event_type), source=POLICE, target=STRIKERS, place=None)
    assert shown(found) == ["Protesters (Iraq)", "Labor Group (Iraq)", "Police Forces of Tunisia", None]
    assert found["interaction"] == "State forces-Protesters"


def test_of_a_protest_that_nobody_is_named_in_there_are_protesters():
    assert shown(row(acled=kind("Peaceful protest"), source=None, target=None))[0] == "Protesters (Syria)"


def test_rioters_with_those_they_fight():
    found = row(acled=kind("Violent demonstration"), source=STRIKERS, target=POLICE, place=None)
    assert shown(found) == ["Rioters (Iraq)", "Labor Group (Iraq)", "Police Forces of Tunisia", None]


def test_settlers_who_attack_are_rioters():
    place = Place("نابلس", "Nablus", "PSE", precision=1)
    victims = actor("PSECVL", "Civilians (Palestinian Territories)", "Civilians")
    found = row(acled=kind("Mob violence"), source=SETTLERS, target=victims, place=place)
    assert shown(found) == ["Rioters (Israel)", "Settlers (Israel)", "Civilians (Palestine)", None]
    assert found["civilian_targeting"] == "Civilian targeting"


# Battles


def test_sides_of_a_battle_with_their_allies():
    pairs = [(REBELS, ARMY), (FACTION, ARMY), (ARMY, REBELS), (ARMY, FACTION)]  # clashed: both directions
    found = rows(*(event(acled=kind("Armed clash"), source=s, target=t) for s, t in pairs))
    assert [shown(r) for r in found] == [
        ["National Front for Liberation", "Ahrar al-Sham", "Military Forces of Syria (2000-2024)", None]
    ]


def test_civilians_are_no_side_of_a_battle():
    found = rows(*(event(acled=kind("Armed clash"), source=REBELS, target=t) for t in (CIVILIANS, ARMY)))
    assert [shown(r) for r in found] == [
        ["National Front for Liberation", None, "Military Forces of Syria (2000-2024)", None]
    ]


def test_a_clash_with_nobody_but_civilians_is_an_attack_on_them():
    found = row(acled=kind("Armed clash"), source=REBELS, target=CIVILIANS)
    assert shown(found, "event_type", "sub_event_type") == ["Violence against civilians", "Attack"]


def test_the_other_side_of_a_battle_is_an_unidentified_group_if_nobody_names_it():
    assert shown(row(acled=kind("Armed clash"), source=None, target=ARMY))[0] == "Unidentified Armed Group (Syria)"
    assert shown(row(acled=kind("Armed clash"), source=REBELS, target=None))[2] == "Unidentified Armed Group (Syria)"


def test_the_dead_of_both_sides_are_its_two_sides():
    found = rows(*(event(acled=kind("Armed clash"), source=None, target=t) for t in (REBELS, ARMY)))
    assert [shown(r) for r in found] == [
        ["Military Forces of Syria (2000-2024)", None, "National Front for Liberation", None]
    ]


@pytest.mark.parametrize("told", ["Government regains territory", "Non-state actor overtakes territory"])
@pytest.mark.parametrize(
    ("source", "sub_event_type"),
    [
        (ARMY, "Government regains territory"),
        (REBELS, "Non-state actor overtakes territory"),
        (replace(RUSSIA, acled_type="State forces"), "Non-state actor overtakes territory"),
    ],
)
def test_the_government_of_the_country_regains_and_others_overtake(told, source, sub_event_type):
    assert row(acled=kind(told), source=source, target=FACTION)["sub_event_type"] == sub_event_type


# Explosions and violence against civilians


def test_civilians_hit_beside_an_armed_target_are_associated_with_it():
    found = rows(*(event(acled=kind("Air/drone strike"), source=ARMY, target=t) for t in (CIVILIANS, REBELS)))
    assert [shown(r) for r in found] == [
        ["Military Forces of Syria (2000-2024)", None, "National Front for Liberation", "Civilians (Syria)"]
    ]
    assert found[0]["civilian_targeting"] is None


def test_a_country_is_where_a_strike_hit_and_not_whom():
    assert shown(row(target=actor("SYR", "Government of Syria", "State forces")))[2] is None


def test_an_official_is_a_civilian_associated_with_the_government():
    found = row(acled=kind("Attack"), source=GUNMEN, target=OFFICIAL, place=None)
    assert shown(found)[2:] == ["Civilians (Iraq)", "Government of Iraq"]


def test_whom_they_abduct_are_civilians_even_soldiers():
    found = row(acled=kind("Abduction/forced disappearance"), source=GUNMEN, target=ARMY)
    assert shown(found)[2:] == ["Civilians (Syria)", "Military Forces of Syria (2000-2024)"]


def test_an_attack_on_soldiers_is_an_armed_clash():
    found = row(acled=kind("Attack"), source=None, target=ARMY)
    assert shown(found, "event_type", "sub_event_type", "actor1") == [
        "Battles", "Armed clash", "Unidentified Armed Group (Syria)",
    ]  # fmt: skip


def test_a_mob_that_attacks_is_a_riot():
    found = row(acled=kind("Attack"), source=replace(STRIKERS, acled_type="Rioters"), target=CIVILIANS)
    assert shown(found, "event_type", "sub_event_type", "actor1") == ["Riots", "Mob violence", "Rioters (Iraq)"]


# Strategic developments


def test_arrests_by_those_who_are_no_state_are_abductions():
    found = row(acled=kind("Arrests"), source=REBELS, target=CIVILIANS)
    assert found["sub_event_type"] == "Abduction/forced disappearance"
    assert row(acled=kind("Arrests"), source=ARMY, target=CIVILIANS)["sub_event_type"] == "Arrests"


def test_the_only_side_of_a_development_is_actor_1_and_who_suffers_it_actor_2():
    assert shown(row(acled=kind("Other"), source=None, target=REBELS))[0] == "National Front for Liberation"
    assert shown(row(acled=kind("Arrests"), source=None, target=CIVILIANS)) == [None, None, "Civilians (Syria)", None]


# Event aggregation


def test_an_act_in_two_places_is_two_events():
    assert len(rows(event(), event(place=IDLIB))) == 2


def test_strikes_in_the_course_of_a_battle_are_part_of_it():
    clash = event(event_id="aa", acled=kind("Armed clash"), source=ARMY, target=REBELS, fatalities=Count(2, 2, "x"))
    strike = event(event_id="bb", start=50, end=53, source=ARMY, target=REBELS, sentence="غارات", tags=("drone",))
    for order in ((clash, strike), (strike, clash)):
        (found,) = rows(*order)
        assert shown(found, "sub_event_type", "actor1", "actor2") == [
            "Armed clash", "Military Forces of Syria (2000-2024)", "National Front for Liberation",
        ]  # fmt: skip
        assert (found["fatalities"], "غارات" in found["notes"], found["tags"]) == (3, True, "drone")


def test_a_protest_that_turns_violent_is_a_riot():
    protest = event(acled=kind("Peaceful protest"), source=STRIKERS, target=None)
    riot = event(start=50, end=53, acled=kind("Violent demonstration"), source=STRIKERS, target=POLICE)
    (found,) = rows(protest, riot)
    assert shown(found, "sub_event_type", "actor1", "actor2") == [
        "Violent demonstration", "Rioters (Iraq)", "Police Forces of Tunisia",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"place": IDLIB},
        {"when": When(dt.date(2016, 12, 8), dt.date(2016, 12, 8), 1)},
        {"source": REBELS, "target": FACTION},
        {"acled": kind("Arrests")},
    ],
)
def test_other_actors_places_days_and_developments_are_other_events(changes):
    clash = event(acled=kind("Armed clash"), source=ARMY, target=REBELS)
    other = replace(clash, start=50, end=53, **{"acled": kind("Air/drone strike"), **changes})
    assert len(rows(clash, other)) == 2


def test_acts_without_a_place_are_not_known_to_be_in_one():
    clash = event(acled=kind("Armed clash"), source=ARMY, target=REBELS, place=None)
    assert len(rows(clash, replace(clash, start=50, end=53, acled=kind("Air/drone strike")))) == 2


# Geography, time, sources


@pytest.mark.parametrize(
    ("country", "iso", "name", "region"),
    [
        ("AFG", 4, "Afghanistan", "Caucasus and Central Asia"),
        ("PSE", 275, "Palestine", "Middle East"),
        ("RUS", 643, "Russia", "Europe"),
        ("COD", 180, "Democratic Republic of Congo", "Middle Africa"),
        ("XKX", None, "Kosovo", "Europe"),
        ("", None, None, None),
    ],
)
def test_countries_as_acled_writes_them(country, iso, name, region):
    found = row(place=Place("x", "x", country))
    assert (found["iso"], found["country"], found["region"]) == (iso, name, region)


def test_of_a_week_the_day_in_its_middle():
    when = When(dt.date(2016, 12, 4), dt.date(2016, 12, 10), 2)
    assert shown(row(when=when), "event_date", "time_precision") == ["2016-12-07", 2]


def test_the_scale_of_world_wide_agencies_is_known():
    assert row(outlet="رويترز")["source_scale"] == "International"


def test_the_agents_of_associated_groups_are_in_the_codebook():
    agents = {agent for group in _facts()["associated"] for agent in group["agents"]}
    assert agents <= {entry.id for entry, _ in read_entries([]).of("agents")}
