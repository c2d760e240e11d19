//! The strict parser and ours, on texts nobody wrote.

use oxrdf::{BlankNode, Literal, NamedNode, Term, Triple};
use proptest::prelude::*;

use super::{canonical, strict, triples, try_read};
use crate::Format;

const FRAGMENTS: [&str; 70] = [
    "<http://e/a>",
    "<b>",
    "<>",
    "<a b>",
    "<\\u0041>",
    "<",
    ">",
    ":a",
    "p:b",
    "q:c",
    ":",
    "p:",
    "_:x",
    "_:x.",
    "a",
    "\"s\"",
    "'t'",
    "\"\"\"u\"\"\"",
    "\"\\n\"",
    "\"\\q\"",
    "\"",
    "'",
    "\"\"",
    "@de",
    "@de_DE",
    "@",
    "^^",
    "^",
    "1",
    "-1.5",
    "2e3",
    "1.",
    ".5",
    "+",
    "true",
    "false",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ".",
    ";",
    ",",
    " ",
    "\n",
    "\n\n",
    "#c\n",
    "@prefix q: <q#> .",
    "PREFIX q: <q#>",
    "@base <x/> .",
    "BASE <y>",
    "GRAPH",
    "[]",
    "()",
    "[ :a 1 ]",
    "( 1 2 )",
    ":s :p :o .",
    ":s :p 1 , 2 ; :q 3 .",
    "p:a\\,b",
    ":%41",
    ":%4",
    "ä",
    "_",
    "-",
    "\u{a0}",
    "\\",
    "\u{feff}",
    "'''",
];

/// Texts of fragments, most of them wrong, some of them right.
fn fragments() -> impl Strategy<Value = String> {
    prop::collection::vec((0..FRAGMENTS.len(), any::<bool>()), 0..14).prop_map(|choices| {
        let mut text = String::from("@prefix : <http://e/> . @prefix p: <http://p/> .\n");
        for (choice, blank) in choices {
            text.push_str(FRAGMENTS[choice]);
            if blank {
                text.push(' ');
            }
        }
        text
    })
}

/// Texts that are mostly right: statements of random terms.
fn statements() -> impl Strategy<Value = String> {
    let term = prop::sample::select(vec![
        ":a",
        "p:b",
        "<c>",
        "_:x",
        "[]",
        "()",
        "[ :p 1 ]",
        "( :a \"b\" )",
        "\"s\"",
        "'t'@de",
        "\"1\"^^p:t",
        "1",
        "2.5",
        "-1e3",
        "true",
        "a",
        "[ a :C ; ]",
        "( ( ) [ ] )",
    ]);
    let separator = prop::sample::select(vec![" ", " ", " ", "\n", "\t#c\n", ""]);
    let end = prop::sample::select(vec![".", ".", ";", ",", ";.", "\n.\n", "}", "{"]);
    prop::collection::vec((term.clone(), term.clone(), term, separator, end), 0..6).prop_map(|statements| {
        let mut text = String::from("@prefix : <http://e/> . @prefix p: <http://p/> .\n");
        for (subject, predicate, object, separator, end) in statements {
            for part in [subject, predicate, object, end] {
                text.push_str(part);
                text.push_str(separator);
            }
        }
        text
    })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<String>().prop_map(Literal::from),
        ("\\PC{0,6}", "[a-z]{2}(-[A-Z]{2})?").prop_map(|(value, tag)| {
            Literal::new_language_tagged_literal_unchecked(value, tag.to_ascii_lowercase())
        }),
        ("[-+.0-9eE]{0,4}", 0..4_usize).prop_map(|(value, datatype)| {
            let datatype = ["integer", "decimal", "double", "boolean"][datatype];
            let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
            Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype))
        }),
    ]
}

