"""Scores of the coder on gold records, each with the digest of its set.

The records are for measuring only (see the data table in the documentation); nothing of them is shipped.
"""

from demarche.evaluation.scores import score
from demarche.evaluation.sets import SETS, GoldSet, load_set

__all__ = ["SETS", "GoldSet", "load_set", "score"]
