"""The engines for Python: NAME MODE SHAPES DATA OUT, where MODE is `grouped` or `report`.

Prints the seconds of each phase. `grouped` writes the number of results per severity, component, path and shape;
`report` writes the W3C report as N-Triples.
"""
import sys
import time
from collections import Counter
from pathlib import Path

SH = "http://www.w3.org/ns/shacl#"
GROUP = [SH + name for name in ("resultSeverity", "sourceConstraintComponent", "resultPath", "sourceShape")]


class Phases:
    def __init__(self):
        self.started = time.monotonic()

    def end(self, name):
        now = time.monotonic()
        print(f"{name} {now - self.started:.3f}")
        self.started = now


def pyshacl_engine(mode, shapes, data, out, phases):
    import pyshacl
    from rdflib import Graph

    graphs = [Graph().parse(file, format="nt" if file.suffix == ".nt" else "turtle") for file in (data, shapes)]
    phases.end("parse")
    _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inplace=True)
    phases.end("validate")
    if mode == "grouped":
        write_groups(out, rdflib_results(report))
    else:
        report.serialize(out, format="nt", encoding="utf-8")


def rdflib_results(report):
    from rdflib import URIRef

    for result in report.objects(None, URIRef(SH + "result")):
        yield [value if value is None or isinstance(value, URIRef) else "_:b"
               for value in (report.value(result, URIRef(field)) for field in GROUP)]


def rudof_engine(mode, shapes, data, out, phases):
    import pyrudof

    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    form = pyrudof.RDFFormat.NTriples if data.suffix == ".nt" else pyrudof.RDFFormat.Turtle
    engine.read_data(data, format=form)
    engine.read_shacl(shapes)
    phases.end("parse")
    report = engine.validate_shacl()
    phases.end("validate")
    if mode == "grouped":
        write_groups(out, ((SH + entry.severity, entry.constraint_component, entry.path, entry.source_shape)
                           for entry in report))
    else:
        form = pyrudof.ResultShaclValidationFormat.NTriples
        out.write_text(engine.serialize_shacl_validation_results(format=form), encoding="utf-8")


def shifty_engine(mode, shapes, data, out, phases):
    """The call below `shifty.validate`, which would read the report once more with rdflib."""
    import pyoxigraph
    import shifty

    form = "ntriples" if data.suffix == ".nt" else "turtle"
    result = shifty._validate_w3c(
        None, str(data), form, None, str(shapes), "turtle", "data", None, False, "info", False, "ignore", None, False
    )
    phases.end("parse and validate")
    if mode == "grouped":
        write_groups(out, oxigraph_results(pyoxigraph.parse(result._report_ntriples, pyoxigraph.RdfFormat.N_TRIPLES)))
    else:
        out.write_text(result._report_ntriples, encoding="utf-8")


def oxigraph_results(report):
    results = {}
    for triple in report:
        if triple.predicate.value in GROUP:
            value = triple.object.value if str(triple.object).startswith("<") else "_:b"
            results.setdefault(triple.subject, {})[triple.predicate.value] = value
    return ([result.get(field) for field in GROUP] for result in results.values())


def write_groups(out, results):
    counts = Counter("\t".join(map(term, result)) for result in results)
    out.write_text("".join(f"{number}\t{terms}\n" for terms, number in counts.items()), encoding="utf-8")


def term(value):
    """An IRI as in N-Triples, `_:b` for any blank node or path, nothing for nothing."""
    if not value:
        return ""
    text = str(value).strip("<>")
    return f"<{text}>" if ":" in text and not text.startswith(("_:", "(")) else "_:b"


def main():
    name, mode, *files = sys.argv[1:]
    phases = Phases()
    {"pyshacl": pyshacl_engine, "rudof": rudof_engine, "shifty": shifty_engine}[name](mode, *map(Path, files), phases)
    phases.end("report")


if __name__ == "__main__":
    main()
