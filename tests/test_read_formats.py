"""What files of each form give, and which form a file has."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from commands import ROOT
from reading import ENGLISH, NEWS, OTHER, articles, json_lines, lines, read, read_one, write

from coder.read import Article, Notice, reading
from coder.read.options import WELL_KNOWN

DAY = dt.date(2015, 7, 22)

PAGE = f"""<!DOCTYPE html>
<html lang="ar"><head><meta charset="CHARSET"><title>عنوان الخبر | صحيفة</title>
<meta property="og:site_name" content="صحيفة">
<meta property="article:published_time" content="2015-07-22T09:00:00+03:00">
<link rel="canonical" href="http://example.org/1"></head>
<body><nav><a href="/">الرئيسية</a> <a href="/sport">رياضة</a></nav>
<article><h1>عنوان الخبر</h1><p>{NEWS} {OTHER}</p><p>{OTHER}</p></article>
<script>var x = "قصف";</script><footer>حقوق النشر محفوظة</footer></body></html>"""

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- a feed --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>وكالة</title><link>http://example.org/</link><description>الأخبار</description>
<item><title>الأول</title><link>http://example.org/1</link><guid>g1</guid>
 <pubDate>Wed, 22 Jul 2015 09:45:46 +0300</pubDate>
 <description>&lt;p&gt;{NEWS}&lt;/p&gt;&lt;p&gt;{OTHER}&lt;/p&gt;</description></item>
<item><title>الثاني</title><link>http://example.org/2</link><description>موجز</description>
 <content:encoded><![CDATA[<div>{OTHER}<br>{NEWS}</div><script>no()</script>]]></content:encoded></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة</title>
<entry><id>urn:1</id><title type="html">&lt;b&gt;الأول&lt;/b&gt;</title><link rel="alternate" href="http://example.org/1"/>
 <published>2015-07-22T09:45:46Z</published><source><title>أخرى</title></source>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{NEWS}</p><p>{OTHER}</p></div></content></entry>
<entry><id>urn:2</id><title>الثاني</title><updated>2015-07-23</updated><summary>{OTHER}</summary></entry></feed>"""

NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "http://example.org/nitf-3-5.dtd">
<nitf><head><title>t</title><docdata><doc-id id-string="n1"/><date.issue norm="20150722T094546Z"/></docdata>
<pubdata name="وكالة" date.publication="20150723"/></head>
<body><body.head><hedline><hl1>العنوان</hl1></hedline></body.head>
<body.content><p>{NEWS}</p>
<p>{OTHER}</p></body.content></body></nitf>"""

NEWSML_G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="tag:1"><itemMeta><versionCreated>2015-07-22T09:45:46+03:00</versionCreated>
<provider literal="وكالة"/></itemMeta>
<contentMeta><headline>العنوان</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>{NEWS}</p><p>{OTHER}</p></body></html></inlineXML></contentSet>
</newsItem>
</itemSet></newsMessage>"""

NEWSML_1 = f"""<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>example.org</ProviderId>
<NewsItemId>1</NewsItemId><PublicIdentifier>urn:newsml:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20150722T094546+0300</FirstCreated></NewsManagement>
<NewsComponent><NewsLines><HeadLine>العنوان</HeadLine></NewsLines><ContentItem><DataContent><p>{NEWS}</p><p>{OTHER}</p></DataContent>
</ContentItem></NewsComponent></NewsItem></NewsML>"""

PETRARCH = f"""<Sentences>
<Sentence date="20150722" id="AFP_1" source="AFP" sentence="true"><Text>
{NEWS}
</Text><Parse>(ROOT (S))</Parse></Sentence>
<Sentence date="20150723" id="AFP_2" source="AFP" sentence="true"><Text>{OTHER}</Text></Sentence></Sentences>"""


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "charset"), [("a.html", "utf-8"), ("a", "windows-1256"), ("a.htm", "iso-8859-6")])
def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path, name, charset):
    (article,) = articles(write(tmp_path / name, PAGE.replace("CHARSET", charset), charset))
    assert article.text.endswith(f"{NEWS} {OTHER}\n{OTHER}")
    assert "رياضة" not in article.text
    assert "حقوق" not in article.text
    assert (article.title, article.date, article.source, article.url) == (
        "عنوان الخبر",
        DAY,
        "صحيفة",
        "http://example.org/1",
    )


