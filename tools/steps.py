"""Plain step lines with times, locks and stamps: what every verb shares."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import time

from tools import paths

START = time.monotonic()


class Failure(Exception):
    """A problem that is told in one sentence, without a traceback."""


def say(text):
    """Print one line with the seconds since the start."""
    print(f"[{time.monotonic() - START:6.1f} s] {text}", flush=True)


@contextlib.contextmanager
def step(text):
    """Announce a step, and its time when it is done."""
    say(f"{text} ...")
    begin = time.monotonic()
    yield
    say(f"{text}: done in {time.monotonic() - begin:.1f} s")


@contextlib.contextmanager
def lock(name):
    """Let one process of this checkout at a time do ``name``."""
    folder = paths.VAR / "lock"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / name, "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another run that does: {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def digest(*parts):
    """Return a short hash of texts, in order."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write_whole(path, text):
    """Write a file so that it is there in full or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


class Stamp:
    """Remembers that something was made, and from what."""

    def __init__(self, name):
        self.path = paths.STAMPS / name

    def read(self):
        """Return what the thing was last made from, or an empty text."""
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def matches(self, value):
        """Say whether the thing was last made from ``value``."""
        return self.read() == value

    def write(self, value):
        """Remember that the thing is now made from ``value``."""
        write_whole(self.path, value)

    def clear(self):
        """Forget it, before the thing is touched."""
        self.path.unlink(missing_ok=True)


def run(command, *, what, log=None, **options):
    """Run a command, its output into a log file; raise Failure when it fails."""
    log = log or paths.LOG / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as output:
        output.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        output.flush()
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **options,
        )
    if done.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        tail = "\n".join(f"    {line}" for line in lines[-15:])
        shown = log.relative_to(paths.ROOT)
        raise Failure(f"{what} failed (exit {done.returncode}, {shown}):\n{tail}")


def main(function):
    """Call a verb; a Failure is one plain message, Ctrl-C is quiet."""
    try:
        code = function()
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr, flush=True)
        code = 130
    sys.exit(code or 0)
