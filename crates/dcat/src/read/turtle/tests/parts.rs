//! A text read in parts is read as in one piece, whatever the parts.

use std::io::Write as _;

use kolophon_graph::{Graph, GraphBuilder, Position, Source};
use proptest::prelude::*;

use super::super::parts::{self, Parts, Sizes};
use super::super::{Parser, environment};
use super::BASE;
use crate::Format;
use crate::read::{Document, Input, Interruption, SyntaxIssue};

/// What a reading brings, blank nodes by their labels.
#[derive(Debug, PartialEq)]
struct Brought {
    triples: Vec<(String, Position)>,
    issues: Vec<SyntaxIssue>,
    prefixes: Vec<(String, String)>,
}

fn brought(builder: GraphBuilder, mut issues: Vec<SyntaxIssue>, prefixes: Vec<(String, String)>) -> Brought {
    let graph: Graph = builder.finish();
    let mut triples: Vec<(String, Position)> = graph
        .triples_with_positions()
        .map(|(triple, position)| {
            let [s, p, o] = [triple.subject, triple.predicate, triple.object].map(|id| graph.term(id));
            (format!("{s} {p} {o}"), position)
        })
        .collect();
    triples.sort_by(|(a, _), (b, _)| a.cmp(b));
    issues.sort_by_key(|issue| issue.span);
    Brought {
        triples,
        issues,
        prefixes,
    }
}

fn read(mut builder: GraphBuilder, text: &str, reading: impl FnOnce(&mut Input<'_>)) -> Brought {
    let document = Document::new("t", Vec::new()).with_base(BASE);
    let source = builder.add_source(Source::new("t", text));
    let mut input = Input::new(&document, source, text, &mut builder);
    reading(&mut input);
    let Input { issues, prefixes, .. } = input;
    brought(builder, issues, prefixes)
}

/// A text of which nothing can be read is refused, and has brought its issues all the same.
fn read_parts(input: &mut Input<'_>, format: Format, parts: Parts<'_>, sizes: Sizes) {
    match parts::read(input, format, parts, sizes) {
        Ok(()) | Err(Interruption::Syntax(_)) => {}
        Err(interruption) => panic!("{interruption:?}"),
    }
}

/// Compares one piece with parts of several sizes, from memory and from a file.
fn check(text: &str, format: Format) {
    let in_one_piece = |builder| {
        read(builder, text, |input| {
            Parser::new(input, format, environment(BASE, format), 0).read();
        })
    };
    let expected = in_one_piece(GraphBuilder::new());
    let without_positions = in_one_piece(GraphBuilder::without_positions());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    for size in [1, 7, 40, 300] {
        let sizes = Sizes {
            first: size.min(20),
            other: size,
        };
        let found = read(GraphBuilder::new(), text, |input| {
            read_parts(input, format, Parts::of_text(text), sizes);
        });
        assert_eq!(found, expected, "in parts of {size}: {text}");
        let found = read(GraphBuilder::without_positions(), "", |input| {
            read_parts(input, format, Parts::of_file(file.reopen().unwrap()), sizes);
        });
        assert_eq!(found, without_positions, "from a file in parts of {size}: {text}");
    }
}

#[test]
fn what_spans_lines_is_not_torn_apart() {
    check(
        "@prefix e: <urn:> .\ne:a e:p \"\"\"eins.\nzwei.\n\ne:b e:p e:c .\n\"\"\" .\ne:d e:p 'x' .\n",
        Format::Turtle,
    );
    check(
        "@prefix e: <urn:> .\ne:a e:p e:b ; # Ende.\n# e:x e:y e:z .\ne:q [ e:r ( 1 [] ( e:s ) ) ] .\n[] e:p [] .\n",
        Format::Turtle,
    );
    check(
        "<urn:g> {\n<urn:a> <urn:p> 1.\n<urn:b> <urn:p> 2.\n}\n<urn:c> <urn:p> 3.\n",
        Format::TriG,
    );
}

#[test]
fn names_mean_what_they_meant_where_they_stand() {
    check(
        "@prefix e: <urn:1:> .\ne:a e:p _:x .\n@prefix e: <urn:2:> .\ne:a e:p _:x .\n@base <http://b/> .\n<a> e:p <b> .\n\
         @base <c/> .\n<a> e:p <b> .\ne:b f:p e:c .\n@prefix f: <urn:3:> .\ne:b f:p e:c .\n",
        Format::Turtle,
    );
}

#[test]
fn mistakes_reach_as_far_as_in_one_piece() {
    for text in [
        "@prefix e: <urn:> .\ne:a e:p 'offen .\ne:b e:p 'zu' .\ne:c e:p e:d .\n",
        "@prefix e: <urn:> .\ne:a e:p \"\"\"offen .\ne:b e:p 'zu' .\ne:c e:p e:d .\n",
        "@prefix e: <urn:> .\ne:a e:p e:b\ne:c e:p e:d .\ne:e e:p e:f .\n\ne:g e:p e:h .\n",
        "@prefix e: <urn:> .\ne:a e:p [ e:q 1 .\ne:b e:p 2 ] .\ne:c e:p <a b> .\ne:d e:p 'x'@de_DE .\n",
        "{ <urn:a> <urn:p> 1.\n<urn:b> <urn:p> 2.\n",
        "nichts davon.\nist Turtle.\n",
        "",
    ] {
        check(text, Format::Turtle);
        check(text, Format::TriG);
        check(text, Format::NTriples);
    }
}

/// A comment that ends in a full stop lets a part begin behind it.
#[test]
fn a_full_stop_too_early_is_told_alike_in_parts() {
    for between in ["\n", "\n# x.\n", "\n\n", " # x.\n"] {
        check(
            &format!("e:a e:p e:b .{between} e:p \"x\" .\ne:c e:p e:d .\n"),
            Format::Turtle,
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn pieces_of_turtle_in_any_order(pieces in prop::collection::vec(0..PIECES.len(), 0..25)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        check(&text, Format::Turtle);
        check(&text, Format::TriG);
    }
}

const PIECES: [&str; 24] = [
    "@prefix e: <urn:e:> .\n",
    "@prefix e: <urn:f:> .\n",
    "@base <http://b.example/c/> .\n",
    "<a> <p> <b> .\n",
    "e:a e:p e:b .\n",
    "e:a",
    " e:p",
    " e:b",
    " ;\n",
    " ,\n",
    ".\n",
    " .\n\n",
    "\"\"\"",
    "'",
    "\"",
    "[ ",
    " ]\n",
    "( ",
    ") ",
    "# x.\n",
    "{",
    "}\n",
    "_:x e:p 1.\n",
    "é",
];
