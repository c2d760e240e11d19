"""RDF terms as text: N-Triples, and Turtle as tools write it for people."""
import re
from collections import Counter

import pyoxigraph as ox

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()) + "\n"
LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def turtle_iri(iri):
    """A prefixed name where there is one."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    if LOCAL_NAME.fullmatch(iri, cut):
        for prefix, namespace in PREFIXES.items():
            if iri[:cut] == namespace:
                return f"{prefix}:{iri[cut:]}"
    return f"<{iri}>"


def turtle_term(term):
    if isinstance(term, ox.NamedNode):
        return turtle_iri(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    text = quoted(term)
    if term.language:
        return f"{text}@{term.language}"
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return text
    return f"{text}^^{turtle_iri(term.datatype.value)}"


def quoted(literal):
    if "\n" not in literal.value:
        return str(ox.Literal(literal.value))
    text = literal.value.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r")
    return f'"""{text}"""'


def turtle(blocks, nested):
    """Subjects with their triples as text; the blank nodes of `nested` are written where they are used."""
    bodies = dict(blocks)
    texts = []
    for subject, triples in blocks:
        if subject not in nested:
            texts.append(f"{turtle_term(subject)} {body(triples, bodies, nested, 1)} .\n\n")
    return "".join(texts)


def body(triples, bodies, nested, depth):
    """The predicates of one subject: its class first, `;` between predicates, `,` between objects."""
    objects = {}
    for triple in triples:
        objects.setdefault(triple.predicate.value, []).append(object_text(triple.object, bodies, nested, depth))
    classes = objects.pop(RDF_TYPE, None)
    lines = [f"a {', '.join(classes)}"] if classes else []
    indent = "    " * depth
    for predicate, values in objects.items():
        lines.append(f"{turtle_iri(predicate)} " + f",\n{indent}    ".join(values))
    return f" ;\n{indent}".join(lines)


def object_text(term, bodies, nested, depth):
    if term not in nested:
        return turtle_term(term)
    return f"[ {body(bodies[term], bodies, nested, depth + 1)} ]"


def ntriples(blocks, _nested):
    return "".join(f"{triple} .\n" for _, triples in blocks for triple in triples)


def used_once(subjects):
    """The blank nodes that have triples and are the object of exactly one."""
    uses = Counter(triple.object for own in subjects.values() for triple in own)
    return {subject for subject in subjects if isinstance(subject, ox.BlankNode) and uses[subject] == 1}


def by_subject(triples):
    """The triples of each subject, in the order of the file; duplicates once."""
    subjects = {}
    for triple in triples:
        subjects.setdefault(triple.subject, {})[triple] = None
    return {subject: list(own) for subject, own in subjects.items()}


class BlankNodes:
    """Names blank nodes in the order of their appearance, so that output is the same every time."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.names = {}

    def named(self, term):
        if isinstance(term, ox.BlankNode):
            return self.names.setdefault(term, ox.BlankNode(f"{self.prefix}{len(self.names)}"))
        return term


def read(path, names, base="http://example.org/base/"):
    """The triples of a file, its blank nodes named anew."""
    formats = {".rdf": ox.RdfFormat.RDF_XML, ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}
    base = None if path.suffix == ".nt" else base
    for quad in ox.parse(path=str(path), format=formats[path.suffix], base_iri=base, rename_blank_nodes=True):
        yield ox.Triple(names.named(quad.subject), quad.predicate, names.named(quad.object))
