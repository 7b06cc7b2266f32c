"""Who is who and where is where: dated tables of actors and places, and the code that finds them in text."""

from demarche.knowledge.actors import read_actors
from demarche.knowledge.knowledge import Knowledge
from demarche.knowledge.types import ActorCode, ActorRow, Entry, Match, PlaceCandidate, Role

__all__ = ["ActorCode", "ActorRow", "Entry", "Knowledge", "Match", "PlaceCandidate", "Role", "read_actors"]
