"""Settings: defaults, then a TOML file, then environment variables; all in one frozen struct.

The file is `demarche.toml` in the working folder, or the path in DEMARCHE_CONFIG; see docs/reference/settings.md.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from demarche.errors import ConfigError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be set. Every field is also the environment variable DEMARCHE_<FIELD>."""

    db: str = "demarche.duckdb"  # the store
    engine: str | None = None  # folder with another model; none: the shipped one
    codebook: str | None = None  # folder with own frames and word sets
    actors: list[str] = []  # files with own actors
    api_key: str | None = None  # asked of every request from outside the loopback interface
    serve_bytes: int = 5_000_000  # largest body of a request to the server
    serve_seconds: float = 20.0  # time within which a body must have arrived
    serve_writes: float = 20.0  # writes a second of one client from outside the loopback interface


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; ConfigError names a key or value that is wrong."""
    env = os.environ if environment is None else environment
    path = Path(env.get("DEMARCHE_CONFIG", "demarche.toml"))
    values: dict[str, object] = {}
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: not TOML: {error}") from None
    elif "DEMARCHE_CONFIG" in env:
        raise ConfigError(f"there is no settings file {path}")
    for name in Settings.__struct_fields__:
        value = env.get(f"DEMARCHE_{name.upper()}")
        if value:
            values[name] = value.split(os.pathsep) if name == "actors" else value
    try:
        return msgspec.convert(values, Settings, strict=False)  # the environment has only text
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}; known settings: {', '.join(Settings.__struct_fields__)}") from None
