"""Which act a word means: an act told at the word, a definite noun that takes an act up, a pronoun, an actor.

"The move", "the deal", "such engagements" mean the nearest earlier act that fits the noun; an actor stands for what he
did last before; where nothing fits the main act of the article is meant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from demarche.coding.context import Context
from demarche.coding.stance import lemma, stances
from demarche.model import Draft, Event

BACK = 8  # sentences that a definite noun looks back …
FAR = 12  # … and one that says what kind of act is meant: "such engagements"
POINTING = frozenset(["it", "this", "that", "these", "those", "which"])
VIEWS = frozenset(["ACCUSE"])  # an act of criticism is no theme of other views unless it is named
BLOWS = frozenset(["ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "THREATEN"])
WORDS = frozenset(["REQUEST", "THREATEN"])
DISSENTING = frozenset(["vote", "oppose", "object", "abstain", "dissent"])
_ASIDE = frozenset(["advcl", "acl:relcl", "parataxis", "conj", "ccomp"])
_REALIS = {"actual": 1.0, "planned": 0.8, "requested": 0.5, "hypothetical": 0.4, "generic": 0.1}


class Themes:
    """The acts of an article, found by word and by noun."""

    def __init__(self, draft: Draft, context: Context, views: frozenset[tuple[int, int]] = frozenset()) -> None:
        self.views = views  # words that tell opinions: the events there are no themes of other opinions
        self.draft = draft
        self.context = context
        self.at: dict[tuple[int, int], list[Event]] = {}
        for e in draft.events:
            for i in {e.trigger, *e.words}:
                self.at.setdefault((e.sentence, i), []).append(e)
        starts = [s.start for s in draft.parsed.sentences]
        self.named = {e.id: [bisect_right(starts, m.start) - 1 for m in e.mentions] for e in draft.events}
        self.again = {m.start: e for e in draft.events for m in e.mentions if e.polarity.value == "positive"}
        self.order = sorted(draft.events, key=lambda e: (e.sentence, e.trigger))

    def inside(self, n: int, words: Iterable[int], *, but: frozenset[int] = frozenset()) -> list[Event]:
        """Acts told by these words, without those told by the words in `but`."""
        found = {
            e.id: e for i in words if i not in but for e in self.at.get((n, i), []) if not but & {e.trigger, *e.words}
        }
        return list(found.values())

    def is_theme(self, n: int, i: int) -> bool:
        """True when the word can stand for an act."""
        tree = self.context.trees[n]
        token = tree.tokens[i]
        if (n, i) in self.at or lemma(tree, i) in stances().themes:
            return True
        if token.upos in ("PRON", "DET"):
            return token.text.lower() in POINTING
        return token.upos in ("VERB", "NOUN") and (token.upos == "VERB" or token.entity in ("event", "abstract"))

    def meant(self, n: int, i: int, *, but: frozenset[int] = frozenset()) -> list[Event]:
        """The acts meant by the phrase headed at word `i`; none when nothing fits."""
        tree = self.context.trees[n]
        below = tree.sentence.subtree(i, skip=frozenset(["acl:relcl", "appos", "parataxis", "conj"]))
        token = tree.tokens[i]
        again = self.again.get(token.start) if token.upos == "NOUN" else None  # "such engagements"
        if again is not None and (n, i) not in self.at and not but & {again.trigger, *again.words}:
            return [again]
        here = self.inside(n, [i], but=but) or self.inside(n, below, but=but)
        if here:
            return self._taken_up(n, i, but) or here if token.upos == "NOUN" else here
        if token.upos in ("PRON", "DET"):
            return self._before(n, i, frozenset(), but) if token.text.lower() in POINTING else []
        word = lemma(tree, i)
        twin = self._kin(n, i, word, but)
        if twin:
            return twin
        if word in stances()["deeds"]:
            return self._deeds(n, i, but)
        types = stances().themes.get(word)
        fitting = self._before(n, i, types, but, self._owners(n, i)) if types else self._with_word(n, i, word, but)
        open_word = types == frozenset() or (types is None and token.entity == "event")
        return fitting or (self._just_before(n, i, but) if open_word else [])

    def _taken_up(self, n: int, i: int, but: frozenset[int]) -> list[Event]:
        """ "The strike" alone, without saying whose, is the act told before, though the noun tells an act itself."""
        tree = self.context.trees[n]
        det = [tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "det")]
        bare = tree.sentence.kid(i, "nmod", "nmod:poss", "compound", "amod", "acl") is None
        types = stances().themes.get(lemma(tree, i))
        if not types or not bare or not set(det) & {"the", "this", "that", "these", "those"}:
            return []
        found = self._before(n, i, types, but)
        return found if found and n - found[0].sentence <= 2 else []

    def done_by(self, n: int, i: int, actors: Iterable[str], *, but: frozenset[int] = frozenset()) -> list[Event]:
        """The last act of these actors before word `i`."""
        ids = set(actors)
        for e in reversed(self._earlier(n, i, but)):
            if ids & {c.value for c in e.actors}:
                return [e]
        return []

    def blow(self, n: int, i: int) -> list[Event]:
        """The last hostile act of this sentence or the one before: what a protest without more words is about."""
        near = [e for e in self._earlier(n, i, frozenset()) if n - e.sentence <= 1 and e.event_type.value in BLOWS]
        return near[-1:]

    def main(self, but: Iterable[Event] = ()) -> list[Event]:
        """The act that the article is about: told early, in title or bullets, with known parties."""
        out = {e.id for e in but}
        fit = [e for e in self.draft.events if e.id not in out and self._is_act(e)]
        return [max(fit, key=self._weight)] if fit else []

    def _weight(self, e: Event) -> tuple[float, int, int]:
        kind = self.draft.parsed.sentences[e.sentence].kind
        score = _REALIS.get(e.realis.value, 0.5) - (0.5 if e.historical.value else 0.0) - 0.04 * e.sentence
        score += {"title": 0.5, "bullet": 0.3}.get(kind, 0.0) + 0.2 * bool(e.actors) + 0.2 * bool(e.recipients)
        return score, -e.sentence, -e.trigger

    def _earlier(self, n: int, i: int, but: frozenset[int], back: int = BACK) -> list[Event]:
        return [
            e
            for e in self.order
            if (e.sentence, e.trigger) < (n, i)
            and n - e.sentence <= back
            and self._is_act(e)
            and not (e.sentence == n and but & {e.trigger, *e.words})
        ]

    def _owners(self, n: int, i: int) -> frozenset[str]:
        """Whose it is: "the army's statement"."""
        owners = self.context.trees[n].sentence.kids(i, "nmod:poss")
        return frozenset(a for k in owners for a in self.context.actors_at(n, k))

    def _before(
        self, n: int, i: int, types: frozenset[str], but: frozenset[int], owners: frozenset[str] = frozenset()
    ) -> list[Event]:
        earlier = self._earlier(n, i, but, FAR if types else BACK)
        found = [e for e in earlier if not types or e.event_type.value in types]
        found = [e for e in found if owners & {c.value for c in e.actors}] or found
        real = [e for e in found if not e.historical.value] or found
        best = max(real, key=lambda e: (self._nearness(e, n), e.sentence, e.trigger), default=None)
        return [best] if best else []

    def _nearness(self, e: Event, n: int) -> float:
        """Near acts before far ones, acts with a known actor and those of the first sentence before others."""
        first = next((k for k, s in enumerate(self.draft.parsed.sentences) if s.kind == "body"), 0)
        last = max((k for k in self.named.get(e.id, ()) if k < n), default=e.sentence)
        return 0.4 * bool(e.actors) + 0.3 * (e.sentence == first) - 0.15 * (n - last)

    def _with_word(self, n: int, i: int, word: str, but: frozenset[int]) -> list[Event]:
        """ "the law" after "parliament passed a law": the last act in whose clause the word stands."""
        for e in reversed(self._earlier(n, i, but)):
            s = self.draft.parsed.sentences[e.sentence]
            if any(s.tokens[k].lemma.lower() == word for k in s.subtree(e.trigger, skip=_ASIDE)):
                return [e]
        return []

    def _just_before(self, n: int, i: int, but: frozenset[int]) -> list[Event]:
        """The act of this or the last sentence, whatever it is: "They signed. … the treaty"."""
        near = [e for e in self._earlier(n, i, but) if n - e.sentence <= 1 and self._told(e)]
        return near[-1:]

    def _deeds(self, n: int, i: int, but: frozenset[int]) -> list[Event]:
        """ "the move", "these steps": what was done or decided, rather than what was said of it; two for a plural."""
        earlier = self._earlier(n, i, but)
        found = [
            e for e in earlier if e.event_type.value != "CONSULT" and not e.historical.value and self._told(e)
        ] or earlier
        found = [e for e in found if not self._is_vote(e)] or found
        found = [e for e in found if _is_done(e)] or [e for e in found if _is_decided(e)] or found
        return found[-2:] if self.context.trees[n].tokens[i].has("Number=Plur") else found[-1:]

    def _is_act(self, e: Event) -> bool:
        """False for views told as events: criticism, a welcome, a warning."""
        return e.event_type.value not in VIEWS and (e.sentence, e.trigger) not in self.views

    def _is_vote(self, e: Event) -> bool:
        """Who votes against something, or opposes it, has made no move of his own."""
        return e.event_type.value == "REJECT" and lemma(self.context.trees[e.sentence], e.trigger) in DISSENTING

    def _told(self, e: Event) -> bool:
        """False for what a relative clause adds by the way: "the embassy, which was closed in 2012"."""
        tokens, k = self.context.trees[e.sentence].tokens, e.trigger
        while k >= 0 and tokens[k].deprel != "acl:relcl":
            k = tokens[k].head
        return k < 0

    def _kin(self, n: int, i: int, word: str, but: frozenset[int]) -> list[Event]:
        """ "the deployment" after "deployed", however far: one stem of five letters, whatever the type."""
        if len(word) < 5:
            return []
        for e in reversed(self._earlier(n, i, but, back=n)):
            for k in (e.trigger, *e.words):
                told = lemma(self.context.trees[e.sentence], k)
                if told[:5] == word[:5] or word == f"{told}ing":  # "the killing" after "killed"
                    return [e]
        return []


def _is_done(e: Event) -> bool:
    """True for a deed that was done; a demand or a threat is words."""
    return e.event_type.value not in WORDS and e.realis.value == "actual" and e.polarity.value == "positive"


def _is_decided(e: Event) -> bool:
    """True for a deed that was announced: "will impose duties"."""
    return e.event_type.value not in WORDS and e.realis.value == "planned" and e.polarity.value == "positive"
