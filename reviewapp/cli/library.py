"""The library from the command line: add files, list texts, make the indexes anew."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from reviewapp import web
from reviewapp.cli.terminal import answer, json_option, operator, plain_errors
from reviewapp.errors import Stale
from reviewapp.library import actions, index, intake, queries
from reviewapp.models.library import LibraryKind
from reviewapp.submissions.reading import Upload
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add ``library add``, ``library list`` and ``library forget-index``."""
    library = click.Group(
        "library", help="Past winners, model essays and official texts of the installation."
    )
    for command in (add, list_texts, forget_index):
        library.add_command(command)
    group.add_command(library)


@click.command("add")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--kind", type=click.Choice([k.value for k in LibraryKind]), required=True)
@click.option("--source", default="", help="Contest, publication or web page they come from.")
@click.option("--year", type=int)
@click.option("--note", default="")
@json_option
@plain_errors
def add(files: tuple[Path, ...], kind: str, source: str, year: int | None, note: str, as_json: bool) -> None:
    """Add texts from FILES (.docx .doc .wps .odt .pdf .txt, or a .zip of them); ends with 1 when one was refused."""
    details = actions.Details(LibraryKind(kind), source, year, note)
    drafts, lines = intake.read_files([Upload(f.name, f.read_bytes()) for f in files], details)
    added = actions.Added((), ())
    if drafts:
        with web.site().database.transaction() as session:
            added = actions.add_texts(session, operator(), drafts, now=datetime.now(UTC))
    refused = [(line.filename, web.speak(line.sentence) if line.sentence else "") for line in lines]
    answer(
        as_json,
        {
            "added": [t.id for t in added.texts],
            "already": [t.id for t in added.already],
            "refused": [{"file": name, "reason": reason} for name, reason in refused],
        },
        web.speak(
            say(
                "收入 %(added)s 篇，库中已有 %(already)s 篇，未收 %(refused)s 项。",
                added=len(added.texts),
                already=len(added.already),
                refused=len(refused),
            )
        ),
        *(f"{name}\t{reason}" for name, reason in refused),
    )
    if refused:
        raise SystemExit(1)


@click.command("list")
@click.option("--words", default="", help="Looked for in title, author, source and note.")
@click.option("--kind", type=click.Choice([k.value for k in LibraryKind]))
@json_option
def list_texts(words: str, kind: str | None, as_json: bool) -> None:
    """Texts of the library, newest first."""
    wanted = queries.TextFilter(LibraryKind(kind) if kind else None, words)
    with web.site().database.session() as session:
        found = queries.texts(session, wanted)
    rows = [
        {
            "id": t.id,
            "kind": t.kind.value,
            "title": t.title,
            "author": t.author,
            "source": t.source,
            "year": t.year,
        }
        for t in found
    ]
    answer(as_json, {"texts": rows}, *("\t".join(str(v or "—") for v in row.values()) for row in rows))


@click.command("forget-index")
@plain_errors
def forget_index() -> None:
    """Throw the indexes away; the worker makes them anew from the database when the next work arrives."""
    folder = web.site().settings.instance / "index"
    try:
        with index.alone(folder):
            for old in folder.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
    except index.Busy as error:
        raise Stale(say("运算进程正在使用索引，请稍后再试。")) from error
    click.echo(web.speak(say("索引已清除，收到下一篇作品时自动重建。")))
