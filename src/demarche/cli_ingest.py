"""The verbs that change a store beyond a correction: ingest, watch, import, recode, quarantine.

Each opens the store, or goes through the server that owns it; what it prints is the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from demarche.cli_open import asked, changed, owned, refuse_own
from demarche.cli_progress import say_outcomes
from demarche.cli_store import DEFAULT_DB, Db, Format, show

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def ingest(
    sources: Annotated[list[str], typer.Argument(metavar="PATH|URL|FEED…|-", help="Files, folders, globs, addresses.")],
    db: Db = DEFAULT_DB,
    published: Annotated[str | None, typer.Option(help="Date of documents that declare none.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that code.")] = 1,
    engine: Annotated[str, typer.Option(help="process, or ray (extra `ray`).")] = "process",
    codebook: Annotated[Path | None, typer.Option(help="Folder with own frames and word sets.")] = None,
    actors: Annotated[list[Path] | None, typer.Option(help="CSV of own actors: name,code,start,end.")] = None,
) -> None:
    """Read, code and store documents; one JSON line each, printed after it is committed.

    Goes through `demarche serve` when that owns the store, which then codes.
    Exit code 0 even when some were quarantined: their lines say why.
    """
    from demarche.corpus import Store

    with owned(db) as store:
        if isinstance(store, Store):
            with _coding(codebook, actors, workers=workers, engine=engine) as coder:
                say_outcomes(store.ingesting(sources, coder=coder, published=published), sources)
            return
        refuse_own(store, db, codebook=codebook, actors=actors)
        if workers > 1 or engine != "process":
            typer.echo(f"the server at {store.url} codes in one process; --workers and --engine are left aside",
                       err=True)  # fmt: skip
        say_outcomes(store.ingesting(sources, published=published), sources)


@app.command()
def watch(
    feeds: Annotated[Path, typer.Argument(help="TOML file with feeds and folders.")],
    db: Db = DEFAULT_DB,
    once: Annotated[bool, typer.Option(help="Poll everything that is due once, then stop.")] = False,
) -> None:
    """Poll feeds and folders until stopped; remembers what it has seen."""
    from demarche.watching import read_settings, watching

    settings = read_settings(feeds)
    with owned(db) as store:
        say_outcomes(watching(store, settings, coder=_coder(None, None), once=once))


def import_events(
    files: Annotated[list[Path], typer.Argument(help="Event files, also .gz and .zip.")],
    format: Annotated[str, typer.Option("--format", "-f", help="icews, polecat or gdelt.")],
    db: Db = DEFAULT_DB,
) -> None:
    """Add the events of ICEWS, POLECAT or GDELT files; lines that do not fit are named on stderr."""
    import json

    with owned(db) as store:
        for file in files:
            new, problems = store.import_events(file, format)
            for problem in problems:
                typer.echo(f"{file}: line {problem.line}: {problem.reason}", err=True)
            typer.echo(json.dumps({"source": str(file), "new": new, "refused": len(problems)}))


app.command("import")(import_events)


@app.command()
def recode(
    db: Db = DEFAULT_DB,
    codebook: Annotated[Path | None, typer.Option(help="Folder with own frames and word sets.")] = None,
    actors: Annotated[list[Path] | None, typer.Option(help="CSV of own actors.")] = None,
) -> None:
    """Code all documents again; one JSON line for each event gained, lost or changed."""
    import json

    from demarche.corpus import Store

    with changed(db) as store:
        refuse_own(store, db, codebook=codebook, actors=actors)
        changes = store.recoding(coder=_coder(codebook, actors)) if isinstance(store, Store) else store.recoding()
        count = 0
        for count, change in enumerate(changes, start=1):  # noqa: B007 counted
            typer.echo(json.dumps(change))
        store.resolve()
        typer.echo(f"{count} changes", err=True)


@app.command()
def quarantine(
    case: Annotated[str | None, typer.Argument(help="A case's id; none lists all.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Read the case, or all cases, again.")] = False,
    format: Format = "",
    db: Db = DEFAULT_DB,
) -> None:
    """List, inspect and retry inputs that gave no article."""
    if not retry:
        with asked(db) as reading:
            one = f"SELECT * FROM quarantine WHERE id = {_quoted(case or '')}"
            show(reading.quarantined() if case is None else reading.sql(one, limit=10), format)
        return
    from demarche.corpus import Store

    with changed(db) as store:
        say_outcomes(
            store.retrying(case, coder=_coder(None, None)) if isinstance(store, Store) else store.retrying(case)
        )


def _coder(codebook: Path | None, actors: list[Path] | None) -> Any:
    from demarche.pipeline import Pipeline

    return Pipeline(codebook=codebook, actors=tuple(actors or ()))


@contextlib.contextmanager
def _coding(codebook: Path | None, actors: list[Path] | None, *, workers: int, engine: str) -> Iterator[Any]:
    """The coder, spread over workers where some are asked for, and ended afterwards."""
    coder = _coder(codebook, actors)
    if workers == 1 and engine == "process":
        yield coder
        return
    from demarche.engines import EngineCoder, make_engine

    running = make_engine(engine, coder, workers=workers)
    try:
        yield EngineCoder(running, workers=workers)
    finally:
        running.close()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
