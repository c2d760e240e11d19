"""The data and the shapes that are measured, made once and kept in the work directory.

- `portals`: the datasets of two real catalogues (Brandenburg, Bremen), replicated; full of results.
- `catalog`: the datasets of `catalog/`, replicated by `benches/generate`; made with care.

Both are merged with what GovData's validator merges in: 14 vocabularies and the ontologies of its mirror. The shapes
are those of GovData's profile for DCAT-AP.de 3.0, in one file, without `owl:imports`.
"""
import os
import subprocess
from pathlib import Path

import pyoxigraph as ox

import terms

REPOSITORY = Path(__file__).resolve().parents[2]
SETS = ["portals", "catalog"]
FORMATS = ["ttl", "nt"]
# The same lists as in tests/src/govdata_oracle.rs.
SHAPES = [
    "dcat-ap-3.0.0/dcat-ap-SHACL.ttl",
    "govdata/3.0/dcat-ap-SHACL-DE.ttl",
    "govdata/3.0/dcat-ap-de-deprecated.ttl",
    "govdata/3.0/dcat-ap-spec-german-additions.ttl",
    "govdata/3.0/dcat-ap-de-controlledvocabularies.ttl",
]
VOCABULARIES = """language planned-availability frequency dataset-type data-theme access-right file-type
    distribution-status dcatde-contributors dcatde-licenses dcatde-politicalGeocoding-Level spdx-checksum-algorithms
    adms-publishertype adms-status""".split()
PORTALS = ["brandenburg-catalog-original-input.rdf", "bremen-catalog-original-input.rdf"]
TEXT = {"ttl": terms.turtle, "nt": terms.ntriples}
DCAT = terms.PREFIXES["dcat"]
DCT = terms.PREFIXES["dcterms"]
LINK = DCAT + "dataset"
# Stands for the number of the copy.
NUMBER = "COPYNUMBER"
NUMBERED_TEXTS = {DCT + "title", DCT + "description"}
NUMBERED_ADDRESSES = {
    DCAT + "accessURL",
    DCAT + "downloadURL",
    DCAT + "landingPage",
    DCT + "identifier",
    terms.PREFIXES["foaf"] + "page",
}
# What catalogues share: code lists and licences.
SHARED = {"", terms.PREFIXES["skos"] + "Concept", DCT + "LicenseDocument"}
OLD_NAMESPACES = ["http://dcat-ap.de/def/dcatde/1.0/", "http://dcat-ap.de/def/dcatde/1_0"]


def corpus():
    """The folder of real catalogues and official shapes, or None."""
    folder = Path(os.environ.get("KOLOPHON_CORPUS", REPOSITORY.parent / "shared/corpus"))
    return folder if folder.is_dir() else None


def prepare(work, name, size, form):
    """The files of a measurement, made where they are missing: (shapes, data)."""
    target = work / f"data/{name}-{size}.{form}"
    write = {"portals": portals, "catalog": catalog}[name]
    made(work / "data/shapes.ttl", shapes, "ttl")
    made(target, lambda out, form: write(out, form, size, work), form)
    return work / "data/shapes.ttl", target