def test_a_year_in_the_text_or_at_the_foot_of_a_page_is_not_its_date(tmp_path):
    page = re.sub(r"<meta property=.article:published_time.[^>]*>", "", PAGE.replace("CHARSET", "utf-8"))
    for change in (("حقوق النشر محفوظة", "© 2014"), (OTHER, OTHER + " وكان ذلك في 12 مارس 2009.")):
        (article,) = articles(write(tmp_path / "a.html", page.replace(*change)), date=None)
        assert article.date is None


def test_a_page_without_an_article_is_told_or_counted(tmp_path):
    path = write(tmp_path / "a.html", "<html><body><script>x()</script></body></html>")
    assert lines(path) == [f"{path}: empty, there is no text in it"]
    assert lines(tmp_path) == ["1 article passed over: 1 without text"]


# --- JSON -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["a.json", "a"])
def test_an_array_gives_its_records_with_their_numbers(tmp_path, name, indent):
    objects = [{"content": NEWS, "id": None, "n": 1}, {"content": OTHER, "nested": {"a": [1, "]"]}}]
    path = write(tmp_path / name, json.dumps(objects, ensure_ascii=False, indent=indent))
    assert [(a.id, a.text, a.line, a.fields) for a in articles(path)] == [
        (f"{path}:1", NEWS, 1, objects[0]),
        (f"{path}:2", OTHER, 2, objects[1]),
    ]


def test_a_long_array_needs_no_more_memory_than_a_short_one(tmp_path):
    path = tmp_path / "a.json"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("[" + ",\n".join(json.dumps({"text": f"{NEWS} {n}"}) for n in range(5000)) + "]")
    found = articles(path)
    assert [a.text for a in found[::1000]] == [f"{NEWS} {n}" for n in range(0, 5000, 1000)]


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ({"text": NEWS}, [""]),
        ({"status": "ok", "articles": [{"content": NEWS}, {"content": OTHER}]}, [":1", ":2"]),
        ({"response": {"docs": [{"body": NEWS}, {"body": OTHER}]}}, [":1", ":2"]),
        ({"title": "ا", "article": NEWS}, [""]),
    ],
)
def test_an_object_is_an_article_or_holds_a_list_of_them(tmp_path, value, ids):
    path = write(tmp_path / "a.json", json.dumps(value, ensure_ascii=False, indent=1))
    assert [a.id for a in articles(path)] == [path + end for end in ids]


def test_json_lines_in_a_json_file_are_lines(tmp_path):
    path = json_lines(tmp_path / "a.json", {"text": NEWS}, '{"text": }', {"text": OTHER})
    items = read(path)
    assert [i.line for i in items] == [1, 2, 3]
    assert "broken JSON" in str(items[1])


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('[{"text": "%s"}, {"text": 7 8}]', "1:{end}", "broken JSON: Expecting ',' delimiter"),
        ('[\n{"text": "%s"},\n{"text": "ا', "3:10", "it ends in the middle of a record (get the file again)"),
        ('[\n{"text": "%s"}\n', "3:1", "broken JSON: the array has no end (get the file again)"),
        ('[\n{"text": "%s"}\n{}]', "3:1", "broken JSON: Expecting ',' delimiter"),
        ('[\n{"text": "%s"},\n' + "[" * 100_000, "3:1", "broken JSON: RecursionError"),
    ],
)
def test_a_broken_array_is_told_with_its_place_and_what_stands_before_is_read(tmp_path, text, place, message):
    path = write(tmp_path / "a.json", text.replace("%s", NEWS))
    article, told = read(path)
    assert article.text == NEWS
    assert message in str(told)
    assert str(told).startswith(f"{path}:{place.replace('{end}', str(len(NEWS) + 27))}: ")


