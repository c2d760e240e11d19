//! Every production of the grammars.

use super::{strict, triples, try_read};
use crate::Format;

const PREFIXES: &str = "@prefix : <http://e/> . @prefix p.q-1: <http://e/q#> . @prefix ä: <http://e/ä/> .\n";

/// Our triples of the text are those of the strict parser, and `count` many.
fn same(text: &str, format: Format, count: usize) {
    let expected = strict(text, format).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(expected.len(), count, "{text}");
    assert_eq!(triples(text, format), super::canonical(&expected), "{text}");
}

#[test]
fn turtle_productions() {
    let check = |text: &str, count| same(&format!("{PREFIXES}{text}"), Format::Turtle, count);
    // statements and directives
    check("", 0);
    check("# nothing but a comment", 0);
    check("PREFIX x: <http://x/> pReFiX y: <y#> x:a y:b x: .", 1);
    check(
        "@base <http://b/c/d> . <e> <../f> <#g> . BASE <h/> <i> <> <?j> .",
        2,
    );
    check("@prefix : <http://other/> . :a :b :c .", 1);
    check("@prefix z: <z/> . @base <http://n/> . z:a z:b <c> .", 1);
    // triples
    check(":s a :C ; :p :o , :o2 ;; :q :o ; .", 4);
    check("[ :p :o ] .", 1);
    check("[ :p :o ] :q :r .", 2);
    check("[] :p :o .", 1);
    check("[ ] :p [ ] , [ :q [ :r :o ; ] ] .", 4);
    check("() :p () .", 1);
    check("( :a ( :b ) [ :c :d ] \"e\"@de 1 ) :p ( 1 2.0 3e0 true ) .", 22);
    check("_:b1 :p _:b.1 , _:0 , _:ä·x .", 3);
    // IRIs and names
    check("<http://e/\\u00e4\\U000000FC> :p <#ä> .", 1);
    check("p.q-1:a.b p.q-1: p.q-1:1-2_3 .", 1);
    check(
        ":%41%4a :a\\~\\.\\-\\!\\$\\&\\'\\(\\)\\*\\+\\,\\;\\=\\/\\?\\#\\@\\%41\\_ ä:ö.ü, :a:b::c, ::, :_ .",
        4,
    );
    check(":a :b :c. :d :e :f.g. :g :h 5.", 3);
    check(":\\-a :x\\-b :a-.-b .", 1);
    // literals
    check(":s :p \"\", '', \"\"\"\"\"\", '''''' .", 1);
    check(
        ":s :p \"a'b\", 'a\"b', \"\"\"a\"b\"\"c\n'''d\"\"\", '''a'b''c\n\"\"\"d''' .",
        4,
    );
    check(
        ":s :p \"\\t\\b\\n\\r\\f\\\"\\'\\\\\\u00FC\\U0001F600\", \"\"\"\\\"\"\"\" .",
        2,
    );
    check(
        ":s :p \"a\"@de , \"a\"@de-AT-1996 , \"a\" @en , \"a\"@zh-Hans-x-y .",
        4,
    );
    check(":s :p \"1\"^^:t , '1'^^<t> , \"1\" ^^ # comment\n :t .", 2);
    check(
        ":s :p 1 , +1 , -1 , 1.0 , -.5 , +1.5 , 1e1 , 1.E-1 , .5e+7 , 1.0E0 .",
        10,
    );
    check(":s :p true , false .", 2);
    check(":s :p 1.\n:s :q 2.5.\n:s :r true.", 3);
    // one line, no blanks
    check("<s><p>\"a\",'b'@de;a<C>.<a><b><c>.[:p[:q(1 2)]].", 10);
    check(":s<p>_:a.<s><p>:s.", 2);
    check(":s :p :o . #comment without end", 1);
}

#[test]
fn trig_productions() {
    let check = |text: &str, count| same(&format!("{PREFIXES}{text}"), Format::TriG, count);
    check(
        ":s :p :o . { :s :p 1 } :g { :s :p 2 . } GRAPH :g { :s :p 3 . :s :p 4 }",
        5,
    );
    check(
        "<g> { } _:g { [ :p :o ] } [] { :s :p :o } graph _:h { ( 1 ) :p 1 } GRAPH [] {}",
        5,
    );
    check("{ :s :p :o ; } :s :p 1 , 2 .", 3);
    check(
        ":s a :C . { } @base <http://b/> . PREFIX x: <y> <g>{x:a x:b x:c}",
        2,
    );
}

#[test]
fn n_triples_and_n_quads_productions() {
    let lines = "<urn:s> <urn:p> <urn:o> .\n# comment\n\n_:a <urn:p> _:b . # comment\n\
                 <urn:s> <urn:p> \"a\\nb\\u00e4\"@de-DE.\n<urn:s>\t<urn:p>\t\"1\"^^<urn:t>\t.\n";
    same(lines, Format::NTriples, 4);
    same(lines, Format::NQuads, 4);
    same(
        "<urn:s> <urn:p> <urn:o> <urn:g> .\n_:a <urn:p> \"x\" _:g .\n<urn:s> <urn:p> \"x\"@de <urn:g>.\n",
        Format::NQuads,
        3,
    );
}

#[test]
fn a_million_brackets_need_no_deep_stack() {
    const DEPTH: usize = 1_000_000;
    let nested = format!("<s> <p> {}1{} .", "[ <p> ".repeat(DEPTH), " ]".repeat(DEPTH));
    assert_eq!(try_read(&nested, Format::Turtle).unwrap().1.len(), DEPTH + 1);
    let collections = format!("<s> <p> {}{} .", "( ".repeat(DEPTH), " )".repeat(DEPTH));
    assert_eq!(
        try_read(&collections, Format::Turtle).unwrap().1.len(),
        2 * DEPTH - 1
    );
    let open = format!("<s> <p> 1 , {}", "[ <p> ( ".repeat(DEPTH));
    assert_eq!(try_read(&open, Format::Turtle).unwrap().0.issues.len(), 1);
    let braces = format!("<s> <p> 1 . {}", "{ ".repeat(DEPTH));
    assert!(!try_read(&braces, Format::TriG).unwrap().0.issues.is_empty());
}

#[test]
fn the_byte_order_mark_is_no_token() {
    same("<urn:s> <urn:p> <urn:o> .", Format::Turtle, 1);
    assert_eq!(
        triples("\u{feff}<urn:s> <urn:p> <urn:o> .", Format::Turtle),
        triples("<urn:s> <urn:p> <urn:o> .", Format::Turtle)
    );
}

#[test]
fn prefixes_are_handed_on_in_order() {
    let text = "@prefix b: <http://b/> . PREFIX a: <a#> @prefix b: <http://c/> .";
    let (reading, _) = try_read(text, Format::Turtle).unwrap();
    let expected = [("b", "http://c/"), ("a", "http://base.example/dir/a#")];
    assert_eq!(
        reading.prefixes,
        expected.map(|(name, iri)| (name.into(), iri.into()))
    );
}

#[test]
fn a_declaration_inside_a_graph_is_read_and_named() {
    for declaration in [
        "@prefix q: <http://q/> .",
        "PREFIX q: <http://q/>",
        "BASE <http://q/>",
    ] {
        let text = format!("{PREFIXES}:g {{ :a :p :b . {declaration} :c :p :d }}");
        let (reading, graph) = try_read(&text, Format::TriG).unwrap();
        assert_eq!(
            (reading.issues.len(), graph.len()),
            (1, 2),
            "{declaration}: {:?}",
            reading.issues
        );
    }
}
