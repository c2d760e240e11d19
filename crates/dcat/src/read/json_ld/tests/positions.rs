//! Where each part of each triple stands.

use super::read_text;

/// Subject, predicate and object of a triple as the text spells them, with the offset of each.
fn check(text: &str, predicate: &str, expected: &[[&str; 3]]) {
    let (graph, reading) = read_text(text);
    assert_eq!(reading.issues, [], "{text}");
    let mut found: Vec<[&str; 3]> = Vec::new();
    for (triple, position) in graph.triples_with_positions() {
        if graph.term(triple.predicate).value().ends_with(predicate) {
            assert_eq!(position.source, reading.source);
            found.push(
                [position.subject, position.predicate, position.object].map(|span| &text[span.range()]),
            );
        }
    }
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn subjects_are_the_id_or_the_brace() {
    let text = r#"{"@context": {"@vocab": "http://e/"}, "p": {"@id": "http://e/o", "q": 5.0}, "@type": "T"}"#;
    check(text, "/p", &[["{", r#""p""#, r#""http://e/o""#]]);
    check(text, "/q", &[[r#""http://e/o""#, r#""q""#, "5.0"]]);
    check(text, "#type", &[["{", r#""@type""#, r#""T""#]]);
    let (graph, _) = read_text(text);
    let (_, position) = graph
        .triples_with_positions()
        .find(|(triple, _)| graph.term(triple.predicate).value() == "http://e/p")
        .unwrap();
    assert_eq!(
        [
            position.subject.start,
            position.predicate.start,
            position.object.start
        ],
        [0, 38, 51]
    );
}

#[test]
fn objects_are_the_value_itself() {
    let text = r#"{"@context": {"@vocab": "http://e/", "kind": "@type", "l": {"@container": "@language"},
        "i": {"@container": "@index"}, "j": {"@type": "@json"}}, "@id": "http://e/s", "kind": ["T", "U"],
        "a": [{"@value": "ä\u00e4", "@language": "de"}, true, {"b": null}], "l": {"de": "x", "en": ["y"]},
        "i": {"k": "z"}, "j": {"x": 1}}"#;
    let s = r#""http://e/s""#;
    check(
        text,
        "#type",
        &[[s, r#""kind""#, r#""T""#], [s, r#""kind""#, r#""U""#]],
    );
    check(
        text,
        "/a",
        &[
            [s, r#""a""#, r#""ä\u00e4""#],
            [s, r#""a""#, "true"],
            [s, r#""a""#, "{"],
        ],
    );
    check(text, "/l", &[[s, r#""l""#, r#""x""#], [s, r#""l""#, r#""y""#]]);
    check(text, "/i", &[[s, r#""i""#, r#""z""#]]);
    check(text, "/j", &[[s, r#""j""#, "{"]]);
}

#[test]
fn the_keys_of_maps_are_tokens_too() {
    let text = r#"{"@context": {"@vocab": "http://e/", "d": {"@container": "@id"}, "t": {"@container": "@type"},
        "x": {"@container": "@index", "@index": "key"}}, "@id": "http://e/s",
        "d": {"http://e/d1": {"p": 1}}, "t": {"T": {"p": 2}}, "x": {"K": {"p": 3}}}"#;
    check(text, "/d", &[[r#""http://e/s""#, r#""d""#, r#""http://e/d1""#]]);
    check(
        text,
        "/p",
        &[
            [r#""http://e/d1""#, r#""p""#, "1"],
            ["{", r#""p""#, "2"],
            ["{", r#""p""#, "3"],
        ],
    );
    check(text, "#type", &[["{", r#""t""#, r#""T""#]]);
    check(text, "/key", &[["{", r#""x""#, r#""K""#]]);
}

#[test]
fn lists_and_reverse_properties() {
    let text = r#"{"@context": {"@vocab": "http://e/", "of": {"@reverse": "has"}, "l": {"@container": "@list"}},
        "@id": "http://e/s", "l": ["x", {"p": 1}], "of": {"@id": "http://e/o"},
        "@reverse": {"has": {"q": 2}}}"#;
    let s = r#""http://e/s""#;
    check(text, "/l", &[[s, r#""l""#, "["]]);
    check(text, "#first", &[["[", r#""l""#, r#""x""#], ["[", r#""l""#, "{"]]);
    check(text, "#rest", &[["[", r#""l""#, "{"], ["[", r#""l""#, "["]]);
    check(
        text,
        "/has",
        &[[r#""http://e/o""#, r#""of""#, s], ["{", r#""has""#, s]],
    );
}
