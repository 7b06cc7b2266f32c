"""Small repairs of clauses.

"released 38 fishermen it had arrested": the clause behind the object, with a subject and a gap, is about the object
(UD: acl:relcl), and is nothing that a verb of freeing says.
"Rwanda denied deploying troops": "denied" is a verb with a clause, and no particle of "deploying" (UD: xcomp).
"let six men out of prison", "called President Roa": what stands behind "out of", and a person, is no predicate (UD:
obl, obj).
"accused Canada of slander": Canada is the object, and owns nothing.
"to free two men arrested in August": what stands right behind a participle belongs to it.
"Pakistan test-fired a missile": the subject is the verb's, and no part of "test".
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.model.text import Token

# Whoever stands between one of these and a clause is told it.
_TELLING = frozenset(
    ["tell", "inform", "assure", "warn", "remind", "promise", "show", "convince", "persuade", "notify", "advise",
     "teach", "bet", "ask", "guarantee", "brief", "instruct", "caution", "reassure", "alert", "satisfy", "make", "let",
     "have"]
)  # fmt: skip
_OBJECTS = ("obj", "iobj", "ccomp", "xcomp")

# They take a clause in -ing, and are no auxiliaries.
_WITH_ING = frozenset(
    ["denied", "denies", "deny", "admitted", "admits", "avoided", "avoids", "resumed", "ceased", "considered",
     "proposed", "postponed", "contemplated", "mulled", "risked", "suggested", "recommended", "regretted"]
)  # fmt: skip
_BEFORE = ("nsubj", "nsubj:pass", "punct", "aux", "advmod", "obl:unmarked", "mark")


def clauses(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every repair of this module made."""
    return gapped(companions(behind_participle(accused(no_predicate(own_subject(hyphened_verb(with_ing(tokens))))))))


