"""The verbs that work on a store: each a plain function; `cli.py` imports them on use.

Everything heavy is imported inside the functions, so that `--help` is quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli_open import asked, changed

if TYPE_CHECKING:
    from demarche.store import Rows

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

Db = Annotated[Path, typer.Option("--db", envvar="DEMARCHE_DB", help="The store.")]
Format = Annotated[str, typer.Option("--format", "-f", help="text, json, jsonl, csv or parquet.")]
Limit = Annotated[int | None, typer.Option(help="At most this many rows.")]
Since = Annotated[str | None, typer.Option(help="From this day on.")]
Until = Annotated[str | None, typer.Option(help="Up to this day, included.")]
Dyad = Annotated[str | None, typer.Option(help="Two countries, like USA-BLR.")]
Text = Annotated[str | None, typer.Option(help="Words that must occur.")]
Country = Annotated[str | None, typer.Option(help="A country code, like BLR.")]
DEFAULT_DB = Path("demarche.duckdb")


@app.command()
def events(
    db: Db = DEFAULT_DB,
    dyad: Dyad = None,
    directed: Annotated[bool, typer.Option(help="The first country must be the actor.")] = False,
    since: Since = None,
    until: Until = None,
    type: Annotated[str | None, typer.Option("--type", help="A PLOVER type, like CONSULT.")] = None,
    mode: Annotated[str | None, typer.Option(help="A mode, like visit.")] = None,
    context: Annotated[str | None, typer.Option(help="A context, like military.")] = None,
    realis: Annotated[str | None, typer.Option(help="actual, planned, requested, hypothetical, generic.")] = None,
    country: Country = None,
    source: Annotated[str | None, typer.Option(help="A publication.")] = None,
    story: Annotated[str | None, typer.Option(help="A story's id.")] = None,
    text: Text = None,
    limit: Limit = None,
    format: Format = "",
) -> None:
    """Events, with filters."""
    with asked(db) as store:
        show(
            store.events(
                dyad=dyad, directed=directed, since=since, until=until, event_type=type, mode=mode, context=context,
                realis=realis, country=country, source=source, story_id=story, text=text, limit=limit,
            ),
            format,
        )  # fmt: skip


@app.command()
def stories(
    db: Db = DEFAULT_DB,
    dyad: Dyad = None,
    type: Annotated[str | None, typer.Option("--type", help="A PLOVER type.")] = None,
    since: Since = None,
    until: Until = None,
    sources: Annotated[int | None, typer.Option(help="At least this many independent sources.")] = None,
    disputed: Annotated[bool | None, typer.Option(help="Only stories whose reports disagree, or do not.")] = None,
    limit: Limit = None,
    format: Format = "",
) -> None:
    """Stories: one event, its reports, what they agree and disagree on."""
    with asked(db) as store:
        show(store.stories(dyad=dyad, event_type=type, since=since, until=until, min_sources=sources,
                            disputed=disputed, limit=limit), format)  # fmt: skip


@app.command()
def quotes(
    db: Db = DEFAULT_DB,
    speaker: Annotated[str | None, typer.Option(help="Part of the speaker's name.")] = None,
    country: Country = None,
    since: Since = None,
    until: Until = None,
    anonymous: Annotated[bool | None, typer.Option(help="Only unnamed speakers, or only named ones.")] = None,
    text: Text = None,
    limit: Limit = None,
    format: Format = "",
) -> None:
    """Quotations and who said them."""
    with asked(db) as store:
        show(store.quotes(speaker=speaker, country=country, since=since, until=until, anonymous=anonymous, text=text,
                           limit=limit), format)  # fmt: skip


@app.command()
def exchanges(
    db: Db = DEFAULT_DB,
    dyad: Dyad = None,
    since: Since = None,
    until: Until = None,
    status: Annotated[str | None, typer.Option(help="done, partly, proposed, refused or broken.")] = None,
    limit: Limit = None,
    format: Format = "",
) -> None:
    """Bargains: what was given for what."""
    with asked(db) as store:
        show(store.exchanges(dyad=dyad, since=since, until=until, status=status, limit=limit), format)


@app.command()
def actors(
    db: Db = DEFAULT_DB, country: Country = None, text: Text = None, limit: Limit = None, format: Format = ""
) -> None:
    """Actors over all documents, most mentioned first."""
    with asked(db) as store:
        show(store.actors(country=country, text=text, limit=limit), format)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over events, documents, stories, quotes …")],
    db: Db = DEFAULT_DB,
    limit: Annotated[int, typer.Option(help="At most this many rows.")] = 10_000,
    seconds: Annotated[float, typer.Option(help="Stop after this time.")] = 10.0,
    format: Format = "",
) -> None:
    """Ask the store in SQL; reading only."""
    with asked(db) as store:
        show(store.sql(query, limit=limit, seconds=seconds), format)


@app.command()
def export(
    what: Annotated[str,
    typer.Option(help="events, documents, stories, quotes, exchanges, quarantine, golden.")] = "events",
    format: Annotated[str, typer.Option("--format", "-f", help="plover, polecat, icews, gdelt, csv, jsonl, parquet, "
                                        "geojson or ftm.")] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file instead of stdout.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="GDELT, ICEWS, POLECAT: also what did not happen.")] = False,
    db: Db = DEFAULT_DB,
) -> None:  # fmt: skip
    """Write a table in a format of the field; the same store gives the same bytes."""
    from demarche.store import Base

    with asked(db) as store:
        if what == "golden":
            _write(_yaml(store.golden_cases()), out)
            return
        if out is None:
            found = store.export(what, format, everything=everything)
            assert isinstance(found, bytes)
            _write(found, None)
        else:
            count = store.export(what, format, out, everything=everything)
            typer.echo(f"{count!r} {'rows' if isinstance(store, Base) else 'bytes'} in {out}", err=True)


@app.command()
def review(
    event: Annotated[str | None, typer.Argument(help="An event's id; none lists the reviews.")] = None,
    action: Annotated[str | None, typer.Argument(help="accept, edit, reject, merge or split.")] = None,
    other: Annotated[str | None, typer.Argument(help="For merge and split: the other event's id.")] = None,
    set: Annotated[list[str] | None, typer.Option("--set", help='New value, like event_type=CONSULT or '
                                                     'recipients=\'["Warsaw"]\'.')] = None,
    author: Annotated[str, typer.Option(envvar=["DEMARCHE_AUTHOR", "USER"], help="Who says so.")] = "somebody",
    note: Annotated[str, typer.Option(help="Why.")] = "",
    undo: Annotated[int | None, typer.Option(help="Take back the review of this number.")] = None,
    format: Format = "",
    db: Db = DEFAULT_DB,
) -> None:  # fmt: skip
    """Accept, edit, reject, merge or split events; corrections survive re-coding."""
    from demarche.errors import InputError

    with asked(db) as store:
        if undo is not None:
            store.undo(undo)
            typer.echo(f"review {undo} is undone", err=True)
        elif event is None:
            show(store.reviews(), format)
        elif action is None:
            raise InputError("say what to do with the event: accept, edit, reject, merge or split")
        else:
            number = store.review(event, action, author=author, patch=_patch(set or []), other=other, note=note)
            typer.echo(f"review {number}", err=True)


@app.command()
def backup(target: Annotated[Path, typer.Argument(help="The new file.")], db: Db = DEFAULT_DB) -> None:
    """Copy the store and its kept forecasts, also while another process writes it; the copy is verified."""
    from demarche.store.backup import backup as run

    typer.echo(_verdict(run(db, target)))


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="A backup.")], db: Db = DEFAULT_DB) -> None:
    """Put a verified backup, with its forecasts, in the place of the store; what was there keeps another name."""
    from demarche.store.backup import restore as run

    typer.echo(_verdict(run(source, db)))


@app.command()
def verify(db: Db = DEFAULT_DB) -> None:
    """Read every block, text and record of the store; exit 1 when something is wrong."""
    from demarche.errors import StoreDamaged
    from demarche.store import Verdict

    try:
        with changed(db) as store:
            verdict = store.verify()
    except StoreDamaged as why:
        verdict = Verdict(faults=[str(why)])
    typer.echo(_verdict(verdict))
    raise typer.Exit(0 if verdict.sound else 1)


def show(rows: Rows, format: str) -> None:
    """Text for a terminal, JSON lines for a pipe, unless told otherwise."""
    import io

    from demarche.errors import ConfigError
    from demarche.store.formats.export import WRITERS

    kind = format or ("text" if sys.stdout.isatty() else "jsonl")
    if kind == "text":
        typer.echo(repr(rows))
    elif kind == "json":
        import msgspec

        _write(msgspec.json.format(msgspec.json.encode(rows.to_list()), indent=1) + b"\n", None)
    elif kind in WRITERS:
        out = io.BytesIO()
        WRITERS[kind](rows.to_arrow().to_reader(), out)
        _write(out.getvalue(), None)
    else:
        raise ConfigError(f"no format called {kind!r}; known: text, json, jsonl, csv, parquet")


def _write(data: bytes, out: Path | None) -> None:
    from demarche.errors import StoreError

    if out is not None:
        try:
            out.write_bytes(data)
        except OSError as why:
            raise StoreError(f"{out} cannot be written: {why.strerror or why}") from None
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _patch(settings: list[str]) -> dict[str, Any] | None:
    import json

    from demarche.errors import InputError

    patch: dict[str, Any] = {}
    for setting in settings:
        field, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"{setting[:40]!r} sets nothing; write field=value")
        try:
            patch[field] = json.loads(value)
        except ValueError:
            patch[field] = value
    return patch or None


def _yaml(cases: list[dict[str, Any]]) -> bytes:
    import yaml

    return yaml.safe_dump_all(cases, allow_unicode=True, sort_keys=False).encode()


def _verdict(verdict: Any) -> str:
    import msgspec

    return msgspec.json.encode(verdict).decode()
