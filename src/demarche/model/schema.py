"""The JSON schema of the record, generated from its types.

`python -m demarche.model.schema > docs/reference/record.schema.json` writes it.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from demarche.model.record import Record


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of one record."""
    (body,), components = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "demarche record",
        **body,
        "$defs": components,
    }


def schema_text() -> str:
    return json.dumps(schema(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