def test_text_in_braces_or_brackets_is_text():
    for text in ("[" + NEWS + "]", "{" + NEWS + "}", "[1] " + NEWS):
        assert read_one("-", stdin=io.BytesIO(text.encode())).text == text


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t"), ("a", ","), ("a", "|")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_a_table_gives_its_rows_with_their_lines(tmp_path, name, delimiter, encoding):
    table = io.StringIO()
    writer = csv.writer(table, delimiter=delimiter)
    writer.writerows(
        [["Headline", "Body", "Pub Date"], ["أ", f"{NEWS}\n{OTHER}", "2015-07-22"], ["ب", f'"{OTHER}"', ""]]
    )
    path = write(tmp_path / name, table.getvalue(), encoding)
    assert [(a.id, a.title, a.text, a.date) for a in articles(path)] == [
        (f"{path}:2", "أ", f"{NEWS}\n{OTHER}", DAY),
        (f"{path}:4", "ب", f'"{OTHER}"', None),
    ]


def test_rows_that_do_not_fit_are_told_and_the_others_are_read(tmp_path):
    rows = ["text,title", f"{NEWS},a", f"{NEWS},b,c", f'"{NEWS}"x,d', "", f"{OTHER}", f'"{NEWS},e']
    path = write(tmp_path / "a.csv", "\n".join(rows))
    items = read(path)
    assert [item.line for item in items] == [2, 3, 4, 6, 7]
    assert [item.title for item in items if isinstance(item, Article)] == ["a", ""]
    assert "3 cells for 2 columns" in str(items[1])
    assert "broken row" in str(items[2])
    assert "its quotation mark is not closed" in str(items[4])


def test_a_table_without_a_column_for_the_text_says_which_there_are(tmp_path):
    path = write(tmp_path / "a.csv", f"a,b\n{NEWS},x\n")
    assert lines(path) == [f"{path}:2: no `text` (say which it is of a, b: --field text=NAME)"]
    (article,) = articles(path, how=reading(fields=["text=a", "source=b"]))
    assert (article.text, article.source) == (NEWS, "x")


def test_parquet_gives_its_rows(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"text": [NEWS, OTHER, None], "date": [DAY, None, None], "id": [1, 2, 3]})
    parquet.write_table(table, tmp_path / "a.parquet")
    found = articles(tmp_path / "a.parquet")
    assert [(a.id, a.text, a.date, a.line) for a in found] == [("1", NEWS, DAY, 1), ("2", OTHER, None, 2)]
    data = (tmp_path / "a.parquet").read_bytes()
    path = write(tmp_path / "b.parquet", data[:-20])
    assert "broken Parquet after 0 rows" in lines(path)[0]


# --- XML --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a"])
def test_a_feed_gives_its_items(tmp_path, name):
    first, second = articles(write(tmp_path / name, RSS))
    assert first == Article(
        "g1", f"{NEWS}\n{OTHER}", "الأول", DAY, "وكالة", "http://example.org/1", path=first.path, line=1
    )
    assert second.text == f"{OTHER}\n{NEWS}"
    assert (second.id, second.date) == (f"{second.path}:2", None)


def test_an_atom_feed_gives_its_entries(tmp_path):
    first, second = articles(write(tmp_path / "a.atom", ATOM))
    assert first == Article(
        "urn:1", f"{NEWS}\n{OTHER}", "الأول", DAY, "وكالة", "http://example.org/1", path=first.path, line=1
    )
    assert (second.text, second.date) == (OTHER, dt.date(2015, 7, 23))


@pytest.mark.parametrize(
    ("content", "id", "source"),
    [(NITF, "n1", "وكالة"), (NEWSML_G2, "tag:1", "وكالة"), (NEWSML_1, "urn:newsml:1", "example.org")],
)
def test_news_agencies_xml_gives_its_articles(tmp_path, content, id, source):
    (article,) = articles(write(tmp_path / "a.xml", content))
    assert article == Article(id, f"{NEWS}\n{OTHER}", "العنوان", DAY, source, path=article.path, line=1)


