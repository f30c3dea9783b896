"""The embedded PostgreSQL: shared, private, and back on its feet after every kind of fall."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from award.config import ROOT
from award.postgres import Cluster, PostgresError, place
from award.postgres.place import SOCKET_NAME

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

ENSURE = "\n".join(
    (
        "import sys",
        "from pathlib import Path",
        "from award.postgres import Cluster",
        "cluster = Cluster(Path(sys.argv[1]))",
        "cluster.ensure()",
        "print(cluster.status().pid)",
    )
)


@pytest.fixture
def make_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Cluster]]:
    """Makes servers in folders of their own and stops them afterwards."""
    made: list[Cluster] = []

    def make(folder: Path | None = None) -> Cluster:
        made.append(Cluster(folder or tmp_path_factory.mktemp("pg") / "instance" / "postgres"))
        return made[-1]

    yield make
    for cluster in made:
        if cluster.folder.exists():
            cluster.stop()
            shutil.rmtree(cluster.place.home)


@pytest.fixture
def cluster(make_cluster: Callable[..., Cluster]) -> Cluster:
    """A running server with one row that was committed."""
    cluster: Cluster = make_cluster()
    cluster.ensure()
    with cluster.connect("award") as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('còn đây')")
    return cluster


def kept(cluster: Cluster) -> list[tuple[str]]:
    with cluster.connect("award") as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def pid_of(cluster: Cluster) -> int:
    pid = cluster.status().pid
    assert pid is not None
    return pid


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"


def wait_until_gone(pid: int) -> None:
    while not gone(pid):
        time.sleep(0.01)


def test_a_server_listens_on_no_network_address_and_writes_safely(cluster):
    with cluster.connect() as connection:
        names = ("listen_addresses", "fsync", "synchronous_commit", "TimeZone")
        values = [connection.execute(f"SHOW {name}").fetchone() for name in names]

    assert values == [("",), ("on",), ("on",), ("UTC",)]


def test_its_folder_and_socket_are_closed_to_others(cluster):
    modes = {
        path.name: oct(path.stat().st_mode & 0o777)
        for path in (cluster.folder, cluster.place.data, Path(cluster.host()) / SOCKET_NAME)
    }

    assert modes == {"postgres": "0o700", "data": "0o700", SOCKET_NAME: "0o700"}


def test_several_processes_that_start_at_once_share_one_server(make_cluster):
    folder = make_cluster().folder

    command = [sys.executable, "-c", ENSURE, str(folder)]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(4)]
    pids = {racer.communicate(timeout=60)[0] for racer in racers}

    assert [racer.returncode for racer in racers] == [0, 0, 0, 0]
    assert len(pids) == 1


def test_the_server_outlives_the_process_that_started_it(make_cluster):
    cluster = make_cluster()

    done = subprocess.run(
        [sys.executable, "-c", ENSURE, str(cluster.folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert pid_of(cluster) == int(done.stdout)


def test_stopping_stops_it_once(cluster):
    pid = pid_of(cluster)

    answers = [cluster.stop(), cluster.stop()]

    assert answers == [True, False]
    assert gone(pid)
    assert cluster.status().running is False


def test_the_demonstration_stops_it_without_reading_the_application(cluster):
    command = [sys.executable, "-X", "importtime", "script/stop_postgres.py", str(cluster.folder)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert not cluster.status().running
    assert "award.postgres.cluster" in done.stderr
    assert "award.models" not in done.stderr


def test_after_kill_9_the_next_one_who_needs_it_gets_it_back(cluster):
    os.kill(pid_of(cluster), signal.SIGKILL)

    cluster.ensure()

    assert kept(cluster) == [("còn đây",)]


def test_after_a_power_cut_a_reused_process_number_does_not_keep_it_down(cluster):
    pid = pid_of(cluster)
    lock = Path(cluster.host()) / f"{SOCKET_NAME}.lock"
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    pid_file = cluster.place.data / "postmaster.pid"
    for leftover in (pid_file, lock):
        lines = leftover.read_text().splitlines()
        leftover.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    cluster.ensure()

    assert kept(cluster) == [("còn đây",)]


@pytest.mark.parametrize("content", ["", "garbage\n", "0\n", "-1\n"])
def test_after_a_power_cut_an_unreadable_lock_file_does_not_keep_it_down(cluster, content):
    pid = pid_of(cluster)
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    (cluster.place.data / "postmaster.pid").write_text(content)
    (Path(cluster.host()) / f"{SOCKET_NAME}.lock").write_text(content)

    cluster.ensure()

    assert kept(cluster) == [("còn đây",)]


def test_a_running_server_whose_lock_file_was_removed_is_still_used_and_stopped(cluster):
    pid = pid_of(cluster)
    (cluster.place.data / "postmaster.pid").unlink()

    cluster.ensure()

    assert kept(cluster) == [("còn đây",)]
    assert pid_of(cluster) == pid
    assert cluster.stop() is True
    assert gone(pid)


def test_a_running_server_whose_socket_was_swept_away_is_started_again(cluster):
    pid = pid_of(cluster)
    (Path(cluster.host()) / SOCKET_NAME).unlink()

    cluster.ensure()

    assert kept(cluster) == [("còn đây",)]
    assert gone(pid)


def test_a_half_made_data_folder_is_made_again(make_cluster):
    cluster = make_cluster()
    draft = cluster.folder / "data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")

    cluster.ensure()

    assert cluster.status().running is True


def test_data_of_another_version_is_left_alone_with_a_clear_sentence(make_cluster):
    cluster = make_cluster()
    cluster.place.data.mkdir(mode=0o700)
    (cluster.place.data / "PG_VERSION").write_text("13\n")

    with pytest.raises(PostgresError, match="thuộc PostgreSQL 13"):
        cluster.ensure()


def test_a_server_that_cannot_start_says_why(make_cluster, monkeypatch):
    monkeypatch.setattr("award.postgres.cluster.START_PATIENCE", 0.5)
    cluster = make_cluster()
    cluster.options = ("no_such_setting=1",)

    with pytest.raises(PostgresError, match="no_such_setting"):
        cluster.ensure()


def test_a_long_path_gets_a_short_private_socket_folder(make_cluster, tmp_path):
    cluster = make_cluster(tmp_path / ("rất-dài-" * 12) / 'có "dấu" $nháy' / "postgres")

    cluster.ensure()

    host = Path(cluster.host())
    assert cluster.status().running is True
    assert len(os.fsencode(host / SOCKET_NAME)) <= 103
    assert oct(host.stat().st_mode & 0o777) == "0o700"
    cluster.stop()
    assert host == cluster.place.home or not host.exists()


def test_a_socket_folder_that_somebody_opened_to_others_is_refused(tmp_path):
    far = place.Place(home=tmp_path / ("rất-dài-" * 12), binaries=tmp_path)
    short = place.socket_folder(far)
    short.chmod(0o755)

    with pytest.raises(PostgresError, match="quyền quá rộng"):
        place.socket_folder(far)
    short.rmdir()


def test_no_permission_outside_its_own_folder_is_changed(make_cluster, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    programs = place._installed_binaries()
    before = [path.stat().st_mode for path in (*home.parents, home, programs, *programs.parents)]

    make_cluster(home / "instance" / "postgres").ensure()

    assert before == [
        path.stat().st_mode for path in (*home.parents, home, programs, *programs.parents)
    ]
