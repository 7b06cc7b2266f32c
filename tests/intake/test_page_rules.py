"""The rules by which a saved page is read, each with its near miss."""

from __future__ import annotations

import pytest

from demarche.intake.daywords import day_in
from demarche.intake.lines import article_lines
from demarche.intake.webpage import read_html

TEXT = "Minsk released 52 detainees on Thursday after a visit by an American envoy to the Belarusian capital."
MORE = "The group included journalists and politicians from several countries, officials in both capitals said."


def page(body: str, head: str = "", lang: str = "en") -> bytes:
    return f'<html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("11 de septiembre de 2025 - 08:30", "es", "2025-09-11"),
        ("Publié le 19 mars 2025 à 05h30, modifié le 21 mars 2025", "fr", "2025-03-19"),
        ("13 марта 2025, 16:44", "ru", "2025-03-13"),
        ("2025年9月11日 16時44分", "ja", "2025-09-11"),
        ("05/06/2025 08h30", "pt-br", "2025-06-05"),
        ("05/06/2025", "en-US", "2025-05-06"),
        ("15/06/2025", "en-US", "2025-06-15"),
        ("Fri, 01/05/2024 - 16:44", "en-GB", "2024-01-05"),
        ("Phone 05811-555", "en", None),
        ("31 February 2025", "en", None),
        ("11 de septiembre de 2025", "en", None),
    ],
)
def test_days_are_read_in_the_language_of_the_page(line: str, language: str, day: str | None) -> None:
    """Words are those of the page's language; digits are ordered as that country writes them."""
    assert day_in(line, language) == day


def test_links_to_other_stories_are_no_text() -> None:
    """A lead-in with a link goes; a sentence that begins alike stays."""
    text = f"{TEXT}\nRead more: Another story about something else\nRead more books, the minister told the pupils."
    assert article_lines(text, None) == f"{TEXT}\nRead more books, the minister told the pupils."


def test_captions_go_unless_they_are_the_text() -> None:
    """A caption in a story is none of it; the captions of a gallery are."""
    story = read_html(page(f'<h1>Minsk frees many</h1><p>{TEXT}</p><p class="caption">A bus leaves.</p><p>{MORE}</p>'))
    assert "bus" not in story.text
    gallery = "".join(f'<p class="caption">{number}. {MORE}</p>' for number in range(4))
    assert read_html(page(f"<h1>Minsk in pictures</h1><p>{TEXT}</p>{gallery}")).text.count(MORE) == 4


def test_paragraphs_between_paragraphs_belong_to_the_text() -> None:
    """Text of a page with line breaks for paragraphs is whole; words of the box beside it are not in it."""
    body = f'<h1>Minsk frees many</h1><div>{TEXT}<br><br>{MORE}<div class="share">Share this</div></div>'
    assert read_html(page(body)).text == f"{TEXT}\n{MORE}"


def test_json_ld_of_another_story_is_not_this_one() -> None:
    """A listed story that names its own address gives no date; that of the page does."""
    listed = '{"@type":"NewsArticle","headline":"Five charts","url":"https://a.example/5","datePublished":"2024-01-02"}'
    own = '{"@type":"WebPage","url":"https://a.example/1","datePublished":"2025-09-11"}'
    scripts = "".join(f'<script type="application/ld+json">{node}</script>' for node in (listed, own))
    head = f'<link rel="canonical" href="https://a.example/1">{scripts}'
    assert read_html(page(f"<h1>Minsk frees many detainees</h1><p>{TEXT}</p>", head)).published == "2025-09-11"


@pytest.mark.parametrize(
    ("title", "heading", "headline"),
    [
        (
            "Courier: Minsk frees many at last",
            '<div class="h">Minsk frees many at last</div>',
            "Minsk frees many at last",
        ),
        ("Minsk frees many at last | World | Courier", "<h1>Courier</h1>", "Minsk frees many at last"),
        ("Minsk frees many – but not all – Courier", "", "Minsk frees many – but not all"),
        ("Why Minsk acts now", "<h1><span class=kicker>Belarus</span> Why Minsk acts now</h1>", "Why Minsk acts now"),
        ("Minsk: many go free", "<h1><span class=kicker>Minsk</span>: many go free</h1>", "Minsk: many go free"),
        ("Minsk frees many at last", "<h1>MINSK FREES MANY AT LAST</h1>", "Minsk frees many at last"),
    ],
)
def test_headline_stands_alone(title: str, heading: str, headline: str) -> None:
    """The site's name goes, the headline's own colons and dashes stay; a kicker goes when no title has it."""
    head = f'<title>{title}</title><meta property="og:site_name" content="Courier">'
    assert read_html(page(f"{heading}<p>{TEXT}</p><p>{MORE}</p>", head)).title == headline


