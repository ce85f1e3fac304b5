"""Free ports of this machine, each given once."""

import random
import socket
from pathlib import Path

FIRST = 10_240
EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_held = []  # one lock for each port this process was given


def _numbers():
    """Return the ports to choose from: below the kernel's own where there is room."""
    kernel = int(EPHEMERAL.read_text("ascii").split()[0])
    return range(FIRST, kernel if kernel >= FIRST + 1_000 else 65_536)


def _reserve(port):
    """Return a lock on a number that no process of this machine shares, or None.

    A name in the abstract namespace: the kernel gives it back when we end.
    """
    lock = socket.socket(socket.AF_UNIX)
    try:
        lock.bind(f"\0service-portal-port-{port}")
    except OSError:
        lock.close()
        return None
    return lock


def _listened(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free():
    """Return a port that nothing listens on and nobody else is given.

    It lies below the ports the kernel hands out by itself: between our choice and
    the server's start nothing takes it, neither a connection nor another server.
    """
    numbers = _numbers()
    for port in random.sample(numbers, len(numbers)):
        lock = _reserve(port)
        if lock is None:
            continue
        if _listened(port):
            lock.close()
            continue
        _held.append(lock)
        return port
    raise OSError("No free port on this machine")


def taken(port):
    """Say whether something listens on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
