"""The verbs on what is changing and what comes next; cli_relations.py and cli_forecast.py do the work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
forecasts = typer.Typer(
    rich_markup_mode=None, help="Calibrated probabilities for pairs of countries, and their record."
)
app.add_typer(forecasts, name="forecast")

Db = Annotated[Path, typer.Option("--db", envvar="DEMARCHE_DB", help="The store.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Use only what had arrived before this day; without it, everything on record."),
]
Dyad = Annotated[str | None, typer.Option(help="Two countries, like USA-BLR.")]
Format = Annotated[str, typer.Option("--format", "-f", help="text, json or jsonl.")]
DEFAULT_DB = Path("demarche.duckdb")


@app.command()
def dyads(
    db: Db = DEFAULT_DB,
    dyad: Annotated[
        str | None, typer.Option(help="The series of this pair, like USA-BLR; none: all pairs, each direction apart.")
    ] = None,
    unit: Annotated[str, typer.Option(help="day, week or month.")] = "week",
    directed: Annotated[bool, typer.Option(help="Only from the first country towards the second.")] = False,
    everything: Annotated[bool, typer.Option(help="Also what is planned, denied or background.")] = False,
    since: Annotated[str | None, typer.Option(help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day, included.")] = None,
    format: Format = "text",
) -> None:
    """Pairs of countries with their events, or the series of one pair."""
    from demarche.cli_relations import dyads as run

    raise typer.Exit(
        run(
            db=db,
            dyad=dyad,
            unit=unit,
            directed=directed,
            everything=everything,
            since=since,
            until=until,
            format=format,
        )
    )


@app.command()
def signals(
    db: Db = DEFAULT_DB,
    dyad: Dyad = None,
    as_of: AsOf = None,
    since: Annotated[str | None, typer.Option(help="Only what was noticed from this day on.")] = None,
    false_alarms: Annotated[float, typer.Option(help="False alarms that you accept per dyad and year.")] = 0.1,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, jsonl or atom.")] = "text",
    webhook: Annotated[str | None, typer.Option(help="Also send the signals, signed, to this address.")] = None,
) -> None:
    """Shifts between two countries (thaw, escalation) and surprising events."""
    from demarche.cli_relations import signals as run

    raise typer.Exit(
        run(db=db, dyad=dyad, as_of=as_of, since=since, false_alarms=false_alarms, format=format, webhook=webhook)
    )


@app.command()
def chart(
    kind: Annotated[str, typer.Argument(help="dyad or fan.")],
    pair: Annotated[str, typer.Argument(metavar="DYAD", help="Two countries, like USA-BLR.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write; its ending says the format.")],
    db: Db = DEFAULT_DB,
    unit: Annotated[str, typer.Option(help="day, week or month.")] = "week",
    directed: Annotated[bool, typer.Option(help="Only from the first country towards the second.")] = False,
    as_of: AsOf = None,
    event: Annotated[str, typer.Option(help="For fan: a type, quad class or mode.")] = "any",
    days: Annotated[int, typer.Option(help="For fan: how far ahead.")] = 90,
) -> None:
    """Draw a dyad, or the fan of its forecast, as svg, png or html."""
    from demarche.cli_relations import chart as run

    raise typer.Exit(
        run(db=db, dyad=pair, out=out, kind=kind, unit=unit, directed=directed, as_of=as_of, event=event, days=days)
    )


@forecasts.callback(invoke_without_command=True)
def forecast(
    context: typer.Context,
    dyad: Dyad = None,
    as_of: AsOf = None,
    event: Annotated[
        list[str] | None, typer.Option(help="Type, quad class or mode; may be given several times.")
    ] = None,
    horizon: Annotated[list[int] | None, typer.Option(help="Days ahead; may be given several times.")] = None,
    both: Annotated[bool, typer.Option(help="Both directions.")] = False,
    keep: Annotated[bool, typer.Option(help="Keep the forecasts, to be scored later.")] = True,
    db: Db = DEFAULT_DB,
    format: Format = "text",
) -> None:
    """Probabilities of events between two countries; with a subcommand, their record or a benchmark."""
    if context.invoked_subcommand is not None:
        return
    if dyad is None:
        raise typer.BadParameter("say which two countries, for example --dyad USA-BLR")
    from demarche.cli_forecast import forecast as run

    raise typer.Exit(
        run(db=db, dyad=dyad, as_of=as_of, events=event or (), horizons=horizon or (7, 30, 90), both=both, store=keep,
            format=format)
    )  # fmt: skip


@forecasts.command()
def evaluate(
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
    format: Format = "text",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Also draw the reliability diagram to this file.")
    ] = None,
) -> None:
    """Score the forecasts whose window has closed."""
    from demarche.cli_forecast import evaluate as run

    raise typer.Exit(run(db=db, as_of=as_of, format=format, out=out))


@forecasts.command()
def benchmark(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="train.txt valid.txt test.txt entity2id.txt …")],
    evaluate: Annotated[str, typer.Option("--eval", help="valid or test.")] = "valid",
    predictions: Annotated[
        Path | None, typer.Option(help="Write the answer to every query to this JSONL file.")
    ] = None,
    reasons: Annotated[
        bool, typer.Option(help="Say beside each prediction why its first answer stands there.")
    ] = False,
) -> None:
    """Who with whom next, on a benchmark folder."""
    from demarche.cli_forecast import benchmark as run

    raise typer.Exit(run(folder=folder, evaluate=evaluate, predictions=predictions, reasons=reasons))


@forecasts.command("benchmark-dyads")
def benchmark_dyads(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A benchmark folder with origins.tsv.")],
    json: Annotated[bool, typer.Option("--json/--lines", help="One JSON object, or a line per forecast.")] = True,
) -> None:
    """Probabilities of quad classes between countries, on a benchmark folder."""
    from demarche.cli_forecast import benchmark_dyads as run

    raise typer.Exit(run(folder=folder, json=json))
