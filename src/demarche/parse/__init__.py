"""Text to sentences: words, trees, names, factuality and event cues."""

from demarche.parse.engine import EngineParser

__all__ = ["EngineParser"]
