//! The JSON Schema of YAML, JSON and TOML files, for editors that complete and check while somebody types.
//!
//! It allows more than reading understands: other spellings of keys, and texts that no code list has, are Kolophon's to
//! judge, with better words than an editor has.

use kolophon_diagnostic::Language;
use schemars::Schema;
use serde_json::{Map, Value, json};

use crate::codelists::CodeLists;
use crate::field::{Cardinality, Class, Field, Kind, Need, Own};

/// The schema of metadata files by [JSON Schema 2020-12](https://json-schema.org/draft/2020-12). Keys are those of the
/// specification and the German ones; values of code lists are offered by their labels.
#[must_use]
pub fn schema(lists: &dyn CodeLists) -> Schema {
    let mut definitions = Map::new();
    for class in Class::ALL {
        definitions.insert(format!("{class:?}"), object(class));
    }
    for field in Class::ALL.iter().flat_map(|class| class.fields()) {
        if let Kind::Listed(list) = field.kind {
            definitions
                .entry(list_name(list))
                .or_insert_with(|| listed(list, lists));
        }
    }
    let mut root = Map::new();
    root.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    root.insert(
        "title".to_owned(),
        json!("Beschreibung eines Datensatzes für Kolophon / Description of a dataset for Kolophon"),
    );
    root.insert(
        "description".to_owned(),
        json!(
            "Eine Datei beschreibt einen Datensatz; neben dessen Angaben können Katalog, Stellen, Serien und Dienste stehen. / A file describes one dataset; catalogue, agents, series and services may stand beside its keys."
        ),
    );
    root.insert("type".to_owned(), json!("object"));
    root.insert(
        "allOf".to_owned(),
        json!([reference(Class::Dataset), reference(Class::File)]),
    );
    root.insert("$defs".to_owned(), Value::Object(definitions));
    Schema::from(root)
}

fn reference(class: Class) -> Value {
    json!({ "$ref": format!("#/$defs/{class:?}") })
}

fn object(class: Class) -> Value {
    let mut properties = Map::new();
    for field in class.fields() {
        let mut schema = values(field);
        describe(field, &mut schema);
        properties.insert(field.key.to_owned(), schema);
    }
    for field in class.fields() {
        let pointer = format!("#/$defs/{class:?}/properties/{}", field.key);
        properties
            .entry(field.de)
            .or_insert_with(|| json!({ "$ref": pointer }));
    }
    json!({
        "title": both(class.label(Language::German), class.label(Language::English)),
        "type": "object",
        "properties": properties,
    })
}

fn describe(field: &Field, schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    schema.insert("title".to_owned(), json!(both(field.de, field.en)));
    let (de, en) = match field.need {
        Need::Mandatory => ("Pflicht.", "Mandatory."),
        Need::Recommended => ("Empfohlen.", "Recommended."),
        Need::Optional => ("Freiwillig.", "Optional."),
        Need::Deprecated => ("Veraltet.", "Deprecated."),
    };
    let (form_de, form_en) = form(field);
    let property = field
        .predicate()
        .map(|iri| format!(" <{iri}>"))
        .unwrap_or_default();
    let text = format!("{de} {form_de} / {en} {form_en}{property}");
    schema.insert("description".to_owned(), json!(text));
    if field.need == Need::Deprecated {
        schema.insert("deprecated".to_owned(), json!(true));
    }
}

fn both(de: &str, en: &str) -> String {
    if de == en {
        de.to_owned()
    } else {
        format!("{de} / {en}")
    }
}

/// What a field may hold: one value, several, nothing.
fn values(field: &Field) -> Value {
    let one = value(field);
    let mut forms = vec![one.clone()];
    if field.kind == Kind::Text {
        let text = json!({ "anyOf": [text(), { "type": "array", "items": text() }] });
        forms.push(json!({ "type": "object", "additionalProperties": text }));
    }
    let list = if field.cardinality == Cardinality::Many {
        json!({ "type": "array", "items": one })
    } else {
        // An empty list says that there is none, whatever the city's settings say.
        json!({ "type": "array", "maxItems": if field.kind == Kind::Text { 9 } else { 1 }, "items": one })
    };
    forms.push(list);
    forms.push(json!({ "type": "null" }));
    json!({ "anyOf": forms })
}

fn value(field: &Field) -> Value {
    match field.kind {
        Kind::Nested(class, _) => json!({ "anyOf": [reference(class), { "type": "string" }] }),
        Kind::Own(Own::Described(class)) => reference(class),
        Kind::Own(Own::Statements) => reference(Class::Statement),
        Kind::Own(Own::Protected) => json!({ "type": ["boolean", "string"] }),
        Kind::Listed(list) => json!({ "$ref": format!("#/$defs/{}", list_name(list)) }),
        Kind::Text
        | Kind::Plain
        | Kind::Date
        | Kind::Integer
        | Kind::Decimal
        | Kind::Hex
        | Kind::Notation
        | Kind::RegionalKey
        | Kind::Own(_) => text(),
        _ => json!({ "type": "string" }),
    }
}

