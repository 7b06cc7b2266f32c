"""Writes hostile inputs: a folder of files that no reader was meant for, with canary articles among them.

`python quality/hostile/generate.py FOLDER --count 1000 [--suites DIR]`; the same seed gives the same files.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import quopri
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

CANARY = (
    "Canary number {n}: the foreign minister of Belarus met an American envoy in Minsk on Thursday. "
    "The two spoke about detainees, and {n} prisoners were released after the talks, officials said."
)
Maker = Callable[[random.Random, int], tuple[str, bytes]]


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>T</title>{head}</head><body>{body}</body></html>".encode()


def canary_text(n: int) -> bytes:
    return CANARY.format(n=n).encode()


def canary_page(n: int) -> bytes:
    return page(f"<h1>Envoy in Minsk</h1><article><p>{CANARY.format(n=n)}</p></article>")


def canary_mail(n: int) -> bytes:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
    return (
        head + b"Content-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(canary_page(n)) + b"\n--b--\n"
    )


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def nested_tags(rng: random.Random, n: int) -> tuple[str, bytes]:
    depth, tag = rng.choice([100, 300, 5_000, 60_000]), rng.choice(["div", "b", "table", "span", "ul"])
    return "nested.html", page(f"<{tag}>" * depth + f"Deep {n}." + f"</{tag}>" * depth)


def many_tags(rng: random.Random, n: int) -> tuple[str, bytes]:
    return "many.html", page("<i>x</i>" * rng.choice([10_000, 200_000]))


def huge_attribute(rng: random.Random, n: int) -> tuple[str, bytes]:
    return "attribute.html", page(f'<p title="{"a" * rng.choice([100_000, 3_000_000])}">Short {n}.</p>')


def many_attributes(rng: random.Random, n: int) -> tuple[str, bytes]:
    attributes = " ".join(f"a{i}=1" for i in range(rng.choice([1_000, 100_000])))
    return "attributes.html", page(f"<p {attributes}>Short {n}.</p>")


def tag_soup(rng: random.Random, n: int) -> tuple[str, bytes]:
    """Tags that never end, ends in quotes, quotes that never close, elements that a parser has to move."""
    many = rng.choice([100, 20_000, 50_000])
    soup = rng.choice([
        "<p " * many, "<p 'a" * many, "<b><i><u><font>" * 40 + "<p>x</p>" * many, "<table>" * 40 + "<tr><b>" * many,
        f'<p x=">" {" ".join(f"a{i}=1" for i in range(many))}>', "<a href=x>" * many, "<p>two words</p>" * many,
    ])  # fmt: skip
    return "soup.html", page(f"{soup} Case {n}.")


def unclosed(rng: random.Random, n: int) -> tuple[str, bytes]:
    return "unclosed.html", b"<html><body><p>" + b"<!-- " * rng.choice([10, 100_000]) + b"<script>" + str(n).encode()


def broken_encoding(rng: random.Random, n: int) -> tuple[str, bytes]:
    text = CANARY.format(n=f"€{n}é")
    encodings = ["utf-7", "cp037", "utf-16-le", "shift_jis", "utf-8"]
    data = text.encode(rng.choice(encodings), "ignore")
    cut = rng.randrange(len(data))
    return "encoding.txt", data[:cut] + bytes(rng.randrange(256) for _ in range(rng.choice([1, 20, 400]))) + data[cut:]


def noise(rng: random.Random, n: int) -> tuple[str, bytes]:
    return rng.choice(["n.txt", "n.html", "n.pdf", "n.docx", "n.gz", "n.zip", "n.warc", "n.jsonl", "n"]), rng.randbytes(
        rng.choice([1, 50, 5_000, 200_000])
    )


def truncated(rng: random.Random, n: int) -> tuple[str, bytes]:
    name, data = rng.choice([
        ("t.txt.gz", gzip.compress(canary_text(n) * 5)), ("t.zip", zipped({"a.txt": canary_text(n) * 5})),
        ("t.docx", zipped({"word/document.xml": b"<w:document xmlns:w='w'><w:p><w:t>x</w:t></w:p></w:document>"})),
        ("t.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 5000\r\n\r\n" + canary_page(n))),
    ])  # fmt: skip
    return name, data[: rng.randrange(1, len(data))]


def bomb(rng: random.Random, n: int) -> tuple[str, bytes]:
    inner = b"0" * rng.choice([6_000_000, 40_000_000])
    choices = {
        "b.txt.gz": gzip.compress(inner),
        "b.zip": zipped({f"{i}.txt": inner[:6_000_000] for i in range(3)}),
        "b.docx": zipped({"word/document.xml": b"<w>" + inner}),
        "b.gz": gzip.compress(gzip.compress(inner)),
    }
    name = rng.choice(sorted(choices))
    return name, choices[name]


def xml_bomb(rng: random.Random, n: int) -> tuple[str, bytes]:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    body = f'<!DOCTYPE r [<!ENTITY l0 "lol">{entities}]><rss version="2.0"><channel><title>&l9;</title>'
    return rng.choice(
        ["x.xml", "x.rss", "x.svg"]
    ), f"<?xml version='1.0'?>{body}<item><title>&l9;</title></item></channel></rss>".encode()


def entity_file(rng: random.Random, n: int) -> tuple[str, bytes]:
    return (
        "e.xml",
        b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>t</title><item><title>&x;</title><description>&x;</description></item></channel>
</rss>""",
    )


