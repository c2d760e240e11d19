//! Every feature of JSON-LD 1.1 with the triples that the specification wants.

use super::{canonical, oxjsonld, read_text, turtle};

/// Reads without an issue, exactly the triples expected; oxjsonld agrees.
fn check(json: &str, expected: &str) {
    check_alone(json, expected);
    let other = oxjsonld(json).unwrap_or_else(|| panic!("oxjsonld stops at {json}"));
    assert_eq!(
        canonical(other),
        canonical(turtle(&absolute(expected))),
        "oxjsonld on {json}"
    );
}

/// The same where oxjsonld deviates.
fn check_alone(json: &str, expected: &str) {
    let (graph, reading) = read_text(json);
    assert_eq!(reading.issues, [], "{json}");
    let expected = canonical(turtle(&absolute(expected)));
    assert_eq!(canonical(graph.to_oxrdf()), expected, "{json}");
}

/// `<e:x>` is short for an IRI of the example, `<xsd:…>` and `<rdf:…>` for those of the usual namespaces.
fn absolute(text: &str) -> String {
    text.replace("<e:", "<http://e/")
        .replace("<xsd:", "<http://www.w3.org/2001/XMLSchema#")
        .replace("<rdf:", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#")
}

#[test]
fn nodes_values_and_references() {
    check(
        r#"{"@id": "http://e/s", "@type": ["http://e/T", "http://e/U"], "http://e/p": ["x", {"@id": "http://e/o"}],
            "http://e/q": {"http://e/r": {"@value": "wert", "@language": "DE"}}, "http://e/n": null}"#,
        r#"<e:s> a <e:T> . <e:s> a <e:U> . <e:s> <e:p> "x" . <e:s> <e:p> <e:o> .
           <e:s> <e:q> _:b . _:b <e:r> "wert"@de ."#,
    );
    check(
        r#"[{"@id": "_:a", "http://e/p": {"@id": "_:b"}}, {"@id": "_:b", "http://e/p": {"@id": "_:a"}}]"#,
        "_:x <e:p> _:y . _:y <e:p> _:x .",
    );
    check(r#"{"@id": "http://e/s", "http://e/p": {}}"#, "<e:s> <e:p> _:b .");
}

#[test]
fn numbers_and_booleans() {
    check(
        r#"{"@id": "http://e/s", "http://e/p": [1, -0, 5.3, 1e21, 5.0, true, false]}"#,
        r#"<e:s> <e:p> "1"^^<xsd:integer> . <e:s> <e:p> "0"^^<xsd:integer> .
           <e:s> <e:p> "5.3E0"^^<xsd:double> . <e:s> <e:p> "1.0E21"^^<xsd:double> .
           <e:s> <e:p> "5"^^<xsd:integer> . <e:s> <e:p> "true"^^<xsd:boolean> .
           <e:s> <e:p> "false"^^<xsd:boolean> ."#,
    );
    check(
        r#"{"@context": {"xsd": "http://www.w3.org/2001/XMLSchema#", "p": {"@id": "http://e/p", "@type": "xsd:double"},
            "d": {"@id": "http://e/d", "@type": "xsd:date"}, "b": {"@id": "http://e/b", "@type": "xsd:string"}},
            "@id": "http://e/s", "p": [5, 2.5, "x"], "d": "2025-01-01", "b": true}"#,
        r#"<e:s> <e:p> "5.0E0"^^<xsd:double> . <e:s> <e:p> "2.5E0"^^<xsd:double> . <e:s> <e:p> "x"^^<xsd:double> .
           <e:s> <e:d> "2025-01-01"^^<xsd:date> . <e:s> <e:b> "true" ."#,
    );
}

