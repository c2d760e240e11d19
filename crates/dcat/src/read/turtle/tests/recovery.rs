//! What publishers get wrong, what is reported, and what is read all the same.

use super::{issues, try_read};
use crate::{Format, ReadError};

/// The text, behind the prefix `:`, has these issues and this many triples.
#[track_caller]
fn check(text: &str, expected: &[&str], count: usize) {
    let text = format!("@prefix : <http://e/> .\n{text}");
    let (issues, triples) = issues(&text);
    assert_eq!(issues, expected, "{text}\n{triples}");
    assert_eq!(triples.lines().count(), count, "{text}\n{triples}");
}

#[test]
fn wrong_terms_are_kept_as_written() {
    check(":s :p <http://a b> .", &["<http://a b>: IRI http://a b"], 1);
    check(":s :p <x{y}> .", &["<x{y}>: IRI http://base.example/dir/x{y}"], 1);
    check(
        ":s :p <http://e/a/../{b}> .",
        &["<http://e/a/../{b}>: IRI http://e/a/../{b}"],
        1,
    );
    check(":s :p :a%zz .", &[":a%zz: IRI http://e/a%zz"], 1);
    check(
        ":s :p \"a\"@de_DE, \"b\"@ .",
        &["@de_DE: tag de_DE", "@: tag "],
        2,
    );
    check(
        ":s x:p y:o , x:p .",
        &["x:p: prefix x", "y:o: prefix y", "x:p: prefix x"],
        2,
    );
    check(
        r#":s :p "a\qb\u12g\uD800c", <http://e/\n>, :a\:b ."#,
        &[
            r"\q: escape \q",
            r"\u12: escape \u12",
            r"\uD800: escape \uD800",
            r"\n: escape \n",
            r"\:: escape \:",
        ],
        3,
    );
    let (_, triples) = issues("<s> <p> x:y , \"\\q\" .");
    assert!(
        triples.contains("<x:y>") && triples.contains("\"\u{fffd}\""),
        "{triples}"
    );
}

#[test]
fn a_wrong_value_costs_only_itself() {
    check(
        ":s :a 1 ; :b 2024-01-01 ; :c 3 .",
        &["-01: not `;`, `,` or `.`"],
        3,
    );
    check(":s :a wert ; :c 3 .", &["wert: not a value"], 1);
    check(":s :a 1 ; \"b\" 2 ; :c 3 .", &["\"b\": not a property"], 2);
    check(":s :a [ :b ? ; :c 3 ] ; :d 4 .", &["?: not a value"], 3);
    check(":s :a [ :b ? ] ; :d 4 .", &["?: not a value"], 2);
    check(":s :a ( 1 ? 2 ) ; :d 4 .", &["?: not a value or `)`"], 4);
    check(":s ? 1 , 2 ; :d 4 .", &["?: not a property"], 1);
    check(
        ":s a :C/d ; :d 4 .",
        &["/: not the end of the name, or the whole IRI between `<` and `>` when it holds a `/`"],
        2,
    );
    check(
        ":s :p <http://e/a \"b\" ; :q 1 .",
        &["<http://e/a: not an IRI that ends with `>`"],
        1,
    );
    check(":s :p \"1\"^^ ; :q 1 .", &[";: not a datatype"], 1);
    check(":s :p \"x\" :q \"y\" ; :r 1 .", &[":q: not `;`, `,` or `.`"], 2);
}

#[test]
fn the_next_statement_is_found() {
    check(":s :p ; :q . :t :p 1 .", &[";: not a value", ".: not a value"], 1);
    check(":s . :t :p 1 .", &[".: not a property"], 1);
    check(". :t :p 1 .", &[".: not a statement"], 1);
    check(":s :p 1\n\n:t :p 1 .", &[": MissingFullStop"], 2);
    check(":s :p 1\n# T\n<t> :p 1 .", &[": MissingFullStop"], 2);
    check(":s :p 1\n@prefix x: <x> .\nx:t :p 1 .", &[": MissingFullStop"], 2);
    check(
        ":s :p \"a\"\n@prefix x: <x> .\nx:t :p 1 .",
        &[": MissingFullStop"],
        2,
    );
    check(":s :p [ :q 1 .\n:t :p 1 .", &[".: not `;`, `,` or `]`"], 3);
    check(
        ":s :p [ :q 1 . :r 2 ; :x 3 ] . :t :p 1 .",
        &[".: not `;`, `,` or `]`"],
        4,
    );
    check(":s :p 1 ] . :t :p 1 .", &["]: not `;`, `,` or `.`"], 2);
    check(":s :p ? \" . \" <. > # . \n . :t :p 1 .", &["?: not a value"], 1);
    check(":s :p 1", &[": not `;`, `,` or `.`"], 1);
    check(":s :p ( 1", &[": not a value or `)`"], 2);
    check(
        "{ :s :p 1 }",
        &["{: not a statement (graphs in braces are TriG, not Turtle)"],
        1,
    );
    check("PREFIX x: <x> . :s :p x:a .", &[".: not a statement"], 1);
    check("@prefix x: <x>\n:s :p x:a .", &[":s: not `.`"], 1);
    check(
        "@prefix x <x> .\n:s :p 1 .",
        &["x: not a prefix that ends with `:`"],
        1,
    );
    check(
        "@prefix x: http://x/ .\n:s :p 1 .",
        &["http:: not an IRI in `<` and `>`"],
        1,
    );
    check(
        "@PREFIX x: <x> .\nx:s :p 1 .",
        &["@PREFIX: not `@prefix` or `@base` in small letters"],
        1,
    );
    check(":s\u{a0}:p 1 .", &["\u{a0}: not an ordinary blank"], 1);
}

