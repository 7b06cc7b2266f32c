"""The way up from an act to the root of its sentence, and what each governing word makes of it.

Each governor either changes the state (a plan, a demand, a denial), or lets its own modality and negation hold for the
act ("will hold talks"), or ends the way: what stands there is a fact ("condemned the attack").
"""

from __future__ import annotations

from demarche.coding.fit_words import counts
from demarche.coding.governors import governors, lemmas
from demarche.coding.modality import WOULD, own
from demarche.coding.negation import Own
from demarche.coding.realis import State
from demarche.coding.tree import DOCUMENTS, Tree

# What is done with words is done when a purpose clause tells it: "took the floor to condemn".
VERBAL = frozenset(["CONSULT", "ACCUSE", "REQUEST", "REJECT", "PROTEST", "SUPPORT", "AGREE"])
# Who is called is addressed with these, not asked to do them.
ADDRESSING = frozenset(["assure", "apologise", "apologize", "congratulate", "discuss", "express", "inform", "thank"])
# Acts of speech: rejecting, denying or ignoring one does not undo it.
SPOKEN = frozenset(["ACCUSE", "REQUEST", "THREATEN", "AGREE"])
TEMPORAL = frozenset(["when", "once", "until", "till", "after", "before", "as", "while"])
# These order with an infinitive and report with a clause: "told them to leave", "told reporters they leave".
TELLING = frozenset(["tell", "warn", "advise"])
LONGEST = 25  # steps towards the root
# One is kept "from" doing something; an infinitive behind these says what for.
KEEPING_FROM = frozenset(
    ["block", "ban", "bar", "prevent", "stop", "avoid", "deter", "discourage", "dissuade", "oppose"]
)


def climb(tree: Tree, i: int, state: State) -> None:
    """From word `i` to the root, or to where the act is a fact."""
    child = i
    for _ in range(LONGEST):
        if tree.tokens[child].head < 0:
            break
        if not step(tree, child, state):
            return
        child = above(tree, child)
    if tree.tokens[-1].text == "?" and not state.realis:
        state.raise_to("hypothetical", len(tree.tokens) - 1)


def above(tree: Tree, child: int) -> int:
    """The governor; for "stopped short of blaming" the verb, not the adverb."""
    head = tree.tokens[child].head
    token = tree.tokens[head]
    if token.rel == "advmod" and token.head >= 0 and tree.tokens[token.head].upos == "VERB":
        return token.head
    return head


def step(tree: Tree, child: int, state: State) -> bool:
    """One governor; False when nothing further up matters."""
    token = tree.tokens[child]
    head = above(tree, child)
    how = _way(tree, child)
    if how is not None:
        state.raise_to("hypothetical", how)
        return False
    if token.rel == "conj" or (token.rel == "parataxis" and _runs_on(tree, child)):
        return _coordinated(tree, child, head, state)
    aside = (token.deprel == "acl:relcl" and not _tells(tree, child)) or _is_aside(tree, child)
    if aside or token.rel in ("appos", "list"):
        state.fact = token.rel == "acl"
        return False
    if tree.tokens[child].upos in ("VERB", "AUX") or token.rel in ("ccomp", "xcomp", "csubj", "advcl"):
        return _clause(tree, child, head, state)
    return _nominal(tree, child, head, state)


def _is_aside(tree: Tree, i: int) -> bool:
    """ "Hopes that flights, suspended since May, will resume": what is said in passing is a fact."""
    token = tree.tokens[i]
    past = token.rel == "acl" and token.has("VerbForm=Part") and token.has("Tense=Past")
    return past and tree.tokens[i - 1].text == "," and tree.tokens[token.head].rel == "nsubj"


def _way(tree: Tree, i: int) -> int | None:
    """ "Talks on how to cut the debt", "debated whether to send troops": nobody has done it yet."""
    words = [c for c in tree.sentence.children[i] if tree.tokens[c].text.lower() in ("how", "whether")]
    return words[0] if words and tree.sentence.kid(i, "nsubj") is None and _is_to(tree, i) else None


def _is_to(tree: Tree, i: int) -> bool:
    return any(tree.tokens[c].text.lower() == "to" for c in tree.sentence.kids(i, "mark"))


