//! `docs/authoring.md` and the JSON Schema say what the table of fields says. `UPDATE=1` writes them anew.

use std::fs;

use jsonschema::Validator;
use kolophon_authoring::{Form, documentation, schema, write};
use kolophon_diagnostic::Language;
use serde_json::Value;

use crate::lists::{TABLES, root};
use crate::round_trip::read_back;
use crate::sample::{self, CITIES, defaults};
use crate::text_files::read_text;

const SCHEMA: &str = "schemas/authoring/dataset.schema.json";
const BEGIN: &str = "<!-- fields -->\n";
const END: &str = "<!-- /fields -->\n";

fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn the_schema_in_the_repository_is_current() {
    let path = root().join(SCHEMA);
    let current = serde_json::to_string_pretty(&schema(&*TABLES)).unwrap() + "\n";
    if is_update() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "{SCHEMA} is out of date: run this test with UPDATE=1"
    );
}

#[test]
fn the_tables_in_the_documentation_are_current() {
    let path = root().join("docs/authoring.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let current = format!("{before}{BEGIN}{}\n{END}{after}", documentation::tables());
    if is_update() {
        fs::write(&path, &current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    assert!(
        committed == current,
        "docs/authoring.md is out of date: run this test with UPDATE=1"
    );
}

/// The examples of the documentation: fenced blocks with the name of a language.
fn examples(language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/authoring.md")).unwrap();
    let fence = format!("```{language}\n");
    let blocks = text
        .split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block.to_owned()).collect()
}

#[test]
fn the_examples_of_the_documentation_are_read_without_complaint() {
    let mut count = 0;
    for language in ["yaml", "json", "toml"] {
        for example in examples(language) {
            count += 1;
            let (graph, reading) = read_text(&format!("beispiel.{language}"), &example, &defaults("mainz"));
            assert!(
                reading.issues.is_empty() && graph.len() > 5,
                "{example}: {:?}",
                reading.issues
            );
        }
    }
    assert!(count >= 4, "{count}");
}

fn validator() -> Validator {
    let schema = serde_json::to_value(schema(&*TABLES)).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn what_is_written_fits_the_schema() {
    let validator = validator();
    for city in CITIES {
        let graph = sample::city(city);
        for language in [Language::German, Language::English] {
            let files = write(&graph, Form::Json, &defaults(city), &*TABLES, language).unwrap();
            for file in &files {
                let value: Value = serde_json::from_slice(&file.bytes).unwrap();
                let wrong: Vec<String> = validator
                    .iter_errors(&value)
                    .map(|error| error.to_string())
                    .collect();
                assert!(wrong.is_empty(), "{}: {wrong:?}", file.name);
            }
            read_back(&files, Form::Json, &defaults(city));
        }
    }
}

#[test]
fn the_schema_refuses_what_has_the_wrong_shape() {
    let validator = validator();
    for wrong in [
        "[]",
        "{\"title\": [[1]]}",
        "{\"publisher\": 5}",
        "{\"distribution\": [[]]}",
        "{\"Kategorie\": {}}",
    ] {
        let value: Value = serde_json::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&value), "{wrong}");
    }
}
