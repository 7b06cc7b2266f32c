"""The verbs that need no store: code, doctor, eval, codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
codebook_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look at, check and test a codebook.")
app.add_typer(codebook_app, name="codebook")


@app.command()
def code(
    files: Annotated[list[str], typer.Argument(metavar="FILE…|-", help="Text, HTML or .jsonl files; - reads stdin.")],
    published: Annotated[str | None, typer.Option(help="Publication date, e.g. 2025-09-16.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, jsonl, csv, parquet or html.")] = "",
    html: Annotated[Path | None, typer.Option(help="Also write the evidence page to this file.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file instead of stdout.")] = None,
    actors: Annotated[list[Path] | None, typer.Option(help="CSV of own actors: name,code,start,end.")] = None,
    codebook: Annotated[Path | None, typer.Option(help="Folder with own frames and word sets.")] = None,
    explain: Annotated[
        str | None, typer.Option(help="Show sentence, tree and frame of this event (e3), or all.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes for .jsonl streams.")] = 1,
    engine: Annotated[str, typer.Option(help="process, or ray (extra `ray`).")] = "process",
) -> None:
    """Code articles and print their records; nothing is stored.

    Text for people on a terminal, JSON lines in a pipe, unless --format says otherwise.
    """
    from demarche.cli_code import Job, run

    job = Job(
        files=tuple(files), published=published, format=format, html=html, out=out, actors=tuple(actors or ()),
        codebook=codebook, explain=explain, workers=workers, engine=engine,
    )  # fmt: skip
    raise typer.Exit(run(job))


@app.command()
def digest(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE…|-]", help="Text or HTML files, - reads stdin; none: the store."),
    ] = None,
    published: Annotated[str | None, typer.Option(help="Publication date of the files, e.g. 2025-09-16.")] = None,
    doc: Annotated[str | None, typer.Option(help="Of this stored article.")] = None,
    story: Annotated[
        str | None, typer.Option(help="Of this story: the best report, and where the others differ.")
    ] = None,
    dyad: Annotated[str | None, typer.Option(help="Of two countries, like USA-BLR, in order of time.")] = None,
    day: Annotated[str | None, typer.Option(help="Of what was reported on this day.")] = None,
    since: Annotated[str | None, typer.Option(help="Of what was reported from this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Of what was reported up to this day, included.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many sentences from the store.")] = None,
    db: Annotated[Path, typer.Option("--db", envvar="DEMARCHE_DB", help="The store.")] = Path("demarche.duckdb"),
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, markdown or html.")] = "text",
) -> None:
    """The quick read of an article, a story, two countries or a day: sentences with the words they rest on.

    With files, of each of them; else of what the store holds, without any choice of its last week.
    """
    from demarche.cli_digest import digest_command, store_digest_command

    chosen = {
        "doc_id": doc,
        "story_id": story,
        "dyad": dyad,
        "day": day,
        "since": since,
        "until": until,
        "limit": limit,
    }
    if not files:
        raise typer.Exit(store_digest_command(db, chosen, format=format))
    if any(chosen.values()):
        raise typer.BadParameter("files and a choice from the store do not go together")
    raise typer.Exit(digest_command(files, published=published, format=format))


@app.command()
def doctor(
    bench: Annotated[bool, typer.Option("--bench", help="Measure the speed of model and pipeline.")] = False,
    db: Annotated[Path | None, typer.Option(help="Also check this store.")] = None,
) -> None:
    """Check the installation, as JSON; with --bench also its speed."""
    from demarche.cli_checks import doctor as run

    raise typer.Exit(run(bench=bench, db=db))


@app.command(name="eval")
def evaluate(
    sets: Annotated[
        list[str] | None, typer.Argument(metavar="SET…", help="Names of sets; none: all that are there.")
    ] = None,
    data: Annotated[Path, typer.Option(help="Folder with the gold records.")] = Path("../shared/data"),
    half: Annotated[str, typer.Option(help="all, tune (even records) or check (odd records).")] = "all",
    errors: Annotated[int, typer.Option(help="Show this many errors of each set.")] = 0,
    ablation: Annotated[str, typer.Option(help="both, frames (without the event head) or head.")] = "both",
) -> None:
    """Score the coder on gold records, as JSON lines with the digest of each set."""
    from demarche.cli_checks import evaluate as run

    raise typer.Exit(run(sets or [], data=data, half=half, errors=errors, ablation=ablation))


@codebook_app.command("lint")
def codebook_lint(
    folder: Annotated[Path | None, typer.Argument(help="Own codebook folder; none: ours.")] = None,
) -> None:
    """Check a codebook; exit 1 when something is wrong."""
    from demarche.cli_checks import lint

    raise typer.Exit(lint(folder))


@codebook_app.command("test")
def codebook_test(
    folder: Annotated[Path | None, typer.Argument(help="Own codebook folder; none: ours.")] = None,
    only: Annotated[str, typer.Option(help="Only frames whose id begins so.")] = "",
) -> None:
    """Run the examples and near misses that the frames carry; exit 1 when one fails."""
    from demarche.cli_checks import test_frames

    raise typer.Exit(test_frames(folder, only=only))


@codebook_app.command("show")
def codebook_show(
    name: Annotated[str, typer.Argument(metavar="FRAME", help="Frame id, or the beginning of several.")],
    folder: Annotated[Path | None, typer.Option(help="Own codebook folder.")] = None,
) -> None:
    """Print a frame with its patterns, codes and examples."""
    from demarche.cli_checks import show

    raise typer.Exit(show(name, folder))