def _tells(tree: Tree, i: int) -> bool:
    """ "No sign that Chad had struck": what the noun says, and not which noun; the parser mixes them up."""
    mark = tree.sentence.kid(i, "mark")
    told = mark is not None and tree.tokens[mark].text.lower() == "that"
    return told and tree.sentence.kid(i, "nsubj", "nsubj:pass") is not None


def _coordinated(tree: Tree, child: int, head: int, state: State) -> bool:
    """A later part shares modals and governors of the first, unless it has a tense of its own."""
    token, first = tree.tokens[child], tree.tokens[head]
    if token.upos in ("VERB", "AUX"):
        aux = tree.sentence.kid(child, "aux", "aux:pass") is not None
        told = first.has("VerbForm=Inf") and token.has("Tense=Past")  # "would not talk and ruled out a visit"
        finite = token.has("VerbForm=Fin") or aux or told
        if tree.sentence.kid(child, "nsubj", "nsubj:pass") is not None or (finite and first.has("VerbForm=Inf")):
            return False
        if finite and token.has("Tense=Past") and not first.has("Tense=Past"):
            return False
        found = own(tree, head, state.words)
        either = any(tree.tokens[c].text.lower() in ("or", "nor") for c in tree.sentence.kids(child, "cc"))
        bare = token.has("VerbForm=Inf") and tree.prep(child) != "to"
        state.take(Own(found.realis, found.negative and (either or bare), found.tokens), "")
        return True
    found = own(tree, head, state.words)
    either = any(tree.tokens[c].text.lower() in ("or", "nor") for c in tree.sentence.kids(child, "cc"))
    if found.negative and either and not state.negative:
        state.negate(found.tokens[-1])
    return True


def _clause(tree: Tree, child: int, head: int, state: State) -> bool:
    """A verb below its governor."""
    token, governor = tree.tokens[child], tree.tokens[head]
    if token.rel == "acl" and governor.head >= 0 and _is_to(tree, child) and _profits(tree, governor.head):
        return False
    if token.rel == "acl":
        return _on_noun(tree, child, head, state, infinitive=tree.prep(child) == "to")
    if token.rel in ("parataxis", "discourse"):
        return False
    kind = state.allowed(governors().kind("clause", lemmas(tree, head)), head)
    if kind == "planned" and tree.prep(child) == "against":
        kind = "negated"  # "voted against declaring war"
    if token.rel == "advcl" and not _complement(tree, child, head, kind):
        return _adverbial(tree, child, head, state)
    if token.rel in ("nsubj", "csubj") and not kind:
        return _subject(tree, child, head, state)
    if governor.upos in ("NOUN", "PROPN") and token.rel == "ccomp":
        return _on_noun(tree, child, head, state, infinitive=False)
    if token.rel in ("nmod", "compound", "amod"):
        return _nominal(tree, child, head, state)
    named = token.rel == "xcomp" and token.upos == "NOUN"  # "called off his visit", as some parses have it
    if token.rel in ("obj", "obl") or token.deprel == "nsubj:pass" or named:
        kind = kind or governors().kind("object", lemmas(tree, head))
    if token.rel == "ccomp":
        return _said(tree, child, head, kind, state)
    state.govern(kind, head)
    state.take(own(tree, head, state.words, skip=child), kind)
    return kind != "standing"


def _said(tree: Tree, child: int, head: int, kind: str, state: State) -> bool:
    """A finite clause: demands and plans need a bare form ("that he be freed"), denials and fears do not."""
    told = tree.tokens[head].lemma.lower() in TELLING and tree.sentence.kid(child, "nsubj", "nsubj:pass") is not None
    if kind in ("planned", "requested", "attempted") and (told or not _is_bare(tree, child)):
        kind = ""
    if kind:
        state.govern(kind, head)
        state.take(own(tree, head, state.words), kind)
    return True


def _is_bare(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    auxiliaries = [tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "aux", "aux:pass", "cop")]
    if auxiliaries:
        return auxiliaries == ["be"]
    return token.text.lower() == token.lemma.lower() and token.upos == "VERB"


def _runs_on(tree: Tree, child: int) -> bool:
    """ "You can go, look around, talk to people": bare verbs strung together."""
    return _is_bare(tree, child) and tree.sentence.kid(child, "nsubj", "aux") is None


