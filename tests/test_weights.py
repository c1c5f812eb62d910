"""Model folders: the shipped one, Stanza's own form, and folders that lack something."""

import json
import shutil

import pytest

from coder.errors import ModelsError
from coder.weights import PROCESSORS, SHIPPED_MODELS, find_models


@pytest.fixture
def folder(tmp_path):
    """A folder in the form of Stanza's own downloads: other languages listed too, character models as dependencies."""
    dependencies = [{"model": "pretrain", "package": "x"}, {"model": "forward_charlm", "package": "y"}]
    resources = {
        "ar": {
            "packages": {"default": dict.fromkeys(PROCESSORS, "padt") | {"optional": {"ner": "aqmar"}}},
            **{p: {"padt": {"md5": "0"}} for p in PROCESSORS},
            "pos": {"padt": {"dependencies": dependencies}},
        },
        "fr": {"alias": "fra"},
        "url": "https://example.org",
    }
    (tmp_path / "resources.json").write_text(json.dumps(resources), encoding="utf-8")
    for model in (*(f"{p}/padt" for p in PROCESSORS), "pretrain/x", "forward_charlm/y"):
        path = tmp_path / "ar" / f"{model}.pt"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"12345")
    return tmp_path


def fault(folder, language="ar"):
    with pytest.raises(ModelsError) as error:
        find_models(language, str(folder))
    line = str(error.value)
    assert line.startswith(f"{folder}: ")
    assert "\n" not in line
    return line


def test_the_shipped_models_are_whole():
    models = find_models("ar")
    assert models.path == SHIPPED_MODELS
    assert models.size > 1_000_000


def test_stanzas_own_form(folder):
    models = find_models("ar", str(folder))
    assert (models.package, models.size, models.card) == ("padt", 35, {})


def test_the_card_is_read(folder):
    card = {"language": "ar", "name": "x", "scores": {"dev": {"words": 95.1}}}
    (folder / "ar" / "card.json").write_text(json.dumps(card), encoding="utf-8")
    assert find_models("ar", str(folder)).card == card


def test_each_lack_is_one_clear_line(folder):
    assert "no such folder" in fault(folder / "none")
    assert "it has no resources.json" in fault(folder / "ar")
    assert "lists no default models for 'fr'" in fault(folder, "fr")
    assert "lists no default models for 'xx'" in fault(folder, "xx")
    shutil.rmtree(folder / "ar" / "forward_charlm")
    (folder / "ar" / "lemma" / "padt.pt").unlink()
    assert "incomplete, ar/lemma/padt.pt, ar/forward_charlm/y.pt missing" in fault(folder)


def test_a_package_without_a_processor(folder):
    path = folder / "resources.json"
    resources = json.loads(path.read_text(encoding="utf-8"))
    del resources["ar"]["packages"]["default"]["mwt"]
    path.write_text(json.dumps(resources), encoding="utf-8")
    assert "no mwt model for 'ar'" in fault(folder)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"ar": []}', '{"ar": {"packages": {"default": null}}}'])
def test_resources_that_are_no_resources(folder, text):
    (folder / "resources.json").write_text(text, encoding="utf-8")
    assert "resources.json" in fault(folder)
