//! What is wrong in one place, and what is left of the rest.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use proptest::prelude::*;

use super::{RDF, document, issues, read_text, triples};

fn check(elements: &str, expected_issues: &[(&str, &str)], expected_triples: &[&str]) {
    let text = document(elements);
    let (graph, reading) = read_text(&text).unwrap();
    let expected: Vec<(String, String)> = expected_issues
        .iter()
        .map(|(kind, slice)| ((*kind).to_owned(), (*slice).to_owned()))
        .collect();
    assert_eq!(issues(&reading, &text), expected, "{elements}");
    let mut expected: Vec<String> = expected_triples.iter().map(|line| (*line).to_owned()).collect();
    expected.sort();
    assert_eq!(triples(&graph), expected, "{elements}");
}

fn check_node(content: &str, expected_issues: &[(&str, &str)], expected_triples: &[&str]) {
    let elements = format!("<rdf:Description rdf:about='a'>{content}<ex:p>1</ex:p></rdf:Description>");
    let expected_triples = [expected_triples, &["<ex:base/a> <ex:p> \"1\""]].concat();
    check(&elements, expected_issues, &expected_triples);
}

#[test]
fn bad_values_are_kept() {
    check_node(
        "<ex:q rdf:resource='http://x/a b'/>",
        &[("InvalidIri", "http://x/a b")],
        &["<ex:base/a> <ex:q> <http://x/a b>"],
    );
    check_node(
        "<ex:q xml:lang='de_DE'>x</ex:q>",
        &[("InvalidLanguageTag", "de_DE")],
        &["<ex:base/a> <ex:q> \"x\"@de_de"],
    );
    check_node(
        "<ex:q rdf:resource='http://x/?a=1&b=2'/>",
        &[("UnescapedAmpersand", "&")],
        &["<ex:base/a> <ex:q> <http://x/?a=1&b=2>"],
    );
    check_node(
        "<ex:q>a&nbsp;b</ex:q>",
        &[("InvalidEscape", "&nbsp;")],
        &["<ex:base/a> <ex:q> \"a\u{fffd}b\""],
    );
    check_node(
        "<ex:q>a\u{b}b</ex:q>",
        &[("UnexpectedToken", "\u{b}")],
        &["<ex:base/a> <ex:q> \"a\\u000Bb\""],
    );
    check_node(
        "<ex:q rdf:nodeID='http://x'/><ex:q rdf:nodeID='b.'/>",
        &[("InvalidId", "http://x")],
        &[
            "<ex:base/a> <ex:q> _:s0.0-http-58--47--47-x",
            "<ex:base/a> <ex:q> _:s0.0-b-46-",
        ],
    );
    check(
        "<ex:C xml:base='a b' rdf:about='c'/>",
        &[("InvalidIri", "a b")],
        &["<ex:base/c> <rdf:type> <ex:C>"],
    );
}

#[test]
fn repeated_ids_are_reported_under_one_base_only() {
    check(
        "<ex:C rdf:ID='a'/><ex:C rdf:ID='a'/><ex:C rdf:ID='a' xml:base='http://example.org/'/><ex:C rdf:about='#a'/>",
        &[("RepeatedId", "a")],
        &["<ex:base/#a> <rdf:type> <ex:C>", "<ex:#a> <rdf:type> <ex:C>"],
    );
}

#[test]
fn undeclared_prefixes_are_kept() {
    check_node(
        "<dct:q>x</dct:q>",
        &[("UndefinedPrefix", "dct")],
        &["<ex:base/a> <dct:q> \"x\""],
    );
    check(
        "<ex:C rdf:about='a' dct:q='v'/>",
        &[("UndefinedPrefix", "dct")],
        &["<ex:base/a> <rdf:type> <ex:C>", "<ex:base/a> <dct:q> \"v\""],
    );
    let text = "<rdf:RDF xmlns:ex='http://example.org/'><rdf:Description rdf:about='http://example.org/a'><ex:p>x</ex:p>\
                </rdf:Description></rdf:RDF>";
    let (graph, reading) = read_text(text).unwrap();
    assert_eq!(
        issues(&reading, text),
        [("UndefinedPrefix".to_owned(), "rdf".to_owned())]
    );
    assert_eq!(triples(&graph), ["<ex:a> <ex:p> \"x\""]);
}

