"""Every kind of input to named parts."""

from __future__ import annotations

import gzip
import io
import json
import quopri
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from demarche.intake.limits import Limits
from demarche.intake.sources import expand
from demarche.intake.worker import Job, Reply, answers

TEXT = "Minsk released 52 detainees on Thursday, officials in both capitals said after the talks."
PAGE = f"<html><head><title>T</title></head><body><h1>Minsk frees 52</h1><p>{TEXT}</p></body></html>".encode()


def read(data: bytes, name: str, **limits: int) -> list[Reply]:
    """All results of some bytes under a file name."""
    replies = answers(Job(data=data, name=name, limits=Limits(**limits)))
    return [reply for reply in replies if reply.kind in ("article", "problem")]


def texts(replies: list[Reply]) -> list[str]:
    return [reply.article.text if reply.article else f"! {reply.reason}" for reply in replies]


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def warc(*bodies: bytes, wrong: int = 0) -> bytes:
    """An archive of one response a body; `wrong` is added to every declared length."""
    out = b""
    for number, body in enumerate(bodies):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n"
        head += f"Content-Type: application/http\r\nContent-Length: {len(http) + wrong}\r\n\r\n"
        out += head.encode() + http + b"\r\n\r\n"
    return out


RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><title>Minsk frees 52</title><link>https://w.example/1</link>
<pubDate>Thu, 11 Sep 2025 08:30:00 +0300</pubDate><description>&lt;p&gt;{TEXT}&lt;/p&gt;</description></item>
<item><title>Only a headline of the wire</title></item></channel></rss>""".encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT.encode()),
        ("a.html", PAGE),
        ("a", PAGE),
        ("a.txt.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("a.html.gz", gzip.compress(PAGE, mtime=0)),
        ("a.zip", zipped(one__txt=TEXT.encode())),
        ("a.zip", zipped(two__zip=zipped(one__html=PAGE))),
        ("a.jsonl", b'{"text":"' + TEXT.encode() + b'"}'),
        ("a.jsonl.gz", gzip.compress(b'{"text":"' + TEXT.encode() + b'"}\n', mtime=0)),
        ("a.json", b'[{"text":"' + TEXT.encode() + b'","id":"x"}]'),
        ("a.csv", f'headline,body,date\nMinsk,"{TEXT}",2025-09-11\n'.encode()),
        ("a.tsv", f"title\tid\ttext\tdate\nMinsk\t1\t{TEXT}\t2025-09-11\n".encode()),
        ("a.warc", warc(PAGE)),
        ("a.warc.gz", gzip.compress(warc(PAGE), mtime=0)),
    ],
)
def test_text_comes_out_of_every_container(name: str, data: bytes) -> None:
    """The same words are read from a file, a page, a table and an archive."""
    [reply] = read(data, name)
    assert reply.article is not None, reply.reason
    assert TEXT in reply.article.text
    assert reply.article.language == "en"


def test_feed_entries_keep_link_and_time() -> None:
    """An entry is its text, its address and its publication time; a headline alone is text."""
    one, two = read(RSS, "feed.xml")
    assert one.article is not None
    assert (one.article.text, one.article.url) == (TEXT, "https://w.example/1")
    assert (one.article.published, one.article.source) == ("2025-09-11T08:30:00+03:00", "Wire")
    assert texts([two]) == ["Only a headline of the wire"]


def test_parquet_rows_are_articles() -> None:
    """Columns are found under the names that exports use."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"body": [TEXT, None], "pub_date": ["2025-09-11", None]}), out)
    one, two = read(out.getvalue(), "a.parquet")
    assert one.article is not None
    assert (one.article.text, one.article.published) == (TEXT, "2025-09-11")
    assert two.reason == "the document holds no text"


def test_word_document_gives_its_paragraphs() -> None:
    """Runs are joined, paragraphs divided, and entities refused."""
    xml = '<w:document xmlns:w="w"><w:p><w:r><w:t>Minsk released </w:t></w:r><w:r><w:t>52.</w:t></w:r></w:p>'
    xml += "<w:p><w:t>Talks follow.</w:t></w:p></w:document>"
    data = zipped(**{"word/document__xml": xml.encode()})
    assert texts(read(data, "a.docx")) == ["Minsk released 52.\nTalks follow."]
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml.encode()
    assert "entities" in read(zipped(**{"word/document__xml": bomb}), "a.docx")[0].reason


