"""What kind of text an article is, and which acts are no news in it: a disaster, a match, a column, a quarrel."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.coding.bystanders import has_part, is_toll, tells_disaster
from demarche.coding.cast import Cast
from demarche.coding.context import Context
from demarche.coding.leg_matches import LEG
from demarche.coding.private_people import QUARRELS, aged, among_private
from demarche.coding.register import Register, register, speaks_not_of
from demarche.coding.sports import in_games, tells_sport
from demarche.coding.tree import Tree
from demarche.coding.unreal import unreal
from demarche.coding.what import Match
from demarche.model import Coded


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What an article is about, and who in it is nobody but a private person."""

    register: Register = Register.PUBLIC
    disaster: bool = False
    sports: bool = False
    private: frozenset[str] = frozenset()

    def refusal(
        self, cast: Cast, tree: Tree, match: Match, actors: Sequence[Coded[str]], others: Sequence[Coded[str]]
    ) -> str:
        """Why an act is no news in an article of this kind; "" when it may be."""
        kind, parties = match.frame.event_type, [cast.figure(c.value) for c in (*actors, *others)]
        if self.disaster and is_toll(cast, tree, match, actors):
            return "the toll of a disaster"
        if speaks_not_of(self.register, kind) and not any(has_part(f) for f in parties):
            return f"nobody public takes part, and the text is {self.register.value}"
        if self.register is Register.COLUMN and not any(f.country for f in parties):
            return f"nobody of any country takes part, and the text is {self.register.value}"
        if match.pattern.pos != LEG and (why := unreal(tree, match, parties)):
            return why
        if self.sports and match.pattern.pos != LEG and (why := in_games(tree, match, parties)):
            return why
        return "private people quarrel" if kind in QUARRELS and among_private(parties, self.private) else ""


def kind_of(context: Context) -> Kind:
    """The kind of an article whose names and pronouns have been read."""
    return Kind(
        register=register(context),
        disaster=tells_disaster(context.trees),
        sports=tells_sport(context.trees),
        private=aged(context),
    )
