"""Where documents, records, corrections and stories are kept."""

from demarche.store.backup import Verdict, backup, restore, verify
from demarche.store.result import Rows
from demarche.store.store import Base

__all__ = ["Base", "Rows", "Verdict", "backup", "restore", "verify"]