#[test]
fn contexts_with_prefixes_vocabulary_base_and_language() {
    check(
        r#"{"@context": [{"e": "http://e/", "name": "e:name", "link": {"@id": "e:link", "@type": "@id"},
             "kind": {"@id": "e:kind", "@type": "@vocab"}, "plain": {"@id": "e:plain", "@language": null}},
             {"@base": "http://e/dir/file", "@vocab": "http://e/v#", "@language": "de"}],
            "@id": "s", "@type": "Thing", "name": "Haushalt", "plain": "x", "link": "../o", "kind": "link",
            "other": {"@value": "y"}, "e:z": {"@id": "e:w"}}"#,
        r#"<e:dir/s> a <e:v#Thing> . <e:dir/s> <e:name> "Haushalt"@de . <e:dir/s> <e:plain> "x" .
           <e:dir/s> <e:link> <e:o> . <e:dir/s> <e:kind> <e:link> . <e:dir/s> <e:v#other> "y" .
           <e:dir/s> <e:z> <e:w> ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/"}, "@id": "http://e/s", "p": {"@context": null, "@id": "http://e/o",
            "http://e/q": "x"}, "q": {"@context": {"@vocab": "v/", "@base": "http://e/x/"}, "@id": "o", "r": 1}}"#,
        r#"<e:s> <e:p> <e:o> . <e:o> <e:q> "x" . <e:s> <e:q> <e:x/o> . <e:x/o> <e:v/r> "1"^^<xsd:integer> ."#,
    );
    check(
        r#"{"@context": {"e": {"@id": "http://e/x", "@prefix": true}, "no": {"@id": "http://e/y"}},
            "@id": "http://e/s", "e:p": 1, "no:p": 2}"#,
        r#"<e:s> <e:xp> "1"^^<xsd:integer> . <e:s> <no:p> "2"^^<xsd:integer> ."#,
    );
}

#[test]
fn keyword_aliases_and_types() {
    check(
        r#"{"@context": {"id": "@id", "type": {"@id": "@type", "@container": "@set"}, "value": "@value",
             "lang": "@language", "e": "http://e/", "all": "@graph"},
            "all": {"id": "e:s", "type": "e:T", "e:p": {"value": "x", "lang": "de"}}}"#,
        r#"<e:s> a <e:T> . <e:s> <e:p> "x"@de ."#,
    );
    check(
        r#"{"@context": {"@version": 1.1, "@type": {"@container": "@set", "@protected": true}}, "@id": "http://e/s",
            "@type": ["http://e/T"]}"#,
        "<e:s> a <e:T> .",
    );
}

#[test]
fn graphs_are_joined() {
    check(
        r#"{"@context": {"@vocab": "http://e/"}, "@id": "http://e/g", "p": "x",
            "@graph": [{"@id": "http://e/s", "q": "y"}, {"@id": "http://e/t", "q": "z"}]}"#,
        r#"<e:g> <e:p> "x" . <e:s> <e:q> "y" . <e:t> <e:q> "z" ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "claim": {"@id": "http://e/claim", "@container": "@graph"}},
            "@id": "http://e/s", "claim": {"@id": "http://e/o", "q": "x"}}"#,
        r#"<e:s> <e:claim> _:g . <e:o> <e:q> "x" ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "in": {"@container": ["@graph", "@index", "@set"]},
            "at": {"@container": ["@graph", "@id"]}}, "@id": "http://e/s",
            "in": {"a": {"@id": "http://e/o", "q": 1}, "b": [{"@id": "http://e/u", "q": 2}]},
            "at": {"http://e/g": {"@id": "http://e/v", "q": 3}, "@none": {"@id": "http://e/w", "q": 4}}}"#,
        r#"<e:s> <e:in> _:a . <e:s> <e:in> _:b . <e:s> <e:at> <e:g> . <e:s> <e:at> _:c .
           <e:o> <e:q> "1"^^<xsd:integer> . <e:u> <e:q> "2"^^<xsd:integer> .
           <e:v> <e:q> "3"^^<xsd:integer> . <e:w> <e:q> "4"^^<xsd:integer> ."#,
    );
}

/// Only nodes become graphs; a value of such a term stays what it is.
#[test]
fn a_value_in_a_graph_container_is_no_graph() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "h": {"@container": "@graph"}}, "@id": "http://e/s", "h": "x"}"#,
        r#"<e:s> <e:h> "x" ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "h": {"@container": ["@graph", "@id"]}}, "@id": "http://e/s", "h": "x"}"#,
        r#"<e:s> <e:h> "x" ."#,
    );
}

