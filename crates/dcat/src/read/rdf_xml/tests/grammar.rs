//! The productions of the grammar, by the sections of RDF/XML 1.1.

use super::{BASE, RDF, document, read_elements, read_text, strictly, triples};

fn check(elements: &str, expected: &[&str]) {
    let (graph, reading) = read_elements(elements);
    assert!(reading.issues.is_empty(), "{elements}: {:?}", reading.issues);
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    expected.sort();
    assert_eq!(triples(&graph), expected, "{elements}");
}

#[test]
fn node_elements_name_their_subject() {
    check(
        "<rdf:Description rdf:about='a'><ex:p>x</ex:p></rdf:Description>",
        &["<ex:base/a> <ex:p> \"x\""],
    );
    check(
        "<rdf:Description rdf:ID='a'><ex:p>x</ex:p></rdf:Description>",
        &["<ex:base/#a> <ex:p> \"x\""],
    );
    check(
        "<rdf:Description rdf:nodeID='a'><ex:p>x</ex:p></rdf:Description>",
        &["_:s0.a <ex:p> \"x\""],
    );
    check(
        "<rdf:Description><ex:p>x</ex:p></rdf:Description>",
        &["_:g1 <ex:p> \"x\""],
    );
    check("<ex:C rdf:about=''/>", &["<ex:base/> <rdf:type> <ex:C>"]);
    check(
        "<ex:C rdf:about='a' rdf:type='D' ex:q='v' xml:lang='de' xml:space='preserve'/>",
        &[
            "<ex:base/a> <rdf:type> <ex:C>",
            "<ex:base/a> <rdf:type> <ex:base/D>",
            "<ex:base/a> <ex:q> \"v\"@de",
        ],
    );
}

#[test]
fn names_of_section_6_1_4_need_no_prefix() {
    check(
        "<ex:C about='a' type='D'><ex:p resource='b'/></ex:C>",
        &[
            "<ex:base/a> <rdf:type> <ex:C>",
            "<ex:base/a> <rdf:type> <ex:base/D>",
            "<ex:base/a> <ex:p> <ex:base/b>",
        ],
    );
}

#[test]
fn property_elements_have_one_value() {
    let node = |property: &str| format!("<rdf:Description rdf:about='a'>{property}</rdf:Description>");
    let one =
        |property: &str, expected: &str| check(&node(property), &[&format!("<ex:base/a> <ex:p> {expected}")]);
    one("<ex:p rdf:resource='b'/>", "<ex:base/b>");
    one("<ex:p rdf:resource='b'> <!-- nothing --> </ex:p>", "<ex:base/b>");
    one("<ex:p rdf:nodeID='b'/>", "_:s0.b");
    one("<ex:p/>", "\"\"");
    one("<ex:p></ex:p>", "\"\"");
    one("<ex:p xml:lang='DE'> a b </ex:p>", "\" a b \"@de");
    one(
        "<ex:p xml:lang='de'><rdf:Description rdf:about='b'/></ex:p>",
        "<ex:base/b>",
    );
    one(
        "<ex:p rdf:datatype='http://www.w3.org/2001/XMLSchema#integer' xml:lang='de'>1</ex:p>",
        "\"1\"^^<xsd:integer>",
    );
    one(
        "<ex:p rdf:datatype='http://www.w3.org/2001/XMLSchema#date'/>",
        "\"\"^^<xsd:date>",
    );
    one(
        "<ex:p>a<!-- b -->c<?d?><![CDATA[<&amp;>]]>&lt;&#228;</ex:p>",
        "\"ac<&amp;><ä\"",
    );
    check(
        &node("<ex:p> <ex:C rdf:about='b'/> </ex:p>"),
        &["<ex:base/a> <ex:p> <ex:base/b>", "<ex:base/b> <rdf:type> <ex:C>"],
    );
    check(
        &node("<ex:p ex:q='v' rdf:type='C'/>"),
        &[
            "<ex:base/a> <ex:p> _:g1",
            "_:g1 <ex:q> \"v\"",
            "_:g1 <rdf:type> <ex:base/C>",
        ],
    );
    check(
        &node("<ex:p rdf:resource='b' ex:q='v'></ex:p>"),
        &["<ex:base/a> <ex:p> <ex:base/b>", "<ex:base/b> <ex:q> \"v\""],
    );
    check(
        &node("<ex:p rdf:type='C'/>"),
        &["<ex:base/a> <ex:p> _:g1", "_:g1 <rdf:type> <ex:base/C>"],
    );
}

