"""How far a phrase goes: its preposition, what is coordinated with it, its first and last word."""

from __future__ import annotations

from functools import cached_property

from demarche.model import Sentence
from demarche.ontology.grammar import grammar

# What hangs on a noun and is no part of its phrase.
NO_PART = frozenset(
    ["acl", "advcl", "appos", "aux", "case", "cc", "ccomp", "conj", "cop", "csubj", "discourse", "expl", "list", "mark",
     "nsubj", "orphan", "parataxis", "punct", "reparandum", "xcomp"]
)  # fmt: skip
# What is counted in front of a number belongs to it.
BOUNDS = frozenset(
    [("at", "least"), ("at", "most"), ("more", "than"), ("fewer", "than"), ("less", "than"), ("up", "to")]
)
BORDERS = frozenset(["border", "frontier", "boundary"])
COMPANY = frozenset(["along with", "together with", "alongside", "as well as"])


# In these somebody speaks; behind a comma it is whoever acts in the main clause: "met the envoy, urging restraint".
SPEAKING = frozenset(
    ["accuse", "ask", "blame", "call", "cite", "claim", "condemn", "demand", "denounce", "describe", "pledge",
     "promise", "say", "tell", "threaten", "urge", "vow", "warn"]
)  # fmt: skip

SHOWING = frozenset(["show", "see", "film", "catch", "record", "picture", "photograph", "watch", "depict", "capture"])
# Whoever stands behind "from" after these and their object is where the object is from, not whence it is taken.
TAKING_IN = frozenset(
    [
        "train",
        "host",
        "receive",
        "recruit",
        "invite",
        "welcome",
        "meet",
        "arrest",
        "detain",
        "kill",
        "shelter",
        "employ",
    ]
)


