"""Who is for and who is against: holder, stance, the acts that it is about, and the words that say so.

Opinions are read from the tree (opinions.py), quotations are judged by their words, and an accusation is a view
against what somebody is accused of.
The evidence of a view begins with the words that name its holder; cue, target and argument follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from demarche.coding.context import Context
from demarche.coding.judgements import Opinion, judged
from demarche.coding.opinions import opinions
from demarche.coding.questions import questions
from demarche.coding.speech import phrase_span
from demarche.coding.stance import lemma, stances
from demarche.coding.themes import POINTING, Themes
from demarche.coding.tree import Tree
from demarche.model import Draft, Event, Span
from demarche.model.record import PerspectiveRecord, QuoteRecord

THIS = ("the", "this", "that", "these", "those", "such")
_NOBODY = frozenset(
    ["nobody", "nothing", "everything", "anything", "none", "himself", "themselves", "itself", "herself"]
)


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with perspectives and open questions."""
    read = [list(opinions(tree)) for tree in context.trees]
    themes = Themes(draft, context, frozenset((n, o.cue) for n, here in enumerate(read) for o in here))
    found: list[PerspectiveRecord] = []
    for n, tree in enumerate(context.trees):
        found.extend(_together(_sentence(n, tree, read[n], themes)))
    told = {v.evidence[0].start for v in found}
    found.extend(v for v in _quoted(draft.quotes, themes) if v.evidence[0].start not in told)
    found.extend(_accused(themes, found))
    return msgspec.structs.replace(draft, perspectives=tuple(_distinct(found)), questions=tuple(questions(context)))


def _sentence(n: int, tree: Tree, read: Iterable[Opinion], themes: Themes) -> Iterator[PerspectiveRecord]:
    last: tuple[Opinion, list[Event]] | None = None
    for opinion in read:
        holders = [k for k in opinion.holders if _can_hold(n, k, tree, themes.context)]
        if not holders or _is_leisure(tree, [*holders, *opinion.targets]) or not _fits(n, opinion, tree, themes):
            continue
        about = _about(n, opinion, tree, themes, last)
        if not about and not _named_theme(opinion, tree):
            continue
        last = (opinion, about) if not _only_pronoun(opinion, tree) else last
        for k in holders:
            yield _record(n, k, opinion, about, tree, themes.context, last[0] if last else opinion)


def _can_hold(n: int, k: int, tree: Tree, context: Context) -> bool:
    """True for people, bodies and countries; a thing holds no view."""
    token = tree.tokens[k]
    if token.upos == "PRON":
        return bool(context.cast.who.get((n, k))) or token.text.lower() in ("many", "some", "others")
    if lemma(tree, k) in stances().holders or token.name:
        return (
            token.name.endswith(("PERSON", "ORG", "PLACE"))
            or lemma(tree, k) in stances().holders
            or bool(context.actors_at(n, k))
        )
    if token.entity in ("object", "abstract", "event", "time", "substance"):
        return any(
            r.kind in ("person", "group") or r.head == lemma(tree, k) for r in context.phrases[n].readings(k) if r.acts
        )
    return token.entity in ("person", "organization") or bool(context.actors_at(n, k))


def _is_leisure(tree: Tree, heads: Iterable[int]) -> bool:
    """Stadium, stage and screen: one such word with holder or target, or two in the sentence, and it is no politics."""
    words = stances()["leisure"]
    near = {lemma(tree, j) for k in heads for j in tree.sentence.subtree(k)}
    if near & words:
        return True
    return len({t.lemma.lower() for t in tree.tokens} & words) > 0 and not any(
        t.name.endswith("PLACE") for t in tree.tokens
    )


def _fits(n: int, opinion: Opinion, tree: Tree, themes: Themes) -> bool:
    """Cues with an everyday meaning need an act, or something abstract that is no person, as their target."""
    if any(lemma(tree, k) in _NOBODY for k in opinion.targets):
        return False
    if not opinion.strict:
        return True
    return any(_abstract(n, k, tree, themes) for k in opinion.targets)


def _abstract(n: int, k: int, tree: Tree, themes: Themes) -> bool:
    token = tree.tokens[k]
    if token.upos in ("PRON", "DET"):
        return token.text.lower() in POINTING
    if (
        token.entity in ("person", "organization", "place", "object", "animal")
        and lemma(tree, k) not in stances().themes
    ):
        return False
    return themes.is_theme(n, k)


