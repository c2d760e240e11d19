//! Whatever stands in the data of others: every format stays well-formed, and nothing steers the terminal.

use kolophon_diagnostic::{Colour, Format, Language, Length, RenderOptions};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::sample::{hostile, render};

fn options(format: Format) -> RenderOptions {
    RenderOptions {
        format,
        length: Length::All,
        next_command: Some("kolophon validate".to_owned()),
        ..RenderOptions::default()
    }
}

/// Any text, and those that hurt.
fn text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\u{0}",
        "\u{1b}[2J",
        "\u{9b}",
        "\u{202e}",
        "\u{feff}",
        "\u{200d}",
        "e\u{301}",
        "東京",
        "😀",
        "\t",
        "\r\n",
        "\n",
        "\"",
        "\"\"\"",
        "'",
        "\\",
        "<",
        "]]>",
        "&amp;",
        "<!--",
        "%0A",
        "::error::",
        "=1+1",
        ";",
        "_:x",
        "_:",
        "http://a/b",
        "{0}",
        "\u{ffff}",
        "\u{2028}",
        "</style>",
        "://",
        "http://a/\u{0}",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(prop_oneof![nasty.prop_map(str::to_owned), ".{0,3}"], 0..12)
            .prop_map(|parts| parts.concat()),
    ]
}

/// What no terminal and no person shall meet.
fn steers(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The texts of an XML document, put together.
fn read_xml(text: &str) -> Result<usize, String> {
    let forbidden = |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if let Some(character) = text.chars().find(|c| forbidden(*c)) {
        return Err(format!("{character:?} is not allowed in XML"));
    }
    let mut reader = Reader::from_str(text);
    let mut cases = 0;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(cases),
            Event::Start(start) | Event::Empty(start) => {
                cases += usize::from(start.name().as_ref() == b"testcase");
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    attribute.unescape_value().map_err(|error| error.to_string())?;
                }
            }
            Event::Text(text) => {
                text.unescape().map_err(|error| error.to_string())?;
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn people_see_only_what_can_be_seen(text in text(), width in 0_usize..200) {
        for length in [Length::Short, Length::All] {
            let shown = render(&hostile(&text), &RenderOptions { length, width, ..options(Format::Human) });
            prop_assert_eq!(shown.chars().find(|c| steers(*c)), None, "{:?}", shown);
        }
        let coloured = RenderOptions { colour: Colour::Always, ..options(Format::Human) };
        let shown = render(&hostile(&text), &coloured);
        // Only colours are left: ESC [ digits m.
        for after in shown.split('\u{1b}').skip(1) {
            let sequence = after.strip_prefix('[').and_then(|after| after.split_once('m'));
            let is_colour = sequence.is_some_and(|(codes, _)| codes.chars().all(|c| c.is_ascii_digit() || c == ';'));
            prop_assert!(is_colour, "{:?}", after);
        }
    }

    #[test]
    fn json_in_every_shape_reads_back(text in text()) {
        let report = hostile(&text);
        for format in [Format::Json, Format::Sarif, Format::Gitlab] {
            let json: Result<serde_json::Value, _> = serde_json::from_str(&render(&report, &options(format)));
            prop_assert!(json.is_ok());
        }
        let lines = render(&report, &options(Format::Jsonl));
        for (line, finding) in lines.lines().zip(&report.findings) {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert_eq!(value["message"].as_str(), Some(finding.message.de.as_str()));
        }
    }

    #[test]
    fn junit_is_well_formed(text in text()) {
        let xml = render(&hostile(&text), &options(Format::Junit));
        prop_assert!(read_xml(&xml).is_ok(), "{:?} {}", read_xml(&xml), xml);
        prop_assert!(read_xml(&xml).unwrap() >= 2);
    }

    #[test]
    fn the_table_has_equal_rows_and_no_formula(text in text()) {
        let csv = render(&hostile(&text), &options(Format::Csv));
        let csv = csv.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(records.len(), 4);
        for cell in records.iter().flatten() {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(cell.chars().find(|c| *c != '\t' && steers(*c)), None);
        }
    }

    #[test]
    fn github_gets_one_command_per_line(text in text()) {
        let commands = render(&hostile(&text), &options(Format::Github));
        let lines: Vec<&str> = commands.lines().collect();
        prop_assert_eq!(lines.len(), 3, "{}", commands);
        prop_assert!(lines[..2].iter().all(|line| line.starts_with("::error ")));
        prop_assert!(!lines[2].starts_with("::"));
        prop_assert_eq!(commands.chars().find(|c| *c != '\t' && steers(*c)), None);
    }

    #[test]
    fn the_page_holds_no_foreign_markup(text in text()) {
        let own = render(&hostile("a"), &options(Format::Html)).matches('<').count();
        let page = render(&hostile(&text), &options(Format::Html));
        let marks = page.matches('<').count();
        // A text without lines gives fewer elements, never more.
        prop_assert!(marks <= own, "{} {}", marks, page);
        prop_assert_eq!(page.chars().find(|c| *c != '\t' && steers(*c)), None);
    }

    #[test]
    fn turtle_reads_back(text in text()) {
        let turtle = render(&hostile(&text), &options(Format::Turtle));
        let triples: Result<Vec<oxrdf::Triple>, _> =
            oxttl::TurtleParser::new().for_reader(turtle.as_bytes()).collect();
        prop_assert!(triples.is_ok(), "{:?}\n{}", triples, turtle);
        let triples = triples.unwrap();
        let count = |predicate: &str| triples.iter().filter(|triple| triple.predicate.as_str().ends_with(predicate)).count();
        prop_assert_eq!(count("shacl#result"), 3);
        prop_assert_eq!(count("shacl#focusNode"), 3);
        prop_assert_eq!(count("shacl#sourceConstraintComponent"), 3);
        prop_assert_eq!(count("shacl#resultMessage"), 6);
    }
}

#[test]
fn english_texts_are_shown_in_english() {
    let text = render(
        &hostile("x"),
        &RenderOptions {
            language: Language::English,
            ..options(Format::Github)
        },
    );
    assert!(text.contains("title=Error%3A x::"), "{text}");
}
