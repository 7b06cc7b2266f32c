"""Small repairs of names that the model has hung in pieces.

"Canada and Costa Rica agreed": both words are one name (UD: flat), and not two of three who agree.
"the church leader Jon Aas resigned", "met Crown Prince Haakon": the name belongs to the person before it (UD: appos),
who is subject or object once.
"met Chad's President Ali Dogo": what stands right behind a verb as its apposition is its object; verbs have none.
"claimed the Haifa and Acre attacks" behind "responsibility for": a noun behind a preposition has no subject (UD: nmod).
"old foes Peru and Chile", "arrested Ana Roa and lawyer Juan Paz": a name right behind a noun is its apposition, and
whoever has an "and" before him is one more.
"North and South Korean soldiers": what stands before its head is coordinated with nothing.
"talks with visiting Crown Prince Haakon": behind "with" or "against" he is visiting, and nobody visits him.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.model.text import Token

_ARGUMENTS = frozenset(["nsubj", "nsubj:pass", "obj", "iobj", "obl", "conj"])
_KINDS = {"person": "B-PERSON", "organization": "B-ORG"}
_BESIDE = frozenset(["with", "against"])


def beside(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with what is no coordination as what it is, and the other way round."""
    out = list(tokens)
    with_and = {t.head for t in tokens if t.deprel == "cc"}
    for k, token in enumerate(tokens):
        led = k in with_and
        if token.deprel == "conj" and token.head > k and token.upos in ("ADJ", "NOUN", "PROPN"):
            out[k] = msgspec.structs.replace(token, deprel="amod" if token.upos == "ADJ" else "compound")
        elif token.deprel == "conj" and token.head == k - 1 and not led and token.name.startswith("B-"):
            if tokens[k - 1].upos == "NOUN":
                out[k] = msgspec.structs.replace(token, deprel="appos")
        elif token.deprel == "nmod:desc" and 0 <= token.head < k and led and tokens[token.head].name:
            out[k] = msgspec.structs.replace(token, deprel="conj")
        elif token.deprel == "appos" and token.head == k - 1 and token.upos == "PROPN" and not token.name:
            kind = _KINDS.get(tokens[k - 1].entity, "")  # "the state trader Kazuran"
            if kind and tokens[k - 1].upos == "NOUN":
                out[k] = msgspec.structs.replace(token, name=kind)
        elif (
            token.deprel == "case" and tokens[token.head].deprel == "appos" and k < tokens[token.head].head < token.head
        ):
            out[k] = msgspec.structs.replace(token, head=tokens[token.head].head)  # "of the daily El Watan"
    return tuple(out)


def whole_name(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every later word of a name hung on the word before it where both hang on one other word."""
    out = list(tokens)
    first = 0
    for k in range(1, len(tokens)):
        token = tokens[k]
        if not token.name.startswith("I-") or not tokens[k - 1].name:
            first = k
            continue
        same = token.head == out[first].head and token.rel == out[first].rel and token.rel in _ARGUMENTS
        if same and not first <= token.head <= k and token.upos == out[first].upos == "PROPN":
            out[k] = msgspec.structs.replace(token, head=first, deprel="flat")
    return tuple(out)


def office_and_name(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a person's name right behind what he is as its apposition, not as a second subject or object."""
    out = list(tokens)
    for k in range(1, len(tokens)):
        office, token = tokens[k - 1], tokens[k]
        if token.head != office.head or token.rel != office.rel or token.rel not in _ARGUMENTS:
            continue
        owned = any(t.head == k - 1 and t.deprel == "nmod:poss" for t in tokens)  # "to its neighbour Uganda"
        second = token.rel != "obl" or owned
        if not second or office.name or office.upos not in ("NOUN", "PROPN") or office.has("Number=Plur"):
            continue
        alone = not any(t.head == k and t.rel in ("det", "case", "nmod") for t in tokens)
        person = token.name == "B-PERSON" or (not token.name.startswith("I-") and office.entity == "person")
        person = person or (owned and token.name == "B-PLACE")
        if token.upos == "PROPN" and person and alone:
            name = token.name or "B-PERSON"
            out[k] = msgspec.structs.replace(token, head=k - 1, deprel="appos", name=name)
    return tuple(out)


def apposition_of_verb(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a noun right behind a verb without object, hung on it as apposition, as its object."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        verb = token.head
        if token.deprel != "appos" or not 0 <= verb < k or tokens[verb].upos != "VERB":
            continue
        below = {t.rel for t in tokens if t.head == verb}
        between = all(_hangs_on(tokens, j, k) for j in range(verb + 1, k))
        if token.upos in ("NOUN", "PROPN") and between and not below & {"obj", "aux:pass", "nsubj:pass"}:
            out[k] = msgspec.structs.replace(token, deprel="obj")
    return tuple(out)


def no_subject(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a "subject" right before a noun that stands behind a preposition as a word in front of it."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        noun = token.head
        if token.deprel != "nsubj" or noun <= k or tokens[noun].upos != "NOUN":
            continue
        below = {t.rel for t in tokens if t.head == noun}
        led = any(t.head == noun and t.deprel == "case" and t.upos == "ADP" for t in tokens[:k])
        if led and not below & {"cop", "aux", "mark"} and all(_hangs_on(tokens, j, noun) for j in range(k, noun)):
            out[k] = msgspec.structs.replace(token, deprel="compound")
            if tokens[noun].deprel == "acl":
                out[noun] = msgspec.structs.replace(out[noun], deprel="nmod")
    return tuple(out)


def visiting(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with "visiting" between "with" or "against" and a person as what he is doing (UD: amod)."""
    out = list(tokens)
    for k in range(1, len(tokens) - 1):
        led = tokens[k - 1].text.lower() in _BESIDE and tokens[k + 1].upos not in ("DET", "PRON")
        if tokens[k].text.lower() != "visiting" or not led:
            continue
        guest = next((j for j in range(k + 1, len(tokens)) if tokens[j].head == k and tokens[j].rel == "obj"), None)
        if guest is None or tokens[k].upos != "VERB" or not _is_person(tokens[guest]):
            continue
        above = tokens[k]
        out = [msgspec.structs.replace(t, head=above.head) if t.head == k else t for t in out]
        out[guest] = msgspec.structs.replace(tokens[guest], head=above.head, deprel="obl")
        out[k - 1] = msgspec.structs.replace(out[k - 1], head=guest, deprel="case", upos="ADP")
        out[k] = msgspec.structs.replace(above, head=guest, deprel="amod")
    return tuple(out)


def _is_person(token: Token) -> bool:
    return token.entity == "person" or token.name.endswith("PERSON")


def _hangs_on(tokens: Sequence[Token], j: int, k: int) -> bool:
    while j >= 0 and j != k:
        j = tokens[j].head
    return j == k
