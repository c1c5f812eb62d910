"""Persons of the codebook: how many, how their files are kept, what they were on a day, and whose name is whose."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest

from coder.code.mentions import Mentions
from coder.codebook import Codebook
from coder.codebook.load import read_entries
from coder.codebook.model import ActorEntry

FOLDER = Path(__file__).resolve().parents[1] / "codebooks" / "actors" / "persons"
FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))}


@pytest.fixture(scope="module")
def persons() -> dict[str, ActorEntry]:
    found = {}
    for entry, origin in read_entries().of("actors"):
        if origin.file.startswith("codebooks/actors/persons/"):
            assert isinstance(entry, ActorEntry)
            found[entry.id] = entry
    return found


def test_there_are_enough_persons_with_dated_offices(persons: dict[str, ActorEntry]) -> None:
    assert len(persons) >= 1800
    assert sum(any(role.from_ or role.until for role in person.roles) for person in persons.values()) >= 1100


def test_every_person_has_names(persons: dict[str, ActorEntry]) -> None:
    for person in persons.values():
        assert all(person.names.get(language) for language in ("ar", "en")), person.id
        assert all(re.search("[\u0600-\u06ff]", name) for name in person.names["ar"]), person.id


def test_roles_are_in_order_and_do_not_overlap(persons: dict[str, ActorEntry]) -> None:
    for person in persons.values():
        dated = [role for role in person.roles if role.from_ or role.until]
        assert person.roles[: len(dated)] == tuple(dated), f"{person.id}: a role without dates comes last"
        assert len(person.roles) - len(dated) <= 1, person.id
        for one, other in itertools.pairwise(dated):
            assert (one.until or dt.date.max) < (other.from_ or dt.date.min), person.id
        for role in dated:
            assert (role.from_ or dt.date.min) <= (role.until or dt.date.max), person.id


@pytest.mark.parametrize("stem", FILES)
def test_files_are_short_and_sorted(stem: str) -> None:
    lines = FILES[stem].splitlines()
    assert lines[0].startswith("# Persons of ")
    assert len(lines) <= 400
    assert max(map(len, lines)) <= 120
    countries, ids = [""], [""]
    for line in lines:
        if line.startswith("  # "):
            countries.append(line)
            ids = [""]
        elif line.startswith("  - id: "):
            ids.append(line)
        assert ids == sorted(ids), line
    assert countries == sorted(countries)


@pytest.mark.parametrize(
    ("person", "day", "code"),
    [
        ("walid-muallem", "2012-05-01", "SYRGOV"),
        ("walid-muallem", "2021-05-01", "SYRELI"),
        ("riad-al-asaad", "2011-05-01", "SYRMIL"),
        ("riad-al-asaad", "2012-05-01", "SYRREB"),
        ("avigdor-lieberman", "2015-12-01", "ISRPTY"),
        ("avigdor-lieberman", "2017-12-01", "ISRGOV"),
        ("ahmed-aboul-gheit", "2010-01-01", "EGYGOV"),
        ("ahmed-aboul-gheit", "2014-01-01", "EGYELI"),
        ("ahmed-aboul-gheit", "2018-01-01", "IGOMEAARL"),
        ("moussa-koussa", "2005-01-01", "LBYSPY"),
        ("moussa-koussa", "2012-01-01", "LBYELI"),
        ("malik-agar", "2010-01-01", "SDNGOV"),
        ("malik-agar", "2015-01-01", "SDNREB"),
        ("john-bolton", "2018-09-01", "USAGOV"),
        ("john-bolton", "2020-09-01", "USAELI"),
        ("leon-panetta", "2010-01-01", "USASPY"),
        ("leon-panetta", "2012-01-01", "USAGOVMIL"),
        ("amir-khan-muttaqi", "2010-01-01", "AFGREB"),
        ("amir-khan-muttaqi", "2023-01-01", "AFGGOV"),
        ("ghassan-salame", "2018-06-01", "IGOUNO"),
        ("zeid-raad-al-hussein", "2016-01-01", "IGOUNOHRIHCH"),
        ("christine-lagarde", "2010-01-01", "FRAGOV"),
        ("christine-lagarde", "2015-01-01", "IGOBUSIMF"),
    ],
)
def test_what_a_person_was_on_a_day(person: str, day: str, code: str, persons: dict[str, ActorEntry]) -> None:
    assert persons[person].code_on(dt.date.fromisoformat(day)) == code


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("التقى المبعوث الأممي ستافان دي مستورا وفد المعارضة.", "staffan-de-mistura"),
        ("التقى دي ميستورا وفد المعارضة.", "staffan-de-mistura"),
        ("زار وزير الدفاع أشتون كارتر بغداد.", "ashton-carter"),
        # The longest name wins: of a father, of a namesake.
        ("استقبل الأمير محمد بن نايف بن عبد العزيز الوفد.", "mohammed-bin-nayef"),
        ("قال البطريرك نصر الله صفير إن الحوار ضروري.", "nasrallah-sfeir"),
        ("قال حسن نصر الله إن الحوار ضروري.", "hassan-nasrallah"),
        ("حذر سامي عنان من الفوضى.", "sami-anan"),
        ("حذر كوفي عنان من الفوضى.", "kofi-annan"),
        ("اتهمت سوزان رايس موسكو بالكذب.", "susan-rice"),
        ("اتهمت رايس موسكو بالكذب.", "condoleezza-rice"),
        ("انتقد أحمد خاتمي الحكومة.", "ahmad-khatami"),
    ],
)
def test_whose_name_it_is(text: str, person: str, book: Codebook, parse, persons: dict[str, ActorEntry]) -> None:
    (sentence,) = parse(text).sentences
    found = {mention.name.id for mention in Mentions(sentence, book).found if mention.name}
    assert found & set(persons) == {person}


@pytest.mark.parametrize(
    "text",
    [
        "حلقت النسور فوق الجبال.",  # a former prime minister is called so too
        "وصل الوفد إلى مطار الملك فهد.",
        "اشترت الشركة مروحيات سيكورسكي.",
        "نزلت العائلة في أفخم الفنادق.",
        "تقع القرية قرب بحيرة بايكال.",
    ],
)
def test_ordinary_words_and_places_are_nobody(text: str, book: Codebook, parse, persons: dict[str, ActorEntry]) -> None:
    (sentence,) = parse(text).sentences
    assert {mention.name.id for mention in Mentions(sentence, book).found if mention.name} & set(persons) == set()
