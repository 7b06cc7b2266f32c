"""What an expected act is: read from the frames where the cue vouches for it, else from a table (data/legs.yaml).

The table tells what the giving of a thing is ("a $400m lifeline", "recognition of its passports"), what a step in a
bargain is ("let the dinar circulate"), and what a blow in a quarrel is ("a 25% levy").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from demarche.coding import link_words
from demarche.coding.cue_places import above, found
from demarche.coding.governors import lemmas
from demarche.coding.leg_words import Kind, given, is_people, table, thing
from demarche.coding.legs import EITHER, EXCHANGE, REPRISAL
from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.ontology import Frame, Pattern

BLOWS = ("SANCTION", "COERCE", "ASSAULT", "MOBILIZE")  # words alone are no reprisal that a cue could vouch for
HEARD = 0.2  # what the event head must say of a word that no list holds
GIVEN = ("to", "into", "for")
TAKEN = ("from", "by")
THINGS = ("object", "substance", "abstract", "event", "time")
LEG = "leg"  # the part of speech of the pattern that such a match carries
NOUNS = ("NOUN", "PROPN", "SYM", "NUM")


def is_leg(tree: Tree, match: Match, places: dict[int, str]) -> bool:
    """True for a match at a word where an act of its kind is expected."""
    at = " ".join(places[k] for k in match.words if k in places)
    if match.pattern.pos == LEG:
        return True
    kind = match.frame.event_type
    noun = any(w in table().blows for w in lemmas(tree, match.token))
    hostile = kind in (*BLOWS, *link_words.table().provoking, "CONSULT") or (kind == "ACCUSE" and noun)
    return (hostile and REPRISAL in at) or (kind in link_words.table().giving and EXCHANGE in at)


def without_replies(tree: Tree, matches: list[Match], places: dict[int, str], blow: Match | None) -> list[Match]:
    """ "Hit back with a levy", "replied in kind": nobody has struck where something else, or the like, is the blow."""

    def is_figure(i: int) -> bool:
        repeated = blow is not None and tree.tokens[i].upos == "VERB" and _repeats(tree, i)
        return repeated or _is_figure(tree, i, matches)

    return [m for m in matches if m.token not in places or not is_figure(m.token)]


def _is_figure(tree: Tree, i: int, matches: list[Match]) -> bool:
    if tree.tokens[i].upos != "VERB" or not set(lemmas(tree, i)) & link_words.table().cues[REPRISAL].replies:
        return False
    args, told = tree.verb(i), {m.token for m in matches}
    means = [k for p, k in args.obliques if p in ("with", "by")] + [k for p, k in args.clauses if p in ("by", "")]
    return any(k in told or thing(tree, k, table().blows) is not None for k in means)


def leg_matches(tree: Tree, places: dict[int, str], known: Sequence[Match], blow: Match | None) -> list[Match]:
    """Acts at words where one is expected and no frame fits; `blow` is the last one told before this sentence."""
    out: list[Match] = []
    taken = {k for m in known for k in m.words}
    for i, kind in sorted(places.items()):
        if (
            i not in taken
            and not _is_let(tree, i)
            and not _is_told(tree, i, known, kind)
            and not _goes_on(tree, i, taken)
        ):
            before = next((m for m in reversed(known) if m.frame.event_type in BLOWS and m.token < i), blow)
            read = (_read(tree, i, k, before) for k in _kinds(kind, before))
            out.extend([m for m in read if m is not None][:1])
    return out


def _read(tree: Tree, i: int, kind: str, blow: Match | None) -> Match | None:
    return _verb(tree, i, kind, blow) if tree.tokens[i].upos == "VERB" else _noun(tree, i, kind)


def _kinds(kind: str, blow: Match | None) -> tuple[str, ...]:
    """ "In a reciprocal step": a blow where one was told before, else a favour."""
    if kind != EITHER:
        return (kind,)
    return (EXCHANGE, REPRISAL) if blow is None else (REPRISAL, EXCHANGE)


def _is_let(tree: Tree, i: int) -> bool:
    """ "Will let the helicopters stay": letting is the act."""
    token = tree.tokens[i]
    return token.rel == "xcomp" and tree.tokens[token.head].lemma.lower() in ("let", "allow", "permit")


def _goes_on(tree: Tree, i: int, taken: set[int]) -> bool:
    """ "Resume sending data": the infinitive or gerund below tells the act."""
    return any(c in taken for c in tree.sentence.kids(i, "xcomp"))


def _is_told(tree: Tree, i: int, known: Sequence[Match], kind: str) -> bool:
    """ "The fuel that Djibouti exported", "a promise to reopen the road": the clause tells the act."""
    words = link_words.table()
    kinds = {REPRISAL: words.hostile, EXCHANGE: words.giving}.get(kind, words.hostile | words.giving)
    told = {m.token for m in known if m.frame.event_type in kinds}
    return tree.tokens[i].upos in NOUNS and any(c in told for c in tree.sentence.kids(i, "acl"))


def _noun(tree: Tree, i: int, kind: str) -> Match | None:
    if tree.tokens[i].upos not in NOUNS and not _is_nominal(tree, i):
        return None
    hostile = kind == REPRISAL
    entry = (thing(tree, i, table().blows) or thing(tree, i, table().goods)) if hostile else given(tree, i)
    named = tree.tokens[i].name or tree.tokens[i].upos == "PROPN"  # the event head takes no name for an act
    entry = entry or (None if named else _heard(tree, i, BLOWS if hostile else link_words.table().giving))
    if entry is None:
        return None
    fills = [("A", k) for k in tree.sentence.kids(i, "nmod:poss")]
    home = entry.code.mode in ("release", "return")  # "the return of the children from Luhansk"
    fills += [("A", k) for p, k in tree.phrases(i) if p in TAKEN and not (home and p == "from")]
    fills += [("A", k) for k in _origins(tree, i) if entry.event_type in ("AID", "COOPERATE", "SUPPORT")]
    fills += _of_trade(tree, i)
    if entry.suffers:
        fills.append(("R", i))
    else:
        to = ("on", "against", "at", "of") if hostile else ("of", *GIVEN) if entry.event_type == "SUPPORT" else GIVEN
        fills += [("R", k) for p, k in tree.phrases(i) if p in to]
    inside = [k for p, k in tree.phrases(i) if p in ("in", "of") and k > i and tree.tokens[i].upos == "SYM"]
    return _match(i, entry, fills, *inside)  # "$180m in arms"


def _is_nominal(tree: Tree, i: int) -> bool:
    """ "For an Afghan convicted of murder", "for 14 wounded": a tagger may call such persons adjectives."""
    token, kid = tree.tokens[i], tree.sentence.kid
    named = token.upos == "ADJ" and token.rel in ("obj", "obl", "nmod", "conj")
    return named and (kid(i, "det") is not None or kid(i, "nummod") is not None)


def _origins(tree: Tree, i: int) -> list[int]:
    """ "Russian oil", "$250m of Brazilian investment": whose it is; not "frozen Iranian funds"."""
    inside = [i, *(k for p, k in tree.phrases(i) if p == "of")]
    found = [list(tree.sentence.kids(k, "amod")) for k in inside]
    return [k for kids in found for k in kids if tree.tokens[k].text[:1].isupper() and len(kids) == 1]


def _of_trade(tree: Tree, i: int) -> Iterator[tuple[str, int]]:
    """Who trades gives the object and gets what stands behind "for"."""
    head = tree.tokens[i].head
    if head < 0 or not link_words.table().trades & set(lemmas(tree, head)):
        return
    args = tree.verb(head)
    given_ = i in args.objects
    yield from (("A" if given_ else "R", k) for k in args.subjects)
    yield from (("R" if given_ else "A", k) for p, k in args.obliques if p in ("with", "to", "from"))


def _verb(tree: Tree, i: int, kind: str, blow: Match | None) -> Match | None:
    args = tree.verb(i)
    if blow is not None and kind == REPRISAL and _repeats(tree, i):
        return _match(i, Kind(event_type=blow.frame.event_type, code=blow.code), [("A", k) for k in args.subjects])
    if any(set(lemmas(tree, i)) & cues.replies for cues in link_words.table().cues.values()):
        return None  # "hit back": what was done is told beside it
    entry, gained = _step(tree, i, kind)
    if entry is None:
        return None
    doers = [("A", k) for k in args.subjects]
    if gained:
        doers = [("R", k) for k in args.subjects] + [("A", k) for p, k in args.obliques if p in TAKEN]
    others = [*args.indirect, *(k for p, k in args.obliques if p in (*GIVEN, "on", "against", "at"))]
    if entry.suffers or entry.people:
        others = list(args.objects)
    elif not gained:
        others += [k for k in args.objects if tree.tokens[k].entity not in THINGS]  # "reopen the smelters"
    what = [k for k in args.objects if gained and k > i]  # "getting in return a prisoner": the thing tells the act
    return _match(i, entry, [*doers, *(("R", k) for k in others if not gained)], *what)


def _repeats(tree: Tree, i: int) -> bool:
    """ "Replied in kind", "paid it back in the same coin", "did the same"."""
    if tree.tokens[i].rel in ("xcomp", "acl") or tree.sentence.kid(i, "aux", "conj", "advcl", "parataxis") is not None:
        return False  # "threatened to respond in kind", "replied in kind and banned its beef"
    for first, _ in found(tree, link_words.table().cues[REPRISAL].echo, set()):
        if next((k for k in above(tree, first) if tree.tokens[k].upos == "VERB"), None) == i:
            return True
    return False


def _step(tree: Tree, i: int, kind: str) -> tuple[Kind | None, bool]:
    """What the verb with its object tells, and whether its subject is the one who receives."""
    names, objects = set(lemmas(tree, i)), tree.verb(i).objects
    if any(_is_word(tree, k) for k in objects):
        return None, False
    if kind == REPRISAL:
        return _listed(tree, i, table().strikes) or _heard(tree, i, BLOWS), False
    people = any(is_people(tree, k) for k in objects)
    if people and names & table().gain - {"take"}:  # "received two fugitive colonels in return"
        return next(g for k in objects if is_people(tree, k) and (g := given(tree, k))), True
    listed = _listed(tree, i, tuple(s for s in table().steps if people or not s[1].people))
    if listed is not None and listed.people and people:
        return listed, False
    for verbs, gained in ((table().gift, False), (table().gain, True)):
        goods = next((g for k in objects if (g := given(tree, k))), None) if names & verbs else None
        if goods is not None:
            return goods, gained
    return listed or _heard(tree, i, link_words.table().giving), False


def _is_word(tree: Tree, k: int) -> bool:
    """ "Kept its side of the bargain", "broke its promise"; "put an end to the raids" is an act."""
    return tree.tokens[k].lemma.lower() in link_words.table().word and tree.sentence.kid(k, "nmod:poss") is not None


def _listed(tree: Tree, i: int, steps: Iterable[tuple[frozenset[str], Kind]]) -> Kind | None:
    names = {*lemmas(tree, i)}
    return next((kind for verbs, kind in steps if names & verbs), None)


def _heard(tree: Tree, i: int, kinds: Collection[str]) -> Kind | None:
    """The type that the event head hears, where it may be a leg at all; not "the killings, carried out in reprisal"."""
    if tree.tokens[i].rel == "acl":
        return None
    best = next(((name, p) for name, p in tree.tokens[i].cues if name in kinds), None)
    if best is None or best[1] < HEARD:
        return None
    steps = (*table().steps, *table().strikes)
    return next((k for _, k in steps if k.event_type == best[0] and not k.people and not k.code.mode), None)


def _match(i: int, kind: Kind, fills: Iterable[tuple[str, int]], *words: int) -> Match:
    frame = Frame(
        id=f"leg.{kind.event_type.lower()}", event_type=kind.event_type, about="a leg of a bargain or quarrel",
        code=kind.code, patterns=(), needs=(),
    )  # fmt: skip
    return Match(
        token=i, frame=frame, pattern=_PATTERN, code=kind.code, fills=tuple(dict.fromkeys(fills)), words=(i, *words)
    )


_PATTERN = Pattern(text="", pos=LEG, triggers=())
