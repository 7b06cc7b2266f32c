"""Words that try to run, and a coder that puts the words of an article into every field of its record."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from demarche.model import Article, Span
from demarche.model.record import (
    ActorRecord,
    AttributionRecord,
    BulletRecord,
    DateRecord,
    EventRecord,
    ExchangeRecord,
    IssueRecord,
    LegRecord,
    LinkRecord,
    PerspectiveRecord,
    PlaceRecord,
    QuantityRecord,
    QuestionRecord,
    QuoteRecord,
    Record,
    SentenceRecord,
)
from demarche.testing import KeywordCoder

PAYLOADS = (
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"><script>alert(1)</script>", "' onmouseover='alert(1)", "\" autofocus onfocus=\"alert(1)", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "{{7*7}}", "{% raw %}{{ config }}", "${7*7}",
    "<!--<script>",
    "]]><script>alert(1)</script>", "<iframe src=javascript:alert(1)>", "<a href=\"javascript:alert(1)\">x</a>",
    "<base href=//evil>",
    "<style>*{display:none}</style>", "<link rel=stylesheet href=//evil/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil>",
    "<form action=//evil><input name=a>", "&lt;script&gt;alert(1)&lt;/script&gt;", "%3Cscript%3Ealert(1)%3C/script%3E",
    "\u202ecod.exe\u202c", "\u2028alert(1)\u2029", "a\tb", "'; DROP TABLE events; --", "=1+1|cmd",
    "../../etc/passwd", "\x1b[31mred",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ﷺ" * 40, "Z̸̧a̸l̸g̸o̸" * 8, "x" * 400, "<" * 200, "<textarea><title><noscript><plaintext>",
    "<math><mi//xlink:href=\"data:x,<script>\">",
    "`alert(1)`", "\\\"-alert(1)//",
)  # fmt: skip


class EveryField(KeywordCoder):
    """A record in which the first words of the text, whatever they are, stand in every field that holds words."""

    def code(self, article: Article) -> Record:
        text = article.text
        cut = len(text) // 2 or 1
        a, b = Span.of(text, 0, cut), Span.of(text, cut, len(text))
        known = self.names(article)
        actors = [
            ActorRecord(id="a1", name=known, kind="person", country="COL", sector="GOV", mentions=[a], why=known),
            ActorRecord(
                id="a2", name=f"{known} two", kind="group", country="VEN", sector=None, mentions=[b], why=known
            ),
        ]
        events = [
            self._event("e1", "RETREAT", "a1", "a2", a, known, article),
            self._event("e2", "CONSULT", "a2", "a1", b, known, article),
        ]
        plain = super().code(article)
        return Record(
            demarche=plain.demarche, codebook=known, models={"engine": known}, article=plain.article,
            sentences=[SentenceRecord(start=0, end=len(text), kind="body")], actors=actors, events=events,
            links=[LinkRecord(from_="e1", to="e2", type="exchanged_for", cues=[a])],
            exchanges=[ExchangeRecord(id="x1", legs=[LegRecord(giver="a1", receiver="a2", event="e1"),
                                      LegRecord(giver="a2", receiver="a1", event="e2")],
                                      mediators=["a1"], cues=[a], status="done")],
            quotes=[QuoteRecord(kind="direct", text=text, start=0, end=len(text), speaker="a1", anonymous=True,
            about=["e1"], description=known)],
            perspectives=[PerspectiveRecord(holder="a1", stance=known, about=["e1"], evidence=[a])],
            open_questions=[QuestionRecord(text=f"{text} {more}", start=0, end=cut, alternatives=[known], dyad=dyad)
                            for more, dyad in (("", []), ("talks", ["COL", "VEN"]), ("war", ["COL", known]),
                                               ("aid", []))],
            digest=[BulletRecord(text=known, cites=[a], events=["e1"])],
            issues=[IssueRecord(stage=known, reason=known, start=0, end=cut)],
        )  # fmt: skip

    def code_many(self, articles: Iterable[Article]) -> Iterator[Record]:
        return map(self.code, articles)

    @staticmethod
    def names(article: Article) -> str:
        return article.text[:200]

    @staticmethod
    def _event(
        id_: str, kind: str, actor: str, recipient: str, span: Span, known: str, article: Article
    ) -> EventRecord:
        day = (article.published or "2026-01-01")[:10]
        return EventRecord(
            id=id_, event_type=kind, modes=[known[:60]], contexts=[known[:60]], cameo=known[:10], quad_class=2,
            goldstein=5.0,
            actors=[actor], recipients=[recipient], date=DateRecord(start=day, end=day, granularity="day",
            basis=known[:40]),
            place=PlaceRecord(name=known, country="COL", lat=4.6, lon=-74.1, precision="city", relation=known[:20]),
            quantities=[QuantityRecord(role=known[:20], value=3, unit=known[:20])], realis="actual",
            certainty="attributed",
            attribution=[AttributionRecord(speaker="a1", channel=known, verb=known, description=known)],
            evidence={"event_type": [span], "actors": [span], "quotes": [span]}, mentions=[span], coder=known,
        confidence=0.5,
        )  # fmt: skip


TAGS = ("img src=x", "svg", "body", "video src=x", "audio src=x", "details open", "input autofocus", "marquee",
        "iframe", "math", "object data=x", "select autofocus")  # fmt: skip
HANDLERS = ("onerror", "onload", "onfocus", "ontoggle", "onmouseover", "onpointerenter", "onanimationstart", "onbegin")
ESCAPES = ("", '">', "'>", "-->", "</title>", "</textarea>", "</script>", "</style>", "]]>")
SCHEMES = ("javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
           "vbscript:msgbox(1)", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "//evil.example/x",
           "http://evil.example/<script>alert(1)</script>", "https://evil.example/\" onclick=\"alert(1)",
           "file:///etc/passwd", "blob:x", "view-source:http://evil.example")  # fmt: skip
TEMPLATES = ("{{{0}}}", "${{{0}}}", "#{{{0}}}", "<%={0}%>", "{{% if {0} %}}", "[[{0}]]", "%({0})s", "{{{{{0}}}}}")
INSIDE = ("7*7", "config.items()", "''.__class__.__mro__", "self._TemplateReference__context", "request.application")
CODE = "040"  # hostile to nobody: event files of others refuse an event whose code is none, and one has to pass
WHOLE = Path(__file__).parents[3] / "shared/data/hostile/blns/blns.json"


def strings() -> list[str]:
    """Eight hundred and more hostile strings of our own, and the Big List of Naughty Strings where it lies."""
    made = [f"{e}<{t} {h}=alert(1)>" for e, t, h in itertools.product(ESCAPES, TAGS, HANDLERS)]
    links = [f'{e}<a href="{s}">x</a>' for e, s in itertools.product(ESCAPES, SCHEMES)]
    filled = [template.format(words) for template, words in itertools.product(TEMPLATES, INSIDE)]
    known = json.loads(WHOLE.read_text(encoding="utf-8")) if WHOLE.is_file() else []
    chosen = made[:: 1 if not known else 4]
    every = (*PAYLOADS, *SCHEMES, *filled, *links, *chosen, *known, CODE)
    return list(dict.fromkeys(s for s in every if s.strip()))
