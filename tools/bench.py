"""bin/bench: measurements in tests/bench, as one table."""

import argparse
import json
import os
import subprocess

from tools import paths, postgres, setup, steps

COLUMNS = ("ours", "peer", "peer tuned", "limit", "ratio", "queries", "growth")


def table(rows):
    """Return the lines of a table; a value that nobody measured is a dash."""
    head = ["work", *COLUMNS]
    body = [[str(row.get(name, "-")) for name in head] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in [head, *body]
    ]


def run(arguments=None):
    """Run the verb."""
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Run the measurements: each tests/bench/bench_*.py prints one JSON "
        f"object a line with work, {', '.join(COLUMNS)}.",
    )
    parser.add_argument("names", nargs="*", help="only these (devices: bench_devices)")
    chosen = parser.parse_args(arguments)
    found = sorted((paths.ROOT / "tests" / "bench").glob("bench_*.py"))
    if chosen.names:
        found = [p for p in found if p.stem.removeprefix("bench_") in chosen.names]
    if not found:
        raise steps.Failure("tests/bench has no such measurement")
    setup.ensure()
    env = {**postgres.environment(), "PYTHONPATH": str(paths.ROOT)}
    rows = []
    for path in found:
        with steps.step(path.stem):
            done = subprocess.run(
                [paths.PYTHON, path],
                check=False, stdout=subprocess.PIPE, text=True, env=env,
                cwd=os.fspath(paths.ROOT),
            )  # fmt: skip
        if done.returncode:
            raise steps.Failure(f"{path.stem} failed (exit {done.returncode})")
        rows += [json.loads(line) for line in done.stdout.splitlines() if line]
    print("\n" + "\n".join(table(rows)))
    return 0
