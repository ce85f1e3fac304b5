"""The private PostgreSQL of this checkout, on a unix socket only.

PostgreSQL refuses to run as root: then it runs as the system user ``postgres``, in a
folder which that user can reach. ``PGHOST`` set means: use that server, start none.
"""

import getpass
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from tools import paths, steps, system

OWNER = "postgres"
SOCKET = ".s.PGSQL.5432"
SOCKET_LIMIT = 107
# Speed before safety against a power failure: this server holds demo and test data.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 256MB
maintenance_work_mem = 256MB
work_mem = 16MB
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 2GB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
"""


def private():
    """Say whether the server in use is ours, also when PGHOST names its socket."""
    given = os.environ.get("PGHOST")
    return not given or given in {str(home() / "run"), _short_folder()}


def user():
    """Return the database user: the one who runs us, but never ``postgres``."""
    name = os.environ.get("PGUSER") or getpass.getuser()
    return "odoo" if name == OWNER and private() else name


def _as_root():
    return os.geteuid() == 0


def _reachable_for_all(folder):
    """Say whether every other user may enter ``folder``."""
    for part in [folder, *folder.parents]:
        if part.exists() and not part.stat().st_mode & stat.S_IXOTH:
            return False
    return True


def home():
    """Return the folder of the cluster; it depends on the checkout's path alone."""
    if not _as_root() or _reachable_for_all(paths.ROOT):
        return paths.VAR / "pg"
    try:
        state = Path(pwd.getpwnam(OWNER).pw_dir)
    except KeyError:
        return paths.VAR / "pg"  # PostgreSQL is not installed yet
    return state / f"checkout-{paths.checkout_id()}"


def _short_folder():
    name = f"pg-{paths.checkout_id()}-{os.getuid()}"
    return str(Path(tempfile.gettempdir()) / name)


def socket_folder():
    """Return the folder of the socket, short enough for the system's limit."""
    given = os.environ.get("PGHOST")
    if given:
        return given
    folder = home() / "run"
    if len(os.fsencode(folder / SOCKET)) > SOCKET_LIMIT:
        return _short_folder()
    return str(folder)


def environment():
    """Return the environment for clients of the server, Odoo among them."""
    return {**os.environ, "PGHOST": socket_folder(), "PGUSER": user()}


def _command(*parts):
    parts = [str(part) for part in parts]
    return ["runuser", "-u", OWNER, "--", *parts] if _as_root() else parts


def _program(name):
    folder = system.postgres_bin()
    if folder is None:
        raise steps.Failure("PostgreSQL is missing: apt-get install postgresql")
    return folder / name


def _own(path, mode=0o700):
    path.chmod(mode)
    if _as_root():
        shutil.chown(path, OWNER, OWNER)


def _belongs_to_this_checkout(data):
    """A cluster left by an older clone at the same path knows none of our files."""
    token = paths.VAR / "pg.token"
    inside = data / "checkout.token"
    return (
        token.is_file()
        and inside.is_file()
        and token.read_text("utf-8") == inside.read_text("utf-8")
    )


def _socket_ready(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    info = folder.lstat()
    allowed = {os.geteuid()} | ({pwd.getpwnam(OWNER).pw_uid} if _as_root() else set())
    if not stat.S_ISDIR(info.st_mode) or info.st_uid not in allowed:
        raise steps.Failure(f"{folder} belongs to somebody else; remove it")
    _own(folder)


def _create(data):
    fresh = data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _own(fresh)
    steps.run(
        _command(
            _program("initdb"), "-D", fresh, "-U", OWNER, "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ),
        what="initdb",
        cwd="/",
    )  # fmt: skip
    settings = SETTINGS.format(socket=socket_folder())
    with open(fresh / "postgresql.conf", "a", encoding="utf-8") as handle:
        handle.write(settings)
    token = secrets.token_hex(8)
    (fresh / "checkout.token").write_text(token, "utf-8")
    steps.write_whole(paths.VAR / "pg.token", token)
    fresh.replace(data)


def running():
    """Say whether the server answers."""
    command = ["psql", "-XAtqc", "select 1", "postgres"]
    env = environment()
    if private():
        env["PGUSER"] = OWNER
    try:
        done = subprocess.run(command, check=False, capture_output=True, env=env)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def _ensure_role():
    if user() == OWNER:
        return
    env = {**environment(), "PGUSER": OWNER}
    sql = (
        f'DO $$BEGIN CREATE ROLE "{user()}" LOGIN CREATEDB; '
        "EXCEPTION WHEN duplicate_object THEN NULL; END$$"
    )
    command = ["psql", "-XAtqc", sql, "postgres"]
    subprocess.run(command, check=True, capture_output=True, env=env)


def ensure():
    """Have a server; return True when this call started it."""
    if not private():
        if not running():
            raise steps.Failure(
                f"The server that PGHOST={os.environ['PGHOST']} names does not answer "
                f"to user {user()}"
            )
        return False
    data = home() / "data"
    with steps.lock("postgres"):
        known = (data / "PG_VERSION").is_file() and _belongs_to_this_checkout(data)
        if known and running():
            return False
        data.parent.mkdir(parents=True, exist_ok=True)
        if data.parent != paths.VAR / "pg":
            _own(data.parent)
        if not known:
            with steps.step("database server: new cluster"):
                _discard(data)
                _create(data)
        _socket_ready(socket_folder())
        paths.LOG.mkdir(parents=True, exist_ok=True)
        log = data / "server.log"
        steps.run(
            _command(
                _program("pg_ctl"), "-D", data, "-l", log, "-w", "-t", 60, "start"
            ),
            what=f"start of PostgreSQL (log: {log})",
            cwd="/",
        )
        _ensure_role()
        steps.say("database server started")
    return True


def _discard(data):
    if not data.exists():
        return
    steps.say("an older clone left a cluster here: removing it")
    stop(quiet=True)
    shutil.rmtree(data)
    shutil.rmtree(paths.DATA, ignore_errors=True)


def others_connected():
    """Say whether somebody else uses the private server right now."""
    sql = (
        "select count(*) from pg_stat_activity "
        "where backend_type = 'client backend' and pid <> pg_backend_pid()"
    )
    env = {**environment(), "PGUSER": OWNER}
    done = subprocess.run(
        ["psql", "-XAtqc", sql, "postgres"],
        check=False, capture_output=True, text=True, env=env,
    )  # fmt: skip
    return done.stdout.strip() not in {"", "0"}


def stop(quiet=False):
    """Stop the private server."""
    data = home() / "data"
    if not private() or not (data / "postmaster.pid").is_file():
        return
    command = _command(_program("pg_ctl"), "-D", data, "-m", "fast", "-w", "stop")
    subprocess.run(command, check=False, capture_output=True, cwd="/")
    if not quiet:
        steps.say("database server stopped")
