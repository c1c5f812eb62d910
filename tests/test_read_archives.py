"""Compressed files, archives and web archives; and what must not harm: bombs, broken and hostile files."""

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile

import pytest
from backports import zstd
from commands import ROOT
from reading import ENGLISH, NEWS, OTHER, articles, json_lines, lines, read, write

from coder.read import Article, read_articles
from coder.read.article import LIMIT

COMPRESS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd.compress}
JSON_LINES = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in (NEWS, OTHER)).encode()


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return str(path)


def tarred(members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


MEMBERS = {"a.txt": NEWS.encode(), "b/c.jsonl": JSON_LINES, "README.md": b"no", ".hidden.txt": b"no", "b/": b""}


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_compressed_file_is_what_it_holds(tmp_path, suffix):
    pack = COMPRESS[suffix]
    path = write(tmp_path / f"2024-03-14.txt{suffix}", pack(NEWS.encode()))
    (article,) = articles(path)
    assert (article.id, article.text, str(article.date)) == (path, NEWS, "2024-03-14")
    path = write(tmp_path / f"b.jsonl{suffix}", pack(JSON_LINES[:200]) + pack(JSON_LINES[200:]))  # two in a row
    assert [(a.id, a.text) for a in articles(path)] == [(f"{path}:1", NEWS), (f"{path}:2", OTHER)]
    assert [a.id for a in read_articles(["-"], stdin=io.BytesIO(pack(JSON_LINES)))] == ["-:1", "-:2"]


def test_a_zip_gives_its_members_in_their_order(tmp_path):
    path = zipped(tmp_path / "a.zip", MEMBERS)
    found = [(f"{path}/a.txt", NEWS), (f"{path}/b/c.jsonl:1", NEWS), (f"{path}/b/c.jsonl:2", OTHER)]
    assert [(a.id, a.text) for a in articles(path)] == found
    assert [a.id for a in read_articles(["-"], stdin=io.BytesIO((tmp_path / "a.zip").read_bytes()))] == [
        "-/a.txt",
        "-/b/c.jsonl:1",
        "-/b/c.jsonl:2",
    ]


@pytest.mark.parametrize("suffix", [".tar", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst"])
def test_a_tar_gives_its_members_in_their_order(tmp_path, suffix):
    data = tarred({name: data for name, data in MEMBERS.items() if not name.endswith("/")})
    for end, pack in COMPRESS.items():
        if suffix.endswith(end) or (suffix, end) == (".tgz", ".gz"):
            data = pack(data)
    path = write(tmp_path / f"a{suffix}", data)
    assert [(a.id, a.text) for a in articles(path)] == [
        (f"{path}/a.txt", NEWS),
        (f"{path}/b/c.jsonl:1", NEWS),
        (f"{path}/b/c.jsonl:2", OTHER),
    ]


def test_archives_within_archives_are_read_up_to_a_depth(tmp_path):
    data = NEWS.encode()
    name = "a.txt"
    for n in range(6):
        inner = io.BytesIO()
        zipped(inner, {name: data})
        data, name = inner.getvalue(), f"{n}.zip"
        path = write(tmp_path / name, data)
        if n < 5:
            (article,) = articles(path)
            assert article.path.count(".zip") == n + 1
            assert article.path.endswith("/0.zip/a.txt")
    (told,) = lines(path)
    assert "archives within archives, more than 5 deep" in told


def test_a_member_in_another_encoding_or_language_does_not_matter_to_the_others(tmp_path):
    path = zipped(
        tmp_path / "a.zip",
        {
            "1.txt": NEWS.encode("windows-1256"),
            "2.txt": OTHER.encode(),
            "3.txt": ENGLISH.encode(),
            "4.txt": b"\x7fELF\0\0",
            "5.txt": b"",
            "6.txt": NEWS.encode("iso-8859-6"),
        },
    )
    items = read(path)
    assert [i.text for i in items if isinstance(i, Article)] == [NEWS, OTHER, NEWS]
    assert [str(i) for i in items if not isinstance(i, Article)] == [
        f"{path}/4.txt: a binary file, not text: NUL byte at position 4",
        "2 articles passed over: 1 in English (en), 1 without text",
    ]


def test_an_archive_with_nothing_to_read_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"README.md": NEWS})
    assert "nothing to read in this archive" in lines(path)[0]
    assert "nothing to read in this archive" in lines(write(tmp_path / "a.tar", tarred({"x.png": b"x"})))[0]


# --- web archives -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compressed", [False, True])
def test_a_web_archive_gives_the_articles_of_its_pages(tmp_path, compressed):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    html = f"<html><head><title>ع</title></head><body><article><p>{NEWS}</p><p>{OTHER}</p></article></body></html>"

    def response(url, body, kind="text/html; charset=utf-8", status="200 OK"):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))

    name = f"a.warc{'.gz' if compressed else ''}"
    with open(tmp_path / name, "wb") as stream:
        writer = WARCWriter(stream, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "x"}))
        response("http://example.org/1", html.encode())
        response("http://example.org/2.png", b"\x89PNG\0", "image/png")
        response("http://example.org/3", html.encode(), status="404 Not Found")
        response("http://example.org/4", html.encode("windows-1256"), "text/html")
        response("http://example.org/5", b"<html><body></body></html>")
        plain = writer.create_warc_record(
            "http://example.org/6", "conversion", payload=io.BytesIO(OTHER.encode()), warc_content_type="text/plain"
        )
        writer.write_record(plain)
    items = read(tmp_path / name)
    found = [(i.id.removeprefix(str(tmp_path)), i.url) for i in items if isinstance(i, Article)]
    assert found == [(f"/{name}:{n}", f"http://example.org/{n - 1}") for n in (2, 5, 7)]
    assert all(OTHER in i.text for i in items if isinstance(i, Article))
    assert str(items[-1]) == "1 article passed over: 1 without text"
    cut = write(tmp_path / f"cut-{name}", (tmp_path / name).read_bytes()[:-150])
    assert next(i.url for i in read(cut) if isinstance(i, Article)) == "http://example.org/1"