def with_ing(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a verb of denying before one in -ing as its governor, and what stands before both as its own."""
    out = list(tokens)
    for k in range(len(tokens) - 1):
        verb, inner = tokens[k], tokens[k + 1]
        if verb.text.lower() not in _WITH_ING or verb.head != k + 1 or not inner.text.lower().endswith("ing"):
            continue
        feats = "Mood=Ind|Tense=Past|VerbForm=Fin"
        out[k] = msgspec.structs.replace(verb, head=inner.head, deprel=inner.deprel, upos="VERB", feats=feats)
        out[k + 1] = msgspec.structs.replace(inner, head=k, deprel="xcomp", feats="VerbForm=Ger")
        for j, token in enumerate(tokens):
            last = inner.deprel == "root" and token.deprel == "punct" and j > k
            if token.head == k + 1 and j != k and ((j < k and token.deprel in _BEFORE) or last):
                out[j] = msgspec.structs.replace(token, head=k)
    return tuple(out)


def hyphened_verb(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with whoever stands before "test-fired" as subject of the verb, where it has no other."""
    out = list(tokens)
    for k in range(1, len(tokens) - 2):
        verb = k + 2
        joined = tokens[k + 1].text == "-" and tokens[k].end == tokens[verb].start - 1
        if not joined or tokens[k].head != verb or tokens[verb].upos != "VERB":
            continue
        own = any(t.head == verb and t.rel == "nsubj" for t in tokens)
        before = k - 1
        if not own and tokens[before].head == k and tokens[before].upos in ("PROPN", "NOUN"):
            out[before] = msgspec.structs.replace(tokens[before], head=verb, deprel="nsubj")
            out[k] = msgspec.structs.replace(tokens[k], deprel="compound")
    return tuple(out)


def own_subject(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a name that the model makes a part of the verb behind it as its subject, where it has none."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        verb = token.head
        if token.deprel != "compound" or token.upos != "PROPN" or verb <= k or tokens[verb].upos != "VERB":
            continue
        finite = tokens[verb].has("VerbForm=Fin") and tokens[verb].deprel != "amod"
        if finite and not any(t.head == verb and t.rel in ("nsubj", "csubj") for t in tokens):
            out[k] = msgspec.structs.replace(token, deprel="nsubj")
    return tuple(out)


def no_predicate(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a noun behind "out of" or "into" as an oblique of its verb, and not as what somebody becomes."""
    led = {t.head for t in tokens if t.deprel == "case" and t.text.lower() in ("out", "into", "from", "of")}
    owners = {t.head for t in tokens if t.deprel == "obj"}
    out = list(tokens)
    for k, token in enumerate(tokens):
        if token.deprel == "xcomp" and token.upos == "NOUN" and k in led:
            out[k] = msgspec.structs.replace(token, deprel="obl")
        elif token.deprel == "xcomp" and token.name == "B-PERSON" and token.head not in owners:
            out[k] = msgspec.structs.replace(token, deprel="obj")
    return tuple(out)


def accused(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a name between a verb and "of" as the object, and not as owner of what stands behind "of"."""
    out = list(tokens)
    for k in range(1, len(tokens) - 1):
        token, verb = tokens[k], tokens[k - 1]
        owner = (
            token.deprel in ("nmod:poss", "nsubj")
            and token.upos == "PROPN"
            and tokens[k + 1].text.lower() in ("of", "for")
        )
        if owner and verb.upos == "VERB" and token.head > k + 1 and tokens[token.head].upos == "NOUN":
            out[k] = msgspec.structs.replace(token, head=k - 1, deprel="obj")
    return tuple(out)


def behind_participle(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a prepositional phrase right behind a participle that describes a noun hung on the participle."""
    out = list(tokens)
    for c in range(1, len(tokens)):
        phrase, before = tokens[c].head, tokens[c - 1]
        if tokens[c].deprel != "case" or before.deprel != "acl" or not before.has("VerbForm=Part"):
            continue
        token = tokens[phrase]
        if phrase == c + 1 and token.deprel == "obl" and 0 <= token.head < c - 1:
            out[phrase] = msgspec.structs.replace(token, head=c - 1)
    return in_its_place(out)


def in_its_place(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a country right behind a noun that a participle governs hung on that noun."""
    out = list(tokens)
    for case in range(1, len(tokens)):
        k = tokens[case].head
        if tokens[case].deprel != "case" or tokens[case].text.lower() != "in" or k < case:
            continue
        token = tokens[k]
        if token.deprel != "obl" or not token.name:
            continue
        noun = case - 1
        part = tokens[noun].head
        if tokens[noun].upos == "NOUN" and token.head < part < noun and tokens[part].deprel == "acl":
            out[k] = msgspec.structs.replace(token, head=noun, deprel="nmod")
    return tuple(out)


def gapped(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a bare clause right behind an object, without an object of its own, hung on that object."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        verb = token.head
        if token.deprel != "ccomp" or token.upos != "VERB" or not 0 <= verb < k or _is_told(tokens, verb):
            continue
        thing = max((j for j in range(verb, k) if tokens[j].head == verb and tokens[j].deprel == "obj"), default=-1)
        subject = next((j for j in range(thing + 1, k) if tokens[j].head == k and tokens[j].deprel == "nsubj"), -1)
        if thing < 0 or subject < 0 or tokens[thing].upos not in ("NOUN", "PROPN") or _has_own_object(tokens, k):
            continue
        if _first_of(tokens, subject) == thing + 1:
            out[k] = msgspec.structs.replace(token, head=thing, deprel="acl:relcl")
    return tuple(out)


def _is_told(tokens: Sequence[Token], verb: int) -> bool:
    return tokens[verb].upos != "VERB" or tokens[verb].lemma.lower() in _TELLING


def _has_own_object(tokens: Sequence[Token], k: int) -> bool:
    return any(t.head == k and t.deprel in _OBJECTS for t in tokens)


def _first_of(tokens: Sequence[Token], i: int) -> int:
    """Where the phrase headed at `i` begins; its determiner and adjectives stand before it."""
    first = i
    while first > 0 and tokens[first - 1].head == i:
        first -= 1
    return first


def companions(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with ", alongside delegations" hung on the noun that the phrase before the comma belongs to."""
    out = list(tokens)
    for case in range(1, len(tokens)):
        if tokens[case].text.lower() != "alongside" or tokens[case - 1].text != ",":
            continue
        k = tokens[case].head
        token = tokens[k]
        if token.deprel != "nmod" or k < case:
            continue
        above = tokens[token.head]
        if above.deprel == "nmod" and tokens[above.head].upos == "NOUN":
            out[k] = msgspec.structs.replace(token, head=above.head)
    return tuple(out)