#[test]
fn lists_and_sets() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "l": {"@container": "@list"}, "s": {"@container": "@set"}},
            "@id": "http://e/s", "l": ["a", 1], "s": ["x", "y"], "t": {"@set": ["z", null]}, "u": {"@list": ["b"]},
            "v": {"@list": []}, "w": []}"#,
        r#"<e:s> <e:l> _:1 . _:1 <rdf:first> "a" . _:1 <rdf:rest> _:2 . _:2 <rdf:first> "1"^^<xsd:integer> .
           _:2 <rdf:rest> <rdf:nil> . <e:s> <e:s> "x" . <e:s> <e:s> "y" . <e:s> <e:t> "z" .
           <e:s> <e:u> _:3 . _:3 <rdf:first> "b" . _:3 <rdf:rest> <rdf:nil> . <e:s> <e:v> <rdf:nil> ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "l": {"@container": "@list"}},
            "@id": "http://e/s", "l": [["a"], [], [["b"]]]}"#,
        r#"<e:s> <e:l> _:1 . _:1 <rdf:first> _:a . _:1 <rdf:rest> _:2 . _:2 <rdf:first> <rdf:nil> .
           _:2 <rdf:rest> _:3 . _:3 <rdf:first> _:c . _:3 <rdf:rest> <rdf:nil> .
           _:a <rdf:first> "a" . _:a <rdf:rest> <rdf:nil> .
           _:c <rdf:first> _:d . _:c <rdf:rest> <rdf:nil> . _:d <rdf:first> "b" . _:d <rdf:rest> <rdf:nil> ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "l": {"@container": "@list", "@type": "@id"}},
            "@id": "http://e/s", "l": "http://e/o", "m": {"@list": [{"@list": ["x"]}, {"@id": "http://e/o", "q": "y"}]}}"#,
        r#"<e:s> <e:l> _:1 . _:1 <rdf:first> <e:o> . _:1 <rdf:rest> <rdf:nil> .
           <e:s> <e:m> _:2 . _:2 <rdf:first> _:3 . _:2 <rdf:rest> _:4 . _:4 <rdf:first> <e:o> .
           _:4 <rdf:rest> <rdf:nil> . _:3 <rdf:first> "x" . _:3 <rdf:rest> <rdf:nil> . <e:o> <e:q> "y" ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "l": {"@container": "@list"}}, "@id": "http://e/s",
            "l": {"@list": ["x"]}, "m": {"@value": null}}"#,
        r#"<e:s> <e:l> _:1 . _:1 <rdf:first> "x" . _:1 <rdf:rest> <rdf:nil> ."#,
    );
}

/// Two places where oxjsonld deviates: step 13.11 of expansion makes a list of a set object too, and step 5 of IRI
/// expansion looks terms up only for IRIs relative to the vocabulary.
#[test]
fn sets_in_list_containers_and_references_spelled_like_null_terms() {
    check_alone(
        r#"{"@context": {"@vocab": "http://e/", "l": {"@container": "@list"}}, "@id": "http://e/s", "l": {"@set": ["z"]}}"#,
        r#"<e:s> <e:l> _:1 . _:1 <rdf:first> "z" . _:1 <rdf:rest> <rdf:nil> ."#,
    );
    check_alone(
        r#"{"@context": {"@vocab": "http://e/", "@base": "http://e/", "p": {"@type": "@id"}, "n": null},
            "@id": "http://e/s", "p": "n"}"#,
        "<e:s> <e:p> <e:n> .",
    );
}

#[test]
fn language_maps() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "@language": "fr", "none": "@none",
             "t": {"@container": ["@language", "@set"]}}, "@id": "http://e/s",
            "t": {"de": "Titel", "en": ["Title", "Heading", null], "@none": "x", "none": "y"}}"#,
        r#"<e:s> <e:t> "Titel"@de . <e:s> <e:t> "Title"@en . <e:s> <e:t> "Heading"@en . <e:s> <e:t> "x" .
           <e:s> <e:t> "y" ."#,
    );
}

#[test]
fn index_maps() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "p": {"@container": "@index"}}, "@id": "http://e/s",
            "p": {"a": "x", "b": [{"@id": "http://e/o", "q": "y"}], "@none": "z"}}"#,
        r#"<e:s> <e:p> "x" . <e:s> <e:p> <e:o> . <e:o> <e:q> "y" . <e:s> <e:p> "z" ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "p": {"@container": "@index", "@index": "key"}, "key": {"@language": "de"},
             "r": {"@container": "@index", "@index": "ref"}, "ref": {"@type": "@id"}},
            "@id": "http://e/s", "p": {"a": {"@id": "http://e/o"}, "@none": {"@id": "http://e/n"}},
            "r": {"http://e/k": {"@id": "http://e/t", "q": 1}}}"#,
        r#"<e:s> <e:p> <e:o> . <e:o> <e:key> "a"@de . <e:s> <e:p> <e:n> . <e:s> <e:r> <e:t> . <e:t> <e:ref> <e:k> .
           <e:t> <e:q> "1"^^<xsd:integer> ."#,
    );
}

