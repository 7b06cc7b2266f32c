"""Who says "I" and "we" inside quotation marks: the speaker of the quotation.

What an official says that "we" do is coded as his act: his country and office are those of whom he speaks for.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.quotes import marked, quotations
from demarche.coding.speech import speeches
from demarche.model import Draft

FIRST = frozenset(["i", "we", "me", "us", "my", "our", "myself", "ourselves"])


def resolve(draft: Draft, context: Context) -> None:
    """Tells the cast whom the pronouns of the first person mean; the draft has no events yet."""
    places = _places(context)
    if not places:
        return
    spoken = [speeches(context, n) for n in range(len(context.trees))]
    found = [q.record for q in quotations(msgspec.structs.replace(draft, events=()), context, spoken)]
    direct = [q for q in found if q.kind == "direct" and q.speaker]
    for n, i in places:
        at = context.trees[n].tokens[i].start
        speaker = next((q.speaker for q in direct if q.start <= at < q.end), None)
        if speaker is not None:
            context.cast.speaks(n, i, context.trees[n], speaker)


def _places(context: Context) -> list[tuple[int, int]]:
    """(sentence, token) of the pronouns of the first person between quotation marks."""
    quoted = list(marked(context.parsed.article.text))
    return [
        (n, i)
        for n, tree in enumerate(context.trees)
        for i, token in enumerate(tree.tokens)
        if token.upos == "PRON" and token.text.lower() in FIRST and any(a <= token.start < b for a, b in quoted)
    ]