def test_pdf_without_text_says_so() -> None:
    """A scan is named as what it is; a damaged file too."""
    import pypdf

    out = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.write(out)
    assert "no text" in read(out.getvalue(), "a.pdf")[0].reason
    assert "damaged" in read(b"%PDF-1.7\nnothing", "a.pdf")[0].reason


def test_truncated_archive_is_refused_not_shortened() -> None:
    """Half a compressed text is no text."""
    data = gzip.compress(TEXT.encode() * 50, mtime=0)
    [reply] = read(data[: len(data) // 2], "a.txt.gz")
    assert "ends too early" in reply.reason


def test_damaged_member_does_not_hide_the_next() -> None:
    """Records behind a damaged one are still read."""
    members = [gzip.compress(warc(PAGE), mtime=0) for _ in range(3)]
    broken = members[1][:40] + b"\x00\xff" * 20 + members[1][80:]
    replies = read(members[0] + broken + members[2], "a.warc.gz")
    assert [reply.kind for reply in replies] == ["article", "problem", "article"]


@pytest.mark.parametrize("wrong", [-20, 30])
def test_record_of_wrong_length_is_refused_alone(wrong: int) -> None:
    """A wrong length is named, and every record is accounted for."""
    replies = read(warc(PAGE, PAGE, wrong=wrong), "a.warc")
    assert [reply.kind for reply in replies] == ["problem", "problem"]


def test_bomb_is_refused() -> None:
    """What unpacks to a thousand times its size is not unpacked."""
    assert "bomb" in read(gzip.compress(b"0" * 6_000_000, mtime=0), "a.txt.gz")[0].reason
    assert "times its size" in read(zipped(a__txt=b"0" * 6_000_000), "a.zip")[0].reason


def test_archives_in_archives_end_somewhere() -> None:
    """Nesting beyond three levels is refused."""
    data = zipped(one__txt=TEXT.encode())
    for _ in range(4):
        data = zipped(a__zip=data)
    assert "deep" in read(data, "a.zip")[0].reason


def test_unknown_xml_is_named() -> None:
    """XML that is neither page nor feed is quarantined with that reason."""
    assert "XML" in read(b"<?xml version='1.0'?><inventory><item/></inventory>", "a.xml")[0].reason


def test_table_without_text_names_its_columns() -> None:
    """The reason shows what was found."""
    assert "it has a, b" in read(b"a,b\n1,2\n", "a.csv")[0].reason


def test_other_languages_are_recognised() -> None:
    """German is kept and marked, not refused."""
    german = "Minsk hat am Donnerstag 52 Gefangene freigelassen, wie Beamte in beiden Hauptstädten sagten."
    [reply] = read(german.encode(), "a.txt")
    assert reply.article is not None
    assert reply.article.language == "de"


def test_sources_are_expanded_in_order(tmp_path: Path) -> None:
    """Folders are walked by name, globs too, and missing files are named."""
    for name in ("b.txt", "a.txt", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    names = [source.name.rpartition("/")[2] for source in expand([tmp_path, f"{tmp_path}/*.txt"])]
    assert names == ["a.txt", "b.txt", "c.txt", "a.txt", "b.txt"]
    [missing] = expand([tmp_path / "nothing"])
    assert missing.reason == "there is no such file"


def test_objects_under_other_names_are_articles() -> None:
    """JSON of news services: other keys, a source as an object, a list of authors, an answer around the articles."""
    one = {"headline": "T", "body": TEXT, "publishedAt": "2025-09-11T08:30:00Z", "source": {"name": "Wire"}}
    data = json.dumps({"status": "ok", "articles": [one, {"content": TEXT, "authors": ["Ann", "Bo"]}]}).encode()
    first, second = (reply.article for reply in read(data, "answer.json"))
    assert first is not None
    assert (first.text, first.title, first.source) == (TEXT, "T", "Wire")
    assert first.published == "2025-09-11T08:30:00+00:00"
    assert second is not None
    assert second.author == "Ann, Bo"
    assert texts(read(json.dumps(one).encode(), "lines.jsonl")) == [TEXT]


def test_object_without_text_names_its_keys() -> None:
    """A person sees what the object has instead."""
    [found] = texts(read(b'{"id": 1, "summary": "x"}', "a.jsonl"))
    assert "no key called text" in found
    assert "id, summary" in found


def test_beginnings_are_refused() -> None:
    """A text that says itself that it was cut is not stored as if it were whole."""
    [found] = texts(read(json.dumps({"text": f"{TEXT}… [+2345 chars]"}).encode(), "a.json"))
    assert "only a beginning" in found


@pytest.mark.parametrize("sign", [";", "\t", "|", ","])
def test_tables_are_cut_at_their_own_sign(sign: str) -> None:
    """Semicolons, tabs and bars cut a table as commas do; commas in the text do not count then."""
    data = sign.join(("title", "text")) + "\n" + sign.join(("T", f'"{TEXT}"')) + "\n"
    assert texts(read(data.encode(), "a.csv")) == [TEXT]


SINGLE = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://a.example/1
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--M"

----M
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable
Content-Location: https://a.example/1

{quopri.encodestring(PAGE).decode()}
----M--
"""


def test_page_saved_as_one_file_is_a_page() -> None:
    """MHTML is unpacked: its text is whole, its address is that of the page."""
    [reply] = read(SINGLE.replace("\n", "\r\n").encode(), "a.mhtml")
    assert reply.article is not None
    assert reply.article.text.endswith(TEXT)
    assert (reply.article.title, reply.article.url) == ("T", "https://a.example/1")


def test_mail_is_its_text() -> None:
    """Headers of a mail are no text: subject, sender and day are fields."""
    message = EmailMessage()
    message["From"], message["Subject"] = '"Wire, Morning" <a@b.example>', "Minsk frees 52 – at last"
    message["Date"] = "Thu, 11 Sep 2025 08:30:00 +0300"
    message.set_content(TEXT)
    message.add_attachment(b"abc", maintype="application", subtype="pdf", filename="x.pdf")
    [reply] = read(bytes(message), "a.eml")
    assert reply.article is not None
    assert (reply.article.text, reply.article.title) == (TEXT, "Minsk frees 52 – at last")
    assert (reply.article.source, reply.article.published) == ("Wire, Morning", "2025-09-11T08:30:00+03:00")


def test_rtf_is_named() -> None:
    """Its commands are no text."""
    assert texts(read(b"{\\rtf1\\ansi Minsk released}", "a.rtf")) == ["! the document is an RTF file, not text"]


def test_names_that_lead_to_nothing_are_named(tmp_path: Path) -> None:
    """An empty name is not the folder one stands in, and an empty folder is not silence."""
    assert [source.reason for source in expand(["", tmp_path])] == ["the name is empty", "the folder holds no files"]


def test_files_of_an_open_store_are_no_documents(tmp_path: Path) -> None:
    """A folder that is read into a store in it does not bring the store itself."""
    for name in ("a.txt", "s.duckdb", "s.duckdb.wal", "s.duckdb.owner", "old.duckdb"):
        (tmp_path / name).write_text("x")
    assert [Path(s.name).name for s in expand([tmp_path])] == ["a.txt", "old.duckdb"]
    assert [Path(s.name).name for s in expand([tmp_path / "*"])] == ["a.txt", "old.duckdb"]
    assert [Path(s.name).name for s in expand([tmp_path / "s.duckdb"])] == ["s.duckdb"]


def test_rows_of_a_table_are_counted_below_the_header() -> None:
    """A text of several lines is one row, in CSV as in Parquet."""
    from demarche.intake.parts import Options
    from demarche.intake.table import read_csv

    data = io.BytesIO(f'body\n"{TEXT}\n\nMore."\n"{TEXT}"\n'.encode())
    assert [part for part, _ in read_csv(data, "a.csv", Options())] == ["row-1", "row-2"]
