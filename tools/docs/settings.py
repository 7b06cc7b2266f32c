"""The page of the settings, from `demarche.config.Settings`."""

from __future__ import annotations

import inspect
import re

import msgspec

from demarche import config

HEAD = """\
# Settings

Settings come from `demarche.toml` in the working folder, or from the file named in `DEMARCHE_CONFIG`.
Every setting is also an environment variable, which goes before the file.
Options of a command go before both.
A key that is not known is an error that names the known ones.

```toml
db = "news.duckdb"
actors = ["lists/actors.csv"]
```

| key | environment | default | says |
| --- | --- | --- | --- |
"""


def page() -> str:
    return HEAD + "\n".join(_rows()) + "\n"


def _rows() -> list[str]:
    told = dict(re.findall(r"^    (\w+): .*?#\s*(.+)$", inspect.getsource(config.Settings), re.MULTILINE))
    rows = []
    for field in msgspec.structs.fields(config.Settings):
        value = field.default if field.default is not msgspec.NODEFAULT else []
        default = "" if value in (None, []) else f"`{value}`"
        rows.append(f"| `{field.name}` | `DEMARCHE_{field.name.upper()}` | {default} | {told[field.name]} |")
    return rows
