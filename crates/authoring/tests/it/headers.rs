//! Every name in the table of fields works as a key and as a header, in German and in English.

use kolophon_authoring::Defaults;
use kolophon_authoring::field::{Class, Field, Kind, Own, resolve};

use crate::sample::defaults;
use crate::text_files::read_text;

fn names(field: &Field) -> Vec<&'static str> {
    [field.key, field.de, field.en]
        .into_iter()
        .chain(field.synonyms.iter().copied())
        .collect()
}

#[test]
fn every_name_leads_to_its_field() {
    for class in Class::ALL {
        for field in class.fields() {
            for name in names(field) {
                for spelled in [
                    name.to_owned(),
                    name.to_uppercase(),
                    name.replace([' ', '-'], "_"),
                ] {
                    let path = resolve(class, &spelled).unwrap_or_else(|| panic!("{class:?}: {spelled}"));
                    let keys: Vec<&str> = path.steps.iter().map(|step| step.field.key).collect();
                    assert_eq!(keys, [field.key], "{class:?}: {spelled}");
                }
            }
        }
    }
}

#[test]
fn every_nested_field_has_a_column() {
    for class in Class::ALL {
        for outer in class.fields() {
            let Some(inner_class) = outer.nested() else {
                continue;
            };
            for inner in inner_class.fields() {
                for (header, number) in [
                    (format!("{}: {}", outer.de, inner.de), None),
                    (format!("{} 2: {} (en)", outer.de, inner.de), Some(2)),
                    (format!("{}: {}", outer.en, inner.en), None),
                    (format!("{}.{}", outer.key, inner.key), None),
                ] {
                    let path = resolve(class, &header).unwrap_or_else(|| panic!("{class:?}: {header}"));
                    let keys: Vec<&str> = path.steps.iter().map(|step| step.field.key).collect();
                    assert_eq!(keys, [outer.key, inner.key], "{class:?}: {header}");
                    assert_eq!(path.steps[0].number, number, "{header}");
                }
            }
        }
    }
}

/// A value that each kind of field understands, in YAML.
fn value(field: &Field) -> String {
    let text = match field.kind {
        Kind::Text | Kind::Plain => "Text",
        Kind::Address | Kind::TypedAddress(_) | Kind::FileOrAddress => "https://a.example/b",
        Kind::Listed(_) => "https://a.example/entry",
        Kind::MediaType => "text/csv",
        Kind::Date => "31.12.2025",
        Kind::Integer => "12",
        Kind::Decimal => "0,5",
        Kind::Duration => "PT5M",
        Kind::Geometry => "8.1, 49.8",
        Kind::Hex => "00ff",
        Kind::Email => "a@b.example",
        Kind::Telephone => "06131 120",
        Kind::RegionalKey => "073150000000",
        Kind::Notation => "10.5072/x",
        Kind::Nested(class, _) => {
            let inner = class
                .fields()
                .iter()
                .find(|field| !matches!(field.kind, Kind::Own(_) | Kind::Nested(..)))
                .unwrap();
            return format!("{{{}: {}}}", inner.key, value(inner));
        }
        Kind::Own(Own::Protected) => "ja",
        Kind::Own(Own::Class) => "dcat:Resource",
        Kind::Own(Own::TextLanguage) => "de",
        Kind::Own(_) => "name",
    };
    format!("{text:?}")
}

/// The triples of a file that says one thing of one class.
fn triples(class: Class, key: &str, value: &str) -> Vec<String> {
    let settings = Defaults {
        publisher: None,
        contact: None,
        place: None,
        ..defaults("mainz")
    };
    let holder = Class::ALL.into_iter().find_map(|outer| {
        let field = outer
            .fields()
            .iter()
            .find(|field| field.nested() == Some(class))?;
        (outer == Class::File || outer == Class::Dataset || outer == Class::Distribution)
            .then_some((outer, field))
    });
    let is_name = ["iri", "slug"].iter().any(|known| {
        class
            .field(known)
            .is_some_and(|field| names(field).contains(&key))
    });
    let name = if is_name { "" } else { "iri: https://n.example/x, " };
    let entry = format!("{{{name}{key:?}: {value}}}");
    let text = match (class, holder) {
        (Class::Dataset, _) => format!("{key:?}: {value}\n"),
        (_, Some((Class::File, field))) => format!("{}: {entry}\n", field.key),
        (_, Some((Class::Distribution, field))) => {
            format!("title: x\ndistribution: {{slug: d, {}: {entry}}}\n", field.key)
        }
        (_, Some((_, field))) => format!("title: x\n{}: {entry}\n", field.key),
        _ => panic!("{class:?}"),
    };
    let (graph, reading) = read_text("x.yaml", &text, &settings);
    let unknown = reading
        .issues
        .iter()
        .find(|issue| issue.rule() == "authoring-key-unknown");
    assert!(unknown.is_none(), "{text}: {:?}", reading.issues);
    let mut triples: Vec<String> = graph.to_oxrdf().iter().map(|triple| triple.to_string()).collect();
    triples.sort();
    triples
}

#[test]
fn every_field_says_its_property_whatever_it_is_called() {
    for class in Class::ALL
        .into_iter()
        .filter(|class| !matches!(class, Class::File | Class::Statement))
    {
        for field in class.fields() {
            let value = value(field);
            let by_key = triples(class, field.key, &value);
            if let Some(predicate) = field
                .predicate()
                .filter(|_| field.key != "license" || class != Class::Dataset)
                && !matches!(field.property, kolophon_authoring::field::Property::OfEachFile(_))
            {
                let is_said = by_key
                    .iter()
                    .any(|triple| triple.contains(&format!("<{predicate}>")));
                assert!(is_said, "{class:?} {}: {by_key:?}", field.key);
            }
            for name in [field.de, field.en] {
                assert_eq!(triples(class, name, &value), by_key, "{class:?} {name}");
            }
        }
    }
}
