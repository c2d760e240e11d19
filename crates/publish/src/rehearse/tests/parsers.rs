//! Mistakes in a page: which parser gives up. The table says what rdflib 7.6.0 and Apache Jena 4.5.0 did with these texts.

use kolophon_dcat::Format;

use super::super::parser::{Parsed, Parser};
use super::*;

/// Whether rdflib and Jena read it.
type Read = [bool; 2];

const BOTH: Read = [true, true];
const NONE: Read = [false, false];
const RDFLIB: Read = [true, false];
const JENA: Read = [false, true];

fn read(parser: Parser, format: Format, text: &str) -> Result<Parsed, RunReason> {
    parser.parse("seite", text.as_bytes(), format, FIRST, 0)
}

fn check(format: Format, cases: &[(&str, Read)]) {
    for (text, expected) in cases {
        let found = [Parser::Rdflib, Parser::Jena].map(|parser| read(parser, format, text).is_ok());
        assert_eq!(found, *expected, "{format:?}: {text}");
    }
}

#[test]
fn turtle() {
    let with_prefixes = |text: &str| format!("{PREFIXES}{text}");
    let cases: Vec<(String, Read)> = [
        ("<http://a/b c> dct:title \"x\" .", RDFLIB),
        ("<http://a/b{c}> dct:title \"x\" .", BOTH),
        ("<http://a/b%zz> dct:title \"x\" .", BOTH),
        ("<http://a/bäc> dct:title \"x\" .", BOTH),
        ("<b> dct:title \"x\" .", BOTH),
        ("<http://a/b> dct:issued \"31.12.2024\"^^xsd:date .", BOTH),
        ("<http://a/b> dct:title \"x\"@de_DE .", NONE),
        ("<http://a/b> dct:title \"x\"@deutschland .", BOTH),
        ("<http://a/b> dct:title \"x\u{1}\" .", BOTH),
        ("<http://a/b> dct:title \"x\\u0001\" .", BOTH),
        ("<http://a/b> foo:title \"x\" .", NONE),
        ("<http://a/b> dct:title \"x\\q\" .", NONE),
        ("<http://a/b> dct:title \"x\" ; dct:desc", NONE),
        (
            "<http://a/b> dct:title \"x\"\n<http://a/c> dct:title \"y\" .",
            NONE,
        ),
        ("<http://a/b> dct:title 'x' . dct:title 'y' .", NONE),
    ]
    .into_iter()
    .map(|(text, read)| (with_prefixes(text), read))
    .collect();
    let mut cases: Vec<(&str, Read)> = cases.iter().map(|(text, read)| (text.as_str(), *read)).collect();
    cases.push(("\u{feff}<http://a/b> <http://b/c> 'x' .", JENA));
    cases.push(("", BOTH));
    check(Format::Turtle, &cases);
}

#[test]
fn n_triples() {
    check(
        Format::NTriples,
        &[
            ("<http://a/b c> <http://b/c> \"x\" .", NONE),
            ("<http://a/b{c}> <http://b/c> \"x\" .", BOTH),
            ("<http://a/1> <http://b/c> \"x\"@de_DE .", NONE),
            ("<http://a/1> <http://b/c> \"x\"@deutschland .", BOTH),
            ("<http://a/1> <http://b/c> \"x\\q\" .", RDFLIB),
            ("<http://a/1> <http://b/c> \"x\"", NONE),
            ("\u{feff}<http://a/1> <http://b/c> \"x\" .", JENA),
        ],
    );
}