def _named_theme(opinion: Opinion, tree: Tree) -> bool:
    """True when the target is a plan, a law, a deal or the like, though no act of the article was found for it."""
    return any(
        lemma(tree, k) in stances().themes
        or tree.tokens[k].entity in ("event", "abstract")
        or tree.tokens[k].upos == "VERB"
        for k in opinion.targets
    ) or any(lemma(tree, k) in stances().themes for k in opinion.argument)


def _only_pronoun(opinion: Opinion, tree: Tree) -> bool:
    return bool(opinion.targets) and all(tree.tokens[k].upos == "PRON" for k in opinion.targets)


def _about(
    n: int, opinion: Opinion, tree: Tree, themes: Themes, last: tuple[Opinion, list[Event]] | None
) -> list[Event]:
    """Acts of the target; of the argument; what the criticised actor did; at last the main act."""
    but = frozenset([opinion.cue])
    if last and _only_pronoun(opinion, tree):
        return last[1]
    for k in opinion.targets:
        found = themes.meant(n, k, but=but)
        if found:
            return found
    found = _spoken_of(n, opinion, tree, themes) or themes.inside(n, opinion.argument, but=but)
    if found:
        return found
    for k in opinion.argument:
        if tree.tokens[k].upos in ("NOUN", "PRON") and lemma(tree, k) in (*stances().themes, "this"):
            found = themes.meant(n, k, but=but)
            if found:
                return found
    for k in opinion.targets:
        found = themes.done_by(n, opinion.cue, themes.context.cast.who.get((n, k), ()), but=but)
        if found:
            return found
    return [] if any(_specific(tree, k) for k in opinion.targets) else themes.main()


def _spoken_of(n: int, opinion: Opinion, tree: Tree, themes: Themes) -> list[Event]:
    """ "Argued that the exchange would encourage Tehran to …": the subject takes up what the view is about."""
    for k in opinion.argument:
        definite = any(tree.tokens[c].text.lower() in THIS for c in tree.sentence.kids(k, "det"))
        if tree.tokens[k].rel == "nsubj" and definite and lemma(tree, k) in stances().themes:
            return themes.meant(n, k, but=frozenset([opinion.cue]))
    return []


def _specific(tree: Tree, k: int) -> bool:
    """True for a target with a content of its own ("the tax"), which the main act must not stand in for."""
    token = tree.tokens[k]
    return (
        token.upos == "NOUN"
        and lemma(tree, k) not in stances()["deeds"]
        and token.entity not in ("person", "organization")
    )


def _record(
    n: int, k: int, opinion: Opinion, about: list[Event], tree: Tree, context: Context, theme: Opinion
) -> PerspectiveRecord:
    ids = context.actors_at(n, k) if tree.tokens[k].upos != "PRON" else context.cast.who.get((n, k), ())
    spans = [phrase_span(tree, k), tree.sentence.span(opinion.cue, opinion.cue)]
    spans += [
        tree.sentence.span(*tree.phrase(t))
        for t in (*opinion.targets, *(theme.targets if _only_pronoun(opinion, tree) else ()))
    ]
    if opinion.argument:
        spans.append(_stretch(tree, opinion.argument))
    return PerspectiveRecord(
        holder=ids[0] if ids else None,
        stance=opinion.stance,
        about=[e.id for e in about],
        evidence=list(dict.fromkeys(spans)),
    )


def _stretch(tree: Tree, words: tuple[int, ...]) -> Span:
    first, last = words[0], words[-1]
    while last > first and tree.tokens[last].upos == "PUNCT":
        last -= 1
    while first < last and tree.tokens[first].upos == "PUNCT":
        first += 1
    return tree.sentence.span(first, last)