def test_day_of_a_change_is_not_that_of_publication() -> None:
    """The line "Updated" above the line "Published" does not count."""
    body = (
        f"<h1>Minsk frees many</h1><p class=updated-time>Updated - September 12, 2025 09:15 am IST</p>"
        f"<p class=publish-time>Published - September 11, 2025 11:45 pm IST - New Delhi</p><p>{TEXT}</p>"
    )
    assert (read_html(page(body)).published or "")[:10] == "2025-09-11"


@pytest.mark.parametrize(
    "line",
    ["Published in Kivu Letters·6 min read·Mar 2, 2025", "4-Minute Listen", "4 minutes", "1.2K14", "March 7, 2025"],
)
def test_lengths_counts_and_days_at_the_head_are_no_text(line: str) -> None:
    """They stand between headline and text on many pages; sentences with minutes and days stay."""
    sentence = "It took 20 minutes to read the list of March 7, 2025 aloud."
    assert article_lines(f"The city waits\n{line}\n{TEXT}\n{sentence}", None) == f"The city waits\n{TEXT}\n{sentence}"


def test_day_at_the_head_is_read_in_the_language_of_the_page() -> None:
    """A line that is a day in the page's language goes, as one in English does."""
    lines = "П'ятниця, 7 березня 2025, 14:30\nУ Києві подякували за допомогу."
    assert article_lines(lines, None, language="uk") == "У Києві подякували за допомогу."


def test_hours_of_live_posts_are_no_text() -> None:
    """The hour that a post begins with goes; one within a sentence stays."""
    body = (
        f"<h1>Minsk frees many</h1><h3><span class=post-time>06:58</span> Buses arrive</h3><p>{TEXT}</p>"
        f"<p>They came at <span class=time>05:10</span> on Friday. {MORE}</p>"
    )
    text = read_html(page(body)).text
    assert "06:58" not in text
    assert "at 05:10 on Friday" in text


def test_declared_day_may_be_a_list() -> None:
    """Some systems write every value of JSON-LD as a list."""
    node = '{"@type":"NewsArticle","headline":"Minsk frees many","datePublished":["2025-09-11T21:15:00-05:00"]}'
    head = f'<script type="application/ld+json">{node}</script>'
    assert read_html(page(f"<h1>Minsk frees many</h1><p>{TEXT}</p>", head)).published == "2025-09-11T21:15:00-05:00"


def test_card_of_another_story_is_no_text() -> None:
    """A small card within the text goes; a page whose text stands in cards keeps it."""
    card = '<div class="card card--inline"><a>Callao</a><p class="card__text">They ask for a dollar a day.</p></div>'
    story = read_html(page(f"<h1>Minsk frees many</h1><p>{TEXT}</p>{card}<p>{MORE}</p>"))
    assert "dollar" not in story.text
    cards = "".join(f'<div class="card"><p>{number}. {MORE}</p></div>' for number in range(4))
    assert read_html(page(f"<h1>Minsk frees many</h1><p>{TEXT}</p>{cards}")).text.count(MORE) == 4


def test_lines_that_date_the_page_are_no_text() -> None:
    """ "Last updated" with a day goes wherever it stands; a sentence that begins alike stays."""
    sentence = "Published by a court in Minsk on March 6, 2025, the list of names filled eleven pages."
    text = f"{TEXT}\nLast Updated : Mar 06 2025 | 11:58 PM IST\n{sentence}\nFirst Published: Mar 06 2025"
    assert article_lines(text, None) == f"{TEXT}\n{sentence}"


def test_day_of_a_picture_is_not_that_of_publication() -> None:
    """A line that ends in the credit of a picture is a caption."""
    body = (
        f"<div><span class=time>2025-09-11 11:20:15</span></div><h1>Minsk frees many</h1>"
        f"<p>A prison in Minsk, Oct. 12, 2024. (SNS/Dorj)</p><p>{TEXT}</p>"
    )
    assert (read_html(page(body)).published or "")[:10] == "2025-09-11"


