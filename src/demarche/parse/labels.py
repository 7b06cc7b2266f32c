"""The label inventory of the shipped model: what each output number means."""

from __future__ import annotations

from pathlib import Path

import msgspec

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip
NAMES = ("", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG", "B-PLACE", "I-PLACE")
# GUM's kinds of entity; "" is a word that heads no mention.
ENTITIES = (
    "", "person", "organization", "place", "event", "time", "object", "abstract", "animal", "plant", "substance",
)  # fmt: skip
# PLOVER's event types; "" is a word that triggers none.
CUES = (
    "", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
# What a word may be to an event.
ROLES = ("actor", "recipient")
REALIS = ("actual", "planned", "requested", "hypothetical", "generic")


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """Label lists in output order; `deprels` and `feats` come from the training data."""

    version: str
    deprels: tuple[str, ...]
    feats: tuple[str, ...]
    upos: tuple[str, ...] = UPOS
    names: tuple[str, ...] = NAMES
    entities: tuple[str, ...] = ENTITIES
    cues: tuple[str, ...] = CUES
    realis: tuple[str, ...] = REALIS
    roles: tuple[str, ...] = ROLES

    @classmethod
    def read(cls, path: Path) -> Labels:
        """The labels in a JSON file."""
        return msgspec.json.decode(path.read_bytes(), type=cls)

    def write(self, path: Path) -> None:
        """Writes the labels as JSON."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))

    @property
    def widths(self) -> dict[str, int]:
        """How many outputs each word-level head has, in the order in which the model stacks them."""
        return {
            "upos": len(self.upos),
            "feats": len(self.feats),
            "name": len(self.names),
            "entity": len(self.entities),
            "cue": len(self.cues),
            "realis": len(self.realis),
            "factuality": 1,
        }