def test_petrarch_sentences_are_articles(tmp_path):
    first, second = articles(write(tmp_path / "a.xml", PETRARCH))
    assert first == Article("AFP_1", NEWS, "", DAY, "AFP", path=first.path, line=1)
    assert (second.id, second.date) == ("AFP_2", dt.date(2015, 7, 23))


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16"])
def test_xml_is_read_in_the_encoding_that_it_says_or_has(tmp_path, encoding):
    declared = PETRARCH if encoding == "utf-16" else f'<?xml version="1.0" encoding="{encoding}"?>' + PETRARCH
    for name, content in (("a.xml", declared), ("b.xml", PETRARCH)):
        assert [a.text for a in articles(write(tmp_path / name, content, encoding))] == [NEWS, OTHER]


def test_broken_xml_is_told_with_its_place_and_what_stands_before_is_read(tmp_path):
    path = write(tmp_path / "a.xml", PETRARCH.replace("</Text></Sentence></Sentences>", "</Sentence>"))
    article, told = read(path)
    assert article.id == "AFP_1"
    assert str(told).startswith(f"{path}:5:")
    assert "broken XML: Opening and ending tag mismatch" in str(told)


def test_other_xml_is_refused_by_name(tmp_path):
    assert "XML with <kml> around it, which is not read" in lines(write(tmp_path / "a.xml", "<kml><a/></kml>"))[0]


def test_entities_are_not_followed(tmp_path):
    secret = write(tmp_path / "secret.txt", OTHER)
    outside = f'<!DOCTYPE Sentences [<!ENTITY x SYSTEM "file://{secret}">]>' + PETRARCH.replace(NEWS, NEWS + "&x;")
    many = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    laughs = f'<!DOCTYPE Sentences [<!ENTITY a "ها">{many}]>' + PETRARCH.replace(NEWS, NEWS + "&i;")
    for name, content in (("outside.xml", outside), ("laughs.xml", laughs)):
        for article in (i for i in read(write(tmp_path / name, content)) if isinstance(i, Article)):
            assert article.text == OTHER or (len(article.text) < 200 and OTHER not in article.text)


# --- records ----------------------------------------------------------------------------------------------------------


def test_the_page_lists_all_well_known_names():
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    for part, names in WELL_KNOWN.items():
        (row,) = re.findall(rf"^\| `{part}` \| (.*) \|$", page, re.MULTILINE)
        assert (part, *row.split(", ")) == names


def test_names_that_were_guessed_are_told_once(tmp_path):
    for name in "ab":
        json_lines(tmp_path / f"{name}.jsonl", {"content": NEWS, "date_extracted": "2015-07-22 09:45:46", "x": name})
    items = read(tmp_path)
    assert [item.date for item in items if isinstance(item, Article)] == [DAY, DAY]
    (notice,) = [item for item in items if isinstance(item, Notice)]
    assert str(notice) == (
        f"{tmp_path}/a.jsonl: read `content` as text, `date_extracted` as date (--field says otherwise)"
    )


def test_a_field_may_stand_within_others(tmp_path):
    record = {"_source": {"body": [NEWS, OTHER], "when": [{"day": "22.7.2015"}]}, "text": "no", "a.b": "صحيفة"}
    how = reading(fields=["text=_source.body", "date=_source.when.0.day", "source=a.b"], date_format="%d.%m.%Y")
    (article,) = articles(json_lines(tmp_path / "a.jsonl", record), how=how)
    assert (article.text, article.date, article.source) == (f"{NEWS}\n{OTHER}", DAY, "صحيفة")