def _complement(tree: Tree, child: int, head: int, kind: str) -> bool:
    """True for a clause that a governor asks for, though the parser calls it adverbial: "refrained from striking"."""
    mark = tree.prep(child)
    if not kind or is_call(tree, child):
        return False
    if mark == "to" and not tree.describes(head) and tree.tokens[head].lemma.lower() in KEEPING_FROM:
        return False  # "blocked a bridge to press their demands"
    if mark:
        return mark in governors().sets["complements"]
    between = {t.text for t in tree.tokens[head + 1 : child]}
    return tree.tokens[child].text.lower().endswith("ing") and "," not in between


def is_call(tree: Tree, child: int) -> bool:
    """ "called his counterpart on Monday to congratulate him": a call by phone, and what it was for."""
    head = tree.tokens[child].head
    called = head >= 0 and tree.tokens[head].lemma.lower() == "call" and bool(tree.verb(head).objects)
    return called and tree.tokens[child].rel == "advcl" and tree.tokens[child].lemma.lower() in ADDRESSING


def _adverbial(tree: Tree, child: int, head: int, state: State) -> bool:
    mark = tree.prep(child)
    first = mark.split(" ")[0]
    if mark in ("instead of", "rather than") or (first == "before" and own(tree, child).realis == "hypothetical"):
        state.negate(child)
        return False
    governor = own(tree, head, state.words)
    if first in TEMPORAL and _is_present(tree, child):
        state.take(Own(governor.realis, False, governor.tokens), "")
        return True
    if first in TEMPORAL and _is_backshifted(tree, head):
        state.raise_to("hypothetical", child)
        state.take(Own(governor.realis, False, governor.tokens), "")
        return True
    if mark in ("to", "in order to", "so"):
        verb = tree.tokens[head].lemma.lower()
        if state.kind not in VERBAL and verb not in ("use", "fire", "be", "exploit") and not _profits(tree, head):
            state.raise_to("planned", child)
        state.take(Own(governor.realis, False, governor.tokens), "")
        return True
    if mark == "by" or (not mark and tree.tokens[child].text.lower().endswith("ing")):
        state.take(Own(governor.realis, mark == "by" and governor.negative, governor.tokens), "")
        return True
    return False


def _profits(tree: Tree, head: int) -> bool:
    """ "Took advantage of the confusion to attack": the attack was made."""
    taken = [tree.tokens[k].lemma.lower() for k in tree.verb(head).objects]
    return tree.tokens[head].lemma.lower() == "take" and "advantage" in taken


def _is_backshifted(tree: Tree, head: int) -> bool:
    """ "Would stay in force until Jakarta withdrew its levy": in what is reported the future stands in the past."""
    return any(tree.tokens[c].text.lower() == "would" for c in tree.sentence.kids(head, "aux"))


