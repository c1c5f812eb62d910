"""The ontologies: which codes there are, what they are worth, and what operators make of them."""

from __future__ import annotations

from collections import Counter

import pytest

from coder.codebook.ontology import Family, Ontology, load_ontology

# Root -> number of codes in the CAMEO codebook (1.1b3), the root itself included; 12 also has 1213 and 1214.
CODES = {
    "01": 11,
    "02": 28,
    "03": 29,
    "04": 8,
    "05": 9,
    "06": 6,
    "07": 7,
    "08": 26,
    "09": 6,
    "10": 28,
    "11": 13,
    "12": 29,
    "13": 23,
    "14": 27,
    "15": 7,
    "16": 14,
    "17": 14,
    "18": 15,
    "19": 10,
    "20": 8,
}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def family(ontology: Ontology, name: str) -> Family:
    return ontology.families[name]


# CAMEO


@pytest.mark.parametrize("root", CODES)
def test_every_root_has_its_codes(root: str, ontology: Ontology) -> None:
    codes = [code for code in ontology.cameo if code[:2] == root]
    assert root in codes
    assert len(codes) == CODES[root]


def test_there_are_no_other_roots(ontology: Ontology) -> None:
    assert {code[:2] for code in ontology.cameo} == set(CODES)
    assert sum(CODES.values()) == len(ontology.cameo)


def test_codes_are_well_formed(ontology: Ontology) -> None:
    for key, code in ontology.cameo.items():
        assert code.code == key
        assert key.isdigit()
        assert len(key) in (2, 3, 4)
        assert key[:2] in ontology.cameo
        if len(key) == 4:
            assert key[:3] in ontology.cameo
        assert code.name.strip() == code.name != ""


def test_goldstein_scores(ontology: Ontology) -> None:
    scores = {code.code: code.goldstein for code in ontology.cameo.values()}
    assert all(-10 <= score <= 10 for score in scores.values())
    assert (scores["190"], scores["010"], scores["0871"], scores["051"]) == (-10.0, 0.0, 9.0, 3.4)
    assert min(scores.values()) == -10.0


@pytest.mark.parametrize(
    ("quad_class", "roots"), [(1, range(1, 6)), (2, range(6, 9)), (3, range(9, 14)), (4, range(14, 21))]
)
def test_quad_classes_go_by_the_root(quad_class: int, roots: range, ontology: Ontology) -> None:
    found = {code.quad_class for code in ontology.cameo.values() if int(code.code[:2]) in roots}
    assert found == {quad_class}


# PLOVER and ACLED


def test_every_deed_has_a_plover_type(ontology: Ontology) -> None:
    assert len(ontology.plover) == 16
    for code in ontology.cameo:
        found = ontology.plover_of(code)
        assert found == "" if code[:2] == "01" else found in ontology.plover, code


@pytest.mark.parametrize(
    ("cameo", "plover"),
    [("190", "ASSAULT"), ("036", "AGREE"), ("040", "CONSULT"), ("0231", "REQUEST"), ("1056", "REQUEST"), ("010", "")],
)
def test_plover_of(cameo: str, plover: str, ontology: Ontology) -> None:
    assert ontology.plover_of(cameo) == plover


def test_acled_types(ontology: Ontology) -> None:
    assert Counter(kind.event_type for kind in ontology.acled.values()) == {
        "Battles": 3,
        "Protests": 3,
        "Riots": 2,
        "Explosions/Remote violence": 6,
        "Violence against civilians": 3,
        "Strategic developments": 8,
    }
    assert len(ontology.acled) == 25
    for name, kind in ontology.acled.items():
        assert kind.sub_event_type == name
    air_strike = ontology.acled["Air/drone strike"]
    assert (air_strike.disorder_type, air_strike.event_type) == ("Political violence", "Explosions/Remote violence")


def test_acled_actor_types(ontology: Ontology) -> None:
    assert len(ontology.acled_actor_types) == 8


def test_acled_actor_types_are_names(ontology: Ontology) -> None:
    assert "Rebel group" in ontology.acled_actor_types


# Composition


def test_every_code_of_the_table_exists(ontology: Ontology) -> None:
    allowed = {*ontology.cameo, "keep", None}
    for operator in ontology.families.values():
        assert operator.default in allowed, operator.id
        assert set(operator.by_complement) <= set(ontology.cameo), operator.id
        assert set(operator.by_complement.values()) <= allowed, operator.id
        assert operator.complement_target <= set(ontology.cameo), operator.id


def test_operators_and_all_pairs_of_them_give_codes(ontology: Ontology) -> None:
    for operator in ontology.families.values():
        composed = {operator.compose(code) for code in ontology.cameo} - {""}
        assert composed <= set(ontology.cameo), operator.id
        for outer in ontology.families.values():
            assert {outer.compose(code) for code in composed} - {""} <= set(ontology.cameo), (outer.id, operator.id)


@pytest.mark.parametrize(
    ("operator", "complement", "code"),
    [
        ("demand", "0871", "1056"),
        ("appeal", "0871", "0256"),
        ("threaten", "190", "1384"),
        ("refuse", "046", "125"),
        ("agree", "1056", "0356"),
        ("stop", "195", "0871"),
        ("deny", "190", "016"),
        ("condemn", "190", "111"),  # no table: always the default
        ("demand", "0874", "1056"),  # the longest listed prefix wins (087)
        ("demand", "085", "1054"),
        ("demand", "080", "105"),
        ("demand", "190", "1012"),
        ("demand", "010", "100"),  # nothing listed: the default
        ("demand", "", "100"),
        ("try", "190", "190"),  # default `keep`
        ("begin", "145", "145"),
        ("try", "186", "185"),
        ("intend", "102", "102"),  # a listed `keep`
        ("order", "173", "173"),
        ("prevent", "190", ""),  # null: no row
        ("prevent", "141", "1721"),
        ("fail", "010", ""),  # null by default
        ("fail", "190", "190"),
    ],
)
def test_compose(operator: str, complement: str, code: str, ontology: Ontology) -> None:
    assert family(ontology, operator).compose(complement) == code


def test_operators_nest_from_the_inside(ontology: Ontology) -> None:
    assert family(ontology, "demand").compose(family(ontology, "stop").compose("195")) == "1056"
    assert family(ontology, "refuse").compose(family(ontology, "stop").compose("195")) == "1246"


def test_what_has_happened_and_what_has_not(ontology: Ontology) -> None:
    assert family(ontology, "condemn").happens
    assert not family(ontology, "demand").happens
    assert not family(ontology, "accuse").happens
    transparent = {operator.id: operator.modality for operator in ontology.families.values() if operator.transparent}
    assert transparent == {"begin": "begun", "try": "attempted", "seek": "attempted", "fail": "failed"}
