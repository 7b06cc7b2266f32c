"""Quotations: where they begin and end, and who speaks."""

from __future__ import annotations

import pytest
from tests.coding.statements import drafted

from demarche.coding.quotes import marked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said: "one" and "two".', ["one", "two"]),
        ("‘We’ll never leave,’ said Ali. ‘Never.’", ["We’ll never leave,", "Never."]),
        ("“He told me ‘run’ and left,” he said.", ["He told me ‘run’ and left,"]),
        ("It's the Smiths' house. 'We will go,' she said.", ["We will go,"]),
        ("The officers’ presence and the ministers’ talks", []),
        ('A 5\'10" man with 3" nails', []),
        ("“One.\n\n“Two,” he said.", ["One.\n\n“Two,"]),
        ('"Never closed.\n\nNext paragraph.', ["Never closed."]),
        ('He called it “a "big" deal”.', ['a "big" deal']),
    ],
)
def test_marks(text: str, found: list[str]) -> None:
    """Straight, curly, single, nested and unclosed marks are read; apostrophes and inches are none."""
    assert [text[a:b] for a, b in marked(text)] == found


def quotes(text: str) -> list[tuple[str, str, str | None]]:
    draft = drafted(text)
    names = {a.id: a.name for a in draft.actors}
    return [(q.kind, q.text, names.get(q.speaker or "") or q.description) for q in draft.quotes]


def test_a_split_quotation_has_one_speaker() -> None:
    """Both parts around the cue belong to the same man."""
    text = "“Nobody should expect miracles,” said Peter Banda. “But these steps could lead to more.”"
    assert [who for _, _, who in quotes(text)] == ["Peter Banda", "Peter Banda"]


def test_said_is_resolved() -> None:
    """ "she told reporters" is whoever was named before, and the reporters are addressed."""
    draft = drafted('Maria Ramos led the march. "We want our land back," she told the soldiers.')
    (quote,) = [q for q in draft.quotes if q.kind == "direct"]
    names = {a.id: a.name for a in draft.actors}
    assert names[quote.speaker or ""] == "Maria Ramos"
    assert len(quote.addressees) == 1


def test_a_name_beside_an_office_is_the_speaker() -> None:
    """ "The director, Mary Akello" is a person with a name."""
    ((kind, text, who),) = quotes("The station's director, Mary Akello, described the move as “absurd”.")
    assert (kind, text, who) == ("mixed", "absurd", "Mary Akello")


def test_nobody_speaks_from_a_wall() -> None:
    """A quotation without a speaker has none."""
    assert quotes('"Go home, soldiers!" was written on the wall.')[0][2] is None


def test_spans_are_exact() -> None:
    """The text of a quotation is the slice it names."""
    text = "A Libyan general said the fighting would stop by Friday."
    (quote,) = drafted(text).quotes
    assert quote.kind == "indirect"
    assert text[quote.start : quote.end] == quote.text