def test_site_may_be_glued_to_the_headline() -> None:
    """A hyphen without spaces parts them where the page repeats the headline."""
    head = "<title>US-China talks free many in Minsk-Steppe News Service</title>"
    found = read_html(page(f"<h1>US-China talks free many in Minsk</h1><p>{TEXT}</p>", head))
    assert (found.title, found.source) == ("US-China talks free many in Minsk", "Steppe News Service")


def test_a_moment_in_utc_has_the_day_of_its_publisher() -> None:
    """The same moment in the publisher's zone gives the day; another moment does not."""
    linked = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-03-07T04:30:00Z"}</script>'
    )
    meta = '<meta property="article:published_time" content="2025-03-0%s-0500">'
    body = f"<h1>Minsk frees many</h1><p>{TEXT}</p>"
    assert (read_html(page(body, linked + meta % "6T23:30:00")).published or "")[:10] == "2025-03-06"
    assert (read_html(page(body, linked + meta % "6T22:10:00")).published or "")[:10] == "2025-03-07"


def test_data_for_scripts_tell_the_day_where_nothing_else_does() -> None:
    """A site builder's `publishOn` counts, its day of change does not, and a day on the page goes before it."""
    script = '<script>X={"item":{"updatedOn":1741500000000,"publishOn":1741254840000}}</script>'
    body = f"<h1>Minsk frees many</h1><p>{TEXT}</p>"
    assert (read_html(page(body + script)).published or "")[:10] == "2025-03-06"
    assert read_html(page(f"<h1>Minsk frees many</h1><time>5 March 2025</time><p>{TEXT}</p>{script}")).published == (
        "2025-03-05"
    )


def test_a_time_in_the_headline_box_is_its_own() -> None:
    """An agency's time above the headline counts, that of a ticker further up does not."""
    ticker = '<ul><li><x-date time="1741500000">now</x-date></li></ul>'
    head = '<div><x-date time="1741254840">6 Mar</x-date><h1>Minsk frees many</h1></div>'
    other = '<div><x-date time="1741400000">8 Mar</x-date> Another story</div>'
    found = read_html(page(f"{ticker}{head}<p>{TEXT}</p><p>{MORE}</p>{other}"))
    assert (found.published or "")[:10] == "2025-03-06"


def test_a_saved_page_says_where_it_came_from() -> None:
    """The address that a browser wrote at its head gives the day, as a declared one does."""
    body = f"<h1>Minsk frees many</h1><p>{TEXT}</p>"
    data = b"<!-- saved from url=(0040)https://paper.example/2025/03/06/minsk/ -->" + page(body)
    assert read_html(data).published == "2025-03-06"


def test_the_next_article_of_a_page_without_end_is_another() -> None:
    """A second article with a headline of its own goes; parts of one article stay together."""
    first = f"<article><h1>Minsk frees many detainees</h1><p>{TEXT}</p></article>"
    other = f"<article><h1>Rain in Paris for a week</h1><p>{MORE}</p></article>"
    title = "<title>Minsk frees many detainees</title>"
    assert MORE not in read_html(page(first + other, title)).text
    assert MORE in read_html(page(first + other.replace("h1>", "h2>"), title)).text


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Get our flagship newsletter with all the headlines you need to start the day. Sign up here.", True),
        ("The party's newsletter had called the minister a liar.", False),
        ("1 of 3 | A patrol boat off Palawan on Friday", True),
        ("1 of 3 hostages was freed on Friday, the army said.", False),
        ("Press Office of the Ministry, phone 6701 6000, e-mail: media@mfa.example", True),
        ("He wrote from the address news@paper.example, and the court read his e-mail aloud.", False),
        ("More on water: Who owns the river?", True),
        ("More on the vote was said by the chair: it stands.", False),
        ("Related Stories", True),
    ],
)
def test_lines_of_the_publisher_are_no_text(line: str, goes: bool) -> None:
    """Letters, pictures in turn, press offices and other stories go; sentences of the news stay."""
    assert (line not in article_lines(f"{TEXT}\n{line}\n{MORE}", None)) == goes


def test_words_for_those_who_cannot_see_are_no_text() -> None:
    """What a link says of the tab that it opens is left out of the sentence."""
    text = article_lines(f"{TEXT} The Fund, opens new tab had no comment.\n{MORE}", None)
    assert "The Fund had no comment." in text


