//! The shapes of SEMIC and GovData compile without warning.

use kolophon_graph::GraphBuilder;
use kolophon_shacl::Shapes;
use kolophon_tests::{corpus, rdf};

/// Folders that are one profile each: the number of shapes that are used.
const PROFILES: &[(&str, usize)] = &[
    ("dcat-ap-2.1.1", 132),
    ("dcat-ap-3.0.0", 342),
    ("dcat-ap-hvd-3.0.0", 91),
    ("govdata/2.0-konventionen", 177),
    ("govdata/3.0", 115),
    ("govdata/mqa-alpha", 26),
    ("govdata/mqa-live", 26),
];

#[test]
fn official_shapes_compile() {
    let Some(corpus) = corpus::folder() else { return };
    let mut found = Vec::new();
    for (profile, _) in PROFILES {
        let mut builder = GraphBuilder::new();
        for path in corpus::files(&corpus.join("shapes").join(profile)).unwrap() {
            // The JSON-LD files repeat the Turtle files.
            if path.extension().is_some_and(|ending| ending == "ttl") {
                rdf::read(&mut builder, &path, "http://example.org/base/").unwrap();
            }
        }
        let shapes =
            Shapes::from_graph(&builder.finish()).unwrap_or_else(|error| panic!("{profile}: {error}"));
        assert_eq!(shapes.warnings(), [], "{profile} uses no more than SHACL Core");
        found.push((*profile, shapes.len()));
    }
    assert_eq!(found, PROFILES);
}
