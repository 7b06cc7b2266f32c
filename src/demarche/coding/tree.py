"""From a dependency tree to arguments: who is subject, object and oblique of a verb or noun, whatever the construction.

Undone here: passives, participles and relative clauses after a noun, shared subjects and objects of coordinated
verbs, control ("promised to send"), subjects of adverbial participles ("Citing …, Minsk freed …"), apposition.
Universal Dependencies v2 is taken for granted.
"""

from __future__ import annotations

import msgspec

from demarche.coding.antecedents import antecedent
from demarche.coding.extents import Extents
from demarche.model import Sentence
from demarche.ontology.grammar import grammar

# Verbs whose infinitive is done by their object: "urged Minsk to free him".
OBJECT_CONTROL = grammar()["object_control"]
OBJECT_VERBS = grammar()["object_verbs"]
# In these somebody speaks: "a statement calling on Oslo".
DOCUMENTS = grammar()["documents"]
# Participles that say how somebody is disposed: "committed to reform".
DESCRIBING = grammar()["describing"]
# What is asked for in these somebody else is to do; who answers them so is meant.
ASKED, ANSWERING = grammar()["asked"], grammar()["answering"]
# The subject of these speaks of what others do or plan: "condemned the decision to leave".
JUDGING = grammar()["judging"]
# Without a preposition behind a verb these say when, how far or how: "met Tuesday", "walked two miles".
NO_OBJECTS = grammar()["time_nouns"] | grammar()["nobody"] | grammar()["adverbial"]
BLAMING_MARKS = frozenset(["of", "for", "from"])
RELATIVE = frozenset(["who", "which", "that", "whom", "whose"])
_PASSIVE_SUBJECT = frozenset(["nsubj:pass", "csubj:pass"])


class Arguments(msgspec.Struct, frozen=True):
    """Token indices by syntactic place; `obliques` and `clauses` are (preposition or mark, index) pairs."""

    subjects: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    indirect: tuple[int, ...] = ()
    obliques: tuple[tuple[str, int], ...] = ()
    clauses: tuple[tuple[str, int], ...] = ()
    others: tuple[int, ...] = ()
    passive: bool = False
    inherited: bool = False


