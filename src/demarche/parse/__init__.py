"""Text to sentences: words, trees, names, factuality and event cues."""

from demarche.parse.engine import EngineParser
from demarche.parse.speed import Speed, bench

__all__ = ["EngineParser", "Speed", "bench"]
