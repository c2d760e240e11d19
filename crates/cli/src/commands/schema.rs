//! `kolophon schema`: the JSON Schemas of the outputs.

use std::collections::BTreeMap;

use clap::ValueEnum as _;
use kolophon_diagnostic::{Language, code_quality_schema, json_line_schema, json_schema};
use kolophon_publish::EmbeddedLists;
use kolophon_validate::quality;
use serde_json::Value;

use crate::args::{SchemaArguments, SchemaName};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) fn run(arguments: &SchemaArguments, ui: &mut Ui) -> Result<Exit, Failure> {
    match arguments.name {
        Some(name) => ui.data(name.schema())?,
        None if arguments.all => ui.data(all()?)?,
        None => ui.data(list(ui.language()))?,
    }
    Ok(Exit::Clean)
}

/// Each name with what has this form.
fn list(language: Language) -> String {
    let lines = SchemaName::value_variants().iter().map(|name| {
        let [german, english] = name.about();
        let about = match language {
            Language::German => german,
            Language::English => english,
        };
        format!("{:<14}{about}\n", name.typed())
    });
    lines.collect()
}

/// All schemas in one object, by name.
fn all() -> Result<String, Failure> {
    let schemas: Result<BTreeMap<String, Value>, _> = SchemaName::value_variants()
        .iter()
        .map(|name| Ok((name.typed(), serde_json::from_str(&name.schema())?)))
        .collect();
    let text = schemas.and_then(|schemas| serde_json::to_string_pretty(&schemas));
    let mut text = text.map_err(std::io::Error::other)?;
    text.push('\n');
    Ok(text)
}

/// The form of the files that officers write.
fn dataset_schema() -> String {
    let schema = kolophon_authoring::schema(&EmbeddedLists);
    // A schema is made of strings, numbers and lists of them: there is nothing that could fail to be written.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

impl SchemaName {
    /// The name as it is typed.
    fn typed(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn schema(self) -> String {
        match self {
            Self::Report => json_schema(),
            Self::ReportLine => json_line_schema(),
            Self::CodeQuality => code_quality_schema(),
            Self::Quality => quality::json_schema(),
            Self::Dataset => dataset_schema(),
            Self::Rehearsal => kolophon_publish::rehearse::json_schema(),
            #[cfg(feature = "store")]
            Self::Plan => kolophon_publish::plan::json_schema(),
        }
    }

    /// In German and English.
    fn about(self) -> [&'static str; 2] {
        match self {
            Self::Report => [
                "die Ausgabe von validate --format json",
                "the output of validate --format json",
            ],
            Self::ReportLine => [
                "eine Zeile der Ausgabe von validate --format jsonl",
                "a line of the output of validate --format jsonl",
            ],
            Self::Quality => [
                "die Ausgabe von quality --format json",
                "the output of quality --format json",
            ],
            Self::Dataset => [
                "ein Datensatz in YAML oder JSON, damit ein Editor ergänzt und prüft",
                "a dataset in YAML or JSON, so that an editor completes and checks",
            ],
            Self::Rehearsal => [
                "was rehearse ausgibt und rehearse --previous liest",
                "what rehearse writes and rehearse --previous reads",
            ],
            #[cfg(feature = "store")]
            Self::Plan => [
                "was plan ausgibt und load --plan liest",
                "what plan writes and load --plan reads",
            ],
            Self::CodeQuality => [
                "die Ausgabe von validate --format gitlab",
                "the output of validate --format gitlab",
            ],
        }
    }
}