def _together(views: Iterable[PerspectiveRecord]) -> list[PerspectiveRecord]:
    """One view for each holder and act of a sentence; one who welcomes and warns at once is mixed."""
    out: list[PerspectiveRecord] = []
    for view in views:
        k = next((j for j, o in enumerate(out) if o.evidence[0] == view.evidence[0]), None)
        if k is None:
            out.append(view)
            continue
        old = out[k]
        if set(old.about) & set(view.about) or not old.about or not view.about or old.stance == view.stance:
            out[k] = PerspectiveRecord(
                holder=old.holder or view.holder,
                stance=old.stance if old.stance == view.stance else "mixed",
                about=list(dict.fromkeys([*old.about, *view.about])),
                evidence=list(dict.fromkeys([*old.evidence, *view.evidence])),
            )
        else:
            out.append(view)
    return out


# -- quotations ----------------------------------------------------------------------------------------------


def _quoted(quotes: Iterable[QuoteRecord], themes: Themes) -> Iterator[PerspectiveRecord]:
    """A direct quotation that judges an act: "This deal is a mistake"."""
    for quote in quotes:
        if quote.kind == "direct" and quote.cue is not None:
            yield from _judged(quote, themes)


def _judged(quote: QuoteRecord, themes: Themes) -> Iterator[PerspectiveRecord]:
    context = themes.context
    holder = _speaker(quote, context)
    if holder is None:
        return
    for n, tree in enumerate(context.trees):
        s = tree.sentence
        if s.end <= quote.start or s.start >= quote.end:
            continue
        inside = [i for i, t in enumerate(tree.tokens) if quote.start <= t.start < quote.end]
        for head in inside:
            if (
                tree.tokens[head].upos not in ("VERB", "NOUN", "ADJ")
                or tree.sentence.kid(head, "nsubj", "csubj") is None
            ):
                continue
            found = judged(tree, head)
            if (
                found is None
                or not set(found[1]) <= set(inside)
                or not any(_abstract(n, k, tree, themes) for k in found[1])
            ):
                continue
            stance = "mixed" if _is_cautious(tree, inside) else found[0]
            about = next((x for k in found[1] if (x := themes.meant(n, k))), None) or themes.main()
            span = tree.sentence.span(inside[0], inside[-1])
            target = [tree.sentence.span(*tree.phrase(k)) for k in found[1]]
            yield PerspectiveRecord(
                holder=quote.speaker, stance=stance, about=[e.id for e in about], evidence=[holder, *target, span]
            )
            return


def _is_cautious(tree: Tree, words: Iterable[int]) -> bool:
    return any(lemma(tree, k) in stances()["cautious"] for k in words)


def _speaker(quote: QuoteRecord, context: Context) -> Span | None:
    """The words that name the speaker, beside the cue."""
    assert quote.cue is not None
    for tree in context.trees:
        if tree.sentence.start <= quote.cue.start < tree.sentence.end:
            for i, token in enumerate(tree.tokens):
                if token.start == quote.cue.start:
                    who = tree.verb(i).subjects
                    return phrase_span(tree, who[0]) if who else None
    return None


# -- accusations ---------------------------------------------------------------------------------------------


def _accused(themes: Themes, known: Iterable[PerspectiveRecord]) -> Iterator[PerspectiveRecord]:
    """Who accuses somebody of an act is against that act."""
    told = {(p.evidence[0].start, e) for p in known for e in p.about}
    for event in themes.draft.events:
        if event.event_type.value != "ACCUSE" or event.realis.value != "actual" or event.polarity.value == "negative":
            continue
        inner = [e for (n, i), (kind, outer) in themes.draft.inner.items() if outer == event.id and kind == "alleged"
                 for e in (x.id for x in themes.at.get((n, i), []))]  # fmt: skip
        about = list(dict.fromkeys(e for e in inner if e != event.id))
        for coded in event.actors:
            if about and coded.evidence and not any((coded.evidence[0].start, e) in told for e in about):
                yield PerspectiveRecord(
                    holder=coded.value,
                    stance="against",
                    about=about,
                    evidence=[coded.evidence[0], *event.event_type.evidence],
                )


def _distinct(views: Iterable[PerspectiveRecord]) -> list[PerspectiveRecord]:
    """In text order, without repeats."""
    out: dict[tuple[str, str, tuple[str, ...]], PerspectiveRecord] = {}
    for view in sorted(views, key=lambda v: (v.evidence[0].start, v.evidence[-1].start)):
        out.setdefault((view.holder or view.evidence[0].text, view.stance, tuple(view.about)), view)
    return list(out.values())
