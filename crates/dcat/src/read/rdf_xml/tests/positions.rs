//! The exact characters of the three parts of every triple.

use kolophon_graph::Term;

use super::{document, read_text};

/// Checks the source slices of all triples, each as `term of the object: subject | predicate | object`.
fn check(elements: &str, expected: &[&str]) {
    let text = document(elements);
    let (graph, _) = read_text(&text).unwrap();
    let mut found: Vec<(u32, String)> = graph
        .triples_with_positions()
        .map(|(triple, position)| {
            assert!(position.is_known());
            let slice = |span: kolophon_graph::Span| &text[span.range()];
            let object = match graph.term(triple.object) {
                Term::BlankNode(_) => "_",
                term => term.value().rsplit(['/', '#']).next().unwrap_or_default(),
            };
            let line = format!(
                "{object}: {} | {} | {}",
                slice(position.subject),
                slice(position.predicate),
                slice(position.object)
            );
            (position.object.start, line)
        })
        .collect();
    found.sort();
    let mut found: Vec<String> = found.into_iter().map(|(_, line)| line).collect();
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{elements}");
}

fn check_property(property: &str, expected: &str) {
    check(
        &format!("<rdf:Description rdf:about='a'>{property}</rdf:Description>"),
        &[expected],
    );
}

#[test]
fn values_of_properties() {
    check_property("<ex:p rdf:resource = \"b\" />", "b: rdf:Description | ex:p | b");
    check_property("<ex:p rdf:nodeID='b'/>", "_: rdf:Description | ex:p | b");
    check_property("<ex:p> x\n</ex:p >", " x\n: rdf:Description | ex:p |  x\n");
    check_property(
        "<ex:p>&lt;<![CDATA[b]]><!--c--></ex:p>",
        "<b: rdf:Description | ex:p | &lt;<![CDATA[b]]><!--c-->",
    );
    check_property(
        "<ex:p rdf:datatype='urn:d'>x</ex:p>",
        "x: rdf:Description | ex:p | x",
    );
    check_property(
        "<ex:p>\n<rdf:Description rdf:about='b'/></ex:p>",
        "b: rdf:Description | ex:p | rdf:Description",
    );
    check_property(
        "<ex:p rdf:parseType='Literal'><b>x</b></ex:p>",
        "b>: rdf:Description | ex:p | <b>x</b>",
    );
    check_property(
        "<ex:p rdf:parseType='Resource'></ex:p>",
        "_: rdf:Description | ex:p | ex:p",
    );
    check_property(
        "<ex:p rdf:parseType='Collection'/>",
        "nil: rdf:Description | ex:p | ex:p",
    );
    check_property("<rdf:li>x</rdf:li>", "x: rdf:Description | rdf:li | x");
}

#[test]
fn empty_literals_stand_behind_their_start_tag() {
    for property in [
        "<ex:p/>",
        "<ex:p></ex:p>",
        "<ex:p rdf:parseType='Literal'/>",
        "<ex:p rdf:parseType='Literal'></ex:p>",
    ] {
        let text = document(&format!(
            "<rdf:Description rdf:about='a'>{property}</rdf:Description>"
        ));
        let (graph, _) = read_text(&text).unwrap();
        let (_, position) = graph.triples_with_positions().next().unwrap();
        assert!(position.is_known());
        assert!(position.object.is_empty());
        let behind = text.find("<ex:p").unwrap() + property.find('>').unwrap() + 1;
        assert_eq!(position.object.start as usize, behind, "{property}");
    }
}

#[test]
fn types_and_attributes() {
    check(
        "<ex:C rdf:about='a' ex:q='v' rdf:type='D'/>",
        &[
            "C: ex:C | ex:C | ex:C",
            "v: ex:C | ex:q | v",
            "D: ex:C | rdf:type | D",
        ],
    );
    check(
        "<rdf:Description rdf:about='a'><ex:p rdf:resource='b' ex:q='v'/><ex:r ex:q='w'/></rdf:Description>",
        &[
            "b: rdf:Description | ex:p | b",
            "v: ex:p | ex:q | v",
            "_: rdf:Description | ex:r | ex:r",
            "w: ex:r | ex:q | w",
        ],
    );
    check(
        "<rdf:Description rdf:about='a'><ex:p rdf:parseType='Resource'><ex:q>x</ex:q></ex:p></rdf:Description>",
        &["_: rdf:Description | ex:p | ex:p", "x: ex:p | ex:q | x"],
    );
}

#[test]
fn collections_and_statements() {
    check(
        "<rdf:Description rdf:about='a'><ex:p rdf:parseType='Collection'><rdf:Description rdf:about='b'/>\
         <ex:C rdf:about='c'/></ex:p></rdf:Description>",
        &[
            "_: rdf:Description | ex:p | rdf:Description",
            "b: ex:p | ex:p | rdf:Description",
            "_: ex:p | ex:p | ex:C",
            "c: ex:p | ex:p | ex:C",
            "nil: ex:p | ex:p | ex:p",
            "C: ex:C | ex:C | ex:C",
        ],
    );
    check(
        "<rdf:Description rdf:about='a'><ex:p rdf:ID='s'>x</ex:p></rdf:Description>",
        &[
            "x: rdf:Description | ex:p | x",
            "Statement: s | rdf:ID | rdf:ID",
            "a: s | rdf:ID | rdf:Description",
            "p: s | rdf:ID | ex:p",
            "x: s | rdf:ID | x",
        ],
    );
}