#[test]
fn id_and_type_maps() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "@base": "http://e/", "p": {"@container": "@id"}}, "@id": "s",
            "p": {"a": {"q": 1}, "b": [{"q": 2}, {"@id": "c", "q": 3}], "@none": {"q": 4}}}"#,
        r#"<e:s> <e:p> <e:a> . <e:a> <e:q> "1"^^<xsd:integer> . <e:s> <e:p> <e:b> . <e:b> <e:q> "2"^^<xsd:integer> .
           <e:s> <e:p> <e:c> . <e:c> <e:q> "3"^^<xsd:integer> . <e:s> <e:p> _:n . _:n <e:q> "4"^^<xsd:integer> ."#,
    );
    // oxjsonld refuses the string in a type map; a type map may hold references (section 9.9 of the syntax).
    check_alone(
        r#"{"@context": {"@vocab": "http://e/", "p": {"@container": "@type"},
             "U": {"@context": {"q": "http://e/special"}}}, "@id": "http://e/s",
            "p": {"T": {"@id": "http://e/o", "q": 1}, "U": [{"@id": "http://e/u", "q": 2}, "http://e/v"],
                  "@none": {"@id": "http://e/n", "@type": "W"}}}"#,
        r#"<e:s> <e:p> <e:o> . <e:o> a <e:T> . <e:o> <e:q> "1"^^<xsd:integer> .
           <e:s> <e:p> <e:u> . <e:u> a <e:U> . <e:u> <e:special> "2"^^<xsd:integer> .
           <e:s> <e:p> <e:v> . <e:v> a <e:U> . <e:s> <e:p> <e:n> . <e:n> a <e:W> ."#,
    );
}

#[test]
fn reverse_properties() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "partOf": {"@reverse": "hasPart"},
             "byIndex": {"@reverse": "hasPart", "@container": "@index"}}, "@id": "http://e/s",
            "partOf": [{"@id": "http://e/a"}, {"@id": "http://e/b", "q": 1}],
            "byIndex": {"x": {"@id": "http://e/c"}},
            "@reverse": {"likes": {"@id": "http://e/d"}, "partOf": {"@id": "http://e/f"}}}"#,
        r#"<e:a> <e:hasPart> <e:s> . <e:b> <e:hasPart> <e:s> . <e:b> <e:q> "1"^^<xsd:integer> .
           <e:c> <e:hasPart> <e:s> . <e:d> <e:likes> <e:s> . <e:s> <e:hasPart> <e:f> ."#,
    );
}

#[test]
fn nesting_and_included() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "labels": "@nest", "p": {"@nest": "labels"},
             "deep": {"@id": "@nest", "@context": {"q": "http://e/inner"}}}, "@id": "http://e/s",
            "labels": {"p": "x", "labels": [{"r": "y"}]}, "deep": {"q": "z"}}"#,
        r#"<e:s> <e:p> "x" . <e:s> <e:r> "y" . <e:s> <e:inner> "z" ."#,
    );
    check_alone(
        r#"{"@context": {"@vocab": "http://e/"}, "@nest": {"@id": "http://e/s", "@type": "T"}, "p": 1}"#,
        r#"<e:s> <e:p> "1"^^<xsd:integer> . <e:s> a <e:T> ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/"}, "@id": "http://e/s", "p": "x",
            "@included": [{"@id": "http://e/i", "q": "y"}]}"#,
        r#"<e:s> <e:p> "x" . <e:i> <e:q> "y" ."#,
    );
}

#[test]
fn json_literals() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "j": {"@type": "@json"}}, "@id": "http://e/s",
            "j": {"b": [1.0, null], "a": "é"}, "k": {"@value": [true], "@type": "@json"}}"#,
        r#"<e:s> <e:j> "{\"a\":\"é\",\"b\":[1,null]}"^^<rdf:JSON> . <e:s> <e:k> "[true]"^^<rdf:JSON> ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "j": {"@type": "@json"}}, "@id": "http://e/s", "j": null}"#,
        r#"<e:s> <e:j> "null"^^<rdf:JSON> ."#,
    );
}