#[test]
fn forbidden_names_are_passed_over() {
    for name in [
        "RDF",
        "ID",
        "about",
        "bagID",
        "parseType",
        "resource",
        "nodeID",
        "datatype",
        "aboutEach",
        "aboutEachPrefix",
    ] {
        check_node(
            &format!("<rdf:{name}><ex:C/></rdf:{name}>"),
            &[("InvalidName", &format!("rdf:{name}"))],
            &[],
        );
        check(
            &format!("<rdf:{name}/>").replace("rdf:RDF/", "rdf:RDF><ex:p/></rdf:RDF"),
            &[("InvalidName", &format!("rdf:{name}"))],
            &[],
        );
    }
    check("<rdf:li/>", &[("InvalidName", "rdf:li")], &[]);
    for name in [
        "rdf:li",
        "rdf:aboutEach",
        "rdf:bagID",
        "rdf:RDF",
        "rdf:Description",
        "rdf:resource",
        "rdf:datatype",
        "title",
    ] {
        check(
            &format!("<ex:C rdf:about='a' {name}='x'/>"),
            &[("InvalidName", name)],
            &["<ex:base/a> <rdf:type> <ex:C>"],
        );
    }
    check("<div><p>x</p></div>", &[("InvalidName", "div")], &[]);
    check_node(
        "<ex:q rdf:about='b'/>",
        &[("InvalidName", "rdf:about")],
        &["<ex:base/a> <ex:q> \"\""],
    );
    check_node(
        "<ex:q rdf:resource='b' rdf:datatype='c'/>",
        &[("InvalidName", "rdf:datatype")],
        &["<ex:base/a> <ex:q> <ex:base/b>"],
    );
    check_node(
        "<ex:q ex:r='b'>text</ex:q>",
        &[("InvalidName", "ex:r")],
        &["<ex:base/a> <ex:q> \"text\""],
    );
    check(
        "<ex:C rdf:about='a' rdf:ID='b' ex:p='1' ex:p='2'/>",
        &[("InvalidName", "rdf:ID"), ("InvalidName", "ex:p")],
        &["<ex:base/a> <rdf:type> <ex:C>", "<ex:base/a> <ex:p> \"1\""],
    );
}

#[test]
fn what_stands_in_the_wrong_place_is_skipped() {
    check_node(" lost ", &[("UnexpectedToken", "lost")], &[]);
    check("lost", &[("UnexpectedToken", "lost")], &[]);
    check_node(
        "<ex:q rdf:resource='b'>lost</ex:q>",
        &[("UnexpectedToken", "lost")],
        &["<ex:base/a> <ex:q> <ex:base/b>"],
    );
    check_node(
        "<ex:q><ex:C rdf:about='b'/><ex:C rdf:about='c'/>lost</ex:q>",
        &[("UnexpectedToken", "ex:C"), ("UnexpectedToken", "lost")],
        &[
            "<ex:base/a> <ex:q> <ex:base/b>",
            "<ex:base/b> <rdf:type> <ex:C>",
            "<ex:base/c> <rdf:type> <ex:C>",
        ],
    );
    check_node(
        "<ex:q>Text <ex:b><ex:c/></ex:b>more</ex:q>",
        &[("UnexpectedToken", "ex:b")],
        &["<ex:base/a> <ex:q> \"Text more\""],
    );
    check_node(
        "<ex:C rdf:about='b'><ex:p>2</ex:p></ex:C>",
        &[("UnexpectedToken", "ex:C")],
        &["<ex:base/b> <rdf:type> <ex:C>", "<ex:base/b> <ex:p> \"2\""],
    );
    check_node(
        "<ex:q rdf:datatype='urn:d'><ex:C rdf:about='b'/></ex:q>",
        &[("InvalidName", "rdf:datatype")],
        &["<ex:base/a> <ex:q> <ex:base/b>", "<ex:base/b> <rdf:type> <ex:C>"],
    );
}

#[test]
fn a_late_xml_declaration_is_reported() {
    let text = format!("\n<?xml version='1.0'?>{}", document("<ex:C rdf:about='a'/>"));
    let (graph, reading) = read_text(&text).unwrap();
    assert_eq!(graph.len(), 1);
    assert_eq!(
        issues(&reading, &text),
        [("UnexpectedToken".to_owned(), "<?xml version='1.0'?>".to_owned())]
    );
}

#[test]
fn ill_formed_xml_stops_at_its_place() {
    let opening = format!("<rdf:RDF xmlns:rdf='{RDF}'>\n");
    for (text, message) in [
        (String::new(), "1:1: the file contains no XML element"),
        (
            "Titel;Lizenz".to_owned(),
            "1:1: the file does not begin with an XML element",
        ),
        (
            "<!doctype html><p>".to_owned(),
            "1:1: this is a web page (HTML), not RDF/XML",
        ),
        (
            "<html lang='de'><head>".to_owned(),
            "1:1: this is a web page (HTML), not RDF/XML",
        ),
        (
            "\n<gml:A xmlns:gml='urn:gml'>x</gml:A>".to_owned(),
            "2:1: this is XML but not RDF/XML: the first element is <gml:A>, and the RDF namespace is not declared",
        ),
        (
            format!("{opening}</rdf:Rdf>"),
            "2:1: </rdf:Rdf> does not close <rdf:RDF> of line 1",
        ),
        (
            format!("{opening}<rdf:Description>\n"),
            "3:1: the file ends although <rdf:Description> of line 2 is not closed; it may have been cut off",
        ),
        (format!("{opening}</rdf:RDF></x>"), "2:11: </x> closes nothing"),
        (
            format!("{opening}</rdf:RDF> <rdf:RDF/>"),
            "2:12: a second element follows the end of the document; everything must stand inside one element",
        ),
        (
            format!("{opening}</rdf:RDF> x"),
            "2:12: text follows the end of the document",
        ),
        (
            format!("{opening}a < b"),
            "2:4: `<` begins no element here; as a character it is written `&lt;`",
        ),
        (
            format!("{opening}<rdf:Description rdf:about='x>\n</rdf:Description> ' </rdf:RDF>"),
            "3:1: `<` in the value of the attribute rdf:about: the closing quote is missing, or `&lt;` is meant",
        ),
    ] {
        assert_eq!(
            read_text(&text).unwrap_err().to_string(),
            format!("test.rdf:{message}"),
            "{text}"
        );
    }
}

