"""What a sentence is about when it is not politics: sport, weather, culture, … (`domains` in the frames' silence.yaml).

Words of such a domain do not forbid an event ("police fired tear gas at football fans"), they make the event head's
word necessary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from demarche.model import Sentence
from demarche.ontology import Codebook

TWO = 2  # words of one domain that make a sentence off-topic by itself
MANY = 0.5  # share of an article's sentences with such words from which one word is enough


def off_topic(sentences: Sequence[Sentence], book: Codebook) -> frozenset[int]:
    """Numbers of the sentences that speak of something else than politics."""
    index: dict[str, list[str]] = {}
    for name, words in book.domains.items():
        for word in words:
            index.setdefault(word, []).append(name)
    found = [_domains(s, index) for s in sentences]
    whole = Counter(name for hits in found for name in hits)
    at_home = {name for name, n in whole.items() if len(sentences) > 2 and n >= MANY * len(sentences)}
    return frozenset(n for n, hits in enumerate(found) if any(k >= TWO or name in at_home for name, k in hits.items()))


def _domains(sentence: Sentence, index: dict[str, list[str]]) -> Counter[str]:
    seen = {t.lemma.lower() for t in sentence.tokens} & index.keys()
    return Counter(name for word in seen for name in index[word])
