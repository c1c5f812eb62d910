"""The command as a user runs it, with real models and codebook."""

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from commands import COMMAND, ROOT, environment, waqai, waqai_apart

from coder.tabulate import SCHEMAS

STRIKE = "قصف الطيران الروسي بلدة دارة عزة في ريف حلب اليوم، وفق ما قاله ناشطون."
HEAVY = (
    "stanza", "torch", "yaml", "numpy", "rich", "babel", "pycountry", "py3langid", "lxml", "trafilatura", "warcio",
    "pyarrow", "duckdb", "xlsxwriter", "ray",
)  # fmt: skip


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "2020-01-02-strike.txt"
    path.write_text(STRIKE, encoding="utf-8")
    return path


def test_help_and_version_load_nothing_heavy():
    for args in (
        ["--help"],
        ["code", "--help"],
        ["run", "--help"],
        ["explain", "--help"],
        ["evaluate", "--help"],
        ["dedupe", "--help"],
        ["models", "--help"],
        ["--version"],
    ):
        heavy = HEAVY if args[1:] else (*HEAVY, "pydantic")  # with which Typer reads the options of a subcommand
        script = (
            "import sys; from cli.main import app\n"
            f"try: app({args!r}, prog_name='waqai')\n"
            "except SystemExit as end: assert not end.code\n"
            f"print('loaded:', [name for name in {heavy!r} if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert done.stdout.endswith("loaded: []\n"), done.stdout + done.stderr


def test_help_names_the_exit_codes_whatever_the_encoding():
    code, out, _ = waqai_apart("code", "--help", LC_ALL="POSIX", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert code == 0
    assert "130  interrupted" in out


def test_every_bad_input_has_one_line_and_the_others_are_coded(tmp_path, article):
    lines = [json.dumps({"id": f"j{n}", "text": STRIKE, "date": "2020-01-01"}, ensure_ascii=False) for n in range(5)]
    lines[2] = '{"id": "j2", "text": '
    (tmp_path / "l.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "english.txt").write_text("The ministers met the president in the capital.", encoding="utf-8")
    names = ["none.txt", "l.jsonl", "empty.txt", "binary.txt", "english.txt", article.name]
    code, out, err = waqai("code", *names, "--schema", "cameo", cwd=tmp_path)
    assert code == 1
    assert err.splitlines() == [
        "none.txt: no such file or folder",
        "l.jsonl:3:21: broken JSON: Expecting value (one JSON object a line)",
        "empty.txt: empty, there is no text in it",
        "binary.txt: a binary file, not text: NUL byte at position 4",
        "english.txt: not Arabic, looks like English (en) (only Arabic can be coded)",
        "5 articles, 5 events, 5 problems",
    ]
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [row["sentence_id"] for row in rows] == ["j0_0", "j1_0", "j3_0", "j4_0", f"{article.name}_0"]
    assert [row["date"] for row in rows] == ["2020-01-01"] * 4 + ["2020-01-02"]
    assert {(row["source"], row["code"], row["trigger"]) for row in rows} == {("RUSMIL", "195", "قصف")}


def test_offsets_point_into_the_text_as_it_stands_in_the_file_and_what_did_not_happen_is_dropped(tmp_path):
    text = "عـاجل | (AFP)\r\n\r\nقَصَـفَ الطيرانُ الرُوسيُّ بلدةَ دارة عزة.\r\nلم يقصف الطيران الروسي مدينة إدلب أمس.\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    code, out, _ = waqai("code", tmp_path / "a.txt", "--format", "jsonl")
    record = json.loads(out)
    assert code == 0
    assert text[record["start"] : record["end"]] == record["trigger"] == "قَصَـفَ"
    source = record["source"]
    assert text[source["start"] : source["end"]] == source["text"]


def test_json_lines_come_from_a_pipe_and_what_did_not_happen_is_kept_when_asked_for():
    line = json.dumps({"id": "x", "text": "لم يقصف الطيران الروسي بلدة دارة عزة أمس.", "source": "وكالة"})
    code, out, err = waqai("code", "--format", "jsonl", "--keep", "negated, unreal", stdin=line.encode())
    record = json.loads(out)
    assert (code, err) == (0, "1 article, 1 event, 0 problems\n")
    assert [record[k] for k in ("article_id", "outlet", "polarity", "trigger")] == ["x", "وكالة", "negated", "يقصف"]


def test_an_output_file_is_whole_and_nothing_is_left_beside_it(tmp_path, article):
    (tmp_path / "out.tsv").write_text("old", encoding="utf-8")
    code, out, err = waqai("code", article, "--schema", "acled", "-o", tmp_path / "out.tsv")
    assert (code, out, err) == (0, "", "1 article, 1 event, 0 problems\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([article.name, "out.tsv"])
    header, row = (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()
    assert header.split("\t") == list(SCHEMAS["acled"].columns)
    assert "Air/drone strike" in row.split("\t")


@pytest.mark.parametrize(
    ("name", "separator"), [("out.csv", ","), ("out.TSV", "\t"), ("out.jsonl", None), ("out", ",")]
)
def test_an_output_file_has_the_format_of_its_suffix(tmp_path, name, separator):
    assert waqai("code", "none.txt", "--schema", "cameo", "-o", name, cwd=tmp_path)[0] == 1
    expected = separator.join(SCHEMAS["cameo"].columns) + "\n" if separator else ""
    assert (tmp_path / name).read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("args", "code", "line"),
    [
        (["--keep", "negated,maybe"], 2, "maybe (choose from negated, unreal, future, possible, background, repeated)"),
        (["--date", "2016-13-01"], 2, "'2016-13-01' is not a date, write it as 2024-03-14"),
        (["--schema", "plover"], 2, "'plover' is not one of"),
        (["--schema", "cameo", "--format", "geojson"], 2, "schema cameo has no coordinates"),
        (["-o", "none/out.csv"], 2, "the folder of none/out.csv does not exist"),
        (["--codebook", "none.yaml"], 3, "none.yaml: "),
        (["--models", "."], 4, ".: not a folder of Stanza models: it has no resources.json"),
        (["-o", "/dev/full"], 1, "/dev/full: cannot be written: No space left on device"),
    ],
)
def test_what_stops_the_command_is_one_line_and_its_exit_code(tmp_path, article, args, code, line):
    if "/dev/full" in args and not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    found, out, err = waqai("code", article, *args, cwd=tmp_path)
    assert (found, out) == (code, "")
    assert line in err.splitlines()[-1]
    assert [p.name for p in tmp_path.iterdir()] == [article.name]


def test_an_unknown_codebook_key_is_named_with_its_place_and_nothing_is_coded(tmp_path, article):
    book = tmp_path / "mine.yaml"
    book.write_text('language: ar\nactions:\n  - id: x\n    cameo: "190"\n    verb: [قصف]\n', encoding="utf-8")
    code, out, err = waqai("code", article, "--codebook", "mine.yaml", cwd=tmp_path)
    assert (code, out) == (3, "")
    assert re.match(r"mine\.yaml:5:\d+: unknown key 'verb'", err)


def test_without_readable_input_there_is_a_header_only(tmp_path):
    code, out, err = waqai("code", "none.txt", cwd=tmp_path)
    assert (code, out) == (1, ",".join(SCHEMAS["event"].flat_columns) + "\n")
    assert err.endswith("0 articles, 0 events, 1 problem\n")


def test_nothing_named_on_a_terminal_is_wrong_usage():
    leader, follower = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "code"], stdin=follower, capture_output=True, cwd=ROOT, env=environment(), timeout=60
    )
    os.close(leader)
    os.close(follower)
    assert done.returncode == 2
    assert b"nothing to code" in done.stderr.splitlines()[-1]


def test_a_terminal_gets_a_table(article):
    leader, follower = pty.openpty()
    env = environment(TERM="xterm-256color", COLUMNS="100", NO_COLOR="1")
    with subprocess.Popen(
        [*COMMAND, "code", str(article)], stdout=follower, stderr=subprocess.PIPE, cwd=ROOT, env=env
    ) as process:
        os.close(follower)
        shown = b""
        while True:
            try:
                piece = os.read(leader, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        _, err = process.communicate(timeout=300)
    os.close(leader)
    assert process.returncode == 0, err
    table = shown.decode("utf-8")
    assert "195 Employ" in table
    assert "\u2067" in table
    assert "╭" in table


def test_standard_input_becomes_a_table_whatever_the_locale():
    odd = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"}
    code, out, err = waqai_apart("code", "-", "--format", "table", stdin=STRIKE.encode(), **odd)
    assert (code, err) == (0, "1 article, 1 event, 0 problems\n")
    title, top, *_ = out.splitlines()
    assert (title, top[0], len(top)) == ("stdin", "╭", 120)
    assert "\u2067[قصف]" in out


def test_the_reader_of_a_pipe_may_stop_early(tmp_path):
    articles = [json.dumps({"id": str(n), "text": STRIKE}) for n in range(40)]
    (tmp_path / "a.jsonl").write_text("\n".join(articles), encoding="utf-8")
    options = f"--format jsonl --copies '{tmp_path}/copies.csv' < '{tmp_path}/a.jsonl'"
    command = f"'{sys.executable}' -m cli.main code - {options} | head -c 20"
    script = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(script, capture_output=True, cwd=ROOT, env=environment(), timeout=300)
    assert (done.returncode, len(done.stdout), done.stderr) == (0, 20, b"")


def test_an_interrupt_ends_quietly_and_leaves_the_output_as_it_was(tmp_path):
    target = tmp_path / "out.csv"
    target.write_text("old", encoding="utf-8")
    command = [*COMMAND, "code", "-", "-o", str(target)]
    options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # A job in the background of a shell ignores interrupts, and so do its children, unless told otherwise.
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, cwd=ROOT, env=environment(), preexec_fn=heed, **options) as process:
        unfinished = tmp_path / ".out.csv.part"
        while process.poll() is None and not unfinished.exists():  # once it is there, standard input is waited for
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read() == b"interrupted\n"
    assert target.read_text(encoding="utf-8") == "old"
    assert not unfinished.exists()


def test_what_an_article_tells_twice_is_one_row_unless_all_are_kept(tmp_path):
    text = "غارة إسرائيلية على بلدة الخيام\n\nأغار الطيران الحربي الإسرائيلي على بلدة الخيام أمس."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    kept = [
        [json.loads(line)["mentions"] for line in waqai("code", "a.txt", *more, cwd=tmp_path).out.splitlines()]
        for more in (["--format", "jsonl"], ["--format", "jsonl", "--keep", "repeated"])
    ]
    assert kept == [[2], [1, 1]]
    told = " ".join(waqai("explain", "a.txt", cwd=tmp_path).out.split())
    assert "told again in sentence 1 by" in told
    assert "whose row knows more (kept with --keep repeated)" in told


def test_explain_shows_the_rule_of_a_text():
    code, out, err = waqai("explain", STRIKE)
    assert (code, err) == (0, "")
    assert "195 Employ aerial weapons" in out
    assert "bombardment.yaml" in out


def test_explain_of_neither_is_wrong_usage():
    code, _, err = waqai("explain", "none.txt")
    assert code == 2
    assert "'none.txt' is neither a file nor Arabic text" in err


def test_models_lists_what_is_there(tmp_path):
    code, out, err = waqai("models", XDG_DATA_HOME=str(tmp_path), COLUMNS="200")
    assert (code, err) == (0, "")
    assert "shipped" in out
    code, out, err = waqai("models", WAQAI_MODELS=str(tmp_path), XDG_DATA_HOME=str(tmp_path))
    assert code == 4
    assert "shipped" in out
    assert (
        err == f"{tmp_path}: not a folder of Stanza models: it has no resources.json (see `waqai models download ar`)\n"
    )


def test_a_download_without_a_network_is_one_line(tmp_path):
    proxy = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    code, out, err = waqai("models", "download", "ar", "--to", tmp_path / "to", **proxy)
    assert (code, out) == (4, "")
    assert err == f"{tmp_path}/to: models for 'ar' cannot be downloaded: the network or the server cannot be reached\n"
