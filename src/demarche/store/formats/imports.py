"""Event files of ICEWS, POLECAT and GDELT as event streams: rows of `events` without documents.

Lines that do not fit are problems with their number, never guesses.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from demarche.errors import InputError
from demarche.ontology.codebook import CameoCode, load
from demarche.store.formats.tables import by_fips, by_name, columns, country_name

FORMATS = ("icews", "polecat", "gdelt")
WITHOUT_HEADER = ("gdelt",)
Row = dict[str, Any]


class BadLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that does not fit its format."""

    line: int
    reason: str


def read(path: Path, format: str) -> Iterator[Row | BadLine]:
    """Event rows of a file (.gz and .zip too), in the order of its lines."""
    _known(format)
    with _opened(path) as file:
        yield from rows_of(file, format)


def rows_of(file: IO[bytes], format: str, *, first: int = 1) -> Iterator[Row | BadLine]:
    """Event rows of an open file; `first` is the number of its first line behind the header, in a part of a file."""
    lines = io.TextIOWrapper(file, "utf-8", errors="replace", newline="\n")
    names = list(columns(format)) if format in WITHOUT_HEADER else _header(lines, format)
    for number, line in enumerate(lines, start=max(first, 1 if format in WITHOUT_HEADER else 2)):
        if line.strip():
            yield _row(line.rstrip("\r\n"), number, names, format)


def pieces(path: Path, format: str, *, size: int) -> Iterator[tuple[int, bytes]]:
    """A file in pieces of whole lines, each with its header and the number of its first line behind that.

    Read piece by piece with `rows_of` it gives the rows of the whole; only a line longer than `size` makes a piece
    larger than that.
    """
    _known(format)
    with _opened(path) as file:
        header = b"" if format in WITHOUT_HEADER else file.readline()
        if header:
            _header(io.StringIO(header.decode("utf-8", "replace")), format)
        number, first, lines, length = 1 + bool(header), 1 + bool(header), [header], len(header)
        for line in file:
            if length + len(line) > size and len(lines) > 1:
                yield first, b"".join(lines)
                first, lines, length = number, [header], len(header)
            lines.append(line)
            number, length = number + 1, length + len(line)
        yield first, b"".join(lines)


def _known(format: str) -> None:
    if format not in FORMATS:
        raise InputError(f"{format!r} cannot be imported; known: {', '.join(FORMATS)}")


def _opened(path: Path) -> IO[bytes]:
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    if zipfile.is_zipfile(path):
        archive = zipfile.ZipFile(path)
        return archive.open(archive.infolist()[0])
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _header(lines: IO[str], format: str) -> list[str]:
    """The file's own header, which must hold the format's columns; one may be named in an older way."""
    names = [name.strip().strip('"') for name in lines.readline().rstrip("\r\n").lstrip("\ufeff").split("\t")]
    names = ["Intensity" if name == "Event Intensity" else name for name in names]
    missing = [name for name in columns(format) if name not in names]
    if missing:
        raise InputError(f"this is no {format} file: columns are missing, such as {', '.join(missing[:4])}")
    return names


def _row(line: str, number: int, names: list[str], format: str) -> Row | BadLine:
    cells = line.split("\t")
    if len(cells) != len(names):
        return BadLine(line=number, reason=f"the line has {len(cells)} columns, {len(names)} would be right")
    values = {name: cell.strip().strip('"') for name, cell in zip(names, cells, strict=True)}
    # Event ids are not unique in these files, so the line itself is the identity.
    event_id = f"{format}:{hashlib.sha256(line.encode('utf-8', 'replace')).hexdigest()[:24]}"
    try:
        row = READERS[format](values)
    except (ValueError, KeyError) as why:
        return BadLine(line=number, reason=f"a value does not fit: {why}")
    lists: Row = {name: [] for name in LISTS}
    return EMPTY | lists | {"event_id": event_id, "doc_id": f"{format}:", "origin": format} | row


LISTS = ("modes", "contexts", "actor_names", "actor_countries", "actor_sectors", "recipient_names",
         "recipient_countries", "recipient_sectors", "third_names", "speakers")  # fmt: skip
EMPTY: Row = {"realis": "actual", "polarity": "positive", "historical": False, "certainty": "asserted",
              "date_granularity": "day", "date_basis": "explicit"}  # fmt: skip


def icews_row(values: dict[str, str]) -> Row:
    """One ICEWS line; its countries are English names and its dates may be month/day/year."""
    code = values["CAMEO Code"]
    row = _dated(values["Event Date"]) | _coded(code.zfill(2) if len(code) == 1 else code)
    row["goldstein"] = _float(values["Intensity"])
    row |= _party("actor", values["Source Name"], _by_name(values["Source Country"]), values["Source Sectors"])
    row |= _party("recipient", values["Target Name"], _by_name(values["Target Country"]), values["Target Sectors"])
    place = values["City"] or values["Province"] or values["Country"]
    precision = "city" if values["City"] else "region" if values["Province"] else "country"
    row |= _place(place, _by_name(values["Country"]), values["Latitude"], values["Longitude"], precision)
    return _with_parties(row | {"source": values["Publisher"] or None, "sentence": values["Event Text"] or None})


