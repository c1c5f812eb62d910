"""``waqai codebook suggest``: what it finds in articles, the overlay that it writes, and what becomes of it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import ROOT, waqai, waqai_apart
from hypothesis import given
from hypothesis import strategies as st

from coder.codebook import Codebook, load_codebook
from coder.languages import load_language
from coder.languages.ar import fold, verb_forms
from coder.languages.ar_derive import citations, romanize, verbal_nouns
from coder.pipeline import Coder
from coder.read import Article
from coder.suggest import Survey, choose, overlay
from coder.suggest.overlay import _scalar
from coder.suggest.survey import Tally, _forget

# Invented news: «ردم» is done by known actors to known actors, but no rule claims it.
WELLS = [
    "ردمت القوات العراقية ثلاث آبار لمزارعين قرب البصرة. وقصف الجيش العراقي بلدة مجاورة.",
    "يردم الجنود آبار المزارعين في ريف كركوك منذ أسبوع.",
    "ردمت الشرطة العراقية أمس آبارا لمدنيين عراقيين.",
]
PALM_GUARDS = [
    "هاجم مقاتلو كتيبة حراس النخيل قرية في محافظة ديالى. واعتقلت الشرطة العراقية عشرين متظاهرا.",
    "أعلنت كتيبة حراس النخيل مسؤوليتها عن الهجوم. قصفت كتيبة حراس النخيل موقعا للجيش العراقي.",
]
SHAMMARI = [
    "قتلت الشرطة العراقية القيادي نزار الشمري في بعقوبة.",
    "اعتقل الجيش العراقي القيادي نزار الشمري في ديالى. وقال الشمري إنه مدني.",
    "خطف مسلحون مجهولون الشيخ نزار الشمري.",
]
RUWAYSHID = [
    "وهاجم مسلحون مركزا للشرطة العراقية في بلدة الرويشد.",
    "قصف الطيران العراقي مواقع المسلحين في بلدة الرويشد.",
]


@pytest.fixture(scope="module")
def coder(book: Codebook) -> Coder:
    return Coder(book)


def survey_of(coder: Coder, texts: Sequence[str], examples: int = 3) -> Survey:
    survey = Survey(coder.codebook, examples)
    for _, sentences in coder.coded(Article(id=str(n), text=text) for n, text in enumerate(texts)):
        survey.add(sentences)
    return survey


def suggested(coder: Coder, texts: Sequence[str], min_count: int = 2) -> dict[str, Any]:
    survey = survey_of(coder, texts)
    data: dict[str, Any] = yaml.safe_load(overlay(choose(survey, min_count), survey))
    return data


def test_a_verb_that_no_rule_claims_is_suggested_with_its_slots(coder: Coder) -> None:
    data = suggested(coder, WELLS)
    assert data["language"] == "ar"
    assert [(a["verbs"], a["cameo"], a["id"]) for a in data["actions"]] == [(["ردم"], "?", "rdm")]
    assert data["actions"][0]["target"] == ["ل", "object"]  # «آبارا لمدنيين», «آبار المزارعين»


def test_the_preposition_behind_which_known_actors_stand_is_the_target(coder: Coder) -> None:
    texts = [
        "تخاصم الجيش العراقي مع حركة حماس أمس.",
        "تخاصمت الشرطة العراقية مع الجيش الروسي في بيان.",
        "تخاصمت تركيا مع روسيا.",
    ]
    (action,) = [a for a in suggested(coder, texts)["actions"] if a.get("verbs") == ["تخاصم"]]
    assert action["target"] == ["مع"]


def test_verbs_that_rules_claim_and_verbs_that_tell_nothing_are_not_suggested(coder: Coder) -> None:
    texts = ["قصف الجيش العراقي القرية. وقال الجيش العراقي إن روسيا كانت تريد ذلك. وأصبحت تركيا قوية."] * 4
    assert set(suggested(coder, texts)) == {"language"}


def test_forms_of_a_verb_are_one_and_carry_its_nouns(coder: Coder) -> None:
    texts = [
        "تنافس الجيش العراقي مع الجيش الروسي أمس.",
        "وتنافست تركيا مع روسيا منذ عام.",
        "خاضت تركيا تنافسا مع الجيش الروسي.",
    ]
    actions = [a for a in suggested(coder, texts).get("actions", []) if "تنافس" in a.get("verbs", [])]
    assert [(a["verbs"], a["nouns"], a["target"]) for a in actions] == [(["تنافس"], ["تنافس"], ["مع"])]


def test_an_unknown_group_person_and_place_are_suggested_in_their_sections(coder: Coder) -> None:
    data = suggested(coder, [*PALM_GUARDS, *SHAMMARI, *RUWAYSHID])
    actors = {a["names"]["ar"][0]: a for a in data["actors"]}
    assert set(actors) == {"كتيبة حراس النخيل", "نزار الشمري"}
    assert actors["كتيبة حراس النخيل"]["code"] == "IRQ?"
    assert [(p["names"], p["country"]) for p in data["places"]] == [(["الرويشد"], "IRQ")]


def test_what_ends_a_longer_name_of_its_article_is_counted_with_it(coder: Coder) -> None:
    survey = survey_of(coder, SHAMMARI)
    assert [(key, tally.times, tally.articles) for key, tally in survey.names.items()] == [(("نزار", "شمري"), 4, 3)]


def test_known_names_are_not_suggested(coder: Coder) -> None:
    texts = ["قصف حزب الله قرية. وهاجمت حركة حماس موقعا للجيش الإسرائيلي. وقتل الجيش العراقي مدنيين."] * 4
    assert set(suggested(coder, texts)) == {"language"}


def test_counts_and_sentences_stand_beside_each_entry(coder: Coder) -> None:
    one_side = "ردم الجيش العراقي خندقا."
    survey = survey_of(coder, [one_side, *WELLS], examples=2)
    lines = overlay(choose(survey, 2), survey).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  # ردم"))
    assert lines[at].startswith("  # ردم: 4 times in 4 articles; actors as subject 4")
    # What names both sides goes first, even before shorter ones.
    shown = [line.removeprefix("  #   ") for line in lines[at + 1 : at + 3]]
    assert shown == [WELLS[2], WELLS[1]]
    assert len(one_side) < len(shown[0])
    assert lines[at + 3] == "  - id: rdm"


def test_the_codebook_page_shows_what_comes_out(coder: Coder) -> None:
    survey = survey_of(coder, [*WELLS, *PALM_GUARDS, *SHAMMARI, *RUWAYSHID], examples=1)
    _, written = overlay(choose(survey, 2), survey).split("language: ar\n\n")
    page = (ROOT / "docs/codebook.md").read_text(encoding="utf-8").split("## What the codebook misses\n")[1]
    shown = page.split("without its head:\n\n")[1].split("\n\n| section")[0]
    assert re.sub("^    ", "", shown, flags=re.MULTILINE) + "\n" == written


def test_min_count_and_top_bound_each_section(coder: Coder) -> None:
    survey = survey_of(coder, [*WELLS, *PALM_GUARDS, *SHAMMARI])
    assert not any(choose(survey, 9))
    found = choose(survey, 1, 1)
    assert [len(section) for section in found] == [min(1, len(s)) for s in choose(survey, 1, 99)]


def test_ids_are_new_to_their_section(coder: Coder, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text('actions: [{id: rdm, cameo: "190", verbs: [ردم بئر]}]', encoding="utf-8")
    survey = survey_of(coder, WELLS)
    survey.book = load_codebook([str(path)])
    assert [a["id"] for a in yaml.safe_load(overlay(choose(survey), survey))["actions"]] == ["rdm-2"]


def test_what_is_discarded_is_not_suggested(coder: Coder, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("discards: [{id: wells, words: [ردم]}]", encoding="utf-8")
    survey = Survey(load_codebook([str(path)]))
    for _, sentences in coder.coded(Article(id=str(n), text=text) for n, text in enumerate(WELLS)):
        survey.add(sentences)
    assert "ردم" not in survey.verbs


def test_the_rarest_are_forgotten_and_the_most_frequent_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.suggest.survey._MOST", 8)
    tallies = {str(n): Tally(times=n) for n in range(20)}
    _forget(tallies)
    assert sorted(tallies, key=int) == ["14", "15", "16", "17", "18", "19"]


# The command


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    texts = [*WELLS, *PALM_GUARDS, *SHAMMARI, *RUWAYSHID]
    rows = [json.dumps({"id": str(n), "text": text}, ensure_ascii=False) for n, text in enumerate(texts)]
    (tmp_path / "news.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def test_a_suggestion_filled_in_codes_what_it_was_made_of(archive: Path) -> None:
    code, out, err = waqai("codebook", "suggest", "news.jsonl", "--min-count", 2, cwd=archive)
    assert (code, err) == (0, "10 articles, 14 sentences, 4 suggestions, 0 problems\n")
    (archive / "mine.yaml").write_text(out, encoding="utf-8")

    blanks = [n for n, line in enumerate(out.splitlines(), 1) if "?" in line.split("#")[0]]
    code, told, _ = waqai("codebook", "check", "mine.yaml", "--no-examples", "--format", "json", cwd=archive)
    mine = [problem for problem in json.loads(told) if problem["file"] == "mine.yaml"]
    assert code == 3
    assert [problem["line"] for problem in mine if problem["severity"] == "error"] == blanks
    assert {problem["kind"] for problem in mine if problem["severity"] == "warning"} == {"missing-example"}

    filled = out.replace('cameo: "?"', 'cameo: "1712"').replace('"IRQ?"', '"IRQREB"')
    (archive / "mine.yaml").write_text(filled, encoding="utf-8")
    wanted = ("code", "news.jsonl", "--codebook", "mine.yaml", "--schema", "cameo", "--format", "csv")
    code, rows, err = waqai(*wanted, cwd=archive)
    assert code == 0, err
    coded = {(row["source"], row["target"], row["code"]) for row in csv.DictReader(io.StringIO(rows))}
    assert {("IRQMIL", "IRQAGR", "1712"), ("IRQCOP", "IRQCVL", "1712")} & coded
    assert any(row[0] == "IRQREB" for row in coded)  # the group
    assert any(row[1] == "IRQREB" for row in coded)  # the person
    again = waqai("codebook", "suggest", "news.jsonl", "--min-count", 2, "--codebook", "mine.yaml", cwd=archive)
    assert set(yaml.safe_load(again[1])) == {"language"}


def test_bad_lines_are_told_and_the_rest_is_surveyed(archive: Path) -> None:
    path = archive / "news.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '\n{"text": \n{"text": "Only English here."}', encoding="utf-8")
    code, out, err = waqai("codebook", "suggest", "news.jsonl", "none.txt", "-o", "mine.yaml", cwd=archive)
    assert code == 1
    assert out == ""
    assert [re.sub(r" \(.*", "", line) for line in err.splitlines()] == [
        "news.jsonl:11:9: broken JSON: Expecting value",
        "none.txt: no such file or folder",
        "1 article passed over: 1 in English",
        "10 articles, 14 sentences, 3 suggestions, 2 problems",
    ]
    assert "ردم" in (archive / "mine.yaml").read_text(encoding="utf-8")


def test_the_output_is_the_same_every_time(archive: Path) -> None:
    command = ("codebook", "suggest", "news.jsonl", "--min-count", 1)
    done = waqai_apart(*command, cwd=archive, PYTHONHASHSEED="1", LC_ALL="C")
    assert done == waqai(*command, cwd=archive)
    assert len(yaml.safe_load(done.out)["actors"]) >= 2


def test_nothing_to_read_gives_an_empty_overlay_and_no_models_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    code, out, err = waqai("codebook", "suggest", "empty.txt", cwd=tmp_path)
    assert code == 1
    assert yaml.safe_load(out) == {"language": "ar"}
    assert err.splitlines()[-1] == "0 articles, 0 sentences, 0 suggestions, 1 problem"


def test_faults_of_a_codebook_come_before_the_articles(archive: Path) -> None:
    (archive / "bad.yaml").write_text("actions: [{id: x}]", encoding="utf-8")
    code, out, err = waqai("codebook", "suggest", "news.jsonl", "--codebook", "bad.yaml", cwd=archive)
    assert (code, out) == (3, "")
    assert "bad.yaml:1:11" in err


# What is derived of a word


VERBS = "قصف دعم سيطر ساعد أرسل درب تعاون تصدى انضم انسحب اعتدى احتل استخدم استعاد استولى قال زار دعا رمى وصل أوقف مر"


@pytest.mark.parametrize("verb", VERBS.split())
def test_a_verb_is_among_the_citations_of_its_forms(verb: str) -> None:
    missing = [form for form in verb_forms(verb) if fold(verb) not in citations(form)]
    assert not missing


@pytest.mark.parametrize(
    ("verb", "noun", "sure"),
    [
        ("دعم", "دعم", False),
        ("سقط", "سقوط", False),
        ("قاد", "قيادة", False),
        ("زار", "زيارة", False),
        ("دعا", "دعوة", False),
        ("مر", "مرور", False),
        ("درب", "تدريب", True),
        ("سمى", "تسمية", True),
        ("ساعد", "مساعدة", True),
        ("قاتل", "قتال", True),
        ("نادى", "مناداة", True),
        ("تابع", "متابعة", True),
        ("أرسل", "إرسال", True),
        ("أوقف", "إيقاف", True),
        ("أدان", "إدانة", True),
        ("أجرى", "إجراء", True),
        ("تصدى", "تصدي", True),
        ("تعاون", "تعاون", True),
        ("انسحب", "انسحاب", True),
        ("انضم", "انضمام", True),
        ("اختار", "اختيار", True),
        ("اعتدى", "اعتداء", True),
        ("استخدم", "استخدام", True),
        ("استمر", "استمرار", True),
        ("استعاد", "استعادة", True),
        ("استورد", "استيراد", True),
        ("استولى", "استيلاء", True),
        ("سيطر", "سيطرة", True),
    ],
)
def test_verbal_nouns(verb: str, noun: str, sure: bool) -> None:
    assert verbal_nouns(fold(verb)).get(fold(noun)) is sure


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_ids_are_ascii_and_words_of_any_kind_come_back_from_yaml(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", romanize(text))
    assert isinstance(verbal_nouns(text), dict)
    assert isinstance(citations(text), tuple)
    read = yaml.load(f"words: [{_scalar(text)}]", Loader=yaml.CSafeLoader)["words"][0]
    assert read == "".join(char for char in text if char.isprintable())


def test_an_article_is_set_off_in_ids() -> None:
    assert romanize("حركة نور الدين") == "hrka-nwr-al-dyn"
    assert romanize("لواء 30") == "lwa-30"
    assert load_language("ar").romanize("؟") == ""