def test_markup_in_a_field_is_taken_out(tmp_path):
    (article,) = articles(json_lines(tmp_path / "a.jsonl", {"text": f"<p>{NEWS}</p>\n<p>1 &lt; 2&nbsp;{OTHER}</p>"}))
    assert article.text == f"{NEWS}\n1 < 2 {OTHER}"
    (article,) = articles(json_lines(tmp_path / "a.jsonl", {"text": f"{NEWS}  1 < 2 & {OTHER}\n"}))
    assert article.text == f"{NEWS}  1 < 2 & {OTHER}\n"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2015-07-22T23:59:59.123+03:00", DAY),
        ("2015-07-22 09:45:46 UTC", DAY),
        ("2015/7/22", DAY),
        ("20150722", DAY),
        ("20150722T094546Z", DAY),
        ("Wed, 22 Jul 2015 00:45:46 GMT", DAY),
        ("22 July 2015", DAY),
        ("July 22, 2015", DAY),
        ("22 يوليو 2015", DAY),
        ("الأربعاء ٢٢ تموز ٢٠١٥", DAY),
        ("22 تموز/يوليو 2015", DAY),
        ("22 جويلية 2015", DAY),
        (1437557146, DAY),
        (1437557146000, DAY),
        ("١٢ كانون الأول ٢٠١٥", dt.date(2015, 12, 12)),
    ],
)
def test_usual_forms_of_dates(tmp_path, written, date):
    (article,) = articles(json_lines(tmp_path / "a.jsonl", {"text": NEWS, "date": written}))
    assert article.date == date


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("22/07/2015", "could be day or month first"),
        ("05-06-15", "could be day or month first"),
        ("2015-22-07", "is not a date"),
        ("أمس", "is not a date"),
        ("22 Floréal 2015", "is not a date"),
        (["2015-07-22"], "`date` is not a string"),
    ],
)
def test_what_is_no_date_or_could_be_two_is_told(tmp_path, written, message):
    (told,) = lines(json_lines(tmp_path / "a.jsonl", {"text": NEWS, "date": written}))
    assert message in told
    how = reading(date_format="%d/%m/%Y")
    (article,) = articles(json_lines(tmp_path / "b.jsonl", {"text": NEWS, "date": "22/07/2015"}), how=how)
    assert article.date == DAY


# --- encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256", "iso-8859-6"])
def test_the_encoding_of_a_text_is_found_out(tmp_path, encoding):
    assert articles(write(tmp_path / "a.txt", NEWS, encoding))[0].text == NEWS


def test_an_encoding_that_is_named_is_taken(tmp_path):
    path = write(tmp_path / "a.txt", NEWS, "mac_arabic")
    assert articles(path, how=reading(encoding="mac_arabic"))[0].text == NEWS
    path = write(tmp_path / "b.txt", NEWS, "utf-8")
    assert "not ASCII text: byte 0xD8 at position 0" in lines(path, how=reading(encoding="ascii"))[0]


def test_lines_and_records_in_different_encodings_are_each_read(tmp_path):
    old = json.dumps({"text": OTHER}, ensure_ascii=False).encode("windows-1256")
    new = json.dumps({"text": NEWS}, ensure_ascii=False).encode()
    path = write(tmp_path / "a.jsonl", new + b"\n" + old + b"\n")
    assert [a.text for a in articles(path)] == [NEWS, OTHER]
    path = write(tmp_path / "a.json", b"[" + b",".join([new] * 600 + [old, new]) + b"]")
    assert [a.text for a in articles(path)] == [NEWS] * 600 + [OTHER, NEWS]


def test_bytes_of_two_encodings_in_one_text_are_told(tmp_path):
    path = write(tmp_path / "a.txt", NEWS.encode() + OTHER.encode("windows-1256"))
    assert f"not UTF-8 text: byte 0xDE at position {len(NEWS.encode())}" in lines(path)[0]


def test_english_in_a_western_encoding_is_told_as_such(tmp_path):
    path = write(tmp_path / "a.txt", ENGLISH + " Café déjà là, naïve élite.", "latin-1")
    assert "looks like English" in lines(path)[0]
