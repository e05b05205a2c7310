"""``flask demo``: the sample contest, run and served."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict

import click
from flask import Flask
from flask.cli import with_appcontext

from reviewapp import migrate, web
from reviewapp.errors import DomainError
from reviewapp.jobs import Jobs


@click.command("demo")
@click.option("--serve/--no-serve", default=True, help="Serve the pages afterwards.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@with_appcontext
def demo(serve: bool, port: int, as_json: bool) -> None:
    """Run the sample contest if it has not run yet, say what was done, and serve it on 127.0.0.1."""
    from reviewapp import create_app
    from reviewapp.demo.contest import Demo
    from reviewapp.demo.people import write_accounts_file
    from reviewapp.demo.summary import summary

    if serve:
        _refuse_taken(port)
    site = web.site()
    started = time.monotonic()
    migrate.upgrade(site.database)
    shown = _Steps(quiet=as_json)
    run = Demo(site.settings, site.database, shown.begin)
    try:
        run.run()
    except DomainError as error:
        raise click.ClickException(web.speak(error.sentence)) from error
    shown.end()
    accounts = write_accounts_file(site.settings.instance, run.preset)
    found = summary(site.database, run.first, run.second)
    if as_json:
        click.echo(json.dumps(asdict(found) | {"accounts": accounts}, ensure_ascii=False))
    else:
        click.echo("\n".join(found.lines()))
        click.echo("\n演示账号（只供本机试用）：")
        for row in accounts:
            click.echo(f"  {row['username']:<10} {row['password']:<22} {row['role']}　{row['name']}")
        click.echo(f"\n用时 {time.monotonic() - started:.0f} 秒")
    if serve:
        _serve(create_app({"instance": site.settings.instance, "demo": True}), port)


def _refuse_taken(port: int) -> None:
    """Say so before the minute of computing, not after it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"端口 {port} 用不了：{error.strerror}。请用 --port 换一个。"
            ) from error


class _Steps:
    """One line per step, with a percentage while it works on a terminal."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.name, self.live = quiet, "", sys.stdout.isatty()

    def begin(self, name: str) -> Callable[[int, int], None]:
        self.end()
        self.name = name
        return self._progress

    def _progress(self, done: int, total: int) -> None:
        if self.live and not self.quiet:
            click.echo(f"\r  {self.name} … {100 * done // max(total, 1):3d}%", nl=False)

    def end(self) -> None:
        if self.name and not self.quiet:
            start = "\r" if self.live else ""
            click.echo(f"{start}  {self.name} … 完成")
        self.name = ""


def _serve(app: Flask, port: int) -> None:
    """The pages and the worker in one process, until Ctrl+C."""
    from waitress import serve

    stop = threading.Event()
    jobs: Jobs = app.extensions["jianwen"].jobs
    worker = threading.Thread(target=jobs.consume, args=(stop,), daemon=True)
    worker.start()
    click.echo(f"\n请在浏览器打开 http://127.0.0.1:{port} （按 Ctrl+C 结束）")
    try:
        serve(app, host="127.0.0.1", port=port, threads=8, clear_untrusted_proxy_headers=True)
    finally:
        stop.set()
        worker.join(5)