def deep_json(rng: random.Random, n: int) -> tuple[str, bytes]:
    depth = rng.choice([50, 5_000, 200_000])
    return rng.choice(["d.json", "d.jsonl"]), b'{"text":' + b"[" * depth + b"]" * depth + b"}"


def bad_json(rng: random.Random, n: int) -> tuple[str, bytes]:
    values = [
        '{"text": null}', '{"text": "\\ud800"}', '{"text": 1e999}', "[]", "{}", '{"text":"x","published":"2025-13-45"}',
        '{"text":"' + "y" * 300_000 + '"}', '{"text":"a","text":""}', "NaN", '{"id":{"a":1},"text":"z"}',
    ]  # fmt: skip
    return "b.jsonl", "\n".join(rng.sample(values, 5)).encode()


def long_text(rng: random.Random, n: int) -> tuple[str, bytes]:
    piece = rng.choice(["word ", "w", "a\n", "é", "((((", "." * 7, "<", "“"])
    return "long.txt", (piece * rng.choice([30_000, 250_000, 6_000_000])).encode()[:6_500_000] + str(n).encode()


def script_page(rng: random.Random, n: int) -> tuple[str, bytes]:
    body = f"<p>America met Belarus, case {n}.</p><script>while(1){{}}</script><img src=x onerror=alert(1)>"
    return "s.html", page(body, '<script type="application/ld+json">' + "[" * rng.choice([10, 50_000]) + "</script>")


def bad_table(rng: random.Random, n: int) -> tuple[str, bytes]:
    rows = ["id,text,date", f'1,"never closed {n}', "2,a,b,c,d,e", '3,"x\x00y",2025-01-01', "=1+1,@SUM(A1),2025-01-01"]
    return "t.csv", "\n".join(rows).encode()


def bad_mail(rng: random.Random, n: int) -> tuple[str, bytes]:
    """Mails that nest, never end, promise parts that are not there, and name encodings that do not exist."""
    many = rng.choice([50, 2_000, 20_000])
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(many))
    kind = rng.choice(["text/plain", "text/html", "multipart/related"])
    body = rng.choice([
        nested, f"{'X-A: b' * 3}\n" * many, f"Content-Type: {kind}; charset=nonsense-{n}\n\n\xff\xfe broken",
        f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{'=a=' * many}",
        "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\nContent-Type: text/plain\n\nx\n" * many,
        f"Content-Type: {kind}; boundary=\"\n\n--", f"Subject: {'=?utf-8?q?=' * many}\n\nText {n}.",
        f"Content-Type: message/rfc822\n\nMIME-Version: 1.0\n{'>' * many}", f"{' folded' * many}\n\nText {n}.",
    ])  # fmt: skip
    return rng.choice(["m.eml", "m.mhtml", "m"]), f"From: a\nMIME-Version: 1.0\n{body}".encode("latin-1")


