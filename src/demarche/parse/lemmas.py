"""Lemmas: a table learned from EWT and GUM where the rules would be wrong, irregular verbs, and suffix rules.

The table ships with the model (lemmas.json); it holds only what the rules below get wrong, so it stays small.
"""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec

_VOWELS = "aeiou"
_CACHE_LIMIT = 20_000  # as for word pieces: the frequent words of a language; the rest rarely comes again


class LemmaTable(msgspec.Struct, frozen=True, kw_only=True):
    """`exceptions[upos][form]` is the lemma of a lower-case form; the rest are lists of known lemmas."""

    exceptions: dict[str, dict[str, str]] = {}
    verbs: frozenset[str] = frozenset()
    rare_verbs: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    adjectives: frozenset[str] = frozenset()


def read_irregular(path: Path | None = None) -> dict[str, str]:
    """Past forms and participles of the irregular verbs, to their lemmas."""
    source = path or Path(__file__).parent / "irregular.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    # A form that is also a lemma of its own ("lay", "found", "saw") keeps the more frequent reading: the past.
    forms = {row[part]: row["lemma"] for row in rows for part in ("participle", "past")}
    rest = {"lay": "lay", "were": "be", "lying": "lie", "dying": "die", "tying": "tie", "vying": "vie", "being": "be"}
    return {form: lemma for form, lemma in forms.items() if form != lemma} | rest


class Lemmatizer:
    """Lemma of a word from its form, part of speech and features."""

    def __init__(self, table: LemmaTable) -> None:
        self._table = table
        self._irregular = read_irregular()
        self._cache: dict[tuple[str, str, str], str] = {}

    def lemma(self, form: str, upos: str, feats: str) -> str:
        """The lemma; results for words seen before come from a bounded cache."""
        if upos == "NUM":  # without end in a long run
            return self._find(form, upos, feats)
        key = (form, upos, feats)
        known = self._cache.get(key)
        if known is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            known = self._cache[key] = self._find(form, upos, feats)
        return known

    def _find(self, form: str, upos: str, feats: str) -> str:
        plain = form.replace("’", "'")
        if upos == "PROPN":
            return self._proper(plain, feats)
        lower = plain.lower()
        exceptions = self._table.exceptions.get(upos, {})
        return exceptions[lower] if lower in exceptions else self.by_rule(lower, upos, feats)

    def by_rule(self, form: str, upos: str, feats: str) -> str:
        """The lemma of a lower-case form when no table knows it."""
        if upos in ("VERB", "AUX"):
            return self._verb(form, feats)
        if upos == "NOUN" and "Number=Plur" in feats:
            return self._singular(form)
        if upos == "NUM":
            return form.replace(",", "")
        if upos in ("ADJ", "ADV") and ("Degree=Cmp" in feats or "Degree=Sup" in feats):
            return self._positive(form)
        return form

    def _proper(self, form: str, feats: str) -> str:
        """ "Russians" is Russian, "United States" keeps its s only where the table says so."""
        kept = self._table.exceptions.get("PROPN", {}).get(form.lower())
        if kept is not None:
            return kept[:1].upper() + kept[1:] if form[:1].isupper() else kept
        if "Number=Plur" not in feats or len(form) < 4 or not form.endswith("s") or form.endswith("ss"):
            return form
        return form[:-3] + "y" if form.endswith("ies") and len(form) > 5 else form[:-1]

    def _verb(self, form: str, feats: str) -> str:
        past = "Tense=Past" in feats or "VerbForm=Part" in feats or "VerbForm=Ger" in feats
        if past or self._only_past(form, feats):
            if form in self._irregular:
                return self._irregular[form]
            if form.endswith("ing") and len(form) > 4:
                return self._stem(form[:-3])
            if form.endswith("ied") and len(form) > 4:
                return form[:-3] + "y"
            if form.endswith("eed") and len(form) > 4:
                return form[:-1] if form not in self._table.verbs else form
            if form.endswith("ed") and len(form) > 3:
                return self._stem(form[:-2])
            return form
        if "Person=3" in feats and "Number=Sing" in feats and form.endswith("s") and not form.endswith("ss"):
            return self._without_s(form, self._table.verbs)
        return form

    def _only_past(self, form: str, feats: str) -> bool:
        """True for "overthrew" and "condemned" whatever the model says; "found", "fell" and "need" are verbs too."""
        if "VerbForm=Inf" in feats or form in self._table.verbs or form in self._table.rare_verbs:
            return False
        return form in self._irregular or (form.endswith("ed") and not form.endswith("eed") and len(form) > 4)

    def _stem(self, stem: str) -> str:
        """The verb of "sign-ed", "escalat-ed", "stopp-ed": known verbs first, spelling rules after."""
        undoubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""
        # "hoping" is of hope, but "singing" of sing: after two consonants the plain stem is likelier.
        firm = len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS
        choices = (stem, stem + "e", undoubled) if firm else (stem + "e", stem, undoubled)
        for known in (self._table.verbs, self._table.rare_verbs):
            for candidate in choices:
                if candidate in known:
                    return candidate
        if undoubled and stem[-1] not in "lsfz":
            return undoubled
        return stem + "e" if _wants_e(stem) else stem

    def _singular(self, form: str) -> str:
        if form.endswith("men"):
            return form[:-2] + "an"
        if form.endswith("s") and not form.endswith(("ss", "us", "is")):
            return self._without_s(form, self._table.nouns)
        return form

    def _without_s(self, form: str, known: frozenset[str]) -> str:
        if form.endswith("ies") and len(form) > 4 and form[:-1] not in known:
            return form[:-3] + "y"
        if form.endswith("es") and form[:-1] not in known and not form.endswith(("izes", "yzes")):
            bare = form[:-2]
            if bare.endswith(("s", "x", "z", "ch", "sh", "o")):  # "aides" has nothing to do with aid
                return bare
        return form[:-1]

    def _positive(self, form: str) -> str:
        for ending in ("er", "est"):
            if form.endswith(ending) and len(form) > len(ending) + 2:
                stem = form[: -len(ending)]
                choices = (stem, stem + "e", stem[:-1] + "y", stem[:-1])
                found = next((c for c in choices if c in self._table.adjectives), None)
                return found or (stem[:-1] + "y" if stem.endswith("i") else stem)
        return form


def _wants_e(stem: str) -> bool:
    """Stems that English spells with a final e: escalat-, legaliz-, reduc-, arrang-, involv-, argu-."""
    if stem.endswith(("at", "iz", "is", "uc", "iv", "ov", "av", "ev", "lv", "rv", "ut", "ur", "os", "us", "as", "rs")):
        return not stem.endswith(("eat", "oat", "out", "eav"))
    return stem.endswith(("c", "g", "v", "u", "dl", "bl", "pl", "tl", "ng" if stem.endswith("ang") else "\0"))
