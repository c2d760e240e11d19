//! Repairs on made-up documents: whatever stands in them and however it is written, only the triples that the repairs
//! name change.

use std::fmt::Write as _;

use kolophon_dcat::Document;
use kolophon_validate::repair::{Safety, Scope, repair};
use proptest::prelude::*;
use proptest::sample::select;

use super::account;

/// A property and a value of it, as N-Triples terms; right ones, wrong ones and such as nobody can mend.
const STATEMENTS: [(&str, &str); 34] = [
    ("dct:language", "\"de\""),
    ("dct:language", "\"Deutsch\"@de"),
    (
        "dct:language",
        "<http://publications.europa.eu/resource/authority/language/GER>",
    ),
    ("dct:language", "<TODO:>"),
    ("dct:format", "\"CSV\"@de"),
    ("dct:format", "\"text/csv\""),
    ("dct:format", "\"diverse\""),
    ("dcat:mediaType", "\"application/json\""),
    ("dct:license", "\"CC BY 4.0\""),
    ("dct:license", "\"CC BY\""),
    ("dct:license", "<https://www.dcat-ap.de/def/licenses/cc-by>"),
    ("dct:license", "\"Nutzungsbedingungen & <Regeln>\""),
    ("dcat:theme", "\"umwelt_klima\""),
    ("dcat:theme", "<https://a.de/thema/umwelt>"),
    ("dct:issued", "\"31.12.2024\""),
    ("dct:issued", "\"2024-12-31\"@de"),
    ("dct:modified", "\"2024-12-31T10:00:00\""),
    ("dct:modified", "\"irgendwann\""),
    (
        "dcat:byteSize",
        "\"10.0\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
    ),
    ("dcat:byteSize", "\"2 MB\""),
    ("dcat:accessURL", "\"https://a.de/a b?c=%20&d={e}\""),
    ("dcat:accessURL", "\"https://a.de/x\""),
    ("dcat:accessURL", "\"siehe Anhang\""),
    ("dct:identifier", "<https://a.de/1>"),
    ("dct:identifier", "\"A \\\"1\\\" \\\\ 'b'\""),
    ("adms:identifier", "\"A \\\"1\\\" \\\\ 'b' & <c>\""),
    ("adms:identifier", "\"2\""),
    ("dcatde:originator", "<https://a.de/amt>"),
    ("dcatde:maintainer", "\"Amt 12\""),
    ("old:maintainer", "<https://a.de/amt>"),
    (
        "dcatde:politicalGeocodingURI",
        "<https://dcat-ap.de/def/politicalGeocoding/stateKey/07>",
    ),
    ("dct:title", "\"Liste der Ba\u{308}ume\""),
    ("dct:title", "\"Ba\u{308}ume\"@de"),
    ("dct:title", "\"List of trees\""),
];

const NAMESPACES: [(&str, &str); 6] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dcatde", "http://dcat-ap.de/def/dcatde/"),
    ("old", "http://dcat-ap.de/def/dcatde/1.0/"),
    ("adms", "http://www.w3.org/ns/adms#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
];

type Statement = (&'static str, &'static str);

/// Things with their class and statements, each with a number that decides how it is written.
fn things() -> impl Strategy<Value = Vec<(&'static str, Vec<(Statement, u8)>)>> {
    let class = select(vec![
        "dcat:Dataset",
        "dcat:Distribution",
        "dcat:Catalog",
        "dcat:DataService",
    ]);
    let statements = prop::collection::vec((select(STATEMENTS.to_vec()), any::<u8>()), 0..9);
    prop::collection::vec((class, statements), 1..4)
}

fn iri(name: &str) -> String {
    let (prefix, local) = name.split_once(':').unwrap();
    let (_, namespace) = NAMESPACES.iter().find(|(known, _)| *known == prefix).unwrap();
    format!("{namespace}{local}")
}

