"""The Stanza models that annotate reads: where they are, what is known about them, how to fetch others when asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.errors import ModelsError, Problem

SHIPPED_MODELS = Path(__file__).resolve().parent / "models"
PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")
RESOURCES = "resources.json"


@dataclass(frozen=True)
class ModelSet:
    """Models of one language in a Stanza model folder, all there.

    Attributes:
        language: ISO 639-1 code.
        path: the folder that holds ``resources.json``; ``stanza.Pipeline(language, dir=path, package="default",
            download_method=None)`` loads from it.
        package: name of the package of the tokenizer, which Stanza calls the default package's models by.
        size: of the model files, in bytes.
        card: what ``<language>/card.json`` says about them (name, version, source, licence, data, scores ...); empty
            for models that have none, as those of Stanza itself.
    """

    language: str
    path: Path
    package: str
    size: int
    card: Mapping[str, Any] = field(default_factory=dict)


def find_models(language: str, models_dir: str | None = None) -> ModelSet:
    """The models of a language in ``models_dir``, or those that ship with waqai. Nothing is ever downloaded.

    Raises:
        ModelsError: if the folder has no ``resources.json``, or the language, a processor or one of its files is
            missing.
    """
    path = Path(models_dir) if models_dir else SHIPPED_MODELS

    def error(message: str, remedy: str = "") -> ModelsError:
        return ModelsError(Problem(str(path), message, remedy or f"see `waqai models download {language}`"))

    if not path.is_dir():
        raise error("no such folder of models")
    if not (path / RESOURCES).is_file():
        raise error(f"not a folder of Stanza models: it has no {RESOURCES}")
    try:
        resources = json.loads((path / RESOURCES).read_text(encoding="utf-8"))[language]
        packages = resources["packages"]["default"]
        missing = [processor for processor in PROCESSORS if processor not in packages]
        files = [] if missing else _files(path / language, resources, packages)
    except (OSError, ValueError) as fault:
        raise error(f"{RESOURCES} cannot be read: {fault}") from fault
    except (KeyError, TypeError, AttributeError) as fault:
        raise error(f"{RESOURCES} lists no default models for {language!r}") from fault
    if missing:
        raise error(f"no {', '.join(missing)} model for {language!r}")
    absent = [str(file.relative_to(path)) for file in files if not file.is_file()]
    if absent:
        raise error(f"incomplete, {', '.join(absent)} missing")
    return ModelSet(
        language=language,
        path=path,
        package=packages["tokenize"],
        size=sum(file.stat().st_size for file in files),
        card=_card(path / language / "card.json"),
    )


def _files(folder: Path, resources: Mapping[str, Any], packages: Mapping[str, str]) -> list[Path]:
    """The model files that the processors load, and those that these build on (word vectors, character models)."""
    models = [(processor, packages[processor]) for processor in PROCESSORS]
    needed = [
        (dependency["model"], dependency["package"])
        for processor, package in models
        for dependency in resources[processor][package].get("dependencies", ())
    ]
    return [folder / processor / f"{package}.pt" for processor, package in dict.fromkeys(models + needed)]


def _card(path: Path) -> Mapping[str, Any]:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def download_dir() -> Path:
    """Where downloaded models go unless the user says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("waqai", appauthor=False) / "stanza"


def download_models(language: str, to: Path) -> ModelSet:
    """Fetch Stanza's own default models of a language into a folder. Only ever called because a user asked for it.

    Raises:
        ModelsError: if they cannot be fetched, with the first line of the reason.
    """
    import requests
    import stanza

    try:
        to.mkdir(parents=True, exist_ok=True)
        stanza.download(language, model_dir=str(to), processors=",".join(PROCESSORS), logging_level="WARN")
    except Exception as fault:  # requests, the model hub and the file system each raise their own
        if isinstance(fault, requests.ConnectionError | requests.Timeout):
            reason = "the network or the server cannot be reached"
        else:
            reason = str(fault).strip() or type(fault).__name__
        raise ModelsError(
            Problem(str(to), f"models for {language!r} cannot be downloaded: {reason.splitlines()[0]}")
        ) from fault
    return find_models(language, str(to))
