"""The verbs serve and demo: the console with its API, and the example corpus to look at in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

Db = Annotated[Path, typer.Option("--db", envvar="DEMARCHE_DB", help="The store.")]
Host = Annotated[str, typer.Option(help="Address to listen on; anything but loopback needs DEMARCHE_API_KEY.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    db: Db = Path("demarche.duckdb"),
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another host name to answer for; several times.")
    ] = None,
    codebook: Annotated[Path | None, typer.Option(help="Folder with own frames and word sets to code with.")] = None,
    actors: Annotated[list[Path] | None, typer.Option(help="CSV of own actors to code with; several times.")] = None,
    log: Annotated[bool, typer.Option("--log/--quiet", help="One line of JSON a request on stderr.")] = False,
) -> None:
    """Serve the console and the API; this process owns the store until it is stopped.

    `ingest` and `recode` with the same --codebook and --actors go through it.
    """
    from demarche.own import own
    from demarche.serving import serve as run

    chosen = own(codebook, tuple(actors or ()))
    run(db, host=host, port=port, hosts=tuple(allow_host or ()), own=chosen, log=log, say=_say)


@app.command()
def demo(
    db: Db = Path("demo.duckdb"),
    start: Annotated[bool, typer.Option("--serve", help="Serve the console when it is loaded.")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Load the example corpus into a store and tell where to look."""
    from demarche.corpus import Store
    from demarche.demo import keep_forecasts, load, where_to_look
    from demarche.forecast.ledger import Ledger, ledger_path

    with Store(db) as store:
        new, known = load(store)
        typer.echo(f"{new} invented articles were coded and stored in {db}; {known} were there before.", err=True)
        if kept := keep_forecasts(store, Ledger(ledger_path(db))):
            typer.echo(f"{kept} forecasts were made as of five Mondays, from what was published by then.", err=True)
        found = where_to_look(store)
    typer.echo(found)
    if start:
        from demarche.serving import serve as run

        run(db, host=host, port=port, say=_say)
    else:
        typer.echo(f"\nOpen it:  demarche serve --db {db}   and then http://127.0.0.1:8000/")


def _say(words: str) -> None:
    typer.echo(words, err=True)
