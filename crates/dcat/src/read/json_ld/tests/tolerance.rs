//! What is wrong in a document and what is read all the same.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{canonical, issues, read_text, try_read_text, turtle};
use crate::read::SyntaxIssueKind;

/// One error code at the characters given, and the triples that are left.
fn check(json: &str, code: &'static str, at: &str, left: &str) {
    let (graph, reading) = read_text(json);
    let found = issues(json, &reading);
    assert_eq!(found, [(SyntaxIssueKind::InvalidJsonLd { code }, at)], "{json}");
    let prefixes = "@prefix : <http://e/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .";
    let left = turtle(&format!("{prefixes} {left}"));
    assert_eq!(canonical(graph.to_oxrdf()), canonical(left), "{json}");
}

/// A context of one entry, and a node that uses the term `t`.
fn check_context(entry: &str, code: &'static str, at: &str) {
    let json =
        format!(r#"{{"@context": [{{"@vocab": "http://e/"}}, {{{entry}}}], "@id": "http://e/s", "p": 1}}"#);
    check(&json, code, at, ":s :p 1 .");
}

/// A node with one more entry.
fn check_entry(entry: &str, code: &'static str, at: &str, left: &str) {
    let json = format!(
        r#"{{"@context": {{"@vocab": "http://e/", "l": {{"@container": "@language"}},
             "r": {{"@reverse": "has"}}, "x": {{"@container": "@index", "@index": "key"}}}},
            "@id": "http://e/s", "p": 1, {entry}}}"#
    );
    check(&json, code, at, &format!(":s :p 1 . {left}"));
}