#[test]
fn parse_types_change_the_content() {
    check(
        "<rdf:Description rdf:about='a'><ex:p rdf:parseType='Resource'><ex:q>x</ex:q></ex:p></rdf:Description>",
        &["<ex:base/a> <ex:p> _:g1", "_:g1 <ex:q> \"x\""],
    );
    check(
        "<rdf:Description rdf:about='a'><ex:p rdf:parseType='Collection'> <ex:C rdf:about='b'/>\n\
         <rdf:Description rdf:about='c'/></ex:p></rdf:Description>",
        &[
            "<ex:base/a> <ex:p> _:g1",
            "_:g1 <rdf:first> <ex:base/b>",
            "_:g1 <rdf:rest> _:g2",
            "_:g2 <rdf:first> <ex:base/c>",
            "_:g2 <rdf:rest> <rdf:nil>",
            "<ex:base/b> <rdf:type> <ex:C>",
        ],
    );
    check(
        "<rdf:Description rdf:about='a'><ex:p rdf:parseType='Collection'/></rdf:Description>",
        &["<ex:base/a> <ex:p> <rdf:nil>"],
    );
}

#[test]
fn xml_literals_are_canonical() {
    let literal = |content: &str, expected: &str| {
        for parse_type in ["Literal", "daml:unknown"] {
            check(
                &format!(
                    "<rdf:Description rdf:about='a'><ex:p rdf:parseType='{parse_type}'>{content}</ex:p></rdf:Description>"
                ),
                &[&format!("<ex:base/a> <ex:p> \"{expected}\"^^<rdf:XMLLiteral>")],
            );
        }
    };
    literal("", "");
    literal(
        "a &lt;&amp;&gt; <![CDATA[<b>]]> \u{e4}",
        "a &lt;&amp;&gt; &lt;b&gt; ä",
    );
    literal("<br/>", "<br></br>");
    literal(
        "<ex:b ex:y='1' b='2' a='&lt;\"&#10;'><ex:c/></ex:b><ex:d/>",
        "<ex:b xmlns:ex=\\\"ex:\\\" a=\\\"&lt;&quot;&#xA;\\\" b=\\\"2\\\" ex:y=\\\"1\\\"><ex:c></ex:c></ex:b>\
         <ex:d xmlns:ex=\\\"ex:\\\"></ex:d>",
    );
    literal(
        "<b xmlns='urn:x' xmlns:unused='urn:y'><c/><d xmlns=''/></b>",
        "<b xmlns=\\\"urn:x\\\"><c></c><d xmlns=\\\"\\\"></d></b>",
    );
    literal("<!-- c --><?p  d ?>", "<!-- c --><?p d ?>");
    literal(
        "<ex:p><ex:p></ex:p></ex:p>",
        "<ex:p xmlns:ex=\\\"ex:\\\"><ex:p></ex:p></ex:p>",
    );
}

#[test]
fn list_items_are_numbered_in_each_node() {
    check(
        "<rdf:Bag rdf:about='a'><rdf:li>x</rdf:li><rdf:li><rdf:Seq rdf:about='b'><rdf:li>y</rdf:li></rdf:Seq></rdf:li>\
         <rdf:_7>z</rdf:_7><rdf:li>w</rdf:li></rdf:Bag>",
        &[
            "<ex:base/a> <rdf:type> <rdf:Bag>",
            "<ex:base/a> <rdf:_1> \"x\"",
            "<ex:base/a> <rdf:_2> <ex:base/b>",
            "<ex:base/a> <rdf:_7> \"z\"",
            "<ex:base/a> <rdf:_3> \"w\"",
            "<ex:base/b> <rdf:type> <rdf:Seq>",
            "<ex:base/b> <rdf:_1> \"y\"",
        ],
    );
}

#[test]
fn an_id_makes_a_statement_of_every_kind_of_property() {
    for (property, object) in [
        ("<ex:p rdf:ID='s'>x</ex:p>", "\"x\""),
        ("<ex:p rdf:ID='s' rdf:resource='b'/>", "<ex:base/b>"),
        (
            "<ex:p rdf:ID='s'><rdf:Description rdf:about='b'/></ex:p>",
            "<ex:base/b>",
        ),
        ("<ex:p rdf:ID='s' rdf:parseType='Resource'/>", "_:g1"),
        ("<ex:p rdf:ID='s' rdf:parseType='Collection'/>", "<rdf:nil>"),
        (
            "<ex:p rdf:ID='s' rdf:parseType='Literal'>x</ex:p>",
            "\"x\"^^<rdf:XMLLiteral>",
        ),
    ] {
        check(
            &format!("<rdf:Description rdf:about='a'>{property}</rdf:Description>"),
            &[
                &format!("<ex:base/a> <ex:p> {object}"),
                "<ex:base/#s> <rdf:type> <rdf:Statement>",
                "<ex:base/#s> <rdf:subject> <ex:base/a>",
                "<ex:base/#s> <rdf:predicate> <ex:p>",
                &format!("<ex:base/#s> <rdf:object> {object}"),
            ],
        );
    }
}

