//! SPARQL-based constraints, end to end.

use crate::testing::{check, error, failure, graph, warnings};
use crate::{Shapes, validate};

/// The results of a query at the focus node `e:x`.
fn results(query: &str, data: &str, expected: &[&str]) {
    let shapes =
        format!("e:S sh:targetNode e:x ; sh:sparql [ sh:select '''PREFIX e: <http://e/> {query}''' ] .");
    check(&shapes, data, expected);
}

#[test]
fn every_solution_is_a_result() {
    let data = "e:x e:p 1, 2, 'computed' . e:y e:p 3 .";
    results(
        "SELECT $this ?value { $this e:p ?value FILTER(isNumeric(?value)) }",
        data,
        &[
            "SPARQL e:x - \"1\"^^xsd:integer",
            "SPARQL e:x - \"2\"^^xsd:integer",
        ],
    );
    results("SELECT $this { $this e:p 1 }", data, &["SPARQL e:x - e:x"]);
    results("SELECT $this { $this e:p 3 }", data, &[]);
    results(
        "SELECT $this (e:p AS ?path) (CONCAT('a', 'b') AS ?value) ('text' AS ?message) { }",
        data,
        &["SPARQL e:x e:p \"ab\" | \"text\""],
    );
    results(
        "SELECT $this (e:unknown AS ?path) { }",
        data,
        &["SPARQL e:x e:unknown e:x"],
    );
}

#[test]
fn pre_bound_variables_are_known_everywhere() {
    let data = "e:x e:p e:y . e:y e:p e:z .";
    for pattern in [
        "FILTER($this = e:x)",
        "{ FILTER(false) } UNION { FILTER($this = e:x) }",
        "{ { FILTER(bound($this)) } }",
        "BIND($this AS ?that) FILTER(?that = e:x)",
        "{ SELECT $this { FILTER($this = e:x) } }",
        "{ SELECT $this { { SELECT DISTINCT $this { $this e:p ?y } ORDER BY $this LIMIT 1 } } }",
        "FILTER EXISTS { FILTER NOT EXISTS { FILTER($this != e:x) } }",
        "OPTIONAL { ?a e:p ?b FILTER(?a = $this) } FILTER(bound(?b))",
        "$this e:p/e:p e:z . $this e:p* $this . e:z ^e:p+ $this",
        "{ SELECT $this (COUNT(*) AS ?n) { $this e:p ?o } GROUP BY $this HAVING(COUNT(*) = 1) }",
        "FILTER(IF($this IN (e:x), COALESCE(?unbound, $this) = e:x, false))",
        "?y ?p ?z . ?w ?p ?y FILTER(sameTerm(?w, $this))",
    ] {
        results(
            &format!("SELECT $this {{ {pattern} }}"),
            data,
            &["SPARQL e:x - e:x"],
        );
    }
    results(
        "SELECT $this (COUNT(*) AS ?value) { $this e:q ?o } GROUP BY $this",
        data,
        &[],
    );
}

#[test]
fn blank_nodes_and_literals_are_pre_bound_too() {
    let query =
        "SELECT $this ?value { OPTIONAL { $this <http://e/p> ?value } OPTIONAL { ?value <http://e/q> $this }
        FILTER(bound(?value) && (isBlank($this) || isLiteral($this))) }";
    check(
        &format!(
            "e:S sh:targetSubjectsOf e:p ; sh:targetObjectsOf e:q ; sh:sparql [ sh:select '''{query}''' ] ."
        ),
        "[] e:p 1 . e:x e:p 2 ; e:q 'text', '01'^^xsd:integer .",
        &[
            "SPARQL _:b - \"1\"^^xsd:integer",
            "SPARQL \"01\"^^xsd:integer - e:x",
            "SPARQL \"text\" - e:x",
        ],
    );
}

#[test]
fn the_path_stands_for_itself() {
    for (path, expected) in [
        ("e:p", &["SPARQL e:x e:p \"1\"^^xsd:integer"][..]),
        ("( e:q e:p )", &["SPARQL e:x e:q/e:p \"2\"^^xsd:integer"]),
        (
            "[ sh:alternativePath ( e:p [ sh:inversePath e:q ] ) ]",
            &["SPARQL e:x e:p|(^e:q) \"1\"^^xsd:integer"],
        ),
    ] {
        check(
            &format!(
                "e:S sh:targetNode e:x ; sh:property [ sh:path {path} ; sh:sparql [
                     sh:select 'SELECT $this ?value {{ $this $PATH ?value }}' ] ] ."
            ),
            "e:x e:p 1 ; e:q e:y . e:y e:p 2 .",
            expected,
        );
    }
}

#[test]
fn a_property_without_values_can_fail() {
    check(
        "e:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:sparql [
             sh:select 'SELECT $this { FILTER NOT EXISTS { $this $PATH ?value } }' ] ] .",
        "e:x a e:C . e:y a e:C ; e:p 1 . e:z a e:C .",
        &["SPARQL e:x e:p", "SPARQL e:z e:p"],
    );
}