/// A text, or what readers of YAML and JSON take for a number or truth value.
fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// More choices than this are no help.
const MOST_CHOICES: usize = 250;

/// The definition that code lists share their place with.
fn list_name(list: &str) -> String {
    format!("list-{list}")
}

fn listed(list: &str, lists: &dyn CodeLists) -> Value {
    let mut choices = lists.choices(list, Language::German);
    choices.extend(lists.choices(list, Language::English));
    choices.sort();
    choices.dedup();
    if choices.len() > 2 * MOST_CHOICES {
        return text();
    }
    json!({ "anyOf": [{ "enum": choices }, text()] })
}

/// What a value looks like, for people.
pub(crate) fn form(field: &Field) -> (String, String) {
    let (de, en) = match field.kind {
        Kind::Text => (
            "Text, auch je Sprache: {de: …, en: …}",
            "Text, also by language: {de: …, en: …}",
        ),
        Kind::Plain => ("Text", "Text"),
        Kind::Address | Kind::TypedAddress(_) => ("Internetadresse", "Web address"),
        Kind::FileOrAddress => (
            "Datei neben den Metadaten oder Internetadresse",
            "File beside the metadata, or web address",
        ),
        Kind::Listed(list) => {
            return (
                format!("Eintrag der Liste: `kolophon codelist {list}`"),
                format!("Entry of the list: `kolophon codelist {list}`"),
            );
        }
        Kind::MediaType => ("Medientyp: text/csv", "Media type: text/csv"),
        Kind::Date => (
            "Datum: 31.12.2025, 2025-12-31, 2025",
            "Date: 2025-12-31, 31.12.2025, 2025",
        ),
        Kind::Integer => ("Ganze Zahl", "Whole number"),
        Kind::Decimal => ("Zahl: 0,5", "Number: 0.5"),
        Kind::Duration => ("Zeitspanne: 5 Minuten, PT5M", "Length of time: 5 minutes, PT5M"),
        Kind::Geometry => (
            "West, Süd, Ost, Nord; Länge, Breite; oder WKT",
            "West, south, east, north; longitude, latitude; or WKT",
        ),
        Kind::Hex => ("Ziffern und a–f", "Digits and a–f"),
        Kind::Email => ("E-Mail-Adresse", "E-mail address"),
        Kind::Telephone => ("Telefonnummer mit Vorwahl", "Telephone number with area code"),
        Kind::RegionalKey => (
            "Amtlicher Schlüssel mit 12, 8, 5 oder 2 Ziffern",
            "Official key of 12, 8, 5 or 2 digits",
        ),
        Kind::Notation => ("Kennung: 10.5072/abc", "Identifier: 10.5072/abc"),
        Kind::Nested(class, _) | Kind::Own(Own::Described(class)) => {
            return (
                format!("Gruppe „{}“", class.label(Language::German)),
                format!("Group “{}”", class.label(Language::English)),
            );
        }
        Kind::Own(Own::Iri) => ("Dauerhafte Adresse", "Permanent IRI"),
        Kind::Own(Own::Slug) => (
            "Teil der Adresse: Buchstaben, Ziffern, Bindestrich",
            "Part of the IRI: letters, digits, hyphen",
        ),
        Kind::Own(Own::Class) => (
            "Klassen, wenn nicht die üblichen",
            "Classes, unless the usual ones",
        ),
        Kind::Own(Own::TextLanguage) => ("Sprachkürzel: de", "Language tag: de"),
        Kind::Own(Own::Protected) => (
            "ja oder nein: darf nicht entfernt werden",
            "Yes or no: may not be removed",
        ),
        Kind::Own(Own::Alias) => ("Kurznamen von früher", "Earlier short names"),
        Kind::Own(Own::OfDataset) => (
            "Nur in Listen: Kurzname des Datensatzes",
            "In lists only: short name of the dataset",
        ),
        Kind::Own(Own::Statements) => ("Gruppe „Weitere Angabe“", "Group “Statement”"),
        Kind::Own(Own::Subject) => ("Adresse; sonst der Datensatz", "IRI; else the dataset"),
        Kind::Own(Own::Predicate) => ("Eigenschaft: dcterms:title", "Property: dcterms:title"),
        Kind::Own(Own::Object) => (
            "Wert: „\"Text\"@de“, „<https://…>“",
            "Value: \"text\"@de, <https://…>",
        ),
    };
    (de.to_owned(), en.to_owned())
}
