"""The command among others in a shell."""

import csv
import json
import subprocess

import pytest
from commands import COMMAND, ROOT, environment
from reading import write

WAQAI = " ".join(f"'{word}'" for word in COMMAND)


def shell(script, cwd):
    """Exit code, output and errors; the command is run from ``cwd``."""
    env = environment(PYTHONPATH=str(ROOT))
    command = ["bash", "-o", "pipefail", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, timeout=300)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a b.txt", "c/d.txt"):
        write(tmp_path / name, "قصف الطيران الروسي بلدة دارة عزة في ريف حلب اليوم، وفق ما قاله ناشطون.")
    write(tmp_path / "c" / "none.html", "<html></html>")
    return tmp_path


def test_paths_come_from_find(folder):
    code, out, err = shell(
        f"find . -name '*.txt' -print0 | sort -z | {WAQAI} code --files-from - --schema cameo", folder
    )
    assert (code, err) == (0, "3 articles, 3 events, 0 problems\n")
    assert [row["sentence_id"] for row in csv.DictReader(out.splitlines())] == [
        "./a b.txt_0",
        "./b.txt_0",
        "./c/d.txt_0",
    ]


def test_paths_come_from_xargs(folder):
    code, out, err = shell(f"ls *.txt | tr '\\n' '\\0' | xargs -0 {WAQAI} code --format jsonl", folder)
    assert (code, err) == (0, "2 articles, 2 events, 0 problems\n")
    assert [json.loads(line)["article_id"] for line in out.splitlines()] == ["a b.txt", "b.txt"]
