//! Expression constraints, end to end.

use crate::testing::{check, error, warnings};

const DATA: &str = "e:x e:ok true ; e:n 2, 3, 10 ; e:m 3, 4 ; e:k e:a, e:b . e:a a e:K ; e:n 7 .
    e:b e:ok false ; e:n 1.5 . e:c e:n 'text' .";

/// Whether the expression is true at a node; results tell the focus node.
fn holds(node: &str, expression: &str) {
    check(
        &format!("e:S sh:targetNode {node} ; sh:expression {expression} ."),
        DATA,
        &[],
    );
}

fn fails(node: &str, expression: &str) {
    let expected = format!("Expression {node} - {node}");
    check(
        &format!("e:S sh:targetNode {node} ; sh:expression {expression} ."),
        DATA,
        &[&expected],
    );
}

/// Whether an expression gives exactly one node, which is compared by way of an intersection.
fn gives(expression: &str, value: &str) {
    let exactly = |list: &str| {
        format!("[ sh:exists [ sh:filterShape [ sh:hasValue 1 ] ; sh:nodes [ sh:count {list} ] ] ]")
    };
    holds("e:x", &exactly(expression));
    holds(
        "e:x",
        &exactly(&format!("[ sh:intersection ( {expression} {value} ) ]")),
    );
}

#[test]
fn only_true_is_true() {
    holds("e:x", "[ sh:path e:ok ]");
    fails("e:b", "[ sh:path e:ok ]");
    fails("e:c", "[ sh:path e:ok ]");
    fails("e:x", "[ sh:path e:n ]");
    holds("e:x", "true");
    fails("e:x", "'true'");
    fails("e:x", "sh:this");
}

#[test]
fn every_kind_of_expression() {
    gives("sh:this", "e:x");
    gives("[ sh:path e:ok ]", "true");
    gives("[ sh:path e:n ; sh:nodes e:a ]", "7");
    gives(
        "[ sh:path e:n ; sh:nodes [ sh:filterShape [ sh:class e:K ] ; sh:nodes [ sh:path e:k ] ] ]",
        "7",
    );
    gives("[ sh:if [ sh:path e:ok ] ; sh:then 1 ; sh:else 2 ]", "1");
    gives("[ sh:if false ; sh:then 1 ; sh:else 2 ]", "2");
    gives("[ sh:intersection ( [ sh:path e:n ] [ sh:path e:m ] ) ]", "3");
    gives(
        "[ sh:count [ sh:union ( [ sh:path e:n ] [ sh:path e:m ] ) ] ]",
        "5",
    );
    gives(
        "[ sh:count [ sh:distinct [ sh:union ( [ sh:path e:n ] [ sh:path e:m ] ) ] ] ]",
        "4",
    );
    gives("[ sh:min [ sh:path e:n ] ]", "2");
    gives("[ sh:max [ sh:path e:n ] ]", "10");
    gives("[ sh:sum [ sh:path e:n ] ]", "15");
    gives("[ sh:sum [ sh:path e:n ; sh:nodes [ sh:path e:k ] ] ]", "8.5");
    gives("[ sh:sum [ sh:path e:nothing ] ]", "0");
    gives(
        "[ sh:limit 1 ; sh:nodes [ sh:orderBy sh:this ; sh:nodes [ sh:path e:n ] ] ]",
        "2",
    );
    gives(
        "[ sh:offset 2 ; sh:nodes [ sh:orderBy sh:this ; sh:nodes [ sh:path e:n ] ] ]",
        "10",
    );
    gives(
        "[ sh:limit 1 ; sh:nodes [ sh:orderBy [ sh:path e:n ] ; sh:desc true ; sh:nodes [ sh:path e:k ] ] ]",
        "e:a",
    );
    holds("e:x", "[ sh:exists [ sh:path e:n ] ]");
    fails("e:x", "[ sh:exists [ sh:path e:nothing ] ]");
    fails("e:c", "[ sh:exists [ sh:sum [ sh:path e:n ] ] ]");
}

#[test]
fn the_values_of_a_property_shape_are_the_focus_nodes() {
    check(
        "e:S sh:targetNode e:x ; sh:property [ sh:path e:k ; sh:expression
             [ sh:path e:ok ; sh:message 'not ok'@en ] ] .",
        DATA,
        &[
            "Expression e:x e:k e:a | \"not ok\"@en",
            "Expression e:x e:k e:b | \"not ok\"@en",
        ],
    );
}

#[test]
fn expressions_that_cannot_be_read_are_named() {
    for (expression, expected) in [
        ("[ sh:limit 'x' ; sh:nodes sh:this ]", "limit"),
        ("[ sh:limit 1 ]", "sh:nodes"),
        ("[ sh:path [] ]", "path"),
        ("[ sh:union e:nothing ]", "list"),
        ("[ sh:path e:p, e:q ]", "several values"),
        ("_:a . _:a sh:count _:a", "nested"),
        ("[ sh:filterShape 1 ]", "a shape"),
    ] {
        let error = error(&format!("e:S sh:targetNode e:x ; sh:expression {expression} ."));
        assert!(
            error.contains("<http://e/S>") && error.contains(expected),
            "{expression}: {error}"
        );
    }
    let warnings = warnings("e:S sh:targetNode e:x ; sh:expression [ e:function ( 1 2 ) ] .");
    assert!(
        warnings.len() == 1 && warnings[0].contains("sh:expression"),
        "{warnings:?}"
    );
}
