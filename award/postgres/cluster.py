"""One embedded server: started by whoever needs it first, found by everybody else, stopped."""

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from award.postgres.place import SOCKET_NAME, Place, PostgresError, choose, socket_folder

PORT = "5432"  # part of the socket's name; the server listens on no network address
PATIENCE = 60.0  # seconds: recovery after a power cut may take that long
START_PATIENCE = 20.0  # seconds: orphans of a killed server hold its memory for a moment
LONGEST_LOG = 5_000_000  # bytes

_OPTIONS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
)


@dataclass(frozen=True, slots=True)
class Status:
    """What `flask postgres status` shows."""

    running: bool
    pid: int | None
    version: str | None
    data: Path
    socket: Path
    log: Path


class Cluster:
    """The server whose files lie in `folder`. Several processes may use it at once."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.options = (*_OPTIONS, *options)

    @cached_property
    def place(self) -> Place:
        """Where the server lives; asks the machine once. Raises `PostgresError`."""
        return choose(self.folder)

    def host(self) -> str:
        """The folder of the running server's socket, or of the next one's."""
        recorded = self._postmaster_lines()[4:5]
        if recorded and recorded[0].strip():
            return recorded[0].strip()
        return str(socket_folder(self.place))

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection in autocommit mode to one database of the running server."""
        return psycopg.connect(
            host=self.host(), port=PORT, user="postgres", dbname=database,
            connect_timeout=5, autocommit=True,
        )  # fmt: skip

    def url(self, database: str = "award") -> str:
        """SQLAlchemy's address of a database; the socket's folder is looked up at each connect."""
        return f"postgresql+psycopg://postgres@/{database}"

    def ensure(self, database: str = "award") -> None:
        """Start the server unless it answers; make `database` unless it exists.

        Raises `PostgresError` with the end of the server's log when it cannot be started.
        """
        with self._locked():
            if not self._answers():
                self._initialise()
                self._start()
            with self.connect() as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", (database,)
                ).fetchone()
                if known is None:
                    name = sql.Identifier(database)
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(name))

    def status(self) -> Status:
        """Whether the server answers, and where its things are. Starts nothing."""
        pid, version = self._pid(), None
        if self._answers():
            with self.connect() as connection:
                row = connection.execute("SHOW server_version").fetchone()
                version = None if row is None else str(row[0])
        place = self.place
        return Status(version is not None, pid, version, place.data, Path(self.host()), place.log)

    def stop(self) -> bool:
        """Stop the server in good order; False when it was not running.

        Raises `PostgresError` when it does not stop.
        """
        with self._locked():
            return self._stop()

    def _stop(self) -> bool:
        pid = self._pid()
        if pid is None:
            return False
        host = Path(self.host())
        for order, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
            os.kill(pid, order)
            if _wait_until(lambda: not self._serves(pid), patience):
                if host != self.place.home:
                    with suppress(OSError):
                        host.rmdir()
                return True
        raise PostgresError(f"PostgreSQL (tiến trình {pid}) không chịu dừng.")

    def _initialise(self) -> None:
        """Make the data folder in one piece: a half-made one never gets the final name."""
        place = self.place
        version = place.data / "PG_VERSION"
        if version.exists():
            self._refuse_other_version(version.read_text().strip())
            return
        draft = place.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        place.run(
            place.command(
                "initdb", "-D", str(draft), "--username=postgres", "--auth=trust",
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--no-instructions",
            ),
            cwd=place.home,
        )  # fmt: skip
        draft.rename(place.data)
        _sync(place.home)

    def _refuse_other_version(self, found: str) -> None:
        ours = self.place.run(self.place.command("postgres", "--version"), cwd=self.place.home)
        if ours.split()[-1].split(".")[0] != found:
            raise PostgresError(
                f"Dữ liệu trong {self.place.data} thuộc PostgreSQL {found}, chương trình hiện có "
                f"là {ours.strip()}. Hãy cài lại requirements.lock cũ và xuất dữ liệu ra trước."
            )

    def _start(self) -> None:
        """Start and wait until the server answers, through recovery and leftovers of a crash."""
        began = time.monotonic()
        started: int | None = None
        while not self._answers():
            waited = time.monotonic() - began
            pid = self._pid()
            if pid is not None and self._is_deaf():
                self._stop()
            elif pid is None and not (started and self._serves(started)):
                if waited > START_PATIENCE:
                    raise PostgresError(self._explain())
                self._clear_leftovers()
                started = self._launch()
            if waited > PATIENCE:
                raise PostgresError(self._explain())
            time.sleep(0.02 if waited < 1 else 0.2)

    def _launch(self) -> int:
        """Start the server detached from this process and from its terminal; return its pid."""
        place = self.place
        if place.log.exists() and place.log.stat().st_size > LONGEST_LOG:
            place.log.replace(place.log.with_suffix(".old"))
        settings = [word for option in self.options for word in ("-c", option)]
        command = place.command(
            "postgres", "-D", str(place.data), "-k", str(socket_folder(place)), "-p", PORT,
            *settings,
        )  # fmt: skip
        detach = f'"$@" </dev/null >>{shlex.quote(str(place.log))} 2>&1 & echo $!'
        return int(place.run(["/bin/sh", "-c", detach, "sh", *command], cwd=place.data))

    def _clear_leftovers(self) -> None:
        """Remove the lock files of a server that is gone; its process number may be reused by now.

        Safe under our own lock and after `_pid` found nobody: a survivor still holds the shared
        memory of the data folder, and the new server refuses to start beside it.
        """
        socket = Path(self.host()) / SOCKET_NAME
        for leftover in (socket, socket.with_name(f"{SOCKET_NAME}.lock"), self._pid_file):
            leftover.unlink(missing_ok=True)

    def _answers(self) -> bool:
        try:
            with self.connect() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _is_deaf(self) -> bool:
        """Whether the server says it is ready but its socket was swept away by somebody."""
        lines = self._postmaster_lines()
        ready = lines[7:8] and lines[7].strip() == "ready"
        return bool(ready) and not (Path(self.host()) / SOCKET_NAME).exists()

    @property
    def _pid_file(self) -> Path:
        return self.place.data / "postmaster.pid"

    def _postmaster_lines(self) -> list[str]:
        try:
            return self._pid_file.read_text().splitlines()
        except OSError:
            return []

    def _pid(self) -> int | None:
        """The running server's process, by its own lock file or by its socket's."""
        lock = socket_folder(self.place) / f"{SOCKET_NAME}.lock"
        lines = [*self._postmaster_lines()[:1], *(_lines(lock)[:1])]
        for line in lines:
            if line.strip().isdecimal() and self._serves(int(line)):
                return int(line)
        return None

    def _serves(self, pid: int) -> bool:
        """Whether that process is a PostgreSQL working in our data folder."""
        process = Path("/proc", str(pid))
        if process.parent.joinpath("self").exists():
            try:
                return (process / "comm").read_text().strip() in {
                    "postgres", "unshare", "sh",
                } and os.path.samefile(process / "cwd", self.place.data)  # fmt: skip
            except OSError:
                return False
        shown = subprocess.run(
            ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
        )
        return str(self.place.data) in shown.stdout

    def _explain(self) -> str:
        tail = "\n".join(_lines(self.place.log)[-10:])
        return f"Không khởi động được PostgreSQL. Cuối nhật ký {self.place.log}:\n{tail}"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time starts or stops the server; the lock dies with its holder."""
        _ = self.place  # makes the folder
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _wait_until(lambda: _flock(descriptor), 2 * PATIENCE):
                raise PostgresError(f"Một tiến trình khác giữ {self.folder / 'lock'} quá lâu.")
            yield
        finally:
            os.close(descriptor)


def _flock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_until(true: Callable[[], bool], patience: float) -> bool:
    """Ask again and again for at most `patience` seconds; whether the answer became yes."""
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
