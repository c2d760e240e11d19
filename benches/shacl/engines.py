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
    # The largest number of datasets that is tried, the same with --slow, and why.
    largest: int = sys.maxsize
    largest_slow: int = sys.maxsize
    why: str = ""

    def refuses(self, size, slow):
        """Why a size is not tried, or None."""
        return self.why if size > (self.largest_slow if slow else self.largest) else None


def find(name, work, program):
    """An engine by its name, or None where it is not installed."""
    return {
        "kolophon": lambda: kolophon(program),
        "topbraid": lambda: topbraid(work),
        "jena": lambda: jena(work),
        "pyshacl": lambda: python("pyshacl", "pySHACL", "pyshacl", 1_000, 10_000, "slower than the limit of time"),
        "rudof": lambda: python("rudof", "rudof", "pyrudof", 10_000, 10_000, "needs more than 24 GiB"),
        "shifty": lambda: python("shifty", "shifty", "pyshifty", 10_000, 10_000, "needs more than 24 GiB"),
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

    return Engine("Kolophon", version, command, report={"ntriples": "nt", "turtle": "ttl"}[form], answers=True)


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


def java_version(java):
    told = subprocess.run([java, "-version"], check=True, capture_output=True, text=True).stderr
    return "Java " + told.split('"')[1]


def python(name, title, package, largest, largest_slow, why):
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

    def command(mode, *files):
        return [sys.executable, PYTHON_ENGINE, name, mode, *files]

    return Engine(title, version, command, largest=largest, largest_slow=largest_slow, why=why)