#[test]
fn bombs_stop() {
    let entities = (1..12)
        .map(|n| format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10)))
        .collect::<Vec<_>>()
        .concat();
    let text = format!(
        "<!DOCTYPE x [<!ENTITY a0 'lol'>{entities}]>{}",
        document("<ex:C ex:p='&a11;'/>")
    );
    let message = read_text(&text).unwrap_err().to_string();
    assert!(message.contains("grow beyond measure"), "{message}");

    let long = "n".repeat(100_000);
    let elements = (0..1000)
        .map(|n| format!("<l:e{n}/>"))
        .collect::<Vec<_>>()
        .concat();
    let text = document(&format!("<ex:C xmlns:l='urn:{long}'>{elements}</ex:C>"));
    assert!(read_text(&text).is_err());
    let literal = "<l:e/>".repeat(1000);
    let text = document(&format!(
        "<ex:C xmlns:l='urn:{long}'><ex:p rdf:parseType='Literal'>{literal}</ex:p></ex:C>"
    ));
    assert!(read_text(&text).is_err());
}

/// Runs on a small stack, in limited time.
fn survives(text: String) {
    let (sender, receiver) = mpsc::channel();
    let run = move || {
        drop(read_text(&text));
        sender.send(()).unwrap();
    };
    thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap();
    receiver.recv_timeout(Duration::from_mins(1)).unwrap();
}

#[test]
fn a_million_levels_overflow_nothing() {
    for pair in [
        "<ex:p>",
        "<ex:p rdf:parseType='Resource'>",
        "<ex:p rdf:parseType='Collection'>",
        "<rdf:about>",
    ] {
        let depth = 1_000_000;
        survives(document(&format!("<ex:C>{}", pair.repeat(depth))));
    }
    let literal = "<b>".repeat(1_000_000) + &"</b>".repeat(1_000_000);
    survives(document(&format!(
        "<ex:C><ex:p rdf:parseType='Literal'>{literal}</ex:p></ex:C>"
    )));
}

#[test]
fn many_attributes_and_prefixes_take_no_squared_time() {
    let attributes = (0..100_000)
        .map(|n| format!(" ex:a{n}='x' xmlns:p{n}='urn:{n}'"))
        .collect::<Vec<_>>()
        .concat();
    survives(document(&format!("<ex:C{attributes}/>")));
    let nested = (0..50_000)
        .map(|n| format!("<p{n}:b xmlns:p{n}='urn:{n}'>"))
        .collect::<Vec<_>>()
        .concat();
    survives(document(&format!("<ex:C><ex:p rdf:parseType='Literal'>{nested}")));
}

const SAMPLE: &str = "<?xml version='1.0'?><!DOCTYPE rdf:RDF [<!ENTITY e 'ä&#38;b'>]>\
    <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:ex='http://example.org/'>\
    <ex:C rdf:about='&e;' xml:lang='de' ex:q='ü'><ex:p rdf:ID='i'>x&lt;<![CDATA[y]]><!--z--></ex:p>\
    <ex:p rdf:parseType='Literal'><b a='c' xmlns='urn:x'>ß</b></ex:p><ex:p rdf:parseType='Collection'><ex:C/>\
    <ex:D xml:base='http://x/../y'/></ex:p><rdf:li rdf:resource='//[::1]/%20'/></ex:C></rdf:RDF>";

proptest! {
    #[test]
    fn cut_texts_never_panic(end in 0..SAMPLE.len()) {
        let end = SAMPLE.floor_char_boundary(end);
        prop_assert!(read_text(&SAMPLE[..end]).is_err());
    }

    #[test]
    fn mutated_texts_never_panic_and_spans_lie_in_the_text(
        changes in prop::collection::vec((0..SAMPLE.len(), 0usize..4, "[<>&;'\"/=:#! a\u{e4}x\\-\\]\\[?%]{0,3}"), 1..6)
    ) {
        let mut text = SAMPLE.to_owned();
        for (at, length, replacement) in changes {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.floor_char_boundary((at + length).min(text.len())).max(start);
            text.replace_range(start..end, &replacement);
        }
        if let Ok((graph, reading)) = read_text(&text) {
            for (_, position) in graph.triples_with_positions() {
                for span in [position.subject, position.predicate, position.object] {
                    prop_assert!(text.get(span.range()).is_some());
                }
                prop_assert!(!position.predicate.is_empty());
            }
            for issue in &reading.issues {
                prop_assert!(text.get(issue.span.range()).is_some());
            }
        }
    }
}
