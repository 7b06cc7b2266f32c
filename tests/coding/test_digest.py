"""The quick read says what the article says, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec
import pytest

from demarche.coding.digest_check import repeats, supported
from demarche.coding.digest_words import words
from demarche.model import Article, Record, Span
from demarche.model.record import (
    ActorRecord,
    ArticleRecord,
    BulletRecord,
    EventRecord,
    ExchangeRecord,
    LegRecord,
    SentenceRecord,
)
from demarche.pipeline import Pipeline

TEXT = (
    "Chad did not free 40 soldiers on Monday, the army said. "
    "Niger reportedly closed two bridges, which worried traders. "
    "Chad may reopen its embassy in Niamey."
)


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span.of(TEXT, at, at + len(words))


def event(name: str, trigger: str, *, cue: tuple[str, str] | None = None, **fields: str) -> EventRecord:
    evidence = {"event_type": [span(trigger)]} | ({cue[0]: [span(cue[1])]} if cue else {})
    return EventRecord(
        id=name, event_type="RETREAT", quad_class=1, mentions=[span(trigger)], evidence=evidence, **fields
    )  # type: ignore[arg-type]


def record(*events: EventRecord, exchanges: list[ExchangeRecord] | None = None) -> Record:
    ends = [m.end() for m in re.finditer(r"[.] ?", TEXT)]
    return Record(
        demarche="",
        codebook="",
        models={},
        article=ArticleRecord(id="a", text=TEXT, sha256=""),
        sentences=[SentenceRecord(start=a, end=b, kind="body") for a, b in zip([0, *ends], ends, strict=False)],
        actors=[ActorRecord(id="a1", name="Chad", kind="country", country="TCD", sector=None, mentions=[span("Chad")])],
        events=list(events),
        exchanges=exchanges or [],
    )


def bullet(text: str, *cites: str, events: tuple[str, ...] = ()) -> BulletRecord:
    return BulletRecord(text=text, cites=[span(c) for c in cites], events=list(events))


FREED = "Chad did not free 40 soldiers on Monday, the army said"


def test_a_bullet_in_the_words_of_its_cites_is_supported() -> None:
    """A whole sentence stands."""
    assert supported(bullet(f"{FREED}.", FREED), record())


@pytest.mark.parametrize(
    "text",
    [
        "Chad did not free 41 soldiers on Monday, the army said.",
        "Niger did not free 40 soldiers on Monday, the army said.",
        "Chad did free 40 soldiers on Monday, the army said.",
        "Chad did not free 40 soldiers on Tuesday, the army said.",
        "Chad did not free 40 soldiers on Monday.",
        "The army did not free 40 soldiers on Monday, Chad said.",
        "Chad will not free 40 soldiers on Monday, the army said.",
        "Chad did not free 40 wounded soldiers on Monday, the army said.",
    ],
)
def test_a_changed_word_is_not_supported(text: str) -> None:
    """Another number, name, day, order or tense, a lost negation or speaker, or an added word: none is written."""
    assert not supported(bullet(text, FREED), record())


def test_a_negation_may_not_be_cut_out() -> None:
    """Citing around a "not" does not help."""
    cut = bullet("Chad free 40 soldiers on Monday, the army said.", "Chad", "free 40 soldiers on Monday, the army said")
    assert not supported(cut, record())


def test_a_speaker_may_not_be_cut_off() -> None:
    """A short "the army said" is no aside."""
    cut = bullet("Chad did not free 40 soldiers on Monday.", "Chad did not free 40 soldiers on Monday")
    assert not supported(cut, record())


def test_a_hedge_may_not_be_cut_out() -> None:
    """ "Reportedly" stays."""
    cut = bullet("Niger closed two bridges.", "Niger", "closed two bridges")
    assert not supported(cut, record())


def test_an_aside_may_be_left_out() -> None:
    """A relative clause behind a comma can go."""
    assert supported(bullet("Niger reportedly closed two bridges.", "Niger reportedly closed two bridges"), record())


def test_a_modal_may_not_be_cut_out() -> None:
    """What may happen is not told as a fact."""
    assert not supported(bullet("Chad reopen its embassy in Niamey.", "Chad", "reopen its embassy in Niamey"), record())


def test_a_span_must_say_what_the_article_says() -> None:
    """A cite whose words are not those of the article is refused."""
    false = BulletRecord(text="Chad freed all.", cites=[Span(0, 15, "Chad freed all.")])
    assert not supported(false, record())


def test_the_words_that_deny_an_event_must_be_cited() -> None:
    """When the record calls an event negative, the bullet shows why."""
    denied = event("e1", "free", cue=("polarity", "not"), polarity="negative")
    assert supported(bullet(f"{FREED}.", FREED, events=("e1",)), record(denied))
    elsewhere = event("e1", "free", cue=("certainty", "reportedly"), certainty="reported")
    assert not supported(bullet(f"{FREED}.", FREED, events=("e1",)), record(elsewhere))


def test_in_return_needs_an_exchange() -> None:
    """Only a coded bargain is told as one."""
    both = bullet(
        "Niger reportedly closed two bridges; in return, Chad may reopen its embassy in Niamey.",
        "Niger reportedly closed two bridges",
        "Chad may reopen its embassy in Niamey",
        events=("e1", "e2"),
    )
    events = (event("e1", "closed"), event("e2", "reopen"))
    legs = [LegRecord(giver=None, receiver=None, event=e.id) for e in events]
    assert not supported(both, record(*events))
    assert supported(both, record(*events, exchanges=[ExchangeRecord(id="x1", legs=legs)]))


def test_connectors_may_be_added_but_not_taken() -> None:
    """ "And" of our own is free, the article's own is not."""
    assert repeats(
        "Niger closed two bridges and Chad may reopen",
        [span("Niger"), Span(0, 18, "closed two bridges"), span("Chad may reopen")],
    )
    assert not repeats("Chad may", [span("Chad may reopen")])