#[test]
fn rdf_xml() {
    let about =
        |iri: &str| format!("<dcat:Dataset rdf:about=\"{iri}\"><dct:title>x</dct:title></dcat:Dataset>");
    let cases = [
        (about("http://a/b c"), RDFLIB),
        (about("http://a/b{c}"), BOTH),
        (about("b"), BOTH),
        (format!("<dcat:Dataset rdf:about=\"http://a/b\"><dct:title>x{}</dct:title></dcat:Dataset>", '\u{1}'), NONE),
        ("<dcat:Dataset rdf:about=\"http://a/b\"><dct:title>&#1;</dct:title></dcat:Dataset>".to_owned(), NONE),
        ("<dcat:Dataset rdf:about=\"http://a/b\"><dct:title>x & y</dct:title></dcat:Dataset>".to_owned(), NONE),
        ("<dcat:Dataset rdf:about=\"http://a/b\"><dct:title xml:lang=\"de_DE\">x</dct:title></dcat:Dataset>".to_owned(), JENA),
        ("<dcat:Dataset rdf:about=\"http://a/b\"><dct:title xml:lang=\"deutschland\">x</dct:title></dcat:Dataset>".to_owned(), BOTH),
        ("<dcat:Dataset rdf:ID=\"b\"/><dcat:Dataset rdf:ID=\"b\"/>".to_owned(), JENA),
        ("<dcat:Dataset rdf:ID=\"b c\"/>".to_owned(), NONE),
        ("<dcat:Dataset rdf:ID=\"1b\"/>".to_owned(), JENA),
        ("<dcat:Dataset rdf:aboutEach=\"http://a/b\"/>".to_owned(), NONE),
        ("<rdf:li/>".to_owned(), NONE),
    ];
    let cases = cases.map(|(text, read)| {
        let head = "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
                    xmlns:dct=\"http://purl.org/dc/terms/\" xmlns:dcat=\"http://www.w3.org/ns/dcat#\">";
        (format!("{head}{text}</rdf:RDF>"), read)
    });
    let mut cases: Vec<(&str, Read)> = cases.iter().map(|(text, read)| (text.as_str(), *read)).collect();
    let half = cases[1].0.replace("</rdf:RDF>", "");
    let marked = format!("\u{feff}{}", cases[1].0);
    cases.push((&half, NONE));
    cases.push((&marked, BOTH));
    cases.push(("", NONE));
    check(Format::RdfXml, &cases);
}

#[test]
fn json_ld() {
    check(
        Format::JsonLd,
        &[
            ("{\"@id\":\"http://a/b\",\"http://b/c\":\"x\"", NONE),
            (
                "{\"@id\":\"http://a/b\",\"title\":\"x\",\"http://b/c\":\"x\"}",
                BOTH,
            ),
            (
                "{\"@id\":\"http://a/b\",\"http://b/c\":{\"@value\":\"x\",\"@language\":\"de_DE\"}}",
                JENA,
            ),
            ("", NONE),
        ],
    );
    let text = "[{\"@id\":\"http://a/b c\",\"@type\":\"http://www.w3.org/ns/dcat#Dataset\",\
                \"http://purl.org/dc/terms/title\":\"Satz b\"},\
                {\"@id\":\"http://a/{d}\",\"@type\":\"http://www.w3.org/ns/dcat#Dataset\",\
                \"http://purl.org/dc/terms/title\":\"Satz d\"}]";
    let lost = |parser| {
        let parsed = read(parser, Format::JsonLd, text).unwrap();
        let mut lost: Vec<String> = parsed
            .lost
            .iter()
            .map(|record| record.name().to_owned())
            .collect();
        lost.sort();
        lost
    };
    assert_eq!(lost(Parser::Rdflib), ["Satz b"]);
    assert_eq!(lost(Parser::Jena), ["Satz b", "Satz d"]);
}

#[test]
fn a_page_in_another_encoding_is_none_to_ckan() {
    let mut script = Script::default();
    script.answer(
        FIRST,
        response(
            "text/turtle",
            b"<http://a/b> <http://purl.org/dc/terms/title> \"B\xe4ume\" .".to_vec(),
        ),
    );
    assert_eq!(
        codes(&script.rehearse(Harvester::Ckan).run.causes),
        ["page-not-utf8"]
    );
}

#[test]
fn where_the_parser_gives_up_is_told() {
    let mut script = Script::of(&["<https://a b> a dcat:Dataset ; dct:title \"x\" ."]);
    let rehearsal = script.rehearse(Harvester::Piveau);
    let cause = &rehearsal.run.causes[0];
    assert_eq!(cause.code, "page-syntax");
    assert!(
        cause.reason.de.contains("Zeile 4") && cause.reason.de.contains("https://a b"),
        "{}",
        cause.reason.de
    );
}