# --- broken and hostile -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", COMPRESS)
def test_truncated_compressed_data_are_told_and_what_stands_before_is_read(tmp_path, suffix):
    many = b"".join(json.dumps({"text": f"{NEWS} {n * n}"}).encode() + b"\n" for n in range(3000))
    packed = COMPRESS[suffix](many)
    path = write(tmp_path / f"a.jsonl{suffix}", packed[: len(packed) - 40])
    items = read(path)
    told = [str(i) for i in items if not isinstance(i, Article)]
    assert len(told) == 1
    assert told[0].startswith(f"{path}: the compressed data end too early, after ")
    if suffix != ".bz2":  # whose blocks are as large as the file
        assert len(items) > 1000


def test_damaged_archives_are_told_and_the_other_members_are_read(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": NEWS * 20 for n in range(3)})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    at = data.index(b"1.txt") + 10
    data[at : at + 20] = bytes(20)
    items = read(write(tmp_path / "a.zip", bytes(data)))
    assert [i.path.removeprefix(path) for i in items] == ["/0.txt", "/1.txt", "/2.txt"]
    assert "broken data in an archive" in str(items[1])
    assert "a broken archive" in lines(write(tmp_path / "b.zip", bytes(data[:-30])))[0]
    tar = tarred({f"{n}.txt": NEWS.encode() * 50 for n in range(3)})
    items = read(write(tmp_path / "a.tar", tar[: len(tar) // 2]))
    assert isinstance(items[0], Article)
    assert len([i for i in items if not isinstance(i, Article)]) == 1


def test_bombs_are_refused_before_they_are_unpacked(tmp_path):
    record = json.dumps({"text": "قصف " * 1000}).encode() + b"\n"
    bomb = record + (b" " * (1 << 20) + b"\n") * 110
    path = write(tmp_path / "a.jsonl.gz", gzip.compress(bomb))
    items = read(path)
    assert isinstance(items[0], Article)
    assert "a bomb: " in str(items[1])
    path = zipped(tmp_path / "a.zip", {"a.txt": bomb, "b.txt": NEWS})
    told, article = read(path)
    assert str(told).startswith(f"{path}/a.txt: a bomb: ")
    assert article.text == NEWS


def test_names_that_lead_out_of_an_archive_are_only_names(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    for path in (
        zipped(inside / "a.zip", {"../../out.txt": NEWS, "/tmp/abs\n.txt": OTHER}),
        write(inside / "a.tar", tarred({"../../out.txt": NEWS.encode(), "/tmp/abs\n.txt": OTHER.encode()})),
    ):
        assert [a.id.removeprefix(path) for a in articles(path)] == ["/../../out.txt", "//tmp/abs\ufffd.txt"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.tar", "a.zip", "in"]


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path):
    secret = write(tmp_path / "secret.txt", OTHER)
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("l.txt", tarfile.SYMTYPE), ("h.txt", tarfile.LNKTYPE), ("d.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, secret
            archive.addfile(info)
        archive.add(write(tmp_path / "a.txt", NEWS), "a.txt")
    assert [a.text for a in articles(tmp_path / "a.tar")] == [NEWS]


def test_an_encrypted_member_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.txt": NEWS, "b.txt": OTHER})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    told, article = read(write(tmp_path / "a.zip", bytes(data)))
    assert str(told) == f"{path}/a.txt: encrypted (unpack it first)"
    assert article.text == OTHER


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", b"%PDF-1.7\n", "a PDF file, which is not read"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\0", "a 7-Zip archive"),
        ("a.rar", b"Rar!\x1a\x07\0", "a RAR archive"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
        ("a.gz", b"\x1f\x8b\x08\0", "the compressed data end too early"),
        ("a.zip", b"PK\3\4", "a broken archive"),
        ("a.json", b"[" * 1_000_000, "broken JSON"),
        ("a.json", b'{"a":' * 100_000, "broken JSON"),
        ("a.xml", b"<rss>" + b"<a>" * 10_000, "elements thousands deep"),
        ("a.csv", b"", "empty, there is no article in it"),
        ("a.html", b"", "empty"),
        ("a.html", b"<html>\0</html>", "a binary file"),
    ],
)
def test_what_is_no_text_has_one_line(tmp_path, name, data, message):
    (told,) = lines(write(tmp_path / name, data))
    assert message in told
    assert "\n" not in told


def test_an_office_document_is_no_archive(tmp_path):
    path = zipped(tmp_path / "a.docx", {"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"})
    assert "an office document" in lines(path)[0]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.json", "a.csv", "a.xml"])
def test_an_article_beyond_all_measure_is_refused_and_the_others_are_read(tmp_path, name):
    long = (NEWS + " ") * (LIMIT // len(NEWS.encode()) + 2)
    short = {"text": NEWS}
    content = {
        "a.txt": long,
        "a.html": f"<html><body><p>{long}</p></body></html>",
        "a.jsonl": "\n".join(json.dumps(o, ensure_ascii=False) for o in (short, {"text": long}, short)),
        "a.json": json.dumps([short, {"text": long}, short], ensure_ascii=False),
        "a.csv": f"text,x\n{NEWS},1\n{long},2\n{NEWS},3\n",
        "a.xml": "".join(
            ["<Sentences>", *(f"<Sentence><Text>{t}</Text></Sentence>" for t in (NEWS, long, NEWS)), "</Sentences>"]
        ),
    }[name]
    items = read(write(tmp_path / name, content))
    told = [str(i) for i in items if not isinstance(i, Article)]
    assert len(told) == 1
    assert "more than 10 MB in one article" in told[0]
    before, after = {"a.txt": (0, 0), "a.html": (0, 0), "a.xml": (1, 0)}.get(name, (1, 1))
    assert len(items) == before + 1 + after


MEMORY = """
import sys
from coder.read import Article, read_articles
print([type(item).__name__ for item in read_articles(sys.argv[1:])])
print(*[line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of its memory from /proc")
def test_a_line_of_100_megabytes_and_bombs_take_little_memory(tmp_path):
    line = b'{"text": "' + b"a" * 100_000_000 + b'"}'
    names = [json_lines(tmp_path / "ok.jsonl", {"text": NEWS})]
    names.append(write(tmp_path / "line.jsonl", line))
    names.append(write(tmp_path / "line.txt", line))
    names.append(write(tmp_path / "line.json", b"[" + line + b"]"))
    names.append(write(tmp_path / "line.csv", b"text,a\n" + line))
    names.append(write(tmp_path / "line.xml", b"<rss><item>" + line + b"</item></rss>"))
    names.append(write(tmp_path / "line.jsonl.zst", zstd.compress(line)))
    command = [sys.executable, "-c", MEMORY, *names]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=True)
    kinds, kilobytes = done.stdout.splitlines()
    assert kinds == str(["Article"] + ["Problem"] * 6)
    assert int(kilobytes) < 250_000


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files in /proc")
def test_nothing_is_left_open(tmp_path):
    path = zipped(tmp_path / "a.zip", MEMBERS)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        articles(path)
    assert len(os.listdir("/proc/self/fd")) == before
