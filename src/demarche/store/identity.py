"""What makes two documents the same: their content, never their file name or their place in a batch."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from demarche.model import Article

TRACKING = re.compile(r"(?<=[?&])(?:utm_[^=&]*|fbclid|gclid|mc_cid|mc_eid|cmpid|ito|ref|ref_src)=[^&#]*&?")


def doc_id(article: Article) -> str:
    """The id of a document in every store: a digest of text, title, date, source and address.

    The same text on another day or from another publisher is another document, because it is another report;
    `copies` says that the two are one source.
    """
    fields = (article.text, article.title, article.published, article.source, plain_address(article.url))
    digest = hashlib.sha256()
    for field in fields:
        data = (field or "").encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:24]


def plain_address(url: str | None) -> str:
    """An address without fragment and tracking parameters."""
    return TRACKING.sub("", (url or "").partition("#")[0]).rstrip("?&")


def ledger_path(db: Path) -> Path:
    """Where the kept forecasts of a store are: in a file beside it, which goes with it in every backup."""
    return db.with_suffix(".forecasts.jsonl")


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