#[test]
fn the_shapes_graph_can_be_asked() {
    check(
        "e:S sh:targetNode e:x ; sh:property _:shape . _:shape sh:path e:p ; e:allowed 1, 2 ; sh:sparql [ sh:select '''
             SELECT $this ?value { $this $PATH ?value FILTER NOT EXISTS {
                 GRAPH $shapesGraph { $currentShape <http://e/allowed> ?value } } }''' ] .",
        "e:x e:p 1, 2, 3 ; e:allowed 3 .",
        &["SPARQL e:x e:p \"3\"^^xsd:integer"],
    );
}

#[test]
fn messages_are_filled_and_severity_and_source_are_told() {
    check(
        "e:S sh:targetNode e:x ; sh:sparql [ sh:message '{?value} at {$this}'@en, 'falsch'@de ;
             sh:select 'SELECT $this ?value { $this <http://e/p> ?value }' ] .",
        "e:x e:p 1 .",
        &["SPARQL e:x - \"1\"^^xsd:integer | \"1 at http://e/x\"@en | \"falsch\"@de"],
    );
}

#[test]
fn deactivated_constraints_are_silent() {
    check(
        "e:S sh:targetNode e:x ; sh:sparql [ sh:deactivated true ; sh:select 'nonsense' ] .",
        "e:x e:p 1 .",
        &[],
    );
}

#[test]
fn a_nested_constraint_counts_for_its_shape() {
    check(
        "e:S sh:targetClass e:C ; sh:not [ sh:sparql [ sh:select 'SELECT $this { $this <http://e/p> 1 }' ] ] .",
        "e:x a e:C ; e:p 1 . e:y a e:C .",
        &["Not e:y - e:y"],
    );
}

#[test]
fn queries_that_cannot_be_used_are_errors_with_their_shape() {
    for (query, expected) in [
        ("sh:select 'SELECT $this {'", "not usable"),
        ("sh:ask 'ASK {}'", "sh:select"),
        ("sh:select 'SELECT $this {}', 'SELECT ?x {}'", "exactly one"),
        ("sh:select 'SELECT $this {}'@en", "a string"),
        ("sh:select 'ASK {}'", "sh:select"),
        ("sh:select 'SELECT $this FROM <urn:x> {}'", "FROM"),
        (
            "sh:select 'SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }'",
            "MINUS",
        ),
        (
            "sh:select 'SELECT $this { FILTER(<urn:function>($this)) }'",
            "urn:function",
        ),
        ("sh:select 'SELECT $this { SERVICE <urn:x> {} }'", "SERVICE"),
        ("sh:select 'SELECT $this { SERVICE SILENT ?x {} }'", "SERVICE"),
    ] {
        let error = error(&format!("e:S sh:targetNode e:x ; sh:sparql [ {query} ] ."));
        assert!(
            error.contains("<http://e/S>") && error.contains(expected),
            "{query}: {error}"
        );
    }
}

/// The parser, the optimizer and the evaluator call themselves, and some texts take them exponential time.
#[test]
fn deep_queries_neither_overflow_the_stack_nor_take_for_ever() {
    let nested = |open: &str, count| format!("FILTER({}1{})", open.repeat(count), ")".repeat(count));
    for count in [5, 20, 90, 500, 50_000] {
        for pattern in [
            nested("(", count),
            nested("!(", count),
            nested("!bound(", count),
            nested("-(", count),
            format!("FILTER(1{})", " || 1".repeat(count)),
            format!("FILTER(1{})", " + 1".repeat(count)),
            format!("FILTER({}1)", "!".repeat(count)),
            format!("?a <urn:p>{} ?b", "/<urn:p>".repeat(count)),
            format!("?a <urn:p>{} ?b", "|<urn:p>".repeat(count)),
            format!("?a {}<urn:p> ?b", "^".repeat(count)),
            format!("{{}}{}", " UNION {}".repeat(count)),
            " OPTIONAL {}".repeat(count),
            " FILTER(true)".repeat(count),
            format!("{}{}", "{".repeat(count), "}".repeat(count)),
            format!("?a ?b ({})", " 1".repeat(count)),
            "?a <urn:p> ?b . ".repeat(count),
        ] {
            let shapes =
                format!("e:S sh:targetNode e:x ; sh:sparql [ sh:select 'SELECT $this {{ {pattern} }}' ] .");
            // Either it is refused or it can be run.
            if let Ok(shapes) = Shapes::from_graph(&graph(&shapes)) {
                validate(&shapes, &graph("e:x e:p 1 .")).unwrap();
            }
        }
    }
}

#[test]
fn a_query_can_report_a_failure() {
    let failure = failure(
        "e:S sh:targetNode e:x ; sh:sparql [ sh:select 'SELECT $this (true AS ?failure) {}' ] .",
        "e:x e:p 1 .",
    );
    assert!(
        failure.contains("<http://e/S>") && failure.contains("<http://e/x>"),
        "{failure}"
    );
}

#[test]
fn a_query_that_does_not_select_this_is_a_warning() {
    let warnings =
        warnings("e:S sh:targetNode e:x ; sh:sparql [ sh:select 'SELECT ?value { $this ?p ?value }' ] .");
    assert!(
        warnings.len() == 1 && warnings[0].contains("$this"),
        "{warnings:?}"
    );
}
