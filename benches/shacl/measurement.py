"""One measurement: every engine on the same file, what each found, and what each took."""
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import compare
import data
import engines
import table

PROCESS = Path(__file__).resolve().parent.parent / "process.py"
# Reports of more datasets are compared by the number of their results.
LARGEST_COMPARED = 10_000


@dataclass
class Run:
    """How one engine did."""

    engine: engines.Engine
    usage: dict
    phases: dict = field(default_factory=dict)
    # The file of what it found, or None where it failed.
    found: Path | None = None
    agreement: str = ""


def run(options):
    if data.corpus() is None:
        sys.exit("The real catalogues and official shapes are missing: set KOLOPHON_CORPUS.")
    installed = find(options)
    if not installed:
        sys.exit("There is nothing to measure.")
    table.circumstances(installed)
    for size in options.sizes:
        for name in options.data:
            for form in options.format:
                files = data.prepare(options.work, name, size, form)
                for mode in options.mode:
                    table.heading(name, size, form, files[1], mode)
                    section(installed, mode, files, size, options)


def find(options):
    """The engines asked for that are installed; says which are not."""
    found = {name: engines.find(name, options.work, options.kolophon) for name in options.engines}
    for name in found:
        if found[name] is None:
            print(f"{name} is left out, it is not installed: see benches/README.md.\n")
    return [engine for engine in found.values() if engine]


def section(installed, mode, files, size, options):
    """All engines in one mode; those that would take too much are named."""
    reasons = [(engine, engine.refuses(size, options.slow)) for engine in installed]
    runs = [fastest(engine, mode, files, options) for engine, reason in reasons if not reason]
    agree(runs, mode, size)
    table.rows(runs)
    for engine, reason in reasons:
        if reason:
            print(f"{engine.name} is left out at this size: {reason}.\n")


def fastest(engine, mode, files, options):
    runs = [measure(engine, mode, files, options.work / "out") for _ in range(options.repeat)]
    return min(runs, key=lambda run: (run.found is None, run.usage["wall"]))


def measure(engine, mode, files, folder):
    """Runs an engine once."""
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / f"{engine.name.lower()}.{engine.report if mode == 'report' else 'tsv'}"
    phases = folder / "phases.txt"
    limit = engines.LIMIT_MINUTES * 60
    out.unlink(missing_ok=True)
    told = subprocess.run(
        [sys.executable, "-I", PROCESS, str(limit), out if engine.answers else phases,
         *engine.command(mode, *files, out)],
        check=True, capture_output=True, text=True,
    ).stdout
    run = Run(engine, json.loads(told))
    if run.usage["code"] in engine.good_codes and out.exists():
        run.found = out
    if not engine.answers:
        run.phases = dict(line.rsplit(" ", 1) for line in phases.read_text().splitlines() if " " in line)
    return run


def agree(runs, mode, size):
    """Notes for each run how its results differ from the first one's, and says so."""
    reference = None
    for run in runs:
        found = results(run, mode, size) if run.found else None
        if found is None:
            run.found, run.agreement = None, failure(run)
            print(f"- {run.engine.name}: {run.agreement} {run.usage['errors'].strip()[-300:]}")
            continue
        reference = found if reference is None else reference
        number, examples = compare.differing(reference, found)
        run.agreement = f"{found.total():,}" + (f", **{number:,} differ**" if number else "")
        print(f"- {run.engine.name}: {run.agreement}")
        for line in examples:
            print(f"  - `{line}`")
    print()


def failure(run):
    if run.usage["late"]:
        return f"stopped after {engines.LIMIT_MINUTES} minutes"
    return f"failed (exit code {run.usage['code']})" if run.usage["code"] else "wrote no report"


def results(run, mode, size):
    """What an engine found, as something to be compared."""
    if mode == "report":
        return compare.results(run.found) if size <= LARGEST_COMPARED else compare.number_of_results(run.found)
    return compare.kolophon_groups(run.found) if run.engine.answers else compare.groups(run.found)
