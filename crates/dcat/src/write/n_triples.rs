//! [N-Triples](https://www.w3.org/TR/n-triples/), and the terms Turtle shares with it.

use std::fmt::Write as _;

use kolophon_graph::{Graph, RDF_LANG_STRING, Term, TermId, XSD_STRING};

use super::Charset;
use super::arrangement::Arrangement;

/// One line per triple, ordered by subject, predicate and object.
pub(super) fn write(graph: &Graph, charset: Charset) -> String {
    let mut triples = graph.triples().to_vec();
    let mut arrangement = Arrangement::new(graph);
    triples.sort_by(|a, b| {
        arrangement
            .compare(a.subject, b.subject)
            .then_with(|| arrangement.compare(a.predicate, b.predicate))
            .then_with(|| arrangement.compare(a.object, b.object))
    });
    let mut output = String::new();
    for triple in triples {
        for id in [triple.subject, triple.predicate, triple.object] {
            write_term(graph, &mut arrangement, id, charset, &mut output);
            output.push(' ');
        }
        output.push_str(".\n");
    }
    output
}

fn write_term(
    graph: &Graph,
    arrangement: &mut Arrangement<'_>,
    id: TermId,
    charset: Charset,
    output: &mut String,
) {
    match graph.term(id) {
        Term::Iri(iri) => write_iri(iri, charset, output),
        Term::BlankNode(_) => write_label(arrangement.label(id), output),
        Term::Literal {
            value,
            datatype,
            language,
        } => {
            output.push('"');
            for character in value.chars() {
                write_character(character, charset, output);
            }
            output.push('"');
            match language {
                Some(language) => {
                    output.push('@');
                    output.push_str(language);
                }
                None if datatype == XSD_STRING || datatype == RDF_LANG_STRING => {}
                None => {
                    output.push_str("^^");
                    write_iri(datatype, charset, output);
                }
            }
        }
    }
}

pub(super) fn write_label(label: u32, output: &mut String) {
    output.push_str("_:b");
    output.push_str(&label.to_string());
}

/// `<iri>`, in which what no IRI may hold is escaped, so that a wrong IRI cannot break the line.
pub(super) fn write_iri(iri: &str, charset: Charset, output: &mut String) {
    output.push('<');
    if iri.bytes().all(stands_in_an_iri) {
        output.push_str(iri);
    } else {
        for character in iri.chars() {
            match character {
                '\0'..='\u{7f}' if !u8::try_from(character).is_ok_and(stands_in_an_iri) => {
                    write_code(character, output);
                }
                '\u{80}'.. if charset == Charset::Ascii => write_code(character, output),
                _ => output.push(character),
            }
        }
    }
    output.push('>');
}

/// Whether a character of ASCII needs no escape in an IRI; others are no part of most IRIs.
fn stands_in_an_iri(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~')
        && !matches!(
            byte,
            b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\'
        )
}

/// A character of a string in one quotation mark.
pub(super) fn write_character(character: char, charset: Charset, output: &mut String) {
    match character {
        '"' => output.push_str("\\\""),
        '\\' => output.push_str("\\\\"),
        '\n' => output.push_str("\\n"),
        '\r' => output.push_str("\\r"),
        '\t' => output.push_str("\\t"),
        '\0'..='\u{1f}' | '\u{7f}' => write_code(character, output),
        '\u{80}'.. if charset == Charset::Ascii => write_code(character, output),
        _ => output.push(character),
    }
}

fn write_code(character: char, output: &mut String) {
    let code = u32::from(character);
    let result = if code > 0xffff {
        write!(output, "\\U{code:08X}")
    } else {
        write!(output, "\\u{code:04X}")
    };
    debug_assert!(result.is_ok(), "a string takes every character");
}