fn turtle(things: &[(&str, Vec<(Statement, u8)>)]) -> String {
    let mut text = String::new();
    for (prefix, namespace) in NAMESPACES {
        writeln!(text, "@prefix {prefix}: <{namespace}> .").unwrap();
    }
    for (number, (class, statements)) in things.iter().enumerate() {
        write!(text, "<https://a.de/{number}> a {class}").unwrap();
        let mut before = "";
        for ((property, value), way) in statements {
            let blank =
                ["\n    ", " ", "\n\t", " # Bemerkung; mit \"Zeichen\" , .\n  "][usize::from(way % 4)];
            let value = match (way / 4 % 3, value.strip_prefix('"')) {
                (1, Some(rest)) if !value.contains('\\') => {
                    let (inner, suffix) = rest.rsplit_once('"').unwrap();
                    format!("\"\"\"{inner}\"\"\"{suffix}")
                }
                (2, Some(rest)) if !value.contains('\\') && !value.contains('\'') => {
                    let (inner, suffix) = rest.rsplit_once('"').unwrap();
                    format!("'{inner}'{suffix}")
                }
                _ => (*value).to_owned(),
            };
            if before == *property && way / 16 % 2 == 0 {
                write!(text, " ,{blank}{value}").unwrap();
            } else {
                let verb = if way / 32 % 2 == 0 {
                    (*property).to_owned()
                } else {
                    format!("<{}>", iri(property))
                };
                write!(text, " ;{blank}{verb} {value}").unwrap();
            }
            before = property;
        }
        text.push_str(" .\n\n");
    }
    text
}

