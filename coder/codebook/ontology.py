"""The event ontologies (CAMEO, PLOVER, ACLED) and the table that composes operators with actions, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from coder.event import AcledType
from coder.languages.base import CODEBOOKS

ONTOLOGY = CODEBOOKS / "ontology"


@dataclass(frozen=True)
class CameoCode:
    """A CAMEO event code: name, quad class (1-4) and Goldstein score (-10 to 10)."""

    code: str
    name: str
    quad_class: int
    goldstein: float


@dataclass(frozen=True)
class Family:
    """A family of operators.

    Attributes:
        default: CAMEO code where the complement matches no action.
        happens: whether the embedded act is still reported as having happened.
        transparent: whether the embedded act's own code is kept (try, fail), with ``modality`` marked.
        by_complement: CAMEO code by prefix of the complement's code; the longest prefix wins.
    """

    id: str
    name: str
    default: str
    happens: bool
    transparent: bool
    modality: str
    by_complement: Mapping[str, str]

    def compose(self, complement: str) -> str | None:
        """The code of this operator over a complement with this CAMEO code, None if the table has no such row."""
        return _longest_prefix(self.by_complement, complement)


@dataclass(frozen=True)
class Ontology:
    """All codes that a codebook may use."""

    cameo: Mapping[str, CameoCode]
    plover: frozenset[str]
    plover_by_cameo: Mapping[str, str]
    acled: Mapping[str, AcledType]
    acled_actor_types: tuple[str, ...]
    families: Mapping[str, Family]

    def plover_of(self, cameo: str) -> str:
        """The PLOVER event type of a CAMEO code; the longest listed prefix decides."""
        return _longest_prefix(self.plover_by_cameo, cameo) or ""


def _longest_prefix(table: Mapping[str, str], code: str) -> str | None:
    return next((table[code[:n]] for n in range(len(code), 0, -1) if code[:n] in table), None)


def _read(name: str) -> Any:
    return yaml.load((ONTOLOGY / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@lru_cache
def load_ontology() -> Ontology:
    """The ontology files that ship with waqai."""
    cameo = {
        code: CameoCode(code, entry["name"], entry["quad_class"], float(entry["goldstein"]))
        for code, entry in _read("cameo")["codes"].items()
    }
    plover, acled = _read("plover"), _read("acled")
    families = {
        entry["id"]: Family(
            id=entry["id"],
            name=entry["name"],
            default=entry.get("default", ""),
            happens=entry.get("happens", False),
            transparent=entry.get("transparent", False),
            modality=entry.get("modality", ""),
            by_complement=entry.get("by_complement", {}),
        )
        for entry in _read("composition")["families"]
    }
    return Ontology(
        cameo=cameo,
        plover=frozenset(plover["events"]),
        plover_by_cameo={code: row["event"] if row else "" for code, row in plover["cameo"].items()},
        acled={
            kind["name"]: AcledType(kind["disorder_type"], event["name"], kind["name"])
            for event in acled["event_types"]
            for kind in event["sub_event_types"]
        },
        acled_actor_types=tuple(acled["actor_types"]),
        families=families,
    )