#[test]
fn language_base_and_namespaces_are_inherited_until_redeclared() {
    check(
        "<rdf:Description rdf:about='a' xml:lang='de' xml:base='http://example.org/x/y#z'>\
         <ex:p>1</ex:p><ex:p xml:lang='en'>2</ex:p><ex:p xml:lang=''>3</ex:p>\
         <ex:p rdf:resource=''/><ex:p rdf:resource='#f'/><ex:p xml:base='w/' rdf:resource='v'/>\
         <ex:p xmlns:ex='urn:other:'>4</ex:p><p xmlns='http://example.org/'>5</p></rdf:Description>",
        &[
            "<ex:x/a> <ex:p> \"1\"@de",
            "<ex:x/a> <ex:p> \"2\"@en",
            "<ex:x/a> <ex:p> \"3\"",
            "<ex:x/a> <ex:p> <ex:x/y>",
            "<ex:x/a> <ex:p> <ex:x/y#f>",
            "<ex:x/a> <ex:p> <ex:x/w/v>",
            "<ex:x/a> <urn:other:p> \"4\"@de",
            "<ex:x/a> <ex:p> \"5\"@de",
        ],
    );
}

#[test]
fn entities_of_the_document_are_read() {
    let text = format!(
        "\u{feff}<?xml version='1.0'?>\n<!DOCTYPE rdf:RDF SYSTEM 'x.dtd' [\n<!-- a ' --> <!ELEMENT x (y)> <?p?> %pe;\n\
         <!ENTITY xsd \"http://www.w3.org/2001/XMLSchema#\"><!ENTITY % pe 'x'><!ENTITY file SYSTEM 'f'>\n\
         <!ENTITY ex 'http://example.org/'>]>\n<rdf:RDF xmlns:rdf='{RDF}' xmlns:ex='&ex;'>\
         <rdf:Description rdf:about='&ex;a'><ex:p rdf:datatype='&xsd;integer'>1</ex:p></rdf:Description></rdf:RDF>"
    );
    let (graph, reading) = read_text(&text).unwrap();
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    assert_eq!(triples(&graph), ["<ex:a> <ex:p> \"1\"^^<xsd:integer>"]);
    assert_eq!(
        reading.prefixes[1],
        ("ex".to_owned(), "http://example.org/".to_owned())
    );
}

#[test]
fn a_single_node_element_is_a_document() {
    let (graph, reading) = read_text("<ex:C xmlns:ex='http://example.org/'><ex:p>x</ex:p></ex:C>").unwrap();
    assert!(reading.issues.is_empty());
    assert_eq!(triples(&graph), ["_:g1 <ex:p> \"x\"", "_:g1 <rdf:type> <ex:C>"]);
}

#[test]
fn prefixes_are_listed_once_in_their_order() {
    let (_, reading) =
        read_elements("<C xmlns='urn:d:' xmlns:ex='urn:again:' xmlns:z='urn:z:'><z:p xmlns:a='urn:a:'/></C>");
    let prefixes: Vec<&str> = reading
        .prefixes
        .iter()
        .map(|(prefix, _)| prefix.as_str())
        .collect();
    assert_eq!(prefixes, ["rdf", "ex", "xsd", "", "z", "a"]);
    assert_eq!(reading.prefixes[1].1, "http://example.org/");
}

#[test]
fn the_strict_reader_agrees() {
    for elements in [
        "<ex:C rdf:about='../y?z' ex:q='&#10;a'><ex:p rdf:resource='http://a/b/../c/./d'/></ex:C>",
        "<ex:C rdf:about='?q'><rdf:li rdf:parseType='Resource'><rdf:li>x</rdf:li></rdf:li></ex:C>",
    ] {
        let text = document(elements);
        let (graph, reading) = read_text(&text).unwrap();
        assert!(reading.issues.is_empty(), "{elements}: {:?}", reading.issues);
        let algorithm = oxrdf::dataset::CanonicalizationAlgorithm::Unstable;
        let (mut ours, mut theirs) = (graph.to_oxrdf(), strictly(&text).unwrap());
        ours.canonicalize(algorithm);
        theirs.canonicalize(algorithm);
        assert_eq!(ours, theirs, "{elements} against {BASE}");
    }
}