class Extents:
    """The phrases of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.texts = [t.text.lower() for t in self.tokens]
        self._preps: dict[int, str] = {}
        self._conjuncts: dict[int, tuple[int, ...]] = {}
        self._phrases: dict[int, tuple[int, int]] = {}

    @cached_property
    def words(self) -> dict[str, list[int]]:
        """Where each word stands, in lower case."""
        out: dict[str, list[int]] = {}
        for i, text in enumerate(self.texts):
            out.setdefault(text, []).append(i)
        return out

    def conjuncts(self, i: int) -> tuple[int, ...]:
        """`i` and the words coordinated with it: "Poland, Latvia and Estonia"."""
        if i not in self._conjuncts:
            self._conjuncts[i] = self._read_conjuncts(i)
        return self._conjuncts[i]

    def _read_conjuncts(self, i: int) -> tuple[int, ...]:
        out = [i]
        for c in self.sentence.kids(i, "conj"):
            if self.tokens[c].upos not in ("VERB", "AUX"):
                out.extend(self.conjuncts(c))
        out.extend(k for c in self._companions(i) for k in self.conjuncts(c))
        return tuple(out)

    def _companions(self, i: int) -> list[int]:
        """Who does it with somebody: "Kenya, along with Uganda, signed", "Kenya, together with Uganda"."""
        beside = [c for c in self.sentence.kids(i, "nmod", "obl") if self.prep(c) in COMPANY]
        together = [a for a in self.sentence.kids(i, "advmod") if self.tokens[a].lemma.lower() in ("together", "along")]
        beside += [c for a in together for c in self.sentence.kids(a, "obl", "nmod") if self.prep(c) == "with"]
        return [c for c in beside if c > i and self.tokens[c].deprel != "nmod:poss"]

    def prep(self, i: int) -> str:
        """The preposition of a phrase, its parts joined: "because of", "with"; "" when there is none."""
        if i not in self._preps:
            self._preps[i] = self._read_prep(i)
        return self._preps[i]

    def _read_prep(self, i: int) -> str:
        words = []
        for c in self.sentence.kids(i, "case", "mark"):
            if self.tokens[c].upos in ("ADP", "SCONJ", "PART", "ADV", "VERB", "ADJ"):
                words.append(self.tokens[c].text.lower())
                words.extend(self.tokens[g].text.lower() for g in self.sentence.kids(c, "fixed"))
        return " ".join(words)

    def phrase(self, i: int) -> tuple[int, int]:
        """First and last token of the noun phrase headed at `i`, without clauses, appositions and coordination."""
        if i not in self._phrases:
            self._phrases[i] = self._read_phrase(i)
        return self._phrases[i]

    def _read_phrase(self, i: int) -> tuple[int, int]:
        keep = [i]
        todo = [i]
        while todo:
            j = todo.pop()
            for c in self.sentence.children[j]:
                token = self.tokens[c]
                possessive = token.rel == "case" and token.text in ("'s", "’s", "'", "’") and j != i
                both = token.rel in ("cc", "conj") and j < i and self.tokens[j].rel in ("amod", "compound")
                if token.rel in NO_PART and not possessive and not both:  # "British and EU negotiators"
                    continue
                if token.rel in ("obl", "advmod") and j == i and c > i:
                    continue
                keep.append(c)
                todo.append(c)
        first, last = self._block(i, [k for k in keep if not self._late(i, k)])
        return self.with_bounds(first), last

    def is_either_side(self, i: int) -> bool:
        """ "Near the Afghan border" may be on either side of it; "near Chad's border with Sudan" is in Chad."""
        border = self.tokens[i].lemma.lower() in BORDERS and self.prep(i) not in ("across", "over")
        return border and self.sentence.kid(i, "nmod:poss") is None

    def country_of_subject(self, i: int) -> int | None:
        """The name of a country in front of an office, hung on the verb as a subject of its own.

        "Chad Prime Minister Ali Dogo flew": nobody is named twice without a comma or an "and".
        """
        subjects = [c for c in self.sentence.kids(i, "nsubj") if c < i]
        if len(subjects) != 2 or self.tokens[subjects[0]].upos != "PROPN":
            return None
        first, second = subjects
        led = self.phrase(second)[0] == self.phrase(first)[1] + 1
        return first if led and second > first + 1 and self.tokens[second].upos == "PROPN" else None

    def _late(self, i: int, k: int) -> bool:
        """True for words behind the head that say when, or where a named person is: "Trump in Washington"."""
        if k <= i:
            return False
        top = k
        while self.tokens[top].head >= 0 and self.tokens[top].head != i:
            top = self.tokens[top].head
        if self.tokens[top].head != i or self.tokens[top].rel not in ("nmod", "obl"):
            return False
        prep = self.prep(top)
        if self.tokens[top].lemma.lower() in grammar()["time_nouns"] and not self.tokens[top].name:
            return True
        return self.tokens[i].name.endswith("PERSON") and prep not in ("", "of")

    def is_modifier(self, i: int) -> bool:
        """True in front of a noun; a noun that the parser took for part of a verb stands for itself."""
        token = self.tokens[i]
        loose = token.rel == "compound" and token.upos in ("NOUN", "PROPN") and token.head > i
        party = loose and self.tokens[token.head].upos == "VERB" and self.sentence.kid(i, "det", "appos") is not None
        return token.rel in ("amod", "compound") and not party

    def origins(self, i: int) -> tuple[int, ...]:
        """Where people are from whom an act is done to, where the parser hung it on the act: "trained guards from"."""
        token = self.tokens[i]
        if token.rel != "obj" or token.head < 0 or self.tokens[token.head].lemma.lower() not in TAKING_IN:
            return ()
        found = [k for k in self.sentence.kids(token.head, "obl") if self.prep(k) == "from"]
        return tuple(c for k in found for c in self.conjuncts(k) if min(self.sentence.kids(k, "case")) == i + 1)

    def trails(self, i: int) -> int | None:
        """The verb whose subject speaks in the participle at `i`, which the parser hung on the noun before a comma."""
        token = self.tokens[i]
        if i == 0 or self.tokens[i - 1].text != "," or token.lemma.lower() not in SPEAKING:
            return None
        at = token.head
        while at >= 0 and self.tokens[at].rel in ("obj", "obl", "nmod", "conj", "appos", "ccomp", "iobj", "flat"):
            at = self.tokens[at].head
            if at >= 0 and self.tokens[at].upos == "VERB":
                return at if at < i else None
        return None

    def found_so(self, c: int) -> tuple[int, ...]:
        """ "found her guilty": the one judged, where the parser took "her" for a possessive."""
        token = self.tokens[c]
        if token.rel != "xcomp" or (token.upos != "ADJ" and token.lemma.lower() != "guilty"):
            return ()
        return tuple(k for k in self.sentence.kids(c, "nmod") if k == c - 1 and self.tokens[k].text.lower() == "her")

    def seen_doing(self, i: int) -> tuple[int, ...]:
        """Who is shown in the act: "a video shows an officer kicking a student", read as two objects."""
        token = self.tokens[i]
        if not token.text.lower().endswith("ing") or token.head < 0:
            return ()
        if self.tokens[token.head].lemma.lower() not in SHOWING:
            return ()
        return tuple(k for c in self.sentence.kids(token.head, "obj", "iobj") if c < i for k in self.conjuncts(c))

    def is_listed(self, c: int, i: int) -> bool:
        """True for a noun that stands beside the object of the verb at `i`: "demanded pay and the exit of"."""
        kid, token = self.sentence.kid, self.tokens[c]
        before = kid(i, "obj")
        listed = token.rel == "conj" and token.upos == "NOUN" and before is not None and i < before < c
        return (
            listed and self.tokens[i].upos == "VERB" and all(kid(c, r) is None for r in ("nsubj", "obj", "cop", "aux"))
        )

    def with_bounds(self, first: int) -> int:
        """Take in "at least", "more than", "up to" in front of a number."""
        words = [t.text.lower() for t in self.tokens[max(0, first - 2) : first + 1]]
        counted = self.tokens[first].upos == "NUM" or words[-1] == "least"
        if len(words) == 3 and counted and (words[0], words[1]) in BOUNDS:
            return first - 2
        if words[-2:] in (["at", "least"], ["at", "most"]):
            return first - 1
        return first

    def _block(self, i: int, keep: list[int]) -> tuple[int, int]:
        """The unbroken run of kept words around the head (commas and quotes inside a name do not break it)."""
        kept = set(keep)
        first = last = i
        while first - 1 in kept or (first - 2 in kept and self._glue(first - 1)):
            first -= 1
        while last + 1 in kept or (last + 2 in kept and self._glue(last + 1)):
            last += 1
        return first, last

    def _glue(self, k: int) -> bool:
        token = self.tokens[k]
        return token.text in ("-", "–", ".", "'", "’", '"', "“", "”", "&", "/", "of") or token.rel in ("case", "cc")
