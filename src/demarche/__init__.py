"""demarche reads news and answers who did what to whom, with the words behind every field.

>>> import demarche
>>> doc = demarche.code("Minsk released 52 detainees on Thursday.", published="2025-09-11")
>>> doc.events[0].event_type.value
'RETREAT'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from demarche.api_python import code, read
    from demarche.client import Client
    from demarche.corpus import Store
    from demarche.document import Document
    from demarche.model import Article, Record, Span

__all__ = ["Article", "Client", "Document", "Record", "Span", "Store", "__version__", "code", "read"]

_HOMES = {
    "code": "demarche.api_python",
    "read": "demarche.api_python",
    "Client": "demarche.client",
    "Document": "demarche.document",
    "Article": "demarche.model",
    "Record": "demarche.model",
    "Span": "demarche.model",
    "Store": "demarche.corpus",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that `demarche --help` and small scripts start fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'demarche' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
