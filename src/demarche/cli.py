"""The command line: `demarche VERB`. Results go to stdout, progress and messages to stderr.

Exit codes: 0 done, 1 failed, 2 wrong use.
A verb's module is imported when the verb is called, so that `--help` is quick: the table below says where each lives.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from demarche import __version__

# verb: (module, what it does); a test holds the second against the command's own help.
VERBS = {
    "code": ("cli_verbs", "Code articles and print their records; nothing is stored."),
    "digest": ("cli_verbs", "The quick read of an article, a story, a dyad or a day, every sentence with its source."),
    "ingest": ("cli_ingest", "Read, code and store documents; one JSON line each, after it is committed."),
    "watch": ("cli_ingest", "Poll feeds and folders until stopped."),
    "events": ("cli_store", "Events, with filters."),
    "stories": ("cli_store", "Stories: one event, its reports, what they agree and disagree on."),
    "dyads": ("cli_outlook", "Pairs of countries with their events, or the series of one pair."),
    "quotes": ("cli_store", "Quotations and who said them."),
    "exchanges": ("cli_store", "Bargains: what was given for what."),
    "actors": ("cli_store", "Actors over all documents, most mentioned first."),
    "signals": ("cli_outlook", "Shifts between two countries (thaw, escalation) and surprising events."),
    "forecast": ("cli_outlook", "Calibrated probabilities for pairs of countries, and their record."),
    "chart": ("cli_outlook", "Draw a dyad, or the fan of its forecast, as svg, png or html."),
    "sql": ("cli_store", "Ask the store in SQL; reading only."),
    "export": ("cli_store", "Write a table in a format of the field."),
    "import": ("cli_ingest", "Add the events of ICEWS, POLECAT or GDELT files."),
    "review": ("cli_store", "Accept, edit, reject, merge or split events; corrections stay."),
    "recode": ("cli_ingest", "Code all documents again and tell what changed."),
    "quarantine": ("cli_ingest", "List, inspect and retry inputs that gave no article."),
    "serve": ("cli_serve", "Serve the console and the API; this process owns the store until it is stopped."),
    "demo": ("cli_serve", "Load the example corpus into a store and tell where to look."),
    "backup": ("cli_store", "Copy the store, also while another process writes it."),
    "restore": ("cli_store", "Put a verified backup in the place of the store."),
    "verify": ("cli_store", "Read every block, text and record of the store."),
    "codebook": ("cli_verbs", "Look at, check and test a codebook."),
    "eval": ("cli_verbs", "Score the coder on gold records."),
    "doctor": ("cli_verbs", "Check the installation; with --bench also its speed."),
}


class Verbs(TyperGroup):
    """The verbs, each imported on use."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"demarche.{VERBS[cmd_name][0]}")
        group: Any = typer.main.get_command(module.app)
        return group.commands.get(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in VERBS.items()])


app = typer.Typer(
    name="demarche",
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"demarche {__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Say the version."),
) -> None:
    """Reads news and answers who did what to whom, with the words behind every field."""


def main() -> None:
    """Entry point: errors that we raise on purpose become one line on stderr and exit 1 or 2."""
    try:
        app()
    except Exception as error:
        from demarche.errors import BadDate, ConfigError, DemarcheError

        if not isinstance(error, DemarcheError):
            if isinstance(error, BrokenPipeError):
                sys.stderr.close()
                sys.exit(1)
            raise
        typer.echo(f"demarche: {error}", err=True)
        sys.exit(2 if isinstance(error, BadDate | ConfigError) else 1)


if __name__ == "__main__":
    main()