def made(target, write, form):
    """Writes a file unless it exists; never leaves half a file."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".part")
    with half.open("w", encoding="utf-8", newline="") as out:
        write(out, form)
    half.rename(target)


def shapes(out, form):
    names = terms.BlankNodes("s")
    triples = [triple for file in SHAPES for triple in terms.read(corpus() / "shapes" / file, names)]
    imports = terms.PREFIXES["owl"] + "imports"
    write_graph(out, form, (triple for triple in triples if triple.predicate.value != imports))


def background(out, form):
    names = terms.BlankNodes("v")
    files = [corpus() / f"vocabularies/{name}.ttl" for name in VOCABULARIES]
    files += sorted((corpus() / "shapes/govdata/mirror").iterdir())
    write_graph(out, form, (triple for file in files for triple in terms.read(file, names)))


def write_graph(out, form, triples):
    if form == "ttl":
        out.write(terms.HEADER)
    subjects = terms.by_subject(triples)
    out.write(TEXT[form](subjects.items(), terms.used_once(subjects)))


def catalog(out, form, size, work):
    background(out, form)
    source = work / f"data/generated-{size}.ttl"
    subprocess.run([REPOSITORY / "benches/generate", str(size), source], check=True)
    if form == "ttl":
        with source.open(encoding="utf-8") as text:
            out.writelines(text)
    else:
        out.writelines(f"{triple} .\n" for triple in terms.read(source, terms.BlankNodes("b")))
    source.unlink()


def portals(out, form, size, _work):
    """Copy after copy of all datasets until there are enough."""
    background(out, form)
    sources = [Portal(corpus() / "catalogs" / file, f"p{index}x") for index, file in enumerate(PORTALS)]
    for source in sources:
        out.write(TEXT[form](source.shared(), set()))
    pieces = [text.split(NUMBER) for source in sources for text in source.datasets(form)]
    for index in range(size):
        number, dataset = divmod(index, len(pieces))
        out.write(str(number).join(pieces[dataset]))


class Portal:
    """A catalogue: what its datasets need, as texts that hold the place of the copy's number."""

    def __init__(self, path, prefix):
        self.triples = terms.by_subject(map(with_current_namespace, terms.read(path, terms.BlankNodes(prefix))))
        catalogs = [subject for subject in self.triples if DCAT + "Catalog" in self.classes(subject)]
        self.reached = self.closure(catalogs)
        self.own = {subject for subject in self.reached if self.classes(subject).isdisjoint(SHARED)}
        self.nested = {self.node(subject) for subject in terms.used_once(self.triples) if subject in self.own}

    def classes(self, subject):
        """The classes of a node; the empty name where it has none."""
        found = {t.object.value for t in self.triples[subject] if t.predicate.value == terms.RDF_TYPE}
        return found or {""}

    def closure(self, start, stop=frozenset()):
        """What is reached, in the order of the reach; not through classes, which leaves ontologies behind."""
        reached = dict.fromkeys(start)
        queue = list(start)
        for subject in queue:
            for triple in self.triples[subject]:
                target = triple.object
                if triple.predicate.value == terms.RDF_TYPE or target in reached or target in stop:
                    continue
                if not isinstance(target, ox.Literal) and target in self.triples:
                    reached[target] = None
                    queue.append(target)
        return reached

    def shared(self):
        return [(subject, self.triples[subject]) for subject in self.reached if subject not in self.own]

    def datasets(self, form):
        """Each dataset with what no dataset before it has brought along."""
        links = [(t.subject, t) for own in self.triples.values() for t in own if t.predicate.value == LINK]
        datasets = [subject for subject in self.reached if DCAT + "Dataset" in self.classes(subject)]
        catalogs = {triple.object: subject for subject, triple in links}
        written = set()
        for dataset in datasets:
            catalog = catalogs[dataset]
            stop = set(datasets) | written
            parts = [part for part in self.closure([dataset, catalog], stop) if part in self.own - written]
            written.update(parts)
            blocks = [(part, [t for t in self.triples[part] if t.predicate.value != LINK]) for part in parts]
            blocks.append((catalog, [ox.Triple(catalog, ox.NamedNode(LINK), dataset)]))
            yield TEXT[form]([self.numbered(subject, own) for subject, own in blocks], self.nested)

    def numbered(self, subject, triples):
        own = [ox.Triple(self.node(t.subject), t.predicate, self.object(t)) for t in triples]
        return self.node(subject), own

    def node(self, term):
        """A node of the copy's own, or the shared one."""
        if term not in self.own:
            return term
        if isinstance(term, ox.BlankNode):
            return ox.BlankNode(f"{term.value}x{NUMBER}")
        return ox.NamedNode(f"{term.value}/{NUMBER}")

    def object(self, triple):
        predicate, term = triple.predicate.value, triple.object
        if isinstance(term, ox.NamedNode) and predicate in NUMBERED_ADDRESSES:
            return ox.NamedNode(f"{term.value}/{NUMBER}")
        if not isinstance(term, ox.Literal):
            return self.node(term)
        if predicate in NUMBERED_TEXTS:
            return with_value(term, f"{term.value} ({NUMBER})")
        return with_value(term, f"{term.value}/{NUMBER}") if predicate in NUMBERED_ADDRESSES else term


def with_value(literal, value):
    if literal.language:
        return ox.Literal(value, language=literal.language)
    return ox.Literal(value, datatype=literal.datatype)


def with_current_namespace(triple):
    """The portals use namespaces of DCAT-AP.de 1.0; the shapes are for the current one."""
    for old in OLD_NAMESPACES:
        if triple.predicate.value.startswith(old):
            current = terms.PREFIXES["dcatde"] + triple.predicate.value.removeprefix(old)
            return ox.Triple(triple.subject, ox.NamedNode(current), triple.object)
    return triple