class Tree(Extents):
    """Arguments of the words of one sentence, each computed once."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self._verbs: dict[int, Arguments] = {}
        self.names: dict[int, tuple[str, ...]] = {}  # what governors.lemmas has found, asked for again and again
        self.places: dict[int, list[tuple[int, list[int]]]] = {}  # … and what cue_places.found has, for each list

    def is_passive(self, i: int) -> bool:
        token = self.tokens[i]
        if self.describes(i) or self._finite_relative(i):
            return False
        for c in self.sentence.children[i]:
            if self.tokens[c].deprel in ("aux:pass", "nsubj:pass", "csubj:pass"):
                return True
        if token.deprel == "acl" and token.has("VerbForm=Part") and not token.text.endswith("ing"):
            return self.sentence.kid(i, "aux") is None  # "charges that its navy had rammed a boat"
        if (
            token.rel in ("advcl", "conj", "root", "parataxis")
            and token.has("VerbForm=Part")
            and token.has("Tense=Past")
        ):
            no_aux = self.sentence.kid(i, "aux") is None
            by = any(self.prep(c).startswith("by") for c in self.sentence.kids(i, "obl"))
            shared = token.rel == "conj" and token.head >= 0 and self.is_passive(token.head)
            return no_aux and self.sentence.kid(i, "obj") is None and (by or shared or self._reduced(i))
        return self._shares_passive(i)

    def _finite_relative(self, i: int) -> bool:
        """ "an envoy it arrested": a subject and no auxiliary make no passive, whatever the tagger says."""
        token, kid = self.tokens[i], self.sentence.kid
        return token.rel == "acl" and kid(i, "nsubj") is not None and kid(i, "aux", "cop") is None

    def describes(self, i: int) -> bool:
        """ "is committed to peace", "are opposed to the plan": the subject is so, nobody has made it so."""
        token = self.tokens[i]
        if token.lemma.lower() not in DESCRIBING or not token.has("VerbForm=Part"):
            return False
        to = any(self.prep(c) == "to" for c in self.sentence.kids(i, "obl", "advcl", "xcomp", "ccomp"))
        return to and not any(self.prep(c) == "by" for c in self.sentence.kids(i, "obl"))

    def _shares_passive(self, i: int) -> bool:
        """ "was barred from leaving and charged with treason", where the second verb is tagged as finite."""
        token, kid = self.tokens[i], self.sentence.kid
        if (
            token.rel != "conj"
            or token.head < 0
            or token.lemma.lower() not in OBJECT_VERBS
            or not token.has("Tense=Past")
        ):
            return False
        alone = all(kid(i, rel) is None for rel in ("obj", "aux", "nsubj"))
        return alone and self.is_passive(token.head)

    def _reduced(self, i: int) -> bool:
        """A bare past participle opening a clause ("Arrested in May, he …") or a headline ("Two jailed in Minsk")."""
        return self.tokens[i].rel == "advcl" and self.sentence.kid(i, "nsubj") is None

    # -- verbs ------------------------------------------------------------------------------------------------------

    def verb(self, i: int) -> Arguments:
        """The arguments of the verb (or predicate) at `i`."""
        if i not in self._verbs:
            self._verbs[i] = Arguments()  # a cycle of controls ends here
            self._verbs[i] = self._read_verb(i)
        return self._verbs[i]

    def _read_verb(self, i: int) -> Arguments:
        s = self.sentence
        subjects: list[int] = []
        objects: list[int] = []
        indirect: list[int] = []
        obliques: list[tuple[str, int]] = []
        clauses: list[tuple[str, int]] = []
        others: list[int] = []
        passive = self.is_passive(i)
        spare = (self._lent_subject(i), self.country_of_subject(i))
        for c in s.children[i]:
            rel = self.tokens[c].deprel
            if c in spare:
                continue
            if rel in _PASSIVE_SUBJECT or rel in ("nsubj", "nsubj:outer", "csubj"):
                (objects if passive else subjects).extend(self.conjuncts(c))
            elif rel == "obj":
                objects.extend(self.conjuncts(c))
            elif rel == "iobj":
                indirect.extend(self.conjuncts(c))
            elif self._stray(c, i):
                # "will meet UN envoy Ana Sol": a title or noun that the parser hung on the verb
                (subjects if c < i else objects).append(c)
            elif not passive and self._bare(c, i):
                objects.extend(self.conjuncts(c))
            elif rel.startswith("obl") or rel == "nmod":
                prep = self.prep(c) if rel != "obl:tmod" else "*time"
                if passive and prep == "by" and rel != "obl:tmod":
                    subjects.extend(self.conjuncts(c))
                else:
                    obliques.extend((prep, k) for k in self.conjuncts(c))
            elif rel == "xcomp" and self._is_person(c) and s.kid(i, "obj") is None:
                objects.extend(self.conjuncts(c))  # "called Ethiopian President Sahle Work Zawde"
            elif rel in ("xcomp", "ccomp", "advcl") or rel == "advcl:relcl":
                clauses.append((self.prep(c), c))
                objects.extend((*self._raised(c, i), *self.found_so(c)))
            elif self.is_listed(c, i):
                objects.extend(self.conjuncts(c))
            elif rel.startswith(("compound", "advmod", "dep")) or rel in ("discourse", "parataxis"):
                others.append(c)
        found = _Found(subjects, objects, indirect, obliques, clauses, others, passive)
        return self._inherit(i, found)

    def _raised(self, c: int, i: int) -> tuple[int, ...]:
        """ "warned Oslo not to shelter them": whom the parser made the subject of the infinitive is told to do it."""
        told = self.tokens[c].rel == "xcomp" and self.tokens[i].lemma in OBJECT_CONTROL and self.prep(c) == "to"
        if not told or self.sentence.kid(i, "obj", "iobj") is not None:
            return ()
        return tuple(j for k in self.sentence.kids(c, "nsubj") if k < c for j in self.conjuncts(k))

    def _stray(self, c: int, i: int) -> bool:
        """True for part of a name or phrase that can only be the missing subject or object of the verb at `i`."""
        rel = self.tokens[c].deprel
        astray = rel in ("nmod:desc", "nmod") or (rel == "appos" and c > i)
        if not astray or self.prep(c) or self.tokens[i].upos != "VERB":
            return False
        return self.sentence.kid(i, "nsubj" if c < i else "obj") is None

    def _bare(self, c: int, i: int) -> bool:
        """ "switched off the internet", "telephoned both capitals": an oblique without preposition is an object."""
        token = self.tokens[c]
        if token.deprel != "obl" or c < i or token.upos not in ("NOUN", "PROPN") or self.prep(c):
            return False
        if token.lemma.lower() in NO_OBJECTS or self.tokens[i].upos != "VERB":
            return False
        return self.sentence.kid(i, "obj", "iobj", "xcomp", "ccomp") is None

    def _inherit(self, i: int, found: _Found) -> Arguments:
        """Fill an absent subject or object from the words around the verb."""
        own = bool(found.subjects)
        token = self.tokens[i]
        if token.rel in ("ccomp", "parataxis") and token.head > i and not found.subjects:
            lent = self._lent_subject(token.head)
            if lent is not None and lent < i:
                (found.objects if found.passive else found.subjects).extend(self.conjuncts(lent))
        if token.deprel == "acl:relcl":
            self._relative(i, found)
        elif token.deprel == "acl" and token.head >= 0:
            if found.passive:
                found.objects = found.objects or list(self.conjuncts(token.head))
            elif token.text.lower().endswith("ing"):
                found.subjects = found.subjects or self._trailing(i) or self._writers(token.head)
            elif not found.subjects:
                found.subjects = self._bidden(token.head)
            elif not found.objects and self.sentence.kid(i, "mark", "aux") is None:
                found.objects = list(self.conjuncts(token.head))  # "an envoy it arrested"
        elif token.rel == "conj" and token.head >= 0 and self.tokens[token.head].upos in ("VERB", "AUX", "ADJ", "NOUN"):
            self._share(i, found)
        elif (
            token.rel in ("xcomp", "ccomp", "advcl")
            and token.head >= 0
            and not (found.subjects or self._has_subject(i))
        ):
            self._control(i, found)
        self._borrow_agent(i, found)
        self._borrow_object(i, found)
        return found.done(inherited=not own)

    def _is_person(self, i: int) -> bool:
        return self.tokens[i].upos == "PROPN" and self.tokens[i].name.endswith("PERSON")

    def _writers(self, i: int) -> list[int]:
        """Whoever speaks in a document: "issued a statement calling on", "a letter of Oslo urging"; else the noun."""
        if self.tokens[i].lemma.lower() not in DOCUMENTS:
            told = self.sentence.kid(i, "cop") is not None  # "Oslo is a donor, giving millions": Oslo gives
            subjects = self.verb(i).subjects if told else ()
            return list(subjects) if any(self.tokens[k].upos != "PRON" for k in subjects) else [i]
        by = [k for p, k in self.phrases(i) if p in ("by", "from", "of")]
        return list(self.owners(i)) or by or [i]

    def _trailing(self, i: int) -> list[int]:
        """Who speaks in a participle behind a comma: whoever acts in the main clause."""
        verb = self.trails(i)
        return list(self.verb(verb).subjects) if verb is not None else []

    def _bidden(self, i: int) -> list[int]:
        """Who is to do what a noun is about: "their plan to free him", "Chad condemned a Danish decision to …".

        What somebody asks for, whoever answers it would do.
        """
        token = self.tokens[i]
        above = self.tokens[token.head].lemma.lower() if token.rel == "obj" else ""
        if token.lemma.lower() in ASKED:
            addressed = [k for p, k in self.phrases(i) if p in ("on", "to")]
            return list(self.verb(token.head).subjects) if above in ANSWERING else addressed
        if self.sentence.kid(i, "nmod:poss") is not None or above not in JUDGING:
            return list(self.owners(i))
        of = [k for p, k in self.phrases(i) if p in ("of", "by")]
        return of or [k for k in self.modifiers(i) if self.tokens[k].text[:1].isupper()]

    def _lent_subject(self, i: int) -> int | None:
        """The first of two subjects of a verb of saying at the end: "Finland will give …, a statement said".

        The parser sometimes hangs the subject of what is said on the verb of saying; then that verb has two.
        """
        subjects = [c for c in self.sentence.kids(i, "nsubj") if c < i]
        inner = [c for c in self.sentence.kids(i, "ccomp", "parataxis") if c < i]
        if len(subjects) > 1 and inner and subjects[0] < inner[0] < subjects[-1] and not self._has_subject(inner[0]):
            return subjects[0]
        return None

    def _has_subject(self, i: int) -> bool:
        return self.sentence.kid(i, "nsubj", "csubj", "expl") is not None

    def _relative(self, i: int, found: _Found) -> None:
        head = self.tokens[i].head
        if head < 0:
            return
        head = antecedent(self, i, head)
        antecedents = list(self.conjuncts(head)) if self.tokens[head].has("Number=Plur") else [head]
        replaced = False
        for group in (found.subjects, found.objects):
            for k in list(group):
                if self.tokens[k].lemma.lower() in RELATIVE or self.tokens[k].text.lower() in RELATIVE:
                    group[group.index(k) : group.index(k) + 1] = antecedents
                    replaced = True
        found.obliques = [
            (p, antecedents[0] if self.tokens[k].text.lower() in RELATIVE else k) for p, k in found.obliques
        ]
        if not replaced and found.subjects and not found.objects and not found.passive:
            if not any(
                self.tokens[k].upos == "ADV" and self.tokens[k].text.lower() in ("where", "when", "why")
                for k in found.others
            ):
                found.objects = antecedents
        elif not replaced and not found.subjects and not found.passive:
            found.subjects = antecedents

    def _share(self, i: int, found: _Found) -> None:
        head = self.tokens[i].head
        above = self.verb(head)
        if not found.objects and found.passive and above.passive:
            found.objects = list(above.objects)
        elif not found.objects and not found.passive and not above.passive and self.tokens[i].upos == "VERB":
            found.objects = [k for k in above.objects if k > i]  # "beat and robbed the man"
        if not found.subjects and not self._has_subject(i):
            if found.passive and not above.passive:
                found.objects = found.objects or list(above.subjects)
            elif above.passive and not found.passive:
                found.subjects = list(above.objects)
            else:
                found.subjects = list(above.subjects)

    def _control(self, i: int, found: _Found) -> None:
        head = self.tokens[i].head
        token = self.tokens[i]
        while self.tokens[head].upos == "ADV" and self.tokens[head].head >= 0:
            head = self.tokens[head].head  # "stopped short of blaming"
        governor = self.tokens[head]
        above = self.verb(head) if governor.upos in ("VERB", "AUX", "ADJ", "NOUN", "PROPN") else Arguments()
        source: tuple[int, ...]
        addressed = [k for p, k in above.obliques if p in ("on", "upon", "to", "for") and k < i]
        if governor.lemma == "call" and above.objects:
            addressed = []  # "called him on Monday to thank him"
        if token.rel == "xcomp" and governor.lemma in OBJECT_CONTROL and (above.objects or above.indirect):
            source = above.objects or above.indirect
        elif governor.lemma in ("call", "appeal", "plead") and addressed:
            source = tuple(addressed)
        elif token.rel in ("advcl", "xcomp") and self.prep(i) in BLAMING_MARKS and (above.objects or above.passive):
            # "accused Minsk of shelling", "barred him from leaving": the object does it
            source = above.objects
        elif above.passive:
            source = above.objects
        else:
            source = above.subjects
        if token.rel == "ccomp":
            source = self.seen_doing(i)
        if found.passive:
            found.objects = found.objects or list(source)
        else:
            found.subjects = list(source)

    def _borrow_agent(self, i: int, found: _Found) -> None:
        """ "was beaten and robbed by guards": the agent of the last passive is that of all."""
        if found.passive and not found.subjects:
            for c in self.sentence.kids(i, "conj"):
                if self.is_passive(c) and self.sentence.kid(c, "nsubj") is None:
                    agents = [k for k in self.sentence.kids(c, "obl") if self.prep(k) == "by"]
                    found.subjects = [k for a in agents for k in self.conjuncts(a)]

    def _borrow_object(self, i: int, found: _Found) -> None:
        """ "shelled and captured the town": the first verb's object stands with the second."""
        if found.objects or found.passive or found.clauses:
            return
        for c in self.sentence.kids(i, "conj"):
            between = range(i + 1, c)
            if self.tokens[c].upos == "VERB" and len(between) <= 2 and not any(p for p, _ in found.obliques):
                found.objects = [k for g in self.sentence.kids(c, "obj") for k in self.conjuncts(g)]
                return

    # -- nouns ------------------------------------------------------------------------------------------------------

    def owners(self, i: int) -> tuple[int, ...]:
        """Who stands before a noun as its possessor, or who the noun's own light verb belongs to."""
        for c in self.sentence.kids(i, "nmod:poss"):
            return self.conjuncts(c)
        token = self.tokens[i]
        if token.rel == "obj" and token.head >= 0:
            return self.verb(token.head).subjects
        if token.deprel == "nsubj:pass" and token.head >= 0:
            return self.verb(token.head).subjects
        return ()

    def phrases(self, i: int) -> tuple[tuple[str, int], ...]:
        """(preposition, index) of the phrases that hang on a noun."""
        out: list[tuple[str, int]] = []
        for c in self.sentence.kids(i, "nmod", "obl", "acl"):
            if self.tokens[c].deprel != "nmod:poss":
                out.extend((self.prep(c), k) for k in self.conjuncts(c))
        return tuple(out)

    def modifiers(self, i: int) -> tuple[int, ...]:
        """Adjectives and compounds before a noun."""
        return tuple(c for c in self.sentence.kids(i, "amod", "compound", "nmod", "flat") if c < i and not self.prep(c))


class _Found:
    """The arguments of a verb while they are being read."""

    def __init__(
        self,
        subjects: list[int],
        objects: list[int],
        indirect: list[int],
        obliques: list[tuple[str, int]],
        clauses: list[tuple[str, int]],
        others: list[int],
        passive: bool,
    ) -> None:
        self.subjects, self.objects, self.indirect = subjects, objects, indirect
        self.obliques, self.clauses, self.others, self.passive = obliques, clauses, others, passive

    def done(self, *, inherited: bool) -> Arguments:
        return Arguments(
            tuple(dict.fromkeys(self.subjects)),
            tuple(dict.fromkeys(self.objects)),
            tuple(self.indirect),
            tuple(self.obliques),
            tuple(self.clauses),
            tuple(self.others),
            self.passive,
            inherited,
        )