# -- whole articles ------------------------------------------------------------------------------------------

ARTICLE = """Laos and Cambodia reopened a border crossing on Tuesday, the two foreign ministries said.

Phnom Penh released 12 Lao soldiers last week. In return, Vientiane lifted a ban on Cambodian rice.

The army in Vientiane denied that shots had been fired near it. Two villagers were reportedly wounded in August.

Farmers on both sides welcomed the reopening, while opposition lawmakers in Phnom Penh criticised it.

A third round of talks is planned for October. Whether the truce holds or the shooting starts again remains to be seen.
"""


@pytest.fixture(scope="module")
def coded(pipeline: Pipeline) -> Record:
    return pipeline.code(Article(id="a", text=ARTICLE, published="2025-09-16"))


def test_an_article_gets_three_to_five_bullets(coded: Record) -> None:
    """Enough to know what happened, never more than five."""
    assert 3 <= len(coded.digest) <= 5


def test_every_bullet_is_supported_and_cites_the_text(coded: Record) -> None:
    """What is written has passed the check, and its cites lie in the article."""
    for b in coded.digest:
        assert supported(b, coded)
        assert all(c.holds(coded.article.text) for c in b.cites)


def test_the_lead_comes_first_and_the_open_question_last(coded: Record) -> None:
    """Most important first; what is open ends the read."""
    assert coded.digest[0].text.startswith("Laos and Cambodia reopened")
    assert coded.digest[-1].text.startswith("Whether the truce holds")


def mutations(b: BulletRecord, record: Record) -> Iterator[str]:
    """The text of a bullet with one thing falsified."""
    for number in re.findall(r"\d+", b.text):
        yield b.text.replace(number, str(int(number) + 1), 1)
    for word in ("not", "never", "reportedly", "said", "denied", "may", "planned"):
        if re.search(rf"\b{word}\b", b.text):
            yield re.sub(rf"\s*\b{word}\b", "", b.text, count=1)
    names = [n for n in dict.fromkeys(a.name for a in record.actors) if n in b.text]
    for x, y in pairwise(names):
        if x not in y and y not in x:
            yield b.text.replace(x, "\0").replace(y, x).replace("\0", y)
    others = [a.name for a in record.actors if a.name not in b.text]
    for name in names[:1]:
        yield from (b.text.replace(name, other, 1) for other in others[:3])


def test_falsified_bullets_of_a_real_digest_are_refused(coded: Record) -> None:
    """Numbers, swapped and foreign actors, lost negations and hedges: every one is caught."""
    tried = 0
    for b in coded.digest:
        for text in mutations(b, coded):
            if words(text) == words(b.text):
                continue
            tried += 1
            assert not supported(msgspec.structs.replace(b, text=text), coded), text
    assert tried >= 5


def test_a_falsified_article_no_longer_supports_its_digest(coded: Record) -> None:
    """When the text under the cites changes, the bullets fall."""
    text = coded.article.text.replace("12", "13").replace("Laos", "Peru")
    other = msgspec.structs.replace(coded, article=msgspec.structs.replace(coded.article, text=text))
    assert not all(supported(b, other) for b in coded.digest)


def test_a_denial_keeps_its_denial(pipeline: Pipeline) -> None:
    """ "Denied" and "not" come along into the bullet."""
    found = pipeline.code(
        Article(id="a", text="Niger did not close the border with Benin on Friday.", published="2025-09-16")
    )
    assert [b.text for b in found.digest] == ["Niger did not close the border with Benin on Friday."]


def test_a_text_without_events_is_told_by_its_first_sentences(pipeline: Pipeline) -> None:
    """No event is no reason for silence, and nothing is cited that is not there."""
    text = "The lake was calm in the morning. The water was green and clear. Birds sat on the stones."
    found = pipeline.code(Article(id="a", text=text))
    assert found.digest[0].text == "The lake was calm in the morning."


def test_an_article_in_another_language_has_no_digest(pipeline: Pipeline) -> None:
    """What is not parsed is not told."""
    assert not pipeline.code(Article(id="a", text="Le Tchad a libéré dix soldats.", language="fr")).digest


def test_the_digest_is_the_same_every_time(pipeline: Pipeline, coded: Record) -> None:
    """Same input, same bytes."""
    again = pipeline.code(Article(id="a", text=ARTICLE, published="2025-09-16"))
    assert again.digest == coded.digest
