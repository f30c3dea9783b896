"""The background worker, `python -m award.worker`: takes jobs until it is told to stop."""

import asyncio
import logging
from typing import Any

from flask import Flask
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.builtin_tasks import remove_old_jobs
from psycopg import conninfo
from sqlalchemy import make_url

from award import clock, database
from award.config import current
from award.extensions import db
from award.logs import log
from award.models import OutboxMessage
from award.services import capturing, delivering, drill_reminders, expiries, jobs

HEARTBEAT = 2.0  # seconds between two signs of life of a worker
STALLED = 6.0  # seconds without one after which its job is given to another
KEEP_HOURS = 24 * 30  # of finished jobs

# Waits 4, 16, 64, … seconds between attempts and gives up after seven: a few hours in all.
PATIENT = RetryStrategy(max_attempts=7, exponential_wait=4)


def build(app: Flask) -> App:
    """The queue of one application with every task it knows."""
    with app.app_context():
        address = _address()
    logging.getLogger("procrastinate.blueprints").setLevel(logging.ERROR)  # tasks need no path
    queue = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=4))

    @queue.task(name="deliver", queue=jobs.QUEUE, retry=PATIENT)
    def deliver(message_id: int) -> None:
        with app.app_context():
            _deliver(message_id)

    @queue.task(name="capture", queue=jobs.QUEUE, retry=PATIENT)
    def capture(job_id: str) -> None:
        with app.app_context():
            capturing.run(job_id)
            db.session.commit()

    @queue.periodic(cron="* * * * * */5")
    @queue.task(
        name="retry_stalled", queue=jobs.QUEUE, queueing_lock="retry_stalled", pass_context=True
    )
    async def retry_stalled(context: JobContext, timestamp: int) -> None:
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            log.warning("stalled job", job=job.id, task=job.task_name)
            await manager.retry_job(job)

    _add_daily(queue, app)
    return queue


def _add_daily(queue: App, app: Flask) -> None:
    """What happens once a day."""

    @queue.periodic(cron="17 3 * * *")
    @queue.task(name="forget_old_jobs", queue=jobs.QUEUE, pass_context=True)
    async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
        await remove_old_jobs(context, max_hours=KEEP_HOURS)

    @queue.periodic(cron="23 22 * * *")  # half past five in the morning in Vietnam
    @queue.task(name="end_papers", queue=jobs.QUEUE, queueing_lock="end_papers", retry=PATIENT)
    def end_papers(timestamp: int) -> None:
        _end_papers(app)

    @queue.periodic(cron="23 0 * * *")
    @queue.task(name="remind_drills", queue=jobs.QUEUE, queueing_lock="remind_drills")
    def remind_drills(timestamp: int) -> None:
        with app.app_context():
            drill_reminders.send()
            db.session.commit()


def run(app: Flask, *, wait: bool = True) -> None:
    """Work until a signal comes, or without `wait` until nothing is left to do."""
    queue = build(app)

    async def work() -> None:
        async with queue.open_async():
            await queue.run_worker_async(
                wait=wait,
                listen_notify=wait,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=10 * STALLED,
                shutdown_graceful_timeout=30,
            )

    asyncio.run(work())


def _end_papers(app: Flask) -> None:
    """Judge anew what an end of validity has overtaken, and remind of what will end."""
    with app.app_context():
        expiries.daily(clock.today_local())
        db.session.commit()


def _deliver(message_id: int) -> None:
    """Deliver one message and commit; a failure is noted on the message and raised again."""
    try:
        delivering.deliver(message_id)
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        log.warning("not delivered", message=message_id, error=repr(error))
        message = db.session.get(OutboxMessage, message_id)
        if message is not None:
            message.attempts += 1
            message.error = repr(error)
            db.session.commit()
        raise


def _address() -> str:
    """psycopg's address of the application's database; the embedded server is started first."""
    settings: Any = current()
    if settings.database_url is None:
        own = database.cluster(settings)
        own.ensure()
        return conninfo.make_conninfo(host=own.host(), user="postgres", dbname="award")
    url = make_url(settings.database_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


if __name__ == "__main__":
    from wsgi import app  # only a process of its own makes an application

    run(app)
