"""How far a bargain has come: proposed, refused, done in part, done, or broken."""

from __future__ import annotations

from demarche.coding.context import Context
from demarche.coding.governors import lemmas
from demarche.coding.link_words import table
from demarche.coding.tree import Tree
from demarche.model import Event


def status(a: Event, b: Event, context: Context) -> str:
    """done or partly when both legs or one happened, broken when one failed, refused or proposed when none did."""
    done = [_is_done(e, context.tree(e)) for e in (a, b)]
    told = [context.trees[n] for n in sorted({a.sentence, b.sentence}) if n < len(context.trees)]
    if not any(done) and _says(told, table().refusing):
        return "refused"
    if any(_is_failed(e, context.tree(e)) for e in (a, b)) or (not all(done) and _says(told, table().failing)):
        return "broken"
    return "done" if all(done) else "partly" if any(done) else "proposed"


def _is_done(event: Event, tree: Tree) -> bool:
    """ "Has undertaken to stop": what is only promised is not done; a promise may be what was asked for."""
    promised = event.event_type.value == "AGREE" and tree.tokens[event.trigger].upos == "VERB"
    ahead = promised and tree.sentence.kid(event.trigger, "xcomp", "ccomp") is not None
    return event.realis.value == "actual" and event.polarity.value == "positive" and not ahead


def _is_failed(event: Event, tree: Tree) -> bool:
    """ "Never freed them"; "has yet to free them" and "has not yet freed them" leave it open."""
    return event.polarity.value == "negative" and "yet" not in {t.text.lower() for t in tree.tokens[: event.trigger]}


def _says(told: list[Tree], verbs: frozenset[str]) -> bool:
    """ "Went back on its promise", "the deal collapsed", "turned down an offer", "…, but Cairo refused"."""
    return any(_is_about_it(tree, i) for tree in told for i, t in enumerate(tree.tokens) if _is_of(tree, i, verbs))


def _is_of(tree: Tree, i: int, verbs: frozenset[str]) -> bool:
    return tree.tokens[i].upos == "VERB" and bool(verbs & set(lemmas(tree, i)))


def _is_about_it(tree: Tree, i: int) -> bool:
    args = tree.verb(i)
    spoken_of = [*args.objects, *args.subjects, *(k for _, k in args.obliques)]
    if any(tree.tokens[k].lemma.lower() in {*table().word, *table().framed} for k in spoken_of):
        return True
    return not args.objects and not args.obliques and not args.clauses  # "has reneged", "but Washington refused"
