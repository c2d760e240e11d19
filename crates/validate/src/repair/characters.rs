//! Characters: letters with their accents as one character each (NFC), as everybody else writes and searches them.

use kolophon_dcat::vocab::{adms, dcterms, locn, skos};
use kolophon_graph::{RDF_LANG_STRING, Term, XSD_STRING};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::change::{Change, Object};
use super::kind::Kind;
use super::subject::Statement;

pub(super) fn change(statement: &Statement<'_>) -> Option<Change> {
    let Term::Literal {
        value,
        datatype,
        language,
    } = statement.object
    else {
        return None;
    };
    // An identifier never changes.
    let fixed = [
        dcterms::IDENTIFIER,
        adms::IDENTIFIER,
        skos::NOTATION,
        locn::GEOMETRY,
    ];
    if fixed.contains(&statement.property) || is_nfc(value) {
        return None;
    }
    let text: String = value.nfc().collect();
    let object = match (datatype, language) {
        (RDF_LANG_STRING, Some(language)) => Object::Tagged(text, language.to_owned()),
        (XSD_STRING, _) => Object::Typed(text, XSD_STRING),
        _ => return None,
    };
    Some(Change::object(Kind::Characters, object))
}
