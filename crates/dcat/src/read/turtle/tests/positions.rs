//! Where triples are said to stand.

use std::fmt::Write as _;

use super::try_read;
use crate::Format;

/// Each triple as `subject | predicate | object`, quoted from the text, in the order of the text.
fn places(text: &str, format: Format) -> String {
    let (_, graph) = try_read(text, format).unwrap();
    let mut positions: Vec<_> = graph
        .triples_with_positions()
        .map(|(_, position)| position)
        .collect();
    positions.sort_by_key(|position| (position.object, position.predicate, position.subject));
    positions.iter().fold(String::new(), |mut places, position| {
        let [subject, predicate, object] =
            [position.subject, position.predicate, position.object].map(|span| &text[span.range()]);
        writeln!(places, "{subject} | {predicate} | {object}").unwrap();
        places
    })
}

const PRETTY: &str = r#"@prefix : <http://e/> .
:s a :C ;
   :title "Bäume"@de , 'Trees' @en ;
   :size "1" ^^ :t, 2.5 ;
   :contact [ :name """a
b""" ] ;
   :empty [] , () ;
   :list ( :a [ :b "c" ] ) .
(1) :p _:x .
[ :q true ] .
"#;

const PLACES: &str = r#":s | a | :C
:s | :title | "Bäume"@de
:s | :title | 'Trees' @en
:s | :size | "1" ^^ :t
:s | :size | 2.5
:s | :contact | [
[ | :name | """a
b"""
:s | :empty | [
:s | :empty | (
:s | :list | (
( | :a | :a
( | [ | [
[ | [ | [
[ | :b | "c"
[ | ) | )
( | 1 | 1
( | ) | )
( | :p | _:x
[ | :q | true
"#;

#[test]
fn every_part_stands_where_its_token_is() {
    assert_eq!(places(PRETTY, Format::Turtle), PLACES);
    assert_eq!(places(&format!("{{ {PRETTY} }}"), Format::TriG), PLACES);
}

#[test]
fn a_text_of_one_line_is_as_exact() {
    let one_line = PRETTY.replace(['\n', '\t'], " ").replace("   ", "");
    assert_eq!(places(&one_line, Format::Turtle), PLACES.replace("a\nb", "a b"));
}

#[test]
fn of_n_quads_the_fourth_part_is_no_object() {
    assert_eq!(
        places("<urn:s> <urn:p> \"o\"@de <urn:g> .\n", Format::NQuads),
        "<urn:s> | <urn:p> | \"o\"@de\n"
    );
}
