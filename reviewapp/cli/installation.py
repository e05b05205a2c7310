"""Looking after an installation: schema, users, worker, computations, checks."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from types import FrameType

import click

from reviewapp import audit, invariants, migrate, runs, web, worker
from reviewapp.accounts import actions as accounts
from reviewapp.accounts import queries as account_queries
from reviewapp.cli.terminal import answer, json_option, operator, plain_errors
from reviewapp.contests import chronicle
from reviewapp.contests import queries as contest_queries
from reviewapp.errors import Missing, Stale
from reviewapp.models.account import Role
from reviewapp.models.result import Run
from reviewapp.words import say


@click.group("db")
def db() -> None:
    """The database schema."""


@db.command("upgrade")
@click.argument("revision", default="head")
def db_upgrade(revision: str) -> None:
    """Bring the schema to REVISION (by default the newest)."""
    migrate.upgrade(web.site().database, revision)
    click.echo(migrate.current(web.site().database))


@db.command("downgrade")
@click.argument("revision")
def db_downgrade(revision: str) -> None:
    """Take the schema back to REVISION ("base" drops everything)."""
    migrate.downgrade(web.site().database, revision)
    click.echo(migrate.current(web.site().database) or "base")


@db.command("current")
def db_current() -> None:
    """The revision of the database."""
    click.echo(migrate.current(web.site().database) or "base")


@db.command("check")
def db_check() -> None:
    """Compare the schema with the models; ends with 1 when they differ."""
    found = migrate.differences(web.site().database)
    for difference in found:
        click.echo(str(difference), err=True)
    if found:
        raise SystemExit(1)
    click.echo(web.speak(say("数据库结构与程序一致。")))


@db.command("revision")
@click.argument("message")
@plain_errors
def db_revision(message: str) -> None:
    """For developers: write the migration that a change of the models takes.

    MESSAGE says in a few words what changes; it becomes part of the file's name.  The database has to be at the newest
    revision (flask db upgrade).  Read the file before using it: renamed columns and data to carry over are not in it.
    """
    database = web.site().database
    if migrate.current(database) != migrate.head():
        raise Stale(say("数据库还不是最新结构，请先运行 flask db upgrade。"))
    if migrate.differences(database):
        click.echo(migrate.make_revision(database, message))
    else:
        click.echo(web.speak(say("数据库结构与程序一致。")))


@click.group("user")
def user() -> None:
    """Accounts."""


@user.command("create")
@click.argument("username")
@click.option("--name", required=True, help="The name shown on pages.")
@click.password_option(help="Asked for when not given.")
@click.option("--admin", is_flag=True, help="Let this user administer the installation.")
@plain_errors
def user_create(username: str, name: str, password: str, admin: bool) -> None:
    """Make an account; the first administrator of an installation is made here."""
    now, cost = datetime.now(UTC), web.site().settings.argon2_cost
    with web.site().database.transaction() as session:
        made = accounts.create_user(
            session, operator(), accounts.NewUser(username, name, password), cost=cost, now=now
        )
        if admin:
            accounts.grant_role(session, operator(), made, Role.ADMIN, contest_id=None, now=now)
    click.echo(made.username)


@user.command("grant")
@click.argument("username")
@click.argument("role", type=click.Choice([r.value for r in Role]))
@click.option("--contest", "contest_id", type=int, help="For every role but admin.")
@click.option("--unit", "unit_id", type=int, help="For the role of a unit.")
@plain_errors
def user_grant(username: str, role: str, contest_id: int | None, unit_id: int | None) -> None:
    """Let an account act in a role."""
    with web.site().database.transaction() as session:
        found = account_queries.user_by_name(session, username)
        if found is None:
            raise Missing
        accounts.grant_role(
            session,
            operator(),
            found,
            Role(role),
            contest_id=contest_id,
            unit_id=unit_id,
            now=datetime.now(UTC),
        )


@user.command("password")
@click.argument("username")
@click.password_option()
@plain_errors
def user_password(username: str, password: str) -> None:
    """Set a new password; ends the user's sessions."""
    with web.site().database.transaction() as session:
        found = account_queries.user_by_name(session, username)
        if found is None:
            raise Missing
        cost = web.site().settings.argon2_cost
        accounts.change_password(session, operator(), found, password, cost=cost, now=datetime.now(UTC))


@click.command("worker")
@click.option("--threads", default=1, show_default=True)
def work(threads: int) -> None:
    """Do queued computations until stopped; several of these may run, on several hosts."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    web.site().jobs.consume(stop, threads)


@click.command("jobs")
@json_option
def jobs(as_json: bool) -> None:
    """Computations that wait or run, in all rounds."""
    with web.site().database.session() as session:
        found = [
            r for i in contest_queries.round_ids(session) for r in contest_queries.active_runs(session, i)
        ]
    answer(
        as_json,
        {
            "runs": [
                {"id": r.id, "kind": r.kind, "state": r.state, "done": r.done, "total": r.total}
                for r in found
            ]
        },
        *(f"{r.id}\t{web.speak(chronicle.RUN_NAMES[r.kind])}\t{r.state}\t{r.done}/{r.total}" for r in found),
    )


@click.command("check")
@json_option
def check(as_json: bool) -> None:
    """Verify the audit chains and the invariants; ends with 1 when something does not hold.

    Prints the head of every chain: noted elsewhere, they prove later that nothing was cut off.
    """
    with web.site().database.session() as session:
        breaks = audit.verify(session)
        violations = invariants.check_all(session)
        heads = audit.heads(session)
    sentences = [invariants.break_sentence(b) for b in breaks] + [v.sentence for v in violations]
    lines = [web.speak(s) for s in sentences]
    answer(
        as_json,
        {
            "ok": not lines,
            "violations": [v.code for v in violations],
            "breaks": [[b.chain, b.seq, b.what] for b in breaks],
            "heads": [{"chain": h.chain, "seq": h.seq, "hash": h.hash} for h in heads],
        },
        *(lines or [web.speak(say("日志完整，数据一致。"))]),
        *(f"{h.chain}\t{h.seq}\t{h.hash}" for h in heads),
    )
    if lines:
        raise SystemExit(1)


@click.command("rebuild")
@click.argument("run_id", type=int)
@json_option
@plain_errors
def rebuild(run_id: int, as_json: bool) -> None:
    """Calculate a run again from its recorded inputs; ends with 1 unless it is the same byte for byte."""
    with web.site().database.session() as session:
        run = session.get(Run, run_id)
        if run is None:
            raise Missing
        if run.code_version != runs.CODE_VERSION:
            raise Stale(
                say(
                    "这次运算由算法版本 %(then)s 完成，现在是版本 %(now)s，不能逐字节重算。",
                    then=run.code_version,
                    now=runs.CODE_VERSION,
                )
            )
        recorded, again = runs.rebuild(session, worker.task_for(run.kind), run_id)
    same = recorded == again
    sentence = say("重算结果与记录完全一致。") if same else say("重算结果与记录不一致。")
    answer(
        as_json,
        {"run": run_id, "kind": run.kind, "same": same, "recorded": recorded, "again": again},
        web.speak(sentence),
        recorded,
        *([] if same else [again]),
    )
    if not same:
        raise SystemExit(1)


COMMANDS = (db, user, work, jobs, check, rebuild)
