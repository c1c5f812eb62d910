"""Stage 7, tabulate: events become rows of one of five schemas, each written down as a list of columns.

``event.py`` is the full record, from which the others are made; ``cameo.py`` has the columns that ICEWS and Phoenix
have in common, ``acled.py``, ``icews.py`` and ``gdelt.py`` those of these data sets. docs/columns.md documents every
column.
"""

from __future__ import annotations

from collections.abc import Mapping

from coder.tabulate.acled import ACLED
from coder.tabulate.cameo import CAMEO
from coder.tabulate.event import EVENT, EVENT_PARTS
from coder.tabulate.gdelt import GDELT
from coder.tabulate.icews import ICEWS
from coder.tabulate.schema import Row, Schema

__all__ = ["EVENT_PARTS", "SCHEMAS", "Row", "Schema"]

SCHEMAS: Mapping[str, Schema] = {schema.name: schema for schema in (EVENT, CAMEO, ACLED, ICEWS, GDELT)}