#[test]
fn scoped_contexts() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "p": {"@context": {"q": "http://e/scoped"}}}, "@id": "http://e/s",
            "p": {"@id": "http://e/o", "q": "x", "r": {"@id": "http://e/t", "q": "y"}}, "q": "z"}"#,
        r#"<e:s> <e:p> <e:o> . <e:o> <e:scoped> "x" . <e:o> <e:r> <e:t> . <e:t> <e:scoped> "y" . <e:s> <e:q> "z" ."#,
    );
    // A type's context holds for its node only, unless it says otherwise.
    check(
        r#"{"@context": {"@vocab": "http://e/", "T": {"@context": {"q": "http://e/scoped"}},
             "U": {"@context": {"@propagate": true, "q": "http://e/kept"}}}, "@graph": [
            {"@id": "http://e/s", "@type": "T", "q": "x", "r": {"@id": "http://e/o", "q": "y"}},
            {"@id": "http://e/t", "@type": "U", "q": "x", "r": {"@id": "http://e/u", "q": "y"}}]}"#,
        r#"<e:s> a <e:T> . <e:s> <e:scoped> "x" . <e:s> <e:r> <e:o> . <e:o> <e:q> "y" .
           <e:t> a <e:U> . <e:t> <e:kept> "x" . <e:t> <e:r> <e:u> . <e:u> <e:kept> "y" ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "p": {"@context": {"@propagate": false, "q": "http://e/scoped"}}},
            "@id": "http://e/s", "p": {"@id": "http://e/o", "q": "x", "r": {"@id": "http://e/t", "q": "y"}}}"#,
        r#"<e:s> <e:p> <e:o> . <e:o> <e:scoped> "x" . <e:o> <e:r> <e:t> . <e:t> <e:q> "y" ."#,
    );
    // The types themselves are read before their contexts count; these are taken in the order of the types' names.
    check(
        r#"{"@context": {"@vocab": "http://e/", "B": {"@context": {"q": "http://e/b"}},
             "A": {"@context": {"q": "http://e/a", "B": "http://e/changed"}}},
            "@id": "http://e/s", "@type": ["B", "A"], "q": "x"}"#,
        r#"<e:s> a <e:A> . <e:s> a <e:B> . <e:s> <e:b> "x" ."#,
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "p": {"@type": "@id", "@context": {"p": {"@id": "http://e/p", "@type": "@vocab"}}}},
            "@id": "http://e/s", "p": "o"}"#,
        "<e:s> <e:p> <e:o> .",
    );
}

#[test]
fn protected_terms() {
    // The same definition again is no redefinition; a property's context may override.
    check(
        r#"{"@context": [{"@protected": true, "e": "http://e/", "q": "e:q", "free": {"@id": "e:free", "@protected": false}},
             {"q": "http://e/q", "free": "e:other", "p": {"@id": "e:p", "@context": {"q": "e:changed"}}}],
            "@id": "e:s", "q": 1, "free": 2, "p": {"@id": "e:o", "q": 3}}"#,
        r#"<e:s> <e:q> "1"^^<xsd:integer> . <e:s> <e:other> "2"^^<xsd:integer> . <e:s> <e:p> <e:o> .
           <e:o> <e:changed> "3"^^<xsd:integer> ."#,
    );
}

#[test]
fn terms_that_look_like_iris() {
    check(
        r#"{"@context": {"e": "http://e/", "e:p": {"@type": "@id"}, "http://e/q": {"@id": "e:q", "@type": "@id"}},
            "@id": "e:s", "e:p": "e:o", "http://e/q": "e:o"}"#,
        "<e:s> <e:p> <e:o> . <e:s> <e:q> <e:o> .",
    );
}

#[test]
fn what_means_nothing_is_passed_over() {
    check(
        r#"{"@context": {"@vocab": "http://e/", "no": null, "never": {"@id": null}}, "@id": "http://e/s", "no": 1,
            "never": {"@id": "http://e/o", "p": 2}, "p": [null, {"@value": null}, {"@language": "de"}]}"#,
        "",
    );
    check(
        r#"{"@context": {"@vocab": "http://e/", "@direction": "rtl"}, "@id": "http://e/s",
            "p": {"@value": "x", "@language": "ar", "@direction": "ltr", "@index": "i"}}"#,
        r#"<e:s> <e:p> "x"@ar ."#,
    );
}

#[test]
fn prefixes_come_in_the_order_of_the_text() {
    let (_, reading) = read_text(
        r#"{"@context": {"title": "dct:title", "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
            "name": {"@id": "http://e/x#", "@type": "@id"}, "x": {"@id": "http://e/x", "@prefix": true}},
            "@id": "http://e/s", "title": "x"}"#,
    );
    let expected = [
        ("dcat", "http://www.w3.org/ns/dcat#"),
        ("dct", "http://purl.org/dc/terms/"),
        ("x", "http://e/x"),
    ];
    assert_eq!(
        reading.prefixes,
        expected.map(|(prefix, iri)| (prefix.to_owned(), iri.to_owned()))
    );
}
