"""What acts there are and how they are told: types, codes, word sets, frames."""

from demarche.ontology.codebook import Codebook, lint, load
from demarche.ontology.frames import Code, Entry, Frame, Index
from demarche.ontology.patterns import Pattern, Slot, Trigger, compile_pattern

__all__ = [
    "Code",
    "Codebook",
    "Entry",
    "Frame",
    "Index",
    "Pattern",
    "Slot",
    "Trigger",
    "compile_pattern",
    "lint",
    "load",
]