def _is_present(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    if tree.sentence.kid(i, "aux") is None:
        return token.has("Tense=Pres")
    return any(tree.tokens[c].has("Tense=Pres") for c in tree.sentence.kids(i, "aux", "aux:pass"))


# -- acts told by nouns -----------------------------------------------------------------------------------------------


def _nominal(tree: Tree, child: int, head: int, state: State) -> bool:
    """A noun below a verb or another noun."""
    token = tree.tokens[child]
    if token.deprel == "nsubj:pass" or token.rel == "obj":
        return _at_verb(tree, child, head, state, "object")
    if token.rel in ("nsubj", "csubj"):
        return _subject(tree, child, head, state)
    if token.rel in ("nmod", "compound", "amod", "obl", "acl") and tree.tokens[head].upos in (
        "NOUN",
        "PROPN",
        "NUM",
        "SYM",
    ):
        return _on_noun(tree, child, head, state, infinitive=False)
    if token.rel in ("obl", "nmod", "xcomp", "advcl"):
        prep = tree.prep(child).split(" ")[0]
        if prep and prep not in governors().sets["complements"]:
            state.fact = True
            return False
        if prep == "in" and any(counts(tree, k) and k < child for k in tree.sentence.kids(head, "obj")):
            prep = ""  # "promised 40 million euros in grants"
        return _at_verb(tree, child, head, state, "phrase" if prep else "object")
    return False


def _at_verb(tree: Tree, child: int, head: int, state: State, place: str) -> bool:
    names = lemmas(tree, head)
    kind = state.allowed(governors().kind(place, names), head)
    if kind == "standing" or (
        kind == "negated" and state.kind in SPOKEN and child == state.trigger and names[-1] != "cancel"
    ):
        return False  # a demand that is rejected has been made
    if not kind and head not in state.words and not _lends(tree, head, names):
        return False
    state.govern(kind, head)
    found = own(tree, head, state.words, skip=child, arguments=place == "object")
    state.take(found, kind)
    return True


def _lends(tree: Tree, head: int, names: tuple[str, ...], *, subject: bool = False) -> bool:
    """True for a verb that only says that the act takes place: "held talks", "the talks began"."""
    table = governors().sets["occurrence" if subject else "light"]
    return bool(set(names) & table) or tree.tokens[head].lemma.lower() in ("be", "seem", "remain")


def _subject(tree: Tree, child: int, head: int, state: State) -> bool:
    """ "the strike is possible", "the talks will take place", "the deal fell through"."""
    names = lemmas(tree, head)
    governor = tree.tokens[head]
    if head in state.words:
        return True
    kind = governors().kind("subject", names)
    if governor.upos in ("ADJ", "VERB") and (tree.sentence.kid(head, "cop") is not None or governor.upos == "ADJ"):
        kind = kind or governors().kind("clause", names) or governors().kind("quality", names)
    modal = own(tree, head, state.words, skip=child)
    if kind or _lends(tree, head, names, subject=True):
        state.govern(kind, head)
        state.take(modal, kind)
        return True
    would = modal.realis == "hypothetical" and tree.tokens[modal.tokens[0]].text.lower() in WOULD
    if would and tree.sentence.kid(head, "cop") is not None:
        state.raise_to("hypothetical", head)  # "Its destruction would be a crime"
    if tree.tokens[child].upos == "VERB" and modal.realis in ("hypothetical", "planned"):
        state.raise_to("hypothetical", head)  # "Extraditing them would take months"
    return False


def _on_noun(tree: Tree, child: int, head: int, state: State, *, infinitive: bool) -> bool:
    """An act that hangs on a noun: "a plan to visit", "the threat of an attack", "a wave of arrests"."""
    if head in state.words:
        return True
    names = lemmas(tree, head)
    prep = tree.prep(child).split(" ")[0]
    if tree.tokens[child].upos == "VERB" and tree.tokens[child].rel == "acl" and not prep and not _that(tree, child):
        if _is_draft(tree, head):
            state.govern("planned", head)
        return False  # "soldiers shelling the town"
    if infinitive and _is_ranked(tree, head):
        return False  # "the third minister to resign"
    if prep and prep not in governors().sets["complements"] and prep != "that":
        return False
    kind = governors().kind("noun", names)
    through = set(names) & governors().sets["transparent"] or (
        tree.tokens[child].rel == "compound" and tree.tokens[head].entity == "event"
    )
    mine = child == state.trigger or child in state.words
    through = through or (mine and prep in ("in", "of") and counts(tree, head))  # "promised 40 million euros in aid"
    if kind == "standing" or (not kind and not infinitive and not through):
        return False
    state.govern(kind or ("planned" if infinitive else ""), head)
    found = own(tree, head, state.words)
    state.take(Own("" if found.realis == "attempted" else found.realis, found.negative, found.tokens), kind)
    return True


def _is_draft(tree: Tree, i: int) -> bool:
    """ "A draft statement condemning the strikes": nobody has yet said what it says."""
    before = {tree.tokens[c].lemma.lower() for c in tree.sentence.kids(i, "amod", "compound")}
    return tree.tokens[i].lemma.lower() in DOCUMENTS and bool(before & {"draft", "proposed", "unsigned"})


def _that(tree: Tree, i: int) -> bool:
    return any(tree.tokens[c].text.lower() == "that" for c in tree.sentence.children[i])


def _is_ranked(tree: Tree, i: int) -> bool:
    """ "the first", "the third of its kind", "the only one"."""
    return any(
        tree.tokens[c].lemma.lower() in ("first", "last", "latest", "only", "next") or tree.tokens[c].has("NumType=Ord")
        for k in (i, *tree.sentence.kids(i, "nmod"))
        for c in tree.sentence.kids(k, "amod")
    ) or tree.tokens[i].lemma.lower() in ("first", "last")
