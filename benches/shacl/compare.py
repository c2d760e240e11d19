"""Whether engines find the same: every result, or their numbers where there are too many to hold.

A result is its severity, focus node, path, component and value; all blank nodes are alike. The source shape is
left out: it is a blank node in half of the rules, and some engines name the nested shape and others the outer one.
"""
import re
from collections import Counter

import pyoxigraph as ox

SH = "http://www.w3.org/ns/shacl#"
FIELDS = ["resultSeverity", "focusNode", "resultPath", "sourceConstraintComponent", "value"]
PLACES = {SH + field: place for place, field in enumerate(FIELDS)}
PREDICATE = re.compile(r"<[^<>]*>")


def results(report):
    """The results of a W3C report, as lines with their numbers; None where the file holds no report."""
    form = {".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE}[report.suffix]
    rows, listed, told = {}, set(), False
    for triple in ox.parse(path=str(report), format=form, lenient=True):
        predicate = triple.predicate.value
        if predicate in PLACES:
            rows.setdefault(triple.subject, [""] * len(FIELDS))[PLACES[predicate]] = text(triple.object)
        elif predicate == SH + "result":
            listed.add(triple.object)
        elif predicate == SH + "conforms":
            told = True
    return None if not told else Counter(" | ".join(row) for subject, row in rows.items() if subject in listed)


def text(term):
    return "_:b" if isinstance(term, ox.BlankNode) else str(term)


def number_of_results(report):
    """The results of a report that is too large to be held: each has one focus node."""
    with report.open("rb") as lines:
        return Counter({"results": sum(line.count(b"focusNode") for line in lines)})


def groups(file):
    """Numbers of results per severity, component, path and shape, as the drivers of the rivals write them."""
    return counted(line.rstrip("\n").split("\t") for line in file.open(encoding="utf-8"))


def kolophon_groups(file):
    """The same from `kolophon shacl --format summary`: the totals end at the first empty line."""
    _, _, lines = file.read_text(encoding="utf-8").partition("\n\n")
    return counted(line.strip().split("  ") for line in lines.splitlines())


def counted(rows):
    counts = Counter()
    for number, severity, component, path, shape in rows:
        counts[" | ".join([name(severity), name(component), node(path), node(shape)])] += int(number)
    return counts


def name(iri):
    return iri.strip("<>").removeprefix(SH)


def node(term):
    return term if not term or PREDICATE.fullmatch(term) else "_:b"


def differing(one, other):
    """How many results only one of two has, and the first of them."""
    surplus = [*(("+", line) for line in (other - one)), *(("-", line) for line in (one - other))]
    number = (one - other).total() + (other - one).total()
    return number, [f"{sign} {line}" for sign, line in sorted(surplus)[:3]]
