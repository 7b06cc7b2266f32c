"""How far a bargain has come: proposed, refused, done in part, done, or broken."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.coding.context import Context
from demarche.coding.governors import lemmas
from demarche.coding.link_words import table
from demarche.coding.tree import Tree
from demarche.model import Event


def status(a: Event, b: Event, context: Context) -> str:
    """done or partly when both legs or one happened, broken when one failed, refused or proposed when none did."""
    done = [_is_done(e, context.tree(e)) for e in (a, b)]
    told = [context.trees[n] for n in sorted({a.sentence, b.sentence})]
    after = context.trees[max(a.sentence, b.sentence) + 1 :][:1]  # "Brazil rejected the proposal."
    refused, failed = (_says(told, v) or _says(after, v, named=True) for v in (table().refusing, table().failing))
    told_done = [d and _is_told(e, context.tree(e)) for d, e in zip(done, (a, b), strict=True)]
    if refused and not any(told_done):
        return "refused"
    if any(_is_failed(e, context.tree(e)) for e in (a, b)) or (not all(done) and failed):
        return "broken"
    return "done" if all(done) else "partly" if any(done) else "proposed"


def _is_done(event: Event, tree: Tree) -> bool:
    """ "Has undertaken to stop": what is only promised is not done; a promise may be what was asked for."""
    promised = event.event_type.value == "AGREE" and tree.tokens[event.trigger].upos == "VERB"
    ahead = promised and tree.sentence.kid(event.trigger, "xcomp", "ccomp") is not None
    return event.realis.value == "actual" and event.polarity.value == "positive" and not ahead


def _is_told(event: Event, tree: Tree) -> bool:
    """A noun or infinitive has no tense: "rejected an offer to unfreeze funds in exchange for the release"."""
    i = event.trigger
    return tree.tokens[i].has("VerbForm=Fin") or tree.sentence.kid(i, "aux", "aux:pass") is not None


def _is_failed(event: Event, tree: Tree) -> bool:
    """ "Never freed them"; "has yet to free them" and "has not yet freed them" leave it open."""
    return event.polarity.value == "negative" and "yet" not in {t.text.lower() for t in tree.tokens[: event.trigger]}


def _says(told: Sequence[Tree], verbs: frozenset[str], *, named: bool = False) -> bool:
    """ "Went back on its promise", "the deal collapsed", "…, but Cairo refused"; with `named` it must be named."""
    places = [(tree, i) for tree in told for i in range(len(tree.tokens)) if _is_of(tree, i, verbs)]
    return any(_is_about_it(tree, i, named=named) for tree, i in places)


def _is_of(tree: Tree, i: int, verbs: frozenset[str]) -> bool:
    return tree.tokens[i].upos == "VERB" and bool(verbs & set(lemmas(tree, i)))


def _is_about_it(tree: Tree, i: int, *, named: bool) -> bool:
    args = tree.verb(i)
    spoken_of = [*args.objects, *args.subjects, *(k for _, k in args.obliques)]
    if any(tree.tokens[k].lemma.lower() in {*table().word, *table().framed} for k in spoken_of):
        return True
    return (
        not named and not args.objects and not args.obliques and not args.clauses
    )  # "has reneged", "but Washington refused"
