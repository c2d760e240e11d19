//! Marks, declarations and encoding are mended before anything is asked of triples.

use kolophon_dcat::Document;
use kolophon_validate::repair::{EncodingChange, Kind, Repaired, Safety, Scope, repair};

const PREFIXES: &str =
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n";

fn mend(bytes: &[u8]) -> Repaired {
    let document = Document::new("liste.ttl", bytes.to_vec()).with_base("https://daten.example/");
    repair(&[document], Scope::All, Safety::Safe)
}

fn check(before: &str, after: &str, kinds: &[Kind]) {
    let repaired = mend(format!("{PREFIXES}{before}").as_bytes());
    assert_eq!(
        repaired.files[0].after,
        format!("{PREFIXES}{after}"),
        "{:#?}",
        repaired.open
    );
    let done: Vec<Kind> = repaired.done.iter().map(|repair| repair.kind).collect();
    assert_eq!(done, kinds);
    let again = repair(&repaired.documents, Scope::All, Safety::Safe);
    assert!(
        again.done.is_empty() && !again.files[0].is_changed(),
        "{:#?}",
        again.done
    );
}

#[test]
fn a_full_stop_is_put_where_the_next_section_begins() {
    check(
        "<a> a dcat:Dataset ;\n    dct:title \"A\"@de ;\n\n# B\n<b> a dcat:Dataset .\n",
        "<a> a dcat:Dataset ;\n    dct:title \"A\"@de .\n\n# B\n<b> a dcat:Dataset .\n",
        &[Kind::Punctuation],
    );
    check(
        "<a> a dcat:Dataset\n\n<b> a dcat:Dataset .\n",
        "<a> a dcat:Dataset .\n\n<b> a dcat:Dataset .\n",
        &[Kind::Punctuation],
    );
}

#[test]
fn a_full_stop_gives_way_where_the_section_goes_on() {
    check(
        "<a> a dcat:Dataset ;\n    dct:title \"A\"@de .\n    dct:description \"B\"@de ;\n    dct:language \"de\" .\n",
        "<a> a dcat:Dataset ;\n    dct:title \"A\"@de ;\n    dct:description \"B\"@de ;\n    \
         dct:language <http://publications.europa.eu/resource/authority/language/DEU> .\n",
        &[Kind::Punctuation, Kind::Language],
    );
}

#[test]
fn a_usual_prefix_is_declared_once() {
    let before = "<a> a dcat:Dataset ;\n    vcard:fn \"A\" , \"B\" ; vcard:nickname \"C\" .\n";
    let repaired = mend(format!("{PREFIXES}{before}").as_bytes());
    let declaration = "@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n";
    assert_eq!(
        repaired.files[0].after,
        format!("{declaration}{PREFIXES}{before}")
    );
    assert_eq!(repaired.done.len(), 1);
    let unknown = mend(format!("{PREFIXES}<a> a dcat:Dataset ; amt:titel \"A\" .\n").as_bytes());
    assert!(!unknown.files[0].is_changed());
}

#[test]
fn windows_1252_becomes_utf_8_and_says_so() {
    let text = format!("{PREFIXES}<a> a dcat:Dataset ; dct:title \"Spielplätze\"@de .\n");
    let bytes: Vec<u8> = text
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect();
    let repaired = mend(&bytes);
    let file = &repaired.files[0];
    assert_eq!(
        (file.after.as_str(), file.encoding),
        (text.as_str(), EncodingChange::ToUtf8)
    );
    assert_eq!(file.bytes, text.as_bytes());
    assert!(file.is_changed());
    assert_eq!(repaired.done[0].kind, Kind::Encoding);
    assert!(!mend(text.as_bytes()).files[0].is_changed());
}
