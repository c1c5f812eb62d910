"""Articles that repeat another: which they are, and what the command does with them."""

import csv
import datetime as dt
import json
import random
import subprocess
import sys
import tracemalloc

import pytest
from commands import ROOT, environment, waqai

from coder.copies import Copy, distinct
from coder.read import Article

DAY = dt.date(2015, 7, 22)
REPORT = (
    "قصف الطيران الحربي صباح الأربعاء أحياء سكنية في مدينة دوما بريف دمشق، ما أدى إلى مقتل 12 مدنياً وإصابة 30 آخرين، "
    "وفق ما أفاد المرصد السوري لحقوق الإنسان. وقال سكان إن الطائرات عادت بعد ساعة وألقت قنابل على السوق الرئيسية، "
    "بينما كانت فرق الإنقاذ تبحث عن ناجين تحت الأنقاض. ولم يصدر تعليق من الجيش على هذه الأنباء حتى مساء اليوم."
)
OTHER = (
    "أعلنت وزارة الداخلية القبض على خلية من خمسة أشخاص خططت لمهاجمة محطة للكهرباء شمال العاصمة، وقالت في بيان إن رجال "
    "الأمن عثروا في منزلهم على أسلحة ومتفجرات. وتظاهر أقارب الموقوفين أمام مقر المحكمة مطالبين بالإفراج عنهم."
)


def article(id, text, date=DAY, source=""):
    return Article(id, text, date=date, source=source)


def kinds(*articles):
    """``id`` of what is coded, ``copy=original`` of what is not."""
    return [f"{i.article.id}={i.original}" if isinstance(i, Copy) else i.id for i in distinct(articles)]


def test_the_same_words_are_a_copy_whatever_the_day_and_the_spelling():
    marked = REPORT.replace("قصف", "قَصَـفَ").replace("أ", "ا").replace("، ", " – ")
    assert kinds(article("a", REPORT), article("b", marked, None), article("c", OTHER), article("d", OTHER)) == [
        "a",
        "b=a",
        "c",
        "d=c",
    ]


@pytest.mark.parametrize(
    ("text", "date", "copy"),
    [
        ("دوما - وكالات: " + REPORT, DAY, True),
        (REPORT.replace("صباح الأربعاء", "فجر اليوم"), DAY + dt.timedelta(days=1), True),
        (REPORT.rpartition(" ولم يصدر")[0], DAY - dt.timedelta(days=1), True),
        (REPORT.replace("صباح الأربعاء", "فجر اليوم"), DAY + dt.timedelta(days=2), False),
        (REPORT.replace("صباح الأربعاء", "فجر اليوم"), None, False),
        (REPORT.replace("12", "15"), DAY, False),
        (f"{OTHER} {REPORT[:200]}", DAY, False),
    ],
)
def test_nearly_the_same_words_are_a_copy_on_a_day_around(text, date, copy):
    assert kinds(article("a", REPORT), article("b", text, date)) == ["a", "b=a" if copy else "b"]


def test_single_sentences_are_no_copies():
    sentence = "قصف الطيران الروسي بلدة دارة عزة في ريف حلب اليوم، وفق ما قاله ناشطون."
    assert kinds(article("a", sentence), article("b", sentence)) == ["a", "b"]


def test_the_likeness_is_near_the_share_of_words_in_a_row_that_both_have():
    chance = random.Random(1)
    words = [f"ك{n}" for n in range(4000)]
    for _ in range(20):
        text = chance.choices(words, k=300)
        cut = chance.randrange(10, 100)
        found = list(distinct([article("a", " ".join(text)), article("b", " ".join(text[cut:]))]))
        shared = (298 - cut) / 298
        if isinstance(found[1], Copy):
            assert found[1].likeness == pytest.approx(shared, abs=0.15)
        else:
            assert shared < 0.75


def test_the_same_articles_give_the_same_copies_whatever_the_seed_of_hashes():
    script = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from test_copies import *\n"
        "near = [article(str(n), REPORT.replace('دوما', 'حرستا' * n)) for n in range(1, 4)]\n"
        "print([(i.article.id, i.original, i.likeness) for i in distinct(near) if isinstance(i, Copy)])"
    )
    out = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment(PYTHONHASHSEED=seed),
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(out) == 1
    assert "('2', '1'" in out.pop()


def test_an_article_takes_little_memory_however_long_it_is():
    def many():
        chance, words = random.Random(2), [f"ك{n}" for n in range(10_000)]
        for n in range(100):
            yield article(str(n), " ".join(chance.choices(words, k=1000)))

    tracemalloc.start()
    assert sum(isinstance(item, Article) for item in distinct(many())) == 100
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 500_000  # with the list of words; the texts alone would take a megabyte, their shingles ten


@pytest.fixture
def archive(tmp_path):
    rows = [("a", REPORT, "وكالة", "2015-07-22"), ("b", "دوما: " + REPORT, "صحيفة", "2015-07-23"), ("c", OTHER, "", "")]
    lines = [
        json.dumps({"id": id, "text": text, "source": source, "date": date, "url": f"http://example.org/{id}"})
        for id, text, source, date in rows
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_copies_are_coded_once_and_listed(archive):
    done = waqai("code", "a.jsonl", "--copies", "copies.csv", cwd=archive)
    assert done.code == 0
    assert {row["article_id"] for row in csv.DictReader(done.out.splitlines())} == {"a", "c"}
    assert done.err.splitlines()[-2] == "1 copy of another article not coded (--keep-copies codes them)"
    assert done.err.splitlines()[-1].startswith("2 articles, ")
    (row,) = csv.DictReader((archive / "copies.csv").read_text(encoding="utf-8").splitlines())
    assert row.pop("likeness") > "0.9"
    assert row == {
        "article_id": "a",
        "copy_id": "b",
        "copy_date": "2015-07-23",
        "copy_outlet": "صحيفة",
        "copy_url": "http://example.org/b",
    }


def test_copies_are_coded_when_asked_for(archive):
    done = waqai("code", "a.jsonl", "--keep-copies", cwd=archive)
    assert {row["article_id"] for row in csv.DictReader(done.out.splitlines())} == {"a", "b", "c"}
    assert "copies" not in done.err
