"""Files, pages, feeds, archives and tables to articles."""

from demarche.intake.files import read_path
from demarche.intake.jsonl import Problem, read_jsonl
from demarche.intake.limits import Limits

__all__ = ["Limits", "Problem", "read_jsonl", "read_path"]
