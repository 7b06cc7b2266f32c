"""The evidence page: the article on the left, its events on the right, the words of every field marked in both.

One self-contained file, no network; the only script is our own and is named by its hash in the page's policy.
Without script the marks, the legend and the events are there all the same, and links lead from one to the other.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise

from demarche.model import Record
from demarche.model.record import ActorRecord, BulletRecord, EventRecord, QuantityRecord, QuoteRecord
from demarche.render.digest import stretches
from demarche.render.text import count

# Field, label and the mark that tells it without colour.
FIELDS = (
    ("event_type", "act", "bold"),
    ("actors", "actor", "solid line"),
    ("recipients", "recipient", "double line"),
    ("third_parties", "third party", "double line"),
    ("date", "date", "dotted line"),
    ("place", "place", "dashed line"),
    ("quantities", "number", "wavy line"),
    ("attribution", "said by", "line above"),
    ("realis", "realis", "italic"),
    ("polarity", "denied or negated", "italic"),
    ("certainty", "certainty", "italic"),
    ("historical", "background", "italic"),
    ("links", "link", "box"),
    ("quotes", "quotation", "side mark"),
)
_QUAD = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict", 0: ""}


@cache
def _asset(name: str) -> str:
    return files("demarche.render").joinpath("assets", name).read_text(encoding="utf-8")


def page(records: Sequence[Record]) -> str:
    """A whole HTML document with one section for each record."""
    script = _asset("evidence.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = records[0].article.title or records[0].article.id if records else "no article"
    body = "".join(_section(r, n) for n, r in enumerate(records)) or "<p>There is no article to show.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · evidence</title><style>{_asset('evidence.css')}</style></head>"
        f"<body>{_legend()}{body}<script>{script}</script></body></html>\n"
    )


def fragment(record: Record) -> str:
    """The same for a notebook cell: no script, styles inside."""
    return f"<style>{_asset('evidence.css')}</style>{_legend()}{_section(record, 0)}"


def _legend() -> str:
    shown = [(f"f-{f} opens" if f == "quotes" else f"f-{f}", label, how) for f, label, how in FIELDS]
    marks = "".join(
        f'<li><span class="m {c}">{escape(label)}</span> <small>{escape(how)}</small></li>' for c, label, how in shown
    )
    return f'<details class="legend" open><summary>Legend</summary><ul>{marks}</ul></details>'


def _section(record: Record, n: int) -> str:
    a = record.article
    about = " · ".join(escape(x) for x in (a.source, a.author, a.published) if x)
    title = f"<h1>{escape(a.title)}</h1>" if a.title else ""
    return (
        f'<section class="record" id="r{n}"><div class="text">{title}<p class="about">{about}</p>'
        f'{_digest(record, n)}<div class="article">{_text(record, n)}</div></div>'
        f'<div class="events"><h2>{len(record.events)} events</h2>{_cards(record, n)}{_rest(record, n)}</div></section>'
    )


def _digest(record: Record, n: int) -> str:
    """The quick read, with a link from each bullet to every stretch of text it rests on."""
    if not record.digest:
        return ""
    rows = "".join(f"<li>{escape(b.text)} {_cites(b, record, n)}</li>" for b in record.digest)
    return f'<section class="digest"><h2>Quick read</h2><ul>{rows}</ul></section>'


def _cites(bullet: BulletRecord, record: Record, n: int) -> str:
    links = (
        f'<a class="cite" href="#r{n}-s-{s.start}" title="{escape(" ".join(s.text.split()))}">[{k}]</a>'
        for k, s in enumerate(stretches(bullet, record.article.text), start=1)
    )
    return " ".join(links)


# -- the text -------------------------------------------------------------------------------------------------------


def marks(record: Record) -> list[tuple[int, int, str, str]]:
    """(start, end, field, event id) of every span to be marked; quotations and links have their own ids."""
    out: list[tuple[int, int, str, str]] = []
    for event in record.events:
        for field, spans in event.evidence.items():
            out.extend((s.start, s.end, field, event.id) for s in spans)
        out.extend((s.start, s.end, "event_type", event.id) for s in event.mentions)
    for link in record.links:
        out.extend((s.start, s.end, "links", link.from_) for s in link.cues)
    for quote in record.quotes:
        out.extend((quote.start, quote.end, "quotes", e) for e in (quote.about or [""]))
    return [m for m in out if m[0] < m[1]]


def _text(record: Record, n: int) -> str:
    """The article with its marks: cut at every boundary, each piece carries all fields and events that cover it."""
    text = record.article.text
    found = marks(record)
    cited = {s.start for b in record.digest for s in stretches(b, text)}
    cuts = sorted({0, len(text), *cited, *(p for m in found for p in m[:2])})
    first = {e.id: min((s.start for s in e.mentions), default=-1) for e in record.events}
    starts: dict[int, list[tuple[int, int, str, str]]] = {}
    for m in found:
        starts.setdefault(m[0], []).append(m)
    out: list[str] = []
    active: list[tuple[int, int, str, str]] = []
    for a, b in pairwise(cuts):
        active = [m for m in active if m[1] > a] + starts.get(a, [])
        anchors = "".join(f'<a id="r{n}-t-{e}"></a>' for e, at in first.items() if at == a)
        anchors += f'<a id="r{n}-s-{a}"></a>' if a in cited else ""
        opened = any(m[0] == a and m[2] == "quotes" for m in active)
        out.append(anchors + _piece(escape(text[a:b], quote=False), active, n, opened=opened))
    return "".join(out).replace("\r\n", "\n").replace("\n", "<br>")


def _piece(html: str, active: Iterable[tuple[int, int, str, str]], n: int, *, opened: bool) -> str:
    """One stretch with the classes of all that covers it; `opened` where a quotation begins."""
    active = list(active)
    if not active:
        return html
    fields = [*sorted({f"f-{m[2]}" for m in active}), *(["opens"] if opened else [])]
    events = sorted({m[3] for m in active if m[3]})
    if not events:
        return f'<span class="m {" ".join(fields)}">{html}</span>'
    names = " ".join(f"r{n}-{e}" for e in events)
    return f'<a class="m {" ".join(fields)}" href="#r{n}-c-{events[0]}" data-e="{names}">{html}</a>'


# -- the cards ------------------------------------------------------------------------------------------------------


def _cards(record: Record, n: int) -> str:
    actors = {a.id: a for a in record.actors}
    return "".join(_card(e, actors, n) for e in record.events) or "<p>No event found in this text.</p>"


def _card(event: EventRecord, actors: dict[str, ActorRecord], n: int) -> str:
    modes = f' <span class="mode">{escape(", ".join(event.modes))}</span>' if event.modes else ""
    flags = "".join(f'<span class="flag">{escape(x)}</span>' for x in _flags(event))
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{v}</dd>" for k, v in _rows(event, actors) if v)
    said = " … ".join(escape(" ".join(s.text.split())) for s in event.mentions[:6])
    return (
        f'<article class="card q{event.quad_class}" id="r{n}-c-{event.id}" data-e="r{n}-{event.id}" tabindex="0">'
        f'<h3><a href="#r{n}-t-{event.id}">{event.id}</a> {escape(event.event_type)}{modes}{flags}</h3>'
        f"<dl>{rows}</dl><blockquote>{said}</blockquote>"
        f'<p class="how">{escape(event.coder)} · confidence {event.confidence:.2f} · {_QUAD[event.quad_class]}</p>'
        "</article>"
    )


def _flags(event: EventRecord) -> list[str]:
    out = [event.realis] if event.realis != "actual" else []
    out += ["denied or negated"] if event.polarity == "negative" else []
    out += ["background"] if event.historical else []
    return out + ([event.certainty] if event.certainty != "asserted" else [])


def _rows(event: EventRecord, actors: dict[str, ActorRecord]) -> Iterable[tuple[str, str]]:
    yield "actor", _names(event.actors, actors)
    yield "recipient", _names(event.recipients, actors)
    yield "third party", _names(event.third_parties, actors)
    if event.date:
        d = event.date
        span = d.start or "…"
        span += f" to {d.end or '…'}" if d.end != d.start else ""
        yield "when", escape(f"{span} ({d.basis.replace('_', ' ')})")
    if event.place:
        p = event.place
        yield "where", escape(" ".join(filter(None, [p.relation, p.name, f"({p.precision})"])))
    yield "numbers", "; ".join(escape(_number(q)) for q in event.quantities)
    yield (
        "said by",
        "; ".join(escape(_said(a.speaker, a.description, a.channel, a.verb, actors)) for a in event.attribution),
    )
    yield "code", escape(f"CAMEO {event.cameo}" if event.cameo else "")
    yield "contexts", escape(", ".join(event.contexts))


def _names(ids: list[str], actors: dict[str, ActorRecord]) -> str:
    out = []
    for i in ids:
        if i in actors:
            a = actors[i]
            code = " ".join(filter(None, [a.country, a.sector]))
            out.append(f"{escape(a.name)}" + (f" <code>{escape(code)}</code>" if code else ""))
    return ", ".join(out)


def _number(q: QuantityRecord) -> str:
    return f"{q.role} {count(q.value, q.low, q.high, exact=q.exact)} {q.unit or ''}".strip()


def _said(
    speaker: str | None, description: str | None, channel: str | None, verb: str | None, actors: dict[str, ActorRecord]
) -> str:
    who = actors[speaker].name if speaker in actors else description or channel or "unnamed"
    return f"{who} ({verb})" if verb else who


def _rest(record: Record, n: int) -> str:
    """What stands beside the events: exchanges, quotations, views, open questions, what was not coded."""
    actors = {a.id: a for a in record.actors}
    parts = []
    if record.exchanges:
        rows = "".join(
            "<li>"
            + " ⇄ ".join(f'<a href="#r{n}-c-{g.event}">{g.event}</a>' for g in x.legs)
            + f" {escape(x.status)}</li>"
            for x in record.exchanges
        )
        parts.append(f"<h2>Exchanges</h2><ul>{rows}</ul>")
    if record.links:
        rows = "".join(f"<li>{x.from_} {escape(x.type.replace('_', ' '))} {x.to}</li>" for x in record.links)
        parts.append(f"<h2>Links</h2><ul>{rows}</ul>")
    if record.quotes:
        parts.append("<h2>Quotations</h2><ul>" + "".join(_quote(q, actors) for q in record.quotes) + "</ul>")
    if record.perspectives:
        rows = "".join(
            f"<li><b>{escape(p.stance)}</b> {escape(actors[p.holder].name if p.holder in actors else 'unnamed')}: "
            f"“{escape(' … '.join(s.text for s in p.evidence))}”</li>"
            for p in record.perspectives
        )
        parts.append(f"<h2>For and against</h2><ul>{rows}</ul>")
    if record.open_questions:
        rows = "".join(f"<li>{escape(q.text)}</li>" for q in record.open_questions)
        parts.append(f"<h2>Open questions</h2><ul>{rows}</ul>")
    if record.issues:
        text = record.article.text
        rows = "".join(
            f"<li>{escape(i.reason)}: <q>{escape(' '.join(text[i.start : i.end].split())[:120])}</q></li>"
            for i in record.issues
        )
        parts.append(f"<details><summary>Not coded ({len(record.issues)})</summary><ul>{rows}</ul></details>")
    return "".join(parts)


def _quote(quote: QuoteRecord, actors: dict[str, ActorRecord]) -> str:
    who = actors[quote.speaker].name if quote.speaker in actors else quote.description or "unnamed"
    hidden = " (anonymous)" if quote.anonymous else ""
    return f"<li>{escape(who)}{hidden}: “{escape(' '.join(quote.text.split()))}”</li>"
