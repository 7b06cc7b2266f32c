"""Role nouns and their sectors: "minister", "riot police", "opposition leader"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from demarche.knowledge.tables import Row
from demarche.knowledge.types import Role
from demarche.knowledge.words import POSSESSIVE, key, singular

MOST = 20_000  # answers that are remembered


class Roles:
    """The table of role nouns, found by the longest run of words that ends a noun phrase."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._roles: dict[str, Role] = {}
        for row in rows:
            noun = key(row["noun"])
            words = noun.count(" ") + 1
            self._roles[noun] = Role(
                noun=row["noun"], sector=row["sector"], kind=row["kind"], care=row["care"], words=words
            )
        self._longest = max((role.words for role in self._roles.values()), default=0)
        self.vocabulary = frozenset(word for noun in self._roles for word in noun.split())
        self._last_words = frozenset(noun.split()[-1] for noun in self._roles)
        self._found: dict[tuple[str, ...], Role | None] = {}  # the same few thousand phrases are asked for all the time

    def __len__(self) -> int:
        return len(self._roles)

    def __iter__(self) -> Iterator[Role]:
        return iter(self._roles.values())

    def at_end(self, words: Sequence[str]) -> Role | None:
        """The role of the longest run of these lower-case words that ends with the last one."""
        asked = tuple(words)
        if asked not in self._found:
            if len(self._found) >= MOST:
                self._found.clear()
            self._found[asked] = self._at_end(asked)
        return self._found[asked]

    def _at_end(self, words: Sequence[str]) -> Role | None:
        if not self._may_end(words):
            return None
        for n in range(min(self._longest, len(words)), 0, -1):
            if role := self._get(words[len(words) - n :]):
                return role
        return None

    def _may_end(self, words: Sequence[str]) -> bool:
        """False for words that no role ends with: nearly all that are asked for."""
        last = next((word for word in reversed(words) if word not in POSSESSIVE), "")
        parts = last.replace("-", " ").split()
        return bool(parts) and (parts[-1] in self._last_words or singular(parts[-1]) in self._last_words)

    def last_in(self, words: Sequence[str], *, with_sector: bool = False) -> tuple[Role, int] | None:
        """The role that ends nearest the end of these words, and where it ends (exclusive)."""
        for end in range(len(words), 0, -1):
            if (role := self.at_end(words[:end])) and (role.sector or not with_sector):
                return role, end
        return None

    def _get(self, words: Sequence[str]) -> Role | None:
        """A role as written, or with its last word, or all its words, in the singular."""
        words = [word for word in words if word not in POSSESSIVE]
        if not words:
            return None
        parts = " ".join(words).replace("-", " ").split()
        if not parts or not words[-1]:
            return None
        if role := self._roles.get(" ".join(parts)):
            return role
        if role := self._roles.get(" ".join([*parts[:-1], singular(parts[-1])])):
            return role
        return self._roles.get(" ".join([singular(part) for part in parts])) if len(parts) > 1 else None