fn graph() -> impl Strategy<Value = oxrdf::Graph> {
    let name = "[a-zä.~!$&'()*+,;=:@%/?#-]{0,5}"
        .prop_filter_map("an IRI", |local| NamedNode::new(format!("http://e/{local}")).ok());
    let node = prop_oneof![
        name.clone().prop_map(Term::from),
        "[a-c]".prop_map(|label| BlankNode::new_unchecked(label).into())
    ];
    let object = prop_oneof![node.clone(), literal().prop_map(Term::from)];
    prop::collection::vec((node, name, object), 0..8).prop_map(|triples| {
        let mut graph = oxrdf::Graph::new();
        for (subject, predicate, object) in triples {
            let subject: oxrdf::NamedOrBlankNode = match subject {
                Term::NamedNode(node) => node.into(),
                Term::BlankNode(node) => node.into(),
                Term::Literal(_) => continue,
            };
            graph.insert(&Triple::new(subject, predicate, object));
        }
        graph
    })
}

fn agrees(text: &str, format: Format) -> Result<(), TestCaseError> {
    let expected = strict(text, format);
    match (&expected, try_read(text, format)) {
        (Ok(expected), read) => {
            let (reading, graph) = read.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(reading.issues, vec![]);
            prop_assert_eq!(canonical(&graph.to_oxrdf()), canonical(expected));
        }
        (Err(error), Ok((reading, _))) => prop_assert!(!reading.issues.is_empty(), "{}", error),
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_strict_writer_writes_is_read(graph in graph()) {
        let mut turtle = oxttl::TurtleSerializer::new()
            .with_prefix("e", "http://e/").unwrap()
            .for_writer(Vec::new());
        let mut lines = oxttl::NTriplesSerializer::new().for_writer(Vec::new());
        for triple in &graph {
            turtle.serialize_triple(triple).unwrap();
            lines.serialize_triple(triple).unwrap();
        }
        let turtle = String::from_utf8(turtle.finish().unwrap()).unwrap();
        let lines = String::from_utf8(lines.finish()).unwrap();
        prop_assert_eq!(triples(&turtle, Format::Turtle), canonical(&graph));
        prop_assert_eq!(triples(&lines, Format::NTriples), canonical(&graph));
    }

    #[test]
    fn wrong_texts_have_issues_and_right_ones_none(text in fragments()) {
        agrees(&text, Format::Turtle)?;
        agrees(&text, Format::TriG)?;
    }

    #[test]
    fn statements_are_read_like_the_strict_parser_reads_them(text in statements()) {
        agrees(&text, Format::Turtle)?;
        agrees(&text, Format::TriG)?;
    }

    #[test]
    fn mutilated_texts_are_read_to_their_end(
        cut in 0..CATALOGUE.len(),
        at in 0..CATALOGUE.len(),
        length in 0..20_usize,
        insert in "[\\PC\n\"'<>\\[\\]().;@]{0,5}",
    ) {
        let boundary = |offset: usize| CATALOGUE.floor_char_boundary(offset.min(CATALOGUE.len()));
        let mutilated = format!("{}{insert}{}", &CATALOGUE[..boundary(at)], &CATALOGUE[boundary(at + length)..]);
        let truncated = &CATALOGUE[..boundary(cut)];
        for text in [mutilated.as_str(), truncated] {
            for format in [Format::Turtle, Format::TriG, Format::NTriples, Format::NQuads] {
                let Ok((reading, graph)) = try_read(text, format) else { continue };
                for (_, position) in graph.triples_with_positions() {
                    for span in [position.subject, position.predicate, position.object] {
                        prop_assert!(!text[span.range()].is_empty());
                    }
                }
                for issue in reading.issues {
                    prop_assert!(text.get(issue.span.range()).is_some());
                }
            }
        }
    }
}

/// A catalogue as publishers write it.
const CATALOGUE: &str = r#"@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@base <https://daten.example/> .

<katalog> a dcat:Catalog ;
    dct:title "Offene Daten"@de ;
    dcat:dataset <bäume> , <haushalt> .

# Bäume
<bäume> a dcat:Dataset ;
    dct:description """Alle "Bäume"
der Stadt."""@de ;
    dct:publisher [ a dct:Agent ; dct:title 'Amt\u00a0für \'Grün\'' ] ;
    dct:issued "2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
    dct:hasPart ( 1 2.5 [ dcat:byteSize 1e3 ] true ) .

<haushalt> dct:title "Haushalt"@de-DE , "Budget"@en ;
    dct:relation _:b1 .
_:b1 dct:title "Anlage" .
"#;
