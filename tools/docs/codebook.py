"""One page for each PLOVER type: definition, modes, codes, wordings, examples and near misses, from the frames."""

from __future__ import annotations

from demarche.ontology import Codebook, Frame, load

QUAD = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
MOST = 12  # wordings shown of a frame; `demarche codebook show` prints all


def pages() -> dict[str, str]:
    """Name and text of the pages."""
    book = load()
    out = {"index": _index(book)}
    out |= {name.lower(): _type(book, name) for name in book.types}
    out["silence"] = _silence(book)
    return out


def _index(book: Codebook) -> str:
    lines = [
        "# Codebook",
        "",
        f"Version {book.version}: {len(book.frames)} frames with {sum(len(f.patterns) for f in book.frames)} patterns.",
        "Names of types, modes, contexts and sectors are those of PLOVER; the wording is ours.",
        "The language of the patterns is told in [frames](../frames.md).",
        "",
        "| type | quad class | score | says |",
        "| --- | --- | --- | --- |",
    ]
    for kind in book.types.values():
        lines.append(f"| [{kind.name}]({kind.name.lower()}.md) | {kind.quad} | {kind.score:g} | {kind.about} |")
    lines += ["", "What looks like an act and is none: [silence](silence.md).", ""]
    lines += ["## Contexts", "", ", ".join(f"`{c}`" for c in sorted(book.contexts)) + ".", ""]
    lines += ["## Sectors", "", ", ".join(f"`{s}`" for s in sorted(book.sectors)) + ".", ""]
    lines += ["## Those without a state", "", ", ".join(f"`{s}`" for s in sorted(book.nonstate)) + ".", ""]
    return "\n".join(lines)


def _type(book: Codebook, name: str) -> str:
    kind = book.types[name]
    frames = sorted((f for f in book.frames if f.event_type == name), key=lambda f: f.id)
    lines = [
        f"# {name}",
        "",
        kind.about,
        f"Quad class {kind.quad} ({QUAD[kind.quad]}), score {kind.score:g}.",
        "",
        f"Modes: {', '.join(f'`{m}` ({score:g})' for m, score in kind.modes.items())}."
        if kind.modes
        else "This type has no modes.",
        "",
        f"CAMEO codes that its frames give: {', '.join(f'`{c}`' for c in codes(book, frames))}.",
        "",
    ]
    return "\n".join([*lines, *(line for f in frames for line in _frame(f))])


def codes(book: Codebook, frames: list[Frame]) -> list[str]:
    """Every CAMEO code that these frames can give, by themselves or by what is asked or threatened."""
    found = {c.cameo for f in frames for c in (f.code, *(c for _, c in f.patterns), *(r.code for r in f.refine))}
    families = {f.family for f in frames if f.family}
    found |= {cameo for family in families for cameo, _ in book.complements[family].values()}
    return sorted(found - {""})


def _frame(frame: Frame) -> list[str]:
    coded = [f"mode `{frame.code.mode}`"] if frame.code.mode else []
    coded += [f"CAMEO `{frame.code.cameo}`"] if frame.code.cameo else ["CAMEO by what is asked, promised or threatened"]
    coded += [f"contexts {', '.join(frame.code.contexts)}"] if frame.code.contexts else []
    shown = frame.patterns[:MOST]
    more = len(frame.patterns) - len(shown)
    lines = [f"## {frame.id}", "", frame.about, f"{_capital('; '.join(coded))}.", ""]
    lines += [f"- `{p.text}`{_own(c.mode, c.cameo)}" for p, c in shown]
    lines += [f"- and {more} more (`demarche codebook show {frame.id}`)"] if more else []
    lines += [f"- not: `{p.text}`" for p in frame.against]
    lines += ["", *(f"> {text}\n" for text in frame.examples)] if frame.examples else [""]
    if frame.near:
        lines += ["But not:", "", *(f"> {text}\n" for text in frame.near)]
    return lines


def _own(mode: str, cameo: str) -> str:
    said = " ".join(filter(None, (mode, cameo)))
    return f" → {said}" if said else ""


def _silence(book: Codebook) -> str:
    frames = sorted((f for f in book.frames if f.event_type == "none"), key=lambda f: f.id)
    lines = [
        "# Silence",
        "",
        "Wordings that look like an act and are none: sport, crime, business, weather, metaphor.",
        "",
    ]
    for frame in frames:
        lines += [f"## {frame.id}", "", *([frame.about] if frame.about else []), ""]
        lines += [f"- `{p.text}`" for p, _ in frame.patterns[:MOST]]
        more = len(frame.patterns) - MOST
        lines += [f"- and {more} more (`demarche codebook show {frame.id}`)"] if more > 0 else []
        lines += ["", *(f"> {text}\n" for text in (*frame.examples, *frame.near))]
    return "\n".join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
