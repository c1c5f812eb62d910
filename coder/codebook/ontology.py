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
    """A family of operators (appeal, refuse, stop ...); ``codebooks/ontology/composition.yaml`` explains the table.

    Attributes:
        default: code of a complement that the table does not list; ``keep`` or None as in the table.
        happens: whether the embedded act is still reported as having happened, and coded in a row of its own.
        transparent: whether the row is the complement's own (try, fail), marked with ``modality``.
        doer: who would do the embedded act: the operator's ``source`` (threaten), its ``target`` (demand), or empty.
        complement_sides: whether the sides of the embedded act stand in for a target that the operator lacks.
        complement_target: composed codes that are aimed at the target of the embedded act.
        by_complement: code by prefix of the complement's code; ``keep`` is the complement's own, None gives no row.
    """

    id: str
    name: str
    default: str | None
    happens: bool
    transparent: bool
    modality: str
    doer: str
    complement_sides: bool
    complement_target: frozenset[str]
    by_complement: Mapping[str, str | None]

    def compose(self, complement: str) -> str:
        """The code of this operator over a complement with this CAMEO code; empty if the two give no row."""
        known = next(
            (complement[:n] for n in range(len(complement), 0, -1) if complement[:n] in self.by_complement), None
        )
        code = self.default if known is None else self.by_complement[known]
        return complement if code == "keep" else code or ""


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


@lru_cache
def read_facts(name: str) -> Mapping[str, Any]:
    """A file of ``codebooks/ontology`` as it is written, by its name without suffix."""
    facts: Mapping[str, Any] = yaml.load(
        (ONTOLOGY / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return facts


@lru_cache
def load_ontology() -> Ontology:
    """The ontology files that ship with waqai."""
    cameo = {
        code: CameoCode(code, entry["name"], entry["quad_class"], float(entry["goldstein"]))
        for code, entry in read_facts("cameo")["codes"].items()
    }
    plover, acled = read_facts("plover"), read_facts("acled")
    families = {
        entry["id"]: Family(
            id=entry["id"],
            name=entry["name"],
            default=entry.get("default"),
            happens=entry.get("happens", False),
            transparent=entry.get("transparent", False),
            modality=entry.get("modality", ""),
            doer=entry.get("doer", ""),
            complement_sides=entry.get("complement_sides", True),
            complement_target=frozenset(entry.get("complement_target", ())),
            by_complement=entry.get("by_complement", {}),
        )
        for entry in read_facts("composition")["families"]
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
        acled_actor_types=tuple(kind["name"] for kind in acled["actor_types"]),
        families=families,
    )