fn n_triples(things: &[(&str, Vec<(Statement, u8)>)]) -> String {
    let mut text = String::new();
    for (number, (class, statements)) in things.iter().enumerate() {
        writeln!(
            text,
            "<https://a.de/{number}> <{}> <{}> .",
            iri("rdf:type"),
            iri(class)
        )
        .unwrap();
        for ((property, value), way) in statements {
            let end = if way % 2 == 0 { "" } else { " # Bemerkung" };
            writeln!(text, "<https://a.de/{number}> <{}> {value} .{end}", iri(property)).unwrap();
        }
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn rdf_xml(things: &[(&str, Vec<(Statement, u8)>)]) -> String {
    let mut text = "<?xml version=\"1.0\"?>\n<rdf:RDF".to_owned();
    for (prefix, namespace) in NAMESPACES {
        write!(text, "\n  xmlns:{prefix}=\"{namespace}\"").unwrap();
    }
    text.push_str(">\n");
    for (number, (class, statements)) in things.iter().enumerate() {
        // Where a language holds, plain texts have it.
        let language = if statements.len() % 3 == 1 {
            " xml:lang=\"en\""
        } else {
            ""
        };
        writeln!(text, "  <{class} rdf:about=\"https://a.de/{number}\"{language}>").unwrap();
        for ((property, value), way) in statements {
            text.push_str(&property_element(property, value, *way));
        }
        writeln!(text, "  </{class}> <!-- </{class}> -->").unwrap();
    }
    text.push_str("</rdf:RDF>\n");
    text
}

fn property_element(property: &str, value: &str, way: u8) -> String {
    if let Some(address) = value.strip_prefix('<') {
        let address = escaped(address.trim_end_matches('>'));
        return match way % 3 {
            0 => format!("    <{property} rdf:resource=\"{address}\"/>\n"),
            1 => format!("    <{property}\n  rdf:resource='{address}' ></{property} >\n"),
            _ => format!("    <{property}><rdf:Description rdf:about=\"{address}\"/></{property}>\n"),
        };
    }
    let (inner, suffix) = value[1..].rsplit_once('"').unwrap();
    let inner = inner.replace("\\\"", "\"").replace("\\\\", "\\");
    let attribute = match (suffix.strip_prefix('@'), suffix.strip_prefix("^^<")) {
        (Some(language), _) => format!(" xml:lang=\"{language}\""),
        (_, Some(datatype)) => format!(" rdf:datatype=\"{}\"", datatype.trim_end_matches('>')),
        _ => String::new(),
    };
    match way % 4 {
        0 if !inner.contains("]]>") => {
            format!("    <{property}{attribute}><![CDATA[{inner}]]></{property}>\n")
        }
        1 => format!(
            "    <{property}{attribute} >{}<!-- so --></{property}>\n",
            escaped(&inner)
        ),
        _ => format!("    <{property}{attribute}>{}</{property}>\n", escaped(&inner)),
    }
}

fn json_ld(things: &[(&str, Vec<(Statement, u8)>)]) -> String {
    let nodes: Vec<String> = things
        .iter()
        .enumerate()
        .map(|(number, (class, statements))| {
            let mut members = vec![
                format!("\"@id\": \"https://a.de/{number}\""),
                format!("\"@type\": \"{}\"", iri(class)),
            ];
            let mut seen: Vec<&str> = Vec::new();
            for ((property, _), way) in statements {
                if seen.contains(property) {
                    continue;
                }
                seen.push(property);
                let values = statements.iter().filter(|((other, _), _)| other == property);
                let values: Vec<String> = values.map(|((_, value), way)| json_value(value, *way)).collect();
                let key = if way % 2 == 0 {
                    (*property).to_owned()
                } else {
                    iri(property)
                };
                members.push(format!("\"{key}\": [{}]", values.join(", ")));
            }
            format!("{{{}}}", members.join(",\n   "))
        })
        .collect();
    let context: Vec<String> = NAMESPACES
        .iter()
        .map(|(prefix, namespace)| format!("\"{prefix}\": \"{namespace}\""))
        .collect();
    format!(
        "{{\"@context\": {{{}}},\n \"@graph\": [{}]}}\n",
        context.join(", "),
        nodes.join(",\n  ")
    )
}

fn json_value(value: &str, way: u8) -> String {
    if let Some(address) = value.strip_prefix('<') {
        return format!("{{\"@id\": \"{}\"}}", address.trim_end_matches('>'));
    }
    let (inner, suffix) = value[1..].rsplit_once('"').unwrap();
    match (suffix.strip_prefix('@'), suffix.strip_prefix("^^<")) {
        (Some(language), _) => format!("{{\"@language\": \"{language}\", \"@value\": \"{inner}\"}}"),
        (_, Some(datatype)) => format!(
            "{{\"@value\": \"{inner}\", \"@type\": \"{}\"}}",
            datatype.trim_end_matches('>')
        ),
        _ if way.is_multiple_of(3) => format!("{{\"@value\": \"{inner}\"}}"),
        _ => format!("\"{inner}\""),
    }
}

fn check(name: &str, text: &str) {
    for level in [Safety::Safe, Safety::Unsafe] {
        let document = Document::new(name, text.as_bytes().to_vec()).with_base("https://daten.example/");
        let repaired = repair(&[document], Scope::All, level);
        assert!(repaired.unreadable.is_empty(), "{text}");
        account::check(name, &repaired);
        account::check_idempotent(&repaired);
        // Comments stay, whatever happens around them.
        for comment in ["# Bemerkung", "<!-- so -->", "-->"] {
            assert_eq!(
                repaired.files[0].after.matches(comment).count(),
                text.matches(comment).count(),
                "{comment} in {text}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn turtle_changes_only_where_it_is_said(things in things()) {
        check("t.ttl", &turtle(&things));
    }

    #[test]
    fn n_triples_change_only_where_it_is_said(things in things()) {
        check("t.nt", &n_triples(&things));
    }

    #[test]
    fn rdf_xml_changes_only_where_it_is_said(things in things()) {
        check("t.rdf", &rdf_xml(&things));
    }

    #[test]
    fn json_ld_changes_only_where_it_is_said(things in things()) {
        check("t.jsonld", &json_ld(&things));
    }
}
