"""The engines: how each is called, in which version, and up to which size."""
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Callable

import installation

REPOSITORY = Path(__file__).resolve().parents[2]
PYTHON_ENGINE = installation.RIVALS / "python_engine.py"
NAMES = ["kolophon", "topbraid", "jena", "pyshacl", "rudof", "shifty"]
GIB = 1 << 30
# A run is stopped after so many minutes, and not begun when more are to be expected.
LIMIT_MINUTES = 15
# What runs without --slow.
QUICK_MINUTES = 2


@dataclass
class Engine:
    name: str
    version: str
    # (mode, shapes, data, out) -> the command.
    command: Callable
    # The ending of the report's file.
    report: str = "nt"
    # Whether the answer is the standard output; otherwise that holds the phases.
    answers: bool = False
    # The exit codes of a run that came to its end.
    good_codes: tuple = (0,)
    # What 1,000 datasets took, roughly; 0 for an engine that is tried at every size.
    seconds: float = 0
    gib: float = 0

    def refuses(self, size, slow):
        """Why a size is not tried, or None."""
        minutes = self.seconds * size / 1_000 / 60
        gib = self.gib * size / 1_000
        if gib > available():
            return f"about {gib:,.0f} GiB of memory would be needed"
        if minutes > LIMIT_MINUTES:
            return f"about {minutes:,.0f} minutes would be needed"
        if minutes > QUICK_MINUTES and not slow:
            return f"about {minutes:,.0f} minutes would be needed, which --slow allows"
        return None


def find(name, work, program):
    """An engine by its name, or None where it is not installed."""
    return {
        "kolophon": lambda: kolophon(program),
        "topbraid": lambda: topbraid(work),
        "jena": lambda: jena(work),
        "pyshacl": lambda: python("pyshacl", "pySHACL", "pyshacl", seconds=17, gib=0.3),
        "rudof": lambda: python("rudof", "rudof", "pyrudof", seconds=6.5, gib=1),
        "shifty": lambda: python("shifty", "shifty", "pyshifty", seconds=3.5, gib=0.4),
    }[name]()


def kolophon(program):
    if not Path(program).exists():
        return None
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
    usage = subprocess.run([program, "shacl", "--help"], check=True, capture_output=True, text=True).stdout
    form = "ntriples" if "ntriples" in usage else "turtle"

    def command(mode, shapes, data, _out):
        shown = "summary" if mode == "grouped" else form
        return [program, "shacl", "--lang", "en", "--shapes", shapes, "--data", data, "--format", shown]

    return Engine("Kolophon", version, command, report={"ntriples": "nt", "turtle": "ttl"}[form], answers=True,
                  good_codes=(0, 1))


def topbraid(work):
    found = installation.topbraid(work)
    if found is None:
        return None
    java, path = found
    versions = {jar.stem.rsplit("-", 1)[0]: jar.stem.rsplit("-", 1)[1] for jar in path[1:]}
    version = f"{versions['shacl']} (Jena {versions['jena-core']}, {java_version(java)})"
    return Engine("TopBraid", version, driver(java, path, "TopBraidValidate"))


def jena(work):
    path = installation.jena(work)
    if path is None:
        return None
    package = ["dpkg-query", "--show", "--showformat", "${Version}", "libapache-jena-java"]
    version = subprocess.run(package, check=True, capture_output=True, text=True).stdout
    return Engine("Jena", f"{version} ({java_version('java')})", driver("java", path, "JenaValidate"))


def driver(java, path, name):
    def command(mode, *files):
        return [java, f"-Xmx{heap()}g", "-XX:+UseParallelGC", "-cp", ":".join(map(str, path)), name, mode, *files]

    return command


def heap():
    """16 GiB, or what the machine has but 4."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // GIB
    return max(1, min(16, memory - 4))


def available():
    """The GiB of memory that are free or can be freed."""
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(lines["MemAvailable"].split()[0]) * 1024 / GIB


def java_version(java):
    told = subprocess.run([java, "-version"], check=True, capture_output=True, text=True).stderr
    return "Java " + told.split('"')[1]


def python(name, title, package, **needs):
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

    def command(mode, *files):
        return [sys.executable, PYTHON_ENGINE, name, mode, *files]

    return Engine(title, version, command, **needs)
