"""Small repairs of trees that no reader would draw.

"the UN rights chief, Volker Türk, accused" has one subject; where the model makes the name a second one, it becomes
the apposition (UD: appos) of the description before it.
"thanked Panama for hosting": what stands before "for" is no object behind it.
"warned Greece that it would respond", "accused Greece of hiding", "warned Greece not to": who is told or accused stands
before "that", "of" and "to" and is neither subject nor object behind it.
"strikes killed one, an official said": he says it, and has killed nobody.
"demanded that Chad leave, accusing it of raids", "ordered them to leave, saying": who demands accuses and says.
"said the dead were rebels, and demanded that": who says demands.
"called on the minister to resign": "on" belongs to the minister.
What the model makes an apposition or a second name of a verb is its subject (UD has no such relations).
"reopened the Desaguadero crossing": the noun behind a name is its head, and no adjective of it.
"Chile freed two men and Peru freed three": Peru is the subject of the second verb, and nobody whom Chile freed.
"accused outsiders of stirring up unrest and asked the police": a finite verb goes on from a finite verb.
'called the raid "unhelpful"': what is quoted behind the object says what it is called, and is no part of it.
"was granted autonomy": what is granted is the object, and says nothing of whoever gets it.
"showed the officers greeting Khrenin": what has an object behind it is a verb, and no noun.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.model.text import Token
from demarche.parse.repairs_clauses import clauses
from demarche.parse.repairs_names import apposition_of_verb, beside, no_subject, office_and_name, visiting, whole_name
from demarche.parse.repairs_titles import own_description, whole_title

_GIVING = frozenset(["grant", "give", "award", "offer", "deny", "hand", "promise", "pay", "accord", "refuse"])
_SAYING = frozenset(["say", "tell", "report", "add", "announce", "confirm", "claim", "note", "recall", "explain"])
_BLAMING = frozenset(["accuse", "blame", "denounce", "condemn", "charge", "criticise", "criticize"])
_CALLING = frozenset(
    ["demand", "call", "urge", "warn", "threaten", "vow", "appeal", "insist", "reject", "praise", "welcome"]
)
_NAMING = frozenset(["call", "label", "brand", "dub", "term", "deem", "pronounce", "declare"])
_QUOTES = frozenset(['"', "“", "``", "'", "‘"])
_INFINITE = frozenset(["to", "of", "from", "into"])  # marks of clauses without a subject of their own
# What may stand before the mark of a clause that the model hangs it into, and the clauses.
_CLAUSES = {
    "obj": ("advcl", "acl", "xcomp", "ccomp"),
    "iobj": ("ccomp",),
    "nsubj": ("ccomp",),
    "nsubj:pass": ("ccomp",),
}


def repaired(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every repair made."""
    tokens = office_and_name(visiting(apposition_of_verb(no_subject(whole_name(beside(tokens))))))
    tokens = quoted_label(verb_in_ing(side_by_side(noun_behind_name(own_description(whole_title(tokens))))))
    tokens = clauses(own_theme(tokens))
    return finite_goes_on(called_on(said_and(beside_demand(own_object(one_subject(own_tag(with_subject(tokens))))))))


