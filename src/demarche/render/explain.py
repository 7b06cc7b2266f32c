"""Why an event was coded so: its sentence, the tree around its words, the frame and pattern, every field's rule."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.errors import InputError
from demarche.model import Draft, Event, Sentence
from demarche.model.names import Name
from demarche.ontology import Codebook


def explain(draft: Draft, book: Codebook, which: str, *, names: Sequence[Name] = ()) -> str:
    """The explanation of one event ("e3") or of all; InputError when there is no such event.

    `names` are the names of the article with their classes; those of the event's sentence are told.
    """
    events = [e for e in draft.events if which in ("all", e.id)]
    if not events:
        known = ", ".join(e.id for e in draft.events) or "none"
        raise InputError(f"no event {which!r} in this article; there are: {known}")
    return "\n".join(_one(draft, book, e, names) for e in events)


def _one(draft: Draft, book: Codebook, event: Event, names: Sequence[Name]) -> str:
    sentence = draft.parsed.sentences[event.sentence]
    actors = {a.id: a for a in draft.actors}
    lines = [f"{event.id}  {event.event_type.value}  {event.coder}  confidence {event.confidence:.2f}", ""]
    lines.append("  " + " ".join(sentence.text.split()))
    lines.append("")
    lines.extend(f"  {line}" for line in tree_lines(sentence, marked=set(event.words)))
    lines.append("")
    told = [f"  name “{n.span.text}”: {n.kind} by {n.coder}" for n in names if n.sentence == event.sentence]
    lines.extend([*told, ""] if told else [])
    lines.extend(_frame(book, event))
    for role, coded in (("actor", event.actors), ("recipient", event.recipients), ("third party", event.third_parties)):
        for c in coded:
            actor = actors[c.value]
            code = " ".join(filter(None, [actor.country, actor.sector])) or "unknown"
            said = " … ".join(s.text for s in c.evidence)
            lines.append(f"  {role}: {actor.name} [{code}] because {actor.why or c.coder}; words “{said}”")
    for name in ("realis", "polarity", "certainty", "date", "place"):
        coded_field = getattr(event, name)
        if coded_field is not None:
            said = " … ".join(s.text for s in coded_field.evidence)
            lines.append(
                f"  {name}: {coded_field.value}" + (f" from “{said}”" if said else "") + f" by {coded_field.coder}"
            )
    return "\n".join(lines) + "\n"


def _frame(book: Codebook, event: Event) -> list[str]:
    name = event.coder.removeprefix("frames.").split("@")[0]
    frame = next((f for f in book.frames if f.id == name), None)
    if frame is None:
        return [f"  coded by {event.coder}"]
    cues = f"  frame {frame.id}: {frame.about}"
    return [cues, *(f"    {p.text}" for p, _ in frame.patterns[:12])]


def tree_lines(sentence: Sentence, *, marked: set[int]) -> list[str]:
    """The dependency tree, one word a line, indented by depth; words in `marked` carry a star."""
    out = []
    for i, token in enumerate(sentence.tokens):
        depth, k = 0, i
        while sentence.tokens[k].head >= 0 and depth < 12:
            k, depth = sentence.tokens[k].head, depth + 1
        cue = f"  {token.cues[0][0]} {token.cues[0][1]:.2f}" if token.cues else ""
        star = "*" if i in marked else " "
        name = f", {token.name}" if token.name else ""
        out.append(f"{star} {'  ' * depth}{token.text}  ({token.upos} {token.deprel}{name}){cue}")
    return out
