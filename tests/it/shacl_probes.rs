//! Questions that engines answer differently although they pass the suite of the W3C.

use kolophon_graph::{Graph, GraphBuilder};
use kolophon_shacl::{Shapes, validate};
use kolophon_tests::{corpus, rdf};

#[test]
fn every_probe_has_the_right_number_of_results() {
    let Some(corpus) = corpus::folder() else { return };
    let folder = corpus.join("shacl-probes");
    let load = |name: String| -> Graph {
        let mut builder = GraphBuilder::new();
        rdf::read(&mut builder, &folder.join(name), "http://example.org/base/").unwrap();
        builder.finish()
    };
    let expected = std::fs::read_to_string(folder.join("EXPECTED.tsv")).unwrap();
    let mut probes = 0;
    for line in expected.lines().skip(1) {
        let (name, results) = line.split_once('\t').unwrap();
        let results: usize = results.parse().unwrap();
        let shapes = Shapes::from_graph(&load(format!("{name}.shapes.ttl"))).unwrap();
        assert_eq!(shapes.warnings(), [], "{name}");
        let report = validate(&shapes, &load(format!("{name}.data.ttl"))).unwrap();
        probes += 1;
        assert_eq!(report.results.len(), results, "{name}");
    }
    assert_eq!(probes, 20);
}