def quoted_label(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a quoted adjective behind the object of a verb of naming as predicate of that verb."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        noun = token.head
        if token.deprel != "amod" or not 0 <= noun < k - 1 or tokens[k - 1].text not in _QUOTES:
            continue
        verb = tokens[noun].head
        if tokens[noun].deprel == "obj" and tokens[verb].lemma.lower() in _NAMING:
            out[k] = msgspec.structs.replace(token, head=verb, deprel="xcomp")
    return tuple(out)


def own_theme(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a noun "xcomp" of a passive verb of giving as its object."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        if token.deprel != "xcomp" or token.upos != "NOUN" or tokens[token.head].lemma.lower() not in _GIVING:
            continue
        if any(t.head == token.head and t.deprel == "aux:pass" for t in tokens):
            out[k] = msgspec.structs.replace(token, deprel="obj")
    return tuple(out)


def verb_in_ing(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a "noun" in -ing that has an object as a verb, and whoever stands before it as its subject."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        if token.upos != "NOUN" or token.rel not in ("obj", "acl") or not token.text.endswith("ing"):
            continue
        if token.deprel == "acl" and any(t.head == k and t.deprel == "obj" for t in tokens[k:]):
            out[k] = msgspec.structs.replace(token, upos="VERB", feats="VerbForm=Part")
            continue
        below = [c for c, t in enumerate(tokens) if t.head == k and t.deprel in ("obj", "nsubj")]
        subject = next((c for c in reversed(below) if token.head < c < k), None)
        if subject is None and tokens[k - 1].head == token.head and tokens[k - 1].deprel == "iobj":
            subject = k - 1
        if subject is not None and any(c > k and tokens[c].deprel == "obj" for c in below):
            out[k] = msgspec.structs.replace(token, upos="VERB", feats="VerbForm=Ger", deprel="ccomp")
            out[subject] = msgspec.structs.replace(tokens[subject], head=k, deprel="nsubj")
    return tuple(out)


def with_subject(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with what stands before a verb without subject as "apposition" or "name" of it for its subject."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        verb = token.head
        if (
            token.deprel not in ("appos", "flat", "nmod:desc")
            or verb <= k
            or tokens[verb].upos != "VERB"
            or not (_is_finite(tokens, verb) or any(t.head == verb and t.rel == "aux" for t in tokens))
        ):
            continue
        has = any(t.head == verb and t.deprel in ("nsubj", "nsubj:pass", "csubj", "expl") for t in tokens)
        passive = any(t.head == verb and t.deprel == "aux:pass" for t in tokens)
        if not has and token.upos in ("NOUN", "PROPN", "PRON"):
            out[k] = msgspec.structs.replace(token, deprel="nsubj:pass" if passive else "nsubj")
    return tuple(out)


def one_subject(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with the second of two subjects of a verb, a person's name behind a comma, as apposition."""
    out = list(tokens)
    for b, token in enumerate(tokens):
        if token.rel != "nsubj" or b < 2 or tokens[b - 1].text != "," or not token.name.endswith("PERSON"):
            continue
        before = [a for a in range(b - 1) if tokens[a].head == token.head and tokens[a].deprel == token.deprel]
        if before and tokens[before[-1]].upos == "NOUN":
            out[b] = msgspec.structs.replace(token, head=before[-1], deprel="appos")
    return tuple(out)


def own_object(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with an object that stands before the mark of its clause given to the verb before it."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        verb = token.head
        clauses = _CLAUSES.get(token.deprel, ())
        if verb <= k or tokens[verb].deprel not in clauses:
            continue
        marks = [m for m in range(k + 1, verb) if tokens[m].head == verb and tokens[m].deprel == "mark"]
        outer = tokens[verb].head
        free = not any(t.head == outer and t.deprel == "obj" for t in tokens)
        if not marks or not free or not 0 <= outer < k or tokens[outer].upos != "VERB":
            continue
        if tokens[verb].deprel == "ccomp" and not _told(tokens, outer, k, marks[0], verb):
            continue
        out[k] = msgspec.structs.replace(token, head=outer, deprel="obj")
        if tokens[verb].deprel == "ccomp" and tokens[marks[0]].text.lower() in _INFINITE:
            clause = "xcomp" if tokens[marks[0]].text.lower() == "to" else "advcl"
            out[verb] = msgspec.structs.replace(tokens[verb], deprel=clause)
    return tuple(out)


def _told(tokens: Sequence[Token], outer: int, k: int, mark: int, verb: int) -> bool:
    """ "warned Greece that it would", "accused Greece of hiding": who is told stands between verb and mark.

    A clause with "that" has its subject; one with "to" or "of" needs none, but for "for Greece to leave".
    """
    between = [j for j in range(outer + 1, mark) if tokens[j].text.lower() != "not"]
    if not all(_below(tokens, j, k) for j in between):
        return False
    if tokens[mark].text.lower() in _INFINITE:
        return not any(t.head == verb and t.deprel == "mark" for t in tokens[outer:k])
    return mark == k + 1 and any(t.head == verb and t.rel in ("nsubj", "expl") for t in tokens[mark + 1 :])


def _below(tokens: Sequence[Token], j: int, k: int) -> bool:
    """True where word `j` hangs below word `k`."""
    while j >= 0 and j != k:
        j = tokens[j].head
    return j == k


def called_on(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with "on" of "called on the minister to resign" given to the minister (UD: case, obl)."""
    out = list(tokens)
    for on in range(1, len(tokens) - 1):
        call = on - 1
        if tokens[call].lemma.lower() != "call" or tokens[on].text.lower() not in ("on", "upon"):
            continue
        behind = [k for k in range(on + 1, len(tokens)) if tokens[k].head == call and tokens[k].rel in ("obj", "obl")]
        whom = next(iter(behind), None)
        to_do = tokens[on].head
        if tokens[on].deprel == "mark" and whom is not None and whom < to_do:
            out[on] = msgspec.structs.replace(tokens[on], head=whom, deprel="case", upos="ADP")
            out[whom] = msgspec.structs.replace(tokens[whom], deprel="obl")
            if tokens[to_do].deprel == "xcomp":
                out[to_do] = msgspec.structs.replace(tokens[to_do], deprel="advcl")
    return tuple(out)


def own_tag(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with who speaks in a tag given to its verb: "strikes killed one, an official said"."""
    out = list(tokens)
    for p, said in enumerate(tokens):
        if said.deprel != "parataxis" or not 0 <= said.head < p or said.lemma.lower() not in _SAYING:
            continue
        if any(t.head == p and t.rel in ("nsubj", "csubj") for t in tokens):
            continue
        stray = [k for k in range(said.head + 1, p) if tokens[k].head == said.head and tokens[k].deprel == "nsubj"]
        if len(stray) == 1 and all(_below(tokens, j, stray[0]) for j in range(stray[0], p)):
            out[stray[0]] = msgspec.structs.replace(tokens[stray[0]], head=p)
    return tuple(out)


def beside_demand(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a participle of blame or speech given to the verb above: "demanded that X go, accusing it".

    Only behind what is asked for, which nobody has done yet ("ordered them to leave, saying …"): in "said Iran
    expelled them, accusing them" Iran accuses.
    """
    out = list(tokens)
    for k, token in enumerate(tokens):
        inner = token.head
        if token.deprel != "advcl" or not 0 <= inner < k or token.lemma.lower() not in _BLAMING | _SAYING | {"cite"}:
            continue
        outer = tokens[inner].head
        behind = tokens[k - 1].text == "," and token.text.lower().endswith("ing")
        if behind and 0 <= outer < inner and tokens[outer].upos == "VERB" and _is_asked(tokens, inner, outer):
            out[k] = msgspec.structs.replace(token, head=outer)
    return tuple(out)


def _is_asked(tokens: Sequence[Token], inner: int, outer: int) -> bool:
    """ "demanded that X go", "ordered X to go": a bare clause, or the infinitive of whoever is told to do it."""
    told = tokens[inner].deprel == "xcomp" and any(t.head == outer and t.rel in ("obj", "iobj") for t in tokens[:inner])
    return told or (tokens[inner].deprel == "ccomp" and _is_bare(tokens, inner))


def said_and(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a verb of demand or blame behind ", and" given to the speaker: "said X fled, and accused Y"."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        if token.deprel != "conj" or token.lemma.lower() not in _BLAMING | _CALLING or not _behind_comma(tokens, k):
            continue
        above, told = token.head, token.head
        while above >= 0 and not (tokens[above].lemma.lower() in _SAYING and tokens[above].upos == "VERB"):
            told, above = above, tokens[above].head
        if 0 <= above < token.head and tokens[told].deprel == "ccomp" and _alike(tokens, above, k):
            out[k] = msgspec.structs.replace(token, head=above)
    return tuple(out)


def _behind_comma(tokens: Sequence[Token], k: int) -> bool:
    return k > 1 and tokens[k - 1].text.lower() == "and" and tokens[k - 2].text == ","


def _alike(tokens: Sequence[Token], said: int, k: int) -> bool:
    """Both in the past, and the second without a subject of its own."""
    past = tokens[said].has("Tense=Past") and tokens[k].has("Tense=Past")
    return past and not any(t.head == k and t.rel in ("nsubj", "aux") for t in tokens)


def finite_goes_on(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a finite verb coordinated with the finite verb that governs the participle before it."""
    out = list(tokens)
    for c, token in enumerate(tokens):
        if token.deprel != "conj" or token.upos != "VERB" or not _is_finite(tokens, c):
            continue
        first = token.head
        if not token.has("Tense=Past") or not tokens[first].text.lower().endswith("ing") or first > c:
            continue
        outer = tokens[first].head
        if tokens[first].deprel in ("advcl", "acl", "xcomp") and outer >= 0 and _is_finite(tokens, outer):
            out[c] = msgspec.structs.replace(token, head=outer)
    return tuple(out)


def noun_behind_name(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a common noun right behind a name, hung on it like an adjective, as the head of both."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        name = k - 1
        if token.deprel != "amod" or token.upos != "NOUN" or token.head != name or not token.text.islower():
            continue
        if tokens[name].upos != "PROPN" or tokens[name].head == k:
            continue
        out = [msgspec.structs.replace(t, head=k) if t.head == name else t for t in out]
        out[k] = msgspec.structs.replace(token, head=tokens[name].head, deprel=tokens[name].deprel)
        out[name] = msgspec.structs.replace(tokens[name], head=k, deprel="compound")
    return tuple(out)


def side_by_side(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a noun between "and" and a finite verb as the subject of that verb, not as a second object."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        first = token.head
        if token.deprel != "conj" or token.upos not in ("NOUN", "PROPN") or not 0 <= first < k:
            continue
        verb = tokens[first].head
        own = next(
            (v for v in range(k + 1, len(tokens)) if tokens[v].deprel == "conj" and tokens[v].head == verb), None
        )
        if own is None or not _goes_alone(tokens, own) or not all(_below(tokens, j, k) for j in range(k, own)):
            continue
        if tokens[first].rel in ("obj", "obl", "iobj") and tokens[verb].upos == "VERB":
            out[k] = msgspec.structs.replace(token, head=own, deprel="nsubj")
            out[:] = [_moved(t, k, own) for t in out]
    return tuple(out)


def _goes_alone(tokens: Sequence[Token], verb: int) -> bool:
    """True for a verb in the past, with an object, without auxiliary or subject of its own."""
    below = {t.rel for t in tokens if t.head == verb}
    past = tokens[verb].has("Tense=Past") and not tokens[verb].has("VerbForm=Part")
    return tokens[verb].upos == "VERB" and past and "obj" in below and not below & {"nsubj", "csubj", "aux"}


def _moved(token: Token, k: int, verb: int) -> Token:
    """The "and" in front of the new subject, given to its verb."""
    return msgspec.structs.replace(token, head=verb) if token.head == k and token.rel == "cc" else token


def _is_bare(tokens: Sequence[Token], i: int) -> bool:
    """ "that he go": a clause without tense or auxiliary."""
    auxiliary = any(t.head == i and t.rel == "aux" for t in tokens)
    return tokens[i].text.lower() == tokens[i].lemma.lower() and not auxiliary and not tokens[i].has("Tense=Past")


def _is_finite(tokens: Sequence[Token], i: int) -> bool:
    return tokens[i].upos == "VERB" and tokens[i].has("VerbForm=Fin")