#[test]
fn an_open_string_ends_with_its_line() {
    check(":s :p \"a ;\n :q 1 .", &["\": not a closing quotation mark"], 1);
    check(
        ":s :p \"a , \n 2 ; :q 1 .",
        &["\": not a closing quotation mark"],
        2,
    );
    check(
        ":s :p 0, 'a .\n:t :q 1 .",
        &["': not a closing quotation mark"],
        2,
    );
    check(":s :p \"a \n ; :q 1 .", &["\": not a closing quotation mark"], 1);
    check(
        ":s :p \"\"\"a .\n:t :q 1 .",
        &["\": not a closing quotation mark"],
        1,
    );
    check(":s \"a ,\n 1 ; :q 1 .", &["\": not a closing quotation mark"], 1);
}

#[test]
fn lines_of_n_triples_fail_one_by_one() {
    let text = "<urn:s> <urn:p> oops\n<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:p>\n<urn:s> <urn:p> \"o\" .\n";
    let (reading, graph) = try_read(text, Format::NTriples).unwrap();
    assert_eq!(
        (reading.issues.len(), graph.len()),
        (2, 2),
        "{:?}",
        reading.issues
    );
}

#[test]
fn graphs_end_behind_mistakes() {
    let text = "<g> { <s> <p> 1 ? 2 } <h> { <s> <p> 2 . ? } <i> { <s> <p> 3 ";
    let (reading, graph) = try_read(text, Format::TriG).unwrap();
    assert_eq!(
        (reading.issues.len(), graph.len()),
        (4, 3),
        "{:?}",
        reading.issues
    );
}

#[test]
fn a_text_without_one_statement_is_an_error_with_a_place() {
    let check = |text, expected: &str| {
        let error = try_read(text, Format::Turtle).unwrap_err();
        assert!(matches!(error, ReadError::Syntax { .. }));
        assert_eq!(error.to_string(), expected);
    };
    check(
        "\n  Titel;Beschreibung\nBäume;",
        "t:2:3: found `Titel` where a statement is expected",
    );
    check("<s> <p>", "t:1:8: the text ends where a value is expected");
    check(
        "\"a",
        "t:1:1: found `\"a` where a closing quotation mark is expected",
    );
    assert!(
        try_read(" # nothing\n", Format::Turtle)
            .unwrap()
            .0
            .issues
            .is_empty()
    );
}

#[test]
fn a_missing_full_stop_costs_nothing() {
    check(
        ":a :p 1 ;\n\n# next\n:b a :C ; :q 2 .",
        &[";: MissingFullStop"],
        3,
    );
    check(":a :p 1\n\n:b a :C ;\n   :q 2 .", &[": MissingFullStop"], 3);
    check(":a :p 1 ;\n:b a :C .\n:c :p 2 .", &[";: MissingFullStop"], 3);
}

#[test]
fn a_full_stop_too_many_costs_nothing() {
    check(
        ":a a :C ;\n    :p 1 .\n    :q \"x\" ;\n    :r 2 .\n:b :p 3 .",
        &[".: UnexpectedFullStop"],
        5,
    );
    check(
        ":a a :C .\n    :theme :T ;\n    :r 2 .",
        &[".: UnexpectedFullStop"],
        3,
    );
    check(":a a :C .\n    :theme :T , :U .", &[".: UnexpectedFullStop"], 3);
}

#[test]
fn full_stops_are_not_guessed() {
    // The second line begins a statement of its own, which is wrong otherwise.
    check(":a a :C .\n:p \"x\" ; :q 2 .", &["\"x\": not a property"], 2);
    check(":a :p a .", &["a: not a value"], 0);
    check(":a :p 1 ; :b a :C .", &["a: not a value"], 1);
}