#[test]
fn errors_in_contexts() {
    check_context(r#""@base": 1"#, "invalid base IRI", "1");
    check_context(r#""@vocab": 1"#, "invalid vocab mapping", "1");
    check_context(r#""@language": 1"#, "invalid default language", "1");
    check_context(r#""@direction": "up""#, "invalid base direction", r#""up""#);
    check_context(r#""@version": "1.1""#, "invalid @version value", r#""1.1""#);
    check_context(r#""@propagate": 1"#, "invalid @propagate value", "1");
    check_context(r#""@protected": 1"#, "invalid @protected value", "1");
    check_context(r#""@import": 1"#, "invalid @import value", "1");
    check_context(r#""t": 1"#, "invalid term definition", "1");
    check_context(
        r#""": "http://e/x""#,
        "invalid term definition",
        r#""http://e/x""#,
    );
    check_context(r#""t": {"@foo": 1}"#, "invalid term definition", r#""@foo""#);
    check_context(r#""@id": "http://e/x""#, "keyword redefinition", r#""@id""#);
    check_context(
        r#""@type": {"@id": "http://e/x"}"#,
        "keyword redefinition",
        r#"{"@id": "http://e/x"}"#,
    );
    check_context(r#""t": {"@id": 1}"#, "invalid IRI mapping", "1");
    check_context(
        r#""t": {"@id": "@context"}"#,
        "invalid keyword alias",
        r#""@context""#,
    );
    check_context(
        r#""t:u": {"@id": "http://e/x"}"#,
        "invalid IRI mapping",
        r#""http://e/x""#,
    );
    check_context(r#""t": {"@type": 1}"#, "invalid type mapping", "1");
    check_context(r#""t": {"@type": "_:b"}"#, "invalid type mapping", r#""_:b""#);
    check_context(
        r#""t": {"@container": "@list2"}"#,
        "invalid container mapping",
        r#""@list2""#,
    );
    check_context(
        r#""t": {"@container": ["@list", "@set"]}"#,
        "invalid container mapping",
        r#"["@list", "@set"]"#,
    );
    check_context(r#""t": {"@language": 1}"#, "invalid language mapping", "1");
    check_context(r#""t": {"@nest": "@id"}"#, "invalid @nest value", r#""@id""#);
    check_context(r#""t": {"@prefix": 1}"#, "invalid @prefix value", "1");
    check_context(r#""t": {"@index": "k"}"#, "invalid term definition", r#""k""#);
    check_context(
        r#""t": {"@reverse": "has", "@id": "k"}"#,
        "invalid reverse property",
        r#""has""#,
    );
    check_context(
        r#""t": {"@reverse": "has", "@container": "@list"}"#,
        "invalid reverse property",
        r#""@list""#,
    );
    check_context(r#""t": "u:x", "u": "t:y""#, "cyclic IRI mapping", r#""t:y""#);
    check_context(r#""t": {"@context": {"u": 1}}"#, "invalid term definition", "1");
    check(
        r#"{"@context": [{"@vocab": "http://e/"}, 5], "@id": "http://e/s", "p": 1}"#,
        "invalid local context",
        "5",
        ":s :p 1 .",
    );
    check(
        r#"{"@context": [{"@protected": true, "p": "http://e/p"}, {"p": "http://e/q"}], "@id": "http://e/s", "p": 1}"#,
        "protected term redefinition",
        r#""http://e/q""#,
        ":s :p 1 .",
    );
    check(
        r#"{"@context": [{"@protected": true, "p": "http://e/p"}, null], "@id": "http://e/s", "p": 1}"#,
        "invalid context nullification",
        "null",
        ":s :p 1 .",
    );
}

#[test]
fn errors_in_nodes_and_values() {
    check_entry(
        r#""q": {"@id": 5, "y": 2}"#,
        "invalid @id value",
        "5",
        ":s :q [ :y 2 ] .",
    );
    check_entry(r#""@type": [5, "T"]"#, "invalid type value", "5", ":s a :T .");
    check_entry(r#""@index": 5"#, "invalid @index value", "5", "");
    check_entry(r#""p": 2"#, "repeated key", r#""p""#, ":s :p 2 .");
    check_entry(r#""@reverse": 5"#, "invalid @reverse value", "5", "");
    check_entry(
        r#""@reverse": {"@id": "http://e/x"}"#,
        "invalid reverse property map",
        r#""@id""#,
        "",
    );
    check_entry(
        r#""@reverse": {"h": ["x"]}"#,
        "invalid reverse property value",
        r#""x""#,
        "",
    );
    check_entry(
        r#""r": {"@list": ["x"]}"#,
        "invalid reverse property value",
        "{",
        "",
    );
    check_entry(r#""@included": ["x"]"#, "invalid @included value", r#""x""#, "");
    check_entry(
        r#""@included": {"@value": "x"}"#,
        "invalid @included value",
        "{",
        "",
    );
    check_entry(r#""@nest": 5"#, "invalid @nest value", "5", "");
    check_entry(r#""@nest": {"@value": 5}"#, "invalid @nest value", "{", "");
    check_entry(
        r#""l": {"de": [5, "x"]}"#,
        "invalid language map value",
        "5",
        r#":s :l "x"@de ."#,
    );
    check_entry(r#""x": {"k": 5}"#, "invalid value object", "5", ":s :x 5 .");
    check_entry(r#""q": {"@value": [1]}"#, "invalid value object value", "[", "");
    check_entry(
        r#""q": {"@value": 1, "y": 2}"#,
        "invalid value object",
        r#""y""#,
        ":s :q 1 .",
    );
    check_entry(
        r#""q": {"@value": "a", "@type": "T", "@language": "de"}"#,
        "invalid value object",
        r#""@type""#,
        r#":s :q "a"@de ."#,
    );
    check_entry(
        r#""q": {"@value": 1, "@language": "de"}"#,
        "invalid language-tagged value",
        "1",
        ":s :q 1 .",
    );
    check_entry(
        r#""q": {"@value": "a", "@language": 1}"#,
        "invalid language-tagged string",
        "1",
        r#":s :q "a" ."#,
    );
    check_entry(
        r#""q": {"@value": "a", "@type": "_:t"}"#,
        "invalid typed value",
        r#""_:t""#,
        r#":s :q "a" ."#,
    );
    check_entry(
        r#""q": {"@value": "a", "@direction": 1}"#,
        "invalid base direction",
        "1",
        r#":s :q "a" ."#,
    );
    check_entry(
        r#""q": {"@set": [1], "y": 2}"#,
        "invalid set or list object",
        r#""y""#,
        ":s :q 1 .",
    );
    check_entry(
        r#""q": {"@list": [1], "@id": "http://e/x"}"#,
        "invalid set or list object",
        r#""@id""#,
        ":s :q (1) .",
    );
    check_entry(
        r#""_:q": {"@id": "http://e/o", "y": 2}"#,
        "blank node as property",
        r#""_:q""#,
        ":o :y 2 .",
    );
    check_entry(
        r#""@graph": ["x", {"@id": "http://e/o", "y": 2}]"#,
        "free-floating value",
        r#""x""#,
        ":o :y 2 .",
    );
    check(
        r#"[{"@id": "http://e/s", "@index": "a"}, {"@id": "http://e/s", "@index": "b", "http://e/p": 1}]"#,
        "conflicting indexes",
        r#""b""#,
        ":s :p 1 .",
    );
    check(
        r#"{"@context": {"id": "@id"}, "@id": "http://e/s", "id": "http://e/t", "http://e/p": 1}"#,
        "colliding keywords",
        r#""id""#,
        ":s :p 1 .",
    );
}

#[test]
fn other_json_is_one_issue() {
    for json in [
        r#"{"type": "FeatureCollection", "features": [{"id": 1}]}"#,
        r#"["x", 5]"#,
        "{}",
        "7",
    ] {
        let (graph, reading) = read_text(json);
        assert!(graph.is_empty());
        let expected = SyntaxIssueKind::InvalidJsonLd {
            code: "no node object",
        };
        assert_eq!(issues(json, &reading), [(expected, &json[..1])], "{json}");
    }
}

#[test]
fn bad_iris_and_languages_are_kept() {
    let json = r#"{"@context": {"@vocab": "http://e/", "u": {"@type": "@id"}}, "@id": "http://e/a b",
        "@type": "http://e/T<", "u": "http://e/ö{", "t": {"@value": "x", "@language": "d e"}, "http://e/p q": 1}"#;
    let (graph, reading) = read_text(json);
    let invalid = |iri: &str| SyntaxIssueKind::InvalidIri { iri: iri.to_owned() };
    let tag = "d e".to_owned();
    assert_eq!(
        issues(json, &reading),
        [
            (invalid("http://e/a b"), r#""http://e/a b""#),
            (invalid("http://e/T<"), r#""http://e/T<""#),
            (invalid("http://e/ö{"), r#""http://e/ö{""#),
            (SyntaxIssueKind::InvalidLanguageTag { tag }, r#""d e""#),
            (invalid("http://e/p q"), r#""http://e/p q""#),
        ]
    );
    assert_eq!(graph.len(), 4);
    assert!(graph.iri("http://e/a b").is_some() && graph.iri("http://e/p q").is_some());
}

#[test]
fn a_blank_node_with_an_impossible_label_is_reported_and_stays_one_node() {
    let json = r#"{"@id": "_:a b", "http://e/p": {"@id": "_:a b"}}"#;
    let (graph, reading) = read_text(json);
    let iri = "_:a b".to_owned();
    let issue = (SyntaxIssueKind::InvalidIri { iri }, r#""_:a b""#);
    assert_eq!(issues(json, &reading), [issue.clone(), issue]);
    assert_eq!(
        canonical(graph.to_oxrdf()),
        canonical(turtle("_:x <http://e/p> _:x ."))
    );
}

#[test]
fn relative_iris_without_a_base_are_reported_and_kept() {
    let json = r#"{"@context": {"@base": null}, "@id": "s", "http://e/p": 1}"#;
    let (graph, reading) = read_text(json);
    assert_eq!(
        issues(json, &reading),
        [(SyntaxIssueKind::InvalidIri { iri: "s".to_owned() }, r#""s""#)]
    );
    assert!(graph.iri("s").is_some());
}

#[test]
fn keys_that_mean_nothing_are_named_once() {
    let json =
        r#"{"@context": {"title": "http://e/title"}, "@graph": [{"titel": 1}, {"titel": 2, "title": "x"}]}"#;
    let (graph, reading) = read_text(json);
    let term = "titel".to_owned();
    assert_eq!(
        issues(json, &reading),
        [(SyntaxIssueKind::UnmappedTerm { term }, r#""titel""#)]
    );
    assert_eq!(Some(reading.issues[0].span.range().start), json.find("\"titel\""));
    assert_eq!(graph.len(), 1);
}

#[test]
fn a_keyword_that_says_nothing_of_a_node_is_named() {
    let json = r#"{"@id": "http://e/s", "@language": "de", "http://e/p": "x"}"#;
    let (graph, reading) = read_text(json);
    let term = "@language".to_owned();
    assert_eq!(
        issues(json, &reading),
        [(SyntaxIssueKind::UnmappedTerm { term }, r#""@language""#)]
    );
    assert_eq!(graph.len(), 1);
}

#[test]
fn below_a_remote_context_the_usual_prefixes_hold() {
    let json = r#"{"@context": ["https://e/context.jsonld", {"dct": "http://e/other#"}], "@id": "http://e/s",
        "@type": "dcat:Dataset", "title": "lost", "dct:title": "x"}"#;
    let (graph, reading) = read_text(json);
    let iri = "https://e/context.jsonld".to_owned();
    assert_eq!(
        issues(json, &reading),
        [(
            SyntaxIssueKind::RemoteContext { iri },
            r#""https://e/context.jsonld""#
        )]
    );
    let expected = "<http://e/s> a <http://www.w3.org/ns/dcat#Dataset> ; <http://e/other#title> \"x\" .";
    assert_eq!(canonical(graph.to_oxrdf()), canonical(turtle(expected)));
}

#[test]
fn a_usual_prefix_that_nobody_declares_is_reported() {
    let json = r#"{"@id": "http://e/s", "@type": "dcat:Dataset", "dcat:keyword": "x"}"#;
    let (graph, reading) = read_text(json);
    let prefix = "dcat".to_owned();
    assert_eq!(
        issues(json, &reading),
        [(SyntaxIssueKind::UndefinedPrefix { prefix }, r#""dcat:keyword""#)]
    );
    assert!(graph.iri("dcat:keyword").is_some());
}

#[test]
fn text_that_is_no_json_stops_at_its_place() {
    let error = try_read_text("{\n  \"@id\": \"http://e/s\",\n  \"ä\": 1,\n}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "test.jsonld:4:1: a comma stands before this `}`, but no key follows it"
    );
}

/// The deepest nesting that is read fits the smallest stack in use: two megabytes of a thread.
#[test]
fn deep_nesting_is_read_on_a_small_stack() {
    let depth = super::super::json::DEEPEST_NESTING / 2 - 2;
    let mut json = String::from(
        r#"{"@context": {"@vocab": "http://e/", "p": {"@container": ["@index", "@set"]}}, "p": "#,
    );
    json.push_str(&r#"{"p": {"k":"#.repeat(depth));
    json.push('1');
    json.push_str(&"}}".repeat(depth));
    json.push('}');
    let mut contexts = r#"{"t": {"@context":"#.repeat(depth);
    contexts.push_str("{}");
    contexts.push_str(&"}}".repeat(depth));
    let contexts = format!(r#"{{"@context": {contexts}}}"#);
    for text in [json, contexts] {
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        thread
            .spawn(move || drop(try_read_text(&text)))
            .unwrap()
            .join()
            .unwrap();
    }
}

#[test]
fn long_chains_of_terms_and_types_end() {
    let mut chain = String::from(r#"{"@context": {"#);
    for number in 0..50_000 {
        write!(chain, r#""t{number}": "t{}:x","#, number + 1).unwrap();
    }
    chain.push_str(r#""last": "http://e/"}, "@id": "http://e/s"}"#);
    assert!(!read_text(&chain).1.issues.is_empty());
    let mut types = String::from(
        r#"{"@context": {"T": {"@id": "http://e/T", "@context": [null, null, {"p": "http://e/p"}]}},"@type": ["#,
    );
    types.push_str(&r#""T","#.repeat(50_000));
    types.push_str(r#""T"], "p": 1}"#);
    assert_eq!(read_text(&types).0.len(), 2);
}

const SEED: &str = r#"{"@context": [{"@version": 1.1, "@vocab": "http://e/", "@base": "http://e/b/", "e": "http://e/",
  "l": {"@container": "@list"}, "t": {"@container": "@language"}, "i": {"@container": "@index", "@index": "k"},
  "d": {"@container": ["@graph", "@id"]}, "y": {"@container": "@type"}, "r": {"@reverse": "e:has"},
  "n": "@nest", "j": {"@id": "e:j", "@type": "@json"}, "T": {"@context": {"p": {"@id": "e:q", "@type": "@id"}}}}, null,
  {"@vocab": "http://e/"}], "@id": "s", "@type": ["T", "U"], "p": [1, -2.5e3, true, null, "xä\u00e4"],
  "l": [["a"], {"@list": []}], "t": {"de": "x", "@none": ["y"]}, "i": {"k1": {"@id": "o"}}, "d": {"e:g": {"p": 1}},
  "y": {"T": "e:v"}, "r": {"@id": "_:b"}, "n": {"p": {"@value": "v", "@language": "de"}}, "j": {"b": [1], "a": "\n"},
  "@reverse": {"e:of": {"@set": [{"@id": "z"}]}}, "@included": {"p": 2}, "@graph": [{"@index": "x"}]}"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Tokens are dropped, doubled, swapped and replaced; the reader may refuse but not panic, and every position
    /// lies in the text.
    #[test]
    fn mutated_documents_never_panic(changes in prop::collection::vec((any::<u16>(), any::<u16>(), 0u8..5), 1..8)) {
        let mut tokens: Vec<&str> = SEED.split_inclusive(['"', ',', ':', '{', '}', '[', ']', ' ']).collect();
        for (at, other, change) in changes {
            let (at, other) = (usize::from(at) % tokens.len(), usize::from(other) % tokens.len());
            match change {
                0 => { tokens.remove(at); }
                1 => tokens.insert(at, tokens[other]),
                2 => tokens.swap(at, other),
                3 => tokens[at] = ["null", "5", "@id", "\"@value\":1,", "{}"][other % 5],
                _ => tokens[at] = tokens[other],
            }
        }
        let text = tokens.concat();
        if let Ok((graph, reading)) = try_read_text(&text) {
            for (_, position) in graph.triples_with_positions() {
                for span in [position.subject, position.predicate, position.object] {
                    prop_assert!(!span.is_empty() && text.get(span.range()).is_some());
                }
            }
            for issue in reading.issues {
                prop_assert!(text.get(issue.span.range()).is_some());
            }
        }
    }

    /// Strings swapped for others keep the text JSON, so that the walk over the tree is reached.
    #[test]
    fn swapped_strings_never_panic(swaps in prop::collection::vec((any::<u16>(), any::<u16>()), 1..12)) {
        let mut parts: Vec<&str> = SEED.split('"').collect();
        let strings = parts.len() / 2;
        for (at, other) in swaps {
            let (at, other) = (usize::from(at) % strings, usize::from(other) % strings);
            parts.swap(at * 2 + 1, other * 2 + 1);
        }
        prop_assert!(try_read_text(&parts.join("\"")).is_ok());
    }
}