def dated(above: str, below: str = "", *, lang: str = "en", head: str = "") -> str | None:
    """The day of a page with `above` between headline and text, and `below` behind the text."""
    text = f"<p>{TEXT}</p><p>{MORE}</p><p>{TEXT}</p>"
    return read_html(page(f"<h1>Minsk frees many detainees</h1>{above}<div>{text}</div>{below}", head, lang)).published


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Updated: 13 September 2025 | Published: 11 September 2025"),
        ("nl", "Aangepast 13 september 2025, gepubliceerd 11 september 2025"),
        ("tr", "Güncelleme: 13.09.2025 Yayınlanma: 11.09.2025"),
        ("en", "Published 11 September 2025, last edited 13 September 2025"),
    ],
)
def test_of_two_days_in_a_line_that_of_publication_counts(lang: str, line: str) -> None:
    """What a day is called decides, in whatever order the two stand."""
    assert dated(f'<p class="date">{line}</p>', lang=lang) == "2025-09-11"


def test_a_list_below_the_headline_is_of_day_and_author() -> None:
    """The day in it counts; days in lists behind the text are those of other stories, as are today's at the top."""
    byline = '<ul class="meta"><li>Ann Lee</li><li><time datetime="2025-09-11">Sep 11</time></li></ul>'
    others = '<ul><li>Another story <span class="date">2 January 2024</span></li></ul>'
    assert dated(byline, others) == "2025-09-11"
    assert dated(f'<div class="current-date">Friday, 20 October 2025</div>{byline}') == "2025-09-11"


def test_the_address_goes_before_days_of_changes_and_of_others() -> None:
    """A page that shows only when it was changed has the day of its address; a day near the headline goes first."""
    head = '<link rel="canonical" href="https://a.example/2025/09/11/minsk">'
    assert dated('<p class="date">Last updated: 13 September 2025</p>', head=head) == "2025-09-11"
    assert dated('<p class="date">10 September 2025</p>', head=head) == "2025-09-10"


def test_the_first_of_two_publications_counts() -> None:
    """A library posts on one day what was first published on another."""
    pairs = (("Posted", "13 Sep 2025"), ("Originally published", "11 Sep 2025"))
    terms = "".join(f"<dt>{label}</dt><dd><time>{day}</time></dd>" for label, day in pairs)
    assert dated(f"<dl>{terms}</dl>") == "2025-09-11"


def test_the_address_where_a_page_was_found_may_tell_its_day() -> None:
    """A crawler knows the address of a page that declares none."""
    body = page(f"<h1>Minsk frees many</h1><p>{TEXT}</p>")
    assert read_html(body, url="https://a.example/2025/09/11/minsk").published == "2025-09-11"


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("11 กันยายน 2568", "th", "2025-09-11"),
        ("11 सितंबर 2025", "hi", "2025-09-11"),
        ("2025. szeptember 11., csütörtök 18:20", "hu", "2025-09-11"),
        ("11-Sep-2025 08:30", "en", "2025-09-11"),
        ("Room 2568 of 11 houses", "th", None),
    ],
)
def test_days_in_other_scripts_and_eras(line: str, language: str, day: str | None) -> None:
    """Months may be written with signs that are no letters, and Thai years are those of the Buddhist era."""
    assert day_in(line, language) == day


def test_words_at_a_picture_are_its_caption() -> None:
    """A box named for its picture goes with its words; a box named so without a picture is text."""
    story = f"<h1>Minsk frees many</h1><p>{TEXT}</p>%s<p>{MORE}</p>"
    assert "bus" not in read_html(page(story % '<div class="photo"><img><p>A bus leaves.</p></div>')).text
    assert "bus" in read_html(page(story % '<div class="photo"><p>A bus left the gate at noon.</p></div>')).text


def test_the_only_heading_goes_before_a_name_above_it() -> None:
    """A title that tells only the site and its section names no headline."""
    body = "<div>Ministry of Foreign Relations</div><h1>Minister visits Bhutan and opens a dam</h1>"
    head = "<title>Ministry of Foreign Relations | Press Releases</title>"
    assert read_html(page(f"{body}<p>{TEXT}</p>", head)).title == "Minister visits Bhutan and opens a dam"


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Contact Ann Lee at alee@courier.example. Follow her on X @annlee.", True),
        ("📱 Follow us on Telegram", True),
        ("[3] https://courier.example/2025/09/report", True),
        ("Contact between the two armies has been lost, officers said.", False),
        ("Follow the money, the prosecutor told the court.", False),
    ],
)
def test_lines_about_how_to_reach_the_paper_are_no_text(line: str, goes: bool) -> None:
    """Addresses of reporters, channels and notes are no part of a story."""
    assert (line not in article_lines(f"{TEXT}\n{line}\n{MORE}", None)) is goes
