"""Documentation that cannot rot: generated pages are current, whatever can be called is told, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from tools.docs import cli, pages, record, shown

from demarche.config import Settings
from demarche.ontology import load

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {str(path.relative_to(DOCS)): text for path, text in pages().items()}
WRITTEN = sorted([*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    """A generated page says what types, commands, settings and frames say; `python -m tools.docs` writes it anew."""
    path = DOCS / name
    assert path.is_file(), f"{name} is missing: run python -m tools.docs"
    assert path.read_text(encoding="utf-8") == PAGES[name], f"{name} is old: run python -m tools.docs"


SHOWING = [path for path in [DOCS.parent / "README.md", *DOCS.rglob("*.md")] if shown.blocks(path.read_text("utf-8"))]


@pytest.mark.parametrize("path", SHOWING, ids=lambda p: str(p.relative_to(DOCS.parent)))
def test_shown_output_is_what_commands_print(path: Path) -> None:
    """Whoever runs the command sees every line that the page shows; `python -m tools.docs` writes them anew."""
    text = path.read_text(encoding="utf-8")
    for command, lines in shown.blocks(text):
        printed = shown.rounded(shown.output(command)).splitlines()
        old = [line for line in lines if shown.rounded(line) not in printed]
        assert lines
        assert old == [], f"demarche {command} prints it otherwise: run python -m tools.docs"


def test_the_readme_and_the_quick_read_show_output() -> None:
    """Their examples stand under markers, so that they cannot rot."""
    assert {path.name for path in SHOWING} >= {"README.md", "quick-read.md"}


def test_shortened_output_keeps_the_bargain_and_the_surest_event() -> None:
    """Of three other events the one with the highest confidence stays, with both legs of the bargain."""
    sure = {"e1": 0.5, "e2": 0.9, "e3": 0.6, "e4": 0.7, "e5": 0.8}
    events = [f"{name:>4}  AID: A → B\n      confidence {value:.2f}" for name, value in sure.items()]
    kept = shown.shortened("\n\n".join(["title", *events, "e4 in exchange for e3", "Not coded (0):"]))
    assert re.findall(r"e\d(?=  )", kept) == ["e2", "e3", "e4"]
    assert kept.endswith("e4 in exchange for e3\n")


def test_every_verb_and_option_is_told() -> None:
    """Each verb has its heading, each option its row with a help text."""
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    sections = dict(zip(*[iter(re.split(r"^## (.+)$", page, flags=re.MULTILINE)[1:])] * 2, strict=True))
    for name, command in cli.commands():
        assert name in sections, name
        for option in cli.options(command):
            assert option.help, f"{name} {option.opts[0]} has no help"
            assert f"`{option.opts[0]}`" in sections[name], f"{name} {option.opts[0]}"


def test_every_field_of_the_record_is_told() -> None:
    """No field of the record lacks its sentence, and none is told that is not there."""
    assert record.missing() == []


def test_every_setting_and_type_is_told() -> None:
    """Settings and event types each have their place."""
    settings = PAGES["reference/settings.md"]
    assert all(f"`{f.name}`" in settings for f in msgspec.structs.fields(Settings))
    assert all(f"reference/codebook/{name.lower()}.md" in PAGES for name in load().types)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: str(p.relative_to(DOCS.parent)))
def test_links_lead_somewhere(path: Path) -> None:
    """A link to a page or file of ours points at one that exists."""
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    lost = [t for t in targets if not t.startswith(("http:", "https:", "mailto:")) and not (path.parent / t).exists()]
    assert lost == []


def test_every_page_is_reachable() -> None:
    """Whoever starts at the index comes to every page."""
    seen, todo = set(), [DOCS / "index.md"]
    while todo:
        page = todo.pop()
        if page not in seen and page.is_file():
            seen.add(page)
            found = re.findall(r"\]\(([^)#\s:]+\.md)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
            todo += [(page.parent / target).resolve() for target in found]
    assert sorted(str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md") if p not in seen) == []