def odd_fields(rng: random.Random, n: int) -> tuple[str, bytes]:
    """Objects and tables whose fields have other names, or other kinds of values than names promise."""
    values = [
        {"body": {"name": "x" * 20}}, {"content": ["a", {"b": 1}, None]}, {"TEXT": "a", "text ": "b"}, {"text": 5},
        {"articles": [1, None, {"content": "Short."}]}, {"articles": {"text": "x"}}, {"data": [[[]]]},
        {"body": "Some text.", "date": 1e300}, {"body": "Some text.", "date": [2025, 3]}, {"body": "a", "source": {}},
    ]  # fmt: skip
    table = f"title{rng.choice(';|')}text\n" + rng.choice(['"a;b|c', ";;;;", "|||", f"T;{n}", '"' * 501]) + "\n"
    return rng.choice([("o.json", json.dumps(rng.choice(values)).encode()), ("o.csv", table.encode())])


def bad_warc(rng: random.Random, n: int) -> tuple[str, bytes]:
    length = rng.choice(["-5", "99999999999999", "abc", "3", ""])
    record = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n".encode()
    return "w.warc", record + canary_page(n)


def many_members(rng: random.Random, n: int) -> tuple[str, bytes]:
    return "m.zip", zipped(
        {f"{'../' * (i % 3)}{i}.txt": f"Member {i} of {n}.".encode() for i in range(rng.choice([3, 60]))}
    )


def empty(rng: random.Random, n: int) -> tuple[str, bytes]:
    return rng.choice(["e.txt", "e.html", "e.json", "e.zip"]), rng.choice(
        [b"", b" ", b"\n\n", b"\xef\xbb\xbf", b"\x00"]
    )


MAKERS: tuple[Maker, ...] = (
    nested_tags, many_tags, huge_attribute, many_attributes, tag_soup, unclosed, broken_encoding, noise, truncated,
    bomb, xml_bomb, entity_file, deep_json, bad_json, long_text, script_page, bad_table, bad_warc, many_members, empty,
    bad_mail, odd_fields,
)  # fmt: skip


def canary(rng: random.Random, n: int) -> tuple[str, bytes]:
    """A good article in one of the shapes that are read."""
    return rng.choice([
        ("c.txt", canary_text(n)), ("c.html", canary_page(n)), ("c.txt.gz", gzip.compress(canary_text(n))),
        ("c.zip", zipped({"a.html": canary_page(n)})), ("c.jsonl", json.dumps({"text": CANARY.format(n=n)}).encode()),
        ("c.txt", CANARY.format(n=n).encode("utf-16")), ("c", canary_page(n)), ("c.mhtml", canary_mail(n)),
        ("c.json", json.dumps({"articles": [{"body": CANARY.format(n=n)}]}).encode()),
        ("c.csv", f'a;body\n1;"{CANARY.format(n=n)}"\n'.encode()),
    ])  # fmt: skip


def generate(folder: Path, count: int, *, suites: Path | None = None, seed: int = 1) -> list[int]:
    """Write about `count` files; returns the numbers of the canaries among them."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    canaries = []
    collected = sorted(path for path in suites.rglob("*") if path.is_file())[: count // 2] if suites else []
    for number, path in enumerate(collected):
        shutil.copyfile(path, folder / f"{number:05}-{path.name}")
    for number in range(len(collected), count):
        if number % 20 == 0:
            name, data = canary(rng, number)
            canaries.append(number)
        else:
            name, data = rng.choice(MAKERS)(rng, number)
        (folder / f"{number:05}-{name}").write_bytes(data)
    return canaries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--suites", type=Path, default=None)
    options = parser.parse_args()
    print(len(generate(options.folder, options.count, suites=options.suites)), "canaries")


if __name__ == "__main__":
    main()
