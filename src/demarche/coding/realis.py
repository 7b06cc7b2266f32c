"""Whether an act has happened, is planned, asked for or open, and whether it was denied: what is known so far."""

from __future__ import annotations

from demarche.coding.negation import Own
from demarche.model import Event

RANK = {"": 0, "planned": 1, "requested": 2, "hypothetical": 3}
# An attempt at these is an act already; an attempt at anything else is still a wish.
TRIED = frozenset(["ASSAULT", "PROTEST", "CONSULT", "THREATEN", "MOBILIZE"])


class State:
    """What is known of the act on the way up."""

    def __init__(self, event: Event) -> None:
        taken = event.coder.startswith("frames.coerce.occupy")  # an attempt to take a town by force is a fight
        self.kind = "ASSAULT" if taken else event.event_type.value
        self.trigger = event.trigger
        self.words = frozenset(event.words)
        self.realis = ""
        self.negative = False
        self.thwarted = False
        self.told = False  # a report or charge tells it: who looks into the report asks for no such act
        self.fact = False  # the way up ended in a clause or phrase that tells a fact
        self.why: list[int] = []

    def raise_to(self, realis: str, at: int) -> None:
        if self.told and realis in ("planned", "requested"):
            return
        if RANK.get(realis, 0) > RANK[self.realis]:
            self.realis = realis
            self.why.append(at)

    def negate(self, at: int) -> None:
        """A second negation leaves the act open: "did not refuse to free"."""
        self.why.append(at)
        if self.negative:
            self.negative = False
            self.raise_to("hypothetical", at)
        else:
            self.negative = True

    def govern(self, kind: str, at: int) -> None:
        """The effect of a governing word."""
        if kind == "told":
            self.told = True
        elif kind in ("negated", "thwarted"):
            self.thwarted = self.thwarted or kind == "thwarted"
            self.negate(at)
        elif kind == "attempted":
            if self.kind not in TRIED:
                self.raise_to("planned", at)
        elif kind in RANK:
            self.raise_to(kind, at)

    def take(self, found: Own, governor: str) -> None:
        """The modality that a governor has itself; "did not ask" leaves open what was not asked."""
        for k in found.tokens[:1]:
            self.raise_to(found.realis, k)
        if found.negative:
            at = found.tokens[-1]
            if governor == "requested" and not self.negative:
                self.raise_to("hypothetical", at)
            else:
                self.negate(at)

    def allowed(self, kind: str, at: int) -> str:
        """A word of the trigger may announce or order ("agree to share"); that it refuses is part of its code."""
        return kind if at not in self.words or kind in ("planned", "requested") else ""

    def done(self) -> tuple[str, str]:
        realis = self.realis or "actual"
        asked = realis == "requested"  # "asked them not to expel anybody": what is asked for is that it does not happen
        if self.negative and realis != "hypothetical" and not asked and not (self.thwarted and realis == "planned"):
            realis = "actual"
        return realis, "negative" if self.negative else "positive"