def polecat_row(values: dict[str, str]) -> Row:
    """One POLECAT line."""
    book = load()
    kind = values["Event Type"].upper()
    if kind not in book.types:
        raise ValueError(f"{kind[:20]!r} is no PLOVER type")
    row = _dated(values["Event Date"])
    row |= {"event_type": kind, "quad_class": book.types[kind].quad, "goldstein": _float(values["Intensity"])}
    row |= {"modes": _listed(values["Event Mode"]), "contexts": _listed(values["Contexts"])}
    for role, column in (("actor", "Actor"), ("recipient", "Recipient")):
        sectors = values[f"Primary {column} Sector"] or values[f"{column} Sectors"]
        row |= _party(role, values[f"{column} Name"], _iso3(values[f"{column} Country"]), sectors)
    place = values["Placename"] or values["City"] or values["Country"]
    precision = "city" if values["City"] else "region" if values["Province"] else "country"
    country = _iso3(values["Country"]) or _by_name(values["Country"])
    row |= _place(place, country, values["Latitude"], values["Longitude"], precision)
    published = values["Publication Date"][:10] or None
    return _with_parties(row | {"source": values["Source"] or None, "published": published, "published_on": published})


def gdelt_row(values: dict[str, str]) -> Row:
    """One GDELT 2.0 line; its places carry FIPS codes."""
    day = values["SQLDATE"]
    row = _dated(f"{day[:4]}-{day[4:6]}-{day[6:8]}") | _coded(values["EventCode"])
    row |= {"quad_class": int(values["QuadClass"]), "goldstein": _float(values["GoldsteinScale"])}
    for role, n in (("actor", 1), ("recipient", 2)):
        code = values[f"Actor{n}CountryCode"]
        row |= _party(
            role, values[f"Actor{n}Name"] or values[f"Actor{n}Code"], _iso3(code), values[f"Actor{n}Type1Code"]
        )
    precision = {"1": "country", "2": "region", "5": "region"}.get(values["ActionGeo_Type"], "city")
    country = by_fips().get(values["ActionGeo_CountryCode"])
    row |= _place(values["ActionGeo_FullName"], country, values["ActionGeo_Lat"], values["ActionGeo_Long"], precision)
    added = values["DATEADDED"]
    published = f"{added[:4]}-{added[4:6]}-{added[6:8]}" if len(added) >= 8 else None
    return _with_parties(row | {"url": values["SOURCEURL"] or None, "published": published, "published_on": published})


READERS: dict[str, Callable[[dict[str, str]], Row]] = {"icews": icews_row, "polecat": polecat_row, "gdelt": gdelt_row}


def _dated(text: str) -> Row:
    if not text.strip("- "):
        raise ValueError("the event has no date")
    day = (datetime.strptime(text, "%m/%d/%Y").date() if "/" in text else date.fromisoformat(text[:10])).isoformat()
    return {"event_date_start": day, "event_date_end": day, "published_on": day, "published": day}


def _coded(code: str) -> Row:
    """What a CAMEO code says in PLOVER's words; a code that the crosswalk lacks keeps its nearest parent's."""
    known = load().cameo
    entry: CameoCode | None = known.get(code)
    stem = code
    while entry is None and len(stem) > 2:
        stem = stem[:-1]
        entry = known.get(stem)
    if entry is None:
        raise ValueError(f"{code[:10]!r} is no CAMEO code")
    return {
        "cameo": code,
        "event_type": entry.plover_type or None,
        "quad_class": entry.quad_class,
        "modes": [entry.plover_mode] if entry.plover_mode else [],
        "contexts": list(entry.contexts),
        "coder": "import.cameo@1",
        "confidence": 1.0,
    }


def _party(role: str, name: str, country: str | None, sectors: str) -> Row:
    return {
        f"{role}_names": [name] if name else [],
        f"{role}_countries": [country] if country else [],
        f"{role}_sectors": _listed(sectors),
    }


def _with_parties(row: Row) -> Row:
    parties = [
        {"role": role, "name": name, "country": next(iter(row[f"{role}_countries"]), None),
         "sector": next(iter(row[f"{role}_sectors"]), None), "kind": "unknown"}
        for role in ("actor", "recipient")
        for name in row[f"{role}_names"]
    ]  # fmt: skip
    return row | {"parties": msgspec.json.encode(parties).decode()}


def _place(name: str, country: str | None, lat: str, lon: str, precision: str) -> Row:
    if not name:
        return {}
    return {"place_name": name, "place_country": country, "lat": _float(lat), "lon": _float(lon),
            "place_precision": precision}  # fmt: skip


def _by_name(name: str) -> str | None:
    return by_name().get(name.strip().lower())


def _iso3(code: str) -> str | None:
    return code if code and (country_name(code) or code in load().nonstate) else None


def _listed(text: str) -> list[str]:
    return [item for item in (piece.strip() for piece in text.replace(";", ",").split(",")) if item and item != "None"]


def _float(text: str) -> float | None:
    return float(text) if text not in ("", "None", "null", "NA") else None
